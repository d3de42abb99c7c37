/* metrics_classes.c - metrics of classes and labels, by the truth and the prediction of each row. */
#include "runtime/train/metrics.h"

#include <math.h>

/* -------------------------------------------------------- truth, prediction */

bool task_is_labels(const Task *t)
{
    return !t->of->label;
}

int64_t task_class(const Task *t, int64_t row)
{
    return t->of->label[t->row_id[row]];
}

bool task_has_label(const Task *t, int64_t row, int64_t column)
{
    return t->of->target[t->row_id[row] * t->of->classes + column] > 0.5f;
}

int64_t task_prediction(const Task *t, int64_t row)
{
    const float *out = t->out + row * t->width;
    if (t->width == 1)
        return out[0] > 0.0f;
    int64_t best = 0;
    for (int64_t j = 1; j < t->width; j++)
        if (out[j] > out[best])
            best = j;
    return best;
}

static bool predicts_label(const Task *t, int64_t row, int64_t column)
{
    return t->out[row * t->width + column] > 0.0f;
}

static double ratio(double part, double whole)
{
    return whole > 0.0 ? part / whole : 0.0;
}

/* ----------------------------------------------------------------- accuracy */

/* Right rows of those that have a class; right columns of all rows for labels. */
double metric_accuracy(const Task *t)
{
    int64_t right = 0, asked = 0;
    for (int64_t row = 0; row < t->rows; row++) {
        if (task_is_labels(t)) {
            for (int64_t j = 0; j < t->classes; j++)
                right += predicts_label(t, row, j) == task_has_label(t, row, j);
            asked += t->classes;
        } else if (task_class(t, row) >= 0) {
            right += task_prediction(t, row) == task_class(t, row);
            asked++;
        }
    }
    return asked > 0 ? (double)right / (double)asked : NAN;
}

/* ------------------------------------------------- precision, recall and F1 */

static void count_label(Hits *hits, bool truth, bool prediction)
{
    hits->right += truth && prediction;
    hits->wrong += !truth && prediction;
    hits->missed += truth && !prediction;
}

static void count_class(Hits *hits, int64_t truth, int64_t prediction)
{
    if (truth == prediction) {
        hits[truth].right++;
    } else {
        hits[truth].missed++;
        hits[prediction].wrong++;
    }
}

Hits *task_hits(const Task *t)
{
    Hits *hits = mem_alloc((size_t)t->classes, sizeof *hits);
    for (int64_t row = 0; row < t->rows; row++) {
        if (task_is_labels(t)) {
            for (int64_t j = 0; j < t->classes; j++)
                count_label(&hits[j], task_has_label(t, row, j), predicts_label(t, row, j));
        } else if (task_class(t, row) >= 0) {
            count_class(hits, task_class(t, row), task_prediction(t, row));
        }
    }
    return hits;
}

static double precision_of(const Hits *h)
{
    return ratio(h->right, h->right + h->wrong);
}

static double recall_of(const Hits *h)
{
    return ratio(h->right, h->right + h->missed);
}

static double f1_of(const Hits *h)
{
    return ratio(2.0 * h->right, 2.0 * h->right + h->wrong + h->missed);
}

static double macro(const Task *t, double (*score)(const Hits *))
{
    Hits *hits = task_hits(t);
    double sum = 0.0, seen = 0.0;
    for (int64_t j = 0; j < t->classes; j++) {
        if (task_is_labels(t) || hits[j].right + hits[j].wrong + hits[j].missed > 0.0) {
            sum += score(&hits[j]);
            seen++;
        }
    }
    mem_free(hits);
    return seen > 0.0 ? sum / seen : NAN;
}

static double of_class_one_or_macro(const Task *t, double (*score)(const Hits *))
{
    if (task_is_labels(t) || t->classes != 2)
        return macro(t, score);
    Hits *hits = task_hits(t);
    const double value = score(&hits[1]);
    mem_free(hits);
    return value;
}

/* As many times as the class, or label, is there. */
static double weighted(const Task *t, double (*score)(const Hits *))
{
    Hits *hits = task_hits(t);
    double sum = 0.0, all = 0.0;
    for (int64_t j = 0; j < t->classes; j++) {
        const double count = hits[j].right + hits[j].missed;
        sum += count * score(&hits[j]);
        all += count;
    }
    mem_free(hits);
    return all > 0.0 ? sum / all : NAN;
}

/* Of the hits of all classes together; with one class a row that is the accuracy. */
static double micro(const Task *t, double (*score)(const Hits *))
{
    Hits *hits = task_hits(t), all = {0};
    for (int64_t j = 0; j < t->classes; j++) {
        all.right += hits[j].right;
        all.wrong += hits[j].wrong;
        all.missed += hits[j].missed;
    }
    mem_free(hits);
    return score(&all);
}

double metric_precision(const Task *t)
{
    return of_class_one_or_macro(t, precision_of);
}

double metric_recall(const Task *t)
{
    return of_class_one_or_macro(t, recall_of);
}

#define AVERAGES(name)                                                                                                 \
    double metric_##name##_macro(const Task *t)                                                                        \
    {                                                                                                                  \
        return macro(t, name##_of);                                                                                    \
    }                                                                                                                  \
    double metric_##name##_micro(const Task *t)                                                                        \
    {                                                                                                                  \
        return micro(t, name##_of);                                                                                    \
    }                                                                                                                  \
    double metric_##name##_weighted(const Task *t)                                                                     \
    {                                                                                                                  \
        return weighted(t, name##_of);                                                                                 \
    }
AVERAGES(precision)
AVERAGES(recall)
AVERAGES(f1)

/* The mean recall of the classes that there are. */
double metric_balanced_accuracy(const Task *t)
{
    Hits *hits = task_hits(t);
    double sum = 0.0, seen = 0.0;
    for (int64_t j = 0; j < t->classes; j++)
        if (hits[j].right + hits[j].missed > 0.0) {
            sum += recall_of(&hits[j]);
            seen++;
        }
    mem_free(hits);
    return seen > 0.0 ? sum / seen : NAN;
}

HitRatios metric_ratios(const Hits *hits)
{
    return (HitRatios){precision_of(hits), recall_of(hits), f1_of(hits)};
}
