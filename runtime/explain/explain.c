/* explain.c - around one row: its units, what a method says of each, and how far the first of them carry the answer.
 *
 * Fidelity is as GraphFramEx (Amara et al. 2022) and PyTorch Geometric have it: does the answer change without the units
 * that speak most for it, and does it stay with these alone? Unfaithfulness is GraphEvalX's (Agarwal et al. 2022):
 * 1 - exp(-KL(answer || answer with these alone)).
 */
#include "runtime/explain/explain.h"
#include "runtime/base/words.h"
#include "runtime/sample/sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ExplainMethod methods[] = {
    {"leave-one-out", "the answer less the answer without it", find_leave_one_out, false, false, false, false},
    {"shapley", "what it adds, over all orders in which they may come", find_shapley, false, false, false, false},
    {"attention", "its largest weight in any layer and head", find_attention, true, true, false, false},
    {"rollout", "the product of all layers' weights on the ways from it", find_rollout, true, false, false, true},
    {"saliency", "the size of the answer's gradient", find_saliency, false, false, true, false},
    {"input-x-gradient", "it times the answer's gradient", find_input_gradient, false, false, true, false},
    {"integrated-gradients", "it times the mean of gradients on the way from none", find_integrated, false, false, true,
     false},
    {"gnn-explainer", "the mask that it learnt, from 0 to 1", find_gnn_explainer, false, true, true, false},
};
enum { METHODS = sizeof methods / sizeof methods[0] };

const ExplainMethod *explain_method(const char *name, Error *error)
{
    const char *known[METHODS];
    for (int i = 0; i < METHODS; i++) {
        known[i] = methods[i].name;
        if (strcmp(name, methods[i].name) == 0)
            return &methods[i];
    }
    word_unknown("--method", name, "method", known, METHODS, error);
    return NULL;
}

void explanation_free(Explanation *e)
{
    mem_free(e->effects);
    mem_free(e->units);
    *e = (Explanation){.row = 0};
}

static void begin(const Why *why, const Scene *s, int64_t row, Explanation *e)
{
    const float *whole = scene_whole(s);
    e->row = row;
    e->rows = scene_rows(s);
    e->column = asked_column(&why->asked, whole);
    e->value = asked_value(&why->asked, whole, e->column);
    e->none = NAN;
    e->told = why->asked.answer == ANSWER_CLASS ? answer_class(whole, why->asked.width) : -1;
    e->count = scene_units(s);
    e->asked = 1;
    e->effects = sample_room(e->effects, &e->room, 0, e->count, sizeof *e->effects);
    e->units = sample_room(e->units, &e->unit_room, 0, e->count, sizeof *e->units);
    for (int64_t u = 0; u < e->count; u++) {
        e->effects[u] = (Effect){.unit = u, .without = NAN, .told = -1};
        e->units[u] = scene_unit(s, u);
    }
}

/* The largest amount first; of equal ones the first of the scene. */
static int by_amount(const void *a, const void *b)
{
    const Effect *x = a, *y = b;
    if (x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static double unfaithfulness(const Asked *a, const float *whole, const float *alone)
{
    double divergence = 0.0;
    for (int64_t j = 0; j < a->width; j++) {
        const double p = asked_value(a, whole, j), q = asked_value(a, alone, j);
        divergence += p > 0.0 ? p * log(p / q) : 0.0;
    }
    return 1.0 - exp(-divergence);
}

/* Of the first `top`, as far as they speak for the answer. */
static void look_at_top(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    const Asked *a = &why->asked;
    const bool classes = a->answer == ANSWER_CLASS;
    e->top = 0;
    while (e->top < why->top && e->top < e->count && e->effects[e->top].amount > 0.0)
        gone[e->effects[e->top++].unit] = 1;
    const float *row = scene_without(s, gone);
    e->without_top = asked_value(a, row, e->column);
    e->told_without_top = classes ? answer_class(row, a->width) : -1;
    for (int64_t u = 0; u < e->count; u++)
        gone[u] = !gone[u];
    row = scene_without(s, gone);
    e->top_alone = asked_value(a, row, e->column);
    e->told_top = classes ? answer_class(row, a->width) : -1;
    e->unfaithful = classes ? unfaithfulness(a, scene_whole(s), row) : (double)NAN;
    e->asked += 2;
}

bool explain_row(const Why *why, const ExplainMethod *method, Scene *s, int64_t row, Pool *pool, Explanation *e,
                 Error *error)
{
    if (!scene_stand(s, row, pool, error))
        return false;
    begin(why, s, row, e);
    uint8_t *gone = mem_alloc((size_t)e->count, 1);
    method->find(why, s, gone, e);
    if (e->count)
        qsort(e->effects, (size_t)e->count, sizeof *e->effects, by_amount);
    look_at_top(why, s, gone, e);
    mem_free(gone);
    return true;
}
