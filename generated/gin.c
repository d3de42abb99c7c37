/* gin.c - made by gatcc from models/gin.lua: change that, not this.
 *
 * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.
 * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the
 * edge's. A d in front is a gradient. Matrices are row major. */
#include "gin.h"

#include <math.h>
#include <string.h>

#ifndef GATCC_INFERENCE_ONLY
#include "gatrt.h"
#endif

/* GAT_STEP features at once, one in each lane of a register: GAT_AT(x[i]) is x[i] .. x[i + GAT_STEP - 1], GAT_ALL(x)
 * has x in every lane. GAT_UNROLL writes a loop out, so that what it sums into stays in registers. One lane where the
 * compiler has no such vectors, or with -DGATCC_PLAIN. */
#if defined(__GNUC__) && !defined(GATCC_PLAIN)
#ifdef __AVX__
#define GAT_STEP 8
#else
#define GAT_STEP 4
#endif
typedef float gat_lanes __attribute__((vector_size(4 * GAT_STEP)));
typedef int32_t gat_masks __attribute__((vector_size(4 * GAT_STEP)));  /* all bits, or none */
typedef uint32_t gat_words __attribute__((vector_size(4 * GAT_STEP)));
typedef gat_lanes gat_lanes_at __attribute__((aligned(4), may_alias));
#define GAT_AT(x) (*(gat_lanes_at *)&(x))
#define GAT_ALL(x) ((x) - (gat_lanes){0})
#else
#define GAT_STEP 1
typedef float gat_lanes;
#define GAT_AT(x) (x)
#define GAT_ALL(x) (x)
#endif
#if defined(__clang__)
#define GAT_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define GAT_UNROLL _Pragma("GCC unroll 16")
#else
#define GAT_UNROLL
#endif

#if GAT_STEP == 1
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
#endif

#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif defined(__GNUC__)
#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})
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

/* What the kernels of infer work on. */
typedef struct gin_infer_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    const float *conv1_nn_0_weight;
    float *product; /* 64 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    const float *conv1_nn_0_bias;
    const float *conv1_nn_2_weight;
    const float *conv1_nn_2_bias;
    float *h2; /* 64 floats per node */
    const float *conv2_nn_0_weight;
    const float *conv2_nn_0_bias;
    const float *conv2_nn_2_weight;
    const float *conv2_nn_2_bias;
    float *out_logits;
} gin_infer_ctx;

/* product = x conv1_nn_0_weight   node [64]
 * nn/common.lua:34, called at
 * models/gin.lua:8 */
static void gin_infer_k0_product(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_infer_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const float *restrict const conv1_nn_0_weight = c->conv1_nn_0_weight;
    float *restrict const product = c->product;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        float product_v[64];
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(product_v[i]) = GAT_ALL(0.0f);
        for (int64_t q = x_row_start[v]; q < x_row_start[v + 1]; q++) {
            const int64_t k = x_col[q];
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(product_v[i]) += x_val[q] * GAT_AT(conv1_nn_0_weight[k * 64 + i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(product[v * 64 + i]) = GAT_AT(product_v[i]);
    }
}

/* sum2 = sum_in(src(product))   node [64]
 * y = product + sum2   node [64]
 * hidden = relu(y + conv1_nn_0_bias)   node [64]
 * y2 = hidden conv1_nn_2_weight   node [64]
 * h2 = relu(y2 + conv1_nn_2_bias)   node [64]
 * nn/gin.lua:28, called at
 * models/gin.lua:8 */
static void gin_infer_k1_sum2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const product = c->product;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv1_nn_0_bias = c->conv1_nn_0_bias;
    const float *restrict const conv1_nn_2_weight = c->conv1_nn_2_weight;
    const float *restrict const conv1_nn_2_bias = c->conv1_nn_2_bias;
    float *restrict const h2 = c->h2;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        float sum2_v[64] = {0};
        float hidden_v[64];
        float y2_v[64];
        float h2_v[64];
        const float *const product_v = product + v * 64;
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float *const product_u = product + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum2_v[i]) += GAT_AT(product_u[i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y_v = GAT_AT(product_v[i]) + GAT_AT(sum2_v[i]);
            const gat_lanes add_v = y_v + GAT_AT(conv1_nn_0_bias[i]);
            GAT_AT(hidden_v[i]) = gat_lanes_pick(add_v > 0.0f, add_v, 0.0f);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(y2_v[i]) = GAT_ALL(0.0f);
        for (int k = 0; k < 64; k++) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(y2_v[i]) += hidden_v[k] * GAT_AT(conv1_nn_2_weight[k * 64 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes add2_v = GAT_AT(y2_v[i]) + GAT_AT(conv1_nn_2_bias[i]);
            GAT_AT(h2_v[i]) = gat_lanes_pick(add2_v > 0.0f, add2_v, 0.0f);
            GAT_AT(h2[v * 64 + i]) = GAT_AT(h2_v[i]);
        }
    }
}

/* sum3 = sum_in(src(h2))   node [64]
 * m = h2 + sum3   node [64]
 * y3 = m conv2_nn_0_weight   node [64]
 * hidden2 = relu(y3 + conv2_nn_0_bias)   node [64]
 * y4 = hidden2 conv2_nn_2_weight   node [7]
 * y5 = y4 + conv2_nn_2_bias   node [7]
 * nn/common.lua:36, called at
 * models/gin.lua:9 */
static void gin_infer_k2_sum3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_infer_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const h2 = c->h2;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv2_nn_0_weight = c->conv2_nn_0_weight;
    const float *restrict const conv2_nn_0_bias = c->conv2_nn_0_bias;
    const float *restrict const conv2_nn_2_weight = c->conv2_nn_2_weight;
    const float *restrict const conv2_nn_2_bias = c->conv2_nn_2_bias;
    float *restrict const out_logits = c->out_logits;
    (void)chunk;
    float conv2_nn_2_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_nn_2_weight_t[i * 64 + k] = conv2_nn_2_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float sum3_v[64] = {0};
        float m_v[64];
        float y3_v[64];
        float hidden2_v[64];
        float y4_v[7];
        const float *const h2_v = h2 + v * 64;
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float *const h2_u = h2 + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum3_v[i]) += GAT_AT(h2_u[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(m_v[i]) = GAT_AT(h2_v[i]) + GAT_AT(sum3_v[i]);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(y3_v[i]) = GAT_ALL(0.0f);
        for (int k = 0; k < 64; k++) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(y3_v[i]) += m_v[k] * GAT_AT(conv2_nn_0_weight[k * 64 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes add3_v = GAT_AT(y3_v[i]) + GAT_AT(conv2_nn_0_bias[i]);
            GAT_AT(hidden2_v[i]) = gat_lanes_pick(add3_v > 0.0f, add3_v, 0.0f);
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(hidden2_v[k]) * GAT_AT(conv2_nn_2_weight_t[i * 64 + k]);
            y4_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++) {
            const float y5_v = y4_v[i] + conv2_nn_2_bias[i];
            out_logits[v * 7 + i] = y5_v;
        }
    }
}

size_t gin_workspace_size(int64_t nodes, int64_t edges)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0)
        return SIZE_MAX;
    const double n = (double)((nodes + 15) / 16) * 16;
    const double floats = 128 * n + 0.0;
    return floats < 1e18 ? (size_t)floats * sizeof(float) + 64 : SIZE_MAX;
}

/* Lists that lead outside what they point into are refused before anything is read through them. */
static int gin_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,
                             int64_t items)
{
    int sound = start[0] == 0 && start[rows] == count;
    for (int64_t v = 0; sound && v < rows; v++)
        sound &= start[v] <= start[v + 1] && start[v + 1] <= count;
    for (int64_t q = 0; sound && q < count; q++)
        sound &= item[q] >= 0 && item[q] < items;
    return sound;
}

int gin_infer(const gin_params *params, const gin_graph *graph, const gin_inputs *inputs,
              float *logits, void *workspace)
{
    if (!params || !graph || !inputs || !workspace || !logits)
        return GIN_NO_ARGUMENT;
    if (!inputs->x_row_start || !inputs->x_col || !inputs->x_val)
        return GIN_NO_ARGUMENT;
    if (graph->nodes < 0 || graph->nodes > INT32_MAX || graph->edges < 0)
        return GIN_BAD_GRAPH;
    if (!graph->in_start || (graph->edges && !graph->in_src) ||
        !gin_list_is_sound(graph->nodes, graph->edges, graph->in_start, graph->in_src, graph->nodes))
        return GIN_BAD_GRAPH;
    if (!gin_list_is_sound(graph->nodes, inputs->x_row_start[graph->nodes], inputs->x_row_start, inputs->x_col, 1433))
        return GIN_BAD_INPUT;
    gin_infer_ctx ctx = {0}, *const c = &ctx;
    float *const w = workspace;
    const int64_t n = (graph->nodes + 15) / 16 * 16;
    c->x_row_start = inputs->x_row_start;
    c->x_col = inputs->x_col;
    c->x_val = inputs->x_val;
    c->conv1_nn_0_weight = params->conv1_nn_0_weight;
    c->product = w + 0;
    c->in_start = graph->in_start;
    c->in_src = graph->in_src;
    c->conv1_nn_0_bias = params->conv1_nn_0_bias;
    c->conv1_nn_2_weight = params->conv1_nn_2_weight;
    c->conv1_nn_2_bias = params->conv1_nn_2_bias;
    c->h2 = w + 64 * n;
    c->conv2_nn_0_weight = params->conv2_nn_0_weight;
    c->conv2_nn_0_bias = params->conv2_nn_0_bias;
    c->conv2_nn_2_weight = params->conv2_nn_2_weight;
    c->conv2_nn_2_bias = params->conv2_nn_2_bias;
    c->out_logits = logits;
    gin_infer_k0_product(c, 0, graph->nodes, 0);
    gin_infer_k1_sum2(c, 0, graph->nodes, 0);
    gin_infer_k2_sum3(c, 0, graph->nodes, 0);
    return GIN_OK;
}

#ifndef GATCC_INFERENCE_ONLY

#if GAT_STEP > 1
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
#endif

/* e^x = 2^n e^r, n = round(x / ln 2): relative error below 2e-7 wherever e^x is a normal number, 0 below that. */
static inline float gat_exp(float x)
{
    const float in = gat_pick(x > 88.7f, 88.7f, gat_pick(x < -87.33654f, -87.33654f, x));
    const float shifted = in * 1.44269504f + 12582912.0f; /* n in its low bits */
    const float whole = shifted - 12582912.0f;
    const float r = (in - whole * 0.693145752f) - whole * 1.42860677e-6f;
    float y = 1.39261836e-3f;
    y = y * r + 8.36317905e-3f;
    y = y * r + 4.16665546e-2f;
    y = y * r + 0.16666577f;
    y = y * r + 0.5f;
    y = y * r + 1.0f;
    y = y * r + 1.0f;
    uint32_t n;
    memcpy(&n, &shifted, sizeof n);
    n -= 0x4B400000u;
    const uint32_t half = (n >> 1) | (n & 0x80000000u), rest = n - half; /* 2^n may be no float; these two are */
    const uint32_t bits_a = (half + 127u) << 23, bits_b = (rest + 127u) << 23;
    float a, b;
    memcpy(&a, &bits_a, sizeof a);
    memcpy(&b, &bits_b, sizeof b);
    return gat_pick(x < -87.33654f, 0.0f, y * a * b);
}

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

/* gatrt_keep of GAT_STEP elements in a row, from element i on: the same numbers. */
#if GAT_STEP > 1
static inline gat_lanes gat_lanes_keep(uint64_t row_key, uint32_t i, uint32_t threshold, float scale)
{
    static const gat_words number = {
        0, 1, 2, 3,
#if GAT_STEP == 8
        4, 5, 6, 7,
#endif
    };
    gat_words x = (uint32_t)row_key + (number + i) * 0x9E3779B9u;
    x ^= x >> 16;
    x *= 0x7FEB352Du;
    x ^= x >> 15;
    x += (uint32_t)(row_key >> 32);
    x *= 0x846CA68Bu;
    x ^= x >> 16;
    return (gat_lanes)((x >= threshold) & (gat_masks)GAT_ALL(scale));
}
#else
#define gat_lanes_keep(row_key, i, threshold, scale) gatrt_keep(row_key, i, threshold, scale)
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

static void gin_infer_bind(void *ctx, const gatrt_run *run)
{
    gin_infer_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->conv1_nn_0_weight = run->params + 0;
    c->product = w + 0;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->conv1_nn_0_bias = run->params + 91712;
    c->conv1_nn_2_weight = run->params + 91776;
    c->conv1_nn_2_bias = run->params + 95872;
    c->h2 = w + 64 * n;
    c->conv2_nn_0_weight = run->params + 95936;
    c->conv2_nn_0_bias = run->params + 100032;
    c->conv2_nn_2_weight = run->params + 100096;
    c->conv2_nn_2_bias = run->params + 100544;
    c->out_logits = run->outputs[0];
}

static size_t gin_infer_workspace(int64_t nodes, int64_t edges, int64_t chunks)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0)
        return SIZE_MAX;
    const double n = (double)((nodes + 15) / 16) * 16;
    (void)chunks;
    const double floats = 128 * n + 0.0;
    return floats < 1e18 ? (size_t)floats * sizeof(float) + 64 : SIZE_MAX;
}

static const gatrt_kernel gin_infer_kernels[] = {
    {"k0_product", gin_infer_k0_product, GATRT_OVER_NODES, 2, 0},
    {"k1_sum2", gin_infer_k1_sum2, GATRT_OVER_NODES, 1, 0},
    {"k2_sum3", gin_infer_k2_sum3, GATRT_OVER_NODES, 0, 0},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gin_infer_costs[] = {
    {0, GATRT_PER_NONZERO, 2, 2, 64, 0, 128},
    {0, GATRT_PER_RUN, 1048576, 91712, 0, 0, 0},
    {0, GATRT_PER_ROW, 2, 0, 0, 64, 0},
    {1, GATRT_PER_ROW, 1, 66, 0, 64, 8512},
    {1, GATRT_PER_EDGE, 1, 1, 64, 0, 64},
    {1, GATRT_PER_RUN, 1048576, 4224, 0, 0, 0},
    {2, GATRT_PER_ROW, 0, 66, 0, 7, 9287},
    {2, GATRT_PER_EDGE, 0, 1, 64, 0, 64},
    {2, GATRT_PER_RUN, 1048576, 4615, 0, 0, 0},
};

/* ---------------------------------------------------------------- score */

/* What the kernels of score work on. */
typedef struct gin_score_ctx {
    float *pieces_of_0; /* 1 floats per chunk */
    const float *logits;
    const float *label;
    const float *weight;
    float *loss;
    int64_t pieces0; /* chunks that cover them */
} gin_score_ctx;

/* top = max_last(logits)   node [1]
 * sum2 = sum_last(exp(logits - top))   node [1]
 * sum3 = sum_last((logits - top) equal(label, iota))   node [1]
 * sum4 = pool_sum((log(sum2) - sum3) weight)   graph [1]
 * models/gin.lua:12 */
static void gin_score_k0_sub(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_score_ctx *const c = ctx;
    float *restrict const pieces_of_0 = c->pieces_of_0;
    const float *restrict const logits = c->logits;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    float *const piece = pieces_of_0 + chunk * 1;
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

/* sum4 = pool_sum((log(sum2) - sum3) weight)   graph [1]
 * models/gin.lua:12 */
static void gin_score_k1_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_score_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_0 = c->pieces_of_0;
    const int64_t pieces0 = c->pieces0;
    (void)chunk;
    gat_add_pieces(loss, pieces_of_0, pieces0, 1, 1, lo, hi);
}

static void gin_score_bind(void *ctx, const gatrt_run *run)
{
    gin_score_ctx *const c = ctx;
    float *const w = run->workspace;
    c->pieces_of_0 = w + 0;
    c->logits = run->outputs[0];
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->loss = run->loss;
    c->pieces0 = gatrt_pieces(run->graph, 0);
}

static size_t gin_score_workspace(int64_t nodes, int64_t edges, int64_t chunks)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0)
        return SIZE_MAX;
    const double floats = (double)chunks + 0.0;
    return floats < 1e18 ? (size_t)floats * sizeof(float) + 64 : SIZE_MAX;
}

static const gatrt_kernel gin_score_kernels[] = {
    {"k0_sub", gin_score_k0_sub, GATRT_OVER_NODES, 0, 0},
    {"k1_sums", gin_score_k1_sums, GATRT_OVER_RANGE, 0, 1},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gin_score_costs[] = {
    {0, GATRT_PER_ROW, 0, 9, 0, 0, 149},
    {0, GATRT_PER_CHUNK, 0, 0, 0, 1, 0},
    {1, GATRT_PER_CHUNK, 0, 1, 0, 0, 1},
    {1, GATRT_PER_RUN, 1048576, 0, 0, 1, 0},
};

/* ---------------------------------------------------------------- train */

/* What the kernels of train work on. */
typedef struct gin_train_ctx {
    const int64_t *x_row_start;
    const int32_t *x_col;
    const float *x_val;
    uint64_t draw;
    const float *conv1_nn_0_weight;
    float *product; /* 64 floats per node */
    const int64_t *in_start;
    const int32_t *in_src;
    float *sum2; /* 64 floats per node */
    const float *conv1_nn_0_bias;
    const float *conv1_nn_2_weight;
    const float *conv1_nn_2_bias;
    float *add2; /* 64 floats per node */
    float *mul2; /* 64 floats per node */
    float *pieces_of_2; /* 4616 floats per chunk */
    const float *label;
    const float *weight;
    const float *conv2_nn_0_weight;
    const float *conv2_nn_0_bias;
    const float *conv2_nn_2_weight;
    const float *conv2_nn_2_bias;
    int64_t rows0; /* nodes at demand level 0 */
    float *dm; /* 64 floats per node */
    float *pieces_of_3; /* 4224 floats per chunk */
    const int64_t *out_start;
    const int32_t *out_dst;
    float *dy6; /* 64 floats per node */
    int64_t rows1; /* nodes at demand level 1 */
    float *add5; /* 64 floats per node */
    const int64_t *x_col_start;
    const int32_t *x_row;
    int64_t rows2; /* nodes at demand level 2 */
    const float *x_col_val;
    float *grad_conv1_nn_0_weight;
    float *loss;
    int64_t pieces2; /* chunks that cover them */
    float *grad_conv2_nn_2_bias;
    float *grad_conv2_nn_2_weight;
    float *grad_conv2_nn_0_bias;
    float *grad_conv2_nn_0_weight;
    float *grad_conv1_nn_2_bias;
    float *grad_conv1_nn_2_weight;
    float *grad_conv1_nn_0_bias;
} gin_train_ctx;

/* product = (x keep(0.5)) conv1_nn_0_weight   node [64]
 * nn/common.lua:34, called at
 * models/gin.lua:8 */
static void gin_train_k0_product(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    const int64_t *restrict const x_row_start = c->x_row_start;
    const int32_t *restrict const x_col = c->x_col;
    const float *restrict const x_val = c->x_val;
    const uint64_t draw = c->draw;
    const float *restrict const conv1_nn_0_weight = c->conv1_nn_0_weight;
    float *restrict const product = c->product;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        float product_v[64];
        const uint64_t key0_v = gatrt_row_key(draw, 0, v);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(product_v[i]) = GAT_ALL(0.0f);
        for (int64_t b = x_row_start[v]; b < x_row_start[v + 1]; b += 64) {
            const int64_t stop = b + 64 < x_row_start[v + 1] ? b + 64 : x_row_start[v + 1];
            int32_t kept_k[64];
            float kept_x[64];
            int64_t kept = 0;
            for (int64_t q = b; q < stop; q++) {
                const int64_t k = x_col[q];
                const float x_q = x_val[q] * gatrt_keep(key0_v, (uint32_t)k, 2147483648u, 2.0f);
                kept_k[kept] = (int32_t)k;
                kept_x[kept] = x_q;
                kept += x_q != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t k = kept_k[q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_AT(product_v[i]) += kept_x[q] * GAT_AT(conv1_nn_0_weight[k * 64 + i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(product[v * 64 + i]) = GAT_AT(product_v[i]);
    }
}

/* sum2 = sum_in(src(product))   node [64]
 * y = product + sum2   node [64]
 * hidden = relu(y + conv1_nn_0_bias)   node [64]
 * y2 = hidden keep(0.6)   node [64]
 * y3 = y2 conv1_nn_2_weight   node [64]
 * h2 = relu(add2)   node [64]
 * mul2 = h2 keep(0.6)   node [64]
 * models/gin.lua:9 */
static void gin_train_k1_sum2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const product = c->product;
    const int32_t *restrict const in_src = c->in_src;
    float *restrict const sum2 = c->sum2;
    const float *restrict const conv1_nn_0_bias = c->conv1_nn_0_bias;
    const uint64_t draw = c->draw;
    const float *restrict const conv1_nn_2_weight = c->conv1_nn_2_weight;
    const float *restrict const conv1_nn_2_bias = c->conv1_nn_2_bias;
    float *restrict const add2 = c->add2;
    float *restrict const mul2 = c->mul2;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        float sum2_v[64] = {0};
        float y2_v[64];
        float y3_v[64];
        float mul2_v[64];
        const float *const product_v = product + v * 64;
        const uint64_t key1_v = gatrt_row_key(draw, 1, v);
        const uint64_t key2_v = gatrt_row_key(draw, 2, v);
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float *const product_u = product + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum2_v[i]) += GAT_AT(product_u[i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_AT(sum2[v * 64 + i]) = GAT_AT(sum2_v[i]);
            const gat_lanes y_v = GAT_AT(product_v[i]) + GAT_AT(sum2_v[i]);
            const gat_lanes add_v = y_v + GAT_AT(conv1_nn_0_bias[i]);
            const gat_lanes hidden_v = gat_lanes_pick(add_v > 0.0f, add_v, 0.0f);
            GAT_AT(y2_v[i]) = hidden_v * gat_lanes_keep(key1_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(y3_v[i]) = GAT_ALL(0.0f);
        for (int k = 0; k < 64; k++) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(y3_v[i]) += y2_v[k] * GAT_AT(conv1_nn_2_weight[k * 64 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes add2_v = GAT_AT(y3_v[i]) + GAT_AT(conv1_nn_2_bias[i]);
            GAT_AT(add2[v * 64 + i]) = add2_v;
            const gat_lanes h2_v = gat_lanes_pick(add2_v > 0.0f, add2_v, 0.0f);
            GAT_AT(mul2_v[i]) = h2_v * gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f);
            GAT_AT(mul2[v * 64 + i]) = GAT_AT(mul2_v[i]);
        }
    }
}

/* sum3 = sum_in(src(mul2))   node [64]
 * m = mul2 + sum3   node [64]
 * y4 = m conv2_nn_0_weight   node [64]
 * hidden2 = relu(y4 + conv2_nn_0_bias)   node [64]
 * y5 = hidden2 keep(0.6)   node [64]
 * y6 = y5 conv2_nn_2_weight   node [7]
 * y7 = y6 + conv2_nn_2_bias   node [7]
 * top = max_last(y7)   node [1]
 * sum4 = sum_last(exp(y7 - top))   node [1]
 * sum5 = sum_last((y7 - top) equal(label, iota))   node [1]
 * sum6 = pool_sum((log(sum4) - sum5) weight)   graph [1]
 * dy = exp(y7 - top) weight 1 / sum4 - equal(label, iota) weight   node [7]
 * sum7 = sum_rows(dy)   param [7]
 * dy2 = dy conv2_nn_2_weight^T   node [64]
 * outer = outer(y5, dy)   param [64,7]
 * dhidden = keep(0.6) dy2   node [64]
 * dy3 = select(y4 + conv2_nn_0_bias, dhidden, 0)   node [64]
 * sum8 = sum_rows(dy3)   param [64]
 * dm = dy3 conv2_nn_0_weight^T   node [64]
 * outer2 = outer(m, dy3)   param [64,64]
 * nn/common.lua:36, called at
 * models/gin.lua:9 */
static void gin_train_k2_outer2(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    float *restrict const pieces_of_2 = c->pieces_of_2;
    const float *restrict const label = c->label;
    const float *restrict const weight = c->weight;
    const int64_t *restrict const in_start = c->in_start;
    const float *restrict const mul2 = c->mul2;
    const int32_t *restrict const in_src = c->in_src;
    const float *restrict const conv2_nn_0_weight = c->conv2_nn_0_weight;
    const float *restrict const conv2_nn_0_bias = c->conv2_nn_0_bias;
    const uint64_t draw = c->draw;
    const float *restrict const conv2_nn_2_weight = c->conv2_nn_2_weight;
    const float *restrict const conv2_nn_2_bias = c->conv2_nn_2_bias;
    const int64_t rows0 = c->rows0;
    float *restrict const dm = c->dm;
    float *const piece = pieces_of_2 + chunk * 4616;
    for (int i = 0; i < 4616; i++)
        piece[i] = 0.0f;
    float conv2_nn_2_weight_t[448];
    for (int k = 0; k < 64; k++) {
        for (int i = 0; i < 7; i++)
            conv2_nn_2_weight_t[i * 64 + k] = conv2_nn_2_weight[k * 7 + i];
    }
    for (int64_t v = lo; v < hi; v++) {
        float sum3_v[64] = {0};
        float equal_v[7];
        float mul5_v[7];
        float m_v[64];
        float y4_v[64];
        float add3_v[64];
        float y5_v[64];
        float y6_v[7];
        float y7_v[7];
        float sub_v[7];
        float exp2_v[7];
        float dy_v[7];
        float dy2_v[64];
        float dy3_v[64];
        float dm_v[64];
        const float *const mul2_v = mul2 + v * 64;
        const uint64_t key3_v = gatrt_row_key(draw, 3, v);
        for (int i = 0; i < 7; i++) {
            equal_v[i] = gat_pick(label[v] == (float)i, 1.0f, 0.0f);
            mul5_v[i] = equal_v[i] * weight[v];
        }
        for (int64_t e = in_start[v]; e < in_start[v + 1]; e++) {
            const int64_t u = in_src[e];
            const float *const mul2_u = mul2 + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum3_v[i]) += GAT_AT(mul2_u[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(m_v[i]) = GAT_AT(mul2_v[i]) + GAT_AT(sum3_v[i]);
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(y4_v[i]) = GAT_ALL(0.0f);
        for (int k = 0; k < 64; k++) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(y4_v[i]) += m_v[k] * GAT_AT(conv2_nn_0_weight[k * 64 + i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            GAT_AT(add3_v[i]) = GAT_AT(y4_v[i]) + GAT_AT(conv2_nn_0_bias[i]);
            const gat_lanes hidden2_v = gat_lanes_pick(GAT_AT(add3_v[i]) > 0.0f, GAT_AT(add3_v[i]), 0.0f);
            GAT_AT(y5_v[i]) = hidden2_v * gat_lanes_keep(key3_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        for (int i = 0; i < 7; i++) {
            gat_lanes sum = GAT_ALL(0.0f);
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                sum += GAT_AT(y5_v[k]) * GAT_AT(conv2_nn_2_weight_t[i * 64 + k]);
            y6_v[i] = gat_total(sum);
        }
        for (int i = 0; i < 7; i++)
            y7_v[i] = y6_v[i] + conv2_nn_2_bias[i];
        float top_v = -INFINITY;
        for (int k = 0; k < 7; k++) {
            const float x_k = y7_v[k];
            top_v = gat_pick(x_k > top_v, x_k, top_v);
        }
        for (int i = 0; i < 7; i++) {
            sub_v[i] = y7_v[i] - top_v;
            exp2_v[i] = gat_exp(sub_v[i]);
        }
        float sum4_v = 0.0f;
        for (int k = 0; k < 7; k++)
            sum4_v += exp2_v[k];
        const float mul6_v = weight[v] * (1.0f / sum4_v);
        if (v < rows0) {
            float sum5_v = 0.0f;
            for (int k = 0; k < 7; k++)
                sum5_v += sub_v[k] * equal_v[k];
            piece[0] += (logf(sum4_v) - sum5_v) * weight[v];
        }
        for (int i = 0; i < 7; i++)
            dy_v[i] = exp2_v[i] * mul6_v - mul5_v[i];
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(dy2_v[i]) = GAT_ALL(0.0f);
        for (int i = 0; i < 7; i++) {
            GAT_UNROLL
            for (int k = 0; k < 64; k += GAT_STEP)
                GAT_AT(dy2_v[k]) += dy_v[i] * GAT_AT(conv2_nn_2_weight_t[i * 64 + k]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dhidden_v = gat_lanes_keep(key3_v, (uint32_t)i, 2576980377u, 2.5f) * GAT_AT(dy2_v[i]);
            GAT_AT(dy3_v[i]) = gat_lanes_pick(GAT_AT(add3_v[i]) > 0.0f, dhidden_v, GAT_ALL(0.0f));
        }
        for (int k = 0; k < 64; k += GAT_STEP) {
            gat_lanes part[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    part[j] += GAT_AT(dy3_v[i]) * GAT_AT(conv2_nn_0_weight[(k + j) * 64 + i]);
            }
            GAT_AT(dm_v[k]) = gat_totals(part);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(dm[v * 64 + i]) = GAT_AT(dm_v[i]);
        if (v < rows0) {
            for (int i = 0; i < 7; i++)
                piece[1 + i] += dy_v[i];
            for (int i = 0; i < 7; i++) {
                GAT_UNROLL
                for (int k = 0; k < 64; k += GAT_STEP)
                    GAT_AT(piece[8 + i * 64 + k]) += dy_v[i] * GAT_AT(y5_v[k]);
            }
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(piece[456 + i]) += GAT_AT(dy3_v[i]);
            for (int k = 0; k < 64; k++) {
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_AT(piece[520 + k * 64 + i]) += m_v[k] * GAT_AT(dy3_v[i]);
            }
        }
    }
}

/* sum9 = sum_out(dst(dm))   node [64]
 * dh = keep(0.6) (dm + sum9)   node [64]
 * dy4 = select(add2, dh, 0)   node [64]
 * sum10 = sum_rows(dy4)   param [64]
 * dy5 = dy4 conv1_nn_2_weight^T   node [64]
 * outer3 = outer(y2, dy4)   param [64,64]
 * dhidden2 = keep(0.6) dy5   node [64]
 * dy6 = select(y + conv1_nn_0_bias, dhidden2, 0)   node [64]
 * sum11 = sum_rows(dy6)   param [64]
 * nn/common.lua:36, called at
 * models/gin.lua:8 */
static void gin_train_k3_outer3(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    float *restrict const pieces_of_3 = c->pieces_of_3;
    const float *restrict const product = c->product;
    const float *restrict const sum2 = c->sum2;
    const float *restrict const conv1_nn_0_bias = c->conv1_nn_0_bias;
    const uint64_t draw = c->draw;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows0 = c->rows0;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const dm = c->dm;
    const float *restrict const add2 = c->add2;
    const float *restrict const conv1_nn_2_weight = c->conv1_nn_2_weight;
    float *restrict const dy6 = c->dy6;
    const int64_t rows1 = c->rows1;
    float *const piece = pieces_of_3 + chunk * 4224;
    for (int i = 0; i < 4224; i++)
        piece[i] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float sum9_v[64] = {0};
        float add_v[64];
        float y2_v[64];
        const float *const product_v = product + v * 64;
        const float *const sum2_v = sum2 + v * 64;
        const uint64_t key1_v = gatrt_row_key(draw, 1, v);
        float dy4_v[64];
        float dy5_v[64];
        float dy6_v[64];
        const uint64_t key2_v = gatrt_row_key(draw, 2, v);
        const float *const dm_v = dm + v * 64;
        const float *const add2_v = add2 + v * 64;
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes y_v = GAT_AT(product_v[i]) + GAT_AT(sum2_v[i]);
            GAT_AT(add_v[i]) = y_v + GAT_AT(conv1_nn_0_bias[i]);
            const gat_lanes hidden_v = gat_lanes_pick(GAT_AT(add_v[i]) > 0.0f, GAT_AT(add_v[i]), 0.0f);
            GAT_AT(y2_v[i]) = hidden_v * gat_lanes_keep(key1_v, (uint32_t)i, 2576980377u, 2.5f);
        }
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows0; q++) {
            const int64_t u = out_dst[q];
            const float *const dm_u = dm + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum9_v[i]) += GAT_AT(dm_u[i]);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dh_v = gat_lanes_keep(key2_v, (uint32_t)i, 2576980377u, 2.5f) * (GAT_AT(dm_v[i]) + GAT_AT(sum9_v[i]));
            GAT_AT(dy4_v[i]) = gat_lanes_pick(GAT_AT(add2_v[i]) > 0.0f, dh_v, GAT_ALL(0.0f));
        }
        for (int k = 0; k < 64; k += GAT_STEP) {
            gat_lanes part[GAT_STEP];
            for (int j = 0; j < GAT_STEP; j++) {
                part[j] = GAT_ALL(0.0f);
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    part[j] += GAT_AT(dy4_v[i]) * GAT_AT(conv1_nn_2_weight[(k + j) * 64 + i]);
            }
            GAT_AT(dy5_v[k]) = gat_totals(part);
        }
        for (int i = 0; i < 64; i += GAT_STEP) {
            const gat_lanes dhidden2_v = gat_lanes_keep(key1_v, (uint32_t)i, 2576980377u, 2.5f) * GAT_AT(dy5_v[i]);
            GAT_AT(dy6_v[i]) = gat_lanes_pick(GAT_AT(add_v[i]) > 0.0f, dhidden2_v, GAT_ALL(0.0f));
            GAT_AT(dy6[v * 64 + i]) = GAT_AT(dy6_v[i]);
        }
        if (v < rows1) {
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP) {
                GAT_AT(piece[i]) += GAT_AT(dy4_v[i]);
                GAT_AT(piece[4160 + i]) += GAT_AT(dy6_v[i]);
            }
            for (int k = 0; k < 64; k++) {
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_AT(piece[64 + k * 64 + i]) += y2_v[k] * GAT_AT(dy4_v[i]);
            }
        }
    }
}

/* sum12 = sum_out(dst(dy6))   node [64]
 * add5 = dy6 + sum12   node [64]
 * nn/common.lua:34, called at
 * models/gin.lua:8 */
static void gin_train_k4_sum12(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    const int64_t *restrict const out_start = c->out_start;
    const int64_t rows1 = c->rows1;
    const int32_t *restrict const out_dst = c->out_dst;
    const float *restrict const dy6 = c->dy6;
    float *restrict const add5 = c->add5;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        float sum12_v[64] = {0};
        const float *const dy6_v = dy6 + v * 64;
        for (int64_t q = out_start[v]; q < out_start[v + 1] && out_dst[q] < rows1; q++) {
            const int64_t u = out_dst[q];
            const float *const dy6_u = dy6 + u * 64;
            GAT_UNROLL
            for (int i = 0; i < 64; i += GAT_STEP)
                GAT_AT(sum12_v[i]) += GAT_AT(dy6_u[i]);
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(add5[v * 64 + i]) = GAT_AT(dy6_v[i]) + GAT_AT(sum12_v[i]);
    }
}

/* outer4 = outer(x keep(0.5), add5)   param [1433,64]
 * nn/common.lua:34, called at
 * models/gin.lua:8 */
static void gin_train_k5_outer4(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    const int64_t *restrict const x_col_start = c->x_col_start;
    const int32_t *restrict const x_row = c->x_row;
    const int64_t rows2 = c->rows2;
    const float *restrict const x_col_val = c->x_col_val;
    const uint64_t draw = c->draw;
    const float *restrict const add5 = c->add5;
    float *restrict const grad_conv1_nn_0_weight = c->grad_conv1_nn_0_weight;
    (void)chunk;
    for (int64_t n = lo; n < hi; n++) {
        float sum[64] = {0};
        for (int64_t b = x_col_start[n]; b < x_col_start[n + 1] && x_row[b] < rows2; b += 64) {
            const int64_t stop = b + 64 < x_col_start[n + 1] ? b + 64 : x_col_start[n + 1];
            int32_t kept_v[64];
            float kept_x[64];
            int64_t kept = 0;
            for (int64_t q = b; q < stop && x_row[q] < rows2; q++) {
                const int64_t v = x_row[q];
                const uint64_t key0_v = gatrt_row_key(draw, 0, v);
                const float x_q = x_col_val[q] * gatrt_keep(key0_v, (uint32_t)n, 2147483648u, 2.0f);
                kept_v[kept] = (int32_t)v;
                kept_x[kept] = x_q;
                kept += x_q != 0.0f;
            }
            for (int64_t q = 0; q < kept; q++) {
                const int64_t v = kept_v[q];
                const float *const add5_v = add5 + v * 64;
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_AT(sum[i]) += kept_x[q] * GAT_AT(add5_v[i]);
            }
        }
        GAT_UNROLL
        for (int i = 0; i < 64; i += GAT_STEP)
            GAT_AT(grad_conv1_nn_0_weight[n * 64 + i]) = GAT_AT(sum[i]);
    }
}

/* sum6 = pool_sum((log(sum4) - sum5) weight)   graph [1]
 * sum7 = sum_rows(dy)   param [7]
 * outer = outer(y5, dy)   param [64,7]
 * sum8 = sum_rows(dy3)   param [64]
 * outer2 = outer(m, dy3)   param [64,64]
 * sum10 = sum_rows(dy4)   param [64]
 * outer3 = outer(y2, dy4)   param [64,64]
 * sum11 = sum_rows(dy6)   param [64]
 * nn/common.lua:36, called at
 * models/gin.lua:8 */
static void gin_train_k6_sums(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const gin_train_ctx *const c = ctx;
    float *restrict const loss = c->loss;
    const float *restrict const pieces_of_2 = c->pieces_of_2;
    const int64_t pieces2 = c->pieces2;
    float *restrict const grad_conv2_nn_2_bias = c->grad_conv2_nn_2_bias;
    float *restrict const grad_conv2_nn_2_weight = c->grad_conv2_nn_2_weight;
    float *restrict const grad_conv2_nn_0_bias = c->grad_conv2_nn_0_bias;
    float *restrict const grad_conv2_nn_0_weight = c->grad_conv2_nn_0_weight;
    float *restrict const grad_conv1_nn_2_bias = c->grad_conv1_nn_2_bias;
    const float *restrict const pieces_of_3 = c->pieces_of_3;
    float *restrict const grad_conv1_nn_2_weight = c->grad_conv1_nn_2_weight;
    float *restrict const grad_conv1_nn_0_bias = c->grad_conv1_nn_0_bias;
    (void)chunk;
    gat_add_pieces(loss, pieces_of_2, pieces2, 4616, 1, lo, hi);
    gat_add_pieces(grad_conv2_nn_2_bias, pieces_of_2 + 1, pieces2, 4616, 7, lo - 1, hi - 1);
    gat_add_turned_pieces(grad_conv2_nn_2_weight, pieces_of_2 + 8, pieces2, 4616, 64, 7, lo - 8, hi - 8);
    gat_add_pieces(grad_conv2_nn_0_bias, pieces_of_2 + 456, pieces2, 4616, 64, lo - 456, hi - 456);
    gat_add_pieces(grad_conv2_nn_0_weight, pieces_of_2 + 520, pieces2, 4616, 4096, lo - 520, hi - 520);
    gat_add_pieces(grad_conv1_nn_2_bias, pieces_of_3, pieces2, 4224, 64, lo - 4616, hi - 4616);
    gat_add_pieces(grad_conv1_nn_2_weight, pieces_of_3 + 64, pieces2, 4224, 4096, lo - 4680, hi - 4680);
    gat_add_pieces(grad_conv1_nn_0_bias, pieces_of_3 + 4160, pieces2, 4224, 64, lo - 8776, hi - 8776);
}

static void gin_train_bind(void *ctx, const gatrt_run *run)
{
    gin_train_ctx *const c = ctx;
    float *const w = run->workspace;
    const int64_t n = (run->graph->nodes + 15) / 16 * 16;
    const int64_t chunks = run->graph->chunks;
    c->x_row_start = run->inputs[0].row_start;
    c->x_col = run->inputs[0].col;
    c->x_val = run->inputs[0].val;
    c->draw = run->draw;
    c->conv1_nn_0_weight = run->params + 0;
    c->product = w + 0;
    c->in_start = run->graph->in_start;
    c->in_src = run->graph->in_src;
    c->sum2 = w + 64 * n;
    c->conv1_nn_0_bias = run->params + 91712;
    c->conv1_nn_2_weight = run->params + 91776;
    c->conv1_nn_2_bias = run->params + 95872;
    c->add2 = w + 128 * n;
    c->mul2 = w + 192 * n;
    c->pieces_of_2 = w + 320 * n;
    c->label = run->inputs[1].dense;
    c->weight = run->inputs[2].dense;
    c->conv2_nn_0_weight = run->params + 95936;
    c->conv2_nn_0_bias = run->params + 100032;
    c->conv2_nn_2_weight = run->params + 100096;
    c->conv2_nn_2_bias = run->params + 100544;
    c->rows0 = gatrt_rows(run->graph, 0);
    c->dm = w + 256 * n;
    c->pieces_of_3 = w + 320 * n + 4616 * chunks;
    c->out_start = run->graph->out_start;
    c->out_dst = run->graph->out_dst;
    c->dy6 = w + 192 * n;
    c->rows1 = gatrt_rows(run->graph, 1);
    c->add5 = w + 0;
    c->x_col_start = run->inputs[0].col_start;
    c->x_row = run->inputs[0].row;
    c->rows2 = gatrt_rows(run->graph, 2);
    c->x_col_val = run->inputs[0].col_val;
    c->grad_conv1_nn_0_weight = run->grads + 0;
    c->loss = run->loss;
    c->pieces2 = gatrt_pieces(run->graph, 2);
    c->grad_conv2_nn_2_bias = run->grads + 100544;
    c->grad_conv2_nn_2_weight = run->grads + 100096;
    c->grad_conv2_nn_0_bias = run->grads + 100032;
    c->grad_conv2_nn_0_weight = run->grads + 95936;
    c->grad_conv1_nn_2_bias = run->grads + 95872;
    c->grad_conv1_nn_2_weight = run->grads + 91776;
    c->grad_conv1_nn_0_bias = run->grads + 91712;
}

static size_t gin_train_workspace(int64_t nodes, int64_t edges, int64_t chunks)
{
    if (nodes < 0 || nodes > INT32_MAX || edges < 0)
        return SIZE_MAX;
    const double n = (double)((nodes + 15) / 16) * 16;
    const double floats = 320 * n + 8840 * (double)chunks + 0.0;
    return floats < 1e18 ? (size_t)floats * sizeof(float) + 64 : SIZE_MAX;
}

static const gatrt_kernel gin_train_kernels[] = {
    {"k0_product", gin_train_k0_product, GATRT_OVER_NODES, 4, 0},
    {"k1_sum2", gin_train_k1_sum2, GATRT_OVER_NODES, 3, 0},
    {"k2_outer2", gin_train_k2_outer2, GATRT_OVER_NODES, 2, 0},
    {"k3_outer3", gin_train_k3_outer3, GATRT_OVER_NODES, 2, 0},
    {"k4_sum12", gin_train_k4_sum12, GATRT_OVER_NODES, 2, 0},
    {"k5_outer4", gin_train_k5_outer4, GATRT_OVER_RANGE, 2, 1433},
    {"k6_sums", gin_train_k6_sums, GATRT_OVER_RANGE, 1, 8840},
};

/* Kernel, unit, demand level; floats read, gathered, written, and operations for each unit. */
static const gatrt_cost gin_train_costs[] = {
    {0, GATRT_PER_NONZERO, 4, 2, 32, 0, 71},
    {0, GATRT_PER_RUN, 1048576, 91712, 0, 0, 0},
    {0, GATRT_PER_ROW, 4, 0, 0, 64, 0},
    {1, GATRT_PER_ROW, 3, 66, 0, 192, 9408},
    {1, GATRT_PER_EDGE, 3, 1, 64, 0, 64},
    {1, GATRT_PER_RUN, 1048576, 4224, 0, 0, 0},
    {2, GATRT_PER_ROW, 2, 68, 0, 64, 28248},
    {2, GATRT_PER_EDGE, 2, 1, 64, 0, 64},
    {2, GATRT_PER_RUN, 1048576, 4615, 0, 0, 0},
    {2, GATRT_PER_ROW, 0, 0, 0, 0, 37},
    {2, GATRT_PER_CHUNK, 2, 0, 0, 4616, 0},
    {3, GATRT_PER_ROW, 2, 258, 0, 64, 17856},
    {3, GATRT_PER_EDGE, 0, 3, 64, 0, 64},
    {3, GATRT_PER_CHUNK, 2, 0, 0, 4224, 0},
    {3, GATRT_PER_RUN, 1048576, 4160, 0, 0, 0},
    {4, GATRT_PER_ROW, 2, 66, 0, 64, 64},
    {4, GATRT_PER_EDGE, 1, 3, 64, 0, 64},
    {5, GATRT_PER_NONZERO, 2, 2, 32, 0, 71},
    {5, GATRT_PER_ROW, 2, 64, 0, 0, 0},
    {5, GATRT_PER_RUN, 1048576, 0, 0, 91712, 0},
    {6, GATRT_PER_CHUNK, 2, 8840, 0, 0, 8840},
    {6, GATRT_PER_RUN, 1048576, 0, 0, 8840, 0},
};

static const gatrt_dim gin_dims[] = {
    {"features", 1433},
    {"classes", 7},
};

static const gatrt_input gin_input_table[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, 1433, .sparse = 1, .row_normalize = 1},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0, .row_normalize = 0},
};

static const gatrt_param gin_param_table[] = {
    {"conv1.nn.0.weight", 0, 91712, 2, {64, 1433, 1}, 1, "glorot", 0, 1433, 64},
    {"conv1.nn.0.bias", 91712, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv1.nn.2.weight", 91776, 4096, 2, {64, 64, 1}, 1, "glorot", 0, 64, 64},
    {"conv1.nn.2.bias", 95872, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv2.nn.0.weight", 95936, 4096, 2, {64, 64, 1}, 1, "glorot", 0, 64, 64},
    {"conv2.nn.0.bias", 100032, 64, 1, {64, 1, 1}, 0, "zeros", 0, 64, 64},
    {"conv2.nn.2.weight", 100096, 448, 2, {7, 64, 1}, 1, "glorot", 0, 64, 7},
    {"conv2.nn.2.bias", 100544, 7, 1, {7, 1, 1}, 0, "zeros", 0, 7, 7},
};

static const gatrt_output gin_outputs[] = {
    {"logits", GATRT_NODE, 7, .on_demand = 0},
};

const gatrt_model gin_model = {
    .abi = GATRT_ABI, .name = "gin", .source = "models/gin.lua",
    .dims = gin_dims, .dim_count = 2,
    .inputs = gin_input_table, .input_count = 3,
    .params = gin_param_table, .param_count = 8, .param_floats = 100551,
    .outputs = gin_outputs, .output_count = 1,
    .train = {
        .name = "train", .kernels = gin_train_kernels, .kernel_count = 7, .levels = 5,
        .ctx_size = sizeof(gin_train_ctx), .bind = gin_train_bind, .workspace = gin_train_workspace,
        .costs = gin_train_costs, .cost_count = sizeof gin_train_costs / sizeof gin_train_costs[0],
    },
    .infer = {
        .name = "infer", .kernels = gin_infer_kernels, .kernel_count = 3, .levels = 3,
        .ctx_size = sizeof(gin_infer_ctx), .bind = gin_infer_bind, .workspace = gin_infer_workspace,
        .costs = gin_infer_costs, .cost_count = sizeof gin_infer_costs / sizeof gin_infer_costs[0],
    },
    .score = {
        .name = "score", .kernels = gin_score_kernels, .kernel_count = 2, .levels = 1,
        .ctx_size = sizeof(gin_score_ctx), .bind = gin_score_bind, .workspace = gin_score_workspace,
        .costs = gin_score_costs, .cost_count = sizeof gin_score_costs / sizeof gin_score_costs[0],
    },
    .recipe = {
        .epochs = 300, .patience = 100, .optimizer = "adam",
        .lr = 0.005, .weight_decay = 0.0005, .momentum = 0, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-08,
        .metric = "accuracy", .self_loops = GATRT_LOOPS_KEPT, .symmetric = 0,
    },
};

#ifndef GATCC_NO_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&gin_model, argc, argv);
}
#endif

#endif
