/* simplify.h - what the rules of simplify.c and simplify_products.c build with, and the rules
 * that live apart from the table. */
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

/* simplify_products.c: rules about matrices, each under its law there. */
Val *outer_at_nodes(Prog *p, Val *v);
Val *project_first(Prog *p, Val *v);
Val *split_product(Prog *p, Val *v);
Val *scale_after(Prog *p, Val *v);
Val *contract_matrix(Prog *p, Val *v);

#endif
