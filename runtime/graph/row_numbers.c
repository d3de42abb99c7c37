/* row_numbers.c - which row of the data set each place of a prepared graph is, as an input: a 1 in the column of its number.
 *
 * In: the order that graph.c found; every number is there once at most and below the width, which match.c holds to the data
 * set's rows. Out: both forms of a matrix with one entry a row. Times a matrix of parameters it is a row of that for each.
 */
#include "runtime/runtime.h"

static float *ones(int64_t count)
{
    float *value = mem_alloc((size_t)count + GATRT_SLACK, sizeof *value);
    for (int64_t i = 0; i < count; i++)
        value[i] = 1.0f;
    return value;
}

static void by_rows(const int64_t *id, int64_t count, gatrt_tensor *to)
{
    int64_t *start = mem_alloc((size_t)count + 1, sizeof *start);
    int32_t *col = mem_alloc((size_t)count + GATRT_SLACK, sizeof *col);
    for (int64_t i = 0; i < count; i++) {
        start[i + 1] = i + 1;
        col[i] = (int32_t)id[i];
    }
    to->row_start = start;
    to->col = col;
    to->val = ones(count);
}

static void by_columns(const int64_t *id, int64_t count, int64_t width, gatrt_tensor *to)
{
    int64_t *start = mem_alloc((size_t)width + 1, sizeof *start);
    int32_t *row = mem_alloc((size_t)count + GATRT_SLACK, sizeof *row);
    for (int64_t i = 0; i < count; i++)
        start[id[i] + 1] = 1;
    counts_to_starts(start, width);
    for (int64_t i = 0; i < count; i++)
        row[start[id[i]]] = (int32_t)i;
    to->col_start = start;
    to->row = row;
    to->col_val = ones(count);
}

void row_numbers(const int64_t *id, int64_t count, int64_t width, gatrt_tensor *to)
{
    by_rows(id, count, to);
    by_columns(id, count, width, to);
}
