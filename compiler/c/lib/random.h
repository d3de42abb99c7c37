/* random.h - the random numbers of runtime/gatrt.h, in every lane. */
#pragma once

#include <string.h>

#include "../../../runtime/gatrt.h"
#include "lanes.h"

//: gat_lanes_draw(
#if GAT_STEP > 1
/* gatrt_keep in every lane: of row keys, of elements i. */
static inline gat_lanes gat_lanes_draw(gat_words key, gat_words i, uint32_t threshold, float scale)
{
    gat_words x = key + i * 0x9E3779B9u;
    GATRT_STIR(x, key);
    return (gat_lanes)((x >= threshold) & (gat_masks)GAT_ALL(scale));
}
#endif
//:

//: gat_lanes_keep(
/* gatrt_keep of GAT_STEP elements of a row, from element i on. */
#if GAT_STEP > 1
static inline gat_lanes gat_lanes_keep(uint32_t key, uint32_t i, uint32_t threshold, float scale)
{
    static const gat_words number = {
        0, 1, 2, 3,
#if GAT_STEP == 8
        4, 5, 6, 7,
#endif
    };
    return gat_lanes_draw(key - (gat_words){0}, number + i, threshold, scale);
}
#else
#define gat_lanes_keep(key, i, threshold, scale) gatrt_keep(key, i, threshold, scale)
#endif
//:

//: gat_keep_elements(
/* gatrt_keep of the elements i[0] .. i[GAT_STEP - 1] of a row. */
#if GAT_STEP > 1
static inline gat_lanes gat_keep_elements(uint32_t key, const int32_t *i, uint32_t threshold, float scale)
{
    gat_words element;
    memcpy(&element, i, sizeof element);
    return gat_lanes_draw(key - (gat_words){0}, element, threshold, scale);
}
#else
#define gat_keep_elements(key, i, threshold, scale) gatrt_keep(key, (uint32_t)*(i), threshold, scale)
#endif
//:

//: gat_keep_rows(
/* gatrt_keep of element i of the rows row[0] .. row[GAT_STEP - 1]. */
#if GAT_STEP > 1
static inline gat_lanes gat_keep_rows(uint64_t draw, const int32_t *row, uint32_t i, uint32_t threshold, float scale)
{
    gat_words x;
    memcpy(&x, row, sizeof x);
    x = (uint32_t)draw + x * 0x9E3779B9u;
    GATRT_STIR(x, 0u);
    return gat_lanes_draw(x ^ (uint32_t)(draw >> 32), i - (gat_words){0}, threshold, scale);
}
#else
#define gat_keep_rows(draw, row, i, threshold, scale) \
    gatrt_keep(gatrt_row_key(draw, (uint32_t)*(row)), i, threshold, scale)
#endif
//:
