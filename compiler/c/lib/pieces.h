/* pieces.h - sums over all rows: chunks leave their pieces, which are added in the order of chunks. */
#pragma once

#include <stdint.h>

#include "../../../runtime/gatrt.h"

//: gat_add_pieces(
/* dest[n] = sum of the chunks' pieces, in their order, for the n of 0..width that are in lo..hi. */
static void gat_add_pieces(float *dest, const float *pieces, int64_t count, int64_t stride, int64_t width,
                           int64_t lo, int64_t hi)
{
    lo = lo > 0 ? lo : 0;
    hi = hi < width ? hi : width;
    for (int64_t n = lo; n < hi; n++)
        dest[n] = 0.0f;
    for (int64_t q = 0; q < count; q++)
        for (int64_t n = lo; n < hi; n++)
            dest[n] += pieces[q * stride + n];
}
//:

//: gat_add_turned_pieces(
/* The same for a matrix [rows, columns] whose pieces hold it column by column. */
static void gat_add_turned_pieces(float *dest, const float *pieces, int64_t count, int64_t stride, int64_t rows,
                                  int64_t columns, int64_t lo, int64_t hi)
{
    lo = lo > 0 ? lo : 0;
    hi = hi < rows * columns ? hi : rows * columns;
    for (int64_t n = lo; n < hi; n++) {
        const float *const piece = pieces + n % columns * rows + n / columns;
        float sum = 0.0f;
        for (int64_t q = 0; q < count; q++)
            sum += piece[q * stride];
        dest[n] = sum;
    }
}
//:

//: gat_chunks_within(
/* Chunks that hold rows of a demand level: the others' sums are zero and were not made. */
static int64_t gat_chunks_within(const gatrt_graph *graph, int space, int level)
{
    const gatrt_rowset *const rows = &graph->spaces[space];
    int64_t chunks = 0;
    while (chunks < rows->chunks && rows->chunk_start[chunks] < gatrt_rows(graph, space, level))
        chunks++;
    return chunks;
}
//:
