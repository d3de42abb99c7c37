/* test_sample.c - mini-batches: what is drawn, the samples made of it, and runs that train on them.
 *
 *   ./test_sample          links the runtime; needs no file
 *
 * What is held: draws are of the right number, each once, and even; a sample has the rows, lists, levels and inputs that
 * its definition says, told again here edge by edge; all neighbours of all rows give the bits of a run without batches;
 * neither threads nor a pause nor earlier samples change a bit; what is told of memory holds; what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/sample/sampler.h"
#include "tiny_model.c"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNTH "synth:nodes=900,edges=9000,features=34,classes=4,seed=5,train=200,val=100,test=100"

static const Command train_command = {"train", "", FOR_TRAIN, command_train};

/* ------------------------------------------------------------------- neighbours */

static void expect_distinct(const int32_t *at, int32_t take, int64_t count)
{
    for (int32_t i = 0; i < take; i++)
        assert_true(at[i] >= 0 && at[i] < count && (i == 0 || at[i] > at[i - 1]));
}

static void test_neighbours_are_drawn_once_and_evenly(void **state)
{
    (void)state;
    enum { COUNT = 23, TAKE = 7, DRAWS = 40000 };
    int32_t at[COUNT], seen[COUNT] = {0}, pairs = 0;
    for (uint32_t key = 0; key < DRAWS; key++) {
        neighbours_draw(COUNT, TAKE, false, gatrt_row_key(1, key), at);
        expect_distinct(at, TAKE, COUNT);
        bool first = false, last = false;
        for (int i = 0; i < TAKE; i++) {
            seen[at[i]]++;
            first |= at[i] == 0;
            last |= at[i] == COUNT - 1;
        }
        pairs += first && last;
    }
    const double mean = (double)DRAWS * TAKE / COUNT, both = (double)DRAWS * TAKE * (TAKE - 1) / (COUNT * (COUNT - 1));
    for (int i = 0; i < COUNT; i++)
        assert_true(fabs(seen[i] - mean) < 5.0 * sqrt(mean));
    assert_true(fabs(pairs - both) < 5.0 * sqrt(both));
}

static void test_neighbours_with_replacement_and_all(void **state)
{
    (void)state;
    enum { COUNT = 5, TAKE = 12, DRAWS = 20000 };
    int32_t at[TAKE], seen[COUNT] = {0};
    for (uint32_t key = 0; key < DRAWS; key++) {
        neighbours_draw(COUNT, TAKE, true, gatrt_row_key(2, key), at);
        for (int i = 0; i < TAKE; i++) {
            assert_true(at[i] >= 0 && at[i] < COUNT && (i == 0 || at[i] >= at[i - 1]));
            seen[at[i]]++;
        }
    }
    for (int i = 0; i < COUNT; i++)
        assert_true(fabs(seen[i] - (double)DRAWS * TAKE / COUNT) < 5.0 * sqrt((double)DRAWS * TAKE / COUNT));
    for (int32_t take = 0; take <= COUNT; take++) {
        neighbours_draw(COUNT, take, false, 77, at);
        expect_distinct(at, take, COUNT);
    }
}

/* ---------------------------------------------------------------------- samples */

typedef struct Ground {
    gatrt_model model;
    gatrt_data *data;
    Prepared *base;
    Pool *pool;
} Ground;

static Ground ground(gatrt_loops loops, int levels)
{
    Error error = {""};
    Ground g = {.model = tiny_model, .data = gatrt_data_load(SYNTH, error.text), .pool = pool_new(2)};
    g.model.recipe.self_loops = loops;
    g.model.train.levels = levels;
    g.model.infer.levels = levels == 4 ? 3 : levels;
    const Wanted wanted = {
        .mask = g.data->sets[0].mask[0], .levels = levels, .prune = true, .whole = true, .self_loops = loops};
    g.base = graph_prepare(&g.model, g.data, &wanted, &error);
    assert_non_null(g.base);
    return g;
}

static void leave(Ground *g)
{
    prepared_free(g->base);
    gatrt_data_free(g->data);
    pool_free(g->pool);
}

/* Is there an edge in the base, and how often? A row's list is short. */
static int count_edge(const gatrt_walk *in, int32_t src, int32_t dst)
{
    int count = 0;
    for (int64_t e = in->start[dst]; e < in->start[dst + 1]; e++)
        count += in->far[e] == src;
    return count;
}

/* The list of one row: as many as the fan-out says, each an edge of the base, with its self loop, in the base's order. */
static void expect_list(const Sampler *s, int64_t v, int32_t most, bool listed)
{
    const gatrt_walk *whole = &s->base->ends[GATRT_EDGE_DST], *in = &s->p->ends[GATRT_EDGE_DST];
    const int32_t *row = s->rows[GATRT_NODE].row;
    const bool loops = s->model->recipe.self_loops != GATRT_LOOPS_KEPT;
    const int64_t others = whole->start[row[v] + 1] - whole->start[row[v]] - loops,
                  degree = in->start[v + 1] - in->start[v];
    int64_t expected = most == FANOUT_ALL                     ? others
                       : others < most && !s->fanouts.replace ? others
                       : others > 0                           ? most
                                                              : 0;
    assert_int_equal(degree, listed ? expected + loops : 0);
    int found = 0;
    for (int64_t e = in->start[v]; e < in->start[v + 1]; e++) {
        const int32_t src = row[in->far[e]];
        found += src == row[v];
        assert_int_equal(whole->far[s->edges[GATRT_EDGE].entry[e]], src);
        assert_true(s->edges[GATRT_EDGE].entry[e] >= whole->start[row[v]] &&
                    s->edges[GATRT_EDGE].entry[e] < whole->start[row[v] + 1]);
        assert_true(e == in->start[v] ||
                    s->edges[GATRT_EDGE].entry[e] >= s->edges[GATRT_EDGE].entry[e - 1] + !s->fanouts.replace);
        assert_true(count_edge(whole, src, row[v]) > 0);
    }
    assert_true(!loops || !listed || found == 1);
}

static int hop_of(const Sampler *s, int64_t v)
{
    int hop = 0;
    while (hop < s->levels && v >= s->rows[GATRT_NODE].level[hop])
        hop++;
    return hop;
}

/* Rows ascend within a hop; each behind the first is the source of an edge into the hop before. */
static void expect_rows(const Sampler *s, const int32_t *seeds, int64_t count)
{
    const int32_t *row = s->rows[GATRT_NODE].row;
    const gatrt_walk *out = &s->p->ends[GATRT_EDGE_SRC];
    const int64_t rows = s->p->spaces[GATRT_NODE].count;
    assert_int_equal(s->rows[GATRT_NODE].level[0], count);
    assert_int_equal(s->rows[GATRT_NODE].level[s->levels - 1], rows);
    for (int64_t i = 0; i < count; i++)
        assert_true(s->rows[GATRT_NODE].place[seeds[i]] < count && s->rows[GATRT_NODE].place[seeds[i]] >= 0);
    for (int64_t v = 0; v < rows; v++) {
        const int hop = hop_of(s, v);
        assert_int_equal(s->rows[GATRT_NODE].place[row[v]], v);
        assert_true(v == 0 || hop_of(s, v - 1) < hop || row[v] > row[v - 1]);
        bool reached = hop == 0;
        for (int64_t k = out->start[v]; k < out->start[v + 1]; k++) {
            reached |= hop_of(s, out->far[k]) == hop - 1;
            assert_int_equal(s->p->ends[GATRT_EDGE_DST].far[out->row[k]], v);
        }
        assert_true(reached);
    }
    assert_int_equal(out->start[rows], s->p->spaces[GATRT_EDGE].count);
}

static void expect_inputs(const Sampler *s, const Ground *g)
{
    const int64_t rows = s->p->spaces[GATRT_NODE].count;
    double weights = 0.0;
    for (int64_t v = 0; v < rows; v++) {
        const int64_t id = g->base->row_id[GATRT_NODE][s->rows[GATRT_NODE].row[v]];
        for (int64_t j = 0; j < 34; j++)
            assert_true(s->p->inputs[0].dense[v * 34 + j] ==
                        g->base->inputs[0].dense[s->rows[GATRT_NODE].row[v] * 34 + j]);
        assert_true(s->p->inputs[1].dense[v] == (float)g->data->sets[0].label[id]);
        assert_true((s->p->inputs[2].dense[v] > 0.0f) == (v < s->p->wanted));
        weights += (double)s->p->inputs[2].dense[v];
    }
    assert_true(fabs(weights - 1.0) < 1e-5);
}

static void expect_chunks(const Sampler *s)
{
    const gatrt_rowset *rows = &s->p->spaces[GATRT_NODE];
    assert_true(rows->chunks > 0 && rows->chunks <= MOST_CHUNKS + 1 && rows->chunk_start[0] == 0);
    assert_int_equal(rows->chunk_start[rows->chunks], rows->count);
}

/* Where every row is computed, each has its self loop at least. */
static void expect_all_listed(const Sampler *s)
{
    const gatrt_walk *in = &s->p->ends[GATRT_EDGE_DST];
    assert_int_equal(gatrt_rows(&s->p->graph, GATRT_NODE, 0), s->p->spaces[GATRT_NODE].count);
    for (int64_t v = 0; v < s->p->spaces[GATRT_NODE].count; v++)
        assert_true(in->start[v + 1] > in->start[v]);
}

static void expect_sample(const Sampler *s, const Ground *g, const int32_t *seeds, int64_t count, const int32_t *most)
{
    SampleBound bound = bound_of(&g->model, g->base, &s->fanouts, count);
    if (s->fanouts.levels == 0)
        expect_all_listed(s);
    else
        expect_rows(s, seeds, count);
    for (int64_t v = 0; v < s->p->spaces[GATRT_NODE].count && s->fanouts.levels > 0; v++) {
        const int hop = hop_of(s, v);
        expect_list(s, v, most[hop], hop < s->levels - 1);
    }
    expect_inputs(s, g);
    expect_chunks(s);
    assert_true(s->p->spaces[GATRT_NODE].count <= bound.rows[GATRT_NODE]);
    assert_true(s->p->spaces[GATRT_EDGE].count <= bound.rows[GATRT_EDGE]);
    assert_true(g->model.train.workspace(&s->p->graph) <= bound_workspace(&bound, &g->model));
    bound_free(&bound);
}

/* `most`: what the text says of each hop, and 0 behind them. */
static void check_samples(gatrt_loops loops, int levels, const char *text, const int32_t most[5], bool replace)
{
    Error error = {""};
    Ground g = ground(loops, levels);
    Fanouts f;
    int32_t seeds[60];
    if (!fanouts_read(&g.model, text, replace, &f, &error))
        fail_msg("%s", error.text);
    Sampler *s = sampler_new(&g.model, g.data, g.base, &f, 60);
    for (int step = 0; step < 6; step++) {
        const int count = step == 3 ? 1 : 60;
        for (int i = 0; i < count; i++)
            seeds[i] = (i * 37 + step * 11) % 200;
        sampler_draw(s, seeds, count, gatrt_draw(4, (uint64_t)step), g.pool);
        expect_sample(s, &g, seeds, count, most);
    }
    sampler_free(s);
    fanouts_free(&f);
    leave(&g);
}

static void test_samples_are_what_they_are_said_to_be(void **state)
{
    (void)state;
    check_samples(GATRT_LOOPS_REPLACED, 3, "5,3", (int32_t[5]){5, 3}, false);
    check_samples(GATRT_LOOPS_KEPT, 3, "5,3", (int32_t[5]){5, 3}, false);
    check_samples(GATRT_LOOPS_COMPLETED, 3, "-1,2", (int32_t[5]){-1, 2}, false);
    check_samples(GATRT_LOOPS_REPLACED, 4, "4,3", (int32_t[5]){4, 3}, false); /* a level behind the last hop */
    check_samples(GATRT_LOOPS_REPLACED, 0, "4,3", (int32_t[5]){4, 3}, false); /* every row is computed */
    check_samples(GATRT_LOOPS_REPLACED, 3, "edge:20,9", (int32_t[5]){20, 9}, true);
    check_samples(GATRT_LOOPS_KEPT, 2, "0", (int32_t[5]){0}, false);
    check_samples(GATRT_LOOPS_KEPT, 1, "-1", (int32_t[5]){0}, false);
}

/* One draw, on another sampler that has drawn others before. */
static void test_a_sample_is_a_function_of_its_draw(void **state)
{
    (void)state;
    Error error = {""};
    Ground g = ground(GATRT_LOOPS_REPLACED, 3);
    Fanouts f;
    int32_t seeds[40], back[40];
    assert_true(fanouts_read(&g.model, "4,4", false, &f, &error));
    Sampler *one = sampler_new(&g.model, g.data, g.base, &f, 40),
            *other = sampler_new(&g.model, g.data, g.base, &f, 200);
    for (int i = 0; i < 40; i++) {
        seeds[i] = i * 3;
        back[39 - i] = i * 3;
    }
    sampler_draw(one, seeds, 40, 99, g.pool);
    for (uint64_t draw = 97; draw <= 99; draw++)
        sampler_draw(other, back, 40, draw, NULL);
    const SampledEdges *a = &one->edges[GATRT_EDGE], *b = &other->edges[GATRT_EDGE];
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->entry, b->entry, (size_t)a->count * sizeof *a->entry);
    sampler_draw(other, seeds, 40, 100, NULL);
    assert_true(a->count != b->count || memcmp(a->entry, b->entry, (size_t)a->count * sizeof *a->entry) != 0);
    sampler_free(one);
    sampler_free(other);
    fanouts_free(&f);
    leave(&g);
}

/* All neighbours of all wanted rows, against the pruned graph: every list, level, chunk and input, byte for byte. */
static const gatrt_input every_kind[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, 34, .sparse = 0},
    {"words", GATRT_FEATURES, GATRT_NODE, 34, .sparse = 1},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0},
    {"attr", GATRT_EDGE_ATTR, GATRT_EDGE, 2, .sparse = 0},
    {"one", GATRT_EDGE_WEIGHT, GATRT_EDGE, 1, .loop_given = 1, .loop = 1.0f},
    {"classes", GATRT_CLASS_WEIGHT, GATRT_PARAM, 4, .sparse = 0},
    {"yes", GATRT_POS_WEIGHT, GATRT_PARAM, 4, .sparse = 0},
};
enum { KINDS_OF_INPUT = sizeof every_kind / sizeof every_kind[0] };

static void give_edges(gatrt_data *data)
{
    gatrt_relation *edge = &data->relations[0];
    edge->edge_features = 2;
    edge->edge_attr = mem_alloc((size_t)edge->edges * 2, sizeof *edge->edge_attr);
    edge->edge_weight = mem_alloc((size_t)edge->edges, sizeof *edge->edge_weight);
    for (int64_t e = 0; e < edge->edges; e++) {
        if (e % 17 == 0)
            edge->dst[e] = edge->src[e];
        edge->edge_attr[2 * e] = (float)(e % 100) / 7.0f;
        edge->edge_attr[2 * e + 1] = (float)(e % 31) / 3.0f;
        edge->edge_weight[e] = (float)(e % 5) + 0.5f;
    }
}

static void expect_same_walk(const gatrt_walk *a, const gatrt_walk *b, int64_t rows)
{
    const size_t entries = (size_t)a->start[rows];
    assert_memory_equal(a->start, b->start, (size_t)(rows + 1) * sizeof *a->start);
    assert_memory_equal(a->far, b->far, entries * sizeof *a->far);
    assert_true(!a->row == !b->row);
    if (a->row)
        assert_memory_equal(a->row, b->row, entries * sizeof *a->row);
}

static void expect_same_tensor(const gatrt_input *in, const gatrt_tensor *a, const gatrt_tensor *b, int64_t rows)
{
    if (!in->sparse) {
        assert_memory_equal(a->dense, b->dense, (size_t)(rows * in->width) * sizeof *a->dense);
        return;
    }
    const size_t entries = (size_t)a->row_start[rows];
    assert_memory_equal(a->row_start, b->row_start, (size_t)(rows + 1) * sizeof *a->row_start);
    assert_memory_equal(a->col, b->col, entries * sizeof *a->col);
    assert_memory_equal(a->val, b->val, entries * sizeof *a->val);
    assert_memory_equal(a->col_start, b->col_start, (size_t)(in->width + 1) * sizeof *a->col_start);
    assert_memory_equal(a->row, b->row, entries * sizeof *a->row);
    assert_memory_equal(a->col_val, b->col_val, entries * sizeof *a->col_val);
}

static void expect_same_graph(const gatrt_model *model, const Prepared *a, const Prepared *b)
{
    const gatrt_rowset *rows = &a->spaces[GATRT_NODE], *others = &b->spaces[GATRT_NODE];
    assert_int_equal(rows->count, others->count);
    assert_int_equal(rows->chunks, others->chunks);
    assert_int_equal(a->spaces[GATRT_EDGE].count, b->spaces[GATRT_EDGE].count);
    assert_memory_equal(rows->level, others->level, (size_t)a->graph.levels * sizeof *rows->level);
    assert_memory_equal(rows->chunk_start, others->chunk_start, (size_t)(rows->chunks + 1) * sizeof *rows->chunk_start);
    expect_same_walk(&a->ends[GATRT_EDGE_DST], &b->ends[GATRT_EDGE_DST], rows->count);
    expect_same_walk(&a->ends[GATRT_EDGE_SRC], &b->ends[GATRT_EDGE_SRC], rows->count);
    for (int i = 0; i < model->input_count; i++)
        expect_same_tensor(&model->inputs[i], &a->inputs[i], &b->inputs[i],
                           model->inputs[i].space == GATRT_PARAM ? 1 : a->spaces[model->inputs[i].space].count);
}

/* Two samplers in turn, against one that draws when it is asked; what was asked for and dropped leaves nothing behind. */
static void check_ahead(Pool *threads)
{
    Error error = {""};
    Ground g = ground(GATRT_LOOPS_REPLACED, 3);
    Fanouts f;
    int32_t seeds[200];
    assert_true(fanouts_read(&g.model, "4,4", false, &f, &error));
    Sampler *plain = sampler_new(&g.model, g.data, g.base, &f, 40), *turns[2];
    for (int k = 0; k < 2; k++)
        turns[k] = sampler_new(&g.model, g.data, g.base, &f, 40);
    for (int32_t i = 0; i < 200; i++)
        seeds[i] = (i * 37) % 200;
    Ahead *ahead = ahead_new(turns[0], turns[1], threads);
    ahead_ask(ahead, seeds, 40, 77);
    ahead_rest(ahead);
    ahead_ask(ahead, seeds, 40, 0);
    for (int i = 0; i < 5; i++) {
        const Sampler *taken = turns[ahead_take(ahead, g.pool)];
        ahead_ask(ahead, seeds + (i + 1) % 5 * 40, 40 - i, (uint64_t)i + 1);
        sampler_draw(plain, seeds + i * 40, i ? 41 - i : 40, (uint64_t)i, NULL);
        assert_int_equal(taken->p->wanted, plain->p->wanted);
        expect_same_graph(&g.model, plain->p, taken->p);
    }
    ahead_free(ahead); /* the last is being drawn */
    sampler_free(plain);
    sampler_free(turns[0]);
    sampler_free(turns[1]);
    fanouts_free(&f);
    leave(&g);
}

static void test_samples_drawn_ahead_are_those_drawn_in_turn(void **state)
{
    (void)state;
    Pool *eight = pool_new(8);
    check_ahead(NULL);
    check_ahead(eight);
    pool_free(eight);
}

static void check_pruned(gatrt_loops loops, bool symmetric, const float *row_weight)
{
    Error error = {""};
    gatrt_model model = tiny_model;
    gatrt_data *data =
        gatrt_data_load("synth:nodes=2000,edges=3000,features=34,classes=4,seed=2,train=120", error.text);
    const int32_t *sequence = order_sequence(data, ORDER_DEGREE);
    Wanted wanted = {.levels = 3, .prune = true, .sequence = sequence, .row_weight = row_weight, .self_loops = loops};
    Fanouts f;
    int32_t seeds[120];
    give_edges(data);
    model.inputs = every_kind;
    model.input_count = KINDS_OF_INPUT;
    model.recipe.self_loops = loops;
    model.train.levels = model.infer.levels = 3;
    wanted.mask = data->sets[0].mask[0];
    wanted.symmetric = symmetric;
    Prepared *pruned = graph_prepare(&model, data, &wanted, &error);
    wanted.whole = true;
    Prepared *base = graph_prepare(&model, data, &wanted, &error);
    assert_true(pruned && base && fanouts_read(&model, "-1", false, &f, &error));
    assert_true(pruned->spaces[GATRT_NODE].count < base->spaces[GATRT_NODE].count);
    Sampler *s = sampler_new(&model, data, base, &f, 120);
    for (int32_t i = 0; i < 120; i++)
        seeds[i] = 119 - i;
    sampler_draw(s, seeds, 60, 1, NULL); /* what a smaller one leaves behind */
    sampler_draw(s, seeds, 120, 2, NULL);
    expect_same_graph(&model, pruned, sampler_graph(s));
    sampler_free(s);
    fanouts_free(&f);
    prepared_free(pruned);
    prepared_free(base);
    mem_free((void *)(uintptr_t)sequence);
    gatrt_data_free(data);
}

static void test_all_neighbours_are_the_pruned_graph(void **state)
{
    (void)state;
    float weight[2000];
    for (int i = 0; i < 2000; i++)
        weight[i] = 0.1f + (float)(i % 13) / 3.0f;
    check_pruned(GATRT_LOOPS_REPLACED, false, NULL);
    check_pruned(GATRT_LOOPS_REPLACED, true, weight);
    check_pruned(GATRT_LOOPS_COMPLETED, true, NULL);
    check_pruned(GATRT_LOOPS_KEPT, false, weight);
}

/* ------------------------------------------------------------------------- runs */

typedef struct Setup {
    Options options;
    gatrt_model model;
    Job job;
    Fit *fit;
} Setup;

static bool parse(Options *o, const gatrt_model *model, const char *line, Error *error)
{
    static char buffer[512];
    char *words[32];
    int count = 0;
    snprintf(buffer, sizeof buffer, "%s", line);
    for (char *word = strtok(buffer, " "); word && count < 32; word = strtok(NULL, " "))
        words[count++] = word;
    o->program = "test";
    return options_parse(o, model, &train_command, count, words, error);
}

static void set_up(Setup *s, const char *line)
{
    Error error = {""};
    memset(s, 0, sizeof *s);
    s->model = tiny_model;
    if (!parse(&s->options, &s->model, line, &error))
        fail_msg("%s", error.text);
    s->model.recipe.metric = s->options.metric;
    s->job = (Job){
        .model = &s->model, .options = &s->options, .people = stderr, .report = report_new(&s->options, &s->model)};
    s->job.data = gatrt_data_load(s->options.data, error.text);
    if (!balance_classes_of(&s->job, &error))
        fail_msg("%s", error.text);
    NodeOrder order = ORDER_AUTO;
    order_named(s->options.order, &order);
    s->job.sequence = order_sequence(s->job.data, order);
    s->job.pool = pool_new((int)s->options.threads);
    s->fit = fit_new(&s->job, &error);
    if (!s->fit || !fit_start(s->fit, (uint64_t)s->options.seed, &error) || !fit_run(s->fit, &error))
        fail_msg("%s", error.text);
}

static void tear_down(Setup *s)
{
    fit_free(s->fit);
    report_free(s->job.report);
    pool_free(s->job.pool);
    gatrt_data_free(s->job.data);
    mem_free(s->job.sequence);
    mem_free(s->job.row_weight);
}

static void expect_same_runs(const char *one, const char *other)
{
    Setup a, b;
    set_up(&a, one);
    set_up(&b, other);
    assert_int_equal(a.fit->done, b.fit->done);
    assert_memory_equal(a.fit->losses, b.fit->losses, (size_t)a.fit->done * sizeof(float));
    assert_memory_equal(a.fit->measured_losses, b.fit->measured_losses, (size_t)a.fit->done * sizeof(float));
    assert_memory_equal(a.fit->state.params, b.fit->state.params, (size_t)tiny_model.param_floats * sizeof(float));
    tear_down(&a);
    tear_down(&b);
}

#define RUN "--data " SYNTH " --quiet --seed 3 --epochs 8 "

static void test_all_neighbours_of_all_rows_are_the_full_batch(void **state)
{
    (void)state;
    expect_same_runs(RUN "--threads 2", RUN "--threads 2 --batch 200 --fanout -1");
    expect_same_runs(RUN "--threads 1 --order degree", RUN "--threads 3 --order degree --batch 1000 --fanout -1");
    expect_same_runs(RUN "--threads 2 --class-weight 1,2.7,0.3,5.1 --order rcm",
                     RUN "--threads 2 --class-weight 1,2.7,0.3,5.1 --order rcm --batch 200 --fanout -1");
    expect_same_runs(RUN "--threads 2 --no-prune", RUN "--threads 1 --batch 200 --fanout 900");
}

static void test_threads_leave_batches_alone(void **state)
{
    (void)state;
    static const char *const samples[] = {"--batch 30 --fanout 4", "--batch 64 --fanout 3 --replace"};
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++) {
            static const int threads[] = {2, 3, 8};
            char one[256], other[256];
            snprintf(one, sizeof one, RUN "--threads 1 %s", samples[i]);
            snprintf(other, sizeof other, RUN "--threads %d %s", threads[k], samples[i]);
            expect_same_runs(one, other);
        }
}

static void save(const Setup *s, const char *path)
{
    Error error = {""};
    if (!checkpoint_save(&tiny_model, path, &s->fit->state, &error))
        fail_msg("%s", error.text);
}

static void test_a_pause_leaves_batches_alone(void **state)
{
    (void)state;
    static const char line[] = "--data " SYNTH " --quiet --batch 48 --fanout 5 --average ema:decay=0.9";
    char half[64], text[512];
    Setup whole, begun, ended;
    snprintf(half, sizeof half, "/tmp/gatrt_sample_%d.safetensors", (int)getpid());
    snprintf(text, sizeof text, "%s --seed 4 --epochs 9", line);
    set_up(&whole, text);
    snprintf(text, sizeof text, "%s --seed 4 --epochs 4", line);
    set_up(&begun, text);
    save(&begun, half);
    snprintf(text, sizeof text, "%s --epochs 9 --resume %s", line, half);
    set_up(&ended, text);
    assert_int_equal(ended.fit->state.epoch, 9);
    assert_memory_equal(whole.fit->state.params, ended.fit->state.params,
                        (size_t)tiny_model.param_floats * sizeof(float));
    assert_memory_equal(whole.fit->state.average, ended.fit->state.average,
                        (size_t)tiny_model.param_floats * sizeof(float));
    tear_down(&whole);
    tear_down(&begun);
    tear_down(&ended);
    unlink(half);
}

/* Weights stay as they are: what differs between epochs is what was drawn. */
static void test_epochs_draw_anew(void **state)
{
    (void)state;
    Setup s;
    set_up(&s, "--data " SYNTH " --quiet --epochs 3 --lr 0 --weight-decay 0 --batch 200 --fanout 2");
    assert_true(s.fit->losses[0] != s.fit->losses[1] && s.fit->losses[1] != s.fit->losses[2]);
    assert_true(s.fit->measured_losses[0] == s.fit->measured_losses[2]);
    tear_down(&s);
}

/* Each training row is in one batch of an epoch, and epochs differ. */
static void test_an_epoch_takes_each_row_once(void **state)
{
    (void)state;
    Setup s;
    int seen[900] = {0};
    set_up(&s, RUN "--batch 48 --fanout 2 --undersample");
    const Prepared *base = s.fit->train->on;
    const int32_t *order = batches_order(s.fit->batches);
    int64_t rows = 0, moved = 0;
    int32_t before[200];
    batches_shuffle(s.fit->batches, 3, 6, base);
    for (int64_t i = 0; i < batches_count(s.fit->batches); i++)
        rows += batches_rows(s.fit->batches, i);
    memcpy(before, order, (size_t)rows * sizeof *order);
    batches_shuffle(s.fit->batches, 3, 7, base);
    for (int64_t i = 0; i < rows; i++) {
        seen[order[i]]++;
        moved += order[i] != before[i];
    }
    for (int64_t v = 0; v < base->wanted; v++)
        assert_int_equal(seen[v], !s.job.row_weight || s.job.row_weight[base->row_id[GATRT_NODE][v]] > 0.0f);
    assert_true(moved > rows / 2);
    tear_down(&s);
}

/* ---------------------------------------------------------------------- refused */

static void expect_refused(const char *line, const char *part)
{
    Options o;
    Error error = {""};
    assert_false(parse(&o, &tiny_model, line, &error));
    if (!strstr(error.text, part))
        fail_msg("\"%s\" is not in: %s", part, error.text);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    expect_refused("--data karate --fanout 3", "--fanout goes with --batch");
    expect_refused("--data karate --replace", "--replace goes with --batch");
    expect_refused("--data karate --batch 3", "--batch needs --fanout");
    expect_refused("--data karate --batch 0 --fanout 3", "--batch 0");
    expect_refused("--data karate --batch 3 --fanout 3,4", "that is 2 hops, but model tiny goes 1");
    expect_refused("--data karate --batch 3 --fanout 3,4;edge:4,5,6", "one list has");
    expect_refused("--data karate --batch 3 --fanout x", "expected whole numbers");
    expect_refused("--data karate --batch 3 --fanout -2", "expected whole numbers");
    expect_refused("--data karate --batch 3 --fanout 3,", "expected whole numbers");
    expect_refused("--data karate --batch 3 --fanout 3 --fanout 4", "given before");
    expect_refused("--data karate --batch 3 --fanout 3;4", "two lists without");
    expect_refused("--data karate --batch 3 --fanout edge:3;edge:4", "edge is given twice");
    expect_refused("--data karate --batch 3 --fanout binds:3;4", "no relation binds");
    expect_refused("--data karate --batch 3 --fanout :3", "name is missing");
}

/* A model that joins rows to their graph. */
static void test_graphs_are_refused(void **state)
{
    (void)state;
    gatrt_end ends_used[GATRT_PLAIN_ENDS];
    gatrt_model model = tiny_model;
    Options o;
    Error error = {""};
    memcpy(ends_used, tiny_model.ends, sizeof ends_used);
    ends_used[GATRT_NODE_GRAPH].used = 1;
    model.ends = ends_used;
    assert_false(parse(&o, &model, "--data karate --batch 3 --fanout 3", &error));
    assert_non_null(strstr(error.text, "whole graphs"));
    model.ends = tiny_model.ends;
    model.train.levels = 0;
    assert_false(parse(&o, &model, "--data karate --batch 3 --fanout -1", &error));
    assert_non_null(strstr(error.text, "computes every row"));
    assert_true(parse(&o, &model, "--data karate --batch 3 --fanout -1,-1", &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_are_drawn_once_and_evenly),
        cmocka_unit_test(test_neighbours_with_replacement_and_all),
        cmocka_unit_test(test_samples_are_what_they_are_said_to_be),
        cmocka_unit_test(test_a_sample_is_a_function_of_its_draw),
        cmocka_unit_test(test_samples_drawn_ahead_are_those_drawn_in_turn),
        cmocka_unit_test(test_all_neighbours_are_the_pruned_graph),
        cmocka_unit_test(test_epochs_draw_anew),
        cmocka_unit_test(test_all_neighbours_of_all_rows_are_the_full_batch),
        cmocka_unit_test(test_threads_leave_batches_alone),
        cmocka_unit_test(test_a_pause_leaves_batches_alone),
        cmocka_unit_test(test_an_epoch_takes_each_row_once),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_graphs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
