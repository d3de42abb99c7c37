/* statistics.h - what the figures of several runs say: of one model, and of two on the same seeds. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Interval { double low, high; } Interval;
typedef struct Chance { double p; bool exact; } Chance; /* two-sided; exact: of all cases, not of draws or of a limit */

enum { STATISTICS_SEED = 1, STATISTICS_DRAWS = 10000 };

double   mean_of(const double *values, int64_t count);
double   deviation_of(const double *values, int64_t count);     /* of a sample; 0 of one value */
int64_t  bootstrap_draws(int64_t count);                        /* fewer of a great many values */
Interval bootstrap_mean(const double *values, int64_t count);   /* 95 % of the means of draws with replacement */
/* Both are of differences in pairs: how likely are ones as large, had the two sides been swapped by chance? */
Chance   chance_of_mean(const double *differences, int64_t count);
Chance   chance_of_ranks(const double *differences, int64_t count);   /* Wilcoxon's; 1 where all are 0 */

#endif
