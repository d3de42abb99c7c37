#!/usr/bin/env bash
# f08-ulimit-v-hang.sh - under a limit of address space that OpenBLAS cannot bear its helper thread asked for 128 MiB
# again and again, and the trainer never ended, even after --version or an error; libclang aborted where it could not
# start a thread. At every limit: the right result and exit 0, or one line and exit 1. The limit of time only guards
# against hanging.
. "$(dirname "$0")/lib.bash"
grep -q '^GATCC_SANITIZE:[^=]*=.' "$build/CMakeCache.txt" && skip 'sanitizers reserve more than any limit'
wide=synth:nodes=300,edges=900,features=300,classes=4,seed=1
flags=$(pkg-config --cflags --libs gatrt) || exit 1
trainer dense "$source_dir/tests/bench/gat2_dense.lua" --data "$wide"
"$gatcc" "$models/gat2.lua" --data karate -o karate.c || exit 1
# shellcheck disable=SC2086  # flags are words
"$CC" -O1 karate.c $flags -o karate || exit 1 # links all of libgatrt, as users do
grep -q gatrt_gemm karate.c && complain 'this model was to have no large product'

# at KIB COMMAND...: with so much address space
at() {
    local limit=$1 got=0
    shift
    (ulimit -v "$limit" && exec timeout -k 1 20 "$@") >out 2>err </dev/null || got=$?
    case $got in
        0) ;;
        1) [ "$(grep -vc 'threads: no more' err)" -eq 1 ] || complain "$* with $limit KiB: an error must be one line" ;;
        124 | 137) complain "$* with $limit KiB: does not end" ;;
        127) grep -q 'error while loading shared libraries' err || complain "$* with $limit KiB: exit 127" ;;
        *) complain "$* with $limit KiB: exit $got" ;;
    esac
    return $got
}

for limit in 60000 90000 120000 180000; do
    at $limit ./karate --version || complain "$limit KiB are enough for --version"
    at $limit ./karate train --data karate --epochs 2 --quiet --threads 1
done
ldd ./karate | grep -q openblas && complain "a program without large products links OpenBLAS"

# Stacks for fewer threads than were asked for: the same weights, and a line that says so.
expect 0 ./karate train --data karate --epochs 3 --quiet --threads 1 --checkpoint one.st
expect 0 bash -c 'ulimit -v 120000; exec ./karate train --data karate --epochs 3 --quiet --threads 40 --checkpoint few.st'
says 'of 40 threads: no more can be started'
same one.st few.st

expect 0 ./dense train --data "$wide" --epochs 2 --quiet --checkpoint good.st
smallest=
for limit in 60000 130000 200000 260000 330000 400000 600000; do
    rm -f d.st
    at $limit ./dense train --data "$wide" --epochs 2 --quiet --threads 3 --checkpoint d.st || continue
    smallest=${smallest:-$limit}
    same d.st good.st
done
[ -n "$smallest" ] || complain 'no limit was enough for a product'

for limit in 60000 220000 300000 320000; do
    rm -f g.c
    at $limit "$gatcc" "$models/gat2.lua" --data karate -o g.c && ! [ -s g.c ] && complain "gatcc with $limit KiB: exit 0, but no g.c"
done
finish
