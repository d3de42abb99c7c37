#!/usr/bin/env bash
# sources.bash - data sets as they are published, each by one command: a row of runtime/data.md's table for each, of what the
# trainer's last line says. Run by hand; the quick ones take seconds, all of them half an hour of two cores.
#
#   bash tests/bench/sources.bash [PATTERN]   needs gatcc in $GATCC_BUILD (default: build/), data sets in $GATCC_DATA;
#                                             PATTERN: only sources whose --data it is in
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=${GATCC_BUILD:-$source/build}
data=${GATCC_DATA:-$source/../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --data | model | for gatcc, too | for train alone | --data of eval, where training has no test rows
rows() {
    cat <<'TEXT'
karate/karate.mtx | gcn | --labels karate/karate.labels.csv --label-column community | --split random:20/0/80,stratified --runs 10 |
karate/karate.edgelist | gcn | --labels karate/karate.labels.csv --label-column club --symmetric=yes | --split random:20/0/80,stratified --runs 10 |
planetoid/ind.cora | gat2 | | --runs 10 |
cora.npz | gat2 | | --runs 10 |
planetoid/ind.citeseer | gat2 | | --runs 10 |
citeseer.npz | gat2 | | --runs 10 |
linqs-cora/cora | gat2 | --symmetric=yes | --split planetoid --runs 10 |
gnn-benchmark/cora.npz | gat2 | --symmetric=yes | --split planetoid --runs 10 |
gnn-benchmark/amazon_electronics_photo.npz | gat_residual | --symmetric=yes | --split planetoid:train=20,val=240,test=7250 --epochs 200 --runs 3 |
heterophilous/minesweeper.npz | tuned_gat | | --split all --metric roc_auc |
heterophilous/squirrel_filtered.npz | tuned_gat | -D layers=2 -D width=64 -D dropout=70 | --split all --metric accuracy --lr 5e-3 --epochs 100 --weight-decay 5e-4 |
heterophilous/chameleon_filtered.npz | tuned_gat | -D layers=2 -D width=64 -D dropout=70 | --split all --metric accuracy --epochs 200 --weight-decay 1e-3 |
musae/facebook | gcn | | --split planetoid:train=20,val=120,test=22270 --runs 3 |
facebook_pages.npz | gcn | | --runs 3 |
musae/facebook | mlp | | --split planetoid:train=20,val=120,test=22270 --runs 3 |
musae/facebook | gcn | | --split random:80/9/11 --runs 3 |
musae/facebook | mlp | | --split random:80/9/11 --runs 3 |
musae/twitch/DE | gcn | | --split random:80/20/0,stratified --metric roc_auc | ENGB ES FR PTBR RU
multilabel/pcg | multilabel | | --split random:60/20/20 --metric average_precision --runs 3 |
multilabel/humango | multilabel | --symmetric=yes | --metric average_precision --runs 3 |
tu/MUTAG | gin_graph | | --protocol xu --batch 32 |
tu/ENZYMES | gin_graph | --scale standard | --protocol xu --batch 32 --schedule step:step_size=50,gamma=0.5 --epochs 150 |
tu/ENZYMES | gin_graph | --scale standard | --protocol errica --split splits/errica/ENZYMES.json --batch 32 --schedule step:step_size=50,gamma=0.5 --epochs 150 |
tu/ENZYMES | gat_graph | --features attributes --scale standard | --protocol dwivedi --split splits/dwivedi/ENZYMES_train.index --batch 20 |
dti/yamanishi/nr | drug_target | | --split k-fold:10,val=10% |
dti/yamanishi/gpcr | drug_target | | --split k-fold:10,val=10% |
dti/yamanishi/ic | drug_target | | --split k-fold:10,val=10% |
dti/dtinet | distmult_rgcn | | --split links:85/5/10,of=binds,seed=1 --runs 20 |
dti/davis | affinity | | --split all --metric mse |
TEXT
}

trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }

one() { # SPEC MODEL SHARED TRAIN OTHERS
    local shared=() train=() others=() said i
    read -ra shared <<<"$3"
    read -ra train <<<"$4"
    read -ra others <<<"$5"
    local with=() # what trainers know of what gatcc does
    for ((i = 0; i < ${#shared[@]}; i++)); do
        case ${shared[i]} in
            --symmetric=*) ;;
            -D) i=$((i + 1)) ;;
            *) with+=("${shared[i]}") ;;
        esac
    done
    (cd "$data" && "$build/gatcc" "$source/models/$2.lua" --data "$1" "${shared[@]}" -o "$work/net" 2>"$work/log") ||
        { cat "$work/log" >&2; return 1; }
    (cd "$data" && "$work/net" train --data "$1" "${with[@]}" "${train[@]}" --quiet --checkpoint "$work/net.st") \
        >"$work/out" 2>"$work/log" || { cat "$work/log" >&2; return 1; }
    said=$(grep -E '±|^test' "$work/out" | tail -n 1)
    printf '| `%s` | `%s` | `%s` | %s |\n' "$1" "$2" "$(trim "${shared[*]} ${train[*]}")" "$said"
    for other in "${others[@]}"; do
        (cd "$data" && "$work/net" eval --data "$(dirname "$1")/$other" --checkpoint "$work/net.st" "${train[@]:2}") \
            >"$work/out" 2>"$work/log" || { cat "$work/log" >&2; return 1; }
        printf '| `%s` | | `eval` | %s |\n' "$(dirname "$1")/$other" "$(tail -n 1 "$work/out")"
    done
}

failed=0
while IFS='|' read -r spec model shared train others; do
    spec=$(trim "$spec")
    [[ $spec == *"${1:-}"* ]] || continue
    one "$spec" "$(trim "$model")" "$(trim "$shared")" "$(trim "$train")" "$(trim "$others")" || failed=1
done < <(rows)
exit $failed
