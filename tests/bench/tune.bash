#!/usr/bin/env bash
# tune.bash - does tune --method bayes find better settings than --method random in as many trials? Searches lr, weight
# decay and L1 of models/gcn.lua on Cora, CiteSeer and filtered Chameleon, each method with the seeds 1 to REPEATS (which
# draw splits of training alike for both), and prints a row of markdown for each data set and metric: medians of the best
# validation figures, how often which is better, and after how many trials bayes has what random has at its end.
#
#   bash tests/bench/tune.bash [TRIALS [REPEATS]]      default: 28 20; $GATCC_DATA names the folder of data sets, $GATCC_BUILD
#                                                      the build; some minutes
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${GATCC_BUILD:-$here/../../build}" && pwd)
data=${GATCC_DATA:-$here/../../../shared/data}
trials=${1:-28} repeats=${2:-20}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$build

# The best figures so far, trial after trial.
so_far() { # FILE METRIC
    sed -n "s/.*\"val_$2\":\([-0-9.e]*\|null\),.*/\1/p" "$1" | awk -v less="$([ "$2" = log_loss ] && echo 1 || echo 0)" '
        $1 != "null" && (best == "" || (less ? $1 + 0 < best : $1 + 0 > best)) { best = $1 + 0 }
        { print best }'
}

median() { sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

# One seed's best of both, and the first trial of bayes that is as good as all of random's; 0: none.
search() { # SPEC METRIC SEED
    local method
    for method in random bayes; do
        "$work/model" tune lr=log:1e-4..1 weight-decay=log:1e-6..1e-1 l1=log:1e-8..1e-3 --data "$1" --split random:10/40/50,seed=1 \
            --metric "$2" --epochs 100 --patience 0 --trials "$trials" --seed "$3" --method "$method" --quiet --out "$work/$method.jsonl" >/dev/null 2>&1
        so_far "$work/$method.jsonl" "$2" >"$work/$method"
        rm "$work/$method.jsonl"
    done
    local reached
    reached=$(awk -v less="$([ "$2" = log_loss ] && echo 1 || echo 0)" -v goal="$(tail -n 1 "$work/random")" '
        !at && (less ? $1 <= goal : $1 >= goal) { at = NR } END { print at + 0 }' "$work/bayes")
    printf '%s %s %s\n' "$(tail -n 1 "$work/random")" "$(tail -n 1 "$work/bayes")" "$reached"
}

row() { # NAME SPEC METRIC
    local seed
    for ((seed = 1; seed <= repeats; seed++)); do search "$2" "$3" "$seed"; done >"$work/found"
    awk -v less="$([ "$3" = log_loss ] && echo 1 || echo 0)" -v trials="$trials" '
        $1 == $2 { same++; next } (less ? $2 < $1 : $2 > $1) { better++ } END { printf "%d %d %d\n", better, same, NR - better - same }' "$work/found" >"$work/counts"
    read -r better same worse <"$work/counts"
    printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$3" "$(awk '{ print $1 }' "$work/found" | median)" "$(awk '{ print $2 }' "$work/found" | median)" \
        "$better" "$same" "$worse" "$(awk -v most="$trials" '{ print $3 ? $3 : most + 1 }' "$work/found" | median)"
}

printf '| data set | metric | random | bayes | better | the same | worse | as good as random after |\n|---|---|---|---|---|---|---|---|\n'
for set in cora citeseer heterophilous/chameleon_filtered; do
    file=$data/$set.npz
    [ -f "$file" ] || { printf 'skipped: %s is not there (GATCC_DATA)\n' "$file"; continue; }
    CFLAGS='-O3 -march=native' "$build/gatcc" "$here/../../models/gcn.lua" --data "$file" -o "$work/model" >/dev/null
    for metric in log_loss accuracy; do row "${set##*/}" "$file" "$metric"; done
done
