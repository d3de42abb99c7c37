/* asked.c - the number that an explanation is about, read from an output row. */
#include "runtime/explain/explain.h"

#include <math.h>

static double probability(const float *row, int64_t width, int64_t column)
{
    const double most = (double)row[answer_class(row, width)];
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++)
        sum += exp((double)row[j] - most);
    return exp((double)row[column] - most) / sum;
}

double asked_value(const Asked *a, const float *row, int64_t column)
{
    switch (a->answer) {
    case ANSWER_CLASS: return probability(row, a->width, column);
    case ANSWER_LABELS: return 1.0 / (1.0 + exp(-(double)row[column]));
    default: return (double)row[column];
    }
}

int64_t asked_column(const Asked *a, const float *row)
{
    if (a->column >= 0)
        return a->column;
    return a->answer == ANSWER_VALUES ? 0 : answer_class(row, a->width);
}
