/* metrics_ranking.c - metrics of the order that scores give to rows: positives are to stand above negatives. */
#include "runtime/train/metrics.h"

#include <math.h>
#include <stdlib.h>

/* ------------------------------------------------- ROC AUC, average precision */

typedef struct Scored {
    double score;
    bool positive;
} Scored;

static int by_score(const void *left, const void *right)
{
    const double a = ((const Scored *)left)->score, b = ((const Scored *)right)->score;
    return (a > b) - (a < b);
}

/* Mann and Whitney: the chance that a positive scores above a negative, ties counting half. */
static double area(const Scored *rows, int64_t count, int64_t k)
{
    (void)k;
    double positives = 0.0, negatives = 0.0, won = 0.0;
    for (int64_t first = 0, end; first < count; first = end) {
        double positive = 0.0, negative = 0.0;
        for (end = first; end < count && by_score(&rows[first], &rows[end]) == 0; end++) {
            positive += rows[end].positive;
            negative += !rows[end].positive;
        }
        won += positive * (negatives + 0.5 * negative);
        positives += positive;
        negatives += negative;
    }
    return positives > 0.0 && negatives > 0.0 ? won / (positives * negatives) : NAN;
}

/* Over the distinct scores, from the best one down: precision, weighted with the recall it adds. */
static double mean_precision(const Scored *rows, int64_t count, int64_t k)
{
    (void)k;
    double positives = 0.0, sum = 0.0;
    for (int64_t last = count, start; last > 0; last = start) {
        double positive = 0.0;
        for (start = last; start > 0 && by_score(&rows[start - 1], &rows[last - 1]) == 0; start--)
            positive += rows[start - 1].positive;
        positives += positive;
        sum += positive * positives / (double)(count - start);
    }
    return positives > 0.0 ? sum / positives : NAN;
}

/* Hu et al. 2020, arXiv:2005.00687: the share of positives strictly above the k-th best negative; all where there are fewer
 * than k. */
static double hits_at(const Scored *rows, int64_t count, int64_t k)
{
    int64_t positives = 0, negatives = 0, above = 0, last = count;
    for (; last > 0 && negatives < k; last--)
        negatives += !rows[last - 1].positive;
    const double limit = negatives < k ? -INFINITY : rows[last].score;
    for (int64_t i = 0; i < count; i++) {
        positives += rows[i].positive;
        above += rows[i].positive && (negatives < k || rows[i].score > limit);
    }
    return positives > 0 && (negatives > 0 || positives < count) ? (double)above / (double)positives : NAN;
}

/* The mean of 1 / rank of each positive among all negatives; between equals the rank is in the middle. */
static double mean_reciprocal(const Scored *rows, int64_t count, int64_t k)
{
    (void)k;
    double above = 0.0, positives = 0.0, sum = 0.0; /* above: negatives */
    for (int64_t last = count, start; last > 0; last = start) {
        double positive = 0.0, equal = 0.0;
        for (start = last; start > 0 && by_score(&rows[start - 1], &rows[last - 1]) == 0; start--) {
            positive += rows[start - 1].positive;
            equal += !rows[start - 1].positive;
        }
        sum += positive / (above + 0.5 * equal + 1.0);
        positives += positive;
        above += equal;
    }
    return positives > 0.0 && above > 0.0 ? sum / positives : NAN;
}

/* What ranks a row as being of class j: its softmax; two classes need no exp. */
static double class_score(const Task *t, int64_t row, int64_t j)
{
    const float *out = t->out + row * t->width;
    if (t->width == 1)
        return out[0];
    if (t->width == 2)
        return (double)out[j] - (double)out[1 - j];
    double sum = 0.0;
    for (int64_t i = 0; i < t->width; i++)
        sum += exact_exp((double)out[i] - (double)out[j]);
    return 1.0 / sum;
}

/* The rows that count, in ascending order of their score for column j; returns how many. */
static int64_t rank_rows(const Task *t, int64_t j, Scored *rows)
{
    int64_t count = 0;
    for (int64_t row = 0; row < t->rows; row++) {
        if (task_is_labels(t))
            rows[count++] = (Scored){t->out[row * t->width + j], task_has_label(t, row, j)};
        else if (task_class(t, row) >= 0)
            rows[count++] = (Scored){class_score(t, row, j), task_class(t, row) == j};
    }
    qsort(rows, (size_t)count, sizeof *rows, by_score);
    return count;
}

/* Of class 1 where there are two; otherwise the mean of each class or label against
 * the rest, leaving out those for which the ranking says nothing. */
static double mean_ranking(const Task *t, double (*score)(const Scored *rows, int64_t count, int64_t k))
{
    Scored *rows = mem_alloc(t->rows > 0 ? (size_t)t->rows : 1, sizeof *rows);
    const bool binary = !task_is_labels(t) && t->classes == 2;
    const int64_t columns = task_is_labels(t) || t->classes <= t->width ? t->classes : t->width;
    double sum = 0.0, counted = 0.0;
    for (int64_t j = binary ? 1 : 0; j < (binary ? 2 : columns); j++) {
        const int64_t count = rank_rows(t, j, rows);
        const double value = score(rows, count, t->k);
        if (!isnan(value)) {
            sum += value;
            counted++;
        }
    }
    mem_free(rows);
    return counted > 0.0 ? sum / counted : NAN;
}

double metric_roc_auc(const Task *t)
{
    return mean_ranking(t, area);
}

double metric_average_precision(const Task *t)
{
    return mean_ranking(t, mean_precision);
}

double metric_hits_at(const Task *t)
{
    return mean_ranking(t, hits_at);
}

double metric_mrr(const Task *t)
{
    return mean_ranking(t, mean_reciprocal);
}
