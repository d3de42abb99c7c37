#!/usr/bin/env bash
# warnings.sh - what gatcc writes of every model in models/ is clean under the warnings that strict projects use: the
# whole trainer by gcc and clang here, inference also with -m32 and, as far as clang reads it, for other machines.
#
#   bash tests/emit/warnings.sh      needs gatcc in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
. "$source/tests/support/gcc32.bash"
gatcc=$(cd "${GATCC_BUILD:-$source/build}" 2>/dev/null && pwd)/gatcc
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 count=0
warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wcast-qual -Wstrict-prototypes
    -Wmissing-prototypes -Wundef -Werror)

# clean COMPILER FLAGS... FILE
clean() {
    count=$((count + 1))
    "$@" "${warnings[@]}" -fsyntax-only >said 2>&1 && [ ! -s said ] && return
    printf 'FAILED: %s\n' "$*"
    head -4 said
    failed=1
}

# The parts of C's headers that inference uses, for machines whose library is not here.
mkdir other
cat >other/math.h <<'HEADER'
float expf(float), expm1f(float), logf(float), log1pf(float), sqrtf(float), fabsf(float), tanhf(float), erff(float);
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
HEADER
cat >other/string.h <<'HEADER'
#include <stddef.h>
void *memcpy(void *restrict, const void *restrict, size_t), *memset(void *, int, size_t);
HEADER
foreign=(clang -ffreestanding -nostdlibinc -isystem other -DGATCC_INFERENCE_ONLY)

for model in "$source"/models/*.lua; do
    name=$(basename "$model" .lua)
    "$gatcc" "$model" -o "$name.c" || exit 1
    for compiler in gcc clang; do
        command -v $compiler >/dev/null || { echo "left out: $compiler"; continue; }
        for standard in c11 c17; do clean $compiler -std=$standard -I"$source/runtime" "$name.c"; done
        clean $compiler -std=c17 -march=native -I"$source/runtime" "$name.c"
        small="$compiler -m32"
        [ $compiler = clang ] || small=$gcc32
        echo '#include <string.h>' | $small -x c -fsyntax-only - 2>/dev/null &&
            clean $small -std=c11 -DGATCC_INFERENCE_ONLY "$name.c"
    done
    command -v clang >/dev/null || continue
    for machine in i686-linux-gnu wasm32 arm-none-eabi thumbv7em-none-eabi aarch64-linux-gnu riscv64 riscv32; do
        echo 'int x;' | clang --target=$machine -x c -fsyntax-only - 2>/dev/null &&
            clean "${foreign[@]}" --target=$machine -std=c11 "$name.c"
    done
done

[ $count -gt 0 ] || { echo 'skipped: neither gcc nor clang'; exit 77; }
echo "warnings: $count readings, all clean"
exit $failed
