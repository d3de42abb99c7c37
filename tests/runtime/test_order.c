/* test_order.c - orders of nodes: each is a permutation, does what its name says, and leaves
 * results where they were: in the data set's order, the same but for rounding; the same bits
 * pruned or not. Run: ctest -R test_order */
#include "../../runtime/runtime.h"
#include "tiny_model.c"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static gatrt_data *load(const char *spec)
{
    Error error = {""};
    gatrt_data *data = gatrt_data_load(spec, error.text);
    if (!data)
        fail_msg("%s", error.text);
    return data;
}

static const char *const graphs[] = {
    "karate",
    "synth:nodes=300,edges=1500,features=34,classes=4,seed=5",
    "synth:nodes=300,edges=20,features=34,classes=4,seed=6", /* most nodes are alone */
    "synth:nodes=40,edges=0,features=34,classes=4,seed=7",
    "synth:nodes=1,edges=0,features=34,classes=1,seed=7",
};
enum { GRAPHS = sizeof graphs / sizeof graphs[0] };

static void every_node_comes_once(void **state)
{
    (void)state;
    for (int g = 0; g < GRAPHS; g++) {
        gatrt_data *data = load(graphs[g]);
        gatrt_set *node = &data->sets[0];
        for (int order = ORDER_DEGREE; order < ORDERS; order++) {
            int32_t *sequence = order_sequence(data, (NodeOrder)order);
            uint8_t *seen = mem_alloc((size_t)node->rows, 1);
            for (int64_t i = 0; i < node->rows; i++) {
                assert_in_range(sequence[i], 0, node->rows - 1);
                assert_int_equal(seen[sequence[i]]++, 0);
            }
            mem_free(seen);
            mem_free(sequence);
        }
        assert_null(order_sequence(data, ORDER_NONE));
        assert_null(order_sequence(data, ORDER_AUTO)); /* these are small */
        gatrt_data_free(data);
    }
}

static void high_degrees_come_first(void **state)
{
    (void)state;
    gatrt_data *data = load(graphs[1]);
    gatrt_set *node = &data->sets[0];
    const gatrt_relation *edge = &data->relations[0];
    int32_t *sequence = order_sequence(data, ORDER_DEGREE), *degree = mem_alloc((size_t)node->rows, sizeof *degree);
    for (int64_t e = 0; e < edge->edges; e++)
        degree[edge->dst[e]]++;
    for (int64_t i = 1; i < node->rows; i++)
        assert_true(degree[sequence[i - 1]] >= degree[sequence[i]]);
    mem_free(degree);
    mem_free(sequence);
    gatrt_data_free(data);
}

/* A chain whose links are numbered at random: 7 i mod 101 is a permutation. */
static gatrt_data *shuffled_chain(void)
{
    enum { LINKS = 101 };
    gatrt_data *d = data_new("chain");
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    node->rows = LINKS;
    edge->edges = 2 * (LINKS - 1);
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    for (int i = 0; i + 1 < LINKS; i++) {
        edge->src[2 * i] = edge->dst[2 * i + 1] = 7 * i % LINKS;
        edge->dst[2 * i] = edge->src[2 * i + 1] = 7 * (i + 1) % LINKS;
    }
    return d;
}

/* How far apart the two ends of an edge are at most. */
static int64_t bandwidth(const gatrt_data *d, NodeOrder order)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    int32_t *sequence = order_sequence(d, order), *place = mem_alloc((size_t)node->rows, sizeof *place);
    int64_t most = 0;
    for (int64_t i = 0; i < node->rows; i++)
        place[sequence[i]] = (int32_t)i;
    for (int64_t e = 0; e < edge->edges; e++) {
        const int64_t apart = place[edge->src[e]] - place[edge->dst[e]];
        most = apart > most ? apart : most;
    }
    mem_free(place);
    mem_free(sequence);
    return most;
}

static void neighbours_come_near(void **state)
{
    (void)state;
    gatrt_data *chain = shuffled_chain();
    assert_int_equal(bandwidth(chain, ORDER_RCM), 1); /* from an end: degree 1 */
    assert_int_equal(bandwidth(chain, ORDER_BFS), 2); /* from within: two ends grow by turns */
    gatrt_data_free(chain);
}

/* Logits in the data set's order. */
static float *logits_in_order(gatrt_data *data, const int32_t *sequence, const float *weights)
{
    const gatrt_set *node = &data->sets[0];
    Error error = {""};
    const Options options = {.no_prune = false};
    const Job job = {
        .model = &tiny_model, .options = &options, .data = data, .sequence = (int32_t *)(uintptr_t)sequence};
    View *view = view_new(&job, NULL, 1u << VIEW_INFER, &error);
    float *logits = mem_alloc((size_t)node->rows * C, sizeof *logits);
    assert_non_null(view);
    view_infer(view, VIEW_INFER, weights, NULL, NULL);
    for (int64_t v = 0; v < node->rows; v++)
        memcpy(logits + view->on->row_id[GATRT_NODE][v] * C, view->outputs[LOGITS] + v * C, C * sizeof *logits);
    view_free(view);
    return logits;
}

static void results_stay_where_they_were(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *data = load(graphs[1]);
    const gatrt_set *node = &data->sets[0];
    float *weights = mem_alloc((size_t)tiny_model.param_floats, sizeof *weights);
    assert_true(init_params(&tiny_model, 3, weights, &error));
    float *plain = logits_in_order(data, NULL, weights);
    for (int order = ORDER_DEGREE; order < ORDERS; order++) {
        int32_t *sequence = order_sequence(data, (NodeOrder)order);
        float *ordered = logits_in_order(data, sequence, weights);
        for (int64_t i = 0; i < node->rows * C; i++)
            assert_true(fabsf(ordered[i] - plain[i]) < 1e-5f * (1.0f + fabsf(plain[i])));
        mem_free(ordered);
        mem_free(sequence);
    }
    mem_free(plain);
    mem_free(weights);
    gatrt_data_free(data);
}

static float training_loss(gatrt_data *data, const int32_t *sequence, bool prune, const float *weights)
{
    Error error = {""};
    float grads[PARAMS];
    const Options options = {.no_prune = !prune};
    const Job job = {
        .model = &tiny_model, .options = &options, .data = data, .sequence = (int32_t *)(uintptr_t)sequence};
    View *view = view_new(&job, split_mask(&data->sets[0], 0), 1u << VIEW_TRAIN, &error);
    assert_non_null(view);
    gatrt_run *run = exec_run(view->exec[VIEW_TRAIN]);
    run->params = weights;
    run->grads = grads;
    run->draw = gatrt_draw(1, 2);
    exec_step(view->exec[VIEW_TRAIN], NULL, NULL);
    const float loss = view->loss[0];
    view_free(view);
    return loss;
}

static void pruning_changes_no_bit_in_any_order(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *data = load("synth:nodes=900,edges=2400,features=34,classes=4,seed=5,train=20");
    float *weights = mem_alloc((size_t)tiny_model.param_floats, sizeof *weights);
    assert_true(init_params(&tiny_model, 3, weights, &error));
    for (int order = ORDER_DEGREE; order < ORDERS; order++) {
        int32_t *sequence = order_sequence(data, (NodeOrder)order);
        const float pruned = training_loss(data, sequence, true, weights);
        assert_true(isfinite(pruned) && pruned == training_loss(data, sequence, false, weights));
        mem_free(sequence);
    }
    mem_free(weights);
    gatrt_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_comes_once),
        cmocka_unit_test(high_degrees_come_first),
        cmocka_unit_test(neighbours_come_near),
        cmocka_unit_test(results_stay_where_they_were),
        cmocka_unit_test(pruning_changes_no_bit_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
