/* test_fit.c - the training loop over the hand-written model of tiny_model.c.
 *
 *   ./test_fit          links the runtime; needs no file
 *
 * What is held: gradients agree with finite differences through the runtime; early
 * stopping is the paper's rule, told again here; threads, pruning and a pause leave
 * every bit alone; options and figures are what their contracts say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/runtime.h"
#include "tiny_model.c"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNTH "synth:nodes=300,edges=1500,features=34,classes=4,seed=5"

static const Command train_command = {"train", "", FOR_TRAIN, command_train};

/* A Job as main.c makes it, from a command line. */
typedef struct Setup {
    Options options;
    gatrt_model model; /* with the metric that --metric names */
    Job job;
    Fit *fit;
} Setup;

static int count_words(char *line, char *words[32])
{
    int count = 0;
    for (char *word = strtok(line, " "); word && count < 32; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

static bool parse(Options *o, const char *line, char *buffer, size_t size, Error *error)
{
    char *words[32];
    snprintf(buffer, size, "%s", line);
    int count = count_words(buffer, words);
    o->program = "test";
    return options_parse(o, &tiny_model, &train_command, count, words, error);
}

static void set_up(Setup *s, const char *line)
{
    static char buffer[512];
    Error error = {""};
    memset(s, 0, sizeof *s);
    if (!parse(&s->options, line, buffer, sizeof buffer, &error))
        fail_msg("%s", error.text);
    s->model = tiny_model;
    s->model.recipe.metric = s->options.metric;
    s->model.recipe.metric_named |= options_given(&s->options, "metric");
    s->job = (Job){
        .model = &s->model, .options = &s->options, .people = stderr, .report = report_new(&s->options, &s->model)};
    s->job.data = gatrt_data_load(s->options.data, error.text);
    s->job.pool = pool_new((int)s->options.threads);
    s->fit = s->job.data ? fit_new(&s->job, &error) : NULL;
    if (!s->fit || !fit_start(s->fit, (uint64_t)s->options.seed, &error))
        fail_msg("%s", error.text);
}

static void tear_down(Setup *s)
{
    fit_free(s->fit);
    report_free(s->job.report);
    pool_free(s->job.pool);
    gatrt_data_free(s->job.data);
}

static void run(Setup *s)
{
    Error error = {""};
    if (!fit_run(s->fit, &error))
        fail_msg("%s", error.text);
}

/* ------------------------------------------------------------------ gradients */

static float loss_at(Fit *fit, int64_t i, float value)
{
    float kept = fit->state.params[i];
    fit->state.params[i] = value;
    exec_step(fit->train->exec[VIEW_TRAIN], fit->job->pool, NULL);
    fit->state.params[i] = kept;
    return fit->train->loss[0];
}

static void test_gradients_agree_with_differences(void **state)
{
    (void)state;
    Setup s;
    Error error = {""};
    float grads[256];
    set_up(&s, "--data " SYNTH " --quiet --lr 0 --weight-decay 0");
    assert_true(fit_step(s.fit, &error)); /* binds params, grads and the draw */
    memcpy(grads, s.fit->grads, (size_t)tiny_model.param_floats * sizeof(float));
    for (int64_t i = 0; i < tiny_model.param_floats; i += 3) {
        const float at = s.fit->state.params[i], step = 0.01f;
        const double slope = ((double)loss_at(s.fit, i, at + step) - (double)loss_at(s.fit, i, at - step)) / 0.02;
        assert_true(fabs(slope - (double)grads[i]) < 1e-3 * (1.0 + fabs(slope)));
    }
    tear_down(&s);
}

/* -------------------------------------------------------------- early stopping */

/* The rule as the paper's code has it, told with other words than fit.c's. */
static void test_early_stopping_is_the_papers(void **state)
{
    (void)state;
    Setup told, ours;
    Error error = {""};
    double best_accuracy = 0.0, lowest_loss = INFINITY;
    int64_t without = 0, kept = 0, epoch = 0;
    set_up(&told, "--data " SYNTH " --quiet --lr 0.3 --epochs 400");
    while (epoch < 400 && without < 5) {
        assert_true(fit_step(told.fit, &error));
        Score val = fit_validate(told.fit);
        epoch++;
        if (val.metric < best_accuracy && val.loss > lowest_loss) {
            without++;
            continue;
        }
        without = 0;
        if (val.metric >= best_accuracy && val.loss <= lowest_loss)
            kept = epoch;
        best_accuracy = fmax(best_accuracy, val.metric);
        lowest_loss = fmin(lowest_loss, val.loss);
    }
    set_up(&ours, "--data " SYNTH " --quiet --lr 0.3 --epochs 400 --patience 5");
    run(&ours);
    assert_true(epoch < 400); /* or the test would hold nothing */
    assert_int_equal(ours.fit->state.epoch, epoch);
    assert_int_equal(ours.fit->state.best_epoch, kept);
    assert_true(ours.fit->state.best_metric == best_accuracy && ours.fit->state.best_loss == lowest_loss);
    tear_down(&told);
    tear_down(&ours);
}

static void test_best_weights_are_those_of_the_best_epoch(void **state)
{
    (void)state;
    Setup s, again;
    char line[256];
    set_up(&s, "--data " SYNTH " --quiet --lr 0.3 --epochs 60 --patience 5");
    run(&s);
    snprintf(line, sizeof line, "--data " SYNTH " --quiet --lr 0.3 --epochs %d", (int)s.fit->state.best_epoch);
    set_up(&again, line);
    run(&again);
    assert_memory_equal(s.fit->state.best, again.fit->state.params, (size_t)tiny_model.param_floats * sizeof(float));
    tear_down(&s);
    tear_down(&again);
}

/* ------------------------------------------------------------------ same bits */

static void expect_same_run(const char *line, const Fit *expected)
{
    Setup s;
    set_up(&s, line);
    run(&s);
    assert_int_equal(s.fit->done, expected->done);
    assert_memory_equal(s.fit->losses, expected->losses, (size_t)expected->done * sizeof(float));
    assert_memory_equal(s.fit->state.params, expected->state.params, (size_t)tiny_model.param_floats * sizeof(float));
    tear_down(&s);
}

static void test_threads_and_pruning_leave_bits_alone(void **state)
{
    (void)state;
    Setup s;
    set_up(&s, "--data " SYNTH " --quiet --epochs 30 --threads 1 --seed 9");
    run(&s);
    expect_same_run("--data " SYNTH " --quiet --epochs 30 --threads 2 --seed 9", s.fit);
    expect_same_run("--data " SYNTH " --quiet --epochs 30 --threads 3 --seed 9", s.fit);
    expect_same_run("--data " SYNTH " --quiet --epochs 30 --threads 8 --seed 9", s.fit);
    expect_same_run("--data " SYNTH " --quiet --epochs 30 --threads 1 --seed 9 --no-prune", s.fit);
    expect_same_run("--data " SYNTH " --quiet --epochs 30 --threads 3 --seed 9 --no-prune", s.fit);
    tear_down(&s);
}

static void save(const Setup *s, const char *path)
{
    Error error = {""};
    if (!checkpoint_save(&tiny_model, path, &s->fit->state, &error))
        fail_msg("%s", error.text);
}

static void expect_same_files(const char *left, const char *right)
{
    unsigned char *a = NULL, *b = NULL;
    size_t a_size = 0, b_size = 0;
    Error error = {""};
    assert_true(file_read(left, &a, &a_size, &error) && file_read(right, &b, &b_size, &error));
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
    mem_free(a);
    mem_free(b);
}

/* For each optimiser, at a place where patience has begun to count and one where it has not. */
static void test_a_pause_leaves_bits_alone(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "adam",
        "adamw",
        "sgd --momentum 0.9",
        "sgd",
        "rmsprop --momentum 0.5",
        "sgd:nesterov --momentum 0.9",
        "adam:amsgrad",
        "adadelta",
        "nadam",
        "radam",
        "adamax",
        "rmsprop:centered",
        "adagrad",
        "rprop",
        "adam --schedule cosine:t_max=40,warmup=5",
        "sgd:momentum=0.9 --schedule onecycle:total_steps=40",
        "adam --clip norm:max=0.1 --l1 0.001 --groups lin.b*:lr=0.001;*:weight_decay=0",
        "adam --average ema:decay=0.9,start=3",
        "sgd --average swa:start=5,every=3",
        "adam --schedule plateau:patience=1,factor=0.5",
        "adamw --schedule multistep:milestones=10/20/34",
    };
    char line[512], whole[64], half[64];
    snprintf(whole, sizeof whole, "/tmp/gatrt_whole_%d.safetensors", (int)getpid());
    snprintf(half, sizeof half, "/tmp/gatrt_half_%d.safetensors", (int)getpid());
    for (size_t i = 0; i < 2 * sizeof rules / sizeof rules[0]; i++) {
        const char *rule = rules[i / 2];
        Setup s;
        snprintf(line, sizeof line, "--data " SYNTH " --quiet --seed 2 --patience 20 --epochs 40 --optimizer %s", rule);
        set_up(&s, line);
        run(&s);
        save(&s, whole);
        tear_down(&s);
        snprintf(line, sizeof line, "--data " SYNTH " --quiet --seed 2 --patience 20 --epochs %d --optimizer %s",
                 i % 2 ? 33 : 1, rule);
        set_up(&s, line);
        run(&s);
        save(&s, half);
        tear_down(&s);
        snprintf(line, sizeof line, "--data " SYNTH " --quiet --patience 20 --epochs 40 --resume %s --optimizer %s",
                 half, rule);
        set_up(&s, line);
        run(&s);
        save(&s, half);
        tear_down(&s);
        expect_same_files(whole, half);
    }
    unlink(whole);
    unlink(half);
}

/* ------------------------------------------------------------------ predictions */

/* Where PyG would list them: the data's edges that are no self loops, then a loop for each node. */
static void expect_edges(const gatrt_data *data, const NpyArray *index)
{
    const gatrt_set *node = &data->sets[0];
    const gatrt_relation *edge = &data->relations[0];
    int64_t at = 0, edges = index->dim[1];
    for (int64_t e = 0; e < edge->edges; e++) {
        if (edge->src[e] == edge->dst[e])
            continue;
        assert_true(npy_number(index, at) == edge->src[e] && npy_number(index, edges + at) == edge->dst[e]);
        at++;
    }
    assert_int_equal(edges, at + node->rows);
    for (int64_t v = 0; v < node->rows; v++)
        assert_true(npy_number(index, at + v) == (double)v && npy_number(index, edges + at + v) == (double)v);
}

/* `share` is one over the number of edges into the destination, so it sums to 1 over them. */
static void expect_shares(const gatrt_data *data, const NpyArray *index, const NpyArray *share)
{
    const gatrt_set *node = &data->sets[0];
    double *sum = mem_alloc((size_t)node->rows, sizeof *sum);
    for (int64_t e = 0; e < index->dim[1]; e++)
        sum[(int64_t)npy_number(index, index->dim[1] + e)] += npy_number(share, e);
    for (int64_t v = 0; v < node->rows; v++)
        assert_true(fabs(sum[v] - 1.0) < 1e-4);
    mem_free(sum);
}

static void expect_classes(const NpyArray *logits, const NpyArray *classes)
{
    for (int64_t v = 0; v < classes->count; v++) {
        const int64_t named = (int64_t)npy_number(classes, v), width = logits->dim[1];
        for (int64_t j = 0; j < width; j++)
            assert_true(npy_number(logits, v * width + j) <= npy_number(logits, v * width + named));
    }
}

static void test_predictions_stand_in_the_data_sets_order(void **state)
{
    (void)state;
    char weights[64], out[64];
    Setup s;
    Error error = {""};
    snprintf(weights, sizeof weights, "/tmp/gatrt_weights_%d.safetensors", (int)getpid());
    snprintf(out, sizeof out, "/tmp/gatrt_predictions_%d.npz", (int)getpid());
    set_up(&s, "--data " SYNTH " --quiet --epochs 5");
    run(&s);
    save(&s, weights);
    tear_down(&s);
    char *line[] = {"test", "predict", "--data", SYNTH, "--weights", weights, "--out", out, "--attention", NULL};
    assert_int_equal(gatrt_main(&tiny_model, 9, line), GATRT_OK);
    Npz *npz = npz_read(out, &error);
    gatrt_data *data = gatrt_data_load(SYNTH, error.text);
    assert_true(npz && data && npz_find(npz, "edge_index") && npz_find(npz, "share") && npz_find(npz, "classes"));
    expect_edges(data, npz_find(npz, "edge_index"));
    expect_shares(data, npz_find(npz, "edge_index"), npz_find(npz, "share"));
    expect_classes(npz_find(npz, "logits"), npz_find(npz, "classes"));
    gatrt_data_free(data);
    npz_free(npz);
    unlink(weights);
    unlink(out);
}

/* A directed graph as a file, and where a model that makes it symmetric lists its edges: those of the file, the reverses
 * that were missing in the order of what they reverse, a loop for each node. */
static void write_directed(const char *path)
{
    enum { NODES = 6, EDGES = 7, WIDTH = 34 };
    static float x[NODES * WIDTH];
    static int64_t index[2 * EDGES] = {0, 1, 2, 4, 5, 3, 2, 1, 0, 3, 2, 0, 1, 2}, y[NODES] = {0, 1, 2, 3, 0, 1};
    const NpyArray arrays[] = {
        {.name = "x", NPY_FLOAT, 4, 2, {NODES, WIDTH}, NODES * WIDTH, .bytes = (unsigned char *)x},
        {.name = "edge_index", NPY_INT, 8, 2, {2, EDGES}, 2 * EDGES, .bytes = (unsigned char *)index},
        {.name = "y", NPY_INT, 8, 1, {NODES}, NODES, .bytes = (unsigned char *)y},
    };
    Error error = {""};
    if (!npz_write(path, arrays, 3, &error))
        fail_msg("%s", error.text);
}

static void test_added_reverses_stand_in_the_order_of_their_edges(void **state)
{
    (void)state;
    static const int expected[][2] = {{0, 1}, {1, 0}, {2, 3}, {4, 2}, {5, 0}, {3, 1}, {3, 2}, {2, 4},
                                      {0, 5}, {1, 3}, {0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}};
    const int64_t edges = (int64_t)(sizeof expected / sizeof expected[0]);
    char weights[64], data[64], out[64];
    gatrt_model model = tiny_model;
    Setup s;
    Error error = {""};
    model.recipe.symmetric = 1;
    snprintf(weights, sizeof weights, "/tmp/gatrt_reverses_%d.safetensors", (int)getpid());
    snprintf(data, sizeof data, "/tmp/gatrt_directed_%d.npz", (int)getpid());
    set_up(&s, "--data karate --quiet --epochs 1");
    save(&s, weights);
    tear_down(&s);
    write_directed(data);
    for (int order = 0; order < 2; order++) {
        snprintf(out, sizeof out, "/tmp/gatrt_reverses_%d_%d.npz", order,
                 (int)getpid()); /* no file is read and written */
        char *line[] = {"test",
                        "predict",
                        "--data",
                        data,
                        "--weights",
                        weights,
                        "--out",
                        out,
                        "--attention",
                        "--order",
                        order ? "rcm" : "none",
                        NULL};
        assert_int_equal(gatrt_main(&model, 11, line), GATRT_OK);
        Npz *npz = npz_read(out, &error);
        assert_true(npz && npz_find(npz, "edge_index") && npz_find(npz, "edge_index")->dim[1] == edges);
        for (int64_t e = 0; e < 2 * edges; e++)
            assert_true(npy_number(npz_find(npz, "edge_index"), e) == expected[e % edges][e / edges]);
        npz_free(npz);
        unlink(out);
    }
    unlink(weights);
    unlink(data);
}

/* --------------------------------------------------------------------- errors */

/* The best weights so far are kept; those of the last step, which are no numbers, are written nowhere. */
static void test_a_loss_that_is_no_number_stops(void **state)
{
    (void)state;
    Setup s, again;
    Error error = {""};
    char path[64], line[256];
    set_up(&s, "--data karate --quiet --optimizer sgd --lr 1e6 --weight-decay 1e6");
    run(&s);
    assert_non_null(strstr(s.fit->trouble.text, "training loss is not a number"));
    assert_true(s.fit->diverged && s.fit->state.best_epoch > 0);
    assert_true(first_not_finite(s.fit->state.best, tiny_model.param_floats) < 0);
    snprintf(path, sizeof path, "/tmp/gatrt_diverged_%d.safetensors", (int)getpid());
    s.options.checkpoint = path;
    assert_true(fit_save(s.fit, &error));
    snprintf(line, sizeof line, "--data karate --quiet --weights %s", path);
    set_up(&again, line);
    assert_memory_equal(again.fit->state.params, s.fit->state.best, (size_t)tiny_model.param_floats * sizeof(float));
    assert_false(checkpoint_load(&tiny_model, path, &again.fit->state, &error)); /* nothing to go on from */
    tear_down(&s);
    tear_down(&again);
    unlink(path);
}

/* After the last step there is no loss that could tell. */
static void test_last_weights_that_are_no_numbers_stop(void **state)
{
    (void)state;
    Setup s;
    Error error = {""};
    char path[64];
    snprintf(path, sizeof path, "/tmp/gatrt_last_%d.safetensors", (int)getpid());
    set_up(&s, "--data karate --quiet --epochs 3");
    run(&s);
    assert_false(s.fit->diverged);
    s.fit->state.params[5] = NAN;
    assert_false(checkpoint_save(&tiny_model, path, &s.fit->state, &error));
    assert_int_equal(access(path, F_OK), -1);
    run(&s); /* the epochs are done: it only looks at what there is */
    assert_true(s.fit->diverged && first_not_finite(s.fit->state.best, tiny_model.param_floats) < 0);
    assert_non_null(
        strstr(s.fit->trouble.text, "epoch 3: its step left weights of \"lin.weight\" that are not a number"));
    s.fit->state.best_epoch = 0;
    assert_false(fit_run(s.fit, &error));
    tear_down(&s);
}

/* One class has no ROC curve: the last weights are as good as any. */
static void test_a_metric_that_is_never_a_number(void **state)
{
    (void)state;
    Setup s;
    set_up(&s, "--data " SYNTH " --quiet --epochs 7 --metric roc_auc");
    for (int64_t v = 0; v < s.job.data->sets[0].rows; v++)
        s.job.data->sets[0].label[v] = 1;
    for (int named = 0; named < 2; named++) {
        Error error = {""};
        s.fit->choice = named ? CHOOSE_METRIC : CHOOSE_BOTH;
        assert_true(fit_start(s.fit, 0, &error));
        run(&s);
        assert_true(s.fit->state.best_epoch == 0 && s.fit->state.epoch == 7);
        assert_memory_equal(s.fit->state.best, s.fit->state.params, (size_t)tiny_model.param_floats * sizeof(float));
    }
    tear_down(&s);
}

/* ----------------------------------------------------------------- several runs */

typedef struct Kept {
    int64_t epoch;
    double loss, metric;
} Kept;

static Kept kept_of(const char *line)
{
    Setup s;
    set_up(&s, line);
    run(&s);
    const Score val = view_score(s.fit->val, s.fit->state.best, &s.job);
    const Kept kept = {s.fit->state.best_epoch, val.loss, val.metric};
    tear_down(&s);
    return kept;
}

/* Nothing of a run is left for the next, least of all what was best in it. */
static void test_a_run_after_another_is_as_one_alone(void **state)
{
    (void)state;
    Setup s;
    Error error = {""};
    char line[256];
    set_up(&s, "--data " SYNTH " --quiet --lr 0.3 --epochs 60 --patience 5");
    for (int seed = 0; seed < 6; seed++) {
        snprintf(line, sizeof line, "--data " SYNTH " --quiet --lr 0.3 --epochs 60 --patience 5 --seed %d", seed);
        const Kept alone = kept_of(line);
        assert_true(fit_start(s.fit, (uint64_t)seed, &error));
        run(&s);
        assert_int_equal(s.fit->state.best_epoch, alone.epoch);
        const Score val = view_score(s.fit->val, s.fit->state.best, &s.job);
        assert_true(val.loss == alone.loss && val.metric == alone.metric);
    }
    tear_down(&s);
}

/* The checkpoint of --runs is that of the best run on the validation nodes, whatever the test nodes say. */
static void test_the_best_run_is_that_of_the_validation_mask(void **state)
{
    (void)state;
    enum { RUNS = 6 };
    char path[64], line[256];
    int best = 0;
    Kept kept[RUNS];
    for (int seed = 0; seed < RUNS; seed++) {
        snprintf(line, sizeof line, "--data " SYNTH " --quiet --epochs 12 --seed %d", seed);
        kept[seed] = kept_of(line);
        const bool higher = kept[seed].metric > kept[best].metric, same = kept[seed].metric == kept[best].metric;
        best = higher || (same && kept[seed].loss < kept[best].loss) ? seed : best;
    }
    snprintf(path, sizeof path, "/tmp/gatrt_runs_%d.safetensors", (int)getpid());
    char *words[] = {"test", "train",  "--data", SYNTH,          "--quiet", "--epochs",
                     "12",   "--runs", "6",      "--checkpoint", path,      NULL};
    assert_int_equal(gatrt_main(&tiny_model, 11, words), GATRT_OK);
    Setup s;
    Error error = {""};
    set_up(&s, "--data " SYNTH " --quiet");
    assert_true(checkpoint_load(&tiny_model, path, &s.fit->state, &error));
    assert_int_equal(s.fit->state.seed, best);
    tear_down(&s);
    unlink(path);
}

static void test_options_that_are_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"", "needs --data"},
        {"--data karate --epochs", "needs a N"},
        {"--data karate --epochs 1.5", "whole number"},
        {"--data karate --seed 9007199254740993", "must be 0 to"},
        {"--data karate --lr inf", "not a number"},
        {"--data karate --lr 1x", "not a number"},
        {"--data karate -q", "unexpected argument"},
        {"--data karate --", "unknown option"},
        {"--data karate --log-every 0", "must be 1 to"},
    };
    char buffer[256];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Options o;
        Error error = {""};
        assert_false(parse(&o, rows[i].line, buffer, sizeof buffer, &error));
        if (!strstr(error.text, rows[i].says))
            fail_msg("%s: got '%s', expected '%s'", rows[i].line, error.text, rows[i].says);
    }
}

static void test_options_and_the_recipe(void **state)
{
    (void)state;
    Options o;
    Error error = {""};
    char buffer[256];
    assert_true(parse(&o, "--data karate --lr=0.25 --epochs 7 --no-prune", buffer, sizeof buffer, &error));
    assert_true(o.optim.lr == 0.25 && o.epochs == 7 && o.no_prune && !o.quiet && o.runs == 1);
    assert_true(o.optim.weight_decay == 5e-4);
    assert_string_equal(o.optim.name, "adam");
    assert_true(options_given(&o, "lr") && !options_given(&o, "seed") && !options_given(&o, "nonsense"));
    assert_true(parse(&o, "--data karate --optimizer adamw --lr 0.5", buffer, sizeof buffer, &error));
    assert_true(o.optim.lr == 0.5 && o.optim.weight_decay == 0.01 && o.optim.eps == 1e-8);
    assert_true(parse(&o, "--data karate --optimizer rmsprop", buffer, sizeof buffer, &error));
    assert_true(o.optim.lr == 0.01 && o.optim.weight_decay == 0.0 && o.optim.beta2 == 0.99);
    assert_true(parse(&o, "--data karate --optimizer adam:beta1=0.8,amsgrad --lr 0.5", buffer, sizeof buffer, &error));
    assert_true(o.optim.lr == 0.5 && o.optim.weight_decay == 5e-4 && o.optim.beta1 == 0.8 && o.optim.amsgrad == 1.0);
}

/* -------------------------------------------------------------------- figures */

static void test_spread(void **state)
{
    (void)state;
    float odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2};
    Spread s = spread_of(odd, 3);
    assert_true(s.median == 3.0 && s.min == 1.0);
    s = spread_of(even, 4);
    assert_true(s.median == 2.5 && s.min == 1.0);
    float ten[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    assert_true(spread_of(ten, 10).p90 == 9.0);
    assert_true(isnan(spread_of(ten, 0).median));
}

static void test_metric_text(void **state)
{
    (void)state;
    assert_string_equal(metric_text("accuracy", 0.831).text, "83.1 %");
    assert_string_equal(metric_text("f1_micro", 0.831).text, "0.8310");
    assert_string_equal(metric_text("accuracy", NAN).text, "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients_agree_with_differences),
        cmocka_unit_test(test_early_stopping_is_the_papers),
        cmocka_unit_test(test_best_weights_are_those_of_the_best_epoch),
        cmocka_unit_test(test_threads_and_pruning_leave_bits_alone),
        cmocka_unit_test(test_a_pause_leaves_bits_alone),
        cmocka_unit_test(test_predictions_stand_in_the_data_sets_order),
        cmocka_unit_test(test_added_reverses_stand_in_the_order_of_their_edges),
        cmocka_unit_test(test_a_loss_that_is_no_number_stops),
        cmocka_unit_test(test_last_weights_that_are_no_numbers_stop),
        cmocka_unit_test(test_a_metric_that_is_never_a_number),
        cmocka_unit_test(test_a_run_after_another_is_as_one_alone),
        cmocka_unit_test(test_the_best_run_is_that_of_the_validation_mask),
        cmocka_unit_test(test_options_that_are_wrong),
        cmocka_unit_test(test_options_and_the_recipe),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_metric_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
