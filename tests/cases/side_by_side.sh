#!/usr/bin/env bash
# Runs side by side are those one after another: what is printed, in which order, the report, the run that is kept and
# its bits, with one split or one each, with negatives drawn anew, where a run diverges and where a signal comes.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer k "$models/gat2.lua" --data karate

# settled JSON: without times, memory and what says how it was done.
settled() { grep -v '_ms_\|_mib"\|"seconds"\|_bytes"\|"runs_at_once"\|"threads"' "$1"; }

# alike NAME COMMAND...: one after another, two and five at once
alike() {
    local name=$1 n
    shift
    for n in 1 2 5; do
        rm -f c.st j.json
        "$@" --at-once "$n" --checkpoint c.st --json j.json >out 2>err </dev/null
        echo "exit $?" >"$name.$n"
        { sed 's/ epochs in .*/ epochs in/' out; sed 's/ *[0-9.]* s$//' err; settled j.json; cat c.st; } >>"$name.$n"
        [ "$n" = 1 ] || same "$name.1" "$name.$n"
    done
}
alike seeds ./k train --data karate --runs 8 --epochs 60 --patience 9 --seed 4 --lr 0.05
grep -q '^run 8/8' seeds.5 || complain 'eight runs were expected'
grep -q '^epoch 6 ' seeds.1 || complain 'the lines of epochs should be there'
alike folds ./k train --data karate --split k-fold:4,stratified --epochs 20 --log-every 10
alike batches ./k train --data karate --runs 5 --epochs 6 --batch 2 --fanout 3,2
alike quiet ./k train --data karate --runs 5 --epochs 20 --quiet --threads 3

# The first that diverges is the last, whatever those behind it came to.
alike diverged ./k train --data karate --runs 6 --epochs 40 --lr 9e5 --optimizer sgd
head -n 1 diverged.1 | grep -q 'exit 1' || complain 'a run should have diverged'

# Each of links has a graph of its own, as negatives are drawn into it.
graph=synth:nodes=60,edges=300,features=12,classes=3,seed=5
trainer l "$models/gae.lua" --data "$graph"
alike batches_of_links ./l train --data "$graph" --split links:80/10/10,seed=4,fixed --batch 30 --fanout 2,2 --runs 4 --epochs 3
alike links ./l train --data "$graph" --split links:80/10/10,seed=4,fixed --runs 4 --epochs 6
alike varied ./l train --data "$graph" --split links:80/10/10,seed=4 --runs 4 --epochs 6

# Which way it was done is said; logs have folders.
expect 0 ./k train --data karate --runs 3 --epochs 5 --quiet --threads 2 --json j.json --log logs
prints '2 runs at once'
grep -q '"runs_at_once": 2' j.json || complain 'the report should say how many runs went at once'
holds logs/seed-2/scalars.csv
expect 0 ./k train --data karate --runs 3 --epochs 5 --quiet --threads 1
prints 'runs one after another'
refused 2 '--at-once' ./k train --data karate --runs 2 --at-once 1025

# A signal ends all that are under way; those that are whole, in their order, are kept.
got=0
./k train --data karate --runs 1000000 --epochs 30 --at-once 3 --quiet --checkpoint r.st --json r.json >out 2>err &
child=$!
for try in $(seq 500); do grep -qs '^run 2/' out && break || sleep 0.01; done
kill -TERM "$child"
wait "$child" || got=$?
[ "$got" -eq 143 ] || complain "SIGTERM into the runs: exit $got"
holds r.st
awk '/^run / { sub("/.*", "", $2); if ($2 != ++n) exit 1 } END { exit n < 2 }' out || complain 'runs should be in their order'
grep -q '"ended": "interrupted"' r.json || complain 'r.json should say that it was interrupted'
finish
