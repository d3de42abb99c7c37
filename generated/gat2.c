/* gat2.c - made by gatcc from models/gat2.lua: change that, not this.
 *
 * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.
 * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the
 * edge's. A d in front is a gradient. Matrices are row major. */
#include "gat2.h"
#if !defined(GATCC_GAT2_H) || GATCC_GAT2_H != 0x0add7617
#error "gat2.h is not the header that was made with this file: run gatcc again"
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

/* What gat2_infer_k0_z works on. */
typedef struct gat2_infer_k0_z_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_weight;
    float *z;
    const float *conv1_att_src;
    float *sum2;
    int64_t rows1;
    const float *conv1_att_dst;
    float *sum3;
} gat2_infer_k0_z_ctx;

/* What the kernels of infer work on. */
typedef struct gat2_infer_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_weight;
    float *z; /* 64 floats per node */
    const float *conv1_att_src;
    float *sum2; /* 8 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_att_dst;
    float *sum3; /* 8 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    const float *conv1_bias;
    const float *conv2_lin_weight;
    float *z2; /* 7 floats per node */
    const float *conv2_att_src;
    float *sum6; /* 1 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_att_dst;
    float *sum7; /* 1 floats per node */
    const float *conv2_bias;
    float *out_logits;
    struct {
        gat2_infer_k0_z_ctx k0_z;
    } bound; /* what kernels work on that share a function */
} gat2_infer_ctx;

/* z = x conv1_lin_weight   node [8,8]
 * sum2 = sum_last(conv1_att_src z)   node [8]
 * sum3 = sum_last(conv1_att_dst z)   node [8]
 * Also inspect k0_z
 * nn/gat.lua:36, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_infer_k0_z(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_infer_k0_z_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const float *restrict const conv1_lin_weight = c->conv1_lin_weight;
    float *restrict const z = c->z;
    const float *restrict const conv1_att_src = c->conv1_att_src;
    float *restrict const sum2 = c->sum2;
    const int64_t rows1 = c->rows1;
    const float *restrict const conv1_att_dst = c->conv1_att_dst;
    float *restrict const sum3 = c->sum3;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float z_v[64];
        float sum2_v[8];
        float sum3_v[8] = {0};
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(z_v[i]) = GAT_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_PUT(z_v[i]) += x_val[q] * GAT_AT(conv1_lin_weight[k * 64 + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(z[v * 64 + i]) = GAT_AT(z_v[i]);
        for (int h = 0; h < 8; h += GAT_STEP) {
            gat_lanes part_sum2[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part_sum2[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 8; k += GAT_STEP)
                    part_sum2[j] += GAT_AT(conv1_att_src[(h + j) * 8 + k]) * GAT_AT(z_v[(h + j) * 8 + k]);
            }
            GAT_PUT(sum2_v[h]) = gat_totals(part_sum2);
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(sum2[v * 8 + i]) = GAT_AT(sum2_v[i]);
        if (v < rows1) {
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum3[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum3[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum3[j] += GAT_AT(conv1_att_dst[(h + j) * 8 + k]) * GAT_AT(z_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum3_v[h]) = gat_totals(part_sum3);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(sum3[v * 8 + i]) = GAT_AT(sum3_v[i]);
        }
    }
}

/* top = max_in(e2)   node [8]
 * sum4 = sum_in(exp(e2 - dst(top)))   node [8]
 * sum5 = sum_in(src(z) exp(e2 - dst(top)))   node [8,8]
 * m = 1 / (sum4 + equal(sum4, 0)) sum5   node [8,8]
 * y2 = y + conv1_bias   node [64]
 * h2 = elu(y2, 1)   node [64]
 * z2 = h2 conv2_lin_weight   node [1,7]
 * sum6 = sum_last(conv2_att_src z2)   node [1]
 * sum7 = sum_last(conv2_att_dst z2)   node [1]
 * nn/gat.lua:36, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_infer_k1_sum5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum2 = c->sum2;
    const float *restrict const sum3 = c->sum3;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const z = c->z;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const conv2_lin_weight = c->conv2_lin_weight;
    float *restrict const z2 = c->z2;
    const float *restrict const conv2_att_src = c->conv2_att_src;
    float *restrict const sum6 = c->sum6;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_att_dst = c->conv2_att_dst;
    float *restrict const sum7 = c->sum7;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_weight_t[i * 64 + k] = conv2_lin_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum4_v[8] = {0};
        float sum5_v[64] = {0};
        const float *const sum3_v = sum3 + v * 8;
        float recip_v[8];
        float m_v[64];
        float h2_v[64];
        float z2_v[7];
        float sum7_v = 0.0f;
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(sum2 + ahead * 8, 8);
            const float *const sum2_u = sum2 + u * 8;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                GAT_PUT(top_v[i]) = gat_lanes_pick(e2_e > GAT_AT(top_v[i]), e2_e, GAT_AT(top_v[i]));
            }
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z + ahead * 64, 64);
            float exp2_e[8];
            const float *const sum2_u = sum2 + u * 8;
            const float *const z_u = z + u * 64;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                GAT_PUT(exp2_e[i]) = gat_lanes_exp(e2_e - GAT_AT(top_v[i]));
                GAT_PUT(sum4_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum5_v[h * 8 + i]) += GAT_AT(z_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum4_v[i]) + gat_lanes_pick(GAT_AT(sum4_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum5_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y2_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(y2_v, 1.0f);
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_weight_t[i * 64 + k]);
            z2_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++)
            z2[v * 7 + i] = z2_v[i];
        float sum6_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum6_v += conv2_att_src[k] * z2_v[k];
        sum6[v] = sum6_v;
        if (v < rows0) {
            float sum_sum7 = 0.0f;
            for (int k = 0; k < 7; k++)
                sum_sum7 += conv2_att_dst[k] * z2_v[k];
            sum7_v = sum_sum7;
            sum7[v] = sum7_v;
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum8 = sum_in(exp(e3 - dst(top2)))   node [1]
 * sum9 = sum_in(src(z2) exp(e3 - dst(top2)))   node [1,7]
 * m2 = 1 / (sum8 + equal(sum8, 0)) sum9   node [1,7]
 * y4 = y3 + conv2_bias   node [7]
 * nn/common.lua:77, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_infer_k2_sum9(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum6 = c->sum6;
    const float *restrict const sum7 = c->sum7;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const z2 = c->z2;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const out_logits = c->out_logits;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum8_v = 0.0f;
        float sum9_v[7] = {0};
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(sum6 + ahead, 1);
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z2 + ahead * 7, 7);
            const float *const z2_u = z2 + u * 7;
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            const float exp3_e = gat_exp(e3_e - top2_v);
            sum8_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum9_v[i] += z2_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum8_v + gat_pick(sum8_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float m2_v = recip2_v * sum9_v[i];
            const float y4_v = m2_v + conv2_bias[i];
            out_logits[v * 7 + i] = y4_v;
        }
    }
}

size_t gat2_workspace_size(int64_t nodes, int64_t edges)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 89)
        return SIZE_MAX;
    return (size_t)(89 * n) * sizeof(float) + 64;
}

/* Lists that lead outside what they point into are refused before anything is read through them. */
static int gat2_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,
                              int64_t items)
{
    int sound = start[0] == 0 && start[rows] == count;
    for (int64_t v = 0; sound && v < rows; v++)
        sound &= start[v] <= start[v + 1] && start[v + 1] <= count;
    for (int64_t q = 0; sound && q < count; q++)
        sound &= item[q] >= 0 && item[q] < items;
    return sound;
}

int gat2_infer(const gat2_params *params, const gat2_graph *graph, const gat2_inputs *inputs,
               float *logits, void *workspace)
{
    if (!params || !graph || !inputs || !workspace || !logits)
        return GAT2_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return GAT2_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX || graph->edges < 0)
        return GAT2_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src) ||
        !gat2_list_is_sound(graph->nodes, graph->edges, graph->in_start, graph->in_src, graph->nodes))
        return GAT2_BAD_GRAPH;
    if (!gat2_list_is_sound(graph->nodes, inputs->x_row_start[graph->nodes], inputs->x_row_start, inputs->x_col, 1433))
        return GAT2_BAD_INPUT;
    gat2_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace;
    const int64_t n = (graph->nodes + 15) / 16 * 16;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_lin_weight = params->conv1_lin_weight;
    c->z = w + 0;
    c->conv1_att_src = params->conv1_att_src;
    c->sum2 = w + 64 * n;
    c->rows1 = graph->nodes;
    c->conv1_att_dst = params->conv1_att_dst;
    c->sum3 = w + 72 * n;
    c->in_start = graph->in_start;
    c->in_src = graph->in_src;
    c->conv1_bias = params->conv1_bias;
    c->conv2_lin_weight = params->conv2_lin_weight;
    c->z2 = w + 80 * n;
    c->conv2_att_src = params->conv2_att_src;
    c->sum6 = w + 87 * n;
    c->rows0 = graph->nodes;
    c->conv2_att_dst = params->conv2_att_dst;
    c->sum7 = w + 88 * n;
    c->conv2_bias = params->conv2_bias;
    c->out_logits = logits;
    c->bound.k0_z = (gat2_infer_k0_z_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_weight = c->conv1_lin_weight, .z = c->z, .conv1_att_src = c->conv1_att_src,
        .sum2 = c->sum2, .rows1 = c->rows1, .conv1_att_dst = c->conv1_att_dst, .sum3 = c->sum3
    };
    gat2_infer_k0_z(&c->bound.k0_z, 0, graph->nodes, 0);
    gat2_infer_k1_sum5(c, 0, graph->nodes, 0);
    gat2_infer_k2_sum9(c, 0, graph->nodes, 0);
    return GAT2_OK;
}

#ifndef GATCC_INFERENCE_ONLY

/* Before a short loop over features: keeps gcc from unrolling it before it could be vectorised. */
#if defined(__GNUC__) && !defined(__clang__)
#define GAT_ROLLED _Pragma("GCC unroll 1")
#else
#define GAT_ROLLED
#endif

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

static void gat2_infer_bind(void *ctx, const gatrt_run *run)
{
    gat2_infer_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_weight = run->params + 0;
    c->z = w + 0;
    c->conv1_att_src = run->params + 91776;
    c->sum2 = w + 64 * n;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_att_dst = run->params + 91712;
    c->sum3 = w + 72 * n;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->conv1_bias = run->params + 91840;
    c->conv2_lin_weight = run->params + 91904;
    c->z2 = w + 80 * n;
    c->conv2_att_src = run->params + 92359;
    c->sum6 = w + 87 * n;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_att_dst = run->params + 92352;
    c->sum7 = w + 88 * n;
    c->conv2_bias = run->params + 92366;
    c->out_logits = run->outputs[0];
    c->bound.k0_z = (gat2_infer_k0_z_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_weight = c->conv1_lin_weight, .z = c->z, .conv1_att_src = c->conv1_att_src,
        .sum2 = c->sum2, .rows1 = c->rows1, .conv1_att_dst = c->conv1_att_dst, .sum3 = c->sum3
    };
}

static size_t gat2_infer_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 89)
        return SIZE_MAX;
    return (size_t)(89 * n) * sizeof(float) + 64;
}

static const gatrt_kernel gat2_infer_kernels[] = {
    {"k0_z", gat2_infer_k0_z, GATRT_OVER_NODES, 2, 0, offsetof(gat2_infer_ctx, bound.k0_z)},
    {"k1_sum5", gat2_infer_k1_sum5, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum9", gat2_infer_k2_sum9, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gat2_infer_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 64, 0, 128},
    {0, GATRT_PER_RUN, 1048576, 91840, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 72, 128},
    {0, GATRT_PER_ROW, 1, 0, 0, 8, 128},
    {1, GATRT_PER_ROW, 1, 10, 0, 8, 1982},
    {1, GATRT_PER_EDGE, 1, 1, 72, 0, 272},
    {1, GATRT_PER_RUN, 1048576, 526, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 1, 14},
    {2, GATRT_PER_ROW, 0, 3, 0, 7, 20},
    {2, GATRT_PER_EDGE, 0, 1, 8, 0, 32},
    {2, GATRT_PER_RUN, 1048576, 7, 0, 0, 0},
};

/* ---------------------------------------------------------------- score */

/* What the kernels of score work on. */
typedef struct gat2_score_ctx {
    float *pieces_of_0; /* 1 floats per chunk */
    const float *logits;
    const float *label;
    const float *weight;
    float *loss;
    int64_t pieces0; /* chunks that cover them */
} gat2_score_ctx;

/* top = max_last(logits)   node [1]
 * sum2 = sum_last(exp(logits - top))   node [1]
 * sum3 = sum_last((logits - top) equal(label, iota))   node [1]
 * sum4 = sum_rows((log(sum2) - sum3) weight)   param [1]
 * models/gat2.lua:11 */
static GAT_KERNEL void gat2_score_k0_sub(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_score_ctx *const c = ctx;
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
 * models/gat2.lua:11 */
static GAT_KERNEL void gat2_score_k1_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_score_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_0 = c->pieces_of_0;
    const int64_t pieces0 = c->pieces0;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_0, pieces0, 1, 1, lo, hi);
}

static void gat2_score_bind(void *ctx, const gatrt_run *run)
{
    gat2_score_ctx *const c = ctx;
    float *const w = run->workspace;
    c->pieces_of_0 = w + 0;
    c->logits = run->outputs[0];
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->loss = run->loss;
    c->pieces0 = gatrt_pieces(run->graph, 0);
}

static size_t gat2_score_workspace(const gatrt_graph *graph)
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

static const gatrt_kernel gat2_score_kernels[] = {
    {"k0_sub", gat2_score_k0_sub, GATRT_OVER_NODES, 0, 0, 0},
    {"k1_sums", gat2_score_k1_sums, GATRT_OVER_RANGE, 0, 1, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gat2_score_costs[] = {
    {0, GATRT_PER_ROW, 0, 9, 0, 0, 149},
    {0, GATRT_PER_CHUNK, 0, 0, 0, 1, 0},
    {1, GATRT_PER_CHUNK, 0, 1, 0, 0, 1},
    {1, GATRT_PER_RUN, 1048576, 0, 0, 1, 0},
};

/* ---------------------------------------------------------------- inspect */

/* What the kernels of inspect work on. */
typedef struct gat2_inspect_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_lin_weight;
    float *z; /* 64 floats per node */
    const float *conv1_att_src;
    float *sum2; /* 8 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_att_dst;
    float *sum3; /* 8 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    const float *conv1_bias;
    const float *conv2_lin_weight;
    float *z2; /* 7 floats per node */
    const float *conv2_att_src;
    float *sum6; /* 1 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_att_dst;
    float *sum7; /* 1 floats per node */
    float *out_conv1_attention;
    const float *conv2_bias;
    float *out_logits;
    float *out_conv2_attention;
    struct {
        gat2_infer_k0_z_ctx k0_z;
    } bound; /* what kernels work on that share a function */
} gat2_inspect_ctx;

/* top = max_in(e2)   node [8]
 * sum4 = sum_in(exp(e2 - dst(top)))   node [8]
 * w2 = exp(e2 - dst(top)) dst(1 / (sum4 + equal(sum4, 0)))   edge [8]
 * sum5 = sum_in(src(z) exp(e2 - dst(top)))   node [8,8]
 * m = 1 / (sum4 + equal(sum4, 0)) sum5   node [8,8]
 * y2 = y + conv1_bias   node [64]
 * h2 = elu(y2, 1)   node [64]
 * z2 = h2 conv2_lin_weight   node [1,7]
 * sum6 = sum_last(conv2_att_src z2)   node [1]
 * sum7 = sum_last(conv2_att_dst z2)   node [1]
 * nn/gat.lua:36, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_inspect_k1_sum5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum2 = c->sum2;
    const float *restrict const sum3 = c->sum3;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const z = c->z;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const conv2_lin_weight = c->conv2_lin_weight;
    float *restrict const z2 = c->z2;
    const float *restrict const conv2_att_src = c->conv2_att_src;
    float *restrict const sum6 = c->sum6;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_att_dst = c->conv2_att_dst;
    float *restrict const sum7 = c->sum7;
    float *restrict const out_conv1_attention = c->out_conv1_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_weight_t[i * 64 + k] = conv2_lin_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum4_v[8] = {0};
        float sum5_v[64] = {0};
        const float *const sum3_v = sum3 + v * 8;
        float recip_v[8];
        float m_v[64];
        float h2_v[64];
        float z2_v[7];
        float sum7_v = 0.0f;
        if (in_start[v] < in_start[v + 1]) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(top_v[i]) = GAT_ALL(-INFINITY);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(sum2 + ahead * 8, 8);
            const float *const sum2_u = sum2 + u * 8;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                GAT_PUT(top_v[i]) = gat_lanes_pick(e2_e > GAT_AT(top_v[i]), e2_e, GAT_AT(top_v[i]));
            }
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z + ahead * 64, 64);
            float exp2_e[8];
            const float *const sum2_u = sum2 + u * 8;
            const float *const z_u = z + u * 64;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                GAT_PUT(exp2_e[i]) = gat_lanes_exp(e2_e - GAT_AT(top_v[i]));
                GAT_PUT(sum4_v[i]) += GAT_AT(exp2_e[i]);
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum5_v[h * 8 + i]) += GAT_AT(z_u[h * 8 + i]) * exp2_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum4_v[i]) + gat_lanes_pick(GAT_AT(sum4_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum5_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y2_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(h2_v[i]) = gat_lanes_elu(y2_v, 1.0f);
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(h2_v[k]) * GAT_AT(conv2_lin_weight_t[i * 64 + k]);
            z2_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++)
            z2[v * 7 + i] = z2_v[i];
        float sum6_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum6_v += conv2_att_src[k] * z2_v[k];
        sum6[v] = sum6_v;
        if (v < rows0) {
            float sum_sum7 = 0.0f;
            for (int k = 0; k < 7; k++)
                sum_sum7 += conv2_att_dst[k] * z2_v[k];
            sum7_v = sum_sum7;
            sum7[v] = sum7_v;
        }
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                const float *const sum2_u = sum2 + u * 8;
                for (int i = 0; i < 8; i += GAT_STEP) {
                    const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                    const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                    const gat_lanes w2_e = gat_lanes_exp(e2_e - GAT_AT(top_v[i])) * GAT_AT(recip_v[i]);
                    GAT_PUT(out_conv1_attention[e * 8 + i]) = w2_e;
                }
            }
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum8 = sum_in(exp(e3 - dst(top2)))   node [1]
 * w3 = exp(e3 - dst(top2)) dst(1 / (sum8 + equal(sum8, 0)))   edge [1]
 * sum9 = sum_in(src(z2) exp(e3 - dst(top2)))   node [1,7]
 * m2 = 1 / (sum8 + equal(sum8, 0)) sum9   node [1,7]
 * y4 = y3 + conv2_bias   node [7]
 * nn/common.lua:77, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_inspect_k2_sum9(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_inspect_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum6 = c->sum6;
    const float *restrict const sum7 = c->sum7;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const z2 = c->z2;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const out_logits = c->out_logits;
    float *restrict const out_conv2_attention = c->out_conv2_attention;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum8_v = 0.0f;
        float sum9_v[7] = {0};
        if (in_start[v] < in_start[v + 1]) {
            top2_v = -INFINITY;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(sum6 + ahead, 1);
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z2 + ahead * 7, 7);
            const float *const z2_u = z2 + u * 7;
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            const float exp3_e = gat_exp(e3_e - top2_v);
            sum8_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum9_v[i] += z2_u[i] * exp3_e;
        }
        const float recip2_v = 1.0f / (sum8_v + gat_pick(sum8_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float m2_v = recip2_v * sum9_v[i];
            const float y4_v = m2_v + conv2_bias[i];
            out_logits[v * 7 + i] = y4_v;
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            const float w3_e = gat_exp(e3_e - top2_v) * recip2_v;
            out_conv2_attention[e] = w3_e;
        }
    }
}

static void gat2_inspect_bind(void *ctx, const gatrt_run *run)
{
    gat2_inspect_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_lin_weight = run->params + 0;
    c->z = w + 0;
    c->conv1_att_src = run->params + 91776;
    c->sum2 = w + 64 * n;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_att_dst = run->params + 91712;
    c->sum3 = w + 72 * n;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->conv1_bias = run->params + 91840;
    c->conv2_lin_weight = run->params + 91904;
    c->z2 = w + 80 * n;
    c->conv2_att_src = run->params + 92359;
    c->sum6 = w + 87 * n;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_att_dst = run->params + 92352;
    c->sum7 = w + 88 * n;
    c->out_conv1_attention = run->outputs[1];
    c->conv2_bias = run->params + 92366;
    c->out_logits = run->outputs[0];
    c->out_conv2_attention = run->outputs[2];
    c->bound.k0_z = (gat2_infer_k0_z_ctx){
        .x_row_start = c->x_row_start, .x_col = c->x_col, .x_val = c->x_val,
        .conv1_lin_weight = c->conv1_lin_weight, .z = c->z, .conv1_att_src = c->conv1_att_src,
        .sum2 = c->sum2, .rows1 = c->rows1, .conv1_att_dst = c->conv1_att_dst, .sum3 = c->sum3
    };
}

static size_t gat2_inspect_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    if (n > most / 89)
        return SIZE_MAX;
    return (size_t)(89 * n) * sizeof(float) + 64;
}

static const gatrt_kernel gat2_inspect_kernels[] = {
    {"k0_z", gat2_infer_k0_z, GATRT_OVER_NODES, 2, 0, offsetof(gat2_inspect_ctx, bound.k0_z)},
    {"k1_sum5", gat2_inspect_k1_sum5, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum9", gat2_inspect_k2_sum9, GATRT_OVER_NODES, 0, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gat2_inspect_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 64, 0, 128},
    {0, GATRT_PER_RUN, 1048576, 91840, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 72, 128},
    {0, GATRT_PER_ROW, 1, 0, 0, 8, 128},
    {1, GATRT_PER_ROW, 1, 10, 0, 8, 1982},
    {1, GATRT_PER_EDGE, 1, 1, 72, 8, 280},
    {1, GATRT_PER_RUN, 1048576, 526, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 1, 14},
    {2, GATRT_PER_ROW, 0, 3, 0, 7, 20},
    {2, GATRT_PER_EDGE, 0, 1, 8, 1, 33},
    {2, GATRT_PER_RUN, 1048576, 7, 0, 0, 0},
};

/* ---------------------------------------------------------------- train */

/* What the kernels of train work on. */
typedef struct gat2_train_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    uint64_t draw0;
    const float *conv1_lin_weight;
    float *z; /* 64 floats per node */
    const float *conv1_att_src;
    float *sum2; /* 8 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    const float *conv1_att_dst;
    float *sum3; /* 8 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    float *top; /* 8 floats per node */
    uint64_t draw1;
    float *recip; /* 8 floats per node */
    float *sum5; /* 64 floats per node */
    const float *conv1_bias;
    float *h2; /* 64 floats per node */
    uint64_t draw2;
    const float *conv2_lin_weight;
    float *z2; /* 7 floats per node */
    const float *conv2_att_src;
    float *sum6; /* 1 floats per node */
    int64_t rows0; /* nodes at demand level 0 */
    const float *conv2_att_dst;
    float *sum7; /* 1 floats per node */
    float *pieces_of_2; /* 8 floats per chunk */
    const float *label;
    const float *weight;
    float *top2; /* 1 floats per node */
    uint64_t draw3;
    const float *conv2_bias;
    float *mul17; /* 7 floats per node */
    float *neg; /* 1 floats per node */
    float *pieces_of_3; /* 7 floats per chunk */
    const int64_t *out_start;
    const int32_t *out_dst;
    float *dscore; /* 1 floats per edge */
    const int32_t *out_edge;
    float *sum16; /* 1 floats per node */
    float *sum17; /* 7 floats per node */
    float *pieces_of_4; /* 519 floats per chunk */
    float *mul29; /* 64 floats per node */
    float *neg2; /* 8 floats per node */
    float *pieces_of_5; /* 64 floats per chunk */
    float *dscore2; /* 8 floats per edge */
    float *sum21; /* 8 floats per node */
    float *sum22; /* 64 floats per node */
    float *pieces_of_6; /* 64 floats per chunk */
    float *dz2; /* 64 floats per node */
    const int64_t *x_col_start;
    const int32_t *x_row;
    int64_t rows2; /* nodes at demand level 2 */
    const float *x_col_val;
    float *grad_conv1_lin_weight;
    float *loss;
    int64_t pieces0; /* chunks that cover them */
    float *grad_conv2_bias;
    float *grad_conv2_att_dst;
    int64_t pieces1; /* chunks that cover them */
    float *grad_conv2_att_src;
    float *grad_conv2_lin_weight;
    float *grad_conv1_bias;
    float *grad_conv1_att_dst;
    int64_t pieces2; /* chunks that cover them */
    float *grad_conv1_att_src;
} gat2_train_ctx;

/* z = (x keep(0.6)) conv1_lin_weight   node [8,8]
 * sum2 = sum_last(conv1_att_src z)   node [8]
 * sum3 = sum_last(conv1_att_dst z)   node [8]
 * nn/gat.lua:36, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k0_z(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const conv1_lin_weight = c->conv1_lin_weight;
    float *restrict const z = c->z;
    const float *restrict const conv1_att_src = c->conv1_att_src;
    float *restrict const sum2 = c->sum2;
    const int64_t rows1 = c->rows1;
    const float *restrict const conv1_att_dst = c->conv1_att_dst;
    float *restrict const sum3 = c->sum3;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        float z_v[64];
        float sum2_v[8];
        float sum3_v[8] = {0};
        const uint32_t key0_v = gatrt_row_key(draw0, (uint32_t)v);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(z_v[i]) = GAT_ALL(0.0f);
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
                    GAT_PUT(z_v[i]) += kept_x[q] * GAT_AT(conv1_lin_weight[k * 64 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(z[v * 64 + i]) = GAT_AT(z_v[i]);
        for (int h = 0; h < 8; h += GAT_STEP) {
            gat_lanes part_sum2[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part_sum2[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 8; k += GAT_STEP)
                    part_sum2[j] += GAT_AT(conv1_att_src[(h + j) * 8 + k]) * GAT_AT(z_v[(h + j) * 8 + k]);
            }
            GAT_PUT(sum2_v[h]) = gat_totals(part_sum2);
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(sum2[v * 8 + i]) = GAT_AT(sum2_v[i]);
        if (v < rows1) {
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum3[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum3[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum3[j] += GAT_AT(conv1_att_dst[(h + j) * 8 + k]) * GAT_AT(z_v[(h + j) * 8 + k]);
                }
                GAT_PUT(sum3_v[h]) = gat_totals(part_sum3);
            }
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(sum3[v * 8 + i]) = GAT_AT(sum3_v[i]);
        }
    }
}

/* top = max_in(e2)   node [8]
 * sum4 = sum_in(exp(e2 - dst(top)))   node [8]
 * sum5 = sum_in(src(z) exp(e2 - dst(top)) keep(0.6))   node [8,8]
 * m = recip sum5   node [8,8]
 * y2 = y + conv1_bias   node [64]
 * h2 = elu(y2, 1)   node [64]
 * z2 = (h2 keep(0.6)) conv2_lin_weight   node [1,7]
 * sum6 = sum_last(conv2_att_src z2)   node [1]
 * sum7 = sum_last(conv2_att_dst z2)   node [1]
 * nn/gat.lua:36, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_train_k1_sum5(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum2 = c->sum2;
    const float *restrict const sum3 = c->sum3;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const top = c->top;
    const uint64_t draw1 = c->draw1;
    const float *restrict const z = c->z;
    float *restrict const recip = c->recip;
    float *restrict const sum5 = c->sum5;
    const float *restrict const conv1_bias = c->conv1_bias;
    float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const float *restrict const conv2_lin_weight = c->conv2_lin_weight;
    float *restrict const z2 = c->z2;
    const float *restrict const conv2_att_src = c->conv2_att_src;
    float *restrict const sum6 = c->sum6;
    const int64_t rows0 = c->rows0;
    const float *restrict const conv2_att_dst = c->conv2_att_dst;
    float *restrict const sum7 = c->sum7;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    float conv2_lin_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_weight_t[i * 64 + k] = conv2_lin_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float top_v[8] = {0};
        float sum4_v[8] = {0};
        float sum5_v[64] = {0};
        const float *const sum3_v = sum3 + v * 8;
        float recip_v[8];
        float m_v[64];
        float mul6_v[64];
        float z2_v[7];
        float sum7_v = 0.0f;
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
            gat_prefetch(sum2 + ahead * 8, 8);
            const float *const sum2_u = sum2 + u * 8;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                GAT_PUT(top_v[i]) = gat_lanes_pick(e2_e > GAT_AT(top_v[i]), e2_e, GAT_AT(top_v[i]));
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(top[v * 8 + i]) = GAT_AT(top_v[i]);
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z + ahead * 64, 64);
            float mul4_e[8];
            const float *const sum2_u = sum2 + u * 8;
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            const float *const z_u = z + u * 64;
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes score_e = GAT_AT(sum2_u[i]) + GAT_AT(sum3_v[i]);
                const gat_lanes e2_e = gat_lanes_pick(score_e > 0.0f, score_e, 0.2f * score_e);
                const gat_lanes exp2_e = gat_lanes_exp(e2_e - GAT_AT(top_v[i]));
                GAT_PUT(mul4_e[i]) = exp2_e * gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f);
                GAT_PUT(sum4_v[i]) += exp2_e;
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum5_v[h * 8 + i]) += GAT_AT(z_u[h * 8 + i]) * mul4_e[h];
            }
        }
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(recip_v[i]) = 1.0f / (GAT_AT(sum4_v[i]) + gat_lanes_pick(GAT_AT(sum4_v[i]) == GAT_ALL(0.0f), 1.0f, 0.0f));
            GAT_PUT(recip[v * 8 + i]) = GAT_AT(recip_v[i]);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(sum5[v * 64 + h * 8 + i]) = GAT_AT(sum5_v[h * 8 + i]);
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum5_v[h * 8 + i]);
            }
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y2_v = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            const gat_lanes h2_v = gat_lanes_elu(y2_v, 1.0f);
            GAT_PUT(h2[v * 64 + i]) = h2_v;
            GAT_PUT(mul6_v[i]) = h2_v * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(mul6_v[k]) * GAT_AT(conv2_lin_weight_t[i * 64 + k]);
            z2_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++)
            z2[v * 7 + i] = z2_v[i];
        float sum6_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum6_v += conv2_att_src[k] * z2_v[k];
        sum6[v] = sum6_v;
        if (v < rows0) {
            float sum_sum7 = 0.0f;
            for (int k = 0; k < 7; k++)
                sum_sum7 += conv2_att_dst[k] * z2_v[k];
            sum7_v = sum_sum7;
            sum7[v] = sum7_v;
        }
    }
}

/* top2 = max_in(e3)   node [1]
 * sum8 = sum_in(exp(e3 - dst(top2)))   node [1]
 * sum9 = sum_in(src(z2) exp(e3 - dst(top2)) keep(0.6))   node [1,7]
 * m2 = 1 / (sum8 + equal(sum8, 0)) sum9   node [1,7]
 * y4 = y3 + conv2_bias   node [7]
 * top3 = max_last(y4)   node [1]
 * sum10 = sum_last(exp(y4 - top3))   node [1]
 * sum11 = sum_last((y4 - top3) equal(label, iota))   node [1]
 * sum12 = sum_rows((log(sum10) - sum11) weight)   param [1]
 * dy = exp(y4 - top3) weight 1 / sum10 - equal(label, iota) weight   node [7]
 * dbias = sum_rows(dy)   param [7]
 * sum13 = sum_last(sum9 dm)   node [1]
 * neg = -(sum13 square(1 / (sum8 + equal(sum8, 0))))   node [1]
 * nn/gat.lua:46, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_train_k2_sum9(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const pieces_of_2 = c->pieces_of_2;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const sum6 = c->sum6;
    const float *restrict const sum7 = c->sum7;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const top2 = c->top2;
    const uint64_t draw3 = c->draw3;
    const float *restrict const z2 = c->z2;
    const float *restrict const conv2_bias = c->conv2_bias;
    float *restrict const mul17 = c->mul17;
    float *restrict const neg = c->neg;
    GAT_NO_LEAF
    float *const piece = pieces_of_2 + chunk * 8;
    GAT_ROLLED
    for (int i = 0; i < 8; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float top2_v = 0.0f;
        float sum8_v = 0.0f;
        float sum9_v[7] = {0};
        float equal3_v[7];
        float mul13_v[7];
        float y4_v[7];
        float sub3_v[7];
        float exp4_v[7];
        float dy_v[7];
        float mul17_v[7];
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
            gat_prefetch(sum6 + ahead, 1);
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            top2_v = gat_pick(e3_e > top2_v, e3_e, top2_v);
        }
        top2[v] = top2_v;
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(z2 + ahead * 7, 7);
            const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
            const float *const z2_u = z2 + u * 7;
            const float score2_e = sum6[u] + sum7[v];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            const float exp3_e = gat_exp(e3_e - top2_v);
            const float mul9_e = exp3_e * gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f);
            sum8_v += exp3_e;
            for (int i = 0; i < 7; i++)
                sum9_v[i] += z2_u[i] * mul9_e;
        }
        const float recip2_v = 1.0f / (sum8_v + gat_pick(sum8_v == 0.0f, 1.0f, 0.0f));
        for (int i = 0; i < 7; i++) {
            const float m2_v = recip2_v * sum9_v[i];
            y4_v[i] = m2_v + conv2_bias[i];
        }
        float top3_v = -INFINITY;
        for (int k = 0; k < 7; k++) {
            const float x_k = y4_v[k];
            top3_v = gat_pick(x_k > top3_v, x_k, top3_v);
        }
        for (int i = 0; i < 7; i++) {
            sub3_v[i] = y4_v[i] - top3_v;
            exp4_v[i] = gat_exp(sub3_v[i]);
        }
        float sum10_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum10_v += exp4_v[k];
        float sum11_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum11_v += sub3_v[k] * equal3_v[k];
        const float mul14_v = weight[v] * (1.0f / sum10_v);
        piece[0] += (logf(sum10_v) - sum11_v) * weight[v];
        for (int i = 0; i < 7; i++) {
            dy_v[i] = exp4_v[i] * mul14_v - mul13_v[i];
            mul17_v[i] = recip2_v * dy_v[i];
            mul17[v * 7 + i] = mul17_v[i];
            piece[1 + i] += dy_v[i];
        }
        float sum13_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum13_v += sum9_v[k] * dy_v[k];
        const float neg_v = -(sum13_v * (recip2_v * recip2_v));
        neg[v] = neg_v;
    }
}

/* dscore = select(score2, de, de 0.2)   edge [1]
 * sum16 = sum_out(dscore)   node [1]
 * datt_src = sum_rows(z2 sum16)   param [1,7]
 * sum17 = sum_out(exp(e3 - dst(top2)) keep(0.6) dst(mul17))   node [1,7]
 * nn/gat.lua:36, called at
 * models/gat2.lua:8 */
static GAT_KERNEL void gat2_train_k3_mul25(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const pieces_of_3 = c->pieces_of_3;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows0 = c->rows0;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const sum6 = c->sum6;
    const float *restrict const sum7 = c->sum7;
    const float *restrict const top2 = c->top2;
    const uint64_t draw3 = c->draw3;
    const float *restrict const z2 = c->z2;
    const float *restrict const mul17 = c->mul17;
    const float *restrict const neg = c->neg;
    float *restrict const dscore = c->dscore;
    const int32_t *restrict const out_edge = c->out_edge;
    float *restrict const sum16 = c->sum16;
    float *restrict const sum17 = c->sum17;
    GAT_NO_LEAF
    float *const piece = pieces_of_3 + chunk * 7;
    for (int i = 0; i < 7; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float sum16_v = 0.0f;
        float sum17_v[7] = {0};
        const float *const z2_v = z2 + v * 7;
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows0; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(sum7 + ahead, 1);
            gat_prefetch(top2 + ahead, 1);
            gat_prefetch(mul17 + ahead * 7, 7);
            gat_prefetch(neg + ahead, 1);
            gat_prefetch(dscore + (int64_t)out_edge[next], 1);
            const uint32_t key3_e = gatrt_row_key(draw3, (uint32_t)e);
            const float *const mul17_u = mul17 + u * 7;
            const float score2_e = sum6[v] + sum7[u];
            const float e3_e = gat_pick(score2_e > 0.0f, score2_e, 0.2f * score2_e);
            const float exp3_e = gat_exp(e3_e - top2[u]);
            const float keep4_e = gatrt_keep(key3_e, (uint32_t)0, 2576980377u, 2.5f);
            const float mul9_e = exp3_e * keep4_e;
            float sum14_e = 0.0f;
            for (int k = 0; k < 7; k++)
                sum14_e += z2_v[k] * mul17_u[k];
            const float de_e = exp3_e * (keep4_e * sum14_e + neg[u]);
            const float dscore_e = gat_pick(score2_e > 0.0f, de_e, de_e * 0.2f);
            dscore[e] = dscore_e;
            sum16_v += dscore_e;
            for (int i = 0; i < 7; i++)
                sum17_v[i] += mul9_e * mul17_u[i];
        }
        sum16[v] = sum16_v;
        for (int i = 0; i < 7; i++) {
            sum17[v * 7 + i] = sum17_v[i];
            piece[i] += z2_v[i] * sum16_v;
        }
    }
}

/* sum15 = sum_in(dscore)   node [1]
 * datt_dst = sum_rows(z2 sum15)   param [1,7]
 * dz = conv2_att_dst sum15 + conv2_att_src sum16 + sum17   node [1,7]
 * product = dz conv2_lin_weight^T   node [64]
 * dW = outer(h2 keep(0.6), dz)   param [64,1,7]
 * dh = keep(0.6) product   node [64]
 * dy2 = select(y2, dh, dh (h2 + 1))   node [64]
 * dbias2 = sum_rows(dy2)   param [64]
 * sum18 = sum_last(sum5 dm2)   node [8]
 * neg2 = -(sum18 square(recip))   node [8]
 * nn/gat.lua:46, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k4_dW(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const pieces_of_4 = c->pieces_of_4;
    const float *restrict const recip = c->recip;
    const float *restrict const sum5 = c->sum5;
    const float *restrict const conv1_bias = c->conv1_bias;
    const float *restrict const h2 = c->h2;
    const uint64_t draw2 = c->draw2;
    const float *restrict const conv2_att_src = c->conv2_att_src;
    const float *restrict const sum16 = c->sum16;
    const int64_t rows0 = c->rows0;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const dscore = c->dscore;
    const float *restrict const conv2_att_dst = c->conv2_att_dst;
    const float *restrict const sum17 = c->sum17;
    const float *restrict const conv2_lin_weight = c->conv2_lin_weight;
    float *restrict const mul29 = c->mul29;
    float *restrict const neg2 = c->neg2;
    const float *restrict const z2 = c->z2;
    GAT_NO_LEAF
    float *const piece = pieces_of_4 + chunk * 519;
    for (int i = 0; i < 519; i++)
        piece[i] = 0.0f;
    float conv2_lin_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_lin_weight_t[i * 64 + k] = conv2_lin_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float sum15_v = 0.0f;
        float m_v[64];
        float y2_v[64];
        float mul6_v[64];
        float mul26_v[7];
        float add5_v[64];
        float square2_v[8];
        const float *const recip_v = recip + v * 8;
        const float *const sum5_v = sum5 + v * 64;
        const float *const h2_v = h2 + v * 64;
        const uint32_t key2_v = gatrt_row_key(draw2, (uint32_t)v);
        float dz_v[7];
        float product_v[64];
        float dy2_v[64];
        float sum18_v[8];
        float mul29_v[64];
        float neg2_v[8];
        const float *const sum17_v = sum17 + v * 7;
        const float *const z2_v = z2 + v * 7;
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(m_v[h * 8 + i]) = recip_v[h] * GAT_AT(sum5_v[h * 8 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_PUT(y2_v[i]) = GAT_AT(m_v[i]) + GAT_AT(conv1_bias[i]);
            GAT_PUT(mul6_v[i]) = GAT_AT(h2_v[i]) * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
            GAT_PUT(add5_v[i]) = GAT_AT(h2_v[i]) + 1.0f;
        }
        for (int i = 0; i < 7; i++)
            mul26_v[i] = conv2_att_src[i] * sum16[v];
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(square2_v[i]) = GAT_AT(recip_v[i]) * GAT_AT(recip_v[i]);
        if (v < rows0) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++)
                sum15_v += dscore[e];
        }
        for (int i = 0; i < 7; i++)
            dz_v[i] = conv2_att_dst[i] * sum15_v + mul26_v[i] + sum17_v[i];
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(product_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(product_v[k]) += dz_v[i] * GAT_AT(conv2_lin_weight_t[i * 64 + k]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dh_v = gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f) * GAT_AT(product_v[i]);
            GAT_PUT(dy2_v[i]) = gat_lanes_pick(GAT_AT(y2_v[i]) > 0.0f, dh_v, dh_v * GAT_AT(add5_v[i]));
            GAT_PUT(piece[455 + i]) += GAT_AT(dy2_v[i]);
        }
        for (int h = 0; h < 8; h += GAT_STEP) {
            gat_lanes part_sum18[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part_sum18[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = 0; k < 8; k += GAT_STEP)
                    part_sum18[j] += GAT_AT(sum5_v[(h + j) * 8 + k]) * GAT_AT(dy2_v[(h + j) * 8 + k]);
            }
            GAT_PUT(sum18_v[h]) = gat_totals(part_sum18);
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(mul29_v[h * 8 + i]) = recip_v[h] * GAT_AT(dy2_v[h * 8 + i]);
                GAT_PUT(mul29[v * 64 + h * 8 + i]) = GAT_AT(mul29_v[h * 8 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP) {
            GAT_PUT(neg2_v[i]) = -(GAT_AT(sum18_v[i]) * GAT_AT(square2_v[i]));
            GAT_PUT(neg2[v * 8 + i]) = GAT_AT(neg2_v[i]);
        }
        if (v < rows0) {
            for (int i = 0; i < 7; i++)
                piece[i] += z2_v[i] * sum15_v;
        }
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_PUT(piece[7 + i * 64 + k]) += dz_v[i] * GAT_AT(mul6_v[k]);
        }
    }
}

/* dscore2 = select(score, de2, 0.2 de2)   edge [8]
 * sum21 = sum_out(dscore2)   node [8]
 * datt_src2 = sum_rows(z sum21)   param [8,8]
 * sum22 = sum_out(exp(e2 - dst(top)) keep(0.6) dst(mul29))   node [8,8]
 * nn/gat.lua:36, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k5_mul37(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const pieces_of_5 = c->pieces_of_5;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows1 = c->rows1;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const sum2 = c->sum2;
    const float *restrict const sum3 = c->sum3;
    const float *restrict const top = c->top;
    const uint64_t draw1 = c->draw1;
    const float *restrict const z = c->z;
    const float *restrict const mul29 = c->mul29;
    const float *restrict const neg2 = c->neg2;
    float *restrict const dscore2 = c->dscore2;
    const int32_t *restrict const out_edge = c->out_edge;
    float *restrict const sum21 = c->sum21;
    float *restrict const sum22 = c->sum22;
    GAT_NO_LEAF
    float *const piece = pieces_of_5 + chunk * 64;
    for (int i = 0; i < 64; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float sum21_v[8] = {0};
        float sum22_v[64] = {0};
        const float *const sum2_v = sum2 + v * 8;
        const float *const z_v = z + v * 64;
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows1; q++) {
            const int64_t u = out_dst[q];
            const int64_t e = out_edge[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(sum3 + ahead * 8, 8);
            gat_prefetch(top + ahead * 8, 8);
            gat_prefetch(mul29 + ahead * 64, 64);
            gat_prefetch(neg2 + ahead * 8, 8);
            gat_prefetch(dscore2 + (int64_t)out_edge[next] * 8, 8);
            float score_e[8];
            float exp2_e[8];
            float keep2_e[8];
            float mul4_e[8];
            float sum19_e[8];
            const float *const sum3_u = sum3 + u * 8;
            const float *const top_u = top + u * 8;
            const uint32_t key1_e = gatrt_row_key(draw1, (uint32_t)e);
            const float *const mul29_u = mul29 + u * 64;
            const float *const neg2_u = neg2 + u * 8;
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(score_e[i]) = GAT_AT(sum2_v[i]) + GAT_AT(sum3_u[i]);
                const gat_lanes e2_e = gat_lanes_pick(GAT_AT(score_e[i]) > 0.0f, GAT_AT(score_e[i]), 0.2f * GAT_AT(score_e[i]));
                GAT_PUT(exp2_e[i]) = gat_lanes_exp(e2_e - GAT_AT(top_u[i]));
                GAT_PUT(keep2_e[i]) = gat_lanes_keep(key1_e, (uint32_t)i, 2576980377u, 2.5f);
                GAT_PUT(mul4_e[i]) = GAT_AT(exp2_e[i]) * GAT_AT(keep2_e[i]);
            }
            for (int h = 0; h < 8; h += GAT_STEP) {
                gat_lanes part_sum19[GAT_STEP];
                for (int j = 0; j < GAT_STEP; j++) {
                    part_sum19[j] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = 0; k < 8; k += GAT_STEP)
                        part_sum19[j] += GAT_AT(z_v[(h + j) * 8 + k]) * GAT_AT(mul29_u[(h + j) * 8 + k]);
                }
                GAT_PUT(sum19_e[h]) = gat_totals(part_sum19);
            }
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes de2_e = GAT_AT(exp2_e[i]) * (GAT_AT(keep2_e[i]) * GAT_AT(sum19_e[i]) + GAT_AT(neg2_u[i]));
                const gat_lanes dscore2_e = gat_lanes_pick(GAT_AT(score_e[i]) > 0.0f, de2_e, 0.2f * de2_e);
                GAT_PUT(dscore2[e * 8 + i]) = dscore2_e;
                GAT_PUT(sum21_v[i]) += dscore2_e;
            }
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum22_v[h * 8 + i]) += mul4_e[h] * GAT_AT(mul29_u[h * 8 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 8; i += GAT_STEP)
            GAT_PUT(sum21[v * 8 + i]) = GAT_AT(sum21_v[i]);
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                GAT_PUT(sum22[v * 64 + h * 8 + i]) = GAT_AT(sum22_v[h * 8 + i]);
                GAT_PUT(piece[h * 8 + i]) += GAT_AT(z_v[h * 8 + i]) * sum21_v[h];
            }
        }
    }
}

/* sum20 = sum_in(dscore2)   node [8]
 * datt_dst2 = sum_rows(z sum20)   param [8,8]
 * dz2 = conv1_att_dst sum20 + conv1_att_src sum21 + sum22   node [8,8]
 * nn/gat.lua:34, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k6_mul35(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const pieces_of_6 = c->pieces_of_6;
    const float *restrict const conv1_att_src = c->conv1_att_src;
    const float *restrict const sum21 = c->sum21;
    const int64_t rows1 = c->rows1;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const dscore2 = c->dscore2;
    const float *restrict const conv1_att_dst = c->conv1_att_dst;
    const float *restrict const sum22 = c->sum22;
    float *restrict const dz2 = c->dz2;
    const float *restrict const z = c->z;
    GAT_NO_LEAF
    float *const piece = pieces_of_6 + chunk * 64;
    for (int i = 0; i < 64; i++)
        piece[i] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float sum20_v[8] = {0};
        float mul38_v[64];
        const float *const sum21_v = sum21 + v * 8;
        const float *const sum22_v = sum22 + v * 64;
        const float *const z_v = z + v * 64;
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP)
                GAT_PUT(mul38_v[h * 8 + i]) = GAT_AT(conv1_att_src[h * 8 + i]) * sum21_v[h];
        }
        if (v < rows1) {
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const float *const dscore2_e = dscore2 + e * 8;
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(sum20_v[i]) += GAT_AT(dscore2_e[i]);
            }
        }
        for (int h = 0; h < 8; h++) {
            GAT_UNROLL
            for (int i = 0; i < 8; i += GAT_STEP) {
                const gat_lanes dz2_v = GAT_AT(conv1_att_dst[h * 8 + i]) * sum20_v[h] + GAT_AT(mul38_v[h * 8 + i]) + GAT_AT(sum22_v[h * 8 + i]);
                GAT_PUT(dz2[v * 64 + h * 8 + i]) = dz2_v;
            }
        }
        if (v < rows1) {
            for (int h = 0; h < 8; h++) {
                GAT_UNROLL
                for (int i = 0; i < 8; i += GAT_STEP)
                    GAT_PUT(piece[h * 8 + i]) += GAT_AT(z_v[h * 8 + i]) * sum20_v[h];
            }
        }
    }
}

/* dW2 = outer(x keep(0.6), dz2)   param [1433,8,8]
 * nn/gat.lua:34, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k7_dW2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    const int64_t *restrict const x_col_start = c->x_col_start;
    const int32_t *restrict const x_row = c->x_row;
    const int64_t rows2 = c->rows2;
    const float *restrict const x_col_val = c->x_col_val;
    const uint64_t draw0 = c->draw0;
    const float *restrict const dz2 = c->dz2;
    float *restrict const grad_conv1_lin_weight = c->grad_conv1_lin_weight;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t n = lo; n < hi; n++) {
        float sum[64] = {0};
        for (int64_t b = x_col_start[n]; b < x_col_start[n + 1] && x_row[b] < rows2; b += 64) {
            const int64_t stop = b + 64 < x_col_start[n + 1] ? b + 64 : x_col_start[n + 1];
            float drawn[64];
            for (int64_t q = b; q < stop; q += GAT_STEP)
                GAT_PUT(drawn[q - b]) = GAT_AT(x_col_val[q]) * gat_keep_rows(draw0, x_row + q, (uint32_t)n, 2576980377u, 2.5f);
            int32_t kept_v[64];
            float kept_x[64];
            int64_t kept = 0;
            for (int64_t q = b; q < stop && x_row[q] < rows2; q++) {
                kept_v[kept] = x_row[q];
                kept_x[kept] = drawn[q - b];
                kept += drawn[q - b] != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t v = kept_v[q];
                const float *const dz2_v = dz2 + v * 64;
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(sum[i]) += kept_x[q] * GAT_AT(dz2_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_PUT(grad_conv1_lin_weight[n * 64 + i]) = GAT_AT(sum[i]);
    }
}

/* sum12 = sum_rows((log(sum10) - sum11) weight)   param [1]
 * dbias = sum_rows(dy)   param [7]
 * datt_dst = sum_rows(z2 sum15)   param [1,7]
 * datt_src = sum_rows(z2 sum16)   param [1,7]
 * dW = outer(h2 keep(0.6), dz)   param [64,1,7]
 * dbias2 = sum_rows(dy2)   param [64]
 * datt_dst2 = sum_rows(z sum20)   param [8,8]
 * datt_src2 = sum_rows(z sum21)   param [8,8]
 * nn/gat.lua:36, called at
 * models/gat2.lua:7 */
static GAT_KERNEL void gat2_train_k8_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gat2_train_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_2 = c->pieces_of_2;
    const int64_t pieces0 = c->pieces0;
    float *restrict const grad_conv2_bias = c->grad_conv2_bias;
    float *restrict const grad_conv2_att_dst = c->grad_conv2_att_dst;
    const float *restrict const pieces_of_4 = c->pieces_of_4;
    const int64_t pieces1 = c->pieces1;
    float *restrict const grad_conv2_att_src = c->grad_conv2_att_src;
    const float *restrict const pieces_of_3 = c->pieces_of_3;
    float *restrict const grad_conv2_lin_weight = c->grad_conv2_lin_weight;
    float *restrict const grad_conv1_bias = c->grad_conv1_bias;
    float *restrict const grad_conv1_att_dst = c->grad_conv1_att_dst;
    const float *restrict const pieces_of_6 = c->pieces_of_6;
    const int64_t pieces2 = c->pieces2;
    float *restrict const grad_conv1_att_src = c->grad_conv1_att_src;
    const float *restrict const pieces_of_5 = c->pieces_of_5;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, pieces_of_2, pieces0, 8, 1, lo, hi);
    gat_add_pieces(grad_conv2_bias, pieces_of_2 + 1, pieces0, 8, 7, lo - 1, hi - 1);
    gat_add_pieces(grad_conv2_att_dst, pieces_of_4, pieces1, 519, 7, lo - 8, hi - 8);
    gat_add_pieces(grad_conv2_att_src, pieces_of_3, pieces1, 7, 7, lo - 15, hi - 15);
    gat_add_turned_pieces(grad_conv2_lin_weight, pieces_of_4 + 7, pieces1, 519, 64, 7, lo - 22, hi - 22);
    gat_add_pieces(grad_conv1_bias, pieces_of_4 + 455, pieces1, 519, 64, lo - 470, hi - 470);
    gat_add_pieces(grad_conv1_att_dst, pieces_of_6, pieces2, 64, 64, lo - 534, hi - 534);
    gat_add_pieces(grad_conv1_att_src, pieces_of_5, pieces2, 64, 64, lo - 598, hi - 598);
}

static void gat2_train_bind(void *ctx, const gatrt_run *run)
{
    gat2_train_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    const int64_t chunks = run->graph->chunks;
    const int64_t head = (662 * chunks + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->draw0 = gatrt_value_draw(run->draw, 0);
    c->conv1_lin_weight = run->params + 0;
    c->z = w + head;
    c->conv1_att_src = run->params + 91776;
    c->sum2 = w + head + 64 * n;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->conv1_att_dst = run->params + 91712;
    c->sum3 = w + head + 72 * n;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->top = w + head + 80 * n;
    c->draw1 = gatrt_value_draw(run->draw, 1);
    c->recip = w + head + 160 * n;
    c->sum5 = w + head + 168 * n;
    c->conv1_bias = run->params + 91840;
    c->h2 = w + head + 232 * n;
    c->draw2 = gatrt_value_draw(run->draw, 2);
    c->conv2_lin_weight = run->params + 91904;
    c->z2 = w + head + 296 * n;
    c->conv2_att_src = run->params + 92359;
    c->sum6 = w + head + 88 * n;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->conv2_att_dst = run->params + 92352;
    c->sum7 = w + head + 89 * n;
    c->pieces_of_2 = w + 0;
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->top2 = w + head + 90 * n;
    c->draw3 = gatrt_value_draw(run->draw, 3);
    c->conv2_bias = run->params + 92366;
    c->mul17 = w + head + 91 * n;
    c->neg = w + head + 98 * n;
    c->pieces_of_3 = w + 8 * chunks;
    c->out_start = run->graph->out_start;
    c->out_dst = run->graph->out_dst;
    c->dscore = w + head + 311 * n;
    c->out_edge = run->graph->out_edge;
    c->sum16 = w + head + 303 * n;
    c->sum17 = w + head + 304 * n;
    c->pieces_of_4 = w + 15 * chunks;
    c->mul29 = w + head + 88 * n;
    c->neg2 = w + head + 152 * n;
    c->pieces_of_5 = w + 534 * chunks;
    c->dscore2 = w + head + 232 * n;
    c->sum21 = w + head + 160 * n;
    c->sum22 = w + head + 168 * n;
    c->pieces_of_6 = w + 598 * chunks;
    c->dz2 = w + head + 64 * n;
    c->x_col_start = run->inputs[0].col_start;
    c->x_row = run->inputs[0].row;
    c->rows2 = gatrt_rows(run->graph, 2);
    c->x_col_val = run->inputs[0].col_val;
    c->grad_conv1_lin_weight = run->grads + 0;
    c->loss = run->loss;
    c->pieces0 = gatrt_pieces(run->graph, 0);
    c->grad_conv2_bias = run->grads + 92366;
    c->grad_conv2_att_dst = run->grads + 92352;
    c->pieces1 = gatrt_pieces(run->graph, 1);
    c->grad_conv2_att_src = run->grads + 92359;
    c->grad_conv2_lin_weight = run->grads + 91904;
    c->grad_conv1_bias = run->grads + 91840;
    c->grad_conv1_att_dst = run->grads + 91712;
    c->pieces2 = gatrt_pieces(run->graph, 2);
    c->grad_conv1_att_src = run->grads + 91776;
}

static size_t gat2_train_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->nodes, edges = graph->edges, chunks = graph->chunks;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15)
        return SIZE_MAX;
    const uint64_t most = (SIZE_MAX - 64) / sizeof(float);
    const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;
    const uint64_t e = ((uint64_t)edges + 15) / 16 * 16;
    const uint64_t c = (uint64_t)chunks;
    if (n > most / 311 || e > most || e > most - 311 * n)
        return SIZE_MAX;
    uint64_t rows = 311 * n + e; /* the most that is alive at a time */
    if (n > most / 232 || e > most / 8 || 8 * e > most - 232 * n)
        return SIZE_MAX;
    if (rows < 232 * n + 8 * e)
        rows = 232 * n + 8 * e;
    if (c > most / 662 || 662 * c > most - rows)
        return SIZE_MAX;
    if (15 > most - (rows + 662 * c))
        return SIZE_MAX;
    return (size_t)(rows + 662 * c + 15) * sizeof(float) + 64;
}

static const gatrt_kernel gat2_train_kernels[] = {
    {"k0_z", gat2_train_k0_z, GATRT_OVER_NODES, 2, 0, 0},
    {"k1_sum5", gat2_train_k1_sum5, GATRT_OVER_NODES, 1, 0, 0},
    {"k2_sum9", gat2_train_k2_sum9, GATRT_OVER_NODES, 0, 0, 0},
    {"k3_mul25", gat2_train_k3_mul25, GATRT_OVER_NODES, 1, 0, 0},
    {"k4_dW", gat2_train_k4_dW, GATRT_OVER_NODES, 1, 0, 0},
    {"k5_mul37", gat2_train_k5_mul37, GATRT_OVER_NODES, 2, 0, 0},
    {"k6_mul35", gat2_train_k6_mul35, GATRT_OVER_NODES, 2, 0, 0},
    {"k7_dW2", gat2_train_k7_dW2, GATRT_OVER_RANGE, 2, 1433, 0},
    {"k8_sums", gat2_train_k8_sums, GATRT_OVER_RANGE, 2, 662, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gat2_train_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 26, 0, 59},
    {0, GATRT_PER_RUN, 1048576, 91840, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 72, 128},
    {0, GATRT_PER_ROW, 1, 0, 0, 8, 128},
    {1, GATRT_PER_ROW, 1, 10, 0, 152, 2430},
    {1, GATRT_PER_EDGE, 1, 1, 72, 0, 328},
    {1, GATRT_PER_RUN, 1048576, 526, 0, 0, 0},
    {1, GATRT_PER_ROW, 0, 0, 0, 1, 14},
    {2, GATRT_PER_ROW, 0, 5, 0, 9, 226},
    {2, GATRT_PER_EDGE, 0, 1, 8, 0, 39},
    {2, GATRT_PER_RUN, 1048576, 7, 0, 0, 0},
    {2, GATRT_PER_CHUNK, 0, 0, 0, 8, 0},
    {3, GATRT_PER_ROW, 1, 10, 0, 8, 14},
    {3, GATRT_PER_EDGE, 0, 2, 10, 1, 57},
    {3, GATRT_PER_CHUNK, 1, 0, 0, 7, 0},
    {4, GATRT_PER_ROW, 1, 153, 0, 72, 2932},
    {4, GATRT_PER_EDGE, 1, 2, 0, 0, 1},
    {4, GATRT_PER_ROW, 0, 0, 0, 0, 14},
    {4, GATRT_PER_CHUNK, 1, 0, 0, 519, 0},
    {4, GATRT_PER_RUN, 1048576, 526, 0, 0, 0},
    {5, GATRT_PER_ROW, 2, 74, 0, 72, 128},
    {5, GATRT_PER_EDGE, 1, 2, 88, 8, 488},
    {5, GATRT_PER_CHUNK, 2, 0, 0, 64, 0},
    {6, GATRT_PER_ROW, 2, 138, 0, 64, 256},
    {6, GATRT_PER_EDGE, 2, 9, 0, 0, 8},
    {6, GATRT_PER_ROW, 1, 0, 0, 0, 128},
    {6, GATRT_PER_CHUNK, 2, 0, 0, 64, 0},
    {6, GATRT_PER_RUN, 1048576, 128, 0, 0, 0},
    {7, GATRT_PER_NONZERO, 2, 2, 26, 0, 59},
    {7, GATRT_PER_ROW, 2, 64, 0, 0, 0},
    {7, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {8, GATRT_PER_CHUNK, 0, 8, 0, 0, 8},
    {8, GATRT_PER_RUN, 1048576, 0, 0, 662, 0},
    {8, GATRT_PER_CHUNK, 1, 526, 0, 0, 526},
    {8, GATRT_PER_CHUNK, 2, 128, 0, 0, 128},
};

static const gatrt_dim gat2_dims[] = {
    {"features", 1433},
    {"classes", 7},
};

static const gatrt_input gat2_input_table[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, 1433, .sparse = 1, .row_normalize = 2},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
};

static const gatrt_param gat2_param_table[] = {
    {"conv1.lin.weight", 0, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.att_dst", 91712, 64, 3, {1, 8, 8}, 0, "glorot", 0, 8, 8},
    {"conv1.att_src", 91776, 64, 3, {1, 8, 8}, 0, "glorot", 0, 8, 8},
    {"conv1.bias", 91840, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv2.lin.weight", 91904, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.att_dst", 92352, 7, 3, {1, 1, 7}, 0, "glorot", 0, 1, 7},
    {"conv2.att_src", 92359, 7, 3, {1, 1, 7}, 0, "glorot", 0, 1, 7},
    {"conv2.bias", 92366, 7, 1, {7, 1, 1}, 0, "zeros", 0, 7, 7},
};

static const gatrt_output gat2_outputs[] = {
    {"logits", GATRT_NODE, 7, .on_demand = 0},
    {"conv1.attention", GATRT_EDGE, 8, .on_demand = 1},
    {"conv2.attention", GATRT_EDGE, 1, .on_demand = 1},
};

const gatrt_model gat2_model = {
    .abi = GATRT_ABI, .name = "gat2", .source = "models/gat2.lua",
    .dims = gat2_dims, .dim_count = 2,
    .inputs = gat2_input_table, .input_count = 3,
    .params = gat2_param_table, .param_count = 8, .param_floats = 92373,
    .outputs = gat2_outputs, .output_count = 3,
    .train = {
        .name = "train", .kernels = gat2_train_kernels, .kernel_count = 9, .levels = 3,
        .ctx_size = sizeof(gat2_train_ctx), .bind = gat2_train_bind, .workspace = gat2_train_workspace,
        .costs = gat2_train_costs, .cost_count = sizeof gat2_train_costs / sizeof gat2_train_costs[0],
    },
    .infer = {
        .name = "infer", .kernels = gat2_infer_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(gat2_infer_ctx), .bind = gat2_infer_bind, .workspace = gat2_infer_workspace,
        .costs = gat2_infer_costs, .cost_count = sizeof gat2_infer_costs / sizeof gat2_infer_costs[0],
    },
    .score = {
        .name = "score", .kernels = gat2_score_kernels, .kernel_count = 2, .levels = 1,
        .ctx_size = sizeof(gat2_score_ctx), .bind = gat2_score_bind, .workspace = gat2_score_workspace,
        .costs = gat2_score_costs, .cost_count = sizeof gat2_score_costs / sizeof gat2_score_costs[0],
    },
    .inspect = {
        .name = "inspect", .kernels = gat2_inspect_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(gat2_inspect_ctx), .bind = gat2_inspect_bind, .workspace = gat2_inspect_workspace,
        .costs = gat2_inspect_costs, .cost_count = sizeof gat2_inspect_costs / sizeof gat2_inspect_costs[0],
    },
    .recipe = {
        .epochs = 1000, .patience = 100, .optimizer = "adam",
        .lr = 0.005, .weight_decay = 0.0005, .momentum = 0, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-08,
        .metric = "accuracy", .self_loops = GATRT_LOOPS_REPLACED, .symmetric = 0, .metric_named = 0,
    },
    .print = 0xE20A82F22D1E6427u,
};

#ifndef GATCC_NO_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&gat2_model, argc, argv);
}
#endif

#endif
