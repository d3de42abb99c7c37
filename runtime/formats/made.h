/* made.h - numbers behind a data set's name, "synth:nodes=..,seed=.."; and draws of data sets that are made. */
#ifndef MADE_H
#define MADE_H

#include "runtime/runtime.h"

typedef struct MadeKey {
    const char *name;
    double least, most;
    bool needed, fraction; /* fraction: need not be whole */
} MadeKey;

/* value [count]: as given, NaN where not. */
bool made_read(const char *spec, const MadeKey *rows, int count, double *value, Error *error);

/* [0, 1) from the upper 53 bits */
static inline double draw_unit(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1p-53;
}

/* A split that is drawn: how many of ten rows train and validate; the rest tests. */
void   made_split(gatrt_set *set, uint64_t seed, int train, int validate);
/* [count] 0 .. count - 1 in an order that is drawn; mem_free */
int32_t *made_order(int64_t count, uint64_t key);
/* An edge to the end of a relation, which has room; both ways. */
void   made_join(gatrt_relation *edge, int64_t u, int64_t v);

#endif
