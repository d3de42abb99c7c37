/* reach.h - which rows of a value are others once some rows' inputs and some edges are: sets of rows, each the union of what
 * makes a row another one. reach.c finds them; c/update.c has them at run time. */
#ifndef REACH_H
#define REACH_H

#include <stdbool.h>

#include "compiler/ir/ir.h"

/* Rows of `space`: those with other inputs, those whose lists of these ends are others, and those that meet in the list of a
 * step's end a row of another set at its far end. Equal sets are one. */
typedef struct RowSet RowSet;
typedef struct RowStep {
    const End *end;
    const RowSet *from;
} RowStep;
struct RowSet {
    const Space *space;
    bool inputs;
    const End **lists;      /* by id */
    int list_count;
    RowStep *steps;         /* by end, then by set */
    int step_count;
    int id;                 /* position in Reach.sets: what a step is from comes first */
};

typedef struct Reach {
    const RowSet **sets;
    int count, capacity;
    const RowSet **of_kernel;   /* [kernels] the rows that it has to make again; NULL: none */
    const char *refused;        /* why there are no such sets; NULL */
} Reach;

Reach reach_of(const Prog *p);

#endif
