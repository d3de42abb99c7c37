/* quadtree.h - points of the plane by squares, so that what is far away counts as one: Barnes and Hut 1986. */
#ifndef QUADTREE_H
#define QUADTREE_H

#include <stdint.h>

/* A square: its points' mass, their centre, its width; the first of its four parts, or -1. */
typedef struct Quad { double mass, x, y, width; int32_t part; } Quad;
typedef struct Quadtree { Quad *quad; int64_t count, room; } Quadtree;  /* zeroed: empty; quadtree_free */

/* What points j do to one at (x, y), with d_j from there to j: w_j = 1 / (soft + |d_j|^2), or that squared for `square`;
 * sum m_j w_j d_j, and sum m_j / (soft + |d_j|^2). A point itself has d = 0. */
typedef struct Pull { double x, y, weight; } Pull;

void   quadtree_build(Quadtree *t, const double *xy, const double *mass, int64_t points);   /* mass NULL: 1 each */
Pull   quadtree_pull(const Quadtree *t, double x, double y, double soft, double theta, int square);
void   quadtree_free(Quadtree *t);

#endif
