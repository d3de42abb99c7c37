/* sage.h - inference with the model sage, made by gatcc from models/sage.lua.
 * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */
#if defined(GATCC_SAGE_H) && GATCC_SAGE_H != 0x4f431829
#error "two different models are called sage: compile one with gatcc --name NAME"
#endif
#ifndef GATCC_SAGE_H
#define GATCC_SAGE_H 0x4f431829

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SAGE_FEATURES = 1433,
    SAGE_CLASSES = 7,
    SAGE_CONV1_WIDTH = 16,
    SAGE_PARAMS = 46103 /* floats in sage_params */
};

/* What sage_infer returns. */
enum { SAGE_OK = 0, SAGE_NO_ARGUMENT = 1, SAGE_BAD_GRAPH = 2, SAGE_BAD_INPUT = 3 };

typedef struct sage_graph {
    int64_t nodes, edges;
    /* By incoming edges: those into node v are in_start[v] .. in_start[v + 1] - 1, and
     * edge e comes from node in_src[e]. */
    const int64_t *in_start; /* [nodes + 1] */
    const int32_t *in_src;   /* [edges] */
} sage_graph;

/* The parameters, row major. Nothing but floats: an array of SAGE_PARAMS floats has this layout. */
typedef struct sage_params {
    float conv1_lin_l_weight[SAGE_FEATURES * SAGE_CONV1_WIDTH]; /* [1433, 16]  conv1.lin_l.weight, transposed in checkpoints */
    float conv1_lin_l_bias[SAGE_CONV1_WIDTH]; /* [16]  conv1.lin_l.bias */
    float conv1_lin_r_weight[SAGE_FEATURES * SAGE_CONV1_WIDTH]; /* [1433, 16]  conv1.lin_r.weight, transposed in checkpoints */
    float conv2_lin_l_weight[SAGE_CONV1_WIDTH * SAGE_CLASSES]; /* [16, 7]  conv2.lin_l.weight, transposed in checkpoints */
    float conv2_lin_l_bias[SAGE_CLASSES]; /* [7]  conv2.lin_l.bias */
    float conv2_lin_r_weight[SAGE_CONV1_WIDTH * SAGE_CLASSES]; /* [16, 7]  conv2.lin_r.weight, transposed in checkpoints */
} sage_params;

typedef struct sage_inputs {
    /* The non-zeros of x [nodes, 1433]: row v's are row_start[v] .. row_start[v + 1] - 1, divided by the sum of their absolute values. */
    const int64_t *x_row_start; /* [nodes + 1] */
    const int32_t *x_col;
    const float *x_val;
} sage_inputs;

/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as
 * compiled by gcc or clang at any -O. */
enum { SAGE_INFER_STACK = 7168, SAGE_WORKSPACE_SIZE_STACK = 256 };

/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */
size_t sage_workspace_size(int64_t nodes, int64_t edges);

/* logits: [nodes, 7]. Contents of the workspace are lost. */
int sage_infer(const sage_params *params, const sage_graph *graph, const sage_inputs *inputs,
               float *logits, void *workspace);

/* The rows of these nodes alone, in the bits of sage_infer, into outputs that are as large as there: other
 * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are
 * unsound elsewhere are not told. A number that is none of the nodes is SAGE_BAD_INPUT. */
int sage_infer_nodes(const sage_params *params, const sage_graph *graph, const sage_inputs *inputs,
                     const int32_t *asked, int64_t asked_count, float *logits, void *workspace);
size_t sage_infer_nodes_size(const sage_graph *graph); /* of its workspace, as sage_workspace_size */

/* A graph as an application has it, in any order. */
typedef struct sage_edges {
    int64_t nodes, edges;
    const int32_t *src, *dst; /* [edges] edge e goes from node src[e] to node dst[e] */
} sage_edges;

/* Bytes of memory that sage_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where
 * there are more than 2147483647 of anything. */
size_t sage_prepare_size(const sage_edges *edges);
/* Makes the lists of `graph`.
 * They lie in `memory`, which has to last as long. A code as sage_infer's. */
int sage_prepare(const sage_edges *edges, sage_graph *graph, void *memory);

/* Raw x becomes what the model was trained with: each row divided by the sum of its absolute values. */
int sage_normalize_x(int64_t nodes, const int64_t *row_start, float *val);

#ifdef __cplusplus
}
#endif

#endif
