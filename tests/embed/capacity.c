/* capacity.c - gat2 with a fixed capacity, at it: random graphs of as many nodes and edges as the header says, in memory of
 * just the bytes that it states (under AddressSanitizer, so that one byte more is seen), give the same bits as in memory
 * asked for by each graph's size, and rows asked for alone give the same. Made by capacity.sh. */
#include "gat2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIALS = 40 };

static gat2_fixed fixed;
static int32_t src[GAT2_MAX_EDGES], dst[GAT2_MAX_EDGES], col[GAT2_MAX_NODES];
static int64_t row_start[GAT2_MAX_NODES + 1];
static float val[GAT2_MAX_NODES];
static float there[GAT2_MAX_NODES][GAT2_CLASSES], here[GAT2_MAX_NODES][GAT2_CLASSES],
    alone[GAT2_MAX_NODES][GAT2_CLASSES];
static float weight_there[GAT2_MAX_LISTED_EDGES][GAT2_CONV1_HEADS],
    weight_here[GAT2_MAX_LISTED_EDGES][GAT2_CONV1_HEADS], weight_alone[GAT2_MAX_LISTED_EDGES][GAT2_CONV1_HEADS];

static uint64_t state = 1;

static int32_t pick(int32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((state >> 33) % (uint64_t)n);
}

static void *exactly(size_t bytes)
{
    void *memory = malloc(bytes);
    if (!memory)
        exit(2);
    memset(memory, 0xff, bytes);
    return memory;
}

static void must(int holds, const char *what)
{
    if (holds)
        return;
    printf("FAILED: %s\n", what);
    exit(1);
}

static gat2_edges random_edges(int full)
{
    const gat2_edges edges = {full ? GAT2_MAX_NODES : 1 + pick(GAT2_MAX_NODES),
                              full ? GAT2_MAX_EDGES : pick(GAT2_MAX_EDGES), src, dst};
    for (int64_t e = 0; e < edges.edges; e++) {
        src[e] = pick((int32_t)edges.nodes);
        dst[e] = pick((int32_t)edges.nodes);
    }
    for (int64_t v = 0; v < edges.nodes; v++) {
        col[v] = pick(GAT2_FEATURES);
        val[v] = (float)(1 + pick(9)) / 4.0f;
        row_start[v + 1] = v + 1;
    }
    return edges;
}

static void rows_alone(const gat2_graph *graph, const gat2_inputs *inputs)
{
    void *workspace = exactly(gat2_infer_nodes_size(graph));
    int32_t asked[8];
    const int count = 1 + pick(8);
    for (int i = 0; i < count; i++)
        asked[i] = pick((int32_t)graph->nodes);
    must(gat2_infer_nodes(&gat2_weights, graph, inputs, asked, count, alone[0], weight_alone[0], workspace) == GAT2_OK,
         "inference of some nodes");
    for (int i = 0; i < count; i++) {
        const int64_t first = graph->in_start[asked[i]], end = graph->in_start[asked[i] + 1];
        must(!memcmp(alone[asked[i]], here[asked[i]], sizeof *alone), "a node alone is the same");
        must(!memcmp(weight_alone[first], weight_here[first], (size_t)(end - first) * sizeof *weight_alone),
             "its attention alone is the same");
    }
    free(workspace);
}

static void trial(int full)
{
    const gat2_edges edges = random_edges(full);
    const gat2_inputs inputs = {row_start, col, val};
    gat2_graph graph;
    void *memory = exactly(gat2_prepare_size(&edges));
    must(gat2_prepare(&edges, &graph, memory) == GAT2_OK, "preparing");
    void *workspace = exactly(gat2_workspace_size(graph.nodes, graph.edges));
    must(gat2_infer(&gat2_weights, &graph, &inputs, here[0], weight_here[0], workspace) == GAT2_OK, "inference");
    must(gat2_fixed_prepare(&fixed, &edges) == GAT2_OK, "preparing in fixed memory");
    must(gat2_fixed_infer(&fixed, &gat2_weights, &inputs, there[0], weight_there[0]) == GAT2_OK, "inference there");
    must(!memcmp(here, there, (size_t)graph.nodes * sizeof *here), "logits are the same there");
    must(!memcmp(weight_here, weight_there, (size_t)graph.edges * sizeof *weight_here), "attention is the same there");
    for (int64_t v = 0; v < graph.nodes; v++)
        for (int64_t e = graph.in_start[v]; e < graph.in_start[v + 1]; e++)
            must(graph.in_id[e] == -1 || (src[graph.in_id[e]] == graph.in_src[e] && dst[graph.in_id[e]] == v),
                 "edges keep their numbers");
    rows_alone(&graph, &inputs);
    free(workspace);
    free(memory);
}

int main(void)
{
    for (int i = 0; i < TRIALS; i++)
        trial(i % 2);
    void *memory = exactly(GAT2_PREPARE_BYTES), *workspace = exactly(GAT2_WORKSPACE_BYTES);
    const gat2_edges edges = random_edges(1);
    const gat2_inputs inputs = {row_start, col, val};
    gat2_graph graph;
    must(gat2_prepare(&edges, &graph, memory) == GAT2_OK, "preparing in the bytes that the header states");
    must(gat2_infer(&gat2_weights, &graph, &inputs, here[0], weight_here[0], workspace) == GAT2_OK,
         "inference in these");
    free(workspace);
    free(memory);
    printf("%zu\n", sizeof fixed);
    return 0;
}
