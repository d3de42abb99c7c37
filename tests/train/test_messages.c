/* test_messages.c - nn.mpnn against its formulas, with A(e) as a matrix; means, maxima and softmaxes over the edges of a
 * mask against theirs; drop_edge by counting; activations against theirs; skip connections and perceptrons against
 * what they are composed of; all of them against the oracle.
 *
 * Run: ctest -R train/test_messages. Numbers to 1e-5 of what a direct loop in double gives.
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

enum { IN = 3, OUT = 4, HIDDEN = 5, EDGE = 2 };

typedef enum Aggregate { SUM, MEAN, MAX } Aggregate;
static const char *const aggregate_names[] = {"sum", "mean", "max"};

static const char head[] = "local x, e = input.node { 3 }, input.edge { 2 }\n";
static const char tail[] = "output(\"y\", y)\nloss(pool_sum(sum(square(y) + 0.3 * y)) / 8)\n";

/* clang-format off */
static const struct { const char *name, *y; } others[] = {
    {"dropped",     "local y = sum_in(drop_edge(0.4)) * param(\"w\", { 1 })"},
    {"parted",      "local m = minimum(1e6 * relu(slice(e, 0, 1)), 1)\n"
                    "local a = edge_softmax(sum(src(x)) - 112, m)\n"
                    "local most = nn.sage(x, { out = 3, aggregate = \"max\", mask = m, root = false, bias = false, "
                    "name = \"s\" })\n"
                    "local y = concat(mean_in(src(x), m), most, sum_in(a), sum_in(a * src(x)))"},
    {"one_mask",    "local m = drop_edge(0.5)\nlocal y = (sum_in(m) - sum_in(m * m)) * param(\"w\", { 1 })"},
    {"softmax",     "local m = drop_edge(0.5)\nlocal h = matmul(x, param(\"w\", { 3, 2, 2 }))\n"
                    "local a = edge_softmax(dot(src(h), dst(h)), m)\n"
                    "local y = concat(sum_in(a) - sum_in(a * m), flatten(sum_in(a * src(h))))"},
    {"activations", "local h = matmul(x, param(\"w\", { 3, 4 }))\n"
                    "local y = concat(silu(h), selu(h), prelu(h), prelu(h), gelu(h))"},
    {"skips",       "local h1 = nn.linear(x, { out = 4 })\nlocal h2 = nn.residual(nn.linear(h1, { out = 4 }), h1)\n"
                    "local h3 = nn.residual(sum_in(src(h2)), x, { name = \"over\" })\n"
                    "local y = nn.jumping_knowledge { h1, h2, h3 } \n"
                    "y = concat(y, nn.jumping_knowledge({ h1, h2, h3 }, { merge = \"max\" }))"},
    {"masked",      "local m = drop_edge(0.4)\n"
                    "local h = nn.gat(x, { heads = 2, out = 3, mask = m, merge = \"max\" })\n"
                    "h = nn.transformer(nn.gatv2(h, { heads = 2, out = 2, mask = m }), { out = 4, edge = e, mask = m })\n"
                    "h = concat(h, nn.dot_attention(h, { out = 3, mask = m }), nn.gcn(h, { out = 2, weight = m }))\n"
                    "local y = nn.sage(nn.sage(h, { out = 4, aggregate = \"max\", mask = m }), { out = 3, mask = m })"},
    {"perceptron",  "local y = nn.mlp(x, { hidden = { 6, 5 }, out = 4, norm = \"batch\", dropout = 0.3 })\n"
                    "y = nn.mlp(y, { hidden = { 3 }, out = 2, norm = \"layer\", activation = silu, last = true })"},
};
/* clang-format on */
enum { OTHERS = sizeof others / sizeof others[0], LAYERS = 6, MODELS = LAYERS + OTHERS };
enum { DROPPED = LAYERS, PARTED, ONE_MASK, SOFTMAX, ACTIVATIONS };

static Batch *batch;

static int setup(void **state)
{
    (void)state;
    ModelText texts[MODELS];
    Error error;
    for (int i = 0; i < LAYERS; i++) {
        const char *kind = i < 3 ? "matrix" : "mlp", *aggregate = aggregate_names[i % 3];
        texts[i].name = arena_format("%s_%s", kind, aggregate);
        texts[i].text = arena_format("%slocal y = nn.mpnn(x, { edge = e, out = 4, hidden = 5, message = \"%s\", "
                                     "aggregate = \"%s\", name = \"m\" })\n%s",
                                     head, kind, aggregate, tail);
        texts[i].options = NULL;
        texts[i].switches = (Switches){0};
    }
    for (int i = 0; i < OTHERS; i++)
        texts[LAYERS + i] =
            (ModelText){.name = others[i].name, .text = arena_format("%s%s\n%s", head, others[i].y, tail)};
    batch = batch_compile(texts, MODELS, &error);
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

/* ------------------------------------------------------------------ the formulas */

typedef struct Trial {
    const Built *built;
    Prepared *on;
    float *params;
} Trial;

static double weight(const Trial *t, const char *name, int64_t at)
{
    const gatrt_model *code = t->built->code;
    for (int i = 0; i < code->param_count; i++)
        if (strcmp(code->params[i].name, name) == 0)
            return (double)t->params[code->params[i].offset + at];
    fail_msg("%s has no parameter %s", code->name, name);
    return 0;
}

static double input_at(const Trial *t, gatrt_role role, int64_t at)
{
    for (int i = 0; i < t->built->code->input_count; i++)
        if (t->built->code->inputs[i].role == role)
            return (double)t->on->inputs[i].dense[at];
    fail_msg("%s has no input of role %d", t->built->code->name, (int)role);
    return 0;
}

/* (A(e) h_j)[o], A(e) = sum_k relu(W1 e + b1)_k M_k + M_0 made in full */
static double matrix_message(const Trial *t, int64_t e, int64_t j, int o)
{
    double sum = 0, g[HIDDEN];
    for (int k = 0; k < HIDDEN; k++) {
        g[k] = weight(t, "m.edge.bias", k);
        for (int d = 0; d < EDGE; d++)
            g[k] += input_at(t, GATRT_EDGE_ATTR, e * EDGE + d) * weight(t, "m.edge.weight", d * HIDDEN + k);
        g[k] = fmax(g[k], 0);
    }
    for (int i = 0; i < IN; i++) {
        double a = weight(t, "m.offset", i * OUT + o);
        for (int k = 0; k < HIDDEN; k++)
            a += g[k] * weight(t, "m.matrix", (i * HIDDEN + k) * OUT + o);
        sum += a * input_at(t, GATRT_FEATURES, j * IN + i);
    }
    return sum;
}

/* (W2 relu(W1 [h_i, h_j, e] + b1) + b2)[o] */
static double pair_message(const Trial *t, int64_t e, int64_t j, int64_t v, int o)
{
    double sum = weight(t, "m.message.bias", o);
    for (int k = 0; k < HIDDEN; k++) {
        double g = weight(t, "m.hidden.bias", k);
        for (int i = 0; i < IN; i++)
            g += input_at(t, GATRT_FEATURES, v * IN + i) * weight(t, "m.dst.weight", i * HIDDEN + k) +
                 input_at(t, GATRT_FEATURES, j * IN + i) * weight(t, "m.src.weight", i * HIDDEN + k);
        for (int d = 0; d < EDGE; d++)
            g += input_at(t, GATRT_EDGE_ATTR, e * EDGE + d) * weight(t, "m.edge.weight", d * HIDDEN + k);
        sum += fmax(g, 0) * weight(t, "m.message.weight", k * OUT + o);
    }
    return sum;
}

static double layer_at(const Trial *t, bool matrix, Aggregate how, int64_t v, int o)
{
    const gatrt_graph *graph = &t->on->graph;
    const int64_t first = graph->ends[GATRT_EDGE_DST].start[v], end = graph->ends[GATRT_EDGE_DST].start[v + 1];
    double all = 0;
    for (int64_t e = first; e < end; e++) {
        double m = matrix ? matrix_message(t, e, graph->ends[GATRT_EDGE_DST].far[e], o)
                          : pair_message(t, e, graph->ends[GATRT_EDGE_DST].far[e], v, o);
        all = how == MAX && e > first ? fmax(all, m) : all + m;
    }
    if (how == MEAN && end > first)
        all /= (double)(end - first);
    for (int i = 0; i < IN; i++)
        all += input_at(t, GATRT_FEATURES, v * IN + i) * weight(t, "m.root.weight", i * OUT + o);
    return all + weight(t, "m.bias", o);
}

static void layers_are_their_formulas(void **state)
{
    (void)state;
    for (int i = 0; i < LAYERS; i++) {
        Error error;
        Result r;
        Trial t = {.built = &batch->built[i]};
        gatrt_data *data = data_for(t.built->code, GRAPH_RANDOM, 3, 9);
        t.on = prepare_for(t.built->code, data, NULL, false, &error);
        t.params = params_for(t.built->code, 3);
        assert_true(result_run(&r, t.built, INFER, t.on, t.params, 1, NULL, NULL, &error));
        for (int64_t k = 0; k < t.on->spaces[GATRT_NODE].count * OUT; k++) {
            double wanted = layer_at(&t, i < 3, (Aggregate)(i % 3), k / OUT, (int)(k % OUT));
            if (!(fabs((double)r.outputs[0][k] - wanted) <= 1e-5 * fmax(1, fabs(wanted))))
                fail_msg("%s: y[%lld] is %.9g, expected %.9g", t.built->name, (long long)k, (double)r.outputs[0][k],
                         wanted);
        }
        result_free(&r);
        mem_free(t.params);
        prepared_free(t.on);
        gatrt_data_free(data);
    }
}

/* ------------------------------------------------------------------ activations */

/* Number `which` of those in "activations", at h. */
static double activation_at(const Trial *t, int which, double h)
{
    switch (which) {
    case 0: return h / (1 + exp(-h));
    case 1: return 1.0507009873554805 * (h > 0 ? h : 1.6732632423543772 * expm1(h));
    case 2: return h > 0 ? h : weight(t, "prelu1.weight", 0) * h;
    case 3: return h > 0 ? h : weight(t, "prelu2.weight", 0) * h;
    default: return h * 0.5 * erfc(-h / sqrt(2));
    }
}

static void activations_are_their_formulas(void **state)
{
    (void)state;
    Error error;
    Result r;
    Trial t = {.built = &batch->built[ACTIVATIONS]};
    gatrt_data *data = data_for(t.built->code, GRAPH_RANDOM, 3, 9);
    t.on = prepare_for(t.built->code, data, NULL, false, &error);
    t.params = params_for(t.built->code, 3);
    assert_true(result_run(&r, t.built, INFER, t.on, t.params, 1, NULL, NULL, &error));
    for (int64_t k = 0; k < t.on->spaces[GATRT_NODE].count * 5 * OUT; k++) {
        double h = 0;
        for (int i = 0; i < IN; i++)
            h += input_at(&t, GATRT_FEATURES, k / (5 * OUT) * IN + i) * weight(&t, "w", i * OUT + k % OUT);
        double wanted = activation_at(&t, (int)(k % (5 * OUT)) / OUT, h);
        if (!(fabs((double)r.outputs[0][k] - wanted) <= 1e-5 * fmax(1, fabs(wanted))))
            fail_msg("y[%lld] is %.9g, expected %.9g", (long long)k, (double)r.outputs[0][k], wanted);
    }
    result_free(&r);
    mem_free(t.params);
    prepared_free(t.on);
    gatrt_data_free(data);
}

/* ------------------------------------------------------------------ edges that are dropped */

/* The loss of "dropped" with w = 1 is a function of how many edges each node keeps, and 0.6 of those that are no
 * self loops are kept on average; in evaluation all are. */
static void drop_edge_keeps_its_share_and_all_self_loops(void **state)
{
    (void)state;
    const Built *built = &batch->built[DROPPED];
    Error error;
    gatrt_data *data = data_for(built->code, GRAPH_LARGE, 3, 4);
    Prepared *on = prepare_for(built->code, data, NULL, false, &error);
    const gatrt_graph *graph = &on->graph;
    const float one = 1;
    double kept = 0, others_there = 0;
    for (uint64_t draw = 1; draw <= 20; draw++) {
        double **values = oracle_eval(built->model->forward, on, &one, draw, true);
        const double *counts = values[oracle_root(built->model->forward, ROOT_OUTPUT, 0)->val->id];
        for (int64_t v = 0; v < graph->spaces[GATRT_NODE].count; v++) {
            int64_t loops = 0;
            for (int64_t e = graph->ends[GATRT_EDGE_DST].start[v]; e < graph->ends[GATRT_EDGE_DST].start[v + 1]; e++)
                loops += graph->ends[GATRT_EDGE_DST].far[e] == v;
            assert_true(counts[v] >= (double)loops);
            kept += counts[v] - (double)loops;
            others_there +=
                (double)(graph->ends[GATRT_EDGE_DST].start[v + 1] - graph->ends[GATRT_EDGE_DST].start[v] - loops);
        }
        eval_free(built->model->forward, values);
    }
    assert_true(others_there > 5000);
    assert_true(fabs(kept / others_there - 0.6) < 0.02);
    Result r;
    assert_true(result_run(&r, built, INFER, on, &one, 1, NULL, NULL, &error));
    for (int64_t v = 0; v < graph->spaces[GATRT_NODE].count; v++)
        assert_true((double)r.outputs[0][v] ==
                    (double)(graph->ends[GATRT_EDGE_DST].start[v + 1] - graph->ends[GATRT_EDGE_DST].start[v]));
    result_free(&r);
    prepared_free(on);
    gatrt_data_free(data);
}

/* ------------------------------------------------------------------ edges that take no part */

enum { PARTED_WIDTH = 3 * IN + 1 };

/* What "parted" gives at a node, by its formulas: a mean, a maximum and a softmax over the edges in the mask, all 0
 * where there are none. The softmax's scores are 112 less, which changes nothing unless a maximum of others than those
 * in the mask is subtracted: then no float is as small. Returns how many there are. */
static int parted_at(const Trial *t, int64_t v, double *y)
{
    const gatrt_graph *graph = &t->on->graph;
    double mean[IN] = {0}, most[IN] = {0}, soft[IN] = {0}, all = 0;
    int kept = 0;
    for (int64_t e = graph->ends[GATRT_EDGE_DST].start[v]; e < graph->ends[GATRT_EDGE_DST].start[v + 1]; e++) {
        double mask = fmin(1, 1e6 * fmax(0, input_at(t, GATRT_EDGE_ATTR, e * EDGE))), x[IN], score = 0;
        assert_true(mask == 0 || mask == 1);
        for (int i = 0; i < IN; i++)
            score += x[i] = input_at(t, GATRT_FEATURES, graph->ends[GATRT_EDGE_DST].far[e] * IN + i);
        for (int i = 0; i < IN && mask == 1; i++) {
            mean[i] += x[i];
            soft[i] += exp(score) * x[i];
            most[i] = kept ? fmax(most[i], x[i]) : x[i];
        }
        all += mask * exp(score);
        kept += mask == 1;
    }
    for (int i = 0; i < IN; i++) {
        y[i] = mean[i] / fmax(kept, 1);
        y[IN + i] = 0;
        for (int k = 0; k < IN; k++)
            y[IN + i] += most[k] * weight(t, "s.lin_l.weight", k * IN + i);
        y[2 * IN + 1 + i] = kept ? soft[i] / all : 0;
    }
    y[2 * IN] = kept > 0;
    return kept;
}

static void edges_outside_of_a_mask_take_no_part(void **state)
{
    (void)state;
    Error error;
    Result r;
    Trial t = {.built = &batch->built[PARTED]};
    gatrt_data *data = data_for(t.built->code, GRAPH_RANDOM, 3, 9);
    t.on = prepare_for(t.built->code, data, NULL, false, &error);
    t.params = params_for(t.built->code, 3);
    assert_true(result_run(&r, t.built, INFER, t.on, t.params, 1, NULL, NULL, &error));
    int some = 0, none = 0;
    for (int64_t v = 0; v < t.on->spaces[GATRT_NODE].count; v++) {
        int64_t edges = t.on->ends[GATRT_EDGE_DST].start[v + 1] - t.on->ends[GATRT_EDGE_DST].start[v];
        double wanted[PARTED_WIDTH];
        int kept = parted_at(&t, v, wanted);
        some += kept > 0 && kept < edges;
        none += kept == 0 && edges > 0;
        for (int k = 0; k < PARTED_WIDTH; k++)
            if (!(fabs((double)r.outputs[0][v * PARTED_WIDTH + k] - wanted[k]) <= 1e-5 * fmax(1, fabs(wanted[k]))))
                fail_msg("y[%lld,%d] is %.9g, expected %.9g", (long long)v, k,
                         (double)r.outputs[0][v * PARTED_WIDTH + k], wanted[k]);
    }
    assert_true(some > 0 && none > 0);
    result_free(&r);
    mem_free(t.params);
    prepared_free(t.on);
    gatrt_data_free(data);
}

/* ------------------------------------------------------------------ against the oracle */

static void models_agree_with_the_oracle(void **state)
{
    (void)state;
    for (int i = 0; i < MODELS; i++)
        for (int kind = 0; kind < GRAPH_KINDS; kind++) {
            const CheckPlan plan = {.kind = (GraphKind)kind,
                                    .seed = 60 + (uint64_t)kind,
                                    .classes = 3,
                                    .output_tolerance = 1e-4,
                                    .gradient_tolerance = 1e-3,
                                    .differences = 3};
            Error error;
            if (check_model(&batch->built[i], &plan, &error) == CHECK_FAILED)
                fail_msg("%s", error.text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_their_formulas),
        cmocka_unit_test(activations_are_their_formulas),
        cmocka_unit_test(edges_outside_of_a_mask_take_no_part),
        cmocka_unit_test(drop_edge_keeps_its_share_and_all_self_loops),
        cmocka_unit_test(models_agree_with_the_oracle),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
