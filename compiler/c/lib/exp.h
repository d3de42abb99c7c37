/* exp.h - e^x and what is made of it, of one number. Functions are branch free, so that loops over features
 * vectorise without relaxed floating point.
 *
 * gat_exp: n = round(x / ln 2) from the bits of x / ln 2 + 1.5 2^23, r in +-ln 2 / 2 by
 * two-part subtraction (Cody, Waite 1980); e^r = 1 + r + r^2 p(r), p of degree 4 through
 * its values at the Chebyshev nodes. NaN stays NaN; above 88.7 it is clamped to e^88.7.
 *
 * No result leans on the order of additions: (x + C) - C would be x where sums are said to
 * be associative, or kept in 80 bits. What does is marked, GAT_ORDERED and GAT_FIRST. */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "libm.h"

//: gat_pick(
/* take ? a : b by masks: C has no conditional that is sure to evaluate both sides, and loops with branches do not
 * vectorise. */
static inline float gat_pick(int take, float a, float b)
{
    int32_t bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    const int32_t bits = (bits_a & -take) | (bits_b & ~-take);
    float y;
    memcpy(&y, &bits, sizeof y);
    return y;
}
//:

/* The macro tells since gcc 12; before, e^x is then within 5e-6. A barrier that gcc's vectoriser keeps is none of its own. */
//: GAT_ORDERED
/* Where the order of operations counts, whatever -fassociative-math says: the head of a block for clang, the operand
 * that is made first for gcc. */
#if defined(__clang__) && __clang_major__ >= 13
#define GAT_ORDERED _Pragma("clang fp reassociate(off)")
#else
#define GAT_ORDERED
#endif
#if defined(__ASSOCIATIVE_MATH__) && !defined(__clang__)
#define GAT_FIRST volatile
#else
#define GAT_FIRST
#endif
//:

//: gat_exp(
/* e^x = 2^(n-1) 2 e^r, n = round(x / ln 2): relative error below 2e-7 where e^x is above 1.7e-38, 0 below that. */
static inline float gat_exp(float x)
{
    GAT_ORDERED
    const float in = gat_pick(x > 88.7f, 88.7f, gat_pick(x < -87.33654f, -87.33654f, x));
    const float shifted = in * 1.44269504f + 12582912.0f; /* n in its low bits */
    uint32_t n;
    memcpy(&n, &shifted, sizeof n);
    n -= 0x4B400000u;
    const float whole = (float)(int32_t)n;
    GAT_FIRST const float rest = in - whole * 0.693145752f;
    const float r = rest - whole * 1.42860677e-6f;
    float y = 2.78523672e-3f; /* twice e^r, as 2^128 is no float */
    y = y * r + 1.67263581e-2f;
    y = y * r + 8.33331093e-2f;
    y = y * r + 0.33333154f;
    y = y * r + 1.0f;
    y = y * r + 2.0f;
    y = y * r + 2.0f;
    const uint32_t bits = (n + 126u) << 23;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return y * scale;
}
//:

//: gat_elu(
static inline float gat_elu(float x, float alpha)
{
    return gat_pick(x > 0.0f, x, alpha * (gat_exp(gat_pick(x > 0.0f, 0.0f, x)) - 1.0f));
}
//:

//: gat_sigmoid(
static inline float gat_sigmoid(float x)
{
    const float small = gat_exp(gat_pick(x < 0.0f, x, -x)); /* e^-|x|: never overflows */
    const float y = small / (1.0f + small);
    return gat_pick(x < 0.0f, y, 1.0f - y);
}
//:

//: gat_softplus(
static inline float gat_softplus(float x)
{
    return gat_pick(x > 0.0f, x, 0.0f) + gat_log1p(gat_exp(gat_pick(x < 0.0f, x, -x)));
}
//:
