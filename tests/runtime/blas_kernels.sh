#!/usr/bin/env bash
# OpenBLAS takes a processor that came after it for one of 2004; a trainer has it take the kernels that the processor can
# run, says whose, and leaves a choice of the user's alone. Run: tests/runtime/blas_kernels.sh
. "$(dirname "$0")/../cases/lib.bash"

cat >probe.c <<'EOF'
#include <dlfcn.h>
#include <stdio.h>
int main(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW), *name = library ? dlsym(library, "openblas_get_corename") : NULL;
    if (!name)
        return 1;
    puts((*(char *(**)(void))&name)());
    return 0;
}
EOF
cc probe.c -o probe -ldl && own=$(./probe) || skip 'OpenBLAS is not here, or does not say whose kernels it takes'

cat >wide.lua <<'EOF'
model "wide"
local y = nn.linear(relu(nn.linear(input.node { 600, sparse = false }, { out = 600 })), { out = 3 })
output("logits", y)
loss(cross_entropy(y, target.class(3)))
train { epochs = 1 }
EOF
data=synth:nodes=500,edges=1000,features=600,classes=3,seed=1
CFLAGS=-O1 expect 0 "$gatcc" wide.lua -o wide
expect 0 ./wide bench --data $data --epochs 3 --json bench.json
expected=$own
if [ "$own" = Prescott ] && grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo; then
    expected=Haswell
    grep -qw avx512vl /proc/cpuinfo && grep -qw avx512bw /proc/cpuinfo && grep -qw avx512dq /proc/cpuinfo && expected=SkylakeX
fi
prints "kernels for $expected"
grep -q "\"openblas_kernels\": *\"$expected\"" bench.json || complain "bench.json should say $expected"

if [ "$expected" != "$own" ]; then
    OPENBLAS_CORETYPE=Prescott expect 0 ./wide bench --data $data --epochs 3
    prints "kernels for Prescott"
fi

CFLAGS=-O1 expect 0 "$gatcc" "$models/gat2.lua" --data karate -o gat2
expect 0 ./gat2 bench --data karate --epochs 3
grep -q 'OpenBLAS' out err && complain 'gat2 wants no large products'
finish
