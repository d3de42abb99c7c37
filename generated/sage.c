/* sage.c - made by gatcc from models/sage.lua: change that, not this.
 *
 * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.
 * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the
 * edge's. What a layer makes bears the layer's name: conv1_z; a d in front of the rest is a gradient:
 * conv1_dz. Constants of shapes are the header's. Matrices are row major. */
#include "sage.h"
#if !defined(GATCC_SAGE_H) || GATCC_SAGE_H != 0x4f431829
#error "sage.h is not the header that was made with this file: run gatcc again"
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
/* No kernel becomes a part of its caller: the stack that the header states is that of one, not of all. clang makes two
 * registers of a GAT_WIDE unless it is told to use the widest. */
#if defined(__clang__) && defined(__AVX512F__)
#define GAT_KERNEL __attribute__((noinline, min_vector_width(512)))
#elif defined(__GNUC__)
#define GAT_KERNEL __attribute__((noinline))
#else
#define GAT_KERNEL
#endif

/* GAT_STEP features at once, one in each lane of a register: GAT_AT(x[i]) is x[i] .. x[i + GAT_STEP - 1], to be read,
 * GAT_PUT(x[i]) the same to be written, GAT_ALL(x) has x in every lane. GAT_UNROLL writes a loop out, so that what it
 * sums into stays in registers. One lane where the compiler has no such vectors, where it computes a float in more
 * than a float's precision (x87), where bits are exact and vectors take small numbers for 0 (ARM of 32 bits), or with
 * -DGATCC_PLAIN. Sums over features have GAT_LANES lanes on every machine, in
 * GAT_PARTS vectors, so that they come out the same. */
#if defined(GATCC_PLAIN) || !defined(__GNUC__) || (__GNUC__ < 9 && !defined(__clang__))
#define GAT_STEP 1
#elif __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16
#define GAT_STEP 1
#elif defined(__arm__) && defined(GAT_EXACT)
#define GAT_STEP 1
#elif defined(__AVX__)
#define GAT_STEP 8
#else
#define GAT_STEP 4
#endif
#define GAT_LANES 8
#define GAT_PARTS (GAT_LANES / GAT_STEP)
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

/* The same by the widest register there is, for features that are only moved, multiplied and added. */
#if GAT_STEP == 8 && defined(__AVX512F__)
#define GAT_WIDE 16
typedef float gat_wide __attribute__((vector_size(4 * GAT_WIDE)));
typedef gat_wide gat_wide_at __attribute__((aligned(4), may_alias));
#define GAT_WIDE_AT(x) (*(const gat_wide_at *)&(x))
#define GAT_WIDE_PUT(x) (*(gat_wide_at *)&(x))
#define GAT_WIDE_ALL(x) ((x) - (gat_wide){0})
#else
#define GAT_WIDE GAT_STEP
#define GAT_WIDE_AT(x) GAT_AT(x)
#define GAT_WIDE_PUT(x) GAT_PUT(x)
#define GAT_WIDE_ALL(x) GAT_ALL(x)
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

#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif defined(__GNUC__)
#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})
#endif

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

/* Floats in a line of the cache. */
#define GAT_LINE 16

/* Up to whole lines. */
static inline int64_t gat_rounded(int64_t floats)
{
    return (floats + GAT_LINE - 1) / GAT_LINE * GAT_LINE;
}

/* `floats` and `each` more for each of `count`; UINT64_MAX where that is no number. */
static inline uint64_t gat_more(uint64_t floats, uint64_t each, int64_t count)
{
    if ((uint64_t)count > UINT64_MAX / each || floats > UINT64_MAX - each * (uint64_t)count)
        return UINT64_MAX;
    return floats + each * (uint64_t)count;
}

/* What so many floats take, wherever they begin; SIZE_MAX where that is not a size. */
static inline size_t gat_bytes(uint64_t floats)
{
    const size_t line = GAT_LINE * sizeof(float);
    return floats > (SIZE_MAX - line) / sizeof(float) ? SIZE_MAX : (size_t)floats * sizeof(float) + line;
}
/* What the kernels of infer work on. */
typedef struct sage_infer_ctx {
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col; /* [non-zeros] */
    const float *x_val; /* [non-zeros] */
    const float *conv1_lin_l_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    float *conv1_lin_l_y_sum_src; /* [nodes, SAGE_CONV1_WIDTH] */
    int64_t nodes_within_hop1; /* demand level 1 */
    const float *conv1_lin_r_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    float *conv1_lin_r_y; /* [nodes, SAGE_CONV1_WIDTH] */
    const int64_t *in_start; /* [nodes + 1] */
    float *conv1_maximum; /* [nodes] */
    const int32_t *in_src; /* [edges] */
    const float *conv1_lin_l_bias; /* [SAGE_CONV1_WIDTH] */
    const float *conv2_lin_l_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *conv2_lin_l_y_sum_src; /* [nodes, SAGE_CLASSES] */
    int64_t nodes_wanted; /* demand level 0 */
    const float *conv2_lin_r_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *conv2_lin_r_y; /* [nodes, SAGE_CLASSES] */
    const float *conv2_lin_l_bias; /* [SAGE_CLASSES] */
    float *out_logits; /* [nodes, SAGE_CLASSES] */
} sage_infer_ctx;

/* For each node, over its incoming edges: sum conv1_sum, x times conv1_lin_l_weight, x times conv1_lin_r_weight.
 *   conv1_sum = sum_in(1)   node [1]   nn/sage.lua:27, models/sage.lua:7
 *   conv1_lin_l_y_sum_src = x conv1_lin_l_weight   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_lin_r_y = x conv1_lin_r_weight   node [16]   nn/common.lua:72, models/sage.lua:7
 */
static GAT_KERNEL void sage_infer_k0_conv1_lin_l_y_sum_src(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_infer_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const float *restrict const conv1_lin_l_weight = c->conv1_lin_l_weight;
    float *restrict const conv1_lin_l_y_sum_src = c->conv1_lin_l_y_sum_src;
    const int64_t nodes_within_hop1 = c->nodes_within_hop1;
    const float *restrict const conv1_lin_r_weight = c->conv1_lin_r_weight;
    float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const int64_t *restrict const in_start = c->in_start;
    float *restrict const conv1_maximum = c->conv1_maximum;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        /* conv1_lin_l_y_sum_src: models/sage.lua:7 (nn/common.lua:72) */
        float conv1_lin_l_y_sum_src_v[SAGE_CONV1_WIDTH];
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv1_lin_l_y_sum_src_v[i]) = GAT_WIDE_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_l_y_sum_src_v[i]) +=
                    x_val[q] * GAT_WIDE_AT(conv1_lin_l_weight[k * SAGE_CONV1_WIDTH + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv1_lin_l_y_sum_src[v * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(conv1_lin_l_y_sum_src_v[i]);
        if (v < nodes_within_hop1) {
            /* conv1_lin_r_y: models/sage.lua:7 (nn/common.lua:72) */
            float conv1_lin_r_y_v[SAGE_CONV1_WIDTH] = {0};
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_r_y_v[i]) = GAT_WIDE_ALL(0.0f);
            for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
                const int64_t k = x_col[q];
                GAT_UNROLL
                for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                    GAT_WIDE_PUT(conv1_lin_r_y_v[i]) +=
                        x_val[q] * GAT_WIDE_AT(conv1_lin_r_weight[k * SAGE_CONV1_WIDTH + i]);
            }
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_r_y[v * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(conv1_lin_r_y_v[i]);
        }
        float conv1_sum_v = 0.0f;
        if (v < nodes_within_hop1) {
            /* over incoming edges: sum conv1_sum */
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                /* conv1_sum: models/sage.lua:7 (nn/sage.lua:27) */
                conv1_sum_v += 1.0f;
            }
        }
        if (v < nodes_within_hop1)
            conv1_maximum[v] = gat_pick(conv1_sum_v > 1.0f, conv1_sum_v, 1.0f);
    }
}

/* For each node, over its incoming edges: sum conv1_lin_l_y_sum, conv1_h times conv2_lin_l_weight, conv1_h times
 * conv2_lin_r_weight.
 *   conv1_lin_l_y_sum = sum_in(src(conv1_lin_l_y_sum_src))   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_lin_l_y = conv1_lin_l_y_sum / conv1_maximum   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_h = relu(conv1_lin_l_y + conv1_lin_l_bias + conv1_lin_r_y)   node [16]   nn/sage.lua:32, models/sage.lua:7
 *   conv2_lin_l_y_sum_src = conv1_h conv2_lin_l_weight   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_r_y = conv1_h conv2_lin_r_weight   node [7]   nn/common.lua:72, models/sage.lua:8
 */
static GAT_KERNEL void sage_infer_k1_conv1_lin_l_y_sum(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const conv1_lin_l_y_sum_src = c->conv1_lin_l_y_sum_src;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_maximum = c->conv1_maximum;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    const float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    float *restrict const conv2_lin_l_y_sum_src = c->conv2_lin_l_y_sum_src;
    const int64_t nodes_wanted = c->nodes_wanted;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    float *restrict const conv2_lin_r_y = c->conv2_lin_r_y;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    /* conv2_lin_l_weight transposed, so that its rows fill vectors */
    float conv2_lin_l_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_l_weight[k * SAGE_CLASSES + i];
    }
    /* conv2_lin_r_weight transposed, so that its rows fill vectors */
    float conv2_lin_r_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_r_weight[k * SAGE_CLASSES + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float conv1_lin_l_y_sum_v[SAGE_CONV1_WIDTH] = {0};
        /* over incoming edges: sum conv1_lin_l_y_sum */
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(conv1_lin_l_y_sum_src + ahead * SAGE_CONV1_WIDTH, SAGE_CONV1_WIDTH);
            const float *const conv1_lin_l_y_sum_src_u = conv1_lin_l_y_sum_src + u * SAGE_CONV1_WIDTH;
            /* conv1_lin_l_y_sum: models/sage.lua:7 (nn/common.lua:72) */
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_l_y_sum_v[i]) += GAT_WIDE_AT(conv1_lin_l_y_sum_src_u[i]);
        }
        /* conv1_lin_l_y, conv1_h_part, conv1_h: models/sage.lua:7 (nn/common.lua:72, nn/sage.lua:30, 32) */
        float conv1_h_v[SAGE_CONV1_WIDTH];
        const float *const conv1_lin_r_y_v = conv1_lin_r_y + v * SAGE_CONV1_WIDTH;
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP) {
            const gat_lanes conv1_lin_l_y_v = GAT_AT(conv1_lin_l_y_sum_v[i]) / conv1_maximum[v];
            const gat_lanes conv1_h_part_v = conv1_lin_l_y_v + GAT_AT(conv1_lin_l_bias[i]) + GAT_AT(conv1_lin_r_y_v[i]);
            GAT_PUT(conv1_h_v[i]) = gat_lanes_pick(conv1_h_part_v > 0.0f, conv1_h_part_v, 0.0f);
        }
        /* conv2_lin_l_y_sum_src: models/sage.lua:8 (nn/common.lua:72) */
        float conv2_lin_l_y_sum_src_v[SAGE_CLASSES];
        for (int i = 0; i < SAGE_CLASSES; i++) {
            gat_lanes part[GAT_PARTS];
            for (int l = 0; l < GAT_PARTS; l++) {
                part[l] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = l * GAT_STEP; k < SAGE_CONV1_WIDTH; k += GAT_LANES)
                    part[l] += GAT_AT(conv1_h_v[k]) * GAT_AT(conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k]);
            }
            conv2_lin_l_y_sum_src_v[i] = gat_total(part);
        }
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_l_y_sum_src[v * SAGE_CLASSES + i] = conv2_lin_l_y_sum_src_v[i];
        if (v < nodes_wanted) {
            /* conv2_lin_r_y: models/sage.lua:8 (nn/common.lua:72) */
            float conv2_lin_r_y_v[SAGE_CLASSES] = {0};
            for (int i = 0; i < SAGE_CLASSES; i++) {
                gat_lanes part[GAT_PARTS];
                for (int l = 0; l < GAT_PARTS; l++) {
                    part[l] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = l * GAT_STEP; k < SAGE_CONV1_WIDTH; k += GAT_LANES)
                        part[l] += GAT_AT(conv1_h_v[k]) * GAT_AT(conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k]);
                }
                conv2_lin_r_y_v[i] = gat_total(part);
            }
            for (int i = 0; i < SAGE_CLASSES; i++)
                conv2_lin_r_y[v * SAGE_CLASSES + i] = conv2_lin_r_y_v[i];
        }
    }
}

/* For each node, over its incoming edges: sum conv2_lin_l_y_sum.
 *   conv2_lin_l_y_sum = sum_in(src(conv2_lin_l_y_sum_src))   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_l_y = conv2_lin_l_y_sum / conv1_maximum   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_y = conv2_lin_l_y + conv2_lin_l_bias + conv2_lin_r_y   node [7]   nn/sage.lua:30, models/sage.lua:8
 */
static GAT_KERNEL void sage_infer_k2_conv2_lin_l_y_sum(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const conv2_lin_l_y_sum_src = c->conv2_lin_l_y_sum_src;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_maximum = c->conv1_maximum;
    const float *restrict const conv2_lin_l_bias = c->conv2_lin_l_bias;
    const float *restrict const conv2_lin_r_y = c->conv2_lin_r_y;
    float *restrict const out_logits = c->out_logits;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float conv2_lin_l_y_sum_v[SAGE_CLASSES] = {0};
        /* over incoming edges: sum conv2_lin_l_y_sum */
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(conv2_lin_l_y_sum_src + ahead * SAGE_CLASSES, SAGE_CLASSES);
            const float *const conv2_lin_l_y_sum_src_u = conv2_lin_l_y_sum_src + u * SAGE_CLASSES;
            /* conv2_lin_l_y_sum: models/sage.lua:8 (nn/common.lua:72) */
            for (int i = 0; i < SAGE_CLASSES; i++)
                conv2_lin_l_y_sum_v[i] += conv2_lin_l_y_sum_src_u[i];
        }
        /* conv2_lin_l_y, conv2_y: models/sage.lua:8 (nn/common.lua:72, nn/sage.lua:30) */
        const float *const conv2_lin_r_y_v = conv2_lin_r_y + v * SAGE_CLASSES;
        for (int i = 0; i < SAGE_CLASSES; i++) {
            const float conv2_lin_l_y_v = conv2_lin_l_y_sum_v[i] / conv1_maximum[v];
            const float conv2_y_v = conv2_lin_l_y_v + conv2_lin_l_bias[i] + conv2_lin_r_y_v[i];
            out_logits[v * SAGE_CLASSES + i] = conv2_y_v;
        }
    }
}

/* Floats of the workspace: for each row where most of them are alive, for each chunk. */
enum {
    SAGE_INFER_NODE_FLOATS = 47,
};
size_t sage_workspace_size(int64_t nodes, int64_t edges)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - GAT_LINE)
        return SIZE_MAX;
    const int64_t n = gat_rounded(nodes);
    uint64_t floats = gat_more(0, SAGE_INFER_NODE_FLOATS, n);
    return gat_bytes(floats);
}

/* Lists that lead outside what they point into are refused before anything is read through them. */
static int sage_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,
                              int64_t items)
{
    int sound = start[0] == 0 && start[rows] == count;
    for (int64_t v = 0; sound && v < rows; v++)
        sound &= start[v] <= start[v + 1] && start[v + 1] <= count;
    for (int64_t q = 0; sound && q < count; q++)
        sound &= item[q] >= 0 && item[q] < items;
    return sound;
}

int sage_infer(const sage_params *params, const sage_graph *graph, const sage_inputs *inputs,
               float *logits, void *workspace)
{
    if (!params || !graph || !inputs || !workspace || !logits)
        return SAGE_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return SAGE_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX)
        return SAGE_BAD_GRAPH;
    if (graph->edges < 0)
        return SAGE_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src) ||
        !sage_list_is_sound(graph->nodes, graph->edges, graph->in_start, graph->in_src, graph->nodes))
        return SAGE_BAD_GRAPH;
    if (!sage_list_is_sound(graph->nodes, inputs->x_row_start[graph->nodes], inputs->x_row_start, inputs->x_col, SAGE_FEATURES))
        return SAGE_BAD_INPUT;
    sage_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace; /* buffers that live at different times may overlap */
    const int64_t n = gat_rounded(graph->nodes);
    c->conv1_maximum = w;
    c->conv1_lin_l_y_sum_src = c->conv1_maximum + n;
    c->conv1_lin_r_y = c->conv1_lin_l_y_sum_src + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_l_y_sum_src = c->conv1_lin_r_y + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_r_y = c->conv2_lin_l_y_sum_src + n * SAGE_CLASSES;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_lin_l_weight = params->conv1_lin_l_weight;
    c->nodes_within_hop1 = graph->nodes;
    c->conv1_lin_r_weight = params->conv1_lin_r_weight;
    c->in_start = graph->in_start;
    c->in_src = graph->in_src;
    c->conv1_lin_l_bias = params->conv1_lin_l_bias;
    c->conv2_lin_l_weight = params->conv2_lin_l_weight;
    c->nodes_wanted = graph->nodes;
    c->conv2_lin_r_weight = params->conv2_lin_r_weight;
    c->conv2_lin_l_bias = params->conv2_lin_l_bias;
    c->out_logits = logits;
    sage_infer_k0_conv1_lin_l_y_sum_src(c, 0, graph->nodes, 0);
    sage_infer_k1_conv1_lin_l_y_sum(c, 0, graph->nodes, 0);
    sage_infer_k2_conv2_lin_l_y_sum(c, 0, graph->nodes, 0);
    return SAGE_OK;
}

/* Of one space: rows within `level` hops of what was asked for are row[0] .. row[within[level] - 1]. */
typedef struct gat_cone {
    int64_t rows, count;
    int32_t *row;        /* [rows], of which `count` are known */
    unsigned char *seen; /* [rows] is it among them? */
    int64_t *within;     /* [levels] */
} gat_cone;

/* Words of 4 bytes that it takes. */
static int64_t gat_cone_words(int64_t rows)
{
    return rows + (rows + 3) / 4;
}

static void gat_cone_begin(gat_cone *c, int64_t rows, int64_t *within, int32_t **words)
{
    c->rows = rows;
    c->count = 0;
    c->within = within;
    c->row = *words;
    c->seen = (unsigned char *)(*words + rows);
    memset(c->seen, 0, (size_t)rows);
    *words += gat_cone_words(rows);
}

static void gat_cone_add(gat_cone *c, int32_t v)
{
    if (!c->seen[v])
        c->row[c->count++] = v;
    c->seen[v] = 1;
}

/* Adds what the edges into rows at this level come from. 0 where their lists lead outside. */
static int gat_cone_walk(gat_cone *from, const gat_cone *to, int level, int64_t edges, const int64_t *start,
                         const int32_t *src)
{
    const int64_t last = to->within[level];
    for (int64_t q = level ? to->within[level - 1] : 0; q < last; q++) {
        const int64_t v = to->row[q];
        if (start[v] < 0 || start[v] > start[v + 1] || start[v + 1] > edges)
            return 0;
        for (int64_t e = start[v]; e < start[v + 1]; e++) {
            if (src[e] < 0 || src[e] >= from->rows)
                return 0;
            gat_cone_add(from, src[e]);
        }
    }
    return 1;
}

/* How many rows from the q-th on follow one another: one call does them all. */
static int64_t gat_cone_run(const gat_cone *c, int64_t q, int64_t last)
{
    int64_t run = 1;
    for (int64_t e = q + 1; e < last && c->row[e] == c->row[e - 1] + 1; e++)
        run++;
    return run;
}

/* Do these rows' lists hold what is there? */
static int gat_cone_is_sound(const gat_cone *c, const int64_t *start, const int32_t *item, int64_t items)
{
    int sound = 1;
    for (int64_t q = 0; sound && q < c->count; q++) {
        const int64_t v = c->row[q];
        sound &= start[v] >= 0 && start[v] <= start[v + 1] && start[v + 1] <= start[c->rows];
        for (int64_t e = start[v]; sound && e < start[v + 1]; e++)
            sound &= item[e] >= 0 && item[e] < items;
    }
    return sound;
}

size_t sage_infer_nodes_size(const sage_graph *graph)
{
    const size_t bytes = graph ? sage_workspace_size(graph->nodes, graph->edges) : SIZE_MAX;
    if (!graph || graph->nodes < 0 || graph->nodes > INT32_MAX)
        return SIZE_MAX;
    const uint64_t more = sizeof(int32_t) * (uint64_t)(gat_cone_words(graph->nodes));
    return more > SIZE_MAX - bytes ? SIZE_MAX : bytes + (size_t)more;
}

int sage_infer_nodes(const sage_params *params, const sage_graph *graph, const sage_inputs *inputs,
                     const int32_t *asked, int64_t asked_count, float *logits, void *workspace)
{
    if (asked_count < 0 || (asked_count && !asked))
        return SAGE_NO_ARGUMENT;
    if (!params || !graph || !inputs || !workspace || !logits)
        return SAGE_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return SAGE_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX)
        return SAGE_BAD_GRAPH;
    if (graph->edges < 0)
        return SAGE_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src))
        return SAGE_BAD_GRAPH;
    /* Rows further off than LEVELS - 1 hops are not read. */
    enum { LEVELS = 3 };
    int64_t within[1][LEVELS];
    gat_cone cone[1];
    int32_t *words = (int32_t *)(void *)((char *)workspace + sage_workspace_size(graph->nodes, graph->edges));
    gat_cone_begin(&cone[0], graph->nodes, within[0], &words);
    for (int64_t q = 0; q < asked_count; q++) {
        if (asked[q] < 0 || asked[q] >= graph->nodes)
            return SAGE_BAD_INPUT;
        gat_cone_add(&cone[0], asked[q]);
    }
    for (int level = 0; level < LEVELS; level++) {
        within[0][level] = cone[0].count;
        if (level + 1 < LEVELS && !gat_cone_walk(&cone[0], &cone[0], level, graph->edges, graph->in_start, graph->in_src))
            return SAGE_BAD_GRAPH;
    }
    if (!gat_cone_is_sound(&cone[0], inputs->x_row_start, inputs->x_col, SAGE_FEATURES))
        return SAGE_BAD_INPUT;
    sage_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace; /* buffers that live at different times may overlap */
    const int64_t n = gat_rounded(graph->nodes);
    c->conv1_maximum = w;
    c->conv1_lin_l_y_sum_src = c->conv1_maximum + n;
    c->conv1_lin_r_y = c->conv1_lin_l_y_sum_src + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_l_y_sum_src = c->conv1_lin_r_y + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_r_y = c->conv2_lin_l_y_sum_src + n * SAGE_CLASSES;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_lin_l_weight = params->conv1_lin_l_weight;
    c->nodes_within_hop1 = graph->nodes;
    c->conv1_lin_r_weight = params->conv1_lin_r_weight;
    c->in_start = graph->in_start;
    c->in_src = graph->in_src;
    c->conv1_lin_l_bias = params->conv1_lin_l_bias;
    c->conv2_lin_l_weight = params->conv2_lin_l_weight;
    c->nodes_wanted = graph->nodes;
    c->conv2_lin_r_weight = params->conv2_lin_r_weight;
    c->conv2_lin_l_bias = params->conv2_lin_l_bias;
    c->out_logits = logits;
    int64_t run;
    for (int level = 0; level <= 2; level++) {
        c->nodes_within_hop1 = level <= 1 ? graph->nodes : 0;
        for (int64_t q = level ? within[0][level - 1] : 0; q < within[0][level]; q += run) {
            run = gat_cone_run(&cone[0], q, within[0][level]);
            sage_infer_k0_conv1_lin_l_y_sum_src(c, cone[0].row[q], cone[0].row[q] + run, 0);
        }
    }
    for (int level = 0; level <= 1; level++) {
        c->nodes_wanted = level <= 0 ? graph->nodes : 0;
        for (int64_t q = level ? within[0][level - 1] : 0; q < within[0][level]; q += run) {
            run = gat_cone_run(&cone[0], q, within[0][level]);
            sage_infer_k1_conv1_lin_l_y_sum(c, cone[0].row[q], cone[0].row[q] + run, 0);
        }
    }
    for (int64_t q = 0; q < within[0][0]; q += run) {
        run = gat_cone_run(&cone[0], q, within[0][0]);
        sage_infer_k2_conv2_lin_l_y_sum(c, cone[0].row[q], cone[0].row[q] + run, 0);
    }
    return SAGE_OK;
}

/* A relation and what is to become of it. Where there are `reverses`, each edge whose reverse is missing gets one; self loops
 * stay as they are (0), or one for each row takes their place (1), or those without one get it and of several at a row the
 * last stays (2). */
typedef struct gat_lists {
    int64_t from_rows, to_rows, edges;
    const int32_t *src, *dst; /* [edges] */
    int reverses, loops;
    int64_t *in_start, *id; /* id: [count] which of the edges it is; -1: an added self loop, -2 - i: the reverse of edge i */
    int32_t *in_src;
    int64_t count; /* edges in the lists */
    int64_t *start, *order, *sorted;    /* room to work in */
    int32_t *slot_src, *slot_dst;
} gat_lists;

/* Counts that lists can have: their numbers are int32_t. */
static int gat_is_count(int64_t count)
{
    return count >= 0 && count <= INT32_MAX;
}

static size_t gat_words_bytes(int64_t words)
{
    return (uint64_t)words >= SIZE_MAX / sizeof(int64_t) ? SIZE_MAX : (size_t)(words + 1) * sizeof(int64_t);
}

/* The first word that lies as words have to. */
static int64_t *gat_first_word(void *memory)
{
    const size_t over = (uintptr_t)memory % sizeof(int64_t);
    return (int64_t *)(void *)((char *)memory + (over ? sizeof(int64_t) - over : 0));
}

/* How many edges there may be in the lists. */
static int64_t gat_slots(const gat_lists *l)
{
    return l->edges + (l->reverses ? l->edges : 0) + (l->loops ? l->to_rows : 0);
}

/* Words of 8 bytes: what stays, and what is needed meanwhile. Counts are below 2^31. */
static int64_t gat_words_kept(const gat_lists *l)
{
    const int64_t slots = gat_slots(l);
    return l->to_rows + 1 + slots + (slots + 1) / 2;
}

static int64_t gat_words_meanwhile(const gat_lists *l)
{
    const int64_t slots = gat_slots(l), rows = l->from_rows > l->to_rows ? l->from_rows : l->to_rows;
    return rows + 2 + 2 * slots + 2 * ((slots + 1) / 2);
}

/* Takes what it needs of both, and says where what is kept now ends. */
static void gat_lists_place(gat_lists *l, int64_t **kept, int64_t *meanwhile)
{
    const int64_t slots = gat_slots(l), rows = l->from_rows > l->to_rows ? l->from_rows : l->to_rows;
    l->in_start = *kept;
    l->id = l->in_start + l->to_rows + 1;
    l->in_src = (int32_t *)(l->id + slots);
    *kept += gat_words_kept(l);
    l->start = meanwhile;
    l->order = l->start + rows + 2;
    l->sorted = l->order + slots;
    l->slot_src = (int32_t *)(l->sorted + slots);
    l->slot_dst = l->slot_src + 2 * ((slots + 1) / 2);
}

/* start[k + 1] is where those of `count` items begin whose key is k; start: [keys + 2]. */
static void gat_begin_groups(int64_t count, const int32_t *key, int64_t keys, int64_t *start)
{
    for (int64_t v = 0; v <= keys + 1; v++)
        start[v] = 0;
    for (int64_t e = 0; e < count; e++)
        start[key[e] + 2]++;
    for (int64_t v = 2; v <= keys + 1; v++)
        start[v] += start[v - 1];
}

/* to[start[k] ..] are those of `count` items whose key is k, in the order of `from`, or of their numbers. */
static void gat_group(int64_t count, const int64_t *from, const int32_t *key, int64_t keys, int64_t *start, int64_t *to)
{
    gat_begin_groups(count, key, keys, start);
    for (int64_t e = 0; e < count; e++) {
        const int64_t item = from ? from[e] : e;
        to[start[key[item] + 1]++] = item;
    }
}

/* Is there an edge from `a` to `b`? The order is by source, then destination. */
static int gat_has_edge(const gat_lists *l, int32_t a, int32_t b)
{
    int64_t lo = l->start[a], hi = l->start[a + 1];
    while (lo < hi) {
        const int64_t middle = lo + (hi - lo) / 2;
        if (l->dst[l->sorted[middle]] < b)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < l->start[a + 1] && l->dst[l->sorted[lo]] == b;
}

static void gat_slot(gat_lists *l, int32_t src, int32_t dst, int64_t id)
{
    l->slot_src[l->count] = src;
    l->slot_dst[l->count] = dst;
    l->id[l->count++] = id;
}

static void gat_add_reverses(gat_lists *l)
{
    gat_group(l->edges, 0, l->dst, l->to_rows, l->start, l->order);
    gat_group(l->edges, l->order, l->src, l->from_rows, l->start, l->sorted);
    for (int64_t e = 0; e < l->edges; e++)
        if (!gat_has_edge(l, l->dst[e], l->src[e]))
            gat_slot(l, l->dst[e], l->src[e], -2 - e);
}

/* A row's own loop is kept by its number, in `in_start` until that is needed. */
static void gat_add_loops(gat_lists *l)
{
    for (int64_t v = 0; v < l->to_rows; v++)
        l->in_start[v] = -1;
    for (int64_t e = 0; l->loops == 2 && e < l->edges; e++)
        if (l->src[e] == l->dst[e])
            l->in_start[l->src[e]] = e;
    for (int64_t v = 0; v < l->to_rows; v++)
        gat_slot(l, (int32_t)v, (int32_t)v, l->in_start[v]);
}

/* From slots to lists: by source, then by destination. `order` then holds the slots' numbers. */
static void gat_sort_slots(gat_lists *l)
{
    int64_t *const id = l->sorted; /* moved through it, as `id` is read and written */
    gat_group(l->count, 0, l->slot_src, l->from_rows, l->start, l->sorted);
    gat_group(l->count, l->sorted, l->slot_dst, l->to_rows, l->start, l->order);
    for (int64_t v = 0; v <= l->to_rows; v++)
        l->in_start[v] = l->start[v];
    for (int64_t e = 0; e < l->count; e++)
        id[e] = l->id[l->order[e]];
    for (int64_t e = 0; e < l->count; e++) {
        l->in_src[e] = l->slot_src[l->order[e]];
        l->id[e] = id[e];
    }
}

/* 0 where an edge leads to no row. */
static int gat_lists_make(gat_lists *l)
{
    int sound = 1;
    for (int64_t e = 0; e < l->edges; e++)
        sound &= l->src[e] >= 0 && l->src[e] < l->from_rows && l->dst[e] >= 0 && l->dst[e] < l->to_rows;
    if (!sound)
        return 0;
    l->count = 0;
    for (int64_t e = 0; e < l->edges; e++)
        if (!l->loops || l->src[e] != l->dst[e])
            gat_slot(l, l->src[e], l->dst[e], e);
    if (l->reverses)
        gat_add_reverses(l);
    if (l->loops)
        gat_add_loops(l);
    gat_sort_slots(l);
    return 1;
}

/* The relations, and whether there may be so many of everything. */
static int sage_relations(const sage_edges *edges, gat_lists *l)
{
    l[0] = (gat_lists){
        .from_rows = edges->nodes, .to_rows = edges->nodes, .edges = edges->edges, .src = edges->src, .dst = edges->dst,
        .reverses = 0, .loops = 0};
    return gat_is_count(edges->nodes) &&
           gat_is_count(edges->edges);
}

/* Words that stay; in `meanwhile` those that are needed before. */
static int64_t sage_words(const gat_lists *l, int64_t *meanwhile)
{
    int64_t kept = 0;
    *meanwhile = 0;
    kept += gat_words_kept(&l[0]);
    if (*meanwhile < gat_words_meanwhile(&l[0]))
        *meanwhile = gat_words_meanwhile(&l[0]);
    return kept;
}

size_t sage_prepare_size(const sage_edges *edges)
{
    gat_lists l[1];
    if (!edges || !sage_relations(edges, l))
        return SIZE_MAX;
    int64_t meanwhile;
    const int64_t kept = sage_words(l, &meanwhile);
    return gat_words_bytes(kept + meanwhile);
}

int sage_prepare(const sage_edges *edges, sage_graph *graph, void *memory)
{
    if (!edges || !graph || !memory)
        return SAGE_NO_ARGUMENT;
    if (edges->edges && (!edges->src || !edges->dst))
        return SAGE_NO_ARGUMENT;
    gat_lists l[1];
    if (!sage_relations(edges, l))
        return SAGE_BAD_GRAPH;
    int64_t words, *const meanwhile = gat_first_word(memory);
    sage_words(l, &words);
    int64_t *kept = meanwhile + words;
    graph->nodes = edges->nodes;
    gat_lists_place(&l[0], &kept, meanwhile);
    if (!gat_lists_make(&l[0]))
        return SAGE_BAD_GRAPH;
    graph->edges = l[0].count;
    graph->in_start = l[0].in_start;
    graph->in_src = l[0].in_src;
    return SAGE_OK;
}

/* Divides a row by the sum of its numbers, or of their absolute values; by nothing where that is 0. 0 where what comes out
 * is no number. */
static int gat_divide_row(int64_t count, float *val, int absolute)
{
    double sum = 0.0;
    int sound = 1;
    for (int64_t e = 0; e < count; e++)
        sum += absolute && val[e] < 0.0f ? -(double)val[e] : (double)val[e];
    for (int64_t e = 0; e < count && sum != 0.0; e++) {
        val[e] = (float)((double)val[e] / sum);
        sound &= val[e] - val[e] == 0.0f;
    }
    return sound;
}

int sage_normalize_x(int64_t nodes, const int64_t *row_start, float *val)
{
    if (nodes > 0 && (!row_start || !val))
        return SAGE_NO_ARGUMENT;
    int sound = nodes <= 0 || row_start[0] == 0;
    for (int64_t v = 0; v < nodes; v++)
        sound &= row_start[v] <= row_start[v + 1];
    for (int64_t v = 0; sound && v < nodes; v++)
        sound &= gat_divide_row(row_start[v + 1] - row_start[v], val + row_start[v], 1);
    return sound ? SAGE_OK : SAGE_BAD_INPUT;
}

#ifndef GATCC_INFERENCE_ONLY

/* ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...), |s| at most 1/3. */
static inline double gat_log_of_ratio(double s)
{
    const double z = s * s;
    double y = 1.0 / 17;
    y = y * z + 1.0 / 15;
    y = y * z + 1.0 / 13;
    y = y * z + 1.0 / 11;
    y = y * z + 1.0 / 9;
    y = y * z + 1.0 / 7;
    y = y * z + 1.0 / 5;
    y = y * z + 1.0 / 3;
    return 2.0 * s + 2.0 * s * z * y;
}

/* ln x: x = 2^e m, m from the root of 1/2 to that of 2. */
static inline float gat_log(float x)
{
    const double wide = (double)x;
    int64_t bits;
    memcpy(&bits, &wide, sizeof bits);
    const int64_t e = ((bits - 0x3FE6A09E667F3BCD) >> 52); /* of a multiple of the root of 1/2 */
    bits -= e * ((int64_t)1 << 52);
    double m;
    memcpy(&m, &bits, sizeof m);
    const double y = (double)e * 0.693147180559945309 + gat_log_of_ratio((m - 1.0) / (m + 1.0));
    return x > 0.0f && x < INFINITY ? (float)y : x == 0.0f ? -INFINITY : x < 0.0f ? NAN : x;
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

/* Entries of a sparse row that random draws may drop are looked through so many at a time. */
#define GAT_KEPT 64

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

/* Chunks that hold rows of a demand level: the others' sums are zero and were not made. */
static int64_t gat_chunks_within(const gatrt_graph *graph, int space, int level)
{
    const gatrt_rowset *const rows = &graph->spaces[space];
    int64_t chunks = 0;
    while (chunks < rows->chunks && rows->chunk_start[chunks] < gatrt_rows(graph, space, level))
        chunks++;
    return chunks;
}

/* Floats in a piece of sums over all rows, where a sum begins in it and among all that are added up; rows too wide for the stack. */
enum {
    SAGE_CONV2_LIN_R_DWEIGHT_PIECE = 120,
    SAGE_CONV2_LIN_R_DWEIGHT_AT = 1,
    SAGE_CONV2_LIN_L_DBIAS_AT = 113,
    SAGE_CONV2_LIN_L_DWEIGHT_PIECE = 128,
    SAGE_CONV1_LIN_L_DBIAS_AT = 112,
    SAGE_CONV2_LIN_R_DWEIGHT_FIRST = 1,
    SAGE_CONV2_LIN_L_DBIAS_FIRST = 113,
    SAGE_CONV2_LIN_L_DWEIGHT_FIRST = 120,
    SAGE_CONV1_LIN_L_DBIAS_FIRST = 232,
    SAGE_LOSS_SUM_PIECE = 1,
    SAGE_SCORE_SUMS = 1,
    SAGE_TRAIN_SUMS = 248,
};

/* Inputs. */
enum {
    SAGE_INPUT_X = 0,
    SAGE_INPUT_LABEL = 1,
    SAGE_INPUT_WEIGHT = 2,
};

/* Outputs. */
enum {
    SAGE_OUTPUT_LOGITS = 0,
};

/* Random draws. */
enum {
    SAGE_DRAW_X_KEEP = 0,
    SAGE_DRAW_CONV1_H_KEEP = 1,
};
/* ---------------------------------------------------------------- infer */
static void sage_infer_bind(void *ctx, const gatrt_run *run)
{
    sage_infer_ctx *const c = ctx;
    const sage_params *const params = (const void *)run->params;
    float *const w = run->workspace; /* buffers that live at different times may overlap */
    const int64_t n = gat_rounded(gatrt_rows(run->graph, GATRT_NODE, 2));
    c->conv1_maximum = w;
    c->conv1_lin_l_y_sum_src = c->conv1_maximum + n;
    c->conv1_lin_r_y = c->conv1_lin_l_y_sum_src + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_l_y_sum_src = c->conv1_lin_r_y + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_r_y = c->conv2_lin_l_y_sum_src + n * SAGE_CLASSES;
    c->x_row_start = run->inputs[SAGE_INPUT_X].row_start;
    c->x_col = run->inputs[SAGE_INPUT_X].col;
    c->x_val = run->inputs[SAGE_INPUT_X].val;
    c->conv1_lin_l_weight = params->conv1_lin_l_weight;
    c->nodes_within_hop1 = gatrt_rows(run->graph, GATRT_NODE, 1);
    c->conv1_lin_r_weight = params->conv1_lin_r_weight;
    c->in_start = run->graph->ends[GATRT_EDGE_DST].start;
    c->in_src = run->graph->ends[GATRT_EDGE_DST].far;
    c->conv1_lin_l_bias = params->conv1_lin_l_bias;
    c->conv2_lin_l_weight = params->conv2_lin_l_weight;
    c->nodes_wanted = gatrt_rows(run->graph, GATRT_NODE, 0);
    c->conv2_lin_r_weight = params->conv2_lin_r_weight;
    c->conv2_lin_l_bias = params->conv2_lin_l_bias;
    c->out_logits = run->outputs[SAGE_OUTPUT_LOGITS];
}

static size_t sage_infer_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = gatrt_rows(graph, GATRT_NODE, 2);
    const int64_t edges = graph->spaces[GATRT_EDGE].count;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - GAT_LINE)
        return SIZE_MAX;
    const int64_t n = gat_rounded(nodes);
    uint64_t floats = gat_more(0, SAGE_INFER_NODE_FLOATS, n);
    return gat_bytes(floats);
}

static const gatrt_kernel sage_infer_kernels[] = {
    {"k0_conv1_lin_l_y_sum_src", sage_infer_k0_conv1_lin_l_y_sum_src, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 2},
    {"k1_conv1_lin_l_y_sum", sage_infer_k1_conv1_lin_l_y_sum, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 1},
    {"k2_conv2_lin_l_y_sum", sage_infer_k2_conv2_lin_l_y_sum, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 0},
};

/* Kernel, unit, of which space, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost sage_infer_costs[] = {
    {0, GATRT_PER_ROW, GATRT_NODE, 2, 2, 0, 16, 0},
    {0, GATRT_PER_EDGE, GATRT_EDGE, 1, 1, 0, 0, 1},
    {0, GATRT_PER_ROW, GATRT_NODE, 1, 0, 0, 17, 1},
    {0, GATRT_PER_NONZERO, GATRT_NODE, 2, 2, 32, 0, 64},
    {0, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 45856, 0, 0, 0},
    {1, GATRT_PER_ROW, GATRT_NODE, 1, 19, 0, 7, 336},
    {1, GATRT_PER_EDGE, GATRT_EDGE, 1, 1, 16, 0, 16},
    {1, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 240, 0, 0, 0},
    {1, GATRT_PER_ROW, GATRT_NODE, 0, 0, 0, 7, 224},
    {2, GATRT_PER_ROW, GATRT_NODE, 0, 10, 0, 7, 42},
    {2, GATRT_PER_EDGE, GATRT_EDGE, 0, 1, 7, 0, 7},
    {2, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 7, 0, 0, 0},
};

/* ---------------------------------------------------------------- score */

/* What the kernels of score work on. */
typedef struct sage_score_ctx {
    float *loss_sum_pieces; /* [chunks] a piece each */
    const float *logits; /* [nodes, SAGE_CLASSES] */
    const float *label; /* [nodes] */
    const float *weight; /* [nodes] */
    float *loss;
    int64_t chunks_wanted; /* that hold such nodes */
} sage_score_ctx;

/* For each node: dot products nll_dot; the chunk's part of loss_sum.
 *   largest = max_last(logits)   node [1]   models/sage.lua:11
 *   log_total_sum = sum_last(exp(logits - largest))   node [1]   models/sage.lua:11
 *   nll_dot = sum_last((logits - largest) equal(label, iota))   node [1]   models/sage.lua:11
 *   loss_sum = sum_rows((log(log_total_sum) - nll_dot) weight)   param [1]   models/sage.lua:11
 */
static GAT_KERNEL void sage_score_k0_shifted(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_score_ctx *const c = ctx;
    float *restrict const loss_sum_pieces = c->loss_sum_pieces;
    const float *restrict const logits = c->logits;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    GAT_NO_LEAF
    /* this chunk's part of loss_sum */
    float *const piece = loss_sum_pieces + chunk;
    for (int i = 0; i < SAGE_LOSS_SUM_PIECE; i++)
        piece[i] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        const float *const logits_v = logits + v * SAGE_CLASSES;
        /* largest: models/sage.lua:11 */
        float largest_v = -INFINITY;
        for (int k = 0; k < SAGE_CLASSES; k++) {
            const float x_k = logits_v[k];
            largest_v = gat_pick(x_k > largest_v, x_k, largest_v);
        }
        /* shifted: models/sage.lua:11 */
        float shifted_v[SAGE_CLASSES];
        for (int i = 0; i < SAGE_CLASSES; i++)
            shifted_v[i] = logits_v[i] - largest_v;
        /* log_total_sum, nll_dot, loss_sum: models/sage.lua:11 */
        float log_total_sum_v = 0.0f;
        for (int k = 0; k < SAGE_CLASSES; k++)
            log_total_sum_v += gat_exp(shifted_v[k]);
        float nll_dot_v = 0.0f;
        for (int k = 0; k < SAGE_CLASSES; k++)
            nll_dot_v += shifted_v[k] * gat_pick(label[v] == (float)k, 1.0f, 0.0f);
        piece[0] += (gat_log(log_total_sum_v) - nll_dot_v) * weight[v];
    }
}

/* Adds up, in the order of the chunks, what each has of these sums.
 *   loss_sum = sum_rows((log(log_total_sum) - nll_dot) weight)   param [1]   models/sage.lua:11
 */
static GAT_KERNEL void sage_score_k1_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_score_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const loss_sum_pieces = c->loss_sum_pieces;
    const int64_t chunks_wanted = c->chunks_wanted;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, loss_sum_pieces, chunks_wanted, SAGE_LOSS_SUM_PIECE, 1, lo, hi);
}

/* Floats of the workspace: for each row where most of them are alive, for each chunk. */
enum {
    SAGE_SCORE_CHUNK_FLOATS = 1,
};
static void sage_score_bind(void *ctx, const gatrt_run *run)
{
    sage_score_ctx *const c = ctx;
    float *const w = run->workspace; /* buffers that live at different times may overlap */
    c->loss_sum_pieces = w;
    c->logits = run->outputs[SAGE_OUTPUT_LOGITS];
    c->label = run->inputs[SAGE_INPUT_LABEL].dense;
    c->weight = run->inputs[SAGE_INPUT_WEIGHT].dense;
    c->loss = run->loss;
    c->chunks_wanted = gat_chunks_within(run->graph, GATRT_NODE, 0);
}

static size_t sage_score_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = gatrt_rows(graph, GATRT_NODE, 0);
    const int64_t edges = graph->spaces[GATRT_EDGE].count;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - GAT_LINE)
        return SIZE_MAX;
    uint64_t floats = 0;
    floats = gat_more(floats, SAGE_SCORE_CHUNK_FLOATS, graph->chunks);
    floats = gat_more(floats, GAT_LINE - 1, 1);
    return gat_bytes(floats);
}

static const gatrt_kernel sage_score_kernels[] = {
    {"k0_shifted", sage_score_k0_shifted, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 0},
    {"k1_sums", sage_score_k1_sums, .over = GATRT_OVER_RANGE, .count = SAGE_SCORE_SUMS},
};

/* Kernel, unit, of which space, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost sage_score_costs[] = {
    {0, GATRT_PER_ROW, GATRT_NODE, 0, 9, 0, 0, 149},
    {0, GATRT_PER_CHUNK, GATRT_NODE, 0, 0, 0, 1, 0},
    {1, GATRT_PER_CHUNK, GATRT_NODE, 0, 1, 0, 0, 1},
    {1, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 0, 0, 1, 0},
};

/* ---------------------------------------------------------------- train */

/* What sage_train_k5_conv1_lin_r_dweight works on. */
typedef struct sage_train_k5_conv1_lin_r_dweight_ctx {
    const int64_t *x_col_start;
    const int32_t *x_row;
    int64_t nodes_within_hop1;
    const float *x_col_val;
    uint64_t x_keep_draw;
    const float *conv1_lin_r_dy;
    float *grad_conv1_lin_r_weight;
} sage_train_k5_conv1_lin_r_dweight_ctx;

/* What the kernels of train work on. */
typedef struct sage_train_ctx {
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col; /* [non-zeros] */
    const float *x_val; /* [non-zeros] */
    uint64_t x_keep_draw;
    const float *conv1_lin_l_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    float *conv1_lin_l_y_sum_src; /* [nodes, SAGE_CONV1_WIDTH] */
    int64_t nodes_within_hop1; /* demand level 1 */
    const float *conv1_lin_r_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    float *conv1_lin_r_y; /* [nodes, SAGE_CONV1_WIDTH] */
    const int64_t *in_start; /* [nodes + 1] */
    float *conv1_maximum; /* [nodes] */
    float *conv1_recip; /* [nodes] */
    const int32_t *in_src; /* [edges] */
    float *conv1_lin_l_y; /* [nodes, SAGE_CONV1_WIDTH] */
    const float *conv1_lin_l_bias; /* [SAGE_CONV1_WIDTH] */
    uint64_t conv1_h_keep_draw;
    const float *conv2_lin_l_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *conv2_lin_l_y_sum_src; /* [nodes, SAGE_CLASSES] */
    int64_t nodes_wanted; /* demand level 0 */
    const float *conv2_lin_r_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *conv2_lin_r_y; /* [nodes, SAGE_CLASSES] */
    float *conv2_lin_r_dweight_pieces; /* [chunks] a piece each */
    const float *label; /* [nodes] */
    const float *weight; /* [nodes] */
    const float *conv2_lin_l_bias; /* [SAGE_CLASSES] */
    float *conv2_lin_l_dy_sum; /* [nodes, SAGE_CLASSES] */
    float *conv1_dh_kept_term; /* [nodes, SAGE_CONV1_WIDTH] */
    float *conv2_lin_l_dweight_pieces; /* [chunks] a piece each */
    const int64_t *out_start; /* [nodes + 1] */
    const int32_t *out_dst; /* [edges] */
    float *conv1_lin_r_dy; /* [nodes, SAGE_CONV1_WIDTH] */
    float *conv1_lin_l_dy_sum; /* [nodes, SAGE_CONV1_WIDTH] */
    float *conv1_lin_l_dy_sum_src; /* [nodes, SAGE_CONV1_WIDTH] */
    const int64_t *x_col_start; /* [SAGE_FEATURES + 1] */
    const int32_t *x_row; /* [non-zeros] */
    const float *x_col_val; /* [non-zeros] */
    float *grad_conv1_lin_r_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    int64_t nodes_within_hop2; /* demand level 2 */
    float *grad_conv1_lin_l_weight; /* [SAGE_FEATURES, SAGE_CONV1_WIDTH] */
    float *loss;
    int64_t chunks_within_hop1; /* that hold such nodes */
    float *grad_conv2_lin_r_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *grad_conv2_lin_l_bias; /* [SAGE_CLASSES] */
    float *grad_conv2_lin_l_weight; /* [SAGE_CONV1_WIDTH, SAGE_CLASSES] */
    float *grad_conv1_lin_l_bias; /* [SAGE_CONV1_WIDTH] */
    struct {
        sage_train_k5_conv1_lin_r_dweight_ctx k5_conv1_lin_r_dweight;
        sage_train_k5_conv1_lin_r_dweight_ctx k6_conv1_lin_l_dweight;
    } bound; /* what kernels work on that share a function */
} sage_train_ctx;

/* For each node, over its incoming edges: sum conv1_sum, x_kept times conv1_lin_l_weight, x_kept times
 * conv1_lin_r_weight.
 *   conv1_sum = sum_in(1)   node [1]   nn/sage.lua:27, models/sage.lua:7
 *   conv1_lin_l_y_sum_src = (x keep(0.5)) conv1_lin_l_weight   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_lin_r_y = (x keep(0.5)) conv1_lin_r_weight   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_recip = 1 / conv1_maximum   node [1]   nn/sage.lua:27, models/sage.lua:7
 */
static GAT_KERNEL void sage_train_k0_conv1_lin_l_y_sum_src(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const uint64_t x_keep_draw = c->x_keep_draw;
    const float *restrict const conv1_lin_l_weight = c->conv1_lin_l_weight;
    float *restrict const conv1_lin_l_y_sum_src = c->conv1_lin_l_y_sum_src;
    const int64_t nodes_within_hop1 = c->nodes_within_hop1;
    const float *restrict const conv1_lin_r_weight = c->conv1_lin_r_weight;
    float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const int64_t *restrict const in_start = c->in_start;
    float *restrict const conv1_maximum = c->conv1_maximum;
    float *restrict const conv1_recip = c->conv1_recip;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t v = lo; v < hi; v++) {
        /* conv1_lin_l_y_sum_src: models/sage.lua:7 (nn/common.lua:72) */
        float conv1_lin_l_y_sum_src_v[SAGE_CONV1_WIDTH];
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv1_lin_l_y_sum_src_v[i]) = GAT_WIDE_ALL(0.0f);
        const uint32_t x_keep_key_v = gatrt_row_key(x_keep_draw, (uint32_t)v);
        for (int64_t b = x_row_start[v]; b < x_row_start[v + 1]; b += GAT_KEPT) {
            const int64_t stop = b + GAT_KEPT < x_row_start[v + 1] ? b + GAT_KEPT : x_row_start[v + 1];
            float drawn[GAT_KEPT];
            for (int64_t q = b; q < stop; q += GAT_STEP)
                GAT_PUT(drawn[q - b]) =
                    GAT_AT(x_val[q]) * gat_keep_elements(x_keep_key_v, x_col + q, GATRT_THRESHOLD(0.5), 2.0f);
            int64_t kept = 0;
            int32_t kept_k[GAT_KEPT];
            float kept_x[GAT_KEPT];
            for (int64_t q = b; q < stop; q++) {
                kept_k[kept] = x_col[q];
                kept_x[kept] = drawn[q - b];
                kept += drawn[q - b] != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t k = kept_k[q];
                GAT_UNROLL
                for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                    GAT_WIDE_PUT(conv1_lin_l_y_sum_src_v[i]) +=
                        kept_x[q] * GAT_WIDE_AT(conv1_lin_l_weight[k * SAGE_CONV1_WIDTH + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv1_lin_l_y_sum_src[v * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(conv1_lin_l_y_sum_src_v[i]);
        if (v < nodes_within_hop1) {
            /* conv1_lin_r_y: models/sage.lua:7 (nn/common.lua:72) */
            float conv1_lin_r_y_v[SAGE_CONV1_WIDTH] = {0};
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_r_y_v[i]) = GAT_WIDE_ALL(0.0f);
            for (int64_t b = x_row_start[v]; b < x_row_start[v + 1]; b += GAT_KEPT) {
                const int64_t stop = b + GAT_KEPT < x_row_start[v + 1] ? b + GAT_KEPT : x_row_start[v + 1];
                float drawn[GAT_KEPT];
                for (int64_t q = b; q < stop; q += GAT_STEP)
                    GAT_PUT(drawn[q - b]) =
                        GAT_AT(x_val[q]) * gat_keep_elements(x_keep_key_v, x_col + q, GATRT_THRESHOLD(0.5), 2.0f);
                int64_t kept = 0;
                int32_t kept_k[GAT_KEPT];
                float kept_x[GAT_KEPT];
                for (int64_t q = b; q < stop; q++) {
                    kept_k[kept] = x_col[q];
                    kept_x[kept] = drawn[q - b];
                    kept += drawn[q - b] != 0.0f;
                }
                for (int64_t q = 0; q < kept; q++) {
                    const int64_t k = kept_k[q];
                    GAT_UNROLL
                    for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                        GAT_WIDE_PUT(conv1_lin_r_y_v[i]) +=
                            kept_x[q] * GAT_WIDE_AT(conv1_lin_r_weight[k * SAGE_CONV1_WIDTH + i]);
                }
            }
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_r_y[v * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(conv1_lin_r_y_v[i]);
        }
        float conv1_sum_v = 0.0f;
        if (v < nodes_within_hop1) {
            /* over incoming edges: sum conv1_sum */
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                /* conv1_sum: models/sage.lua:7 (nn/sage.lua:27) */
                conv1_sum_v += 1.0f;
            }
        }
        if (v < nodes_within_hop1) {
            /* conv1_maximum: models/sage.lua:7 (nn/sage.lua:27) */
            const float conv1_maximum_v = gat_pick(conv1_sum_v > 1.0f, conv1_sum_v, 1.0f);
            conv1_maximum[v] = conv1_maximum_v;
            conv1_recip[v] = 1.0f / conv1_maximum_v;
        }
    }
}

/* For each node, over its incoming edges: sum conv1_lin_l_y_sum, conv1_h_kept times conv2_lin_l_weight, conv1_h_kept
 * times conv2_lin_r_weight.
 *   conv1_lin_l_y_sum = sum_in(src(conv1_lin_l_y_sum_src))   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_lin_l_y = conv1_lin_l_y_sum / conv1_maximum   node [16]   nn/common.lua:72, models/sage.lua:7
 *   conv1_h = relu(conv1_lin_l_y + conv1_lin_l_bias + conv1_lin_r_y)   node [16]   nn/sage.lua:32, models/sage.lua:7
 *   conv2_lin_l_y_sum_src = (conv1_h keep(0.5)) conv2_lin_l_weight   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_r_y = (conv1_h keep(0.5)) conv2_lin_r_weight   node [7]   nn/common.lua:72, models/sage.lua:8
 */
static GAT_KERNEL void sage_train_k1_conv1_lin_l_y_sum(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const conv1_lin_l_y_sum_src = c->conv1_lin_l_y_sum_src;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_maximum = c->conv1_maximum;
    float *restrict const conv1_lin_l_y = c->conv1_lin_l_y;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    const float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const uint64_t conv1_h_keep_draw = c->conv1_h_keep_draw;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    float *restrict const conv2_lin_l_y_sum_src = c->conv2_lin_l_y_sum_src;
    const int64_t nodes_wanted = c->nodes_wanted;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    float *restrict const conv2_lin_r_y = c->conv2_lin_r_y;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = in_start[hi] - 1;
    /* conv2_lin_l_weight transposed, so that its rows fill vectors */
    float conv2_lin_l_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_l_weight[k * SAGE_CLASSES + i];
    }
    /* conv2_lin_r_weight transposed, so that its rows fill vectors */
    float conv2_lin_r_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_r_weight[k * SAGE_CLASSES + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float conv1_lin_l_y_sum_v[SAGE_CONV1_WIDTH] = {0};
        /* over incoming edges: sum conv1_lin_l_y_sum */
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
            const int64_t ahead = in_src[next];
            gat_prefetch(conv1_lin_l_y_sum_src + ahead * SAGE_CONV1_WIDTH, SAGE_CONV1_WIDTH);
            const float *const conv1_lin_l_y_sum_src_u = conv1_lin_l_y_sum_src + u * SAGE_CONV1_WIDTH;
            /* conv1_lin_l_y_sum: models/sage.lua:7 (nn/common.lua:72) */
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_l_y_sum_v[i]) += GAT_WIDE_AT(conv1_lin_l_y_sum_src_u[i]);
        }
        /* conv1_lin_l_y, conv1_h_part, conv1_h: models/sage.lua:7 (nn/common.lua:72, nn/sage.lua:30, 32); conv1_h_kept:
            models/sage.lua:8 */
        float conv1_h_kept_v[SAGE_CONV1_WIDTH];
        const float *const conv1_lin_r_y_v = conv1_lin_r_y + v * SAGE_CONV1_WIDTH;
        const uint32_t conv1_h_keep_key_v = gatrt_row_key(conv1_h_keep_draw, (uint32_t)v);
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP) {
            const gat_lanes conv1_lin_l_y_v = GAT_AT(conv1_lin_l_y_sum_v[i]) / conv1_maximum[v];
            GAT_PUT(conv1_lin_l_y[v * SAGE_CONV1_WIDTH + i]) = conv1_lin_l_y_v;
            const gat_lanes conv1_h_part_v = conv1_lin_l_y_v + GAT_AT(conv1_lin_l_bias[i]) + GAT_AT(conv1_lin_r_y_v[i]);
            const gat_lanes conv1_h_v = gat_lanes_pick(conv1_h_part_v > 0.0f, conv1_h_part_v, 0.0f);
            GAT_PUT(conv1_h_kept_v[i]) =
                conv1_h_v * gat_lanes_keep(conv1_h_keep_key_v, (uint32_t)i, GATRT_THRESHOLD(0.5), 2.0f);
        }
        /* conv2_lin_l_y_sum_src: models/sage.lua:8 (nn/common.lua:72) */
        float conv2_lin_l_y_sum_src_v[SAGE_CLASSES];
        for (int i = 0; i < SAGE_CLASSES; i++) {
            gat_lanes part[GAT_PARTS];
            for (int l = 0; l < GAT_PARTS; l++) {
                part[l] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int k = l * GAT_STEP; k < SAGE_CONV1_WIDTH; k += GAT_LANES)
                    part[l] += GAT_AT(conv1_h_kept_v[k]) * GAT_AT(conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k]);
            }
            conv2_lin_l_y_sum_src_v[i] = gat_total(part);
        }
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_l_y_sum_src[v * SAGE_CLASSES + i] = conv2_lin_l_y_sum_src_v[i];
        if (v < nodes_wanted) {
            /* conv2_lin_r_y: models/sage.lua:8 (nn/common.lua:72) */
            float conv2_lin_r_y_v[SAGE_CLASSES] = {0};
            for (int i = 0; i < SAGE_CLASSES; i++) {
                gat_lanes part[GAT_PARTS];
                for (int l = 0; l < GAT_PARTS; l++) {
                    part[l] = GAT_ALL(0.0f);
                    GAT_UNROLL
                    for (int k = l * GAT_STEP; k < SAGE_CONV1_WIDTH; k += GAT_LANES)
                        part[l] += GAT_AT(conv1_h_kept_v[k]) * GAT_AT(conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k]);
                }
                conv2_lin_r_y_v[i] = gat_total(part);
            }
            for (int i = 0; i < SAGE_CLASSES; i++)
                conv2_lin_r_y[v * SAGE_CLASSES + i] = conv2_lin_r_y_v[i];
        }
    }
}

/* For each node, over its incoming edges: sum conv2_lin_l_y_sum, conv2_dy times conv2_lin_r_weight transposed; dot
 * products nll_dot; the chunk's part of loss_sum, conv2_lin_r_dweight, conv2_lin_l_dbias.
 *   conv2_lin_l_y_sum = sum_in(src(conv2_lin_l_y_sum_src))   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_l_y = conv2_lin_l_y_sum / conv1_maximum   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_y = conv2_lin_l_y + conv2_lin_l_bias + conv2_lin_r_y   node [7]   nn/sage.lua:30, models/sage.lua:8
 *   largest = max_last(conv2_y)   node [1]   models/sage.lua:11
 *   log_total_sum = sum_last(exp(conv2_y - largest))   node [1]   models/sage.lua:11
 *   nll_dot = sum_last((conv2_y - largest) equal(label, iota))   node [1]   models/sage.lua:11
 *   loss_sum = sum_rows((log(log_total_sum) - nll_dot) weight)   param [1]   models/sage.lua:11
 *   conv2_dy = exp(conv2_y - largest) weight 1 / log_total_sum - equal(label, iota) weight   node [7]   models/sage.lua:11
 *   conv2_lin_r_product = conv2_dy conv2_lin_r_weight^T   node [16]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_r_dweight = outer(conv1_h keep(0.5), conv2_dy)   param [16,7]   models/sage.lua:11
 *   conv2_lin_l_dbias = sum_rows(conv2_dy)   param [7]   models/sage.lua:11
 *   conv1_dh_kept_term = select(weight, conv2_lin_r_product, 0)   node [16]   models/sage.lua:8
 */
static GAT_KERNEL void sage_train_k2_conv2_lin_r_dweight(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    float *restrict const conv2_lin_r_dweight_pieces = c->conv2_lin_r_dweight_pieces;
    const float *restrict const conv1_lin_l_y = c->conv1_lin_l_y;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    const float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const uint64_t conv1_h_keep_draw = c->conv1_h_keep_draw;
    const int64_t nodes_wanted = c->nodes_wanted;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const conv2_lin_l_y_sum_src = c->conv2_lin_l_y_sum_src;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_maximum = c->conv1_maximum;
    const float *restrict const conv2_lin_l_bias = c->conv2_lin_l_bias;
    const float *restrict const conv2_lin_r_y = c->conv2_lin_r_y;
    const float *restrict const conv1_recip = c->conv1_recip;
    float *restrict const conv2_lin_l_dy_sum = c->conv2_lin_l_dy_sum;
    const float *restrict const conv2_lin_r_weight = c->conv2_lin_r_weight;
    float *restrict const conv1_dh_kept_term = c->conv1_dh_kept_term;
    GAT_NO_LEAF
    /* this chunk's part of loss_sum, conv2_lin_r_dweight, conv2_lin_l_dbias */
    float *const piece = conv2_lin_r_dweight_pieces + chunk * SAGE_CONV2_LIN_R_DWEIGHT_PIECE;
    for (int i = 0; i < SAGE_CONV2_LIN_R_DWEIGHT_PIECE; i++)
        piece[i] = 0.0f;
    const int64_t last = in_start[hi] - 1;
    /* conv2_lin_r_weight transposed, so that its rows fill vectors */
    float conv2_lin_r_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_r_weight[k * SAGE_CLASSES + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        /* conv1_h_part, conv1_h: models/sage.lua:7 (nn/sage.lua:30, 32); conv1_h_kept: models/sage.lua:8 */
        float conv1_h_kept_v[SAGE_CONV1_WIDTH];
        const float *const conv1_lin_l_y_v = conv1_lin_l_y + v * SAGE_CONV1_WIDTH;
        const float *const conv1_lin_r_y_v = conv1_lin_r_y + v * SAGE_CONV1_WIDTH;
        const uint32_t conv1_h_keep_key_v = gatrt_row_key(conv1_h_keep_draw, (uint32_t)v);
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP) {
            const gat_lanes conv1_h_part_v =
                GAT_AT(conv1_lin_l_y_v[i]) + GAT_AT(conv1_lin_l_bias[i]) + GAT_AT(conv1_lin_r_y_v[i]);
            const gat_lanes conv1_h_v = gat_lanes_pick(conv1_h_part_v > 0.0f, conv1_h_part_v, 0.0f);
            GAT_PUT(conv1_h_kept_v[i]) =
                conv1_h_v * gat_lanes_keep(conv1_h_keep_key_v, (uint32_t)i, GATRT_THRESHOLD(0.5), 2.0f);
        }
        float q2_v[SAGE_CLASSES] = {0};
        float conv2_dy_term_v[SAGE_CLASSES] = {0};
        if (v < nodes_wanted) {
            /* q2, conv2_dy_term: models/sage.lua:11 */
            for (int i = 0; i < SAGE_CLASSES; i++) {
                q2_v[i] = gat_pick(label[v] == (float)i, 1.0f, 0.0f);
                conv2_dy_term_v[i] = q2_v[i] * weight[v];
            }
        }
        float conv2_lin_l_y_sum_v[SAGE_CLASSES] = {0};
        if (v < nodes_wanted) {
            /* over incoming edges: sum conv2_lin_l_y_sum */
            for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
                const int64_t u = in_src[e];
                const int64_t next = e + GAT_AHEAD < last ? e + GAT_AHEAD : last;
                const int64_t ahead = in_src[next];
                gat_prefetch(conv2_lin_l_y_sum_src + ahead * SAGE_CLASSES, SAGE_CLASSES);
                const float *const conv2_lin_l_y_sum_src_u = conv2_lin_l_y_sum_src + u * SAGE_CLASSES;
                /* conv2_lin_l_y_sum: models/sage.lua:8 (nn/common.lua:72) */
                for (int i = 0; i < SAGE_CLASSES; i++)
                    conv2_lin_l_y_sum_v[i] += conv2_lin_l_y_sum_src_u[i];
            }
        }
        float conv2_dy_v[SAGE_CLASSES] = {0};
        float conv2_lin_r_product_v[SAGE_CONV1_WIDTH] = {0};
        if (v < nodes_wanted) {
            /* conv2_lin_l_y, conv2_y: models/sage.lua:8 (nn/common.lua:72, nn/sage.lua:30) */
            float conv2_y_v[SAGE_CLASSES] = {0};
            const float *const conv2_lin_r_y_v = conv2_lin_r_y + v * SAGE_CLASSES;
            for (int i = 0; i < SAGE_CLASSES; i++) {
                const float conv2_lin_l_y_v = conv2_lin_l_y_sum_v[i] / conv1_maximum[v];
                conv2_y_v[i] = conv2_lin_l_y_v + conv2_lin_l_bias[i] + conv2_lin_r_y_v[i];
            }
            /* largest: models/sage.lua:11 */
            float largest_acc = -INFINITY;
            for (int k = 0; k < SAGE_CLASSES; k++) {
                const float x_k = conv2_y_v[k];
                largest_acc = gat_pick(x_k > largest_acc, x_k, largest_acc);
            }
            float largest_v = largest_acc;
            /* shifted, shifted_exp: models/sage.lua:11 */
            float shifted_v[SAGE_CLASSES] = {0};
            float shifted_exp_v[SAGE_CLASSES] = {0};
            for (int i = 0; i < SAGE_CLASSES; i++) {
                shifted_v[i] = conv2_y_v[i] - largest_v;
                shifted_exp_v[i] = gat_exp(shifted_v[i]);
            }
            /* log_total_sum, nll_dot, loss_sum: models/sage.lua:11; dlog_total_sum:
                models/sage.lua:7 (nn/sage.lua:27) */
            float log_total_sum_v = 0.0f;
            for (int k = 0; k < SAGE_CLASSES; k++)
                log_total_sum_v += shifted_exp_v[k];
            float nll_dot_v = 0.0f;
            for (int k = 0; k < SAGE_CLASSES; k++)
                nll_dot_v += shifted_v[k] * q2_v[k];
            float dlog_total_sum_v = weight[v] * (1.0f / log_total_sum_v);
            piece[0] += (gat_log(log_total_sum_v) - nll_dot_v) * weight[v];
            /* conv2_dy, conv2_lin_l_dy_sum, conv2_lin_l_dbias: models/sage.lua:11 */
            float conv2_lin_l_dy_sum_v[SAGE_CLASSES] = {0};
            for (int i = 0; i < SAGE_CLASSES; i++) {
                conv2_dy_v[i] = shifted_exp_v[i] * dlog_total_sum_v - conv2_dy_term_v[i];
                conv2_lin_l_dy_sum_v[i] = conv2_dy_v[i] * conv1_recip[v];
                conv2_lin_l_dy_sum[v * SAGE_CLASSES + i] = conv2_lin_l_dy_sum_v[i];
                piece[SAGE_CONV2_LIN_L_DBIAS_AT + i] += conv2_dy_v[i];
            }
            /* conv2_lin_r_product: models/sage.lua:8 (nn/common.lua:72) */
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv2_lin_r_product_v[i]) = GAT_WIDE_ALL(0.0f);
            for (int i = 0; i < SAGE_CLASSES; i++) {
                GAT_UNROLL
                for (int k = 0; k < SAGE_CONV1_WIDTH; k += GAT_WIDE)
                    GAT_WIDE_PUT(conv2_lin_r_product_v[k]) +=
                        conv2_dy_v[i] * GAT_WIDE_AT(conv2_lin_r_weight_t[i * SAGE_CONV1_WIDTH + k]);
            }
        }
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP)
            GAT_PUT(conv1_dh_kept_term[v * SAGE_CONV1_WIDTH + i]) =
                gat_lanes_pick(GAT_ALL(weight[v]) > 0.0f, GAT_AT(conv2_lin_r_product_v[i]), GAT_ALL(0.0f));
        if (v < nodes_wanted) {
            /* conv2_lin_r_dweight: models/sage.lua:11 */
            for (int i = 0; i < SAGE_CLASSES; i++) {
                GAT_UNROLL
                for (int k = 0; k < SAGE_CONV1_WIDTH; k += GAT_WIDE)
                    GAT_WIDE_PUT(piece[SAGE_CONV2_LIN_R_DWEIGHT_AT + i * SAGE_CONV1_WIDTH + k]) +=
                        conv2_dy_v[i] * GAT_WIDE_AT(conv1_h_kept_v[k]);
            }
        }
    }
}

/* For each node, over its outgoing edges: sum conv2_lin_l_dy_sum_src, conv2_lin_l_dy_sum_src times conv2_lin_l_weight
 * transposed; the chunk's part of conv2_lin_l_dweight, conv1_lin_l_dbias.
 *   conv2_lin_l_dy_sum_src = sum_out(dst(conv2_lin_l_dy_sum))   node [7]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_l_product = conv2_lin_l_dy_sum_src conv2_lin_l_weight^T   node [16]   nn/common.lua:72, models/sage.lua:8
 *   conv2_lin_l_dweight = outer(conv1_h keep(0.5), conv2_lin_l_dy_sum_src)   param [16,7]   nn/common.lua:72, models/sage.lua:8
 *   conv1_dh = keep(0.5) (conv1_dh_kept_term + conv2_lin_l_product)   node [16]   models/sage.lua:8
 *   conv1_lin_r_dy = select(conv1_lin_l_y + conv1_lin_l_bias + conv1_lin_r_y, conv1_dh, 0)   node [16]   nn/sage.lua:30, models/sage.lua:7
 *   conv1_lin_l_dbias = sum_rows(conv1_lin_r_dy)   param [16]   nn/sage.lua:30, models/sage.lua:7
 *   conv1_lin_l_dy_sum = conv1_recip conv1_lin_r_dy   node [16]   nn/sage.lua:30, models/sage.lua:7
 */
static GAT_KERNEL void sage_train_k3_conv2_lin_l_dweight(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    float *restrict const conv2_lin_l_dweight_pieces = c->conv2_lin_l_dweight_pieces;
    const float *restrict const conv1_lin_l_y = c->conv1_lin_l_y;
    const float *restrict const conv1_lin_l_bias = c->conv1_lin_l_bias;
    const float *restrict const conv1_lin_r_y = c->conv1_lin_r_y;
    const uint64_t conv1_h_keep_draw = c->conv1_h_keep_draw;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t nodes_wanted = c->nodes_wanted;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const conv2_lin_l_dy_sum = c->conv2_lin_l_dy_sum;
    const float *restrict const conv2_lin_l_weight = c->conv2_lin_l_weight;
    const float *restrict const conv1_dh_kept_term = c->conv1_dh_kept_term;
    float *restrict const conv1_lin_r_dy = c->conv1_lin_r_dy;
    const float *restrict const conv1_recip = c->conv1_recip;
    float *restrict const conv1_lin_l_dy_sum = c->conv1_lin_l_dy_sum;
    GAT_NO_LEAF
    /* this chunk's part of conv2_lin_l_dweight, conv1_lin_l_dbias */
    float *const piece = conv2_lin_l_dweight_pieces + chunk * SAGE_CONV2_LIN_L_DWEIGHT_PIECE;
    for (int i = 0; i < SAGE_CONV2_LIN_L_DWEIGHT_PIECE; i++)
        piece[i] = 0.0f;
    const int64_t last = out_start[hi] - 1;
    /* conv2_lin_l_weight transposed, so that its rows fill vectors */
    float conv2_lin_l_weight_t[SAGE_CONV1_WIDTH * SAGE_CLASSES];
    for (int k = 0; k < SAGE_CONV1_WIDTH; k++) {
        for (int i = 0; i < SAGE_CLASSES; i++)
            conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k] = conv2_lin_l_weight[k * SAGE_CLASSES + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        /* conv1_h_part, conv1_h: models/sage.lua:7 (nn/sage.lua:30, 32); conv1_h_kept: models/sage.lua:8 */
        float conv1_h_part_v[SAGE_CONV1_WIDTH];
        float conv1_h_kept_v[SAGE_CONV1_WIDTH];
        const float *const conv1_lin_l_y_v = conv1_lin_l_y + v * SAGE_CONV1_WIDTH;
        const float *const conv1_lin_r_y_v = conv1_lin_r_y + v * SAGE_CONV1_WIDTH;
        const uint32_t conv1_h_keep_key_v = gatrt_row_key(conv1_h_keep_draw, (uint32_t)v);
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP) {
            GAT_PUT(conv1_h_part_v[i]) =
                GAT_AT(conv1_lin_l_y_v[i]) + GAT_AT(conv1_lin_l_bias[i]) + GAT_AT(conv1_lin_r_y_v[i]);
            const gat_lanes conv1_h_v =
                gat_lanes_pick(GAT_AT(conv1_h_part_v[i]) > 0.0f, GAT_AT(conv1_h_part_v[i]), 0.0f);
            GAT_PUT(conv1_h_kept_v[i]) =
                conv1_h_v * gat_lanes_keep(conv1_h_keep_key_v, (uint32_t)i, GATRT_THRESHOLD(0.5), 2.0f);
        }
        float conv2_lin_l_dy_sum_src_v[SAGE_CLASSES] = {0};
        /* over outgoing edges: sum conv2_lin_l_dy_sum_src */
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < nodes_wanted; q++) {
            const int64_t u = out_dst[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(conv2_lin_l_dy_sum + ahead * SAGE_CLASSES, SAGE_CLASSES);
            const float *const conv2_lin_l_dy_sum_u = conv2_lin_l_dy_sum + u * SAGE_CLASSES;
            /* conv2_lin_l_dy_sum_src: models/sage.lua:8 (nn/common.lua:72) */
            for (int i = 0; i < SAGE_CLASSES; i++)
                conv2_lin_l_dy_sum_src_v[i] += conv2_lin_l_dy_sum_u[i];
        }
        /* conv2_lin_l_product: models/sage.lua:8 (nn/common.lua:72) */
        float conv2_lin_l_product_v[SAGE_CONV1_WIDTH];
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv2_lin_l_product_v[i]) = GAT_WIDE_ALL(0.0f);
        for (int i = 0; i < SAGE_CLASSES; i++) {
            GAT_UNROLL
            for (int k = 0; k < SAGE_CONV1_WIDTH; k += GAT_WIDE)
                GAT_WIDE_PUT(conv2_lin_l_product_v[k]) +=
                    conv2_lin_l_dy_sum_src_v[i] * GAT_WIDE_AT(conv2_lin_l_weight_t[i * SAGE_CONV1_WIDTH + k]);
        }
        /* conv1_dh: models/sage.lua:8; conv1_lin_r_dy, conv1_lin_l_dy_sum, conv1_lin_l_dbias:
            models/sage.lua:7 (nn/sage.lua:30) */
        float conv1_lin_l_dy_sum_v[SAGE_CONV1_WIDTH];
        const float *const conv1_dh_kept_term_v = conv1_dh_kept_term + v * SAGE_CONV1_WIDTH;
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_STEP) {
            const gat_lanes conv1_dh_v = gat_lanes_keep(conv1_h_keep_key_v, (uint32_t)i, GATRT_THRESHOLD(0.5), 2.0f) *
                (GAT_AT(conv1_dh_kept_term_v[i]) + GAT_AT(conv2_lin_l_product_v[i]));
            const gat_lanes conv1_lin_r_dy_v =
                gat_lanes_pick(GAT_AT(conv1_h_part_v[i]) > 0.0f, conv1_dh_v, GAT_ALL(0.0f));
            GAT_PUT(conv1_lin_r_dy[v * SAGE_CONV1_WIDTH + i]) = conv1_lin_r_dy_v;
            GAT_PUT(conv1_lin_l_dy_sum_v[i]) = conv1_recip[v] * conv1_lin_r_dy_v;
            GAT_PUT(conv1_lin_l_dy_sum[v * SAGE_CONV1_WIDTH + i]) = GAT_AT(conv1_lin_l_dy_sum_v[i]);
            GAT_PUT(piece[SAGE_CONV1_LIN_L_DBIAS_AT + i]) += conv1_lin_r_dy_v;
        }
        /* conv2_lin_l_dweight: models/sage.lua:8 (nn/common.lua:72) */
        for (int i = 0; i < SAGE_CLASSES; i++) {
            GAT_UNROLL
            for (int k = 0; k < SAGE_CONV1_WIDTH; k += GAT_WIDE)
                GAT_WIDE_PUT(piece[i * SAGE_CONV1_WIDTH + k]) +=
                    conv2_lin_l_dy_sum_src_v[i] * GAT_WIDE_AT(conv1_h_kept_v[k]);
        }
    }
}

/* For each node, over its outgoing edges: sum conv1_lin_l_dy_sum_src.
 *   conv1_lin_l_dy_sum_src = sum_out(dst(conv1_lin_l_dy_sum))   node [16]   nn/common.lua:72, models/sage.lua:7
 */
static GAT_KERNEL void sage_train_k4_conv1_lin_l_dy_sum_src(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t nodes_within_hop1 = c->nodes_within_hop1;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const conv1_lin_l_dy_sum = c->conv1_lin_l_dy_sum;
    float *restrict const conv1_lin_l_dy_sum_src = c->conv1_lin_l_dy_sum_src;
    (void)chunk;
    GAT_NO_LEAF
    const int64_t last = out_start[hi] - 1;
    for (int64_t v = lo; v < hi; v++) {
        float conv1_lin_l_dy_sum_src_v[SAGE_CONV1_WIDTH] = {0};
        /* over outgoing edges: sum conv1_lin_l_dy_sum_src */
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < nodes_within_hop1; q++) {
            const int64_t u = out_dst[q];
            const int64_t next = q + GAT_AHEAD < last ? q + GAT_AHEAD : last;
            const int64_t ahead = out_dst[next];
            gat_prefetch(conv1_lin_l_dy_sum + ahead * SAGE_CONV1_WIDTH, SAGE_CONV1_WIDTH);
            const float *const conv1_lin_l_dy_sum_u = conv1_lin_l_dy_sum + u * SAGE_CONV1_WIDTH;
            /* conv1_lin_l_dy_sum_src: models/sage.lua:7 (nn/common.lua:72) */
            GAT_UNROLL
            for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                GAT_WIDE_PUT(conv1_lin_l_dy_sum_src_v[i]) += GAT_WIDE_AT(conv1_lin_l_dy_sum_u[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(conv1_lin_l_dy_sum_src[v * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(conv1_lin_l_dy_sum_src_v[i]);
    }
}

/* For each column of a sparse input: its entries times rows of conv1_lin_r_dy, which is a row of conv1_lin_r_dweight.
 * Also train k6_conv1_lin_l_dweight
 *   conv1_lin_r_dweight = outer(x keep(0.5), conv1_lin_r_dy)   param [1433,16]   nn/sage.lua:30, models/sage.lua:7
 */
static GAT_KERNEL void sage_train_k5_conv1_lin_r_dweight(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_k5_conv1_lin_r_dweight_ctx *const c = ctx;
    const int64_t *restrict const x_col_start = c->x_col_start;
    const int32_t *restrict const x_row = c->x_row;
    const int64_t nodes_within_hop1 = c->nodes_within_hop1;
    const float *restrict const x_col_val = c->x_col_val;
    const uint64_t x_keep_draw = c->x_keep_draw;
    const float *restrict const conv1_lin_r_dy = c->conv1_lin_r_dy;
    float *restrict const grad_conv1_lin_r_weight = c->grad_conv1_lin_r_weight;
    (void)chunk;
    GAT_NO_LEAF
    for (int64_t n = lo; n < hi; n++) {
        float sum[SAGE_CONV1_WIDTH] = {0};
        for (int64_t b = x_col_start[n]; b < x_col_start[n + 1] && x_row[b] < nodes_within_hop1; b += GAT_KEPT) {
            const int64_t stop = b + GAT_KEPT < x_col_start[n + 1] ? b + GAT_KEPT : x_col_start[n + 1];
            float drawn[GAT_KEPT];
            for (int64_t q = b; q < stop; q += GAT_STEP)
                GAT_PUT(drawn[q - b]) = GAT_AT(x_col_val[q]) * gat_keep_rows(x_keep_draw, x_row + q, (uint32_t)n,
                    GATRT_THRESHOLD(0.5), 2.0f);
            int64_t kept = 0;
            int32_t kept_v[GAT_KEPT];
            float kept_x[GAT_KEPT];
            for (int64_t q = b; q < stop && x_row[q] < nodes_within_hop1; q++) {
                kept_v[kept] = x_row[q];
                kept_x[kept] = drawn[q - b];
                kept += drawn[q - b] != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t v = kept_v[q];
                const float *const conv1_lin_r_dy_v = conv1_lin_r_dy + v * SAGE_CONV1_WIDTH;
                GAT_UNROLL
                for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
                    GAT_WIDE_PUT(sum[i]) += kept_x[q] * GAT_WIDE_AT(conv1_lin_r_dy_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < SAGE_CONV1_WIDTH; i += GAT_WIDE)
            GAT_WIDE_PUT(grad_conv1_lin_r_weight[n * SAGE_CONV1_WIDTH + i]) = GAT_WIDE_AT(sum[i]);
    }
}

/* Adds up, in the order of the chunks, what each has of these sums.
 *   loss_sum = sum_rows((log(log_total_sum) - nll_dot) weight)   param [1]   models/sage.lua:11
 *   conv2_lin_r_dweight = outer(conv1_h keep(0.5), conv2_dy)   param [16,7]   models/sage.lua:11
 *   conv2_lin_l_dbias = sum_rows(conv2_dy)   param [7]   models/sage.lua:11
 *   conv2_lin_l_dweight = outer(conv1_h keep(0.5), conv2_lin_l_dy_sum_src)   param [16,7]   nn/common.lua:72, models/sage.lua:8
 *   conv1_lin_l_dbias = sum_rows(conv1_lin_r_dy)   param [16]   nn/sage.lua:30, models/sage.lua:7
 */
static GAT_KERNEL void sage_train_k7_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const sage_train_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const conv2_lin_r_dweight_pieces = c->conv2_lin_r_dweight_pieces;
    const int64_t chunks_within_hop1 = c->chunks_within_hop1;
    float *restrict const grad_conv2_lin_r_weight = c->grad_conv2_lin_r_weight;
    float *restrict const grad_conv2_lin_l_bias = c->grad_conv2_lin_l_bias;
    float *restrict const grad_conv2_lin_l_weight = c->grad_conv2_lin_l_weight;
    const float *restrict const conv2_lin_l_dweight_pieces = c->conv2_lin_l_dweight_pieces;
    float *restrict const grad_conv1_lin_l_bias = c->grad_conv1_lin_l_bias;
    (void)chunk;
    GAT_NO_LEAF
    gat_add_pieces(loss, conv2_lin_r_dweight_pieces, chunks_within_hop1, SAGE_CONV2_LIN_R_DWEIGHT_PIECE, 1, lo, hi);
    gat_add_turned_pieces(grad_conv2_lin_r_weight, conv2_lin_r_dweight_pieces + SAGE_CONV2_LIN_R_DWEIGHT_AT,
        chunks_within_hop1, SAGE_CONV2_LIN_R_DWEIGHT_PIECE, SAGE_CONV1_WIDTH, SAGE_CLASSES,
        lo - SAGE_CONV2_LIN_R_DWEIGHT_FIRST, hi - SAGE_CONV2_LIN_R_DWEIGHT_FIRST);
    gat_add_pieces(grad_conv2_lin_l_bias, conv2_lin_r_dweight_pieces + SAGE_CONV2_LIN_L_DBIAS_AT, chunks_within_hop1,
        SAGE_CONV2_LIN_R_DWEIGHT_PIECE, SAGE_CLASSES, lo - SAGE_CONV2_LIN_L_DBIAS_FIRST,
        hi - SAGE_CONV2_LIN_L_DBIAS_FIRST);
    gat_add_turned_pieces(grad_conv2_lin_l_weight, conv2_lin_l_dweight_pieces, chunks_within_hop1,
        SAGE_CONV2_LIN_L_DWEIGHT_PIECE, SAGE_CONV1_WIDTH, SAGE_CLASSES, lo - SAGE_CONV2_LIN_L_DWEIGHT_FIRST,
        hi - SAGE_CONV2_LIN_L_DWEIGHT_FIRST);
    gat_add_pieces(grad_conv1_lin_l_bias, conv2_lin_l_dweight_pieces + SAGE_CONV1_LIN_L_DBIAS_AT, chunks_within_hop1,
        SAGE_CONV2_LIN_L_DWEIGHT_PIECE, SAGE_CONV1_WIDTH, lo - SAGE_CONV1_LIN_L_DBIAS_FIRST,
        hi - SAGE_CONV1_LIN_L_DBIAS_FIRST);
}

/* Floats of the workspace: for each row where most of them are alive, for each chunk. */
enum {
    SAGE_TRAIN_CHUNK_FLOATS = 248,
    SAGE_TRAIN_NODE_FLOATS = 88,
};
static void sage_train_bind(void *ctx, const gatrt_run *run)
{
    sage_train_ctx *const c = ctx;
    const sage_params *const params = (const void *)run->params;
    sage_params *const grads = (void *)run->grads; /* laid out as parameters are */
    float *const w = run->workspace; /* buffers that live at different times may overlap */
    const int64_t n = gat_rounded(gatrt_rows(run->graph, GATRT_NODE, 2));
    const int64_t chunks = run->graph->chunks;
    float *const rows = w + gat_rounded(chunks * SAGE_TRAIN_CHUNK_FLOATS);
    c->conv2_lin_r_dweight_pieces = w;
    c->conv2_lin_l_dweight_pieces = c->conv2_lin_r_dweight_pieces + chunks * SAGE_CONV2_LIN_R_DWEIGHT_PIECE;
    c->conv1_lin_l_y_sum_src = rows;
    c->conv1_dh_kept_term = rows;
    c->conv1_lin_l_dy_sum_src = rows;
    c->conv1_lin_r_y = c->conv1_lin_l_y_sum_src + n * SAGE_CONV1_WIDTH;
    c->conv1_lin_l_y = c->conv1_lin_r_y + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_l_y_sum_src = c->conv1_lin_l_y + n * SAGE_CONV1_WIDTH;
    c->conv1_lin_r_dy = c->conv1_lin_l_y + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_r_y = c->conv2_lin_l_y_sum_src + n * SAGE_CLASSES;
    c->conv1_maximum = c->conv2_lin_r_y + n * SAGE_CLASSES;
    c->conv1_lin_l_dy_sum = c->conv1_lin_r_dy + n * SAGE_CONV1_WIDTH;
    c->conv2_lin_l_dy_sum = c->conv1_lin_l_dy_sum + n * SAGE_CONV1_WIDTH;
    c->conv1_recip = c->conv2_lin_l_dy_sum + n * SAGE_CLASSES;
    c->x_row_start = run->inputs[SAGE_INPUT_X].row_start;
    c->x_col = run->inputs[SAGE_INPUT_X].col;
    c->x_val = run->inputs[SAGE_INPUT_X].val;
    c->x_keep_draw = gatrt_value_draw(run->draw, SAGE_DRAW_X_KEEP);
    c->conv1_lin_l_weight = params->conv1_lin_l_weight;
    c->nodes_within_hop1 = gatrt_rows(run->graph, GATRT_NODE, 1);
    c->conv1_lin_r_weight = params->conv1_lin_r_weight;
    c->in_start = run->graph->ends[GATRT_EDGE_DST].start;
    c->in_src = run->graph->ends[GATRT_EDGE_DST].far;
    c->conv1_lin_l_bias = params->conv1_lin_l_bias;
    c->conv1_h_keep_draw = gatrt_value_draw(run->draw, SAGE_DRAW_CONV1_H_KEEP);
    c->conv2_lin_l_weight = params->conv2_lin_l_weight;
    c->nodes_wanted = gatrt_rows(run->graph, GATRT_NODE, 0);
    c->conv2_lin_r_weight = params->conv2_lin_r_weight;
    c->label = run->inputs[SAGE_INPUT_LABEL].dense;
    c->weight = run->inputs[SAGE_INPUT_WEIGHT].dense;
    c->conv2_lin_l_bias = params->conv2_lin_l_bias;
    c->out_start = run->graph->ends[GATRT_EDGE_SRC].start;
    c->out_dst = run->graph->ends[GATRT_EDGE_SRC].far;
    c->x_col_start = run->inputs[SAGE_INPUT_X].col_start;
    c->x_row = run->inputs[SAGE_INPUT_X].row;
    c->x_col_val = run->inputs[SAGE_INPUT_X].col_val;
    c->grad_conv1_lin_r_weight = grads->conv1_lin_r_weight;
    c->nodes_within_hop2 = gatrt_rows(run->graph, GATRT_NODE, 2);
    c->grad_conv1_lin_l_weight = grads->conv1_lin_l_weight;
    c->loss = run->loss;
    c->chunks_within_hop1 = gat_chunks_within(run->graph, GATRT_NODE, 1);
    c->grad_conv2_lin_r_weight = grads->conv2_lin_r_weight;
    c->grad_conv2_lin_l_bias = grads->conv2_lin_l_bias;
    c->grad_conv2_lin_l_weight = grads->conv2_lin_l_weight;
    c->grad_conv1_lin_l_bias = grads->conv1_lin_l_bias;
    c->bound.k5_conv1_lin_r_dweight = (sage_train_k5_conv1_lin_r_dweight_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row,
        .nodes_within_hop1 = c->nodes_within_hop1, .x_col_val = c->x_col_val,
        .x_keep_draw = c->x_keep_draw, .conv1_lin_r_dy = c->conv1_lin_r_dy,
        .grad_conv1_lin_r_weight = c->grad_conv1_lin_r_weight
    };
    c->bound.k6_conv1_lin_l_dweight = (sage_train_k5_conv1_lin_r_dweight_ctx){
        .x_col_start = c->x_col_start, .x_row = c->x_row,
        .nodes_within_hop1 = c->nodes_within_hop2, .x_col_val = c->x_col_val,
        .x_keep_draw = c->x_keep_draw, .conv1_lin_r_dy = c->conv1_lin_l_dy_sum_src,
        .grad_conv1_lin_r_weight = c->grad_conv1_lin_l_weight
    };
}

static size_t sage_train_workspace(const gatrt_graph *graph)
{
    const int64_t nodes = gatrt_rows(graph, GATRT_NODE, 2);
    const int64_t edges = graph->spaces[GATRT_EDGE].count;
    if (nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - GAT_LINE)
        return SIZE_MAX;
    const int64_t n = gat_rounded(nodes);
    uint64_t floats = gat_more(0, SAGE_TRAIN_NODE_FLOATS, n);
    floats = gat_more(floats, SAGE_TRAIN_CHUNK_FLOATS, graph->chunks);
    floats = gat_more(floats, GAT_LINE - 1, 1);
    return gat_bytes(floats);
}

static const gatrt_kernel sage_train_kernels[] = {
    {"k0_conv1_lin_l_y_sum_src", sage_train_k0_conv1_lin_l_y_sum_src, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 2},
    {"k1_conv1_lin_l_y_sum", sage_train_k1_conv1_lin_l_y_sum, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 1},
    {"k2_conv2_lin_r_dweight", sage_train_k2_conv2_lin_r_dweight, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 1},
    {"k3_conv2_lin_l_dweight", sage_train_k3_conv2_lin_l_dweight, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 1},
    {"k4_conv1_lin_l_dy_sum_src", sage_train_k4_conv1_lin_l_dy_sum_src, .over = GATRT_OVER_ROWS, .space = GATRT_NODE, .level = 2},
    {"k5_conv1_lin_r_dweight", sage_train_k5_conv1_lin_r_dweight, .over = GATRT_OVER_RANGE, .count = SAGE_FEATURES, .bound = offsetof(sage_train_ctx, bound.k5_conv1_lin_r_dweight)},
    {"k6_conv1_lin_l_dweight", sage_train_k5_conv1_lin_r_dweight, .over = GATRT_OVER_RANGE, .count = SAGE_FEATURES, .bound = offsetof(sage_train_ctx, bound.k6_conv1_lin_l_dweight)},
    {"k7_sums", sage_train_k7_sums, .over = GATRT_OVER_RANGE, .count = SAGE_TRAIN_SUMS},
};

/* Kernel, unit, of which space, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost sage_train_costs[] = {
    {0, GATRT_PER_ROW, GATRT_NODE, 2, 2, 0, 16, 0},
    {0, GATRT_PER_EDGE, GATRT_EDGE, 1, 1, 0, 0, 1},
    {0, GATRT_PER_ROW, GATRT_NODE, 1, 0, 0, 18, 5},
    {0, GATRT_PER_NONZERO, GATRT_NODE, 2, 2, 16, 0, 39},
    {0, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 45856, 0, 0, 0},
    {1, GATRT_PER_ROW, GATRT_NODE, 1, 19, 0, 23, 448},
    {1, GATRT_PER_EDGE, GATRT_EDGE, 1, 1, 16, 0, 16},
    {1, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 240, 0, 0, 0},
    {1, GATRT_PER_ROW, GATRT_NODE, 0, 0, 0, 7, 224},
    {2, GATRT_PER_ROW, GATRT_NODE, 1, 37, 0, 16, 400},
    {2, GATRT_PER_EDGE, GATRT_EDGE, 0, 1, 7, 0, 7},
    {2, GATRT_PER_ROW, GATRT_NODE, 0, 8, 0, 7, 455},
    {2, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 135, 0, 0, 0},
    {2, GATRT_PER_CHUNK, GATRT_NODE, 1, 0, 0, 120, 0},
    {3, GATRT_PER_ROW, GATRT_NODE, 1, 51, 0, 32, 688},
    {3, GATRT_PER_EDGE, GATRT_EDGE, 0, 2, 7, 0, 7},
    {3, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 128, 0, 0, 0},
    {3, GATRT_PER_CHUNK, GATRT_NODE, 1, 0, 0, 128, 0},
    {4, GATRT_PER_ROW, GATRT_NODE, 2, 2, 0, 16, 0},
    {4, GATRT_PER_EDGE, GATRT_EDGE, 1, 2, 16, 0, 16},
    {5, GATRT_PER_NONZERO, GATRT_NODE, 1, 2, 8, 0, 23},
    {5, GATRT_PER_ROW, GATRT_NODE, 1, 16, 0, 0, 0},
    {5, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 0, 0, 22928, 0},
    {6, GATRT_PER_NONZERO, GATRT_NODE, 2, 2, 8, 0, 23},
    {6, GATRT_PER_ROW, GATRT_NODE, 2, 16, 0, 0, 0},
    {6, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 0, 0, 22928, 0},
    {7, GATRT_PER_CHUNK, GATRT_NODE, 1, 248, 0, 0, 248},
    {7, GATRT_PER_RUN, GATRT_PARAM, GATRT_ALL, 0, 0, 248, 0},
};

static const gatrt_space sage_spaces[] = {
    [GATRT_PARAM] = {"param", GATRT_ONE},
    [GATRT_NODE] = {"node", GATRT_ROWS},
    [GATRT_EDGE] = {"edge", GATRT_EDGES},
    [GATRT_GRAPH] = {"graph", GATRT_ROWS},
};

static const gatrt_end sage_ends[] = {
    [GATRT_EDGE_DST] = {"dst", .of = GATRT_EDGE, .to = GATRT_NODE, .sorted = 1, .used = 1},
    [GATRT_EDGE_SRC] = {"src", .of = GATRT_EDGE, .to = GATRT_NODE, .used = 1},
    [GATRT_NODE_GRAPH] = {"graph", .of = GATRT_NODE, .to = GATRT_GRAPH, .sorted = 1},
};

static const gatrt_dim sage_dims[] = {
    {"features", 1433},
    {"classes", 7},
};

static const gatrt_input sage_input_table[] = {
    [SAGE_INPUT_X] = {"x", GATRT_FEATURES, .space = GATRT_NODE, .width = SAGE_FEATURES, .sparse = 1, .row_normalize = GATRT_ROW_L1},
    [SAGE_INPUT_LABEL] = {"label", GATRT_LABEL, .space = GATRT_NODE, .width = 1, .bound_by = "target.class(7)", .least = 0.0f, .most = 6.0f},
    [SAGE_INPUT_WEIGHT] = {"weight", GATRT_WEIGHT, .space = GATRT_NODE, .width = 1},
};

static const gatrt_param sage_param_table[] = {
    {"conv1.lin_l.weight", .offset = 0, .count = 22928, .rank = 2, .stored = {16, 1433, 1}, .transposed = 1,
        .init = "glorot", .fan_in = 1433, .fan_out = 16},
    {"conv1.lin_l.bias", .offset = 22928, .count = 16, .rank = 1, .stored = {16, 1, 1},
        .init = "zeros", .fan_in = 16, .fan_out = 16},
    {"conv1.lin_r.weight", .offset = 22944, .count = 22928, .rank = 2, .stored = {16, 1433, 1}, .transposed = 1,
        .init = "glorot", .fan_in = 1433, .fan_out = 16},
    {"conv2.lin_l.weight", .offset = 45872, .count = 112, .rank = 2, .stored = {7, 16, 1}, .transposed = 1,
        .init = "glorot", .fan_in = 16, .fan_out = 7},
    {"conv2.lin_l.bias", .offset = 45984, .count = 7, .rank = 1, .stored = {7, 1, 1},
        .init = "zeros", .fan_in = 7, .fan_out = 7},
    {"conv2.lin_r.weight", .offset = 45991, .count = 112, .rank = 2, .stored = {7, 16, 1}, .transposed = 1,
        .init = "glorot", .fan_in = 16, .fan_out = 7},
};

static const gatrt_output sage_outputs[] = {
    [SAGE_OUTPUT_LOGITS] = {"logits", .space = GATRT_NODE, .width = SAGE_CLASSES},
};

const gatrt_model sage_model = {
    .abi = GATRT_ABI, .name = "sage", .source = "models/sage.lua",
    .spaces = sage_spaces, .space_count = 4,
    .ends = sage_ends, .end_count = 3,
    .dims = sage_dims, .dim_count = 2,
    .inputs = sage_input_table, .input_count = 3,
    .params = sage_param_table, .param_count = 6, .param_floats = SAGE_PARAMS,
    .outputs = sage_outputs, .output_count = 1,
    .train = {
        .name = "train", .kernels = sage_train_kernels, .kernel_count = 8, .levels = 3,
        .ctx_size = sizeof(sage_train_ctx), .bind = sage_train_bind, .workspace = sage_train_workspace,
        .costs = sage_train_costs, .cost_count = sizeof sage_train_costs / sizeof sage_train_costs[0],
    },
    .infer = {
        .name = "infer", .kernels = sage_infer_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(sage_infer_ctx), .bind = sage_infer_bind, .workspace = sage_infer_workspace,
        .costs = sage_infer_costs, .cost_count = sizeof sage_infer_costs / sizeof sage_infer_costs[0],
    },
    .score = {
        .name = "score", .kernels = sage_score_kernels, .kernel_count = 2, .levels = 1,
        .ctx_size = sizeof(sage_score_ctx), .bind = sage_score_bind, .workspace = sage_score_workspace,
        .costs = sage_score_costs, .cost_count = sizeof sage_score_costs / sizeof sage_score_costs[0],
    },
    .recipe = {
        .epochs = 300, .patience = 100,
        .optimizer = "adam:lr=0.005,weight_decay=0.0005",
        .metric = "accuracy", .self_loops = GATRT_LOOPS_KEPT, .symmetric = 0, .metric_named = 0,
    },
    .print = 0xAE1BFABEF57AC6C7u,
};

#ifndef GATCC_NO_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&sage_model, argc, argv);
}
#endif

#endif
