/* graphs.c - which graph each node belongs to, where a program asks. A data set that does not say so is one graph.
 *
 * In: the data set's nodes with the graph of each, and the prepared graph's nodes. Out: an order of the nodes in which those of a graph
 * stand together; the graphs' ranges of nodes; chunks of graphs, of about equal work, no more than there are of nodes. */
#include "runtime/runtime.h"

/* Edges that training used up were looked at before. */
static bool joins_graphs(const gatrt_model *model, const gatrt_data *data, int relation, Error *error)
{
    const Joined joined = space_joins(model, data, relation);
    const gatrt_set *from = space_set(model, data, joined.from), *to = space_set(model, data, joined.to);
    for (int64_t e = 0; joined.src && from && to && from->graph && to->graph && e < joined.edges; e++)
        if (from->graph[joined.src[e]] != to->graph[joined.dst[e]]) {
            error_set(
                error,
                "%s: edge %lld of %s goes from %s %.60s of graph %d to %.60s of graph %d: no answer would be of one "
                "graph, as those of model %s are",
                file_shown(data->name), (long long)e, model->spaces[relation].name, set_word(from),
                row_text(from, joined.src[e]).text, from->graph[joined.src[e]], row_text(to, joined.dst[e]).text,
                to->graph[joined.dst[e]], model->name);
            return true;
        }
    return false;
}

bool graphs_apart(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    bool apart = true;
    for (int s = 0; apart && s < model->space_count; s++)
        apart = model_space(model) != GATRT_GRAPH || model->spaces[s].kind != GATRT_EDGES ||
                !joins_graphs(model, data, s, error);
    return apart;
}

int32_t *graphs_sequence(const gatrt_set *nodes, int64_t graphs, const int32_t *sequence)
{
    int64_t *next = mem_alloc((size_t)graphs + 1, sizeof *next);
    int32_t *sorted = mem_alloc((size_t)nodes->rows, sizeof *sorted);
    for (int64_t v = 0; v < nodes->rows; v++)
        next[nodes->graph[v] + 1]++;
    counts_to_starts(next, graphs);
    for (int64_t i = 0; i < nodes->rows; i++) {
        const int32_t v = sequence ? sequence[i] : (int32_t)i;
        sorted[next[nodes->graph[v]]++] = v;
    }
    mem_free(next);
    return sorted;
}

void graphs_cut(const gatrt_rowset *nodes, gatrt_rowset *graphs, const int64_t *node_start, int64_t *chunk_start)
{
    const int64_t share =
        (nodes->count + graphs->count) / nodes->chunks + 1; /* so that there are no more than of nodes */
    graphs->chunks = cut_rows(node_start, graphs->count, share, chunk_start);
    graphs->chunk_start = chunk_start;
}

static void cut_chunks(const gatrt_rowset *nodes, gatrt_rowset *graphs, const int64_t *node_start)
{
    mem_free((void *)(uintptr_t)graphs->chunk_start);
    graphs_cut(nodes, graphs, node_start, mem_alloc((size_t)nodes->chunks + 1, sizeof *graphs->chunk_start));
}

void graphs_fill(Prepared *p, const gatrt_set *of)
{
    const gatrt_rowset *nodes = &p->spaces[GATRT_NODE];
    gatrt_rowset *graphs = &p->spaces[GATRT_GRAPH];
    int64_t *start = mem_alloc((size_t)graphs->count + 1, sizeof *start);
    int32_t *graph_of = mem_alloc((size_t)nodes->count, sizeof *graph_of);
    for (int64_t v = 0; v < nodes->count; v++) {
        graph_of[v] = of->graph ? of->graph[p->row_id[GATRT_NODE][v]] : 0;
        start[graph_of[v] + 1]++;
    }
    counts_to_starts(start, graphs->count);
    p->ends[GATRT_NODE_GRAPH] = (gatrt_walk){.start = start, .at = graph_of};
    if (nodes->chunks > 0)
        cut_chunks(nodes, graphs, start);
}
