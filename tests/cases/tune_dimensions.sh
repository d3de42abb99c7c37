#!/usr/bin/env bash
# tune --model: dimensions of the model are compiled, once for each set of them, and trials of one search go through their
# programs, to what these say themselves; the file is the same whatever goes at once, and after a kill; answers of test rows
# change nothing; what is not at hand is told in one line.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
export XDG_CACHE_HOME=$PWD/cache GATCC=$gatcc TMPDIR=$PWD/temporary
mkdir temporary
cat >m.lua <<'LUA'
model "m"
local F, C = dim("features", 34), dim("classes", 4)
local heads, hidden = dim("heads", 2), dim("hidden", 4)
local h = nn.gat(dropout(input.node { F }, 0.2), { heads = heads, out = hidden, activation = elu, name = "conv1" })
local y = nn.gat(h, { out = C, name = "conv2" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 20, optimizer = adam { lr = 0.02 } }
LUA
trainer m m.lua --data karate
data='--data karate --split random:40/30/30,seed=3'
tune="./m tune --model m.lua heads=1,2 hidden=2,5 lr=0.01,0.1 $data --epochs 12 --seed 4"
expect 0 $tune --method grid --out one.jsonl --at-once 1
[ "$(grep -c 'm: compiling -D heads=' err)" -eq 4 ] || complain 'each set of dimensions should be compiled once'
[ "$(wc -l <one.jsonl)" -eq 9 ] || complain 'one.jsonl should have a line a trial, and one before them'
[ "$(ls cache/gatcc/tune | wc -l)" -eq 4 ] || complain 'there should be four programs'
expect 0 $tune --method grid --out two.jsonl --at-once 2
silent_about compiling
same one.jsonl two.jsonl
grep -q '^best val accuracy .*: -D heads=[12] -D hidden=[25] --lr=0.*  (trial' out || complain 'the best should be told as gatcc and train take it'

# A trial is what the program of these dimensions comes to.
trainer other m.lua --data karate -D heads=1 -D hidden=5
expect 0 ./other tune lr=0.01,0.1 $data --epochs 12 --seed 4 --method grid --quiet --out other.jsonl
results() { sed -n 's/.*\("val_accuracy".*\)/\1/p' "$1"; }
same <(results one.jsonl | sed -n 3,4p) <(results other.jsonl)

# Other methods, a range, the weights of the best; killed and gone on with.
for method in random halving bayes; do
    expect 0 ./m tune --model m.lua hidden=2..5 lr=log:1e-3..1 $data --epochs 9 --method $method --trials 6 --out $method.jsonl --checkpoint $method.st
    head -c $(($(wc -c <$method.jsonl) * 2 / 3)) $method.jsonl >cut.jsonl
    expect 0 ./m tune --model m.lua hidden=2..5 lr=log:1e-3..1 $data --epochs 9 --method $method --trials 6 --out cut.jsonl --quiet
    same $method.jsonl cut.jsonl
    holds $method.st
done
expect 0 ./m tune --model m.lua hidden=2,5 lr=0.01,0.1 $data --epochs 9 --method grid --checkpoint best.st
size=$(sed -n '/^best/s/.*-D hidden=\([25]\).*/\1/p' out)
trainer again m.lua --data karate -D hidden="$size"
expect 0 ./again eval $data --checkpoint best.st

# What is true of test rows is nothing to it.
expect 0 ./m data $data --out d/
mkdir e && cp d/* e/
awk -F, -v OFS=, 'NR == FNR { test[$1]; next } FNR > 1 && $1 in test { $2 = ($2 + 1) % 4 } { print }' d/test.txt d/labels.csv >e/labels.csv
for folder in d e; do expect 0 ./m tune --model m.lua hidden=2,5 --data $folder/ --method grid --epochs 6 --out $folder.jsonl; done
same <(tail -n +2 d.jsonl) <(tail -n +2 e.jsonl)

sed 's/0.2)/0.3)/' m.lua >n.lua
refused 1 'is of another search' ./m tune --model n.lua heads=1,2 hidden=2,5 lr=0.01,0.1 $data --epochs 12 --seed 4 --method grid --out one.jsonl
refused 1 'no dimension' ./m tune --model m.lua width=2,5 $data --quiet
refused 2 'a dimension is a whole number' ./m tune --model m.lua hidden=2.5,3 $data
refused 2 'a dimension is a whole number' ./m tune --model m.lua hidden=0..3 $data
refused 2 'heads is nothing that tune can try' ./m tune heads=1,2 $data
refused 1 'none/gatcc is not in PATH' env GATCC=none/gatcc ./m tune --model m.lua heads=1,2 $data
refused 1 'set CC to a C compiler' env CC=none/cc XDG_CACHE_HOME="$PWD/fresh" ./m tune --model m.lua heads=1,2 $data --quiet
[ -z "$(ls temporary)" ] || complain 'nothing should be left in the temporary folder'
finish
