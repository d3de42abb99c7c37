/* gather.c - the inputs of a sample: rows and edges have those of the base, rows of the loss what the batch gives them.
 *
 * The loss is the mean over the batch's rows: where rows or classes weigh more, their weights are shared out over the
 * batch, as PyTorch's losses do with the rows that they are given. What added self loops carry as the mean of the edges
 * into their row is the mean over those that were drawn.
 */
#include "runtime/sample/sampler.h"

#include <string.h>

enum { ROWS_A_PIECE = 512 };

/* ------------------------------------------------------------ rows of numbers */

typedef struct Copy {
    const float *from;
    const int32_t *id; /* the base's row */
    size_t width;
    float *to;
} Copy;

static void copy_rows(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    const Copy *c = arg;
    (void)index;
    for (int64_t i = lo; i < hi; i++)
        memcpy(c->to + (size_t)i * c->width, c->from + (size_t)c->id[i] * c->width, c->width * sizeof *c->to);
}

static float *dense_room(Gathered *g, int64_t rows, int64_t width)
{
    g->dense = sample_room(g->dense, &g->dense_room, 0, rows * width, sizeof *g->dense);
    return g->dense;
}

static void gather_rows(Gathered *g, const gatrt_tensor *from, const int32_t *id, int64_t rows, int64_t width,
                        Pool *pool)
{
    Copy copy = {.from = from->dense, .id = id, .width = (size_t)width, .to = dense_room(g, rows, width)};
    pool_run(pool, copy_rows, &copy, rows, ROWS_A_PIECE);
}

/* ------------------------------------------------------------- sparse features */

typedef struct SparseCopy {
    const gatrt_tensor *from;
    const int32_t *id;
    Gathered *to;
} SparseCopy;

static void copy_entries(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    const SparseCopy *c = arg;
    (void)index;
    for (int64_t i = lo; i < hi; i++) {
        const int64_t start = c->from->row_start[c->id[i]], count = c->from->row_start[c->id[i] + 1] - start;
        memcpy(c->to->col + c->to->row_start[i], c->from->col + start, (size_t)count * sizeof *c->to->col);
        memcpy(c->to->val + c->to->row_start[i], c->from->val + start, (size_t)count * sizeof *c->to->val);
    }
}

static void sparse_room(Gathered *g, const gatrt_tensor *from, const int32_t *id, int64_t rows, int64_t width)
{
    g->row_start = sample_room(g->row_start, &g->row_room, 0, rows + 1, sizeof *g->row_start);
    g->row_start[0] = 0;
    for (int64_t i = 0; i < rows; i++)
        g->row_start[i + 1] = g->row_start[i] + from->row_start[id[i] + 1] - from->row_start[id[i]];
    const int64_t entries = g->row_start[rows] + GATRT_SLACK;
    int64_t rooms[3] = {g->entry_room, g->entry_room, g->entry_room};
    g->col = sample_room(g->col, &rooms[0], 0, entries, sizeof *g->col);
    g->row = sample_room(g->row, &rooms[1], 0, entries, sizeof *g->row);
    g->val = sample_room(g->val, &rooms[2], 0, entries, sizeof *g->val);
    g->col_val = sample_room(g->col_val, &g->entry_room, 0, entries, sizeof *g->col_val);
    if (!g->col_start) {
        g->col_start = mem_alloc((size_t)width + 1, sizeof *g->col_start);
        g->col_next = mem_alloc((size_t)width + 1, sizeof *g->col_next);
    }
}

static void fill_columns(Gathered *g, int64_t rows, int64_t width)
{
    lists_turn((Turn){.rows = rows,
                      .to_rows = width,
                      .start = g->row_start,
                      .far = g->col,
                      .value = g->val,
                      .to_start = g->col_start,
                      .next = g->col_next,
                      .to_far = g->row,
                      .to_value = g->col_val});
}

static void gather_sparse(Gathered *g, const gatrt_tensor *from, const int32_t *id, int64_t rows, int64_t width,
                          Pool *pool)
{
    sparse_room(g, from, id, rows, width);
    SparseCopy copy = {from, id, g};
    pool_run(pool, copy_entries, &copy, rows, ROWS_A_PIECE);
    fill_columns(g, rows, width);
}

/* ------------------------------------------------------------------ of edges */

/* Where added self loops carry a mean, which edges they are is asked of the base. */
static bool means_loops(const Sampler *s, const gatrt_input *in)
{
    return s->edges[in->space].loops && !in->loop_given;
}

static void gather_loops(Sampler *s, const gatrt_input *in, float *attr)
{
    const SampledEdges *edges = &s->edges[in->space];
    const int64_t *id = s->base->row_id[in->space];
    s->edge_id = sample_room(s->edge_id, &s->edge_id_room, 0, edges->count, sizeof *s->edge_id);
    for (int64_t e = 0; e < edges->count; e++) {
        s->edge_id[e] = id[edges->entry[e]];
        if (s->edge_id[e] == -1)
            memset(attr + e * in->width, 0, (size_t)in->width * sizeof *attr);
    }
    inputs_fill_loops(&s->p->ends[edges->ends.in], s->rows[edges->ends.to].count, s->edge_id, in, attr);
}

static void gather_edges(Sampler *s, Gathered *g, const gatrt_input *in, const gatrt_tensor *from, Pool *pool)
{
    const SampledEdges *edges = &s->edges[in->space];
    gather_rows(g, from, edges->entry, edges->count, in->width, pool);
    if (means_loops(s, in))
        gather_loops(s, in, g->dense);
}

/* --------------------------------------------------------- of the batch's rows */

/* 1/n, or w / (sum of w) where rows weigh w: summed in the data set's order, as for a whole mask. */
static void fill_weight(Sampler *s, Gathered *g)
{
    const SampledRows *rows = &s->rows[s->p->space];
    const float *weight = s->base->row_weight;
    const int64_t *id = s->base->row_id[s->p->space];
    float *to = dense_room(g, rows->count, 1);
    double sum = 0.0;
    for (int64_t i = 0; weight && i < s->p->wanted; i++)
        sum += (double)weight[s->seed_id[i]];
    const double share = 1.0 / (weight ? sum : (double)s->p->wanted);
    for (int64_t v = 0; v < s->p->wanted; v++)
        to[v] = (float)((weight ? (double)weight[id[rows->row[v]]] : 1.0) * share);
    memset(to + s->p->wanted, 0, (size_t)(rows->count - s->p->wanted) * sizeof *to);
}

/* Times n / (sum of w over the batch's labels). */
static void fill_class_weight(Sampler *s, Gathered *g, int64_t width)
{
    const gatrt_set *set = space_set(s->model, s->data, s->p->space);
    double sum = 0.0;
    for (int64_t i = 0; g->shared && i < s->p->wanted; i++) {
        const int32_t label = set->label[s->seed_id[i]];
        sum += label >= 0 && label < width ? g->class_weight[label] : 0.0;
    }
    for (int64_t c = 0; c < width; c++)
        g->dense[c] = (float)(!g->shared  ? g->class_weight[c]
                              : sum > 0.0 ? g->class_weight[c] * (double)s->p->wanted / sum
                                          : 0.0);
}

/* --------------------------------------------------------------------- inputs */

static void gather_input(Sampler *s, int i, Pool *pool)
{
    const gatrt_input *in = &s->model->inputs[i];
    const gatrt_tensor *from = &s->base->inputs[i];
    const SampledRows *rows = &s->rows[in->space];
    Gathered *g = &s->inputs[i];
    if (in->space == GATRT_PARAM)
        fill_class_weight(s, g, in->width);
    else if (in->role == GATRT_WEIGHT && !s->links.all)
        fill_weight(s, g);
    else if (s->model->spaces[in->space].kind == GATRT_EDGES)
        gather_edges(s, g, in, from, pool);
    else if (from->row_start)
        gather_sparse(g, from, rows->row, rows->count, in->width, pool);
    else
        gather_rows(g, from, rows->row, rows->count, in->width, pool);
    s->p->inputs[i] = (gatrt_tensor){.dense = g->dense,
                                     .row_start = g->row_start,
                                     .col = g->col,
                                     .val = g->val,
                                     .col_start = g->col_start,
                                     .row = g->row,
                                     .col_val = g->col_val};
}

void gather_inputs(Sampler *s, Pool *pool)
{
    for (int i = 0; i < s->model->input_count; i++)
        gather_input(s, i, pool);
}

void gather_new(Sampler *s)
{
    s->inputs = mem_alloc((size_t)s->model->input_count, sizeof *s->inputs);
    s->p->inputs = mem_alloc((size_t)s->model->input_count, sizeof *s->p->inputs);
    s->p->input_count = s->model->input_count;
    for (int i = 0; i < s->model->input_count; i++) {
        const gatrt_input *in = &s->model->inputs[i];
        Gathered *g = &s->inputs[i];
        if (in->space != GATRT_PARAM)
            continue;
        g->class_weight = mem_alloc((size_t)in->width, sizeof *g->class_weight);
        g->dense = mem_alloc((size_t)in->width, sizeof *g->dense);
        g->shared = inputs_class_weights(space_set(s->model, s->data, s->p->space), in, g->class_weight);
    }
}

void gather_free(Sampler *s)
{
    for (int i = 0; i < s->model->input_count; i++) {
        const Gathered *g = &s->inputs[i];
        void *const owned[] = {g->dense, g->row_start, g->col_start, g->col_next,    g->col,
                               g->row,   g->val,       g->col_val,   g->class_weight};
        for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
            mem_free(owned[k]);
    }
    mem_free(s->inputs);
}
