#!/usr/bin/env bash
# What gatcc writes, whatever the model: C17 without a warning under gcc and clang, whole and with inference alone; a
# header that C and C++ include, once or twice; the same bytes each time; no absolute path. Run: tests/emit/contract.sh
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
[ -x "$gatcc" ] || { echo "tests/emit/contract.sh: $gatcc is not there; run ./build.sh first" >&2; exit 1; }
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
said=$scratch/said
strict=(-Wall -Wextra -Wpedantic -Wshadow -Werror)

# The model and its arguments, in words. They hold between them: sparse and dense inputs, edge inputs, large products,
# one and several heads, attention that is asked for, values of the whole graph, element-wise ops of every kind.
models=(
    "models/gat2.lua"
    "models/gat2.lua --data karate"
    "models/gat2.lua --data karate --step"
    "tests/bits/wide.lua --step"
    "tests/train/own_attention.lua"
    "tests/ir/fuse_large.lua"
    "tests/ir/autodiff_movement.lua"
    "tests/ir/rule_outer_at_nodes.lua"
    "tests/math/functions.lua"
    "tests/emit/names.lua"
)

fail() { printf 'FAILED contract: %s\n' "$*"; touch "$scratch/failed"; [ -s "$said" ] && head -8 "$said"; }
quiet() { "$@" >"$said" 2>&1 && ! [ -s "$said" ]; }
have() { command -v "$1" >/dev/null 2>&1; }

# source_compiles NAME WHAT: warnings of gcc depend on the level of optimisation, clang's do not
source_compiles() {
    local compiler level levels most
    for compiler in gcc clang; do
        have $compiler || continue
        levels=(-O1) most=-O2
        [ "$compiler$1" = gccmodel1 ] && levels=(-O0 -O1 -O2 -O3)
        [ $compiler = clang ] && levels=(-O0) most=-O0
        for level in "${levels[@]}"; do
            quiet $compiler -std=c17 "$level" "${strict[@]}" -I"$top/runtime" -c "$1.c" -o whole.o ||
                fail "$compiler $level, $2"
        done
        for level in -march=native -DGATCC_PLAIN; do # eight lanes where the machine has them; one
            quiet $compiler -std=c17 "${levels[0]}" $level "${strict[@]}" -I"$top/runtime" -c "$1.c" -o lanes.o ||
                fail "$compiler ${levels[0]} $level, $2"
        done
        quiet $compiler -std=c17 $most "${strict[@]}" -DGATCC_INFERENCE_ONLY -c "$1.c" -o infer.o ||
            fail "$compiler $most -DGATCC_INFERENCE_ONLY, $2"
    done
}

# header_compiles NAME WHAT: by itself, and included twice
header_compiles() {
    local compiler
    printf '#include "%s.h"\n#include "%s.h"\nint main(void) { return 0; }\n' "$1" "$1" >twice.c
    for compiler in gcc clang g++ clang++; do
        have $compiler || continue
        case $compiler in
            *++) quiet $compiler -x c++ -std=c++17 "${strict[@]}" -Wold-style-cast -I. -c twice.c -o twice.o ;;
            *) quiet $compiler -std=c11 "${strict[@]}" -Wstrict-prototypes -I. -c twice.c -o twice.o ;;
        esac || fail "$compiler, the header of $2"
    done
}

# needs NAME WHAT: what the objects of source_compiles ask of others
needs() {
    local unknown library='memcpy|memset|sqrt|(exp|log|sqrt|tanh|erf|fabs|fmax|fmin|log1p|expm1)f|_GLOBAL_OFFSET_TABLE_'
    unknown=$(nm -u infer.o | awk '{print $2}' | grep -vxE "$library" | xargs)
    [ -z "$unknown" ] || fail "inference needs $unknown, $2"
    unknown=$(nm -u whole.o | awk '{print $2}' | grep -vxE "$library|gatrt_[a-z_]+" | xargs)
    [ -z "$unknown" ] || fail "the trainer needs $unknown, $2"
}

# same_again NAME MODEL ARGUMENTS...: twice the same bytes
same_again() {
    local name=$1 model=$2 suffix again
    shift 2
    mkdir -p again
    again=$PWD/again
    (cd "$top" && quiet "$gatcc" "$model" "$@" -o "$again/$name.c") || fail "gatcc $model $*, once more"
    for suffix in c h; do
        cmp -s "$name.$suffix" "again/$name.$suffix" || fail "gatcc $model $*: other bytes in $name.$suffix"
        grep -nE '(^|[^A-Za-z0-9_.*/])/[A-Za-z]+/' "$name.$suffix" >"$said" && fail "$name.$suffix names a path"
    done
    grep -nF -e "$scratch" -e "$top" -e "$HOME/" "$name".[ch] >"$said" && fail "$name.c or .h names a folder here"
    : >"$said"
}

# check_model NUMBER MODEL ARGUMENTS...: in a folder of its own
check_model() {
    local name=model$1
    shift
    mkdir "$scratch/$name" && cd "$scratch/$name" || exit 1
    said=$scratch/$name/said
    (cd "$top" && quiet "$gatcc" "$@" -o "$scratch/$name/$name.c") || { fail "gatcc $*"; return; }
    source_compiles "$name" "$*"
    header_compiles "$name" "$*"
    needs "$name" "$*"
    same_again "$name" "$@"
}

# Two at a time, the largest first.
number=0
for words in "${models[@]}"; do
    read -ra model <<<"$words"
    number=$((number + 1))
    (check_model $number "${model[@]}") &
    [ $((number % 2)) -eq 0 ] && wait
done
wait

[ -e "$scratch/failed" ] && exit 1
echo "contract: $number models, all compile clean and come out the same"
