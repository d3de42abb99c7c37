/* test_losses.c - every loss and its options, compiled, against PyTorch's formula written out here.
 *
 * Run: ctest -R train/test_losses. On data made by hand, with the loss over the training rows and
 * over the validation rows, of nodes and of graphs: values to 1e-5; gradients and values against eval.c on awkward graphs;
 * and on a synthetic graph with rare classes, balanced weights reach a better macro F1.
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

#include <jansson.h>
#include <math.h>

enum { NODES = 60, WIDTH = 3 };

/* ------------------------------------------------------------------ the models */

typedef struct Case {
    const char *name, *loss; /* of y and t */
    bool classes;
    double (*row)(const struct Case *c, const double *y, const double *truth, const double *weight);
    const double *given; /* weights of classes or labels; NULL: none or balanced */
    bool balanced;
    double smooth, delta;
} Case;

/* sum_c w_c q_c (-log softmax(y)[c]),  q = (1 - s) [c = t] + s / C */
static double cross_entropy(const Case *c, const double *y, const double *truth, const double *weight)
{
    double sum = 0.0, nll = 0.0;
    for (int k = 0; k < WIDTH; k++)
        sum += exp(y[k]);
    for (int k = 0; k < WIDTH; k++) {
        const double q = (1.0 - c->smooth) * (truth[0] == k) + c->smooth / WIDTH;
        nll += weight[k] * q * (log(sum) - y[k]);
    }
    return nll;
}

/* -p t log sigmoid(y) - (1 - t) log(1 - sigmoid(y)), mean over the labels */
static double bce(const Case *c, const double *y, const double *truth, const double *weight)
{
    double sum = 0.0;
    (void)c;
    for (int k = 0; k < WIDTH; k++) {
        const double yes = 1.0 / (1.0 + exp(-y[k]));
        sum -= weight[k] * truth[k] * log(yes) + (1.0 - truth[k]) * log(1.0 - yes);
    }
    return sum / WIDTH;
}

static double squares(const Case *c, const double *y, const double *truth, const double *weight)
{
    double sum = 0.0;
    (void)c, (void)weight;
    for (int k = 0; k < WIDTH; k++)
        sum += (y[k] - truth[k]) * (y[k] - truth[k]);
    return sum / WIDTH;
}

static double sizes(const Case *c, const double *y, const double *truth, const double *weight)
{
    double sum = 0.0;
    (void)c, (void)weight;
    for (int k = 0; k < WIDTH; k++)
        sum += fabs(y[k] - truth[k]);
    return sum / WIDTH;
}

static double huber(const Case *c, const double *y, const double *truth, const double *weight)
{
    double sum = 0.0;
    (void)weight;
    for (int k = 0; k < WIDTH; k++) {
        const double d = fabs(y[k] - truth[k]);
        sum += d <= c->delta ? 0.5 * d * d : c->delta * (d - 0.5 * c->delta);
    }
    return sum / WIDTH;
}

static const double listed[WIDTH] = {0.5, 2.0, 4.0};
#define LISTED "{ 0.5, 2, 4 }"

/* clang-format off */
static const Case cases[] = {
    {"ce",         "cross_entropy(y, t)",                                                true,  cross_entropy, NULL, false, 0, 0},
    {"smooth",     "cross_entropy(y, t, { label_smoothing = 0.2 })",                     true,  cross_entropy, NULL, false, 0.2, 0},
    {"weighted",   "cross_entropy(y, t, { class_weight = " LISTED " })",                 true,  cross_entropy, listed, false, 0, 0},
    {"both",       "cross_entropy(y, t, { class_weight = " LISTED ", label_smoothing = 0.2 })", true, cross_entropy, listed, false, 0.2, 0},
    {"balanced",   "cross_entropy(y, t, { class_weight = 'balanced' })",                 true,  cross_entropy, NULL, true, 0, 0},
    {"bce",        "bce_with_logits(y, t)",                                              false, bce, NULL, false, 0, 0},
    {"pos",        "bce_with_logits(y, t, { pos_weight = " LISTED " })",                 false, bce, listed, false, 0, 0},
    {"pos_even",   "bce_with_logits(y, t, { pos_weight = 'balanced' })",                 false, bce, NULL, true, 0, 0},
    {"squared",    "mse(y, t)",                                                          false, squares, NULL, false, 0, 0},
    {"absolute",   "mae(y, t)",                                                          false, sizes, NULL, false, 0, 0},
    {"huber1",     "huber(y, t)",                                                        false, huber, NULL, false, 0, 1},
    {"huber_half", "huber(y, t, { delta = 0.5 })",                                       false, huber, NULL, false, 0, 0.5},
};
/* clang-format on */
enum {
    CASES = sizeof cases / sizeof cases[0],
    DROPPED = CASES,
    PLAIN,
    EVEN,
    OVER_GRAPHS,
    MODELS = OVER_GRAPHS + CASES
};

static Batch *batch;

/* Logits are the features times a parameter that starts as 1. */
static const char *text_of(const Case *c)
{
    return arena_format("local x = input.node { %d }\nlocal t = target.%s(%d)\n"
                        "local y = x * param('scale', { %d }, init.ones)\noutput('y', y)\nloss(%s)\n",
                        (int)WIDTH, c->classes ? "class" : "value", (int)WIDTH, (int)WIDTH, c->loss);
}

/* The same over graphs: of one node each, their sums are the nodes. */
static const char *text_of_graphs(const Case *c)
{
    return arena_format("local x = pool_sum(input.node { %d })\nlocal t = target(graph).%s(%d)\n"
                        "local y = x * param('scale', { %d }, init.ones)\noutput('y', y)\nloss(%s)\n",
                        (int)WIDTH, c->classes ? "class" : "value", (int)WIDTH, (int)WIDTH, c->loss);
}

static const char *learner(const char *options)
{
    return arena_format("local F, C = dim('features', 4), dim('classes', 2)\nlocal x = input.node { F }\n"
                        "local y = nn.linear(x, { out = C })\noutput('y', y)\n"
                        "loss(cross_entropy(y, target.class(C)%s))\n"
                        "train { epochs = 200, optimizer = adam { lr = 0.05 }, metric = 'roc_auc' }\n",
                        options);
}

static int compile_models(void **state)
{
    (void)state;
    ModelText texts[MODELS];
    for (int i = 0; i < CASES; i++) {
        texts[i] = (ModelText){.name = cases[i].name, .text = text_of(&cases[i])};
        texts[OVER_GRAPHS + i] =
            (ModelText){.name = arena_format("graphs_%s", cases[i].name), .text = text_of_graphs(&cases[i])};
    }
    const Case dropped = {.loss = "cross_entropy(y, t, { label_dropout = 0.5 })", .classes = true};
    texts[DROPPED] = (ModelText){.name = "dropped", .text = text_of(&dropped)};
    texts[PLAIN] = (ModelText){.name = "plain", .text = learner("")};
    texts[EVEN] = (ModelText){.name = "even", .text = learner(", { class_weight = 'balanced' }")};
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

/* ------------------------------------------------------------------ by formula */

/* Of ten nodes six are trained on, three validate; class 0 is common, class 2 rare. */
static gatrt_data *make_data(bool classes)
{
    Random r = {7};
    gatrt_data *d = data_new("by hand");
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    node->rows = NODES, node->features = node->classes = WIDTH;
    edge->src = mem_alloc(1, sizeof *edge->src), edge->dst = mem_alloc(1, sizeof *edge->dst);
    node->x = mem_alloc(NODES * WIDTH, sizeof *node->x);
    node->mask[0] = mem_alloc(NODES, 1), node->mask[1] = mem_alloc(NODES, 1);
    for (int i = 0; i < NODES * WIDTH; i++)
        node->x[i] = (float)random_between(&r, -3, 3);
    if (classes)
        node->label = mem_alloc(NODES, sizeof *node->label);
    else
        node->target = mem_alloc(NODES * WIDTH, sizeof *node->target);
    for (int v = 0; v < NODES; v++) {
        node->mask[v % 10 < 6 ? 0 : 1][v] = v % 10 != 9;
        for (int k = 0; k < WIDTH && !classes; k++)
            node->target[v * WIDTH + k] = random_below(&r, 2 + 2 * k) == 0;
        if (classes)
            node->label[v] = random_below(&r, 10) < 7 ? 0 : random_below(&r, 3) < 2 ? 1 : 2;
    }
    return d;
}

/* As their words say, counted here: rows / (C * rows of the class), and rows without / rows with. */
static void balance(const Case *c, const gatrt_data *d, double weight[WIDTH])
{
    const gatrt_set *node = &d->sets[0];
    double all = 0.0, with[WIDTH] = {0};
    for (int v = 0; v < NODES; v++) {
        for (int k = 0; k < WIDTH && node->mask[0][v]; k++)
            with[k] += c->classes ? node->label[v] == k : node->target[v * WIDTH + k] > 0.5f;
        all += node->mask[0][v];
    }
    for (int k = 0; k < WIDTH; k++) {
        assert_true(with[k] > 0.0 && with[k] < all);
        weight[k] = c->classes ? all / (WIDTH * with[k]) : (all - with[k]) / with[k];
    }
}

static double expected_loss(const Case *c, const gatrt_data *d, const uint8_t *mask)
{
    const gatrt_set *node = &d->sets[0];
    double weight[WIDTH] = {1, 1, 1}, sum = 0.0, share = 0.0;
    if (c->given)
        memcpy(weight, c->given, sizeof weight);
    if (c->balanced)
        balance(c, d, weight);
    for (int v = 0; v < NODES; v++) {
        if (!mask[v])
            continue;
        double y[WIDTH], truth[WIDTH];
        for (int k = 0; k < WIDTH; k++) {
            y[k] = node->x[v * WIDTH + k];
            truth[k] = c->classes ? node->label[v] : node->target[v * WIDTH + k];
        }
        sum += c->row(c, y, truth, weight);
        share += c->classes ? weight[node->label[v]] : 1.0;
    }
    return sum / share;
}

static float loss_of(const Built *b, int program, const gatrt_data *d, const uint8_t *mask, uint64_t draw)
{
    const float ones[WIDTH] = {1, 1, 1};
    Error error = {""};
    Result infer = {0}, r = {0};
    Prepared *on = prepare_for(b->code, d, mask, true, &error);
    bool worked = on && result_run(&infer, b, INFER, on, ones, draw, NULL, NULL, &error) &&
                  result_run(&r, b, program, on, ones, draw, &infer, NULL, &error);
    if (!worked)
        fail_msg("%s: %s", b->name, error.text);
    const float loss = r.loss;
    result_free(&infer);
    result_free(&r);
    prepared_free(on);
    return loss;
}

static void near_formula(const Case *c, const Built *b, const gatrt_data *of, int split, double expected)
{
    const uint8_t *mask = trained_set(b->code, of)->mask[split];
    for (int program = TRAIN; program <= SCORE; program += SCORE - TRAIN) {
        const double found = (double)loss_of(b, program, of, mask, 1);
        if (!(fabs(found - expected) <= 1e-5 * expected))
            fail_msg("%s, %s, split %d: %.9g, expected %.9g", b->name, c->name, split, found, expected);
    }
}

static void values_are_pytorchs(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        gatrt_data *d = make_data(cases[i].classes);
        for (int split = 0; split < 2; split++)
            near_formula(&cases[i], &batch->built[i], d, split, expected_loss(&cases[i], d, d->sets[0].mask[split]));
        gatrt_data_free(d);
    }
}

static int64_t graph_of(int64_t v)
{
    return v * 7 % NODES;
}

/* What is known of each node becomes what is known of its graph. */
static gatrt_data *make_graphs(bool classes)
{
    gatrt_data *d = make_data(classes);
    gatrt_set *graph = data_add_set(d, "graph"), *node = &d->sets[0];
    graph->rows = NODES, graph->classes = WIDTH;
    node->graph = mem_alloc(NODES, sizeof *node->graph);
    graph->label = classes ? mem_alloc(NODES, sizeof *graph->label) : NULL;
    graph->target = classes ? NULL : mem_alloc(NODES * WIDTH, sizeof *graph->target);
    for (int split = 0; split < 2; split++)
        graph->mask[split] = mem_alloc(NODES, 1);
    for (int64_t v = 0; v < NODES; v++) {
        const int64_t g = graph_of(v);
        node->graph[v] = (int32_t)g;
        for (int split = 0; split < 2; split++)
            graph->mask[split][g] = node->mask[split][v];
        if (classes)
            graph->label[g] = node->label[v];
        for (int k = 0; k < WIDTH && !classes; k++)
            graph->target[g * WIDTH + k] = node->target[v * WIDTH + k];
    }
    return d;
}

/* Masks, shares and weights are those of the rows that the loss is over. */
static void graphs_are_rows(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        gatrt_data *d = make_graphs(cases[i].classes), *nodes = make_data(cases[i].classes);
        for (int split = 0; split < 2; split++)
            near_formula(&cases[i], &batch->built[OVER_GRAPHS + i], d, split,
                         expected_loss(&cases[i], nodes, nodes->sets[0].mask[split]));
        gatrt_data_free(nodes);
        gatrt_data_free(d);
    }
}

/* torch.nn.functional.cross_entropy of [[1, 2, 3], [3, 1, 0]] for 0 and 0, with the weights and
 * smoothing above, worked out on paper: (w . q)-sums of 2.40760596, 1.40760596, 0.40760596 and
 * 0.16984601, 2.16984601, 3.16984601, over 2 * 0.5. */
static void a_value_on_paper(void **state)
{
    (void)state;
    const double first[WIDTH] = {1, 2, 3}, second[WIDTH] = {3, 1, 0}, truth[1] = {0};
    const double s = 0.2 / 3;
    const double paper = 0.5 * (0.8 + s) * (2.40760596 + 0.16984601) + 2 * s * (1.40760596 + 2.16984601) +
                         4 * s * (0.40760596 + 3.16984601);
    const double sum = cross_entropy(&cases[3], first, truth, listed) + cross_entropy(&cases[3], second, truth, listed);
    assert_true(fabs(sum - paper) < 1e-7);
}

static void gradients_are_the_oracles(void **state)
{
    (void)state;
    static const GraphKind kinds[] = {GRAPH_ONE_NODE, GRAPH_ISOLATED, GRAPH_RANDOM};
    for (int i = 0; i <= DROPPED; i++) {
        for (int k = 0; k < 3; k++) {
            const CheckPlan plan = {.kind = kinds[k],
                                    .seed = 11,
                                    .classes = WIDTH,
                                    .output_tolerance = 1e-5,
                                    .gradient_tolerance = 1e-4,
                                    .differences = 3,
                                    .masked = k == 2};
            Error why = {""};
            if (check_model(&batch->built[i], &plan, &why) == CHECK_FAILED)
                fail_msg("%s: %s", batch->built[i].name, why.text);
        }
    }
}

/* ------------------------------------------------------------------ label dropout */

/* Epochs differ, their mean is the whole loss, and validation drops nothing. */
static void label_dropout_is_fair(void **state)
{
    (void)state;
    gatrt_data *d = make_data(true);
    gatrt_set *node = &d->sets[0];
    const double whole = expected_loss(&cases[0], d, node->mask[0]);
    double sum = 0.0, squared = 0.0;
    enum { DRAWS = 400 };
    for (uint64_t draw = 0; draw < DRAWS; draw++) {
        const double loss = (double)loss_of(&batch->built[DROPPED], TRAIN, d, node->mask[0], gatrt_draw(5, draw));
        sum += loss;
        squared += loss * loss;
    }
    const double mean = sum / DRAWS, deviation = sqrt(squared / DRAWS - mean * mean);
    assert_true(deviation > 0.05 * whole);
    assert_true(fabs(mean - whole) < 4.0 * deviation / sqrt(DRAWS));
    assert_true(fabs((double)loss_of(&batch->built[DROPPED], SCORE, d, node->mask[0], 3) - whole) < 1e-5 * whole);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ rare classes */

/* Two overlapping clouds, one node in five of class 1: without weights a linear model hardly ever says so. */
static void write_rare(const char *path)
{
    enum { MANY = 1200, FEATURES = 4 };
    Random r = {3};
    float *x = mem_alloc(MANY * FEATURES, sizeof *x);
    int64_t *y = mem_alloc(MANY, sizeof *y), edge[2] = {0, 0};
    uint8_t *train = mem_alloc(MANY, 1), *test = mem_alloc(MANY, 1);
    for (int v = 0; v < MANY; v++) {
        y[v] = v % 5 == 0;
        train[v] = v % 10 < 5;
        test[v] = !train[v];
        for (int j = 0; j < FEATURES; j++)
            x[v * FEATURES + j] = (float)(random_between(&r, -2, 2) + random_between(&r, -2, 2) + (y[v] ? 0.5 : 0.0));
    }
    const NpyArray arrays[] = {
        {.name = "x",
         .kind = NPY_FLOAT,
         .item = 4,
         .rank = 2,
         .dim = {MANY, FEATURES},
         .count = MANY * FEATURES,
         .bytes = (unsigned char *)x},
        {.name = "y", .kind = NPY_INT, .item = 8, .rank = 1, .dim = {MANY}, .count = MANY, .bytes = (unsigned char *)y},
        {.name = "edge_index",
         .kind = NPY_INT,
         .item = 8,
         .rank = 2,
         .dim = {2, 1},
         .count = 2,
         .bytes = (unsigned char *)edge},
        {.name = "train_mask", .kind = NPY_BOOL, .item = 1, .rank = 1, .dim = {MANY}, .count = MANY, .bytes = train},
        {.name = "test_mask", .kind = NPY_BOOL, .item = 1, .rank = 1, .dim = {MANY}, .count = MANY, .bytes = test},
    };
    Error error;
    assert_true(npz_write(path, arrays, 5, &error));
    mem_free(x);
    mem_free(y);
    mem_free(train);
    mem_free(test);
}

static void run_program(int model, const char *line)
{
    char *words[32] = {arena_format("test")}, *rest = arena_format("%s", line), *place = NULL;
    int count = 1;
    for (char *word = strtok_r(rest, " ", &place); word; word = strtok_r(NULL, " ", &place))
        words[count++] = word;
    assert_int_equal(gatrt_main(batch->built[model].code, count, words), GATRT_OK);
}

/* Trained to the best ranking, which weights hardly change; they move where class 1 begins. */
static double macro_f1(int model, const char *data)
{
    const char *json = arena_format("%s/rare.json", batch->folder),
               *w = arena_format("%s/rare%d", batch->folder, model);
    run_program(model, arena_format("train --quiet --data %s --checkpoint %s", data, w));
    run_program(model,
                arena_format("eval --quiet --data %s --checkpoint %s --metric f1_macro --json %s", data, w, json));
    json_t *report = json_load_file(json, 0, NULL);
    const double value = json_number_value(json_object_get(report, "test_f1_macro"));
    json_decref(report);
    return value;
}

static void balance_helps_rare_classes(void **state)
{
    (void)state;
    const char *data = arena_format("%s/rare.npz", batch->folder);
    write_rare(data);
    const double plain = macro_f1(PLAIN, data), even = macro_f1(EVEN, data);
    if (!(even > plain + 0.03))
        fail_msg("macro F1 %.4f with balanced weights, %.4f without", even, plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_pytorchs),   cmocka_unit_test(graphs_are_rows),
        cmocka_unit_test(a_value_on_paper),      cmocka_unit_test(gradients_are_the_oracles),
        cmocka_unit_test(label_dropout_is_fair), cmocka_unit_test(balance_helps_rare_classes),
    };
    return cmocka_run_group_tests_name("losses", tests, compile_models, free_models);
}
