#!/usr/bin/env bash
# table.bash - one model, one hash: builds models with gatcc --bits=exact by every compiler, for every processor and width of
# vectors that this machine can compile for and run, trains each for some epochs, infers, and prints a table of the SHA-256 of
# weights and outputs. It fails where a model has more than one.
#
#   table.bash [--quick] [--fast] [--epochs N] [--model NAME]...
#   table.bash --floats
#
# --quick: two models, a few builds, one of them on a few other machines; --fast: gatcc --bits=fast, to see what differs then (never fails); --floats: all floats
# through c/lib/libm.h, by tests/math/libm.c. Needs gatcc and
# libgatrt in $GATCC_BUILD. Machines that are not there are left out, and told: qemu-user, cross compilers, node.
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$(cd "${GATCC_BUILD:-$source/build}" && pwd) || exit 1
. "$source/tests/support/gcc32.bash"
. "$source/tests/targets/cortex_m/boards.bash"
here=$source/tests/bits quick='' floats='' bits=exact epochs=50 chosen=()

refuse() { printf 'table.bash: %s\n' "$*" >&2; exit 2; }
while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=yes; shift ;;
        --fast) bits=fast; shift ;;
        --floats) floats=yes; shift ;;
        --epochs) [ $# -ge 2 ] || refuse '--epochs needs a number'; epochs=$2; shift 2 ;;
        --model) [ $# -ge 2 ] || refuse '--model needs a name'; chosen+=("$2"); shift 2 ;;
        *) refuse "unknown option $1" ;;
    esac
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

if [ -n "$floats" ]; then
    cc -std=c17 -O3 -march=native -ffp-contract=off -I "$source" "$source/tests/math/libm.c" -lm -o libm && ./libm 1
    exit
fi

# ---------------------------------------------------------------- models
# name | file | data

small='synth:nodes=200,edges=900,features=128,classes=5,seed=7'
models="
gat2|models/gat2.lua|karate
gatv2|models/gatv2.lua|karate
transformer|models/transformer.lua|karate
gcn|models/gcn.lua|karate
sage|models/sage.lua|karate
gin|models/gin.lua|karate
mlp|models/mlp.lua|karate
dense|tests/bench/gat2_dense.lua|$small
wide|tests/bits/wide.lua|$small
"
[ -z "$quick" ] || [ ${#chosen[@]} -gt 0 ] || chosen=(gat2 wide)

wanted() {
    [ ${#chosen[@]} -eq 0 ] || [[ " ${chosen[*]} " == *" $1 "* ]]
}

# ---------------------------------------------------------------- builds

runtime=(-I "$source" -I "$source/runtime")
read -ra libraries <<<"$build/libgatrt.a $(PKG_CONFIG_PATH=$build pkg-config --static --libs gatrt | sed 's/-lgatrt//')"
foreign=('-D_Static_assert(...)=' -ffp-contract=off -std=c17 "${runtime[@]}")

for part in host steps; do
    cc -std=c17 -O1 "${runtime[@]}" -c "$here/$part.c" -o $part.o || exit 1
done

# Runs the program that is there: NAME THREADS
run_row() {
    rm -f out
    if ./host "$data" "$epochs" "$2" out blob 2>log; then
        row "$1" "$(sha256sum <out | cut -c 1-12)"
    else
        row "$1" failed
    fi
}

# A row of the table, the whole runtime on this machine, on one thread: NAME COMMAND...
host_row() {
    local name=$1
    shift
    rm -f host
    if "$@" -std=c17 "${runtime[@]}" -c m.c -o m.o 2>log && cc m.o host.o steps.o "${libraries[@]}" -lm -o host 2>log; then
        run_row "$name" 1
    else
        row "$name" failed
    fi
}

# NAME RUNNER COMMAND...: model and runtime for another machine; RUNNER, where it is not empty, runs its programs.
foreign_row() {
    local name=$1 runner=$2
    shift 2
    rm -f worker out
    : >out # some systems' sandboxes only open what is there
    # shellcheck disable=SC2086  # a runner is words
    if ! "$@" "${foreign[@]}" m.c "$here/worker.c" -lm -o worker 2>log || ! $runner ./worker blob out 2>>log; then
        row "$name" failed
        return
    fi
    row "$name" "$(sha256sum <out | cut -c 1-12)"
}

# Does the compiler make a program that runs here? RUNNER COMMAND...
works() {
    local runner=$1
    shift
    printf '#include <stdio.h>\nint main(void) { return 0; }\n' >probe.c
    # shellcheck disable=SC2086
    command -v "$1" >/dev/null && "$@" probe.c -o probe 2>/dev/null && $runner ./probe 2>/dev/null
}

rows=() # in their order
declare -A hash
row() {
    [[ " ${rows[*]} " == *" ${1// /_} "* ]] || rows+=("${1// /_}")
    hash[${1// /_},$model]=$2
    [ "$2" != failed ] || { echo "FAILED: $model, $1"; head -n 5 log; failed=1; }
}

left_out=()
leave_out() { [[ " ${left_out[*]} " == *" $1 "* ]] || { left_out+=("$1"); echo "skipped: $2"; }; }

here_rows() {
    local cc level march
    for cc in gcc clang; do
        works '' $cc || { leave_out $cc "there is no $cc"; continue; }
        for level in -O0 -O1 -O2 -O3; do
            for march in x86-64 x86-64-v3 native; do
                [ -z "$quick" ] || [[ "$level $march" =~ ^(-O0 x86-64|-O3 native)$ ]] || continue
                works '' $cc -march=$march || { leave_out $march "no programs for $march here"; continue; }
                host_row "$cc $level $march" $cc $level -march=$march
            done
        done
    done
    works '' clang && host_row 'clang -O2 plain' clang -O2 -march=native -DGATCC_PLAIN
    [ -z "$quick" ] || return
    works '' gcc -mavx && host_row 'gcc -O2 avx' gcc -O2 -mavx
    works '' gcc && host_row 'gcc -O3 plain' gcc -O3 -DGATCC_PLAIN
}

# Other numbers of threads, and OpenBLAS with the kernels of other processors, which --bits=exact does not ask.
thread_rows() {
    local threads
    host_row '1 thread' cc -O3
    for threads in 2 3 8; do run_row "$threads threads" $threads; done
    OPENBLAS_CORETYPE=Prescott run_row 'OpenBLAS Prescott' 1
    OPENBLAS_CORETYPE=Haswell run_row 'OpenBLAS Haswell' 1
}

machine() { # NAME RUNNER COMMAND...
    if works "$2" "${@:3}"; then
        foreign_row "$@"
    else
        leave_out "$3" "$1: $3 makes no program that ${2%% *}${2:+ }runs here"
    fi
}

foreign_rows() {
    machine 'tcc' '' tcc
    [ -z "$quick" ] || [ "$model" = gat2 ] || return 0
    machine 'aarch64' qemu-aarch64 aarch64-linux-gnu-gcc -O2 -static
    machine 'riscv64' qemu-riscv64 riscv64-linux-gnu-gcc -O2 -static
    # shellcheck disable=SC2086  # a compiler is words
    machine 'i386 sse2' '' $gcc32 -O2 -msse2 -mfpmath=sse -static
    machine 'arm neon' qemu-arm arm-linux-gnueabihf-gcc -O2 -mfpu=neon -static
    [ -n "$quick" ] || machine 'arm soft float' qemu-arm arm-linux-gnueabi-gcc -O2 -static
    machine 'ppc64le' qemu-ppc64le powerpc64le-linux-gnu-gcc -O2 -static
    [ -n "$quick" ] || cortex_m machine
    [ -n "$quick" ] || machine 'wasm' "node --no-warnings $here/wasi.mjs" clang --target=wasm32-wasi -O2
    machine 'wasm simd' "node --no-warnings $here/wasi.mjs" clang --target=wasm32-wasi -O2 -msimd128
}

# ---------------------------------------------------------------- the table

failed=0 columns=()
while IFS='|' read -r model file data; do
    [ -n "$model" ] && wanted "$model" || continue
    columns+=("$model")
    "$build/gatcc" "$source/$file" --data "$data" --bits=$bits -o m.c >log 2>&1 || { row gatcc failed; continue; }
    here_rows
    thread_rows
    foreign_rows
done <<<"$models"
[ ${#columns[@]} -gt 0 ] || refuse 'there is no such model'

printf '\n%-22s' "bits=$bits"
printf ' %-12s' "${columns[@]}"
for name in "${rows[@]}"; do
    printf '\n%-22s' "${name//_/ }"
    for model in "${columns[@]}"; do printf ' %-12s' "${hash[$name,$model]:--}"; done
done
printf '\n%-22s' 'different'
for model in "${columns[@]}"; do
    count=$(for name in "${rows[@]}"; do echo "${hash[$name,$model]:-}"; done | sort -u | grep -c .)
    printf ' %-12s' "$count"
    [ "$count" -eq 1 ] || [ $bits = fast ] || failed=1
done
printf '\n'
[ $failed -eq 0 ] || echo 'FAILED: a model has more than one hash'
exit $failed
