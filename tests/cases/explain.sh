#!/usr/bin/env bash
# explain: what it says of an edge is what a data set without that edge predicts, to the bit where bits are promised; its table,
# its sentences, its figures; the same bytes with any number of threads; and what it refuses.
. "$(dirname "$0")/lib.bash"

sed 's/^model .*/model "club"/' "$models/gat2.lua" >club.lua
expect 0 "$gatcc" club.lua --data karate --bits=exact -o club
expect 0 ./club train --data karate --seed 1 --checkpoint k.st --quiet
explain=(./club explain --checkpoint k.st)

# ---- the table of all rows, and the data set as text, of which one edge after another is left out
expect 0 "${explain[@]}" --data karate --nodes all -o all.csv --json all.json
prints '1368 times one of their edges'
expect 0 "${explain[@]}" --data karate --nodes all -o one.csv --threads 1
same all.csv one.csv
[ "$(wc -l <all.csv)" -eq 1369 ] || complain "a line for each pair"
expect 0 ./club data --data karate --out whole/ --quiet
probability() { # FOLDER NODE CLASS: what predict says
    expect 0 ./club predict --data "$1" --checkpoint k.st --out p.csv --quiet
    awk -F, -v node="$2" -v class="$3" 'NR > 1 && $1 == node {
        for (i = 3; i <= NF; i++) sum += exp($i)
        printf "%.9f\n", exp($(3 + class)) / sum }' p.csv
}
for at in 7 300 555 900 1360; do
    IFS=, read -r node class value _ from to amount _ without _ < <(sed -n "${at}p" all.csv)
    rm -rf less && cp -r whole less
    grep -vx "$from,$to" whole/edges.csv >less/edges.csv
    [ "$(wc -l <less/edges.csv)" -eq $(($(wc -l <whole/edges.csv) - 1)) ] || complain "$from,$to should be one edge"
    near() { # WHAT IS EXPECTED
        awk -v a="$2" -v b="$3" 'BEGIN { exit !(a - b < 2e-8 && b - a < 2e-8) }' || complain "line $at, $1: $2, not $3"
    }
    near value "$value" "$(probability whole "$node" "$class")"
    near without "$without" "$(probability less "$node" "$class")"
    near amount "$amount" "$(awk -v a="$value" -v b="$without" 'BEGIN { printf "%.9f", a - b }')"
done

# ---- figures are those of the table
turned=$(awk -F, 'NR > 1 && $10 != $2' all.csv | wc -l)
grep -q "\"turned\": $turned," all.json || complain "$turned lines tell another class: $(grep turned all.json)"
grep -q '"fidelity_plus": 0\.' all.json || complain 'fidelity is in --json'

# ---- sentences, other methods, other units
expect 0 "${explain[@]}" --data karate --nodes 16,3 --top 2
prints 'node 16: class '
prints '  10 edges among 6 rows that it depends on; the answer less the answer without it:'
[ "$(grep -c ' without it$\| without it, class' out)" -eq 4 ] || complain '--top 2 is of each row'
expect 0 "${explain[@]}" --data karate --nodes 16 --method shapley --json s.json
grep -q '"runs": 1027' s.json || complain '2^10 sets, the whole, and the top'
expect 0 "${explain[@]}" --data karate --nodes 9 --method shapley --samples 20
prints '(+- '
expect 0 "${explain[@]}" --data karate --nodes 16 --of nodes
prints '  5 nodes among 6 rows'
expect 0 "${explain[@]}" --data karate --nodes 16 --of features --class 2
prints '; of class 2, probability'
expect 0 "${explain[@]}" --data karate --nodes 16 --method attention
expect 0 "${explain[@]}" --data karate --nodes train --quiet
[ ! -s out ] || complain '--quiet says nothing'

expect 0 "${explain[@]}" --data karate --nodes 16 --of nodes --method rollout
refused 2 'goes with --of nodes' "${explain[@]}" --data karate --nodes 16 --method rollout

# ---- where the model adds reverses an edge goes both ways
sed 's/self_loops = true/self_loops = true, symmetric = true/; s/"club"/"both"/' club.lua >both.lua
expect 0 "$gatcc" both.lua --data karate --bits=exact -o both
expect 0 ./both explain --data karate --checkpoint k.st --nodes 16
prints '  7 edges among 6 rows'
prints 'edge 5 - 16:'

# ---- no two columns of a table have one name: what reads it by names would take the last
for of in edges nodes features; do
    expect 0 "${explain[@]}" --data karate --nodes 16 --of "$of" -o "$of.csv"
    [ -z "$(head -n 1 "$of.csv" | tr ',' '\n' | sort | uniq -d)" ] || complain "$of.csv has a name twice: $(head -n 1 "$of.csv")"
done

# ---- by gradients, of a trainer that has them
refused 2 'make it with gatcc --explain' "${explain[@]}" --data karate --nodes 1 --method saliency
refused 2 '--explain is for trainers' "$gatcc" club.lua --explain -o club.o
expect 0 "$gatcc" club.lua --data karate --bits=exact --explain -o grads
expect 0 ./grads eval --data karate --checkpoint k.st # the same model, whatever can be asked of it
silent_about "another model's text"
for method in saliency input-x-gradient integrated-gradients; do
    for of in edges nodes features; do
        expect 0 ./grads explain --data karate --checkpoint k.st --nodes 16,3 --method $method --of $of
        prints 'node 16: class '
    done
done
expect 0 ./grads explain --data karate --checkpoint k.st --nodes all --method gnn-explainer -o g.csv --threads 3
expect 0 ./grads explain --data karate --checkpoint k.st --nodes all --method gnn-explainer -o h.csv --threads 1
same g.csv h.csv
expect 0 ./grads explain --data karate --checkpoint k.st --nodes all -o exact.csv
same all.csv exact.csv

# ---- refused
refused 2 'explain needs --nodes' ./club explain --data karate --checkpoint k.st
refused 2 'did you mean shapley' "${explain[@]}" --data karate --nodes 1 --method shaply
refused 2 'expected edges, nodes or features' "${explain[@]}" --data karate --nodes 1 --of rows
refused 2 'does not go with --of nodes' "${explain[@]}" --data karate --nodes 1 --of nodes --method attention
refused 2 'goes with --method shapley' "${explain[@]}" --data karate --nodes 1 --samples 20
refused 2 'must end in .csv' "${explain[@]}" --data karate --nodes 1 --out x.json
refused 1 'has no node called 34' "${explain[@]}" --data karate --nodes 1,34
refused 1 'has no node called nobody' "${explain[@]}" --data karate --nodes nobody
refused 1 'has 4 of them' "${explain[@]}" --data karate --nodes 1 --class 4
refused 1 'has no such part' "${explain[@]}" --data karate --nodes val
finish
