#!/usr/bin/env bash
# Two models, both written to model.o in folders of their own, in one application. The include guard was made of
# the file's name: the second header vanished. It is made of the model's; of two models of one name, the second
# header is an error rather than nothing.
. "$(dirname "$0")/lib.bash"

mkdir gat gcn small
expect 0 "$gatcc" "$models/gat2.lua" --data karate -o gat/model.o
expect 0 "$gatcc" "$models/gcn.lua" --data karate -o gcn/model.o
expect 0 "$gatcc" "$models/gat2.lua" -D features=3 -D classes=2 -o small/model.o
sanitize=$(sed -n 's/^GATCC_SANITIZE:STRING=//p' "$build/CMakeCache.txt")
flags=(-Wall -Wextra -Wpedantic -Wundef -Werror -I. ${sanitize:+-fsanitize=$sanitize})
expect 0 "$CC" -std=c11 "${flags[@]}" "$files/app.c" gat/model.o gcn/model.o -lm -o app
expect 0 ./app
[ "$(wc -w <out)" -eq 2 ] || complain 'two sizes were expected'

cat gat/model.h gat/model.h gcn/model.h >twice.h # the same interface again is no mistake
expect 0 "$CC" -std=c11 "${flags[@]}" -fsyntax-only -x c twice.h
cat gat/model.h small/model.h >other.h
expect 1 "$CC" -std=c11 "${flags[@]}" -fsyntax-only -x c other.h
says 'two different models are called gat2'
finish
