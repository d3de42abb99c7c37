/* check.h - one compiled model on one graph, held against the oracle. Include check.c after compile.c and graphs.c. */
#ifndef CHECK_H
#define CHECK_H

#include "compile.h"

typedef struct CheckPlan {
    GraphKind kind;
    uint64_t seed;
    int classes;
    double output_tolerance, gradient_tolerance; /* relative to the largest number of the block */
    int differences; /* numbers of each parameter that central differences are taken of; 0: none */
    bool masked;     /* the loss is over mask[0], and pruned and whole graph must agree */
} CheckPlan;

typedef enum CheckOutcome { CHECK_GOOD, CHECK_NEAR_KINK, CHECK_FAILED } CheckOutcome;

/* Outputs, on-demand outputs, loss, every gradient, score; 1 and 3 threads and pruned and whole graph to the
 * same bits. Parameters are drawn anew where eval stands too near a kink of relu, max, ...; where that does not
 * help and numbers differ, only bits are compared and the outcome is CHECK_NEAR_KINK. `why` says what failed. */
CheckOutcome check_model(const Built *b, const CheckPlan *plan, Error *why);

/* The least distance from 0 at which an operand of an op with a kink stands: how far a value may move before
 * another branch is taken. Exact ties do not count here; check.c looks whether they are ties in float too. */
double kink_distance(const Prog *p, double *const *values, const Prepared *on);

#endif
