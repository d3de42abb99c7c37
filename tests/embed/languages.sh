#!/usr/bin/env bash
# The folder of `gatcc -o DIR/` in other languages: C++17, Python and Rust (and JavaScript by `-o NAME.wasm`, at --bits=exact) print the bits that C does (languages/), all of a graph
# and some nodes alone, and what is wrong is their kind of error. The wrappers of models with kinds of nodes, and with edges that
# carry numbers, compile, and Python's run on nothing but a graph. What is not installed is skipped by name.
. "$(dirname "$0")/../cases/lib.bash"
here=$source_dir/tests/embed/languages
ran=0

expect 0 "$gatcc" "$models/gat2.lua" --data karate --cflags=-O0 -o teach
expect 0 ./teach train --data karate --epochs 1 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st -o gat2/
for other in hetero edge_network; do expect 0 "$gatcc" "$models/$other.lua" --name $other -o $other/; done
expect 0 env MAKEFLAGS= make -C gat2 CC="$CC" CFLAGS=-O1 libgat2.a libgat2.so
expect 0 "$CC" -std=c11 -Igat2 "$here/app.c" gat2/libgat2.a -lm -o app
expect 0 ./app
[ "$(wc -l <out)" -eq 22 ] || complain 'C prints a line for each row'
mv out expected

as_c() { # LANGUAGE
    ran=$((ran + 1))
    same out expected
    cmp -s out expected || complain "$1: $(diff expected out | head -n 4)"
}

for cxx in g++ clang++; do
    command -v $cxx >/dev/null || { echo "skipped: $cxx is not installed"; continue; }
    strict=(-std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
    expect 0 $cxx "${strict[@]}" -Igat2 "$here/app.cpp" gat2/libgat2.a -lm -o app
    expect 0 ./app
    as_c $cxx
    for other in hetero edge_network; do
        echo "#include \"$other.hpp\"" >include.cpp
        expect 0 $cxx "${strict[@]}" -fsyntax-only -I$other include.cpp
    done
done

# ---- -o NAME.hpp: header, source and C's header, under the name of the file
mkdir cpp
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --name gat2 -o cpp/small.hpp
[ "$(ls cpp | xargs)" = 'small.c small.h small.hpp' ] || complain "-o small.hpp makes $(ls cpp | xargs)"
grep -q '#include "small.h"' cpp/small.hpp || complain 'small.hpp includes another header'
! grep -q gatrt.h cpp/small.c || complain 'small.c holds a trainer'
cp "$models/gat2.lua" cpp/small.c
refused 2 'small.c' "$gatcc" cpp/small.c --data karate -o cpp/small.hpp
same cpp/small.c "$models/gat2.lua"
refused 2 'its header cannot take' "$gatcc" "$models/gae.lua" -o gae.hpp
nothing gae.hpp

if command -v python3 >/dev/null; then
    expect 0 env PYTHONPATH=gat2 PYTHONDONTWRITEBYTECODE=1 python3 "$here/app.py"
    grep '^skipped' err
    as_c python3
    for other in hetero edge_network; do
        expect 0 env MAKEFLAGS= make -C $other CC="$CC" CFLAGS=-O0 lib$other.so
    done
    cat >others.py <<'END'
import array
import hetero, edge_network

f = lambda n: array.array("f", [0.25] * n)
model = edge_network.Model(f(edge_network.PARAMS))
import inspect
want = list(inspect.signature(edge_network.Graph.__init__).parameters)[1:]
carried = [n for n in want if n not in ("nodes", "src", "dst")]
assert len(carried) == 1, want
for width in range(1, 100):
    try:
        graph = edge_network.Graph(nodes=3, src=[0, 1], dst=[1, 2], **{carried[0]: f(2 * width)})
        break
    except ValueError:
        pass
names = [n for n in inspect.signature(model.infer).parameters if n != "graph" and not n.startswith("out_")]
assert len(names) == 1, names
result = model.infer(graph, **{names[0]: f(3 * edge_network.FEATURES)})
assert len(result[0]) == 3 and result[0][0][0] == result[0][0][0]
assert hetero.Model(f(hetero.PARAMS)), "the library loads"
END
    expect 0 env PYTHONPATH=hetero:edge_network PYTHONDONTWRITEBYTECODE=1 python3 others.py
    # Module and library alone: -o gat2.py.
    mkdir py
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --cflags=-O1 -o py/gat2.py
    [ "$(ls py | xargs)" = 'gat2.py libgat2.so' ] || complain "-o gat2.py makes $(ls py | xargs)"
    if grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
        echo 'skipped: python3 loads no library with sanitizers'
    else
        expect 0 env PYTHONPATH=py PYTHONDONTWRITEBYTECODE=1 python3 "$here/app.py"
        as_c 'python3, -o gat2.py'
    fi
    cp "$models/gat2.lua" libgat2.so
    refused 2 'libgat2.so' "$gatcc" libgat2.so --data karate -o other.py
    same libgat2.so "$models/gat2.lua"
    refused 2 'which a module cannot take' "$gatcc" "$models/gae.lua" -o gae.py
    nothing other.py
else
    echo 'skipped: python3 is not installed'
fi

if command -v rustc >/dev/null; then
    cp "$here/app.rs" gat2/app.rs
    expect 0 rustc -D warnings --edition 2021 -L gat2 -l static=gat2 gat2/app.rs -o app
    expect 0 ./app
    as_c rustc
    for other in hetero edge_network; do
        expect 0 rustc -D warnings --edition 2024 --crate-type lib --emit metadata --out-dir . $other/$other.rs
    done
else
    echo 'skipped: rustc is not installed'
fi
if command -v node >/dev/null && command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    mkdir js
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --bits=exact -o js/gat2.wasm
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --bits=exact -o exact.c --name gat2
    mkdir exact && mv exact.h exact/gat2.h && sed 's/"exact.h"/"gat2.h"/' exact.c >exact/gat2.c
    expect 0 "$CC" -std=c11 -O1 -DGATCC_INFERENCE_ONLY -Iexact "$here/app.c" exact/gat2.c -lm -o app
    expect 0 ./app
    mv out expected
    cp "$here/app.mjs" js/
    expect 0 node js/app.mjs
    as_c node
    for other in hetero edge_network; do
        expect 0 "$gatcc" "$models/$other.lua" --name $other --cflags=-O0 -o js/$other.wasm
        expect 0 node -e "import('./js/$other.mjs').then((m) => m.load(new Float32Array(m.PARAMS)))"
    done
    refused 2 'lists of an application' "$gatcc" "$models/gae.lua" -o js/gae.wasm
    cp "$models/gat2.lua" gat2.mjs
    refused 2 'gat2.mjs' "$gatcc" gat2.mjs --data karate -o gat2.wasm
    same gat2.mjs "$models/gat2.lua"
else
    echo 'skipped: node, clang or wasm-ld is not installed'
fi
[ $ran -gt 0 ] || skip 'neither a compiler of C++, nor python3, nor rustc, nor node with clang and wasm-ld'
finish
