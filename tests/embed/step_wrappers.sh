#!/usr/bin/env bash
# Training by the wrappers of --step: the class `trainer` of NAME.hpp (languages/step.cpp, as g++ and clang++ make it) and Trainer of
# NAME.py, whose losses are those of C; models with other targets compile.
. "$(dirname "$0")/../cases/lib.bash"
ran=0
expect 0 "$gatcc" "$models/gat2.lua" --data karate --cflags=-O0 -o teach
expect 0 ./teach train --data karate --epochs 0 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --step -o gat2/
expect 0 env MAKEFLAGS= make -s -C gat2 CC="$CC" CFLAGS=-O1 libgat2.a
for other in multilabel gatv2 mlp; do expect 0 "$gatcc" "$models/$other.lua" --name $other --step -o $other/; done
strict=(-std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
for cxx in g++ clang++; do
    command -v $cxx >/dev/null || { echo "skipped: $cxx is not installed"; continue; }
    ran=1
    expect 0 $cxx "${strict[@]}" -Igat2 "$source_dir/tests/embed/languages/step.cpp" gat2/libgat2.a -lm -o app
    expect 0 ./app
    for other in multilabel gatv2 mlp; do
        echo "#include \"$other.hpp\"" >include.cpp
        expect 0 $cxx "${strict[@]}" -fsyntax-only -I$other include.cpp
    done
done
if command -v python3 >/dev/null && ! grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    ran=1
    expect 0 env MAKEFLAGS= make -s -C gat2 CC="$CC" CFLAGS=-O1 libgat2.so
    expect 0 env PYTHONPATH=gat2 PYTHONDONTWRITEBYTECODE=1 python3 "$source_dir/tests/embed/languages/step.py"
    mv out losses
    if [ -x app ]; then
        expect 0 ./app losses
        cmp -s out losses || complain "Python has other losses than C: $(diff out losses | head -n 4)"
    fi
    for other in multilabel gatv2 mlp; do
        expect 0 env MAKEFLAGS= make -s -C $other CC="$CC" CFLAGS=-O0 lib$other.so
        expect 0 env PYTHONPATH=$other PYTHONDONTWRITEBYTECODE=1 python3 -c "import $other; $other.Trainer"
    done
    mkdir py
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --step --cflags=-O0 -o py/gat2.py
    expect 0 env PYTHONPATH=py PYTHONDONTWRITEBYTECODE=1 python3 -c 'import gat2; gat2.Trainer'
fi
[ $ran -eq 1 ] || skip 'neither a compiler of C++ nor python3'
expect 0 "$gatcc" "$models/gcn.lua" -o without/
! grep -q 'class trainer' without/gcn.hpp || complain 'a trainer without --step'
finish
