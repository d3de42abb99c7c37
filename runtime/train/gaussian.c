/* gaussian.c - a Gaussian process over a few hundred places, its lengths by marginal likelihood.
 *
 * K = v (R + r I), R the correlations and r the share of noise. The variance v that is likeliest follows from the other
 * two, y^T (R + r I)^-1 y / n; lengths and r are searched coordinate by coordinate, in steps that become finer, from two
 * beginnings. So few places say little: lengths and r have a log-normal prior beside the likelihood.
 */
#include "runtime/train/gaussian.h"

#include "runtime/train/cholesky.h"

#include <math.h>
#include <string.h>

enum { SWEEPS = 8, BEGINNINGS = 2 };
static const double least_length = 0.03, most_length = 10.0, least_noise = 1e-6, most_noise = 1.0;
static const double usual_length = 0.6, length_spread = 1.0, usual_noise = 1e-2, noise_spread = 2.0;

struct Gaussian {
    int dims;
    bool named[MOST_WORDS];
    int64_t room, count, conditioned; /* conditioned: how many of `count` factor and weight know */
    double *place;                    /* [room, dims] */
    double *figure;                   /* [room] */
    GaussianScales scales;
    double *factor; /* [conditioned, conditioned] of R + r I */
    double *weight; /* [conditioned] (R + r I)^-1 y */
};

Gaussian *gaussian_new(int dims, const bool *named, int64_t room)
{
    Gaussian *g = mem_alloc(1, sizeof *g);
    g->dims = dims;
    g->room = room;
    memcpy(g->named, named, (size_t)dims * sizeof *named);
    g->place = mem_alloc((size_t)room * (size_t)dims, sizeof *g->place);
    g->figure = mem_alloc((size_t)room, sizeof *g->figure);
    g->factor = mem_alloc((size_t)room * (size_t)room, sizeof *g->factor);
    g->weight = mem_alloc((size_t)room, sizeof *g->weight);
    return g;
}

void gaussian_free(Gaussian *g)
{
    if (!g)
        return;
    mem_free(g->place);
    mem_free(g->figure);
    mem_free(g->factor);
    mem_free(g->weight);
    mem_free(g);
}

void gaussian_add(Gaussian *g, const double *place, double figure)
{
    memcpy(g->place + g->count * g->dims, place, (size_t)g->dims * sizeof *place);
    g->figure[g->count++] = figure;
}

int64_t gaussian_count(const Gaussian *g)
{
    return g->count;
}

const double *gaussian_place(const Gaussian *g, int64_t i)
{
    return g->place + i * g->dims;
}

GaussianScales gaussian_scales(const Gaussian *g)
{
    return g->scales;
}

static double correlation(const Gaussian *g, const double *a, const double *b)
{
    double square = 0.0;
    for (int i = 0; i < g->dims; i++) {
        const double apart = (g->named[i] ? (double)(a[i] != b[i]) : a[i] - b[i]) / g->scales.length[i];
        square += apart * apart;
    }
    const double r = sqrt(5.0 * square);
    return (1.0 + r + r * r / 3.0) * exact_exp(-r);
}

/* Factor, weight and variance of all places with the scales as they are; false where rounding leaves no factor. */
static bool condition(Gaussian *g)
{
    const int64_t n = g->conditioned = g->count;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i; j < n; j++)
            g->factor[i * n + j] =
                i == j ? 1.0 + g->scales.noise : correlation(g, gaussian_place(g, i), gaussian_place(g, j));
    if (!cholesky(g->factor, n))
        return false;
    memcpy(g->weight, g->figure, (size_t)n * sizeof *g->weight);
    cholesky_lower(g->factor, n, g->weight);
    double square = 0.0;
    for (int64_t i = 0; i < n; i++)
        square += g->weight[i] * g->weight[i];
    g->scales.variance = square / (double)n > 1e-12 ? square / (double)n : 1e-12;
    cholesky_upper(g->factor, n, g->weight);
    return true;
}

static double away(double value, double usual, double spread)
{
    const double z = (exact_log(value) - exact_log(usual)) / spread;
    return 0.5 * z * z;
}

/* Logarithm of marginal likelihood and priors, but for what is the same for all scales. */
static double likelihood(Gaussian *g)
{
    if (!condition(g))
        return -HUGE_VAL;
    const int64_t n = g->count;
    double sum = -0.5 * (double)n * exact_log(g->scales.variance);
    for (int64_t i = 0; i < n; i++)
        sum -= exact_log(g->factor[i * n + i]);
    for (int i = 0; i < g->dims; i++)
        sum -= away(g->scales.length[i], usual_length, length_spread);
    return sum - away(g->scales.noise, usual_noise, noise_spread);
}

/* One scale, times and by `step`: it becomes the best of the three. */
static bool try_scale(Gaussian *g, double *scale, double low, double high, double step, double *best)
{
    const double was = *scale;
    double kept = was;
    for (int way = 0; way < 2; way++) {
        const double tried = way ? was / step : was * step;
        *scale = tried < low ? low : tried > high ? high : tried;
        const double found = *scale != was ? likelihood(g) : -HUGE_VAL;
        if (found > *best) {
            *best = found;
            kept = *scale;
        }
    }
    *scale = kept;
    return kept != was;
}

static double climb(Gaussian *g, double length)
{
    static const double steps[] = {3.0, 1.6, 1.25}; /* of noise their squares */
    for (int i = 0; i < g->dims; i++)
        g->scales.length[i] = length;
    g->scales.noise = usual_noise;
    double best = likelihood(g);
    for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++) {
        bool moved = true;
        for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
            moved = try_scale(g, &g->scales.noise, least_noise, most_noise, steps[s] * steps[s], &best);
            for (int i = 0; i < g->dims; i++)
                moved |= try_scale(g, &g->scales.length[i], least_length, most_length, steps[s], &best);
        }
    }
    return best;
}

void gaussian_fit(Gaussian *g)
{
    static const double begin[BEGINNINGS] = {0.25, 1.0};
    GaussianScales kept = {.noise = usual_noise};
    double best = -HUGE_VAL;
    for (int i = 0; i < BEGINNINGS; i++) {
        const double found = climb(g, begin[i]);
        if (i > 0 && found <= best)
            continue;
        best = found;
        kept = g->scales;
    }
    g->scales = kept;
    gaussian_renew(g);
}

/* Places that nearly coincide may need more noise than there is. */
void gaussian_renew(Gaussian *g)
{
    while (!condition(g))
        g->scales.noise *= 10.0;
}

Belief gaussian_at(const Gaussian *g, const double *place, double *work)
{
    const int64_t n = g->conditioned;
    double mean = 0.0, known = 0.0;
    for (int64_t i = 0; i < n; i++)
        work[i] = correlation(g, place, gaussian_place(g, i));
    for (int64_t i = 0; i < n; i++)
        mean += work[i] * g->weight[i];
    cholesky_lower(g->factor, n, work);
    for (int64_t i = 0; i < n; i++)
        known += work[i] * work[i];
    return (Belief){mean, sqrt(g->scales.variance * (known < 1.0 ? 1.0 - known : 0.0))};
}
