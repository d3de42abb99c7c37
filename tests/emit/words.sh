#!/usr/bin/env bash
# Any word may name a parameter, an output and a local of a model: those that C, C++, the library or the emitted file
# itself use come out as other names, and the file compiles. The words are the emitted file's own, and more.
. "$(dirname "$0")/../cases/lib.bash"

lua_words=' and break do else elseif end false for function goto if in local nil not or repeat return then true until while '
{
    cat "$source_dir/generated/gat2.c" "$source_dir/generated/gat2.h" "$source_dir/runtime/gatrt.h"
    printf 'int8_t size_t ptrdiff_t uint_fast8_t wchar_t class template this operator nullptr asm typeof inline register
            _Bool _x __x errno stdin stdout NULL EOF I INFINITY NAN SIZE_MAX M_PI complex linux unix main printf malloc
            memcpy sqrt sqrtf index time div y0 j1 signgam environ free read write link connect\n'
} | grep -o '[A-Za-z_][A-Za-z_0-9]*' | sort -u >words
for first in gat2 GAT2; do # what the model's own names would be
    printf "${first}_%s\n" infer params graph inputs workspace_size infer_ctx list_is_sound model dims OK BAD_GRAPH CLASSES \
        infer_bind infer_k0_z train_ctx
done >>words
[ "$(wc -l <words)" -ge 900 ] || complain "only $(wc -l <words) words"

# models of 150 words each: parameters, locals and outputs are all called so
split -l 150 words part.
for part in part.*; do
    {
        printf 'model "gat2"\nlocal features, classes = dim("features", 3), dim("classes", 4)\nlocal input_x = input.node { 3 }\n'
        printf 'local all = matmul(input_x, param("first.weight", { 3, 4 }))\n'
        while IFS= read -r word; do
            case $word in classes | labels | edge_index | output | param | relu | all) continue ;; esac
            case $lua_words in
                *" $word "*) ;;
                *) printf 'do local %s = relu(all) * param("%s", { 4 })\nall = all + %s\noutput("%s", %s) end\n' \
                    "$word" "$word" "$word" "$word" "$word" ;;
            esac
        done <"$part"
        printf 'loss(cross_entropy(all, target.class(4)))\n'
    } >"$part.lua"
    expect 0 "$gatcc" "$part.lua" -o "$part.c"
    for compiler in gcc clang; do
        command -v $compiler >/dev/null || continue
        expect 0 $compiler -std=gnu11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -DGATCC_INFERENCE_ONLY "$part.c"
    done
    # beside the library's headers, as an application includes them
    printf '#include <complex.h>\n#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <math.h>\n#include <limits.h>\n#include "%s.h"\n' \
        "$part" >app.c
    expect 0 "$CC" -std=gnu11 -Wall -Wextra -fsyntax-only app.c
    if command -v g++ >/dev/null; then
        sed '/complex/d' app.c >app.cc
        expect 0 g++ -fsyntax-only app.cc
    fi
done
# An input that is called as a part of a sparse one.
cat >parts.lua <<'END'
model "m"
local F, D = dim("features", 3), dim("edge_features", 2)
local x, e = input.node { F, sparse = true, name = "x" }, input.edge { D, name = "x_row_start" }
local y = matmul(x, param("w", { F, 2 })) + sum_in(e)
output("logits", y)
loss(cross_entropy(y, target.class(2)))
END
expect 0 "$gatcc" parts.lua -o parts.c
finish
