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

enum { STEPS = 50, MOST_COLUMNS = 4096 };

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

/* Adds `share` of what the gradients say now. */
static void add_edges(const Scene *s, Grads *g, Explanation *e, bool absolute, double share)
{
    for (int relation = 0; relation < s->stage->model->space_count; relation++) {
        const float *grad = grads_of_mask(g, relation);
        for (int64_t i = 0; grad && i < s->edges[relation].entries; i++) {
            const int32_t unit = s->edges[relation].unit[i][0];
            if (unit != NO_UNIT)
                e->effects[unit].amount += share * (absolute ? fabs((double)grad[i]) : (double)grad[i]);
        }
    }
}

static int64_t place_of(const Scene *s, int64_t unit)
{
    int64_t place = unit; /* units of nodes are the scene's rows but the one that is asked about, in their order */
    for (int k = 0; k < s->stage->space; k++)
        place -= s->stage->model->spaces[k].kind == GATRT_ROWS && k != GATRT_GRAPH ? s->full->spaces[k].count : 0;
    return place + (place >= s->place);
}

static void add(const Scene *s, Grads *g, Explanation *e, bool times, double share)
{
    if (s->stage->of == OF_EDGES) {
        add_edges(s, g, e, !times, share);
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
    Error error = {""};
    Grads *g = grads_new(s, &error);
    float counts[MOST_COLUMNS];
    if (!g)
        give_up(GATRT_FAILED, "%s", error.text);
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

/* Masks of made self loops stay 1. */
static void set_masks(const Scene *s, Grads *g, float share)
{
    for (int relation = 0; relation < s->stage->model->space_count; relation++) {
        float *mask = grads_mask(g, relation);
        for (int64_t i = 0; mask && i < s->edges[relation].entries; i++)
            mask[i] = grads_is_made(g, relation, i) ? 1.0f : share;
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter) */
void find_integrated(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    Error error = {""};
    Grads *g = grads_new(s, &error);
    float counts[MOST_COLUMNS];
    (void)gone;
    if (!g)
        give_up(GATRT_FAILED, "%s", error.text);
    for (int i = 0; i < STEPS; i++) {
        const float share = ((float)i + 0.5f) / STEPS;
        if (s->stage->of == OF_EDGES)
            set_masks(s, g, share);
        else
            grads_scale(g, share);
        find_gradients(why, g, e, counts);
        if (s->stage->of != OF_EDGES)
            grads_scale(g, 1.0f);
        add(s, g, e, true, 1.0 / STEPS);
    }
    if (s->stage->of == OF_EDGES)
        set_masks(s, g, 0.0f);
    else
        grads_scale(g, 0.0f);
    e->none = asked_value(&why->asked, grads_answer(g), e->column);
    grads_free(g);
}
