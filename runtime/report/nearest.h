/* nearest.h - the nearest of all points, exactly. */
#ifndef NEAREST_H
#define NEAREST_H

#include "runtime/runtime.h"

/* Of each of `points` rows of [points, width] the `count` nearest others, count < points: index [points, count] and
 * squared distance [points, count], from near to far; of equal ones the lower number first. */
void   nearest_of(const float *rows, int64_t points, int64_t width, int64_t count, int32_t *index, double *distance,
                  Pool *pool);

#endif
