/* lists.c - of a sample whose rows and edges are known: the rest of its in-lists, its out-lists, its chunks. */
#include "runtime/sample/sampler.h"

#include <string.h>

/* Rows behind the last hop have no edges. */
static void end_in_lists(SampledEdges *edges, int64_t rows)
{
    edges->in_start =
        sample_room(edges->in_start, &edges->in_room, edges->listed + 1, rows + 1, sizeof *edges->in_start);
    for (int64_t v = edges->listed; v <= rows; v++)
        edges->in_start[v] = edges->count;
}

static void make_room(SampledEdges *edges, int64_t from_rows)
{
    int64_t rows = edges->out_room, entries = edges->out_entries;
    edges->next = sample_room(edges->next, &rows, 0, from_rows + 1, sizeof *edges->next);
    edges->out_start = sample_room(edges->out_start, &edges->out_room, 0, from_rows + 1, sizeof *edges->out_start);
    edges->out_dst = sample_room(edges->out_dst, &entries, 0, edges->count, sizeof *edges->out_dst);
    edges->out_edge = sample_room(edges->out_edge, &edges->out_entries, 0, edges->count, sizeof *edges->out_edge);
}

static void fill_out_lists(SampledEdges *edges, int64_t to_rows, int64_t from_rows)
{
    make_room(edges, from_rows);
    lists_turn((Turn){.rows = to_rows,
                      .to_rows = from_rows,
                      .start = edges->in_start,
                      .far = edges->in_src,
                      .to_start = edges->out_start,
                      .next = edges->next,
                      .to_far = edges->out_dst,
                      .to_entry = edges->out_edge});
}

static void point(Sampler *s, int relation)
{
    const SampledEdges *edges = &s->edges[relation];
    s->p->ends[edges->ends.in] = (gatrt_walk){.start = edges->in_start, .far = edges->in_src};
    s->p->ends[edges->ends.out] =
        (gatrt_walk){.start = edges->out_start, .far = edges->out_dst, .row = edges->out_edge};
    s->p->spaces[relation] = (gatrt_rowset){.count = edges->count};
}

/* ------------------------------------------------------------------- chunks */

/* Rows behind the last hop count as if they had the lists of the hop before: as in the whole graph, where no list is left
 * out of a balance. */
static void add_work(const Sampler *s, int relation, SampledRows *to)
{
    const SampledEdges *edges = &s->edges[relation];
    const int64_t *whole = s->base->ends[edges->ends.in].start;
    const int lists = drawn_lists(&s->fanouts);
    const int64_t most = lists > 0 ? fanout_at(&s->fanouts, relation, lists - 1) : FANOUT_ALL;
    const int64_t drawn = lists == sampled_lists(&s->fanouts) ? edges->listed : lists > 0 ? to->level[lists - 1] : 0;
    for (int64_t v = 0; v < drawn; v++)
        to->work[v + 1] += edges->in_start[v + 1] - edges->in_start[v];
    for (int64_t v = drawn; v < to->count; v++) {
        const int64_t all = whole[to->row[v] + 1] - whole[to->row[v]], most_here = most + edges->loops;
        to->work[v + 1] += most == FANOUT_ALL || all < most_here ? all : most_here;
    }
}

static void cut_chunks(Sampler *s, int space)
{
    SampledRows *rows = &s->rows[space];
    rows->work = sample_room(rows->work, &rows->work_room, 0, rows->count + 1, sizeof *rows->work);
    memset(rows->work, 0, (size_t)(rows->count + 1) * sizeof *rows->work);
    for (int r = 0; r < s->model->space_count; r++)
        if (s->model->spaces[r].kind == GATRT_EDGES && s->edges[r].ends.to == space)
            add_work(s, r, rows);
    for (int64_t v = 0; v < rows->count; v++)
        rows->work[v + 1] += rows->work[v];
    /* The bound's share is the same for all samples of a run; a list that is longer than was thought moves it. */
    const int64_t total = rows->count + rows->work[rows->count], least = (total + MOST_CHUNKS - 1) / MOST_CHUNKS;
    const int64_t chunks =
        cut_rows(rows->work, rows->count, rows->share > least ? rows->share : least, rows->chunk_start);
    s->p->spaces[space] =
        (gatrt_rowset){.count = rows->count, .level = rows->level, .chunks = chunks, .chunk_start = rows->chunk_start};
    if (s->p->graph.chunks < chunks)
        s->p->graph.chunks = chunks;
}

/* Nodes and graphs stand in the base's order, so those of a graph stand together here, too. */
static void list_graphs(Sampler *s)
{
    const SampledRows *nodes = &s->rows[GATRT_NODE], *graphs = &s->rows[GATRT_GRAPH];
    const int64_t *start = s->base->ends[GATRT_NODE_GRAPH].start;
    SampledGraphs *g = &s->graphs;
    g->start = sample_room(g->start, &g->start_room, 0, graphs->count + 1, sizeof *g->start);
    g->of = sample_room(g->of, &g->of_room, 0, nodes->count, sizeof *g->of);
    g->start[0] = 0;
    for (int64_t i = 0; i < graphs->count; i++) {
        g->start[i + 1] = g->start[i] + start[graphs->row[i] + 1] - start[graphs->row[i]];
        for (int64_t v = g->start[i]; v < g->start[i + 1]; v++)
            g->of[v] = (int32_t)i;
    }
    s->p->ends[GATRT_NODE_GRAPH] = (gatrt_walk){.start = g->start, .at = g->of};
    if (s->p->spaces[GATRT_NODE].chunks > 0)
        graphs_cut(&s->p->spaces[GATRT_NODE], &s->p->spaces[GATRT_GRAPH], g->start, graphs->chunk_start);
}

void lists_make(Sampler *s)
{
    s->p->graph.chunks = 0;
    for (int k = 0; k < s->model->space_count; k++) {
        SampledEdges *edges = &s->edges[k];
        if (s->model->spaces[k].kind != GATRT_EDGES)
            continue;
        const int64_t to_rows = s->rows[edges->ends.to].count;
        end_in_lists(edges, to_rows);
        fill_out_lists(edges, to_rows, s->rows[edges->ends.from].count);
        point(s, k);
    }
    for (int k = 0; k < s->model->space_count; k++)
        if (s->model->spaces[k].kind == GATRT_ROWS)
            cut_chunks(s, k);
    if (s->fanouts.graphs)
        list_graphs(s);
    if (s->links.space)
        pairs_list(s);
}
