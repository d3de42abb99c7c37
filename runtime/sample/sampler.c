/* sampler.c - draws a sample: the rows of a batch, and hop by hop the edges into them and the rows that these come from.
 *
 * In: a whole prepared graph, whose wanted rows stand first, and some of them. Out: a prepared graph of the rows that were
 * reached. Kernels cannot tell it from another:
 *
 *  - rows stand by the hop in which they were reached, within one as in the base;
 *  - a row's list is drawn once, in that hop, and is in the base's order; layers that read it again read the same;
 *  - self loops that the model adds are always there and are not among what is drawn, as where PyTorch Geometric's layers
 *    add them to a sample.
 *
 * So where all edges are taken around all wanted rows, the sample is the base, or what pruning leaves of it, in each place.
 * Of links: pairs.c. Of models of graphs the rows are graphs: all their nodes are reached before the first hop, and all edges are in them.
 * What is drawn is a function of (draw, relation, row of the base): no thread and no earlier sample changes it. The
 * work of a sample is of its own rows and edges; of what is as long as the base, only one bit for 4096 rows is looked at.
 */
#include "runtime/sample/sampler.h"

#include <stdlib.h>
#include <string.h>

enum { NEIGHBOUR_VALUE = 0xFFFC }; /* no random value of a model has this number */
enum { ROWS_A_PIECE = 256, EDGES_A_PIECE = 8192, WORD = 64 };

void *sample_room(void *at, int64_t *room, int64_t used, int64_t need, size_t size)
{
    if (at && need <= *room)
        return at;
    *room = need + need / 8 + WORD;
    if (at && used > 0)
        return mem_longer(at, used, *room, size);
    mem_free(at);
    return mem_alloc((size_t)*room, size);
}

bool sampled_loops(const gatrt_model *model, int relation)
{
    return relation == GATRT_EDGE && model->recipe.self_loops != GATRT_LOOPS_KEPT;
}

int sampled_levels(const Fanouts *f)
{
    return f->levels > 0 ? f->levels : 1;
}

/* A program that computes every row meets the lists of the last ones as well. */
int sampled_lists(const Fanouts *f)
{
    return f->levels > 0 ? f->levels - 1 : f->hops + 1;
}

int drawn_lists(const Fanouts *f)
{
    const int lists = sampled_lists(f);
    return f->levels > 0 && f->hops < lists ? f->hops : lists;
}

static bool has_rows(const Sampler *s, int space)
{
    return s->model->spaces[space].kind == GATRT_ROWS;
}

static bool has_edges(const Sampler *s, int space)
{
    return s->model->spaces[space].kind == GATRT_EDGES;
}

/* ---------------------------------------------------------------- rows reached */

void rows_reach(SampledRows *rows, int32_t row)
{
    if (rows->place[row] >= 0)
        return;
    rows->fresh[row / WORD] |= (uint64_t)1 << row % WORD;
    rows->fresh_word[row / WORD / WORD] |= (uint64_t)1 << row / WORD % WORD;
}

/* What was reached gets its places, in the base's order, and nothing is fresh any more. */
static void place_word(SampledRows *rows, int64_t word)
{
    rows->row = sample_room(rows->row, &rows->room, rows->count, rows->count + WORD, sizeof *rows->row);
    for (uint64_t bits = rows->fresh[word]; bits; bits &= bits - 1) {
        const int32_t row = (int32_t)(word * WORD + __builtin_ctzll(bits));
        rows->place[row] = (int32_t)rows->count;
        rows->row[rows->count++] = row;
    }
    rows->fresh[word] = 0;
}

void rows_place(SampledRows *rows)
{
    rows->first = rows->count;
    for (int64_t i = 0; i * WORD < rows->words; i++) {
        for (uint64_t bits = rows->fresh_word[i]; bits; bits &= bits - 1)
            place_word(rows, i * WORD + __builtin_ctzll(bits));
        rows->fresh_word[i] = 0;
    }
}

void sampler_place(Sampler *s, int hop)
{
    for (int k = 0; k < s->model->space_count; k++) {
        if (!has_rows(s, k))
            continue;
        rows_place(&s->rows[k]);
        if (hop < s->levels)
            s->rows[k].level[hop] = s->rows[k].count;
    }
}

static void clear(Sampler *s)
{
    for (int k = 0; k < s->model->space_count; k++) {
        SampledRows *rows = &s->rows[k];
        for (int64_t i = 0; i < rows->count; i++)
            rows->place[rows->row[i]] = -1;
        rows->count = 0;
        s->edges[k].count = s->edges[k].listed = 0;
    }
}

/* -------------------------------------------------------------- edges into a hop */

typedef struct Hop {
    const gatrt_walk *from; /* the base's lists of the relation */
    SampledEdges *edges;
    const SampledRows *to;
    int32_t most;
    bool replace;
    uint64_t draw;
} Hop;

static int32_t drawn_of(const Hop *hop, int32_t row)
{
    const int64_t others = hop->from->start[row + 1] - hop->from->start[row] - hop->edges->loops;
    if (hop->most == FANOUT_ALL || (!hop->replace && others <= hop->most))
        return (int32_t)others;
    return others > 0 ? hop->most : 0;
}

/* Positions among the edges that are no self loop become entries of the base, the loop's where it stands among them:
 * sources ascend in a list. */
static void draw_list(const Hop *hop, int64_t place)
{
    const int32_t row = hop->to->row[place];
    const int64_t start = hop->from->start[row], end = hop->from->start[row + 1];
    const int loops = hop->edges->loops;
    const int64_t loop = loops ? start + place_among(hop->from->far + start, end - start, row) : end;
    const int32_t take = drawn_of(hop, row);
    int32_t *entry = hop->edges->entry + hop->edges->in_start[place], i = 0;
    neighbours_draw(end - start - loops, take, hop->replace, gatrt_row_key(hop->draw, (uint32_t)row), entry + loops);
    for (; i < take && start + entry[i + loops] < loop; i++)
        entry[i] = (int32_t)(start + entry[i + loops]);
    if (loops)
        entry[i] = (int32_t)loop;
    for (; i < take; i++)
        entry[i + loops] = (int32_t)(start + entry[i + loops] + loops);
    for (i = 0; i < take + loops; i++)
        hop->edges->in_src[hop->edges->in_start[place] + i] = hop->from->far[entry[i]];
}

static void draw_lists(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    const Hop *hop = arg;
    (void)index;
    for (int64_t i = lo; i < hi; i++)
        draw_list(hop, hop->to->first + i);
}

void edges_rows(SampledEdges *edges, int64_t rows)
{
    edges->in_start = sample_room(edges->in_start, &edges->in_room, 0, rows + 1, sizeof *edges->in_start);
    edges->in_start[0] = 0;
}

/* Edges are numbered by destination, so those of a hop come behind all others. */
static void count_lists(const Hop *hop)
{
    SampledEdges *edges = hop->edges;
    const SampledRows *to = hop->to;
    edges->in_start =
        sample_room(edges->in_start, &edges->in_room, to->first + 1, to->count + 1, sizeof *edges->in_start);
    edges->in_start[0] = 0;
    for (int64_t v = to->first; v < to->count; v++)
        edges->in_start[v + 1] = edges->in_start[v] + drawn_of(hop, to->row[v]) + edges->loops;
}

void edges_room(SampledEdges *edges, int64_t need)
{
    int64_t room = edges->room;
    edges->entry = sample_room(edges->entry, &room, edges->count, need, sizeof *edges->entry);
    edges->in_src = sample_room(edges->in_src, &edges->room, edges->count, need, sizeof *edges->in_src);
}

/* The new rows of the relation's destinations get their lists; `in_src` has the base's rows as yet. */
void sampler_relation(Sampler *s, int relation, int number, uint64_t draw, Pool *pool)
{
    SampledEdges *edges = &s->edges[relation];
    const SampledRows *to = &s->rows[edges->ends.to];
    Hop hop = {.from = &s->base->ends[edges->ends.in],
               .edges = edges,
               .to = to,
               .most = fanout_at(&s->fanouts, relation, number),
               .replace = s->fanouts.replace,
               .draw = gatrt_mix(gatrt_value_draw(draw, NEIGHBOUR_VALUE) ^ (uint64_t)relation)};
    count_lists(&hop);
    edges_room(edges, edges->in_start[to->count]);
    pool_run(pool, draw_lists, &hop, to->count - to->first, ROWS_A_PIECE);
    for (int64_t e = edges->count; e < edges->in_start[to->count]; e++)
        rows_reach(&s->rows[edges->ends.from], edges->in_src[e]);
    edges->count = edges->in_start[to->count];
    edges->listed = to->count;
}

typedef struct Naming {
    const SampledRows *from;
    int32_t *in_src;
} Naming;

static void name_sources(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    const Naming *naming = arg;
    (void)index;
    for (int64_t e = lo; e < hi; e++)
        naming->in_src[e] = naming->from->place[naming->in_src[e]];
}

/* ----------------------------------------------------------------- the whole */

static void draw_hops(Sampler *s, uint64_t draw, Pool *pool)
{
    const int lists = sampled_lists(&s->fanouts);
    sampler_place(s, 0);
    for (int h = 0; h < lists; h++) {
        for (int k = 0; k < s->model->space_count; k++)
            if (has_edges(s, k) && !joins_links(s->model, k))
                sampler_relation(s, k, h, draw, pool);
        sampler_place(s, h + 1);
    }
    for (int k = 0; k < s->model->space_count; k++) {
        Naming naming = {has_edges(s, k) ? &s->rows[s->edges[k].ends.from] : NULL, s->edges[k].in_src};
        if (has_edges(s, k))
            pool_run(pool, name_sources, &naming, s->edges[k].count, EDGES_A_PIECE);
        if (has_rows(s, k) && s->fanouts.levels == 0)
            s->rows[k].level[0] = s->rows[k].count;
    }
}

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* In the base, too, the nodes of a graph stand together. */
static void reach_graph(Sampler *s, int32_t graph)
{
    const int64_t *start = s->base->ends[GATRT_NODE_GRAPH].start;
    for (int64_t v = start[graph]; v < start[graph + 1]; v++)
        rows_reach(&s->rows[GATRT_NODE], (int32_t)v);
}

static int64_t reach_rows(Sampler *s, const int32_t *seeds, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        rows_reach(&s->rows[s->base->space], seeds[i]);
        if (s->fanouts.graphs)
            reach_graph(s, seeds[i]);
        s->seed_id[i] = s->base->row_id[s->base->space][seeds[i]];
    }
    return count;
}

static void draw_rows(Sampler *s, const int32_t *seeds, int64_t count, uint64_t draw, Pool *pool)
{
    if (s->fanouts.clusters) {
        s->p->wanted = clusters_draw(s, seeds, count);
        return;
    }
    s->p->wanted = s->links.space ? pairs_reach(s, seeds, count, draw, pool) : reach_rows(s, seeds, count);
    draw_hops(s, draw, pool);
}

void sampler_draw(Sampler *s, const int32_t *seeds, int64_t count, uint64_t draw, Pool *pool)
{
    clear(s);
    draw_rows(s, seeds, count, draw, pool);
    qsort(s->seed_id, (size_t)s->p->wanted, sizeof *s->seed_id, by_number);
    lists_make(s);
    gather_inputs(s, pool);
}

const Prepared *sampler_graph(const Sampler *s)
{
    return s->p;
}

/* ------------------------------------------------------------- made and freed */

static void new_rows(Sampler *s, int space, int64_t work)
{
    SampledRows *rows = &s->rows[space];
    const int64_t all = s->base->spaces[space].count;
    rows->words = (all + WORD - 1) / WORD;
    rows->level = mem_alloc((size_t)s->levels, sizeof *rows->level);
    rows->place = mem_alloc((size_t)all, sizeof *rows->place);
    memset(rows->place, 0xFF, (size_t)all * sizeof *rows->place);
    rows->fresh = mem_alloc((size_t)rows->words, sizeof *rows->fresh);
    rows->fresh_word = mem_alloc((size_t)(rows->words / WORD + 1), sizeof *rows->fresh_word);
    rows->chunk_start = mem_alloc(MOST_CHUNKS + 2, sizeof *rows->chunk_start);
    rows->share = work / MOST_CHUNKS + (work % MOST_CHUNKS != 0);
}

Sampler *sampler_new(const gatrt_model *model, const gatrt_data *data, const Prepared *base, const Fanouts *f,
                     int64_t batch)
{
    Sampler *s = mem_alloc(1, sizeof *s);
    SampleBound bound = bound_of(model, base, f, batch * pairs_each(model, data));
    *s = (Sampler){.model = model, .data = data, .base = base, .fanouts = *f, .levels = bound.levels};
    s->rows = mem_alloc((size_t)model->space_count, sizeof *s->rows);
    s->edges = mem_alloc((size_t)model->space_count, sizeof *s->edges);
    const int64_t seeds = f->clusters ? base->wanted : batch * pairs_each(model, data);
    s->seed_id = mem_alloc((size_t)seeds, sizeof *s->seed_id);
    for (int k = 0; k < model->space_count; k++) {
        if (has_rows(s, k))
            new_rows(s, k, bound.work[k]);
        if (has_edges(s, k)) {
            s->edges[k].ends = space_ends(model, k);
            s->edges[k].loops = sampled_loops(model, k);
        }
    }
    bound_free(&bound);
    if (is_link(model, base->space))
        pairs_new_links(s);
    s->p = prepared_new(model);
    s->p->row_weight = base->row_weight;
    s->p->part = base->part;
    s->p->graph.levels = s->levels;
    gather_new(s);
    return s;
}

/* The prepared graph owns nothing of what it points to. */
static void free_graph(Prepared *p)
{
    mem_free(p->inputs);
    mem_free(p->spaces);
    mem_free(p->ends);
    mem_free(p->row_id);
    mem_free(p);
}

void sampler_free(Sampler *s)
{
    for (int k = 0; s && k < s->model->space_count; k++) {
        const SampledRows *r = &s->rows[k];
        const SampledEdges *e = &s->edges[k];
        void *const owned[] = {r->level,   r->row,         r->place,     r->fresh,    r->fresh_word,
                               r->work,    r->chunk_start, e->entry,     e->in_start, e->in_src,
                               e->out_dst, e->out_edge,    e->out_start, e->next};
        for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
            mem_free(owned[i]);
    }
    if (!s)
        return;
    pairs_free_links(&s->links);
    mem_free(s->graphs.start);
    mem_free(s->graphs.of);
    gather_free(s);
    free_graph(s->p);
    mem_free(s->rows);
    mem_free(s->edges);
    mem_free(s->seed_id);
    mem_free(s->edge_id);
    mem_free(s);
}
