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

# ---------------------------------------------------------------- the tests, quickest first
# NAME | what to build | what to run, in the copy. What no compiler is in runs for the runtime's mutants only.

random_some='--models 20 --seed 1 --jobs 1 --no-shrink'
set_tests() { # the commands name the tree
compiler_tests="
ir/test_rules | test_ir_rules | tests/test_ir_rules
ir/test_eval | test_ir_eval | tests/test_ir_eval
ir/test_ir | test_ir_ir | tests/test_ir_ir
compiler/test_cost | test_compiler_cost | tests/test_compiler_cost
train/test_cora | test_train_cora | tests/test_train_cora
math/test_exp | test_math_exp | tests/test_math_exp
interpret | gatcc | bash $tree/tests/interpret.sh
error | gatcc | bash $tree/tests/run.sh error
check | gatcc | bash $tree/tests/run.sh check
cases/04 | gatcc | bash $tree/tests/cases/04_workspace_32bit.sh
cases/05 | gatcc | bash $tree/tests/cases/05_include_guard.sh
cases/several_sets | gatcc gatrt_static | bash $tree/tests/cases/several_sets.sh
cases/f20 | gatcc gatrt_static | bash $tree/tests/cases/f20-path-injects-C.sh
math/helpers | gatcc | bash $tree/tests/math/helpers.sh
emit/equal | gatcc | bash $tree/tests/emit/equal.sh
emit/words | gatcc | bash $tree/tests/emit/words.sh
embed/embed | gatcc gatrt_static | bash $tree/tests/embed/embed.sh
embed/exported | gatcc gatrt_static | bash $tree/tests/embed/exported.sh
random/cases | test_random_random | bash $tree/tests/random/cases.sh
train/test_own_attention | test_train_own_attention gatcc | tests/test_train_own_attention
train/test_gradients | test_train_gradients | tests/test_train_gradients
reference/test_layers | test_reference_layers | tests/test_reference_layers
reference/test_relations | test_reference_relations | tests/test_reference_relations
reference/test_graphs | test_reference_graphs | tests/test_reference_graphs
random, 20 models | test_random_random | tests/test_random_random $random_some
ops/test_ops | test_ops_ops | tests/test_ops_ops
emit/depth | gatcc | bash $tree/tests/emit/depth.sh
train/test_messages | test_train_messages | tests/test_train_messages
train/states | gatcc gatrt_static gatrt_shared | bash $tree/tests/train/states.sh
train/bits | gatcc gatrt_static gatrt_shared | bash $tree/tests/train/bits.sh
runtime/oom | gatcc gatrt_static | bash $tree/tests/runtime/oom.sh
random, 200 models | test_random_random | tests/test_random_random --models 200 --seed 1 --jobs $jobs --no-shrink
"
runtime_tests="
runtime/test_metrics | test_runtime_metrics | tests/test_runtime_metrics
runtime/test_choose | test_runtime_choose | tests/test_runtime_choose
runtime/test_rng | test_runtime_rng | tests/test_runtime_rng
runtime/test_threads | test_runtime_threads | tests/test_runtime_threads
runtime/test_optim | test_runtime_optim | tests/test_runtime_optim
runtime/test_graph | test_runtime_graph | tests/test_runtime_graph
runtime/test_order | test_runtime_order | tests/test_runtime_order
runtime/test_fit | test_runtime_fit | tests/test_runtime_fit
runtime/test_safetensors | test_runtime_safetensors | tests/test_runtime_safetensors
runtime/test_data | test_runtime_data | tests/test_runtime_data
runtime/test_pickle | test_runtime_pickle | tests/test_runtime_pickle
runtime/test_torch | test_runtime_torch | tests/test_runtime_torch
runtime/test_pt | test_runtime_pt | tests/test_runtime_pt
runtime/test_planetoid | test_runtime_planetoid | tests/test_runtime_planetoid
runtime/cli | gatrt_static gatrt_shared | bash $tree/tests/runtime/cli.sh
cases/f15 | gatcc gatrt_static | bash $tree/tests/cases/f15-hangup-and-pipes.sh
cases/f03 | gatcc gatrt_static | bash $tree/tests/cases/f03-signal-after-training.sh
runtime/readback | gatcc gatrt_static | bash $tree/tests/runtime/readback.sh
cases/f08 | gatcc gatrt_static gatrt_shared | bash $tree/tests/cases/f08-ulimit-v-hang.sh
"
# What writes files: for the mutants of that only.
file_tests="
runtime/test_write | test_runtime_write | tests/test_runtime_write
cases/f01 | gatcc gatrt_static | bash $tree/tests/cases/f01-output-over-input.sh
cases/f09 | gatcc gatrt_static | bash $tree/tests/cases/f09-symlink-tmp.sh
cases/f23 | gatcc gatrt_static | bash $tree/tests/cases/f23-part-files-left.sh
cases/f28 | gatcc gatrt_static | bash $tree/tests/cases/f28-pair-of-c-and-h.sh
runtime/readback | gatcc gatrt_static | bash $tree/tests/runtime/readback.sh
"
}
set_tests

# Where the tree's own tests grow, this list need not: a test file that it does not name is left out, a named one
# that has gone is an error of cmake's.
tests_for() { # FILE
    case $1 in
        runtime/base/write.c | runtime/base/target.c | runtime/base/leftover.c | runtime/cli/outputs.c | runtime/base/file.c | \
            compiler/base/files.c | compiler/base/scratch.c | compiler/main.c | compiler/outputs.c) printf '%s' "$file_tests" ;;
        compiler/c/emit_model.c | compiler/c/header.c) printf '%s%s' "$file_tests" "$compiler_tests" ;;
        runtime/*) printf '%s%s' "$runtime_tests" "$compiler_tests" ;;
        *) printf '%s' "$compiler_tests" ;;
    esac | sed '/^$/d'
}

# ---------------------------------------------------------------- the copy

# The tests for a mutant, the one that caught it last before all others.
ordered_tests() { # PATCH
    local file name known all
    file=$(file_of "$1")
    name=$(basename "$1" .patch)
    known=$(grep -F "| $name | \`$file\` |" "$source/tests/campaigns.md" | awk -F ' [|] ' '{ print $4 }')
    all=$(tests_for "$file")
    awk -F ' [|] ' -v known="$known" '$1 == known' <<<"$all"
    awk -F ' [|] ' -v known="$known" '$1 != known' <<<"$all"
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
    make_targets gatcc test_ir_rules test_ir_eval test_ir_ir test_train_cora || { how='does not compile'; return 1; }
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
