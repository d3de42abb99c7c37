/* joined_edges.c - the edges of a file whose format means each pair of nodes once: self loops and repetitions are left
 * out. As PyTorch Geometric's coalesce does it, what repeated edges carry is added up. */
#include "runtime/formats/joined_edges.h"

#include <string.h>

/* Numbers of edges by one of their ends; those of equal ends as they stood. */
static void sort_by(const int32_t *end, const int64_t *from, int64_t count, int64_t rows, int64_t *to)
{
    int64_t *at = mem_alloc((size_t)rows + 1, sizeof *at);
    for (int64_t e = 0; e < count; e++)
        at[end[e] + 1]++;
    for (int64_t v = 0; v < rows; v++)
        at[v + 1] += at[v];
    for (int64_t i = 0; i < count; i++) {
        const int64_t e = from ? from[i] : i;
        to[at[end[e]]++] = e;
    }
    mem_free(at);
}

static int64_t *sorted(const gatrt_relation *edge, int64_t rows, EdgeOrder order)
{
    const int32_t *first = order == BY_SOURCE ? edge->src : edge->dst,
                  *second = first == edge->src ? edge->dst : edge->src;
    int64_t *by_second = mem_alloc((size_t)edge->edges, sizeof *by_second);
    int64_t *by_both = mem_alloc((size_t)edge->edges, sizeof *by_both);
    sort_by(second, NULL, edge->edges, rows, by_second);
    sort_by(first, by_second, edge->edges, rows, by_both);
    mem_free(by_second);
    return by_both;
}

static void add_attr(float *to, const float *from, int64_t width)
{
    for (int64_t j = 0; j < width; j++)
        to[j] += from[j];
}

/* `to` has room for all edges of `from`, and zeros in its edge_attr. */
static EdgesLeft join(const gatrt_relation *from, const int64_t *order, gatrt_relation *to)
{
    const int64_t width = from->edge_attr ? from->edge_features : 0;
    EdgesLeft left = {0, 0};
    for (int64_t i = 0; i < from->edges; i++) {
        const int64_t e = order[i], last = to->edges - 1;
        const bool loop = from->src[e] == from->dst[e];
        const bool again = !loop && last >= 0 && to->src[last] == from->src[e] && to->dst[last] == from->dst[e];
        left.loops += loop;
        left.repeated += again;
        if (loop)
            continue;
        to->edges += !again;
        to->src[to->edges - 1] = from->src[e];
        to->dst[to->edges - 1] = from->dst[e];
        if (width > 0)
            add_attr(to->edge_attr + (to->edges - 1) * width, from->edge_attr + e * width, width);
    }
    return left;
}

EdgesLeft edges_join(gatrt_relation *edge, int64_t rows, EdgeOrder order)
{
    const size_t count = (size_t)edge->edges;
    gatrt_relation to = *edge;
    size_t floats = 0;
    to.edges = 0;
    to.src = mem_alloc(count, sizeof *to.src);
    to.dst = mem_alloc(count, sizeof *to.dst);
    if (edge->edge_attr)
        to.edge_attr =
            mem_alloc(size_mul(count, (size_t)edge->edge_features, &floats) ? floats : SIZE_MAX, sizeof(float));
    int64_t *by_both = sorted(edge, rows, order);
    const EdgesLeft left = join(edge, by_both, &to);
    mem_free(by_both);
    mem_free(edge->src);
    mem_free(edge->dst);
    mem_free(edge->edge_attr);
    *edge = to;
    return left;
}

void edges_tell(gatrt_data *data, const char *name, EdgesLeft left)
{
    origin_add(data, ORIGIN_USED, name, "%lld edges, after %lld self loops and %lld repetitions were left out",
               (long long)data->relations[0].edges, (long long)left.loops, (long long)left.repeated);
}
