/* narrow.h - weights that are stored in fewer bytes than a float has, one number at a time or in lanes, as the floats that
 * compiler/base/narrow.h made them of. Integers and sums that are exact make them, not a compiler's own type of two bytes, so the
 * bits are the same on every machine, also where small floats are taken for 0. */
#pragma once

#include <stdint.h>
#include <string.h>

#include "lanes.h"
#include "lanes_exp.h"

//: gat_half(
/* Number i of binary16. */
static inline float gat_half(const uint16_t *w, int64_t i)
{
    const uint32_t size = w[i] & 0x7fffu, sign = (uint32_t)(w[i] & 0x8000u) << 16;
    const uint32_t small = size < 0x400u; /* a multiple of 2^-24: 2^-14 and that, less 2^-14 */
    uint32_t bits = (size << 13) + (small ? 0x38800000u : 0x38000000u);
    float y;
    memcpy(&y, &bits, sizeof y);
    y -= small ? 0x1p-14f : 0.0f;
    memcpy(&bits, &y, sizeof y);
    bits |= sign;
    memcpy(&y, &bits, sizeof y);
    return y;
}
//:

//: gat_lanes_half(
#if GAT_STEP > 1
typedef uint16_t gat_halves __attribute__((vector_size(2 * GAT_STEP), aligned(2), may_alias));
static inline gat_lanes gat_lanes_half(const uint16_t *w, int64_t i)
{
    const gat_words half = __builtin_convertvector(*(const gat_halves *)(const void *)(w + i), gat_words);
    const gat_words size = half & 0x7fffu;
    const gat_masks small = size < 0x400u;
    const gat_words bits = (size << 13) + 0x38000000u + ((gat_words)small & 0x800000u);
    const gat_lanes y = (gat_lanes)bits - (gat_lanes)((gat_words)small & 0x38800000u);
    return (gat_lanes)((gat_words)y | (half & 0x8000u) << 16);
}
#else
#define gat_lanes_half(w, i) gat_half(w, i)
#endif
//:

/* Scales, then numbers of a byte, GAT_NARROW of which have one scale. */
//: GAT_NARROW
enum { GAT_NARROW = 32 };
//:

//: gat_int8(
/* Number i of a byte, behind `scales` floats. */
static inline float gat_int8(const float *w, int64_t scales, int64_t i)
{
    return (float)((const int8_t *)(const void *)(w + scales))[i] * w[i / GAT_NARROW];
}
//:

//: gat_lanes_int8(
#if GAT_STEP > 1
typedef int8_t gat_small __attribute__((vector_size(GAT_STEP), aligned(1), may_alias));
static inline gat_lanes gat_lanes_int8(const float *w, int64_t scales, int64_t i)
{
    const int8_t *const at = (const int8_t *)(const void *)(w + scales) + i;
    const gat_lanes whole = __builtin_convertvector(*(const gat_small *)(const void *)at, gat_lanes);
    gat_lanes scale = GAT_ALL(w[i / GAT_NARROW]);
    for (int64_t l = GAT_NARROW - i % GAT_NARROW; l < GAT_STEP; l++) /* those behind the end of a block, where there are */
        scale[l] = w[(i + l) / GAT_NARROW];
    return whole * scale;
}
#else
#define gat_lanes_int8(w, scales, i) gat_int8(w, scales, i)
#endif
//:
