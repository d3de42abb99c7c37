/* between.c - the forms between rows, of which random models are made besides those of steps.c: gathers, sums over
 * edges, attention, pools, whole layers; and the list of all steps. */
#include "steps.c"

/* ---------------------------------------------------------------- movement */

/* A form with two slots: words of a relation, and what they take. */
static const char *fill_two(const char *form, const char *prefix, const char *x)
{
    return arena_format("%s%s", prefix, fill_form(form + 2, x));
}

static void step_gather(Gen *g)
{
    const Way way = pick_way(g);
    int a = pick_value(g, 1 << way.from, 0), b = pick_value(g, 1 << way.to, 0);
    if (a < 0 || b < 0)
        return;
    Line la = *line(g, a), lb = *line(g, b);
    const char *p = way.prefix;
    switch (pick(g, 4)) {
    case 0: add_value(g, type_of(way.edges, la.type.shape), la.size, arena_format("%ssrc(%s)", p, use(g, a))); return;
    case 1: add_value(g, type_of(way.edges, lb.type.shape), lb.size, arena_format("%sdst(%s)", p, use(g, b))); return;
    default: break;
    }
    if (!broadcasts(la.type.shape, lb.type.shape))
        return;
    Row type = type_of(way.edges, joined(la.type, lb.type).shape);
    bool product = pick(g, 2);
    add_value(g, type, product ? la.size * lb.size : la.size + lb.size,
              arena_format(product ? "%ssrc(%s) * %sdst(%s)" : "%ssrc(%s) + %sdst(%s)", p, use(g, a), p, use(g, b)));
}

static void step_scatter(Gen *g)
{
    const Way way = pick_way(g);
    static const char *const forms[] = {"%ssum_in(%s) / 4", "mean_in(%s)", "%smax_in(%s)", "%ssum_out(%s) / 4",
                                        "%smax_out(%s)"};
    int a = pick_value(g, 1 << way.edges, 0), form = pick(g, g->whole ? 5 : 3);
    if (a < 0)
        return;
    const char *x = use(g, a),
               *text = form == 1 ? arena_format("mean_in(%s)", x) : fill_two(forms[form], way.prefix, x);
    add_value(g, type_of(form >= 3 ? way.from : way.to, line(g, a)->type.shape), line(g, a)->size * 2, text);
}

/* A mean over neighbours by the weights of the edges, or a convolution: both ends' degrees share each edge. */
static void step_weighted(Gen *g)
{
    int z = pick_value(g, N, 0);
    if (z < 0)
        return;
    const char *x = use(g, z), *w = g->edge_weight < 0 ? "" : use(g, g->edge_weight);
    const char *total = *w ? arena_format("sum_in(%s)", w) : "degree()", *times = *w ? " * " : "";
    if (pick(g, 2)) {
        add_value(g, line(g, z)->type, line(g, z)->size * 2,
                  arena_format("sum_in(%s%ssrc(%s)) / (%s + 0.5)", w, times, x, total));
        return;
    }
    int d = add_value(g, type_of(IN_NODE, shape_make(1, 1, 1, 1)), 1.5, arena_format("(%s + 0.5) ^ -0.5", total));
    const char *share = use(g, d);
    add_value(g, line(g, z)->type, line(g, z)->size * 2,
              arena_format("sum_in(%s%ssrc(%s) * (dst(%s) * src(%s)))", w, times, x, share, share));
}

/* Scores of one kind or another, normalised, times what is gathered. */
static void step_attention(Gen *g)
{
    const Way way = pick_way(g);
    int z = pick_value(g, 1 << way.from, 2), e = pick_value(g, 1 << way.edges, 1);
    int to = way.to == way.from ? z : pick_value(g, 1 << way.to, 2);
    if (z < 0)
        return;
    Shape s = line(g, z)->type.shape;
    const char *x = use(g, z), *p = way.prefix;
    const char *score = to >= 0 && shape_equal(line(g, to)->type.shape, s)
                            ? arena_format("dot(%ssrc(%s), %sdst(%s))", p, x, p, use(g, to))
                            : arena_format("sum(%ssrc(%s))", p, x);
    const char *mask = pick(g, 4) ? ""
                       : way.edges == IN_EDGE
                           ? arena_format(", drop_edge(0.%d)", 2 + pick(g, 4))
                           : arena_format(", drop_edge(0.%d, %s)", 2 + pick(g, 4), in_names[way.edges]);
    if (e >= 0 && line(g, e)->type.shape.dim[0] == s.dim[0] && pick(g, 2))
        score = use(g, e);
    int w = add_value(g, type_of(way.edges, shape_make(1, s.dim[0], 1, 1)), 1,
                      arena_format("edge_softmax(leaky_relu(%s, 0.2)%s)", score, mask));
    const char *kept = pick(g, 2) ? arena_format("dropout(%s, 0.3)", use(g, w)) : use(g, w);
    add_value(g, type_of(way.to, s), line(g, z)->size * 1.5, arena_format("%ssum_in(%s * %ssrc(%s))", p, kept, p, x));
}

/* Sums over all rows into a parameter's space, of any space that has rows. */
static void step_fold(Gen *g, bool plain)
{
    int spaces = plain ? N | E | G | OWN : P | N | E | G | OWN, a = pick_value(g, spaces, 0);
    if (a < 0)
        return;
    int b = pick_value(g, 1 << line(g, a)->type.space, 0);
    Shape s = line(g, a)->type.shape;
    double size = line(g, a)->size * 3;
    if (plain) {
        add_value(g, type_of(IN_PARAM, s), size, arena_format("op.sum_rows(%s) / 8", use(g, a)));
        return;
    }
    int64_t rows = shape_width(s), columns = b < 0 ? 0 : shape_width(line(g, b)->type.shape);
    if (b < 0 || rows * columns > 400)
        return;
    add_value(g, type_of(IN_PARAM, shape_make(2, (int32_t)rows, (int32_t)columns, 1)), size * line(g, b)->size,
              arena_format("op.outer(%s, %s) / 8", use(g, a), use(g, b)));
}

static void step_whole(Gen *g)
{
    int a = pick_value(g, N, 0), b = pick_value(g, G, 0);
    if (!g->whole || a < 0)
        return;
    Line la = *line(g, a);
    int form = pick(g, 6);
    if (form == 0)
        add_value(g, type_of(IN_GRAPH, la.type.shape), la.size, arena_format("pool_mean(%s)", use(g, a)));
    else if (form == 1)
        add_value(g, type_of(IN_GRAPH, la.type.shape), la.size * 3, arena_format("pool_sum(%s) / 8", use(g, a)));
    else if (form == 2 && b >= 0)
        add_value(g, type_of(IN_NODE, line(g, b)->type.shape), line(g, b)->size, arena_format("spread(%s)", use(g, b)));
    else if (form > 2)
        step_fold(g, form == 3);
}

/* Links: what both ends have, a score of the two, and what is brought back to them. */
static void step_links(Gen *g)
{
    if (!g->own || !g->whole)
        return;
    const int a = pick_value(g, 1 << IN_OTHER, 0), b = pick_value(g, N, 0), l = pick_value(g, 1 << IN_PAIR, 0);
    const int form = pick(g, 5);
    if (form < 2 && (form == 0 ? a : b) >= 0)
        add_value(g, type_of(IN_PAIR, line(g, form == 0 ? a : b)->type.shape), line(g, form == 0 ? a : b)->size,
                  form == 0 ? arena_format("pair.src(%s)", use(g, a)) : arena_format("pair.dst(%s)", use(g, b)));
    else if (form == 2 && a >= 0 && b >= 0 && shape_equal(line(g, a)->type.shape, line(g, b)->type.shape))
        add_value(g, type_of(IN_PAIR, line(g, a)->type.shape), line(g, a)->size * line(g, b)->size,
                  arena_format("pair.src(%s) * pair.dst(%s)", use(g, a), use(g, b)));
    else if (form > 2 && l >= 0)
        add_value(g, type_of(form == 3 ? IN_OTHER : IN_NODE, line(g, l)->type.shape), line(g, l)->size * 2,
                  arena_format(form == 3 ? "pair.sum_src(%s) / 4" : "pair.sum_dst(%s) / 4", use(g, l)));
}

/* ------------------------------------------------------------------ layers */

static void step_layer(Gen *g)
{
    int a = pick_value(g, N, 0);
    if (a < 0)
        return;
    const char *x = use(g, a);
    int32_t heads = (int32_t)(1 + pick(g, 3)), out = widths[pick(g, 7)];
    bool flat = line(g, a)->type.shape.rank == 1;
    int form = pick(g, g->whole && flat ? 8 : 6);
    Row row = type_of(IN_NODE, shape_make(1, form == 0 ? heads * out : out, 1, 1));
    static const char *const extras[] = {", attention_dropout = 0.4", ", residual = true", ", mask = drop_edge(0.4)"};
    const char *extra = extras[pick(g, 3)];
    if (form == 0)
        add_value(g, row, 5,
                  arena_format("nn.gat(%s, { heads = %d, out = %d%s, activation = elu })", x, heads, out, extra));
    else if (form == 1)
        add_value(g, row, 5,
                  arena_format("nn.gat(%s, { heads = %d, out = %d, merge = \"mean\"%s })", x, heads, out, extra));
    else if (form == 2)
        add_value(g, row, 5, arena_format("nn.linear(%s, { out = %d, activation = relu })", x, out));
    else if (form == 3)
        add_value(g, line(g, a)->type, 3, arena_format("layer_norm(%s, 0.1)", x));
    else if (form == 4)
        add_value(g, line(g, a)->type, 1, arena_format("l2_normalize(%s, 0.3)", x));
    else
        add_value(g, line(g, a)->type, 4,
                  arena_format("nn.%s_norm(%s, { eps = 0.2 })",
                               form == 5   ? "layer"
                               : form == 6 ? "batch"
                                           : "graph",
                               x));
}

/* Messages of a network at the edges, over all of them or those a draw keeps. */
static void step_messages(Gen *g)
{
    static const char *const aggregates[] = {"sum", "mean", "max"};
    int a = pick_value(g, N, 0), e = pick_value(g, E, 0);
    if (a < 0 || e < 0)
        return;
    const char *aggregate = aggregates[pick(g, 3)];
    int32_t out = widths[pick(g, 6)], hidden = widths[pick(g, 6)];
    bool matrix = pick(g, 2) && shape_width(line(g, a)->type.shape) * out * hidden <= 400;
    const char *mask = pick(g, 2) ? ", mask = drop_edge(0.4)" : "";
    const char *options = arena_format("out = %d, hidden = %d, message = \"%s\", aggregate = \"%s\", inner = tanh%s",
                                       out, hidden, matrix ? "matrix" : "mlp", aggregate, mask);
    add_value(g, type_of(IN_NODE, shape_make(1, out, 1, 1)), 5,
              arena_format("nn.mpnn(%s, { edge = %s, %s }) / 4", use(g, a), use(g, e), options));
}

/* One thing in training, another elsewhere; and where all rows may be read, a state that one of them moves. */
static void step_training(Gen *g)
{
    int a = pick_value(g, pick_spaces(g), 0);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    int b = pick_partner(g, a);
    Row type = joined(line(g, a)->type, line(g, b)->type);
    double size = line(g, a)->size > line(g, b)->size ? line(g, a)->size : line(g, b)->size;
    if (g->whole && line(g, a)->type.space != IN_PARAM) {
        Shape shape = line(g, a)->type.shape;
        int s = add_value(g, type_of(IN_PARAM, shape), 1,
                          arena_format("state(\"s%d\", %s)", g->params++, shape_text(shape)));
        add_plain(g, arena_format("update(%s, 0.5 * %s + op.sum_rows(%s) / 8)", use(g, s), use(g, s), use(g, a)));
        b = s;
        type = line(g, a)->type;
    }
    add_value(g, type, size, arena_format("training(%s, %s)", use(g, a), use(g, b)));
}

/* An option that takes an edge value, where there is one of a rank. */
static const char *edge_option(Gen *g, const char *form, int rank)
{
    int e = pick_value(g, E, rank);
    return e >= 0 && pick(g, 2) ? fill_form(form, use(g, e)) : "";
}

/* Scores of edges by a matrix and one vector for each head, the edge narrower than what the vector meets. */
static void step_edge_scores(Gen *g)
{
    int e = pick_value(g, E, 1);
    if (e < 0)
        return;
    int32_t width = line(g, e)->type.shape.dim[0], heads = (int32_t)(1 + pick(g, 3)), out = width + pick(g, 3);
    if (heads * out > MOST_ROW)
        return;
    int w = pick_param(g, shape_make(3, width, heads, out)), a = pick_param(g, shape_make(2, heads, out, 1));
    add_value(g, type_of(IN_EDGE, shape_make(1, heads, 1, 1)), line(g, e)->size * out * 3,
              arena_format("dot(%s, matmul(%s, %s))", use(g, a), use(g, e), use(g, w)));
}

/* The layers that pass messages otherwise than nn.gat. */
static void step_convolution(Gen *g)
{
    static const char *const mergers[] = {"concat", "mean", "max"};
    static const char *const sums[] = {"mean", "max", "sum"};
    int a = pick_value(g, N, 0), form = pick(g, 7), merger = pick(g, 3);
    if (a < 0)
        return;
    const char *x = use(g, a);
    int32_t heads = (int32_t)(1 + pick(g, 3)), out = widths[pick(g, 7)];
    const char *row = arena_format("heads = %d, out = %d, merge = \"%s\"", heads, out, mergers[merger]);
    const char *call;
    bool yes = pick(g, 2), headed = form < 3;
    if (form == 0)
        call = arena_format("nn.gatv2(%s, { %s, share_weights = %s%s })", x, row, yes ? "true" : "false",
                            edge_option(g, ", edge = %s", 1));
    else if (form == 1)
        call = arena_format("nn.transformer(%s, { %s, %s%s })", x, row, yes ? "beta = true" : "root = false",
                            edge_option(g, ", edge = %s", 1));
    else if (form == 2)
        call = yes ? arena_format("nn.dot_attention(%s, { %s, attention_dropout = 0.4 })", x, row)
                   : arena_format("nn.gat(%s, { %s%s })", x, row, edge_option(g, ", edge = %s", 1));
    else if (form == 3)
        call = arena_format("nn.gcn(%s, { out = %d%s })", x, out, edge_option(g, ", weight = sigmoid(mean(%s))", 1));
    else if (form == 4)
        call = arena_format("nn.sage(%s, { out = %d, aggregate = \"%s\", root = %s })", x, out, sums[merger],
                            yes ? "true" : "false");
    else if (form == 5)
        call = arena_format("nn.gin(%s, { out = %d, hidden = %d, train_eps = %s })", x, out, 1 + pick(g, 9),
                            yes ? "true" : "false");
    else
        call = arena_format("nn.linear(%s, { out = %d })",
                            fill_form(yes ? "flatten(%s) + sum_in(src(flatten(%s))) / 4" : "mean_in(src(%s)) / 2", x),
                            out);
    int32_t width = headed && merger == 0 ? heads * out : out;
    add_value(g, type_of(IN_NODE, shape_make(1, width, 1, 1)), 9, call);
}

typedef void Step(Gen *g);
/* As often as listed. */
static Step *const steps[] = {
    step_unary,    step_unary,       step_unary,       step_unary,       step_unary,     step_binary, step_binary,
    step_binary,   step_binary,      step_product,     step_product,     step_gather,    step_gather, step_gather,
    step_scatter,  step_scatter,     step_scatter,     step_attention,   step_attention, step_reduce, step_reduce,
    step_shape,    step_shape,       step_dropout,     step_layer,       step_layer,     step_whole,  step_whole,
    step_training, step_messages,    step_whole,       step_constant,    step_links,     step_links,  step_links,
    step_weighted, step_convolution, step_convolution, step_edge_scores,
};
enum { STEPS = sizeof steps / sizeof steps[0] };
