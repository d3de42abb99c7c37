/* gin.h - inference with the model gin, made by gatcc from models/gin.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#ifndef GATCC_GIN_H
#define GATCC_GIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    GIN_FEATURES = 1433,
    GIN_CLASSES = 7,
    GIN_PARAMS = 100551 /* floats in gin_params */
};

/* What gin_infer returns. */
enum { GIN_OK = 0, GIN_NO_ARGUMENT = 1, GIN_BAD_GRAPH = 2, GIN_BAD_INPUT = 3 };

/* A graph by incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
 * edge e comes from node in_src[e]. */
typedef struct gin_graph {
    int64_t nodes, edges;
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} gin_graph;

/* The parameters, row major. Nothing but floats: an array of GIN_PARAMS floats has this layout. */
typedef struct gin_params {
    float conv1_nn_0_weight[91712]; /* [1433, 64]  conv1.nn.0.weight, transposed in checkpoints */
    float conv1_nn_0_bias[64]; /* [64]  conv1.nn.0.bias */
    float conv1_nn_2_weight[4096]; /* [64, 64]  conv1.nn.2.weight, transposed in checkpoints */
    float conv1_nn_2_bias[64]; /* [64]  conv1.nn.2.bias */
    float conv2_nn_0_weight[4096]; /* [64, 64]  conv2.nn.0.weight, transposed in checkpoints */
    float conv2_nn_0_bias[64]; /* [64]  conv2.nn.0.bias */
    float conv2_nn_2_weight[448]; /* [64, 7]  conv2.nn.2.weight, transposed in checkpoints */
    float conv2_nn_2_bias[7]; /* [7]  conv2.nn.2.bias */
} gin_params;

typedef struct gin_inputs {
    /* The non-zeros of x [nodes, 1433]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by their sum. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} gin_inputs;

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t gin_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 7]. Contents of the workspace are lost. */
int gin_infer(const gin_params *params, const gin_graph *graph, const gin_inputs *inputs,
              float *logits, void *workspace);

#ifdef __cplusplus
}
#endif

#endif
