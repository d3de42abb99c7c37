/* statistics.c - means and what they are worth, without a distribution that nobody looked at.
 *
 * The interval is Efron's percentile bootstrap of the mean. Of pairs, the sign of each difference is as good as drawn
 * where the two sides are alike: all ways to draw them are counted where these are few, else a sample of them is, in
 * which the one that was seen counts as well (Phipson and Smyth 2010), so that no chance is 0. Wilcoxon's test asks the
 * same of ranks; the chances of all sums of ranks are added up one rank at a time, which is exact with ties, too.
 *
 * Draws are functions of their number: the same figures give the same digits, on every machine.
 */
#include "runtime/train/statistics.h"
#include "runtime/runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_EXACT_SIGNS = 20, MOST_EXACT_RANKS = 250, MOST_WORK = 20000000, LEAST_DRAWS = 200, SIGNS_A_DRAW = 10 };
enum { RESAMPLED, SIGNED }; /* what is drawn */

double mean_of(const double *values, int64_t count)
{
    double mean = 0.0;
    for (int64_t i = 0; i < count; i++)
        mean += values[i] / (double)count;
    return mean;
}

double deviation_of(const double *values, int64_t count)
{
    const double mean = mean_of(values, count);
    double squares = 0.0;
    for (int64_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return count > 1 ? sqrt(squares / (double)(count - 1)) : 0.0;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of sorted values, between two of them by their distances. */
static double quantile(const double *sorted, int64_t count, double share)
{
    const double at = share * (double)(count - 1);
    const int64_t below = (int64_t)at;
    const double rest = at - (double)below;
    return below + 1 < count ? sorted[below] + rest * (sorted[below + 1] - sorted[below]) : sorted[below];
}

int64_t bootstrap_draws(int64_t count)
{
    const int64_t affordable = MOST_WORK / (count > 0 ? count : 1);
    return affordable > STATISTICS_DRAWS ? STATISTICS_DRAWS : affordable < LEAST_DRAWS ? LEAST_DRAWS : affordable;
}

static int64_t pick(uint64_t draw, int64_t i, int64_t count)
{
    const int64_t at = (int64_t)(rng_uniform(draw, RESAMPLED, i) * (double)count);
    return at < count ? at : count - 1; /* the product may be rounded up */
}

Interval bootstrap_mean(const double *values, int64_t count)
{
    const int64_t draws = bootstrap_draws(count);
    double *means = mem_alloc((size_t)draws, sizeof *means);
    for (int64_t d = 0; d < draws; d++) {
        const uint64_t draw = gatrt_draw(STATISTICS_SEED, (uint64_t)d);
        for (int64_t i = 0; i < count; i++)
            means[d] += values[pick(draw, i, count)] / (double)count;
    }
    qsort(means, (size_t)draws, sizeof *means, by_size);
    const Interval interval = {quantile(means, draws, 0.025), quantile(means, draws, 0.975)};
    mem_free(means);
    return interval;
}

/* Differences that are equal but for how they were rounded are equal. */
static bool reaches(double sum, double seen, double whole)
{
    enum { ROUNDINGS = 64 };
    return fabs(sum) >= fabs(seen) - ROUNDINGS * 0x1p-53 * whole;
}

static double sum_of_magnitudes(const double *differences, int64_t count)
{
    double whole = 0.0;
    for (int64_t i = 0; i < count; i++)
        whole += fabs(differences[i]);
    return whole;
}

static Chance chance_of_all_signs(const double *differences, int count, double seen, double whole)
{
    const uint32_t ways = (uint32_t)1 << count;
    uint32_t reached = 0;
    for (uint32_t way = 0; way < ways; way++) {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
            sum += way >> i & 1 ? -differences[i] : differences[i];
        reached += reaches(sum, seen, whole);
    }
    return (Chance){(double)reached / (double)ways, true};
}

Chance chance_of_mean(const double *differences, int64_t count)
{
    const double whole = sum_of_magnitudes(differences, count);
    double seen = 0.0;
    for (int64_t i = 0; i < count; i++)
        seen += differences[i];
    if (count <= MOST_EXACT_SIGNS)
        return chance_of_all_signs(differences, (int)count, seen, whole);
    const int64_t draws = SIGNS_A_DRAW * bootstrap_draws(count);
    int64_t reached = 1;
    for (int64_t d = 0; d < draws; d++) {
        const uint64_t draw = gatrt_draw(STATISTICS_SEED, (uint64_t)d);
        double sum = 0.0;
        for (int64_t i = 0; i < count; i++)
            sum += rng_uniform(draw, SIGNED, i) < 0.5 ? -differences[i] : differences[i];
        reached += reaches(sum, seen, whole);
    }
    return (Chance){(double)reached / (double)(draws + 1), false};
}

/* ----------------------------------------------------------------- Wilcoxon */

typedef struct Ranked {
    double magnitude;
    bool positive;
    int64_t twice_rank;
} Ranked;

static int by_magnitude(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    return (x->magnitude > y->magnitude) - (x->magnitude < y->magnitude);
}

/* Equal magnitudes share the mean of their ranks: twice it is whole. Sum of t^3 - t over the ties. */
static double rank(Ranked *ranked, int64_t count)
{
    const double largest = count ? ranked[count - 1].magnitude : 0.0;
    double ties = 0.0;
    for (int64_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && ranked[end].magnitude - ranked[end - 1].magnitude <= 0x1p-44 * largest;)
            end++;
        for (int64_t i = first; i < end; i++)
            ranked[i].twice_rank = first + 1 + end;
        const double t = (double)(end - first);
        ties += t * t * t - t;
    }
    return ties;
}

/* share[s]: how many of all ways to draw signs have s as twice the sum of the positive ranks. */
static double exact_chance(const Ranked *ranked, int64_t count, int64_t seen)
{
    const int64_t most = count * (count + 1);
    double *share = mem_alloc((size_t)most + 1, sizeof *share), p = 0.0;
    int64_t top = 0;
    share[0] = 1.0;
    for (int64_t i = 0; i < count; i++) {
        const int64_t r = ranked[i].twice_rank;
        for (int64_t s = top; s >= 0; s--) {
            const double half = 0.5 * share[s];
            share[s] = half;
            share[s + r] += half;
        }
        top += r;
    }
    const int64_t away = 2 * seen - most > 0 ? 2 * seen - most : most - 2 * seen; /* from the middle, doubled */
    for (int64_t s = 0; s <= most; s++)
        p += (2 * s - most >= away || most - 2 * s >= away) ? share[s] : 0.0;
    mem_free(share);
    return p < 1.0 ? p : 1.0;
}

static double limit_chance(int64_t count, int64_t seen, double ties)
{
    const double n = (double)count, mean = n * (n + 1.0) / 4.0;
    const double variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    const double away = fabs((double)seen / 2.0 - mean) - 0.5;
    return away <= 0.0 ? 1.0 : erfc(away / sqrt(2.0 * variance));
}

Chance chance_of_ranks(const double *differences, int64_t count)
{
    Ranked *ranked = mem_alloc((size_t)count + 1, sizeof *ranked);
    int64_t left = 0, seen = 0;
    for (int64_t i = 0; i < count; i++)
        if (differences[i] != 0.0)
            ranked[left++] = (Ranked){fabs(differences[i]), differences[i] > 0.0, 0};
    qsort(ranked, (size_t)left, sizeof *ranked, by_magnitude);
    const double ties = rank(ranked, left);
    for (int64_t i = 0; i < left; i++)
        seen += ranked[i].positive ? ranked[i].twice_rank : 0;
    const bool exact = left <= MOST_EXACT_RANKS;
    const Chance chance = {left == 0 ? 1.0
                           : exact   ? exact_chance(ranked, left, seen)
                                     : limit_chance(left, seen, ties),
                           exact};
    mem_free(ranked);
    return chance;
}
