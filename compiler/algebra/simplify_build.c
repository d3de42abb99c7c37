/* simplify_build.c - what the rules build with: constants, products and their factors. */
#include "compiler/algebra/simplify.h"
#include "compiler/base/diag.h"

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

bool is_number(const Val *v, double x)
{
    return v->op == OP_constant && v->attr.num == x;
}

/* A typed constant, where a plain number would lose the shape. */
Val *number_like(Prog *p, double x, Type type, Pos pos)
{
    Attr attr = {.num = x, .type = type};
    return build(p, OP_constant, NULL, &attr, pos);
}

Val *fit(Prog *p, Val *x, const Val *like)
{
    if (type_equal(x->type, like->type))
        return x;
    if (x->type.space == like->type.space)
        return mk_expand(p, x, like->type.shape, like->pos);
    return NULL;
}

/* Does x vary along the last dimension of a value of shape s? */
bool varies_along_last(const Val *x, Shape s)
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

bool is_gather_along(const Val *v, const End *end)
{
    return v->op == OP_gather && v->attr.end == end;
}
