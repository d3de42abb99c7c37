/* edges.c - the edges of a relation as the prepared graph has them, one by one and never listed. */
#include "runtime/graph/edges.h"

#include <string.h>

/* Its messages are those of later parts: in this one nobody is to know of it. */
static bool is_hidden(const EdgeList *list, int64_t e)
{
    return list->of.since && list->of.since[e] > list->part;
}

/* False where slot i holds no edge: a self loop whose row has its one in the last slots, or a hidden one. */
bool edge_at(const EdgeList *list, int64_t i, Edge *edge)
{
    const Joined *d = &list->of;
    if (i < d->edges) {
        *edge = (Edge){d->src[i], d->dst[i], i};
        return (list->self_loops == GATRT_LOOPS_KEPT || edge->src != edge->dst) && !is_hidden(list, i);
    }
    i -= d->edges;
    if (i < list->reversed_count) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are reversed_count of them */
        int64_t original = list->reversed[i];
        *edge = (Edge){d->dst[original], d->src[original], -2 - original};
        return !is_hidden(list, original);
    }
    int32_t v = (int32_t)(i - list->reversed_count);
    *edge = (Edge){v, v, list->kept_loop ? list->kept_loop[v] : -1};
    return true;
}

int64_t *edges_grouped(const int32_t *key, const int64_t *order, int64_t edges, int64_t nodes, int64_t *starts)
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

/* For each row v, marks the edges v -> u for which there is no u -> v: both lists ascend, so one merge finds them. */
static void mark_one_way(const Joined *d, const int64_t *out, const int64_t *out_start, const int64_t *in,
                         const int64_t *in_start, uint8_t *one_way)
{
    for (int64_t v = 0; v < d->rows; v++) {
        int64_t at = in_start[v];
        for (int64_t i = out_start[v]; i < out_start[v + 1]; i++) {
            int32_t u = d->dst[out[i]];
            while (at < in_start[v + 1] && d->src[in[at]] < u)
                at++;
            one_way[out[i]] = at == in_start[v + 1] || d->src[in[at]] != u;
        }
    }
}

static void find_missing_reverses(EdgeList *list)
{
    const Joined *d = &list->of;
    int64_t *out_start = mem_alloc((size_t)d->rows + 1, sizeof *out_start);
    int64_t *in_start = mem_alloc((size_t)d->rows + 1, sizeof *in_start);
    uint8_t *one_way = mem_alloc((size_t)d->edges, 1);
    int64_t *in = edges_grouped(d->dst, NULL, d->edges, d->rows, in_start);
    int64_t *out = edges_grouped(d->src, in, d->edges, d->rows, out_start); /* by source, then destination */
    mem_free(in);
    in = edges_grouped(d->dst, out, d->edges, d->rows, in_start); /* by destination, then source */
    mark_one_way(d, out, out_start, in, in_start, one_way);
    for (int64_t e = 0; e < d->edges; e++)
        list->reversed_count += one_way[e];
    list->reversed = mem_alloc((size_t)list->reversed_count, sizeof *list->reversed);
    for (int64_t e = 0, at = 0; e < d->edges; e++)
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
    const Joined *d = &list->of;
    list->kept_loop = mem_alloc((size_t)d->rows, sizeof *list->kept_loop);
    for (int64_t v = 0; v < d->rows; v++)
        list->kept_loop[v] = -1;
    for (int64_t e = 0; e < d->edges; e++)
        if (d->src[e] == d->dst[e] && !is_hidden(list, e))
            list->kept_loop[d->src[e]] = e;
}

/* Self loops and reverses are for edges between the nodes of one graph; a model's own relations stay as they are. */
EdgeList edges_list(const gatrt_model *model, const gatrt_data *data, int relation, const Wanted *wanted)
{
    EdgeList list = {.of = space_joins(model, data, relation), .self_loops = GATRT_LOOPS_KEPT, .part = wanted->part};
    list.slots = list.of.edges;
    if (relation != GATRT_EDGE)
        return list;
    list.self_loops = wanted->self_loops;
    if (wanted->symmetric)
        find_missing_reverses(&list);
    if (wanted->self_loops == GATRT_LOOPS_COMPLETED)
        find_kept_loops(&list);
    list.slots += list.reversed_count + (wanted->self_loops == GATRT_LOOPS_KEPT ? 0 : list.of.rows);
    return list;
}

void edges_free(EdgeList *list)
{
    mem_free(list->reversed);
    mem_free(list->kept_loop);
}
