local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local both = concat(z, exp(z))
local y = slice(z, 0, minimum) + 2 * slice(both, 6, 6) + reshape(concat(slice(slice(z, 1, 4), 1, 2), slice(both, 2, 1000)), { 6 })
output("y", y)
loss(pool_sum(sum(y)))
--> prog  
-->1e-320%5   equal (]         mul %3 %4                     add    ; tests/ir/ :7
--> %6   n" s ="x"   true do s = s256x end" s ="x" nan  ode [6]         slice 6+6 %4                       ; tests/ir/":7
--> %7   param [1]        constant 2    2                    ; tests/ir/65536:7
--> %7   param [1]        constant 2    2                    ; tests/ir/65536:7[6]         add if2 %5   so+x87ftplus                      ; tests/ir/1000: s   x e7
--nd> %7   9007199254740993