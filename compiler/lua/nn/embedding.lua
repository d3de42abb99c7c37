-- nn.embedding: a row of a matrix for each kind of thing, y = x W, where x marks kinds with 1.
--
--   x [kinds]  ->  [out], of any space but param
--
-- A data set has what is of one kind as a row with one 1; where it says several things of each row, as an atom's element
-- and charge, their rows of 0 and 1 stand side by side, and y is the sum of their embeddings. The matrix is named and stored
-- as PyTorch's Embedding has it:
--
--   NAME.weight  [kinds, out]
local native = ...
local check = native.check

local made = 0      -- embeddings so far: embedding1, embedding2, ...

function nn.embedding(x, options)
    native.want_value("nn.embedding", x)
    local o = native.settings("nn.embedding", options, { { "out", native.REQUIRED, check.count }, { "name", nil, check.text } })
    made = made + 1
    return matmul(x, param((o.name or "embedding" .. made) .. ".weight", { x.width, o.out }, init.normal(1)))
end
