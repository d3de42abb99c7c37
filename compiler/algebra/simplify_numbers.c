/* simplify_numbers.c - rules about numbers, signs and selections, each under its law. */
#include "compiler/algebra/simplify.h"

#include <math.h>

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
Val *fold_constants(Prog *p, Val *v)
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
Val *shape_of_constant(Prog *p, Val *v)
{
    if (v->op == OP_concat && (v->in[1]->op != OP_constant || v->in[1]->attr.num != v->in[0]->attr.num))
        return v;
    return v->in[0]->op == OP_constant ? number_like(p, v->in[0]->attr.num, v->type, v->pos) : v;
}

/* x * 1 = x */
Val *mul_one(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (is_number(v->in[i], 1)) {
            Val *x = fit(p, v->in[1 - i], v);
            return x ? x : v;
        }
    return v;
}

/* x + 0 = x */
Val *add_zero(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (is_number(v->in[i], 0)) {
            Val *x = fit(p, v->in[1 - i], v);
            return x ? x : v;
        }
    return v;
}

/* x - 0 = x,  0 - x = -x */
Val *sub_zero(Prog *p, Val *v)
{
    Val *x = NULL;
    if (is_number(v->in[1], 0))
        x = fit(p, v->in[0], v);
    else if (is_number(v->in[0], 0) && type_equal(v->in[1]->type, v->type))
        x = s1(p, OP_neg, v->in[1], v->pos);
    return x ? x : v;
}

/* -(-x) = x */
Val *neg_neg(Prog *p, Val *v)
{
    (void)p;
    return v->in[0]->op == OP_neg ? v->in[0]->in[0] : v;
}

/* (-a) b = -(a b) */
Val *mul_neg(Prog *p, Val *v)
{
    for (int i = 0; i < 2; i++)
        if (v->in[i]->op == OP_neg)
            return s1(p, OP_neg, s2(p, OP_mul, v->in[i]->in[0], v->in[1 - i], v->pos), v->pos);
    return v;
}

/* a + (-b) = a - b */
Val *add_neg(Prog *p, Val *v)
{
    if (v->in[1]->op == OP_neg)
        return s2(p, OP_sub, v->in[0], v->in[1]->in[0], v->pos);
    if (v->in[0]->op == OP_neg)
        return s2(p, OP_sub, v->in[1], v->in[0]->in[0], v->pos);
    return v;
}

/* a - (-b) = a + b */
Val *sub_neg(Prog *p, Val *v)
{
    return v->in[1]->op == OP_neg ? s2(p, OP_add, v->in[0], v->in[1]->in[0], v->pos) : v;
}

/* x / 1 = x;  1 / x = recip x;  a / dst b = a dst(1/b): one division for each node instead of each edge */
Val *div_to_recip(Prog *p, Val *v)
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
Val *commute(Prog *p, Val *v)
{
    return v->in[0]->id > v->in[1]->id ? s2(p, v->op, v->in[1], v->in[0], v->pos) : v;
}

/* select(c, a, a) = a;  a constant has decided already;  an inner select under the same condition has decided already */
Val *select_known(Prog *p, Val *v)
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
Val *add_selects(Prog *p, Val *v)
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
Val *drop_detach(Prog *p, Val *v)
{
    return p->facts & FACT_DIFFED ? v->in[0] : v;
}
