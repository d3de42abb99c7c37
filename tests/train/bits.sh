#!/usr/bin/env bash
# bits.sh - the same bits whatever the number of threads, pruned or not, in any order of nodes.
#
#   bash tests/train/bits.sh         needs gatcc and the runtime in $GATCC_BUILD (default: build/)
#
# models/gat2.lua is made for karate, a synthetic graph and, where $GATCC_DATA has it, Cora;
# by gcc and by clang, each compared with itself. 30 epochs with dropout; the losses of all
# epochs and the whole checkpoint (weights, Adam's state, best weights) must be equal.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
build=${GATCC_BUILD:-$source/build}
data=${GATCC_DATA:-$source/../shared/data}
synth=synth:nodes=1500,edges=7000,features=34,classes=4,seed=7 # sizes of karate: one program serves both
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

LC_ALL=C read -a flags <<<"$(PKG_CONFIG_PATH=$build pkg-config --cflags --libs gatrt)" || exit 1
compilers='gcc clang'
case "${flags[*]}" in *-fsanitize*) compilers=${CC:-cc} ;; esac    # another compiler's sanitizers do not link

# run NAME TRAINER DATA ARGUMENTS...: leaves NAME.safetensors and NAME.losses
run() {
    local name=$1 trainer=$2 on=$3
    shift 3
    if ! "$trainer" train --data "$on" --seed 3 --epochs 30 --patience 0 --quiet \
        --checkpoint "$work/$name.safetensors" --json "$work/$name.json" "$@" >"$work/$name.log" 2>&1; then
        echo "FAILED: $name"
        sed 's/^/    /' "$work/$name.log"
        return 1
    fi
    sed -n '/"losses"/,/\]/p' "$work/$name.json" >"$work/$name.losses"
    [ "$(grep -c '[0-9]\.[0-9]' "$work/$name.losses")" -gt 0 ] || { echo "FAILED: $name wrote no losses"; return 1; }
}

# same WHAT NAME BASE
same() {
    cmp -s "$work/$2.losses" "$work/$3.losses" || { echo "FAILED: $1: other losses than with one thread"; failed=1; }
    cmp -s "$work/$2.safetensors" "$work/$3.safetensors" ||
        { echo "FAILED: $1: another checkpoint than with one thread"; failed=1; }
}

# compare COMPILER NAME DATA
compare() {
    local compiler=$1 name=$2 on=$3 threads prune order
    run base "$work/trainer" "$on" --threads 1 || { failed=1; return; }
    for threads in 1 2 3 8; do
        for prune in '' --no-prune; do
            [ "$threads$prune" != 1 ] || continue
            # shellcheck disable=SC2086 # nothing or one word
            run other "$work/trainer" "$on" --threads $threads $prune || { failed=1; continue; }
            same "$name, $compiler, $threads threads $prune" other base
        done
    done
    for order in degree rcm; do
        run base "$work/trainer" "$on" --order $order --threads 1 || { failed=1; return; }
        run other "$work/trainer" "$on" --order $order --threads 3 --no-prune || { failed=1; return; }
        same "$name, $compiler, --order $order --no-prune" other base
    done
    echo "$name, $compiler: compared with 1, 2, 3 and 8 threads, pruned and not, in three orders"
}

# with_model SPEC NAME=DATA...: the program made for SPEC's dimensions, on each DATA
with_model() {
    local spec=$1 compiler given
    shift
    "$build/gatcc" "$source/models/gat2.lua" --data "$spec" -o "$work/model.c" || { failed=1; return; }
    for compiler in $compilers; do
        command -v "$compiler" >/dev/null || { echo "skipped: $compiler, which is not installed"; continue; }
        "$compiler" -O3 -march=native "$work/model.c" "${flags[@]}" -lm -o "$work/trainer" || { failed=1; continue; }
        for given; do
            compare "$compiler" "${given%%=*}" "${given#*=}"
        done
    done
}

with_model karate karate=karate synth="$synth"
if [ -r "$data/cora.npz" ]; then
    with_model "$data/cora.npz" cora="$data/cora.npz"
else
    echo "skipped: cora, as $data/cora.npz is not there (GATCC_DATA)"
fi
exit $failed
