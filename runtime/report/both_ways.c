/* both_ways.c - neighbours by counting, in the order of edges. */
#include "runtime/runtime.h"
#include "runtime/report/both_ways.h"

BothWays both_ways_of(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst)
{
    BothWays l = {mem_alloc((size_t)nodes + 1, sizeof *l.start), mem_alloc((size_t)edges + 1, 2 * sizeof *l.far),
                  mem_alloc((size_t)edges + 1, 2 * sizeof *l.edge)};
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

void both_ways_free(BothWays *l)
{
    mem_free(l->start);
    mem_free(l->far);
    mem_free(l->edge);
}
