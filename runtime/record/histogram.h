/* histogram.h - how many numbers are of which size. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

/* Buckets are quarters of powers of two, from 2^LEAST_POWER up, on both sides of one for what is nearer to 0. */
enum { LEAST_POWER = -40, POWERS = 80, STEPS = 4, SIDE = POWERS * STEPS, BUCKETS = 2 * SIDE + 1 };

typedef struct Histogram {
    int64_t count, bucket[BUCKETS];
    double least, most, sum, squares;
} Histogram;

void   histogram_of(Histogram *h, const float *values, int64_t count);  /* what is not finite is left out */
double histogram_limit(int bucket);                      /* the upper end of it */

#endif
