/* ready.h - which values are next: all that they read is at hand. fuse.c asks at each kernel, so what it takes must not
 * grow with the program. */
#ifndef READY_H
#define READY_H

#include "compiler/ir/ir.h"

typedef struct Ready {
    const Prog *p;
    Readers readers;
    int *missing;       /* by id: operands that are not at hand yet */
    int *ids;           /* items of which none is missing, in no order */
    int count, capacity;
    int *taken;         /* for ready_undo: whose `missing` fell */
    int taken_count, taken_capacity;
} Ready;

void ready_init(Ready *r, const Prog *p);
void ready_take(Ready *r, int id);              /* the item is at hand: those that waited for nothing else are added */
void ready_undo(Ready *r, int count);           /* what was taken since the last ready_keep is not; there were `count` ids */
void ready_keep(Ready *r);

#endif
