#!/usr/bin/env bash
# "To add an op", by the rows of CONTRIBUTING.md: to a copy of the tree are added an element-wise op, softsign,
# y = x / (1 + |x|), by an edit of each file that its row names, and of no other; and one of a new kind, reverse,
# y[i] = x[n-1-i] within a row, which no kind there is makes, as each element comes from another place. They must then be
# typed, differentiated, fused, emitted and held by the same tests as all others; and where an edit is left out, a test
# or the compiler must ask for it. Run: bash tests/compiler/add_op.sh
set -u
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

add_reverse() {
    insert compiler/ir/ops.def 'OP(concat,' \
        'OP(reverse,     1,    MIRROR,  reverse,     ALL,   0,   ONE,   NULL,                                 "y[i] = x[n-1-i] within a row of n numbers")'
    change compiler/ir/ir.h 's/KIND_FOLD } Kind;/KIND_FOLD, KIND_MIRROR } Kind;/'
    insert compiler/ir/infer.c 'case KIND_FOLD: return infer_fold(r, type);' \
        '    case KIND_MIRROR: *type = operand(r, 0); return true;'
    insert compiler/ir/eval.c 'case KIND_FOLD: eval_fold(t); break;' \
        '    case KIND_MIRROR: eval_mirror(t); break;'
    insert compiler/ir/eval.c '/* ---------------------------------------------------------- between rows */' '
static void eval_mirror(const Task *t)
{
    for (int64_t row = 0; row < t->rows; row++)
        for (int64_t k = 0; k < t->width; k++)
            t->y[row * t->width + k] = operand_row(t, 0, row)[t->width - 1 - k];
}'
    insert compiler/algebra/autodiff.c '/* leaves, and ops that stop gradients */' \
        '/* y = x reversed   =>   dx = dy reversed */
static void grad_reverse(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mk1(k->p, OP_reverse, dy, y->pos));
}
'
    insert compiler/kernels/cost.c 'case KIND_SHAPE:' '    case KIND_MIRROR:'
    change compiler/loops/block_loops.c \
        's/a->val->op == OP_concat || is_product/a->val->op == OP_concat || op_info[a->val->op].kind == KIND_MIRROR || is_product/'
    insert compiler/loops/block_acts.c '/* ------------------------------------------------------------ concatenations */' '
static void make_mirror(Sched *s, const Val *v)
{
    Stmt **outer;
    const Index at = open_shape(s, v->type.shape, true, &outer);
    const Ix *from = ix_sub(ix_number(val_width(v) - 1), at.flat);
    set(s, element_dest(s, v, at), element(s, v->in[0], index_flat(v->in[0]->type.shape, from)));
    s->refused |= at.lane == LANE_STEP;
    close_row(s, outer);
}'
    insert compiler/loops/block_acts.c 'make_outer(s, a);' '    else if (op_info[a->val->op].kind == KIND_MIRROR)
        make_mirror(s, a->val);'
    insert compiler/lua/prelude.lua '"relu", "tanh",' '    "reverse",'
    insert tests/ir/test_ir.c '{OP_sum_heads, {"node [8,4]"}' \
        '    {OP_reverse, {"node [8,4]"}, "node [8,4]", NULL, PLAIN, NULL},'
    insert tests/ir/test_eval.c '{.op = OP_sum_last, .in = {{GRAPH1(3)' \
        '    {.op = OP_reverse, .in = {{GRAPH1(3), {1, 2, 3}}}, .count = 3, .expect = {3, 2, 1}},'
    insert tests/ops/test_ops.c '{OP_max_last, EVERYWHERE' \
        '    {OP_reverse, EVERYWHERE, UNARY("reverse(a)") "local r = value(space, { 3 })\\ntake(tanh(reverse(sigmoid(r))) * r)\\n", 0},'
    insert tests/random/steps.c '{"softplus(%s)"' '        {"reverse(%s)", 0},'
}

by_rows 'an element-wise op'
add_softsign
all_edited
by_rows 'an element-wise op' 'an op of a new kind'
add_reverse
all_edited
make_all || { complain 'it does not compile'; tail -n 20 "$work/log"; exit 1; }

cat >"$work/model.lua" <<'LUA'
model "m"
local y = reverse(softsign(nn.linear(input.node { 34 }, { out = 4, name = "l" })))
output("logits", y)
loss(cross_entropy(y, target.class(4)))
LUA
must tests/test_ir_ir
must tests/test_ir_eval
must GATCC_OP=softsign tests/test_ops_ops
must GATCC_OP=reverse tests/test_ops_ops
must ./gatcc "$work/model.lua" --data karate -o "$work/model.c"
must ./gatcc "$work/model.lua" --data karate --interpret
grep -q 'fabsf' "$work/model.c" || complain 'the emitted text has no softsign'

forget compiler/algebra/autodiff.c grad_softsign true
forget compiler/ir/infer.c KIND_MIRROR true
forget compiler/ir/eval.c KIND_MIRROR true
forget compiler/kernels/cost.c KIND_MIRROR true
forget compiler/loops/block_loops.c reverse GATCC_OP=reverse tests/test_ops_ops
forget tests/ir/test_ir.c 'no typing test for softsign' tests/test_ir_ir
forget tests/ir/test_eval.c 'no number worked out for softsign' tests/test_ir_eval
forget tests/ops/test_ops.c softsign GATCC_OP=softsign tests/test_ops_ops
exit $failed
