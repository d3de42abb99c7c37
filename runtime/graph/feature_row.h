/* feature_row.h - one row of a data set's features as models read it: what it is divided by where rows are normalised. */
#ifndef FEATURE_ROW_H
#define FEATURE_ROW_H

#include "runtime/runtime.h"

#include <math.h>

/* `col` is NULL where the columns are 0..count-1. */
typedef struct FeatureRow {
    const int32_t *col;
    const float *val;
    int64_t count;
    double divisor;
} FeatureRow;

static inline int64_t feature_col(const FeatureRow *row, int64_t i)
{
    return row->col ? row->col[i] : i;
}

static inline float feature_value(const FeatureRow *row, int64_t i)
{
    return (float)((double)row->val[i] / row->divisor);
}

/* normalize: 0 or GATRT_ROW_...; columns that are gone [features] do not count; NULL: none is. */
static inline FeatureRow feature_row(const gatrt_set *set, int64_t v, int normalize, const uint8_t *gone)
{
    FeatureRow row = {NULL, NULL, set->features, 1.0};
    if (set->sparse) {
        row.col = set->x_col + set->x_start[v];
        row.val = set->x_val + set->x_start[v];
        row.count = set->x_start[v + 1] - set->x_start[v];
    } else {
        row.val = set->x + v * set->features;
    }
    double sum = 0.0;
    for (int64_t i = 0; normalize && i < row.count; i++)
        if (!gone || !gone[feature_col(&row, i)])
            sum += normalize == GATRT_ROW_L1 ? fabs((double)row.val[i]) : (double)row.val[i];
    if (sum != 0.0)
        row.divisor = sum;
    return row;
}

#endif
