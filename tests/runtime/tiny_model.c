/* tiny_model.c - a small model written by hand as gatcc would write it, for tests of
 * the runtime that must not wait for the compiler.
 *
 *   m[v]      = mean of dropout(x[src e]) over the edges e into v
 *   logits[v] = m[v] W + b
 *   loss      = sum of weight[v] * cross_entropy(logits[v], label[v])
 *
 * The graph has self loops, so no node is without an edge. Output "share" (on demand)
 * is 1 / degree for each edge. Compile with -DTINY_MAIN for a trainer.
 */
#include "gatrt.h"
#include "tiny_model.h"

#include <math.h>
#include <string.h>

#ifndef TINY_FEATURES
#define TINY_FEATURES 34 /* the karate club's */
#define TINY_CLASSES  4
#endif
enum { F = TINY_FEATURES, C = TINY_CLASSES, PARAMS = F * C + C };
enum { X, LABEL, WEIGHT, INPUTS };
enum { LOGITS, SHARE, OUTPUTS };
static const double drop = 0.3;

typedef struct Ctx {
    const gatrt_graph *graph;
    const float *x, *label, *weight; /* node [F], node [1], node [1] */
    const float *kernel, *bias;      /* W param [F, C], b param [C] */
    float *grads, *loss, *logits, *share;
    float *mean;       /* node [F] */
    float *partial;    /* [chunks, PARAMS]: gradients of each chunk */
    float *chunk_loss; /* [chunks] */
    uint64_t draw;
} Ctx;

static void bind(void *memory, const gatrt_run *run)
{
    Ctx *k = memory;
    const gatrt_graph *g = run->graph;
    float *room = run->workspace;
    *k = (Ctx){.graph = g,
               .x = run->inputs[X].dense,
               .label = run->inputs[LABEL].dense,
               .weight = run->inputs[WEIGHT].dense,
               .kernel = run->params,
               .bias = run->params + F * C,
               .grads = run->grads,
               .loss = run->loss,
               .logits = run->outputs[LOGITS],
               .share = run->outputs[SHARE],
               .mean = room,
               .partial = room + g->spaces[GATRT_NODE].count * F,
               .draw = run->draw};
    k->chunk_loss = k->partial + g->spaces[GATRT_NODE].chunks * PARAMS;
}

static size_t workspace(const gatrt_graph *graph)
{
    const int64_t nodes = graph->spaces[GATRT_NODE].count, chunks = graph->spaces[GATRT_NODE].chunks;
    if (nodes > INT64_MAX / 16 / F || chunks > INT64_MAX / 16 / PARAMS)
        return SIZE_MAX;
    return ((size_t)nodes * F + (size_t)chunks * (PARAMS + 1)) * sizeof(float);
}

/* ---------------------------------------------------------------- kernels */

/* m[v] = mean of x[src e], with dropout where `scale` is not 1 */
static void mean_of(const Ctx *k, int64_t v, uint32_t threshold, float scale)
{
    const gatrt_graph *g = k->graph;
    float *mean = k->mean + v * F;
    memset(mean, 0, F * sizeof *mean);
    for (int64_t e = g->ends[GATRT_EDGE_DST].start[v]; e < g->ends[GATRT_EDGE_DST].start[v + 1]; e++) {
        const float *row = k->x + (int64_t)g->ends[GATRT_EDGE_DST].far[e] * F;
        const uint32_t key = gatrt_row_key(gatrt_value_draw(k->draw, 0), (uint32_t)e);
        for (uint32_t i = 0; i < F; i++)
            mean[i] += threshold ? row[i] * gatrt_keep(key, i, threshold, scale) : row[i];
    }
    const float share = 1.0f / (float)(g->ends[GATRT_EDGE_DST].start[v + 1] - g->ends[GATRT_EDGE_DST].start[v]);
    for (int i = 0; i < F; i++)
        mean[i] *= share;
}

static void logits_of(const Ctx *k, int64_t v, float logits[C])
{
    memcpy(logits, k->bias, C * sizeof *logits);
    for (int i = 0; i < F; i++) {
        for (int j = 0; j < C; j++)
            logits[j] += k->mean[v * F + i] * k->kernel[i * C + j];
    }
}

/* Returns the cross entropy; logits become weight * (softmax - one hot). */
static float cross_entropy(float logits[C], int label, float weight)
{
    float top = logits[0], sum = 0.0f;
    for (int j = 1; j < C; j++)
        top = logits[j] > top ? logits[j] : top;
    for (int j = 0; j < C; j++)
        sum += expf(logits[j] - top);
    const float loss = weight * (logf(sum) + top - logits[label]);
    for (int j = 0; j < C; j++)
        logits[j] = weight * (expf(logits[j] - top) / sum - (j == label ? 1.0f : 0.0f));
    return loss;
}

static void k0_mean(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const float scale = (float)(1.0 / (1.0 - drop));
    (void)chunk;
    for (int64_t v = lo; v < hi; v++)
        mean_of(ctx, v, gatrt_threshold(drop), scale);
}

static void k1_loss_and_gradients(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    float *sum = k->partial + chunk * PARAMS;
    memset(sum, 0, PARAMS * sizeof *sum);
    k->chunk_loss[chunk] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float d[C];
        logits_of(k, v, d);
        k->chunk_loss[chunk] += cross_entropy(d, (int)k->label[v], k->weight[v]);
        for (int i = 0; i < F; i++) {
            for (int j = 0; j < C; j++)
                sum[i * C + j] += k->mean[v * F + i] * d[j];
        }
        for (int j = 0; j < C; j++)
            sum[F * C + j] += d[j];
    }
}

/* Chunks that hold wanted rows: those the kernels over level 0 ran. */
static int64_t chunks_run(const gatrt_graph *g)
{
    int64_t chunks = 0;
    while (chunks < g->spaces[GATRT_NODE].chunks &&
           g->spaces[GATRT_NODE].chunk_start[chunks] < gatrt_rows(g, GATRT_NODE, 0))
        chunks++;
    return chunks;
}

static void k2_sum_gradients(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    const int64_t chunks = chunks_run(k->graph);
    (void)chunk;
    for (int64_t i = lo; i < hi; i++) {
        float sum = 0.0f;
        for (int64_t c = 0; c < chunks; c++)
            sum += k->partial[c * PARAMS + i];
        k->grads[i] = sum;
    }
}

static void k3_sum_loss(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    const int64_t chunks = chunks_run(k->graph);
    float sum = 0.0f;
    (void)lo, (void)hi, (void)chunk;
    for (int64_t c = 0; c < chunks; c++)
        sum += k->chunk_loss[c];
    *k->loss = sum;
}

static void k4_infer(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        mean_of(k, v, 0, 1.0f);
        logits_of(k, v, k->logits + v * C);
    }
}

static void k5_score(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    k->chunk_loss[chunk] = 0.0f;
    for (int64_t v = lo; v < hi; v++) {
        float row[C];
        memcpy(row, k->logits + v * C, sizeof row);
        k->chunk_loss[chunk] += cross_entropy(row, (int)k->label[v], k->weight[v]);
    }
}

static void k6_share(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Ctx *k = ctx;
    const gatrt_graph *g = k->graph;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++) {
        for (int64_t e = g->ends[GATRT_EDGE_DST].start[v]; e < g->ends[GATRT_EDGE_DST].start[v + 1]; e++)
            k->share[e] = 1.0f / (float)(g->ends[GATRT_EDGE_DST].start[v + 1] - g->ends[GATRT_EDGE_DST].start[v]);
    }
}

/* ----------------------------------------------------------------- tables */

static const gatrt_space spaces[GATRT_PLAIN_SPACES] = {
    {"param", GATRT_ONE}, {"node", GATRT_ROWS}, {"edge", GATRT_EDGES}, {"graph", GATRT_ROWS}};
static const gatrt_end ends[GATRT_PLAIN_ENDS] = {{"dst", GATRT_EDGE, GATRT_NODE, 1, 1},
                                                 {"src", GATRT_EDGE, GATRT_NODE, 0, 1},
                                                 {"graph", GATRT_NODE, GATRT_GRAPH, 1, 0}};

static const gatrt_kernel train_kernels[] = {
    {"k0_mean", k0_mean, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
    {"k1_loss_and_gradients", k1_loss_and_gradients, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
    {"k2_sum_gradients", k2_sum_gradients, GATRT_OVER_RANGE, 0, 0, PARAMS, 0},
    {"k3_sum_loss", k3_sum_loss, GATRT_ONCE, 0, 0, 0, 0},
};
static const gatrt_kernel infer_kernels[] = {{"k4_infer", k4_infer, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0}};
static const gatrt_kernel score_kernels[] = {
    {"k5_score", k5_score, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
    {"k3_sum_loss", k3_sum_loss, GATRT_ONCE, 0, 0, 0, 0},
};
static const gatrt_kernel inspect_kernels[] = {
    {"k4_infer", k4_infer, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
    {"k6_share", k6_share, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
};
static const gatrt_dim dims[] = {{"features", F}, {"classes", C}};
static const gatrt_input inputs[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, F, .sparse = 0},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0},
};
static const gatrt_param params[] = {
    {"lin.weight", 0, F *C, 2, {C, F, 0}, 1, "glorot", 0.0, F, C},
    {"lin.bias", F *C, C, 1, {C, 0, 0}, 0, "zeros", 0.0, C, C},
};
static const gatrt_output outputs[] = {
    {"logits", GATRT_NODE, C, 0},
    {"share", GATRT_EDGE, 1, 1},
};

const gatrt_model tiny_model = {
    .abi = GATRT_ABI,
    .spaces = spaces,
    .space_count = GATRT_PLAIN_SPACES,
    .ends = ends,
    .end_count = GATRT_PLAIN_ENDS,
    .name = "tiny",
    .source = "tests/runtime/tiny_model.c",
    .dims = dims,
    .dim_count = 2,
    .inputs = inputs,
    .input_count = INPUTS,
    .params = params,
    .param_count = 2,
    .param_floats = PARAMS,
    .outputs = outputs,
    .output_count = OUTPUTS,
    .train = {"train", train_kernels, 4, 2, sizeof(Ctx), bind, workspace, NULL, 0},
    .infer = {"infer", infer_kernels, 1, 2, sizeof(Ctx), bind, workspace, NULL, 0},
    .score = {"score", score_kernels, 2, 1, sizeof(Ctx), bind, workspace, NULL, 0},
    .inspect = {"inspect", inspect_kernels, 2, 2, sizeof(Ctx), bind, workspace, NULL, 0},
    .recipe = {.epochs = 60,
               .patience = 0,
               .optimizer = "adam:lr=0.05,weight_decay=0.0005",
               .metric = "accuracy",
               .self_loops = 1},
};

#ifdef TINY_MAIN
int main(int argc, char **argv)
{
    return gatrt_main(&tiny_model, argc, argv);
}
#endif
