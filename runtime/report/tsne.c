/* tsne.c - t-SNE by trees. p_j|i is a Gaussian over the 3 * perplexity nearest of i, whose width gives the perplexity
 * (van der Maaten and Hinton 2008, section 2); p_ij = (p_j|i + p_i|j) / 2n; q_ij = w_ij / Z, w_ij = 1 / (1 + |y_i - y_j|^2),
 * Z the sum of w over all pairs. Gradient 4 (sum_j p_ij w_ij (y_i - y_j) - 1/Z sum_j w_ij^2 (y_i - y_j)), the second sum by
 * a quadtree. Each point's sums are its own; the sum over points is taken in their order: threads change nothing.
 */
#include "runtime/report/tsne.h"
#include "runtime/report/nearest.h"
#include "runtime/report/quadtree.h"

#include <math.h>
#include <string.h>

const TsneSettings tsne_defaults = {.perplexity = 30.0, .theta = 0.6, .iterations = 600, .seed = 1};

enum { EXAGGERATED = 150, BISECTIONS = 60, SLICE = 64 };
#define EXAGGERATION 12.0

/* A sparse symmetric matrix. */
typedef struct Affinity {
    int64_t *start; /* [points + 1] */
    int32_t *col;
    double *p;
} Affinity;

typedef struct Tsne {
    int64_t points;
    Affinity affinity;
    Quadtree tree;
    double theta, exaggeration, rate, momentum, total; /* total: Z */
    double *xy, *speed, *gain, *force, *weight;        /* [points, 2] each, weight [points] */
} Tsne;

/* p_j|i for one row of squared distances, nearest first, which are replaced. */
static void find_width(double *distance, int64_t count, double perplexity)
{
    double low = 0.0, high = INFINITY, beta = 1.0, sum = 1.0;
    const double least = distance[0];
    for (int k = 0; k < BISECTIONS; k++) {
        double mean = 0.0;
        sum = 0.0;
        for (int64_t j = 0; j < count; j++) {
            const double p = exp(-beta * (distance[j] - least));
            sum += p;
            mean += p * (distance[j] - least);
        }
        const double entropy = log(sum) + beta * mean / sum, difference = entropy - log(perplexity);
        if (fabs(difference) < 1e-5)
            break;
        if (difference > 0.0)
            low = beta;
        else
            high = beta;
        beta = isfinite(high) ? 0.5 * (low + high) : 2.0 * beta;
        beta = beta < 1e300 ? beta : 1e300;
    }
    for (int64_t j = 0; j < count; j++)
        distance[j] = exp(-beta * (distance[j] - least)) / sum;
}

typedef struct Rows {
    double *p;
    int64_t count;
    double perplexity;
} Rows;

static void find_widths(void *arg, int64_t lo, int64_t hi, int64_t piece)
{
    const Rows *rows = arg;
    (void)piece;
    for (int64_t i = lo; i < hi; i++)
        find_width(rows->p + i * rows->count, rows->count, rows->perplexity);
}

/* Where j stands among i's neighbours; -1: it is none. */
static int64_t find_neighbour(const int32_t *index, int64_t count, int64_t i, int32_t j)
{
    for (int64_t k = 0; k < count; k++)
        if (index[i * count + k] == j)
            return k;
    return -1;
}

/* Both p_j|i and p_i|j into one matrix: each pair at both of its ends. */
static void make_symmetric(Affinity *a, const int32_t *index, const double *p, int64_t points, int64_t count)
{
    a->start = mem_alloc((size_t)points + 2, sizeof *a->start);
    for (int64_t e = 0; e < points * count; e++) {
        const int64_t i = e / count, j = index[e];
        a->start[i + 1]++;
        a->start[j + 1] += find_neighbour(index, count, j, (int32_t)i) < 0;
    }
    counts_to_starts(a->start, points);
    a->col = mem_alloc((size_t)a->start[points], sizeof *a->col);
    a->p = mem_alloc((size_t)a->start[points], sizeof *a->p);
    int64_t *next = copy_starts(a->start, points);
    for (int64_t e = 0; e < points * count; e++) {
        const int64_t i = e / count, j = index[e], back = find_neighbour(index, count, j, (int32_t)i);
        const double both = (p[e] + (back < 0 ? 0.0 : p[j * count + back])) / (2.0 * (double)points);
        a->col[next[i]] = (int32_t)j;
        a->p[next[i]++] = both;
        if (back < 0) {
            a->col[next[j]] = (int32_t)i;
            a->p[next[j]++] = both;
        }
    }
    mem_free(next);
}

static void find_affinity(Tsne *t, const float *rows, int64_t width, double perplexity, Pool *pool)
{
    const int64_t most = t->points - 1, wanted = (int64_t)(3.0 * perplexity), count = wanted < most ? wanted : most;
    int32_t *index = mem_alloc((size_t)t->points, (size_t)count * sizeof *index);
    double *p = mem_alloc((size_t)t->points, (size_t)count * sizeof *p);
    nearest_of(rows, t->points, width, count, index, p, pool);
    Rows all = {p, count, perplexity < (double)count / 3.0 ? perplexity : (double)count / 3.0};
    pool_run(pool, find_widths, &all, t->points, SLICE);
    make_symmetric(&t->affinity, index, p, t->points, count);
    mem_free(index);
    mem_free(p);
}

/* What pushes a point away, with Z still missing. */
static void push(void *arg, int64_t lo, int64_t hi, int64_t piece)
{
    Tsne *t = arg;
    (void)piece;
    for (int64_t i = lo; i < hi; i++) {
        const Pull pull = quadtree_pull(&t->tree, t->xy[2 * i], t->xy[2 * i + 1], 1.0, t->theta, 1);
        t->force[2 * i] = pull.x;
        t->force[2 * i + 1] = pull.y;
        t->weight[i] = pull.weight - 1.0; /* itself */
    }
}

/* What pushes it and what draws it to its neighbours: the gradient, in place of the force. */
static void find_gradients(void *arg, int64_t lo, int64_t hi, int64_t piece)
{
    Tsne *t = arg;
    (void)piece;
    for (int64_t i = lo; i < hi; i++) {
        double gradient[2] = {4.0 * t->force[2 * i] / t->total, 4.0 * t->force[2 * i + 1] / t->total};
        for (int64_t k = t->affinity.start[i]; k < t->affinity.start[i + 1]; k++) {
            const int64_t j = t->affinity.col[k];
            const double dx = t->xy[2 * i] - t->xy[2 * j], dy = t->xy[2 * i + 1] - t->xy[2 * j + 1];
            const double w = 4.0 * t->exaggeration * t->affinity.p[k] / (1.0 + dx * dx + dy * dy);
            gradient[0] += w * dx;
            gradient[1] += w * dy;
        }
        t->force[2 * i] = gradient[0];
        t->force[2 * i + 1] = gradient[1];
    }
}

/* A step, with a gain that grows where the direction stays (Jacobs 1988); after all gradients are there, for they look at
 * other points' places. */
static void move(Tsne *t)
{
    double middle[2] = {0.0, 0.0};
    for (int64_t k = 0; k < 2 * t->points; k++) {
        const bool goes_on = (t->force[k] > 0.0) != (t->speed[k] > 0.0);
        t->gain[k] = fmax(goes_on ? t->gain[k] + 0.2 : t->gain[k] * 0.8, 0.01);
        t->speed[k] = t->momentum * t->speed[k] - t->rate * t->gain[k] * t->force[k];
        t->xy[k] += t->speed[k];
        middle[k % 2] += t->xy[k] / (double)t->points;
    }
    for (int64_t k = 0; k < 2 * t->points; k++)
        t->xy[k] -= middle[k % 2];
}

static void find_pushes(Tsne *t, Pool *pool)
{
    quadtree_build(&t->tree, t->xy, NULL, t->points);
    pool_run(pool, push, t, t->points, SLICE);
    t->total = 0.0;
    for (int64_t i = 0; i < t->points; i++)
        t->total += t->weight[i];
    t->total = fmax(t->total, 1e-300);
}

static double divergence(const Tsne *t)
{
    double sum = 0.0;
    for (int64_t i = 0; i < t->points; i++)
        for (int64_t k = t->affinity.start[i]; k < t->affinity.start[i + 1]; k++) {
            const int64_t j = t->affinity.col[k];
            const double dx = t->xy[2 * i] - t->xy[2 * j], dy = t->xy[2 * i + 1] - t->xy[2 * j + 1];
            const double p = t->affinity.p[k], q = 1.0 / (1.0 + dx * dx + dy * dy) / t->total;
            sum += p > 0.0 ? p * log(p / q) : 0.0;
        }
    return sum;
}

static void tsne_run(Tsne *t, const TsneSettings *settings, Pool *pool)
{
    for (int64_t k = 0; k < 2 * t->points; k++) {
        t->xy[k] = 1e-2 * (rng_uniform(gatrt_draw(settings->seed, 0), 0, k) - 0.5);
        t->gain[k] = 1.0;
    }
    t->rate = fmax((double)t->points / EXAGGERATION, 50.0);
    for (int i = 0; i < settings->iterations; i++) {
        t->exaggeration = i < EXAGGERATED ? EXAGGERATION : 1.0;
        t->momentum = i < EXAGGERATED ? 0.5 : 0.8;
        find_pushes(t, pool);
        pool_run(pool, find_gradients, t, t->points, SLICE);
        move(t);
    }
    find_pushes(t, pool);
}

double tsne_place(const float *rows, int64_t points, int64_t width, const TsneSettings *settings, double *xy,
                  Pool *pool)
{
    if (points < 4) {
        for (int64_t i = 0; i < points; i++)
            xy[2 * i] = (double)i, xy[2 * i + 1] = 0.0;
        return 0.0;
    }
    const size_t two = 2 * (size_t)points;
    Tsne t = {.points = points,
              .theta = settings->theta,
              .xy = xy,
              .speed = mem_alloc(two, sizeof(double)),
              .gain = mem_alloc(two, sizeof(double)),
              .force = mem_alloc(two, sizeof(double)),
              .weight = mem_alloc((size_t)points, sizeof(double))};
    find_affinity(&t, rows, width, settings->perplexity, pool);
    tsne_run(&t, settings, pool);
    const double result = divergence(&t);
    void *const owned[] = {t.speed, t.gain, t.force, t.weight, t.affinity.start, t.affinity.col, t.affinity.p};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    quadtree_free(&t.tree);
    return result;
}
