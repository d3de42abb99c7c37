/* graphs.c - which graph each node belongs to, where a program asks. A data set that does not say so is one graph.
 *
 * In: the graph of each of the data set's nodes, and the prepared graph's nodes. Out: an order of the nodes in which those of a graph
 * stand together; the graphs' ranges of nodes; chunks of graphs, of about equal work, no more than there are of nodes. */
#include "runtime/runtime.h"

static bool goes_over_graphs(const gatrt_program *program)
{
    for (int i = 0; program->kernels && i < program->kernel_count; i++)
        if (program->kernels[i].over == GATRT_OVER_GRAPHS)
            return true;
    return false;
}

bool graphs_are_asked_for(const gatrt_model *model)
{
    return goes_over_graphs(&model->train) || goes_over_graphs(&model->infer) || goes_over_graphs(&model->score) ||
           goes_over_graphs(&model->inspect);
}

int32_t *graphs_sequence(const gatrt_data *data, const int32_t *sequence)
{
    const gatrt_set *node = &data->sets[0];
    int64_t *next = mem_alloc((size_t)data_graphs(data) + 1, sizeof *next);
    int32_t *sorted = mem_alloc((size_t)node->rows, sizeof *sorted);
    for (int64_t v = 0; v < node->rows; v++)
        next[node->graph[v] + 1]++;
    counts_to_starts(next, data_graphs(data));
    for (int64_t i = 0; i < node->rows; i++) {
        const int32_t v = sequence ? sequence[i] : (int32_t)i;
        sorted[next[node->graph[v]]++] = v;
    }
    mem_free(next);
    return sorted;
}

static void cut_chunks(gatrt_graph *g)
{
    const int64_t share = (g->nodes + g->graphs) / g->chunks + 1; /* so that there are no more than of nodes */
    int64_t *start = mem_alloc((size_t)g->chunks + 1, sizeof *start);
    g->graph_chunks = cut_rows(g->graph_start, g->graphs, share, start);
    g->graph_chunk_start = start;
}

void graphs_fill(gatrt_graph *g, const gatrt_data *data, const int64_t *node_id)
{
    const gatrt_set *node = &data->sets[0];
    g->graphs = data_graphs(data);
    int64_t *start = mem_alloc((size_t)g->graphs + 1, sizeof *start);
    int32_t *graph_of = mem_alloc((size_t)g->nodes, sizeof *graph_of);
    for (int64_t v = 0; v < g->nodes; v++) {
        graph_of[v] = node->graph ? node->graph[node_id[v]] : 0;
        start[graph_of[v] + 1]++;
    }
    counts_to_starts(start, g->graphs);
    g->graph_start = start;
    g->node_graph = graph_of;
    cut_chunks(g);
}
