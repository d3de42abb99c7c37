/* shapley.c - Shapley values of the units (Shapley 1953): what each adds to the answer, over all orders in which they may come.
 *
 * Exact up to SHAPLEY_EXACT units: the value of every set of them is found once. Beyond that a mean over drawn orders
 * (Castro, Gomez, Tejada 2009), each with its reverse, whose standard error is told; the draws are a function of seed, row and
 * order, so threads change nothing. Either way the values sum to the answer less the answer with no unit.
 */
#include "runtime/explain/explain.h"

#include <math.h>

static double value_of(const Why *why, Scene *s, const uint8_t *gone, Explanation *e)
{
    e->asked++;
    return asked_value(&why->asked, scene_without(s, gone), e->column);
}

/* |S|! (n - |S| - 1)! / n!, for a set S that the unit is not in. */
static double weight_of(int64_t n, int size)
{
    double weight = 1.0 / (double)n;
    for (int64_t i = 1; i <= size; i++)
        weight *= (double)i / (double)(n - i);
    return weight;
}

static void find_exact(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    const uint32_t sets = (uint32_t)1 << e->count;
    double *value = mem_alloc(sets, sizeof *value); /* of the set whose bits are the units that are there */
    for (uint32_t set = 0; set < sets; set++) {
        for (int64_t u = 0; u < e->count; u++)
            gone[u] = !(set >> u & 1);
        value[set] = value_of(why, s, gone, e);
    }
    for (int64_t u = 0; u < e->count; u++) {
        const uint32_t bit = (uint32_t)1 << u;
        double sum = 0.0;
        for (uint32_t set = 0; set < sets; set++)
            if (!(set & bit))
                sum += weight_of(e->count, __builtin_popcount(set)) * (value[set | bit] - value[set]);
        e->effects[u].amount = sum;
        gone[u] = 0;
    }
    e->none = value[0];
    mem_free(value);
}

/* Fisher and Yates' shuffle; `order` holds each unit once. */
static void shuffle(int64_t *order, int64_t count, uint64_t draw)
{
    for (int64_t i = count - 1; i > 0; i--) {
        const uint64_t bits = gatrt_mix(draw ^ (uint64_t)i << 32);
        const int64_t j = draw_below(i + 1, (uint32_t)(bits >> 32), (uint32_t)bits);
        const int64_t held = order[i];
        order[i] = order[j];
        order[j] = held;
    }
}

/* Units come one by one, from the first in `order` or from the last; what each adds is added to `gain`. */
static void walk(const Why *why, Scene *s, uint8_t *gone, Explanation *e, const int64_t *order, bool back, double *gain)
{
    double before = e->none;
    for (int64_t u = 0; u < e->count; u++)
        gone[u] = 1;
    for (int64_t i = 0; i < e->count; i++) {
        const int64_t u = order[back ? e->count - 1 - i : i];
        gone[u] = 0;
        const double now = i + 1 == e->count ? e->value : value_of(why, s, gone, e);
        gain[u] += now - before;
        before = now;
    }
}

void find_shapley_drawn(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    const uint64_t draw = gatrt_mix(gatrt_mix(why->seed) ^ (uint64_t)e->row);
    const int64_t pairs = (why->samples + 1) / 2;
    int64_t *order = mem_alloc((size_t)e->count, sizeof *order);
    double *gain = mem_alloc((size_t)e->count, sizeof *gain), *squares = mem_alloc((size_t)e->count, sizeof *squares);
    for (int64_t u = 0; u < e->count; u++) {
        order[u] = u;
        gone[u] = 1;
    }
    e->none = value_of(why, s, gone, e);
    for (int64_t p = 0; p < pairs; p++) {
        shuffle(order, e->count, gatrt_mix(draw ^ (uint64_t)p));
        for (int64_t u = 0; u < e->count; u++)
            gain[u] = 0.0;
        walk(why, s, gone, e, order, false, gain);
        walk(why, s, gone, e, order, true, gain);
        for (int64_t u = 0; u < e->count; u++) {
            const double mean = gain[u] / 2.0, off = mean - e->effects[u].amount; /* Welford's sums */
            e->effects[u].amount += off / (double)(p + 1);
            squares[u] += off * (mean - e->effects[u].amount);
        }
    }
    for (int64_t u = 0; u < e->count; u++)
        e->effects[u].error = pairs > 1 ? sqrt(squares[u] / (double)(pairs - 1) / (double)pairs) : (double)NAN;
    mem_free(order);
    mem_free(gain);
    mem_free(squares);
}

void find_shapley(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    (e->count <= SHAPLEY_EXACT ? find_exact : find_shapley_drawn)(why, s, gone, e);
}
