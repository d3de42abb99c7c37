#!/usr/bin/env bash
# --weights-as=float16|int8: the test of what is made holds, with no warning, for models of several kinds, as gcc and clang make
# it, in lanes and in plain C, within a fixed capacity and after updates; it is of the rounded weights, exactly; bits are one
# under --bits=exact; the source holds half and a quarter of the bytes; outputs that are off are told, and are in the description;
# Python, Rust and JavaScript have the same numbers; what cannot be is refused.
. "$(dirname "$0")/../cases/lib.bash"
strict='-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wcast-qual -Wcast-align -Werror'
sanitized='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

# made FLAGS: the test of made/ as it is compiled by these; its bits.
made() {
    # shellcheck disable=SC2086  # flags are words
    expect 0 ${2:-$CC} $strict $1 made/made.c made/made_test.c -lm -o test
    expect 0 ./test
    prints 'made: ok'
    bits=$(sed -n 's/bits of all outputs: //p' out)
}

trained() { # MODEL [GATCC ARGUMENT...]
    local model=$1
    shift
    trainer teach "$model" --name made --data karate "$@"
    expect 0 ./teach train --data karate --epochs 3 --quiet --checkpoint made.st
}

for model in gat2 gatv2 transformer gat_residual; do
    trained "$models/$model.lua"
    case $model in gatv2) kinds=float16 ;; gat_residual) kinds=int8 ;; *) kinds='float16 int8' ;; esac
    for as in $kinds; do
        expect 0 "$gatcc" "$models/$model.lua" --name made --data karate --weights made.st --weights-as=$as -o made/
        says "gatcc: weights as $as: logits on karate: off by "
        says '% of rows are of another class'
        grep -q "\"weights_as\": \"$as\"" made/made.json || complain "$model: the description does not say $as"
        grep -q '"weights_error": {"data": "karate", "largest": [1-9.e-]*[0-9].*, "mean": .*, "other_class": ' made/made.json ||
            complain "$model: the description has no error"
        made -O1
    done
done

# ---- one hash, and every way to compile it
trained "$models/gat2.lua" --bits=exact
for as in float16 int8; do
    expect 0 "$gatcc" "$models/gat2.lua" --bits=exact --name made --data karate --weights made.st --weights-as=$as --update \
        --capacity nodes=12,edges=60 -o made/
    made -O0
    first=$bits
    for flags in '-O3 -march=native' '-O1 -DGATCC_PLAIN' "$sanitized"; do
        made "$flags"
        [ "$bits" = "$first" ] || complain "$as: other bits by $flags"
    done
    if command -v clang >/dev/null; then
        made '-O2 -mavx' clang
        [ "$bits" = "$first" ] || complain "$as: other bits by clang"
    fi
    # the test can fail: one weight that is another
    sed -i '/\.conv2_lin_weight = /,/},/ s/ 0x\([0-9a-f]\)/ 0x3/;/\.conv2_lin_weight = /,/^        },/ { /\.at = /,/},/ s/ -*[1-9][0-9]*,/ 100,/g }' made/made.c
    expect 0 $CC -std=c11 -O1 made/made.c made/made_test.c -lm -o test
    expect 1 ./test
done

# ---- bytes
constants() { size -A "$1" | awk '/^\.rodata/ { sum += $2 } END { print sum + 0 }'; }
if command -v size >/dev/null; then
    for as in float32 float16 int8; do
        expect 0 "$gatcc" "$models/gat2.lua" --name made --data karate --weights made.st --weights-as=$as -o $as.c
        expect 0 $CC -std=c11 -Os -DGATCC_INFERENCE_ONLY -c $as.c -o $as.o
    done
    full=$(constants float32.o) half=$(constants float16.o) quarter=$(constants int8.o)
    [ "$((full * 55 / 100))" -gt "$half" ] && [ "$((full * 35 / 100))" -gt "$quarter" ] ||
        complain "constants: $full, $half, $quarter bytes"
    grep -q 'NAME' float32.c && complain 'a name is left out'
fi

# ---- other languages: what the wrappers print is what C prints
here=$source_dir/tests/embed/languages
trainer teach "$models/gat2.lua" --data karate
expect 0 ./teach train --data karate --epochs 1 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --weights-as=int8 --bits=exact -o gat2/
expect 0 env MAKEFLAGS= make -s -C gat2 CC="$CC" CFLAGS=-O1 libgat2.a libgat2.so
expect 0 $CC -std=c11 -Igat2 "$here/app.c" gat2/libgat2.a -lm -o app
expect 0 ./app
mv out expected
as_c() { cmp -s out expected || complain "$1: $(diff expected out | head -n 4)"; }
if command -v python3 >/dev/null && ! grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    expect 0 env PYTHONPATH=gat2 PYTHONDONTWRITEBYTECODE=1 python3 "$here/app.py"
    as_c Python
fi
if command -v rustc >/dev/null; then
    cp "$here/app.rs" gat2/app.rs
    expect 0 rustc -D warnings --edition 2021 -L gat2 -l static=gat2 gat2/app.rs -o app
    expect 0 ./app
    as_c Rust
fi
if command -v node >/dev/null && command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    mkdir js
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --weights-as=int8 --bits=exact -o js/gat2.wasm
    cp "$here/app.mjs" js/
    expect 0 node js/app.mjs
    as_c JavaScript
fi

# ---- what cannot be
expect 0 "$gatcc" "$models/gat2.lua" -D features=34 -D classes=4 --weights k.st --weights-as=int8 -o blind.c
says 'is not known without --data'
refused 2 'which is missing' "$gatcc" "$models/gat2.lua" --weights-as=int8 -o x.c
refused 2 'float32, float16 or int8' "$gatcc" "$models/gat2.lua" --weights k.st --weights-as=int4 -o x.c
refused 2 'a program reads weights itself' "$gatcc" "$models/gat2.lua" --data karate --weights k.st --weights-as=int8 -o x
refused 2 '--step trains on floats' "$gatcc" "$models/gat2.lua" --data karate --weights k.st --weights-as=int8 --step -o x.c
cat >big.lua <<'END'
model "big"
local x = input.node { 8, sparse = false }
local y = sum_in(src(matmul(x, param("w", { 8, 8 }))))
output("y", y)
loss(cross_entropy(y, target.class(8)))
END
floats() { # of 64 numbers the first is given, little endian
    local head='{"w":{"dtype":"F32","shape":[8,8],"data_offsets":[0,256]}}  '
    { printf "\\x$(printf %x ${#head})\\0\\0\\0\\0\\0\\0\\0%s" "$head" && printf "$1" && head -c 252 /dev/zero; } >big.safetensors
}
floats '\0\140\177\107' # 65376
expect 0 "$gatcc" big.lua --weights big.safetensors --weights-as=float16 -o big.c
floats '\0\360\177\107' # 65520
refused 1 'w has 65520' "$gatcc" big.lua --weights big.safetensors --weights-as=float16 -o x.c
nothing x.c
finish
