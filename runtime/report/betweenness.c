/* betweenness.c - betweenness of edges by Brandes' accumulation (2001): a search from each node counts shortest paths, and on the
 * way back each edge gets its share of those behind it. Of large graphs from some nodes only (Brandes and Pich 2007).
 */
#include "runtime/report/betweenness.h"
#include "runtime/report/both_ways.h"
#include "runtime/runtime.h"

#include <string.h>

#define MOST_STEPS 1.5e8 /* along edges, of all searches: half a second */

typedef struct Search {
    int32_t *order; /* as they are reached */
    int32_t *depth; /* -1: not yet */
    double *paths, *behind;
} Search;

/* How many nodes are reached. */
static int64_t go_out(const BothWays *l, Search *s, int32_t from)
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

static void come_back(const BothWays *l, Search *s, int64_t count, double share, double *to)
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
    BothWays l = both_ways_of(nodes, edges, src, dst);
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
    void *const owned[] = {s.order, s.depth, s.paths, s.behind};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    both_ways_free(&l);
    return from;
}
