/* prepare_missing.c - numbers in place of features that are missing (NaN, an empty cell):
 *
 *   mean, median     of the column, over the training rows that have it
 *   zero             0
 *   mask             0, and for each column of which any is missing one more that is 1 where it was
 *   neighbours       the mean over the neighbours that have it, in either direction, each once; without any, the column's mean
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/prepare.h"

#include <math.h>
#include <string.h>

int64_t missing_count(const gatrt_set *node, float *in_column)
{
    const RowEntries all = prepare_all(node);
    int64_t count = 0;
    for (int64_t i = 0; i < all.count; i++)
        if (isnan(all.value[i])) {
            count++;
            if (in_column)
                in_column[prepare_column_of(node, i)] = 1.0f;
        }
    return count;
}

/* ------------------------------------------------------------------ of neighbours */

/* A row's number in a column, and whether it has one: what sparse rows do not name is 0. */
static bool number_at(const gatrt_set *node, int64_t row, int64_t column, double *number)
{
    const RowEntries r = prepare_row(node, row);
    *number = 0.0;
    if (!r.column)
        *number = (double)r.value[column];
    for (int64_t i = 0; r.column && i < r.count; i++)
        *number += r.column[i] == column ? (double)r.value[i] : 0.0;
    return !isnan(*number);
}

static float of_neighbours(const gatrt_set *node, const int32_t *list, int64_t count, int64_t column, float otherwise)
{
    double sum = 0.0, number;
    int64_t known = 0;
    for (int64_t i = 0; i < count; i++)
        if ((i == 0 || list[i] != list[i - 1]) && number_at(node, list[i], column, &number)) {
            sum += number;
            known++;
        }
    return known > 0 ? (float)(sum / (double)known) : otherwise;
}

/* Numbers stand still until all that is missing is found: none is made of another that was made. */
static void fill_of_neighbours(const gatrt_data *data, gatrt_set *node, const float *fill)
{
    const gatrt_relation none = {.edges = 0}, *edge = data_find_relation(data, EDGE_RELATION, NODE_SET, NODE_SET);
    float *found = mem_alloc((size_t)missing_count(node, NULL) + 1, sizeof *found);
    int64_t *start = mem_alloc((size_t)node->rows + 1, sizeof *start), at = 0;
    int32_t *list = features_neighbours(edge ? edge : &none, node->rows, start);
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        for (int64_t i = 0; i < r.count; i++)
            if (isnan(r.value[i]))
                found[at++] = of_neighbours(node, list + start[v], start[v + 1] - start[v], prepare_column(&r, i),
                                            fill[prepare_column(&r, i)]);
    }
    const RowEntries all = prepare_all(node);
    at = 0;
    for (int64_t i = 0; i < all.count; i++)
        if (isnan(all.value[i]))
            all.value[i] = found[at++];
    mem_free(found);
    mem_free(start);
    mem_free(list);
}

/* ------------------------------------------------------------------ columns that say where */

/* The masks' columns stand behind all others, in their order. */
static int64_t *mask_places(const gatrt_set *node, const float *masked, int64_t *width)
{
    int64_t *place = mem_alloc((size_t)node->features, sizeof *place);
    *width = node->features;
    for (int64_t c = 0; c < node->features; c++)
        place[c] = masked[c] != 0.0f ? (*width)++ : -1;
    return place;
}

static void mask_dense(gatrt_set *node, const int64_t *place, int64_t width)
{
    float *x = mem_alloc((size_t)node->rows * (size_t)width, sizeof *x);
    for (int64_t v = 0; v < node->rows; v++)
        for (int64_t c = 0; c < node->features; c++) {
            const float number = node->x[v * node->features + c];
            x[v * width + c] = isnan(number) ? 0.0f : number;
            if (isnan(number))
                x[v * width + place[c]] = 1.0f;
        }
    mem_free(node->x);
    node->x = x;
}

/* Of sparse rows the entry itself moves over: where it was, there is 0 without it. */
static void mask_sparse(gatrt_set *node, const int64_t *place)
{
    for (int64_t i = 0; i < node->x_start[node->rows]; i++)
        if (isnan(node->x_val[i])) {
            node->x_col[i] = (int32_t)place[node->x_col[i]];
            node->x_val[i] = 1.0f;
        }
}

static bool check_masked(const gatrt_data *data, const gatrt_set *node, const int64_t *place, Error *error)
{
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        for (int64_t i = 0; i < r.count; i++)
            if (isnan(r.value[i]) && place[prepare_column(&r, i)] < 0)
                return error_set(error,
                                 "%s: x[%lld][%lld] is missing, but where the weights were trained nothing of that "
                                 "column was, so that no column says so",
                                 file_shown(data->name), (long long)v, (long long)prepare_column(&r, i));
    }
    return true;
}

static bool fill_with_masks(const gatrt_data *data, gatrt_set *node, const float *masked, uint8_t **made, Error *error)
{
    int64_t width;
    int64_t *place = mask_places(node, masked, &width);
    bool good = check_masked(data, node, place, error);
    if (good && width > INT32_MAX)
        good = error_set(error, "%s: --missing mask makes %lld columns, but at most 2147483647 are possible",
                         file_shown(data->name), (long long)width);
    if (good) {
        uint8_t *wider = mem_alloc((size_t)width, 1);
        memset(wider, 1, (size_t)width);
        for (int64_t c = 0; c < node->features; c++)
            wider[c] = *made ? (*made)[c] : 0;
        mem_free(*made);
        *made = wider;
        if (node->sparse)
            mask_sparse(node, place);
        else
            mask_dense(node, place, width);
        node->features = width;
    }
    mem_free(place);
    return good;
}

/* ------------------------------------------------------------------ which it is */

bool missing_fill(const gatrt_data *data, gatrt_set *node, const char *how, const FeatureFit *fit, uint8_t **made,
                  Error *error)
{
    const float *fill = fit->values + FIT_FILL * fit->columns;
    if (!strcmp(how, "mask"))
        return fill_with_masks(data, node, fit->values + FIT_MASKED * fit->columns, made, error);
    if (!strcmp(how, "neighbours"))
        fill_of_neighbours(data, node, fill);
    const RowEntries all = prepare_all(node);
    for (int64_t i = 0; i < all.count; i++)
        if (isnan(all.value[i]))
            all.value[i] = fill[prepare_column_of(node, i)];
    return true;
}
