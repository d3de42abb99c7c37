/* steps.c - the forms a random model is made of. A step picks lines that its form fits and adds one
 * or more; where none fits it does nothing. */
#include "sketch.c"

/* -------------------------------------------------------------------- maps */

static void step_unary(Gen *g)
{
    static const struct {
        const char *text;
        double size;
    } forms[] = {
        {"tanh(%s)", 1},
        {"sigmoid(%s)", 1},
        {"relu(%s)", 0},
        {"leaky_relu(%s, 0.2)", 0},
        {"elu(%s)", 0},
        {"elu(%s, 0.7)", 0},
        {"softplus(%s)", 0},
        {"square(%s)", -1},
        {"abs(%s)", 0},
        {"-%s", 0},
        {"erf(%s)", 1},
        {"exp(tanh(%s))", 2.8},
        {"log(square(%s) + 0.5)", 4},
        {"sqrt(square(%s) + 0.5)", 0},
        {"recip(square(%s) + 0.5)", 2},
        {"gelu(%s)", 0},
        {"silu(%s)", 0},
        {"selu(%s)", 0},
        {"prelu(%s)", 0},
        {"clamp(%s, -0.7, 0.9)", 0.9},
        {"(%s - 0.3) ^ 3", -3},
        {"1 - 0.5 * %s", 0},
    };
    int spaces = pick(g, 3) ? P | N | E | G : P | G; /* those are rarer */
    int a = pick_value(g, spaces, 0), form = pick(g, sizeof forms / sizeof forms[0]);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    double s = line(g, a)->size, size = forms[form].size;
    double bound = size > 0 ? size : size == 0 ? s + 1 : size < -1 ? (s + 1) * (s + 1) * (s + 1) : s * s;
    add_value(g, line(g, a)->type, bound, fill_form(forms[form].text, use(g, a)));
}

/* A shape that broadcasts against s. */
static Shape narrower(Gen *g, Shape s)
{
    switch (pick(g, 4)) {
    case 0: return shape_make(1, 1, 1, 1);
    case 1: return s.rank == 2 ? shape_make(1, s.dim[0], 1, 1) : s;
    case 2: return s.rank == 2 ? shape_make(2, 1, s.dim[1], 1) : s;
    default: return s;
    }
}

static bool broadcasts(Shape a, Shape b)
{
    for (int d = 0; d < MAX_RANK; d++) {
        int32_t x = d < a.rank ? a.dim[d] : 1, y = d < b.rank ? b.dim[d] : 1;
        if (x != y && x != 1 && y != 1)
            return false;
    }
    return true;
}

static Type joined(Type a, Type b)
{
    Shape s = shape_make(a.shape.rank > b.shape.rank ? a.shape.rank : b.shape.rank, 1, 1, 1);
    for (int d = 0; d < s.rank; d++) {
        int32_t x = d < a.shape.rank ? a.shape.dim[d] : 1, y = d < b.shape.rank ? b.shape.dim[d] : 1;
        s.dim[d] = x > y ? x : y;
    }
    return type_of(a.space == SPACE_PARAM ? b.space : a.space, s);
}

/* Something that a map can join with line a: another value, or a parameter. */
static int pick_partner(Gen *g, int a)
{
    Type t = line(g, a)->type;
    for (int k = 0; k < 12; k++) {
        int b = pick_value(g, t.space == SPACE_PARAM ? P | N | E : P | 1 << t.space, 0);
        if (b >= 0 && line(g, b)->type.shape.rank < 3 && broadcasts(t.shape, line(g, b)->type.shape) &&
            shape_width(joined(t, line(g, b)->type).shape) <= MOST_ROW)
            return b;
    }
    return pick_param(g, narrower(g, t.shape));
}

static void step_binary(Gen *g)
{
    int a = pick_value(g, P | N | E | G, 0);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    int b = pick_partner(g, a), form = pick(g, 9);
    const char *x = use(g, a), *y = use(g, b);
    Type type = joined(line(g, a)->type, line(g, b)->type);
    double s = line(g, a)->size, t = line(g, b)->size;
    switch (form) {
    case 0:
    case 1: add_value(g, type, s + t, arena_format("%s + %s", x, y)); break;
    case 2: add_value(g, type, s + t, arena_format("%s - %s", x, y)); break;
    case 3:
    case 4: add_value(g, type, s * t, arena_format("%s * %s", x, y)); break;
    case 5: add_value(g, type, 2 * s, arena_format("%s / (square(%s) + 0.5)", x, y)); break;
    case 6: add_value(g, type, s > t ? s : t, arena_format("maximum(%s, %s)", x, y)); break;
    case 7: add_value(g, type, s > t ? s : t, arena_format("minimum(%s, %s)", x, y)); break;
    default:
        if (a != b)
            add_value(g, type, s + t + 1, arena_format("select(%s - 0.1, %s, %s * 0.5 + 0.2)", x, y, x));
    }
}

static void step_dropout(Gen *g)
{
    int a = pick_value(g, pick(g, 4) ? N | E : P | G, 0);
    if (a >= 0 && line(g, a)->type.shape.rank < 3)
        add_value(g, line(g, a)->type, 2 * line(g, a)->size,
                  arena_format("dropout(%s, 0.%d)", use(g, a), 2 + pick(g, 4)));
}

/* ---------------------------------------------------------------- products */

static int add_product(Gen *g, int a, Shape out)
{
    Type t = line(g, a)->type;
    int32_t k = (int32_t)shape_width(t.shape);
    bool transposed = pick(g, 5) == 0 && !line(g, a)->sparse;
    Shape shape = out.rank == 1 ? shape_make(2, k, out.dim[0], 1) : shape_make(3, k, out.dim[0], out.dim[1]);
    if (transposed) {
        out = shape_make(1, (int32_t)shape_width(out), 1, 1);
        shape = t.shape.rank == 2 ? shape_make(3, out.dim[0], t.shape.dim[0], t.shape.dim[1])
                                  : shape_make(2, out.dim[0], k, 1);
    }
    int w = pick_param(g, shape);
    return add_value(g, type_of(t.space, out), line(g, a)->size * (k < 4 ? k : 3 + k / 8.0),
                     arena_format(transposed ? "op.matmul_t(%s, %s)" : "matmul(%s, %s)", use(g, a), use(g, w)));
}

static void step_product(Gen *g)
{
    int a = pick_value(g, N | N | E | G | (pick(g, 4) == 0 ? P : 0), 0);
    if (a >= 0 && line(g, a)->type.shape.rank < 3)
        add_product(g, a, pick_shape(g));
}

/* ---------------------------------------------------------------- movement */

static void step_gather(Gen *g)
{
    int a = pick_value(g, N, 0), b = pick_value(g, N, 0);
    if (a < 0 || b < 0)
        return;
    Line la = *line(g, a), lb = *line(g, b);
    switch (pick(g, 4)) {
    case 0: add_value(g, type_of(SPACE_EDGE, la.type.shape), la.size, arena_format("src(%s)", use(g, a))); return;
    case 1: add_value(g, type_of(SPACE_EDGE, la.type.shape), la.size, arena_format("dst(%s)", use(g, a))); return;
    default: break;
    }
    if (!broadcasts(la.type.shape, lb.type.shape))
        return;
    Type type = type_of(SPACE_EDGE, joined(la.type, lb.type).shape);
    bool product = pick(g, 2);
    add_value(g, type, product ? la.size * lb.size : la.size + lb.size,
              arena_format(product ? "src(%s) * dst(%s)" : "src(%s) + dst(%s)", use(g, a), use(g, b)));
}

static void step_scatter(Gen *g)
{
    static const char *const forms[] = {"sum_in(%s) / 4", "mean_in(%s)", "max_in(%s)", "op.sum_out(%s) / 4"};
    int a = pick_value(g, E, 0), form = pick(g, g->whole ? 4 : 3);
    if (a < 0)
        return;
    add_value(g, type_of(SPACE_NODE, line(g, a)->type.shape), line(g, a)->size * 2, fill_form(forms[form], use(g, a)));
}

/* Scores of one kind or another, normalised, times what is gathered. */
static void step_attention(Gen *g)
{
    int z = pick_value(g, N, 2), e = pick_value(g, E, 1);
    if (z < 0)
        return;
    Shape s = line(g, z)->type.shape;
    const char *x = use(g, z);
    const char *score = arena_format("dot(src(%s), dst(%s))", x, x);
    const char *mask = pick(g, 4) ? "" : arena_format(", drop_edge(0.%d)", 2 + pick(g, 4));
    if (e >= 0 && line(g, e)->type.shape.dim[0] == s.dim[0] && pick(g, 2))
        score = use(g, e);
    int w = add_value(g, type_of(SPACE_EDGE, shape_make(1, s.dim[0], 1, 1)), 1,
                      arena_format("edge_softmax(leaky_relu(%s, 0.2)%s)", score, mask));
    const char *kept = pick(g, 2) ? arena_format("dropout(%s, 0.3)", use(g, w)) : use(g, w);
    add_value(g, type_of(SPACE_NODE, s), line(g, z)->size * 1.5, arena_format("sum_in(%s * src(%s))", kept, x));
}

static void step_whole(Gen *g)
{
    int a = pick_value(g, N, 0), b = pick_value(g, G, 0), c = pick_value(g, N | E, 1), d = pick_value(g, N, 1);
    if (!g->whole || a < 0)
        return;
    Line la = *line(g, a);
    int form = pick(g, 5);
    if (form == 0)
        add_value(g, type_of(SPACE_GRAPH, la.type.shape), la.size, arena_format("pool_mean(%s)", use(g, a)));
    else if (form == 1)
        add_value(g, type_of(SPACE_GRAPH, la.type.shape), la.size * 3, arena_format("pool_sum(%s) / 8", use(g, a)));
    else if (form == 2 && b >= 0)
        add_value(g, type_of(SPACE_NODE, line(g, b)->type.shape), line(g, b)->size,
                  arena_format("spread(%s)", use(g, b)));
    else if (form == 3 && c >= 0)
        add_value(g, type_of(SPACE_PARAM, line(g, c)->type.shape), line(g, c)->size * 3,
                  arena_format("op.sum_rows(%s) / 8", use(g, c)));
    else if (form == 4 && c >= 0 && d >= 0 && line(g, c)->type.space == SPACE_NODE)
        add_value(g,
                  type_of(SPACE_PARAM, shape_make(2, line(g, c)->type.shape.dim[0], line(g, d)->type.shape.dim[0], 1)),
                  line(g, c)->size * line(g, d)->size * 3, arena_format("op.outer(%s, %s) / 8", use(g, c), use(g, d)));
}

/* ------------------------------------------------------------ within a row */

static void step_reduce(Gen *g)
{
    int a = pick_value(g, P | N | E | G, 0);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    Type t = line(g, a)->type, less = t;
    Shape s = t.shape;
    int32_t last = s.dim[s.rank - 1];
    less.shape = s.rank == 2 ? shape_make(1, s.dim[0], 1, 1) : shape_make(1, 1, 1, 1);
    double size = line(g, a)->size;
    int form = pick(g, s.rank == 2 ? 6 : 4);
    const char *x = use(g, a);
    switch (form) {
    case 0: add_value(g, less, size * last, arena_format("sum(%s)", x)); break;
    case 1: add_value(g, less, size, arena_format("max(%s)", x)); break;
    case 2: add_value(g, less, size, arena_format("mean(%s)", x)); break;
    case 3: add_value(g, less, size * size * last, arena_format("dot(%s, %s)", x, x)); break;
    case 4:
        add_value(g, type_of(t.space, shape_make(2, 1, s.dim[1], 1)), size * s.dim[0],
                  arena_format("op.sum_heads(%s)", x));
        break;
    default: add_value(g, type_of(t.space, shape_make(1, s.dim[1], 1, 1)), size, arena_format("mean_heads(%s)", x));
    }
}

static void step_concat(Gen *g, int a)
{
    Type t = line(g, a)->type;
    int b = pick_value(g, 1 << t.space, t.shape.rank);
    if (b < 0 || (t.shape.rank == 2 && line(g, b)->type.shape.dim[0] != t.shape.dim[0]))
        b = a;
    Type wide = t;
    int last = t.shape.rank - 1;
    wide.shape.dim[last] += line(g, b)->type.shape.dim[last];
    double size = line(g, a)->size > line(g, b)->size ? line(g, a)->size : line(g, b)->size;
    if (shape_width(wide.shape) <= MOST_ROW)
        add_value(g, wide, size, arena_format("concat(%s, %s)", use(g, a), use(g, b)));
}

static void step_slice(Gen *g, int a)
{
    Type t = line(g, a)->type;
    int32_t *last = &t.shape.dim[t.shape.rank - 1];
    int start = pick(g, *last), length = 1 + pick(g, *last - start);
    *last = length;
    add_value(g, t, line(g, a)->size, arena_format("slice(%s, %d, %d)", use(g, a), start, length));
}

static void step_shape(Gen *g)
{
    int a = pick_value(g, P | N | E | G, 0);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    Type t = line(g, a)->type;
    int32_t w = (int32_t)shape_width(t.shape);
    double size = line(g, a)->size;
    switch (pick(g, 5)) {
    case 0: add_value(g, type_of(t.space, shape_make(1, w, 1, 1)), size, arena_format("flatten(%s)", use(g, a))); break;
    case 1:
        for (int32_t h = 5; h > 1; h--)
            if (w % h == 0) {
                Shape s = shape_make(2, h, w / h, 1);
                add_value(g, type_of(t.space, s), size, arena_format("reshape(%s, %s)", use(g, a), shape_text(s)));
                break;
            }
        break;
    case 2:
        if (t.shape.rank == 1 && w * 3 <= MOST_ROW) {
            Shape s = shape_make(2, w, 3, 1);
            add_value(g, type_of(t.space, s), size,
                      arena_format("op.expand(%s, { shape = %s })", use(g, a), shape_text(s)));
        }
        break;
    case 3: step_slice(g, a); break;
    default: step_concat(g, a);
    }
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
    Type row = type_of(SPACE_NODE, shape_make(1, form == 0 ? heads * out : out, 1, 1));
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
    add_value(g, type_of(SPACE_NODE, shape_make(1, out, 1, 1)), 5,
              arena_format("nn.mpnn(%s, { edge = %s, %s }) / 4", use(g, a), use(g, e), options));
}

/* One thing in training, another elsewhere; and where all rows may be read, a state that one of them moves. */
static void step_training(Gen *g)
{
    int a = pick_value(g, N | E | P, 0);
    if (a < 0 || line(g, a)->type.shape.rank == 3)
        return;
    int b = pick_partner(g, a);
    Type type = joined(line(g, a)->type, line(g, b)->type);
    double size = line(g, a)->size > line(g, b)->size ? line(g, a)->size : line(g, b)->size;
    if (g->whole && line(g, a)->type.space != SPACE_PARAM) {
        Shape shape = line(g, a)->type.shape;
        int s = add_value(g, type_of(SPACE_PARAM, shape), 1,
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
    add_value(g, type_of(SPACE_EDGE, shape_make(1, heads, 1, 1)), line(g, e)->size * out * 3,
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
    add_value(g, type_of(SPACE_NODE, shape_make(1, width, 1, 1)), 9, call);
}

typedef void Step(Gen *g);
/* As often as listed. */
static Step *const steps[] = {
    step_unary,    step_unary,    step_unary,       step_unary,       step_unary,       step_binary, step_binary,
    step_binary,   step_binary,   step_product,     step_product,     step_gather,      step_gather, step_gather,
    step_scatter,  step_scatter,  step_scatter,     step_attention,   step_attention,   step_reduce, step_reduce,
    step_shape,    step_shape,    step_dropout,     step_layer,       step_layer,       step_whole,  step_whole,
    step_training, step_messages, step_convolution, step_convolution, step_edge_scores,
};
enum { STEPS = sizeof steps / sizeof steps[0] };
