/* test_explain.c - what explain says of a row, held against data sets in which what it leaves out is not there.
 *
 * Run: ctest -R runtime/test_explain. Models of the kinds that make a difference here (whether degrees are read, edges have
 * features, self loops are made, reverses are added, rows are pooled) on seeded graphs: each answer without an edge, a node or
 * a feature is that of the whole graph prepared anew without it; Shapley values are those of the definition, and sum to
 * what they must.
 */
#include "explain_ground.c"

/* -------------------------------------------------------------- a data set, less something */

typedef struct Less {
    int relation; /* of the data set; -1: none */
    int64_t edge; /* this one, or */
    bool pair;    /* all between these */
    int64_t from, to;
    int64_t node;     /* all at this node of set 0; -1 */
    int64_t row, col; /* this feature of set 0; -1 */
} Less;

static bool is_gone(const Less *less, const gatrt_relation *r, int relation, int64_t e)
{
    const int64_t src = r->src[e], dst = r->dst[e];
    if (less->node >= 0 && ((src == less->node) != (dst == less->node)))
        return true;
    if (less->relation != relation)
        return false;
    if (!less->pair)
        return e == less->edge;
    return (src == less->from && dst == less->to) || (src == less->to && dst == less->from);
}

static void take_edges(const gatrt_data *data, int relation, const Less *less)
{
    gatrt_relation *r = &data->relations[relation];
    int64_t kept = 0;
    for (int64_t e = 0; e < r->edges; e++) {
        if (is_gone(less, r, relation, e))
            continue;
        r->src[kept] = r->src[e];
        r->dst[kept] = r->dst[e];
        for (int64_t j = 0; j < r->edge_features; j++)
            r->edge_attr[kept * r->edge_features + j] = r->edge_attr[e * r->edge_features + j];
        if (r->edge_weight)
            r->edge_weight[kept] = r->edge_weight[e];
        kept++;
    }
    r->edges = kept;
}

static void take_feature(gatrt_set *set, int64_t row, int64_t col)
{
    for (int64_t i = 0; set->sparse && i < set->x_start[row + 1] - set->x_start[row]; i++)
        if (set->x_col[set->x_start[row] + i] == col)
            set->x_val[set->x_start[row] + i] = 0.0f;
    if (!set->sparse)
        set->x[row * set->features + col] = 0.0f;
}

/* Output 0 of a row, of the whole graph prepared for it. */
static void answer_of_all(const Ground *g, const Job *job, int64_t row, float *answer)
{
    Error error = {""};
    View *view = view_new(job, NULL, 1u << VIEW_INFER, &error);
    if (!view)
        fail_msg("%s: %s", g->code->name, error.text);
    view_infer(view, VIEW_INFER, g->params, NULL, NULL);
    int64_t *place = prepared_places(view->on, g->stage.space);
    const size_t width = (size_t)g->code->outputs[0].width;
    memcpy(answer, view->outputs[0] + (size_t)place[row] * width, width * sizeof *answer);
    mem_free(place);
    view_free(view);
}

/* The same where the data set lacks something. */
static void answer_less(const Ground *g, const Less *less, int count, int64_t row, float *answer)
{
    Job job = g->job;
    job.data = data_for(g->code, g->graph, 3, g->seed);
    if (g->stage.space == GATRT_GRAPH)
        part_graphs(job.data);
    for (int i = 0; i < count; i++) {
        take_edges(job.data, 0, &less[i]);
        if (less[i].row >= 0)
            take_feature(&job.data->sets[0], less[i].row, less[i].col);
    }
    answer_of_all(g, &job, row, answer);
    gatrt_data_free(job.data);
}

static void expect_alike(const Ground *g, const float *is, const float *expected, const char *what, int64_t row,
                         int64_t unit)
{
    for (int64_t j = 0; j < g->code->outputs[0].width; j++)
        if (!(fabsf(is[j] - expected[j]) <= 2e-5f * (1.0f + fabsf(expected[j]))))
            fail_msg("%s, %s, seed %d, row %d without %s %d: %g, but the graph without it gives %g", g->code->name,
                     graph_kind_names[g->graph], (int)g->seed, (int)row, what, (int)unit, (double)is[j],
                     (double)expected[j]);
}

static Less less_of(const Ground *g, const Scene *s, int64_t row, int64_t unit)
{
    const Unit u = scene_unit(s, unit);
    Less less = {.relation = -1, .node = -1, .row = -1};
    int64_t edge;
    if (g->stage.of == OF_FEATURES) {
        less.row = row;
        less.col = u.to;
    } else if (g->stage.of == OF_NODES) {
        less.node = u.to;
    } else {
        less.relation = 0;
        less.pair = g->code->recipe.symmetric > 0;
        less.from = u.from;
        less.to = u.to;
        assert_true(scene_edges(s, unit, &edge, 1) == 1);
        less.edge = less.pair ? -1 : g->stage.all->on->row_id[u.space][edge];
    }
    return less;
}

/* Each unit of some rows; the last again, so that what was left out before is back. */
static void expect_exact(Ground *g, bool any)
{
    Error error = {""};
    Scene *s = scene_new(&g->stage, &error);
    if (!s)
        fail_msg("%s: %s", g->code->name, error.text);
    float answer[8];
    int64_t found = 0;
    for (int64_t row = 0; row < g->stage.set->rows && row < UNIT_ROWS; row++) {
        if (!scene_stand(s, row, NULL, &error))
            fail_msg("%s: %s", g->code->name, error.text);
        uint8_t *gone = mem_alloc((size_t)scene_units(s), 1);
        found += scene_units(s);
        for (int64_t u = 0; u < scene_units(s); u++) {
            const Less less = less_of(g, s, row, u);
            answer_less(g, &less, 1, row, answer);
            gone[u] = 1;
            expect_alike(g, scene_without(s, gone), answer, "unit", row, u);
            gone[u] = 0;
        }
        expect_alike(g, scene_without(s, gone), scene_whole(s), "nothing", row, -1);
        mem_free(gone);
    }
    assert_true(found > 0 || !any);
    scene_free(s);
}

static const GraphKind graphs[] = {GRAPH_RANDOM, GRAPH_TWICE, GRAPH_HUB, GRAPH_ISOLATED, GRAPH_NO_EDGES};
enum { GRAPHS = sizeof graphs / sizeof graphs[0] };

static void test_edges_are_left_out(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < GRAPHS; i++) {
            Ground g;
            begin(&g, kind, graphs[i], (uint64_t)(kind * 10 + i), OF_EDGES);
            expect_exact(&g, graphs[i] == GRAPH_RANDOM);
            end(&g);
        }
}

static void test_nodes_are_left_out(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; kinds[kind].nodes && i < GRAPHS; i++) {
            Ground g;
            begin(&g, kind, graphs[i], (uint64_t)(kind * 10 + i), OF_NODES);
            expect_exact(&g, graphs[i] == GRAPH_RANDOM);
            end(&g);
        }
}

static void test_features_are_left_out(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; kinds[kind].nodes && i < GRAPHS; i++) {
            Ground g;
            begin(&g, kind, graphs[i], (uint64_t)(kind * 10 + i), OF_FEATURES);
            expect_exact(&g, true);
            end(&g);
        }
}

/* Two edges at once: the one that stands behind first, so that the other keeps its number. */
static void test_two_are_left_out(void **state)
{
    (void)state;
    Error error = {""};
    Ground g;
    begin(&g, 2, GRAPH_RANDOM, 5, OF_EDGES);
    Scene *s = scene_new(&g.stage, &error);
    assert_true(s && scene_stand(s, 0, NULL, &error));
    uint8_t *gone = mem_alloc((size_t)scene_units(s), 1);
    for (int64_t a = 0; a < scene_units(s); a++)
        for (int64_t b = 0; b < a; b++) {
            const Less one = less_of(&g, s, 0, a), other = less_of(&g, s, 0, b);
            const Less both[2] = {one.edge > other.edge ? one : other, one.edge > other.edge ? other : one};
            float answer[8];
            answer_less(&g, both, 2, 0, answer);
            gone[a] = gone[b] = 1;
            expect_alike(&g, scene_without(s, gone), answer, "two", a, b);
            gone[a] = gone[b] = 0;
        }
    mem_free(gone);
    scene_free(s);
    end(&g);
}

/* -------------------------------------------------------------------------- methods */

static void explain(Ground *g, const char *method, Scene *s, int64_t row, Explanation *e)
{
    Error error = {""};
    const ExplainMethod *m = explain_method(method, &error);
    if (!m || !explain_row(&g->why, m, s, row, NULL, e, &error))
        fail_msg("%s", error.text);
}

static double amount_of(const Explanation *e, int64_t unit)
{
    for (int64_t i = 0; i < e->count; i++)
        if (e->effects[i].unit == unit)
            return e->effects[i].amount;
    return NAN;
}

/* By the definition: over all orders, counted up in base n. */
static double by_orders(const Ground *g, Scene *s, int64_t unit, int64_t column, int64_t n)
{
    int64_t order[4] = {0}, orders = 0;
    double sum = 0.0;
    uint8_t gone[4];
    for (int64_t code = 0; code < (int64_t)pow((double)n, (double)n); code++) {
        int64_t rest = code, seen = 0;
        for (int64_t i = 0; i < n; i++, rest /= n)
            seen |= (int64_t)1 << (order[i] = rest % n);
        if (seen != ((int64_t)1 << n) - 1)
            continue;
        memset(gone, 1, sizeof gone);
        int64_t i = 0;
        for (; order[i] != unit; i++)
            gone[order[i]] = 0;
        const double before = asked_value(&g->why.asked, scene_without(s, gone), column);
        gone[unit] = 0;
        sum += asked_value(&g->why.asked, scene_without(s, gone), column) - before;
        orders++;
    }
    return sum / (double)orders;
}

static void test_shapley_values(void **state)
{
    (void)state;
    int small = 0, exact = 0, drawn = 0;
    for (uint64_t seed = 0; seed < 6; seed++) {
        Error error = {""};
        Explanation e = {.row = 0};
        Ground g;
        begin(&g, 0, seed % 2 ? GRAPH_ISOLATED : GRAPH_RANDOM, seed, OF_EDGES);
        Scene *s = scene_new(&g.stage, &error);
        assert_non_null(s);
        for (int64_t row = 0; row < g.stage.set->rows; row++) {
            explain(&g, "shapley", s, row, &e);
            double sum = 0.0;
            for (int64_t i = 0; i < e.count; i++)
                sum += e.effects[i].amount;
            assert_true(fabs(sum - (e.value - e.none)) < 1e-9);
            exact += e.count > 4 && e.count <= SHAPLEY_EXACT;
            drawn += e.count > SHAPLEY_EXACT;
            small += e.count > 1 && e.count <= 4;
            for (int64_t u = 0; u < e.count && e.count <= 4; u++)
                assert_true(fabs(by_orders(&g, s, u, e.column, e.count) - amount_of(&e, u)) < 1e-9);
        }
        explanation_free(&e);
        scene_free(s);
        end(&g);
    }
    assert_true(small > 0 && exact > 0 && drawn > 0);
}

/* Means over drawn orders lie about what is exact, by their own errors; what cannot matter has 0. */
static void test_drawn_orders_come_near(void **state)
{
    (void)state;
    Error error = {""};
    Explanation e = {.row = 0}, drawn = {.row = 0};
    Ground g;
    int compared = 0;
    begin(&g, 0, GRAPH_RANDOM, 4, OF_EDGES);
    Scene *s = scene_new(&g.stage, &error);
    assert_non_null(s);
    g.why.samples = 4000;
    for (int64_t row = 0; row < g.stage.set->rows; row++) {
        explain(&g, "shapley", s, row, &e);
        if (e.count < 6 || e.count > SHAPLEY_EXACT)
            continue;
        assert_true(scene_stand(s, row, NULL, &error));
        uint8_t gone[SHAPLEY_EXACT] = {0};
        explain(&g, "leave-one-out", s, row, &drawn);
        for (int64_t i = 0; i < drawn.count; i++)
            drawn.effects[i] = (Effect){.unit = i};
        find_shapley_drawn(&g.why, s, gone, &drawn);
        for (int64_t i = 0; i < drawn.count; i++)
            assert_true(fabs(drawn.effects[i].amount - amount_of(&e, i)) <= 5.0 * drawn.effects[i].error + 1e-9);
        compared++;
    }
    assert_true(compared > 0);
    explanation_free(&e);
    explanation_free(&drawn);
    scene_free(s);
    end(&g);
}

/* Against products of whole matrices, of weights by layer with a mean over heads. */
static void test_rollout_is_the_product(void **state)
{
    (void)state;
    Error error = {""};
    Explanation e = {.row = 0};
    Ground g;
    begin(&g, 0, GRAPH_RANDOM, 12, OF_NODES);
    view_free(g.stage.all);
    g.stage.all = view_new(&g.job, NULL, 1u << VIEW_INSPECT, &error);
    assert_non_null(g.stage.all);
    view_infer(g.stage.all, VIEW_INSPECT, g.params, NULL, NULL);
    const View *all = g.stage.all;
    const gatrt_walk *in = &all->on->ends[GATRT_EDGE_DST];
    const int64_t rows = all->on->spaces[GATRT_NODE].count;
    double *share = mem_alloc((size_t)(rows * rows), sizeof *share),
           *next = mem_alloc((size_t)(rows * rows), sizeof *next);
    for (int64_t v = 0; v < rows; v++)
        share[v * rows + v] = 1.0;
    int layers = 0;
    for (int i = g.code->output_count - 1; i >= 0; i--) {
        const int64_t heads = g.code->outputs[i].width;
        if (g.code->outputs[i].space != GATRT_EDGE)
            continue;
        layers++;
        memset(next, 0, (size_t)(rows * rows) * sizeof *next);
        for (int64_t top = 0; top < rows; top++)
            for (int64_t v = 0; v < rows; v++)
                for (int64_t k = in->start[v]; k < in->start[v + 1]; k++)
                    for (int64_t j = 0; j < heads; j++)
                        next[top * rows + in->far[k]] +=
                            share[top * rows + v] * (double)all->outputs[i][k * heads + j] / (double)heads;
        memcpy(share, next, (size_t)(rows * rows) * sizeof *next);
    }
    assert_int_equal(layers, 2);
    Scene *s = scene_new(&g.stage, &error);
    for (int64_t row = 0; row < rows; row++) {
        explain(&g, "rollout", s, row, &e);
        const int64_t place = g.stage.place[row];
        double sum = share[place * rows + place];
        for (int64_t i = 0; i < e.count; i++) {
            const int64_t other = g.stage.place[e.units[e.effects[i].unit].to];
            assert_true(fabs(e.effects[i].amount - share[place * rows + other]) < 1e-6);
            sum += e.effects[i].amount;
        }
        assert_true(fabs(sum - 1.0) < 1e-5);
    }
    mem_free(share);
    mem_free(next);
    explanation_free(&e);
    scene_free(s);
    end(&g);
}

static void test_the_top_carries_the_answer(void **state)
{
    (void)state;
    Error error = {""};
    Explanation e = {.row = 0};
    Ground g;
    begin(&g, 0, GRAPH_RANDOM, 7, OF_EDGES);
    Scene *s = scene_new(&g.stage, &error);
    assert_non_null(s);
    explain(&g, "leave-one-out", s, 1, &e);
    assert_true(e.count > 3 && e.top == 2);
    for (int64_t i = 1; i < e.count; i++)
        assert_true(e.effects[i].amount <= e.effects[i - 1].amount);
    uint8_t *gone = mem_alloc((size_t)e.count, 1);
    gone[e.effects[0].unit] = gone[e.effects[1].unit] = 1;
    assert_true(asked_value(&g.why.asked, scene_without(s, gone), e.column) == e.without_top);
    for (int64_t u = 0; u < e.count; u++)
        gone[u] = !gone[u];
    assert_true(asked_value(&g.why.asked, scene_without(s, gone), e.column) == e.top_alone);
    double divergence = 0.0;
    for (int64_t c = 0; c < 3; c++) {
        const double p = asked_value(&g.why.asked, scene_whole(s), c);
        divergence += p * log(p / asked_value(&g.why.asked, scene_without(s, gone), c));
    }
    assert_true(fabs(e.unfaithful - (1.0 - exp(-divergence))) < 1e-12);
    mem_free(gone);
    explanation_free(&e);
    scene_free(s);
    end(&g);
}

static void test_a_node_that_is_counted_is_refused(void **state)
{
    (void)state;
    Ground g;
    Error error = {""};
    begin(&g, POOLED, GRAPH_RANDOM, 1, OF_NODES);
    assert_null(scene_new(&g.stage, &error));
    assert_non_null(strstr(error.text, "--of nodes"));
    end(&g);
}

/* The edge goes to the end, and the list is one shorter. */
static void turn_out(gatrt_relation *r, int64_t e)
{
    const int32_t src = r->src[e], dst = r->dst[e];
    r->edges--;
    for (int64_t i = e; i < r->edges; i++) {
        r->src[i] = r->src[i + 1];
        r->dst[i] = r->dst[i + 1];
    }
    r->src[r->edges] = src;
    r->dst[r->edges] = dst;
}

static void turn_in(gatrt_relation *r, int64_t e)
{
    const int32_t src = r->src[r->edges - 1], dst = r->dst[r->edges - 1];
    for (int64_t i = r->edges - 1; i > e; i--) {
        r->src[i] = r->src[i - 1];
        r->dst[i] = r->dst[i - 1];
    }
    r->src[e] = src;
    r->dst[e] = dst;
}

/* One edge of those around a row, both drawn. */
static void test_pairs_of_cora(void **state)
{
    (void)state;
    Error error = {""};
    Random r = {9};
    Ground g = {.graph = GRAPH_LARGE, .seed = 1};
    gatrt_data *data =
        gatrt_data_load(arena_format("%s/cora.npz", environment("GATCC_DATA", "../shared/data")), error.text);
    if (!data) {
        printf("skipped: cora.npz is not there (GATCC_DATA)\n");
        skip();
    }
    begin_on(&g, CORA, data, OF_EDGES);
    Scene *s = scene_new(&g.stage, &error);
    assert_non_null(s);
    for (int i = 0; i < CORA_PAIRS; i++) {
        const int64_t row = random_below(&r, (int)g.stage.set->rows);
        float answer[8];
        assert_true(scene_stand(s, row, NULL, &error));
        uint8_t *gone = mem_alloc((size_t)scene_units(s), 1);
        const int64_t unit = random_below(&r, (int)scene_units(s));
        const Less less = less_of(&g, s, row, unit);
        gatrt_relation *edges = &data->relations[0];
        turn_out(edges, less.edge);
        answer_of_all(&g, &g.job, row, answer);
        edges->edges++;
        turn_in(edges, less.edge);
        gone[unit] = 1;
        expect_alike(&g, scene_without(s, gone), answer, "edge", row, unit);
        mem_free(gone);
    }
    scene_free(s);
    end(&g);
}

/* Nodes of another graph would be read that are not in a batch, nor in what is around a graph. */
static void test_graphs_that_are_joined_are_refused(void **state)
{
    (void)state;
    Error error = {""};
    const gatrt_model *code = batch->built[POOLED].code;
    Options options = {.program = ""};
    Job job = {.model = code, .options = &options, .data = data_for(code, GRAPH_RANDOM, 3, 1)};
    assert_null(view_new(&job, NULL, 1u << VIEW_INFER, &error));
    assert_non_null(strstr(error.text, " of graph "));
    part_graphs(job.data);
    View *view = view_new(&job, NULL, 1u << VIEW_INFER, &error);
    assert_non_null(view);
    view_free(view);
    gatrt_data_free(job.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges_are_left_out),
        cmocka_unit_test(test_nodes_are_left_out),
        cmocka_unit_test(test_features_are_left_out),
        cmocka_unit_test(test_two_are_left_out),
        cmocka_unit_test(test_shapley_values),
        cmocka_unit_test(test_drawn_orders_come_near),
        cmocka_unit_test(test_rollout_is_the_product),
        cmocka_unit_test(test_the_top_carries_the_answer),
        cmocka_unit_test(test_pairs_of_cora),
        cmocka_unit_test(test_graphs_that_are_joined_are_refused),
        cmocka_unit_test(test_a_node_that_is_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
