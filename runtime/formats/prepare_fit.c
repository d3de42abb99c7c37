/* prepare_fit.c - what is counted over training rows, column by column: means, medians, deviations, ranges. Of sparse features
 * what a row does not have is 0, as it is wherever they are used. What is missing, NaN, counts for nothing.
 */
#include "runtime/formats/prepare.h"

#include <math.h>
#include <stdlib.h>

RowEntries prepare_row(const gatrt_set *node, int64_t row)
{
    if (!node->sparse)
        return (RowEntries){NULL, node->x + row * node->features, node->features};
    const int64_t first = node->x_start[row];
    return (RowEntries){node->x_col + first, node->x_val + first, node->x_start[row + 1] - first};
}

int64_t prepare_column(const RowEntries *r, int64_t i)
{
    return r->column ? r->column[i] : i;
}

RowEntries prepare_all(const gatrt_set *node)
{
    if (!node->sparse)
        return (RowEntries){NULL, node->x, node->rows * node->features};
    return (RowEntries){node->x_col, node->x_val, node->x_start[node->rows]};
}

int64_t prepare_column_of(const gatrt_set *node, int64_t i)
{
    return node->sparse ? node->x_col[i] : i % node->features;
}

bool prepare_dense(const gatrt_data *data, gatrt_set *node, const char *why, Error *error)
{
    size_t cells, bytes;
    if (!node->sparse)
        return true;
    if (!size_mul((size_t)node->rows, (size_t)node->features, &cells) || !size_mul(cells, sizeof(float), &bytes) ||
        bytes > mem_physical() / 4)
        return error_set(error,
                         "%s: %s makes all %lld x %lld sparse features numbers, too many for this machine; "
                         "--scale l2 or row leaves them sparse",
                         file_shown(data->name), why, (long long)node->rows, (long long)node->features);
    float *x = mem_alloc(cells, sizeof *x);
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        for (int64_t i = 0; i < r.count; i++)
            x[v * node->features + r.column[i]] += r.value[i];
    }
    mem_free(node->x_start), node->x_start = NULL;
    mem_free(node->x_col), node->x_col = NULL;
    mem_free(node->x_val), node->x_val = NULL;
    node->x = x;
    node->sparse = 0;
    return true;
}

/* ------------------------------------------------------------------ what stands in place of what is missing */

/* Numbers of training rows, column by column: known [start[c] .. start[c + 1]) in no order, and how many are missing. */
typedef struct Known {
    int64_t rows, *start, *missing;
    float *value;
} Known;

static Known known_of(const gatrt_set *node, const uint8_t *training)
{
    const size_t columns = (size_t)node->features;
    Known k = {.start = mem_alloc(columns + 1, sizeof(int64_t)), .missing = mem_alloc(columns, sizeof(int64_t))};
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        k.rows += training[v] != 0;
        for (int64_t i = 0; training[v] && i < r.count; i++)
            ++*(isnan(r.value[i]) ? &k.missing[prepare_column(&r, i)] : &k.start[prepare_column(&r, i) + 1]);
    }
    counts_to_starts(k.start, node->features);
    int64_t *next = copy_starts(k.start, node->features);
    k.value = mem_alloc((size_t)k.start[columns] + 1, sizeof *k.value);
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        for (int64_t i = 0; training[v] && i < r.count; i++)
            if (!isnan(r.value[i]))
                k.value[next[prepare_column(&r, i)]++] = r.value[i];
    }
    mem_free(next);
    return k;
}

static void known_free(Known *k)
{
    mem_free(k->start);
    mem_free(k->missing);
    mem_free(k->value);
}

static int float_order(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Number `at` of `count` in order and as many zeros. */
static double ordered(const float *value, int64_t count, int64_t zeros, int64_t at)
{
    int64_t below = 0;
    while (below < count && value[below] < 0.0f)
        below++;
    if (at < below)
        return (double)value[at];
    return at < below + zeros ? 0.0 : (double)value[at - zeros];
}

/* Of numbers in order. */
static double median_of(const float *value, int64_t count, int64_t zeros)
{
    const int64_t all = count + zeros;
    return (ordered(value, count, zeros, (all - 1) / 2) + ordered(value, count, zeros, all / 2)) / 2.0;
}

static double mean_of(const float *value, int64_t count, int64_t zeros)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++)
        sum += (double)value[i];
    return sum / (double)(count + zeros);
}

/* Of a column that no training row has a number of: 0. */
void fit_fill(const gatrt_set *node, const uint8_t *training, bool median, float *fill)
{
    double (*const middle)(const float *, int64_t, int64_t) = median ? median_of : mean_of;
    Known k = known_of(node, training);
    for (int64_t c = 0; c < node->features; c++) {
        float *value = k.value + k.start[c];
        const int64_t count = k.start[c + 1] - k.start[c], left = k.rows - count - k.missing[c];
        const int64_t zeros = node->sparse && left > 0 ? left : 0;
        if (median)
            qsort(value, (size_t)count, sizeof *value, float_order);
        fill[c] = count + zeros == 0 ? 0.0f : (float)middle(value, count, zeros);
    }
    known_free(&k);
}

/* ------------------------------------------------------------------ scales */

/* Over the training rows of a dense column: its mean and deviation (of the rows, as a whole), or its least and its range. */
static void scale_column(const gatrt_set *node, const uint8_t *training, bool range, int64_t c, double *shift,
                         double *width)
{
    double sum = 0.0, squares = 0.0, least = INFINITY, most = -INFINITY, rows = 0.0;
    for (int64_t v = 0; v < node->rows; v++)
        if (training[v]) {
            const double x = (double)node->x[v * node->features + c];
            sum += x;
            least = fmin(least, x);
            most = fmax(most, x);
            rows++;
        }
    const double mean = rows > 0.0 ? sum / rows : 0.0;
    for (int64_t v = 0; !range && v < node->rows; v++)
        if (training[v]) {
            const double away = (double)node->x[v * node->features + c] - mean;
            squares += away * away;
        }
    *shift = range ? (rows > 0.0 ? least : 0.0) : mean;
    *width = range ? (rows > 0.0 ? most - least : 0.0) : rows > 0.0 ? sqrt(squares / rows) : 0.0;
}

/* Columns of one value are moved alone; those that were made of 0 and 1 stay as they are. */
void fit_scale(const gatrt_set *node, const uint8_t *training, bool range, const uint8_t *made, FeatureFit *fit)
{
    for (int64_t c = 0; c < fit->columns; c++) {
        double from = 0.0, width = 0.0;
        if (!made || !made[c])
            scale_column(node, training, range, c, &from, &width);
        const float factor = width > 0.0 ? (float)(1.0 / width) : 1.0f;
        fit->values[FIT_SHIFT * fit->columns + c] = (float)from;
        fit->values[FIT_FACTOR * fit->columns + c] = isfinite(factor) && factor > 0.0f ? factor : 1.0f;
    }
}
