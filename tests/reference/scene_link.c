/* scene_link.c - networks that score pairs of nodes, as their cases have them: encoders, decoders, losses. The pairs are links:
 * the positives, behind them the negatives; what joins the i-th negative to the i-th positive are the losses' rivals. PyG's
 * arrays say so by their places, ours are made of them. */

/* A network's rows are z; what it says of pairs is y, and what is to be least is cost. */
typedef struct LinkClass {
    const char *class;
    const char *(*lines)(const Layer *l);
    const char *outputs; /* beside the scores */
} LinkClass;

/* ------------------------------------------------------------------ arrays that follow from others */

static double *add_array(Npz *npz, const char *name, int64_t rows, int64_t columns)
{
    NpyArray *arrays = mem_alloc((size_t)npz->count + 1, sizeof *arrays);
    memcpy(arrays, npz->arrays, (size_t)npz->count * sizeof *arrays);
    mem_free(npz->arrays);
    npz->arrays = arrays;
    NpyArray *a = &arrays[npz->count++];
    *a = (NpyArray){.kind = NPY_FLOAT, .item = 8, .rank = 2, .dim = {rows, columns}, .count = rows * columns};
    snprintf(a->name, sizeof a->name, "%s", name);
    a->bytes = mem_alloc((size_t)a->count, sizeof(double));
    return (double *)a->bytes;
}

static void add_number(Npz *npz, const char *name, int64_t number)
{
    *add_array(npz, name, 1, 1) = (double)number;
}

/* Positives and negatives: [2, K], or [3, K] with the relation in the middle. */
static NpyArray pairs_in(const Npz *npz, bool negative, const char *kind)
{
    const NpyArray *found = npz_find(npz, arena_format("%s_%s", negative ? "neg" : "pos", kind));
    if (!found)
        fail_msg("%s: no pairs", npz->path);
    return *found;
}

static void add_ends(Npz *npz, const char *kind, const int64_t count[2])
{
    const int64_t all = count[0] + count[1];
    double *ends = add_array(npz, "link_index", 2, all), *y = add_array(npz, "link_y", all, 1);
    double *type = add_array(npz, "link_type", all, 1);
    for (int negative = 0; negative < 2; negative++) {
        const NpyArray pairs = pairs_in(npz, negative, kind);
        const int64_t columns = pairs.dim[1], tail = (pairs.dim[0] - 1) * columns;
        for (int64_t i = 0, at = negative ? count[0] : 0; i < columns; i++, at++) {
            ends[at] = npy_number(&pairs, i);
            ends[all + at] = npy_number(&pairs, tail + i);
            y[at] = !negative;
            type[at] = pairs.dim[0] == 3 ? npy_number(&pairs, columns + i) : 0.0;
        }
    }
}

static void add_rivals(Npz *npz, const int64_t count[2])
{
    const int64_t rivals = count[0] == count[1] ? count[0] : 0;
    double *ends = add_array(npz, "rival_index", 2, rivals);
    for (int64_t i = 0; i < rivals; i++) {
        ends[i] = (double)(count[0] + i);
        ends[rivals + i] = (double)i;
    }
}

static void add_scores(Npz *npz, const int64_t count[2])
{
    double *scores = add_array(npz, "logits.f64", count[0] + count[1], 1);
    for (int negative = 0, at = 0; negative < 2; negative++) {
        const NpyArray *part = need(npz, negative ? "neg.f64" : "pos.f64", count[negative]);
        for (int64_t i = 0; i < count[negative]; i++)
            scores[at++] = npy_number(part, i);
    }
}

static void complete_links(Npz *npz)
{
    const char *kind = npz_find(npz, "pos_triple") ? "triple" : "index";
    const NpyArray *table = npz_find(npz, "param.node_emb.weight");
    table = table ? table : npz_find(npz, "param.node_emb");
    table = table ? table : npz_find(npz, "param.embedding.weight");
    const int64_t count[2] = {pairs_in(npz, false, kind).dim[1], pairs_in(npz, true, kind).dim[1]};
    if (table)
        add_number(npz, "num_nodes", table->dim[0]);
    add_number(npz, "num_links", count[0] + count[1]);
    add_ends(npz, kind, count);
    add_rivals(npz, count);
    add_scores(npz, count);
}

/* ------------------------------------------------------------------ encoders and losses */

static const char *encoder(const Layer *l, const char *prefix)
{
    const int hidden = number_of(l->arguments, "hidden", 0), out = number_of(l->arguments, "out", 0);
    if (strcmp(text_option(l, "encoder", ""), "GAT") == 0)
        return arena_format("local h = nn.gat(x, { name = \"%sconv1\", heads = 2, out = %d, activation = elu })\n"
                            "local z = nn.gat(h, { name = \"%sconv2\", heads = 1, out = %d })\n"
                            "graph { self_loops = true }\n",
                            prefix, hidden, prefix, out);
    return arena_format("local h = nn.gcn(x, { name = \"%sconv1\", out = %d, activation = relu })\n"
                        "local z = nn.gcn(h, { name = \"%sconv2\", out = %d })\n"
                        "graph { self_loops = \"missing\" }\n",
                        prefix, hidden, prefix, out);
}

/* Two means, of the positives' and of the negatives' terms. */
#define RECONSTRUCTION                                                                                                 \
    "local cost = op.sum_rows(t * softplus(-y)) / op.sum_rows(t) "                                                     \
    "+ op.sum_rows((1 - t) * softplus(y)) / op.sum_rows(1 - t)\n"
#define BINARY "local cost = bce_with_logits(y, t)\n"

static const char *ranked(const Layer *l)
{
    if (!json_object_get(l->arguments, "margin"))
        return "local cost = bpr(y, t)\n";
    return arena_format("local cost = margin_ranking(y, t, { margin = %g })\n", real_of(l->arguments, "margin", 0));
}

static const char *gae_lines(const Layer *l)
{
    return arena_format("%slocal y = nn.inner(z, { over = link })\n%s", encoder(l, "encoder."), RECONSTRUCTION);
}

static const char *encoder_lines(const Layer *l)
{
    const bool binary = strncmp(text_option(l, "loss", ""), "bce", 3) == 0;
    return arena_format("%slocal y = nn.inner(z, { over = link })\n%s", encoder(l, ""), binary ? BINARY : ranked(l));
}

static const char *mlp_lines(const Layer *l, const char *merge)
{
    return arena_format(
        "%slocal y = nn.pair_mlp(z, { over = link, name = \"decoder\", hidden = { %d }, merge = \"%s\" })\n%s",
        encoder(l, "encoder."), number_of(l->arguments, "hidden", 0), merge,
        strstr(l->name, "_ogb") ? RECONSTRUCTION : BINARY);
}

static const char *hadamard_lines(const Layer *l)
{
    return mlp_lines(l, "product");
}

static const char *concat_lines(const Layer *l)
{
    return mlp_lines(l, "concat");
}

static const char *table_of(const Layer *l, const char *name, const char *width)
{
    return arena_format("local z = embedding(node, %d, { name = \"%s\", rows = %d })\n",
                        number_of(l->arguments, width, 0), name, number_of(l->arguments, "num_nodes", 0));
}

#define BY_RELATION                                                                                                    \
    "local y = nn.distmult(z, { over = link, name = \"rel_emb\", relation = input(link) { %d, sparse = false } })\n"

static const char *distmult_lines(const Layer *l)
{
    const bool margin = json_object_get(l->arguments, "margin") != NULL;
    return arena_format("%s%s%s", table_of(l, "node_emb", "hidden_channels"),
                        arena_format(BY_RELATION, number_of(l->arguments, "num_relations", 0)),
                        margin ? ranked(l) : BINARY);
}

/* What is in no layer, from primitives: r is the relation's row. */
#define RELATION_ROW "local r = matmul(input(link) { %d, sparse = false }, param(\"rel_emb.weight\", { %d, %d }))\n"

static const char *relation_row(const Layer *l)
{
    const int relations = number_of(l->arguments, "num_relations", 0);
    return arena_format(RELATION_ROW, relations, relations, number_of(l->arguments, "hidden_channels", 0));
}

static const char *complex_lines(const Layer *l)
{
    const char *imaginary =
        arena_format("local rim = matmul(input(link) { %d, sparse = false }, param(\"rel_emb_im.weight\", "
                     "{ %d, %d }))\n",
                     number_of(l->arguments, "num_relations", 0), number_of(l->arguments, "num_relations", 0),
                     number_of(l->arguments, "hidden_channels", 0));
    return arena_format("%s%slocal im = embedding(node, %d, { name = \"node_emb_im\", rows = %d })\n%s"
                        "local a, b, c, d = link.src(z), link.src(im), link.dst(z), link.dst(im)\n"
                        "local y = sum(a * r * c + b * r * d + a * rim * d - b * rim * c)\n%s",
                        table_of(l, "node_emb", "hidden_channels"), relation_row(l),
                        number_of(l->arguments, "hidden_channels", 0), number_of(l->arguments, "num_nodes", 0),
                        imaginary, BINARY);
}

static const char *transe_lines(const Layer *l)
{
    return arena_format("%s%slocal u = z / sqrt(sum(square(z)))\n"
                        "local y = -sqrt(sum(square(link.src(u) + r - link.dst(u))))\n%s",
                        table_of(l, "node_emb", "hidden_channels"), relation_row(l), ranked(l));
}

/* e_(k+1) = A e_k, and a sum of all. */
static const char *lightgcn_lines(const Layer *l)
{
    const json_t *alpha = json_object_get(l->arguments, "alpha");
    const int layers = number_of(l->arguments, "num_layers", 0);
    const char *text = table_of(l, "embedding", "embedding_dim"), *sum = "";
    text = arena_format("%slocal e = { [0] = z }\n", text);
    for (int k = 0; k <= layers; k++) {
        const double share = alpha ? json_number_value(json_array_get(alpha, (size_t)k)) : 1.0 / (layers + 1);
        text = k == 0 ? text : arena_format("%se[%d] = nn.lg(e[%d], { over = edge })\n", text, k, k - 1);
        sum = arena_format("%s%s%.17g * e[%d]", sum, k ? " + " : "", share, k);
    }
    const bool met = json_is_string(json_object_get(l->arguments, "node_id"));
    const char *squares = "local squares = sum(square(z))\n";
    if (met)
        squares = "local one = op.constant { num = 1, space = \"link\", shape = { 1 } }\n"
                  "local squares = minimum(link.sum_src(one) + link.sum_dst(one), 1) * sum(square(z))\n";
    return arena_format("%slocal out = %s\nlocal y = nn.inner(out, { over = link })\n%s"
                        "local cost = bpr(y, t) + %g * op.sum_rows(squares) / op.sum_rows(t)\n",
                        text, sum, squares, real_of(l->arguments, "lambda_reg", 0));
}

#define ROWS "output(\"z\", z)\n"

/* clang-format off */
static const LinkClass link_classes[] = {
    {"GAE",      gae_lines,      ROWS},
    {"Encoder",  encoder_lines,  ROWS},
    {"Hadamard", hadamard_lines, ROWS},
    {"Concat",   concat_lines,   ROWS},
    {"DistMult", distmult_lines, ""},
    {"ComplEx",  complex_lines,  ""},
    {"TransE",   transe_lines,   ""},
    {"LightGCN", lightgcn_lines, "output(\"embedding\", out)\n"},
};
/* clang-format on */
enum { LINK_CLASSES = sizeof link_classes / sizeof link_classes[0] };

static const LinkClass *find_class(const char *class)
{
    for (int i = 0; i < LINK_CLASSES; i++)
        if (strcmp(link_classes[i].class, class) == 0)
            return &link_classes[i];
    return NULL;
}

static bool is_link_class(const char *class)
{
    return find_class(class) != NULL;
}

/* ------------------------------------------------------------------ scene, model */

static void set_scene(Layer *l, const Npz *npz)
{
    l->scene = arena_alloc(1, sizeof *l->scene);
    const NpyArray *x = npz_find(npz, "x");
    SceneRows *nodes = scene_rows(l, "node", x ? "x" : NULL, x ? (int)x->dim[1] : 0);
    nodes->count = x ? NULL : "num_nodes";
    SceneRows *links = scene_rows(l, "link", "link_type", number_of(l->arguments, "num_relations", 0));
    links->filling = KINDS;
    links->count = "num_links";
    links->answer = "link_y";
    links->answers = 1;
    if (npz_find(npz, "edge_index"))
        scene_edges(l, (SceneEdges){.name = "edge", .ends = "edge_index", .type = -1});
    scene_edges(l, (SceneEdges){.name = "link", .ends = "link_index", .from = 0, .to = 0, .type = -1});
    scene_edges(l, (SceneEdges){.name = "link_rivals", .ends = "rival_index", .from = 1, .to = 1, .type = -1});
}

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    const SceneRows *nodes = &l->scene->rows[0];
    const char *x = "";
    if (is_param(nodes, form))
        x = arena_format("local x = matmul(input.node { %d, sparse = false }, param(\"x\", { %d, %d }))\n", MOST_NODES,
                         MOST_NODES, nodes->width);
    else if (nodes->x)
        x = arena_format("local x = input.node { %d, sparse = %s }\n", nodes->width, sparse ? "true" : "false");
    return arena_format("model \"%s\"\nlocal link = links(\"link\", { from = node, to = node })\n%s"
                        "local t = target(link).value(1)\n%soutput(\"logits\", y)\n%sloss(cost)\n",
                        name, x, find_class(l->class)->lines(l), find_class(l->class)->outputs);
}

static bool takes_sparse(const Layer *l)
{
    return l->scene->rows[0].x != NULL;
}
