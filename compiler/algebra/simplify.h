/* simplify.h - what the rules of simplify_*.c build with, and the rules, for the table of simplify.c. */
#ifndef SIMPLIFY_H
#define SIMPLIFY_H

#include "compiler/algebra/algebra.h"

/* v after all rules that apply to it. */
Val *simplified(Prog *p, Val *v);
/* An op of one or two operands, simplified. */
Val *s1(Prog *p, Op op, Val *a, Pos pos);
Val *s2(Prog *p, Op op, Val *a, Val *b, Pos pos);
/* A gather or a sum, simplified. */
Val *s_along(Prog *p, Op op, const End *end, Val *a, Pos pos);

enum { MAX_FACTORS = 16 };
typedef struct Factors {
    Val *at[MAX_FACTORS];
    int count;
} Factors;

void push_factor(Factors *f, Val *v);
Factors factors_of(Val *v);                 /* a (b c) -> a, b, c */
Val *product(Prog *p, Factors *f, Pos pos); /* in the one order; NULL: of nothing */

bool is_number(const Val *v, double x);
Val *number_like(Prog *p, double x, Type type, Pos pos);    /* a typed constant, where a plain number would lose the shape */
Val *fit(Prog *p, Val *x, const Val *like);                 /* x repeated to be of that type; NULL: of another space */
bool varies_along_last(const Val *x, Shape s);              /* x, along the last dimension of a value of that shape */
bool is_gather_along(const Val *v, const End *end);

/* Rules: v itself where one does not apply. Each under its law in its file; the table is in simplify.c.
 * simplify_numbers.c */
Val *fold_constants(Prog *p, Val *v);
Val *shape_of_constant(Prog *p, Val *v);
Val *mul_one(Prog *p, Val *v);
Val *add_zero(Prog *p, Val *v);
Val *sub_zero(Prog *p, Val *v);
Val *neg_neg(Prog *p, Val *v);
Val *mul_neg(Prog *p, Val *v);
Val *add_neg(Prog *p, Val *v);
Val *sub_neg(Prog *p, Val *v);
Val *div_to_recip(Prog *p, Val *v);
Val *commute(Prog *p, Val *v);
Val *select_known(Prog *p, Val *v);
Val *add_selects(Prog *p, Val *v);
Val *drop_detach(Prog *p, Val *v);

/* simplify_shapes.c */
Val *same_shape(Prog *p, Val *v);
Val *drop_expand(Prog *p, Val *v);
Val *slice_known(Prog *p, Val *v);
Val *sum_of_one(Prog *p, Val *v);
Val *pull_from_sum_last(Prog *p, Val *v);
Val *split_dot(Prog *p, Val *v);

/* simplify_rows.c */
Val *hoist_gather(Prog *p, Val *v);
Val *gather_narrow(Prog *p, Val *v);
Val *gather_constant(Prog *p, Val *v);
Val *pull_from_scatter(Prog *p, Val *v);
Val *fold_at_nodes(Prog *p, Val *v);
Val *pull_from_fold(Prog *p, Val *v);

/* simplify_products.c: about matrices */
Val *outer_at_nodes(Prog *p, Val *v);
Val *project_first(Prog *p, Val *v);
Val *split_product(Prog *p, Val *v);
Val *scale_after(Prog *p, Val *v);
Val *contract_matrix(Prog *p, Val *v);

#endif
