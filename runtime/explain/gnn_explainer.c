/* gnn_explainer.c - GNNExplainer (Ying et al. 2019, arXiv:1903.03894) over edges, with the coefficients that PyTorch Geometric has: masks are
 * sigmoids, learnt by Adam in 100 steps of 0.01 so that the answer stays likely while few edges are there, each wholly or not at all:
 *
 *   - log of the answer's probability + 0.005 (sum of masks) + 1 (mean of their entropies)
 *
 * Of numbers the first term is the square of the change. Edges whose mask has no gradient in the first step are not in it, and
 * have 0. Where masks begin is drawn, as there, by seed and row.
 */
#include "runtime/explain/explain.h"

#include <math.h>

enum { EPOCHS = 100 };
static const double rate = 0.01, size_weight = 0.005, entropy_weight = 1.0;

/* One mask to a unit. */
typedef struct Learnt {
    double m, first, second; /* Adam's moments */
    bool taken;
} Learnt;

static double sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* d loss / d mask of each unit; what of the loss the columns count, before. */
static void find_slopes(const Why *why, Grads *g, Explanation *e, double *slope)
{
    const Asked *a = &why->asked;
    const float *row = grads_answer(g);
    float counts[MOST_COLUMNS];
    for (int64_t j = 0; j < a->width; j++)
        switch (a->answer) {
        case ANSWER_CLASS: counts[j] = (float)(asked_value(a, row, j) - (j == e->column)); break;
        case ANSWER_LABELS: counts[j] = (float)(j == e->column ? asked_value(a, row, j) - 1.0 : 0.0); break;
        default: counts[j] = (float)(j == e->column ? 2.0 * ((double)row[j] - e->value) : 0.0); break;
        }
    grads_find(g, counts);
    e->asked += 2;
    grads_of_units(g, false, slope);
}

/* The entropy's slope by the mask p is log((1 - p) / p), with what PyTorch Geometric adds under the logarithms. */
static void step(Learnt *learnt, const double *slope, int64_t count, int64_t taken, int epoch)
{
    const double b1 = 1.0 - pow(0.9, epoch), b2 = 1.0 - pow(0.999, epoch), small = 1e-15;
    for (int64_t u = 0; u < count; u++) {
        Learnt *l = &learnt[u];
        if (!l->taken)
            continue;
        const double p = sigmoid(l->m);
        const double entropy = log((1.0 - p + small) / (p + small)) / (double)taken;
        const double by_mask = slope[u] + size_weight + entropy_weight * entropy;
        const double grad = by_mask * p * (1.0 - p);
        l->first += 0.1 * (grad - l->first);
        l->second += 0.001 * (grad * grad - l->second);
        l->m -= rate * (l->first / b1) / (sqrt(l->second / b2) + 1e-8);
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): as every method has it */
void find_gnn_explainer(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    Grads *g = grads_new(s);
    const uint64_t key = gatrt_mix(gatrt_mix(why->seed) ^ (uint64_t)e->row);
    const double deviation = sqrt(2.0) * sqrt(2.0 / (2.0 * (double)e->rows));
    Learnt *learnt = mem_alloc((size_t)e->count, sizeof *learnt);
    double *slope = mem_alloc((size_t)e->count, sizeof *slope), *mask = mem_alloc((size_t)e->count, sizeof *mask);
    int64_t taken = 0;
    (void)gone;
    for (int64_t u = 0; u < e->count; u++)
        learnt[u].m = deviation * draw_normal(gatrt_mix(key ^ (uint64_t)u));
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        for (int64_t u = 0; u < e->count; u++)
            mask[u] = sigmoid(learnt[u].m);
        grads_set_masks(g, mask);
        find_slopes(why, g, e, slope);
        for (int64_t u = 0; epoch == 1 && u < e->count; u++)
            taken += learnt[u].taken = slope[u] != 0.0;
        step(learnt, slope, e->count, taken, epoch);
    }
    for (int64_t u = 0; u < e->count; u++)
        e->effects[u].amount = learnt[u].taken ? sigmoid(learnt[u].m) : 0.0;
    grads_free(g);
    mem_free(learnt);
    mem_free(slope);
    mem_free(mask);
}
