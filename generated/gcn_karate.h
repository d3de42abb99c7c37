/* gcn_karate.h - inference with the model gcn, made by gatcc from models/gcn.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_GCN_H) && GATCC_GCN_H != 0xf397ee59
#error "two different models are called gcn: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_GCN_H
#define GATCC_GCN_H 0xf397ee59

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    GCN_FEATURES = 34,
    GCN_CLASSES = 4,
    GCN_CONV1_WIDTH = 16,
    GCN_PARAMS = 628 /* floats in gcn_params */
};

/* What gcn_infer returns. */
enum { GCN_OK = 0, GCN_NO_ARGUMENT = 1, GCN_BAD_GRAPH = 2, GCN_BAD_INPUT = 3 };

typedef struct gcn_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. The model was trained with one self loop at every node: list it too. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} gcn_graph;

/* The parameters, row major. Nothing but floats: an array of GCN_PARAMS floats has this layout. */
typedef struct gcn_params {
    float conv1_lin_weight[GCN_FEATURES * GCN_CONV1_WIDTH]; /* [34, 16]  conv1.lin.weight, transposed in checkpoints */
    float conv1_bias[GCN_CONV1_WIDTH]; /* [16]  conv1.bias */
    float conv2_lin_weight[GCN_CONV1_WIDTH * GCN_CLASSES]; /* [16, 4]  conv2.lin.weight, transposed in checkpoints */
    float conv2_bias[GCN_CLASSES]; /* [4]  conv2.bias */
} gcn_params;

typedef struct gcn_inputs {
    /* The non-zeros of x [nodes, 34]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} gcn_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { GCN_INFER_STACK = 5632, GCN_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t gcn_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 4]. Contents of the workspace are lost. */
int gcn_infer(const gcn_params *params, const gcn_graph *graph, const gcn_inputs *inputs,
              float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of gcn_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is GCN_BAD_INPUT. */
int gcn_infer_nodes(const gcn_params *params, const gcn_graph *graph, const gcn_inputs *inputs,
                    const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t gcn_infer_nodes_size(const gcn_graph *graph); /* of its workspace, as gcn_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct gcn_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} gcn_edges;

/* Bytes of memory that gcn_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t gcn_prepare_size(const gcn_edges *edges);
/* Makes the lists of `graph`, with a self loop at every node that has none as the model was trained.
 * They lie in `memory`, which has to last as long. A code as gcn_infer's. */
int gcn_prepare(const gcn_edges *edges, gcn_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int gcn_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
