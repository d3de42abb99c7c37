#!/usr/bin/env bash
# ./build.sh sizes [--quick]: bytes of inference as an application has it, for each model that can prepare its graph and each
# compiler that is here: code and constants of the object, its static data (there should be none), the weights, what a graph of
# 64 nodes and 256 edges takes of memory that need not be heap, as the header states it, and the stack. Below it the same of
# training by NAME_step, of 34 features, with inference in the same object: memory is that of the trainer, of the prepared graph and
# of the weights, which it changes. --quick: one model, cc.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
build=${GATCC_BUILD:-build}
case $build in /*) ;; *) build=$source_dir/$build ;; esac
gatcc=$build/gatcc
. "$source_dir/tests/support/gcc32.bash"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
models='gcn gat2 gatv2 sage gin transformer edge_network' trained='gcn gat2 gatv2' quick=
[ "${1-}" != --quick ] || models=gcn trained=gcn quick=1
wasm_size=$(compgen -c llvm-size | sort -V | tail -n 1)

# TARGET SIZE CC FLAG...: a line of the table; no line where the compiler is not here or lacks the target's headers.
measure() {
    local target=$1 size=$2
    shift 2
    command -v "$1" >/dev/null && command -v "$size" >/dev/null || { skipped="$skipped $1"; return; }
    "$@" -std=c11 -ffunction-sections -c "$work/m.c" -o "$work/m.o" 2>"$work/err" ||
        { skipped="$skipped $target($(head -n 1 "$work/err"))"; return; }
    "$size" -A "$work/m.o" | awk -v name="$model" -v target="$target" -v weights="$weights" -v fixed="$fixed" -v stack="$stack" '
        $1 ~ /^(\.text|CODE$)/ { code += $2 }
        $1 ~ /^(\.rodata|DATA$)/ { constants += $2 }
        $1 ~ /^\.(data|bss)/ { static += $2 }
        END { printf "| %s | %s | %d | %d | %d | %d | %d | %d |\n", name, target, code, constants, static, weights, fixed, stack
              exit code == 0 }' || failed=1
}

number() { sed -n "s/.*$1[^0-9]*\([0-9][0-9]*\).*/\1/p" "$work/m.h" | head -n 1; }

targets() {
    measure "$(uname -m), cc -Os" size "${CC:-cc}" -Os
    [ "$quick" ] && return
    measure "$(uname -m), gcc -O3" size gcc -O3
    measure "$(uname -m), clang -Os" size clang -Os
    # shellcheck disable=SC2086  # a compiler is words
    measure 'i386, gcc -Os' size $gcc32 -Os -msse2 -mfpmath=sse
    measure 'aarch64, gcc -Os' aarch64-linux-gnu-size aarch64-linux-gnu-gcc -Os
    measure 'riscv64, gcc -Os' riscv64-linux-gnu-size riscv64-linux-gnu-gcc -Os
    measure 'wasm32, clang -Os' "$wasm_size" clang --target=wasm32-wasi -Os
    measure 'Cortex-M0+, gcc -Os' arm-none-eabi-size arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os
    measure 'Cortex-M4F, gcc -Os' arm-none-eabi-size arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -Os
    measure 'Cortex-M7, gcc -Os' arm-none-eabi-size arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -Os
    measure 'Cortex-M55, gcc -Os' arm-none-eabi-size arm-none-eabi-gcc -mcpu=cortex-m55 -mthumb -mfloat-abi=hard -Os
}

# The trainer's memory for a graph of 64 nodes, each with a self loop, 256 edges and a feature a node; of what else counts there is a 0.
trainer_bytes() {
    local arguments
    arguments=$(sed -n 's/^size_t m_trainer_size(\(.*\));/\1/p' "$work/m.h" | sed 's/int64_t nodes/64/; s/int64_t edges/320/; s/int64_t [a-z_]*entries/64/g; s/int64_t [a-z_]*/0/g')
    printf '#include "m.h"\n#include <stdio.h>\nint main(void) { printf("%%zu\\n", m_trainer_size(%s)); return 0; }\n' "$arguments" >"$work/size.c"
    "${CC:-cc}" -std=c11 -I"$work" "$work/size.c" "$work/m.c" -lm -o "$work/size" && "$work/size"
}

echo '| model | target | code | constants | static data | weights | fixed memory | stack |'
echo '|---|---|---|---|---|---|---|---|'
for name in $models; do
    skipped= model=$name
    "$gatcc" "$source_dir/models/$name.lua" --name m --outputs logits --capacity nodes=64,edges=256 -o "$work/m.c" ||
        { failed=1; continue; }
    weights=$((4 * $(number 'M_PARAMS = '))) fixed=$(number 'static m_fixed fixed;') stack=$(number 'M_INFER_STACK = ')
    targets
done
for name in $trained; do
    model="$name, training"
    "$gatcc" "$source_dir/models/$name.lua" --name m -D features=34 -D classes=4 --step --capacity nodes=64,edges=256 -o "$work/m.c" ||
        { failed=1; continue; }
    weights=$((4 * $(number 'M_PARAMS = '))) stack=$(number 'M_STEP_STACK = ')
    fixed=$(($(trainer_bytes) + $(number 'M_PREPARE_BYTES = ') + weights))
    targets
done
[ -z "${skipped-}" ] || echo "skipped:$skipped"
exit $failed
