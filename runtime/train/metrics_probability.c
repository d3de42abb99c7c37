/* metrics_probability.c - metrics of the probabilities that outputs stand for: the softmax of a row, or the sigmoid of one
 * number. Of several labels a row each is a yes or no of its own, whose losses are averaged; calibration is of classes only. */
#include "runtime/train/metrics.h"

#include <math.h>

/* log(1 + e^x), without overflow. */
static double softplus(double x)
{
    return x > 0.0 ? x + exact_log1p(exact_exp(-x)) : exact_log1p(exact_exp(x));
}

/* -log of the probability of class j. */
static double surprise(const Task *t, int64_t row, int64_t j)
{
    const float *out = t->out + row * t->width;
    if (t->width == 1)
        return softplus(j == 1 ? -(double)out[0] : (double)out[0]);
    double most = (double)out[0], sum = 0.0;
    for (int64_t i = 1; i < t->width; i++)
        most = fmax(most, (double)out[i]);
    for (int64_t i = 0; i < t->width; i++)
        sum += exact_exp((double)out[i] - most);
    return j < t->width ? exact_log(sum) + most - (double)out[j] : INFINITY;
}

/* The natural logarithm. A true class that the outputs have no column for is as surprising as can be. */
double metric_log_loss(const Task *t)
{
    double sum = 0.0, asked = 0.0;
    for (int64_t row = 0; row < t->rows; row++) {
        for (int64_t j = 0; task_is_labels(t) && j < t->classes; j++, asked++)
            sum += softplus(task_has_label(t, row, j) ? -(double)t->out[row * t->width + j]
                                                      : (double)t->out[row * t->width + j]);
        if (task_is_labels(t) || task_class(t, row) < 0)
            continue;
        sum += surprise(t, row, task_class(t, row));
        asked++;
    }
    return asked > 0.0 ? sum / asked : NAN;
}

/* Brier 1950: squared distance of the probabilities from 1 at the true class and 0 elsewhere, summed over classes. */
double metric_brier(const Task *t)
{
    double sum = 0.0, asked = 0.0;
    for (int64_t row = 0; !task_is_labels(t) && row < t->rows; row++) {
        const int64_t truth = task_class(t, row);
        for (int64_t j = 0; truth >= 0 && j < t->classes; j++) {
            const double gap = exact_exp(-surprise(t, row, j)) - (j == truth);
            sum += gap * gap;
        }
        asked += truth >= 0;
    }
    return asked > 0.0 ? sum / asked : NAN;
}

/* (k/15, (k+1)/15]. */
int ece_bin(double probability)
{
    const int bin = (int)ceil(probability * ECE_BINS) - 1;
    return bin < 0 ? 0 : bin < ECE_BINS ? bin : ECE_BINS - 1;
}

/* Guo et al. 2017, arXiv:1706.04599, equation (3): bins of the largest probability. */
double metric_ece(const Task *t)
{
    double gap[ECE_BINS] = {0.0}, asked = 0.0, sum = 0.0;
    for (int64_t row = 0; !task_is_labels(t) && row < t->rows; row++) {
        if (task_class(t, row) < 0)
            continue;
        const int64_t told = task_prediction(t, row);
        const double sure = exact_exp(-surprise(t, row, told));
        gap[ece_bin(sure)] += (told == task_class(t, row)) - sure;
        asked++;
    }
    for (int i = 0; i < ECE_BINS; i++)
        sum += fabs(gap[i]);
    return asked > 0.0 ? sum / asked : NAN;
}
