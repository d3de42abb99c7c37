-- Hops in pairs that are equal but for their bindings, beside pairs that differ from them in one thing: a constant, the
-- slope of a function, a dropout's rate, which of two values is read again, which part of one.
model "nearly_equal"
local F, C = dim("features", 6), dim("classes", 4)
local x = input.node { F }
local function project(name) return matmul(x, param(name, { F, C })) end
local z, a, b = project("z"), project("a"), project("b")
local wide = tanh(matmul(x, param("wide", { F, 3 * C })))
local second, third = slice(wide, C, C), slice(wide, 2 * C, C)
local forms = {
    function(s) return tanh(0.5 * s + a) end,
    function(s) return tanh(0.25 * s + a) end,
    function(s) return leaky_relu(s + a, 0.1) end,
    function(s) return leaky_relu(s + a, 0.2) end,
    function(s) return tanh((s * a + b) * a) end,
    function(s) return tanh((s * a + b) * b) end,
    function(s) return tanh(s + second) end,
    function(s) return tanh(s + third) end,
    function(s) return tanh(dropout(s, 0.5) + a) end,
    function(s) return tanh(dropout(s, 0.25) + a) end,
}
for _, form in ipairs(forms) do
    for _ = 1, 2 do z = form(sum_in(src(z))) end
end
local y = matmul(z, param("last", { C, C }))
output("logits", y)
loss(cross_entropy(y, target.class(C)))
