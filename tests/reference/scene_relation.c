/* scene_relation.c - the layers over relations as their cases have them: whose rows there are, which edges join them, and
 * the text of the model. A case's rows, edges and parameters keep PyG's names in it. */

/* ------------------------------------------------------------------ PyG's arguments */

static int width_of(const Layer *l)
{
    const bool heads = is_on(l->arguments, "concat", true) && !is_class(l, "HGTConv") && !is_class(l, "HANConv");
    return number_of(l->arguments, "out_channels", 0) * (heads ? number_of(l->arguments, "heads", 1) : 1);
}

static const char *aggregate_of(const Layer *l, const char *otherwise)
{
    const char *word = text_option(l, "aggr", otherwise);
    return strcmp(word, "add") == 0 ? "sum" : strcmp(word, "cat") == 0 ? "concat" : word;
}

/* PyG's layer over that relation, where each has one of its own. */
static const char *class_over(const Layer *l, const SceneEdges *e)
{
    const json_t *convs = json_object_get(l->arguments, "convs");
    const bool named = strncmp(e->ends, "edge_index.", strlen("edge_index.")) == 0; /* a relation alone has no name there */
    const char *class = named ? json_string_value(json_object_get(convs, e->ends + strlen("edge_index."))) : NULL;
    return class ? class : "";
}

/* ------------------------------------------------------------------ whose rows, which edges */

/* Sources and destinations. PyG's loops between them, where a case wants them, are among the edges of its weights. */
static void two_sides(Layer *l, const json_t *widths)
{
    const char *ends = is_on(l->arguments, "add_self_loops", false) ? "attention.edge_index" : "edge_index";
    const bool unknown = strstr(l->name, "no_target") != NULL;
    const int from = (int)json_integer_value(json_array_get(widths, 0));
    const int to = (int)json_integer_value(json_array_get(widths, 1));
    scene_rows(l, "giver", "x_src", from)->count = "num_src";
    scene_rows(l, "taker", "x_dst", unknown ? 0 : to)->count = "num_dst";
    scene_edges(l, (SceneEdges){.name = "gives", .ends = ends, .from = 0, .to = 1, .type = -1});
}

/* One set of nodes, edges by their numbers. */
static void numbered(Layer *l, int relations)
{
    const bool featureless = json_is_null(json_object_get(l->arguments, "x"));
    SceneRows *nodes = scene_rows(l, "node", featureless ? NULL : "x", number_of(l->arguments, "in_channels", 0));
    nodes->count = featureless ? "num_nodes" : NULL;
    for (int i = 0; i < relations; i++)
        scene_edges(l, (SceneEdges){.name = arena_format("rel%d", i), .ends = "edge_index", .type = i});
}

static int space_number(const Layer *l, const json_t *name)
{
    for (int i = 0; i < l->scene->row_count; i++)
        if (strcmp(l->scene->rows[i].space, json_string_value(name)) == 0)
            return i;
    fail_msg("cases.json: no node type %s", json_string_value(name));
    return -1;
}

static void typed(Layer *l, const json_t *widths)
{
    l->scene->named = true;
    const json_t *spaces = json_object_get(l->arguments, "node_types");
    for (size_t i = 0; i < json_array_size(spaces); i++) {
        const char *space = json_string_value(json_array_get(spaces, i));
        scene_rows(l, space, arena_format("x.%s", space), (int)json_integer_value(json_object_get(widths, space)));
    }
    const json_t *types = json_object_get(l->arguments, "edge_types");
    for (size_t i = 0; i < json_array_size(types); i++) {
        const json_t *type = json_array_get(types, i);
        const char *from = json_string_value(json_array_get(type, 0)), *to = json_string_value(json_array_get(type, 2));
        const char *name = json_string_value(json_array_get(type, 1));
        scene_edges(l, (SceneEdges){.name = name,
                                    .ends = arena_format("edge_index.%s__%s__%s", from, name, to),
                                    .from = space_number(l, json_array_get(type, 0)),
                                    .to = space_number(l, json_array_get(type, 2)),
                                    .type = -1});
    }
}

static int output_width(const Layer *l, const char *merge, int space)
{
    int width = width_of(l), into = 0;
    for (int i = 0; i < l->scene->edge_count; i++)
        into += l->scene->edges[i].to == space;
    return strcmp(merge, "concat") == 0 ? width * into : width;
}

static bool is_reached(const Layer *l, int space)
{
    for (int i = 0; i < l->scene->edge_count; i++)
        if (l->scene->edges[i].to == space)
            return true;
    return false;
}

/* Outputs of the rows that edges lead to; of a network, classes of the last rows. */
static void set_answers(Layer *l)
{
    SceneRows *rows = l->scene->rows;
    for (int i = 0; i < l->scene->row_count; i++)
        if (is_class(l, "TwoLayers")) {
            rows[i].answer = i == l->scene->row_count - 1 ? "y" : NULL;
            rows[i].classes = number_of(l->arguments, "classes", 0);
        } else if (is_reached(l, i)) {
            weigh_output(&rows[i], l->scene->named ? arena_format("grad_out.%s", rows[i].space) : "grad_out",
                         output_width(l, aggregate_of(l, "sum"), i));
        }
}

static void set_edges(Layer *l)
{
    for (int i = 0; i < l->scene->edge_count; i++) {
        SceneEdges *e = &l->scene->edges[i];
        e->attr = "edge_attr";
        e->width = number_of(l->arguments, "edge_dim", 0);
        e->loops = strcmp(class_over(l, e), "GCNConv") == 0; /* as PyG's adds them by itself */
    }
}

static void set_scene(Layer *l, const Npz *npz)
{
    (void)npz;
    l->scene = arena_alloc(1, sizeof *l->scene);
    const json_t *widths = json_object_get(l->arguments, "in_channels");
    if (json_is_array(widths))
        two_sides(l, widths);
    else if (json_is_object(widths))
        typed(l, widths);
    else
        numbered(l, number_of(l->arguments, "num_relations", 0));
    set_answers(l);
    set_edges(l);
}

/* ------------------------------------------------------------------ the model: spaces and inputs */

static const char *declarations(const Layer *l)
{
    const char *text = "";
    for (int i = 0; i < l->scene->row_count; i++)
        if (strcmp(l->scene->rows[i].space, "node") != 0)
            text = arena_format("%slocal %s = space \"%s\"\n", text, l->scene->rows[i].space, l->scene->rows[i].space);
    for (int i = 0; i < l->scene->edge_count; i++) {
        const SceneEdges *e = &l->scene->edges[i];
        text = arena_format("%slocal %s = relation(\"%s\", { from = %s, to = %s })\n", text, e->name, e->name,
                            l->scene->rows[e->from].space, l->scene->rows[e->to].space);
    }
    return text;
}

/* x.SPACE */
static const char *row_lines(const Layer *l, int form, bool sparse)
{
    const char *text = "local x = {}\n";
    for (int i = 0; i < l->scene->row_count; i++) {
        const SceneRows *r = &l->scene->rows[i];
        if (r->width == 0)
            continue;
        if (form == AS_DATA || !r->x)
            text = arena_format("%sx.%s = %s { %d, sparse = %s }\n", text, r->space, r->of, r->width,
                                sparse ? "true" : "false");
        else
            text = arena_format("%sx.%s = matmul(%s { %d, sparse = false }, param(\"%s\", { %d, %d }))\n", text,
                                r->space, r->of, MOST_NODES, r->x, MOST_NODES, r->width);
    }
    return text;
}

/* a.RELATION, where edges have features or weights. As a parameter these are one for all relations: an edge's row of the
 * identity is of its number among all. */
static const char *edge_lines(const Layer *l, int form)
{
    const int width = l->weighted ? 1 : number_of(l->arguments, "edge_dim", 0);
    const char *text = "local a = {}\n";
    if (width == 0)
        return text;
    if (form == AS_PARAM)
        text = arena_format("%slocal A = param(\"%s\", { %d, %d })\n", text, l->weighted ? "edge_weight" : "edge_attr",
                            MOST_EDGES, width);
    for (int i = 0; i < l->scene->edge_count; i++) {
        const char *name = l->scene->edges[i].name;
        const char *value = form == AS_PARAM ? arena_format("matmul(input(%s) { %d }, A)", name, MOST_EDGES)
                            : l->weighted    ? arena_format("input.edge_weight { over = %s }", name)
                                             : arena_format("input(%s) { %d }", name, width);
        text = arena_format("%sa.%s = %s\n", text, name, value);
    }
    return text;
}

/* ------------------------------------------------------------------ the model: the layer */

static const char *attention_options(const Layer *l)
{
    return arena_format("heads = %d, merge = \"%s\"", number_of(l->arguments, "heads", 1),
                        is_on(l->arguments, "concat", true) ? "concat" : "mean");
}

/* From one space to another. */
static const char *two_sided_call(const Layer *l)
{
    const char *more = "", *word = NULL;
    const char *edge = number_of(l->arguments, "edge_dim", 0) ? ", edge = a.gives" : "";
    const char *pair = l->scene->rows[1].width == 0 ? "{ x.giver }" : "{ x.giver, x.taker }";
    if (is_class(l, "GATConv") || is_class(l, "GATv2Conv")) {
        word = is_class(l, "GATConv") ? "gat" : "gatv2";
        more = arena_format("%s%s, residual = %s", attention_options(l), edge, flag(l->arguments, "residual", false));
    } else if (is_class(l, "TransformerConv")) {
        word = "transformer";
        more = arena_format("%s%s, beta = %s", attention_options(l), edge, flag(l->arguments, "beta", false));
    } else if (is_class(l, "SAGEConv")) {
        word = "sage";
        more = arena_format("aggregate = \"%s\", root = %s, l2 = %s, project = %s", aggregate_of(l, "mean"),
                            flag(l->arguments, "root_weight", true), flag(l->arguments, "normalize", false),
                            flag(l->arguments, "project", false));
    } else if (is_class(l, "GraphConv")) {
        word = "graph_conv";
        more = arena_format("aggregate = \"%s\"%s", aggregate_of(l, "add"), l->weighted ? ", weight = a.gives" : "");
    } else {
        fail_msg("cases.json: no layer of ours is known for PyG's %s", l->class);
    }
    return arena_format("{ taker = nn.%s(%s, { over = gives, name = \"conv\", out = %d, %s }) }", word, pair,
                        number_of(l->arguments, "out_channels", 0), more);
}

static const char *relation_names(const Layer *l)
{
    const char *text = "";
    for (int i = 0; i < l->scene->edge_count; i++)
        text = arena_format("%s%s%s", text, i ? ", " : "", l->scene->edges[i].name);
    return text;
}

static const char *count_option(const Layer *l, const char *key, const char *option)
{
    return number_of(l->arguments, key, 0) ? arena_format(", %s = %d", option, number_of(l->arguments, key, 0)) : "";
}

static const char *numbered_call(const Layer *l)
{
    const char *word = "rgcn", *more = NULL, *bases = count_option(l, "num_bases", "bases");
    if (is_class(l, "RGCNConv")) {
        more = arena_format("aggregate = \"%s\", root = %s, bias = %s%s", aggregate_of(l, "mean"),
                            flag(l->arguments, "root_weight", true), flag(l->arguments, "bias", true),
                            count_option(l, "num_blocks", "blocks"));
    } else {
        word = "rgat";
        more = arena_format("%s, softmax = \"%s\"%s", attention_options(l),
                            strstr(text_option(l, "attention_mechanism", ""), "within") ? "within" : "across",
                            number_of(l->arguments, "edge_dim", 0) ? ", edge = a" : "");
    }
    return arena_format("{ node = nn.%s(x.node, { over = { %s }, name = \"conv\", out = %d%s, %s }) }", word,
                        relation_names(l), number_of(l->arguments, "out_channels", 0), bases, more);
}

/* "nn.sage(h, { over = r, ... })" of "SAGEConv(mean)" and its like. */
static const char *inner_call(const Layer *l, const char *class)
{
    const char *common = "over = r, name = name, out =";
    if (strncmp(class, "SAGEConv", 8) == 0)
        return arena_format("nn.sage(h, { %s %d })", common, number_of(l->arguments, "out_channels", 0));
    if (strncmp(class, "GATConv", 7) == 0)
        return arena_format("nn.gat(h, { %s %d, heads = 2 })", common,
                            strstr(class, "out=2") ? 2 : number_of(l->arguments, "out_channels", 0));
    if (strncmp(class, "GCNConv", 7) == 0)
        return arena_format("nn.gcn(h[1], { %s %d })", common, number_of(l->arguments, "out_channels", 0));
    fail_msg("cases.json: no layer of ours is known for PyG's %s", class);
    return NULL;
}

/* layer = function(h, r, name) ... */
static const char *inner_layer(const Layer *l)
{
    const json_t *convs = json_object_get(l->arguments, "convs");
    if (!json_is_object(convs))
        return arena_format("function(h, r, name) return %s end", inner_call(l, text_option(l, "convs", "SAGEConv")));
    const char *text = "function(h, r, name)\n";
    for (int i = 0; i < l->scene->edge_count; i++) {
        const SceneEdges *e = &l->scene->edges[i];
        text = arena_format("%sif r == %s then return %s end\n", text, e->name, inner_call(l, class_over(l, e)));
    }
    return arena_format("%send", text);
}

static const char *typed_call(const Layer *l)
{
    const bool han = is_class(l, "HANConv");
    const int out = number_of(l->arguments, "out_channels", 0);
    if (han || is_class(l, "HGTConv"))
        return arena_format("nn.%s(x, { over = { %s }, name = \"conv\", out = %d, heads = %d%s })", han ? "han" : "hgt",
                            relation_names(l), out, number_of(l->arguments, "heads", 1),
                            han ? arena_format(", slope = %g", real_of(l->arguments, "negative_slope", 0.2)) : "");
    return arena_format("nn.hetero(x, { over = { %s }, name = \"conv\", merge = \"%s\", layer = %s })",
                        relation_names(l), aggregate_of(l, "sum"), inner_layer(l));
}

static const char *layer_call(const Layer *l)
{
    return json_is_array(json_object_get(l->arguments, "in_channels")) ? two_sided_call(l)
           : l->scene->row_count == 1                                  ? numbered_call(l)
                                                                       : typed_call(l);
}

/* TwoLayers of the folder's README. */
static const char *network_lines(const Layer *l)
{
    const char *layer = arena_format("function(h, r, name) return nn.sage(h, { over = r, name = name, out = %d }) end",
                                     number_of(l->arguments, "hidden", 0));
    const char *text = "";
    for (int i = 0; i < l->scene->row_count; i++)
        text = arena_format("%sx.%s = relu(nn.linear(x.%s, { name = \"proj.%s\", out = %d }))\n", text,
                            l->scene->rows[i].space, l->scene->rows[i].space, l->scene->rows[i].space,
                            number_of(l->arguments, "hidden", 0));
    for (int i = 1; i <= 2; i++)
        text = arena_format("%sx = nn.hetero(x, { over = { %s }, name = \"conv%d\", activation = relu, layer = %s })\n",
                            text, relation_names(l), i, layer);
    return arena_format("%slocal y = nn.linear(x.paper, { name = \"lin\", out = %d })\noutput(\"logits\", y)\n"
                        "loss(cross_entropy(y, target(paper).class(%d)))\n",
                        text, number_of(l->arguments, "classes", 0), number_of(l->arguments, "classes", 0));
}

/* ------------------------------------------------------------------ the model: outputs and loss */

static const char *output_lines(const Layer *l)
{
    const char *outputs = "", *sum = "";
    for (int i = 0; i < l->scene->row_count; i++) {
        const char *space = l->scene->rows[i].space;
        if (!is_reached(l, i))
            continue;
        const int width = l->scene->rows[i].answers;
        outputs = arena_format("%soutput(\"out_%s\", y.%s)\n", outputs, space, space);
        sum = arena_format("%s%sop.sum_rows(sum(y.%s * target(%s).value(%d)))", sum, *sum ? " + " : "", space, space,
                           width);
    }
    return arena_format("%sloss(%s)\n", outputs, sum);
}

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    const char *head =
        arena_format("model \"%s\"\n%s%s%s", name, declarations(l), row_lines(l, form, sparse), edge_lines(l, form));
    if (is_class(l, "TwoLayers"))
        return arena_format("%s%s", head, network_lines(l));
    return arena_format("%slocal y = %s\n%s", head, layer_call(l), output_lines(l));
}

/* A maximum over neighbours needs every element of their rows, so its input is dense; as is what is mixed by itself. */
static bool takes_sparse(const Layer *l)
{
    return l->scene->rows[0].x && !is_class(l, "RGCNConv") && strcmp(aggregate_of(l, "mean"), "max") != 0 &&
           !is_class(l, "HGTConv");
}
