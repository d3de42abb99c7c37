/* metrics.h - what the files of metrics say to each other. In: an output's first rows and whose they are. Out: a number.
 *
 * To add one: a function of a Task in the file of its kind, its line below, its row in the table of metrics.c. */
#ifndef METRICS_H
#define METRICS_H

#include "runtime/runtime.h"

typedef struct Task {
    const float *out; /* [rows, width] */
    int64_t width, rows;
    const gatrt_set *of; /* whose rows they are */
    const int64_t *row_id;
    int64_t classes; /* classes or columns that can occur */
    int64_t k;       /* of hits@K and its like */
    const int32_t *group; /* [rows] of pairs, the source; else NULL */
} Task;
typedef double MetricOf(const Task *t);

/* ---- metrics_classes.c: truth and prediction, and what is counted of them */
bool   task_is_labels(const Task *t);
int64_t task_class(const Task *t, int64_t row);                    /* the true one; below 0: unknown */
bool   task_has_label(const Task *t, int64_t row, int64_t column);
int64_t task_prediction(const Task *t, int64_t row);
Hits  *task_hits(const Task *t);                                   /* [classes], mem_free */
MetricOf metric_accuracy, metric_balanced_accuracy, metric_precision, metric_precision_macro, metric_precision_micro,
    metric_precision_weighted, metric_recall, metric_recall_macro, metric_recall_micro, metric_recall_weighted,
    metric_f1_macro, metric_f1_micro, metric_f1_weighted;

/* ---- metrics_agreement.c: of the table of true and predicted classes */
int64_t *task_confusion(const Task *t);                            /* [classes, classes], row: true; mem_free */
MetricOf metric_mcc, metric_kappa, metric_kappa_linear, metric_kappa_quadratic;

/* ---- metrics_probability.c: of what the outputs' softmax, or sigmoid, says */
MetricOf metric_log_loss, metric_brier, metric_ece;
enum { ECE_BINS = 15 };
int    ece_bin(double probability);                                /* in which of them it is, 0 up to ECE_BINS - 1 */

/* ---- metrics_ranking.c: of the order of scores */
MetricOf metric_roc_auc, metric_average_precision, metric_hits_at, metric_mrr;

/* ---- metrics_recommend.c: of the order of each source's pairs */
MetricOf metric_precision_at, metric_recall_at, metric_ndcg_at, metric_map_at, metric_hit_ratio_at;

/* ---- metrics_numbers.c: of errors */
double task_number(const Task *t, int64_t row, int64_t column);    /* the true one */
int64_t task_columns(const Task *t);
MetricOf metric_mse, metric_rmse, metric_mae, metric_r2, metric_pearson;

/* ---- metrics_concordance.c: of the order of numbers */
MetricOf metric_ci;

#endif
