/* betweenness.c - betweenness of edges by Brandes' accumulation (2001): a search from each node counts shortest paths, and on the
 * way back each edge gets its share of those behind it. Of large graphs from some nodes only (Brandes and Pich 2007).
 */
#include "runtime/report/betweenness.h"
#include "runtime/runtime.h"

#include <string.h>

#define MOST_STEPS 1.5e8 /* along edges, of all searches: half a second */

/* Each edge stands in the lists of both its ends. */
typedef struct Lists {
    int64_t *start;
    int32_t *far, *edge;
} Lists;

typedef struct Search {
    int32_t *order; /* as they are reached */
    int32_t *depth; /* -1: not yet */
    double *paths, *behind;
} Search;

static Lists lists_of(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst)
{
    Lists l = {mem_alloc((size_t)nodes + 1, sizeof *l.start), mem_alloc((size_t)edges, 2 * sizeof *l.far),
               mem_alloc((size_t)edges, 2 * sizeof *l.edge)};
    for (int64_t e = 0; e < edges; e++) {
        l.start[src[e] + 1]++;
        l.start[dst[e] + 1]++;
    }
    counts_to_starts(l.start, nodes);
    int64_t *next = copy_starts(l.start, nodes);
    for (int64_t e = 0; e < edges; e++) {
        l.far[next[src[e]]] = dst[e];
        l.edge[next[src[e]]++] = (int32_t)e;
        l.far[next[dst[e]]] = src[e];
        l.edge[next[dst[e]]++] = (int32_t)e;
    }
    mem_free(next);
    return l;
}

/* How many nodes are reached. */
static int64_t go_out(const Lists *l, Search *s, int32_t from)
{
    int64_t count = 0;
    s->order[count++] = from;
    s->depth[from] = 0;
    s->paths[from] = 1.0;
    for (int64_t i = 0; i < count; i++) {
        const int32_t v = s->order[i];
        for (int64_t k = l->start[v]; k < l->start[v + 1]; k++) {
            const int32_t w = l->far[k];
            if (s->depth[w] < 0) {
                s->depth[w] = s->depth[v] + 1;
                s->order[count++] = w;
            }
            if (s->depth[w] == s->depth[v] + 1)
                s->paths[w] += s->paths[v];
        }
    }
    return count;
}

static void come_back(const Lists *l, Search *s, int64_t count, double share, double *to)
{
    for (int64_t i = count - 1; i >= 0; i--) {
        const int32_t w = s->order[i];
        for (int64_t k = l->start[w]; k < l->start[w + 1]; k++) {
            const int32_t v = l->far[k];
            if (s->depth[v] != s->depth[w] - 1)
                continue;
            const double along = s->paths[v] / s->paths[w] * (1.0 + s->behind[w]);
            to[l->edge[k]] += share * along;
            s->behind[v] += along;
        }
    }
    for (int64_t i = 0; i < count; i++) {
        s->depth[s->order[i]] = -1;
        s->paths[s->order[i]] = s->behind[s->order[i]] = 0.0;
    }
}

int64_t betweenness_of_edges(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, double *to)
{
    const double fit = MOST_STEPS / (double)(nodes + 4 * edges);
    const int64_t from = (double)nodes <= fit ? nodes : fit > 1.0 ? (int64_t)fit : 1;
    Lists l = lists_of(nodes, edges, src, dst);
    Search s = {mem_alloc((size_t)nodes, sizeof *s.order), mem_alloc((size_t)nodes, sizeof *s.depth),
                mem_alloc((size_t)nodes, sizeof *s.paths), mem_alloc((size_t)nodes, sizeof *s.behind)};
    memset(s.depth, 0xFF, (size_t)nodes * sizeof *s.depth);
    memset(to, 0, (size_t)edges * sizeof *to);
    for (int64_t i = 0; i < from; i++) {
        /* Of some, one in each share of the nodes' numbers. */
        const int64_t v =
            from == nodes ? i : i * nodes / from + (int64_t)(gatrt_mix((uint64_t)i) % (uint64_t)(nodes / from));
        /* A pair is met from both its ends. */
        come_back(&l, &s, go_out(&l, &s, (int32_t)v), 0.5 * (double)nodes / (double)from, to);
    }
    void *const owned[] = {l.start, l.far, l.edge, s.order, s.depth, s.paths, s.behind};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    return from;
}
