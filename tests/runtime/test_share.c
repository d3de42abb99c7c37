/* test_share.c - views that share a graph say the same as views that have their own, and a
 * data set that is used up gives the inputs that a copied one gives. Run: ctest -R test_share */
#include "../../runtime/runtime.h"
#include "tiny_model.c"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The train mask covers half of the nodes, so one hop reaches most. */
#define DATA "synth:nodes=300,edges=3000,features=34,classes=4,seed=5,train=150,val=60,test=60"
enum { MEASURE = 1u << VIEW_INFER | 1u << VIEW_SCORE };

static gatrt_data *load(void)
{
    Error error = {""};
    gatrt_data *data = gatrt_data_load(DATA, error.text);
    if (!data)
        fail_msg("%s", error.text);
    return data;
}

static float *random_params(void)
{
    Error error = {""};
    float *values = mem_alloc((size_t)tiny_model.param_floats, sizeof *values);
    assert_true(init_params(&tiny_model, 3, values, &error));
    return values;
}

/* Loss and metric of the shared view against those of a view of its own: its rows stand in another
 * order, so sums may round differently. */
static void check_score(const Job *job, View *shared, const uint8_t *mask, const float *weights)
{
    Error error = {""};
    View *own = view_new(job, mask, MEASURE, &error);
    assert_non_null(own);
    assert_non_null(shared);
    assert_non_null(shared->on->base);
    const Score a = view_score(own, weights, job), b = view_score(shared, weights, job);
    assert_true(fabs(a.loss - b.loss) < 1e-5 * (1.0 + fabs(a.loss)));
    assert_true(a.metric == b.metric);
    view_free(own);
}

static void shared_views_score_the_same(void **state)
{
    (void)state;
    for (int pruned = 0; pruned < 2; pruned++) {
        Error error = {""};
        gatrt_data *data = load(), *kept = load();
        const Options options = {.no_prune = !pruned};
        const Job job = {.model = &tiny_model, .options = &options, .data = data};
        const Job other = {.model = &tiny_model, .options = &options, .data = kept};
        float *weights = random_params();
        View *first = view_first(&job, split_mask(&data->sets[0], 0), MEASURE | 1u << VIEW_TRAIN, &error);
        assert_true(first && first->on->whole);
        for (int split = 1; split < 3; split++) {
            View *view = view_beside(&job, split_mask(&data->sets[0], split), MEASURE, first, &error);
            check_score(&other, view, split_mask(&kept->sets[0], split), weights);
            view_free(view);
        }
        View *own = view_new(&other, split_mask(&kept->sets[0], 0), MEASURE, &error);
        const Score a = view_score(own, weights, &other), b = view_score(first, weights, &job);
        assert_true(a.loss == b.loss && a.metric == b.metric); /* the same rows in the same order */
        view_free(own);
        view_free(first);
        mem_free(weights);
        gatrt_data_free(data);
        gatrt_data_free(kept);
    }
}

/* Rows of a mask that reaches few nodes are prepared apart, whatever the first view is. */
static void small_views_stay_apart(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *data = gatrt_data_load("synth:nodes=900,edges=1200,features=34,classes=4,seed=5,train=4", error.text);
    const Options options = {.no_prune = false};
    const Job job = {.model = &tiny_model, .options = &options, .data = data};
    View *first = view_first(&job, split_mask(&data->sets[0], 0), MEASURE, &error);
    assert_true(first && !first->on->whole && data->sets[0].x && data->relations[0].src);
    View *val = view_beside(&job, split_mask(&data->sets[0], 1), MEASURE, first, &error);
    assert_true(val && !val->on->base && val->on->wanted == 298);
    view_free(val);
    view_free(first);
    gatrt_data_free(data);
}

/* Used up or copied, x comes out the same, and what was used up is gone. */
static void taken_inputs_are_the_copied_ones(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_input own[3];
    memcpy(own, tiny_model.inputs, sizeof own);
    own[0].row_normalize = GATRT_ROW_L1;
    gatrt_model model = tiny_model;
    model.inputs = own;
    gatrt_data *data = load(), *kept = load();
    const Wanted copy = {.mask = kept->sets[0].mask[0], .levels = 2, .prune = true, .self_loops = GATRT_LOOPS_REPLACED};
    Wanted take = copy;
    take.mask = data->sets[0].mask[0];
    take.most = true;
    take.take = data;
    Prepared *a = graph_prepare(&model, kept, &copy, &error), *b = graph_prepare(&model, data, &take, &error);
    assert_true(a && b && b->whole && a->graph.spaces[GATRT_NODE].count <= b->graph.spaces[GATRT_NODE].count);
    assert_true(!data->sets[0].x && !data->relations[0].src && !data->relations[0].dst && kept->sets[0].x &&
                kept->relations[0].src);
    assert_memory_equal(a->row_id[GATRT_NODE], b->row_id[GATRT_NODE],
                        (size_t)a->graph.spaces[GATRT_NODE].count * sizeof *a->row_id[GATRT_NODE]);
    assert_memory_equal(a->inputs[0].dense, b->inputs[0].dense,
                        (size_t)a->graph.spaces[GATRT_NODE].count * F * sizeof(float));
    prepared_free(a);
    prepared_free(b);
    gatrt_data_free(data);
    gatrt_data_free(kept);
}

/* One workspace, as large as the larger program needs, and still the same numbers. */
static void programs_share_a_workspace(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *data = load();
    const Wanted wanted = {.levels = 2, .self_loops = GATRT_LOOPS_REPLACED};
    Prepared *on = graph_prepare(&tiny_model, data, &wanted, &error);
    float *weights = random_params(), *out[2][OUTPUTS] = {{0}};
    for (int i = 0; i < 2; i++)
        out[i][LOGITS] = mem_alloc((size_t)on->spaces[GATRT_NODE].count * C, sizeof(float));
    Exec *alone = exec_new(&tiny_model.infer, on, &tiny_model, &error);
    Exec *other = exec_new_beside(&tiny_model.train, on, &tiny_model, alone, 0, &error);
    Exec *third = exec_new_beside(&tiny_model.infer, on, &tiny_model, other, 0, &error);
    exec_run(alone)->params = exec_run(third)->params = weights;
    exec_run(alone)->outputs = out[0];
    exec_run(third)->outputs = out[1];
    exec_step(alone, NULL, NULL);
    exec_step(third, NULL, NULL);
    assert_ptr_equal(exec_run(alone)->workspace, exec_run(third)->workspace);
    assert_memory_equal(out[0][LOGITS], out[1][LOGITS], (size_t)on->spaces[GATRT_NODE].count * C * sizeof(float));
    exec_free(other); /* the workspace lives as long as its last user */
    exec_free(alone);
    exec_step(third, NULL, NULL);
    exec_free(third);
    for (int i = 0; i < 2; i++)
        mem_free(out[i][LOGITS]);
    mem_free(weights);
    prepared_free(on);
    gatrt_data_free(data);
}

/* Outputs lie behind what inference and the loss need, each from a whole line on, wherever the workspace is by then. */
static void outputs_lie_in_the_workspace(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *data = load();
    const Options options = {.no_prune = false};
    const Job job = {.model = &tiny_model, .options = &options, .data = data};
    float *weights = random_params(), before[C];
    View *first = view_new(&job, NULL, MEASURE, &error);
    view_infer(first, VIEW_INFER, weights, NULL, NULL);
    const char *bytes = exec_bytes(first->exec[VIEW_INFER]), *logits = (const char *)first->outputs[LOGITS];
    const int64_t rows = first->on->spaces[GATRT_NODE].count;
    assert_true(logits >= bytes + exec_workspace(first->exec[VIEW_INFER]));
    assert_true(logits >= bytes + exec_workspace(first->exec[VIEW_SCORE]));
    assert_true((logits - bytes) % 64 == 0 && first->outputs[SHARE] == NULL); /* on demand, and not asked for */
    assert_true(logits + (size_t)rows * C * sizeof(float) <= bytes + view_workspace(first));
    memcpy(before, first->outputs[LOGITS] + (rows - 1) * C, sizeof before);
    View *train = view_beside(&job, split_mask(&data->sets[0], 0), 1u << VIEW_TRAIN | MEASURE, first, &error);
    exec_ask(first->exec[VIEW_INFER], 2 * view_workspace(first) + (1 << 20)); /* moves it */
    view_infer(train, VIEW_INFER, weights, NULL, NULL);
    assert_ptr_equal(exec_bytes(train->exec[VIEW_TRAIN]), exec_bytes(first->exec[VIEW_INFER]));
    view_infer(first, VIEW_INFER, weights, NULL, NULL);
    assert_memory_equal(before, first->outputs[LOGITS] + (rows - 1) * C, sizeof before);
    view_free(train);
    view_free(first);
    mem_free(weights);
    gatrt_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_views_score_the_same),      cmocka_unit_test(small_views_stay_apart),
        cmocka_unit_test(taken_inputs_are_the_copied_ones), cmocka_unit_test(programs_share_a_workspace),
        cmocka_unit_test(outputs_lie_in_the_workspace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
