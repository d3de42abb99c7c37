# scratch_tree.bash - ops are added to a copy of the tree by the words of CONTRIBUTING.md alone. Sourced by
# tests/compiler/add_op.sh.
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${GATCC_BUILD:-$source/build}
work=$build/$(basename "$0" .sh) # stays, so that a second run compiles only what has changed
tree=$work/tree
failed=0
complain() { printf 'FAILED: %s\n' "$*"; failed=1; }

# files_of ROW: those between backquotes of the second column; those of the compiler may leave out their folder. What the
# row adds for other ops, behind "; between rows", is not for this one.
files_of() {
    local line
    line=$(grep "^| $1 |" "$source/CONTRIBUTING.md") || { complain "CONTRIBUTING.md has no row for $1"; exit 1; }
    cut -d '|' -f 3 <<<"$line" | sed 's/; between rows.*//' | grep -o '`[^`]*`' | tr -d '`' |
        sed 's,^\(algebra\|ir\|kernels\|loops\|lua\)/,compiler/\1/,'
}

# by_rows ROW...: the edits that follow, up to all_edited, are those that these rows name
by_rows() {
    local row
    edited=''
    listed=$(for row in "$@"; do files_of "$row"; done | sort -u)
}

copy_tree() {
    mkdir -p "$tree"
    (cd "$source" && find CMakeLists.txt compiler runtime models tests/ir tests/ops tests/support tests/random tests/quick.txt \
        tests/math tests/tsan.txt -type f) | sort >"$work/files"
    while IFS= read -r file; do
        cmp -s "$source/$file" "$tree/$file" && continue
        mkdir -p "$tree/$(dirname "$file")" && cp "$source/$file" "$tree/$file" || exit 1
    done <"$work/files"
    # What has gone from the source since the last run would be compiled still.
    (cd "$tree" && find . -type f | sed 's,^\./,,') | sort | comm -13 "$work/files" - |
        while IFS= read -r file; do rm -f "$tree/$file"; done
    printf '' >"$tree/tests/quick.txt"
}

edits() { # FILE: which must be listed
    grep -qxF "$1" <<<"$listed" || complain "$1 must be edited, but CONTRIBUTING.md does not say so"
    edited+=$1$'\n'
}

# insert FILE AFTER TEXT: a line behind the first that begins with AFTER, blanks aside.
insert() {
    edits "$1"
    awk -v after="$2" -v text="$3" '{ print } !done && index(substr($0, match($0, /[^ ]/)), after) == 1 { print text; done = 1 }
        END { exit !done }' "$tree/$1" >"$work/new" || complain "$1: no line begins with $2"
    mv "$work/new" "$tree/$1"
}

# change FILE SED: a line becomes another one.
change() {
    edits "$1"
    sed "$2" "$tree/$1" >"$work/new"
    cmp -s "$work/new" "$tree/$1" && complain "$1: nothing to change by $2"
    mv "$work/new" "$tree/$1"
}

# Every file of the row was edited.
all_edited() {
    while IFS= read -r file; do
        grep -qxF "$file" <<<"$edited" || complain "CONTRIBUTING.md names $file, which needs no edit"
    done <<<"$listed"
}

make_all() {
    cmake -S "$tree" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG=-O0 >"$work/log" 2>&1 &&
        cmake --build "$work/build" -j "$(nproc)" --target gatcc test_ir_ir test_ir_eval test_ops_ops >"$work/log" 2>&1
}

run() { (cd "$work/build" && GATCC_SOURCE=$tree GATCC_BUILD=$work/build timeout 300 env "$@") >"$work/log" 2>&1; }
must() { run "$@" || { complain "$*"; tail -n 5 "$work/log"; }; }

# What is left out is asked for.
forget() { # FILE ASKED COMMAND...
    local file=$1 asked=$2
    shift 2
    cp "$tree/$file" "$work/whole"
    cp "$source/$file" "$tree/$file"
    if make_all && run "$@"; then complain "$file was forgotten, and nobody asked for it"; fi
    grep -q "$asked" "$work/log" || complain "$file was forgotten, and nobody said $asked"
    cp "$work/whole" "$tree/$file"
}

mkdir -p "$work"
copy_tree || exit 1
