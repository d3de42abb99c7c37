/* test_graph.c - preparation of graphs against a slow one that lists and compares, on
 * random graphs with self loops, duplicates, hubs, isolated nodes and no edges at all;
 * the promise that pruning changes no bit; inputs in every form; what is refused.
 * Run: ctest -R test_graph, or the program itself. $GATCC_DATA or $GATCC_SOURCE as in test_data.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CASES = 400, WIDTH = 5, ATTR = 2 };

/* ------------------------------------------------------------ random data sets */

static uint64_t random_state;

static int64_t pick(int64_t n)
{
    return (int64_t)(gatrt_mix(random_state++) % (uint64_t)n);
}

static gatrt_data *random_data(uint64_t seed)
{
    random_state = seed << 32;
    gatrt_data *d = data_new("random.npz");
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    node->rows = 1 + pick(seed % 7 == 0 ? 900 : 12);
    edge->edges = seed % 5 == 0 ? 0 : pick(4 * node->rows + 1);
    node->features = WIDTH;
    node->classes = 3;
    edge->edge_features = ATTR;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    edge->edge_attr = mem_alloc((size_t)edge->edges * ATTR, sizeof *edge->edge_attr);
    edge->edge_weight = mem_alloc((size_t)edge->edges, sizeof *edge->edge_weight);
    node->x = mem_alloc((size_t)node->rows * WIDTH, sizeof *node->x);
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    node->mask[0] = mem_alloc((size_t)node->rows, 1);
    for (int64_t e = 0; e < edge->edges; e++) {
        edge->src[e] = (int32_t)pick(pick(3) == 0 ? (node->rows + 3) / 4 : node->rows);
        edge->dst[e] = (int32_t)(pick(8) == 0 ? edge->src[e] : pick(node->rows));
    }
    for (int64_t i = 0; i < edge->edges * ATTR; i++)
        edge->edge_attr[i] = (float)pick(1000) / 7.0f;
    for (int64_t e = 0; e < edge->edges; e++)
        edge->edge_weight[e] = (float)pick(1000) / 9.0f;
    for (int64_t i = 0; i < node->rows * WIDTH; i++)
        node->x[i] = pick(2) ? (float)pick(50) / 3.0f : 0.0f;
    for (int64_t v = 0; v < node->rows; v++) {
        node->label[v] = (int32_t)pick(3);
        node->mask[0][v] = pick(6) == 0;
    }
    node->mask[0][pick(node->rows)] = 1;
    return d;
}

/* The same features as CSR, the columns of a row descending and explicit zeros among them. */
static void make_sparse(gatrt_data *d)
{
    gatrt_set *node = &d->sets[0];
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    node->x_col = mem_alloc((size_t)node->rows * WIDTH, sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)node->rows * WIDTH, sizeof *node->x_val);
    int64_t at = 0;
    for (int64_t v = 0; v < node->rows; v++) {
        for (int32_t j = WIDTH - 1; j >= 0; j--)
            if (node->x[v * WIDTH + j] != 0.0f || j == 2) {
                node->x_col[at] = j;
                node->x_val[at++] = node->x[v * WIDTH + j];
            }
        node->x_start[v + 1] = at;
    }
    mem_free(node->x);
    node->x = NULL;
}

static const gatrt_dim dims[] = {{"features", WIDTH}, {"classes", 3}};

static const gatrt_input all_inputs[] = {
    {"x", GATRT_FEATURES, GATRT_NODE, WIDTH, .sparse = 0},
    {"x_norm", GATRT_FEATURES, GATRT_NODE, WIDTH, .row_normalize = 1},
    {"x_sparse", GATRT_FEATURES, GATRT_NODE, WIDTH, .sparse = 1, .row_normalize = 1},
    {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0},
    {"target", GATRT_TARGET, GATRT_NODE, 1, .sparse = 0},
    {"weight", GATRT_WEIGHT, GATRT_NODE, 1, .sparse = 0},
    {"attr", GATRT_EDGE_ATTR, GATRT_EDGE, ATTR, .sparse = 0},
    {"attr_3", GATRT_EDGE_ATTR, GATRT_EDGE, ATTR, .loop_given = 1, .loop = 3.0f},
    {"edge_weight", GATRT_EDGE_WEIGHT, GATRT_EDGE, 1, .loop_given = 1, .loop = 1.0f},
};
enum { X, X_NORM, X_SPARSE, LABEL, TARGET, WEIGHT, EDGE, EDGE_LOOP_3, EDGE_WEIGHT, INPUTS };

static const gatrt_model model = {
    .abi = GATRT_ABI,
    .spaces = plain_spaces,
    .space_count = GATRT_PLAIN_SPACES,
    .ends = plain_ends,
    .end_count = GATRT_PLAIN_ENDS,
    .name = "gat2",
    .dims = dims,
    .dim_count = 2,
    .inputs = all_inputs,
    .input_count = INPUTS,
};

static Prepared *prepare(const gatrt_data *d, const Wanted *wanted)
{
    Error error = {""};
    Prepared *p = graph_prepare(&model, d, wanted, &error);
    if (!p)
        fail_msg("%s", error.text);
    return p;
}

/* ---------------------------------------------------------- the slow reference */

typedef struct Slow {
    int64_t edges;
    int32_t *src, *dst; /* nodes of the data set */
    int64_t *id;
    int *level;     /* [nodes] */
    int64_t *place; /* [nodes] */
} Slow;

static void slow_add(Slow *s, int32_t src, int32_t dst, int64_t id)
{
    s->src[s->edges] = src;
    s->dst[s->edges] = dst;
    s->id[s->edges++] = id;
}

static bool has_edge(const gatrt_data *d, int32_t src, int32_t dst)
{
    const gatrt_relation *edge = &d->relations[0];
    for (int64_t e = 0; e < edge->edges; e++)
        if (edge->src[e] == src && edge->dst[e] == dst)
            return true;
    return false;
}

/* The last of v's self loops; -1 where it has none. */
static int64_t last_loop(const gatrt_data *d, int32_t v)
{
    const gatrt_relation *edge = &d->relations[0];
    for (int64_t e = edge->edges - 1; e >= 0; e--)
        if (edge->src[e] == v && edge->dst[e] == v)
            return e;
    return -1;
}

static void slow_edges(Slow *s, const gatrt_data *d, const Wanted *w)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    size_t room = (size_t)(2 * edge->edges + node->rows);
    s->src = mem_alloc(room, sizeof *s->src);
    s->dst = mem_alloc(room, sizeof *s->dst);
    s->id = mem_alloc(room, sizeof *s->id);
    for (int64_t e = 0; e < edge->edges; e++)
        if (w->self_loops == GATRT_LOOPS_KEPT || edge->src[e] != edge->dst[e])
            slow_add(s, edge->src[e], edge->dst[e], e);
    for (int64_t e = 0; w->symmetric && e < edge->edges; e++)
        if (!has_edge(d, edge->dst[e], edge->src[e]))
            slow_add(s, edge->dst[e], edge->src[e], -2 - e);
    for (int32_t v = 0; w->self_loops != GATRT_LOOPS_KEPT && v < node->rows; v++)
        slow_add(s, v, v, w->self_loops == GATRT_LOOPS_COMPLETED ? last_loop(d, v) : -1);
}

static Slow slow_prepare(const gatrt_data *d, const Wanted *w)
{
    const gatrt_set *node = &d->sets[0];
    Slow s = {0};
    slow_edges(&s, d, w);
    s.level = mem_alloc((size_t)node->rows, sizeof *s.level);
    s.place = mem_alloc((size_t)node->rows, sizeof *s.place);
    for (int64_t v = 0; v < node->rows; v++)
        s.level[v] = !w->mask || w->mask[v] ? 0 : w->levels;
    for (int hop = 1; w->mask && hop < w->levels; hop++)
        for (int64_t e = 0; e < s.edges; e++)
            if (s.level[s.dst[e]] < hop && s.level[s.src[e]] > hop)
                s.level[s.src[e]] = hop;
    for (int64_t v = 0; v < node->rows; v++)
        for (int64_t u = 0; u < node->rows; u++)
            s.place[v] += s.level[u] < s.level[v] || (s.level[u] == s.level[v] && u < v);
    return s;
}

static void slow_free(Slow *s)
{
    mem_free(s->src);
    mem_free(s->dst);
    mem_free(s->id);
    mem_free(s->level);
    mem_free(s->place);
}

/* ---------------------------------------------------------------- comparisons */

static void check_lists(const gatrt_graph *g)
{
    assert_true(g->ends[GATRT_EDGE_DST].start[0] == 0 && g->ends[GATRT_EDGE_SRC].start[0] == 0);
    assert_true(g->ends[GATRT_EDGE_DST].start[g->spaces[GATRT_NODE].count] == g->spaces[GATRT_EDGE].count &&
                g->ends[GATRT_EDGE_SRC].start[g->spaces[GATRT_NODE].count] == g->spaces[GATRT_EDGE].count);
    for (int64_t v = 0; v < g->spaces[GATRT_NODE].count; v++)
        for (int64_t i = g->ends[GATRT_EDGE_SRC].start[v]; i < g->ends[GATRT_EDGE_SRC].start[v + 1]; i++) {
            int64_t e = g->ends[GATRT_EDGE_SRC].row[i];
            int32_t u = g->ends[GATRT_EDGE_SRC].far[i];
            assert_int_equal(g->ends[GATRT_EDGE_DST].far[e], v);
            assert_true(g->ends[GATRT_EDGE_DST].start[u] <= e && e < g->ends[GATRT_EDGE_DST].start[u + 1]);
            assert_true(i == g->ends[GATRT_EDGE_SRC].start[v] ||
                        g->ends[GATRT_EDGE_SRC].row[i - 1] < e); /* hence by destination, too */
        }
    assert_true(g->spaces[GATRT_NODE].chunks >= 1 && g->spaces[GATRT_NODE].chunks <= 130 &&
                g->spaces[GATRT_NODE].chunk_start[0] == 0);
    assert_int_equal(g->spaces[GATRT_NODE].chunk_start[g->spaces[GATRT_NODE].chunks], g->spaces[GATRT_NODE].count);
    for (int64_t c = 0; c < g->spaces[GATRT_NODE].chunks; c++)
        assert_true(g->spaces[GATRT_NODE].chunk_start[c] < g->spaces[GATRT_NODE].chunk_start[c + 1]);
}

/* The whole graph, edge for edge: every one of the slow list stands where it must. */
static void check_whole(const Prepared *p, const gatrt_data *d, const Slow *s, const Wanted *w)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_graph *g = &p->graph;
    assert_int_equal(g->spaces[GATRT_NODE].count, node->rows);
    assert_int_equal(g->spaces[GATRT_EDGE].count, s->edges);
    assert_int_equal(g->levels, w->levels);
    for (int64_t v = 0; v < node->rows; v++)
        assert_int_equal(p->row_id[GATRT_NODE][s->place[v]], v);
    for (int k = 0; k < g->levels; k++)
        assert_int_equal(g->spaces[GATRT_NODE].level[k], node->rows);
    for (int64_t i = 0; i < s->edges; i++) {
        int64_t src = s->place[s->src[i]], dst = s->place[s->dst[i]], before = 0;
        for (int64_t j = 0; j < s->edges; j++) {
            int64_t other = s->place[s->src[j]];
            before += s->dst[j] == s->dst[i] && (other < src || (other == src && j < i));
        }
        int64_t e = g->ends[GATRT_EDGE_DST].start[dst] + before;
        assert_true(e < g->ends[GATRT_EDGE_DST].start[dst + 1]);
        assert_int_equal(g->ends[GATRT_EDGE_DST].far[e], src);
        assert_int_equal(p->row_id[GATRT_EDGE][e], s->id[i]);
    }
}

/* What the pruned graph holds is a prefix of the whole one, to the bit. */
static void check_pruned(const Prepared *pruned, const Prepared *whole, const gatrt_data *d, const Slow *s, int levels)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_graph *a = &pruned->graph, *b = &whole->graph;
    int64_t rows[8] = {0};
    for (int64_t v = 0; v < node->rows; v++)
        for (int k = s->level[v]; k < levels; k++)
            rows[k]++;
    for (int k = 0; k < levels; k++)
        assert_int_equal(a->spaces[GATRT_NODE].level[k], rows[k]);
    assert_int_equal(a->spaces[GATRT_NODE].count, rows[levels - 1]);
    assert_int_equal(pruned->wanted, rows[0]);
    assert_int_equal(whole->wanted, rows[0]);
    int64_t read_only = levels > 1 ? rows[levels - 2] : 0;
    assert_int_equal(a->spaces[GATRT_EDGE].count, b->ends[GATRT_EDGE_DST].start[read_only]);
    assert_memory_equal(a->ends[GATRT_EDGE_DST].start, b->ends[GATRT_EDGE_DST].start,
                        (size_t)(read_only + 1) * sizeof *a->ends[GATRT_EDGE_DST].start);
    assert_memory_equal(a->ends[GATRT_EDGE_DST].far, b->ends[GATRT_EDGE_DST].far,
                        (size_t)a->spaces[GATRT_EDGE].count * sizeof *a->ends[GATRT_EDGE_DST].far);
    assert_memory_equal(pruned->row_id[GATRT_EDGE], whole->row_id[GATRT_EDGE],
                        (size_t)a->spaces[GATRT_EDGE].count * sizeof *pruned->row_id[GATRT_EDGE]);
    assert_memory_equal(pruned->row_id[GATRT_NODE], whole->row_id[GATRT_NODE],
                        (size_t)a->spaces[GATRT_NODE].count * sizeof *pruned->row_id[GATRT_NODE]);
    for (int64_t v = 0; v < a->spaces[GATRT_NODE].count; v++) {
        size_t count = (size_t)(a->ends[GATRT_EDGE_SRC].start[v + 1] - a->ends[GATRT_EDGE_SRC].start[v]);
        assert_true((int64_t)count <= b->ends[GATRT_EDGE_SRC].start[v + 1] - b->ends[GATRT_EDGE_SRC].start[v]);
        assert_memory_equal(a->ends[GATRT_EDGE_SRC].row + a->ends[GATRT_EDGE_SRC].start[v],
                            b->ends[GATRT_EDGE_SRC].row + b->ends[GATRT_EDGE_SRC].start[v],
                            count * sizeof *a->ends[GATRT_EDGE_SRC].row);
        assert_memory_equal(a->ends[GATRT_EDGE_SRC].far + a->ends[GATRT_EDGE_SRC].start[v],
                            b->ends[GATRT_EDGE_SRC].far + b->ends[GATRT_EDGE_SRC].start[v],
                            count * sizeof *a->ends[GATRT_EDGE_SRC].far);
    }
    for (int64_t c = 0; c < a->spaces[GATRT_NODE].chunks; c++)
        assert_true(a->spaces[GATRT_NODE].chunk_start[c + 1] == b->spaces[GATRT_NODE].chunk_start[c + 1] ||
                    (c + 1 == a->spaces[GATRT_NODE].chunks &&
                     a->spaces[GATRT_NODE].count < b->spaces[GATRT_NODE].chunk_start[c + 1]));
    for (int i = X; i < EDGE; i++)
        if (i != X_SPARSE)
            assert_memory_equal(pruned->inputs[i].dense, whole->inputs[i].dense,
                                (size_t)(a->spaces[GATRT_NODE].count * all_inputs[i].width) * sizeof(float));
    assert_memory_equal(pruned->inputs[EDGE].dense, whole->inputs[EDGE].dense,
                        (size_t)a->spaces[GATRT_EDGE].count * ATTR * sizeof(float));
    assert_memory_equal(pruned->inputs[X_SPARSE].val, whole->inputs[X_SPARSE].val,
                        (size_t)pruned->inputs[X_SPARSE].row_start[a->spaces[GATRT_NODE].count] * sizeof(float));
}

static double feature(const gatrt_data *d, int64_t v, int64_t j)
{
    const gatrt_set *node = &d->sets[0];
    if (!node->sparse)
        return (double)node->x[v * WIDTH + j];
    for (int64_t i = node->x_start[v]; i < node->x_start[v + 1]; i++)
        if (node->x_col[i] == j)
            return (double)node->x_val[i];
    return 0.0;
}

static void check_sparse_tensor(const gatrt_tensor *t, const float *dense, int64_t rows)
{
    int64_t entries = 0;
    for (int64_t r = 0; r < rows; r++)
        for (int32_t j = 0; j < WIDTH; j++)
            if (dense[r * WIDTH + j] != 0.0f) {
                assert_true(entries < t->row_start[r + 1]);
                assert_int_equal(t->col[entries], j);
                assert_true(t->val[entries++] == dense[r * WIDTH + j]);
            }
    assert_int_equal(entries, t->row_start[rows]);
    for (int64_t past = entries; past < entries + GATRT_SLACK; past++) /* lanes of a kernel may read them */
        assert_true(t->col[past] == 0 && t->val[past] == 0.0f && t->row[past] == 0 && t->col_val[past] == 0.0f);
    for (int32_t j = 0, at = 0; j < WIDTH; j++)
        for (int64_t r = 0; r < rows; r++)
            if (dense[r * WIDTH + j] != 0.0f) {
                assert_true(at < t->col_start[j + 1]);
                assert_int_equal(t->row[at], r);
                assert_true(t->col_val[at++] == dense[r * WIDTH + j]);
            }
    assert_int_equal(entries, t->col_start[WIDTH]);
}

static void check_inputs(const Prepared *p, const gatrt_data *d, const uint8_t *mask)
{
    const gatrt_set *node = &d->sets[0];
    int64_t rows = p->spaces[GATRT_NODE].count, wanted = 0;
    for (int64_t v = 0; v < node->rows; v++)
        wanted += !mask || mask[v];
    for (int64_t r = 0; r < rows; r++) {
        int64_t v = p->row_id[GATRT_NODE][r];
        double sum = 0.0;
        for (int64_t j = 0; j < WIDTH; j++)
            sum += feature(d, v, node->sparse ? WIDTH - 1 - j : j); /* in the order the data set has them */
        for (int64_t j = 0; j < WIDTH; j++) {
            assert_true(p->inputs[X].dense[r * WIDTH + j] == (float)feature(d, v, j));
            assert_true(p->inputs[X_NORM].dense[r * WIDTH + j] == (float)(feature(d, v, j) / (sum > 0.0 ? sum : 1.0)));
        }
        assert_true(p->inputs[LABEL].dense[r] == (float)node->label[v]);
        assert_true(p->inputs[TARGET].dense[r] == (float)node->label[v]);
        assert_true(p->inputs[WEIGHT].dense[r] == (!mask || mask[v] ? (float)(1.0 / (double)wanted) : 0.0f));
    }
    check_sparse_tensor(&p->inputs[X_SPARSE], p->inputs[X_NORM].dense, rows);
}

/* A number where the input gives one to added self loops. */
static void check_given_loops(const Prepared *p, const gatrt_data *d)
{
    const gatrt_relation *edge = &d->relations[0];
    for (int64_t e = 0; e < p->spaces[GATRT_EDGE].count; e++) {
        int64_t id = p->row_id[GATRT_EDGE][e], at = id >= 0 ? id : -2 - id;
        assert_true(p->inputs[EDGE_WEIGHT].dense[e] == (id == -1 ? 1.0f : edge->edge_weight[at]));
        for (int i = 0; i < ATTR; i++)
            assert_true(p->inputs[EDGE_LOOP_3].dense[e * ATTR + i] ==
                        (id == -1 ? 3.0f : edge->edge_attr[at * ATTR + i]));
    }
}

static void check_edge_attr(const Prepared *p, const gatrt_data *d)
{
    const gatrt_relation *edge = &d->relations[0];
    const gatrt_graph *g = &p->graph;
    for (int64_t v = 0; v < g->spaces[GATRT_NODE].count; v++)
        for (int64_t e = g->ends[GATRT_EDGE_DST].start[v]; e < g->ends[GATRT_EDGE_DST].start[v + 1]; e++)
            for (int i = 0; i < ATTR; i++) {
                int64_t id = p->row_id[GATRT_EDGE][e], others = 0;
                float found = p->inputs[EDGE].dense[e * ATTR + i];
                if (id != -1) {
                    assert_true(found == edge->edge_attr[(id >= 0 ? id : -2 - id) * ATTR + i]);
                    continue;
                }
                double sum = 0.0;
                for (int64_t k = g->ends[GATRT_EDGE_DST].start[v]; k < g->ends[GATRT_EDGE_DST].start[v + 1]; k++)
                    if (k != e) {
                        sum += (double)p->inputs[EDGE].dense[k * ATTR + i];
                        others++;
                    }
                assert_true(found == (others ? (float)(sum / (double)others) : 0.0f));
            }
}

/* -------------------------------------------------------------------- tests */

static void test_random(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < CASES; seed++) {
        gatrt_data *d = random_data(seed);
        const gatrt_set *node = &d->sets[0];
        if (seed % 2)
            make_sparse(d);
        Wanted w = {.mask = seed % 11 ? node->mask[0] : NULL,
                    .levels = 1 + (int)(seed % 4),
                    .self_loops = (gatrt_loops)(seed / 2 % 3),
                    .symmetric = seed / 6 % 2 != 0};
        Slow slow = slow_prepare(d, &w);
        Prepared *whole = prepare(d, &w);
        w.prune = true;
        Prepared *pruned = prepare(d, &w);
        check_lists(&whole->graph);
        check_lists(&pruned->graph);
        check_whole(whole, d, &slow, &w);
        check_inputs(whole, d, w.mask);
        check_inputs(pruned, d, w.mask);
        check_edge_attr(whole, d);
        check_edge_attr(pruned, d);
        check_given_loops(whole, d);
        check_given_loops(pruned, d);
        if (w.mask)
            check_pruned(pruned, whole, d, &slow, w.levels);
        else
            check_whole(pruned, d, &slow, &w);
        prepared_free(whole);
        prepared_free(pruned);
        slow_free(&slow);
        gatrt_data_free(d);
    }
}

static void refuse(const gatrt_model *m, const gatrt_data *d, const uint8_t *mask, const char *why)
{
    Error error = {""};
    Wanted w = {.mask = mask, .levels = 2, .prune = true};
    assert_null(graph_prepare(m, d, &w, &error));
    if (strcmp(error.text, why) != 0)
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
}

static void test_refused(void **state)
{
    (void)state;
    gatrt_data *d = random_data(3);
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    gatrt_input input = {"x", GATRT_FEATURES, GATRT_NODE, 34, .sparse = 0};
    gatrt_model m = model;
    m.inputs = &input;
    m.input_count = 1;
    refuse(&m, d, NULL,
           "random.npz: 5 features, but the model gat2 was compiled for 34; recompile with gatcc --data random.npz");
    char more[160];
    snprintf(more, sizeof more,
             "random.npz: %d rows of node, each with numbers of its own, but the model gat2 was compiled for %d; "
             "recompile with gatcc --data random.npz",
             (int)node->rows, (int)node->rows + 1);
    input = (gatrt_input){"row", GATRT_ROW_NUMBER, GATRT_NODE, node->rows + 1, .sparse = 1};
    refuse(&m, d, NULL, more);
    input = (gatrt_input){"a", GATRT_EDGE_ATTR, GATRT_EDGE, 3, .sparse = 0};
    refuse(&m, d, NULL,
           "random.npz: 2 edge features (edge_attr), but the model gat2 was compiled for 3; "
           "recompile with gatcc --data random.npz");
    input = (gatrt_input){"w", GATRT_EDGE_WEIGHT, GATRT_EDGE, 1, .sparse = 0};
    mem_free(edge->edge_weight);
    edge->edge_weight = NULL;
    refuse(&m, d, NULL, "random.npz: no edge_weight, but the model gat2 needs one number for each edge");
    input = (gatrt_input){"t", GATRT_TARGET, GATRT_NODE, 4, .sparse = 0};
    refuse(&m, d, NULL, "random.npz: y holds one number a node, but the model gat2 needs 4 targets for each");
    input = (gatrt_input){"y", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0};
    node->label[0] = 3;
    refuse(
        &m, d, NULL,
        "random.npz: y[0] = 3, but the model gat2 was compiled for 3 classes; recompile with gatcc --data random.npz");
    const int64_t edges = edge->edges;
    node->label[0] = 0;
    edge->edges = (int64_t)INT32_MAX + 1; /* refused before one of them is read */
    refuse(&m, d, NULL, "random.npz: more than 2147483647 edges, with those the model adds");
    edge->edges = edges;
    memset(node->mask[0], 0, (size_t)node->rows);
    refuse(&m, d, node->mask[0], "random.npz: train_mask selects no node");
    node->mask[0][0] = 1;
    mem_free(node->label);
    node->label = NULL;
    refuse(&m, d, node->mask[0], "random.npz: no y, but the model gat2 cannot be trained or evaluated without it");
    node->target = mem_alloc((size_t)node->rows * 3, sizeof *node->target);
    node->classes = 3;
    refuse(&m, d, NULL,
           "random.npz: y holds no classes, but the model gat2 needs the class number of each node; y has 3 numbers a "
           "node");
    input = (gatrt_input){"t", GATRT_TARGET, GATRT_NODE, 4, .sparse = 0};
    refuse(&m, d, NULL,
           "random.npz: 3 targets in y, but the model gat2 was compiled for 4; recompile with gatcc --data random.npz");
    gatrt_data_free(d);
}

/* One entry a row, in the column of the row's number; a column whose row is left out is empty. */
static void check_row_numbers(const Prepared *p, int64_t width)
{
    const gatrt_tensor *t = &p->inputs[0];
    const int64_t rows = p->spaces[GATRT_NODE].count, *id = p->row_id[GATRT_NODE];
    for (int64_t r = 0; r < rows; r++) {
        assert_true(t->row_start[r] == r && t->row_start[r + 1] == r + 1);
        assert_true(t->col[r] == id[r] && t->val[r] == 1.0f);
        assert_int_equal(t->col_start[id[r] + 1] - t->col_start[id[r]], 1);
        assert_true(t->row[t->col_start[id[r]]] == r && t->col_val[t->col_start[id[r]]] == 1.0f);
    }
    assert_true(t->col_start[0] == 0 && t->col_start[width] == rows);
    for (int64_t past = rows; past < rows + GATRT_SLACK; past++)
        assert_true(t->col[past] == 0 && t->val[past] == 0.0f && t->row[past] == 0 && t->col_val[past] == 0.0f);
}

static void test_row_numbers(void **state)
{
    (void)state;
    bool some_left_out = false;
    for (uint64_t seed = 0; seed < 20; seed++) {
        gatrt_data *d = random_data(seed);
        const gatrt_set *node = &d->sets[0];
        gatrt_input input = {"row", GATRT_ROW_NUMBER, GATRT_NODE, node->rows, .sparse = 1};
        gatrt_model m = model;
        m.inputs = &input;
        m.input_count = 1;
        for (int prune = 0; prune < 2; prune++) {
            Error error = {""};
            const Wanted w = {.mask = node->mask[0], .levels = 2, .prune = prune};
            Prepared *p = graph_prepare(&m, d, &w, &error);
            assert_non_null(p);
            check_row_numbers(p, node->rows);
            some_left_out |= p->spaces[GATRT_NODE].count < node->rows;
            prepared_free(p);
        }
        gatrt_data_free(d);
    }
    assert_true(some_left_out);
}

static void test_extremes(void **state)
{
    (void)state;
    gatrt_input input = {"x", GATRT_FEATURES, GATRT_NODE, 1, .row_normalize = GATRT_ROW_L1};
    gatrt_model m = model;
    m.inputs = &input;
    m.input_count = 1;
    gatrt_data *d = random_data(3);
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    edge->edges = 0;
    node->features = input.width = 2147483647; /* 4 nodes or more: beyond 8 GiB as a dense matrix */
    node->rows = 4;
    mem_free(node->x);
    node->x = NULL;
    node->sparse = 1;
    node->x_start = mem_alloc(5, sizeof *node->x_start);
    refuse(&m, d, NULL,
           "random.npz: 4 x 2147483647 features are more than 8 GiB as a dense matrix; "
           "recompile with gatcc --data so that they stay sparse");
    node->features = input.width = 2;
    node->x_col = mem_alloc(2, sizeof *node->x_col);
    node->x_val = mem_alloc(2, sizeof *node->x_val);
    node->x_col[1] = 1;
    node->x_val[0] = 1e30f;
    node->x_val[1] = -1e30f;
    node->x_start[1] = node->x_start[2] = node->x_start[3] = node->x_start[4] = 2;
    Wanted w = {.levels = 0};
    Error error = {""};

    Prepared *p = graph_prepare(&m, d, &w, &error); /* signs that cancel: no sum, but half of the absolute values */
    assert_non_null(p);
    assert_true(p->inputs[0].dense[0] == 0.5f && p->inputs[0].dense[1] == -0.5f && p->inputs[0].dense[2] == 0.0f);
    assert_int_equal(p->graph.levels, 1);
    prepared_free(p);
    node->x_val[0] = 1e38f;
    node->x_col[1] = 0; /* a column given twice counts twice */
    node->x_val[1] = -1e38f + 2e31f;
    p = graph_prepare(&m, d, &w, &error);
    assert_non_null(p);
    prepared_free(p);
    node->x_col[1] = 1;
    node->x_val[0] = 1.5f;
    node->x_val[1] = -1.4999999f;
    p = graph_prepare(&m, d, &w, &error);
    assert_non_null(p);
    assert_true(p->inputs[0].dense[0] >= 0.5f && p->inputs[0].dense[1] < 0.0f);
    prepared_free(p);
    gatrt_data_free(d);
}

/* The rows of a graph stand together, each node once, whatever their order in the file and the number of graphs. */
static void check_batch(int64_t graphs)
{
    gatrt_data *d = random_data(7); /* 900 nodes or fewer */
    data_add_set(d, "graph")->rows = graphs;
    gatrt_set *node = &d->sets[0];
    node->graph = mem_alloc((size_t)node->rows, sizeof *node->graph);
    for (int64_t v = 0; v < node->rows; v++)
        node->graph[v] = (int32_t)(gatrt_mix((uint64_t)v) % (uint64_t)graphs);
    gatrt_end ends[GATRT_PLAIN_ENDS];
    memcpy(ends, plain_ends, sizeof ends);
    ends[GATRT_NODE_GRAPH].used = 1;
    gatrt_model m = model;
    m.ends = ends;
    Error error = {""};
    Prepared *p = graph_prepare(&m, d, &(Wanted){.levels = 0}, &error);
    if (!p)
        fail_msg("%s", error.text);
    const int64_t *start = p->ends[GATRT_NODE_GRAPH].start, *id = p->row_id[GATRT_NODE];
    uint8_t *seen = mem_alloc((size_t)node->rows, 1);
    assert_int_equal(p->spaces[GATRT_GRAPH].count, graphs);
    assert_int_equal(start[graphs], node->rows);
    for (int64_t g = 0; g < graphs; g++)
        for (int64_t v = start[g]; v < start[g + 1]; v++) {
            assert_true(id[v] >= 0 && id[v] < node->rows && !seen[id[v]]++);
            assert_int_equal(node->graph[id[v]], g);
        }
    mem_free(seen);
    prepared_free(p);
    gatrt_data_free(d);
}

static void test_batch(void **state)
{
    (void)state;
    check_batch(1);
    check_batch(5);
    check_batch(300);
}

/* The figures of the design: two layers on Cora's 140 labelled nodes touch 140, 644 and 1664 rows. */
static void test_cora(void **state)
{
    (void)state;
    const char *data = getenv("GATCC_DATA"), *source = getenv("GATCC_SOURCE");
    char file[512], error[256];
    if (data)
        snprintf(file, sizeof file, "%s/cora.npz", data);
    else
        snprintf(file, sizeof file, "%s/../shared/data/cora.npz", source ? source : ".");
    if (access(file, R_OK) != 0) {
        printf("skipped: no cora.npz (GATCC_DATA)\n");
        return;
    }
    gatrt_data *d = gatrt_data_load(file, error);
    assert_non_null(d);
    gatrt_input input = {"x", GATRT_FEATURES, GATRT_NODE, 1433, .sparse = 1, .row_normalize = 1};
    gatrt_model m = model;
    m.inputs = &input;
    m.input_count = 1;
    Error why = {""};
    Wanted w = {.mask = d->sets[0].mask[0], .levels = 3, .prune = true, .self_loops = GATRT_LOOPS_REPLACED};
    Prepared *p = graph_prepare(&m, d, &w, &why);
    assert_non_null(p);
    assert_true(p->spaces[GATRT_NODE].level[0] == 140 && p->spaces[GATRT_NODE].level[1] == 644 &&
                p->spaces[GATRT_NODE].level[2] == 1664);
    assert_int_equal(p->spaces[GATRT_NODE].count, 1664);
    prepared_free(p);
    w.mask = NULL;
    p = graph_prepare(&m, d, &w, &why);
    assert_non_null(p);
    assert_int_equal(p->spaces[GATRT_EDGE].count, 10556 + 2708);
    assert_int_equal(p->inputs[0].row_start[2708], 49216);
    prepared_free(p);
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),   cmocka_unit_test(test_refused), cmocka_unit_test(test_row_numbers),
        cmocka_unit_test(test_extremes), cmocka_unit_test(test_batch),   cmocka_unit_test(test_cora),
    };
    return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
