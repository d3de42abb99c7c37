#!/usr/bin/env bash
# Every mutant is one: its patch applies to the tree as it stands, to one file, and its first line says what it breaks;
# it stands in the table of tests/campaigns.md with a test that there is, and nothing else does. What catches each:
# ./build.sh mutate.
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
command -v patch >/dev/null || { echo 'skipped: patch is not installed'; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
tree=$source jobs=1
. "$source/tests/mutate/tests.bash"
set_tests
complain() { printf 'FAILED: %s\n' "$*"; failed=1; }

for patch in "$source"/tests/mutate/*.patch; do
    name=$(basename "$patch" .patch)
    files=$(sed -n 's,^+++ b/,,p' "$patch" | cut -f 1)
    [ -n "$(head -n 1 "$patch")" ] || complain "$name: its first line must say what it breaks"
    [ "$(printf '%s\n' "$files" | wc -l)" -eq 1 ] || { complain "$name: changes more than one file"; continue; }
    cp "$source/$files" "$work/file" 2>/dev/null || { complain "$name: there is no $files"; continue; }
    patch -F1 -s --dry-run "$work/file" <"$patch" >"$work/said" 2>&1 || complain "$name: does not apply to $files"
    grep -qF "| $name | \`$files\` |" "$source/tests/campaigns.md" || complain "$name: no row for it in tests/campaigns.md"
done
rows='^| \([a-z0-9-]*\) | `[a-z/_.0-9]*\.\(c\|h\|lua\|def\)` |'
while read -r name; do
    [ -f "$source/tests/mutate/$name.patch" ] || complain "tests/campaigns.md has a row for $name, which is no mutant"
done < <(sed -n "s,$rows.*,\1,p" "$source/tests/campaigns.md")
while read -r test; do
    [ -n "$(test_named "$test")" ] || complain "tests/campaigns.md names $test, which is no test"
done < <(grep "$rows" "$source/tests/campaigns.md" | awk -F ' [|] ' '{ print $4 }' | sort -u)
exit $failed
