#!/usr/bin/env bash
# cases.sh - models of tests/random/cases/ on every kind of graph, as test_random does it with random ones. Each
# stands for a place where breaking the compiler went unnoticed by everything else (tests/mutate), or for a bug.
# Run: tests/random/cases.sh [CASE.lua...]; GATCC_STOP=1: to the first that fails
set -u
cd "$(dirname "$0")/../.." || exit 1
program=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/tests/test_random_random
[ -x "$program" ] || { echo "cases.sh: $program is not there; run ./build.sh test first" >&2; exit 1; }
export GATCC_SOURCE=$PWD
[ $# -gt 0 ] || set -- tests/random/cases/*.lua
failed=0
for case in "$@"; do
    "$program" --file "$case" >/dev/null || { echo "FAILED $case; again: tests/random/cases.sh $case"; failed=1; }
    [ $failed -eq 0 ] || [ -z "${GATCC_STOP:-}" ] || break
done
[ $failed -eq 0 ] && echo "$# models: each as the interpreter has it, on every kind of graph"
exit $failed
