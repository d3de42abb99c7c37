/* order.c - orders of nodes in which neighbours' rows are found near each other in memory.
 *
 * In: a data set's edges. Out: a sequence of its nodes; graph.c numbers them by demand level
 * and, within a level, by their place in the sequence. Results are written in the data set's own
 * order whatever this one is; sums over neighbours and random draws follow it, so one seed and
 * one order are one run.
 *
 *   degree  by falling in-degree: the rows that are gathered most share pages and stay cached
 *   bfs     breadth first from the node of highest degree, along incoming edges
 *   given   none, and where fewer rows are wanted, these do not come first either: as an application's own training has
 *           them (gatcc --step), whose bits these are
 *   rcm     Cuthill and McKee 1969, reversed (George 1971): breadth first from a node of least
 *           degree, neighbours by rising degree, the sequence turned around
 *
 * All sorting is counting sort; ties are broken by number, so a data set has one sequence.
 */
#include "runtime/runtime.h"

#include <string.h>

static const char *const names[ORDERS] = {[ORDER_AUTO] = "auto",     [ORDER_NONE] = "none", [ORDER_GIVEN] = "given",
                                          [ORDER_DEGREE] = "degree", [ORDER_BFS] = "bfs",   [ORDER_RCM] = "rcm"};

/* Below this many nodes the rows fit into the cache in any order: tests/bench/README.md, "Orders". */
enum { AUTO_NODES = 65536 };

bool order_named(const char *name, NodeOrder *order)
{
    for (int i = 0; i < ORDERS; i++)
        if (strcmp(names[i], name) == 0) {
            *order = (NodeOrder)i;
            return true;
        }
    return false;
}

static int32_t *in_degrees(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    int32_t *degree = mem_alloc((size_t)node->rows, sizeof *degree);
    for (int64_t e = 0; e < edge->edges; e++)
        degree[edge->dst[e]] += degree[edge->dst[e]] < INT32_MAX;
    return degree;
}

/* Nodes by rising degree. */
static int32_t *sort_by_degree(const int32_t *degree, int64_t nodes)
{
    int64_t most = 0;
    for (int64_t v = 0; v < nodes; v++)
        most = degree[v] > most ? degree[v] : most;
    int64_t *next = mem_alloc((size_t)most + 2, sizeof *next);
    int32_t *sorted = mem_alloc((size_t)nodes, sizeof *sorted);
    for (int64_t v = 0; v < nodes; v++)
        next[degree[v] + 1]++;
    counts_to_starts(next, most + 1);
    for (int64_t v = 0; v < nodes; v++)
        sorted[next[degree[v]]++] = (int32_t)v;
    mem_free(next);
    return sorted;
}

/* In-neighbours of each node. */
typedef struct Lists {
    int64_t *start; /* [nodes + 1] */
    int32_t *node;  /* [edges] */
} Lists;

/* `order` [edges] NULL: as the edges stand; else the edges in another order. `value` NULL: their numbers. */
static Lists group(const gatrt_data *d, const int32_t *key, const int32_t *value, const int32_t *order)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    Lists lists = {mem_alloc((size_t)node->rows + 1, sizeof *lists.start),
                   mem_alloc((size_t)edge->edges, sizeof *lists.node)};
    int64_t *next = mem_alloc((size_t)node->rows + 1, sizeof *next);
    for (int64_t e = 0; e < edge->edges; e++)
        lists.start[key[e] + 1]++;
    counts_to_starts(lists.start, node->rows);
    memcpy(next, lists.start, (size_t)node->rows * sizeof *next);
    for (int64_t i = 0; i < edge->edges; i++) {
        const int64_t e = order ? order[i] : i;
        lists.node[next[key[e]]++] = value ? value[e] : (int32_t)e;
    }
    mem_free(next);
    return lists;
}

static void free_lists(Lists *lists)
{
    mem_free(lists->start);
    mem_free(lists->node);
}

/* The edges, those from sources of low degree first. */
static int32_t *edges_by_degree(const gatrt_data *d, const int32_t *by_degree)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    Lists out = group(d, edge->src, NULL, NULL);
    int32_t *edges = mem_alloc((size_t)edge->edges, sizeof *edges);
    int64_t at = 0;
    for (int64_t i = 0; i < node->rows; i++)
        for (int64_t q = out.start[by_degree[i]]; q < out.start[by_degree[i] + 1]; q++)
            edges[at++] = out.node[q];
    free_lists(&out);
    return edges;
}

/* Breadth first over all components; each begins at the first node of `starts` not seen yet. */
static int32_t *breadth_first(const Lists *lists, const int32_t *starts, int64_t nodes)
{
    int32_t *queue = mem_alloc((size_t)nodes, sizeof *queue);
    uint8_t *seen = mem_alloc((size_t)nodes, 1);
    int64_t done = 0, known = 0;
    for (int64_t i = 0; i < nodes; i++) {
        if (!seen[starts[i]]) {
            seen[starts[i]] = 1;
            queue[known++] = starts[i];
        }
        for (; done < known; done++)
            for (int64_t q = lists->start[queue[done]]; q < lists->start[queue[done] + 1]; q++) {
                const int32_t u = lists->node[q];
                if (!seen[u]) {
                    seen[u] = 1;
                    queue[known++] = u;
                }
            }
    }
    mem_free(seen);
    return queue;
}

static void reverse(int32_t *sequence, int64_t count)
{
    for (int64_t i = 0; i < count / 2; i++) {
        const int32_t other = sequence[i];
        sequence[i] = sequence[count - 1 - i];
        sequence[count - 1 - i] = other;
    }
}

static int32_t *walk(const gatrt_data *d, NodeOrder order, int32_t *by_degree)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    int32_t *edges = order == ORDER_RCM ? edges_by_degree(d, by_degree) : NULL;
    Lists in = group(d, edge->dst, edge->src, edges);
    mem_free(edges);
    if (order == ORDER_BFS)
        reverse(by_degree, node->rows);
    int32_t *sequence = breadth_first(&in, by_degree, node->rows);
    if (order == ORDER_RCM)
        reverse(sequence, node->rows);
    free_lists(&in);
    return sequence;
}

bool order_is_given(const char *name)
{
    return name && strcmp(name, names[ORDER_GIVEN]) == 0;
}

const char *order_taken(const char *name)
{
    return strcmp(name, names[ORDER_AUTO]) == 0 ? names[ORDER_DEGREE] : name;
}

int32_t *order_sequence(const gatrt_data *data, NodeOrder order)
{
    const gatrt_set *node = &data->sets[0];
    const gatrt_relation *edge = &data->relations[0];
    if (order == ORDER_AUTO)
        order = node->rows < AUTO_NODES ? ORDER_NONE : ORDER_DEGREE;
    const bool within = edge->from == 0 && edge->to == 0; /* else no order of one set brings both ends near */
    if (order == ORDER_NONE || order == ORDER_GIVEN || !within ||
        edge->edges > INT32_MAX) /* edges are counted in 31 bits here */
        return NULL;
    int32_t *degree = in_degrees(data), *by_degree = sort_by_degree(degree, node->rows);
    mem_free(degree);
    if (order == ORDER_DEGREE) {
        reverse(by_degree, node->rows);
        return by_degree;
    }
    int32_t *sequence = walk(data, order, by_degree);
    mem_free(by_degree);
    return sequence;
}
