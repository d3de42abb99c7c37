/* improve.c - expected improvement, and figures made fit for it. The bits are the same on every system: they decide what is
 * tried next.
 */
#include "runtime/train/improve.h"

#include "runtime/runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 100, HALVINGS = 60 };
static const double tail = 3.0, farthest = 37.0; /* from where a fraction converges fast; behind which nothing is */

static double normal_density(double z)
{
    return 0.39894228040143267794 * exact_exp(-0.5 * z * z);
}

/* Below -z, z > 0, as density times a continued fraction: 1 / (z + 1 / (z + 2 / (z + ...))). */
static double tail_below(double z)
{
    double under = z;
    for (int i = TERMS; i > 0; i--)
        under = z + (double)i / under;
    return normal_density(z) / under;
}

/* z + z^3 / 3 + z^5 / 15 + ... times the density. */
static double middle_below(double z)
{
    double term = z, sum = z;
    for (int i = 1; i < TERMS; i++) {
        term *= z * z / (double)(2 * i + 1);
        sum += term;
    }
    return 0.5 + normal_density(z) * sum;
}

double normal_below(double z)
{
    if (fabs(z) > farthest)
        return z > 0.0;
    if (fabs(z) < tail)
        return middle_below(z);
    return z > 0.0 ? 1.0 - tail_below(z) : tail_below(-z);
}

double normal_quantile(double share)
{
    double low = -farthest, high = farthest;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = 0.5 * (low + high);
        if (normal_below(middle) < share)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

double expected_improvement(double mean, double deviation, double best)
{
    const double more = mean - best;
    if (!(deviation > 0.0))
        return more > 0.0 ? more : 0.0;
    const double z = more / deviation, expected = deviation * (z * normal_below(z) + normal_density(z));
    return expected > 0.0 ? expected : 0.0;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void take_worst(double *figures, int64_t count)
{
    double worst = NAN;
    for (int64_t i = 0; i < count; i++)
        if (!isnan(figures[i]) && !(worst <= figures[i]))
            worst = figures[i];
    for (int64_t i = 0; i < count; i++)
        if (isnan(figures[i]))
            figures[i] = isnan(worst) ? 0.0 : worst;
}

/* The mean place in the order of those that are as large, from 0 on. */
static double rank_of(const double *sorted, int64_t count, double figure)
{
    int64_t below = 0, same = 0;
    for (int64_t i = 0; i < count; i++) {
        below += sorted[i] < figure;
        same += sorted[i] == figure;
    }
    return (double)below + 0.5 * (double)(same - 1);
}

/* As far below the median as a normal distribution has that rank, whose deviation is that of the figures above. */
static void rank_lower_half(double *figures, const double *sorted, int64_t count)
{
    const double median = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
    double square = 0.0;
    int64_t above = 0;
    for (int64_t i = 0; i < count; i++)
        if (sorted[i] >= median) {
            square += (sorted[i] - median) * (sorted[i] - median);
            above++;
        }
    const double deviation = square > 0.0 ? sqrt(square / (double)above) : 1.0;
    for (int64_t i = 0; i < count; i++)
        if (figures[i] < median)
            figures[i] =
                median + deviation * normal_quantile((rank_of(sorted, count, figures[i]) + 0.5) / (double)count);
}

void figures_even(double *figures, int64_t count)
{
    double *sorted = mem_alloc((size_t)count + 1, sizeof *sorted), mean = 0.0, square = 0.0;
    take_worst(figures, count);
    memcpy(sorted, figures, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_size);
    rank_lower_half(figures, sorted, count);
    mem_free(sorted);
    for (int64_t i = 0; i < count; i++)
        mean += figures[i] / (double)count;
    for (int64_t i = 0; i < count; i++)
        square += (figures[i] - mean) * (figures[i] - mean);
    const double deviation = square > 0.0 ? sqrt(square / (double)count) : 1.0;
    for (int64_t i = 0; i < count; i++)
        figures[i] = (figures[i] - mean) / deviation;
}
