/* bake_graph.c - gat2 on the graph that it holds, karate's: a line of logits for each node, in the bytes that the header states;
 * the features are one for each member, its own. Made by bake_graph.sh. */
#include "gat2.h"

#include <stdio.h>
#include <string.h>

static float logits[GAT2_OWN_NODES][GAT2_CLASSES], again[GAT2_OWN_NODES][GAT2_CLASSES];
static float workspace[GAT2_OWN_WORKSPACE_BYTES / sizeof(float)];
static int64_t row_start[GAT2_OWN_NODES + 1];
static int32_t col[GAT2_OWN_NODES];
static float val[GAT2_OWN_NODES];

int main(void)
{
    for (int v = 0; v < GAT2_OWN_NODES; v++) {
        row_start[v + 1] = v + 1;
        col[v] = v;
        val[v] = 1.0f;
    }
    const gat2_inputs inputs = {row_start, col, val};
    if (gat2_own_graph.nodes != GAT2_OWN_NODES || gat2_own_graph.edges != GAT2_OWN_EDGES ||
        gat2_workspace_size(GAT2_OWN_NODES, GAT2_OWN_EDGES) != GAT2_OWN_WORKSPACE_BYTES ||
        gat2_infer_own(&gat2_weights, &inputs, logits[0], workspace) != GAT2_OK ||
        gat2_infer(&gat2_weights, &gat2_own_graph, &inputs, again[0], workspace) != GAT2_OK ||
        memcmp(logits, again, sizeof again) != 0 ||
        gat2_infer_own(&gat2_weights, &inputs, logits[0], NULL) != GAT2_NO_ARGUMENT)
        return 1;
    for (int v = 0; v < GAT2_OWN_NODES; v++) {
        printf("%d", v);
        for (int i = 0; i < GAT2_CLASSES; i++)
            printf(",%.9g", (double)logits[v][i]);
        printf("\n");
    }
    return 0;
}
