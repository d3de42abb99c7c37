/* transformer.h - inference with the model transformer, made by gatcc from models/transformer.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_TRANSFORMER_H) && GATCC_TRANSFORMER_H != 0x9a13f67f
#error "two different models are called transformer: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_TRANSFORMER_H
#define GATCC_TRANSFORMER_H 0x9a13f67f

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    TRANSFORMER_FEATURES = 1433,
    TRANSFORMER_CLASSES = 7,
    TRANSFORMER_CONV1_WIDTH = 64,
    TRANSFORMER_CONV1_HEADS = 8,
    TRANSFORMER_CONV1_DIM = 8,
    TRANSFORMER_CONV2_WIDTH = 7,
    TRANSFORMER_PARAMS = 368924 /* floats in transformer_params */
};

/* What transformer_infer returns. */
enum { TRANSFORMER_OK = 0, TRANSFORMER_NO_ARGUMENT = 1, TRANSFORMER_BAD_GRAPH = 2, TRANSFORMER_BAD_INPUT = 3 };

typedef struct transformer_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. The model was trained with one self loop at every node: list it too. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} transformer_graph;

/* The parameters, row major. Nothing but floats: an array of TRANSFORMER_PARAMS floats has this layout. */
typedef struct transformer_params {
    float conv1_lin_query_weight[TRANSFORMER_FEATURES * TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [1433, 8, 8]  conv1.lin_query.weight, transposed in checkpoints */
    float conv1_lin_query_bias[TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [8, 8]  conv1.lin_query.bias */
    float conv1_lin_key_weight[TRANSFORMER_FEATURES * TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [1433, 8, 8]  conv1.lin_key.weight, transposed in checkpoints */
    float conv1_lin_key_bias[TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [8, 8]  conv1.lin_key.bias */
    float conv1_lin_value_weight[TRANSFORMER_FEATURES * TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [1433, 8, 8]  conv1.lin_value.weight, transposed in checkpoints */
    float conv1_lin_value_bias[TRANSFORMER_CONV1_HEADS * TRANSFORMER_CONV1_DIM]; /* [8, 8]  conv1.lin_value.bias */
    float conv1_lin_skip_weight[TRANSFORMER_FEATURES * TRANSFORMER_CONV1_WIDTH]; /* [1433, 64]  conv1.lin_skip.weight, transposed in checkpoints */
    float conv1_lin_skip_bias[TRANSFORMER_CONV1_WIDTH]; /* [64]  conv1.lin_skip.bias */
    float conv2_lin_query_weight[TRANSFORMER_CONV1_WIDTH * TRANSFORMER_CONV2_WIDTH]; /* [64, 1, 7]  conv2.lin_query.weight, transposed in checkpoints */
    float conv2_lin_query_bias[TRANSFORMER_CONV2_WIDTH]; /* [1, 7]  conv2.lin_query.bias */
    float conv2_lin_key_weight[TRANSFORMER_CONV1_WIDTH * TRANSFORMER_CONV2_WIDTH]; /* [64, 1, 7]  conv2.lin_key.weight, transposed in checkpoints */
    float conv2_lin_key_bias[TRANSFORMER_CONV2_WIDTH]; /* [1, 7]  conv2.lin_key.bias */
    float conv2_lin_value_weight[TRANSFORMER_CONV1_WIDTH * TRANSFORMER_CLASSES]; /* [64, 1, 7]  conv2.lin_value.weight, transposed in checkpoints */
    float conv2_lin_value_bias[TRANSFORMER_CLASSES]; /* [1, 7]  conv2.lin_value.bias */
    float conv2_lin_skip_weight[TRANSFORMER_CONV1_WIDTH * TRANSFORMER_CLASSES]; /* [64, 7]  conv2.lin_skip.weight, transposed in checkpoints */
    float conv2_lin_skip_bias[TRANSFORMER_CLASSES]; /* [7]  conv2.lin_skip.bias */
} transformer_params;

typedef struct transformer_inputs {
    /* The non-zeros of x [nodes, 1433]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} transformer_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { TRANSFORMER_INFER_STACK = 21248, TRANSFORMER_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t transformer_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 7]. Contents of the workspace are lost. */
int transformer_infer(const transformer_params *params, const transformer_graph *graph, const transformer_inputs *inputs,
                      float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of transformer_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is TRANSFORMER_BAD_INPUT. */
int transformer_infer_nodes(const transformer_params *params, const transformer_graph *graph, const transformer_inputs *inputs,
                            const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t transformer_infer_nodes_size(const transformer_graph *graph); /* of its workspace, as transformer_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct transformer_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} transformer_edges;

/* Bytes of memory that transformer_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t transformer_prepare_size(const transformer_edges *edges);
/* Makes the lists of `graph`, with one self loop at every node as the model was trained.
 * They lie in `memory`, which has to last as long. A code as transformer_infer's. */
int transformer_prepare(const transformer_edges *edges, transformer_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int transformer_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
