/* simplify.c - algebra. The table of rules, which stand under their laws in simplify_*.c, applied
 * bottom up until none fires; equal values have merged already (ir.c), dead ones are
 * dropped at the end.
 *
 * The laws hold over the real numbers; rounding may differ, so the order in which
 * products are rebuilt (narrow factors first, then older ones) is fixed. Every rule
 * makes the program cheaper or moves a factor outwards, so rewriting ends (but see simplify()). What falls
 * out for attention: scores per node instead of products per edge, normalisation after
 * the aggregation, and a softmax gradient whose row term needs no edges.
 * `--dump=simplify` lists how often each rule fired. */
#include "compiler/algebra/simplify.h"
#include "compiler/ir/model.h"

#include <string.h>

enum { MAX_ROUNDS = 40 };

typedef Val *RuleFn(Prog *p, Val *v); /* v itself: does not apply */

typedef struct Rule {
    int op; /* an Op, or -1 - Kind for every op of a kind */
    RuleFn *apply;
    const char *law;
} Rule;

/* clang-format off */
static const Rule rules[] = {
    {-1 - KIND_MAP,    fold_constants,     "f(1, 2) is a number"},
    {-1 - KIND_SHAPE,  shape_of_constant,  "a constant in another shape is that constant"},
    {OP_mul,           mul_one,            "x 1 = x"},
    {OP_add,           add_zero,           "x + 0 = x"},
    {OP_sub,           sub_zero,           "x - 0 = x,  0 - x = -x"},
    {OP_neg,           neg_neg,            "-(-x) = x"},
    {OP_mul,           mul_neg,            "(-a) b = -(a b)"},
    {OP_add,           add_neg,            "a + (-b) = a - b"},
    {OP_sub,           sub_neg,            "a - (-b) = a + b"},
    {OP_div,           div_to_recip,       "a / dst(b) = a dst(1/b)"},
    {OP_select,        select_known,       "select(c, a, a) = a,  select(1, a, b) = a"},
    {OP_add,           add_selects,        "select(c, a, 0) + select(c, 0, b) = select(c, a, b)"},
    {OP_detach,        drop_detach,        "detach(x) = x, once the gradients are there"},
    {OP_reshape,       same_shape,         "reshape to the same shape = x"},
    {OP_expand,        same_shape,         "expand to the same shape = x"},
    {-1 - KIND_MAP,    drop_expand,        "f(expand(a), b) = f(a, b)"},
    {OP_slice,         slice_known,        "slice of [a, b] within a = slice of a"},
    {OP_sum_last,      sum_of_one,         "sum over a dimension of size 1 = reshape"},
    {OP_sum_heads,     sum_of_one,         "sum over a dimension of size 1 = reshape"},
    {OP_sum_last,      split_dot,          "sum(A [x, y]) = sum(A1 x) + sum(A2 y)"},
    {OP_sum_last,      contract_matrix,    "sum(A (x W)) = x sum(A W) at the edges, x no wider than the sum"},
    {OP_sum_last,      pull_from_sum_last, "sum(a b) = a sum(b), a constant along the sum"},
    {OP_gather,        gather_constant,    "src(constant) = constant, likewise along any end"},
    {OP_gather,        gather_narrow,      "src(expand(a)) = expand(src(a)), likewise along any end"},
    {-1 - KIND_MAP,    hoist_gather,       "f(dst(a), dst(b)) = dst(f(a, b)), likewise along any end"},
    {-1 - KIND_REDUCE, hoist_gather,       "sum(dst(a)) = dst(sum(a)), likewise along any end"},
    {OP_reshape,       hoist_gather,       "reshape(dst(a)) = dst(reshape(a)), likewise along any end"},
    {OP_slice,         hoist_gather,       "slice(dst(a)) = dst(slice(a)), likewise along any end"},
    {OP_matmul,        hoist_gather,       "src(x) W = src(x W), likewise along any end"},
    {OP_matmul_t,      hoist_gather,       "src(x) W^T = src(x W^T), likewise along any end"},
    {OP_matmul,        project_first,      "sum_in(w src(x)) W = sum_in(w src(x W)), when that is narrower or x sparse"},
    {OP_matmul,        split_product,      "(x + sum_in(src y)) W = x W + sum_in(src y) W, when that is narrower or y sparse"},
    {OP_matmul,        scale_after,        "(a x) W = a (x W), a one number a row, when that is not wider or x sparse"},
    {OP_matmul_t,      scale_after,        "(a x) W^T = a (x W^T), a one number a row, when that is not wider or x sparse"},
    {OP_sum_to,        pull_from_scatter,  "sum_in(dst(a) b) = a sum_in(b), likewise along any end"},
    {OP_sum_rows,      pull_from_fold,     "sum over rows of A b = A sum over rows of b"},
    {OP_sum_rows,      fold_at_nodes,      "sum over edges of dst(a) b = sum over nodes of a sum_in(b), likewise along any end"},
    {OP_outer,         outer_at_nodes,     "sum over edges of src(a)^T b = sum over nodes of a^T sum_out(b), likewise along any end"},
    {OP_add,           commute,            "a + b = b + a"},
    {OP_mul,           commute,            "a b = b a"},
};
/* clang-format on */

enum { RULE_COUNT = sizeof rules / sizeof *rules };

_Static_assert(RULE_COUNT <= sizeof((Prog *)0)->fired / sizeof(int), "Prog.fired is too short");

Val *simplified(Prog *p, Val *v)
{
    int kind = -1 - (int)op_info[v->op].kind;
    for (int i = 0; i < RULE_COUNT && !p->model->switches.no_simplify; i++) {
        if (rules[i].op != (int)v->op && rules[i].op != kind)
            continue;
        Val *w = rules[i].apply(p, v);
        if (w != v && !type_equal(w->type, v->type))
            w = fit(p, w, v); /* what carried the shape has gone: repeat what is left */
        if (w == v || !w)
            continue;
        p->fired[i]++;
        name_like(w, v);
        return simplified(p, w);
    }
    return v;
}

static Val *rewrite(Prog *to, const Val *v, Val **in, void *arg)
{
    (void)arg;
    Val *w = build(to, v->op, in, &v->attr, v->pos);
    name_like(w, v);
    return simplified(to, w);
}

static int rules_fired(const Prog *p)
{
    int n = 0;
    for (int i = 0; i < RULE_COUNT; i++)
        n += p->fired[i];
    return n;
}

void simplify_report(FILE *out, const Prog *p)
{
    for (int i = 0; i < RULE_COUNT; i++)
        if (p->fired[i])
            fprintf(out, "; %3d x  %s\n", p->fired[i], rules[i].law);
}

int simplify_rule_count(void)
{
    return RULE_COUNT;
}

const char *simplify_rule_law(int i)
{
    return rules[i].law;
}

void simplify(Prog *p)
{
    int fired[RULE_COUNT] = {0}, before = 0, after = -1;
    /* Every round leaves an equal program, so ending early is safe: two rules that group the factors of one product
     * differently may go on for ever. */
    for (int round = 0; before != after && round < MAX_ROUNDS; round++) {
        Prog *next = prog_copy(p, p->name, NULL, rewrite, NULL);
        prog_compact(next);
        before = after;
        after = rules_fired(next) ? after + 1 : before;
        for (int i = 0; i < RULE_COUNT; i++)
            fired[i] += next->fired[i];
        *p = *next;
    }
    memcpy(p->fired, fired, sizeof fired);
}
