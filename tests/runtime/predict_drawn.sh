#!/usr/bin/env bash
# predict --out x.gexf and x.graphml: a graph that our own loaders read back, with the numbers that predict --out x.csv has,
# and attention that is a share of 1 for the edges into each node; the same bytes with any number of threads.
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O1 # quickly made
cp "$models/gat2.lua" .
trainer gat2 gat2.lua --data karate
expect 0 ./gat2 train --data karate --seed 1 --epochs 100 --quiet --checkpoint c.st
expect 0 ./gat2 predict --data karate --checkpoint c.st --out p.csv
for form in gexf graphml; do
    expect 0 ./gat2 predict --data karate --checkpoint c.st --out p.$form
    prints "wrote p.$form: outputs of 34 nodes"
    expect 0 ./gat2 predict --data karate --checkpoint c.st --threads 3 --out threads.$form
    same p.$form threads.$form
    expect 0 ./gat2 data --data p.$form
    prints 'read edges, y, told, probability, logits_0, logits_1, logits_2, logits_3, position_x, position_y;'
    prints '190 from node to node' # 156, and a self loop for each of 34
    # name=value, a node or an edge a line
    sed -E 's/<(attvalue for|data key)="([^"]*)"( value="|>)/ \2=/g; s/("\/>|<\/data>)/ /g' p.$form >values
    grep '<node ' values | sed -E 's/.* told=([0-9]) .*logits_0=([^ ]*) .*logits_1=([^ ]*) .*logits_2=([^ ]*) .*logits_3=([^ ]*) .*/\1,\2,\3,\4,\5/' >told
    tail -n +2 p.csv | cut -d, -f2- >expected
    same expected told
    for layer in conv1 conv2; do
        grep '<edge ' values | sed -E "s/.*target=\"([0-9]*)\".* $layer.attention=([^ ]*) .*/\\1 \\2/" |
            awk '{ sum[$1] += $2 } END { for (v in sum) if (sum[v] > 0.999999 && sum[v] < 1.000001) good++; print good }' >good
        [ "$(cat good)" = 34 ] || complain "p.$form: $layer.attention is 1 into $(cat good) of 34 nodes"
    done
done
grep -q '<viz:position x="[-0-9.e]*" y="[-0-9.e]*" z="0"/></node>' p.gexf || complain 'Gephi finds no places'
[ "$(grep -o 'probability" value="[^"]*' p.gexf | awk -F'"' '$3 > 0.25 && $3 <= 1' | wc -l)" = 34 ] ||
    complain 'the class told of four has a probability above 1/4'

# ---- without edges in the model, without classes
cat >line.lua <<'LUA'
model "line"
local y = nn.linear(input.node { dim("features", 34) }, { name = "a", out = 1 })
output("y", y)
loss(mse(y, target.value(1)))
train { epochs = 2, patience = 0, optimizer = adam { lr = 0.01 } }
LUA
trainer line line.lua --data karate
expect 0 ./line train --data karate --quiet --checkpoint l.st
expect 0 ./line predict --data karate --checkpoint l.st --out l.graphml
expect 0 ./line data --data l.graphml
prints '156 from node to node'
! grep -q 'told' l.graphml || complain 'a model of values tells no classes'
refused 2 'or as a graph in .gexf or .graphml' ./gat2 predict --data karate --checkpoint c.st --out x.gml
nothing x.gml

# ---- rows of several kinds
papers=$shared_files/batches/papers.npz
trainer het "$models/hetero.lua" --data "$papers"
expect 0 ./het train --data "$papers" --epochs 1 --quiet --checkpoint h.st
refused 1 'there are several kinds of them' ./het predict --data "$papers" --checkpoint h.st --quiet --out h.gexf
nothing h.gexf
finish
