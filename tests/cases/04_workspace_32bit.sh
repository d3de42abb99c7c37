#!/usr/bin/env bash
# 04_workspace_32bit.sh - where size_t has 32 bits, gat2_workspace_size said 64 bytes for two billion nodes, and
# inference wrote past them. It must be SIZE_MAX wherever the bytes do not fit, computed without doubles.
. "$(dirname "$0")/lib.bash"
. "$source_dir/tests/support/gcc32.bash"

expect 0 "$gatcc" "$models/gat2.lua" --data karate -o gat2_karate.c
floats=$("$gatcc" "$models/gat2.lua" --data karate --dump=plan | sed -n 's/^; program infer: .* = 4 (\([0-9]*\) N .*/\1/p')
[ "${floats:-0}" -gt 0 ] || complain 'the plan does not say how many floats a node takes'
# The function, with what it calls and counts with.
awk '/^#define GAT_LINE/; /^enum \{/ { text = ""; on = 1 } /^(static inline int64_t gat_rounded|static inline uint64_t gat_more|static inline size_t gat_bytes|size_t gat2_workspace_size)\(/ { text = ""; on = 2 }
    on { text = text $0 "\n" } /^}/ { if (on == 2 || (on && text ~ /_INFER_NODE_FLOATS/)) printf "%s", text; on = 0 }' gat2_karate.c >function.c
! grep -qE 'double|float floats|\.0' function.c || complain 'gat2_workspace_size computes with doubles'

# Where no library of 32 bits is at hand a program does without: the function calls nothing, and Linux on x86 can be
# left by hand.
cat >alone.c <<'C'
#include <stddef.h>
#include <stdint.h>
#include "function.c"
#define main compared
#define printf(...) 1
#include "ws.c"
void _start(void)
{
    __asm__ volatile("int $0x80" : : "a"(1), "b"(compared()));
    __builtin_unreachable();
}
C
grep -v '^#include' "$files/ws.c" >ws.c
alone=(-m32 -ffreestanding -nostdlib -static -fno-pie -fno-stack-protector)
tried=0 small=0
for compiler in gcc clang; do
    for bits in -m64 -m32 "-m32 -msse2 -mfpmath=sse"; do
        echo 'int main(void) { return 0; }' >probe.c
        words="$compiler $bits"
        words=${words/#gcc -m32/$gcc32}
        $words probe.c -lm -o probe >/dev/null 2>&1 && ./probe || continue
        tried=$((tried + 1))
        [[ $bits != -m32* ]] || small=1
        expect 0 $words -O1 -DFLOATS=$floats -DGATCC_INFERENCE_ONLY "$files/ws.c" gat2_karate.c -I. -lm -o ws
        expect 0 ./ws
    done
    echo 'void _start(void) { __asm__ volatile("int $0x80" : : "a"(1), "b"(0)); __builtin_unreachable(); }' >probe.c
    $compiler "${alone[@]}" probe.c -o probe >/dev/null 2>&1 && ./probe || continue
    small=1
    expect 0 $compiler "${alone[@]}" -O1 -DFLOATS=$floats alone.c -o ws
    expect 0 ./ws
    expect 0 $compiler "${alone[@]}" -O1 -DFLOATS=$((floats + 1)) alone.c -o ws
    expect 1 ./ws # the comparison compares
done
[ $tried -gt 0 ] || skip 'neither gcc nor clang'
[ $small -gt 0 ] || skip 'no compiler here makes programs of 32 bits (gcc-multilib, libc6-dev-i386)'
finish
