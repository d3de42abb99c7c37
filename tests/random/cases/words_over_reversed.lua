-- Words over the edges out of a row, as over those into it; deviations; parts of one matrix.
model "words_over_reversed"
local x, q = input.node { 6 }, input.edge { 3 }
local n = 0
local function weight(s) n = n + 1; return param("p" .. n, s) end
local function e(s) return matmul(q, weight { 3, table.unpack(s) }) + src(matmul(x, weight { 6, table.unpack(s) })) / 2 end
local function v(s) return matmul(x, weight { 6, table.unpack(s) }) end
local total = 0
local function take(y)
  if y.space == "edge" then y = sum_in(y) / 4 end
  n = n + 1
  output("y" .. n, y)
  total = total + pool_sum(sum(flatten(y)))
end
take(max_out(e { 2, 3 }))
take(sum_in(src(max_out(e { 3 }))) / 4)
take(edge_softmax(e { 2 }, nil, reversed(edge)) * dst(v { 2, 3 }))
local a = e { 3 }
take(var_in(a))
take(min_in(a))
take(std_in(a))
take(std_in(a, 1e-3, nil, reversed(edge)))
take(mean_in(a, nil, reversed(edge)))
local b, W = v { 5, 2 }, flatten(weight { 20, 3 })
local function rows(i) return reshape(slice(W, i * 3, 30), { 10, 3 }) end
take(matmul(b, rows(0)) * matmul(b, rows(10)))
take(matmul(b, rows(5)))
loss(total)
