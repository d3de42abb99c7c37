#!/usr/bin/env bash
# data_command.sh - `gatcc data` and a trainer's `data` say the same of a data set, whether or not it fits the model; what is
# asked of a graph tool's file goes on behind its name; nothing is written over what is read.
. "$(dirname "$0")/lib.bash"
cat >club.graphml <<'TEXT'
<graphml><key id="c" for="node" attr.name="club" attr.type="string"/><key id="a" for="node" attr.name="age" attr.type="int"/>
<key id="t" for="node" attr.name="train" attr.type="boolean"/><key id="v" for="node" attr.name="val" attr.type="boolean"/>
<graph edgedefault="undirected">
<node id="Ann"><data key="c">blue</data><data key="a">3</data><data key="t">true</data><data key="v">true</data></node>
<node id="Bo"><data key="c">red</data><data key="a">4</data></node><node id="Cy"><data key="c">red</data><data key="a">4</data></node>
<edge source="Ann" target="Bo"/><edge source="Bo" target="Cy"/></graph></graphml>
TEXT
expect 0 "$gatcc" data --data club.graphml --json facts.json
prints 'club.graphml: 3 nodes (1 train, 1 val, 0 test), 4 edges; read edges, club, train, val, age'
prints '  classes      2: 1 blue, 2 red'
prints '  homophily    0.5000 of edges join one class'
says 'club.graphml: node: 1 node in both train_mask and val_mask'
says 'club.graphml: node: 1 of 2 classes have no node to train on'
grep -q '"edge_homophily": 0.5' facts.json || complain 'facts.json should have homophily'

expect 0 "$gatcc" data --data club.graphml:label=age
prints '  classes      5: 0 0, 0 1, 0 2, 1 3, 2 4'
refused 1 'features=club: it holds text' "$gatcc" data --data club.graphml:features=club
refused 2 'data needs --data SPEC' "$gatcc" data
refused 2 'data does not take --epochs' "$gatcc" data --data karate --epochs 3
expect 2 "$gatcc" data --data club.graphml --json club.graphml
expect 2 "$gatcc" data --data club.graphml:label=age --json club.graphml
says 'name one file'
expect 0 "$gatcc" data --help

expect 0 "$gatcc" data --data club.graphml -o club.npz
expect 0 "$gatcc" data --data club.npz
prints '3 nodes (1 train, 1 val, 0 test), 4 edges; read x, y'
expect 0 "$gatcc" data --data club.npz --out again.gexf
expect 2 "$gatcc" data --data club.npz --out club.npz
refused 2 'must end in .npz, .graphml, .gexf, .csv (edges alone) or / (a folder)' "$gatcc" data --data club.npz --out club.txt
expect 0 "$gatcc" data --data club.graphml --out club.csv
says 'club.csv: edges alone'
[ "$(tr '\n' ' ' <club.csv)" = 'source,target Ann,Bo Bo,Ann Bo,Cy Cy,Bo ' ] || complain "club.csv: $(cat club.csv)"
expect 0 "$gatcc" data --data club.graphml --out club/
[ "$(tr '\n' ' ' <club/labels.csv)" = 'node,y0 0,blue 1,red 2,red ' ] || complain "labels.csv: $(cat club/labels.csv)"
expect 0 "$gatcc" data --data club/
prints '3 nodes (1 train, 1 val, 0 test), 4 edges; read features.csv, edges.csv'
refused 1 'club/: there are files in it; a data set needs a folder of its own' "$gatcc" data --data karate --out club/

expect 0 "$gatcc" "$models/gat2.lua" --data karate -o gat2 --cflags=-O1
expect 0 ./gat2 data --data club.graphml --json trainer.json
measured='"(seconds|peak_rss_mib|threads)"'
grep -vE "$measured" facts.json >gatcc_says
grep -vE "$measured" trainer.json >trainer_says
same gatcc_says trainer_says
expect 0 "$gatcc" data --data karate
prints '  components   1, the largest of 34 rows'
finish
