#!/usr/bin/env bash
# Runs the cases that are one file each.
#
#   tests/run.sh [--bless] [SUITE | FILE]...      without arguments: all suites
#
#   error      tests/error/*.lua   a wrong model; its first lines "--! ..." are all that gatcc says, exit code 1
#   ir         tests/ir/*.lua      a model and, below it, "--> ..." lines: what gatcc prints, exit code 0
#   check      tests/check/*.c     a breach of the emitted C's contract; the first line "//! ..." holds a part
#                                  of what gatcc --check-file says, exit code 70
#   generated  models/*.lua        gatcc still writes generated/ byte for byte, for two data sets each; of a model that
#                                  says "-- not in generated/" only that it compiles
#
# A line "--$ ARGUMENTS" in a Lua case is added to gatcc's command line. gatcc runs in
# the top folder, so that messages name tests/error/x.lua. --bless writes down what
# gatcc says now; read the diff before you commit it. Environment: GATCC_BUILD (build).
set -u
cd "$(dirname "$0")/.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
[ -x "$gatcc" ] || { echo "tests/run.sh: $gatcc is not there; run ./build.sh first" >&2; exit 1; }
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"   # the compiler's memory lives until exit

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
bless=no passed=0 failed=0

pass() { passed=$((passed + 1)); }

# fail CASE WHAT: says what is wrong, what differs, and how to see it again.
fail() {
    failed=$((failed + 1))
    printf 'FAILED %s: %s\n' "$1" "$2"
    [ $# -ge 4 ] && diff -u --label expected --label found "$3" "$4" | tail -n +3 | head -40
    printf '  again: tests/run.sh %s\n' "$1"
}

# compare CASE WHAT: the expected text against the one found
compare() {
    if cmp -s "$scratch/expected" "$scratch/found"; then
        pass
    else
        fail "$1" "$2" "$scratch/expected" "$scratch/found"
    fi
}

arguments_of() { sed -n 's/^--\$ *//p' "$1"; }

# expected FILE MARK: the text after the mark, "--> a" and "-->" for an empty line.
expected() { sed -n "s/^$2 //p; s/^$2\$//p" "$1"; }

# with_mark FILE MARK: each line of FILE behind the mark.
with_mark() { sed "s/^/$2 /; s/ *\$//" "$1"; }

run_error() {   # CASE
    local case=$1 arguments code
    arguments=$(arguments_of "$case")
    # shellcheck disable=SC2086  # the arguments are words
    (ulimit -t 60; "$gatcc" "$case" -o "$scratch/out.c" $arguments) >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
    code=$?
    sed 's/ *$//' "$scratch/stderr" >"$scratch/found"
    [ $code -eq 1 ] || { fail "$case" "exit code $code, not 1"; head -5 "$scratch/stderr"; return 1; }
    [ ! -e "$scratch/out.c" ] || { fail "$case" "wrote a file"; rm -f "$scratch"/out.*; return 1; }
    [ ! -s "$scratch/stdout" ] || { fail "$case" "printed to standard output"; return 1; }
}

bless_error() { # CASE: the message names lines, and its own length moves them: again until it stands
    local case=$1 round
    for round in 1 2 3; do
        run_error "$case" || return 1
        { with_mark "$scratch/found" '--!'; grep -v '^--!' "$case"; } >"$scratch/case"
        cmp -s "$scratch/case" "$case" && return 0
        cp "$scratch/case" "$case"
    done
    return 0
}

case_error() {
    local case=$1
    if [ $bless = yes ]; then bless_error "$case" || return; fi
    run_error "$case" || return
    expected "$case" '--!' >"$scratch/expected"
    [ -s "$scratch/expected" ] || { fail "$case" 'has no "--! message" line'; return; }
    compare "$case" "another message"
}

case_ir() {
    local case=$1 arguments code
    arguments=$(arguments_of "$case")
    [ -n "$arguments" ] || { fail "$case" 'has no "--$ --dump=PASS" line'; return; }
    # shellcheck disable=SC2086
    "$gatcc" "$case" $arguments >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
    code=$?
    [ $code -eq 0 ] || { fail "$case" "exit code $code"; head -5 "$scratch/stderr"; return; }
    sed 's/ *$//' "$scratch/stdout" >"$scratch/found"
    if [ $bless = yes ]; then
        { grep -v '^-->' "$case"; with_mark "$scratch/found" '-->'; } >"$scratch/case"
        cmp -s "$scratch/case" "$case" || cp "$scratch/case" "$case"
    fi
    expected "$case" '-->' >"$scratch/expected"
    [ -s "$scratch/expected" ] || { fail "$case" 'has no "--> line"'; return; }
    compare "$case" "another program"
}

case_check() {
    local case=$1 want code
    want=$(sed -n '1s,^//! ,,p' "$case")
    [ -n "$want" ] || { fail "$case" 'has no "//! message" in its first line'; return; }
    "$gatcc" --check-file "$case" >/dev/null 2>"$scratch/stderr"
    code=$?
    [ $code -eq 70 ] || { fail "$case" "exit code $code, not 70"; head -5 "$scratch/stderr"; return; }
    grep -qF -- "$want" "$scratch/stderr" || { fail "$case" "another message"; cat "$scratch/stderr"; return; }
    pass
}

# generate MODEL NAME ARGUMENTS...: generated/NAME.c and .h
generate() {
    local model=$1 name=$2 file
    shift 2
    if ! "$gatcc" "$model" "$@" -o "$scratch/$name.c" 2>"$scratch/stderr"; then
        fail "$model" "gatcc $* fails"
        head -5 "$scratch/stderr"
        return
    fi
    for file in "$name.c" "$name.h"; do
        if [ $bless = yes ] && ! cmp -s "$scratch/$file" "generated/$file"; then
            mkdir -p generated && cp "$scratch/$file" "generated/$file"
        fi
        [ -e "generated/$file" ] || { fail "$model" "generated/$file is missing: ./build.sh bless"; continue; }
        if cmp -s "$scratch/$file" "generated/$file"; then
            pass
        else
            fail "$model" "writes another $file; ./build.sh bless, and read the diff" \
                "generated/$file" "$scratch/$file"
        fi
    done
}

case_generated() {
    local model=$1 name
    name=$(basename "$model" .lua)
    if grep -q '^-- not in generated/' "$model"; then
        if "$gatcc" "$model" -o "$scratch/$name.c" 2>"$scratch/stderr"; then
            pass
        else
            fail "$model" "gatcc fails"
            head -5 "$scratch/stderr"
        fi
        return
    fi
    generate "$model" "$name"
    grep -q 'input\.edge ' "$model" || generate "$model" "${name}_karate" --data karate     # which has no edge features
}

run_suite() {
    local case files
    case $1 in
        error | ir) files="tests/$1/*.lua" ;;
        check) files='tests/check/*.c' ;;
        generated) files='models/*.lua' ;;
        *) echo "tests/run.sh: no suite $1; there are error, ir, check and generated" >&2; exit 2 ;;
    esac
    for case in $files; do
        [ -e "$case" ] && "case_$1" "$case"
    done
}

run_file() {
    [ -e "$1" ] || { echo "tests/run.sh: $1 is not there" >&2; exit 2; }
    case $1 in
        tests/error/*.lua) case_error "$1" ;;
        tests/ir/*.lua) case_ir "$1" ;;
        tests/check/*.c) case_check "$1" ;;
        models/*.lua) case_generated "$1" ;;
        *) echo "tests/run.sh: $1 belongs to no suite" >&2; exit 2 ;;
    esac
}

[ "${1:-}" = --bless ] && { bless=yes; shift; }
[ $# -gt 0 ] || set -- error ir check generated
for what in "$@"; do
    case $what in
        */*) run_file "$what" ;;
        *) run_suite "$what" ;;
    esac
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
