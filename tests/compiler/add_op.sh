#!/usr/bin/env bash
# "To add an element-wise op", by the row of CONTRIBUTING.md: softsign, y = x / (1 + |x|), is added to a copy of the tree
# by an edit of each file that the row names, and of no other. It must then be typed, differentiated, fused, emitted and
# held by the same tests as all others; and where an edit is left out, a test or the compiler must ask for it.
# Run: bash tests/compiler/add_op.sh
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${GATCC_BUILD:-$source/build}
work=$build/add_op      # stays, so that a second run compiles only what has changed
tree=$work/tree
failed=0
complain() { printf 'FAILED: %s\n' "$*"; failed=1; }

row=$(grep '^| an element-wise op |' "$source/CONTRIBUTING.md") || { complain 'CONTRIBUTING.md has no row for it'; exit 1; }
# The files between backquotes of the second column; those of the compiler may leave out their folder.
listed=$(cut -d '|' -f 3 <<<"$row" | grep -o '`[^`]*`' | tr -d '`' | sed 's,^\(algebra\|ir\|lua\)/,compiler/\1/,')

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

# insert FILE AFTER TEXT: a line behind the first that begins with AFTER, blanks aside; the file must be listed.
edited=''
insert() {
    grep -qxF "$1" <<<"$listed" || complain "$1 must be edited, but CONTRIBUTING.md does not say so"
    edited+=$1$'\n'
    awk -v after="$2" -v text="$3" '{ print } !done && index(substr($0, match($0, /[^ ]/)), after) == 1 { print text; done = 1 }
        END { exit !done }' "$tree/$1" >"$work/new" || complain "$1: no line begins with $2"
    mv "$work/new" "$tree/$1"
}

add_softsign() {
    insert compiler/ir/ops.def 'OP(softplus,' \
        'OP(softsign,    1,    MAP,     softsign,    ALL,   6,   ONE,   "$0 / (1.0f + fabsf($0))",            "y = x/(1 + |x|)")'
    insert compiler/algebra/autodiff.c '/* leaves, and ops that stop gradients */' \
        '/* y = x / (1 + |x|)   =>   dx = dy / (1 + |x|)^2 */
static void grad_softsign(Back *k, Val *y, Val *dy)
{
    Val *size = mk1(k->p, OP_abs, y->in[0], y->pos);
    Val *root = recip(k, mk2(k->p, OP_add, number(k, 1, y), size, y->pos));
    flow(k, y->in[0], mul(k, dy, mk1(k->p, OP_square, root, y->pos)));
}
'
    insert compiler/ir/eval.c 'case OP_softplus:' '    case OP_softsign: return a / (1 + fabs(a));'
    insert compiler/lua/prelude.lua '"relu", "tanh",' '    "softsign",'
    insert tests/ir/test_ir.c 'MAP1(OP_tanh),' '    MAP1(OP_softsign),'
    insert tests/ir/test_eval.c 'MAP1(softplus,' '    MAP1(softsign, 0, 0, 1, -1, 3, 0, 0.5, -0.5, 0.75),'
    insert tests/ops/test_ops.c '{OP_softplus,' '    {OP_softsign, EVERYWHERE, UNARY("softsign(a)"), 0},'
    insert tests/random/steps.c '{"softplus(%s)"' '        {"softsign(%s)", 1},'
}

make_all() {
    cmake -S "$tree" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug >"$work/log" 2>&1 &&
        cmake --build "$work/build" -j "$(nproc)" --target gatcc test_ir_ir test_ir_eval test_ops_ops >"$work/log" 2>&1
}

run() { (cd "$work/build" && GATCC_SOURCE=$tree GATCC_BUILD=$work/build GATCC_OP=softsign timeout 300 "$@") >"$work/log" 2>&1; }
must() { run "$@" || { complain "$*"; tail -n 5 "$work/log"; }; }

mkdir -p "$work"
copy_tree || exit 1
add_softsign
while IFS= read -r file; do
    grep -qxF "$file" <<<"$edited" || complain "CONTRIBUTING.md names $file, which needs no edit"
done <<<"$listed"
make_all || { complain 'it does not compile'; tail -n 20 "$work/log"; exit 1; }
must tests/test_ir_ir
must tests/test_ir_eval
must tests/test_ops_ops
cat >"$work/model.lua" <<'LUA'
model "m"
local y = softsign(nn.linear(input.node { 34 }, { out = 4, name = "l" }))
output("logits", y)
loss(cross_entropy(y, target.class(4)))
LUA
must ./gatcc "$work/model.lua" --data karate -o "$work/model.c"
grep -q 'fabsf' "$work/model.c" || complain 'the emitted text has no softsign'
must ./gatcc "$work/model.lua" --data karate --interpret

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
forget compiler/algebra/autodiff.c grad_softsign true
forget tests/ir/test_ir.c 'no typing test for softsign' tests/test_ir_ir
forget tests/ir/test_eval.c 'no number worked out for softsign' tests/test_ir_eval
exit $failed
