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
#include "trial.c"

/* ------------------------------------------------------------------ PyG's arguments */

static int heads_of(const Layer *l)
{
    return number_of(l->arguments, "heads", 1);
}

static int width_of(const Layer *l)
{
    return number_of(l->arguments, "out_channels", 0) * (is_on(l->arguments, "concat", true) ? heads_of(l) : 1);
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
    if (is_class(l, "GATConv")) {
        word = "gat";
        more = arena_format("%s, slope = %g, residual = %s", attention_options(l),
                            real_of(l->arguments, "negative_slope", 0.2), flag(l->arguments, "residual", false));
    } else if (is_class(l, "GATv2Conv")) {
        word = "gatv2";
        more = arena_format("%s, share_weights = %s", attention_options(l), flag(l->arguments, "share_weights", false));
    } else if (is_class(l, "TransformerConv")) {
        word = "transformer";
        more = arena_format("%s, root = %s, beta = %s", attention_options(l), flag(l->arguments, "root_weight", true),
                            flag(l->arguments, "beta", false));
    } else if (is_class(l, "GCNConv")) {
        word = "gcn";
        more = arena_format("bias = %s, normalize = %s%s", flag(l->arguments, "bias", true),
                            flag(l->arguments, "normalize", true), l->weighted ? ", weight = a" : "");
    } else if (is_class(l, "SAGEConv")) {
        word = "sage";
        more = arena_format("aggregate = \"%s\", root = %s, l2 = %s", text_option(l, "aggr", ""),
                            flag(l->arguments, "root_weight", true), flag(l->arguments, "normalize", false));
    } else if (is_class(l, "GINConv")) {
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
    if (is_class(l, "GCNConv"))
        return is_on(l->arguments, "add_self_loops", true) ? "\"missing\"" : "false";
    return strncmp(l->class, "GAT", 3) == 0 ? flag(l->arguments, "add_self_loops", true) : "false";
}

/* A maximum over neighbours needs every element of their rows, so its input is dense. */
static bool takes_sparse(const Layer *l)
{
    return strcmp(text_option(l, "aggr", ""), "max") != 0;
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

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    return arena_format("model \"%s\"\n%slocal y = %s\noutput(\"out\", y)\n"
                        "loss(pool_sum(sum(y * target.value(%d))))\ngraph { self_loops = %s }\n",
                        name, input_lines(l, form, sparse), layer_call(l), width_of(l), self_loops(l));
}

/* ------------------------------------------------------------------ the vectors */

/* One relation, between nodes. */
static void set_scene(Layer *l, const Npz *npz)
{
    (void)npz;
    l->scene = arena_alloc(1, sizeof *l->scene);
    weigh_output(scene_rows(l, "node", "x", number_of(l->arguments, "in_channels", 0)), "grad_out", width_of(l));
    scene_edges(l, (SceneEdges){.name = "edge",
                                .ends = "edge_index",
                                .attr = "edge_attr",
                                .width = number_of(l->arguments, "edge_dim", 0),
                                .type = -1});
}

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
static float *weights_of(const Trial *t)
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
    const WeightsFile renamed = {.path = arena_format("%s/%s.safetensors", t->suite->batch->folder, t->layer->name)};
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    if (!tensors_write(renamed.path, all, &error) || !weights_load(code, &renamed, params, NULL, &error))
        fail_msg("%s", error.text);
    tensors_free(all);
    return params;
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
