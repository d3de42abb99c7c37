/* bound.c - the most that a sample can come to, by batch and fan-outs alone; what people are told before a run.
 *
 * Rows new in a hop are those of the hop before times its fan-outs, and never more than there are; every row's list is
 * drawn once. Where all edges are taken the bound is the whole graph: then chunks are cut as the whole graph's are, and
 * one batch of all rows has the bits of a run without batches.
 */
#include "runtime/sample/sampler.h"

#include <stdlib.h>
#include <string.h>

#define ENDLESS INT64_MAX

static int64_t times(int64_t a, int64_t b)
{
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? ENDLESS : product;
}

static int64_t plus(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? ENDLESS : sum;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How many edges a row of this hop may have in a relation, its self loop aside. */
static int64_t edges_a_row(int32_t fanout)
{
    return fanout == FANOUT_ALL ? ENDLESS : fanout;
}

typedef struct Bounding {
    const gatrt_model *model;
    const Prepared *base;
    const Fanouts *f;
    SampleBound bound;
    int64_t *now, *next; /* [space_count] rows that are new in this hop, and in the one behind it */
    int64_t *in_edges;   /* [space_count] of the whole graph, into the rows of a space */
} Bounding;

/* Edges of a relation into the rows of a hop, and the rows that they come from. */
static void add_hop(Bounding *b, int relation, int hop)
{
    const Joined ends = space_ends(b->model, relation);
    const int64_t all = b->base->spaces[relation].count, rows = b->now[ends.to];
    const int64_t drawn = times(rows, edges_a_row(fanout_at(b->f, relation, hop)));
    const bool again = b->f->replace && drawn != ENDLESS;
    b->next[ends.from] = plus(b->next[ends.from], drawn);
    b->bound.rows[relation] = plus(
        b->bound.rows[relation], plus(again ? drawn : least(drawn, all), sampled_loops(b->model, relation) ? rows : 0));
    if (!b->f->replace)
        b->bound.rows[relation] = least(b->bound.rows[relation], all);
}

/* Rows behind the last hop have no lists, but chunks are balanced as if they had theirs, as in the whole graph. */
static void add_work(Bounding *b, int hop)
{
    const int lists = drawn_lists(b->f), last = hop < lists || lists == 0 ? hop : lists - 1;
    for (int s = 0; s < b->model->space_count; s++)
        if (b->model->spaces[s].kind == GATRT_ROWS)
            b->bound.work[s] = plus(b->bound.work[s], b->now[s]);
    for (int s = 0; s < b->model->space_count; s++) {
        if (b->model->spaces[s].kind != GATRT_EDGES)
            continue;
        const Joined ends = space_ends(b->model, s);
        const int64_t most = lists == 0 ? ENDLESS : edges_a_row(fanout_at(b->f, s, last));
        b->bound.work[ends.to] =
            plus(b->bound.work[ends.to], times(b->now[ends.to], plus(most, sampled_loops(b->model, s))));
    }
}

static void settle_hop(Bounding *b, int hop)
{
    for (int s = 0; s < b->model->space_count; s++) {
        if (b->model->spaces[s].kind != GATRT_ROWS)
            continue;
        b->now[s] = least(b->next[s], b->base->spaces[s].count);
        b->next[s] = 0;
        b->bound.rows[s] = least(plus(b->bound.rows[s], b->now[s]), b->base->spaces[s].count);
        if (hop < b->bound.levels)
            b->bound.level[s * b->bound.levels + hop] = b->bound.rows[s];
    }
    add_work(b, hop);
}

/* Without replacement, or where all edges are taken, no more work than the whole graph has. */
static void limit_work(Bounding *b)
{
    for (int s = 0; s < b->model->space_count; s++) {
        const int64_t whole = b->base->spaces[s].count + b->in_edges[s];
        if (b->model->spaces[s].kind == GATRT_ROWS && (!b->f->replace || b->bound.work[s] == ENDLESS))
            b->bound.work[s] = least(b->bound.work[s], whole);
    }
}

/* The most that so many graphs have, each with all its rows of a space or edges of a relation: those of the largest. */
static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

static int64_t most_of(int64_t *size, int64_t graphs, int64_t batch)
{
    int64_t sum = 0;
    qsort(size, (size_t)graphs, sizeof *size, by_size);
    for (int64_t g = 0; g < least(batch, graphs); g++)
        sum += size[g];
    return sum;
}

static int64_t most_nodes(const Bounding *b, int64_t batch, int64_t *size)
{
    const int64_t *start = b->base->ends[GATRT_NODE_GRAPH].start, graphs = b->base->spaces[GATRT_GRAPH].count;
    for (int64_t g = 0; g < graphs; g++)
        size[g] = start[g + 1] - start[g];
    return most_of(size, graphs, batch);
}

static int64_t most_edges(const Bounding *b, int relation, int64_t batch, int64_t *size)
{
    const int64_t *start = b->base->ends[GATRT_NODE_GRAPH].start, graphs = b->base->spaces[GATRT_GRAPH].count;
    const int64_t *list = b->base->ends[space_ends(b->model, relation).in].start;
    for (int64_t g = 0; g < graphs; g++)
        size[g] = list[start[g + 1]] - list[start[g]];
    return most_of(size, graphs, batch);
}

/* No fan-out says what a graph has. */
static void bound_graphs(Bounding *b, int64_t batch)
{
    const int64_t graphs = b->base->spaces[GATRT_GRAPH].count;
    int64_t *size = mem_alloc((size_t)graphs, sizeof *size), *rows = b->bound.rows;
    rows[GATRT_GRAPH] = least(batch, graphs);
    rows[GATRT_NODE] = most_nodes(b, batch, size);
    b->bound.work[GATRT_GRAPH] = rows[GATRT_GRAPH];
    b->bound.work[GATRT_NODE] = rows[GATRT_NODE];
    for (int s = 0; s < b->model->space_count; s++)
        if (b->model->spaces[s].kind == GATRT_EDGES) {
            rows[s] = most_edges(b, s, batch, size);
            b->bound.work[GATRT_NODE] += rows[s];
        }
    mem_free(size);
}

/* Rows of the largest clusters, and all edges into these; as many as the graph has at most. */
static void bound_clusters(Bounding *b, int64_t batch)
{
    const Clusters *c = b->f->clusters;
    int64_t *size = mem_alloc((size_t)c->count, sizeof *size), *rows = b->bound.rows;
    memcpy(size, c->trained, (size_t)c->count * sizeof *size);
    const int64_t trained = most_of(size, c->count, batch);
    for (int s = 0; s < b->model->space_count; s++) {
        for (int64_t k = 0; c->start[s] && k < c->count; k++)
            size[k] = c->start[s][k + 1] - c->start[s][k];
        rows[s] = c->start[s] ? most_of(size, c->count, batch) : 0;
        for (int l = 0; l < b->bound.levels; l++)
            b->bound.level[s * b->bound.levels + l] = l > 0 || b->f->levels == 0 ? rows[s] : 0;
    }
    b->bound.level[b->base->space * b->bound.levels] = b->f->levels == 0 ? rows[b->base->space] : trained;
    for (int s = 0; s < b->model->space_count; s++) {
        const Joined ends = space_ends(b->model, s);
        if (b->model->spaces[s].kind != GATRT_EDGES)
            continue;
        const int64_t *list = b->base->ends[ends.in].start;
        for (int64_t k = 0; k < c->count; k++) {
            size[k] = 0;
            for (int64_t i = c->start[ends.to][k]; i < c->start[ends.to][k + 1]; i++)
                size[k] += list[c->row[ends.to][i] + 1] - list[c->row[ends.to][i]];
        }
        rows[s] = most_of(size, c->count, batch);
        b->bound.work[ends.to] += rows[s];
    }
    for (int s = 0; s < b->model->space_count; s++)
        b->bound.work[s] += c->start[s] ? rows[s] : 0;
    mem_free(size);
}

static int64_t longest_list(const Bounding *b, int relation)
{
    const Joined ends = space_ends(b->model, relation);
    const int64_t *start = b->base->ends[ends.in].start;
    int64_t most = 0;
    for (int64_t v = 0; v < b->base->spaces[ends.to].count; v++)
        most = start[v + 1] - start[v] > most ? start[v + 1] - start[v] : most;
    return most;
}

/* So many links, those that they are compared with, and the rows at the ends of all these. */
static void bound_links(Bounding *b, int64_t batch)
{
    const int link = b->base->space;
    const Joined ends = space_ends(b->model, link);
    const int64_t all = b->base->spaces[link].count;
    const bool every = b->f->whole && batch >= b->base->wanted;
    int64_t links = batch, rivals = 0;
    for (int s = 0; s < b->model->space_count; s++)
        if (joins_links(b->model, s)) {
            b->bound.rows[s] = least(every ? ENDLESS : times(batch, longest_list(b, s)), b->base->spaces[s].count);
            rivals = plus(rivals, b->bound.rows[s]);
        }
    links = every ? all : least(plus(links, rivals), all);
    b->bound.rows[link] = links;
    b->bound.work[link] = plus(links, rivals);
    b->next[ends.from] = links;
    b->next[ends.to] = plus(b->next[ends.to], links);
}

/* Of links with all edges: whatever is no link. */
static void bound_whole(Bounding *b)
{
    for (int s = 0; s < b->model->space_count; s++) {
        const gatrt_kind kind = b->model->spaces[s].kind;
        if (s == b->base->space || joins_links(b->model, s) || (kind != GATRT_ROWS && kind != GATRT_EDGES))
            continue;
        b->bound.rows[s] = b->base->spaces[s].count;
        b->bound.work[s] = kind == GATRT_ROWS ? b->bound.rows[s] + b->in_edges[s] : 0;
    }
}

static void count_in_edges(Bounding *b)
{
    for (int s = 0; s < b->model->space_count; s++)
        if (b->model->spaces[s].kind == GATRT_EDGES)
            b->in_edges[space_ends(b->model, s).to] += b->base->spaces[s].count;
}

SampleBound bound_of(const gatrt_model *model, const Prepared *base, const Fanouts *f, int64_t batch)
{
    const size_t spaces = (size_t)model->space_count;
    const int levels = sampled_levels(f), lists = f->graphs || f->whole || f->clusters ? 0 : sampled_lists(f);
    Bounding b = {.model = model, .base = base, .f = f, .bound.levels = levels};
    b.bound.rows = mem_alloc(spaces, sizeof *b.bound.rows);
    b.bound.level = mem_alloc(spaces * (size_t)levels, sizeof *b.bound.level);
    b.bound.work = mem_alloc(spaces, sizeof *b.bound.work);
    b.now = mem_alloc(spaces, sizeof *b.now);
    b.next = mem_alloc(spaces, sizeof *b.next);
    b.in_edges = mem_alloc(spaces, sizeof *b.in_edges);
    count_in_edges(&b);
    if (f->graphs)
        bound_graphs(&b, batch);
    if (f->clusters)
        bound_clusters(&b, batch);
    else if (is_link(model, base->space))
        bound_links(&b, batch);
    else
        b.next[base->space] = batch;
    if (f->whole)
        bound_whole(&b);
    else if (!f->graphs && !f->clusters)
        settle_hop(&b, 0);
    for (int h = 0; h < lists; h++) {
        for (int s = 0; s < model->space_count; s++)
            if (model->spaces[s].kind == GATRT_EDGES)
                add_hop(&b, s, h);
        settle_hop(&b, h + 1);
    }
    for (int s = 0; s < model->space_count && f->levels == 0; s++)
        b.bound.level[s] = b.bound.rows[s];
    limit_work(&b);
    mem_free(b.now);
    mem_free(b.next);
    mem_free(b.in_edges);
    return b.bound;
}

void bound_free(SampleBound *bound)
{
    mem_free(bound->rows);
    mem_free(bound->level);
    mem_free(bound->work);
    *bound = (SampleBound){.levels = 0};
}

/* ------------------------------------------------------------------- in bytes */

static size_t input_bytes(const gatrt_input *in, const gatrt_tensor *of, int64_t base_rows, int64_t rows)
{
    if (in->space == GATRT_PARAM)
        return (size_t)in->width * sizeof(float);
    if (!of->row_start)
        return (size_t)rows * (size_t)in->width * sizeof(float);
    int64_t longest = 0;
    for (int64_t v = 0; v < base_rows; v++)
        longest = of->row_start[v + 1] - of->row_start[v] > longest ? of->row_start[v + 1] - of->row_start[v] : longest;
    const int64_t entries = least(of->row_start[base_rows], times(rows, longest));
    return 2 * (size_t)entries * (sizeof(int32_t) + sizeof(float)) +
           (size_t)(2 * rows + 2 * in->width) * sizeof(int64_t);
}

/* No piece but the last has less work than a chunk's least. */
static int64_t chunks_of(const SampleBound *bound, int space)
{
    return least(bound->work[space] / CHUNK_WORK + 1, MOST_CHUNKS + 1);
}

static int64_t most_chunks(const SampleBound *bound, const gatrt_model *model)
{
    int64_t most = 0;
    for (int s = 0; s < model->space_count; s++) {
        const int64_t chunks = model->spaces[s].kind == GATRT_ROWS ? chunks_of(bound, s) : 0;
        most = chunks > most ? chunks : most;
    }
    return most;
}

/* Of the step: the program is asked what it needs for a graph of these sizes. */
size_t bound_workspace(const SampleBound *bound, const gatrt_model *model)
{
    gatrt_rowset *spaces = mem_alloc((size_t)model->space_count, sizeof *spaces);
    gatrt_walk *ends = mem_alloc((size_t)model->end_count, sizeof *ends);
    for (int s = 0; s < model->space_count; s++) {
        spaces[s].count = bound->rows[s];
        if (model->spaces[s].kind != GATRT_ROWS)
            continue;
        spaces[s].level = bound->level + (int64_t)s * bound->levels;
        spaces[s].chunks = chunks_of(bound, s);
    }
    const gatrt_graph graph = {
        .spaces = spaces, .ends = ends, .levels = bound->levels, .chunks = most_chunks(bound, model)};
    const size_t bytes = model->train.workspace(&graph);
    mem_free(spaces);
    mem_free(ends);
    return bytes;
}

size_t bound_bytes(const SampleBound *bound, const gatrt_model *model, const Prepared *base)
{
    size_t bytes = 0;
    for (int s = 0; s < model->space_count; s++) {
        const size_t rows = (size_t)bound->rows[s], all = (size_t)base->spaces[s].count;
        if (model->spaces[s].kind == GATRT_EDGES)
            bytes += rows * 4 * sizeof(int32_t);
        else if (model->spaces[s].kind == GATRT_ROWS)
            bytes += all * sizeof(int32_t) + all / 8 + rows * (sizeof(int32_t) + 4 * sizeof(int64_t));
        if (is_link(model, s)) {
            const Joined ends = space_ends(model, s);
            bytes += rows * 4 * sizeof(int32_t);
            bytes += (size_t)(base->spaces[ends.from].count + base->spaces[ends.to].count) * 3 * sizeof(int64_t);
        }
    }
    for (int i = 0; i < model->input_count; i++) {
        const int space = model->inputs[i].space;
        bytes += input_bytes(&model->inputs[i], &base->inputs[i], base->spaces[space].count, bound->rows[space]);
    }
    return bytes;
}
