#!/usr/bin/env bash
# "To add an element-wise op", by the row of CONTRIBUTING.md: softsign, y = x / (1 + |x|), is added to a copy of the tree
# by an edit of each file that the row names, and of no other. It must then be typed, differentiated, fused, emitted and
# held by the same tests as all others; and where an edit is left out, a test or the compiler must ask for it.
# Run: bash tests/compiler/add_op.sh
set -u
op=softsign row='an element-wise op'
. "$(dirname "$0")/../support/scratch_tree.bash"

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

add_softsign
all_edited
cat >"$work/model.lua" <<'LUA'
model "m"
local y = softsign(nn.linear(input.node { 34 }, { out = 4, name = "l" }))
output("logits", y)
loss(cross_entropy(y, target.class(4)))
LUA
holds "$work/model.lua"
grep -q 'fabsf' "$work/model.c" || complain 'the emitted text has no softsign'

forget compiler/algebra/autodiff.c grad_softsign true
forget tests/ir/test_ir.c 'no typing test for softsign' tests/test_ir_ir
forget tests/ir/test_eval.c 'no number worked out for softsign' tests/test_ir_eval
exit $failed
