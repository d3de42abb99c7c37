/* ensemble.c - the outputs of several weights become one model's.
 *
 * In: a view and the members' weights. Out: the view's outputs, as if one model had made them. Sums are in double and go
 * over the members in their order; probabilities are summed as logarithms, so that one that is next to 0 stays a number:
 * log(a + b) = m + log(1 + exp(-|log a - log b|)) for the larger m of the two.
 */
#include "runtime/train/ensemble.h"
#include "runtime/train/answer.h"

#include <math.h>

void ensemble_free(Ensemble *e)
{
    mem_free(e->params);
    *e = (Ensemble){.count = 0};
}

const char *ensemble_says(const gatrt_model *model)
{
    const Answer answer = answer_of(model);
    return answer == ANSWER_CLASS    ? "the mean of their classes' probabilities"
           : answer == ANSWER_LABELS ? "the mean of their labels' probabilities"
                                     : "the mean of their outputs";
}

static const float *member(const View *view, const Ensemble *e, int k)
{
    return e->params + (int64_t)k * view->model->param_floats;
}

/* Sums of one output over the members; `others` of labels alone. */
typedef struct Sums {
    Answer as; /* ANSWER_VALUES: of the numbers; else of the logarithms of probabilities, and of 1 less them */
    int64_t rows, width;
    double *sum, *others;
} Sums;

/* log(exp a + exp b) */
static double log_sum(double a, double b)
{
    return a == b ? a + exact_log(2.0) : fmax(a, b) + exact_log1p(exact_exp(-fabs(a - b)));
}

/* log softmax of a row of logits, added to `sum`. */
static void add_row(const float *z, int64_t width, bool first, double *sum)
{
    double largest = (double)z[0], total = 0.0;
    for (int64_t j = 1; j < width; j++)
        largest = (double)z[j] > largest ? (double)z[j] : largest;
    for (int64_t j = 0; j < width; j++)
        total += exact_exp((double)z[j] - largest);
    for (int64_t j = 0; j < width; j++) {
        const double log_p = (double)z[j] - largest - exact_log(total);
        sum[j] = first || isnan(log_p) ? log_p : log_sum(sum[j], log_p);
    }
}

/* log sigmoid(z) = min(z, 0) - log(1 + exp(-|z|)) */
static double log_sigmoid(double z)
{
    return (z < 0.0 ? z : 0.0) - exact_log1p(exact_exp(-fabs(z)));
}

static void add_label(double z, bool first, double *sum, double *other)
{
    const double log_p = log_sigmoid(z), log_q = log_sigmoid(-z);
    *sum = first || isnan(z) ? log_p : log_sum(*sum, log_p);
    *other = first || isnan(z) ? log_q : log_sum(*other, log_q);
}

static void add_member(Sums *s, const float *values, bool first)
{
    if (s->as == ANSWER_CLASS) {
        for (int64_t r = 0; r < s->rows; r++)
            add_row(values + r * s->width, s->width, first, s->sum + r * s->width);
        return;
    }
    for (int64_t i = 0; i < s->rows * s->width; i++) {
        if (s->as == ANSWER_LABELS)
            add_label((double)values[i], first, &s->sum[i], &s->others[i]);
        else
            s->sum[i] += (double)values[i];
    }
}

static void take_mean(const Sums *s, int count, float *values)
{
    for (int64_t i = 0; i < s->rows * s->width; i++)
        values[i] = (float)(s->as == ANSWER_CLASS    ? s->sum[i] - exact_log((double)count)
                            : s->as == ANSWER_LABELS ? s->sum[i] - s->others[i]
                                                     : s->sum[i] / (double)count);
}

static Sums sums_of(const View *view, int output)
{
    Sums s = {.as = output == 0 ? answer_of(view->model) : ANSWER_VALUES,
              .rows = view_output_rows(view, output),
              .width = view->model->outputs[output].width};
    const size_t count = (size_t)(s.rows * s.width);
    s.sum = mem_alloc(count, sizeof *s.sum);
    s.others = s.as == ANSWER_LABELS ? mem_alloc(count, sizeof *s.others) : NULL;
    return s;
}

void ensemble_infer(View *view, int program, const Ensemble *e, Pool *pool)
{
    const int outputs = view->model->output_count;
    view_infer(view, program, member(view, e, 0), pool, NULL);
    if (e->count == 1)
        return;
    Sums *sums = mem_alloc((size_t)outputs + 1, sizeof *sums);
    for (int i = 0; i < outputs; i++)
        if (view->outputs[i])
            sums[i] = sums_of(view, i);
    for (int k = 0; k < e->count; k++) {
        if (k > 0)
            view_infer(view, program, member(view, e, k), pool, NULL);
        for (int i = 0; i < outputs; i++)
            if (view->outputs[i])
                add_member(&sums[i], view->outputs[i], k == 0);
    }
    for (int i = 0; i < outputs; i++) {
        if (view->outputs[i])
            take_mean(&sums[i], e->count, view->outputs[i]);
        mem_free(sums[i].sum);
        mem_free(sums[i].others);
    }
    mem_free(sums);
}

/* Most losses are of the outputs alone: then all members have the same. */
static double mean_loss(View *view, const Ensemble *e, double first, const Job *job)
{
    double sum = first;
    bool differ = false;
    for (int k = 1; k < e->count; k++) {
        const double loss = view_score_again(view, member(view, e, k), job).loss;
        differ |= loss != first;
        sum += loss;
    }
    return differ ? sum / (double)e->count : first;
}

Score ensemble_score(View *view, const Ensemble *e, const Job *job)
{
    ensemble_infer(view, VIEW_INFER, e, job->pool);
    Score score = view_score_again(view, member(view, e, 0), job);
    score.loss = mean_loss(view, e, score.loss, job);
    return score;
}
