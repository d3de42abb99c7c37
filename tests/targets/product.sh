#!/usr/bin/env bash
# NAME_test.c of `gatcc -o DIR/` on other machines: Cortex-M boards as QEMU emulates them, without a system, its memory the
# program's own; Linux on aarch64, riscv64 and i386; WebAssembly. What it tells there is what it tells here, to the last bit of
# every output with --bits=exact, after updates, in a fixed capacity and of some steps of training too; without it the test
# holds, and it is told how far outputs are off. No board of QEMU has a Cortex-M0+: its code runs on an M3, which has all of
# its instructions.
. "$(dirname "$0")/../cases/lib.bash"
source=$source_dir
. "$source/tests/targets/cortex_m/boards.bash"
. "$source/tests/support/gcc32.bash"

case $(pkg-config --cflags gatrt) in *-fsanitize*) skip 'a sanitizer makes other programs' ;; esac
flags=(-std=c11 -Wall -Wextra -Wpedantic -Wdouble-promotion -Werror -DTEST_BYTES=131072 -DEDITS=20)
export GATCC_TARGET_LIMIT=60

# Does the compiler make a program that runs here? RUNNER COMMAND...
printf '#include <stdio.h>\nint main(void) { return 0; }\n' >probe.c
works() {
    local runner=$1
    shift
    # shellcheck disable=SC2086  # a runner is words
    command -v "$1" >/dev/null && "$@" probe.c -o probe 2>/dev/null && $runner ./probe </dev/null >probe.out 2>&1
}

# The test of $model there: NAME RUNNER COMMAND...
machine() {
    local name=$1 runner=$2
    shift 2
    if ! works "$runner" "$@"; then
        echo "skipped: $name: $1 makes no program that ${runner%% *}${runner:+ }runs here (./build.sh deps --targets)"
        return
    fi
    expect 0 "$@" "${flags[@]}" "$model/$model.c" "$model/${model}_test.c" -lm -o program
    # shellcheck disable=SC2086
    expect 0 $runner ./program
    prints "$model: ok"
    if [ "$exact" ]; then
        cmp -s here out || complain "$model on $name: other outputs than here"
    elif ! cmp -s here out; then
        echo "$model on $name: other bits than here; $(grep 'greatest difference' out | tr '\n' ' ')"
    fi
}

# The test here, against which others are held: MODEL EXACT GATCC ARGUMENT...
ship() {
    model=$1 exact=$2
    shift 2
    expect 0 "$gatcc" "$models/$model.lua" "$@" -o "$model/"
    expect 0 $CC -O1 "${flags[@]}" "$model/$model.c" "$model/${model}_test.c" -lm -o test
    expect 0 ./test
    cp out here
}

ship gat2 exact --bits=exact --update --capacity nodes=12,edges=60
cortex_m machine
machine aarch64 qemu-aarch64 aarch64-linux-gnu-gcc -O2 -static
machine riscv64 qemu-riscv64 riscv64-linux-gnu-gcc -O2 -static
# shellcheck disable=SC2086  # a compiler is words
machine 'i386 sse2' '' $gcc32 -O2 -msse2 -mfpmath=sse -static
machine wasm "node --no-warnings $source/tests/bits/wasi.mjs" clang --target=wasm32-wasi -O2

# Weights in fewer bytes: read as the same floats everywhere.
trainer teach "$models/gat2.lua" --data karate
expect 0 ./teach train --data karate --epochs 1 --quiet --checkpoint k.st
for as in float16 int8; do
    ship gat2 exact --bits=exact --data karate --weights k.st --weights-as=$as
    small_and_large() { case $1 in *M0+ | *M7) machine "$@" ;; esac; }
    cortex_m small_and_large
    [ $as = float16 ] || machine aarch64 qemu-aarch64 aarch64-linux-gnu-gcc -O1 -static
    # shellcheck disable=SC2086
    machine 'i386 sse2' '' $gcc32 -O1 -msse2 -mfpmath=sse -static
    [ $as = int8 ] || machine wasm "node --no-warnings $source/tests/bits/wasi.mjs" clang --target=wasm32-wasi -O2
done

# Some steps of training, too.
ship gat2 exact --bits=exact --step -D features=16
prints 'and of training'
machine aarch64 qemu-aarch64 aarch64-linux-gnu-gcc -O2 -static
machine wasm "node --no-warnings $source/tests/bits/wasi.mjs" clang --target=wasm32-wasi -O2
on_m7() { case $1 in *M7) "$call" "$@" ;; esac; }
call=machine
cortex_m on_m7

ship gcn ''
cortex_m on_m7

# ---- no heap: neither inference nor its test asks the C library for memory
parts() {
    expect 0 "${@:3}" "${flags[@]}" -r -nostdlib gat2/gat2.c gat2/gat2_test.c -o parts.o
    if arm-none-eabi-nm -u parts.o | grep -E 'alloc|free$'; then complain 'there is a heap'; fi
}

# ---- the test can fail there: it is given less memory than it takes; another number is expected
fails() {
    expect 0 "${@:3}" "${flags[@]}" $small gcn/gcn.c gcn/gcn_test.c -lm -o program
    # shellcheck disable=SC2086
    expect 1 $2 ./program
    prints "FAILED: $why"
}

if works 'bash '"$source/tests/targets/cortex_m/run.bash mps2-an500" arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb \
    --specs=rdimon.specs -nostartfiles -L "$source/tests/targets/cortex_m" "$source/tests/targets/cortex_m/start.c" -T mps2.ld; then
    call=parts
    cortex_m on_m7
    call=fails why='no memory for' small='-UTEST_BYTES -DTEST_BYTES=600'
    cortex_m on_m7
    sed -i '/expected_logits\[/ { n; s/, /, 9/; }' gcn/gcn_test.c
    why=logits small=
    cortex_m on_m7
fi
finish
