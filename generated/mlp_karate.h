/* mlp_karate.h - inference with the model mlp, made by gatcc from models/mlp.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_MLP_H) && GATCC_MLP_H != 0x575a3081
#error "two different models are called mlp: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_MLP_H
#define GATCC_MLP_H 0x575a3081

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    MLP_FEATURES = 34,
    MLP_CLASSES = 4,
    MLP_LIN1_WIDTH = 64,
    MLP_PARAMS = 2500 /* floats in mlp_params */
};

/* What mlp_infer returns. */
enum { MLP_OK = 0, MLP_NO_ARGUMENT = 1, MLP_BAD_GRAPH = 2, MLP_BAD_INPUT = 3 };

typedef struct mlp_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} mlp_graph;

/* The parameters, row major. Nothing but floats: an array of MLP_PARAMS floats has this layout. */
typedef struct mlp_params {
    float lin1_weight[MLP_FEATURES * MLP_LIN1_WIDTH]; /* [34, 64]  lin1.weight, transposed in checkpoints */
    float lin1_bias[MLP_LIN1_WIDTH]; /* [64]  lin1.bias */
    float lin2_weight[MLP_LIN1_WIDTH * MLP_CLASSES]; /* [64, 4]  lin2.weight, transposed in checkpoints */
    float lin2_bias[MLP_CLASSES]; /* [4]  lin2.bias */
} mlp_params;

typedef struct mlp_inputs {
    /* The non-zeros of x [nodes, 34]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} mlp_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { MLP_INFER_STACK = 6656, MLP_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t mlp_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 4]. Contents of the workspace are lost. */
int mlp_infer(const mlp_params *params, const mlp_graph *graph, const mlp_inputs *inputs,
              float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of mlp_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is MLP_BAD_INPUT. */
int mlp_infer_nodes(const mlp_params *params, const mlp_graph *graph, const mlp_inputs *inputs,
                    const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t mlp_infer_nodes_size(const mlp_graph *graph); /* of its workspace, as mlp_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct mlp_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} mlp_edges;

/* Bytes of memory that mlp_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t mlp_prepare_size(const mlp_edges *edges);
/* Makes the lists of `graph`.
 * They lie in `memory`, which has to last as long. A code as mlp_infer's. */
int mlp_prepare(const mlp_edges *edges, mlp_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int mlp_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
