/* step.h - training on an application's memory: rows cut into chunks as runtime/graph/graph.c cuts them, lists turned around,
 * Adam as runtime/train/optim_methods.c has it. The same bits come of the same order of sums. */
#pragma once

#include <math.h>
#include <stdint.h>

#include "prepare.h"

//: gat_cut_rows(
/* What the chunks of a graph have to do, but for the last one: a row counts 1, and so does each edge into it. */
static int64_t gat_chunk_work(int64_t rows, int64_t edges)
{
    enum { LEAST = 256, CHUNKS = 128 };
    const int64_t share = (rows + edges + CHUNKS - 1) / CHUNKS;
    return share > LEAST ? share : LEAST;
}

static int64_t gat_most_chunks(int64_t rows, int64_t edges)
{
    return (rows + edges) / gat_chunk_work(rows, edges) + 1;
}

/* Chunk n has the rows chunk_start[n] .. chunk_start[n + 1] - 1; how many there are. */
static int64_t gat_cut_rows(const int64_t *start, int64_t rows, int64_t *chunk_start)
{
    const int64_t enough = gat_chunk_work(rows, start[rows]);
    int64_t chunks = 0, work = 0;
    chunk_start[0] = 0;
    for (int64_t v = 0; v < rows; v++) {
        work += 1 + start[v + 1] - start[v];
        if (work >= enough || v + 1 == rows) {
            chunk_start[++chunks] = v + 1;
            work = 0;
        }
    }
    return chunks;
}
//:

//: gat_turn_numbers(
/* Lists by rows of what they hold become lists by that, to_start: [keys + 2]; each entry's row and number. */
static void gat_turn_numbers(int64_t rows, const int64_t *start, const int32_t *key, int64_t keys, int64_t *to_start,
                             int32_t *row, int32_t *number)
{
    gat_begin_groups(start[rows], key, keys, to_start);
    for (int64_t v = 0; v < rows; v++)
        for (int64_t e = start[v]; e < start[v + 1]; e++) {
            const int64_t q = to_start[key[e] + 1]++;
            row[q] = (int32_t)v;
            number[q] = (int32_t)e;
        }
}
//:

/* Entries that may be read behind the last one, by lanes. */
//: GAT_SLACK
#define GAT_SLACK 16
//:

//: gat_turn_values(
/* Sparse rows become sparse columns, col_start: [columns + 2]; each entry's row and value. */
static void gat_turn_values(int64_t rows, const int64_t *row_start, const int32_t *col, const float *val, int64_t columns,
                            int64_t *col_start, int32_t *row, float *value)
{
    gat_begin_groups(row_start[rows], col, columns, col_start);
    for (int64_t v = 0; v < rows; v++)
        for (int64_t e = row_start[v]; e < row_start[v + 1]; e++) {
            const int64_t q = col_start[col[e] + 1]++;
            row[q] = (int32_t)v;
            value[q] = val[e];
        }
    for (int64_t q = row_start[rows]; q < row_start[rows] + GAT_SLACK; q++) {
        row[q] = 0;
        value[q] = 0.0f;
    }
}
//:

//: gat_copy_entries(
/* Sparse rows' entries, so that lanes may read on behind the last of them. */
static void gat_copy_entries(int64_t count, const int32_t *col, const float *val, int32_t *to_col, float *to_val)
{
    for (int64_t q = 0; q < count + GAT_SLACK; q++) {
        to_col[q] = q < count ? col[q] : 0;
        to_val[q] = q < count ? val[q] : 0.0f;
    }
}
//:

//: gat_adam(
/* Names and meaning as in PyTorch. */
typedef struct gat_adam_settings {
    double lr, weight_decay, beta1, beta2, eps;
    int decoupled; /* weight decay shrinks the parameter, and stays out of the gradient */
} gat_adam_settings;

static double gat_power(double base, int64_t exponent)
{
    double y = 1.0;
    for (int64_t n = exponent; n > 0; n /= 2) {
        y = n % 2 ? y * base : y;
        base *= base;
    }
    return y;
}

/* Step number `step`, from 1 on: Kingma and Ba 2015; Loshchilov and Hutter 2019 where decoupled. m, v: running means of the
 * gradient and of its square. The fraction is extended by sqrt(1 - beta2^step). */
static void gat_adam(const gat_adam_settings *s, int64_t step, int64_t count, const float *restrict grad, float *restrict p,
                     float *restrict m, float *restrict v)
{
    const double root2 = sqrt(1.0 - gat_power(s->beta2, step));
    const float rate = (float)(s->lr / (1.0 - gat_power(s->beta1, step)) * root2), eps = (float)(s->eps * root2);
    const float shrink = s->decoupled ? (float)(1.0 - s->lr * s->weight_decay) : 1.0f;
    const float decay = s->decoupled ? 0.0f : (float)s->weight_decay;
    const float take1 = (float)(1.0 - s->beta1), keep2 = (float)s->beta2, take2 = (float)(1.0 - s->beta2);
    for (int64_t n = 0; n < count; n++) {
        const float g = grad[n] + decay * p[n];
        const float mean = m[n] + take1 * (g - m[n]);
        const float square = keep2 * v[n] + take2 * g * g;
        m[n] = mean;
        v[n] = square;
        p[n] = shrink * p[n] - rate * mean / (sqrtf(square) + eps);
    }
}
//:
