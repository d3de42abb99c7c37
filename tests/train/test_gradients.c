/* test_gradients.c - every parameter's gradient, of models/gat2.lua and of a layer that is
 * in no library, against differences of the loss that eval.c computes in double.
 *
 * Run: ctest -R train/test_gradients. On graphs of every kind (isolated nodes, self loops,
 * duplicate edges, a hub, one node, no edges, ...), with the loss over some nodes and over
 * a single one, sparse and dense, dropout on with the draw held fixed:
 *  - pruned and not, the emitted code gives the same bits;
 *  - each element agrees with the unsimplified program's gradient in double;
 *  - for each parameter, some elements and some directions through all of them agree with
 *    central differences; on one graph, all elements do.
 * Agreement is 1e-3 relative; elements below a hundredth of their parameter's largest, or a
 * thousandth of the largest of all, are held to that.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"

#define TOLERANCE 1e-3
#define STEP      1e-5
enum { FEATURES = 23, CLASSES = 4, ELEMENTS = 10, DIRECTIONS = 2, MODELS = 3, GAT2_SPARSE = 0, GAT2_DENSE, OWN };

static Batch *batch;

/* ------------------------------------------------------------------ the models */

static const char *read_source(const char *relative)
{
    const char *path = arena_format("%s/%s", environment("GATCC_SOURCE", "."), relative);
    unsigned char *bytes = NULL;
    size_t size = 0;
    Error error = {""};
    if (!file_read(path, &bytes, &size, &error))
        fail_msg("%s", error.text);
    const char *text = arena_format("%.*s", (int)size, (const char *)bytes);
    mem_free(bytes);
    return text;
}

/* The text with its one `old` replaced. */
static const char *with(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    if (!at)
        fail_msg("the model no longer says: %s", old);
    return arena_format("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static int compile_models(void **state)
{
    (void)state;
    const FrontOptions small = {.dim_names = (const char *[]){"features", "classes"},
                                .dim_values = (const int64_t[]){FEATURES, CLASSES},
                                .dim_count = 2};
    const char *gat2 = read_source("models/gat2.lua");
    const char *dense = with(with(gat2, "model \"gat2\"", "model \"gat2_dense\""), "sparse_features(true)", "false");
    const ModelText texts[MODELS] = {
        [GAT2_SPARSE] = {"gat2", gat2, &small},
        [GAT2_DENSE] = {"gat2_dense", dense, &small},
        [OWN] = {"own_attention", read_source("tests/train/own_attention.lua"), &small},
    };
    Error error = {""};
    batch = batch_compile(texts, MODELS, &error);
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int free_models(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

/* ------------------------------------------------------------------ one trial */

/* One model on one graph with parameters and a draw; `grads` came from the emitted code. */
typedef struct Trial {
    const Built *built;
    const Prepared *on;
    float *params;
    uint64_t draw;
    const float *grads;
    const char *graph;
    Random random;
} Trial;

static double loss_of(const Trial *t)
{
    return loss_at(t->built->model->forward, t->on, t->params, t->draw, true);
}

static double largest_of(const float *values, int64_t count)
{
    double largest = 0.0;
    for (int64_t i = 0; i < count; i++)
        largest = fabs((double)values[i]) > largest ? fabs((double)values[i]) : largest;
    return largest;
}

static void agree(const Trial *t, const gatrt_param *p, const char *what, int64_t at, double found, double expected,
                  double least)
{
    double size = fabs(expected) > least ? fabs(expected) : least;
    if (!(fabs(found - expected) <= TOLERANCE * size + 1e-9))
        fail_msg("%s on %s: %s[%lld] has gradient %.9g, but %s gives %.9g", t->built->name, t->graph, p->name,
                 (long long)at, found, what, expected);
}

/* What an element is held to at least: parts of sums that cancel leave a rest of their own size. */
static double least_of(const Trial *t, const gatrt_param *p)
{
    double own = 0.01 * largest_of(t->grads + p->offset, p->count);
    double all = 0.001 * largest_of(t->grads, t->built->code->param_floats);
    return own > all ? own : all;
}

/* Every element, against the gradient the unsimplified program has in double. */
static void check_oracle(const Trial *t)
{
    double **values = oracle_eval(t->built->oracle, t->on, t->params, t->draw, true);
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        const Root *root = oracle_root(t->built->oracle, gatrt_is_state(t->built->code, p) ? ROOT_STATE : ROOT_GRAD, i);
        double least = least_of(t, p);
        assert_non_null(root);
        for (int64_t k = 0; k < p->count; k++)
            agree(t, p, "eval of autodiff", k, (double)t->grads[p->offset + k], values[root->val->id][k], least);
    }
    eval_free(t->built->oracle, values);
}

static void check_element(Trial *t, const gatrt_param *p, int64_t k)
{
    double least = least_of(t, p);
    double difference =
        oracle_difference(t->built->model->forward, t->on, t->params, p->offset + k, STEP, t->draw, true);
    agree(t, p, "a central difference", k, (double)t->grads[p->offset + k], difference, least);
}

/* All elements of p at once, each by a random part of the step: the loss differs by the sum of
 * gradient times what the float really moved. */
static void check_direction(Trial *t, const gatrt_param *p)
{
    size_t bytes = (size_t)p->count * sizeof(float);
    float *at = t->params + p->offset, *middle = memcpy(mem_alloc((size_t)p->count, sizeof(float)), at, bytes);
    float *high = mem_alloc((size_t)p->count, sizeof *high), *low = mem_alloc((size_t)p->count, sizeof *low);
    double sum = 0.0, size = 0.0, squares = 0.0;
    for (int64_t k = 0; k < p->count; k++) {
        double step = STEP * random_between(&t->random, -1, 1);
        high[k] = (float)((double)middle[k] + step);
        low[k] = (float)((double)middle[k] - step);
        double moved = (double)t->grads[p->offset + k] * ((double)high[k] - (double)low[k]);
        sum += moved;
        size += fabs(moved) / STEP;
        squares += step * step / (STEP * STEP);
    }
    memcpy(at, high, bytes);
    double above = loss_of(t);
    memcpy(at, low, bytes);
    double below = loss_of(t);
    memcpy(at, middle, bytes);
    double least = 0.1 * size > least_of(t, p) * sqrt(squares) ? 0.1 * size : least_of(t, p) * sqrt(squares);
    agree(t, p, "a direction's difference", -1, sum / STEP, (above - below) / STEP, least);
    mem_free(middle);
    mem_free(high);
    mem_free(low);
}

static void check_differences(Trial *t, bool all)
{
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        bool each = all || p->count <= ELEMENTS;
        for (int64_t k = 0; k < (each ? p->count : ELEMENTS); k++)
            check_element(t, p, each ? k : random_below(&t->random, (int)p->count));
        for (int k = 0; k < DIRECTIONS; k++)
            check_direction(t, p);
    }
}

/* ------------------------------------------------------------------ one graph */

typedef struct Sizes {
    bool differences, all;
} Sizes;

static Result train_on(const Built *built, const Prepared *on, const float *params, uint64_t draw)
{
    Result result;
    Error error = {""};
    if (!result_run(&result, built, TRAIN, on, params, draw, NULL, NULL, &error))
        fail_msg("%s", error.text);
    return result;
}

static void same_bits(const Built *built, const char *graph, const Result *pruned, const Result *whole)
{
    size_t bytes = (size_t)built->code->param_floats * sizeof(float);
    if (memcmp(&pruned->loss, &whole->loss, sizeof pruned->loss) != 0)
        fail_msg("%s on %s: loss %.9g pruned, %.9g whole", built->name, graph, (double)pruned->loss,
                 (double)whole->loss);
    if (memcmp(pruned->grads, whole->grads, bytes) != 0)
        fail_msg("%s on %s: pruning changes bits of the gradient", built->name, graph);
}

/* Small enough that no softmax is all or nothing: where it is, gradients are what rounding leaves. */
static float *small_params(const Built *built, uint64_t seed)
{
    float *params = params_for(built->code, seed);
    for (int64_t i = 0; i < built->code->param_floats; i++)
        params[i] *= 0.3f;
    return params;
}

static void check_data(const Built *built, const gatrt_data *data, uint64_t seed, Sizes sizes)
{
    const gatrt_set *node = &data->sets[0];
    Error error = {""};
    Prepared *pruned = prepare_for(built->code, data, node->mask[0], true, &error);
    Prepared *whole = pruned ? prepare_for(built->code, data, node->mask[0], false, &error) : NULL;
    if (!whole)
        fail_msg("%s", error.text);
    float *params = small_params(built, seed);
    Trial t = {.built = built,
               .on = whole,
               .params = params,
               .draw = gatrt_draw(seed, 1),
               .graph = data->name,
               .random = {seed}};
    Result with_less = train_on(built, pruned, params, t.draw), with_all = train_on(built, whole, params, t.draw);
    same_bits(built, data->name, &with_less, &with_all);
    t.grads = with_all.grads;
    double loss = loss_of(&t);
    if (!(fabs((double)with_all.loss - loss) <= 1e-5 * (1.0 + fabs(loss))))
        fail_msg("%s on %s: loss %.9g, in double %.9g", built->name, data->name, (double)with_all.loss, loss);
    check_oracle(&t);
    if (sizes.differences)
        check_differences(&t, sizes.all);
    result_free(&with_less);
    result_free(&with_all);
    mem_free(params);
    prepared_free(pruned);
    prepared_free(whole);
}

/* The loss over a single node, so that levels beyond it are small. */
static void keep_one(gatrt_data *data, uint64_t seed)
{
    gatrt_set *node = &data->sets[0];
    memset(node->mask[0], 0, (size_t)node->rows);
    node->mask[0][seed % (uint64_t)node->rows] = 1;
}

/* Rows are divided by their sum, which must not come near 0 by cancelling. */
static void make_positive(gatrt_data *data)
{
    gatrt_set *node = &data->sets[0];
    for (int64_t i = 0; i < node->rows * node->features; i++)
        node->x[i] = fabsf(node->x[i]);
}

static void check_graphs(const Built *built)
{
    for (int kind = 0; kind < GRAPH_KINDS; kind++) {
        for (uint64_t seed = 1; seed <= 2; seed++) {
            gatrt_data *data = data_for(built->code, (GraphKind)kind, CLASSES, 10 * seed + (uint64_t)kind);
            make_positive(data);
            if (seed == 2)
                keep_one(data, (uint64_t)kind);
            bool all = kind == GRAPH_TWICE && seed == 1 && built != &batch->built[GAT2_DENSE];
            check_data(built, data, seed, (Sizes){.differences = kind != GRAPH_LARGE, .all = all});
            gatrt_data_free(data);
        }
    }
}

static void gat2_sparse(void **state)
{
    (void)state;
    check_graphs(&batch->built[GAT2_SPARSE]);
}

static void gat2_dense(void **state)
{
    (void)state;
    check_graphs(&batch->built[GAT2_DENSE]);
}

static void own_attention(void **state)
{
    (void)state;
    check_graphs(&batch->built[OWN]);
}

/* The larger of two needs: with many edges the first layer's backward walk, 8 floats an edge; with few the second's, 1. */
static size_t size(int64_t nodes, int64_t edges, int64_t chunks)
{
    const gatrt_rowset spaces[GATRT_PLAIN_SPACES] = {[GATRT_NODE] = {.count = nodes}, [GATRT_EDGE] = {.count = edges}};
    const gatrt_graph graph = {.spaces = spaces, .chunks = chunks};
    return batch->built[GAT2_SPARSE].code->train.workspace(&graph);
}

static void workspace_sizes(void **state)
{
    (void)state;
    assert_int_equal(size(16, 32016, 1) - size(16, 32000, 1), 16 * 8 * sizeof(float));
    assert_int_equal(size(1 << 20, 32, 1) - size(1 << 20, 16, 1), 16 * 1 * sizeof(float));
    assert_true(size(INT32_MAX, 1, 1) != SIZE_MAX && size(INT32_MAX + (int64_t)1, 1, 1) == SIZE_MAX);
    assert_true(size(16, INT64_MAX, 1) == SIZE_MAX && size(16, INT64_MAX - 15, 1) == SIZE_MAX);
    assert_true(size(-1, 1, 1) == SIZE_MAX && size(1, -1, 1) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gat2_sparse),
        cmocka_unit_test(gat2_dense),
        cmocka_unit_test(own_attention),
        cmocka_unit_test(workspace_sizes),
    };
    return cmocka_run_group_tests(tests, compile_models, free_models);
}
