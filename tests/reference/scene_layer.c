/* scene_layer.c - layers over one graph, or a hypergraph, as their cases have them: for each of PyG's classes its word, and for
 * each of its arguments the option that it is. Inputs are parameters throughout, so that each has a gradient. */

/* ------------------------------------------------------------------ PyG's words */

/* clang-format off */
static const struct { const char *class, *word, *loops; } layer_classes[] = {
    {"AGNNConv",          "agnn",        "true"},
    {"APPNP",             "appnp",       "\"missing\""},
    {"ARMAConv",          "arma",        "false"},
    {"CGConv",            "cg",          "false"},
    {"ChebConv",          "cheb",        "false"},
    {"ClusterGCNConv",    "cluster_gcn", "true"},
    {"DirGNNConv",        "dir",         "false"},
    {"EdgeConv",          "edge_conv",   "false"},
    {"FAConv",            "fa",          "\"missing\""},
    {"FiLMConv",          "film",        "false"},
    {"GatedGraphConv",    "gated_graph", "false"},
    {"GCN2Conv",          "gcn2",        "\"missing\""},
    {"GCNConv",           "gcn",         "\"missing\""},
    {"GENConv",           "gen",         "false"},
    {"GINConv",           "gin",         "false"},
    {"GINEConv",          "gine",        "false"},
    {"GraphConv",         "graph_conv",  "false"},
    {"HypergraphConv",    "hypergraph",  "false"},
    {"LEConv",            "le",          "false"},
    {"LGConv",            "lg",          "false"},
    {"MixHopConv",        "mixhop",      "\"missing\""},
    {"NNConv",            "nnconv",      "false"},
    {"PDNConv",           "pdn",         "false"},
    {"PNAConv",           "pna",         "false"},
    {"ResGatedGraphConv", "res_gated",   "false"},
    {"SAGEConv",          "sage",        "false"},
    {"SGConv",            "sg",          "\"missing\""},
    {"SSGConv",           "ssg",         "\"missing\""},
    {"SuperGATConv",      "supergat",    "true"},
    {"TAGConv",           "tag",         "false"},
};

/* An argument of PyG's and the option that it is; NULL: said otherwise, or by the rows. The first row that fits counts. */
static const struct { const char *class, *argument, *option; } layer_options[] = {
    {"ChebConv",          "K",                "order"},
    {"ChebConv",          "normalization",    "normalize"},
    {"DirGNNConv",        "conv",             NULL},
    {"DirGNNConv",        "heads",            NULL},
    {"DirGNNConv",        "concat",           NULL},
    {"DirGNNConv",        "root_weight",      "root"},
    {"GENConv",           "num_layers",       NULL},
    {"GINConv",           "nn",               NULL},
    {"HypergraphConv",    "use_attention",    NULL},
    {NULL,                "K",                "hops"},
    {NULL,                "act",              NULL},
    {NULL,                "add_self_loops",   NULL},
    {NULL,                "aggr",             "aggregate"},
    {NULL,                "aggregators",      "aggregators"},
    {NULL,                "alpha",            "alpha"},
    {NULL,                "attention_mode",   "softmax"},
    {NULL,                "attention_type",   "attention"},
    {NULL,                "bias",             "bias"},
    {NULL,                "concat",           NULL},
    {NULL,                "deg",              "degrees"},
    {NULL,                "diag_lambda",      "diag_lambda"},
    {NULL,                "dim",              NULL},
    {NULL,                "divide_input",     "divide_input"},
    {NULL,                "edge_dim",         NULL},
    {NULL,                "eps",              "eps"},
    {NULL,                "heads",            "heads"},
    {NULL,                "hidden",           "hidden"},
    {NULL,                "hidden_channels",  "hidden"},
    {NULL,                "improved",         NULL},
    {NULL,                "in_channels",      NULL},
    {NULL,                "lambda_max",       "lambda_max"},
    {NULL,                "layer",            "layer"},
    {NULL,                "learn_msg_scale",  "train_scale"},
    {NULL,                "learn_p",          "train_p"},
    {NULL,                "learn_t",          "train_t"},
    {NULL,                "msg_norm",         "message_norm"},
    {NULL,                "nn",               NULL},
    {NULL,                "norm",             "norm"},
    {NULL,                "normalize",        "normalize"},
    {NULL,                "num_layers",       "layers"},
    {NULL,                "num_relations",    NULL},
    {NULL,                "num_stacks",       "stacks"},
    {NULL,                "out_channels",     "out"},
    {NULL,                "post_layers",      "post_layers"},
    {NULL,                "powers",           "powers"},
    {NULL,                "pre_layers",       "pre_layers"},
    {NULL,                "requires_grad",    "train_beta"},
    {NULL,                "scalers",          "scalers"},
    {NULL,                "shared_weights",   "share_weights"},
    {NULL,                "t",                "t"},
    {NULL,                "theta",            "theta"},
    {NULL,                "towers",           "towers"},
    {NULL,                "train_eps",        "train_eps"},
};
/* clang-format on */
enum { LAYER_CLASSES = sizeof layer_classes / sizeof layer_classes[0] };
enum { LAYER_OPTIONS = sizeof layer_options / sizeof layer_options[0] };

static int layer_class(const Layer *l)
{
    for (int i = 0; i < LAYER_CLASSES; i++)
        if (is_class(l, layer_classes[i].class))
            return i;
    fail_msg("cases.json: no layer of ours is known for PyG's %s", l->class);
    return 0;
}

static const char *option_of(const Layer *l, const char *argument)
{
    for (int i = 0; i < LAYER_OPTIONS; i++)
        if (strcmp(layer_options[i].argument, argument) == 0 &&
            (!layer_options[i].class || is_class(l, layer_options[i].class)))
            return layer_options[i].option;
    fail_msg("cases.json: no option of ours is known for %s of PyG's %s", argument, l->class);
    return NULL;
}

/* A value of JSON as Lua writes it, with our word where PyG has another. */
static const char *in_lua(const json_t *value)
{
    if (json_is_string(value)) {
        const char *word = json_string_value(value);
        return arena_format("\"%s\"", strcmp(word, "add") == 0         ? "sum"
                                      : strcmp(word, "powermean") == 0 ? "power"
                                                                       : word);
    }
    if (json_is_integer(value))
        return arena_format("%lld", (long long)json_integer_value(value));
    if (!json_is_array(value))
        return json_is_number(value) ? arena_format("%.17g", json_number_value(value))
               : json_is_true(value) ? "true"
                                     : "false";
    const char *text = "{ ";
    for (size_t i = 0; i < json_array_size(value); i++)
        text = arena_format("%s%s, ", text, in_lua(json_array_get(value, i)));
    return arena_format("%s}", text);
}

static const char *options_by_name(const Layer *l)
{
    const char *text = "", *argument;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)l->arguments, argument, value)
    {
        const char *option = option_of(l, argument);
        if (option)
            text = arena_format("%s, %s = %s", text, option, in_lua(value));
    }
    return text;
}

/* ------------------------------------------------------------------ whose rows, which edges */

static int columns_of(const Npz *npz, const char *name)
{
    const NpyArray *array = npz_find(npz, name);
    return !array ? 0 : array->rank == 1 ? 1 : (int)array->dim[1];
}

static void set_hyperedges(Layer *l, const Npz *npz)
{
    const char *x = npz_find(npz, "hyperedge_attr") ? "hyperedge_attr" : "hyperedge_weight";
    scene_rows(l, "hyper", npz_find(npz, x) ? x : NULL, columns_of(npz, x))->count = "num_hyperedges";
    scene_edges(l, (SceneEdges){.name = "member", .ends = "hyperedge_index", .from = 0, .to = 1, .type = -1});
}

/* Edges, those of each type, and pairs that are none. */
static void set_graph(Layer *l, const Npz *npz)
{
    const int width = columns_of(npz, "edge_attr"), types = number_of(l->arguments, "num_relations", 1);
    if (types == 1)
        scene_edges(
            l, (SceneEdges){.name = "edge", .ends = "edge_index", .attr = "edge_attr", .width = width, .type = -1});
    for (int i = 0; types > 1 && i < types; i++)
        scene_edges(l, (SceneEdges){.name = arena_format("rel%d", i), .ends = "edge_index", .type = i});
    if (npz_find(npz, "neg_edge_index"))
        scene_edges(l, (SceneEdges){.name = "absent", .ends = "neg_edge_index", .type = -1});
}

static void set_scene(Layer *l, const Npz *npz)
{
    l->scene = arena_alloc(1, sizeof *l->scene);
    l->scene->of_rows = l->scene->probed =
        npz_find(npz, "param.nn.1.running_mean") != NULL || npz_find(npz, "param.mlp.1.running_mean") != NULL;
    SceneRows *nodes = scene_rows(l, "node", "x", number_of(l->arguments, "in_channels", 0));
    if (!npz_find(npz, "loss.f64"))
        weigh_output(nodes, "grad_out", columns_of(npz, "grad_out"));
    if (is_class(l, "HypergraphConv"))
        set_hyperedges(l, npz);
    else
        set_graph(l, npz);
    if (npz_find(npz, "x_0"))
        l->scene->beside = "x_0";
}

/* ------------------------------------------------------------------ the model: inputs */

static const char *edge_lines(const Layer *l)
{
    const SceneEdges *e = &l->scene->edges[0];
    if (l->weighted) /* an added loop has no row of the identity, and weight 1; that of improved 2 */
        return arena_format("local row = input.edge { %d, loop = 0 }\n"
                            "local a = matmul(row, param(\"edge_weight\", { %d, 1 })) + %d * (1 - sum(row))\n",
                            MOST_EDGES, MOST_EDGES, is_on(l->arguments, "improved", false) ? 2 : 1);
    if (e->width)
        return arena_format("local a = matmul(input.edge { %d }, param(\"edge_attr\", { %d, %d }))\n", MOST_EDGES,
                            MOST_EDGES, e->width);
    return "";
}

static const char *relation_lines(const Layer *l)
{
    const char *text = "";
    for (int i = 0; i < l->scene->edge_count; i++) {
        const SceneEdges *e = &l->scene->edges[i];
        if (strcmp(e->name, "edge") != 0)
            text = arena_format("%slocal %s = relation(\"%s\", { from = node, to = %s })\n", text, e->name, e->name,
                                l->scene->rows[e->to].space);
    }
    return text;
}

static const char *hyperedge_lines(const Layer *l)
{
    const SceneRows *r = &l->scene->rows[1];
    if (l->scene->row_count < 2 || !r->x)
        return "";
    return arena_format("local e = matmul(input(hyper) { %d, sparse = false }, param(\"%s\", { %d, %d }))\n",
                        MOST_NODES, r->x, MOST_NODES, r->width);
}

static const char *input_lines(const Layer *l)
{
    const int width = l->scene->rows[0].width;
    const char *text = arena_format("local unit = input.node { %d, sparse = false }\n"
                                    "local x = matmul(unit, param(\"x\", { %d, %d }))\n",
                                    MOST_NODES, MOST_NODES, width);
    if (l->scene->beside)
        text = arena_format("%slocal first = matmul(unit, param(\"%s\", { %d, %d }))\n", text, l->scene->beside,
                            MOST_NODES, width);
    return arena_format("%s%s%s%s%s", l->scene->row_count > 1 ? "local hyper = space \"hyper\"\n" : "",
                        relation_lines(l), text, edge_lines(l), hyperedge_lines(l));
}

/* ------------------------------------------------------------------ the model: the layer */

/* "function(h, r, name) return nn.gat(...) end" of "GATConv". */
static const char *inner_layer(const Layer *l)
{
    const char *class = text_option(l, "conv", ""), *more = "";
    const char *word = strcmp(class, "GATConv") == 0     ? "gat"
                       : strcmp(class, "GATv2Conv") == 0 ? "gatv2"
                       : strcmp(class, "SAGEConv") == 0  ? "sage"
                                                         : "gcn";
    if (strncmp(word, "gat", 3) == 0)
        more = arena_format(", heads = %d, merge = \"%s\"", number_of(l->arguments, "heads", 1),
                            is_on(l->arguments, "concat", true) ? "concat" : "mean");
    if (strcmp(word, "sage") == 0)
        more = ", root = false";
    return arena_format("function(h, r, name) return nn.%s(h, { over = r, name = name, out = %d%s }) end", word,
                        number_of(l->arguments, "out_channels", 0), more);
}

/* What an option is of: inputs, and relations. */
static const char *options_of_rows(const Layer *l)
{
    const char *text = "";
    if (l->weighted)
        text = ", weight = a";
    else if (l->scene->edges[0].width)
        text = ", edge = a";
    if (l->scene->beside)
        text = arena_format("%s, initial = first", text);
    if (is_class(l, "HypergraphConv")) {
        const char *x = l->scene->rows[1].x;
        text = arena_format("%s, over = member%s", text,
                            !x                                   ? ""
                            : strcmp(x, "hyperedge_weight") == 0 ? ", weight = e"
                                                                 : ", features = e");
    }
    if (number_of(l->arguments, "num_relations", 1) > 1)
        text = arena_format("%s, over = { rel0, rel1 }", text);
    if (strcmp(l->scene->edges[l->scene->edge_count - 1].name, "absent") == 0)
        text = arena_format("%s, negatives = absent", text);
    return text;
}

/* Where our option is not PyG's argument by another name. */
static const char *options_by_class(const Layer *l)
{
    const json_t *act = json_object_get(l->arguments, "act");
    const char *text = act && json_is_null(act) ? ", inner = false" : "";
    if (is_class(l, "SuperGATConv") || is_class(l, "HypergraphConv"))
        text = arena_format(", merge = \"%s\"", is_on(l->arguments, "concat", true) ? "concat" : "mean");
    if (is_class(l, "GINConv"))
        text = ", norm = \"batch\"";
    if (is_class(l, "NNConv")) /* "Linear(3,4),ReLU,..." */
        text = arena_format(", hidden = %ld", strtol(strchr(text_option(l, "nn", ","), ',') + 1, NULL, 10));
    if (is_class(l, "DirGNNConv"))
        text = arena_format(", layer = %s", inner_layer(l));
    return text;
}

static const char *self_loops(const Layer *l)
{
    if (!is_on(l->arguments, "add_self_loops", true) || !is_on(l->arguments, "normalize", true))
        return "false";
    return layer_classes[layer_class(l)].loops;
}

static const char *loss_lines(const Layer *l)
{
    const SceneRows *r = &l->scene->rows[0];
    if (!r->answer)
        return "loss(found)\n";
    const char *probe = "";
    if (l->scene->probed)
        probe =
            arena_format("cost = cost + op.sum_rows(sum(y * matmul(unit, param(\"probe\", { %d, %d }, init.zeros))))\n",
                         MOST_NODES, r->answers);
    return arena_format("local cost = op.sum_rows(sum(y * target.value(%d)))\n%sloss(cost)\n", r->answers, probe);
}

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    (void)form, (void)sparse;
    const char *call = arena_format("nn.%s(x, { name = \"conv\"%s%s%s })", layer_classes[layer_class(l)].word,
                                    options_by_name(l), options_by_class(l), options_of_rows(l));
    return arena_format("model \"%s\"\n%slocal y, found = %s\noutput(\"out_node\", y)\n%sgraph { self_loops = %s }\n",
                        name, input_lines(l), call, loss_lines(l), self_loops(l));
}

static bool takes_sparse(const Layer *l)
{
    (void)l;
    return false;
}
