/* gatv2_karate.c - made by gatcc from models/gatv2.lua: change that, not this.
 *
 * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.
 * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the
 * edge's. A d in front is a gradient. Matrices are row major. */
#include "gatv2_karate.h"
#if !defined(GATCC_GATV2_H) || GATCC_GATV2_H != 0x1c25916b
#error "gatv2_karate.h is not the header that was made with this file: run gatcc again"
#endif

#include <math.h>
#include <string.h>

#ifndef GATCC_INFERENCE_ONLY
#include "gatrt.h"
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16
#error "training needs floats without x87's extra digits: add -msse2 -mfpmath=sse"
#endif
#endif

/* Infinity and NaN are numbers here like any other. */
#if defined(_M_FP_FAST) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "-ffinite-math-only (in -Ofast, -ffast-math, -ffp-model=fast) gives wrong results: add -fno-finite-math-only"
#endif

/* gcc may forget to align the rows of a function that calls nothing, and then crash; so every kernel calls this. */
#if defined(__GNUC__) && !defined(__clang__) && (defined(__x86_64__) || defined(__i386__)) && __GNUC__ >= 8
static void __attribute__((noipa, unused)) gat_no_leaf(void)
{
}
#define GAT_NO_LEAF gat_no_leaf();
#else
#define GAT_NO_LEAF
#endif

/* No kernel becomes a part of its caller: the stack that the header states is that of one, not of all. */
#if defined(__GNUC__)
#define GAT_KERNEL __attribute__((noinline))
#else
#define GAT_KERNEL
#endif

/* Before a short loop over features: keeps gcc from unrolling it before it could be vectorised. */
#if defined(__GNUC__) && !defined(__clang__)
#define GAT_ROLLED _Pragma("GCC unroll 1")
#else
#define GAT_ROLLED
#endif

/* GAT_STEP features at once, one in each lane of a register: GAT_AT(x[i]) is x[i] .. x[i + GAT_STEP - 1], to be read,
 * GAT_PUT(x[i]) the same to be written, GAT_ALL(x) has x in every lane. GAT_UNROLL writes a loop out, so that what it
 * sums into stays in registers. One lane where the compiler has no such vectors, where it computes a float in more
 * than a float's precision (x87), or with -DGATCC_PLAIN. */
#if defined(GATCC_PLAIN) || !defined(__GNUC__) || (__GNUC__ < 9 && !defined(__clang__))
#define GAT_STEP 1
#elif __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16
#define GAT_STEP 1
#elif defined(__AVX__)
#define GAT_STEP 8
#else
#define GAT_STEP 4
#endif
#if GAT_STEP > 1
typedef float gat_lanes __attribute__((vector_size(4 * GAT_STEP)));
typedef int32_t gat_masks __attribute__((vector_size(4 * GAT_STEP)));  /* all bits, or none */
typedef uint32_t gat_words __attribute__((vector_size(4 * GAT_STEP)));
typedef gat_lanes gat_lanes_at __attribute__((aligned(4), may_alias));
#define GAT_AT(x) (*(const gat_lanes_at *)&(x))
#define GAT_PUT(x) (*(gat_lanes_at *)&(x))
#define GAT_ALL(x) ((x) - (gat_lanes){0})
#else
typedef float gat_lanes;
#define GAT_AT(x) (x)
#define GAT_PUT(x) (x)
#define GAT_ALL(x) (x)
#endif
#if defined(__clang__)
#define GAT_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define GAT_UNROLL _Pragma("GCC unroll 16")
#else
#define GAT_UNROLL
#endif

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

#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif defined(__GNUC__)
#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})
#endif

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

/* Rows that a list points to are asked for GAT_AHEAD entries before they are read: memory answers meanwhile. */
#define GAT_AHEAD 32
static inline void gat_prefetch(const float *row, int count)
{
#if defined(__GNUC__)
    for (int n = 0; n < count; n += 16)
        __builtin_prefetch(row + n);
    if (count > 1 && count % 16)
        __builtin_prefetch(row + count - 1);
#else
    (void)row, (void)count;
#endif
}

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

static inline gat_lanes gat_lanes_elu(gat_lanes x, float alpha)
{
    return gat_lanes_pick(x > 0.0f, x, alpha * (gat_lanes_exp(gat_lanes_pick(x > 0.0f, 0.0f, x)) - 1.0f));
}

/* What gatv2_infer_k0_y works on. */
typedef struct gatv2_infer_k0_y_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_l_weight;
    const float *conv1_lin_l_bias;
    float *add;
    int64_t rows1;
    const float *conv1_lin_r_weight;
    const float *conv1_lin_r_bias;
    float *add2;
} gatv2_infer_k0_y_ctx;

/* What the kernels of infer work on. */
typedef struct gatv2_infer_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_l_weight;
    const float *conv1_lin_l_bias;
    float *add; /* 64 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_lin_r_weight;
    const float *conv1_lin_r_bias;
    float *add2; /* 64 floats per node */
    const int64_t *in_start;
    const float *conv1_att;
    const int32_t *in_src;
    const float *conv1_bias;
    const float *conv2_lin_l_weight;
    const float *conv2_lin_l_bias;
    float *add4; /* 4 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_lin_r_weight;
    const float *conv2_lin_r_bias;
    float *add5; /* 4 floats per node */
    const float *conv2_att;
    const float *conv2_bias;
    float *out_logits;
    struct {
        gatv2_infer_k0_y_ctx k0_y;
    } bound; /* what kernels work on that share a function */
} gatv2_infer_ctx;

/* y = x conv1_lin_l_weight   node [8,8]
 * y2 = x conv1_lin_r_weight   node [8,8]
 * add2 = y2 + conv1_lin_r_bias   node [8,8]
 * Also inspect k0_y
 * nn/common.lua:36, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_infer_k0_y(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_infer_k0_y_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const float *restrict const conv1_lin_l_weight = c->conv1_lin_l_weight;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    float *restrict const add = c->add;
    const int64_t rows1 = c->rows1;
    const float *restrict const conv1_lin_r_weight = c->conv1_lin_r_weight;
    const float *restrict const conv1_lin_r_bias = c->conv1_lin_r_bias;
    float *restrict const add2 = c->add2;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float y_v[64];
        float add_v[64];
        float y2_v[64] = {0};
        float add2_v[64] = {0};
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(y_v[i]) = GAT_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y_v[i]) += x_val[q] * GAT_AT(conv1_lin_l_weight[k * 64 + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add_v[i]) = GAT_AT(y_v[i]) + GAT_AT(conv1_lin_l_bias[i]);
            GAT_PUT(add[v * 64 + i]) = GAT_AT(add_v[i]);
        }
        if (v < rows1) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y2_v[i]) = GAT_ALL(0.0f);
            for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
                const int64_t k = x_col[q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(y2_v[i]) += x_val[q] * GAT_AT(conv1_lin_r_weight[k * 64 + i]);
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_PUT(add2_v[i]) = GAT_AT(y2_v[i]) + GAT_AT(conv1_lin_r_bias[i]);
                GAT_PUT(add2[v * 64 + i]) = GAT_AT(add2_v[i]);
            }
        }
    }
}

/* top = max_in(e2)   node [8]
 * sum2 = sum_in(exp(e2 - dst(top)))   node [8]
 * sum3 = sum_in(src(add) exp(e2 - dst(top)))   node [8,8]
 * m = 1 / (sum2 + equal(sum2, 0)) sum3   node [8,8]
 * y3 = m + conv1_bias   node [64]
 * h2 = elu(y3, 1)   node [64]
 * y4 = h2 conv2_lin_l_weight   node [1,4]
 * y5 = h2 conv2_lin_r_weight   node [1,4]
 * add5 = y5 + conv2_lin_r_bias   node [1,4]
 * nn/common.lua:36, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_infer_k1_sum3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add = c->add;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_att = c->conv1_att;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    const float *restrict const conv2_lin_l_bias = c->conv2_lin_l_bias;
    float *restrict const add4 = c->add4;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    const float *restrict const conv2_lin_r_bias = c->conv2_lin_r_bias;
    float *restrict const add5 = c->add5;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_l_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_l_weight_t[i * 64 + k] = conv2_lin_l_weight[k * 4 + i];
    }
    float conv2_lin_r_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_r_weight_t[i * 64 + k] = conv2_lin_r_weight[k * 4 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum2_v[8] = {0};
        float sum3_v[64] = {0};
        const float *const add2_v = add2 + v * 64;
        float recip_v[8];
        float m_v[64];
        float h2_v[64];
        float y4_v[4];
        float add4_v[4];
        float y5_v[4] = {0};
        float add5_v[4] = {0};
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add + ahead * 64, 64);
            float hidden_e[64];
            float e2_e[8];
            const float *const add_u = add + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = gat_lanes_pick(GAT_AT(e2_e[i]) > GAT_AT(top_v[i]), GAT_AT(e2_e[i]), GAT_AT(top_v[i]));
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden_e[64];
            float e2_e[8];
            float exp2_e[8];
            const float *const add_u = add + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(exp2_e[i]) = gat_lanes_exp(GAT_AT(e2_e[i]) - GAT_AT(top_v[i]));
                GAT_PUT(sum2_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum3_v[h * 8 + i]) += GAT_AT(add_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum2_v[i]) + gat_lanes_pick(GAT_AT(sum2_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum3_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y3_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(y3_v, 1.0f);
        }
        for (int i = 0; i < 4; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_l_weight_t[i * 64 + k]);
            y4_v[i] = gat_total(sum);
        }
        GAT_ROLLED
        for (int i = 0; i < 4; i++) {
            add4_v[i] = y4_v[i] + conv2_lin_l_bias[i];
            add4[v * 4 + i] = add4_v[i];
        }
        if (v < rows0) {
            for (int i = 0; i < 4; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_r_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                add5_v[i] = y5_v[i] + conv2_lin_r_bias[i];
                add5[v * 4 + i] = add5_v[i];
            }
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum4 = sum_in(exp(e3 - dst(top2)))   node [1]
 * sum5 = sum_in(src(add4) exp(e3 - dst(top2)))   node [1,4]
 * m2 = 1 / (sum4 + equal(sum4, 0)) sum5   node [1,4]
 * y6 = m2 + conv2_bias   node [4]
 * nn/common.lua:77, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_infer_k2_sum5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add4 = c->add4;
    const float *restrict const add5 = c->add5;
    const float *restrict const conv2_att = c->conv2_att;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const out_logits = c->out_logits;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum4_v = 0.0f;
        float sum5_v[4] = {0};
        const float *const add5_v = add5 + v * 4;
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add4 + ahead * 4, 4);
            float hidden2_e[4];
            const float *const add4_u = add4 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                hidden2_e[i] = add4_u[i] + add5_v[i];
            float e3_e = 0.0f;
            for (int k = 0; k < 4; k++)
                e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
            top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden2_e[4];
            const float *const add4_u = add4 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                hidden2_e[i] = add4_u[i] + add5_v[i];
            float e3_e = 0.0f;
            for (int k = 0; k < 4; k++)
                e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
            const float exp3_e = gat_exp(e3_e - top2_v);
            sum4_v += exp3_e;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                sum5_v[i] += add4_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum4_v + gat_pick(sum4_v == 0.0f, 1.0f, 0.0f));
        GAT_ROLLED
        for (int i = 0; i < 4; i++) {
            const float m2_v = recip2_v * sum5_v[i];
            const float y6_v = m2_v + conv2_bias[i];
            out_logits[v * 4 + i] = y6_v;
        }
    }
}

size_t gatv2_workspace_size(int64_t nodes, int64_t edges)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 136)
        return SIZE_MAX;
    return (size_t)(136 * n) * sizeof(float) + 64;
}

/* Lists that lead outside what they point into are refused before anything is read through them. */
static int gatv2_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,
                               int64_t items)
{
    int sound = start[0] == 0 && start[rows] == count;
    for (int64_t v = 0; sound && v < rows; v++)
        sound &= start[v] <= start[v + 1] && start[v + 1] <= count;
    for (int64_t q = 0; sound && q < count; q++)
        sound &= item[q] >= 0 && item[q] < items;
    return sound;
}

int gatv2_infer(const gatv2_params *params, const gatv2_graph *graph, const gatv2_inputs *inputs,
                float *logits, void *workspace)
{
    if (!params || !graph || !inputs || !workspace || !logits)
        return GATV2_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return GATV2_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX || graph->edges < 0)
        return GATV2_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src) ||
        !gatv2_list_is_sound(graph->nodes, graph->edges, graph->in_start, graph->in_src, graph->nodes))
        return GATV2_BAD_GRAPH;
    if (!gatv2_list_is_sound(graph->nodes, inputs->x_row_start[graph->nodes], inputs->x_row_start, inputs->x_col, 34))
        return GATV2_BAD_INPUT;
    gatv2_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace;
    const int64_t n = (graph->nodes + 15) / 16 * 16;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_lin_l_weight = params->conv1_lin_l_weight;
    c->conv1_lin_l_bias = params->conv1_lin_l_bias;
    c->add = w + 0;
    c->rows1 = graph->nodes;
    c->conv1_lin_r_weight = params->conv1_lin_r_weight;
    c->conv1_lin_r_bias = params->conv1_lin_r_bias;
    c->add2 = w + 64 * n;
    c->in_start = graph->in_start;
    c->conv1_att = params->conv1_att;
    c->in_src = graph->in_src;
    c->conv1_bias = params->conv1_bias;
    c->conv2_lin_l_weight = params->conv2_lin_l_weight;
    c->conv2_lin_l_bias = params->conv2_lin_l_bias;
    c->add4 = w + 128 * n;
    c->rows0 = graph->nodes;
    c->conv2_lin_r_weight = params->conv2_lin_r_weight;
    c->conv2_lin_r_bias = params->conv2_lin_r_bias;
    c->add5 = w + 132 * n;
    c->conv2_att = params->conv2_att;
    c->conv2_bias = params->conv2_bias;
    c->out_logits = logits;
    c->bound.k0_y = (gatv2_infer_k0_y_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_l_weight = c->conv1_lin_l_weight, .conv1_lin_l_bias = c->conv1_lin_l_bias,
        .add = c->add, .rows1 = c->rows1, .conv1_lin_r_weight = c->conv1_lin_r_weight,
        .conv1_lin_r_bias = c->conv1_lin_r_bias, .add2 = c->add2
    };
    gatv2_infer_k0_y(&c->bound.k0_y, 0, graph->nodes, 0);
    gatv2_infer_k1_sum3(c, 0, graph->nodes, 0);
    gatv2_infer_k2_sum5(c, 0, graph->nodes, 0);
    return GATV2_OK;
}

#ifndef GATCC_INFERENCE_ONLY

#if GAT_STEP > 1
/* gatrt_keep in every lane: of row keys, of elements i. */
static inline gat_lanes gat_lanes_draw(gat_words key, gat_words i, uint32_t threshold, float scale)
{
    gat_words x = key + i * 0x9E3779B9u;
    GATRT_STIR(x, key);
    return (gat_lanes)((x >= threshold) & (gat_masks)GAT_ALL(scale));
}
#endif

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

/* Chunks that hold a node of the demand level: the others' sums are zero and were not made. */
static int64_t gatrt_pieces(const gatrt_graph *graph, int level)
{
    int64_t pieces = 0;
    while (pieces < graph->chunks && graph->chunk_start[pieces] < gatrt_rows(graph, level))
        pieces++;
    return pieces;
}

/* ---------------------------------------------------------------- infer */

static void gatv2_infer_bind(void *ctx, const gatrt_run *run)
{
    gatv2_infer_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_l_weight = run->params + 64;
    c->conv1_lin_l_bias = run->params + 2240;
    c->add = w + 0;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_lin_r_weight = run->params + 2304;
    c->conv1_lin_r_bias = run->params + 4480;
    c->add2 = w + 64 * n;
    c->in_start = run->graph->in_start;
    c->conv1_att = run->params + 0;
    c->in_src = run->graph->in_src;
    c->conv1_bias = run->params + 4544;
    c->conv2_lin_l_weight = run->params + 4612;
    c->conv2_lin_l_bias = run->params + 4868;
    c->add4 = w + 128 * n;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_lin_r_weight = run->params + 4872;
    c->conv2_lin_r_bias = run->params + 5128;
    c->add5 = w + 132 * n;
    c->conv2_att = run->params + 4608;
    c->conv2_bias = run->params + 5132;
    c->out_logits = run->outputs[0];
    c->bound.k0_y = (gatv2_infer_k0_y_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_l_weight = c->conv1_lin_l_weight, .conv1_lin_l_bias = c->conv1_lin_l_bias,
        .add = c->add, .rows1 = c->rows1, .conv1_lin_r_weight = c->conv1_lin_r_weight,
        .conv1_lin_r_bias = c->conv1_lin_r_bias, .add2 = c->add2
    };
}

static size_t gatv2_infer_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 136)
        return SIZE_MAX;
    return (size_t)(136 * n) * sizeof(float) + 64;
}

static const gatrt_kernel gatv2_infer_kernels[] = {
    {"k0_y", gatv2_infer_k0_y, GATRT_OVER_NODES, 2, 0, offsetof(gatv2_infer_ctx, bound.k0_y)},
    {"k1_sum3", gatv2_infer_k1_sum3, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum5", gatv2_infer_k2_sum5, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gatv2_infer_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 128, 0, 256},
    {0, GATRT_PER_RUN, 1048576, 4480, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 64, 64},
    {0, GATRT_PER_ROW, 1, 0, 0, 64, 64},
    {1, GATRT_PER_ROW, 1, 66, 0, 4, 1588},
    {1, GATRT_PER_EDGE, 1, 1, 64, 0, 568},
    {1, GATRT_PER_RUN, 1048576, 648, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 4, 516},
    {2, GATRT_PER_ROW, 0, 6, 0, 4, 14},
    {2, GATRT_PER_EDGE, 0, 1, 4, 0, 43},
    {2, GATRT_PER_RUN, 1048576, 8, 0, 0, 0},
};

/* ---------------------------------------------------------------- score */

/* What the kernels of score work on. */
typedef struct gatv2_score_ctx {
    float *pieces_of_0; /* 1 floats per chunk */
    const float *logits;
    const float *label;
    const float *weight;
    float *loss;
    int64_t pieces0; /* chunks that cover them */
} gatv2_score_ctx;

/* top = max_last(logits)   node [1]
 * sum2 = sum_last(exp(logits - top))   node [1]
 * sum3 = sum_last((logits - top) equal(label, iota))   node [1]
 * sum4 = sum_rows((log(sum2) - sum3) weight)   param [1]
 * models/gatv2.lua:11 */
static GAT_KERNEL void gatv2_score_k0_sub(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_score_ctx *const c = ctx;
    float *restrict const pieces_of_0 = c->pieces_of_0;
    const float *restrict const logits = c->logits;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    GAT_NO_LEAF
    float *const piece = pieces_of_0 + chunk;
    for (int i = 0; i < 1; i++)
        piece[i] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float sub_v[4];
        const float *const logits_v = logits + v * 4;
        float top_v = -INFINITY;
        for (int k = 0; k < 4; k++) {
            const float x_k = logits_v[k];
            top_v = gat_pick(x_k > top_v, x_k, top_v);
        }
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            sub_v[i] = logits_v[i] - top_v;
        float sum2_v = 0.0f;
        for (int k = 0; k < 4; k++)
            sum2_v += gat_exp(sub_v[k]);
        float sum3_v = 0.0f;
        for (int k = 0; k < 4; k++)
            sum3_v += sub_v[k] * gat_pick(label[v] == (float)k, 1.0f, 0.0f);
        piece[0] += (logf(sum2_v) - sum3_v) * weight[v];
    }
}

/* sum4 = sum_rows((log(sum2) - sum3) weight)   param [1]
 * models/gatv2.lua:11 */
static GAT_KERNEL void gatv2_score_k1_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_score_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_0 = c->pieces_of_0;
    const int64_t pieces0 = c->pieces0;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_0, pieces0, 1, 1, lo, hi);
}

static void gatv2_score_bind(void *ctx, const gatrt_run *run)
{
    gatv2_score_ctx *const c = ctx;
    float *const w = run->workspace;
    c->pieces_of_0 = w + 0;
    c->logits = run->outputs[0];
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->loss = run->loss;
    c->pieces0 = gatrt_pieces(run->graph, 0);
}

static size_t gatv2_score_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges, chunks = graph->chunks;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t c = (uint64_t)chunks;
    if (c > most)
        return SIZE_MAX;
    if (15 > most - c)
        return SIZE_MAX;
    return (size_t)(c + 15) * sizeof(float) + 64;
}

static const gatrt_kernel gatv2_score_kernels[] = {
    {"k0_sub", gatv2_score_k0_sub, GATRT_OVER_NODES, 0, 0, 0},
    {"k1_sums", gatv2_score_k1_sums, GATRT_OVER_RANGE, 0, 1, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gatv2_score_costs[] = {
    {0, GATRT_PER_ROW, 0, 6, 0, 0, 95},
    {0, GATRT_PER_CHUNK, 0, 0, 0, 1, 0},
    {1, GATRT_PER_CHUNK, 0, 1, 0, 0, 1},
    {1, GATRT_PER_RUN, 1048576, 0, 0, 1, 0},
};

/* ---------------------------------------------------------------- inspect */

/* What the kernels of inspect work on. */
typedef struct gatv2_inspect_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_l_weight;
    const float *conv1_lin_l_bias;
    float *add; /* 64 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_lin_r_weight;
    const float *conv1_lin_r_bias;
    float *add2; /* 64 floats per node */
    const int64_t *in_start;
    const float *conv1_att;
    const int32_t *in_src;
    const float *conv1_bias;
    const float *conv2_lin_l_weight;
    const float *conv2_lin_l_bias;
    float *add4; /* 4 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_lin_r_weight;
    const float *conv2_lin_r_bias;
    float *add5; /* 4 floats per node */
    float *out_conv1_attention;
    const float *conv2_att;
    const float *conv2_bias;
    float *out_logits;
    float *out_conv2_attention;
    struct {
        gatv2_infer_k0_y_ctx k0_y;
    } bound; /* what kernels work on that share a function */
} gatv2_inspect_ctx;

/* top = max_in(e2)   node [8]
 * sum2 = sum_in(exp(e2 - dst(top)))   node [8]
 * w2 = exp(e2 - dst(top)) dst(1 / (sum2 + equal(sum2, 0)))   edge [8]
 * sum3 = sum_in(src(add) exp(e2 - dst(top)))   node [8,8]
 * m = 1 / (sum2 + equal(sum2, 0)) sum3   node [8,8]
 * y3 = m + conv1_bias   node [64]
 * h2 = elu(y3, 1)   node [64]
 * y4 = h2 conv2_lin_l_weight   node [1,4]
 * y5 = h2 conv2_lin_r_weight   node [1,4]
 * add5 = y5 + conv2_lin_r_bias   node [1,4]
 * nn/common.lua:36, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_inspect_k1_sum3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add = c->add;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_att = c->conv1_att;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    const float *restrict const conv2_lin_l_bias = c->conv2_lin_l_bias;
    float *restrict const add4 = c->add4;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    const float *restrict const conv2_lin_r_bias = c->conv2_lin_r_bias;
    float *restrict const add5 = c->add5;
    float *restrict const out_conv1_attention = c->out_conv1_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_l_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_l_weight_t[i * 64 + k] = conv2_lin_l_weight[k * 4 + i];
    }
    float conv2_lin_r_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_r_weight_t[i * 64 + k] = conv2_lin_r_weight[k * 4 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum2_v[8] = {0};
        float sum3_v[64] = {0};
        const float *const add2_v = add2 + v * 64;
        float recip_v[8];
        float m_v[64];
        float h2_v[64];
        float y4_v[4];
        float add4_v[4];
        float y5_v[4] = {0};
        float add5_v[4] = {0};
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add + ahead * 64, 64);
            float hidden_e[64];
            float e2_e[8];
            const float *const add_u = add + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = gat_lanes_pick(GAT_AT(e2_e[i]) > GAT_AT(top_v[i]), GAT_AT(e2_e[i]), GAT_AT(top_v[i]));
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden_e[64];
            float e2_e[8];
            float exp2_e[8];
            const float *const add_u = add + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(exp2_e[i]) = gat_lanes_exp(GAT_AT(e2_e[i]) - GAT_AT(top_v[i]));
                GAT_PUT(sum2_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum3_v[h * 8 + i]) += GAT_AT(add_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum2_v[i]) + gat_lanes_pick(GAT_AT(sum2_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum3_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y3_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(y3_v, 1.0f);
        }
        for (int i = 0; i < 4; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_l_weight_t[i * 64 + k]);
            y4_v[i] = gat_total(sum);
        }
        GAT_ROLLED
        for (int i = 0; i < 4; i++) {
            add4_v[i] = y4_v[i] + conv2_lin_l_bias[i];
            add4[v * 4 + i] = add4_v[i];
        }
        if (v < rows0) {
            for (int i = 0; i < 4; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_r_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                add5_v[i] = y5_v[i] + conv2_lin_r_bias[i];
                add5[v * 4 + i] = add5_v[i];
            }
        }
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                float hidden_e[64];
                float e2_e[8];
                const float *const add_u = add + u * 64;
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
                for (int h = 0; h < 8; h += GAT_STEP) {
                    gat_lanes part_e2[GAT_STEP];
                    for (int j = 0; j < GAT_STEP; j++) {
                        part_e2[j] = GAT_ALL(0.0f);
                        for (int k = 0; k < 8; k += GAT_STEP)
                            part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                    }
                    GAT_PUT(e2_e[h]) = gat_totals(part_e2);
                }
                for (int i = 0; i < 8; i += GAT_STEP) {
                    const gat_lanes w2_e = gat_lanes_exp(GAT_AT(e2_e[i]) - GAT_AT(top_v[i])) * GAT_AT(recip_v[i]);
                    GAT_PUT(out_conv1_attention[e * 8 + i]) = w2_e;
                }
            }
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum4 = sum_in(exp(e3 - dst(top2)))   node [1]
 * w3 = exp(e3 - dst(top2)) dst(1 / (sum4 + equal(sum4, 0)))   edge [1]
 * sum5 = sum_in(src(add4) exp(e3 - dst(top2)))   node [1,4]
 * m2 = 1 / (sum4 + equal(sum4, 0)) sum5   node [1,4]
 * y6 = m2 + conv2_bias   node [4]
 * nn/common.lua:77, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_inspect_k2_sum5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add4 = c->add4;
    const float *restrict const add5 = c->add5;
    const float *restrict const conv2_att = c->conv2_att;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const out_logits = c->out_logits;
    float *restrict const out_conv2_attention = c->out_conv2_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum4_v = 0.0f;
        float sum5_v[4] = {0};
        const float *const add5_v = add5 + v * 4;
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add4 + ahead * 4, 4);
            float hidden2_e[4];
            const float *const add4_u = add4 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                hidden2_e[i] = add4_u[i] + add5_v[i];
            float e3_e = 0.0f;
            for (int k = 0; k < 4; k++)
                e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
            top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden2_e[4];
            const float *const add4_u = add4 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                hidden2_e[i] = add4_u[i] + add5_v[i];
            float e3_e = 0.0f;
            for (int k = 0; k < 4; k++)
                e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
            const float exp3_e = gat_exp(e3_e - top2_v);
            sum4_v += exp3_e;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                sum5_v[i] += add4_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum4_v + gat_pick(sum4_v == 0.0f, 1.0f, 0.0f));
        GAT_ROLLED
        for (int i = 0; i < 4; i++) {
            const float m2_v = recip2_v * sum5_v[i];
            const float y6_v = m2_v + conv2_bias[i];
            out_logits[v * 4 + i] = y6_v;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden2_e[4];
            const float *const add4_u = add4 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                hidden2_e[i] = add4_u[i] + add5_v[i];
            float e3_e = 0.0f;
            for (int k = 0; k < 4; k++)
                e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
            const float w3_e = gat_exp(e3_e - top2_v) * recip2_v;
            out_conv2_attention[e] = w3_e;
        }
    }
}

static void gatv2_inspect_bind(void *ctx, const gatrt_run *run)
{
    gatv2_inspect_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_l_weight = run->params + 64;
    c->conv1_lin_l_bias = run->params + 2240;
    c->add = w + 0;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_lin_r_weight = run->params + 2304;
    c->conv1_lin_r_bias = run->params + 4480;
    c->add2 = w + 64 * n;
    c->in_start = run->graph->in_start;
    c->conv1_att = run->params + 0;
    c->in_src = run->graph->in_src;
    c->conv1_bias = run->params + 4544;
    c->conv2_lin_l_weight = run->params + 4612;
    c->conv2_lin_l_bias = run->params + 4868;
    c->add4 = w + 128 * n;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_lin_r_weight = run->params + 4872;
    c->conv2_lin_r_bias = run->params + 5128;
    c->add5 = w + 132 * n;
    c->out_conv1_attention = run->outputs[1];
    c->conv2_att = run->params + 4608;
    c->conv2_bias = run->params + 5132;
    c->out_logits = run->outputs[0];
    c->out_conv2_attention = run->outputs[2];
    c->bound.k0_y = (gatv2_infer_k0_y_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_l_weight = c->conv1_lin_l_weight, .conv1_lin_l_bias = c->conv1_lin_l_bias,
        .add = c->add, .rows1 = c->rows1, .conv1_lin_r_weight = c->conv1_lin_r_weight,
        .conv1_lin_r_bias = c->conv1_lin_r_bias, .add2 = c->add2
    };
}

static size_t gatv2_inspect_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 136)
        return SIZE_MAX;
    return (size_t)(136 * n) * sizeof(float) + 64;
}

static const gatrt_kernel gatv2_inspect_kernels[] = {
    {"k0_y", gatv2_infer_k0_y, GATRT_OVER_NODES, 2, 0, offsetof(gatv2_inspect_ctx, bound.k0_y)},
    {"k1_sum3", gatv2_inspect_k1_sum3, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum5", gatv2_inspect_k2_sum5, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gatv2_inspect_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 128, 0, 256},
    {0, GATRT_PER_RUN, 1048576, 4480, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 64, 64},
    {0, GATRT_PER_ROW, 1, 0, 0, 64, 64},
    {1, GATRT_PER_ROW, 1, 66, 0, 4, 1588},
    {1, GATRT_PER_EDGE, 1, 1, 64, 8, 576},
    {1, GATRT_PER_RUN, 1048576, 648, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 4, 516},
    {2, GATRT_PER_ROW, 0, 6, 0, 4, 14},
    {2, GATRT_PER_EDGE, 0, 1, 4, 1, 44},
    {2, GATRT_PER_RUN, 1048576, 8, 0, 0, 0},
};

/* ---------------------------------------------------------------- train */

/* What gatv2_train_k6_outer3 works on. */
typedef struct gatv2_train_k6_outer3_ctx {
    const int64_t *x_col_start;
    const int32_t *x_row;
    int64_t rows1;
    const float *x_col_val;
    uint64_t draw0;
    const float *dy5;
    float *grad_conv1_lin_r_weight;
} gatv2_train_k6_outer3_ctx;

/* What the kernels of train work on. */
typedef struct gatv2_train_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    uint64_t draw0;
    const float *conv1_lin_l_weight;
    const float *conv1_lin_l_bias;
    float *add; /* 64 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_lin_r_weight;
    const float *conv1_lin_r_bias;
    float *add2; /* 64 floats per node */
    const int64_t *in_start;
    const float *conv1_att;
    const int32_t *in_src;
    float *top; /* 8 floats per node */
    uint64_t draw1;
    float *mul3; /* 8 floats per edge */
    float *recip; /* 8 floats per node */
    float *sum3; /* 64 floats per node */
    const float *conv1_bias;
    float *h2; /* 64 floats per node */
    uint64_t draw2;
    const float *conv2_lin_l_weight;
    const float *conv2_lin_l_bias;
    float *add4; /* 4 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_lin_r_weight;
    const float *conv2_lin_r_bias;
    float *add5; /* 4 floats per node */
    float *pieces_of_2; /* 269 floats per chunk */
    const float *label;
    const float *weight;
    const float *conv2_att;
    uint64_t draw3;
    float *mul7; /* 1 floats per edge */
    const float *conv2_bias;
    float *mul15; /* 4 floats per node */
    float *de; /* 1 floats per edge */
    float *product; /* 64 floats per node */
    float *pieces_of_3; /* 324 floats per chunk */
    const int64_t *out_start;
    const int32_t *out_dst;
    const int32_t *out_edge;
    float *mul25; /* 64 floats per node */
    float *neg2; /* 8 floats per node */
    float *pieces_of_4; /* 128 floats per chunk */
    float *de2; /* 8 floats per edge */
    float *dy5; /* 64 floats per node */
    float *pieces_of_5; /* 64 floats per chunk */
    float *dy6; /* 64 floats per node */
    const int64_t *x_col_start;
    const int32_t *x_row;
    const float *x_col_val;
    float *grad_conv1_lin_r_weight;
    int64_t rows2; /* nodes at demand level 2 */
    float *grad_conv1_lin_l_weight;
    float *loss;
    int64_t pieces1; /* chunks that cover them */
    float *grad_conv2_bias;
    float *grad_conv2_att;
    float *grad_conv2_lin_r_bias;
    float *grad_conv2_lin_r_weight;
    float *grad_conv2_lin_l_bias;
    float *grad_conv2_lin_l_weight;
    float *grad_conv1_bias;
    float *grad_conv1_att;
    float *grad_conv1_lin_r_bias;
    float *grad_conv1_lin_l_bias;
    int64_t pieces2; /* chunks that cover them */
    struct {
        gatv2_train_k6_outer3_ctx k6_outer3;
        gatv2_train_k6_outer3_ctx k7_outer4;
    } bound; /* what kernels work on that share a function */
} gatv2_train_ctx;

/* y = (x keep(0.6)) conv1_lin_l_weight   node [8,8]
 * y2 = (x keep(0.6)) conv1_lin_r_weight   node [8,8]
 * add2 = y2 + conv1_lin_r_bias   node [8,8]
 * nn/common.lua:36, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k0_y(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const conv1_lin_l_weight = c->conv1_lin_l_weight;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    float *restrict const add = c->add;
    const int64_t rows1 = c->rows1;
    const float *restrict const conv1_lin_r_weight = c->conv1_lin_r_weight;
    const float *restrict const conv1_lin_r_bias = c->conv1_lin_r_bias;
    float *restrict const add2 = c->add2;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float y_v[64];
        float add_v[64];
        float y2_v[64] = {0};
        float add2_v[64] = {0};
        const uint32_t key0_v = gatrt_row_key(draw0, (uint32_t)v);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(y_v[i]) = GAT_ALL(0.0f);
        for (int64_t b = x_row_start[v]; b < x_row_start[v + 1]; b += 64) {
            const int64_t stop = b + 64 < x_row_start[v + 1] ? b + 64 : x_row_start[v + 1];
            float drawn[64];
            for (int64_t q = b; q < stop; q += GAT_STEP)
                GAT_PUT(drawn[q - b]) = GAT_AT(x_val[q]) * gat_keep_elements(key0_v, x_col + q, 2576980377u, 2.5f);
            int32_t kept_k[64];
            float kept_x[64];
            int64_t kept = 0;
            for (int64_t q = b; q < stop; q++) {
                kept_k[kept] = x_col[q];
                kept_x[kept] = drawn[q - b];
                kept += drawn[q - b] != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t k = kept_k[q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(y_v[i]) += kept_x[q] * GAT_AT(conv1_lin_l_weight[k * 64 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add_v[i]) = GAT_AT(y_v[i]) + GAT_AT(conv1_lin_l_bias[i]);
            GAT_PUT(add[v * 64 + i]) = GAT_AT(add_v[i]);
        }
        if (v < rows1) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y2_v[i]) = GAT_ALL(0.0f);
            for (int64_t b = x_row_start[v]; b < x_row_start[v + 1]; b += 64) {
                const int64_t stop = b + 64 < x_row_start[v + 1] ? b + 64 : x_row_start[v + 1];
                float drawn[64];
                for (int64_t q = b; q < stop; q += GAT_STEP)
                    GAT_PUT(drawn[q - b]) = GAT_AT(x_val[q]) * gat_keep_elements(key0_v, x_col + q, 2576980377u, 2.5f);
                int32_t kept_k[64];
                float kept_x[64];
                int64_t kept = 0;
                for (int64_t q = b; q < stop; q++) {
                    kept_k[kept] = x_col[q];
                    kept_x[kept] = drawn[q - b];
                    kept += drawn[q - b] != 0.0f;
                }
                for (int64_t q = 0; q < kept; q++) {
                    const int64_t k = kept_k[q];
                    GAT_UNROLL
                    for (int i = 0; i < 64; i += GAT_STEP)
                        GAT_PUT(y2_v[i]) += kept_x[q] * GAT_AT(conv1_lin_r_weight[k * 64 + i]);
                }
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_PUT(add2_v[i]) = GAT_AT(y2_v[i]) + GAT_AT(conv1_lin_r_bias[i]);
                GAT_PUT(add2[v * 64 + i]) = GAT_AT(add2_v[i]);
            }
        }
    }
}

/* top = max_in(e2)   node [8]
 * sum2 = sum_in(exp(e2 - dst(top)))   node [8]
 * sum3 = sum_in(src(add) mul3)   node [8,8]
 * m = recip sum3   node [8,8]
 * y3 = m + conv1_bias   node [64]
 * h2 = elu(y3, 1)   node [64]
 * y4 = (h2 keep(0.6)) conv2_lin_l_weight   node [1,4]
 * y5 = (h2 keep(0.6)) conv2_lin_r_weight   node [1,4]
 * add5 = y5 + conv2_lin_r_bias   node [1,4]
 * nn/common.lua:36, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_train_k1_sum3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add = c->add;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_att = c->conv1_att;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const top = c->top;
    const uint64_t draw1 = c->draw1;
    float *restrict const mul3 = c->mul3;
    float *restrict const recip = c->recip;
    float *restrict const sum3 = c->sum3;
    const float *restrict const conv1_bias = c->conv1_bias;
    float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    const float *restrict const conv2_lin_l_bias = c->conv2_lin_l_bias;
    float *restrict const add4 = c->add4;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    const float *restrict const conv2_lin_r_bias = c->conv2_lin_r_bias;
    float *restrict const add5 = c->add5;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_l_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_l_weight_t[i * 64 + k] = conv2_lin_l_weight[k * 4 + i];
    }
    float conv2_lin_r_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_r_weight_t[i * 64 + k] = conv2_lin_r_weight[k * 4 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum2_v[8] = {0};
        float sum3_v[64] = {0};
        const float *const add2_v = add2 + v * 64;
        float recip_v[8];
        float m_v[64];
        float mul5_v[64];
        float y4_v[4];
        float add4_v[4];
        float y5_v[4] = {0};
        float add5_v[4] = {0};
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add + ahead * 64, 64);
            float hidden_e[64];
            float e2_e[8];
            const float *const add_u = add + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = gat_lanes_pick(GAT_AT(e2_e[i]) > GAT_AT(top_v[i]), GAT_AT(e2_e[i]), GAT_AT(top_v[i]));
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(top[v * 8 + i]) = GAT_AT(top_v[i]);
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            float hidden_e[64];
            float e2_e[8];
            float mul3_e[8];
            const float *const add_u = add + u * 64;
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * gat_lanes_pick(GAT_AT(hidden_e[(h + j) * 8 + k]) > 0.0f, GAT_AT(hidden_e[(h + j) * 8 + k]), 0.2f * GAT_AT(hidden_e[(h + j) * 8 + k]));
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes exp2_e = gat_lanes_exp(GAT_AT(e2_e[i]) - GAT_AT(top_v[i]));
                GAT_PUT(mul3_e[i]) = exp2_e * gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f);
                GAT_PUT(sum2_v[i]) += exp2_e;
                GAT_PUT(mul3[e * 8 + i]) = GAT_AT(mul3_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum3_v[h * 8 + i]) += GAT_AT(add_u[h * 8 + i]) * mul3_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum2_v[i]) + gat_lanes_pick(GAT_AT(sum2_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
            GAT_PUT(recip[v * 8 + i]) = GAT_AT(recip_v[i]);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(sum3[v * 64 + h * 8 + i]) = GAT_AT(sum3_v[h * 8 + i]);
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum3_v[h * 8 + i]);
            }
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y3_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            const gat_lanes h2_v = gat_lanes_elu(y3_v, 1.0f);
            GAT_PUT(h2[v * 64 + i]) = h2_v;
            GAT_PUT(mul5_v[i]) = h2_v * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        for (int i = 0; i < 4; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(mul5_v[k]) * GAT_AT(conv2_lin_l_weight_t[i * 64 + k]);
            y4_v[i] = gat_total(sum);
        }
        GAT_ROLLED
        for (int i = 0; i < 4; i++) {
            add4_v[i] = y4_v[i] + conv2_lin_l_bias[i];
            add4[v * 4 + i] = add4_v[i];
        }
        if (v < rows0) {
            for (int i = 0; i < 4; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(mul5_v[k]) * GAT_AT(conv2_lin_r_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                add5_v[i] = y5_v[i] + conv2_lin_r_bias[i];
                add5[v * 4 + i] = add5_v[i];
            }
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum4 = sum_in(exp(e3 - dst(top2)))   node [1]
 * sum5 = sum_in(src(add4) mul7)   node [1,4]
 * m2 = 1 / (sum4 + equal(sum4, 0)) sum5   node [1,4]
 * y6 = m2 + conv2_bias   node [4]
 * top3 = max_last(y6)   node [1]
 * sum6 = sum_last(exp(y6 - top3))   node [1]
 * sum7 = sum_last((y6 - top3) equal(label, iota))   node [1]
 * sum8 = sum_rows((log(sum6) - sum7) weight)   param [1]
 * dy = exp(y6 - top3) weight 1 / sum6 - equal(label, iota) weight   node [4]
 * dbias = sum_rows(dy)   param [4]
 * sum9 = sum_last(sum5 dm)   node [1]
 * de = exp(e3 - dst(top2)) (keep(0.6) sum10 + dst(-(sum9 square(1 / add6))))   edge [1]
 * datt = sum_rows(leaky_relu(hidden2, 0.2) de)   param [1,4]
 * dy2 = sum_in(dhidden)   node [1,4]
 * sum11 = sum_rows(dy2)   param [1,4]
 * product = dy2 conv2_lin_r_weight^T   node [64]
 * outer = outer(h2 keep(0.6), dy2)   param [64,1,4]
 * nn/gatv2.lua:33, called at
 * models/gatv2.lua:8 */
static GAT_KERNEL void gatv2_train_k2_outer(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    float *restrict const pieces_of_2 = c->pieces_of_2;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const int64_t rows0 = c->rows0;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add4 = c->add4;
    const float *restrict const add5 = c->add5;
    const float *restrict const conv2_att = c->conv2_att;
    const int32_t *restrict const in_src = c->in_src;
    const uint64_t draw3 = c->draw3;
    float *restrict const mul7 = c->mul7;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const mul15 = c->mul15;
    float *restrict const de = c->de;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    float *restrict const product = c->product;
    GAT_NO_LEAF
    float *const piece = pieces_of_2 + chunk * 269;
    for (int i = 0; i < 269; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_r_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_r_weight_t[i * 64 + k] = conv2_lin_r_weight[k * 4 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum4_v = 0.0f;
        float sum5_v[4] = {0};
        float dy2_v[4] = {0};
        float mul5_v[64];
        float equal3_v[4] = {0};
        float mul11_v[4] = {0};
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        const float *const add5_v = add5 + v * 4;
        float recip2_v = 0.0f;
        float y6_v[4] = {0};
        float top3_v = 0.0f;
        float sub3_v[4] = {0};
        float exp4_v[4] = {0};
        float mul12_v = 0.0f;
        float dy_v[4] = {0};
        float mul15_v[4] = {0};
        float neg_v = 0.0f;
        float product_v[64];
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(mul5_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        if (v < rows0) {
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                equal3_v[i] = gat_pick(label[v] == (float)i, 1.0f, 0.0f);
                mul11_v[i] = equal3_v[i] * weight[v];
            }
        }
        if (v < rows0) {
            if (in_start[v] < in_start[v + 1]) {
                top2_v = -INFINITY;
            }
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
                const int64_t ahead = in_src[next];
                gat_prefetch(add4 + ahead * 4, 4);
                float hidden2_e[4];
                const float *const add4_u = add4 + u * 4;
                GAT_ROLLED
                for (int i = 0; i < 4; i++)
                    hidden2_e[i] = add4_u[i] + add5_v[i];
                float e3_e = 0.0f;
                for (int k = 0; k < 4; k++)
                    e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
                top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
            }
        }
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                float hidden2_e[4];
                const float *const add4_u = add4 + u * 4;
                const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
                GAT_ROLLED
                for (int i = 0; i < 4; i++)
                    hidden2_e[i] = add4_u[i] + add5_v[i];
                float e3_e = 0.0f;
                for (int k = 0; k < 4; k++)
                    e3_e += conv2_att[k] * gat_pick(hidden2_e[k] > 0.0f, hidden2_e[k], 0.2f * hidden2_e[k]);
                const float exp3_e = gat_exp(e3_e - top2_v);
                const float mul7_e = exp3_e * gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f);
                sum4_v += exp3_e;
                mul7[e] = mul7_e;
                GAT_ROLLED
                for (int i = 0; i < 4; i++)
                    sum5_v[i] += add4_u[i] * mul7_e;
            }
        }
        if (v < rows0) {
            recip2_v = 1.0f / (sum4_v + gat_pick(sum4_v == 0.0f, 1.0f, 0.0f));
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                const float m2_v = recip2_v * sum5_v[i];
                y6_v[i] = m2_v + conv2_bias[i];
            }
            float top_top3 = -INFINITY;
            for (int k = 0; k < 4; k++) {
                const float x_k = y6_v[k];
                top_top3 = gat_pick(x_k > top_top3, x_k, top_top3);
            }
            top3_v = top_top3;
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                sub3_v[i] = y6_v[i] - top3_v;
                exp4_v[i] = gat_exp(sub3_v[i]);
            }
            float sum6_v = 0.0f;
            for (int k = 0; k < 4; k++)
                sum6_v += exp4_v[k];
            float sum7_v = 0.0f;
            for (int k = 0; k < 4; k++)
                sum7_v += sub3_v[k] * equal3_v[k];
            mul12_v = weight[v] * (1.0f / sum6_v);
            piece[0] += (logf(sum6_v) - sum7_v) * weight[v];
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                dy_v[i] = exp4_v[i] * mul12_v - mul11_v[i];
                mul15_v[i] = recip2_v * dy_v[i];
                mul15[v * 4 + i] = mul15_v[i];
                piece[1 + i] += dy_v[i];
            }
            float sum9_v = 0.0f;
            for (int k = 0; k < 4; k++)
                sum9_v += sum5_v[k] * dy_v[k];
            neg_v = -(sum9_v * (recip2_v * recip2_v));
        }
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                float hidden2_e[4];
                float leaky_relu2_e[4];
                const float *const add4_u = add4 + u * 4;
                const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
                GAT_ROLLED
                for (int i = 0; i < 4; i++) {
                    hidden2_e[i] = add4_u[i] + add5_v[i];
                    leaky_relu2_e[i] = gat_pick(hidden2_e[i] > 0.0f, hidden2_e[i], 0.2f * hidden2_e[i]);
                }
                float e3_e = 0.0f;
                for (int k = 0; k < 4; k++)
                    e3_e += conv2_att[k] * leaky_relu2_e[k];
                float sum10_e = 0.0f;
                for (int k = 0; k < 4; k++)
                    sum10_e += add4_u[k] * mul15_v[k];
                const float de_e = gat_exp(e3_e - top2_v) * (gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f) * sum10_e + neg_v);
                de[e] = de_e;
                GAT_ROLLED
                for (int i = 0; i < 4; i++) {
                    const float mul21_e = conv2_att[i] * de_e;
                    const float dhidden_e = gat_pick(hidden2_e[i] > 0.0f, mul21_e, mul21_e * 0.2f);
                    piece[5 + i] += leaky_relu2_e[i] * de_e;
                    dy2_v[i] += dhidden_e;
                }
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 4; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product_v[k]) += dy2_v[i] * GAT_AT(conv2_lin_r_weight_t[i * 64 + k]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product[v * 64 + i]) = GAT_AT(product_v[i]);
        if (v < rows0) {
            GAT_ROLLED
            for (int i = 0; i < 4; i++)
                piece[9 + i] += dy2_v[i];
            for (int i = 0; i < 4; i++) {
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    GAT_PUT(piece[13 + i * 64 + k]) += dy2_v[i] * GAT_AT(mul5_v[k]);
            }
        }
    }
}

/* dy3 = sum_out(mul7 dst(mul15) + dhidden)   node [1,4]
 * sum12 = sum_rows(dy3)   param [1,4]
 * product2 = dy3 conv2_lin_l_weight^T   node [64]
 * outer2 = outer(h2 keep(0.6), dy3)   param [64,1,4]
 * dh = keep(0.6) (product + product2)   node [64]
 * dy4 = select(y3, dh, dh (h2 + 1))   node [64]
 * dbias2 = sum_rows(dy4)   param [64]
 * sum13 = sum_last(sum3 dm2)   node [8]
 * neg2 = -(sum13 square(recip))   node [8]
 * nn/gatv2.lua:40, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k3_outer2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    float *restrict const pieces_of_3 = c->pieces_of_3;
    const float *restrict const recip = c->recip;
    const float *restrict const sum3 = c->sum3;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows0 = c->rows0;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const add4 = c->add4;
    const float *restrict const add5 = c->add5;
    const float *restrict const conv2_att = c->conv2_att;
    const float *restrict const de = c->de;
    const float *restrict const mul7 = c->mul7;
    const float *restrict const mul15 = c->mul15;
    const int32_t *restrict const out_edge = c->out_edge;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    const float *restrict const product = c->product;
    float *restrict const mul25 = c->mul25;
    float *restrict const neg2 = c->neg2;
    GAT_NO_LEAF
    float *const piece = pieces_of_3 + chunk * 324;
    for (int i = 0; i < 324; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    float conv2_lin_l_weight_t[256];
    for (int k = 0; k < 64; k++) {
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            conv2_lin_l_weight_t[i * 64 + k] = conv2_lin_l_weight[k * 4 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float dy3_v[4] = {0};
        float m_v[64];
        float y3_v[64];
        float mul5_v[64];
        float add10_v[64];
        float square2_v[8];
        const float *const recip_v = recip + v * 8;
        const float *const sum3_v = sum3 + v * 64;
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        const float *const add4_v = add4 + v * 4;
        float product2_v[64];
        float dy4_v[64];
        float sum13_v[8];
        float mul25_v[64];
        float neg2_v[8];
        const float *const product_v = product + v * 64;
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum3_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(y3_v[i]) = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(mul5_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
            GAT_PUT(add10_v[i]) = GAT_AT(h2_v[i]) + 1.0f;
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(square2_v[i]) = GAT_AT(recip_v[i]) * GAT_AT(recip_v[i]);
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows0; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(add5 + ahead * 4, 4);
            gat_prefetch(de + (int64_t)out_edge[next], 1);
            gat_prefetch(mul7 + (int64_t)out_edge[next], 1);
            gat_prefetch(mul15 + ahead * 4, 4);
            const float *const add5_u = add5 + u * 4;
            const float *const mul15_u = mul15 + u * 4;
            GAT_ROLLED
            for (int i = 0; i < 4; i++) {
                const float hidden2_e = add4_v[i] + add5_u[i];
                const float mul21_e = conv2_att[i] * de[e];
                const float dhidden_e = gat_pick(hidden2_e > 0.0f, mul21_e, mul21_e * 0.2f);
                dy3_v[i] += mul7[e] * mul15_u[i] + dhidden_e;
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product2_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 4; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product2_v[k]) += dy3_v[i] * GAT_AT(conv2_lin_l_weight_t[i * 64 + k]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dh_v = gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f) * (GAT_AT(product_v[i]) + GAT_AT(product2_v[i]));
            GAT_PUT(dy4_v[i]) = gat_lanes_pick(GAT_AT(y3_v[i]) > 0.0f, dh_v, dh_v * GAT_AT(add10_v[i]));
            GAT_PUT(piece[260 + i]) += GAT_AT(dy4_v[i]);
        }
        for (int h = 0; h < 8; h += GAT_STEP) {
            gat_lanes part_sum13[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part_sum13[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 8; k += GAT_STEP)
                    part_sum13[j] += GAT_AT(sum3_v[(h + j) * 8 + k]) * GAT_AT(dy4_v[(h + j) * 8 + k]);
            }
            GAT_PUT(sum13_v[h]) = gat_totals(part_sum13);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(mul25_v[h * 8 + i]) = recip_v[h] * GAT_AT(dy4_v[h * 8 + i]);
                GAT_PUT(mul25[v * 64 + h * 8 + i]) = GAT_AT(mul25_v[h * 8 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(neg2_v[i]) = -(GAT_AT(sum13_v[i]) * GAT_AT(square2_v[i]));
            GAT_PUT(neg2[v * 8 + i]) = GAT_AT(neg2_v[i]);
        }
        GAT_ROLLED
        for (int i = 0; i < 4; i++)
            piece[i] += dy3_v[i];
        for (int i = 0; i < 4; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(piece[4 + i * 64 + k]) += dy3_v[i] * GAT_AT(mul5_v[k]);
        }
    }
}

/* de2 = exp(e2 - dst(top)) (keep(0.6) sum14 + dst(neg2))   edge [8]
 * datt2 = sum_rows(leaky_relu(hidden, 0.2) de2)   param [8,8]
 * dy5 = sum_in(dhidden2)   node [8,8]
 * sum15 = sum_rows(dy5)   param [8,8]
 * nn/gatv2.lua:33, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k4_datt2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    float *restrict const pieces_of_4 = c->pieces_of_4;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add = c->add;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_att = c->conv1_att;
    const float *restrict const mul25 = c->mul25;
    const float *restrict const top = c->top;
    const uint64_t draw1 = c->draw1;
    const float *restrict const neg2 = c->neg2;
    float *restrict const de2 = c->de2;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const dy5 = c->dy5;
    GAT_NO_LEAF
    float *const piece = pieces_of_4 + chunk * 128;
    for (int i = 0; i < 128; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float dy5_v[64] = {0};
        const float *const add2_v = add2 + v * 64;
        const float *const mul25_v = mul25 + v * 64;
        const float *const top_v = top + v * 8;
        const float *const neg2_v = neg2 + v * 8;
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add + ahead * 64, 64);
            float hidden_e[64];
            float leaky_relu_e[64];
            float e2_e[8];
            float sum14_e[8];
            float de2_e[8];
            const float *const add_u = add + u * 64;
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_PUT(hidden_e[i]) = GAT_AT(add_u[i]) + GAT_AT(add2_v[i]);
                GAT_PUT(leaky_relu_e[i]) = gat_lanes_pick(GAT_AT(hidden_e[i]) > 0.0f, GAT_AT(hidden_e[i]), 0.2f * GAT_AT(hidden_e[i]));
            }
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_e2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_e2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_e2[j] += GAT_AT(conv1_att[(h + j) * 8 + k]) * GAT_AT(leaky_relu_e[(h + j) * 8 + k]);
                }
                GAT_PUT(e2_e[h]) = gat_totals(part_e2);
            }
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum14[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum14[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum14[j] += GAT_AT(add_u[(h + j) * 8 + k]) * GAT_AT(mul25_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum14_e[h]) = gat_totals(part_sum14);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(de2_e[i]) = gat_lanes_exp(GAT_AT(e2_e[i]) - GAT_AT(top_v[i])) * (gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f) * GAT_AT(sum14_e[i]) + GAT_AT(neg2_v[i]));
                GAT_PUT(de2[e * 8 + i]) = GAT_AT(de2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                for (int i = 0; i < 8; i += GAT_STEP) {
                    const gat_lanes mul31_e = GAT_AT(conv1_att[h * 8 + i]) * de2_e[h];
                    const gat_lanes dhidden2_e = gat_lanes_pick(GAT_AT(hidden_e[h * 8 + i]) > 0.0f, mul31_e, 0.2f * mul31_e);
                    GAT_PUT(piece[h * 8 + i]) += GAT_AT(leaky_relu_e[h * 8 + i]) * de2_e[h];
                    GAT_PUT(dy5_v[h * 8 + i]) += dhidden2_e;
                }
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(dy5[v * 64 + i]) = GAT_AT(dy5_v[i]);
            GAT_PUT(piece[64 + i]) += GAT_AT(dy5_v[i]);
        }
    }
}

/* dy6 = sum_out(mul3 dst(mul25) + dhidden2)   node [8,8]
 * sum16 = sum_rows(dy6)   param [8,8]
 * nn/gatv2.lua:33, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k5_dy6(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    float *restrict const pieces_of_5 = c->pieces_of_5;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows1 = c->rows1;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const add = c->add;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_att = c->conv1_att;
    const float *restrict const de2 = c->de2;
    const float *restrict const mul3 = c->mul3;
    const float *restrict const mul25 = c->mul25;
    const int32_t *restrict const out_edge = c->out_edge;
    float *restrict const dy6 = c->dy6;
    GAT_NO_LEAF
    float *const piece = pieces_of_5 + chunk * 64;
    for (int i = 0; i < 64; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float dy6_v[64] = {0};
        const float *const add_v = add + v * 64;
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows1; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(add2 + ahead * 64, 64);
            gat_prefetch(de2 + (int64_t)out_edge[next] * 8, 8);
            gat_prefetch(mul3 + (int64_t)out_edge[next] * 8, 8);
            gat_prefetch(mul25 + ahead * 64, 64);
            const float *const add2_u = add2 + u * 64;
            const float *const de2_e = de2 + e * 8;
            const float *const mul3_e = mul3 + e * 8;
            const float *const mul25_u = mul25 + u * 64;
            for (int h = 0; h < 8; h++) {
                for (int i = 0; i < 8; i += GAT_STEP) {
                    const gat_lanes hidden_e = GAT_AT(add_v[h * 8 + i]) + GAT_AT(add2_u[h * 8 + i]);
                    const gat_lanes mul31_e = GAT_AT(conv1_att[h * 8 + i]) * de2_e[h];
                    const gat_lanes dhidden2_e = gat_lanes_pick(hidden_e > 0.0f, mul31_e, 0.2f * mul31_e);
                    GAT_PUT(dy6_v[h * 8 + i]) += mul3_e[h] * GAT_AT(mul25_u[h * 8 + i]) + dhidden2_e;
                }
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(dy6[v * 64 + i]) = GAT_AT(dy6_v[i]);
            GAT_PUT(piece[i]) += GAT_AT(dy6_v[i]);
        }
    }
}

/* outer3 = outer(x keep(0.6), dy5)   param [34,8,8]
 * Also train k7_outer4
 * nn/gatv2.lua:33, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k6_outer3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_k6_outer3_ctx *const c = ctx;
    const int64_t *restrict const x_col_start = c->x_col_start;
    const int32_t *restrict const x_row = c->x_row;
    const int64_t rows1 = c->rows1;
    const float *restrict const x_col_val = c->x_col_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const dy5 = c->dy5;
    float *restrict const grad_conv1_lin_r_weight = c->grad_conv1_lin_r_weight;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t n = lo; n < hi; n++) {
        float sum[64] = {0};
        for (int64_t b = x_col_start[n]; b < x_col_start[n + 1] && x_row[b] < rows1; b += 64) {
            const int64_t stop = b + 64 < x_col_start[n + 1] ? b + 64 : x_col_start[n + 1];
            float drawn[64];
            for (int64_t q = b; q < stop; q += GAT_STEP)
                GAT_PUT(drawn[q - b]) = GAT_AT(x_col_val[q]) * gat_keep_rows(draw0, x_row + q, (uint32_t)n, 2576980377u, 2.5f);
            int32_t kept_v[64];
            float kept_x[64];
            int64_t kept = 0;
            for (int64_t q = b; q < stop && x_row[q] < rows1; q++) {
                kept_v[kept] = x_row[q];
                kept_x[kept] = drawn[q - b];
                kept += drawn[q - b] != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t v = kept_v[q];
                const float *const dy5_v = dy5 + v * 64;
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(sum[i]) += kept_x[q] * GAT_AT(dy5_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(grad_conv1_lin_r_weight[n * 64 + i]) = GAT_AT(sum[i]);
    }
}

/* sum8 = sum_rows((log(sum6) - sum7) weight)   param [1]
 * dbias = sum_rows(dy)   param [4]
 * datt = sum_rows(leaky_relu(hidden2, 0.2) de)   param [1,4]
 * sum11 = sum_rows(dy2)   param [1,4]
 * outer = outer(h2 keep(0.6), dy2)   param [64,1,4]
 * sum12 = sum_rows(dy3)   param [1,4]
 * outer2 = outer(h2 keep(0.6), dy3)   param [64,1,4]
 * dbias2 = sum_rows(dy4)   param [64]
 * datt2 = sum_rows(leaky_relu(hidden, 0.2) de2)   param [8,8]
 * sum15 = sum_rows(dy5)   param [8,8]
 * sum16 = sum_rows(dy6)   param [8,8]
 * nn/gatv2.lua:33, called at
 * models/gatv2.lua:7 */
static GAT_KERNEL void gatv2_train_k8_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gatv2_train_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_2 = c->pieces_of_2;
    const int64_t pieces1 = c->pieces1;
    float *restrict const grad_conv2_bias = c->grad_conv2_bias;
    float *restrict const grad_conv2_att = c->grad_conv2_att;
    float *restrict const grad_conv2_lin_r_bias = c->grad_conv2_lin_r_bias;
    float *restrict const grad_conv2_lin_r_weight = c->grad_conv2_lin_r_weight;
    float *restrict const grad_conv2_lin_l_bias = c->grad_conv2_lin_l_bias;
    const float *restrict const pieces_of_3 = c->pieces_of_3;
    float *restrict const grad_conv2_lin_l_weight = c->grad_conv2_lin_l_weight;
    float *restrict const grad_conv1_bias = c->grad_conv1_bias;
    float *restrict const grad_conv1_att = c->grad_conv1_att;
    const float *restrict const pieces_of_4 = c->pieces_of_4;
    float *restrict const grad_conv1_lin_r_bias = c->grad_conv1_lin_r_bias;
    float *restrict const grad_conv1_lin_l_bias = c->grad_conv1_lin_l_bias;
    const float *restrict const pieces_of_5 = c->pieces_of_5;
    const int64_t pieces2 = c->pieces2;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_2, pieces1, 269, 1, lo, hi);
    gat_add_pieces(grad_conv2_bias, pieces_of_2 + 1, pieces1, 269, 4, lo - 1, hi - 1);
    gat_add_pieces(grad_conv2_att, pieces_of_2 + 5, pieces1, 269, 4, lo - 5, hi - 5);
    gat_add_pieces(grad_conv2_lin_r_bias, pieces_of_2 + 9, pieces1, 269, 4, lo - 9, hi - 9);
    gat_add_turned_pieces(grad_conv2_lin_r_weight, pieces_of_2 + 13, pieces1, 269, 64, 4, lo - 13, hi - 13);
    gat_add_pieces(grad_conv2_lin_l_bias, pieces_of_3, pieces1, 324, 4, lo - 269, hi - 269);
    gat_add_turned_pieces(grad_conv2_lin_l_weight, pieces_of_3 + 4, pieces1, 324, 64, 4, lo - 273, hi - 273);
    gat_add_pieces(grad_conv1_bias, pieces_of_3 + 260, pieces1, 324, 64, lo - 529, hi - 529);
    gat_add_pieces(grad_conv1_att, pieces_of_4, pieces1, 128, 64, lo - 593, hi - 593);
    gat_add_pieces(grad_conv1_lin_r_bias, pieces_of_4 + 64, pieces1, 128, 64, lo - 657, hi - 657);
    gat_add_pieces(grad_conv1_lin_l_bias, pieces_of_5, pieces2, 64, 64, lo - 721, hi - 721);
}

static void gatv2_train_bind(void *ctx, const gatrt_run *run)
{
    gatv2_train_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    const int64_t e = (run->graph->edges + 15) / 16 * 16;
    const int64_t chunks = run->graph->chunks;
    const int64_t head = (785 * chunks + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->draw0 = gatrt_value_draw(run->draw, 0);
    c->conv1_lin_l_weight = run->params + 64;
    c->conv1_lin_l_bias = run->params + 2240;
    c->add = w + head + 8 * e;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_lin_r_weight = run->params + 2304;
    c->conv1_lin_r_bias = run->params + 4480;
    c->add2 = w + head + 64 * n + 8 * e;
    c->in_start = run->graph->in_start;
    c->conv1_att = run->params + 0;
    c->in_src = run->graph->in_src;
    c->top = w + head + 128 * n + 8 * e;
    c->draw1 = gatrt_value_draw(run->draw, 1);
    c->mul3 = w + head;
    c->recip = w + head + 208 * n + 8 * e;
    c->sum3 = w + head + 216 * n + 8 * e;
    c->conv1_bias = run->params + 4544;
    c->h2 = w + head + 280 * n + 8 * e;
    c->draw2 = gatrt_value_draw(run->draw, 2);
    c->conv2_lin_l_weight = run->params + 4612;
    c->conv2_lin_l_bias = run->params + 4868;
    c->add4 = w + head + 344 * n + 8 * e;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_lin_r_weight = run->params + 4872;
    c->conv2_lin_r_bias = run->params + 5128;
    c->add5 = w + head + 348 * n + 8 * e;
    c->pieces_of_2 = w + 0;
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->conv2_att = run->params + 4608;
    c->draw3 = gatrt_value_draw(run->draw, 3);
    c->mul7 = w + head + 420 * n + 8 * e;
    c->conv2_bias = run->params + 5132;
    c->mul15 = w + head + 352 * n + 8 * e;
    c->de = w + head + 420 * n + 9 * e;
    c->product = w + head + 356 * n + 8 * e;
    c->pieces_of_3 = w + 269 * chunks;
    c->out_start = run->graph->out_start;
    c->out_dst = run->graph->out_dst;
    c->out_edge = run->graph->out_edge;
    c->mul25 = w + head + 136 * n + 8 * e;
    c->neg2 = w + head + 200 * n + 8 * e;
    c->pieces_of_4 = w + 593 * chunks;
    c->de2 = w + head + 336 * n + 8 * e;
    c->dy5 = w + head + 208 * n + 8 * e;
    c->pieces_of_5 = w + 721 * chunks;
    c->dy6 = w + head + 272 * n + 8 * e;
    c->x_col_start = run->inputs[0].col_start;
    c->x_row = run->inputs[0].row;
    c->x_col_val = run->inputs[0].col_val;
    c->grad_conv1_lin_r_weight = run->grads + 2304;
    c->rows2 = gatrt_rows(run->graph, 2);
    c->grad_conv1_lin_l_weight = run->grads + 64;
    c->loss = run->loss;
    c->pieces1 = gatrt_pieces(run->graph, 1);
    c->grad_conv2_bias = run->grads + 5132;
    c->grad_conv2_att = run->grads + 4608;
    c->grad_conv2_lin_r_bias = run->grads + 5128;
    c->grad_conv2_lin_r_weight = run->grads + 4872;
    c->grad_conv2_lin_l_bias = run->grads + 4868;
    c->grad_conv2_lin_l_weight = run->grads + 4612;
    c->grad_conv1_bias = run->grads + 4544;
    c->grad_conv1_att = run->grads + 0;
    c->grad_conv1_lin_r_bias = run->grads + 4480;
    c->grad_conv1_lin_l_bias = run->grads + 2240;
    c->pieces2 = gatrt_pieces(run->graph, 2);
    c->bound.k6_outer3 = (gatv2_train_k6_outer3_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows1,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dy5 = c->dy5,
        .grad_conv1_lin_r_weight = c->grad_conv1_lin_r_weight
    };
    c->bound.k7_outer4 = (gatv2_train_k6_outer3_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows2,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dy5 = c->dy6,
        .grad_conv1_lin_r_weight = c->grad_conv1_lin_l_weight
    };
}

static size_t gatv2_train_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges, chunks = graph->chunks;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    const uint64_t e = ((uint64_t)edges + 15) / 16 * 16;
    const uint64_t c = (uint64_t)chunks;
    if (n > most / 420 || e > most / 10 || 10 * e > most - 420 * n)
        return SIZE_MAX;
    uint64_t rows = 420 * n + 10 * e; /* the most that is alive at a time */
    if (n > most / 336 || e > most / 16 || 16 * e > most - 336 * n)
        return SIZE_MAX;
    if (rows < 336 * n + 16 * e)
        rows = 336 * n + 16 * e;
    if (c > most / 785 || 785 * c > most - rows)
        return SIZE_MAX;
    if (15 > most - (rows + 785 * c))
        return SIZE_MAX;
    return (size_t)(rows + 785 * c + 15) * sizeof(float) + 64;
}

static const gatrt_kernel gatv2_train_kernels[] = {
    {"k0_y", gatv2_train_k0_y, GATRT_OVER_NODES, 2, 0, 0},
    {"k1_sum3", gatv2_train_k1_sum3, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_outer", gatv2_train_k2_outer, GATRT_OVER_NODES, 1, 0, 0},
    {"k3_outer2", gatv2_train_k3_outer2, GATRT_OVER_NODES, 1, 0, 0},
    {"k4_datt2", gatv2_train_k4_datt2, GATRT_OVER_NODES, 1, 0, 0},
    {"k5_dy6", gatv2_train_k5_dy6, GATRT_OVER_NODES, 2, 0, 0},
    {"k6_outer3", gatv2_train_k6_outer3, GATRT_OVER_RANGE, 1, 34, offsetof(gatv2_train_ctx, bound.k6_outer3)},
    {"k7_outer4", gatv2_train_k6_outer3, GATRT_OVER_RANGE, 2, 34, offsetof(gatv2_train_ctx, bound.k7_outer4)},
    {"k8_sums", gatv2_train_k8_sums, GATRT_OVER_RANGE, 2, 785, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gatv2_train_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 52, 0, 111},
    {0, GATRT_PER_RUN, 1048576, 4480, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 64, 64},
    {0, GATRT_PER_ROW, 1, 0, 0, 64, 64},
    {1, GATRT_PER_ROW, 1, 66, 0, 148, 2036},
    {1, GATRT_PER_EDGE, 1, 1, 64, 8, 624},
    {1, GATRT_PER_RUN, 1048576, 648, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 4, 516},
    {2, GATRT_PER_ROW, 1, 66, 0, 64, 1476},
    {2, GATRT_PER_EDGE, 1, 1, 4, 2, 85},
    {2, GATRT_PER_RUN, 1048576, 264, 0, 0, 0},
    {2, GATRT_PER_ROW, 0, 6, 0, 4, 145},
    {2, GATRT_PER_CHUNK, 1, 0, 0, 269, 0},
    {3, GATRT_PER_ROW, 1, 206, 0, 72, 2204},
    {3, GATRT_PER_EDGE, 0, 4, 8, 0, 28},
    {3, GATRT_PER_RUN, 1048576, 324, 0, 0, 0},
    {3, GATRT_PER_CHUNK, 1, 0, 0, 324, 0},
    {4, GATRT_PER_ROW, 1, 146, 0, 64, 64},
    {4, GATRT_PER_EDGE, 1, 1, 64, 8, 1008},
    {4, GATRT_PER_RUN, 1048576, 64, 0, 0, 0},
    {4, GATRT_PER_CHUNK, 1, 0, 0, 128, 0},
    {5, GATRT_PER_ROW, 2, 66, 0, 64, 64},
    {5, GATRT_PER_EDGE, 1, 18, 128, 0, 448},
    {5, GATRT_PER_RUN, 1048576, 64, 0, 0, 0},
    {5, GATRT_PER_CHUNK, 2, 0, 0, 64, 0},
    {6, GATRT_PER_NONZERO, 1, 2, 26, 0, 59},
    {6, GATRT_PER_ROW, 1, 64, 0, 0, 0},
    {6, GATRT_PER_RUN, 1048576, 0, 0, 2176, 0},
    {7, GATRT_PER_NONZERO, 2, 2, 26, 0, 59},
    {7, GATRT_PER_ROW, 2, 64, 0, 0, 0},
    {7, GATRT_PER_RUN, 1048576, 0, 0, 2176, 0},
    {8, GATRT_PER_CHUNK, 1, 721, 0, 0, 721},
    {8, GATRT_PER_RUN, 1048576, 0, 0, 785, 0},
    {8, GATRT_PER_CHUNK, 2, 64, 0, 0, 64},
};

static const gatrt_dim gatv2_dims[] = {
    {"features", 34},
    {"classes", 4},
};

static const gatrt_input gatv2_input_table[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, 34, .sparse = 1, .row_normalize = 2},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
};

static const gatrt_param gatv2_param_table[] = {
    {"conv1.att", 0, 64, 3, {1, 8, 8}, 0, "glorot", 0, 8, 8},
    {"conv1.lin_l.weight", 64, 2176, 2, {64, 34, 1}, 1, "glorot", 0, 34, 64},
    {"conv1.lin_l.bias", 2240, 64, 1, {64, 1, 1}, 0, "zeros", 0, 8, 8},
    {"conv1.lin_r.weight", 2304, 2176, 2, {64, 34, 1}, 1, "glorot", 0, 34, 64},
    {"conv1.lin_r.bias", 4480, 64, 1, {64, 1, 1}, 0, "zeros", 0, 8, 8},
    {"conv1.bias", 4544, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv2.att", 4608, 4, 3, {1, 1, 4}, 0, "glorot", 0, 1, 4},
    {"conv2.lin_l.weight", 4612, 256, 2, {4, 64, 1}, 1, "glorot", 0, 64, 4},
    {"conv2.lin_l.bias", 4868, 4, 1, {4, 1, 1}, 0, "zeros", 0, 1, 4},
    {"conv2.lin_r.weight", 4872, 256, 2, {4, 64, 1}, 1, "glorot", 0, 64, 4},
    {"conv2.lin_r.bias", 5128, 4, 1, {4, 1, 1}, 0, "zeros", 0, 1, 4},
    {"conv2.bias", 5132, 4, 1, {4, 1, 1}, 0, "zeros", 0, 4, 4},
};

static const gatrt_output gatv2_outputs[] = {
    {"logits", GATRT_NODE, 4, .on_demand = 0},
    {"conv1.attention", GATRT_EDGE, 8, .on_demand = 1},
    {"conv2.attention", GATRT_EDGE, 1, .on_demand = 1},
};

const gatrt_model gatv2_model = {
    .abi = GATRT_ABI, .name = "gatv2", .source = "models/gatv2.lua",
    .dims = gatv2_dims, .dim_count = 2,
    .inputs = gatv2_input_table, .input_count = 3,
    .params = gatv2_param_table, .param_count = 12, .param_floats = 5136,
    .outputs = gatv2_outputs, .output_count = 3,
    .train = {
        .name = "train", .kernels = gatv2_train_kernels, .kernel_count = 9, .levels = 3,
        .ctx_size = sizeof(gatv2_train_ctx), .bind = gatv2_train_bind, .workspace = gatv2_train_workspace,
        .costs = gatv2_train_costs, .cost_count = sizeof gatv2_train_costs / sizeof gatv2_train_costs[0],
    },
    .infer = {
        .name = "infer", .kernels = gatv2_infer_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(gatv2_infer_ctx), .bind = gatv2_infer_bind, .workspace = gatv2_infer_workspace,
        .costs = gatv2_infer_costs, .cost_count = sizeof gatv2_infer_costs / sizeof gatv2_infer_costs[0],
    },
    .score = {
        .name = "score", .kernels = gatv2_score_kernels, .kernel_count = 2, .levels = 1,
        .ctx_size = sizeof(gatv2_score_ctx), .bind = gatv2_score_bind, .workspace = gatv2_score_workspace,
        .costs = gatv2_score_costs, .cost_count = sizeof gatv2_score_costs / sizeof gatv2_score_costs[0],
    },
    .inspect = {
        .name = "inspect", .kernels = gatv2_inspect_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(gatv2_inspect_ctx), .bind = gatv2_inspect_bind, .workspace = gatv2_inspect_workspace,
        .costs = gatv2_inspect_costs, .cost_count = sizeof gatv2_inspect_costs / sizeof gatv2_inspect_costs[0],
    },
    .recipe = {
        .epochs = 400, .patience = 100, .optimizer = "adam",
        .lr = 0.005, .weight_decay = 0.0005, .momentum = 0, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-08,
        .metric = "accuracy", .self_loops = GATRT_LOOPS_REPLACED, .symmetric = 0, .metric_named = 0,
    },
    .print = 0xC338D0198B995C8Du,
};

#ifndef GATCC_NO_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&gatv2_model, argc, argv);
}
#endif

#endif
