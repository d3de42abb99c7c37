#!/usr/bin/env bash
# bench.sh - the bench measures its smallest workload, and every figure of it is there.
#
#   bash tests/bench/bench.sh         needs gatcc and the runtime in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
export GATCC_BUILD=${GATCC_BUILD:-$here/../../build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

case $(PKG_CONFIG_PATH=$GATCC_BUILD pkg-config --cflags gatrt) in
    *-fsanitize*) echo "skipped: a sanitizer measures itself"; exit 77 ;;
esac

complain() { echo "FAILED: $*"; failed=1; }
has() { grep -Eq -- "$2" "$work/$1" || complain "$1 has no line like: $2"; }

if ! bash "$here/bench.bash" --workload karate --json "$work/json" >"$work/table" 2>"$work/log"; then
    cat "$work/log"
    exit 1
fi
number='[0-9]+\.[0-9]+'
has table "1 thread +$number +$number +$number +$number +$number"
has table "training epoch, 1 thread +$number +$number +$number"
has table "training epoch (and evaluation|with validation) +$number"
has table "inference, all nodes +$number"
has table "k1_[a-z0-9_]+ .* [0-9]+ %"
has table "peak memory $number MiB; by the plan $number MiB"
has table "train --epochs 200, from start to checkpoint: $number s"
has table "gatcc [0-9]+ ms, cc [0-9]+ ms"
has json '"share_of_limit": 0\.[0-9]*[1-9]'
[ "$(nproc)" -eq 1 ] || has table "one core taken over one thread +$number"
grep -E 'k[0-9]+_.* -( |$)' "$work/table" && complain "a kernel without a figure"

bash "$here/bench.bash" --workload nothing >"$work/table" 2>"$work/log" && complain "an unknown workload was measured"
has log "no workload nothing could be measured; there are: cora "
bash "$here/bench.bash" --fast >"$work/table" 2>"$work/log"
[ $? -eq 2 ] || complain "--fast is no option and should be exit 2"
[ "$failed" -ne 0 ] || echo "all of bench.sh passed"
exit "$failed"
