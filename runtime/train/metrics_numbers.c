/* metrics_numbers.c - metrics of numbers, by their errors. */
#include "runtime/train/metrics.h"

#include <math.h>

/* ------------------------------------------------------------------ numbers */

double task_number(const Task *t, int64_t row, int64_t column)
{
    return t->of->target ? t->of->target[t->row_id[row] * t->of->classes + column] : (double)task_class(t, row);
}

int64_t task_columns(const Task *t)
{
    return t->of->target ? t->classes : 1;
}

/* The mean of `error` over all rows and columns. */
static double mean_error(const Task *t, double (*error)(double difference))
{
    double sum = 0.0;
    for (int64_t row = 0; row < t->rows; row++)
        for (int64_t j = 0; j < task_columns(t); j++)
            sum += error((double)t->out[row * t->width + j] - task_number(t, row, j));
    return t->rows > 0 ? sum / ((double)t->rows * (double)task_columns(t)) : NAN;
}

static double square(double x)
{
    return x * x;
}

double metric_mse(const Task *t)
{
    return mean_error(t, square);
}

double metric_rmse(const Task *t)
{
    return sqrt(metric_mse(t));
}

double metric_mae(const Task *t)
{
    return mean_error(t, fabs);
}

static double told_number(const Task *t, int64_t row, int64_t column)
{
    return (double)t->out[row * t->width + column];
}

/* Asked of the numbers themselves: their mean is rounded, so equal ones may deviate from it. */
static bool varies(const Task *t, int64_t j, double (*number)(const Task *t, int64_t row, int64_t column))
{
    int64_t row = 1;
    while (row < t->rows && number(t, row, j) == number(t, 0, j))
        row++;
    return row < t->rows;
}

/* 1 - (squared errors) / (squared deviations from the mean); without deviations 1 or 0: right or not. */
static double r2_of_column(const Task *t, int64_t j)
{
    double mean = 0.0, errors = 0.0, deviations = 0.0;
    for (int64_t row = 0; row < t->rows; row++)
        mean += task_number(t, row, j) / (double)t->rows;
    for (int64_t row = 0; row < t->rows; row++) {
        const double truth = task_number(t, row, j);
        errors += square((double)t->out[row * t->width + j] - truth);
        deviations += square(truth - mean);
    }
    if (varies(t, j, task_number))
        return 1.0 - errors / deviations;
    return errors == 0.0 ? 1.0 : 0.0;
}

/* Of one row alone nothing can be said, as scikit-learn has it. */
double metric_r2(const Task *t)
{
    double sum = 0.0;
    for (int64_t j = 0; j < task_columns(t); j++)
        sum += r2_of_column(t, j);
    return t->rows > 1 ? sum / (double)task_columns(t) : NAN;
}

/* The correlation of truth and prediction, mean over the columns; without a deviation there is none. */
static double pearson_of_column(const Task *t, int64_t j)
{
    double truth = 0.0, told = 0.0, together = 0.0, truths = 0.0, tolds = 0.0;
    for (int64_t row = 0; row < t->rows; row++) {
        truth += task_number(t, row, j) / (double)t->rows;
        told += told_number(t, row, j) / (double)t->rows;
    }
    for (int64_t row = 0; row < t->rows; row++) {
        const double a = task_number(t, row, j) - truth, b = told_number(t, row, j) - told;
        together += a * b;
        truths += a * a;
        tolds += b * b;
    }
    return varies(t, j, task_number) && varies(t, j, told_number) ? together / (sqrt(truths) * sqrt(tolds)) : NAN;
}

double metric_pearson(const Task *t)
{
    double sum = 0.0;
    for (int64_t j = 0; j < task_columns(t); j++)
        sum += pearson_of_column(t, j);
    return t->rows > 1 ? sum / (double)task_columns(t) : NAN;
}
