/* planetoid_edges.c - the graph of Planetoid's files: a dict of lists, the neighbours of each node. */
#include "runtime/formats/joined_edges.h"
#include "runtime/formats/planetoid.h"

static bool end_of(const Planetoid *pl, const PlanetoidPart *part, const PickleValue *v, int32_t *end)
{
    char wrong[96];
    int64_t number = 0;
    const bool is_number = pickle_size(v, &number);
    if (is_number && number < pl->node->rows) {
        *end = (int32_t)number;
        return true;
    }
    snprintf(wrong, sizeof wrong, "it has a node %lld, but there are %lld nodes", (long long)number,
             (long long)pl->node->rows);
    return planetoid_error(pl, part, is_number ? wrong : "it has a node that is no number");
}

static bool list_edges(const Planetoid *pl, const PlanetoidPart *part, const PickleValue *graph, int32_t *src,
                       int32_t *dst)
{
    int64_t at = 0;
    for (size_t i = 0; i < graph->count; i += 2) {
        const PickleValue *list = graph->item[i + 1];
        for (size_t k = 0; k < list->count; k++, at++)
            if (!end_of(pl, part, graph->item[i], &src[at]) || !end_of(pl, part, list->item[k], &dst[at]))
                return false;
    }
    return true;
}

static bool count_edges(const Planetoid *pl, const PlanetoidPart *part, const PickleValue *graph, int64_t *count)
{
    *count = 0;
    if (graph->kind != PICKLE_DICT)
        return planetoid_error(pl, part, "it must be a dict of lists, the neighbours of each node");
    for (size_t i = 0; i < graph->count; i += 2) {
        if (graph->item[i + 1]->kind != PICKLE_LIST || graph->item[i + 1]->count > (size_t)(INT32_MAX - *count))
            return planetoid_error(pl, part, "it must be a dict of lists, the neighbours of each node");
        *count += (int64_t)graph->item[i + 1]->count;
    }
    return true;
}

bool planetoid_read_edges(const Planetoid *pl)
{
    PlanetoidPart part;
    int64_t count = 0;
    if (!planetoid_read_pickle(pl, "graph", &part) || !count_edges(pl, &part, pickle_root(part.pickle), &count)) {
        planetoid_free(&part);
        return false;
    }
    gatrt_relation *edge = &pl->data->relations[0];
    edge->edges = count;
    edge->src = mem_alloc((size_t)count, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)count, sizeof *edge->dst);
    const bool good = list_edges(pl, &part, pickle_root(part.pickle), edge->src, edge->dst);
    if (good)
        edges_tell(pl->data, "graph", edges_join(edge, pl->node->rows, BY_TARGET));
    planetoid_free(&part);
    return good;
}
