/* simplify_shapes.c - rules about shapes and the sums over a row, each under its law. */
#include "compiler/algebra/simplify.h"
#include "compiler/ir/infer.h"

/* a shape that is there already; reshape of reshape is one reshape */
Val *same_shape(Prog *p, Val *v)
{
    Val *x = v->in[0];
    if (shape_equal(x->type.shape, v->type.shape))
        return x;
    if (v->op == OP_reshape && x->op == OP_reshape)
        return simplified(p, mk_reshape(p, x->in[0], v->type.shape, v->pos));
    return v;
}

/* f(expand a, b) = f(a, b) where b has the full shape: operands broadcast by themselves */
Val *drop_expand(Prog *p, Val *v)
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
Val *slice_known(Prog *p, Val *v)
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
Val *sum_of_one(Prog *p, Val *v)
{
    Shape s = v->in[0]->type.shape;
    int axis = v->op == OP_sum_heads ? 0 : s.rank - 1;
    return s.dim[axis] == 1 ? simplified(p, mk_reshape(p, v->in[0], v->type.shape, v->pos)) : v;
}

/* sum(a * b) = a * sum(b) where a does not vary along the summed dimension */
Val *pull_from_sum_last(Prog *p, Val *v)
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
Val *split_dot(Prog *p, Val *v)
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
