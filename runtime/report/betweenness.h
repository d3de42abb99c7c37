/* betweenness.h - how many shortest paths go along each edge. */
#ifndef BETWEENNESS_H
#define BETWEENNESS_H

#include <stdint.h>

/* Of undirected edges [edges]: the sum over pairs of nodes of the share of their shortest paths that the edge is in; each pair once.
 * Paths begin at every node, or, where that would take too long, at some that are drawn, scaled up. Returns how many. */
int64_t betweenness_of_edges(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, double *to);

#endif
