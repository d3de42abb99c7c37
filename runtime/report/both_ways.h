/* both_ways.h - the neighbours of each node, whichever way edges go. */
#ifndef BOTH_WAYS_H
#define BOTH_WAYS_H

#include <stdint.h>

/* Each edge stands in the lists of both its ends; a self loop twice in one. */
typedef struct BothWays {
    int64_t *start;                                      /* [nodes + 1] */
    int32_t *far, *edge;                                 /* [start[nodes]]: the other end, and which edge it is */
} BothWays;
BothWays both_ways_of(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst);   /* both_ways_free */
void   both_ways_free(BothWays *l);

#endif
