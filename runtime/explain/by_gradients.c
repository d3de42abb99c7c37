/* by_gradients.c - what the answer's gradients say of each unit:
 *
 *   saliency               their size (Simonyan et al. 2014)
 *   input-x-gradient       times the feature, or the mask, which is 1 (Shrikumar et al. 2016)
 *   integrated-gradients   that, with the mean of gradients on the way from 0, in 50 steps, each in its middle (Sundararajan et al. 2017): the
 *                          amounts sum to the answer less the answer with none, to the steps' accuracy
 *
 * Of edges masks are weakened together, of features and nodes the features of all rows. A mask is a message's, as in PyTorch
 * Geometric: what is masked still takes its share of attention.
 */
#include "runtime/explain/explain.h"
#include "runtime/explain/scene_parts.h"

#include <math.h>
#include <string.h>

enum { STEPS = 50 };

/* How the answer's number goes with the columns of the output. */
void asked_gradient(const Asked *a, const float *row, int64_t column, float *counts)
{
    const double value = asked_value(a, row, column);
    for (int64_t j = 0; j < a->width; j++)
        switch (a->answer) {
        case ANSWER_CLASS: counts[j] = (float)(value * ((j == column) - asked_value(a, row, j))); break;
        case ANSWER_LABELS: counts[j] = (float)(j == column ? value * (1.0 - value) : 0.0); break;
        default: counts[j] = j == column; break;
        }
}

static void find_gradients(const Why *why, Grads *g, Explanation *e, float *counts)
{
    asked_gradient(&why->asked, grads_answer(g), e->column, counts);
    grads_find(g, counts);
    e->asked += 2;
}

static void add_edges(const Grads *g, Explanation *e, bool absolute, double share)
{
    double *of_unit = mem_alloc((size_t)e->count, sizeof *of_unit);
    grads_of_units(g, absolute, of_unit);
    for (int64_t u = 0; u < e->count; u++)
        e->effects[u].amount += share * of_unit[u];
    mem_free(of_unit);
}

static int64_t place_of(const Scene *s, int64_t unit)
{
    int64_t place = unit; /* units of nodes are the scene's rows but the one that is asked about, in their order */
    for (int k = 0; k < s->stage->space; k++)
        place -= s->stage->model->spaces[k].kind == GATRT_ROWS && k != GATRT_GRAPH ? s->full->spaces[k].count : 0;
    return place + (place >= s->place);
}

/* `share` of what the gradients say now. */
static void add(const Scene *s, Grads *g, Explanation *e, bool times, double share)
{
    if (s->stage->of == OF_EDGES) {
        add_edges(g, e, !times, share);
        return;
    }
    for (int64_t u = 0; u < e->count; u++) {
        const bool node = s->stage->of == OF_NODES;
        const bool here = !node || e->units[u].space == s->stage->space;
        const double amount = !here  ? 0.0
                              : node ? grads_of_row(g, place_of(s, u), times, !times)
                                     : grads_of_feature(g, e->units[u].to, times);
        e->effects[u].amount += share * (times ? amount : fabs(amount));
    }
}

static void find(const Why *why, Scene *s, Explanation *e, bool times)
{
    Grads *g = grads_new(s);
    float counts[MOST_COLUMNS];
    find_gradients(why, g, e, counts);
    add(s, g, e, times, 1.0);
    grads_free(g);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): as every method has it */
void find_saliency(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    (void)gone;
    find(why, s, e, false);
}

/* NOLINTNEXTLINE(readability-non-const-parameter) */
void find_input_gradient(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    (void)gone;
    find(why, s, e, true);
}

/* Masks of all edges, or features of all rows. */
static void weaken(const Scene *s, Grads *g, float share)
{
    double *mask = mem_alloc((size_t)scene_units(s), sizeof *mask);
    for (int64_t u = 0; u < scene_units(s); u++)
        mask[u] = (double)share;
    if (s->stage->of == OF_EDGES)
        grads_set_masks(g, mask);
    else
        grads_scale(g, share);
    mem_free(mask);
}

/* NOLINTNEXTLINE(readability-non-const-parameter) */
void find_integrated(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    Grads *g = grads_new(s);
    float counts[MOST_COLUMNS];
    (void)gone;
    for (int i = 0; i < STEPS; i++) {
        weaken(s, g, ((float)i + 0.5f) / STEPS);
        find_gradients(why, g, e, counts);
        if (s->stage->of != OF_EDGES)
            grads_scale(g, 1.0f);
        add(s, g, e, true, 1.0 / STEPS);
    }
    weaken(s, g, 0.0f);
    e->none = asked_value(&why->asked, grads_answer(g), e->column);
    grads_free(g);
}
