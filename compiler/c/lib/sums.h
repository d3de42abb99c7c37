/* sums.h - the sum of the lanes of a vector, and of as many vectors as there are lanes. */
#pragma once

#include "lanes.h"

//: GAT_SHUFFLE(
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif defined(__GNUC__)
#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})
#endif
//:

//: gat_totals(
/* The sum of each of GAT_STEP vectors, in that vector's lane. */
#if GAT_STEP == 8
static inline gat_lanes gat_pairs(gat_lanes a, gat_lanes b)
{
    return GAT_SHUFFLE(a, b, 0, 8, 1, 9, 4, 12, 5, 13) + GAT_SHUFFLE(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
}
static inline gat_lanes gat_halves(gat_lanes a, gat_lanes b)
{
    return GAT_SHUFFLE(a, b, 0, 1, 8, 9, 4, 5, 12, 13) + GAT_SHUFFLE(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
static inline gat_lanes gat_totals(const gat_lanes *x)
{
    const gat_lanes a = gat_halves(gat_pairs(x[0], x[1]), gat_pairs(x[2], x[3]));
    const gat_lanes b = gat_halves(gat_pairs(x[4], x[5]), gat_pairs(x[6], x[7]));
    return GAT_SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + GAT_SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
#elif GAT_STEP == 4
static inline gat_lanes gat_totals(const gat_lanes *x)
{
    const gat_lanes a = GAT_SHUFFLE(x[0], x[1], 0, 4, 1, 5) + GAT_SHUFFLE(x[0], x[1], 2, 6, 3, 7);
    const gat_lanes b = GAT_SHUFFLE(x[2], x[3], 0, 4, 1, 5) + GAT_SHUFFLE(x[2], x[3], 2, 6, 3, 7);
    return GAT_SHUFFLE(a, b, 0, 1, 4, 5) + GAT_SHUFFLE(a, b, 2, 3, 6, 7);
}
#else
#define gat_totals(x) ((x)[0])
#endif
//:

//: gat_total(
/* The sum of a vector's lanes. */
#if GAT_STEP > 1
static inline float gat_total(gat_lanes x)
{
#if GAT_STEP == 8
    x += GAT_SHUFFLE(x, x, 4, 5, 6, 7, 0, 1, 2, 3);
    x += GAT_SHUFFLE(x, x, 2, 3, 0, 1, 6, 7, 4, 5);
#else
    x += GAT_SHUFFLE(x, x, 2, 3, 0, 1);
#endif
    return x[0] + x[1];
}
#else
#define gat_total(x) (x)
#endif
//:
