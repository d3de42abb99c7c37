/* lanes_exp.h - exp.h in every lane. */
#pragma once

#include "exp.h"
#include "lanes.h"

//: gat_lanes_pick(
/* The same in every lane. */
#if GAT_STEP > 1
#define gat_lanes_pick(take, a, b) gat_lanes_choose(take, GAT_ALL(a), GAT_ALL(b))
static inline gat_lanes gat_lanes_choose(gat_masks take, gat_lanes a, gat_lanes b)
{
    return (gat_lanes)(((gat_masks)a & take) | ((gat_masks)b & ~take));
}
#else
#define gat_lanes_pick(take, a, b) gat_pick(take, a, b)
#endif
//:

//: gat_lanes_exp(
/* gat_exp in every lane: the same steps. */
#if GAT_STEP > 1
static inline gat_lanes gat_lanes_exp(gat_lanes x)
{
    GAT_ORDERED
    const gat_lanes in = gat_lanes_pick(x > 88.7f, 88.7f, gat_lanes_pick(x < -87.33654f, -87.33654f, x));
    const gat_lanes shifted = in * 1.44269504f + 12582912.0f;
    const gat_words n = (gat_words)shifted - 0x4B400000u;
    const gat_lanes whole = __builtin_convertvector((gat_masks)n, gat_lanes);
    GAT_FIRST const gat_lanes rest = in - whole * 0.693145752f;
    const gat_lanes r = rest - whole * 1.42860677e-6f;
    gat_lanes y = 2.78523672e-3f * r + 1.67263581e-2f;
    y = y * r + 8.33331093e-2f;
    y = y * r + 0.33333154f;
    y = y * r + 1.0f;
    y = y * r + 2.0f;
    y = y * r + 2.0f;
    return y * (gat_lanes)((n + 126u) << 23);
}
#else
#define gat_lanes_exp(x) gat_exp(x)
#endif
//:

//: gat_lanes_elu(
static inline gat_lanes gat_lanes_elu(gat_lanes x, float alpha)
{
    return gat_lanes_pick(x > 0.0f, x, alpha * (gat_lanes_exp(gat_lanes_pick(x > 0.0f, 0.0f, x)) - 1.0f));
}
//:

//: gat_lanes_sigmoid(
static inline gat_lanes gat_lanes_sigmoid(gat_lanes x)
{
    const gat_lanes small = gat_lanes_exp(gat_lanes_pick(x < 0.0f, x, -x));
    const gat_lanes y = small / (1.0f + small);
    return gat_lanes_pick(x < 0.0f, y, 1.0f - y);
}
//:
