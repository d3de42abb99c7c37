#!/usr/bin/env bash
# The mutation check: breaks compiler and runtime on purpose, one patch of this folder at a time, in a copy of the
# tree, and runs the tests of behaviour until one fails. Golden dumps and generated/ do not count: they differ for any
# change. Run: ./build.sh mutate [--list] [--quick] [--trust] [--part I/N] [--table FILE] [NAME...]
#
#   NAME          only these mutants ("plan-overlap", or a pattern: "plan-*")
#   --list        the mutants, and what each breaks
#   --quick       how many of them the tests of tests/quick.txt notice, by the table of tests/campaigns.md
#   --trust       do not first see whether all tests pass on the tree as it is: only those that catch something, when
#                 they first do
#   --part I/N    only every N-th mutant from the I-th on, in a copy of its own, so that N runs go side by side
#   --table FILE  also write the outcome as a table of markdown
#
# The test that tests/campaigns.md names for a mutant goes first, as it is most likely to notice; then all others in
# their order.
#
# A patch begins with one line that says what it breaks. One that does not apply, does not compile or changes nothing
# is an error of ours, never a catch. Exit 0: every mutant was caught.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=$(cd "$here/../.." && pwd) || exit 1
build=$(cd "$source" && mkdir -p "${GATCC_BUILD:-build}" && cd "${GATCC_BUILD:-build}" && pwd) || exit 1
work=$build/mutate
tree=$work/tree
jobs=${GATCC_JOBS:-1}
data=${GATCC_DATA:-$source/../shared/data}

say() { printf '%s\n' "$*"; }
fail() { printf 'mutate.sh: %s\n' "$*" >&2; exit 1; }
refuse() { printf 'mutate.sh: %s\n' "$*" >&2; exit 2; }

. "$here/tests.bash"
set_tests

# ---------------------------------------------------------------- the copy

# The tests for a mutant, the one that caught it last before all others.
ordered_tests() { # PATCH
    local file known
    file=$(file_of "$1")
    known=$(row_test "$(basename "$1" .patch)" "$file")
    test_named "$known"
    tests_for "$file" | awk -F ' [|] ' -v known="$known" '$1 != known'
}

# Files that differ get a new time, so that make sees them; the others keep theirs, and their objects.
update_tree() {
    local file
    mkdir -p "$tree"
    (cd "$source" && find CMakeLists.txt compiler runtime models generated tests -type f ! -path 'tests/mutate/*.patch') |
        sort >"$work/files"
    while IFS= read -r file; do
        cmp -s "$source/$file" "$tree/$file" && continue
        mkdir -p "$tree/$(dirname "$file")"
        cp "$source/$file" "$tree/$file" || fail "cannot copy $file"
    done <"$work/files"
    (cd "$tree" && find . -type f | sed 's,^\./,,') | sort | comm -13 "$work/files" - |
        while IFS= read -r file; do rm -f "$tree/$file"; done
}

# Brings up to date what has not been since the tree changed last: `built` says.
make_targets() { # TARGET...
    local target missing=()
    for target in "$@"; do
        case " $built " in *" $target "*) ;; *) missing+=("$target") ;; esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    cmake --build "$work/build" -j "$jobs" --target "${missing[@]}" >"$work/build.log" 2>&1 || return 1
    built+=" ${missing[*]}"
}

configure() {
    cmake -S "$tree" -B "$work/build" "-DGATCC_DATA=$data" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; fail 'cmake failed'; }
}

# ---------------------------------------------------------------- one test

# The exit code of a test, 124 where it does not end; what it said is in $work/said.
run_test() { # COMMAND...
    (cd "$work/build" && GATCC_STOP=1 GATCC_SOURCE=$tree GATCC_BUILD=$work/build GATCC_DATA=$data \
        TMPDIR=$work/temporary timeout -k 5 "${GATCC_MUTATE_LIMIT:-400}" "$@") >"$work/said" 2>&1 </dev/null
    local code=$?
    rm -rf "$work/temporary"/*
    [ $code -ne 77 ] || code=0 # left out here: no catch
    return $code
}

# What it was in the compiler, the C compiler or the numbers that gave a failed test away.
how_caught() { # EXIT CODE
    if [ "$1" -eq 124 ] || [ "$1" -eq 137 ]; then echo 'does not end'
    elif grep -q 'internal error: emitted C' "$work/said"; then echo 'check of the emitted C'
    elif grep -q 'internal error: .*after ' "$work/said"; then echo 'verifier'
    elif grep -q 'internal error' "$work/said"; then echo 'bug()'
    elif grep -q 'emitted C does not compile' "$work/said"; then echo 'the C compiler'
    elif [ "$1" -ge 128 ] || grep -qi 'segmentation\|received signal\|AddressSanitizer' "$work/said"; then echo 'crash'
    else echo 'comparison'
    fi
}

# ---------------------------------------------------------------- one mutant

file_of() { sed -n 's,^+++ b/,,p' "$1" | cut -f 1 | head -n 1; }
what_of() { head -n 1 "$1"; }

# The tree may change while we work, so what is put back is the copy's own.
break_file() { # FILE PATCH
    cp "$tree/$1" "$work/original" && broken=$1
    patch -p1 -F1 -s --no-backup-if-mismatch -d "$tree" <"$2" >"$work/build.log" 2>&1
}

restore() {
    [ -n "$broken" ] || return 0
    rm -f "$tree/$broken.rej"
    cp "$work/original" "$tree/$broken" && broken=''
}

# Does the test pass on the tree as it is? Asked once for each test, and only where nobody has asked before (--trust):
# a test that fails anyway catches nothing.
passes_unbroken() { # NAME TARGETS COMMAND
    case $sound in *"|$1|"*) return 0 ;; esac
    local patch=$current file=$broken
    restore
    # shellcheck disable=SC2086
    { built=''; make_targets $2 && run_test $3; }
    local code=$?
    break_file "$file" "$patch" && built=''
    [ $code -eq 0 ] || return 1
    sound+="|$1|"
}

# Sets `caught` and `how`; false where the mutant is no mutant.
try_mutant() { # PATCH
    local file name targets command
    file=$(file_of "$1")
    caught='' how='' current=$1
    [ -f "$tree/$file" ] || { how="there is no $file"; return 1; }
    break_file "$file" "$1" || { how='does not apply'; return 1; }
    cmp -s "$work/original" "$tree/$file" && { how='changes nothing'; return 1; }
    built=''
    while IFS='|' read -r name targets command; do
        # shellcheck disable=SC2086  # targets and command are words
        make_targets $targets || { how='does not compile'; return 1; }
        # shellcheck disable=SC2086
        run_test $command
        local code=$?
        [ $code -ne 0 ] || continue
        how=$(how_caught $code)
        passes_unbroken "$name" "$targets" "$command" || { how="$name fails without any mutant"; return 1; }
        caught=${name% }
        return 0
    done < <(ordered_tests "$1")
    how=''
    return 0
}

# Every test must pass on the tree as it is, or its failing says nothing.
check_baseline() {
    local name targets command
    say 'the tree as it is:'
    while IFS='|' read -r name targets command; do
        local start=$SECONDS
        # shellcheck disable=SC2086
        make_targets $targets || { tail -n 20 "$work/build.log" >&2; fail "${name% }: does not compile"; }
        # shellcheck disable=SC2086
        run_test $command || { tail -n 20 "$work/said" >&2; fail "${name% } fails without any mutant"; }
        sound+="|$name|"
        printf '  %-28s passes  %4d s\n' "$name" $((SECONDS - start))
    done < <(tests_for runtime/all; tests_for runtime/base/write.c)
}

# ---------------------------------------------------------------- all

patches_named() { # NAME...
    local name found
    for name in "$@"; do
        # shellcheck disable=SC2086  # a pattern
        found=$(cd "$here" && ls -- $name.patch 2>/dev/null) || refuse "there is no mutant $name (--list)"
        printf '%s\n' "$found" | sed "s,^,$here/,"
    done
}

list_mutants() {
    local patch
    for patch in "$here"/*.patch; do
        printf '%-28s %-24s %s\n' "$(basename "$patch" .patch)" "$(file_of "$patch")" "$(what_of "$patch")"
    done
}

# A campaign's test by its name among all: error is run/error, cases/05 is cases/05_include_guard.
count_quick() {
    local caught all=0 quick=0
    while IFS= read -r caught; do
        all=$((all + 1))
        grep -q -e "^$caught\$" -e "^run/$caught\$" -e "^${caught}[-_]" "$source/tests/quick.txt" &&
            quick=$((quick + 1))
    done < <(grep -E '^[|] [a-z0-9-]+ [|] `[a-z/_.0-9]+\.(c|h|lua|def)` [|]' "$source/tests/campaigns.md" | awk -F ' [|] ' '{ print $4 }')
    say "$quick of $all mutants are noticed by a test of tests/quick.txt"
}

trust='' table='' part=1 parts=1
names=()
while [ $# -gt 0 ]; do
    case $1 in
        --list) list_mutants; exit 0 ;;
        --quick) count_quick; exit 0 ;;
        --trust) trust=1 ;;
        --part)
            [ $# -ge 2 ] && [[ $2 =~ ^[1-9][0-9]?/[1-9][0-9]?$ ]] && [ "${2%/*}" -le "${2#*/}" ] || refuse '--part is such as 1/2'
            part=${2%/*} parts=${2#*/}
            shift ;;
        --table) [ $# -ge 2 ] || refuse '--table needs a file'; table=$2; shift ;;
        -*) refuse "unknown option $1 (see $0)" ;;
        *) names+=("$1") ;;
    esac
    shift
done
patches=$(patches_named "${names[@]:-*}") || exit 2
command -v patch >/dev/null || fail 'patch is not installed'

[ "$parts" -eq 1 ] || { work=$work-$part tree=$work/tree; set_tests; }
mkdir -p "$work/temporary"
exec 9>"$work/lock"
flock -n 9 || fail "another run is at work in $work"
broken='' built='' sound='' current='' all_start=$SECONDS
trap restore EXIT
trap 'exit 130' INT TERM
update_tree
configure
[ -n "$trust" ] || check_baseline

rows='' missed=0 wrong=0 count=0 number=0
for patch in $patches; do
    number=$((number + 1))
    [ $((number % parts)) -eq $((part % parts)) ] || continue
    start=$SECONDS
    file=$(file_of "$patch")
    name=$(basename "$patch" .patch)
    count=$((count + 1))
    if ! try_mutant "$patch"; then
        wrong=$((wrong + 1))
        outcome="NO MUTANT: $how"
    elif [ -z "$caught" ]; then
        missed=$((missed + 1))
        outcome='NOT CAUGHT'
    else
        outcome="$caught, by $how"
    fi
    restore
    printf '%-28s %-24s %s  (%d s)\n' "$name" "$file" "$outcome" $((SECONDS - start))
    rows+="| $name | \`$file\` | $(what_of "$patch") | ${caught:-**none**} | ${how:-} |"$'\n'
done

write_table() { # FILE
    {
        say '| mutant | file | what it breaks | caught by | how |'
        say '|---|---|---|---|---|'
        printf '%s' "$rows"
    } >"$1.new" && mv "$1.new" "$1"
}
[ -z "$table" ] || write_table "$table" || fail "$table: cannot write"
say "$count mutants: $((count - missed - wrong)) caught, $missed not caught, $wrong that are none  ($((SECONDS - all_start)) s)"
[ $missed -eq 0 ] && [ $wrong -eq 0 ]
