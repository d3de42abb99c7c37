/* test_gatconv.c - nn.gat against PyTorch Geometric's GATConv: output, attention
 * weights and the gradient of every parameter, of sum(out * grad_out).
 *
 * Run: ctest -R reference/test_gatconv. The vectors of gatconv/ (graphs `mixed` and
 * `empty` of each parameter set, made with PyG 2.7.0) come with the source; where
 * GATCC_REFERENCE, by default ../shared/reference beside the source, exists, every case
 * of its cases.json is run. Numbers must agree with the float64 reference to 1e-4 of the
 * largest.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"

#include <jansson.h>

#define TOLERANCE 1e-4

/* One set of parameters, with the options that PyG's layer was made with. */
typedef struct Layer {
    const char *name;
    int in, out, heads;
    bool concat, bias, self_loops, residual;
    double slope;
} Layer;

/* clang-format off */
static const Layer layers[] = {
    /* name                   in  out  heads  concat  bias   loops  residual  slope */
    {"gat_concat_bias_loops", 19, 11,  2,     true,   true,  true,  false,    0.2},
    {"gat_concat_bias",       17,  9,  3,     true,   true,  false, false,    0.2},
    {"gat_concat_loops",      14,  5,  3,     true,   false, true,  false,    0.2},
    {"gat_concat",            16,  8,  5,     true,   false, false, false,    0.2},
    {"gat_mean_bias_loops",   18, 10,  4,     false,  true,  true,  false,    0.2},
    {"gat_mean_bias",          7, 11,  3,     false,  true,  false, false,    0.2},
    {"gat_mean_loops",        13,  6,  5,     false,  false, true,  false,    0.2},
    {"gat_mean",               9, 11,  2,     false,  false, false, false,    0.2},
    {"gat_one_head",          10,  4,  1,     false,  true,  true,  false,    0.1},
    {"gat_residual",          19, 10,  3,     true,   true,  true,  true,     0.2},
};
/* clang-format on */
enum { LAYERS = sizeof layers / sizeof *layers };

static int width_of(const Layer *layer)
{
    return layer->concat ? layer->heads * layer->out : layer->out;
}

/* ------------------------------------------------------------------ the model */

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

static ModelText layer_text(const Layer *layer, bool sparse)
{
    const char *name = arena_format("%s%s", layer->name, sparse ? "_sparse" : "");
    const char *text = arena_format("model \"%s\"\n"
                                    "local x = input.node { %d, sparse = %s }\n"
                                    "local y = nn.gat(x, { name = \"conv\", heads = %d, out = %d, merge = \"%s\",\n"
                                    "                      bias = %s, residual = %s, slope = %g })\n"
                                    "output(\"out\", y)\n"
                                    "loss(pool_sum(sum(y * target.value(%d))))\n"
                                    "graph { self_loops = %s }\n",
                                    name, layer->in, truth(sparse), layer->heads, layer->out,
                                    layer->concat ? "concat" : "mean", truth(layer->bias), truth(layer->residual),
                                    layer->slope, width_of(layer), truth(layer->self_loops));
    return (ModelText){.name = name, .text = text};
}

/* Every layer with dense input, then every layer with sparse input. */
static Batch *batch;

static int compile_layers(void **state)
{
    (void)state;
    ModelText texts[2 * LAYERS];
    Error error = {""};
    for (int i = 0; i < 2 * LAYERS; i++)
        texts[i] = layer_text(&layers[i % LAYERS], i >= LAYERS);
    batch = batch_compile(texts, 2 * LAYERS, &error);
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int free_layers(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

/* A layer by itself has names without the prefix they have in a network. */
static float *load_weights(const gatrt_model *code, const char *folder, const Layer *layer)
{
    Error error = {""};
    Tensors *tensors = tensors_read(arena_format("%s/%s.safetensors", folder, layer->name), &error);
    if (!tensors)
        fail_msg("%s", error.text);
    for (int i = 0; i < tensors->count; i++) {
        NamedTensor *tensor = &tensors->tensors[i];
        snprintf(tensor->name, sizeof tensor->name, "%s", arena_format("conv.%s", tensor->name));
    }
    const char *renamed = arena_format("%s/%s.safetensors", batch->folder, layer->name);
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    if (!tensors_write(renamed, tensors, &error) || !weights_load(code, renamed, params, &error))
        fail_msg("%s", error.text);
    tensors_free(tensors);
    return params;
}

/* ------------------------------------------------------------------ the vectors */

static const NpyArray *need(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = npz_find(npz, name);
    if (!array || array->count != count)
        fail_msg("%s: %s is missing or has not %lld numbers", npz->path, name, (long long)count);
    return array;
}

static float *floats(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = need(npz, name, count);
    float *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = (float)npy_number(array, i);
    return values;
}

static int32_t *ids(const NpyArray *array, int64_t first, int64_t count)
{
    int32_t *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = (int32_t)npy_number(array, first + i);
    return values;
}

/* x and edges are the case's; grad_out stands where a data set has its targets. */
static gatrt_data *data_of(const Npz *npz, const Layer *layer)
{
    const NpyArray *x = npz_find(npz, "x"), *edges = npz_find(npz, "edge_index");
    if (!x || !edges || x->rank != 2 || x->dim[1] != layer->in)
        fail_msg("%s: no x [nodes, %d] or no edge_index", npz->path, layer->in);
    gatrt_data *data = data_new(npz->path);
    data->nodes = x->dim[0];
    data->edges = edges->count / 2;
    data->features = layer->in;
    data->classes = width_of(layer);
    data->x = floats(npz, "x", x->count);
    data->target = floats(npz, "grad_out", data->nodes * data->classes);
    data->src = ids(edges, 0, data->edges);
    data->dst = ids(edges, data->edges, data->edges);
    Error error = {""};
    if (!data_check(data, &error))
        fail_msg("%s", error.text);
    return data;
}

/* No number may differ by more than the tolerance of the largest expected. */
static void compare(const char *what, const Npz *npz, const float *found, const double *expected, int64_t count)
{
    double largest = 1.0;
    for (int64_t i = 0; i < count; i++)
        largest = fabs(expected[i]) > largest ? fabs(expected[i]) : largest;
    for (int64_t i = 0; i < count; i++)
        if (!(fabs((double)found[i] - expected[i]) <= TOLERANCE * largest))
            fail_msg("%s: %s [%lld] is %.9g, PyG has %.9g", npz->path, what, (long long)i, (double)found[i],
                     expected[i]);
}

static double *expected_numbers(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = need(npz, name, count);
    double *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = npy_number(array, i);
    return values;
}

/* ------------------------------------------------------------------ one case */

typedef struct Trial {
    const Layer *layer;
    const Built *built;
    const float *params;
    const Npz *npz;
    Prepared *on;
} Trial;

static void check_out(const Trial *t, const float *out)
{
    int64_t width = width_of(t->layer), nodes = t->on->graph.nodes;
    double *expected = expected_numbers(t->npz, "out.f64", nodes * width);
    for (int64_t r = 0; r < nodes; r++)
        assert_int_equal(t->on->node_id[r], r); /* all rows are wanted: nothing is reordered */
    compare("out", t->npz, out, expected, nodes * width);
    mem_free(expected);
}

/* The weights of one edge, of ours or of the reference. */
typedef struct EdgeRow {
    int64_t src, dst;
    double first;
    int64_t row;
} EdgeRow;

static int compare_edges(const void *left, const void *right)
{
    const EdgeRow *a = left, *b = right;
    if (a->dst != b->dst)
        return a->dst < b->dst ? -1 : 1;
    if (a->src != b->src)
        return a->src < b->src ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static EdgeRow *our_edges(const Trial *t, const float *weights)
{
    const gatrt_graph *graph = &t->on->graph;
    EdgeRow *rows = mem_alloc((size_t)graph->edges, sizeof *rows);
    for (int64_t v = 0; v < graph->nodes; v++)
        for (int64_t e = graph->in_start[v]; e < graph->in_start[v + 1]; e++)
            rows[e] = (EdgeRow){t->on->node_id[graph->in_src[e]], t->on->node_id[v],
                                (double)weights[e * t->layer->heads], e};
    qsort(rows, (size_t)graph->edges, sizeof *rows, compare_edges);
    return rows;
}

static EdgeRow *their_edges(const Trial *t, const double *weights, int64_t edges)
{
    const NpyArray *ends = need(t->npz, "attention.edge_index", 2 * edges);
    EdgeRow *rows = mem_alloc((size_t)edges, sizeof *rows);
    for (int64_t e = 0; e < edges; e++)
        rows[e] = (EdgeRow){(int64_t)npy_number(ends, e), (int64_t)npy_number(ends, edges + e),
                            weights[e * t->layer->heads], e};
    qsort(rows, (size_t)edges, sizeof *rows, compare_edges);
    return rows;
}

/* Edges are matched by their ends; duplicates, by their weights. */
static void check_attention(const Trial *t, const float *weights)
{
    int64_t edges = t->on->graph.edges, heads = t->layer->heads;
    double *expected = expected_numbers(t->npz, "attention.f64", edges * heads);
    double *ordered = mem_alloc((size_t)(edges * heads), sizeof *ordered);
    EdgeRow *ours = our_edges(t, weights), *theirs = their_edges(t, expected, edges);
    for (int64_t i = 0; i < edges; i++) {
        assert_int_equal(ours[i].src, theirs[i].src);
        assert_int_equal(ours[i].dst, theirs[i].dst);
        for (int64_t h = 0; h < heads; h++)
            ordered[ours[i].row * heads + h] = expected[theirs[i].row * heads + h];
    }
    compare("attention", t->npz, weights, ordered, edges * heads);
    mem_free(ours);
    mem_free(theirs);
    mem_free(ordered);
    mem_free(expected);
}

/* A gradient as PyG lays it out, in our order. */
static double *expected_gradient(const Trial *t, const gatrt_param *p)
{
    const char *name = arena_format("grad.f64.param.%s", p->name + strlen("conv."));
    const NpyArray *array = need(t->npz, name, p->count);
    double *values = mem_alloc((size_t)p->count, sizeof *values);
    int64_t columns = p->transposed ? p->stored[0] : 1, rows = p->count / columns;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            values[i * columns + j] = npy_number(array, p->transposed ? j * rows + i : i);
    return values;
}

static void check_gradients(const Trial *t, const float *grads)
{
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        double *expected = expected_gradient(t, p);
        compare(p->name, t->npz, grads + p->offset, expected, p->count);
        mem_free(expected);
    }
}

/* L of the reference is not stored: it is the sum of out times grad_out. */
static void check_loss(const Trial *t, float loss)
{
    int64_t count = t->on->graph.nodes * width_of(t->layer);
    const NpyArray *out = need(t->npz, "out.f64", count), *grad = need(t->npz, "grad_out", count);
    double sum = 0.0, size = 1.0;
    for (int64_t i = 0; i < count; i++) {
        sum += npy_number(out, i) * npy_number(grad, i);
        size += fabs(npy_number(out, i) * npy_number(grad, i));
    }
    if (!(fabs((double)loss - sum) <= TOLERANCE * size))
        fail_msg("%s: the loss is %.9g, PyG has %.9g", t->npz->path, (double)loss, sum);
}

static Result run(const Trial *t, int program, const Result *given)
{
    Result result;
    Error error = {""};
    if (!result_run(&result, t->built, program, t->on, t->params, 1, given, NULL, &error))
        fail_msg("%s", error.text);
    return result;
}

static void run_trial(const Trial *t)
{
    assert_int_equal(t->built->code->output_count, 2);
    assert_true(t->built->code->outputs[1].on_demand);
    Result infer = run(t, INFER, NULL), inspect = run(t, INSPECT, NULL), score = run(t, SCORE, &infer);
    Result train = run(t, TRAIN, NULL);
    check_out(t, infer.outputs[0]);
    check_out(t, inspect.outputs[0]);
    check_attention(t, inspect.outputs[1]);
    check_loss(t, score.loss);
    check_loss(t, train.loss);
    check_gradients(t, train.grads);
    result_free(&infer);
    result_free(&inspect);
    result_free(&score);
    result_free(&train);
}

static void run_case(const Layer *layer, const Built *built, const char *folder, const char *graph)
{
    Error error = {""};
    Npz *npz = npz_read(arena_format("%s/%s.%s.npz", folder, layer->name, graph), &error);
    if (!npz)
        fail_msg("%s", error.text);
    gatrt_data *data = data_of(npz, layer);
    float *params = load_weights(built->code, folder, layer);
    Trial trial = {layer, built, params, npz, prepare_for(built->code, data, NULL, true, &error)};
    if (!trial.on)
        fail_msg("%s", error.text);
    run_trial(&trial);
    prepared_free(trial.on);
    mem_free(params);
    gatrt_data_free(data);
    npz_free(npz);
}

/* ------------------------------------------------------------------ all cases */

typedef struct Suite {
    const Layer *layer;
    const char *folder;
    const char **graphs;
    int count, capacity;
} Suite;

static void run_suite(const Suite *suite)
{
    for (int sparse = 0; sparse < 2; sparse++)
        for (int i = 0; i < suite->count; i++)
            run_case(suite->layer, &batch->built[suite->layer - layers + sparse * LAYERS], suite->folder,
                     suite->graphs[i]);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text)
        fail_msg("cases.json: a case without %s", key);
    return text;
}

/* An argument that a case does not name has PyG's default. */
static bool flag_of(const json_t *arguments, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(arguments, key);
    return value ? json_is_true(value) : otherwise;
}

static bool same_options(const Layer *layer, const json_t *arguments)
{
    const json_t *slope = json_object_get(arguments, "negative_slope"), *heads = json_object_get(arguments, "heads");
    return json_integer_value(json_object_get(arguments, "in_channels")) == layer->in &&
           json_integer_value(json_object_get(arguments, "out_channels")) == layer->out &&
           (heads ? json_integer_value(heads) : 1) == layer->heads &&
           flag_of(arguments, "concat", true) == layer->concat && flag_of(arguments, "bias", true) == layer->bias &&
           flag_of(arguments, "add_self_loops", true) == layer->self_loops &&
           flag_of(arguments, "residual", false) == layer->residual &&
           fabs((slope ? json_number_value(slope) : 0.2) - layer->slope) < 1e-12;
}

/* A case goes to the suite of its layer. Edge features are not nn.gat's yet. */
static int add_case(Suite suites[LAYERS], const json_t *item)
{
    const json_t *arguments = json_object_get(item, "arguments");
    if (strcmp(text_of(item, "layer"), "GATConv") != 0 || json_object_get(arguments, "edge_dim"))
        return 0;
    for (int i = 0; i < LAYERS; i++) {
        Suite *suite = &suites[i];
        if (strcmp(layers[i].name, text_of(item, "case")) != 0)
            continue;
        if (!same_options(&layers[i], arguments))
            fail_msg("%s: cases.json has other options than the table in this file", layers[i].name);
        GROW(suite->graphs, suite->count, suite->capacity);
        suite->graphs[suite->count++] = arena_format("%s", text_of(item, "graph"));
        return 1;
    }
    fail_msg("%s: this GATConv case is missing in the table in this file", text_of(item, "case"));
    return 0;
}

static const char *source_path(const char *relative)
{
    return arena_format("%s/%s", environment("GATCC_SOURCE", "."), relative);
}

static const char *reference_folder(void)
{
    return environment("GATCC_REFERENCE", source_path("../shared/reference"));
}

static void all_reference_cases(void **state)
{
    (void)state;
    const char *path = arena_format("%s/cases.json", reference_folder());
    json_error_t error;
    json_t *cases = access(path, R_OK) == 0 ? json_load_file(path, 0, &error) : NULL;
    if (!cases && access(path, R_OK) == 0)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    if (!cases) {
        printf("skipped: all reference cases of GATConv; no %s (GATCC_REFERENCE names their folder)\n", path);
        skip();
    }
    Suite suites[LAYERS] = {0};
    int count = 0;
    for (size_t i = 0; i < json_array_size(cases); i++)
        count += add_case(suites, json_array_get(cases, i));
    for (int i = 0; i < LAYERS; i++) {
        suites[i].layer = &layers[i];
        suites[i].folder = reference_folder();
        assert_true(suites[i].count > 0);
        run_suite(&suites[i]);
    }
    printf("%d reference cases of GATConv agree with PyG, dense and sparse\n", count);
    json_decref(cases);
}

static void committed_cases(void **state)
{
    (void)state;
    const char *graphs[] = {"mixed", "empty"};
    for (int i = 0; i < LAYERS; i++)
        run_suite(&(Suite){.layer = &layers[i], .folder = source_path("tests/reference/gatconv"), .graphs = graphs,
                           .count = 2});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_cases),
        cmocka_unit_test(all_reference_cases),
    };
    return cmocka_run_group_tests(tests, compile_layers, free_layers);
}
