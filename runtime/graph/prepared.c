/* prepared.c - a prepared graph as a whole: made empty, shared for the rows of another mask, freed. */
#include "runtime/runtime.h"

#include <string.h>

Prepared *prepared_new(const gatrt_model *model)
{
    Prepared *p = mem_alloc(1, sizeof *p);
    p->space = model_space(model);
    p->space_count = model->space_count;
    p->end_count = model->end_count;
    p->spaces = mem_alloc((size_t)model->space_count, sizeof *p->spaces);
    p->ends = mem_alloc((size_t)model->end_count, sizeof *p->ends);
    p->row_id = mem_alloc((size_t)model->space_count, sizeof *p->row_id);
    p->graph = (gatrt_graph){.spaces = p->spaces, .ends = p->ends};
    return p;
}

void prepared_find_wanted(Prepared *p, const uint8_t *mask)
{
    const int64_t rows = p->spaces[p->space].count, *id = p->row_id[p->space];
    p->wanted = 0;
    for (int64_t v = 0; v < rows; v++)
        p->wanted += !mask || mask[id[v]];
    p->wanted_row = mem_alloc((size_t)p->wanted, sizeof *p->wanted_row);
    for (int64_t v = 0, at = 0; v < rows; v++)
        if (!mask || mask[id[v]])
            p->wanted_row[at++] = v;
}

int64_t *prepared_places(const Prepared *p, int space)
{
    int64_t *place = mem_alloc((size_t)p->spaces[space].count, sizeof *place);
    for (int64_t v = 0; v < p->spaces[space].count; v++)
        place[p->row_id[space][v]] = v;
    return place;
}

Prepared *graph_share(const gatrt_model *model, const gatrt_data *data, const uint8_t *mask, const Prepared *base,
                      Error *error)
{
    const Wanted wanted = {.mask = mask};
    Prepared *p = prepared_new(model);
    p->base = base;
    p->whole = true;
    p->row_weight = base->row_weight;
    p->graph.levels = base->graph.levels;
    p->graph.chunks = base->graph.chunks;
    memcpy(p->spaces, base->spaces, (size_t)p->space_count * sizeof *p->spaces);
    memcpy(p->ends, base->ends, (size_t)p->end_count * sizeof *p->ends);
    memcpy(p->row_id, base->row_id, (size_t)p->space_count * sizeof *p->row_id);
    for (int s = 0; s < p->space_count; s++)
        p->spaces[s].level = NULL; /* all rows, at every level */
    prepared_find_wanted(p, mask);
    if (inputs_share(p, model, data, &wanted, error))
        return p;
    prepared_free(p);
    return NULL;
}

static void drop(const void *owned)
{
    mem_free((void *)(uintptr_t)owned);
}

void prepared_drop_edge_ids(Prepared *p, const gatrt_model *model)
{
    for (int s = 0; s < p->space_count; s++)
        if (model->spaces[s].kind == GATRT_EDGES) {
            mem_free(p->row_id[s]);
            p->row_id[s] = NULL;
        }
}

static void free_lists(Prepared *p)
{
    for (int s = 0; s < p->space_count; s++) {
        drop(p->spaces[s].level);
        drop(p->spaces[s].chunk_start);
        mem_free(p->row_id[s]);
    }
    for (int i = 0; i < p->end_count; i++) {
        drop(p->ends[i].start);
        drop(p->ends[i].far);
        drop(p->ends[i].row);
        drop(p->ends[i].at);
    }
}

void prepared_free(Prepared *p)
{
    if (!p)
        return;
    inputs_free(p);
    mem_free(p->wanted_row);
    if (!p->base)
        free_lists(p);
    mem_free(p->spaces);
    mem_free(p->ends);
    mem_free(p->row_id);
    mem_free(p);
}
