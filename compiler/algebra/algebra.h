/* algebra.h - programs rewritten as programs: rules, gradients, demand. Kernels and memory are not known here.
 *
 * In: a Prog as written. Out: a cheaper one with gradients among its roots, and for every value how many rows of it are
 * wanted. To add a rule: simplify.c and its neighbours; a gradient: autodiff.c; an op's rows: demand.c. */
#ifndef ALGEBRA_H
#define ALGEBRA_H

#include <stdio.h>

#include "compiler/ir/ir.h"

/* simplify.c: rewriting rules, each with its law; run before and after autodiff. */
void simplify(Prog *p);
void simplify_report(FILE *out, const Prog *p);         /* how often each rule fired */
int  simplify_rule_count(void);
const char *simplify_rule_law(int i);

/* autodiff.c: the gradient of the loss for every parameter, as values and roots; of a program without one, that of output 0 by
 * GATRT_ASKED for features and masks. */
void autodiff(Prog *p);

/* masks.c: output 0 of a model as it is after training, whose messages are each multiplied by an input of their relation, and the
 * input that says what its columns count; NULL: it has no output of rows. Inputs are added to the model. */
Prog *explained(Model *m, MapVal *after_training);

/* demand.c: level and support of every value, see there. */
void demand(Prog *p);
int  fold_level(const Prog *p, const Val *fold);        /* rows that count in a sum over all rows */
void demand_print(FILE *out, const Prog *p);

#endif
