#!/usr/bin/env bash
# models/apps: each of the applications is made as its README says, without a warning, and the classes that it tells are those
# of a trainer's `predict`; the page adds a citation in the bits of a run from scratch, and loads nothing; the firmware prints on
# its chip what it prints here, and has no heap. What is not installed is skipped by name.
. "$(dirname "$0")/../cases/lib.bash"
export MAKEFLAGS= GATCC=$gatcc PYTHONDONTWRITEBYTECODE=1
cp -r "$models/apps" apps
sed -i "s|../../gat2.lua|$models/gat2.lua|" apps/*/Makefile apps/cpp/CMakeLists.txt apps/web/make.bash
sed -i "s|\$here/$models|$models|" apps/web/make.bash

trainer gat2 "$models/gat2.lua" --data karate
expect 0 ./gat2 train --data karate --epochs 200 --quiet --checkpoint karate.safetensors
expect 0 ./gat2 predict --data karate --checkpoint karate.safetensors --out p.csv
awk -F, 'NR > 1 { print $2 }' p.csv >expected
[ "$(sort -u expected | wc -l)" -ge 3 ] || complain 'the weights tell too few classes apart'
weights=$PWD/karate.safetensors
strict='-O1 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'

as_predicted() { cmp -s "$1" expected || complain "$2 tells other classes: $(diff "$1" expected | head -n 4)"; }

# ---- C
if command -v make >/dev/null; then
    expect 0 make -s -C apps/c CC="$CC" CFLAGS="$strict" WEIGHTS="$weights" run
    as_predicted out 'the app in C'
    printf 'x0,x1\n1,2\n' >apps/c/bad.csv
    refused 1 'another number of features' apps/c/classify apps/c/bad.csv apps/c/data/edges.csv
    printf 'source,target\n1,99\n' >apps/c/bad.csv
    refused 1 'leads to no node' apps/c/classify apps/c/data/features.csv apps/c/bad.csv
    printf 'source,target\n1,x\n' >apps/c/bad.csv
    refused 1 'two numbers' apps/c/classify apps/c/data/features.csv apps/c/bad.csv
else
    echo 'skipped: make is not installed'
fi

# ---- C++, where gatcc is installed
if command -v cmake >/dev/null && command -v c++ >/dev/null; then
    expect 0 cmake --install "$build" --prefix "$PWD/prefix"
    expect 0 cmake -S apps/cpp -B who -DCMAKE_PREFIX_PATH="$PWD/prefix" -DWEIGHTS="$weights" -DCMAKE_C_COMPILER="$CC" \
        -DCMAKE_CXX_FLAGS="$strict"
    expect 0 cmake --build who
    expect 0 who/who
    as_predicted out 'the app in C++'
    refused 1 'expected A-B' who/who 0-1,x
    refused 1 'an edge leads to no row' who/who 0-34
else
    echo 'skipped: cmake or c++ is not installed'
fi

# ---- Python
if grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null || ! command -v python3 >/dev/null; then
    echo 'skipped: python3 is not installed, or loads no library with sanitizers'
else
    (cd apps/python && "$gatcc" "$models/gat2.lua" --data karate --weights "$weights" --name club -o club.py) 2>err ||
        complain 'no club.py'
    expect 0 "$gatcc" data --data karate -o apps/python/data/
    expect 0 env -C apps/python python3 what_if.py
    sed -n 's/^classes: //p' out | tr ' ' '\n' >told
    as_predicted told 'the notebook'
    prints 'without '
    prints 'member 9: '
fi

# ---- a page
if command -v node >/dev/null && command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    expect 0 bash apps/web/make.bash karate karate.safetensors page.html
    expect 0 node "$source_dir/tests/embed/page.mjs" page.html paper=9 other=2 remove add '?took'
    prints '9–2 added in'
    expect 0 node "$source_dir/tests/embed/page.mjs" page.html '?about' classes
    prints '34 papers, 78 citations, 4 classes'
    grep -v papers out >told
    as_predicted told 'the page'
    expect 0 node "$source_dir/tests/embed/page.mjs" page.html paper=28 other=2 remove paper=0 other=9 add paper=33 other=0 add scratch
    prints 'the bits of a run from scratch'
    cora=${GATCC_DATA:-$source_dir/../shared/data}/cora.npz
    if [ -e "$cora" ]; then
        trainer cora "$models/gat2.lua" --data "$cora"
        expect 0 ./cora train --data "$cora" --epochs 2 --quiet --checkpoint cora.safetensors
        expect 0 bash apps/web/make.bash "$cora" cora.safetensors page.html
        expect 0 node "$source_dir/tests/embed/page.mjs" page.html '?about' paper=28 other=200 add '?took' scratch
        prints '2708 papers, 5278 citations, 7 classes'
        prints '28–200 added in'
        prints 'the bits of a run from scratch'
    else
        echo 'skipped: no cora.npz (GATCC_DATA)'
    fi
else
    echo 'skipped: node, clang or wasm-ld is not installed'
fi

# ---- firmware
if command -v make >/dev/null; then
    expect 0 make -s -C apps/firmware WEIGHTS="$weights" net.c links.h
    # shellcheck disable=SC2086  # flags are words
    expect 0 $CC -std=c11 $strict -Iapps/firmware apps/firmware/{main,net}.c "$source_dir/tests/embed/board.c" -lm -o here
    expect 0 ./here
    mv out told
    [ "$(grep -c 'stations of each class' told)" -ge 5 ] || complain 'the firmware does not report'
    grep -q 'without .* is of class' told || complain 'no link matters'
    if command -v arm-none-eabi-gcc >/dev/null && command -v qemu-system-arm >/dev/null; then
        expect 0 make -s -C apps/firmware WEIGHTS="$weights" CFLAGS="-O2 ${strict#-O1}" firmware.elf
        ! arm-none-eabi-nm apps/firmware/firmware.elf | grep -E 'malloc|sbrk|printf' || complain 'there is a heap, or stdio'
        expect 0 timeout 60 make -s -C apps/firmware WEIGHTS="$weights" run
        cat out err >there # some emulators print to the one, some to the other
        cmp -s there told || complain "the chip tells other classes: $(diff there told | head -n 4)"
    else
        echo 'skipped: arm-none-eabi-gcc or qemu-system-arm is not installed (./build.sh deps --targets)'
    fi
fi
finish
