/* test_layers.c - the layers of compiler/lua/nn against PyTorch Geometric's: output, attention weights,
 * and the gradient of sum(out * grad_out) for every parameter and for every input.
 *
 * Run: ctest -R reference/test_layers. vectors/ comes with the source: the graphs `mixed`, `one` and
 * `empty` of every case, made with PyG 2.7.0. Where GATCC_REFERENCE, by default ../shared/reference beside
 * the source, exists, every case of its cases.json is run. Nothing here lists the cases: a layer's text is
 * made from its row in cases.json. Numbers must agree with the float64 reference to 1e-4 of the largest.
 *
 * Inputs have no gradients of their own. So each layer is compiled twice: with its inputs as a data set has
 * them (every other one sparse, to meet both), and with x = I X, where the data are the rows of the identity
 * and X is a parameter: then dL/dX is dL/dx; likewise the edges' features and weights.
 */
#include "vectors.c"

/* ------------------------------------------------------------------ PyG's arguments */

static int heads_of(const Layer *l)
{
    return number_of(l->arguments, "heads", 1);
}

static int width_of(const Layer *l)
{
    return number_of(l->arguments, "out_channels", 0) * (is_on(l->arguments, "concat", true) ? heads_of(l) : 1);
}

static bool has_attention(const Layer *l)
{
    return strncmp(l->class, "GAT", 3) == 0 || strcmp(l->class, "TransformerConv") == 0;
}

/* ------------------------------------------------------------------ the model */

static const char *attention_options(const Layer *l)
{
    return arena_format("heads = %d, merge = \"%s\", bias = %s%s", heads_of(l),
                        is_on(l->arguments, "concat", true) ? "concat" : "mean", flag(l->arguments, "bias", true),
                        number_of(l->arguments, "edge_dim", 0) ? ", edge = a" : "");
}

/* "nn.gcn(x, { out = 3, ... })" */
static const char *layer_call(const Layer *l)
{
    const char *more = "", *word = NULL;
    if (strcmp(l->class, "GATConv") == 0) {
        word = "gat";
        more = arena_format("%s, slope = %g, residual = %s", attention_options(l),
                            real_of(l->arguments, "negative_slope", 0.2), flag(l->arguments, "residual", false));
    } else if (strcmp(l->class, "GATv2Conv") == 0) {
        word = "gatv2";
        more = arena_format("%s, share_weights = %s", attention_options(l), flag(l->arguments, "share_weights", false));
    } else if (strcmp(l->class, "TransformerConv") == 0) {
        word = "transformer";
        more = arena_format("%s, root = %s, beta = %s", attention_options(l), flag(l->arguments, "root_weight", true),
                            flag(l->arguments, "beta", false));
    } else if (strcmp(l->class, "GCNConv") == 0) {
        word = "gcn";
        more = arena_format("bias = %s, normalize = %s%s", flag(l->arguments, "bias", true),
                            flag(l->arguments, "normalize", true), l->weighted ? ", weight = a" : "");
    } else if (strcmp(l->class, "SAGEConv") == 0) {
        word = "sage";
        more = arena_format("aggregate = \"%s\", root = %s, l2 = %s",
                            json_string_value(json_object_get(l->arguments, "aggr")),
                            flag(l->arguments, "root_weight", true), flag(l->arguments, "normalize", false));
    } else if (strcmp(l->class, "GINConv") == 0) {
        word = "gin";
        more = arena_format("hidden = %d, eps = %g, train_eps = %s", number_of(l->arguments, "hidden", 0),
                            real_of(l->arguments, "eps", 0), flag(l->arguments, "train_eps", false));
    } else {
        fail_msg("cases.json: no layer of ours is known for PyG's %s", l->class);
    }
    return arena_format("nn.%s(x, { name = \"conv\", out = %d, %s })", word, number_of(l->arguments, "out_channels", 0),
                        more);
}

/* Only the attention of GAT replaces self loops; GCN adds those that are missing. */
static const char *self_loops(const Layer *l)
{
    if (strcmp(l->class, "GCNConv") == 0)
        return is_on(l->arguments, "add_self_loops", true) ? "\"missing\"" : "false";
    return strncmp(l->class, "GAT", 3) == 0 ? flag(l->arguments, "add_self_loops", true) : "false";
}

/* A maximum over neighbours needs every element of their rows, so its input is dense. */
static bool takes_sparse(const Layer *l)
{
    const char *aggregator = json_string_value(json_object_get(l->arguments, "aggr"));
    return !aggregator || strcmp(aggregator, "max") != 0;
}

static const char *input_lines(const Layer *l, int form, bool sparse)
{
    int in = number_of(l->arguments, "in_channels", 0), edge = number_of(l->arguments, "edge_dim", 0);
    const char *x = arena_format("local x = input.node { %d, sparse = %s }\n", in, sparse ? "true" : "false");
    const char *a = edge ? arena_format("local a = input.edge { %d }\n", edge) : "";
    if (l->weighted)
        a = "local a = input.edge_weight {}\n";
    if (form == AS_DATA)
        return arena_format("%s%s", x, a);
    x = arena_format("local x = matmul(input.node { %d, sparse = false }, param(\"x\", { %d, %d }))\n", MOST_NODES,
                     MOST_NODES, in);
    if (edge)
        a = arena_format("local a = matmul(input.edge { %d }, param(\"edge_attr\", { %d, %d }))\n", MOST_EDGES,
                         MOST_EDGES, edge);
    if (l->weighted) /* an added loop has no row of the identity, and weight 1 */
        a = arena_format("local row = input.edge { %d, loop = 0 }\n"
                         "local a = matmul(row, param(\"edge_weight\", { %d, 1 })) + (1 - sum(row))\n",
                         MOST_EDGES, MOST_EDGES);
    return arena_format("%s%s", x, a);
}

static ModelText layer_text(const Layer *l, int form, bool sparse)
{
    const char *name = arena_format("%s_%d", l->name, form);
    const char *text = arena_format("model \"%s\"\n%slocal y = %s\noutput(\"out\", y)\n"
                                    "loss(pool_sum(sum(y * target.value(%d))))\ngraph { self_loops = %s }\n",
                                    name, input_lines(l, form, sparse), layer_call(l), width_of(l), self_loops(l));
    return (ModelText){.name = name, .text = text};
}

/* ------------------------------------------------------------------ a folder of cases */

static bool is_known(const json_t *item)
{
    return item != NULL;
}

/* One relation, between nodes. */
static void set_scene(Layer *l)
{
    (void)l;
}

static void suite_compile(Suite *s)
{
    Error error = {""};
    ModelText *texts = mem_alloc((size_t)s->count * FORMS, sizeof *texts);
    for (int i = 0; i < s->count * FORMS; i++)
        texts[i] = layer_text(&s->layers[i / FORMS], i % FORMS, i / FORMS % 2 && takes_sparse(&s->layers[i / FORMS]));
    s->batch = batch_compile(texts, s->count * FORMS, &error);
    if (!s->batch)
        fail_msg("%s", error.text);
    mem_free(texts);
}

/* ------------------------------------------------------------------ the vectors */

/* One case in one form, and what is known about it. */
typedef struct Trial {
    const Suite *suite;
    const Layer *layer;
    int form;
    const Built *built;
    const Npz *npz;
    const float *params;
    Prepared *on;
} Trial;

static void fill_inputs(gatrt_data *data, const Npz *npz, const Layer *l, int form)
{
    gatrt_set *node = &data->sets[0];
    gatrt_relation *edge = &data->relations[0];
    int edge_dim = number_of(l->arguments, "edge_dim", 0);
    if (form == AS_PARAM) {
        node->features = MOST_NODES;
        node->x = identity(node->rows, MOST_NODES);
        edge->edge_features = edge_dim || l->weighted ? MOST_EDGES : 0;
        if (edge->edge_features)
            edge->edge_attr = identity(edge->edges, MOST_EDGES);
        return;
    }
    node->features = number_of(l->arguments, "in_channels", 0);
    node->x = floats(npz, "x", node->rows * node->features);
    edge->edge_features = edge_dim;
    if (edge_dim)
        edge->edge_attr = floats(npz, "edge_attr", edge->edges * edge_dim);
    if (l->weighted)
        edge->edge_weight = floats(npz, "edge_weight", edge->edges);
}

/* x and edges are the case's; grad_out stands where a data set has its targets. */
static gatrt_data *data_of(const Npz *npz, const Layer *l, int form)
{
    const NpyArray *x = npz_find(npz, "x"), *edges = npz_find(npz, "edge_index");
    if (!x || !edges || x->rank != 2)
        fail_msg("%s: no x or no edge_index", npz->path);
    gatrt_data *data = data_new(npz->path);
    gatrt_set *node = &data->sets[0];
    gatrt_relation *edge = &data->relations[0];
    node->rows = x->dim[0];
    edge->edges = edges->count / 2;
    node->classes = width_of(l);
    fill_inputs(data, npz, l, form);
    node->target = floats(npz, "grad_out", node->rows * node->classes);
    edge->src = ids(edges, 0, edge->edges);
    edge->dst = ids(edges, edge->edges, edge->edges);
    Error error = {""};
    if (!data_check(data, &error))
        fail_msg("%s", error.text);
    return data;
}

/* ------------------------------------------------------------------ parameters */

static const gatrt_param *find_param(const gatrt_model *code, const char *name)
{
    for (int i = 0; i < code->param_count; i++)
        if (strcmp(code->params[i].name, name) == 0)
            return &code->params[i];
    return NULL;
}

/* PyG's names get the prefix they have in a network. What its state dict holds beside the parameters in use goes:
 * lin_r of shared weights, lin_skip without root weight, an eps that is not trained. */
static void rename_weights(Tensors *tensors, const gatrt_model *code)
{
    int kept = 0;
    for (int i = 0; i < tensors->count; i++) {
        NamedTensor *tensor = &tensors->tensors[i];
        snprintf(tensor->name, sizeof tensor->name, "%s", arena_format("conv.%s", tensor->name));
        if (find_param(code, tensor->name)) {
            NamedTensor moved = tensors->tensors[kept];
            tensors->tensors[kept++] = *tensor;
            *tensor = moved;
        }
    }
    for (int i = kept; i < tensors->count; i++)
        mem_free(tensors->tensors[i].values);
    tensors->count = kept;
}

/* X of x = I X is x, and 0 in the rows that no data row meets. */
static void add_input_param(Tensors *tensors, const gatrt_model *code, const Npz *npz, const char *name)
{
    const gatrt_param *p = find_param(code, name);
    const NpyArray *rows = npz_find(npz, name);
    if (!p)
        return;
    NamedTensor *tensor = &tensors->tensors[tensors->count++];
    *tensor = (NamedTensor){.rank = 2, .dim = {p->stored[0], p->stored[1]}, .count = p->count};
    snprintf(tensor->name, sizeof tensor->name, "%s", name);
    tensor->values = mem_alloc((size_t)p->count, sizeof *tensor->values);
    assert_true(rows && rows->count <= p->count);
    for (int64_t i = 0; i < rows->count; i++)
        tensor->values[i] = (float)npy_number(rows, i);
}

/* By a file of the layer's own, as --weights reads it. */
static float *load_weights(const Trial *t)
{
    const gatrt_model *code = t->built->code;
    Error error = {""};
    Tensors *read = tensors_read(arena_format("%s/%s.safetensors", t->suite->folder, t->layer->name), &error);
    if (!read)
        fail_msg("%s", error.text);
    Tensors *all = mem_alloc(1, sizeof *all);
    all->tensors = mem_alloc((size_t)read->count + 3, sizeof *all->tensors);
    rename_weights(read, code);
    memcpy(all->tensors, read->tensors, (size_t)read->count * sizeof *all->tensors);
    all->count = read->count;
    read->count = 0; /* the values have moved */
    tensors_free(read);
    add_input_param(all, code, t->npz, "x");
    add_input_param(all, code, t->npz, "edge_attr");
    add_input_param(all, code, t->npz, "edge_weight");
    const char *renamed = arena_format("%s/%s.safetensors", t->suite->batch->folder, t->layer->name);
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    if (!tensors_write(renamed, all, &error) || !weights_load(code, renamed, params, NULL, &error))
        fail_msg("%s", error.text);
    tensors_free(all);
    return params;
}

/* ------------------------------------------------------------------ comparison */

static void check_out(const Trial *t, const float *out)
{
    int64_t width = width_of(t->layer), nodes = t->on->spaces[GATRT_NODE].count;
    double *expected = expected_numbers(t->npz, "out.f64", nodes * width);
    for (int64_t r = 0; r < nodes; r++)
        assert_int_equal(t->on->row_id[GATRT_NODE][r], r); /* all rows are wanted: nothing is reordered */
    compare("out", t->npz, out, expected, nodes * width);
    mem_free(expected);
}

static EdgeRow *our_edges(const Trial *t, const float *weights)
{
    const gatrt_graph *graph = &t->on->graph;
    EdgeRow *rows = mem_alloc((size_t)graph->spaces[GATRT_EDGE].count, sizeof *rows);
    for (int64_t v = 0; v < graph->spaces[GATRT_NODE].count; v++)
        for (int64_t e = graph->ends[GATRT_EDGE_DST].start[v]; e < graph->ends[GATRT_EDGE_DST].start[v + 1]; e++)
            rows[e] = (EdgeRow){t->on->row_id[GATRT_NODE][graph->ends[GATRT_EDGE_DST].far[e]],
                                t->on->row_id[GATRT_NODE][v], (double)weights[e * heads_of(t->layer)], e};
    qsort(rows, (size_t)graph->spaces[GATRT_EDGE].count, sizeof *rows, compare_edges);
    return rows;
}

static EdgeRow *their_edges(const Trial *t, const double *weights, int64_t edges)
{
    const NpyArray *ends = need(t->npz, "attention.edge_index", 2 * edges);
    EdgeRow *rows = mem_alloc((size_t)edges, sizeof *rows);
    for (int64_t e = 0; e < edges; e++)
        rows[e] = (EdgeRow){(int64_t)npy_number(ends, e), (int64_t)npy_number(ends, edges + e),
                            weights[e * heads_of(t->layer)], e};
    qsort(rows, (size_t)edges, sizeof *rows, compare_edges);
    return rows;
}

/* Edges are matched by their ends; duplicates, by their weights. */
static void check_attention(const Trial *t, const float *weights)
{
    int64_t edges = t->on->spaces[GATRT_EDGE].count, heads = heads_of(t->layer);
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

/* A parameter's gradient as PyG lays it out, in our order. */
static double *parameter_gradient(const Trial *t, const gatrt_param *p)
{
    const char *name = arena_format("grad.f64.param.%s", p->name + strlen("conv."));
    return in_our_order(p, need(t->npz, name, p->count), 0);
}

/* An input's gradient, where the input is a parameter; 0 in the rows that no data row meets. */
static double *input_gradient(const Trial *t, const gatrt_param *p)
{
    const NpyArray *array = npz_find(t->npz, arena_format("grad.f64.%s", p->name));
    if (!array)
        fail_msg("%s: grad.f64.%s is missing", t->npz->path, p->name);
    double *values = mem_alloc((size_t)p->count, sizeof *values);
    for (int64_t i = 0; i < array->count; i++)
        values[i] = npy_number(array, i);
    return values;
}

static void check_gradients(const Trial *t, const float *grads)
{
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        bool input = strncmp(p->name, "conv.", strlen("conv.")) != 0;
        double *expected = input ? input_gradient(t, p) : parameter_gradient(t, p);
        compare(p->name, t->npz, grads + p->offset, expected, p->count);
        mem_free(expected);
    }
}

/* L of the reference is not stored: it is the sum of out times grad_out. */
static void check_loss(const Trial *t, float loss)
{
    int64_t count = t->on->spaces[GATRT_NODE].count * width_of(t->layer);
    const NpyArray *out = need(t->npz, "out.f64", count), *grad = need(t->npz, "grad_out", count);
    double sum = 0.0, size = LEAST / TOLERANCE;
    for (int64_t i = 0; i < count; i++) {
        sum += npy_number(out, i) * npy_number(grad, i);
        size += fabs(npy_number(out, i) * npy_number(grad, i));
    }
    if (!(fabs((double)loss - sum) <= TOLERANCE * size))
        fail_msg("%s: the loss is %.9g, PyG has %.9g", t->npz->path, (double)loss, sum);
}

/* ------------------------------------------------------------------ one case */

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
    assert_int_equal(t->built->code->output_count, has_attention(t->layer) ? 2 : 1);
    Result infer = run(t, INFER, NULL), score = run(t, SCORE, &infer), train = run(t, TRAIN, NULL);
    check_out(t, infer.outputs[0]);
    check_loss(t, score.loss);
    check_loss(t, train.loss);
    check_gradients(t, train.grads);
    if (has_attention(t->layer)) {
        Result inspect = run(t, INSPECT, NULL);
        check_out(t, inspect.outputs[0]);
        check_attention(t, inspect.outputs[1]);
        result_free(&inspect);
    }
    result_free(&infer);
    result_free(&score);
    result_free(&train);
}

static void run_case(const Suite *s, int layer, int form, const char *graph)
{
    Error error = {""};
    Trial t = {.suite = s, .layer = &s->layers[layer], .form = form, .built = &s->batch->built[layer * FORMS + form]};
    Npz *npz = npz_read(arena_format("%s/%s.%s.npz", s->folder, t.layer->name, graph), &error);
    if (!npz)
        fail_msg("%s", error.text);
    gatrt_data *data = data_of(npz, t.layer, form);
    t.npz = npz;
    t.on = prepare_for(t.built->code, data, NULL, true, &error);
    if (!t.on)
        fail_msg("%s", error.text);
    float *params = load_weights(&t);
    t.params = params;
    run_trial(&t);
    prepared_free(t.on);
    mem_free(params);
    gatrt_data_free(data);
    npz_free(npz);
}

/* ------------------------------------------------------------------ all cases */

static void reference_cases(void **state)
{
    (void)state;
    const char *folder = environment("GATCC_REFERENCE", source_path("../shared/reference"));
    Suite own;
    suite_read(&own, source_path("tests/reference/vectors"));
    suite_compile(&own);
    printf("%d cases of vectors/ agree with PyG, with inputs as data and as parameters\n", run_suite(&own));
    if (access(arena_format("%s/cases.json", folder), R_OK) == 0)
        printf("%d reference cases agree with PyG, likewise\n", run_whole_set(&own, folder));
    else
        printf("skipped: all reference cases, as %s/cases.json is not there (GATCC_REFERENCE)\n", folder);
    batch_free(own.batch);
    suite_close(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reference_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
