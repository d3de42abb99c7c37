/* layout.h - a graph in the plane, by forces: ForceAtlas2, Jacomy et al. 2014. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "runtime/runtime.h"

/* src, dst [edges] of `nodes` nodes -> xy [nodes, 2]; each edge draws, whichever way it goes. The same for any pool. */
void   layout_place(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, int iterations, uint64_t seed,
                    double *xy, Pool *pool);

#endif
