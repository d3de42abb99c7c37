/* sums.h - the sum of the GAT_LANES lanes of GAT_PARTS vectors, and of as many such as a vector has lanes. Both add in one
 * order, on every machine: ((x0 + x4) + (x2 + x6)) + ((x1 + x5) + (x3 + x7)). */
#pragma once

#include "lanes.h"

//: GAT_SHUFFLE(
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif defined(__GNUC__)
#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})
#endif
//:

//: gat_total(
/* The sum of GAT_LANES lanes, in an order that is the same for any GAT_STEP. */
static inline float gat_total(const gat_lanes *x)
{
#if GAT_STEP == 8
    gat_lanes y = x[0] + GAT_SHUFFLE(x[0], x[0], 4, 5, 6, 7, 0, 1, 2, 3);
    y += GAT_SHUFFLE(y, y, 2, 3, 0, 1, 6, 7, 4, 5);
    return y[0] + y[1];
#elif GAT_STEP == 4
    gat_lanes y = x[0] + x[1];
    y += GAT_SHUFFLE(y, y, 2, 3, 0, 1);
    return y[0] + y[1];
#else
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
#endif
}
//:

//: gat_totals(
/* The same of each of GAT_STEP sums, in that sum's lane; without a call, which would bring what lanes do not use. */
#if GAT_STEP == 8
static inline gat_lanes gat_fours(gat_lanes a, gat_lanes b)
{
    return GAT_SHUFFLE(a, b, 0, 1, 2, 3, 12, 13, 14, 15) + GAT_SHUFFLE(a, b, 4, 5, 6, 7, 8, 9, 10, 11);
}
static inline gat_lanes gat_twos(gat_lanes a, gat_lanes b)
{
    return GAT_SHUFFLE(a, b, 0, 1, 8, 9, 4, 5, 12, 13) + GAT_SHUFFLE(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
static inline gat_lanes gat_totals(const gat_lanes *x)
{
    const gat_lanes a = gat_twos(gat_fours(x[0], x[4]), gat_fours(x[1], x[5]));
    const gat_lanes b = gat_twos(gat_fours(x[2], x[6]), gat_fours(x[3], x[7]));
    return GAT_SHUFFLE(a, b, 0, 2, 8, 10, 4, 6, 12, 14) + GAT_SHUFFLE(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
}
#elif GAT_STEP == 4
static inline gat_lanes gat_twos(gat_lanes a, gat_lanes b)
{
    return GAT_SHUFFLE(a, b, 0, 1, 4, 5) + GAT_SHUFFLE(a, b, 2, 3, 6, 7);
}
static inline gat_lanes gat_totals(const gat_lanes *x)
{
    const gat_lanes a = gat_twos(x[0] + x[1], x[2] + x[3]), b = gat_twos(x[4] + x[5], x[6] + x[7]);
    return GAT_SHUFFLE(a, b, 0, 2, 4, 6) + GAT_SHUFFLE(a, b, 1, 3, 5, 7);
}
#else
#define gat_totals(x) ((((x)[0] + (x)[4]) + ((x)[2] + (x)[6])) + (((x)[1] + (x)[5]) + ((x)[3] + (x)[7])))
#endif
//:
