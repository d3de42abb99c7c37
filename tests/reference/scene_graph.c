/* scene_graph.c - read-outs, norms, jumping knowledge and networks over the nodes of several graphs, as their cases have
 * them: a row of a table for each of PyG's classes, which says what the model's text is and whose rows its output has. */

/* What a class is in the model: a value, by itself or of its arguments; or lines with outputs and a loss of their own. */
typedef struct GraphClass {
    const char *class, *text;
    const char *(*value)(const Layer *l, int form), *(*network)(const Layer *l, int form);
    bool of_graphs; /* the output has a row for each graph, else for each node */
} GraphClass;

/* ------------------------------------------------------------------ read-outs */

static const char *softmax_value(const Layer *l, int form)
{
    (void)form;
    return arena_format("nn.softmax_pool(x, { name = \"conv\", t = %g, train_t = %s, per = \"%s\" })",
                        real_of(l->arguments, "t", 1), flag(l->arguments, "learn", false),
                        number_of(l->arguments, "channels", 1) > 1 ? "feature" : "graph");
}

static const char *set2set_value(const Layer *l, int form)
{
    (void)form;
    return arena_format("nn.set2set(x, { name = \"conv\", steps = %d })",
                        number_of(l->arguments, "processing_steps", 0));
}

/* "Linear(4,3),ReLU,Linear(3,1)": { 3 }, and 1 for the last. */
static const char *hidden_widths(const char *layers, int *last)
{
    const char *hidden = "{ ", *separator = "";
    *last = 0;
    for (const char *at = strstr(layers, "Linear("); at; at = strstr(at + 1, "Linear(")) {
        if (*last) {
            hidden = arena_format("%s%s%d", hidden, separator, *last);
            separator = ", ";
        }
        *last = (int)strtol(strchr(at, ',') + 1, NULL, 10);
    }
    return arena_format("%s }", hidden);
}

static const char *attention_value(const Layer *l, int form)
{
    int gates = 0, out = 0;
    const char *hidden = hidden_widths(text_option(l, "gate_nn", ""), &gates), *more = "";
    const char *value = hidden_widths(text_option(l, "nn", ""), &out);
    (void)form;
    if (out)
        more = arena_format(", out = %d, out_hidden = %s", out, value);
    return arena_format("nn.attention_pool(x, { name = \"conv\", hidden = %s, per = \"%s\"%s })", hidden,
                        gates == 1 ? "node" : "feature", more);
}

/* ------------------------------------------------------------------ norms */

static const char *layer_norm_value(const Layer *l, int form)
{
    (void)form;
    return arena_format("nn.layer_norm(x, { name = \"conv\", over = \"%s\", affine = %s })",
                        strcmp(text_option(l, "mode", "graph"), "graph") == 0 ? "graph" : "row",
                        flag(l->arguments, "affine", true));
}

static const char *instance_norm_value(const Layer *l, int form)
{
    (void)form;
    return arena_format("nn.instance_norm(x, { name = \"conv\", affine = %s })", flag(l->arguments, "affine", false));
}

static const char *pair_norm_value(const Layer *l, int form)
{
    (void)form;
    return arena_format("nn.pair_norm(x, { scale = %g, individually = %s })", real_of(l->arguments, "scale", 1),
                        flag(l->arguments, "scale_individually", false));
}

/* Gradients of evaluation are those of a norm that training leaves as it is. */
static const char *frozen(const Layer *l, int form)
{
    return l->evaluates && form == AS_PARAM ? "true" : "false";
}

static const char *batch_norm_value(const Layer *l, int form)
{
    return arena_format("nn.batch_norm(x, { name = \"conv.module\", frozen = %s })", frozen(l, form));
}

/* ------------------------------------------------------------------ jumping knowledge */

static const char *jump(const char *rows, const char *name, const char *mode)
{
    return arena_format("nn.jumping_knowledge(%s, { name = \"%s\", merge = \"%s\" })", rows, name,
                        strcmp(mode, "cat") == 0 ? "concat" : mode);
}

static const char *jump_value(const Layer *l, int form)
{
    (void)form;
    return jump("parts", "conv", text_option(l, "mode", ""));
}

/* ------------------------------------------------------------------ networks */

/* Three layers, what they say together, its sum over each graph, and a perceptron. */
static const char *gin_lines(const Layer *l, int form)
{
    static const char *const eps[] = {"0", "0.25", "0.5"};
    const int hidden = number_of(l->arguments, "hidden", 0), classes = number_of(l->arguments, "classes", 0);
    const char *text = "local all, h = {}, x\n", *jk = text_option(l, "jk", NULL), *norm = "";
    if (is_on(l->arguments, "norm", false))
        norm = arena_format(", norm = function(h, name) return nn.batch_norm(h, { name = name, frozen = %s }) end",
                            frozen(l, form));
    for (int i = 0; i < 3; i++)
        text = arena_format(
            "%sh = relu(nn.gin(h, { name = \"convs.%d\", hidden = %d, out = %d, eps = %s, train_eps = %s%s }))\n"
            "all[%d] = h\n",
            text, i, hidden, hidden, eps[i], flag(l->arguments, "train_eps", false), norm, i + 1);
    if (jk)
        text = arena_format("%sh = %s\n", text, jump("all", "jk", jk));
    text = arena_format("%sh = relu(nn.linear(pool_sum(h), { name = \"lin1\", out = %d }))\n"
                        "local y = nn.linear(h, { name = \"lin2\", out = %d })\noutput(\"logits\", y)\n",
                        text, hidden, classes);
    const char *loss = text_option(l, "y", NULL) ? "bce_with_logits(y, target(graph).value(%d), { known = known })\n"
                                                 : "cross_entropy(y, target(graph).class(%d))\n";
    return arena_format("%slocal cost = %s", text, arena_format(loss, classes));
}

static const char *gat_lines(const Layer *l, int form)
{
    const int out = number_of(l->arguments, "out", 0), classes = number_of(l->arguments, "classes", 0);
    const char *text = "local h = x\n";
    (void)form;
    for (int i = 1; i <= 2; i++)
        text = arena_format("%sh = elu(nn.gat(h, { name = \"conv%d\", heads = 3, out = %d }))\n", text, i, out);
    return arena_format("%sh = elu(nn.gat(h, { name = \"conv3\", heads = 2, out = %d, merge = \"mean\" }))\n"
                        "local y = nn.linear(pool_%s(h), { name = \"lin\", out = %d })\ngraph { self_loops = true }\n"
                        "output(\"logits\", y)\nlocal cost = cross_entropy(y, target(graph).class(%d))\n",
                        text, 2 * out, text_option(l, "pool", ""), classes, classes);
}

static const char *regression(const Layer *l)
{
    return arena_format("output(\"pred\", y)\nlocal cost = %s(y, target(graph).value(1))\n",
                        strcmp(text_option(l, "loss", ""), "l1") == 0 ? "mae" : "mse");
}

static const char *gcn_lines(const Layer *l, int form)
{
    const int hidden = number_of(l->arguments, "hidden", 0);
    (void)form;
    return arena_format("local h = relu(nn.gcn(x, { name = \"conv1\", out = %d }))\n"
                        "h = relu(nn.gcn(h, { name = \"conv2\", out = %d }))\n"
                        "local y = nn.linear(pool_mean(h), { name = \"lin\", out = 1 })\n"
                        "graph { self_loops = \"missing\" }\n%s",
                        hidden, hidden, regression(l));
}

static const char *molecule_lines(const Layer *l, int form)
{
    const int hidden = number_of(l->arguments, "hidden", 0);
    const char *text = arena_format("local h = nn.embedding(x, { name = \"atom\", out = %d })\n"
                                    "local e = nn.embedding(input.edge { %d }, { name = \"bond\", out = %d })\n",
                                    hidden, number_of(l->arguments, "bonds", 0), hidden);
    (void)form;
    for (int i = 0; i < 3; i++)
        text = arena_format("%sh = relu(nn.gine(h, { name = \"convs.%d\", out = %d, edge = e, train_eps = true }))\n",
                            text, i, hidden);
    return arena_format("%sh = relu(nn.linear(pool_sum(h), { name = \"lin1\", out = %d }))\n"
                        "local y = nn.linear(h, { name = \"lin2\", out = 1 })\n%s",
                        text, hidden, regression(l));
}

/* clang-format off */
static const GraphClass graph_classes[] = {
    {"global_add_pool",        .of_graphs = true, .text = "pool_sum(x)"},
    {"global_mean_pool",       .of_graphs = true, .text = "pool_mean(x)"},
    {"global_max_pool",        .of_graphs = true, .text = "pool_max(x)"},
    {"VarAggregation",         .of_graphs = true, .text = "pool_var(x)"},
    {"StdAggregation",         .of_graphs = true, .text = "pool_std(x)"},
    {"SoftmaxAggregation",     .of_graphs = true, .value = softmax_value},
    {"AttentionalAggregation", .of_graphs = true, .value = attention_value},
    {"Set2Set",                .of_graphs = true, .value = set2set_value},
    {"GraphNorm",              .text = "nn.graph_norm(x, { name = \"conv\" })"},
    {"LayerNorm",              .value = layer_norm_value},
    {"InstanceNorm",           .value = instance_norm_value},
    {"PairNorm",               .value = pair_norm_value},
    {"GraphSizeNorm",          .text = "nn.graph_size_norm(x)"},
    {"MeanSubtractionNorm",    .text = "nn.mean_subtraction_norm(x)"},
    {"BatchNorm",              .value = batch_norm_value},
    {"JumpingKnowledge",       .value = jump_value},
    {"GINNet",                 .of_graphs = true, .network = gin_lines},
    {"GATNet",                 .of_graphs = true, .network = gat_lines},
    {"GCNRegressor",           .of_graphs = true, .network = gcn_lines},
    {"Molecules",              .of_graphs = true, .network = molecule_lines},
};
/* clang-format on */
enum { GRAPH_CLASSES = sizeof graph_classes / sizeof graph_classes[0] };

static const GraphClass *graph_class(const Layer *l)
{
    for (int i = 0; i < GRAPH_CLASSES; i++)
        if (is_class(l, graph_classes[i].class))
            return &graph_classes[i];
    fail_msg("cases.json: no word of ours is known for PyG's %s", l->class);
    return NULL;
}

/* ------------------------------------------------------------------ whose rows, which edges */

static int columns_of(const Npz *npz, const char *name)
{
    const NpyArray *array = npz_find(npz, name);
    if (!array || array->rank != 2)
        fail_msg("%s: no %s, or it has not two dimensions", npz->path, name);
    return (int)array->dim[1];
}

static void set_node_rows(Layer *l, const Npz *npz)
{
    if (is_class(l, "Molecules"))
        scene_rows(l, "node", "atom_type", number_of(l->arguments, "atoms", 0))->filling = KINDS;
    else if (is_class(l, "JumpingKnowledge")) {
        SceneRows *r = scene_rows(l, "node", "x", 0);
        r->parts = number_of(l->arguments, "num_layers", 0);
        r->width = r->parts * columns_of(npz, "x0");
    } else
        scene_rows(l, "node", "x", columns_of(npz, "x"));
}

/* In a network classes or numbers of graphs, some of which may be missing; else weights of the outputs. */
static void set_graph_answers(Layer *l, const Npz *npz)
{
    const GraphClass *class = graph_class(l);
    SceneRows *r = &l->scene->rows[class->of_graphs];
    if (!class->network) {
        weigh_output(r, "grad_out", columns_of(npz, "grad_out"));
        return;
    }
    r->answer = "y";
    r->classes = number_of(l->arguments, "classes", 0);
    r->answers = r->classes ? 0 : 1;
    if (text_option(l, "y", NULL)) {
        r->answers = r->width = r->classes;
        r->x = r->answer;
        r->filling = KNOWN;
    }
}

/* "batch": null: PyG is not told of graphs, and there is one. */
static void set_scene(Layer *l, const Npz *npz)
{
    l->scene = arena_alloc(1, sizeof *l->scene);
    const bool one_graph = json_is_null(json_object_get(l->arguments, "batch"));
    const bool norm = is_class(l, "BatchNorm") || is_on(l->arguments, "norm", false);
    set_node_rows(l, npz);
    l->scene->grouped = npz_find(npz, "batch") && !one_graph;
    l->scene->of_rows = norm;
    l->scene->probed = norm || !graph_class(l)->network;
    if (l->scene->grouped)
        scene_rows(l, "graph", NULL, 0)->count = "num_graphs";
    set_graph_answers(l, npz);
    if (!npz_find(npz, "edge_index"))
        return;
    scene_edges(l, (SceneEdges){.name = "edge", .ends = "edge_index", .type = -1});
    if (is_class(l, "Molecules")) {
        l->scene->edges[0].attr = "bond_type";
        l->scene->edges[0].width = number_of(l->arguments, "bonds", 0);
        l->scene->edges[0].filling = KINDS;
    }
}

/* ------------------------------------------------------------------ the model */

/* x, or parts = { x0, x1, ... } */
static const char *node_lines(const Layer *l, int form, bool sparse)
{
    const SceneRows *r = &l->scene->rows[0];
    if (!r->parts && !is_param(r, form))
        return arena_format("local x = input.node { %d, sparse = %s }\n", r->width, sparse ? "true" : "false");
    const char *unit = arena_format("input.node { %d, sparse = false }", MOST_NODES);
    if (!r->parts)
        return arena_format("local x = matmul(%s, param(\"x\", { %d, %d }))\n", unit, MOST_NODES, r->width);
    const char *text = "local parts = {}\n";
    for (int i = 0, width = r->width / r->parts; i < r->parts; i++)
        text = form == AS_PARAM ? arena_format("%sparts[%d] = matmul(%s, param(\"x%d\", { %d, %d }))\n", text, i + 1,
                                               unit, i, MOST_NODES, width)
                                : arena_format("%sparts[%d] = slice(input.node { %d, sparse = false }, %d, %d)\n", text,
                                               i + 1, r->width, i * width, width);
    return text;
}

static const char *known_lines(const Layer *l)
{
    const SceneRows *r = &l->scene->rows[l->scene->row_count - 1];
    return r->filling == KNOWN ? arena_format("local known = %s { %d, sparse = false }\n", r->of, r->width) : "";
}

/* y, its outputs, and what is to be least of it. */
static const char *class_lines(const Layer *l, int form, const SceneRows *answers)
{
    const GraphClass *class = graph_class(l);
    if (class->network)
        return class->network(l, form);
    return arena_format("local y = %s\noutput(\"out\", y)\nlocal cost = op.sum_rows(sum(y * target(%s).value(%d)))\n",
                        class->text ? class->text : class->value(l, form), answers->space, answers->answers);
}

static const char *probe_lines(const Layer *l, int form, const SceneRows *r)
{
    if (!l->scene->probed)
        return "";
    if (!is_probed(l, r, form))
        return "cost = cost + param(\"probe\", { 1 }, init.zeros) * op.sum_rows(sum(y))\n";
    return arena_format("cost = cost + op.sum_rows(sum(y * matmul(%s { %d, sparse = false }, "
                        "param(\"probe\", { %d, %d }, init.zeros))))\n",
                        r->of, MOST_NODES, MOST_NODES, r->answers ? r->answers : r->classes);
}

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    const SceneRows *answers = &l->scene->rows[graph_class(l)->of_graphs];
    return arena_format("model \"%s\"\n%s%s%s%sloss(cost)\n", name, node_lines(l, form, sparse), known_lines(l),
                        class_lines(l, form, answers), probe_lines(l, form, answers));
}

/* What is mixed by itself is dense. */
static bool takes_sparse(const Layer *l)
{
    return graph_class(l)->network && l->scene->rows[0].filling == NUMBERS;
}
