/* test_norms.c - normalisation layers against their formulas, and states: what training leaves in
 * them, what evaluation reads, whole models against the oracle.
 *
 * Run: ctest -R train/test_norms. Each layer is one model on one graph of some rows: outputs as
 * evaluation has them, the loss as training has it and the states' next values, to 1e-5.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"
#include "../support/check.c"

enum { WIDTH = 6 };

/* What a layer makes of the rows x[rows][WIDTH]. */
typedef struct Rows {
    const double *x;
    int64_t rows;
    const float *weight, *bias; /* [WIDTH] */
    const float *extra[3];      /* batch_norm: running mean, variance, steps; graph_norm: mean_scale */
    bool training;
    double *y;
} Rows;

typedef struct Case {
    const char *name, *layer; /* of h */
    void (*formula)(const Rows *r);
    const char *extra[3]; /* parameters and states by the end of their names */
} Case;

static void moments(const Rows *r, int64_t first, int64_t count, int64_t stride, double *mean, double *variance)
{
    *mean = *variance = 0;
    for (int64_t i = 0; i < count; i++)
        *mean += r->x[first + i * stride] / (double)count;
    for (int64_t i = 0; i < count; i++)
        *variance += pow(r->x[first + i * stride] - *mean, 2) / (double)count;
}

/* (x - mean) / sqrt(var + eps) w + b over the row: PyTorch's LayerNorm */
static void layer_norm(const Rows *r)
{
    for (int64_t v = 0; v < r->rows; v++) {
        double mean, variance;
        moments(r, v * WIDTH, WIDTH, 1, &mean, &variance);
        for (int i = 0; i < WIDTH; i++)
            r->y[v * WIDTH + i] =
                (r->x[v * WIDTH + i] - mean) / sqrt(variance + 1e-5) * (double)r->weight[i] + (double)r->bias[i];
    }
}

/* The same over all rows in training; with the running averages elsewhere: PyTorch's BatchNorm1d */
static void batch_norm(const Rows *r)
{
    for (int i = 0; i < WIDTH; i++) {
        double mean, variance;
        moments(r, i, r->rows, WIDTH, &mean, &variance);
        if (!r->training)
            mean = (double)r->extra[0][i], variance = (double)r->extra[1][i];
        for (int64_t v = 0; v < r->rows; v++)
            r->y[v * WIDTH + i] =
                (r->x[v * WIDTH + i] - mean) / sqrt(variance + 1e-5) * (double)r->weight[i] + (double)r->bias[i];
    }
}

/* x - mean_scale mean, over the root of its own mean square + eps: PyG's GraphNorm */
static void graph_norm(const Rows *r)
{
    for (int i = 0; i < WIDTH; i++) {
        double mean, variance, square = 0;
        moments(r, i, r->rows, WIDTH, &mean, &variance);
        mean *= (double)r->extra[0][i];
        for (int64_t v = 0; v < r->rows; v++)
            square += pow(r->x[v * WIDTH + i] - mean, 2) / (double)r->rows;
        for (int64_t v = 0; v < r->rows; v++)
            r->y[v * WIDTH + i] =
                (r->x[v * WIDTH + i] - mean) / sqrt(square + 1e-5) * (double)r->weight[i] + (double)r->bias[i];
    }
}

/* x / |x|, then w and b */
static void l2(const Rows *r)
{
    for (int64_t v = 0; v < r->rows; v++) {
        double square = 0;
        for (int i = 0; i < WIDTH; i++)
            square += r->x[v * WIDTH + i] * r->x[v * WIDTH + i];
        for (int i = 0; i < WIDTH; i++)
            r->y[v * WIDTH + i] = r->x[v * WIDTH + i] / sqrt(square) * (double)r->weight[i] + (double)r->bias[i];
    }
}

/* clang-format off */
static const Case cases[] = {
    {"layer", "nn.layer_norm(x, { name = \"n\" })", layer_norm, {NULL}},
    {"batch", "nn.batch_norm(x, { name = \"n\" })", batch_norm,
     {"n.running_mean", "n.running_var", "n.num_batches_tracked"}},
    {"graph", "nn.graph_norm(x, { name = \"n\" })", graph_norm, {"n.mean_scale"}},
    {"l2", "l2_normalize(x) * param(\"n.weight\", { 6 }) + param(\"n.bias\", { 6 })", l2, {NULL}},
};
/* clang-format on */
enum { CASES = sizeof cases / sizeof cases[0] };

static const char form[] = "local x = input.node { 6 }\n"
                           "local y = %s\n"
                           "output(\"y\", y)\n"
                           "loss(pool_sum(sum(square(y) + 0.5 * y)))\n";

/* A deeper model, for the oracle: states under gradients of each other. */
static const char deep[] = "local x = input.node { 6 }\n"
                           "local h = nn.batch_norm(nn.linear(x, { out = 5 }), { eps = 0.1, activation = elu })\n"
                           "h = nn.gat(dropout(h, 0.4), { heads = 2, out = 3, residual = true })\n"
                           "h = nn.layer_norm(nn.batch_norm(h, { eps = 0.1, momentum = 0.3 }), { eps = 0.1 })\n"
                           "local e = nn.batch_norm(src(h) * dst(h), { eps = 0.1 })\n"
                           "local y = nn.linear(nn.graph_norm(h + sum_in(e) / 4, { eps = 0.1 }), { out = 3 })\n"
                           "local s = state(\"kept\", { 2 }, init.ones)\n"
                           "y = y + training(0.5 * slice(s, 0, 1), slice(s, 1, 1))\n"
                           "output(\"y\", y)\n"
                           "loss(cross_entropy(y, target.class(3)))\n";

static Batch *batch;

static int setup(void **state)
{
    (void)state;
    ModelText texts[CASES + 1];
    Error error;
    for (int i = 0; i < CASES; i++)
        texts[i] = (ModelText){.name = cases[i].name, .text = arena_format(form, cases[i].layer)};
    texts[CASES] = (ModelText){.name = "deep", .text = deep};
    batch = batch_compile(texts, CASES + 1, &error);
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

static const gatrt_param *find_param(const gatrt_model *code, const char *name)
{
    for (int i = 0; i < code->param_count; i++)
        if (strcmp(code->params[i].name, name) == 0)
            return &code->params[i];
    fail_msg("%s has no parameter %s", code->name, name);
    return NULL;
}

/* ------------------------------------------------------------------ one layer */

typedef struct Trial {
    const Case *c;
    const Built *built;
    Prepared *on;
    float *params;
    Rows rows;
} Trial;

static void near_to(const Trial *t, const char *what, int64_t at, double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-5 * fmax(1, fabs(expected))))
        fail_msg("%s: %s[%lld] is %.9g, expected %.9g", t->c->name, what, (long long)at, found, expected);
}

/* The formulas are of all nodes. */
static gatrt_data *one_graph(gatrt_data *data)
{
    mem_free(data->sets[0].graph);
    data->sets[0].graph = NULL;
    return data;
}

static Trial trial_new(const Case *c, const Built *built, const gatrt_data *data)
{
    Error error;
    Trial t = {.c = c, .built = built, .on = prepare_for(built->code, data, NULL, false, &error)};
    assert_non_null(t.on);
    t.params = params_for(built->code, 5);
    int64_t rows = t.on->spaces[GATRT_NODE].count;
    double *x = mem_alloc((size_t)rows * WIDTH, sizeof *x);
    for (int64_t i = 0; i < rows * WIDTH; i++)
        x[i] = (double)t.on->inputs[0].dense[i];
    t.rows = (Rows){.x = x, .rows = rows, .y = mem_alloc((size_t)rows * WIDTH, sizeof(double))};
    t.rows.weight = t.params + find_param(built->code, "n.weight")->offset;
    t.rows.bias = t.params + find_param(built->code, "n.bias")->offset;
    for (int i = 0; i < 3 && c->extra[i]; i++)
        t.rows.extra[i] = t.params + find_param(built->code, c->extra[i])->offset;
    return t;
}

static void trial_free(Trial *t)
{
    mem_free((void *)t->rows.x);
    mem_free(t->rows.y);
    mem_free(t->params);
    prepared_free(t->on);
}

static void check_evaluation(Trial *t)
{
    Result r;
    Error error;
    assert_true(result_run(&r, t->built, INFER, t->on, t->params, 1, NULL, NULL, &error));
    t->rows.training = false;
    t->c->formula(&t->rows);
    for (int64_t i = 0; i < t->rows.rows * WIDTH; i++)
        near_to(t, "evaluation", i, (double)r.outputs[0][i], t->rows.y[i]);
    result_free(&r);
}

/* momentum 0.1; the variance that is averaged is n / (n - 1) times the rows' own */
static void check_states(const Trial *t, const float *next)
{
    const gatrt_model *code = t->built->code;
    const double n = (double)t->rows.rows;
    for (int i = 0; i < WIDTH; i++) {
        double mean, variance;
        moments(&t->rows, i, t->rows.rows, WIDTH, &mean, &variance);
        near_to(t, "running mean", i, (double)next[find_param(code, "n.running_mean")->offset + i],
                0.9 * (double)t->rows.extra[0][i] + 0.1 * mean);
        near_to(t, "running variance", i, (double)next[find_param(code, "n.running_var")->offset + i],
                0.9 * (double)t->rows.extra[1][i] + 0.1 * variance * n / (n - 1));
    }
    near_to(t, "steps", 0, (double)next[find_param(code, "n.num_batches_tracked")->offset],
            (double)t->rows.extra[2][0] + 1);
}

static void check_training_step(Trial *t)
{
    Result r;
    Error error;
    assert_true(result_run(&r, t->built, TRAIN, t->on, t->params, 1, NULL, NULL, &error));
    t->rows.training = true;
    t->c->formula(&t->rows);
    double sum = 0;
    for (int64_t i = 0; i < t->rows.rows * WIDTH; i++)
        sum += t->rows.y[i] * t->rows.y[i] + 0.5 * t->rows.y[i];
    near_to(t, "training loss", 0, (double)r.loss, sum);
    if (t->built->code->state_floats)
        check_states(t, r.grads);
    result_free(&r);
}

static void layers_are_their_formulas(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        const Built *built = &batch->built[i];
        gatrt_data *data = one_graph(data_for(built->code, GRAPH_RANDOM, 3, 17));
        Trial t = trial_new(&cases[i], built, data);
        check_evaluation(&t);
        check_training_step(&t);
        trial_free(&t);
        gatrt_data_free(data);
    }
}

/* ------------------------------------------------------------------ whole models */

static void models_agree_with_the_oracle(void **state)
{
    (void)state;
    for (int i = 0; i <= CASES; i++)
        for (int kind = 0; kind < GRAPH_KINDS; kind++) {
            const CheckPlan plan = {.kind = (GraphKind)kind,
                                    .seed = 40 + (uint64_t)kind,
                                    .classes = 3,
                                    .output_tolerance = 1e-4,
                                    .gradient_tolerance = 1e-3,
                                    .differences = 3,
                                    .masked = i == CASES};
            Error error;
            if (check_model(&batch->built[i], &plan, &error) == CHECK_FAILED)
                fail_msg("%s", error.text);
        }
}

/* States come last in the block, and one that is never updated stays as it is. */
static void states_stand_apart(void **state)
{
    (void)state;
    const gatrt_model *code = batch->built[CASES].code;
    int64_t floats = 0;
    for (int i = 0; i < code->param_count; i++) {
        const gatrt_param *p = &code->params[i];
        bool is_state = strstr(p->name, "running") || strstr(p->name, "tracked") || strcmp(p->name, "kept") == 0;
        assert_int_equal(gatrt_is_state(code, p), is_state);
        floats += is_state ? p->count : 0;
    }
    assert_int_equal(code->state_floats, floats);
    Error error;
    Result r;
    gatrt_data *data = data_for(code, GRAPH_RANDOM, 3, 3);
    Prepared *on = prepare_for(code, data, NULL, false, &error);
    float *params = params_for(code, 8);
    assert_true(result_run(&r, &batch->built[CASES], TRAIN, on, params, 1, NULL, NULL, &error));
    int64_t kept = find_param(code, "kept")->offset;
    assert_memory_equal(r.grads + kept, params + kept, 2 * sizeof(float));
    result_free(&r);
    mem_free(params);
    prepared_free(on);
    gatrt_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_their_formulas),
        cmocka_unit_test(models_agree_with_the_oracle),
        cmocka_unit_test(states_stand_apart),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
