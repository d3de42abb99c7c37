/* simplify_rows.c - rules that move work between rows of different spaces, each under its law. */
#include "compiler/algebra/simplify.h"
#include "compiler/ir/ends.h"

/* f(dst a, dst b, parameters) = dst f(a, b, parameters), likewise for any end: once for each
 * row there instead of each edge, unless that would make the gathered rows wider */
Val *hoist_gather(Prog *p, Val *v)
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
Val *gather_narrow(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (x->op != OP_expand)
        return v;
    return simplified(p, mk_expand(p, s_along(p, OP_gather, v->attr.end, x->in[0], v->pos), v->type.shape, v->pos));
}

/* gather(constant) = the constant in the other space */
Val *gather_constant(Prog *p, Val *v)
{
    return v->in[0]->op == OP_constant ? number_like(p, v->in[0]->attr.num, v->type, v->pos) : v;
}

/* sum_in(dst(a) b) = a sum_in(b), and so along any end: what is gathered along it is the same for all that a row sums */
Val *pull_from_scatter(Prog *p, Val *v)
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
Val *fold_at_nodes(Prog *p, Val *v)
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
Val *pull_from_fold(Prog *p, Val *v)
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
