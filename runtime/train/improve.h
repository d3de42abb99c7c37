/* improve.h - what a further measurement is expected to bring, and figures that a Gaussian process can go by. */
#ifndef IMPROVE_H
#define IMPROVE_H

#include <stdint.h>

double normal_below(double z);                    /* the share of a normal distribution below z */
double normal_quantile(double share);             /* the other way; share 0 to 1, neither included */
/* By how much a value of that mean and deviation is expected to exceed `best` (Jones et al. 1998). */
double expected_improvement(double mean, double deviation, double best);
/* Larger is better, NaN: the worst that was seen. Those below the median are told apart by rank alone, so that failures
 * do not drown what lies between good and best; then the mean is 0 and the deviation 1. */
void   figures_even(double *figures, int64_t count);

#endif
