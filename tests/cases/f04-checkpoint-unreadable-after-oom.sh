#!/usr/bin/env bash
# f04-checkpoint-unreadable-after-oom.sh - an allocation that failed while a checkpoint's header was made left
# "shape":[64] for [64, 34]: exit 0, and the good checkpoint before it replaced by one that nothing reads; others
# called out of memory a name that is there twice. tests/runtime/oom.sh tries every command; this one the moments in
# which the last checkpoint is made.
. "$(dirname "$0")/lib.bash"
grep -q '^GATCC_SANITIZE:[^=]*=.' "$build/CMakeCache.txt" && skip 'sanitizers bring an allocator of their own'
"$CC" -O1 -fno-builtin -shared -fPIC "$source_dir/tests/support/fail_alloc.c" -o shim.so || exit 1
trainer karate "$models/gat2.lua" --data karate

run="./karate train --data karate --epochs 4 --quiet --checkpoint c.st --checkpoint-every 2"
# shellcheck disable=SC2086  # a command is words
expect 0 env FAIL_COUNT=count LD_PRELOAD="$work/shim.so" $run
count=$(sort -n count | tail -n 1)
cp c.st last.st
expect 0 ./karate train --data karate --epochs 2 --quiet --checkpoint between.st

refusals=0
for ((at = count; at > 0 && at > count - 720; at -= 6)); do
    rm -f c.st
    got=0
    # shellcheck disable=SC2086
    FAIL_AT=$at env LD_PRELOAD="$work/shim.so" $run >out 2>err </dev/null || got=$?
    case $got in
        0) same c.st last.st ;;
        1)
            refusals=$((refusals + 1))
            says 'out of memory'
            [ ! -e c.st ] || cmp -s c.st last.st || same c.st between.st
            ;;
        *) complain "allocation $at: exit $got" ;;
    esac
    [ "$failed" -eq 0 ] || break
done
[ $refusals -gt 20 ] || complain "only $refusals of these allocations mattered; is the shim at work?"
finish
