/* simplify_products.c - the rules of simplify.c that are about matrices: a product leaves the
 * edges for the nodes, and stands where rows are narrow.
 *
 * In and out as in simplify.c, whose table lists these rules. A rule fires only where the
 * product becomes narrower, or as narrow and fewer, or where only a product can read the rows;
 * nothing moves a product back, so rewriting ends. */
#include "compiler/algebra/simplify.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"

/* sum over edges of (src a)^T b = sum over nodes of a^T sum_out(b); likewise dst */
Val *outer_at_nodes(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++) {
        Val *g = v->in[i], *other = v->in[1 - i];
        if (!is_edge_gather(g))
            continue;
        Val *in[MAX_IN] = {0};
        in[i] = g->in[0];
        in[1 - i] = s_along(p, OP_sum_to, g->attr.end, other, v->pos);
        return simplified(p, build(p, OP_outer, in, &v->attr, v->pos));
    }
    return v;
}

/* ------------------------------------------------------------ rows W */

/* The value without the reshapes in front of a product, which reads a row's numbers in their order. */
static Val *without_reshape(Val *v)
{
    return v->op == OP_reshape ? v->in[0] : v;
}

/* One number for each row, which joins any shape. */
static bool is_row_number(const Val *v)
{
    return v->type.shape.rank == 1 && val_width(v) == 1;
}

/* x of sum_in(w src(x)), w one number for each edge, with the w in `rest`; NULL: `sum` is nothing of this kind. */
static Val *gathered_rows(const Val *sum, Factors *rest)
{
    Val *rows = NULL;
    rest->count = 0;
    if (sum->op != OP_sum_to || !sink_walk(sum))
        return NULL;
    const Factors all = factors_of(sum->in[0]);
    for (int i = 0; i < all.count; i++) {
        Val *f = all.at[i];
        if (is_edge_gather(f) && val_width(f) == val_width(sum) && !rows)
            rows = f;
        else if (is_row_number(f))
            push_factor(rest, f);
        else
            return NULL;
    }
    return rows;
}

/* A sparse input, or what place.c may keep at its non-zeros: a product takes it, a scale of the result it cannot be. */
static bool is_sparse_row(const Prog *p, const Val *v)
{
    while (v->op != OP_input) {
        const Val *first = v->in[0], *second = v->in[1];
        if (op_info[v->op].kind != KIND_MAP || (second && v->op != OP_mul))
            return false;
        if (second && first->op != OP_input && second->op == OP_input)
            first = second;
        v = second && is_leaf(first) && first->op != OP_input ? second : first;
    }
    return p->model->inputs[v->attr.index].sparse;
}

/* Rows of a sparse input have no other form than its non-zeros: their product goes first whatever its width. */
static bool gathers_sparse(const Prog *p, const Val *sum)
{
    Factors rest;
    const Val *rows = gathered_rows(sum, &rest);
    return rows && is_sparse_row(p, rows->in[0]);
}

/* sum_in(w src(x)) W = sum_in(w src(x W)), w one number for each edge: aggregate the narrower side, or what is not
 * sparse */
Val *project_first(Prog *p, Val *v)
{
    Val *sum = without_reshape(v->in[0]);
    Factors rest;
    Val *rows = gathered_rows(sum, &rest);
    if (!rows || (val_width(v) >= val_width(sum) && !is_sparse_row(p, rows->in[0])))
        return v;
    Val *projected = s2(p, OP_matmul, rows->in[0], v->in[1], v->pos);
    push_factor(&rest, s_along(p, OP_gather, rows->attr.end, projected, v->pos));
    Val *y = s_along(p, OP_sum_to, sum->attr.end, product(p, &rest, v->pos), v->pos);
    return type_equal(y->type, v->type) ? y : v;
}

/* The sum over edges that x is, scaled or not, where the product with a matrix can go below it; else NULL. */
static const Val *sum_below(const Val *x)
{
    Factors rest;
    for (;;) {
        if (x->op == OP_reshape || (x->op == OP_div && is_row_number(x->in[1])))
            x = x->in[0];
        else if (x->op == OP_mul && is_row_number(x->in[0]))
            x = x->in[1];
        else if (x->op == OP_mul && is_row_number(x->in[1]))
            x = x->in[0];
        else
            return gathered_rows(x, &rest) ? x : NULL;
    }
}

/* Rows that only a product can read: sums of sparse ones, or sparse ones under a factor that place.c cannot keep. */
static bool awaits_product(const Prog *p, const Val *rows, const Val *factor)
{
    const Val *sum = sum_below(rows);
    return sum ? gathers_sparse(p, sum) : !is_leaf(factor) && is_sparse_row(p, rows);
}

/* (a x) W = a (x W), a one number for each row, where that is not wider or x is sparse; likewise x / a */
Val *scale_after(Prog *p, Val *v)
{
    Val *x = without_reshape(v->in[0]);
    if (x->op != OP_mul && x->op != OP_div)
        return v;
    for (int i = x->op == OP_mul ? 0 : 1; i < 2; i++) {
        Val *a = x->in[i], *rows = x->in[1 - i];
        if (!is_row_number(a) || val_width(rows) != val_width(x) || is_sparse_row(p, a))
            continue;
        if (val_width(v) > val_width(x) && !awaits_product(p, rows, a))
            continue;
        Val *y = s2(p, v->op, rows, v->in[1], v->pos);
        y = x->op == OP_div ? s2(p, OP_div, y, a, v->pos) : s2(p, OP_mul, a, y, v->pos);
        return type_equal(y->type, v->type) ? y : v;
    }
    return v;
}

/* (x + sum_in(src y)) W = x W + sum_in(src y) W, where the result is narrower, or y sparse: the sum's
 * product can go first */
Val *split_product(Prog *p, Val *v)
{
    Val *x = without_reshape(v->in[0]);
    if (x->op != OP_add && x->op != OP_sub)
        return v;
    bool below = false, sparse = false;
    for (int i = 0; i < 2; i++) {
        const Val *sum = sum_below(x->in[i]);
        if (val_width(x->in[i]) != val_width(x))
            return v;
        below |= sum != NULL;
        sparse |= sum && gathers_sparse(p, sum);
    }
    if (!below || (val_width(v) >= val_width(x) && !sparse))
        return v;
    Val *right = s2(p, OP_matmul, x->in[1], v->in[1], v->pos), *left = s2(p, OP_matmul, x->in[0], v->in[1], v->pos);
    Val *y = s2(p, x->op, left, right, v->pos);
    return type_equal(y->type, v->type) ? y : v;
}

/* ------------------------------------------------------------ A (x W) */

/* W with each row multiplied by A and summed over the last dimension: [k] x [m] -> [k], 1; [k,h,d] -> [k,h]. */
static Val *contracted(Prog *p, Val *a, Val *w, Pos pos)
{
    Shape s = w->type.shape;
    Shape one_row = shape_make(s.rank, 1, s.dim[1], s.rank == 3 ? s.dim[2] : 1);
    Val *c = s1(p, OP_sum_last, s2(p, OP_mul, simplified(p, mk_reshape(p, a, one_row, pos)), w, pos), pos);
    return s.rank == 3 ? c : simplified(p, mk_reshape(p, c, shape_make(2, s.dim[0], 1, 1), pos));
}

/* sum(A (x W)) = x sum(A W) at the edges, where x is no wider than what is summed: never more work, even
 * where x W is wanted for itself */
Val *contract_matrix(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (x->op != OP_mul || !is_edge_value(x))
        return v;
    for (int i = 0; i < 2; i++) {
        Val *a = x->in[1 - i], *xw = x->in[i];
        if (xw->op != OP_matmul || a->type.space != SPACE_PARAM || !shape_equal(a->type.shape, xw->type.shape))
            continue;
        Val *w = xw->in[1];
        if (val_width(xw->in[0]) > w->type.shape.dim[w->type.shape.rank - 1])
            continue;
        Val *y = s2(p, OP_matmul, xw->in[0], contracted(p, a, w, v->pos), v->pos);
        return type_equal(y->type, v->type) ? y : v;
    }
    return v;
}
