#!/usr/bin/env bash
# Names that a file has for its nodes and classes reach whoever reads predictions and figures: predict's two forms, eval
# --per-class, info.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
{
    for i in 1 2 3 4 5 6; do printf 'p%d\t1\t0\tRed_Class\n"q,%d"\t0\t1\tBlue_Class\n' $i $i; done
} >small.content
printf 'p1\tp2\np2\tp3\n"q,1"\t"q,2"\n' >small.cites
cat >m.lua <<'LUA'
model "m"
local x = input.node { 2 }
output("y", matmul(x, param("w", { 2, 2 })))
loss(cross_entropy(last, target.class(2)))
LUA
sed -i 's/^output.*/local y = matmul(x, param("w", { 2, 2 }))\noutput("y", y)/; s/last/y/' m.lua
trainer m m.lua
expect 0 ./m train --quiet --data small.content --split random:50/25/25,stratified --epochs 200 --lr 0.1 --checkpoint m.st
expect 0 ./m eval --data small.content --split random:50/25/25,stratified --checkpoint m.st --per-class --json eval.json
prints '  0      Blue_Class                      3     1.0000     1.0000     1.0000'
grep -q '"name": "Red_Class"' eval.json || complain 'the report should name classes'
[ "$(grep -c '"part": "test"' eval.json)" -eq 2 ] || complain 'two classes of the test part are wanted'
expect 0 ./m eval --data small.content --split random:50/25/25,stratified --checkpoint m.st
! grep -q Blue_Class out || complain 'the table should be there on demand only'
expect 0 ./m predict --data small.content --checkpoint m.st --out p.csv
head -n 1 p.csv | grep -qx 'node,name,class,class_name,y_0,y_1' || complain "the table's header: $(head -n 1 p.csv)"
grep -q '^0,p1,1,Red_Class,' p.csv || complain 'the first row should have its names'
grep -q '^1,"""q,1""",0,Blue_Class,' p.csv || complain 'a name with quotes and a comma should be in quotes'
expect 0 ./m predict --data small.content --checkpoint m.st --out p.npz
for member in names class_names classes; do
    grep -qa "$member.npy" p.npz || complain "p.npz should have $member"
done
expect 0 ./m info --data small.content --split random:50/25/25,stratified
prints '1        Red_Class                       3        2        1        0'
sed 's/cross_entropy(y, target.class(2))/mse(y, target.value(2))/' m.lua >values.lua
trainer values values.lua
refused 1 '--per-class: the model m tells values' ./values eval --data small.content --checkpoint m.st --per-class
finish
