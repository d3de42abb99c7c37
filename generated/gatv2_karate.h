/* gatv2_karate.h - inference with the model gatv2, made by gatcc from models/gatv2.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_GATV2_H) && GATCC_GATV2_H != 0x36731191
#error "two different models are called gatv2: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_GATV2_H
#define GATCC_GATV2_H 0x36731191

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    GATV2_FEATURES = 34,
    GATV2_CLASSES = 4,
    GATV2_CONV1_WIDTH = 64,
    GATV2_CONV1_HEADS = 8,
    GATV2_CONV1_DIM = 8,
    GATV2_PARAMS = 5136 /* floats in gatv2_params */
};

/* What gatv2_infer returns. */
enum { GATV2_OK = 0, GATV2_NO_ARGUMENT = 1, GATV2_BAD_GRAPH = 2, GATV2_BAD_INPUT = 3 };

typedef struct gatv2_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. The model was trained with one self loop at every node: list it too. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} gatv2_graph;

/* The parameters, row major. Nothing but floats: an array of GATV2_PARAMS floats has this layout. */
typedef struct gatv2_params {
    float conv1_att[GATV2_CONV1_HEADS * GATV2_CONV1_DIM]; /* [8, 8]  conv1.att */
    float conv1_lin_l_weight[GATV2_FEATURES * GATV2_CONV1_HEADS * GATV2_CONV1_DIM]; /* [34, 8, 8]  conv1.lin_l.weight, transposed in checkpoints */
    float conv1_lin_l_bias[GATV2_CONV1_HEADS * GATV2_CONV1_DIM]; /* [8, 8]  conv1.lin_l.bias */
    float conv1_lin_r_weight[GATV2_FEATURES * GATV2_CONV1_HEADS * GATV2_CONV1_DIM]; /* [34, 8, 8]  conv1.lin_r.weight, transposed in checkpoints */
    float conv1_lin_r_bias[GATV2_CONV1_HEADS * GATV2_CONV1_DIM]; /* [8, 8]  conv1.lin_r.bias */
    float conv1_bias[GATV2_CONV1_WIDTH]; /* [64]  conv1.bias */
    float conv2_att[GATV2_CLASSES]; /* [1, 4]  conv2.att */
    float conv2_lin_l_weight[GATV2_CONV1_WIDTH * GATV2_CLASSES]; /* [64, 1, 4]  conv2.lin_l.weight, transposed in checkpoints */
    float conv2_lin_l_bias[GATV2_CLASSES]; /* [1, 4]  conv2.lin_l.bias */
    float conv2_lin_r_weight[GATV2_CONV1_WIDTH * GATV2_CLASSES]; /* [64, 1, 4]  conv2.lin_r.weight, transposed in checkpoints */
    float conv2_lin_r_bias[GATV2_CLASSES]; /* [1, 4]  conv2.lin_r.bias */
    float conv2_bias[GATV2_CLASSES]; /* [4]  conv2.bias */
} gatv2_params;

typedef struct gatv2_inputs {
    /* The non-zeros of x [nodes, 34]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} gatv2_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { GATV2_INFER_STACK = 13568, GATV2_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t gatv2_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 4]. Contents of the workspace are lost. */
int gatv2_infer(const gatv2_params *params, const gatv2_graph *graph, const gatv2_inputs *inputs,
                float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of gatv2_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is GATV2_BAD_INPUT. */
int gatv2_infer_nodes(const gatv2_params *params, const gatv2_graph *graph, const gatv2_inputs *inputs,
                      const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t gatv2_infer_nodes_size(const gatv2_graph *graph); /* of its workspace, as gatv2_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct gatv2_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} gatv2_edges;

/* Bytes of memory that gatv2_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t gatv2_prepare_size(const gatv2_edges *edges);
/* Makes the lists of `graph`, with one self loop at every node as the model was trained.
 * They lie in `memory`, which has to last as long. A code as gatv2_infer's. */
int gatv2_prepare(const gatv2_edges *edges, gatv2_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int gatv2_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
