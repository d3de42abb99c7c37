/* clusters.c - batches of clusters: a graph in parts with few edges between them, of which each step has some.
 *
 * After Chiang et al. 2019 (Cluster-GCN, arXiv:1905.07953): parts by METIS, once; an epoch takes each of them once, in
 * another order; a step has all rows of its parts and all edges among these, between the parts too. Rows of all spaces are
 * parted together, along edges of all relations, either way. Parts without a row that trains are in no step.
 *
 * Rows that train stand first, within both kinds in the base's order, so all parts in one step are the base, in each place.
 */
#include "runtime/sample/sampler.h"

#include <stdlib.h>
#include <string.h>

static bool is_parted(const gatrt_model *model, int space)
{
    return model->spaces[space].kind == GATRT_ROWS && space != GATRT_GRAPH;
}

/* ------------------------------------------------------- one graph of all rows */

typedef struct Whole {
    const gatrt_model *model;
    const Prepared *base;
    int64_t *first; /* [space_count + 1] number of a space's first row */
    int64_t *start;
    int32_t *far;
} Whole;

static int64_t entries_at(const Whole *w, int end, int64_t row)
{
    return w->base->ends[end].start[row + 1] - w->base->ends[end].start[row];
}

static int by_value(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* What is at the other end of the entries of a row, numbered among all; how many. */
static int64_t put_list(const Whole *w, int end, int64_t row, int64_t first, int32_t *to)
{
    const gatrt_walk *walk = &w->base->ends[end];
    for (int64_t e = walk->start[row]; e < walk->start[row + 1]; e++)
        *to++ = (int32_t)(first + walk->far[e]);
    return entries_at(w, end, row);
}

/* Each neighbour once, in order, without the row itself. */
static int64_t settle_list(int32_t *at, int64_t count, int32_t row)
{
    int64_t kept = 0;
    qsort(at, (size_t)count, sizeof *at, by_value);
    for (int64_t i = 0; i < count; i++)
        if (at[i] != row && (kept == 0 || at[kept - 1] != at[i]))
            at[kept++] = at[i];
    return kept;
}

static int64_t most_entries(const Whole *w)
{
    int64_t entries = 0;
    for (int s = 0; s < w->model->space_count; s++)
        entries += w->model->spaces[s].kind == GATRT_EDGES ? 2 * w->base->spaces[s].count : 0;
    return entries;
}

static void list_space(Whole *w, int space)
{
    for (int64_t v = 0; v < w->base->spaces[space].count; v++) {
        const int64_t row = w->first[space] + v, at = w->start[row];
        int64_t count = 0;
        for (int r = 0; r < w->model->space_count; r++) {
            const Joined ends = space_ends(w->model, r);
            if (w->model->spaces[r].kind != GATRT_EDGES)
                continue;
            if (ends.to == space)
                count += put_list(w, ends.in, v, w->first[ends.from], w->far + at + count);
            if (ends.from == space)
                count += put_list(w, ends.out, v, w->first[ends.to], w->far + at + count);
        }
        w->start[row + 1] = at + settle_list(w->far + at, count, (int32_t)row);
    }
}

static Whole whole_of(const gatrt_model *model, const Prepared *base)
{
    Whole w = {.model = model, .base = base, .first = mem_alloc((size_t)model->space_count + 1, sizeof *w.first)};
    for (int s = 0; s < model->space_count; s++)
        w.first[s + 1] = w.first[s] + (is_parted(model, s) ? base->spaces[s].count : 0);
    w.start = mem_alloc((size_t)w.first[model->space_count] + 1, sizeof *w.start);
    w.far = mem_alloc((size_t)most_entries(&w) + 1, sizeof *w.far);
    for (int s = 0; s < model->space_count; s++)
        if (is_parted(model, s))
            list_space(&w, s);
    return w;
}

static void whole_free(Whole *w)
{
    mem_free(w->first);
    mem_free(w->start);
    mem_free(w->far);
}

static bool part_whole(const Whole *w, int64_t parts, int32_t *part, Error *error)
{
    const int64_t rows = w->first[w->model->space_count];
    if (parts > rows)
        return error_set(error, "--clusters %lld: there are %lld rows", (long long)parts, (long long)rows);
    if (rows >= INT32_MAX || w->start[rows] > INT32_MAX)
        return error_set(error, "--clusters: METIS takes 2147483647 edges at most, each counted from both ends");
    int32_t *start = mem_alloc((size_t)rows + 1, sizeof *start);
    for (int64_t v = 0; v <= rows; v++)
        start[v] = (int32_t)w->start[v];
    const bool worked = metis_part((int32_t)rows, start, w->far, (int32_t)parts, part, error);
    mem_free(start);
    return worked;
}

/* ---------------------------------------------------------------- the clusters */

/* A space's rows by part, ascending in each. */
static void list_parts(Clusters *c, int space, int64_t rows, const int32_t *part)
{
    int64_t *start = mem_alloc((size_t)c->count + 1, sizeof *start), *next;
    c->row[space] = mem_alloc((size_t)rows, sizeof *c->row[space]);
    for (int64_t v = 0; v < rows; v++)
        start[part[v] + 1]++;
    for (int64_t k = 0; k < c->count; k++)
        start[k + 1] += start[k];
    next = mem_alloc((size_t)c->count + 1, sizeof *next);
    memcpy(next, start, (size_t)c->count * sizeof *next);
    for (int64_t v = 0; v < rows; v++)
        c->row[space][next[part[v]]++] = (int32_t)v;
    mem_free(next);
    c->start[space] = start;
}

Clusters *clusters_new(const gatrt_model *model, const Prepared *base, int64_t count, const int32_t *trained,
                       int64_t rows, Error *error)
{
    Whole w = whole_of(model, base);
    int32_t *part = mem_alloc((size_t)w.first[model->space_count] + 1, sizeof *part);
    Clusters *c = NULL;
    if (part_whole(&w, count, part, error)) {
        c = mem_alloc(1, sizeof *c);
        c->count = count;
        c->space_count = model->space_count;
        c->start = mem_alloc((size_t)model->space_count, sizeof *c->start);
        c->row = mem_alloc((size_t)model->space_count, sizeof *c->row);
        c->trains = mem_alloc((size_t)base->spaces[base->space].count, sizeof *c->trains);
        c->trained = mem_alloc((size_t)count, sizeof *c->trained);
        for (int s = 0; s < model->space_count; s++)
            if (is_parted(model, s))
                list_parts(c, s, base->spaces[s].count, part + w.first[s]);
        for (int64_t i = 0; i < rows; i++) {
            c->trains[trained[i]] = 1;
            c->trained[part[w.first[base->space] + trained[i]]]++;
        }
    }
    mem_free(part);
    whole_free(&w);
    return c;
}

void clusters_free(Clusters *c)
{
    for (int s = 0; c && s < c->space_count; s++) {
        mem_free(c->start[s]);
        mem_free(c->row[s]);
    }
    if (!c)
        return;
    mem_free(c->start);
    mem_free(c->row);
    mem_free(c->trains);
    mem_free(c->trained);
    mem_free(c);
}

/* --------------------------------------------------------------------- a sample */

static int64_t reach_trained(Sampler *s, const int32_t *cluster, int64_t count)
{
    const Clusters *c = s->fanouts.clusters;
    const int space = s->base->space;
    int64_t reached = 0;
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = c->start[space][cluster[i]]; k < c->start[space][cluster[i] + 1]; k++) {
            const int32_t row = c->row[space][k];
            if (!c->trains[row])
                continue;
            rows_reach(&s->rows[space], row);
            s->seed_id[reached++] = s->base->row_id[space][row];
        }
    return reached;
}

static void reach_rows(Sampler *s, const int32_t *cluster, int64_t count)
{
    const Clusters *c = s->fanouts.clusters;
    for (int k = 0; k < s->model->space_count; k++)
        for (int64_t i = 0; is_parted(s->model, k) && i < count; i++)
            for (int64_t j = c->start[k][cluster[i]]; j < c->start[k][cluster[i] + 1]; j++)
                rows_reach(&s->rows[k], c->row[k][j]);
}

/* Of each row the edges that come from rows of the sample. */
static void list_relation(Sampler *s, int relation)
{
    SampledEdges *edges = &s->edges[relation];
    const SampledRows *to = &s->rows[edges->ends.to], *from = &s->rows[edges->ends.from];
    const gatrt_walk *whole = &s->base->ends[edges->ends.in];
    edges_rows(edges, to->count);
    for (int64_t v = 0; v < to->count; v++) {
        const int64_t start = whole->start[to->row[v]], end = whole->start[to->row[v] + 1];
        edges_room(edges, edges->count + end - start);
        for (int64_t e = start; e < end; e++)
            if (from->place[whole->far[e]] >= 0) {
                edges->entry[edges->count] = (int32_t)e;
                edges->in_src[edges->count++] = from->place[whole->far[e]];
            }
        edges->in_start[v + 1] = edges->count;
    }
    edges->listed = to->count;
}

int64_t clusters_draw(Sampler *s, const int32_t *cluster, int64_t count)
{
    const bool goes_on = s->fanouts.levels != 1;
    const int64_t trained = reach_trained(s, cluster, count);
    sampler_place(s, 0);
    if (goes_on)
        reach_rows(s, cluster, count);
    for (int hop = s->fanouts.levels ? 1 : 0; hop < s->levels; hop++)
        sampler_place(s, hop);
    for (int k = 0; k < s->model->space_count; k++)
        if (s->model->spaces[k].kind == GATRT_EDGES && goes_on)
            list_relation(s, k);
    return trained;
}
