/* transformer.c - made by gatcc from models/transformer.lua: change that, not this.
 *
 * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.
 * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the
 * edge's. A d in front is a gradient. Matrices are row major. */
#include "transformer.h"
#if !defined(GATCC_TRANSFORMER_H) || GATCC_TRANSFORMER_H != 0x0324243d
#error "transformer.h is not the header that was made with this file: run gatcc again"
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

/* What transformer_infer_k0_y works on. */
typedef struct transformer_infer_k0_y_ctx {
    int64_t rows1;
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_query_weight;
    const float *conv1_lin_query_bias;
    float *add;
    const float *conv1_lin_key_weight;
    const float *conv1_lin_key_bias;
    float *add2;
    const float *conv1_lin_value_weight;
    const float *conv1_lin_value_bias;
    float *add3;
    const float *conv1_lin_skip_weight;
    const float *conv1_lin_skip_bias;
    float *add5;
} transformer_infer_k0_y_ctx;

/* What the kernels of infer work on. */
typedef struct transformer_infer_ctx {
    int64_t rows1; /* nodes at demand level 1 */
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_query_weight;
    const float *conv1_lin_query_bias;
    float *add; /* 64 floats per node */
    const float *conv1_lin_key_weight;
    const float *conv1_lin_key_bias;
    float *add2; /* 64 floats per node */
    const float *conv1_lin_value_weight;
    const float *conv1_lin_value_bias;
    float *add3; /* 64 floats per node */
    const float *conv1_lin_skip_weight;
    const float *conv1_lin_skip_bias;
    float *add5; /* 64 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_lin_query_weight;
    const float *conv2_lin_query_bias;
    float *add6; /* 7 floats per node */
    const float *conv2_lin_key_weight;
    const float *conv2_lin_key_bias;
    float *add7; /* 7 floats per node */
    const float *conv2_lin_value_weight;
    const float *conv2_lin_value_bias;
    float *add8; /* 7 floats per node */
    const float *conv2_lin_skip_weight;
    const float *conv2_lin_skip_bias;
    float *add10; /* 7 floats per node */
    float *out_logits;
    struct {
        transformer_infer_k0_y_ctx k0_y;
    } bound; /* what kernels work on that share a function */
} transformer_infer_ctx;

/* y = x conv1_lin_query_weight   node [8,8]
 * y2 = x conv1_lin_key_weight   node [8,8]
 * y3 = x conv1_lin_value_weight   node [8,8]
 * y4 = x conv1_lin_skip_weight   node [64]
 * add5 = y4 + conv1_lin_skip_bias   node [64]
 * Also inspect k0_y
 * nn/common.lua:36, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_infer_k0_y(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_infer_k0_y_ctx *const c = ctx;
    const int64_t rows1 = c->rows1;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const float *restrict const conv1_lin_query_weight = c->conv1_lin_query_weight;
    const float *restrict const conv1_lin_query_bias = c->conv1_lin_query_bias;
    float *restrict const add = c->add;
    const float *restrict const conv1_lin_key_weight = c->conv1_lin_key_weight;
    const float *restrict const conv1_lin_key_bias = c->conv1_lin_key_bias;
    float *restrict const add2 = c->add2;
    const float *restrict const conv1_lin_value_weight = c->conv1_lin_value_weight;
    const float *restrict const conv1_lin_value_bias = c->conv1_lin_value_bias;
    float *restrict const add3 = c->add3;
    const float *restrict const conv1_lin_skip_weight = c->conv1_lin_skip_weight;
    const float *restrict const conv1_lin_skip_bias = c->conv1_lin_skip_bias;
    float *restrict const add5 = c->add5;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float y_v[64] = {0};
        float add_v[64] = {0};
        float y2_v[64];
        float add2_v[64];
        float y3_v[64];
        float add3_v[64];
        float y4_v[64] = {0};
        if (v < rows1) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y_v[i]) = GAT_ALL(0.0f);
            for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
                const int64_t k = x_col[q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(y_v[i]) += x_val[q] * GAT_AT(conv1_lin_query_weight[k * 64 + i]);
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_PUT(add_v[i]) = GAT_AT(y_v[i]) + GAT_AT(conv1_lin_query_bias[i]);
                GAT_PUT(add[v * 64 + i]) = GAT_AT(add_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(y2_v[i]) = GAT_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y2_v[i]) += x_val[q] * GAT_AT(conv1_lin_key_weight[k * 64 + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add2_v[i]) = GAT_AT(y2_v[i]) + GAT_AT(conv1_lin_key_bias[i]);
            GAT_PUT(add2[v * 64 + i]) = GAT_AT(add2_v[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(y3_v[i]) = GAT_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y3_v[i]) += x_val[q] * GAT_AT(conv1_lin_value_weight[k * 64 + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add3_v[i]) = GAT_AT(y3_v[i]) + GAT_AT(conv1_lin_value_bias[i]);
            GAT_PUT(add3[v * 64 + i]) = GAT_AT(add3_v[i]);
        }
        if (v < rows1) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y4_v[i]) = GAT_ALL(0.0f);
            for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
                const int64_t k = x_col[q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(y4_v[i]) += x_val[q] * GAT_AT(conv1_lin_skip_weight[k * 64 + i]);
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(add5[v * 64 + i]) = GAT_AT(y4_v[i]) + GAT_AT(conv1_lin_skip_bias[i]);
        }
    }
}

/* top = max_in(sum2 / 2.8284271247461903)   node [8]
 * sum3 = sum_in(exp(sum2 / 2.8284271247461903 - dst(top)))   node [8]
 * sum4 = sum_in(src(add3) exp(sum2 / 2.8284271247461903 - dst(top)))   node [8,8]
 * m2 = m + add5   node [64]
 * h2 = elu(m2, 1)   node [64]
 * y5 = h2 conv2_lin_query_weight   node [1,7]
 * y6 = h2 conv2_lin_key_weight   node [1,7]
 * y7 = h2 conv2_lin_value_weight   node [1,7]
 * y8 = h2 conv2_lin_skip_weight   node [7]
 * add10 = y8 + conv2_lin_skip_bias   node [7]
 * nn/common.lua:36, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_infer_k1_sum4(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add2 = c->add2;
    const float *restrict const add = c->add;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const add3 = c->add3;
    const float *restrict const add5 = c->add5;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_query_weight = c->conv2_lin_query_weight;
    const float *restrict const conv2_lin_query_bias = c->conv2_lin_query_bias;
    float *restrict const add6 = c->add6;
    const float *restrict const conv2_lin_key_weight = c->conv2_lin_key_weight;
    const float *restrict const conv2_lin_key_bias = c->conv2_lin_key_bias;
    float *restrict const add7 = c->add7;
    const float *restrict const conv2_lin_value_weight = c->conv2_lin_value_weight;
    const float *restrict const conv2_lin_value_bias = c->conv2_lin_value_bias;
    float *restrict const add8 = c->add8;
    const float *restrict const conv2_lin_skip_weight = c->conv2_lin_skip_weight;
    const float *restrict const conv2_lin_skip_bias = c->conv2_lin_skip_bias;
    float *restrict const add10 = c->add10;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_query_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_query_weight_t[i * 64 + k] = conv2_lin_query_weight[k * 7 + i];
    }
    float conv2_lin_key_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_key_weight_t[i * 64 + k] = conv2_lin_key_weight[k * 7 + i];
    }
    float conv2_lin_value_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_value_weight_t[i * 64 + k] = conv2_lin_value_weight[k * 7 + i];
    }
    float conv2_lin_skip_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_skip_weight_t[i * 64 + k] = conv2_lin_skip_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum3_v[8] = {0};
        float sum4_v[64] = {0};
        const float *const add_v = add + v * 64;
        float recip_v[8];
        float mul3_v[64];
        float h2_v[64];
        float y5_v[7] = {0};
        float add6_v[7] = {0};
        float y6_v[7];
        float add7_v[7];
        float y7_v[7];
        float add8_v[7];
        float y8_v[7] = {0};
        const float *const add5_v = add5 + v * 64;
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add2 + ahead * 64, 64);
            float sum2_e[8];
            const float *const add2_u = add2 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes x_top = GAT_AT(sum2_e[i]) / 2.828427f;
                GAT_PUT(top_v[i]) = gat_lanes_pick(x_top > GAT_AT(top_v[i]), x_top, GAT_AT(top_v[i]));
            }
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add3 + ahead * 64, 64);
            float sum2_e[8];
            float exp2_e[8];
            const float *const add2_u = add2 + u * 64;
            const float *const add3_u = add3 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(exp2_e[i]) = gat_lanes_exp((GAT_AT(sum2_e[i]) / 2.828427f) - GAT_AT(top_v[i]));
                GAT_PUT(sum3_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum4_v[h * 8 + i]) += GAT_AT(add3_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum3_v[i]) + gat_lanes_pick(GAT_AT(sum3_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(mul3_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum4_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes m2_v = GAT_AT(mul3_v[i]) + GAT_AT(add5_v[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(m2_v, 1.0f);
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_query_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++) {
                add6_v[i] = y5_v[i] + conv2_lin_query_bias[i];
                add6[v * 7 + i] = add6_v[i];
            }
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_key_weight_t[i * 64 + k]);
            y6_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add7_v[i] = y6_v[i] + conv2_lin_key_bias[i];
            add7[v * 7 + i] = add7_v[i];
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_value_weight_t[i * 64 + k]);
            y7_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add8_v[i] = y7_v[i] + conv2_lin_value_bias[i];
            add8[v * 7 + i] = add8_v[i];
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_skip_weight_t[i * 64 + k]);
                y8_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++)
                add10[v * 7 + i] = y8_v[i] + conv2_lin_skip_bias[i];
        }
    }
}

/* top2 = max_in(sum5 / 2.6457513110645907)   node [1]
 * sum6 = sum_in(exp(sum5 / 2.6457513110645907 - dst(top2)))   node [1]
 * sum7 = sum_in(src(add8) exp(sum5 / 2.6457513110645907 - dst(top2)))   node [1,7]
 * y9 = m3 + add10   node [7]
 * nn/transformer.lua:50, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_infer_k2_sum7(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add7 = c->add7;
    const float *restrict const add6 = c->add6;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const add8 = c->add8;
    const float *restrict const add10 = c->add10;
    float *restrict const out_logits = c->out_logits;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum6_v = 0.0f;
        float sum7_v[7] = {0};
        const float *const add6_v = add6 + v * 7;
        const float *const add10_v = add10 + v * 7;
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add7 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float x_top2 = sum5_e / 2.6457512f;
            top2_v = gat_pick(x_top2 > top2_v, x_top2, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add8 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            const float *const add8_u = add8 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float exp3_e = gat_exp((sum5_e / 2.6457512f) - top2_v);
            sum6_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum7_v[i] += add8_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum6_v + gat_pick(sum6_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float mul6_v = recip2_v * sum7_v[i];
            const float y9_v = mul6_v + add10_v[i];
            out_logits[v * 7 + i] = y9_v;
        }
    }
}

size_t transformer_workspace_size(int64_t nodes, int64_t edges)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 284)
        return SIZE_MAX;
    return (size_t)(284 * n) * sizeof(float) + 64;
}

/* Lists that lead outside what they point into are refused before anything is read through them. */
static int transformer_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,
                                     int64_t items)
{
    int sound = start[0] == 0 && start[rows] == count;
    for (int64_t v = 0; sound && v < rows; v++)
        sound &= start[v] <= start[v + 1] && start[v + 1] <= count;
    for (int64_t q = 0; sound && q < count; q++)
        sound &= item[q] >= 0 && item[q] < items;
    return sound;
}

int transformer_infer(const transformer_params *params, const transformer_graph *graph, const transformer_inputs *inputs,
                      float *logits, void *workspace)
{
    if (!params || !graph || !inputs || !workspace || !logits)
        return TRANSFORMER_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return TRANSFORMER_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX || graph->edges < 0)
        return TRANSFORMER_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src) ||
        !transformer_list_is_sound(graph->nodes, graph->edges, graph->in_start, graph->in_src, graph->nodes))
        return TRANSFORMER_BAD_GRAPH;
    if (!transformer_list_is_sound(graph->nodes, inputs->x_row_start[graph->nodes], inputs->x_row_start, inputs->x_col, 1433))
        return TRANSFORMER_BAD_INPUT;
    transformer_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace;
    const int64_t n = (graph->nodes + 15) / 16 * 16;
    c->rows1 = graph->nodes;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_lin_query_weight = params->conv1_lin_query_weight;
    c->conv1_lin_query_bias = params->conv1_lin_query_bias;
    c->add = w + 0;
    c->conv1_lin_key_weight = params->conv1_lin_key_weight;
    c->conv1_lin_key_bias = params->conv1_lin_key_bias;
    c->add2 = w + 64 * n;
    c->conv1_lin_value_weight = params->conv1_lin_value_weight;
    c->conv1_lin_value_bias = params->conv1_lin_value_bias;
    c->add3 = w + 128 * n;
    c->conv1_lin_skip_weight = params->conv1_lin_skip_weight;
    c->conv1_lin_skip_bias = params->conv1_lin_skip_bias;
    c->add5 = w + 192 * n;
    c->in_start = graph->in_start;
    c->in_src = graph->in_src;
    c->rows0 = graph->nodes;
    c->conv2_lin_query_weight = params->conv2_lin_query_weight;
    c->conv2_lin_query_bias = params->conv2_lin_query_bias;
    c->add6 = w + 256 * n;
    c->conv2_lin_key_weight = params->conv2_lin_key_weight;
    c->conv2_lin_key_bias = params->conv2_lin_key_bias;
    c->add7 = w + 263 * n;
    c->conv2_lin_value_weight = params->conv2_lin_value_weight;
    c->conv2_lin_value_bias = params->conv2_lin_value_bias;
    c->add8 = w + 270 * n;
    c->conv2_lin_skip_weight = params->conv2_lin_skip_weight;
    c->conv2_lin_skip_bias = params->conv2_lin_skip_bias;
    c->add10 = w + 277 * n;
    c->out_logits = logits;
    c->bound.k0_y = (transformer_infer_k0_y_ctx){
        .rows1 = c->rows1, .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_query_weight = c->conv1_lin_query_weight,
        .conv1_lin_query_bias = c->conv1_lin_query_bias, .add = c->add,
        .conv1_lin_key_weight = c->conv1_lin_key_weight,
        .conv1_lin_key_bias = c->conv1_lin_key_bias, .add2 = c->add2,
        .conv1_lin_value_weight = c->conv1_lin_value_weight,
        .conv1_lin_value_bias = c->conv1_lin_value_bias, .add3 = c->add3,
        .conv1_lin_skip_weight = c->conv1_lin_skip_weight,
        .conv1_lin_skip_bias = c->conv1_lin_skip_bias, .add5 = c->add5
    };
    transformer_infer_k0_y(&c->bound.k0_y, 0, graph->nodes, 0);
    transformer_infer_k1_sum4(c, 0, graph->nodes, 0);
    transformer_infer_k2_sum7(c, 0, graph->nodes, 0);
    return TRANSFORMER_OK;
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

static void transformer_infer_bind(void *ctx, const gatrt_run *run)
{
    transformer_infer_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_query_weight = run->params + 0;
    c->conv1_lin_query_bias = run->params + 91712;
    c->add = w + 0;
    c->conv1_lin_key_weight = run->params + 91776;
    c->conv1_lin_key_bias = run->params + 183488;
    c->add2 = w + 64 * n;
    c->conv1_lin_value_weight = run->params + 183552;
    c->conv1_lin_value_bias = run->params + 275264;
    c->add3 = w + 128 * n;
    c->conv1_lin_skip_weight = run->params + 275328;
    c->conv1_lin_skip_bias = run->params + 367040;
    c->add5 = w + 192 * n;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_lin_query_weight = run->params + 367104;
    c->conv2_lin_query_bias = run->params + 367552;
    c->add6 = w + 256 * n;
    c->conv2_lin_key_weight = run->params + 367559;
    c->conv2_lin_key_bias = run->params + 368007;
    c->add7 = w + 263 * n;
    c->conv2_lin_value_weight = run->params + 368014;
    c->conv2_lin_value_bias = run->params + 368462;
    c->add8 = w + 270 * n;
    c->conv2_lin_skip_weight = run->params + 368469;
    c->conv2_lin_skip_bias = run->params + 368917;
    c->add10 = w + 277 * n;
    c->out_logits = run->outputs[0];
    c->bound.k0_y = (transformer_infer_k0_y_ctx){
        .rows1 = c->rows1, .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_query_weight = c->conv1_lin_query_weight,
        .conv1_lin_query_bias = c->conv1_lin_query_bias, .add = c->add,
        .conv1_lin_key_weight = c->conv1_lin_key_weight,
        .conv1_lin_key_bias = c->conv1_lin_key_bias, .add2 = c->add2,
        .conv1_lin_value_weight = c->conv1_lin_value_weight,
        .conv1_lin_value_bias = c->conv1_lin_value_bias, .add3 = c->add3,
        .conv1_lin_skip_weight = c->conv1_lin_skip_weight,
        .conv1_lin_skip_bias = c->conv1_lin_skip_bias, .add5 = c->add5
    };
}

static size_t transformer_infer_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 284)
        return SIZE_MAX;
    return (size_t)(284 * n) * sizeof(float) + 64;
}

static const gatrt_kernel transformer_infer_kernels[] = {
    {"k0_y", transformer_infer_k0_y, GATRT_OVER_NODES, 2, 0, offsetof(transformer_infer_ctx, bound.k0_y)},
    {"k1_sum4", transformer_infer_k1_sum4, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum7", transformer_infer_k2_sum7, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost transformer_infer_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 256, 0, 512},
    {0, GATRT_PER_RUN, 1048576, 367104, 0, 0, 0},
    {0, GATRT_PER_ROW, 1, 0, 0, 128, 128},
    {0, GATRT_PER_ROW, 2, 0, 0, 128, 128},
    {1, GATRT_PER_ROW, 1, 130, 0, 14, 2878},
    {1, GATRT_PER_EDGE, 1, 1, 128, 0, 408},
    {1, GATRT_PER_ROW, 0, 0, 0, 14, 1806},
    {1, GATRT_PER_RUN, 1048576, 1820, 0, 0, 0},
    {2, GATRT_PER_ROW, 0, 16, 0, 7, 20},
    {2, GATRT_PER_EDGE, 0, 1, 14, 0, 47},
};

/* ---------------------------------------------------------------- score */

/* What the kernels of score work on. */
typedef struct transformer_score_ctx {
    float *pieces_of_0; /* 1 floats per chunk */
    const float *logits;
    const float *label;
    const float *weight;
    float *loss;
    int64_t pieces0; /* chunks that cover them */
} transformer_score_ctx;

/* top = max_last(logits)   node [1]
 * sum2 = sum_last(exp(logits - top))   node [1]
 * sum3 = sum_last((logits - top) equal(label, iota))   node [1]
 * sum4 = sum_rows((log(sum2) - sum3) weight)   param [1]
 * models/transformer.lua:11 */
static GAT_KERNEL void transformer_score_k0_sub(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_score_ctx *const c = ctx;
    float *restrict const pieces_of_0 = c->pieces_of_0;
    const float *restrict const logits = c->logits;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    GAT_NO_LEAF
    float *const piece = pieces_of_0 + chunk;
    for (int i = 0; i < 1; i++)
        piece[i] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float sub_v[7];
        const float *const logits_v = logits + v * 7;
        float top_v = -INFINITY;
        for (int k = 0; k < 7; k++) {
            const float x_k = logits_v[k];
            top_v = gat_pick(x_k > top_v, x_k, top_v);
        }
        for (int i = 0; i < 7; i++)
            sub_v[i] = logits_v[i] - top_v;
        float sum2_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum2_v += gat_exp(sub_v[k]);
        float sum3_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum3_v += sub_v[k] * gat_pick(label[v] == (float)k, 1.0f, 0.0f);
        piece[0] += (logf(sum2_v) - sum3_v) * weight[v];
    }
}

/* sum4 = sum_rows((log(sum2) - sum3) weight)   param [1]
 * models/transformer.lua:11 */
static GAT_KERNEL void transformer_score_k1_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_score_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_0 = c->pieces_of_0;
    const int64_t pieces0 = c->pieces0;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_0, pieces0, 1, 1, lo, hi);
}

static void transformer_score_bind(void *ctx, const gatrt_run *run)
{
    transformer_score_ctx *const c = ctx;
    float *const w = run->workspace;
    c->pieces_of_0 = w + 0;
    c->logits = run->outputs[0];
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->loss = run->loss;
    c->pieces0 = gatrt_pieces(run->graph, 0);
}

static size_t transformer_score_workspace(const gatrt_graph *graph)
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

static const gatrt_kernel transformer_score_kernels[] = {
    {"k0_sub", transformer_score_k0_sub, GATRT_OVER_NODES, 0, 0, 0},
    {"k1_sums", transformer_score_k1_sums, GATRT_OVER_RANGE, 0, 1, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost transformer_score_costs[] = {
    {0, GATRT_PER_ROW, 0, 9, 0, 0, 149},
    {0, GATRT_PER_CHUNK, 0, 0, 0, 1, 0},
    {1, GATRT_PER_CHUNK, 0, 1, 0, 0, 1},
    {1, GATRT_PER_RUN, 1048576, 0, 0, 1, 0},
};

/* ---------------------------------------------------------------- inspect */

/* What the kernels of inspect work on. */
typedef struct transformer_inspect_ctx {
    int64_t rows1; /* nodes at demand level 1 */
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_query_weight;
    const float *conv1_lin_query_bias;
    float *add; /* 64 floats per node */
    const float *conv1_lin_key_weight;
    const float *conv1_lin_key_bias;
    float *add2; /* 64 floats per node */
    const float *conv1_lin_value_weight;
    const float *conv1_lin_value_bias;
    float *add3; /* 64 floats per node */
    const float *conv1_lin_skip_weight;
    const float *conv1_lin_skip_bias;
    float *add5; /* 64 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_lin_query_weight;
    const float *conv2_lin_query_bias;
    float *add6; /* 7 floats per node */
    const float *conv2_lin_key_weight;
    const float *conv2_lin_key_bias;
    float *add7; /* 7 floats per node */
    const float *conv2_lin_value_weight;
    const float *conv2_lin_value_bias;
    float *add8; /* 7 floats per node */
    const float *conv2_lin_skip_weight;
    const float *conv2_lin_skip_bias;
    float *add10; /* 7 floats per node */
    float *out_conv1_attention;
    float *out_logits;
    float *out_conv2_attention;
    struct {
        transformer_infer_k0_y_ctx k0_y;
    } bound; /* what kernels work on that share a function */
} transformer_inspect_ctx;

/* top = max_in(sum2 / 2.8284271247461903)   node [8]
 * sum3 = sum_in(exp(sum2 / 2.8284271247461903 - dst(top)))   node [8]
 * w2 = exp(sum2 / 2.8284271247461903 - dst(top)) dst(1 / (sum3 + equal(sum3, 0)))   edge [8]
 * sum4 = sum_in(src(add3) exp(sum2 / 2.8284271247461903 - dst(top)))   node [8,8]
 * m2 = m + add5   node [64]
 * h2 = elu(m2, 1)   node [64]
 * y5 = h2 conv2_lin_query_weight   node [1,7]
 * y6 = h2 conv2_lin_key_weight   node [1,7]
 * y7 = h2 conv2_lin_value_weight   node [1,7]
 * y8 = h2 conv2_lin_skip_weight   node [7]
 * add10 = y8 + conv2_lin_skip_bias   node [7]
 * nn/common.lua:36, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_inspect_k1_sum4(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add2 = c->add2;
    const float *restrict const add = c->add;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const add3 = c->add3;
    const float *restrict const add5 = c->add5;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_query_weight = c->conv2_lin_query_weight;
    const float *restrict const conv2_lin_query_bias = c->conv2_lin_query_bias;
    float *restrict const add6 = c->add6;
    const float *restrict const conv2_lin_key_weight = c->conv2_lin_key_weight;
    const float *restrict const conv2_lin_key_bias = c->conv2_lin_key_bias;
    float *restrict const add7 = c->add7;
    const float *restrict const conv2_lin_value_weight = c->conv2_lin_value_weight;
    const float *restrict const conv2_lin_value_bias = c->conv2_lin_value_bias;
    float *restrict const add8 = c->add8;
    const float *restrict const conv2_lin_skip_weight = c->conv2_lin_skip_weight;
    const float *restrict const conv2_lin_skip_bias = c->conv2_lin_skip_bias;
    float *restrict const add10 = c->add10;
    float *restrict const out_conv1_attention = c->out_conv1_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_query_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_query_weight_t[i * 64 + k] = conv2_lin_query_weight[k * 7 + i];
    }
    float conv2_lin_key_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_key_weight_t[i * 64 + k] = conv2_lin_key_weight[k * 7 + i];
    }
    float conv2_lin_value_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_value_weight_t[i * 64 + k] = conv2_lin_value_weight[k * 7 + i];
    }
    float conv2_lin_skip_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_skip_weight_t[i * 64 + k] = conv2_lin_skip_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum3_v[8] = {0};
        float sum4_v[64] = {0};
        const float *const add_v = add + v * 64;
        float recip_v[8];
        float mul3_v[64];
        float h2_v[64];
        float y5_v[7] = {0};
        float add6_v[7] = {0};
        float y6_v[7];
        float add7_v[7];
        float y7_v[7];
        float add8_v[7];
        float y8_v[7] = {0};
        const float *const add5_v = add5 + v * 64;
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add2 + ahead * 64, 64);
            float sum2_e[8];
            const float *const add2_u = add2 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes x_top = GAT_AT(sum2_e[i]) / 2.828427f;
                GAT_PUT(top_v[i]) = gat_lanes_pick(x_top > GAT_AT(top_v[i]), x_top, GAT_AT(top_v[i]));
            }
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add3 + ahead * 64, 64);
            float sum2_e[8];
            float exp2_e[8];
            const float *const add2_u = add2 + u * 64;
            const float *const add3_u = add3 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(exp2_e[i]) = gat_lanes_exp((GAT_AT(sum2_e[i]) / 2.828427f) - GAT_AT(top_v[i]));
                GAT_PUT(sum3_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum4_v[h * 8 + i]) += GAT_AT(add3_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum3_v[i]) + gat_lanes_pick(GAT_AT(sum3_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(mul3_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum4_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes m2_v = GAT_AT(mul3_v[i]) + GAT_AT(add5_v[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(m2_v, 1.0f);
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_query_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++) {
                add6_v[i] = y5_v[i] + conv2_lin_query_bias[i];
                add6[v * 7 + i] = add6_v[i];
            }
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_key_weight_t[i * 64 + k]);
            y6_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add7_v[i] = y6_v[i] + conv2_lin_key_bias[i];
            add7[v * 7 + i] = add7_v[i];
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_value_weight_t[i * 64 + k]);
            y7_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add8_v[i] = y7_v[i] + conv2_lin_value_bias[i];
            add8[v * 7 + i] = add8_v[i];
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_skip_weight_t[i * 64 + k]);
                y8_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++)
                add10[v * 7 + i] = y8_v[i] + conv2_lin_skip_bias[i];
        }
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                float sum2_e[8];
                const float *const add2_u = add2 + u * 64;
                for (int h = 0; h < 8; h += GAT_STEP) {
                    gat_lanes part_sum2[GAT_STEP];
                    for (int j = 0; j < GAT_STEP; j++) {
                        part_sum2[j] = GAT_ALL(0.0f);
                        GAT_UNROLL
                        for (int k = 0; k < 8; k += GAT_STEP)
                            part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                    }
                    GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
                }
                for (int i = 0; i < 8; i += GAT_STEP) {
                    const gat_lanes w2_e = gat_lanes_exp((GAT_AT(sum2_e[i]) / 2.828427f) - GAT_AT(top_v[i])) * GAT_AT(recip_v[i]);
                    GAT_PUT(out_conv1_attention[e * 8 + i]) = w2_e;
                }
            }
        }
    }
}

/* top2 = max_in(sum5 / 2.6457513110645907)   node [1]
 * sum6 = sum_in(exp(sum5 / 2.6457513110645907 - dst(top2)))   node [1]
 * w3 = exp(sum5 / 2.6457513110645907 - dst(top2)) dst(1 / (sum6 + equal(sum6, 0)))   edge [1]
 * sum7 = sum_in(src(add8) exp(sum5 / 2.6457513110645907 - dst(top2)))   node [1,7]
 * y9 = m3 + add10   node [7]
 * nn/transformer.lua:50, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_inspect_k2_sum7(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add7 = c->add7;
    const float *restrict const add6 = c->add6;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const add8 = c->add8;
    const float *restrict const add10 = c->add10;
    float *restrict const out_logits = c->out_logits;
    float *restrict const out_conv2_attention = c->out_conv2_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum6_v = 0.0f;
        float sum7_v[7] = {0};
        const float *const add6_v = add6 + v * 7;
        const float *const add10_v = add10 + v * 7;
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add7 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float x_top2 = sum5_e / 2.6457512f;
            top2_v = gat_pick(x_top2 > top2_v, x_top2, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add8 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            const float *const add8_u = add8 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float exp3_e = gat_exp((sum5_e / 2.6457512f) - top2_v);
            sum6_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum7_v[i] += add8_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum6_v + gat_pick(sum6_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float mul6_v = recip2_v * sum7_v[i];
            const float y9_v = mul6_v + add10_v[i];
            out_logits[v * 7 + i] = y9_v;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float *const add7_u = add7 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float w3_e = gat_exp((sum5_e / 2.6457512f) - top2_v) * recip2_v;
            out_conv2_attention[e] = w3_e;
        }
    }
}

static void transformer_inspect_bind(void *ctx, const gatrt_run *run)
{
    transformer_inspect_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_query_weight = run->params + 0;
    c->conv1_lin_query_bias = run->params + 91712;
    c->add = w + 0;
    c->conv1_lin_key_weight = run->params + 91776;
    c->conv1_lin_key_bias = run->params + 183488;
    c->add2 = w + 64 * n;
    c->conv1_lin_value_weight = run->params + 183552;
    c->conv1_lin_value_bias = run->params + 275264;
    c->add3 = w + 128 * n;
    c->conv1_lin_skip_weight = run->params + 275328;
    c->conv1_lin_skip_bias = run->params + 367040;
    c->add5 = w + 192 * n;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_lin_query_weight = run->params + 367104;
    c->conv2_lin_query_bias = run->params + 367552;
    c->add6 = w + 256 * n;
    c->conv2_lin_key_weight = run->params + 367559;
    c->conv2_lin_key_bias = run->params + 368007;
    c->add7 = w + 263 * n;
    c->conv2_lin_value_weight = run->params + 368014;
    c->conv2_lin_value_bias = run->params + 368462;
    c->add8 = w + 270 * n;
    c->conv2_lin_skip_weight = run->params + 368469;
    c->conv2_lin_skip_bias = run->params + 368917;
    c->add10 = w + 277 * n;
    c->out_conv1_attention = run->outputs[1];
    c->out_logits = run->outputs[0];
    c->out_conv2_attention = run->outputs[2];
    c->bound.k0_y = (transformer_infer_k0_y_ctx){
        .rows1 = c->rows1, .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_query_weight = c->conv1_lin_query_weight,
        .conv1_lin_query_bias = c->conv1_lin_query_bias, .add = c->add,
        .conv1_lin_key_weight = c->conv1_lin_key_weight,
        .conv1_lin_key_bias = c->conv1_lin_key_bias, .add2 = c->add2,
        .conv1_lin_value_weight = c->conv1_lin_value_weight,
        .conv1_lin_value_bias = c->conv1_lin_value_bias, .add3 = c->add3,
        .conv1_lin_skip_weight = c->conv1_lin_skip_weight,
        .conv1_lin_skip_bias = c->conv1_lin_skip_bias, .add5 = c->add5
    };
}

static size_t transformer_inspect_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 284)
        return SIZE_MAX;
    return (size_t)(284 * n) * sizeof(float) + 64;
}

static const gatrt_kernel transformer_inspect_kernels[] = {
    {"k0_y", transformer_infer_k0_y, GATRT_OVER_NODES, 2, 0, offsetof(transformer_inspect_ctx, bound.k0_y)},
    {"k1_sum4", transformer_inspect_k1_sum4, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum7", transformer_inspect_k2_sum7, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost transformer_inspect_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 256, 0, 512},
    {0, GATRT_PER_RUN, 1048576, 367104, 0, 0, 0},
    {0, GATRT_PER_ROW, 1, 0, 0, 128, 128},
    {0, GATRT_PER_ROW, 2, 0, 0, 128, 128},
    {1, GATRT_PER_ROW, 1, 130, 0, 14, 2878},
    {1, GATRT_PER_EDGE, 1, 1, 128, 8, 416},
    {1, GATRT_PER_ROW, 0, 0, 0, 14, 1806},
    {1, GATRT_PER_RUN, 1048576, 1820, 0, 0, 0},
    {2, GATRT_PER_ROW, 0, 16, 0, 7, 20},
    {2, GATRT_PER_EDGE, 0, 1, 14, 1, 48},
};

/* ---------------------------------------------------------------- train */

/* What transformer_train_k7_outer5 works on. */
typedef struct transformer_train_k7_outer5_ctx {
    const int64_t *x_col_start;
    const int32_t *x_row;
    int64_t rows1;
    const float *x_col_val;
    uint64_t draw0;
    const float *dm;
    float *grad_conv1_lin_skip_weight;
} transformer_train_k7_outer5_ctx;

/* What the kernels of train work on. */
typedef struct transformer_train_ctx {
    int64_t rows2; /* nodes at demand level 2 */
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    uint64_t draw0;
    const float *conv1_lin_query_weight;
    const float *conv1_lin_query_bias;
    float *add; /* 64 floats per node */
    const float *conv1_lin_key_weight;
    const float *conv1_lin_key_bias;
    float *add2; /* 64 floats per node */
    const float *conv1_lin_value_weight;
    const float *conv1_lin_value_bias;
    float *add3; /* 64 floats per node */
    const float *conv1_lin_skip_weight;
    float *y4; /* 64 floats per node */
    const float *conv1_lin_skip_bias;
    const int64_t *in_start;
    const int32_t *in_src;
    uint64_t draw1;
    float *exp2; /* 8 floats per edge */
    float *recip; /* 8 floats per node */
    float *sum4; /* 64 floats per node */
    float *h2; /* 64 floats per node */
    uint64_t draw2;
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv2_lin_query_weight;
    const float *conv2_lin_query_bias;
    float *add6; /* 7 floats per node */
    const float *conv2_lin_key_weight;
    const float *conv2_lin_key_bias;
    float *add7; /* 7 floats per node */
    const float *conv2_lin_value_weight;
    const float *conv2_lin_value_bias;
    float *add8; /* 7 floats per node */
    const float *conv2_lin_skip_weight;
    const float *conv2_lin_skip_bias;
    float *add10; /* 7 floats per node */
    float *pieces_of_2; /* 456 floats per chunk */
    const float *label;
    const float *weight;
    uint64_t draw3;
    float *exp3; /* 1 floats per edge */
    int64_t rows0; /* nodes at demand level 0 */
    float *product; /* 64 floats per node */
    float *neg; /* 1 floats per node */
    float *mul17; /* 7 floats per node */
    float *pieces_of_3; /* 910 floats per chunk */
    const int64_t *out_start;
    const int32_t *out_dst;
    float *mul22; /* 1 floats per edge */
    const int32_t *out_edge;
    float *add13; /* 64 floats per node */
    float *pieces_of_4; /* 519 floats per chunk */
    float *dm; /* 64 floats per node */
    float *mul29; /* 64 floats per node */
    float *neg2; /* 8 floats per node */
    float *pieces_of_5; /* 128 floats per chunk */
    float *mul34; /* 8 floats per edge */
    float *dy6; /* 64 floats per node */
    float *dy7; /* 64 floats per node */
    float *pieces_of_6; /* 64 floats per chunk */
    float *dy5; /* 64 floats per node */
    const int64_t *x_col_start;
    const int32_t *x_row;
    const float *x_col_val;
    float *grad_conv1_lin_skip_weight;
    float *grad_conv1_lin_value_weight;
    float *grad_conv1_lin_key_weight;
    float *grad_conv1_lin_query_weight;
    float *loss;
    int64_t pieces1; /* chunks that cover them */
    float *grad_conv2_lin_skip_bias;
    float *grad_conv2_lin_skip_weight;
    float *grad_conv2_lin_value_bias;
    float *grad_conv2_lin_value_weight;
    float *sum17; /* 7 floats per program */
    float *grad_conv2_lin_key_weight;
    float *sum18; /* 7 floats per program */
    float *grad_conv2_lin_query_weight;
    float *grad_conv1_lin_skip_bias;
    float *grad_conv1_lin_value_bias;
    int64_t pieces2; /* chunks that cover them */
    float *sum25; /* 64 floats per program */
    float *sum26; /* 64 floats per program */
    float *mul25; /* 7 floats per program */
    float *grad_conv2_lin_key_bias;
    float *mul26; /* 7 floats per program */
    float *grad_conv2_lin_query_bias;
    float *mul37; /* 64 floats per program */
    float *grad_conv1_lin_key_bias;
    float *mul38; /* 64 floats per program */
    float *grad_conv1_lin_query_bias;
    struct {
        transformer_train_k7_outer5_ctx k7_outer5;
        transformer_train_k7_outer5_ctx k8_outer6;
        transformer_train_k7_outer5_ctx k9_outer7;
        transformer_train_k7_outer5_ctx k10_outer8;
    } bound; /* what kernels work on that share a function */
} transformer_train_ctx;

/* y = (x keep(0.6)) conv1_lin_query_weight   node [8,8]
 * y2 = (x keep(0.6)) conv1_lin_key_weight   node [8,8]
 * y3 = (x keep(0.6)) conv1_lin_value_weight   node [8,8]
 * y4 = (x keep(0.6)) conv1_lin_skip_weight   node [64]
 * nn/common.lua:34, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k0_y(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    const int64_t rows2 = c->rows2;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const conv1_lin_query_weight = c->conv1_lin_query_weight;
    const float *restrict const conv1_lin_query_bias = c->conv1_lin_query_bias;
    float *restrict const add = c->add;
    const float *restrict const conv1_lin_key_weight = c->conv1_lin_key_weight;
    const float *restrict const conv1_lin_key_bias = c->conv1_lin_key_bias;
    float *restrict const add2 = c->add2;
    const float *restrict const conv1_lin_value_weight = c->conv1_lin_value_weight;
    const float *restrict const conv1_lin_value_bias = c->conv1_lin_value_bias;
    float *restrict const add3 = c->add3;
    const float *restrict const conv1_lin_skip_weight = c->conv1_lin_skip_weight;
    float *restrict const y4 = c->y4;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float y_v[64] = {0};
        float add_v[64] = {0};
        float y2_v[64];
        float add2_v[64];
        float y3_v[64];
        float add3_v[64];
        float y4_v[64] = {0};
        const uint32_t key0_v = gatrt_row_key(draw0, (uint32_t)v);
        if (v < rows2) {
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
                        GAT_PUT(y_v[i]) += kept_x[q] * GAT_AT(conv1_lin_query_weight[k * 64 + i]);
                }
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_PUT(add_v[i]) = GAT_AT(y_v[i]) + GAT_AT(conv1_lin_query_bias[i]);
                GAT_PUT(add[v * 64 + i]) = GAT_AT(add_v[i]);
            }
        }
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
                    GAT_PUT(y2_v[i]) += kept_x[q] * GAT_AT(conv1_lin_key_weight[k * 64 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add2_v[i]) = GAT_AT(y2_v[i]) + GAT_AT(conv1_lin_key_bias[i]);
            GAT_PUT(add2[v * 64 + i]) = GAT_AT(add2_v[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(y3_v[i]) = GAT_ALL(0.0f);
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
                    GAT_PUT(y3_v[i]) += kept_x[q] * GAT_AT(conv1_lin_value_weight[k * 64 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(add3_v[i]) = GAT_AT(y3_v[i]) + GAT_AT(conv1_lin_value_bias[i]);
            GAT_PUT(add3[v * 64 + i]) = GAT_AT(add3_v[i]);
        }
        if (v < rows2) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y4_v[i]) = GAT_ALL(0.0f);
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
                        GAT_PUT(y4_v[i]) += kept_x[q] * GAT_AT(conv1_lin_skip_weight[k * 64 + i]);
                }
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(y4[v * 64 + i]) = GAT_AT(y4_v[i]);
        }
    }
}

/* top = max_in(sum2 / 2.8284271247461903)   node [8]
 * sum3 = sum_in(exp2)   node [8]
 * sum4 = sum_in(src(add3) exp2 keep(0.6))   node [8,8]
 * m2 = m + y4 + conv1_lin_skip_bias   node [64]
 * h2 = elu(m2, 1)   node [64]
 * y5 = (h2 keep(0.6)) conv2_lin_query_weight   node [1,7]
 * y6 = (h2 keep(0.6)) conv2_lin_key_weight   node [1,7]
 * y7 = (h2 keep(0.6)) conv2_lin_value_weight   node [1,7]
 * y8 = (h2 keep(0.6)) conv2_lin_skip_weight   node [7]
 * add10 = y8 + conv2_lin_skip_bias   node [7]
 * nn/common.lua:36, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_train_k1_sum4(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    const float *restrict const y4 = c->y4;
    const float *restrict const conv1_lin_skip_bias = c->conv1_lin_skip_bias;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add2 = c->add2;
    const float *restrict const add = c->add;
    const int32_t *restrict const in_src = c->in_src;
    const uint64_t draw1 = c->draw1;
    float *restrict const exp2 = c->exp2;
    const float *restrict const add3 = c->add3;
    float *restrict const recip = c->recip;
    float *restrict const sum4 = c->sum4;
    float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const int64_t rows1 = c->rows1;
    const float *restrict const conv2_lin_query_weight = c->conv2_lin_query_weight;
    const float *restrict const conv2_lin_query_bias = c->conv2_lin_query_bias;
    float *restrict const add6 = c->add6;
    const float *restrict const conv2_lin_key_weight = c->conv2_lin_key_weight;
    const float *restrict const conv2_lin_key_bias = c->conv2_lin_key_bias;
    float *restrict const add7 = c->add7;
    const float *restrict const conv2_lin_value_weight = c->conv2_lin_value_weight;
    const float *restrict const conv2_lin_value_bias = c->conv2_lin_value_bias;
    float *restrict const add8 = c->add8;
    const float *restrict const conv2_lin_skip_weight = c->conv2_lin_skip_weight;
    const float *restrict const conv2_lin_skip_bias = c->conv2_lin_skip_bias;
    float *restrict const add10 = c->add10;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_query_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_query_weight_t[i * 64 + k] = conv2_lin_query_weight[k * 7 + i];
    }
    float conv2_lin_key_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_key_weight_t[i * 64 + k] = conv2_lin_key_weight[k * 7 + i];
    }
    float conv2_lin_value_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_value_weight_t[i * 64 + k] = conv2_lin_value_weight[k * 7 + i];
    }
    float conv2_lin_skip_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_skip_weight_t[i * 64 + k] = conv2_lin_skip_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum3_v[8] = {0};
        float sum4_v[64] = {0};
        float add5_v[64];
        const float *const y4_v = y4 + v * 64;
        const float *const add_v = add + v * 64;
        float recip_v[8];
        float mul5_v[64];
        float mul6_v[64];
        float y5_v[7] = {0};
        float add6_v[7] = {0};
        float y6_v[7];
        float add7_v[7];
        float y7_v[7];
        float add8_v[7];
        float y8_v[7] = {0};
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(add5_v[i]) = GAT_AT(y4_v[i]) + GAT_AT(conv1_lin_skip_bias[i]);
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add2 + ahead * 64, 64);
            float sum2_e[8];
            const float *const add2_u = add2 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes x_top = GAT_AT(sum2_e[i]) / 2.828427f;
                GAT_PUT(top_v[i]) = gat_lanes_pick(x_top > GAT_AT(top_v[i]), x_top, GAT_AT(top_v[i]));
            }
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add3 + ahead * 64, 64);
            float sum2_e[8];
            float mul3_e[8];
            const float *const add2_u = add2 + u * 64;
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            const float *const add3_u = add3 + u * 64;
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum2[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum2[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum2[j] += GAT_AT(add2_u[(h + j) * 8 + k]) * GAT_AT(add_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum2_e[h]) = gat_totals(part_sum2);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes exp2_e = gat_lanes_exp((GAT_AT(sum2_e[i]) / 2.828427f) - GAT_AT(top_v[i]));
                GAT_PUT(mul3_e[i]) = exp2_e * gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f);
                GAT_PUT(exp2[e * 8 + i]) = exp2_e;
                GAT_PUT(sum3_v[i]) += exp2_e;
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum4_v[h * 8 + i]) += GAT_AT(add3_u[h * 8 + i]) * mul3_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum3_v[i]) + gat_lanes_pick(GAT_AT(sum3_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
            GAT_PUT(recip[v * 8 + i]) = GAT_AT(recip_v[i]);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(sum4[v * 64 + h * 8 + i]) = GAT_AT(sum4_v[h * 8 + i]);
                GAT_PUT(mul5_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum4_v[h * 8 + i]);
            }
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes m2_v = GAT_AT(mul5_v[i]) + GAT_AT(add5_v[i]);
            const gat_lanes h2_v = gat_lanes_elu(m2_v, 1.0f);
            GAT_PUT(h2[v * 64 + i]) = h2_v;
            GAT_PUT(mul6_v[i]) = h2_v * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        if (v < rows1) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(mul6_v[k]) * GAT_AT(conv2_lin_query_weight_t[i * 64 + k]);
                y5_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++) {
                add6_v[i] = y5_v[i] + conv2_lin_query_bias[i];
                add6[v * 7 + i] = add6_v[i];
            }
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(mul6_v[k]) * GAT_AT(conv2_lin_key_weight_t[i * 64 + k]);
            y6_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add7_v[i] = y6_v[i] + conv2_lin_key_bias[i];
            add7[v * 7 + i] = add7_v[i];
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(mul6_v[k]) * GAT_AT(conv2_lin_value_weight_t[i * 64 + k]);
            y7_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            add8_v[i] = y7_v[i] + conv2_lin_value_bias[i];
            add8[v * 7 + i] = add8_v[i];
        }
        if (v < rows1) {
            for (int i = 0; i < 7; i++) {
                gat_lanes sum = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    sum += GAT_AT(mul6_v[k]) * GAT_AT(conv2_lin_skip_weight_t[i * 64 + k]);
                y8_v[i] = gat_total(sum);
            }
            for (int i = 0; i < 7; i++)
                add10[v * 7 + i] = y8_v[i] + conv2_lin_skip_bias[i];
        }
    }
}

/* top2 = max_in(sum5 / 2.6457513110645907)   node [1]
 * sum6 = sum_in(exp3)   node [1]
 * sum7 = sum_in(src(add8) exp3 keep(0.6))   node [1,7]
 * y9 = m3 + add10   node [7]
 * top3 = max_last(y9)   node [1]
 * sum8 = sum_last(exp(y9 - top3))   node [1]
 * sum9 = sum_last((y9 - top3) equal(label, iota))   node [1]
 * sum10 = sum_rows((log(sum8) - sum9) weight)   param [1]
 * dy = exp(y9 - top3) weight 1 / sum8 - equal(label, iota) weight   node [7]
 * sum11 = sum_rows(dy)   param [7]
 * product = dy conv2_lin_skip_weight^T   node [64]
 * outer = outer(h2 keep(0.6), dy)   param [64,7]
 * sum12 = sum_last(sum7 dy)   node [1]
 * neg = -(sum12 square(1 / (sum6 + equal(sum6, 0))))   node [1]
 * nn/transformer.lua:47, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_train_k2_outer(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const pieces_of_2 = c->pieces_of_2;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add7 = c->add7;
    const float *restrict const add6 = c->add6;
    const int32_t *restrict const in_src = c->in_src;
    const uint64_t draw3 = c->draw3;
    float *restrict const exp3 = c->exp3;
    const float *restrict const add8 = c->add8;
    const float *restrict const add10 = c->add10;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_lin_skip_weight = c->conv2_lin_skip_weight;
    float *restrict const product = c->product;
    float *restrict const neg = c->neg;
    float *restrict const mul17 = c->mul17;
    GAT_NO_LEAF
    float *const piece = pieces_of_2 + chunk * 456;
    for (int i = 0; i < 456; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_skip_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_skip_weight_t[i * 64 + k] = conv2_lin_skip_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum6_v = 0.0f;
        float sum7_v[7] = {0};
        float mul6_v[64];
        float equal3_v[7];
        float mul13_v[7];
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        const float *const add6_v = add6 + v * 7;
        float y9_v[7];
        float sub3_v[7];
        float exp4_v[7];
        float dy_v[7];
        float product_v[64];
        float mul17_v[7] = {0};
        float neg_v = 0.0f;
        const float *const add10_v = add10 + v * 7;
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(mul6_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        for (int i = 0; i < 7; i++) {
            equal3_v[i] = gat_pick(label[v] == (float)i, 1.0f, 0.0f);
            mul13_v[i] = equal3_v[i] * weight[v];
        }
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add7 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float x_top2 = sum5_e / 2.6457512f;
            top2_v = gat_pick(x_top2 > top2_v, x_top2, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add8 + ahead * 7, 7);
            const float *const add7_u = add7 + u * 7;
            const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
            const float *const add8_u = add8 + u * 7;
            float sum5_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_e += add7_u[k] * add6_v[k];
            const float exp3_e = gat_exp((sum5_e / 2.6457512f) - top2_v);
            const float mul8_e = exp3_e * gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f);
            exp3[e] = exp3_e;
            sum6_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum7_v[i] += add8_u[i] * mul8_e;
        }
        const float recip2_v = 1.0f / (sum6_v + gat_pick(sum6_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float mul10_v = recip2_v * sum7_v[i];
            y9_v[i] = mul10_v + add10_v[i];
        }
        float top3_v = -INFINITY;
        for (int k = 0; k < 7; k++) {
            const float x_k = y9_v[k];
            top3_v = gat_pick(x_k > top3_v, x_k, top3_v);
        }
        for (int i = 0; i < 7; i++) {
            sub3_v[i] = y9_v[i] - top3_v;
            exp4_v[i] = gat_exp(sub3_v[i]);
        }
        float sum8_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum8_v += exp4_v[k];
        const float mul14_v = weight[v] * (1.0f / sum8_v);
        if (v < rows0) {
            float sum9_v = 0.0f;
            for (int k = 0; k < 7; k++)
                sum9_v += sub3_v[k] * equal3_v[k];
            piece[0] += (logf(sum8_v) - sum9_v) * weight[v];
        }
        for (int i = 0; i < 7; i++)
            dy_v[i] = exp4_v[i] * mul14_v - mul13_v[i];
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product_v[k]) += dy_v[i] * GAT_AT(conv2_lin_skip_weight_t[i * 64 + k]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product[v * 64 + i]) = GAT_AT(product_v[i]);
        if (v < rows0) {
            float sum12_v = 0.0f;
            for (int k = 0; k < 7; k++)
                sum12_v += sum7_v[k] * dy_v[k];
            neg_v = -(sum12_v * (recip2_v * recip2_v));
            neg[v] = neg_v;
            for (int i = 0; i < 7; i++) {
                mul17_v[i] = recip2_v * dy_v[i];
                mul17[v * 7 + i] = mul17_v[i];
                piece[1 + i] += dy_v[i];
            }
            for (int i = 0; i < 7; i++) {
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    GAT_PUT(piece[8 + i * 64 + k]) += dy_v[i] * GAT_AT(mul6_v[k]);
            }
        }
    }
}

/* dy3 = sum_out(exp3 keep(0.6) dst(mul17))   node [1,7]
 * sum15 = sum_out(dst(add6) mul22)   node [1,7]
 * dy4 = 0.3779644730092272 sum15   node [1,7]
 * sum16 = sum_rows(dy3)   param [1,7]
 * product2 = dy3 conv2_lin_value_weight^T   node [64]
 * outer2 = outer(h2 keep(0.6), dy3)   param [64,1,7]
 * sum17 = sum_rows(sum15)   param [1,7]
 * product3 = dy4 conv2_lin_key_weight^T   node [64]
 * outer3 = outer(h2 keep(0.6), dy4)   param [64,1,7]
 * nn/transformer.lua:39, called at
 * models/transformer.lua:8 */
static GAT_KERNEL void transformer_train_k3_outer2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const pieces_of_3 = c->pieces_of_3;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows0 = c->rows0;
    const int32_t *restrict const out_dst = c->out_dst;
    const uint64_t draw3 = c->draw3;
    const float *restrict const exp3 = c->exp3;
    const float *restrict const add8 = c->add8;
    const float *restrict const mul17 = c->mul17;
    const float *restrict const neg = c->neg;
    float *restrict const mul22 = c->mul22;
    const float *restrict const add6 = c->add6;
    const int32_t *restrict const out_edge = c->out_edge;
    const float *restrict const conv2_lin_value_weight = c->conv2_lin_value_weight;
    const float *restrict const conv2_lin_key_weight = c->conv2_lin_key_weight;
    const float *restrict const product = c->product;
    float *restrict const add13 = c->add13;
    GAT_NO_LEAF
    float *const piece = pieces_of_3 + chunk * 910;
    for (int i = 0; i < 910; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    float conv2_lin_value_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_value_weight_t[i * 64 + k] = conv2_lin_value_weight[k * 7 + i];
    }
    float conv2_lin_key_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_key_weight_t[i * 64 + k] = conv2_lin_key_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float dy3_v[7] = {0};
        float sum15_v[7] = {0};
        float mul6_v[64];
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        const float *const add8_v = add8 + v * 7;
        float dy4_v[7];
        float product2_v[64];
        float product3_v[64];
        const float *const product_v = product + v * 64;
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(mul6_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows0; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(exp3 + (int64_t)out_edge[next], 1);
            gat_prefetch(mul17 + ahead * 7, 7);
            gat_prefetch(neg + ahead, 1);
            gat_prefetch(mul22 + (int64_t)out_edge[next], 1);
            gat_prefetch(add6 + ahead * 7, 7);
            const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
            const float *const mul17_u = mul17 + u * 7;
            const float *const add6_u = add6 + u * 7;
            const float keep4_e = gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f);
            const float mul8_e = exp3[e] * keep4_e;
            float sum13_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum13_e += add8_v[k] * mul17_u[k];
            const float mul22_e = exp3[e] * (keep4_e * sum13_e + neg[u]);
            mul22[e] = mul22_e;
            for (int i = 0; i < 7; i++) {
                dy3_v[i] += mul8_e * mul17_u[i];
                sum15_v[i] += add6_u[i] * mul22_e;
            }
        }
        for (int i = 0; i < 7; i++) {
            dy4_v[i] = 0.37796447f * sum15_v[i];
            piece[i] += dy3_v[i];
            piece[455 + i] += sum15_v[i];
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product2_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product2_v[k]) += dy3_v[i] * GAT_AT(conv2_lin_value_weight_t[i * 64 + k]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product3_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product3_v[k]) += dy4_v[i] * GAT_AT(conv2_lin_key_weight_t[i * 64 + k]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(add13[v * 64 + i]) = GAT_AT(product_v[i]) + GAT_AT(product2_v[i]) + GAT_AT(product3_v[i]);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(piece[7 + i * 64 + k]) += dy3_v[i] * GAT_AT(mul6_v[k]);
        }
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(piece[462 + i * 64 + k]) += dy4_v[i] * GAT_AT(mul6_v[k]);
        }
    }
}

/* sum14 = sum_in(src(add7) mul22)   node [1,7]
 * dy2 = 0.3779644730092272 sum14   node [1,7]
 * sum18 = sum_rows(sum14)   param [1,7]
 * product4 = dy2 conv2_lin_query_weight^T   node [64]
 * outer4 = outer(h2 keep(0.6), dy2)   param [64,1,7]
 * dh = keep(0.6) (add13 + product4)   node [64]
 * dm = select(m2, dh, dh (h2 + 1))   node [64]
 * sum19 = sum_rows(dm)   param [64]
 * sum20 = sum_last(sum4 dm)   node [8]
 * neg2 = -(sum20 square(recip))   node [8]
 * nn/transformer.lua:47, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k4_outer4(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const pieces_of_4 = c->pieces_of_4;
    const float *restrict const recip = c->recip;
    const float *restrict const sum4 = c->sum4;
    const float *restrict const y4 = c->y4;
    const float *restrict const conv1_lin_skip_bias = c->conv1_lin_skip_bias;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const int64_t rows0 = c->rows0;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add7 = c->add7;
    const float *restrict const mul22 = c->mul22;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv2_lin_query_weight = c->conv2_lin_query_weight;
    const float *restrict const add13 = c->add13;
    float *restrict const dm = c->dm;
    float *restrict const mul29 = c->mul29;
    float *restrict const neg2 = c->neg2;
    GAT_NO_LEAF
    float *const piece = pieces_of_4 + chunk * 519;
    for (int i = 0; i < 519; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_query_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_query_weight_t[i * 64 + k] = conv2_lin_query_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float sum14_v[7] = {0};
        float mul5_v[64];
        float m2_v[64];
        float mul6_v[64];
        float add15_v[64];
        float square2_v[8];
        const float *const recip_v = recip + v * 8;
        const float *const sum4_v = sum4 + v * 64;
        const float *const y4_v = y4 + v * 64;
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        float dy2_v[7];
        float product4_v[64];
        float dm_v[64];
        float sum20_v[8];
        float mul29_v[64];
        float neg2_v[8];
        const float *const add13_v = add13 + v * 64;
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(mul5_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum4_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(m2_v[i]) = GAT_AT(mul5_v[i]) + (GAT_AT(y4_v[i]) + GAT_AT(conv1_lin_skip_bias[i]));
            GAT_PUT(mul6_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
            GAT_PUT(add15_v[i]) = GAT_AT(h2_v[i]) + 1.0f;
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(square2_v[i]) = GAT_AT(recip_v[i]) * GAT_AT(recip_v[i]);
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
                const int64_t ahead = in_src[next];
                gat_prefetch(add7 + ahead * 7, 7);
                const float *const add7_u = add7 + u * 7;
                for (int i = 0; i < 7; i++)
                    sum14_v[i] += add7_u[i] * mul22[e];
            }
        }
        for (int i = 0; i < 7; i++)
            dy2_v[i] = 0.37796447f * sum14_v[i];
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product4_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product4_v[k]) += dy2_v[i] * GAT_AT(conv2_lin_query_weight_t[i * 64 + k]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dh_v = gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f) * (GAT_AT(add13_v[i]) + GAT_AT(product4_v[i]));
            GAT_PUT(dm_v[i]) = gat_lanes_pick(GAT_AT(m2_v[i]) > 0.0f, dh_v, dh_v * GAT_AT(add15_v[i]));
            GAT_PUT(dm[v * 64 + i]) = GAT_AT(dm_v[i]);
            GAT_PUT(piece[455 + i]) += GAT_AT(dm_v[i]);
        }
        for (int h = 0; h < 8; h += GAT_STEP) {
            gat_lanes part_sum20[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part_sum20[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 8; k += GAT_STEP)
                    part_sum20[j] += GAT_AT(sum4_v[(h + j) * 8 + k]) * GAT_AT(dm_v[(h + j) * 8 + k]);
            }
            GAT_PUT(sum20_v[h]) = gat_totals(part_sum20);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(mul29_v[h * 8 + i]) = recip_v[h] * GAT_AT(dm_v[h * 8 + i]);
                GAT_PUT(mul29[v * 64 + h * 8 + i]) = GAT_AT(mul29_v[h * 8 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(neg2_v[i]) = -(GAT_AT(sum20_v[i]) * GAT_AT(square2_v[i]));
            GAT_PUT(neg2[v * 8 + i]) = GAT_AT(neg2_v[i]);
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++)
                piece[i] += sum14_v[i];
            for (int i = 0; i < 7; i++) {
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    GAT_PUT(piece[7 + i * 64 + k]) += dy2_v[i] * GAT_AT(mul6_v[k]);
            }
        }
    }
}

/* dy6 = sum_out(exp2 keep(0.6) dst(mul29))   node [8,8]
 * sum23 = sum_out(dst(add) mul34)   node [8,8]
 * dy7 = 0.35355339059327373 sum23   node [8,8]
 * sum24 = sum_rows(dy6)   param [8,8]
 * sum25 = sum_rows(sum23)   param [8,8]
 * nn/transformer.lua:39, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k5_dy6(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const pieces_of_5 = c->pieces_of_5;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows1 = c->rows1;
    const int32_t *restrict const out_dst = c->out_dst;
    const uint64_t draw1 = c->draw1;
    const float *restrict const exp2 = c->exp2;
    const float *restrict const add3 = c->add3;
    const float *restrict const mul29 = c->mul29;
    const float *restrict const neg2 = c->neg2;
    float *restrict const mul34 = c->mul34;
    const float *restrict const add = c->add;
    const int32_t *restrict const out_edge = c->out_edge;
    float *restrict const dy6 = c->dy6;
    float *restrict const dy7 = c->dy7;
    GAT_NO_LEAF
    float *const piece = pieces_of_5 + chunk * 128;
    for (int i = 0; i < 128; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float dy6_v[64] = {0};
        float sum23_v[64] = {0};
        const float *const add3_v = add3 + v * 64;
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows1; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(exp2 + (int64_t)out_edge[next] * 8, 8);
            gat_prefetch(mul29 + ahead * 64, 64);
            gat_prefetch(neg2 + ahead * 8, 8);
            gat_prefetch(mul34 + (int64_t)out_edge[next] * 8, 8);
            gat_prefetch(add + ahead * 64, 64);
            float keep2_e[8];
            float mul3_e[8];
            float sum21_e[8];
            float mul34_e[8];
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            const float *const exp2_e = exp2 + e * 8;
            const float *const mul29_u = mul29 + u * 64;
            const float *const neg2_u = neg2 + u * 8;
            const float *const add_u = add + u * 64;
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(keep2_e[i]) = gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f);
                GAT_PUT(mul3_e[i]) = GAT_AT(exp2_e[i]) * GAT_AT(keep2_e[i]);
            }
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum21[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum21[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum21[j] += GAT_AT(add3_v[(h + j) * 8 + k]) * GAT_AT(mul29_u[(h + j) * 8 + k]);
                }
                GAT_PUT(sum21_e[h]) = gat_totals(part_sum21);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(mul34_e[i]) = GAT_AT(exp2_e[i]) * (GAT_AT(keep2_e[i]) * GAT_AT(sum21_e[i]) + GAT_AT(neg2_u[i]));
                GAT_PUT(mul34[e * 8 + i]) = GAT_AT(mul34_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP) {
                    GAT_PUT(dy6_v[h * 8 + i]) += mul3_e[h] * GAT_AT(mul29_u[h * 8 + i]);
                    GAT_PUT(sum23_v[h * 8 + i]) += GAT_AT(add_u[h * 8 + i]) * mul34_e[h];
                }
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(dy6[v * 64 + i]) = GAT_AT(dy6_v[i]);
            const gat_lanes dy7_v = 0.35355338f * GAT_AT(sum23_v[i]);
            GAT_PUT(dy7[v * 64 + i]) = dy7_v;
            GAT_PUT(piece[i]) += GAT_AT(dy6_v[i]);
            GAT_PUT(piece[64 + i]) += GAT_AT(sum23_v[i]);
        }
    }
}

/* sum22 = sum_in(src(add2) mul34)   node [8,8]
 * dy5 = 0.35355339059327373 sum22   node [8,8]
 * sum26 = sum_rows(sum22)   param [8,8]
 * nn/transformer.lua:44, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k6_sum22(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const pieces_of_6 = c->pieces_of_6;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const add2 = c->add2;
    const float *restrict const mul34 = c->mul34;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const dy5 = c->dy5;
    GAT_NO_LEAF
    float *const piece = pieces_of_6 + chunk * 64;
    for (int i = 0; i < 64; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float sum22_v[64] = {0};
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(add2 + ahead * 64, 64);
            const float *const add2_u = add2 + u * 64;
            const float *const mul34_e = mul34 + e * 8;
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum22_v[h * 8 + i]) += GAT_AT(add2_u[h * 8 + i]) * mul34_e[h];
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dy5_v = 0.35355338f * GAT_AT(sum22_v[i]);
            GAT_PUT(dy5[v * 64 + i]) = dy5_v;
            GAT_PUT(piece[i]) += GAT_AT(sum22_v[i]);
        }
    }
}

/* outer5 = outer(x keep(0.6), dm)   param [1433,64]
 * Also train k8_outer6, k9_outer7, k10_outer8
 * nn/transformer.lua:50, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k7_outer5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_k7_outer5_ctx *const c = ctx;
    const int64_t *restrict const x_col_start = c->x_col_start;
    const int32_t *restrict const x_row = c->x_row;
    const int64_t rows1 = c->rows1;
    const float *restrict const x_col_val = c->x_col_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const dm = c->dm;
    float *restrict const grad_conv1_lin_skip_weight = c->grad_conv1_lin_skip_weight;
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
                const float *const dm_v = dm + v * 64;
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(sum[i]) += kept_x[q] * GAT_AT(dm_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(grad_conv1_lin_skip_weight[n * 64 + i]) = GAT_AT(sum[i]);
    }
}

/* sum10 = sum_rows((log(sum8) - sum9) weight)   param [1]
 * sum11 = sum_rows(dy)   param [7]
 * outer = outer(h2 keep(0.6), dy)   param [64,7]
 * sum16 = sum_rows(dy3)   param [1,7]
 * outer2 = outer(h2 keep(0.6), dy3)   param [64,1,7]
 * sum17 = sum_rows(sum15)   param [1,7]
 * outer3 = outer(h2 keep(0.6), dy4)   param [64,1,7]
 * sum18 = sum_rows(sum14)   param [1,7]
 * outer4 = outer(h2 keep(0.6), dy2)   param [64,1,7]
 * sum19 = sum_rows(dm)   param [64]
 * sum24 = sum_rows(dy6)   param [8,8]
 * sum25 = sum_rows(sum23)   param [8,8]
 * sum26 = sum_rows(sum22)   param [8,8]
 * nn/transformer.lua:44, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k11_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_2 = c->pieces_of_2;
    const int64_t pieces1 = c->pieces1;
    float *restrict const grad_conv2_lin_skip_bias = c->grad_conv2_lin_skip_bias;
    float *restrict const grad_conv2_lin_skip_weight = c->grad_conv2_lin_skip_weight;
    float *restrict const grad_conv2_lin_value_bias = c->grad_conv2_lin_value_bias;
    const float *restrict const pieces_of_3 = c->pieces_of_3;
    float *restrict const grad_conv2_lin_value_weight = c->grad_conv2_lin_value_weight;
    float *restrict const sum17 = c->sum17;
    float *restrict const grad_conv2_lin_key_weight = c->grad_conv2_lin_key_weight;
    float *restrict const sum18 = c->sum18;
    const float *restrict const pieces_of_4 = c->pieces_of_4;
    float *restrict const grad_conv2_lin_query_weight = c->grad_conv2_lin_query_weight;
    float *restrict const grad_conv1_lin_skip_bias = c->grad_conv1_lin_skip_bias;
    float *restrict const grad_conv1_lin_value_bias = c->grad_conv1_lin_value_bias;
    const float *restrict const pieces_of_5 = c->pieces_of_5;
    const int64_t pieces2 = c->pieces2;
    float *restrict const sum25 = c->sum25;
    float *restrict const sum26 = c->sum26;
    const float *restrict const pieces_of_6 = c->pieces_of_6;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_2, pieces1, 456, 1, lo, hi);
    gat_add_pieces(grad_conv2_lin_skip_bias, pieces_of_2 + 1, pieces1, 456, 7, lo - 1, hi - 1);
    gat_add_turned_pieces(grad_conv2_lin_skip_weight, pieces_of_2 + 8, pieces1, 456, 64, 7, lo - 8, hi - 8);
    gat_add_pieces(grad_conv2_lin_value_bias, pieces_of_3, pieces1, 910, 7, lo - 456, hi - 456);
    gat_add_turned_pieces(grad_conv2_lin_value_weight, pieces_of_3 + 7, pieces1, 910, 64, 7, lo - 463, hi - 463);
    gat_add_pieces(sum17, pieces_of_3 + 455, pieces1, 910, 7, lo - 911, hi - 911);
    gat_add_turned_pieces(grad_conv2_lin_key_weight, pieces_of_3 + 462, pieces1, 910, 64, 7, lo - 918, hi - 918);
    gat_add_pieces(sum18, pieces_of_4, pieces1, 519, 7, lo - 1366, hi - 1366);
    gat_add_turned_pieces(grad_conv2_lin_query_weight, pieces_of_4 + 7, pieces1, 519, 64, 7, lo - 1373, hi - 1373);
    gat_add_pieces(grad_conv1_lin_skip_bias, pieces_of_4 + 455, pieces1, 519, 64, lo - 1821, hi - 1821);
    gat_add_pieces(grad_conv1_lin_value_bias, pieces_of_5, pieces2, 128, 64, lo - 1885, hi - 1885);
    gat_add_pieces(sum25, pieces_of_5 + 64, pieces2, 128, 64, lo - 1949, hi - 1949);
    gat_add_pieces(sum26, pieces_of_6, pieces1, 64, 64, lo - 2013, hi - 2013);
}

/* mul38 = 0.35355339059327373 sum26   param [8,8]
 * nn/transformer.lua:44, called at
 * models/transformer.lua:7 */
static GAT_KERNEL void transformer_train_k12_mul37(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const transformer_train_ctx *const c = ctx;
    const float *restrict const sum17 = c->sum17;
    float *restrict const mul25 = c->mul25;
    float *restrict const grad_conv2_lin_key_bias = c->grad_conv2_lin_key_bias;
    const float *restrict const sum18 = c->sum18;
    float *restrict const mul26 = c->mul26;
    float *restrict const grad_conv2_lin_query_bias = c->grad_conv2_lin_query_bias;
    const float *restrict const sum25 = c->sum25;
    float *restrict const mul37 = c->mul37;
    float *restrict const grad_conv1_lin_key_bias = c->grad_conv1_lin_key_bias;
    const float *restrict const sum26 = c->sum26;
    float *restrict const mul38 = c->mul38;
    float *restrict const grad_conv1_lin_query_bias = c->grad_conv1_lin_query_bias;
    (void)lo, (void)hi, (void)chunk;
    GAT_NO_LEAF
    for (int i = 0; i < 7; i++) {
        mul25[i] = 0.37796447f * sum17[i];
        grad_conv2_lin_key_bias[i] = mul25[i];
        mul26[i] = 0.37796447f * sum18[i];
        grad_conv2_lin_query_bias[i] = mul26[i];
    }
    GAT_UNROLL
    for (int i = 0; i < 64; i += GAT_STEP) {
        GAT_PUT(mul37[i]) = 0.35355338f * GAT_AT(sum25[i]);
        GAT_PUT(grad_conv1_lin_key_bias[i]) = GAT_AT(mul37[i]);
        GAT_PUT(mul38[i]) = 0.35355338f * GAT_AT(sum26[i]);
        GAT_PUT(grad_conv1_lin_query_bias[i]) = GAT_AT(mul38[i]);
    }
}

static void transformer_train_bind(void *ctx, const gatrt_run *run)
{
    transformer_train_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    const int64_t e = (run->graph->edges + 15) / 16 * 16;
    const int64_t chunks = run->graph->chunks;
    const int64_t head = (2077 * chunks + 299) / 16 * 16;
    c->rows2 = gatrt_rows(run->graph, 2);
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->draw0 = gatrt_value_draw(run->draw, 0);
    c->conv1_lin_query_weight = run->params + 0;
    c->conv1_lin_query_bias = run->params + 91712;
    c->add = w + head + 8 * e;
    c->conv1_lin_key_weight = run->params + 91776;
    c->conv1_lin_key_bias = run->params + 183488;
    c->add2 = w + head + 64 * n + 8 * e;
    c->conv1_lin_value_weight = run->params + 183552;
    c->conv1_lin_value_bias = run->params + 275264;
    c->add3 = w + head + 128 * n + 8 * e;
    c->conv1_lin_skip_weight = run->params + 275328;
    c->y4 = w + head + 328 * n + 8 * e;
    c->conv1_lin_skip_bias = run->params + 367040;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->draw1 = gatrt_value_draw(run->draw, 1);
    c->exp2 = w + head;
    c->recip = w + head + 392 * n + 8 * e;
    c->sum4 = w + head + 400 * n + 8 * e;
    c->h2 = w + head + 464 * n + 8 * e;
    c->draw2 = gatrt_value_draw(run->draw, 2);
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv2_lin_query_weight = run->params + 367104;
    c->conv2_lin_query_bias = run->params + 367552;
    c->add6 = w + head + 192 * n + 8 * e;
    c->conv2_lin_key_weight = run->params + 367559;
    c->conv2_lin_key_bias = run->params + 368007;
    c->add7 = w + head + 528 * n + 8 * e;
    c->conv2_lin_value_weight = run->params + 368014;
    c->conv2_lin_value_bias = run->params + 368462;
    c->add8 = w + head + 199 * n + 8 * e;
    c->conv2_lin_skip_weight = run->params + 368469;
    c->conv2_lin_skip_bias = run->params + 368917;
    c->add10 = w + head + 278 * n + 8 * e;
    c->pieces_of_2 = w + 0;
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->draw3 = gatrt_value_draw(run->draw, 3);
    c->exp3 = w + head + 599 * n + 8 * e;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->product = w + head + 206 * n + 8 * e;
    c->neg = w + head + 277 * n + 8 * e;
    c->mul17 = w + head + 270 * n + 8 * e;
    c->pieces_of_3 = w + 456 * chunks;
    c->out_start = run->graph->out_start;
    c->out_dst = run->graph->out_dst;
    c->mul22 = w + head + 599 * n + 9 * e;
    c->out_edge = run->graph->out_edge;
    c->add13 = w + head + 535 * n + 8 * e;
    c->pieces_of_4 = w + 1366 * chunks;
    c->dm = w + head + 192 * n + 8 * e;
    c->mul29 = w + head + 256 * n + 8 * e;
    c->neg2 = w + head + 320 * n + 8 * e;
    c->pieces_of_5 = w + 1885 * chunks;
    c->mul34 = w + head + 456 * n + 8 * e;
    c->dy6 = w + head + 328 * n + 8 * e;
    c->dy7 = w + head + 392 * n + 8 * e;
    c->pieces_of_6 = w + 2013 * chunks;
    c->dy5 = w + head + 8 * e;
    c->x_col_start = run->inputs[0].col_start;
    c->x_row = run->inputs[0].row;
    c->x_col_val = run->inputs[0].col_val;
    c->grad_conv1_lin_skip_weight = run->grads + 275328;
    c->grad_conv1_lin_value_weight = run->grads + 183552;
    c->grad_conv1_lin_key_weight = run->grads + 91776;
    c->grad_conv1_lin_query_weight = run->grads + 0;
    c->loss = run->loss;
    c->pieces1 = gatrt_pieces(run->graph, 1);
    c->grad_conv2_lin_skip_bias = run->grads + 368917;
    c->grad_conv2_lin_skip_weight = run->grads + 368469;
    c->grad_conv2_lin_value_bias = run->grads + 368462;
    c->grad_conv2_lin_value_weight = run->grads + 368014;
    c->sum17 = w + 2077 * chunks;
    c->grad_conv2_lin_key_weight = run->grads + 367559;
    c->sum18 = w + 2077 * chunks + 7;
    c->grad_conv2_lin_query_weight = run->grads + 367104;
    c->grad_conv1_lin_skip_bias = run->grads + 367040;
    c->grad_conv1_lin_value_bias = run->grads + 275264;
    c->pieces2 = gatrt_pieces(run->graph, 2);
    c->sum25 = w + 2077 * chunks + 14;
    c->sum26 = w + 2077 * chunks + 78;
    c->mul25 = w + 2077 * chunks + 142;
    c->grad_conv2_lin_key_bias = run->grads + 368007;
    c->mul26 = w + 2077 * chunks + 149;
    c->grad_conv2_lin_query_bias = run->grads + 367552;
    c->mul37 = w + 2077 * chunks + 156;
    c->grad_conv1_lin_key_bias = run->grads + 183488;
    c->mul38 = w + 2077 * chunks + 220;
    c->grad_conv1_lin_query_bias = run->grads + 91712;
    c->bound.k7_outer5 = (transformer_train_k7_outer5_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows1,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dm = c->dm,
        .grad_conv1_lin_skip_weight = c->grad_conv1_lin_skip_weight
    };
    c->bound.k8_outer6 = (transformer_train_k7_outer5_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows2,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dm = c->dy6,
        .grad_conv1_lin_skip_weight = c->grad_conv1_lin_value_weight
    };
    c->bound.k9_outer7 = (transformer_train_k7_outer5_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows2,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dm = c->dy7,
        .grad_conv1_lin_skip_weight = c->grad_conv1_lin_key_weight
    };
    c->bound.k10_outer8 = (transformer_train_k7_outer5_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row, .rows1 = c->rows1,
        .x_col_val = c->x_col_val, .draw0 = c->draw0, .dm = c->dy5,
        .grad_conv1_lin_skip_weight = c->grad_conv1_lin_query_weight
    };
}

static size_t transformer_train_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges, chunks = graph->chunks;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    const uint64_t e = ((uint64_t)edges + 15) / 16 * 16;
    const uint64_t c = (uint64_t)chunks;
    if (n > most / 599 || e > most / 10 || 10 * e > most - 599 * n)
        return SIZE_MAX;
    uint64_t rows = 599 * n + 10 * e; /* the most that is alive at a time */
    if (n > most / 456 || e > most / 16 || 16 * e > most - 456 * n)
        return SIZE_MAX;
    if (rows < 456 * n + 16 * e)
        rows = 456 * n + 16 * e;
    if (c > most / 2077 || 2077 * c > most - rows)
        return SIZE_MAX;
    if (299 > most - (rows + 2077 * c))
        return SIZE_MAX;
    return (size_t)(rows + 2077 * c + 299) * sizeof(float) + 64;
}

static const gatrt_kernel transformer_train_kernels[] = {
    {"k0_y", transformer_train_k0_y, GATRT_OVER_NODES, 3, 0, 0},
    {"k1_sum4", transformer_train_k1_sum4, GATRT_OVER_NODES, 2, 0, 0},
    {"k2_outer", transformer_train_k2_outer, GATRT_OVER_NODES, 1, 0, 0},
    {"k3_outer2", transformer_train_k3_outer2, GATRT_OVER_NODES, 1, 0, 0},
    {"k4_outer4", transformer_train_k4_outer4, GATRT_OVER_NODES, 1, 0, 0},
    {"k5_dy6", transformer_train_k5_dy6, GATRT_OVER_NODES, 2, 0, 0},
    {"k6_sum22", transformer_train_k6_sum22, GATRT_OVER_NODES, 1, 0, 0},
    {"k7_outer5", transformer_train_k7_outer5, GATRT_OVER_RANGE, 1, 1433, offsetof(transformer_train_ctx, bound.k7_outer5)},
    {"k8_outer6", transformer_train_k7_outer5, GATRT_OVER_RANGE, 2, 1433, offsetof(transformer_train_ctx, bound.k8_outer6)},
    {"k9_outer7", transformer_train_k7_outer5, GATRT_OVER_RANGE, 2, 1433, offsetof(transformer_train_ctx, bound.k9_outer7)},
    {"k10_outer8", transformer_train_k7_outer5, GATRT_OVER_RANGE, 1, 1433, offsetof(transformer_train_ctx, bound.k10_outer8)},
    {"k11_sums", transformer_train_k11_sums, GATRT_OVER_RANGE, 2, 2077, 0},
    {"k12_mul37", transformer_train_k12_mul37, GATRT_ONCE, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost transformer_train_costs[] = {
    {0, GATRT_PER_NONZERO, 3, 2, 104, 0, 215},
    {0, GATRT_PER_RUN, 1048576, 367040, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 128, 64},
    {0, GATRT_PER_ROW, 3, 0, 0, 128, 128},
    {1, GATRT_PER_ROW, 2, 130, 0, 150, 3390},
    {1, GATRT_PER_EDGE, 2, 1, 128, 8, 464},
    {1, GATRT_PER_RUN, 1048576, 1884, 0, 0, 0},
    {1, GATRT_PER_ROW, 1, 0, 0, 14, 1806},
    {2, GATRT_PER_ROW, 1, 82, 0, 64, 2405},
    {2, GATRT_PER_EDGE, 1, 1, 14, 1, 54},
    {2, GATRT_PER_ROW, 0, 0, 0, 8, 61},
    {2, GATRT_PER_CHUNK, 1, 0, 0, 456, 0},
    {2, GATRT_PER_RUN, 1048576, 448, 0, 0, 0},
    {3, GATRT_PER_ROW, 1, 137, 0, 64, 4181},
    {3, GATRT_PER_EDGE, 0, 3, 15, 1, 52},
    {3, GATRT_PER_CHUNK, 1, 0, 0, 910, 0},
    {3, GATRT_PER_RUN, 1048576, 896, 0, 0, 0},
    {4, GATRT_PER_ROW, 1, 266, 0, 136, 3046},
    {4, GATRT_PER_EDGE, 1, 2, 7, 0, 14},
    {4, GATRT_PER_CHUNK, 1, 0, 0, 519, 0},
    {4, GATRT_PER_RUN, 1048576, 512, 0, 0, 0},
    {5, GATRT_PER_ROW, 2, 66, 0, 128, 192},
    {5, GATRT_PER_EDGE, 1, 10, 136, 8, 464},
    {5, GATRT_PER_CHUNK, 2, 0, 0, 128, 0},
    {6, GATRT_PER_ROW, 1, 2, 0, 64, 128},
    {6, GATRT_PER_EDGE, 1, 9, 64, 0, 128},
    {6, GATRT_PER_CHUNK, 1, 0, 0, 64, 0},
    {7, GATRT_PER_NONZERO, 1, 2, 26, 0, 59},
    {7, GATRT_PER_ROW, 1, 64, 0, 0, 0},
    {7, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {8, GATRT_PER_NONZERO, 2, 2, 26, 0, 59},
    {8, GATRT_PER_ROW, 2, 64, 0, 0, 0},
    {8, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {9, GATRT_PER_NONZERO, 2, 2, 26, 0, 59},
    {9, GATRT_PER_ROW, 2, 64, 0, 0, 0},
    {9, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {10, GATRT_PER_NONZERO, 1, 2, 26, 0, 59},
    {10, GATRT_PER_ROW, 1, 64, 0, 0, 0},
    {10, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {11, GATRT_PER_CHUNK, 1, 1949, 0, 0, 1949},
    {11, GATRT_PER_RUN, 1048576, 0, 0, 2077, 0},
    {11, GATRT_PER_CHUNK, 2, 128, 0, 0, 128},
    {12, GATRT_PER_RUN, 1048576, 142, 0, 284, 142},
};

static const gatrt_dim transformer_dims[] = {
    {"features", 1433},
    {"classes", 7},
};

static const gatrt_input transformer_input_table[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, 1433, .sparse = 1, .row_normalize = 2},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
};

static const gatrt_param transformer_param_table[] = {
    {"conv1.lin_query.weight", 0, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.lin_query.bias", 91712, 64, 1, {64, 1, 1}, 0, "zeros", 0, 8, 8},
    {"conv1.lin_key.weight", 91776, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.lin_key.bias", 183488, 64, 1, {64, 1, 1}, 0, "zeros", 0, 8, 8},
    {"conv1.lin_value.weight", 183552, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.lin_value.bias", 275264, 64, 1, {64, 1, 1}, 0, "zeros", 0, 8, 8},
    {"conv1.lin_skip.weight", 275328, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.lin_skip.bias", 367040, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv2.lin_query.weight", 367104, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.lin_query.bias", 367552, 7, 1, {7, 1, 1}, 0, "zeros", 0, 1, 7},
    {"conv2.lin_key.weight", 367559, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.lin_key.bias", 368007, 7, 1, {7, 1, 1}, 0, "zeros", 0, 1, 7},
    {"conv2.lin_value.weight", 368014, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.lin_value.bias", 368462, 7, 1, {7, 1, 1}, 0, "zeros", 0, 1, 7},
    {"conv2.lin_skip.weight", 368469, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.lin_skip.bias", 368917, 7, 1, {7, 1, 1}, 0, "zeros", 0, 7, 7},
};

static const gatrt_output transformer_outputs[] = {
    {"logits", GATRT_NODE, 7, .on_demand = 0},
    {"conv1.attention", GATRT_EDGE, 8, .on_demand = 1},
    {"conv2.attention", GATRT_EDGE, 1, .on_demand = 1},
};

const gatrt_model transformer_model = {
    .abi = GATRT_ABI, .name = "transformer", .source = "models/transformer.lua",
    .dims = transformer_dims, .dim_count = 2,
    .inputs = transformer_input_table, .input_count = 3,
    .params = transformer_param_table, .param_count = 16, .param_floats = 368924,
    .outputs = transformer_outputs, .output_count = 3,
    .train = {
        .name = "train", .kernels = transformer_train_kernels, .kernel_count = 13, .levels = 4,
        .ctx_size = sizeof(transformer_train_ctx), .bind = transformer_train_bind, .workspace = transformer_train_workspace,
        .costs = transformer_train_costs, .cost_count = sizeof transformer_train_costs / sizeof transformer_train_costs[0],
    },
    .infer = {
        .name = "infer", .kernels = transformer_infer_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(transformer_infer_ctx), .bind = transformer_infer_bind, .workspace = transformer_infer_workspace,
        .costs = transformer_infer_costs, .cost_count = sizeof transformer_infer_costs / sizeof transformer_infer_costs[0],
    },
    .score = {
        .name = "score", .kernels = transformer_score_kernels, .kernel_count = 2, .levels = 1,
        .ctx_size = sizeof(transformer_score_ctx), .bind = transformer_score_bind, .workspace = transformer_score_workspace,
        .costs = transformer_score_costs, .cost_count = sizeof transformer_score_costs / sizeof transformer_score_costs[0],
    },
    .inspect = {
        .name = "inspect", .kernels = transformer_inspect_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(transformer_inspect_ctx), .bind = transformer_inspect_bind, .workspace = transformer_inspect_workspace,
        .costs = transformer_inspect_costs, .cost_count = sizeof transformer_inspect_costs / sizeof transformer_inspect_costs[0],
    },
    .recipe = {
        .epochs = 400, .patience = 100, .optimizer = "adam",
        .lr = 0.005, .weight_decay = 0.0005, .momentum = 0, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-08,
        .metric = "accuracy", .self_loops = GATRT_LOOPS_REPLACED, .symmetric = 0, .metric_named = 0,
    },
    .print = 0xAD7C9CCFBC6D151Bu,
};

#ifndef GATCC_NO_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&transformer_model, argc, argv);
}
#endif

#endif
