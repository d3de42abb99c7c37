#!/usr/bin/env bash
# Weights above 64 kB lie beside a product's source: the assembler takes NAME_weights.bin in, and its bytes are those that the text
# of NAME_weights.c makes, as floats, halves and bytes, of members that have to be aligned; make, CMake from elsewhere and the shared
# library have them; a section of one's own and other machines get the text. Small weights stay in the source.
. "$(dirname "$0")/../cases/lib.bash"
export MAKEFLAGS=
cat >odd.lua <<'END'
model "odd"
local x = input.node { 9, sparse = false }
local h = matmul(x, param("w", { 9, 9 })) + param("b", { 9 })
local g = relu(matmul(h, param("wide", { 9, 2001 })))
local y = sum_in(src(matmul(g, param("narrow", { 2001, 3 }) ))) + param("c", { 3 })
output("y", y)
loss(cross_entropy(y, target.class(3)))
END
data=synth:nodes=30,edges=60,features=9,classes=3,seed=1
trainer odd odd.lua --data $data
expect 0 ./odd train --data $data --epochs 1 --quiet --checkpoint odd.st

symbol() { # OBJECT: the bytes of its constants
    objcopy -O binary --only-section=.rodata "$1" bytes && head -c "$(stat -c %s made/odd_weights.bin)" bytes
}
for as in float32 float16 int8; do
    rm -rf made
    expect 0 "$gatcc" odd.lua --data $data --weights odd.st --weights-as=$as -o made/
    ! grep -q 'const odd_params odd_weights' made/odd.c || complain "$as: the weights are in the source"
    expect 0 make -s -C made CC="$CC" CFLAGS='-O1 -Wall -Wextra -Wpedantic -Werror' all test
    prints 'odd: ok'
    for cc in gcc clang; do
        command -v $cc >/dev/null && command -v objcopy >/dev/null || { echo "skipped: no $cc, or no objcopy"; continue; }
        expect 0 env -C made $cc -std=c11 -Wall -Wextra -Wpedantic -Werror -c odd_weights.c -o ../as_bytes.o
        expect 0 $cc -std=c11 -Wall -Wextra -Wpedantic -Werror -DGATCC_WEIGHTS_TEXT -c made/odd_weights.c -o as_text.o
        symbol as_bytes.o >one
        symbol as_text.o >other
        cmp -s one other && cmp -s one made/odd_weights.bin || complain "$as, $cc: the bytes are not those of the text"
    done
done

# ---- a section of one's own: the text
expect 0 $CC -std=c11 "-DGATCC_WEIGHTS_SECTION=__attribute__((section(\".flash\")))" -c made/odd_weights.c -o flash.o
if command -v size >/dev/null; then size -A flash.o | grep -q '^\.flash ' || complain 'the weights are in no section .flash'; fi
# ---- where the file is not: a line of the assembler
expect 1 $CC -std=c11 -c made/odd_weights.c -o lost.o
says 'odd_weights.bin'
expect 0 $CC -std=c11 "-DGATCC_WEIGHTS_BIN=\"$PWD/made/odd_weights.bin\"" -c made/odd_weights.c -o found.o

if command -v cmake >/dev/null; then
    expect 0 cmake -S made -B built -DCMAKE_C_COMPILER="$CC"
    expect 0 cmake --build built
    expect 0 built/odd_test
    prints 'odd: ok'
fi
if command -v python3 >/dev/null && ! grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    expect 0 make -s -C made CC="$CC" CFLAGS=-O1 libodd.so
    expect 0 env PYTHONPATH=made PYTHONDONTWRITEBYTECODE=1 python3 -c \
        'import odd; print(odd.Model().infer(odd.Graph(nodes=1, src=[0], dst=[0]), x=[1.0] * 9).y[0][0])'
fi
if command -v arm-none-eabi-gcc >/dev/null; then
    expect 0 env -C made arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -std=c11 -c odd_weights.c -o ../arm.o
    expect 0 arm-none-eabi-size arm.o
fi
command -v clang >/dev/null && expect 0 clang --target=wasm32 -std=c11 -ffreestanding -c made/odd_weights.c -o wasm.o

# ---- small ones
expect 0 "$gatcc" "$models/gcn.lua" --data karate -o teach --cflags=-O0
expect 0 ./teach train --data karate --epochs 0 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gcn.lua" --data karate --weights k.st -o small/
nothing small/gcn_weights.c
grep -q 'const gcn_params gcn_weights' small/gcn.c || complain 'small weights are not in the source'
finish
