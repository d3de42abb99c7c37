/* gat2.h - inference with the model gat2, made by gatcc from models/gat2.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_GAT2_H) && GATCC_GAT2_H != 0x3a0f5e1f
#error "two different models are called gat2: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_GAT2_H
#define GATCC_GAT2_H 0x3a0f5e1f

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    GAT2_FEATURES = 1433,
    GAT2_CLASSES = 7,
    GAT2_CONV1_WIDTH = 64,
    GAT2_CONV1_HEADS = 8,
    GAT2_CONV1_DIM = 8,
    GAT2_PARAMS = 92373 /* floats in gat2_params */
};

/* What gat2_infer returns. */
enum { GAT2_OK = 0, GAT2_NO_ARGUMENT = 1, GAT2_BAD_GRAPH = 2, GAT2_BAD_INPUT = 3 };

typedef struct gat2_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. The model was trained with one self loop at every node: list it too. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} gat2_graph;

/* The parameters, row major. Nothing but floats: an array of GAT2_PARAMS floats has this layout. */
typedef struct gat2_params {
    float conv1_lin_weight[GAT2_FEATURES * GAT2_CONV1_HEADS * GAT2_CONV1_DIM]; /* [1433, 8, 8]  conv1.lin.weight, transposed in checkpoints */
    float conv1_att_dst[GAT2_CONV1_HEADS * GAT2_CONV1_DIM]; /* [8, 8]  conv1.att_dst */
    float conv1_att_src[GAT2_CONV1_HEADS * GAT2_CONV1_DIM]; /* [8, 8]  conv1.att_src */
    float conv1_bias[GAT2_CONV1_WIDTH]; /* [64]  conv1.bias */
    float conv2_lin_weight[GAT2_CONV1_WIDTH * GAT2_CLASSES]; /* [64, 1, 7]  conv2.lin.weight, transposed in checkpoints */
    float conv2_att_dst[GAT2_CLASSES]; /* [1, 7]  conv2.att_dst */
    float conv2_att_src[GAT2_CLASSES]; /* [1, 7]  conv2.att_src */
    float conv2_bias[GAT2_CLASSES]; /* [7]  conv2.bias */
} gat2_params;

typedef struct gat2_inputs {
    /* The non-zeros of x [nodes, 1433]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} gat2_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { GAT2_INFER_STACK = 10496, GAT2_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t gat2_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 7]. Contents of the workspace are lost. */
int gat2_infer(const gat2_params *params, const gat2_graph *graph, const gat2_inputs *inputs,
               float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of gat2_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is GAT2_BAD_INPUT. */
int gat2_infer_nodes(const gat2_params *params, const gat2_graph *graph, const gat2_inputs *inputs,
                     const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t gat2_infer_nodes_size(const gat2_graph *graph); /* of its workspace, as gat2_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct gat2_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} gat2_edges;

/* Bytes of memory that gat2_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t gat2_prepare_size(const gat2_edges *edges);
/* Makes the lists of `graph`, with one self loop at every node as the model was trained.
 * They lie in `memory`, which has to last as long. A code as gat2_infer's. */
int gat2_prepare(const gat2_edges *edges, gat2_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int gat2_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
