/* cost.h - floats moved and operations of kernels, for the trainer's bench. */
#ifndef COST_H
#define COST_H

#include "compiler/ir/ir.h"
#include "runtime/gatrt.h"

typedef struct Costs {
    gatrt_cost *at;
    int count, capacity;
} Costs;
void cost(const Prog *p, Costs *to);                     /* appended */

#endif
