/* scene_graph.c - read-outs, norms, jumping knowledge and networks over the nodes of several graphs, as their cases have
 * them: a row of a table for each of PyG's classes, which says what the model's text is and whose rows its output has. */

/* The word of the model for a class, as lines that make y; what y has a row for; do lines say output and loss, too? */
typedef struct GraphClass {
    const char *class;
    const char *(*lines)(const Layer *l, int form);
    bool of_graphs, is_network;
} GraphClass;

static const GraphClass *graph_class(const Layer *l);

/* ------------------------------------------------------------------ read-outs */

static const char *sum_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = pool_sum(x)\n";
}

static const char *mean_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = pool_mean(x)\n";
}

static const char *max_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = pool_max(x)\n";
}

static const char *var_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = pool_var(x)\n";
}

static const char *std_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = pool_std(x)\n";
}

static const char *softmax_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = nn.softmax_pool(x, { name = \"conv\", t = %g, train_t = %s, per = \"%s\" })\n",
                        real_of(l->arguments, "t", 1), flag(l->arguments, "learn", false),
                        number_of(l->arguments, "channels", 1) > 1 ? "feature" : "graph");
}

static const char *set2set_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = nn.set2set(x, { name = \"conv\", steps = %d })\n",
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

static const char *attention_lines(const Layer *l, int form)
{
    int gates = 0, out = 0;
    const char *hidden = hidden_widths(text_option(l, "gate_nn", ""), &gates), *more = "";
    const char *value = hidden_widths(text_option(l, "nn", ""), &out);
    (void)form;
    if (out)
        more = arena_format(", out = %d, out_hidden = %s", out, value);
    return arena_format("local y = nn.attention_pool(x, { name = \"conv\", hidden = %s, per = \"%s\"%s })\n", hidden,
                        gates == 1 ? "node" : "feature", more);
}

/* ------------------------------------------------------------------ norms */

static const char *graph_norm_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = nn.graph_norm(x, { name = \"conv\" })\n";
}

static const char *layer_norm_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = nn.layer_norm(x, { name = \"conv\", over = \"%s\", affine = %s })\n",
                        strcmp(text_option(l, "mode", "graph"), "graph") == 0 ? "graph" : "row",
                        flag(l->arguments, "affine", true));
}

static const char *instance_norm_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = nn.instance_norm(x, { name = \"conv\", affine = %s })\n",
                        flag(l->arguments, "affine", false));
}

static const char *pair_norm_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = nn.pair_norm(x, { scale = %g, individually = %s })\n",
                        real_of(l->arguments, "scale", 1), flag(l->arguments, "scale_individually", false));
}

static const char *size_norm_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = nn.graph_size_norm(x)\n";
}

static const char *mean_norm_lines(const Layer *l, int form)
{
    (void)l, (void)form;
    return "local y = nn.mean_subtraction_norm(x)\n";
}

/* Gradients of evaluation are those of a norm that training leaves as it is. */
static const char *frozen(const Layer *l, int form)
{
    return l->evaluates && form == AS_PARAM ? "true" : "false";
}

static const char *batch_norm_lines(const Layer *l, int form)
{
    return arena_format("local y = nn.batch_norm(x, { name = \"conv.module\", frozen = %s })\n", frozen(l, form));
}

/* ------------------------------------------------------------------ jumping knowledge */

static const char *jump(const char *rows, const char *name, const char *mode)
{
    return arena_format("nn.jumping_knowledge(%s, { name = \"%s\", merge = \"%s\" })\n", rows, name,
                        strcmp(mode, "cat") == 0 ? "concat" : mode);
}

static const char *jump_lines(const Layer *l, int form)
{
    (void)form;
    return arena_format("local y = %s", jump("parts", "conv", text_option(l, "mode", "")));
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
        text = arena_format("%sh = %s", text, jump("all", "jk", jk));
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
    {"global_add_pool",        sum_lines,           .of_graphs = true},
    {"global_mean_pool",       mean_lines,          .of_graphs = true},
    {"global_max_pool",        max_lines,           .of_graphs = true},
    {"VarAggregation",         var_lines,           .of_graphs = true},
    {"StdAggregation",         std_lines,           .of_graphs = true},
    {"SoftmaxAggregation",     softmax_lines,       .of_graphs = true},
    {"AttentionalAggregation", attention_lines,     .of_graphs = true},
    {"Set2Set",                set2set_lines,       .of_graphs = true},
    {"GraphNorm",              graph_norm_lines,    .of_graphs = false},
    {"LayerNorm",              layer_norm_lines,    .of_graphs = false},
    {"InstanceNorm",           instance_norm_lines, .of_graphs = false},
    {"PairNorm",               pair_norm_lines,     .of_graphs = false},
    {"GraphSizeNorm",          size_norm_lines,     .of_graphs = false},
    {"MeanSubtractionNorm",    mean_norm_lines,     .of_graphs = false},
    {"BatchNorm",              batch_norm_lines,    .of_graphs = false},
    {"JumpingKnowledge",       jump_lines,          .of_graphs = false},
    {"GINNet",                 gin_lines,           .of_graphs = true, .is_network = true},
    {"GATNet",                 gat_lines,           .of_graphs = true, .is_network = true},
    {"GCNRegressor",           gcn_lines,           .of_graphs = true, .is_network = true},
    {"Molecules",              molecule_lines,      .of_graphs = true, .is_network = true},
};
/* clang-format on */
enum { GRAPH_CLASSES = sizeof graph_classes / sizeof graph_classes[0] };

static const GraphClass *graph_class(const Layer *l)
{
    for (int i = 0; i < GRAPH_CLASSES; i++)
        if (is_class(l, graph_classes[i].class))
            return &graph_classes[i];
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
    if (!class->is_network) {
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
static void set_graph_scene(Layer *l, const Npz *npz)
{
    const bool one_graph = json_is_null(json_object_get(l->arguments, "batch"));
    const bool norm = is_class(l, "BatchNorm") || is_on(l->arguments, "norm", false);
    set_node_rows(l, npz);
    l->scene->grouped = npz_find(npz, "batch") && !one_graph;
    l->scene->of_rows = norm;
    l->scene->probed = norm || !graph_class(l)->is_network;
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

static const char *outputs_and_cost(const Layer *l, const SceneRows *r)
{
    if (graph_class(l)->is_network)
        return "";
    return arena_format("output(\"out\", y)\nlocal cost = op.sum_rows(sum(y * target(%s).value(%d)))\n", r->space,
                        r->answers);
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

static const char *graph_text(const Layer *l, const char *name, int form, bool sparse)
{
    const GraphClass *class = graph_class(l);
    const SceneRows *answers = &l->scene->rows[class->of_graphs];
    return arena_format("model \"%s\"\n%s%s%s%s%sloss(cost)\n", name, node_lines(l, form, sparse), known_lines(l),
                        class->lines(l, form), outputs_and_cost(l, answers), probe_lines(l, form, answers));
}

/* What is mixed by itself is dense. */
static bool graphs_take_sparse(const Layer *l)
{
    return graph_class(l)->is_network && l->scene->rows[0].filling == NUMBERS;
}
