/* simplify.c - algebra. A table of rules, each a few lines under its law, applied
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
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/infer.h"
#include "compiler/ir/model.h"

#include <math.h>
#include <string.h>

enum { MAX_ROUNDS = 40 };

/* ------------------------------------------------------------ building blocks */

Val *s1(Prog *p, Op op, Val *a, Pos pos)
{
    return simplified(p, mk1(p, op, a, pos));
}

Val *s2(Prog *p, Op op, Val *a, Val *b, Pos pos)
{
    return simplified(p, mk2(p, op, a, b, pos));
}

Val *s_along(Prog *p, Op op, const End *end, Val *a, Pos pos)
{
    return simplified(p, mk_along(p, op, end, a, pos));
}

static bool is_number(const Val *v, double x)
{
    return v->op == OP_constant && v->attr.num == x;
}

/* A typed constant, where a plain number would lose the shape. */
static Val *number_like(Prog *p, double x, Type type, Pos pos)
{
    Attr attr = {.num = x, .type = type};
    return build(p, OP_constant, NULL, &attr, pos);
}

static Val *fit(Prog *p, Val *x, const Val *like)
{
    if (type_equal(x->type, like->type))
        return x;
    if (x->type.space == like->type.space)
        return mk_expand(p, x, like->type.shape, like->pos);
    return NULL;
}

/* Does x vary along the last dimension of a value of shape s? */
static bool varies_along_last(const Val *x, Shape s)
{
    return x->type.shape.rank == s.rank && x->type.shape.dim[s.rank - 1] != 1;
}

void push_factor(Factors *f, Val *v)
{
    if (f->count == MAX_FACTORS)
        bug("simplify: a product of more than %d factors", MAX_FACTORS);
    f->at[f->count++] = v;
}

/* a (b c) -> a, b, c; an expanded factor counts as the narrow one it repeats. What no longer fits stays a product. */
static void flatten(Factors *f)
{
    for (int i = 0; i < f->count; i++)
        for (bool split = true; split;) {
            Val *v = f->at[i];
            bool repeats = v->op == OP_expand && v->in[0]->type.shape.rank < v->type.shape.rank;
            split = repeats || (v->op == OP_mul && f->count < MAX_FACTORS - 2);
            if (split)
                f->at[i] = v->in[0];
            if (split && !repeats)
                push_factor(f, v->in[1]);
        }
}

Factors factors_of(Val *v)
{
    Factors f;
    f.count = 1;
    f.at[0] = v;
    flatten(&f);
    return f;
}

/* The product in the one order: narrow factors first, then older ones. NULL: none. */
Val *product(Prog *p, Factors *f, Pos pos)
{
    for (int i = 1; i < f->count; i++)
        for (int j = i; j > 0; j--) {
            Val *a = f->at[j - 1], *b = f->at[j];
            int64_t wa = val_width(a), wb = val_width(b);
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): no factor is NULL */
            if (wa < wb || (wa == wb && a->id <= b->id))
                break;
            f->at[j - 1] = b;
            f->at[j] = a;
        }
    Val *v = f->count ? f->at[0] : NULL;
    for (int i = 1; i < f->count; i++)
        v = s2(p, OP_mul, v, f->at[i], pos);
    return v;
}

/* ------------------------------------------------------------ numbers */

/* clang-format off */
static bool fold_number(Op op, double a, double b, double *y)
{
    switch (op) {
    case OP_neg:    *y = -a;       return true;
    case OP_recip:  *y = 1 / a;    return a != 0;
    case OP_exp:    *y = exp(a);   return true;
    case OP_sqrt:   *y = sqrt(a);  return a >= 0;
    case OP_square: *y = a * a;    return true;
    case OP_add:    *y = a + b;    return true;
    case OP_sub:    *y = a - b;    return true;
    case OP_mul:    *y = a * b;    return true;
    case OP_div:    *y = a / b;    return b != 0;
    default:        return false;
    }
}
/* clang-format on */

/* f(1, 2) is a number */
static Val *fold_constants(Prog *p, Val *v)
{
    double y;
    int arity = op_info[v->op].arity;
    if (arity < 1 || arity > 2)
        return v;
    for (int i = 0; i < arity; i++)
        if (v->in[i]->op != OP_constant)
            return v;
    if (!fold_number(v->op, v->in[0]->attr.num, arity == 2 ? v->in[1]->attr.num : 0, &y) || !isfinite(y))
        return v;
    return number_like(p, y, v->type, v->pos);
}

/* a constant in another shape is that constant */
static Val *shape_of_constant(Prog *p, Val *v)
{
    if (v->op == OP_concat && (v->in[1]->op != OP_constant || v->in[1]->attr.num != v->in[0]->attr.num))
        return v;
    return v->in[0]->op == OP_constant ? number_like(p, v->in[0]->attr.num, v->type, v->pos) : v;
}

/* x * 1 = x */
static Val *mul_one(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (is_number(v->in[i], 1)) {
            Val *x = fit(p, v->in[1 - i], v);
            return x ? x : v;
        }
    return v;
}

/* x + 0 = x */
static Val *add_zero(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (is_number(v->in[i], 0)) {
            Val *x = fit(p, v->in[1 - i], v);
            return x ? x : v;
        }
    return v;
}

/* x - 0 = x,  0 - x = -x */
static Val *sub_zero(Prog *p, Val *v)
{
    Val *x = NULL;
    if (is_number(v->in[1], 0))
        x = fit(p, v->in[0], v);
    else if (is_number(v->in[0], 0) && type_equal(v->in[1]->type, v->type))
        x = s1(p, OP_neg, v->in[1], v->pos);
    return x ? x : v;
}

/* -(-x) = x */
static Val *neg_neg(Prog *p, Val *v)
{
    (void)p;
    return v->in[0]->op == OP_neg ? v->in[0]->in[0] : v;
}

/* (-a) b = -(a b) */
static Val *mul_neg(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (v->in[i]->op == OP_neg)
            return s1(p, OP_neg, s2(p, OP_mul, v->in[i]->in[0], v->in[1 - i], v->pos), v->pos);
    return v;
}

/* a + (-b) = a - b */
static Val *add_neg(Prog *p, Val *v)
{
    if (v->in[1]->op == OP_neg)
        return s2(p, OP_sub, v->in[0], v->in[1]->in[0], v->pos);
    if (v->in[0]->op == OP_neg)
        return s2(p, OP_sub, v->in[1], v->in[0]->in[0], v->pos);
    return v;
}

/* a - (-b) = a + b */
static Val *sub_neg(Prog *p, Val *v)
{
    return v->in[1]->op == OP_neg ? s2(p, OP_add, v->in[0], v->in[1]->in[0], v->pos) : v;
}

static bool is_gather_along(const Val *v, const End *end)
{
    return v->op == OP_gather && v->attr.end == end;
}

/* x / 1 = x;  1 / x = recip x;  a / dst b = a dst(1/b): one division for each node instead of each edge */
static Val *div_to_recip(Prog *p, Val *v)
{
    Val *a = v->in[0], *b = v->in[1];
    if (is_number(b, 1) && type_equal(a->type, v->type))
        return a;
    if (is_number(a, 1) && type_equal(b->type, v->type))
        return s1(p, OP_recip, b, v->pos);
    if (b->op == OP_gather && !is_gather_along(a, b->attr.end))
        return s2(p, OP_mul, a, s1(p, OP_recip, b, v->pos), v->pos);
    return v;
}

/* a b = b a: the older operand first, so that equal products meet */
static Val *commute(Prog *p, Val *v)
{
    return v->in[0]->id > v->in[1]->id ? s2(p, v->op, v->in[1], v->in[0], v->pos) : v;
}

/* select(c, a, a) = a;  a constant has decided already;  an inner select under the same condition has decided already */
static Val *select_known(Prog *p, Val *v)
{
    Val *c = v->in[0], *a = v->in[1], *b = v->in[2];
    if (a == b && type_equal(a->type, v->type))
        return a;
    if (c->op == OP_constant)
        return c->attr.num > 0 ? a : b;
    if (a->op == OP_select && a->in[0] == c)
        return simplified(p, mk3(p, OP_select, c, a->in[1], b, v->pos));
    if (b->op == OP_select && b->in[0] == c)
        return simplified(p, mk3(p, OP_select, c, a, b->in[2], v->pos));
    return v;
}

/* select(c, a, 0) + select(c, 0, b) = select(c, a, b) */
static Val *add_selects(Prog *p, Val *v)
{
    Val *x = v->in[0], *y = v->in[1];
    if (x->op != OP_select || y->op != OP_select || x->in[0] != y->in[0])
        return v;
    if (is_number(x->in[1], 0) && is_number(y->in[2], 0)) {
        Val *t = x;
        x = y;
        y = t;
    }
    if (!is_number(x->in[2], 0) || !is_number(y->in[1], 0))
        return v;
    return simplified(p, mk3(p, OP_select, x->in[0], x->in[1], y->in[2], v->pos));
}

/* detach x = x, once the gradients are there */
static Val *drop_detach(Prog *p, Val *v)
{
    return p->facts & FACT_DIFFED ? v->in[0] : v;
}

/* ------------------------------------------------------------ shapes */

/* a shape that is there already; reshape of reshape is one reshape */
static Val *same_shape(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (shape_equal(x->type.shape, v->type.shape))
        return x;
    if (v->op == OP_reshape && x->op == OP_reshape)
        return simplified(p, mk_reshape(p, x->in[0], v->type.shape, v->pos));
    return v;
}

/* f(expand a, b) = f(a, b) where b has the full shape: operands broadcast by themselves */
static Val *drop_expand(Prog *p, Val *v)
{
    Val *in[MAX_IN] = {0};
    bool changed = false;
    int arity = op_info[v->op].arity;
    for (int i = 0; i < arity; i++)
        in[i] = v->in[i];
    for (int i = 0; i < arity; i++) {
        if (in[i]->op != OP_expand)
            continue;
        Val *full = in[i];
        Type type;
        Diag why;
        in[i] = full->in[0];
        if (infer_type(p->model, v->op, in, &v->attr, &type, &why) && type_equal(type, v->type))
            changed = true;
        else
            in[i] = full;
    }
    return changed ? simplified(p, build(p, v->op, in, &v->attr, v->pos)) : v;
}

/* slice of all = x;  slice of slice is one slice;  slice of [a, b] within a part = slice of the part */
static Val *slice_known(Prog *p, Val *v)
{
    Val *x = v->in[0];
    int last = v->type.shape.rank - 1;
    if (x->type.shape.dim[last] == v->attr.length)
        return x;
    if (x->op == OP_slice)
        return simplified(p, mk_slice(p, x->in[0], x->attr.index + v->attr.index, v->attr.length, v->pos));
    if (x->op == OP_concat) {
        int32_t split = x->in[0]->type.shape.dim[last];
        if (v->attr.index + v->attr.length <= split)
            return simplified(p, mk_slice(p, x->in[0], v->attr.index, v->attr.length, v->pos));
        if (v->attr.index >= split)
            return simplified(p, mk_slice(p, x->in[1], v->attr.index - split, v->attr.length, v->pos));
    }
    return v;
}

/* the sum over a dimension of size 1 is a reshape */
static Val *sum_of_one(Prog *p, Val *v)
{
    Shape s = v->in[0]->type.shape;
    int axis = v->op == OP_sum_heads ? 0 : s.rank - 1;
    return s.dim[axis] == 1 ? simplified(p, mk_reshape(p, v->in[0], v->type.shape, v->pos)) : v;
}

/* sum(a * b) = a * sum(b) where a does not vary along the summed dimension */
static Val *pull_from_sum_last(Prog *p, Val *v)
{
    Val *x = v->in[0];
    Shape s = x->type.shape;
    Factors out = {0}, rest = {0};
    if (x->op != OP_mul && x->op != OP_expand)
        return v;
    const Factors all = factors_of(x);
    for (int i = 0; i < all.count; i++)
        push_factor(varies_along_last(all.at[i], s) ? &rest : &out, all.at[i]);
    if (!out.count)
        return v;
    Val *inner = product(p, &rest, v->pos);
    if (inner && !shape_equal(inner->type.shape, s))
        return v;                       /* the factors cover the shape only together */
    for (int i = 0; i < out.count; i++) /* [h,1] beside [h]: leave */
        if (out.at[i]->type.shape.rank >= s.rank && s.rank > 1)
            return v;
    push_factor(&out, inner ? s1(p, OP_sum_last, inner, v->pos) : mk_constant(p, s.dim[s.rank - 1], v->pos));
    Val *y = product(p, &out, v->pos);
    y = y->type.space == v->type.space ? fit(p, y, v) : NULL;
    return y ? y : v;
}

/* sum(A [x, y]) = sum(A1 x) + sum(A2 y): a score of two parts is the sum of two scores */
static Val *split_dot(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (x->op == OP_concat) {
        Val *right = s1(p, OP_sum_last, x->in[1], v->pos), *left = s1(p, OP_sum_last, x->in[0], v->pos);
        return s2(p, OP_add, left, right, v->pos);
    }
    if (x->op != OP_mul)
        return v;
    for (int i = 0; i < 2; i++) {
        Val *a = x->in[1 - i], *c = x->in[i];
        if (c->op != OP_concat || !shape_equal(a->type.shape, c->type.shape) ||
            (a->type.space != SPACE_PARAM && a->op != OP_concat))
            continue;
        int last = c->type.shape.rank - 1;
        int32_t k = c->in[0]->type.shape.dim[last], m = c->in[1]->type.shape.dim[last];
        if (a->op == OP_concat && a->in[0]->type.shape.dim[last] != k)
            continue;
        Val *a1 = simplified(p, mk_slice(p, a, 0, k, v->pos)), *a2 = simplified(p, mk_slice(p, a, k, m, v->pos));
        Val *right = s1(p, OP_sum_last, s2(p, OP_mul, a2, c->in[1], v->pos), v->pos);
        Val *left = s1(p, OP_sum_last, s2(p, OP_mul, a1, c->in[0], v->pos), v->pos);
        return s2(p, OP_add, left, right, v->pos);
    }
    return v;
}

/* ------------------------------------------------------------ movement */

/* f(dst a, dst b, parameters) = dst f(a, b, parameters), likewise for any end: once for each
 * row there instead of each edge, unless that would make the gathered rows wider */
static Val *hoist_gather(Prog *p, Val *v)
{
    Val *in[MAX_IN] = {0};
    int arity = op_info[v->op].arity;
    const End *end = NULL;
    int64_t widest = 0;
    for (int i = 0; i < arity; i++) {
        Val *x = v->in[i];
        in[i] = x;
        if (x->type.space == SPACE_PARAM)
            continue;
        if (x->op != OP_gather || (end && x->attr.end != end))
            return v;
        end = x->attr.end;
        in[i] = x->in[0];
        widest = val_width(x) > widest ? val_width(x) : widest;
    }
    if (!end || (val_width(v) > widest && op_info[v->op].kind != KIND_GEMM))
        return v;
    Val *per_row = simplified(p, build(p, v->op, in, &v->attr, v->pos));
    return s_along(p, OP_gather, end, per_row, v->pos);
}

/* src(expand a) = expand(src a): gather the narrow row */
static Val *gather_narrow(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (x->op != OP_expand)
        return v;
    return simplified(p, mk_expand(p, s_along(p, OP_gather, v->attr.end, x->in[0], v->pos), v->type.shape, v->pos));
}

/* gather(constant) = the constant in the other space */
static Val *gather_constant(Prog *p, Val *v)
{
    return v->in[0]->op == OP_constant ? number_like(p, v->in[0]->attr.num, v->type, v->pos) : v;
}

/* sum_in(dst(a) b) = a sum_in(b), and so along any end: what is gathered along it is the same for all that a row sums */
static Val *pull_from_scatter(Prog *p, Val *v)
{
    Val *x = v->in[0];
    Factors out = {0}, rest = {0};
    if (x->op != OP_mul && !is_gather_along(x, v->attr.end))
        return v;
    const Factors all = factors_of(x);
    for (int i = 0; i < all.count; i++) {
        Val *f = all.at[i];
        if (is_gather_along(f, v->attr.end))
            push_factor(&out, f->in[0]);
        else
            push_factor(f->type.space == SPACE_PARAM ? &out : &rest, f);
    }
    if (!out.count)
        return v;
    Val *inner = product(p, &rest, v->pos);
    if (!inner)
        inner = number_like(p, 1, (Type){x->type.space, shape_make(1, 1, 1, 1)}, v->pos);
    push_factor(&out, s_along(p, v->op, v->attr.end, inner, v->pos));
    Val *y = product(p, &out, v->pos);
    y = y->type.space == v->type.space ? fit(p, y, v) : NULL;
    return y ? y : v;
}

/* sum over edges of dst(a) b = sum over nodes of a sum_in(b), likewise src: parameter
 * gradients leave the edges */
static Val *fold_at_nodes(Prog *p, Val *v)
{
    Val *x = v->in[0];
    Factors rest = {0};
    Val *row = NULL;
    const End *end = NULL;
    if (!is_edge_value(x) || (x->op != OP_mul && !is_edge_gather(x)))
        return v;
    const Factors all = factors_of(x);
    for (int i = 0; i < all.count; i++) {
        Val *f = all.at[i];
        if (!row && is_edge_gather(f)) {
            row = f->in[0];
            end = f->attr.end;
        } else {
            push_factor(&rest, f);
        }
    }
    if (!row)
        return v;
    Val *inner = product(p, &rest, v->pos);
    if (!inner || inner->type.space != x->type.space) {
        push_factor(&rest, number_like(p, 1, (Type){x->type.space, shape_make(1, 1, 1, 1)}, v->pos));
        inner = product(p, &rest, v->pos);
    }
    Val *y = s2(p, OP_mul, row, s_along(p, OP_sum_to, end, inner, v->pos), v->pos);
    return shape_equal(y->type.shape, v->type.shape) ? s1(p, OP_sum_rows, y, v->pos) : v;
}

/* sum over rows of A b = A sum over rows of b, A a parameter */
static Val *pull_from_fold(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (x->op != OP_mul)
        return v;
    for (int i = 0; i < 2; i++)
        if (x->in[i]->type.space == SPACE_PARAM) {
            Val *y = s2(p, OP_mul, x->in[i], s1(p, OP_sum_rows, x->in[1 - i], v->pos), v->pos);
            return type_equal(y->type, v->type) ? y : v;
        }
    return v;
}

/* ------------------------------------------------------------ the table */

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
        if (!w->name)
            w->name = v->name;
        return simplified(p, w);
    }
    return v;
}

static Val *rewrite(Prog *to, const Val *v, Val **in, void *arg)
{
    (void)arg;
    Val *w = build(to, v->op, in, &v->attr, v->pos);
    if (!w->name)
        w->name = v->name;
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
