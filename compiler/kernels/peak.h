/* peak.h - what plan.c and peak.c share. */
#ifndef PEAK_H
#define PEAK_H

#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"

typedef struct Plan {
    Prog *p;
    int *last;     /* by id: last kernel after its home that reads it; -1: none */
    bool *far;     /* by id: some reader wants other rows than its own */
    bool *at_home; /* by id: the kernel that is its home reads it too */
    int cheap, longest;
    int64_t work; /* operations a row, over all kernels, of what they make again */
    int *stamp, now;
} Plan;

void find_readers(Plan *plan); /* all of the above, as Place.recomputed is now */
void decide_stored(Plan *plan);
void lower_peak(Plan *plan); /* peak.c */

#endif
