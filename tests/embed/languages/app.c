/* app.c - what the programs of this folder print, by the header of C itself: the bits of gat2's logits on a graph of 20 nodes,
 * then those of nodes 3 and 11 alone. */
#include "gat2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 20, EDGES = 50 };

static void print_row(const float *row)
{
    for (int i = 0; i < GAT2_CLASSES; i++) {
        uint32_t bits;
        memcpy(&bits, &row[i], sizeof bits);
        printf("%08x%c", bits, i + 1 < GAT2_CLASSES ? ' ' : '\n');
    }
}

int main(void)
{
    static int32_t src[EDGES], dst[EDGES], col[2 * NODES];
    static int64_t row_start[NODES + 1];
    static float val[2 * NODES], logits[NODES][GAT2_CLASSES];
    for (int e = 0; e < EDGES; e++) {
        src[e] = (e * 7 + 1) % NODES;
        dst[e] = (e * e + 3 * e) % NODES;
    }
    for (int v = 0; v < NODES; v++) {
        col[2 * v] = v % GAT2_FEATURES;
        col[2 * v + 1] = (v + 5) % GAT2_FEATURES;
        val[2 * v] = (float)(1 + v % 3);
        val[2 * v + 1] = 1.0f;
        row_start[v + 1] = 2 * v + 2;
    }
    const gat2_edges edges = {NODES, EDGES, src, dst};
    const gat2_inputs inputs = {row_start, col, val};
    gat2_graph graph;
    void *memory = malloc(gat2_prepare_size(&edges));
    if (!memory || gat2_prepare(&edges, &graph, memory) || gat2_normalize_x(NODES, row_start, val))
        return 1;
    void *workspace = malloc(gat2_infer_nodes_size(&graph));
    if (!workspace || gat2_infer(&gat2_weights, &graph, &inputs, logits[0], workspace))
        return 1;
    for (int v = 0; v < NODES; v++)
        print_row(logits[v]);
    static const int32_t asked[] = {3, 11};
    memset(logits, 0, sizeof logits);
    if (gat2_infer_nodes(&gat2_weights, &graph, &inputs, asked, 2, logits[0], workspace))
        return 1;
    print_row(logits[3]);
    print_row(logits[11]);
    free(workspace);
    free(memory);
    return 0;
}
