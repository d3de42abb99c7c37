/* pca.h - points of many dimensions in the plane by a linear map, and such planes turned to agree. */
#ifndef PCA_H
#define PCA_H

#include <stdint.h>

/* The two principal axes of rows [points, width], width >= 2 (Pearson 1901), by orthogonal iteration, and the places along
 * them, whose mean is 0: xy [points, 2]. `axes` [2, width]: where to begin, the axes of rows much like these, or all 0; then
 * those found. */
void   pca_place(const float *rows, int64_t points, int64_t width, double *axes, double *xy);
/* Turns, and mirrors if that is better, xy [points, 2] about 0 so that squared distances to `to` are least (Schönemann 1966). */
void   procrustes_turn(const double *to, double *xy, int64_t points);

#endif
