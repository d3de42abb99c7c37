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
#include "runtime/train/metrics.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- the table */

typedef struct Metric {
    const char *name;
    MetricOf *value;
    bool lower_is_better;
    bool of_numbers; /* it takes outputs for numbers, not for scores of classes or labels */
    bool of_signs;   /* it takes them for logits: yes above 0 */
    bool of_pairs;   /* it ranks those of each source */
} Metric;

/* clang-format off */
static const Metric metrics[] = {
    { "accuracy",           metric_accuracy,            false, false, true, false },
    { "balanced_accuracy",  metric_balanced_accuracy,   false, false, true, false },
    { "precision",          metric_precision,           false, false, true, false },
    { "recall",             metric_recall,              false, false, true, false },
    { "f1_macro",           metric_f1_macro,            false, false, true, false },
    { "f1_micro",           metric_f1_micro,            false, false, true, false },
    { "f1_weighted",        metric_f1_weighted,         false, false, true, false },
    { "precision_macro",    metric_precision_macro,     false, false, true, false },
    { "precision_micro",    metric_precision_micro,     false, false, true, false },
    { "precision_weighted", metric_precision_weighted,  false, false, true, false },
    { "recall_macro",       metric_recall_macro,        false, false, true, false },
    { "recall_micro",       metric_recall_micro,        false, false, true, false },
    { "recall_weighted",    metric_recall_weighted,     false, false, true, false },
    { "mcc",                metric_mcc,                 false, false, true, false },
    { "kappa",              metric_kappa,               false, false, true, false },
    { "kappa_linear",       metric_kappa_linear,        false, false, true, false },
    { "kappa_quadratic",    metric_kappa_quadratic,     false, false, true, false },
    { "log_loss",           metric_log_loss,            true,  false, false, false },
    { "brier",              metric_brier,               true,  false, false, false },
    { "ece",                metric_ece,                 true,  false, false, false },
    { "roc_auc",            metric_roc_auc,             false, false, false, false },
    { "average_precision",  metric_average_precision,   false, false, false, false },
    { "hits@",              metric_hits_at,             false, false, false, false },
    { "mrr",                metric_mrr,                 false, false, false, false },
    { "ndcg@",              metric_ndcg_at,             false, false, false, true },
    { "precision@",         metric_precision_at,        false, false, false, true },
    { "recall@",            metric_recall_at,           false, false, false, true },
    { "map@",               metric_map_at,              false, false, false, true },
    { "hit_ratio@",         metric_hit_ratio_at,        false, false, false, true },
    { "mse",                metric_mse,                 true,  true,  false, false },
    { "rmse",               metric_rmse,                true,  true,  false, false },
    { "mae",                metric_mae,                 true,  true,  false, false },
    { "r2",                 metric_r2,                  false, true,  false, false },
    { "pearson",            metric_pearson,             false, true,  false, false },
    { "ci",                 metric_ci,                  false, true,  false, false },
};
/* clang-format on */
enum { METRICS = sizeof metrics / sizeof metrics[0] };

/* A name that ends with @ has a number behind it. */
static bool is_numbered(const Metric *metric)
{
    return metric->name[strlen(metric->name) - 1] == '@';
}

/* "100", and nothing behind it; 0: it is no number. */
static int64_t number_in(const char *text)
{
    int64_t number = 0;
    for (; *text >= '0' && *text <= '9' && number <= INT32_MAX; text++)
        number = 10 * number + (*text - '0');
    return *text || number > INT32_MAX ? 0 : number;
}

static const Metric *find(const char *name)
{
    for (int i = 0; i < METRICS; i++) {
        const size_t length = strlen(metrics[i].name);
        if (is_numbered(&metrics[i]) ? strncmp(metrics[i].name, name, length) == 0 && number_in(name + length) > 0
                                     : strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    }
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

/* Another average of one that is listed: a line has no room for all. */
static bool is_variant(const char *name)
{
    static const char *const ends[] = {"_macro",     "_weighted", "_linear", "_quadratic",
                                       "precision@", "recall@",   "map@",    "hit_ratio@"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (strlen(name) >= strlen(ends[i]) && strcmp(name + strlen(name) - strlen(ends[i]), ends[i]) == 0)
            return true;
    return strcmp(name, "precision_micro") == 0 || strcmp(name, "recall_micro") == 0;
}

static bool unknown_metric(const gatrt_model *model, const char *name, Error *error)
{
    char known[200] = "";
    for (int i = 0, used = 0; i < METRICS; i++)
        if (!is_variant(metrics[i].name))
            used += snprintf(known + used, sizeof known - (size_t)used, "%s%s%s", i ? ", " : "", metrics[i].name,
                             is_numbered(&metrics[i]) ? "10" : "");
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
    if (metric->of_pairs && !is_link(model, model_space(model)))
        return error_set(error, "model %.40s: the metric \"%s\" ranks pairs of one source, but the loss is over %s",
                         model->name, name, model->spaces[model_space(model)].name);
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
    return metric_of_pairs(name, out, width, of, row_id, rows, NULL);
}

double metric_of_pairs(const char *name, const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id,
                       int64_t rows, const int32_t *source)
{
    const Metric *metric = find(name);
    if (!metric || !(of->label || of->target) || (of->target && of->classes != width) ||
        first_not_finite(out, rows * width) >= 0)
        return NAN;
    const char *at = strchr(name, '@');
    const Task task = {out, width, rows, of, row_id, classes_of(of, width), at ? number_in(at + 1) : 0, source};
    return metric->value(&task);
}

Hits *metric_hits(const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id, int64_t rows,
                  int64_t *classes)
{
    const Task task = {out, width, rows, of, row_id, classes_of(of, width), 0, NULL};
    *classes = task.classes;
    return task_hits(&task);
}

int64_t *metric_confusion(const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id, int64_t rows,
                          int64_t *classes)
{
    const Task task = {out, width, rows, of, row_id, classes_of(of, width), 0, NULL};
    *classes = task.classes;
    return task_is_labels(&task) ? NULL : task_confusion(&task);
}
