#!/usr/bin/env bash
# gatcc --name: one model for two data sets, and another model beside them, in one program, all three called
# model.o; as C and as C++; trainers too. Everything public bears the model's name and nothing else is public.
. "$(dirname "$0")/../cases/lib.bash"

mkdir karate other gcn
expect 0 "$gatcc" "$models/gat2.lua" --data karate --name karate_gat -o karate/model.o
expect 0 "$gatcc" "$models/gat2.lua" -D features=5 -D classes=3 --name other -o other/model.o
expect 0 "$gatcc" "$models/gcn.lua" --data karate -o gcn/model.o
cat >app.c <<'END'
#include "gcn/model.h"
#include "karate/model.h"
#include "other/model.h"
#include <stdio.h>
#include <unistd.h>

static karate_gat_params first;
static other_params second;

int main(void)
{
    static const int64_t start[] = {0, 1};
    static const int32_t src[] = {0}, col[] = {2};
    static const float one[] = {1};
    static char workspace[4][65536];
    karate_gat_graph g = {1, 1, start, src};
    other_graph h = {1, 1, start, src};
    karate_gat_inputs x = {start, col, one};
    other_inputs y = {start, col, one};
    float a[KARATE_GAT_CLASSES], b[OTHER_CLASSES];
    first.conv2_bias[1] = 2;
    second.conv2_bias[1] = 3;
    if (karate_gat_workspace_size(1, 1) > sizeof workspace[0] || other_workspace_size(1, 1) > sizeof workspace[1])
        return 1;
    if (karate_gat_infer(&first, &g, &x, a, workspace[0]) != KARATE_GAT_OK ||
        other_infer(&second, &h, &y, b, workspace[1]) != OTHER_OK)
        return 2;
    printf("%d %d %g %g %d\n", KARATE_GAT_FEATURES, OTHER_FEATURES, (double)a[1], (double)b[1],
           gcn_workspace_size(1, 1) > 0);
    return 0;
}
END
objects='karate/model.o other/model.o gcn/model.o'
sanitize=$(sed -n 's/^GATCC_SANITIZE:STRING=//p' "$build/CMakeCache.txt" 2>/dev/null)
others="g++ clang++"
[ -z "$sanitize" ] || others= # objects with sanitizers go into programs of the same compiler
for compiler in "$CC" $others; do
    command -v "$compiler" >/dev/null || continue
    language='-x c++ -std=c++11'
    [ "$compiler" = "$CC" ] && language="-x c -std=c11 ${sanitize:+-fsanitize=$sanitize}"
    # shellcheck disable=SC2086  # words
    expect 0 "$compiler" $language -Wall -Wextra -Wpedantic -Wundef -Werror -I. app.c -x none $objects -lm -o app
    expect 0 ./app
    prints '34 5 2 3 1'
done
nm -g --defined-only karate/model.o | awk '$3 !~ /^karate_gat_/ { print; bad = 1 } END { exit bad }' >out 2>err ||
    complain 'a public symbol without the name'
grep -iE '(^|[^/.a-z_0-9])gat2' karate/model.h >out && complain 'the header still says gat2 outside its first comment'

# A dimension cannot take the place of one of the header's own constants, whatever these are.
for word in $(grep -o "KARATE_GAT_[A-Z_]* = [0-9]" karate/model.h | sed "s/^KARATE_GAT_//; s/ .*//"); do
    case $word in FEATURES | CLASSES) continue ;; esac
    printf 'model "karate_gat"\nlocal n = dim("%s", 2)\n' "$(printf '%s' "$word" | tr '[:upper:]' '[:lower:]')" >taken.lua
    expect 1 "$gatcc" taken.lua -o taken.c
    says 'taken.lua:2: the dimension'
done

# Two trainers in one program: the tables have names of their own.
expect 0 "$gatcc" "$models/gat2.lua" --data karate --name karate_gat -o first.c
expect 0 "$gatcc" "$models/gat2.lua" -D features=5 -D classes=3 --name other -o second.c
cat >both.c <<'END'
#include "gatrt.h"
#include <string.h>
extern const gatrt_model karate_gat_model, other_model;
int main(int argc, char **argv)
{
    return gatrt_main(argc > 1 && !strcmp(argv[1], "info") ? &other_model : &karate_gat_model, argc, argv);
}
END
if grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    skip 'two trainers in one program: libraries with sanitizers link only as gatcc does it'
fi
# shellcheck disable=SC2046  # words
expect 0 "$CC" -std=c11 -O1 -DGATCC_NO_MAIN -I"$source_dir/runtime" -I. both.c first.c second.c \
    $(pkg-config --cflags --libs gatrt) -lm -o both
expect 0 env LD_LIBRARY_PATH="$build" ./both train --data karate --epochs 3 --quiet
expect 0 env LD_LIBRARY_PATH="$build" ./both info
prints 'model other'

# Renamed and not, the programs differ in nothing but the name, and where that makes lines too long.
expect 0 "$gatcc" "$models/gat2.lua" --data karate -o plain.c
sed 's/karate_gat/gat2/g; s/KARATE_GAT/GAT2/g; s/first\.[ch]/plain.c/g; s/_H != 0x[0-9a-f]*/_H/' first.c | tr -d ' \n*' >renamed
sed 's/plain\.[ch]/plain.c/g; s/_H != 0x[0-9a-f]*/_H/' plain.c | tr -d ' \n*' >unnamed
same renamed unnamed

# What cannot be a name is the command line's mistake.
for name in gatrt gatrt_x GatCC int printf size_t _x main 2x a-b r '' "$(printf 'x%.0s' {1..101})"; do
    expect 2 "$gatcc" "$models/gat2.lua" "--name=$name" -o x.c
done
for stem in math string stdint gatrt features; do
    refused 2 "would hide the system's <$stem.h>" "$gatcc" "$models/gat2.lua" -o $stem.c
    refused 2 "would hide the system's <$stem.h>" "$gatcc" "$models/gat2.lua" -o $stem.o
done
expect 0 "$gatcc" "$models/gat2.lua" --data karate --cflags=-O0 -o math
expect 0 ./math info
nothing math.h
finish
