# lib.bash - what the scripts of this folder share; each sources it first:
#
#   . "$(dirname "$0")/lib.bash"
#
# A script is one small input that once went wrong: it says in its first lines what came out and what must come
# out. Its files lie in a folder of its name, $files. It runs in an empty folder of its own, $PWD, which is removed
# at the end. Failures are told and counted; `finish` ends the script.
set -u
source_dir=${GATCC_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
build=${GATCC_BUILD:-$source_dir/build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
case_name=$(basename "$0" .sh)
files=$source_dir/tests/cases/$case_name
shared_files=$source_dir/tests/cases
models=$source_dir/models
gatcc=$build/gatcc
CC=${CC:-cc}
export PKG_CONFIG_PATH=$build
failed=0
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1

complain() {
    printf 'FAILED: %s\n' "$*"
    [ ! -e out ] || head -c 4000 out | sed 's/^/    out: /'
    [ ! -e err ] || head -c 4000 err | sed 's/^/    err: /'
    failed=1
}

# A tool, a data set or a right that this machine lacks: the test is counted as skipped, with the reason. What failed
# until then counts for more.
skip() {
    printf 'skipped: %s\n' "$*"
    [ "$failed" -eq 0 ] || finish
    exit 77
}

# expect CODE COMMAND...: runs it, leaves what it prints in the files out and err.
expect() {
    local code=$1 got=0
    shift
    "$@" >out 2>err </dev/null || got=$?
    [ "$got" -eq "$code" ] || complain "$* : exit $got, expected $code"
}

# refused CODE TEXT COMMAND...: as expect, and the error is one line that holds TEXT.
refused() {
    local code=$1 text=$2
    shift 2
    expect "$code" "$@"
    says "$text"
    [ "$(wc -l <err)" -eq 1 ] || complain "$* : an error must be one line"
}

says() { grep -qF -e "$1" err || complain "the error output should say: $1"; }
silent_about() { ! grep -qF -e "$1" err || complain "the error output should not say: $1"; }
prints() { grep -qF -e "$1" out || complain "standard output should say: $1"; }
same() { cmp -s "$1" "$2" || complain "$1 and $2 should hold the same bytes"; }
nothing() { [ ! -e "$1" ] || complain "$1 should not be there"; }
holds() { [ -s "$1" ] || complain "$1 should have been written"; }

# trainer NAME MODEL [GATCC ARGUMENTS...]: makes the program NAME here, without optimising, which is most of the time,
# unless $CFLAGS says otherwise; the script ends where that fails.
trainer() {
    local name=$1 model=$2
    shift 2
    CFLAGS=${CFLAGS--O0} "$gatcc" "$model" "$@" -o "$name" >out 2>err || { complain "gatcc $model $* -o $name"; finish; }
}

finish() {
    [ "$failed" -ne 0 ] || printf 'ok: %s\n' "$case_name"
    exit "$failed"
}
