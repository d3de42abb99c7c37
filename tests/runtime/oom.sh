#!/usr/bin/env bash
# oom.sh - memory that runs out at any allocation: a good result and exit 0, or one line, exit 1 and the old file.
#
#   bash tests/runtime/oom.sh                  a sample of positions of each command
#   bash tests/runtime/oom.sh --positions N    N positions in all; 10000 take a quarter of an hour
#
# tests/support/fail_alloc.c lets the N-th allocation fail, and for every second position all after it too. Each
# command overwrites an older file of its own; after each the file must be that, byte for byte, or what the command
# writes in a good hour, and nothing may lie beside it.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
build=${GATCC_BUILD:-$here/../../build}
build=$(cd "$build" && pwd) || exit 1
models=$here/../../models
positions=200
limit=20
[ "${1:-}" = --positions ] && positions=$2

skip() { echo "skipped: $*"; exit 77; }
grep -q '^GATCC_SANITIZE:[^=]*=.' "$build/CMakeCache.txt" && skip 'sanitizers bring an allocator of their own'

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"${CC:-cc}" -O1 -fno-builtin -shared -fPIC "$here/../support/fail_alloc.c" -o shim.so || exit 1
LD_PRELOAD=$work/shim.so true 2>err && [ ! -s err ] || skip 'no library can be preloaded here'

failed=0 tried=0 refused=0
complain() {
    echo "FAILED: $*"
    [ ! -s err ] || head -n 3 err | sed 's/^/    /'
    failed=$((failed + 1))
    [ $failed -lt 20 ] || exit 1
}

# ---------------------------------------------------------------- the commands
# NAME|OUTPUT|WEIGHT|COMMAND: the output (- where there is none), and its share of the positions

cp "$models/gat2.lua" "$here/../cases/f01-output-over-input/k.npz" "$here/../fuzz/corpus/pt/data.pt" "$here/../fuzz/corpus/data/csr.npz" .
cp "$here/../fuzz/corpus/pt/state_dict.pt" "$here/../cases/weights_of_torch/norm.lua" .
"$build/gatcc" norm.lua -o norm >out 2>err || { complain 'no trainer for weights in a .pt'; exit 1; }
printf 'a\t1\t0\tone\nb\t0\t2\ttwo\n' >small.content
printf 'a\tb\n' >small.cites
"$build/gatcc" gat2.lua --data karate -o karate >out 2>err || { complain 'no trainer to try'; exit 1; }
./karate train --data karate --epochs 12 --quiet --checkpoint start.st >out 2>&1 || { complain 'no weights to start from'; exit 1; }
./karate predict --data karate --weights start.st --out start.npz >out 2>&1 || { complain 'no .npz to read'; exit 1; }

commands='train|c.st|5|./karate train --data karate --epochs 10 --quiet --checkpoint c.st --checkpoint-every 5
resume|d.st|2|./karate train --data karate --epochs 16 --quiet --resume start.st --checkpoint d.st
report|r.json|1|./karate train --data karate --epochs 2 --runs 2 --quiet --json r.json
csv|p.csv|2|./karate predict --data karate --weights start.st --out p.csv
npz|p.npz|2|./karate predict --data karate --weights start.st --attention --out p.npz
eval|-|1|./karate eval --data karate --weights start.st
info|-|1|./karate info --data karate
gatcc|x.c|4|BUILD/gatcc --check=off gat2.lua --data karate -o x.c
data|z.c|1|BUILD/gatcc --check=off gat2.lua --data k.npz -o z.c
pt|w.c|1|BUILD/gatcc --check=off gat2.lua --data data.pt -o w.c
csr|v.c|1|BUILD/gatcc --check=off gat2.lua --data csr.npz -o v.c
weights|u.params|1|./norm export --weights state_dict.pt --out u.params
linqs|u.c|1|BUILD/gatcc --check=off gat2.lua --data small -o u.c
check|y.c|1|BUILD/gatcc --check=strict gat2.lua --data karate -o y.c'
ln -s "$build" BUILD     # a path of its own may hold blanks
shares=$(echo "$commands" | awk -F'|' '{ n += $3 } END { print n }')

# What differs from one good run to the next: times and memory.
settle() { # FILE
    case $1 in
        *.json) grep -v '_ms_\|_mib"\|"seconds"' "$1" ;;
        *) cat "$1" ;;
    esac
}

# ---------------------------------------------------------------- one position

begin_old() { # OUTPUT
    [ "$1" = - ] && return
    rm -f ./"${1%.*}".* ./*.part ./*.tmp
    echo old >"$1"
}

# The output is one of those that are good, which lie in the folder `good-NAME`.
check_output() { # NAME OUTPUT CODE WHERE
    local known
    [ "$2" = - ] && return
    [ "$3" -ne 0 ] || { settle "$2" | cmp -s - "good-$1/last" || complain "$4: exit 0, but $2 is not what it should be"; return; }
    for known in old "good-$1"/*; do settle "$2" | cmp -s - "$known" && return; done
    complain "$4: $2 is neither the old file nor a good one"
}

try() { # NAME OUTPUT N COMMAND...
    local name=$1 output=$2 at=$3 code=0 where
    shift 3
    where="$name, allocation $at"
    begin_old "$output"
    unset FAIL_REST
    [ $((at % 2)) -eq 0 ] || export FAIL_REST=1
    FAIL_AT=$at timeout -k 1 $limit env LD_PRELOAD="$work/shim.so" "$@" >out 2>err </dev/null || code=$?
    tried=$((tried + 1))
    case $code in
        0) ;;
        1) refused=$((refused + 1)); [ "$(grep -vc 'threads: no more' err)" -eq 1 ] || complain "$where: an error must be one line"
            grep -qi 'memory' err || complain "$where: memory that ran out is called something else" ;;
        124 | 137) complain "$where: does not end" ;;
        *) complain "$where: exit $code" ;;
    esac
    check_output "$name" "$output" $code "$where"
    for left in ./*.part ./*.tmp; do [ ! -e "$left" ] || complain "$where: $left is left behind"; done
}

# The good outputs of a command: its last, and for checkpoints those in between.
remember() { # NAME OUTPUT COMMAND...
    local name=$1 output=$2 epochs
    shift 2
    mkdir "good-$name"
    begin_old "$output"
    rm -f count
    env FAIL_COUNT=count LD_PRELOAD="$work/shim.so" "$@" >out 2>err </dev/null || { complain "$name: fails without a fault"; exit 1; }
    [ "$output" = - ] || settle "$output" >"good-$name/last"
    [ "$name" != train ] || for epochs in 5 10; do
        ./karate train --data karate --epochs $epochs --quiet --checkpoint between.st >out 2>&1
        mv between.st "good-$name/$epochs"
    done
}

echo old >old
while IFS='|' read -r name output share command; do
    # shellcheck disable=SC2086  # the command is words
    remember "$name" "$output" $command
    count=$(sort -n count | tail -n 1)
    wanted=$((positions * share / shares))
    [ "$wanted" -le "$count" ] || wanted=$count
    [ "$wanted" -gt 0 ] || wanted=1
    for ((i = 0; i < wanted; i++)); do
        # shellcheck disable=SC2086
        try "$name" "$output" $((1 + i * count / wanted)) $command
    done
    [ "$positions" -le 1000 ] || printf '%-8s %6d of %6d allocations\n' "$name" "$wanted" "$count"
done <<<"$commands"
# C that breaks the contract must not pass because the check ran out of memory.
breach="$build/gatcc --check=strict --check-file goto.c"
cp "$here/../check/goto.c" . && rm -f count
# shellcheck disable=SC2086
env FAIL_COUNT=count LD_PRELOAD="$work/shim.so" $breach >out 2>err </dev/null
[ $? -eq 70 ] || complain 'goto.c passes the check'
count=$(sort -n count | tail -n 1)
for ((i = 0; i < 12; i++)); do
    at=$((1 + i * count / 12)) code=0
    # shellcheck disable=SC2086
    FAIL_REST=1 FAIL_AT=$at timeout -k 1 $limit env LD_PRELOAD="$work/shim.so" $breach >out 2>err </dev/null || code=$?
    tried=$((tried + 1)) refused=$((refused + 1))
    [ $code -eq 1 ] || [ $code -eq 70 ] || complain "goto.c, allocation $at: exit $code"
done

echo "$tried failing allocations: $refused refused in one line, $((tried - refused)) done all the same; $failed wrong"
[ $failed -eq 0 ]
