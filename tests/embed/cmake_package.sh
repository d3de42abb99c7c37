#!/usr/bin/env bash
# find_package(gatcc) and gatcc_add_model: a project elsewhere, whose path has blanks, makes a library of a model with weights and
# links it; other weights make it anew, and nothing else does; what is wrong is told when it is configured.
. "$(dirname "$0")/../cases/lib.bash"
command -v cmake >/dev/null || skip 'cmake is not installed'
export MAKEFLAGS=

expect 0 cmake --install "$build" --prefix "$PWD/the prefix"
mkdir 'a project' && cd 'a project' || finish
cat >tiny.lua <<'END'
model "tiny"
local x = input.node { 2, sparse = false }
local y = sum_in(src(matmul(x, param("w", { 2, 2 }))))
output("y", y)
loss(cross_entropy(y, target.class(2)))
END
weights() { # FOUR FLOATS, as printf has them
    local head='{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}  '
    { printf "\\x$(printf %x ${#head})\\0\\0\\0\\0\\0\\0\\0%s" "$head" && printf "$1"; } >tiny.safetensors
}
weights '\0\0\200\077\0\0\0\100\0\0\100\100\0\0\200\100' # 1 2 3 4
cat >app.c <<'END'
#include <stdio.h>
#include "small.h"
int main(void)
{
    static const int32_t src[] = {0}, dst[] = {1};
    static const float x[] = {1, 10, 0, 0};
    static int64_t memory[1000], workspace[1000];
    const small_edges edges = {.nodes = 2, .edges = 1, .src = src, .dst = dst};
    const small_inputs inputs = {x};
    small_graph graph;
    float y[2][2];
    if (small_prepare_size(&edges) > sizeof memory || small_prepare(&edges, &graph, memory) != SMALL_OK ||
        small_workspace_size(graph.nodes, graph.edges) > sizeof workspace ||
        small_infer(&small_weights, &graph, &inputs, y[0], workspace) != SMALL_OK)
        return 1;
    printf("%g %g\n", (double)y[1][0], (double)y[1][1]);
    return 0;
}
END
project() { # LINE OF gatcc_add_model
    cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.18)
project(outside C)
find_package(gatcc 0.1 REQUIRED)
$1
add_executable(app app.c)
target_link_libraries(app PRIVATE small)
END
}
project 'gatcc_add_model(small tiny.lua WEIGHTS tiny.safetensors OPTIONS --bits=exact)'
expect 0 cmake -S . -B made -DCMAKE_PREFIX_PATH="$work/the prefix" -DCMAKE_C_COMPILER="$CC"
expect 0 cmake --build made
expect 0 made/app
prints '31 42'
grep -q 'Bits: exact' made/small.gatcc/small.h || complain 'further words do not reach gatcc'
expect 0 cmake --build made
! grep -q 'gatcc: small.c' out || complain 'made anew, although nothing changed'
sleep 0.01
weights '\0\0\0\100\0\0\0\100\0\0\100\100\0\0\200\100' # 2 2 3 4
expect 0 cmake --build made
prints 'gatcc: small.c'
expect 0 made/app
prints '32 42'

# ---- what is wrong
wrong() { # TEXT LINE
    project "$2"
    expect 1 cmake -S . -B other -DCMAKE_PREFIX_PATH="$work/the prefix" -DCMAKE_C_COMPILER="$CC"
    says "$1"
}
wrong 'there is no' 'gatcc_add_model(small absent.lua)'
wrong 'expected WEIGHTS FILE' 'gatcc_add_model(small tiny.lua WHEIGHTS tiny.safetensors)'
project 'gatcc_add_model(small tiny.lua DATA karate NAME other)'
expect 0 cmake -S . -B other -DCMAKE_PREFIX_PATH="$work/the prefix" -DCMAKE_C_COMPILER="$CC"
expect 2 cmake --build other
says 'tiny.lua:2'
finish
