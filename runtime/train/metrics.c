/* metrics.c - how good an output is, by name, over the first `rows` rows of it.
 *
 * Row r belongs to row row_id[r] of the data set's set of the kind. Kinds of task:
 *   classes   its label, output wider than 1: the prediction is the largest column,
 *             the first one among equals;
 *   binary    its label, output of width 1: 1 where it is above 0 (logits);
 *   labels    its target: each column is a yes/no of its own, yes where above 0;
 *   numbers   for the errors and r2: target, or class numbers as they stand.
 * Conventions are scikit-learn's: a ratio 0/0 counts as 0; macro means over the
 * classes that occur as truth or prediction (all columns for labels); precision and
 * recall are those of class 1 where there are two classes, macro otherwise; r2 is the
 * mean over columns, rmse the root of the mean over all numbers. Rows without a
 * label (below 0) do not count. NaN where nothing can be said: outputs that are not
 * finite rank nothing, and their largest is not a prediction; columns that are not the
 * target's are compared with none of it.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Task {
    const float *out; /* [rows, width] */
    int64_t width, rows;
    const gatrt_set *of; /* whose rows they are */
    const int64_t *row_id;
    int64_t classes; /* classes or columns that can occur */
} Task;

/* -------------------------------------------------------- truth, prediction */

static bool is_labels(const Task *t)
{
    return !t->of->label;
}

static int64_t true_class(const Task *t, int64_t row)
{
    return t->of->label[t->row_id[row]];
}

static bool has_label(const Task *t, int64_t row, int64_t column)
{
    return t->of->target[t->row_id[row] * t->of->classes + column] > 0.5f;
}

static int64_t predicted_class(const Task *t, int64_t row)
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
static double accuracy(const Task *t)
{
    int64_t right = 0, asked = 0;
    for (int64_t row = 0; row < t->rows; row++) {
        if (is_labels(t)) {
            for (int64_t j = 0; j < t->classes; j++)
                right += predicts_label(t, row, j) == has_label(t, row, j);
            asked += t->classes;
        } else if (true_class(t, row) >= 0) {
            right += predicted_class(t, row) == true_class(t, row);
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

/* [classes], mem_free */
static Hits *count_hits(const Task *t)
{
    Hits *hits = mem_alloc((size_t)t->classes, sizeof *hits);
    for (int64_t row = 0; row < t->rows; row++) {
        if (is_labels(t)) {
            for (int64_t j = 0; j < t->classes; j++)
                count_label(&hits[j], has_label(t, row, j), predicts_label(t, row, j));
        } else if (true_class(t, row) >= 0) {
            count_class(hits, true_class(t, row), predicted_class(t, row));
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
    Hits *hits = count_hits(t);
    double sum = 0.0, seen = 0.0;
    for (int64_t j = 0; j < t->classes; j++) {
        if (is_labels(t) || hits[j].right + hits[j].wrong + hits[j].missed > 0.0) {
            sum += score(&hits[j]);
            seen++;
        }
    }
    mem_free(hits);
    return seen > 0.0 ? sum / seen : NAN;
}

static double of_class_one_or_macro(const Task *t, double (*score)(const Hits *))
{
    if (is_labels(t) || t->classes != 2)
        return macro(t, score);
    Hits *hits = count_hits(t);
    const double value = score(&hits[1]);
    mem_free(hits);
    return value;
}

static double precision(const Task *t)
{
    return of_class_one_or_macro(t, precision_of);
}

static double recall(const Task *t)
{
    return of_class_one_or_macro(t, recall_of);
}

static double f1_macro(const Task *t)
{
    return macro(t, f1_of);
}

/* Of the hits of all classes together; with one class a row that is the accuracy. */
static double f1_micro(const Task *t)
{
    Hits *hits = count_hits(t), all = {0};
    for (int64_t j = 0; j < t->classes; j++) {
        all.right += hits[j].right;
        all.wrong += hits[j].wrong;
        all.missed += hits[j].missed;
    }
    mem_free(hits);
    return f1_of(&all);
}

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
static double area(const Scored *rows, int64_t count)
{
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
static double mean_precision(const Scored *rows, int64_t count)
{
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
        sum += exp((double)out[i] - (double)out[j]);
    return 1.0 / sum;
}

/* The rows that count, in ascending order of their score for column j; returns how many. */
static int64_t rank_rows(const Task *t, int64_t j, Scored *rows)
{
    int64_t count = 0;
    for (int64_t row = 0; row < t->rows; row++) {
        if (is_labels(t))
            rows[count++] = (Scored){t->out[row * t->width + j], has_label(t, row, j)};
        else if (true_class(t, row) >= 0)
            rows[count++] = (Scored){class_score(t, row, j), true_class(t, row) == j};
    }
    qsort(rows, (size_t)count, sizeof *rows, by_score);
    return count;
}

/* Of class 1 where there are two; otherwise the mean of each class or label against
 * the rest, leaving out those for which the ranking says nothing. */
static double mean_ranking(const Task *t, double (*score)(const Scored *rows, int64_t count))
{
    Scored *rows = mem_alloc(t->rows > 0 ? (size_t)t->rows : 1, sizeof *rows);
    const bool binary = !is_labels(t) && t->classes == 2;
    const int64_t columns = is_labels(t) || t->classes <= t->width ? t->classes : t->width;
    double sum = 0.0, counted = 0.0;
    for (int64_t j = binary ? 1 : 0; j < (binary ? 2 : columns); j++) {
        const int64_t count = rank_rows(t, j, rows);
        const double value = score(rows, count);
        if (!isnan(value)) {
            sum += value;
            counted++;
        }
    }
    mem_free(rows);
    return counted > 0.0 ? sum / counted : NAN;
}

static double roc_auc(const Task *t)
{
    return mean_ranking(t, area);
}

static double average_precision(const Task *t)
{
    return mean_ranking(t, mean_precision);
}

/* ------------------------------------------------------------------ numbers */

static double true_number(const Task *t, int64_t row, int64_t column)
{
    return t->of->target ? t->of->target[t->row_id[row] * t->of->classes + column] : (double)true_class(t, row);
}

static int64_t number_columns(const Task *t)
{
    return t->of->target ? t->classes : 1;
}

/* The mean of `error` over all rows and columns. */
static double mean_error(const Task *t, double (*error)(double difference))
{
    double sum = 0.0;
    for (int64_t row = 0; row < t->rows; row++)
        for (int64_t j = 0; j < number_columns(t); j++)
            sum += error((double)t->out[row * t->width + j] - true_number(t, row, j));
    return t->rows > 0 ? sum / ((double)t->rows * (double)number_columns(t)) : NAN;
}

static double square(double x)
{
    return x * x;
}

static double mse(const Task *t)
{
    return mean_error(t, square);
}

static double rmse(const Task *t)
{
    return sqrt(mse(t));
}

static double mae(const Task *t)
{
    return mean_error(t, fabs);
}

/* 1 - (squared errors) / (squared deviations from the mean); without deviations 1 or 0: right or not. */
static double r2_of_column(const Task *t, int64_t j)
{
    double mean = 0.0, errors = 0.0, deviations = 0.0;
    for (int64_t row = 0; row < t->rows; row++)
        mean += true_number(t, row, j) / (double)t->rows;
    for (int64_t row = 0; row < t->rows; row++) {
        const double truth = true_number(t, row, j);
        errors += square((double)t->out[row * t->width + j] - truth);
        deviations += square(truth - mean);
    }
    if (deviations > 0.0)
        return 1.0 - errors / deviations;
    return errors == 0.0 ? 1.0 : 0.0;
}

/* Of one row alone nothing can be said, as scikit-learn has it. */
static double r2(const Task *t)
{
    double sum = 0.0;
    for (int64_t j = 0; j < number_columns(t); j++)
        sum += r2_of_column(t, j);
    return t->rows > 1 ? sum / (double)number_columns(t) : NAN;
}

/* ---------------------------------------------------------------- the table */

typedef struct Metric {
    const char *name;
    double (*value)(const Task *t);
    bool lower_is_better;
    bool of_numbers; /* it takes outputs for numbers, not for scores of classes or labels */
    bool of_signs;   /* it takes them for logits: yes above 0 */
} Metric;

/* clang-format off */
static const Metric metrics[] = {
    { "accuracy",          accuracy,          false, false, true  },
    { "precision",         precision,         false, false, true  },
    { "recall",            recall,            false, false, true  },
    { "f1_macro",          f1_macro,          false, false, true  },
    { "f1_micro",          f1_micro,          false, false, true  },
    { "roc_auc",           roc_auc,           false, false, false },
    { "average_precision", average_precision, false, false, false },
    { "mse",               mse,               true,  true,  false },
    { "rmse",              rmse,              true,  true,  false },
    { "mae",               mae,               true,  true,  false },
    { "r2",                r2,                false, true,  false },
};
/* clang-format on */
enum { METRICS = sizeof metrics / sizeof metrics[0] };

static const Metric *find(const char *name)
{
    for (int i = 0; i < METRICS; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

bool metric_better(const char *name, double a, double b)
{
    return find(name)->lower_is_better ? a < b : a > b;
}

double metric_worst(const char *name)
{
    return find(name)->lower_is_better ? INFINITY : -INFINITY;
}

bool metric_of_numbers(const char *name)
{
    return find(name)->of_numbers;
}

static bool unknown_metric(const gatrt_model *model, const char *name, Error *error)
{
    char known[160] = "";
    for (int i = 0, used = 0; i < METRICS; i++)
        used += snprintf(known + used, sizeof known - (size_t)used, "%s%s", i ? ", " : "", metrics[i].name);
    return error_set(error, "model %.40s: no metric is called \"%.20s\"; there are %s", model->name, name, known);
}

/* What the loss is of, where it says so by the metric that comes with it: numbers and logits are not each other. */
static bool fits_loss(const gatrt_model *model, const Metric *metric, Error *error)
{
    const Metric *own = model->recipe.metric_named || !model->recipe.metric ? NULL : find(model->recipe.metric);
    if (own && own->of_numbers && metric->of_signs)
        return error_set(error, "model %.40s tells numbers: the metric \"%s\" is for classes and labels", model->name,
                         metric->name);
    if (own && !strcmp(own->name, "f1_micro") && metric->of_numbers)
        return error_set(error, "model %.40s tells labels, by logits: the metric \"%s\" is for numbers", model->name,
                         metric->name);
    return true;
}

/* Scores of classes have no distance from the number of a class. */
bool metric_check(const gatrt_model *model, const char *name, Error *error)
{
    const Metric *metric = find(name);
    bool classes = false;
    for (int i = 0; i < model->input_count; i++)
        classes |= model->inputs[i].role == GATRT_LABEL;
    if (!metric)
        return unknown_metric(model, name, error);
    if (metric->of_numbers && classes)
        return error_set(error, "model %.40s tells classes: the metric \"%s\" is for target.value", model->name, name);
    return fits_loss(model, metric, error);
}

/* Classes: all that either side can name. */
static int64_t classes_of(const gatrt_set *of, int64_t width)
{
    if (!of->label)
        return width;
    const int64_t named = width == 1 ? 2 : width;
    return of->classes > named ? of->classes : named;
}

double metric_value(const char *name, const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id,
                    int64_t rows)
{
    const Metric *metric = find(name);
    if (!metric || !(of->label || of->target) || (of->target && of->classes != width) ||
        first_not_finite(out, rows * width) >= 0)
        return NAN;
    const Task task = {out, width, rows, of, row_id, classes_of(of, width)};
    return metric->value(&task);
}

Hits *metric_hits(const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id, int64_t rows,
                  int64_t *classes)
{
    const Task task = {out, width, rows, of, row_id, classes_of(of, width)};
    *classes = task.classes;
    return count_hits(&task);
}

HitRatios metric_ratios(const Hits *hits)
{
    return (HitRatios){precision_of(hits), recall_of(hits), f1_of(hits)};
}
