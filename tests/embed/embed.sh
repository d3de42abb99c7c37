#!/usr/bin/env bash
# Inference in an application: tests/embed/app.c with the object and header that gatcc makes of models/gat2.lua and of
# dense.lua, as C and as C++; the classes and logits are those of the trainer's predict on the same graph and weights; the object
# needs nothing but libm, memcpy and memset; a bad graph is a code. Run: tests/embed/embed.sh
set -u
cd "$(dirname "$0")/../.." || exit 1
source=$PWD
build=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)
[ -x "$build/gatcc" ] || { echo "tests/embed/embed.sh: $build/gatcc is not there; run ./build.sh first" >&2; exit 1; }
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Werror)

fail() { printf 'FAILED embed: %s\n' "$*"; failed=1; }
must() { "$@" >"$scratch/said" 2>&1 || { fail "$*"; cat "$scratch/said"; exit 1; }; }

# Sanitizers of the build, if any: objects that gatcc makes link only with them.
sanitize=$(sed -n 's/^GATCC_SANITIZE:STRING=//p' "$build/CMakeCache.txt" 2>/dev/null)
flags=(${sanitize:+-fsanitize=$sanitize})

compilers() { for c in "$@"; do command -v "$c" >/dev/null 2>&1 && echo "$c"; done; }
if [ -n "$sanitize" ]; then
    cc=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
    c_compilers=$cc cxx_compilers=
else
    cc=$(compilers cc gcc clang | head -1)
    for c in gcc clang g++ clang++; do [ -n "$(compilers $c)" ] || echo "skipped: $c is not installed"; done
    c_compilers=$(compilers gcc clang) cxx_compilers=$(compilers g++ clang++)
fi

cd "$scratch" || exit 1

# same_numbers FILE: the classes are equal; the logits are, to a millionth
same_numbers() {
    awk -F, -v file="$1" '
        NR == FNR { expected[$1] = $0; next }
        { n = split(expected[$1], e); rows++
          if (n != NF || e[2] != $2) { print "node " $1 ": " $0 " is not " expected[$1]; bad = 1 }
          for (i = 3; i <= NF; i++) {
              d = e[i] - $i
              most = 1e-6 * (1 + (e[i] < 0 ? -e[i] : e[i]))
              if (d > most || d < -most) { print $0 " is not " expected[$1]; bad = 1 }
          } }
        END { if (rows != 34) { print rows + 0 " rows"; bad = 1 } exit bad }' expected "$1"
}

# application MODEL.lua FLAG...: weights and what the trainer says of them; then the same by the application
application() {
    local model=$1 compiler language
    shift
    must "$build/gatcc" "$model" --data karate -o model.o
    must "$build/gatcc" "$model" --data karate -o trainer.c
    must "$build/gatcc" "$model" --data karate -o trainer
    must ./trainer train --data karate --epochs 80 --seed 3 --quiet --checkpoint weights.safetensors
    must ./trainer predict --data karate --weights weights.safetensors --quiet --out predicted.csv
    must ./trainer export --weights weights.safetensors -o params.bin
    tail -n +2 predicted.csv >expected
    for compiler in $c_compilers $cxx_compilers; do
        case $compiler in
            *++) language=(-x c++ -std=c++17) ;;
            *) language=(-x c -std=c17) ;;
        esac
        must "$compiler" "${language[@]}" "${warnings[@]}" "${flags[@]}" "$@" -I. "$source/tests/embed/app.c" \
            -x none model.o -lm -o app
        ./app params.bin >classes || fail "$model, $compiler: the application ends with an error"
        same_numbers classes || fail "$model, $compiler: the application and predict differ"
    done
    ./app /dev/null && fail "$model: the application reads parameters that are none"
}

application "$source/tests/embed/dense.lua" -DDENSE
application "$source/models/gat2.lua"
must "$build/gatcc" "$source/models/gat2.lua" --data karate -o model.so

# ---- what the objects need and give
if [ -z "$sanitize" ]; then
    needs=$(nm -u model.o | awk '{print $2}' |
        grep -vxE 'memcpy|memset|(exp|log|sqrt|tanh|erf|fabs|fmax|fmin|log1p|expm1)f?|_GLOBAL_OFFSET_TABLE_')
    [ -z "$needs" ] || fail "model.o needs $needs"
fi
gives=$(nm -g --defined-only model.o | awk '{print $3}' | sort | xargs)
[ "$gives" = 'gat2_infer gat2_infer_nodes gat2_infer_nodes_size gat2_normalize_x gat2_prepare gat2_prepare_size gat2_workspace_size' ] || fail "model.o gives $gives"
data=$(nm model.o | awk '$2 ~ /^[bBdDC]$/ {print $3}' | grep -v '^__\(asan\|odr\)')
[ -z "$data" ] || fail "model.o has state: $data"

# ---- bad graphs, by the object and by the shared library; the object's text once more with sanitizers
for compiler in $c_compilers; do
    must "$compiler" -std=c17 "${warnings[@]}" "${flags[@]}" -I. "$source/tests/embed/bad_graph.c" \
        model.o -lm -o bad_graph
    ./bad_graph || fail "$compiler: bad graphs, model.o"
done
must "$cc" -std=c17 "${warnings[@]}" "${flags[@]}" -DLIBRARY -I. "$source/tests/embed/bad_graph.c" -ldl -o bad_library
./bad_library ./model.so || fail "bad graphs, model.so"
if [ -z "$sanitize" ]; then
    # shellcheck disable=SC2054  # commas of one argument
    sanitized=(-std=c17 -g -fsanitize=address,undefined -fno-sanitize-recover=all)
    must "$cc" "${sanitized[@]}" -DGATCC_INFERENCE_ONLY -I. -c trainer.c -o sanitized.o
    must "$cc" "${sanitized[@]}" -I. "$source/tests/embed/bad_graph.c" sanitized.o -lm -o bad_sanitized
    ./bad_sanitized || fail "bad graphs, with sanitizers"
fi

[ $failed -eq 0 ] && echo "embed: the application classifies as the trainer predicts"
exit $failed
