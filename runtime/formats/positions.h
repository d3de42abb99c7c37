/* positions.h - where a node stands in its graph, as features: --features walk:8, laplacian:8, or with + behind its own. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "runtime/runtime.h"

typedef struct Positions {
    bool behind;         /* its own features are kept, before these */
    bool laplacian;      /* else walks */
    int64_t width;
} Positions;

bool   positions_named(const char *features, Positions *p);     /* is that what the word says? */
/* Columns of `node`, instead of its features or behind them. */
bool   positions_add(gatrt_data *data, gatrt_set *node, const Positions *p, Error *error);

/* ---- eigen.c: of a symmetric matrix [n, n], row major, destroyed: values ascending [n], vectors as rows [n, n] */
void   eigen_symmetric(double *matrix, int64_t n, double *values, double *vectors);

#endif
