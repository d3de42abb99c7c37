#!/usr/bin/env bash
# `--update`: after edits of rows and edges, outputs and lists are the bits of inference from scratch, and only rows that may
# change are made again (update.c); the products of models of other kinds hold themselves by their own tests; within a fixed
# capacity, too; who cannot be updated is told in one line.
. "$(dirname "$0")/../cases/lib.bash"

sanitized='-g -fsanitize=address,undefined -fno-sanitize-recover=all'
export ASAN_OPTIONS=detect_leaks=0
expect 0 "$gatcc" "$models/gat2.lua" -D features=40 -D classes=5 --update -o gat2/
expect 0 "$CC" -std=c11 -O1 -Wall -Wextra -Wpedantic -Wshadow -Werror -Igat2 "$source_dir/tests/embed/update.c" \
    gat2/gat2.c -lm -o update
expect 0 ./update

product() { # FLAGS MODEL [GATCC ARGUMENT...]
    local flags=$1 model=$2
    shift 2
    rm -rf made
    expect 0 "$gatcc" "$model" --name made --update "$@" -o made/
    expect 0 env MAKEFLAGS= make -C made CC="$CC" CFLAGS="-O0 -Wall -Wextra -Wpedantic -Werror $flags" test
    prints 'made: ok'
}
product "$sanitized" "$source_dir/tests/embed/update.lua"
product '' "$source_dir/tests/embed/update.lua" --capacity nodes=12,edges=60
product '' "$models/hetero.lua"
product '' "$models/gcn.lua" -D features=30
expect 0 "$gatcc" "$source_dir/tests/embed/update.lua" --update --capacity nodes=12,edges=59 -o small/
says 'does not fit the capacity'

# Its wrappers know the struct that has room for edges.
grep -q '("edges_room", c_int64)' gat2/gat2.py || complain 'Python does not know how many edges may come'
grep -q 'edges_room: i64' gat2/gat2.rs || complain 'Rust does not know how many edges may come'

# Wrappers have objects that keep what an update starts from: of C++, Python, Rust, JavaScript.
expect 0 "$gatcc" "$models/gat2.lua" --data karate --cflags=-O0 -o teach
expect 0 ./teach train --data karate --epochs 1 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --update -o kept/
grep -q '"gat2_update"' kept/gat2.json || complain 'the description does not name the function'
expect 0 env MAKEFLAGS= make -s -C kept CC="$CC" CFLAGS=-O1 libgat2.a libgat2.so
for cxx in g++ clang++; do
    command -v $cxx >/dev/null || { echo "skipped: $cxx is not installed"; continue; }
    expect 0 $cxx -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Ikept \
        "$source_dir/tests/embed/languages/update.cpp" kept/libgat2.a -lm -o app
    expect 0 ./app
done
if command -v python3 >/dev/null && ! grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    expect 0 env PYTHONPATH=kept PYTHONDONTWRITEBYTECODE=1 python3 "$source_dir/tests/embed/languages/update.py"
    prints ok
else
    echo 'skipped: python3 is not installed, or loads no library with sanitizers'
fi
expect 0 "$gatcc" "$models/hetero.lua" --name many --update -o many/
if command -v rustc >/dev/null; then
    cp "$source_dir/tests/embed/languages/update.rs" kept/
    expect 0 rustc -D warnings --edition 2021 -L kept -l static=gat2 kept/update.rs -o app
    expect 0 ./app
    expect 0 rustc -D warnings --edition 2024 --crate-type lib --emit metadata --out-dir . many/many.rs
else
    echo 'skipped: rustc is not installed'
fi
if command -v g++ >/dev/null; then
    expect 0 g++ -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only -x c++ many/many.hpp
fi
if command -v python3 >/dev/null; then expect 0 python3 -c 'compile(open("many/many.py").read(), "many.py", "exec")'; fi
expect 0 "$gatcc" "$models/gcn.lua" -o without/
! grep -iqw kept without/gcn.hpp without/gcn.py without/gcn.rs || complain 'wrappers keep what is not updated'
if command -v node >/dev/null && command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --update -o gat2.wasm
    expect 0 node "$source_dir/tests/embed/languages/update.mjs" "$PWD/gat2.mjs"
    ! grep -q update <("$gatcc" "$models/gat2.lua" -o plain.wasm && cat plain.mjs) || complain 'JavaScript updates without --update'
else
    echo 'skipped: node, clang or wasm-ld is not installed'
fi

# Without it nothing is kept.
expect 0 "$gatcc" "$models/gat2.lua" -D features=40 -o plain.c
! grep -q update plain.h || complain 'the header says what is not there'

for model in gae:lists gin_graph:lists edge_network:'carry numbers' ; do
    refused 2 "${model#*:}" "$gatcc" "$models/${model%%:*}.lua" --update -o x.c
done
refused 2 'an output' "$gatcc" "$models/gat2.lua" --update --outputs conv1.attention -o x.c
refused 2 '--update goes with' "$gatcc" "$models/gat2.lua" --update -o x
nothing x.c
finish
