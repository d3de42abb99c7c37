#!/usr/bin/env bash
# What CMakeLists.txt says of hardening is in the files that are made: programs at an address of their own, addresses
# bound before main and read-only then, guarded stacks, checked string functions. Run: tests/hardening.sh
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
build=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd) || { echo "hardening.sh: build first" >&2; exit 1; }
command -v readelf >/dev/null || { echo 'skipped: readelf is not installed'; exit 77; }
grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" && { echo 'skipped: a build with sanitizers is not hardened'; exit 77; }
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

has() { # FILE READELF_OPTION WORDS
    readelf -W "$2" "$1" | grep -Eq -- "$3" || { echo "FAILED: readelf $2 $1 has no $3"; failed=1; }
}
bound() { has "$1" -l GNU_RELRO; has "$1" -d 'BIND_NOW|FLAGS_1.* NOW'; }
guarded() { has "$1" -s __stack_chk_fail; has "$1" -s '__[a-z]+_chk@'; }

"$build/gatcc" "$source/models/gat2.lua" --data karate -o "$scratch/trainer" || exit 1
for file in "$build/gatcc" "$build/libgatrt.so" "$scratch/trainer"; do
    bound "$file"
    guarded "$file"
done
has "$build/gatcc" -d 'FLAGS_1.* PIE'
[ $failed -eq 0 ] && echo "gatcc, libgatrt.so and a trainer: hardened"
exit $failed
