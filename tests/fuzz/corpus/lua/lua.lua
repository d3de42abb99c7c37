local t = {}
for i = 1, 3 do t[#t + 1] = ("%d"):format(i):rep(2, "-") end
local function f(n) return n < 1 and 0 or 1 + f(n - 1) end
local x = input.node { f(4), name = "n" .. #table.concat(t, "_") }
while #t > 0 do table.remove(t) end
goto out
::out::
print(#t, x, math.floor(2.5), tostring(nil))
output("o", x * 2) loss(mse(nn.linear(x, { out = 4 }), target.value(4)))
