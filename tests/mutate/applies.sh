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

# NAME FILE FILES FIRST for each: the file that it changes, how many there are, and whether its first line says something.
awk 'FNR == 1 { if (NR > 1) print name, file, files, said; name = FILENAME; gsub(/.*\/|\.patch$/, "", name); file = "-"; files = 0; said = length($0) > 0 }
    /^\+\+\+ b\// { files++; file = substr($2, 3) }
    END { print name, file, files, said }' "$source"/tests/mutate/*.patch >"$work/all"
while read -r name file files said; do
    [ "$said" -eq 1 ] || complain "$name: its first line must say what it breaks"
    [ "$files" -eq 1 ] || { complain "$name: changes more than one file"; continue; }
    [ -f "$source/$file" ] || { complain "$name: there is no $file"; continue; }
    patch -F1 -s --dry-run "$source/$file" "$source/tests/mutate/$name.patch" >"$work/said" 2>&1 || complain "$name: does not apply to $file"
done <"$work/all"
sed -n 's,^| \([a-z0-9-]*\) | `\([a-z/_.0-9]*\.\(c\|h\|lua\|def\)\)` |.*,\1 \2,p' "$source/tests/campaigns.md" | sort >"$work/rows"
while read -r name file; do
    complain "$name: no row for it and $file in tests/campaigns.md"
done < <(awk '{ print $1, $2 }' "$work/all" | sort | comm -23 - "$work/rows")
rows='^| \([a-z0-9-]*\) | `[a-z/_.0-9]*\.\(c\|h\|lua\|def\)` |'
while read -r name file; do
    [ -f "$source/tests/mutate/$name.patch" ] || complain "tests/campaigns.md has a row for $name, which is no mutant"
done <"$work/rows"
while read -r test; do
    [ -n "$(test_named "$test")" ] || complain "tests/campaigns.md names $test, which is no test"
done < <(grep "$rows" "$source/tests/campaigns.md" | awk -F ' [|] ' '{ print $4 }' | sort -u)
exit $failed
