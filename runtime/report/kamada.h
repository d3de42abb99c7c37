/* kamada.h - a small graph in the plane, with places as far from each other as its paths are long: Kamada and Kawai 1989. */
#ifndef KAMADA_H
#define KAMADA_H

#include <stdint.h>

enum { KAMADA_NODES = 300 };                            /* at most: time goes with their square and more */

/* src, dst [edges] of `nodes` nodes -> xy [nodes, 2]; an edge counts both ways, its length is 1. Parts stand apart as if by
 * two edges more than the longest path. Returns the energy, sum over pairs of (1 - distance / length of path)^2 / 2. */
double kamada_place(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, double *xy);

#endif
