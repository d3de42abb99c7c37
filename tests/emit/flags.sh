#!/usr/bin/env bash
# flags.sh - the emitted inference, compiled with flags that let a compiler reorder arithmetic, keep more digits than a
# float has, or forget infinity and NaN, gives the numbers of plain flags or is refused with the flag's name; so does a
# trainer. Flags and machines that a compiler here does not know are left out, and it is said.
#
#   bash tests/emit/flags.sh         needs gatcc in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
. "$source/tests/support/gcc32.bash"
gatcc=$(cd "${GATCC_BUILD:-$source/build}" 2>/dev/null && pwd)/gatcc
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 compared=0 refused=0

fail() { printf 'FAILED: %s\n' "$*"; [ ! -s said ] || head -5 said; failed=1; }

# knows COMPILER FLAGS...: and can it link a program that uses libm?
knows() {
    "$@" probe.c -lm -o probe >said 2>&1 && [ ! -s said ] && ./probe && return
    printf 'left out: %s\n' "$*"
    return 1
}
printf '#include <math.h>\nint main(int n, char **a) { (void)a; return expf((float)n) < 1; }\n' >probe.c

# near FILE: its numbers are those of plain flags, up to rounding
near() {
    [ "$(wc -l <"$1")" -eq "$(wc -l <plain)" ] || return 1
    paste plain "$1" | awk '
        { size = $1 < 0 ? -$1 : $1; most = size > most ? size : most; off = $1 - $2; off = off < 0 ? -off : off }
        !(off < 1e30) { bad = 1 }
        { far = off > far ? off : far }
        END { exit bad || far > 2e-6 * most }'
}

# same COMPILER FLAGS...
same() {
    knows "$@" || return
    compared=$((compared + 1))
    "$@" -Wall -Werror -DGATCC_INFERENCE_ONLY "$source/tests/emit/flags.c" -I. gat2.c -lm -o app >said 2>&1 ||
        { fail "$* does not compile"; return; }
    ./app >numbers || fail "$*: exit code $?"
    near numbers || fail "$*: other numbers"
}

# says_why TEXT COMPILER FLAGS...: the #error's line
says_why() {
    local text=$1
    shift
    knows "$@" || return
    refused=$((refused + 1))
    ! "$@" -I"$source/runtime" -c gat2.c -o object.o >said 2>&1 || { fail "$* compiles"; return; }
    grep -q "error.*$text" said || fail "$*: the message does not hold $text"
}

"$gatcc" "$source/models/gat2.lua" -o gat2.c || exit 1
cc -O1 -std=c11 -ffp-contract=off -DGATCC_PLAIN -DGATCC_INFERENCE_ONLY "$source/tests/emit/flags.c" -I. gat2.c -lm \
    -o app && ./app >plain || exit 1

relaxed='-fassociative-math -fno-signed-zeros -fno-trapping-math'
for cc in gcc clang; do
    command -v $cc >/dev/null || { echo "left out: $cc"; continue; }
    for flags in "-O0 -std=c11" "-O2 -std=c11" "-O3 -std=c17 -march=native" "-O3 -std=gnu17 -march=native" \
        "-O2 -DGATCC_PLAIN" "-O2 $relaxed" "-O3 -march=native $relaxed" "-O2 $relaxed -DGATCC_PLAIN" \
        "-O2 -fno-signed-zeros" "-O2 -funsafe-math-optimizations" "-O2 -freciprocal-math" \
        "-Ofast -fno-finite-math-only" "-O3 -march=native -ffast-math -fno-finite-math-only" \
        "-m32 -O2" "-m32 -O2 -DGATCC_PLAIN" "-m32 -O1 -std=c11" "-m32 -O2 -std=c17" \
        "-m32 -O2 -msse2 -mfpmath=sse" "-m32 -O2 $relaxed"; do
        words="$cc $flags"
        same ${words/#gcc -m32/$gcc32}
    done
    for flags in -Ofast -ffast-math -ffinite-math-only; do
        says_why -ffinite-math-only $cc $flags
        says_why -ffinite-math-only $cc $flags -DGATCC_INFERENCE_ONLY
    done
done
! command -v gcc >/dev/null || { same gcc -O2 -mfpmath=387; same gcc -O2 -std=c11 -mfpmath=387; }
! command -v gcc >/dev/null || says_why -mfpmath=sse gcc -O2 -mfpmath=387
! command -v clang >/dev/null || says_why -ffinite-math-only clang -ffp-model=fast
! command -v clang >/dev/null || same clang -O2 -ffp-model=fast -fno-finite-math-only

echo "flags: $compared sets give the numbers of plain ones, $refused are refused by name"
exit $failed
