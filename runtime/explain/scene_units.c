/* scene_units.c - what of a scene can be left out: edges, nodes, or features of the row that is asked about.
 *
 * An edge is one of the data set's. Where the model adds the reverses that are missing, there is an edge between two
 * nodes or there is none, so both directions and all copies are one unit: else the model would put back what was left out. Self
 * loops that the model makes are no edges of the data set, and stay. A node goes with all edges at it.
 */
#include "runtime/explain/scene_parts.h"

#include <stdlib.h>

typedef struct Pair {
    int64_t low, high;
    int32_t entry;
} Pair;

static int by_pair(const void *a, const void *b)
{
    const Pair *x = a, *y = b;
    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static bool is_made_loop(const SceneEdges *e, int64_t entry, int64_t src, int64_t dst)
{
    return e->id[entry] == -1 || (e->loops && src == dst);
}

/* Room for what is said of each entry, which so far belongs to none. */
static void begin_entries(Scene *s, int relation)
{
    SceneEdges *e = &s->edges[relation];
    const gatrt_walk *in = &s->full->ends[e->ends.in];
    const int64_t *all = s->stage->all->on->row_id[relation];
    e->entries = in->start[s->full->spaces[e->ends.to].count];
    e->id = sample_room(e->id, &e->id_room, 0, e->entries, sizeof *e->id);
    e->unit = sample_room(e->unit, &e->unit_room, 0, e->entries, sizeof *e->unit);
    for (int64_t i = 0; i < e->entries; i++) {
        e->id[i] = all[s->sampler ? s->sampler->edges[relation].entry[i] : i];
        e->unit[i][0] = e->unit[i][1] = NO_UNIT;
    }
}

static Unit edge_unit(const Scene *s, int relation, int64_t src, int64_t dst)
{
    const SceneEdges *e = &s->edges[relation];
    return (Unit){relation, scene_row_id(s, e->ends.from, src), scene_row_id(s, e->ends.to, dst)};
}

static void find_edges(Scene *s, int relation)
{
    SceneEdges *e = &s->edges[relation];
    const gatrt_walk *in = &s->full->ends[e->ends.in];
    for (int64_t v = 0; v < s->full->spaces[e->ends.to].count; v++)
        for (int64_t i = in->start[v]; i < in->start[v + 1]; i++)
            if (!is_made_loop(e, i, in->far[i], v)) {
                e->unit[i][0] = (int32_t)s->unit_count;
                scene_add(s, edge_unit(s, relation, in->far[i], v));
            }
}

static void find_pairs(Scene *s, int relation)
{
    SceneEdges *e = &s->edges[relation];
    const gatrt_walk *in = &s->full->ends[e->ends.in];
    Pair *pairs = mem_alloc((size_t)e->entries, sizeof *pairs);
    int64_t count = 0;
    for (int64_t v = 0; v < s->full->spaces[e->ends.to].count; v++)
        for (int64_t i = in->start[v]; i < in->start[v + 1]; i++) {
            const Unit unit = edge_unit(s, relation, in->far[i], v);
            const bool ordered = unit.from < unit.to;
            if (!is_made_loop(e, i, in->far[i], v))
                pairs[count++] = (Pair){ordered ? unit.from : unit.to, ordered ? unit.to : unit.from, (int32_t)i};
        }
    if (count)
        qsort(pairs, (size_t)count, sizeof *pairs, by_pair);
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || pairs[i].low != pairs[i - 1].low || pairs[i].high != pairs[i - 1].high)
            scene_add(s, (Unit){relation, pairs[i].low, pairs[i].high});
        e->unit[pairs[i].entry][0] = (int32_t)(s->unit_count - 1);
    }
    mem_free(pairs);
}

/* The unit of a row is a number behind those of the spaces before it; the row that is asked about is none. */
static int32_t node_unit(const Scene *s, const int64_t *first, int space, int64_t place)
{
    if (space != s->stage->space)
        return (int32_t)(first[space] + place);
    return place == s->place ? NO_UNIT : (int32_t)(first[space] + place - (place > s->place));
}

static void find_nodes(Scene *s)
{
    const gatrt_model *model = s->stage->model;
    int64_t *first = mem_alloc((size_t)model->space_count, sizeof *first);
    for (int k = 0; k < model->space_count; k++) {
        first[k] = s->unit_count;
        for (int64_t v = 0; model->spaces[k].kind == GATRT_ROWS && k != GATRT_GRAPH && v < s->full->spaces[k].count;
             v++)
            if (k != s->stage->space || v != s->place)
                scene_add(s, (Unit){k, 0, scene_row_id(s, k, v)});
    }
    for (int k = 0; k < model->space_count; k++) {
        SceneEdges *e = &s->edges[k];
        if (model->spaces[k].kind != GATRT_EDGES)
            continue;
        const gatrt_walk *in = &s->full->ends[e->ends.in];
        for (int64_t v = 0; v < s->full->spaces[e->ends.to].count; v++)
            for (int64_t i = in->start[v]; i < in->start[v + 1]; i++)
                if (!is_made_loop(e, i, in->far[i], v)) {
                    e->unit[i][0] = node_unit(s, first, e->ends.from, in->far[i]);
                    e->unit[i][1] = node_unit(s, first, e->ends.to, v);
                }
    }
    mem_free(first);
}

/* Columns in which the row has something. */
static void find_features(Scene *s)
{
    const gatrt_set *set = s->stage->set;
    for (int64_t i = 0; set->sparse && i < set->x_start[s->row + 1] - set->x_start[s->row]; i++)
        if (set->x_val[set->x_start[s->row] + i] != 0.0f)
            scene_add(s, (Unit){s->stage->space, 0, set->x_col[set->x_start[s->row] + i]});
    for (int64_t j = 0; !set->sparse && j < set->features; j++)
        if (set->x[s->row * set->features + j] != 0.0f)
            scene_add(s, (Unit){s->stage->space, 0, j});
}

void units_find(Scene *s)
{
    for (int k = 0; k < s->stage->model->space_count; k++) {
        if (s->stage->model->spaces[k].kind != GATRT_EDGES)
            continue;
        begin_entries(s, k);
        if (s->stage->of == OF_EDGES)
            (s->edges[k].pairs ? find_pairs : find_edges)(s, k);
    }
    if (s->stage->of == OF_NODES)
        find_nodes(s);
    if (s->stage->of == OF_FEATURES)
        find_features(s);
}
