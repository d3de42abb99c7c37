/* graph.c - a data set's edges become a prepared graph.
 *
 * In: the edges as the user has them, and the rows that are wanted. Out: both
 * adjacency lists in an order of nodes by demand level, so that whatever a program
 * needs is a prefix of the nodes.
 *
 * Invariant: with and without pruning, the nodes, in-lists and edge numbers that a
 * wanted row depends on are the same and stand in the same places, and the chunks
 * end at the same nodes. Hence the same bits come out. It holds because
 *  - the order of nodes is by (level, place in the sequence) in both, and levels depend on the
 *    whole graph only;
 *  - edges are numbered by destination, and the pruned ones are those into nodes
 *    that stand behind all others;
 *  - the work that ends a chunk counts the degrees in the whole graph.
 *
 * Where most nodes are needed anyway, all are kept, and other masks share the graph
 * (graph_share). That too is decided by levels in the whole graph, pruned or not.
 *
 * All sorting is counting sort: O(nodes + edges).
 */
#include "runtime/runtime.h"

#include <string.h>

enum { CHUNKS = 128, CHUNK_WORK = 256 };
enum { MOST_OF_FOUR = 3 }; /* quarters of the nodes that count as most of them */

/* ------------------------------------------------------------------- edges */

typedef struct Edge {
    int32_t src, dst;
    int64_t id;
} Edge;

/* The edges of the whole prepared graph, never listed: the data's own, then the
 * reverses that were missing, then, unless self loops stay as they are, one for every node. */
typedef struct EdgeList {
    const gatrt_data *data;
    gatrt_loops self_loops;
    int64_t *kept_loop; /* GATRT_LOOPS_COMPLETED, [nodes]: the data edge that is v's self loop, -1: none */
    int64_t *reversed;  /* data edges whose reverse is added, ascending */
    int64_t reversed_count;
    int64_t slots; /* upper bound of the edges: see edge_at */
} EdgeList;

/* False where slot i holds no edge: a self loop whose node has its one in the last slots. */
static bool edge_at(const EdgeList *list, int64_t i, Edge *edge)
{
    const gatrt_relation *r = &list->data->relations[0];
    if (i < r->edges) {
        *edge = (Edge){r->src[i], r->dst[i], i};
        return list->self_loops == GATRT_LOOPS_KEPT || edge->src != edge->dst;
    }
    i -= r->edges;
    if (i < list->reversed_count) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are reversed_count of them */
        int64_t original = list->reversed[i];
        *edge = (Edge){r->dst[original], r->src[original], -2 - original};
        return true;
    }
    int32_t v = (int32_t)(i - list->reversed_count);
    *edge = (Edge){v, v, list->kept_loop ? list->kept_loop[v] : -1};
    return true;
}

void counts_to_starts(int64_t *counts, int64_t kinds)
{
    for (int64_t k = 0; k < kinds; k++)
        counts[k + 1] += counts[k];
}

static int64_t *copy_starts(const int64_t *starts, int64_t kinds)
{
    int64_t *copy = mem_alloc((size_t)kinds + 1, sizeof *copy);
    return memcpy(copy, starts, (size_t)kinds * sizeof *copy);
}

/* Edges of the data grouped by `key`; within a group as they are in `order`, or in the file's order. */
static int64_t *group_edges(const int32_t *key, const int64_t *order, int64_t edges, int64_t nodes, int64_t *starts)
{
    memset(starts, 0, ((size_t)nodes + 1) * sizeof *starts);
    for (int64_t e = 0; e < edges; e++)
        starts[key[e] + 1]++;
    counts_to_starts(starts, nodes);
    int64_t *next = copy_starts(starts, nodes);
    int64_t *grouped = mem_alloc((size_t)edges, sizeof *grouped);
    for (int64_t i = 0; i < edges; i++) {
        int64_t e = order ? order[i] : i;
        grouped[next[key[e]]++] = e;
    }
    mem_free(next);
    return grouped;
}

/* For each node v, marks the edges v -> u for which there is no u -> v: both lists ascend, so one merge finds them. */
static void mark_one_way(const gatrt_data *d, const int64_t *out, const int64_t *out_start, const int64_t *in,
                         const int64_t *in_start, uint8_t *one_way)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    for (int64_t v = 0; v < node->rows; v++) {
        int64_t at = in_start[v];
        for (int64_t i = out_start[v]; i < out_start[v + 1]; i++) {
            int32_t u = edge->dst[out[i]];
            while (at < in_start[v + 1] && edge->src[in[at]] < u)
                at++;
            one_way[out[i]] = at == in_start[v + 1] || edge->src[in[at]] != u;
        }
    }
}

static void find_missing_reverses(EdgeList *list)
{
    const gatrt_data *d = list->data;
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    int64_t *out_start = mem_alloc((size_t)node->rows + 1, sizeof *out_start);
    int64_t *in_start = mem_alloc((size_t)node->rows + 1, sizeof *in_start);
    uint8_t *one_way = mem_alloc((size_t)edge->edges, 1);
    int64_t *in = group_edges(edge->dst, NULL, edge->edges, node->rows, in_start);
    int64_t *out = group_edges(edge->src, in, edge->edges, node->rows, out_start); /* by source, then destination */
    mem_free(in);
    in = group_edges(edge->dst, out, edge->edges, node->rows, in_start); /* by destination, then source */
    mark_one_way(d, out, out_start, in, in_start, one_way);
    for (int64_t e = 0; e < edge->edges; e++)
        list->reversed_count += one_way[e];
    list->reversed = mem_alloc((size_t)list->reversed_count, sizeof *list->reversed);
    for (int64_t e = 0, at = 0; e < edge->edges; e++)
        if (one_way[e])
            list->reversed[at++] = e;
    mem_free(in);
    mem_free(out);
    mem_free(one_way);
    mem_free(in_start);
    mem_free(out_start);
}

static void find_kept_loops(EdgeList *list)
{
    const gatrt_data *d = list->data;
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    list->kept_loop = mem_alloc((size_t)node->rows, sizeof *list->kept_loop);
    for (int64_t v = 0; v < node->rows; v++)
        list->kept_loop[v] = -1;
    for (int64_t e = 0; e < edge->edges; e++)
        if (edge->src[e] == edge->dst[e])
            list->kept_loop[edge->src[e]] = e;
}

static EdgeList list_edges(const gatrt_data *data, const Wanted *wanted)
{
    const gatrt_set *node = &data->sets[0];
    const gatrt_relation *edge = &data->relations[0];
    EdgeList list = {.data = data, .self_loops = wanted->self_loops};
    if (wanted->symmetric)
        find_missing_reverses(&list);
    if (wanted->self_loops == GATRT_LOOPS_COMPLETED)
        find_kept_loops(&list);
    list.slots = edge->edges + list.reversed_count + (wanted->self_loops == GATRT_LOOPS_KEPT ? 0 : node->rows);
    return list;
}

/* ------------------------------------------------------------ order of nodes */

/* The nodes' new places. Nodes at levels beyond the last one stand last. */
typedef struct Order {
    int64_t *node_id; /* [nodes] place -> node */
    int32_t *place;   /* [nodes] node -> place */
    int64_t *rows;    /* [levels] */
    int levels;
} Order;

/* Hops from the wanted rows against the edges; `levels` for what is further away. */
static int32_t *find_levels(const EdgeList *list, const uint8_t *mask, int levels)
{
    int64_t nodes = list->data->sets[0].rows;
    int32_t *level = mem_alloc((size_t)nodes, sizeof *level);
    for (int64_t v = 0; v < nodes; v++)
        level[v] = !mask || mask[v] ? 0 : levels;
    Edge edge;
    for (int32_t hop = 1; mask && hop < levels; hop++)
        for (int64_t i = 0; i < list->slots; i++)
            if (edge_at(list, i, &edge) && level[edge.dst] == hop - 1 && level[edge.src] > hop)
                level[edge.src] = hop;
    return level;
}

static Order order_nodes(const EdgeList *list, const uint8_t *mask, const int32_t *sequence, int levels)
{
    int64_t nodes = list->data->sets[0].rows;
    int32_t *level = find_levels(list, mask, levels);
    Order order = {.levels = levels};
    order.node_id = mem_alloc((size_t)nodes, sizeof *order.node_id);
    order.place = mem_alloc((size_t)nodes, sizeof *order.place);
    order.rows = mem_alloc((size_t)levels, sizeof *order.rows);
    int64_t *next = mem_alloc((size_t)levels + 2, sizeof *next);
    for (int64_t v = 0; v < nodes; v++)
        next[level[v] + 1]++;
    counts_to_starts(next, levels + 1);
    for (int k = 0; k < levels; k++)
        order.rows[k] = next[k + 1];
    for (int64_t i = 0; i < nodes; i++) {
        int64_t v = sequence ? sequence[i] : i, place = next[level[v]]++;
        order.place[v] = (int32_t)place;
        order.node_id[place] = v;
    }
    mem_free(next);
    mem_free(level);
    return order;
}

/* ------------------------------------------------------------- adjacency lists */

/* Edges into each place in the whole graph: starts[v + 1] - starts[v]. */
static int64_t *count_in_edges(const EdgeList *list, const Order *order)
{
    int64_t nodes = list->data->sets[0].rows;
    int64_t *starts = mem_alloc((size_t)nodes + 1, sizeof *starts);
    Edge edge;
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge))
            starts[order->place[edge.dst] + 1]++;
    counts_to_starts(starts, nodes);
    return starts;
}

/* The kept edges by place of their source, each source's in the list's order. Ends are places here:
 * looking them up once, in the list's order, is most of what sorting a large graph costs. */
static Edge *sort_by_source(const EdgeList *list, const Order *order, int64_t nodes, int64_t last_row, int64_t edges)
{
    int64_t *next = mem_alloc((size_t)nodes + 1, sizeof *next);
    Edge *sorted = mem_alloc((size_t)edges, sizeof *sorted), edge;
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge) && order->place[edge.dst] < last_row)
            next[order->place[edge.src] + 1]++;
    counts_to_starts(next, nodes);
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge) && order->place[edge.dst] < last_row) {
            int32_t src = order->place[edge.src];
            sorted[next[src]++] = (Edge){src, order->place[edge.dst], edge.id};
        }
    mem_free(next);
    return sorted;
}

/* In-lists: the edges are taken by source, so each destination's come out in that order. */
static void fill_in_lists(Prepared *p, const EdgeList *list, const Order *order, const int64_t *in_start,
                          int64_t last_row)
{
    gatrt_graph *g = &p->graph;
    Edge *sorted = sort_by_source(list, order, g->nodes, last_row, g->edges);
    int64_t *next = copy_starts(in_start, g->nodes);
    int32_t *in_src = mem_alloc((size_t)g->edges, sizeof *in_src);
    p->edge_id = mem_alloc((size_t)g->edges, sizeof *p->edge_id);
    for (int64_t i = 0; i < g->edges; i++) {
        int64_t e = next[sorted[i].dst]++;
        in_src[e] = sorted[i].src;
        p->edge_id[e] = sorted[i].id;
    }
    mem_free(next);
    mem_free(sorted);
    g->in_src = in_src;
}

/* Out-lists: the edges are taken by number, that is by destination. */
static void fill_out_lists(gatrt_graph *g)
{
    int64_t *out_start = mem_alloc((size_t)g->nodes + 1, sizeof *out_start);
    int32_t *out_dst = mem_alloc((size_t)g->edges, sizeof *out_dst);
    int32_t *out_edge = mem_alloc((size_t)g->edges, sizeof *out_edge);
    for (int64_t e = 0; e < g->edges; e++)
        out_start[g->in_src[e] + 1]++;
    counts_to_starts(out_start, g->nodes);
    int64_t *next = copy_starts(out_start, g->nodes);
    for (int64_t v = 0; v < g->nodes; v++)
        for (int64_t e = g->in_start[v]; e < g->in_start[v + 1]; e++) {
            int64_t at = next[g->in_src[e]]++;
            out_dst[at] = (int32_t)v;
            out_edge[at] = (int32_t)e;
        }
    mem_free(next);
    g->out_start = out_start;
    g->out_dst = out_dst;
    g->out_edge = out_edge;
}

int64_t cut_rows(const int64_t *list_start, int64_t rows, int64_t share, int64_t *chunk_start)
{
    const int64_t enough = share > CHUNK_WORK ? share : CHUNK_WORK;
    int64_t chunks = 0, work = 0;
    for (int64_t v = 0; v < rows; v++) {
        work += 1 + list_start[v + 1] - list_start[v];
        if (work >= enough || v + 1 == rows) {
            chunk_start[++chunks] = v + 1;
            work = 0;
        }
    }
    return chunks;
}

/* `whole` are the starts in the whole graph of `all` nodes. */
static void cut_chunks(gatrt_graph *g, const int64_t *whole, int64_t all)
{
    const int64_t total = all + whole[all], share = (total + CHUNKS - 1) / CHUNKS;
    int64_t *start = mem_alloc(CHUNKS + 2, sizeof *start);
    g->chunks = cut_rows(whole, g->nodes, share, start);
    g->chunk_start = start;
}

/* -------------------------------------------------------------- preparation */

static const char *mask_name(const gatrt_data *data, const uint8_t *mask)
{
    const gatrt_set *node = &data->sets[0];
    for (int m = 0; m < 3; m++)
        if (node->mask[m] == mask)
            return data_mask_name[m];
    return "the mask";
}

static void find_wanted_rows(Prepared *p, const uint8_t *mask)
{
    const int64_t nodes = p->graph.nodes;
    p->wanted = 0;
    for (int64_t v = 0; v < nodes; v++)
        p->wanted += !mask || mask[p->node_id[v]];
    p->wanted_row = mem_alloc((size_t)p->wanted, sizeof *p->wanted_row);
    for (int64_t v = 0, at = 0; v < nodes; v++)
        if (!mask || mask[p->node_id[v]])
            p->wanted_row[at++] = v;
}

static void build(Prepared *p, const EdgeList *list, const Wanted *wanted, int levels)
{
    int64_t all = list->data->sets[0].rows;
    Order order = order_nodes(list, wanted->mask, wanted->sequence, levels);
    int64_t *whole = count_in_edges(list, &order);
    bool prune = wanted->prune && wanted->mask && wanted->levels > 0;
    bool most = wanted->most && 4 * order.rows[levels - 1] >= MOST_OF_FOUR * all;
    bool leave_out = prune && !most;
    int64_t nodes = leave_out ? order.rows[levels - 1] : all;
    /* A row of the outermost level is read, not computed: edges into it are not needed. */
    int64_t last_row = !leave_out ? all : levels > 1 ? order.rows[levels - 2] : 0;
    p->wanted = order.rows[0];
    p->whole = most;
    gatrt_graph *g = &p->graph;
    *g = (gatrt_graph){.nodes = nodes, .edges = whole[last_row], .levels = levels, .graphs = 1};
    int64_t *in_start = mem_alloc((size_t)nodes + 1, sizeof *in_start);
    for (int64_t v = 0; v <= nodes; v++)
        in_start[v] = whole[v < last_row ? v : last_row];
    g->in_start = in_start;
    fill_in_lists(p, list, &order, in_start, last_row);
    fill_out_lists(g);
    cut_chunks(g, whole, all);
    for (int k = 0; !prune && k < levels; k++)
        order.rows[k] = all;
    g->rows = order.rows;
    p->node_id = order.node_id;
    mem_free(order.place);
    mem_free(whole);
}

/* Nodes graph by graph: rows that are wanted stand where they happen to. A program that asks needs every row. */
static void build_graphs(Prepared *p, const EdgeList *list, const Wanted *wanted)
{
    const gatrt_data *data = list->data;
    Wanted all = *wanted;
    int32_t *sequence = data->sets[0].graph ? graphs_sequence(data, wanted->sequence) : NULL;
    all.mask = NULL;
    all.sequence = sequence ? sequence : wanted->sequence;
    build(p, list, &all, 1);
    mem_free(sequence);
    if (wanted->mask)
        find_wanted_rows(p, wanted->mask);
    graphs_fill(&p->graph, data, p->node_id);
}

/* Nothing reads the data set's edges any more. */
static void use_up_edges(gatrt_data *data)
{
    gatrt_relation *edge = &data->relations[0];
    mem_free(edge->src);
    mem_free(edge->dst);
    edge->src = edge->dst = NULL;
}

Prepared *graph_prepare(const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    if (wanted->mask && !memchr(wanted->mask, 1, (size_t)node->rows)) {
        error_set(error, "%s: %s selects no node", file_shown(data->name), mask_name(data, wanted->mask));
        return NULL;
    }
    if (!inputs_check(model, data, error))
        return NULL;
    EdgeList list = list_edges(data, wanted);
    Prepared *p = list.slots > INT32_MAX ? NULL : mem_alloc(1, sizeof *p);
    if (p && (wanted->graphs || graphs_are_asked_for(model)))
        build_graphs(p, &list, wanted);
    else if (p)
        build(p, &list, wanted, wanted->levels > 1 ? wanted->levels : 1);
    mem_free(list.reversed);
    mem_free(list.kept_loop);
    if (!p) {
        error_set(error, "%s: more than 2147483647 edges, with those the model adds", file_shown(data->name));
        return NULL;
    }
    if (p->whole && wanted->take)
        use_up_edges(wanted->take);
    if (inputs_fill(p, model, data, wanted, error))
        return p;
    prepared_free(p);
    return NULL;
}

Prepared *graph_share(const gatrt_model *model, const gatrt_data *data, const uint8_t *mask, const Prepared *base,
                      Error *error)
{
    const Wanted wanted = {.mask = mask};
    Prepared *p = mem_alloc(1, sizeof *p);
    int64_t *rows = mem_alloc((size_t)base->graph.levels, sizeof *rows);
    p->base = base;
    p->whole = true;
    p->node_id = base->node_id;
    p->graph = base->graph;
    p->graph.rows = rows;
    for (int k = 0; k < p->graph.levels; k++)
        rows[k] = p->graph.nodes;
    find_wanted_rows(p, mask);
    if (inputs_share(p, model, data, &wanted, error))
        return p;
    prepared_free(p);
    return NULL;
}

static void drop(const void *owned)
{
    mem_free((void *)(uintptr_t)owned);
}

void prepared_drop_edge_ids(Prepared *p)
{
    mem_free(p->edge_id);
    p->edge_id = NULL;
}

void prepared_free(Prepared *p)
{
    if (!p)
        return;
    inputs_free(p);
    drop(p->graph.rows);
    mem_free(p->wanted_row);
    if (!p->base) {
        drop(p->graph.in_start);
        drop(p->graph.in_src);
        drop(p->graph.out_start);
        drop(p->graph.out_dst);
        drop(p->graph.out_edge);
        drop(p->graph.chunk_start);
        drop(p->graph.graph_start);
        drop(p->graph.node_graph);
        drop(p->graph.graph_chunk_start);
        mem_free(p->node_id);
        mem_free(p->edge_id);
    }
    mem_free(p);
}
