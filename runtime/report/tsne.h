/* tsne.h - points of many dimensions in the plane: van der Maaten and Hinton 2008, by trees as in van der Maaten 2014. */
#ifndef TSNE_H
#define TSNE_H

#include "runtime/runtime.h"

typedef struct TsneSettings {
    double perplexity;      /* neighbours that a point minds; at most a third of the points are taken */
    double theta;           /* 0: exact; squares narrower than theta times their distance count as one point */
    int iterations;
    uint64_t seed;
} TsneSettings;
extern const TsneSettings tsne_defaults;

/* rows [points, width] -> xy [points, 2]; the same for any pool. Returns the divergence KL(P || Q) of equation 2 over
 * pairs of neighbours; of fewer than 4 points none, and they stand on a line. */
double tsne_place(const float *rows, int64_t points, int64_t width, const TsneSettings *settings, double *xy, Pool *pool);

#endif
