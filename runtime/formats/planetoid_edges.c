/* planetoid_edges.c - the graph of Planetoid's files: a dict of lists, the neighbours of each node. */
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

/* Edges by one of their ends, those of equal ends as they were. */
static void sort_by(const int32_t *key, const int32_t *other, int64_t count, int64_t kinds, int32_t *to_key,
                    int32_t *to_other)
{
    int64_t *at = mem_alloc((size_t)kinds + 1, sizeof *at);
    for (int64_t e = 0; e < count; e++)
        at[key[e] + 1]++;
    for (int64_t k = 0; k < kinds; k++)
        at[k + 1] += at[k];
    for (int64_t e = 0; e < count; e++) {
        const int64_t place = at[key[e]]++;
        to_key[place] = key[e];
        to_other[place] = other[e];
    }
    mem_free(at);
}

/* By target, then source; without self loops and repetitions, which are told. */
static void keep_edges(const Planetoid *pl, int32_t *src, int32_t *dst, int64_t count)
{
    gatrt_relation *edge = &pl->data->relations[0];
    int32_t *by_src = mem_alloc((size_t)count, sizeof *by_src), *its_dst = mem_alloc((size_t)count, sizeof *its_dst);
    int64_t loops = 0;
    sort_by(src, dst, count, pl->node->rows, by_src, its_dst);
    sort_by(its_dst, by_src, count, pl->node->rows, dst, src);
    for (int64_t e = 0; e < count; e++) {
        loops += src[e] == dst[e];
        if (src[e] == dst[e] || (edge->edges > 0 && src[edge->edges - 1] == src[e] && dst[edge->edges - 1] == dst[e]))
            continue;
        src[edge->edges] = src[e];
        dst[edge->edges++] = dst[e];
    }
    edge->src = src;
    edge->dst = dst;
    mem_free(by_src);
    mem_free(its_dst);
    origin_add(pl->data, ORIGIN_USED, "graph", "%lld edges, after %lld self loops and %lld repetitions were left out",
               (long long)edge->edges, (long long)loops, (long long)(count - loops - edge->edges));
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
    int32_t *src = mem_alloc((size_t)count, sizeof *src), *dst = mem_alloc((size_t)count, sizeof *dst);
    const bool good = list_edges(pl, &part, pickle_root(part.pickle), src, dst);
    if (good) {
        keep_edges(pl, src, dst, count);
    } else {
        mem_free(src);
        mem_free(dst);
    }
    planetoid_free(&part);
    return good;
}
