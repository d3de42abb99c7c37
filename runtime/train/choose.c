/* choose.c - which epoch's weights a run keeps, when its patience ends, and which of
 * several runs stands for them.
 *
 *   CHOOSE_BOTH        no metric was named: as in Velickovic et al. 2018, weights are kept where
 *                      validation loss and metric are both as good as the best so far
 *   CHOOSE_METRIC      train { metric = } or --metric names one: weights of its best value on the
 *                      validation nodes, of equal ones those of the lowest loss, of these the first
 *   CHOOSE_TRAIN_LOSS  there are no validation nodes: weights of the lowest loss on the training
 *                      nodes, without dropout
 *
 * Patience counts epochs in which neither loss nor metric was as good as its best so far;
 * without validation nodes the loss alone. A number is better than none: NaN never wins.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

Choice choice_of(const Job *job)
{
    if (!split_mask(job_set(job), 1))
        return CHOOSE_TRAIN_LOSS;
    return job->model->recipe.metric_named ? CHOOSE_METRIC : CHOOSE_BOTH;
}

int choice_split(Choice by)
{
    return by == CHOOSE_TRAIN_LOSS ? 0 : 1;
}

const char *choice_rows(Choice by)
{
    return choice_split(by) == 0 ? "training" : "validation";
}

/* -1, 0, 1: a is worse, as good, better; any number is better than NaN. */
static int compare_metric(const char *metric, double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(b) != 0) - (isnan(a) != 0);
    return metric_better(metric, a, b) - metric_better(metric, b, a);
}

static int compare_loss(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(b) != 0) - (isnan(a) != 0);
    return (a < b) - (a > b);
}

/* Is it as good as anything so far, `best`, which begins as the worst there is? Not where it is NaN. */
static bool metric_good(const char *metric, double value, double best)
{
    return !isnan(value) && compare_metric(metric, value, best) >= 0;
}

static bool loss_good(double value, double best)
{
    return !isnan(value) && compare_loss(value, best) >= 0;
}

/* kept_loss and best_metric are of the same epoch here: the metric alone decides when both change. */
static bool beats_kept(const char *metric, const TrainState *s, Score score)
{
    const int by_metric = compare_metric(metric, score.metric, s->best_metric);
    return !isnan(score.metric) && (by_metric > 0 || (by_metric == 0 && compare_loss(score.loss, s->kept_loss) > 0));
}

bool choice_note(Choice by, const char *metric, TrainState *s, Score score)
{
    const bool good_metric = by != CHOOSE_TRAIN_LOSS && metric_good(metric, score.metric, s->best_metric);
    const bool good_loss = loss_good(score.loss, s->best_loss);
    bool keep = by == CHOOSE_BOTH     ? good_metric && good_loss
                : by == CHOOSE_METRIC ? beats_kept(metric, s, score)
                                      : good_loss;
    if (good_metric)
        s->best_metric = score.metric;
    if (good_loss)
        s->best_loss = score.loss;
    if (keep)
        s->kept_loss = score.loss;
    s->waited = good_metric || good_loss ? 0 : s->waited + 1;
    return keep;
}

void choice_stop(const char *stop, TrainState *s, int64_t waited, double value)
{
    const int better =
        strcmp(stop, "loss") == 0 ? compare_loss(value, s->best_stop) : compare_metric(stop, value, s->best_stop);
    if (better > 0)
        s->best_stop = value;
    s->waited = better > 0 ? 0 : waited + 1;
}

bool choice_better(Choice by, const char *metric, Score a, Score b)
{
    const int by_metric = by == CHOOSE_TRAIN_LOSS ? 0 : compare_metric(metric, a.metric, b.metric);
    return by_metric > 0 || (by_metric == 0 && compare_loss(a.loss, b.loss) > 0);
}

ChoiceText choice_name(Choice by, const char *metric)
{
    ChoiceText t;
    switch (by) {
    case CHOOSE_BOTH: snprintf(t.text, sizeof t.text, "val_loss and val_%s", metric); break;
    case CHOOSE_METRIC: snprintf(t.text, sizeof t.text, "val_%s", metric); break;
    case CHOOSE_TRAIN_LOSS: snprintf(t.text, sizeof t.text, "train_loss"); break;
    }
    return t;
}

ChoiceText choice_reason(Choice by, const char *metric, const char *row)
{
    ChoiceText t;
    switch (by) {
    case CHOOSE_BOTH:
        snprintf(t.text, sizeof t.text, "the last with validation loss and %s both as good as ever", metric);
        break;
    case CHOOSE_METRIC: snprintf(t.text, sizeof t.text, "the best by validation %s", metric); break;
    case CHOOSE_TRAIN_LOSS:
        snprintf(t.text, sizeof t.text, "that of the lowest training loss; there are no validation %.40ss", row);
        break;
    }
    return t;
}

ChoiceText choice_patience(Choice by, const char *metric, const char *stop)
{
    ChoiceText t;
    if (stop)
        snprintf(t.text, sizeof t.text, "%s %.40s was not better than its best", choice_rows(by), stop);
    else if (by == CHOOSE_TRAIN_LOSS)
        snprintf(t.text, sizeof t.text, "the training loss was not as low as its lowest");
    else
        snprintf(t.text, sizeof t.text, "neither validation loss nor %s was as good as its best", metric);
    return t;
}
