/* generate.c - a seeded generator of well-typed models, as Lua text a person can read.
 *
 * A model is a list of values; each step picks a form that fits the values so far: maps
 * with broadcasting, products, gathers, sums, attention, shapes, whole layers. What no
 * other value used flows into the prediction, so little of it is dead. Numbers stay tame:
 * every line carries a bound, and what grows is scaled back. */
#include "generate.h"

#include <string.h>

typedef struct Gen {
    Random r;
    Sketch *s;
    int features, edge_width;
    int params;         /* handed out, for names */
    bool whole;         /* may use what reads all rows: pools, folds, sums over outgoing edges */
} Gen;

static const int32_t widths[] = {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17};
enum { MOST_ROW = 48, TAME = 6 };

static int pick(Gen *g, int count)
{
    return random_below(&g->r, count);
}

static int32_t pick_width(Gen *g)
{
    return widths[pick(g, sizeof widths / sizeof widths[0])];
}

static Type type_of(Space space, Shape shape)
{
    return (Type){space, shape};
}

static Shape pick_shape(Gen *g)
{
    if (pick(g, 2))
        return shape_make(1, pick_width(g), 1, 1);
    int32_t heads = (int32_t)(1 + pick(g, 4));
    return shape_make(2, heads, widths[pick(g, 7)], 1);
}

static const char *shape_text(Shape s)
{
    if (s.rank == 1)
        return arena_format("{ %d }", s.dim[0]);
    if (s.rank == 2)
        return arena_format("{ %d, %d }", s.dim[0], s.dim[1]);
    return arena_format("{ %d, %d, %d }", s.dim[0], s.dim[1], s.dim[2]);
}

/* ------------------------------------------------------------------- lines */

static void add_plain(Gen *g, const char *text)
{
    GROW(g->s->lines, g->s->count, g->s->capacity);
    g->s->lines[g->s->count++] = (Line){.expression = text};
}

/* What grows too large is scaled back, so that no product of products overflows. */
static int add_value(Gen *g, Type type, double size, const char *expression)
{
    if (size > TAME) {
        expression = arena_format("(%s) * %.3g", expression, 2 / size);
        size = 2;
    }
    GROW(g->s->lines, g->s->count, g->s->capacity);
    const char *name = arena_format("v%d", g->s->count);
    g->s->lines[g->s->count] = (Line){.name = name, .expression = expression, .type = type, .size = size};
    return g->s->count++;
}

static Line *line(Gen *g, int at)
{
    return &g->s->lines[at];
}

static const char *use(Gen *g, int at)
{
    line(g, at)->used = true;
    return line(g, at)->name;
}

static bool has_space(const Line *l, int spaces)
{
    return l->name && !l->sparse && (spaces >> l->type.space & 1);
}

enum { P = 1 << SPACE_PARAM, N = 1 << SPACE_NODE, E = 1 << SPACE_EDGE, G = 1 << SPACE_GRAPH };

/* A value in one of the spaces, late ones more often; -1 where there is none. */
static int pick_value(Gen *g, int spaces, int rank)
{
    for (int k = 0; k < 40; k++) {
        int back = pick(g, 1 + pick(g, g->s->count));
        const Line *l = line(g, g->s->count - 1 - back);
        if (has_space(l, spaces) && (rank == 0 || l->type.shape.rank == rank))
            return g->s->count - 1 - back;
    }
    return -1;
}

static int new_param(Gen *g, Shape shape)
{
    return add_value(g, type_of(SPACE_PARAM, shape), 1,
                     arena_format("param(\"p%d\", %s)", g->params++, shape_text(shape)));
}

/* An old parameter of that shape, so that some are used twice, or a new one. */
static int pick_param(Gen *g, Shape shape)
{
    for (int i = 0; i < g->s->count && pick(g, 2); i++) {
        const Line *l = line(g, i);
        if (l->name && l->type.space == SPACE_PARAM && shape_equal(l->type.shape, shape) &&
            strncmp(l->expression, "param", 5) == 0)
            return i;
    }
    return new_param(g, shape);
}

/* The form with the name for each %s: a form from a table is no literal for printf. */
static const char *fill_form(const char *form, const char *name)
{
    const char *text = "";
    for (const char *c = form; *c; c++) {
        bool slot = c[0] == '%' && c[1] == 's';
        text = slot ? arena_format("%s%s", text, name) : arena_format("%s%c", text, *c);
        c += slot;
    }
    return text;
}

/* -------------------------------------------------------------------- maps */

static void step_unary(Gen *g)
{
    static const struct { const char *text; double size; } forms[] = {
        {"tanh(%s)", 1}, {"sigmoid(%s)", 1}, {"relu(%s)", 0}, {"leaky_relu(%s, 0.2)", 0}, {"elu(%s)", 0},
        {"elu(%s, 0.7)", 0}, {"softplus(%s)", 0}, {"square(%s)", -1}, {"abs(%s)", 0}, {"-%s", 0}, {"erf(%s)", 1},
        {"exp(tanh(%s))", 2.8}, {"log(square(%s) + 0.5)", 4}, {"sqrt(square(%s) + 0.5)", 0},
        {"recip(square(%s) + 0.5)", 2}, {"gelu(%s)", 0}, {"clamp(%s, -0.7, 0.9)", 0.9}, {"(%s - 0.3) ^ 3", -3},
        {"1 - 0.5 * %s", 0},
    };
    int a = pick_value(g, P | N | E | G, 0), form = pick(g, sizeof forms / sizeof forms[0]);
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
    int a = pick_value(g, N | E, 0);
    if (a >= 0)
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
    if (a < 0)
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
    add_value(g, type_of(SPACE_NODE, line(g, a)->type.shape), line(g, a)->size * 2,
              fill_form(forms[form], use(g, a)));
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
    if (e >= 0 && line(g, e)->type.shape.dim[0] == s.dim[0] && pick(g, 2))
        score = use(g, e);
    int w = add_value(g, type_of(SPACE_EDGE, shape_make(1, s.dim[0], 1, 1)), 1,
                      arena_format("edge_softmax(leaky_relu(%s, 0.2))", score));
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
        add_value(g, type_of(SPACE_PARAM, shape_make(2, line(g, c)->type.shape.dim[0], line(g, d)->type.shape.dim[0], 1)),
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
    case 4: add_value(g, type_of(t.space, shape_make(2, 1, s.dim[1], 1)), size * s.dim[0],
                      arena_format("op.sum_heads(%s)", x)); break;
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
    int form = pick(g, 5);
    Type row = type_of(SPACE_NODE, shape_make(1, form == 0 ? heads * out : out, 1, 1));
    const char *extra = pick(g, 2) ? ", attention_dropout = 0.4" : ", residual = true";
    if (form == 0)
        add_value(g, row, 5, arena_format("nn.gat(%s, { heads = %d, out = %d%s, activation = elu })", x, heads, out, extra));
    else if (form == 1)
        add_value(g, row, 5, arena_format("nn.gat(%s, { heads = %d, out = %d, merge = \"mean\"%s })", x, heads, out, extra));
    else if (form == 2)
        add_value(g, row, 5, arena_format("nn.linear(%s, { out = %d, activation = relu })", x, out));
    else if (form == 3)
        add_value(g, line(g, a)->type, 3, arena_format("layer_norm(%s, 0.1)", x));
    else
        add_value(g, line(g, a)->type, 1, arena_format("l2_normalize(%s, 0.3)", x));
}

typedef void Step(Gen *g);
/* As often as listed. */
static Step *const steps[] = {
    step_unary, step_unary, step_unary, step_binary, step_binary, step_binary, step_binary, step_product, step_product,
    step_gather, step_gather, step_gather, step_scatter, step_scatter, step_scatter, step_attention, step_attention,
    step_reduce, step_reduce, step_shape, step_shape, step_dropout, step_layer, step_whole, step_whole,
};
enum { STEPS = sizeof steps / sizeof steps[0] };

/* --------------------------------------------------------------- beginning and end */

static void begin(Gen *g)
{
    static const char *const preparations[] = {"self_loops = true", "symmetric = true",
                                               "self_loops = true, symmetric = true"};
    add_plain(g, arena_format("model \"%s\"", g->s->name));
    if (pick(g, 2))
        add_plain(g, arena_format("graph { %s }", preparations[pick(g, 3)]));
    g->features = pick_width(g);
    bool sparse = pick(g, 3) == 0;
    int x = add_value(g, type_of(SPACE_NODE, shape_make(1, g->features, 1, 1)), 1,
                      arena_format("input.node { %d%s }", g->features, sparse ? ", sparse = true" : ""));
    if (pick(g, 2)) {
        g->edge_width = widths[pick(g, 6)];
        add_value(g, type_of(SPACE_EDGE, shape_make(1, g->edge_width, 1, 1)), 1,
                  arena_format("input.edge { %d }", g->edge_width));
    }
    line(g, x)->sparse = sparse;
    add_product(g, x, pick_shape(g));
    static const char *const kept[] = {"dropout(%s, 0.5)", "square(%s)", "tanh(%s) * 0.7"}; /* zero where x is */
    if (pick(g, 2)) {
        x = add_value(g, line(g, x)->type, 2, fill_form(kept[pick(g, 3)], use(g, x)));
        line(g, x)->sparse = sparse;
    }
    add_product(g, x, pick_shape(g));
}

/* Any value as a node row, of one dimension. */
static const char *as_node_row(Gen *g, int at)
{
    const char *x = arena_format("flatten(%s)", use(g, at));
    switch (line(g, at)->type.space) {
    case SPACE_EDGE: return arena_format("sum_in(%s) / 4", x);
    case SPACE_GRAPH: return arena_format("spread(%s)", x);
    case SPACE_PARAM: return arena_format("%s * op.constant { num = 1, space = \"node\" }", x);
    default: return x;
    }
}

/* Everything still unused, side by side: it must reach the loss. */
static int gather_loose_ends(Gen *g)
{
    const char *row = NULL;
    int32_t width = 0;
    int last = g->s->count;
    for (int i = last - 1; i >= 0; i--) {
        const Line *l = line(g, i);
        int64_t w = l->name ? shape_width(l->type.shape) : 0;
        if (!l->name || l->used || width + w > 96 || (l->type.space == SPACE_GRAPH && !g->whole))
            continue;
        const char *piece = as_node_row(g, i);
        row = row ? arena_format("%s, %s", row, piece) : piece;
        width += (int32_t)w;
    }
    return add_value(g, type_of(SPACE_NODE, shape_make(1, width, 1, 1)), 4, arena_format("concat(%s)", row));
}

static void end(Gen *g)
{
    int h = gather_loose_ends(g), L = 1 + pick(g, 7);
    g->s->classes = L;
    int w = new_param(g, shape_make(2, line(g, h)->type.shape.dim[0], L, 1));
    int y = add_value(g, type_of(SPACE_NODE, shape_make(1, L, 1, 1)), 1,
                      arena_format("matmul(tanh(%s), %s)", use(g, h), use(g, w)));
    add_plain(g, arena_format("output(\"y\", %s)", use(g, y)));
    int more = pick_value(g, N | E | G, 0), shown = pick_value(g, E, 0);
    if (more != y && line(g, more)->type.space != SPACE_PARAM && pick(g, 2))
        add_plain(g, arena_format("output(\"more\", %s)", use(g, more)));
    if (shown >= 0 && pick(g, 2))
        add_plain(g, arena_format("inspect(\"shown\", %s)", use(g, shown)));
    switch (pick(g, g->whole ? 4 : 3)) {
    case 0: add_plain(g, arena_format("loss(cross_entropy(%s, target.class(%d)))", use(g, y), L)); break;
    case 1: add_plain(g, arena_format("loss(mse(%s, target.value(%d)))", use(g, y), L)); break;
    case 2: add_plain(g, arena_format("loss(bce_with_logits(%s, target.value(%d)))", use(g, y), L)); break;
    default: add_plain(g, arena_format("loss(pool_sum(sum(square(%s) - 0.3 * %s)) / 16)", use(g, y), use(g, y)));
    }
}

Sketch *sketch_random(uint64_t seed)
{
    Sketch *s = arena_alloc(1, sizeof *s);
    s->name = arena_format("random_%llu", (unsigned long long)seed);
    s->differences = true;
    Gen g = {.r = {gatrt_mix(seed ^ 0x6761746363u)}, .s = s};
    g.whole = pick(&g, 3) == 0;
    begin(&g);
    int wanted = s->count + 4 + pick(&g, 18);
    for (int tries = 0; s->count < wanted && tries < 200; tries++)
        steps[pick(&g, STEPS)](&g);
    end(&g);
    return s;
}

/* -------------------------------------------------------------------- text */

const char *sketch_text(const Sketch *s)
{
    const char *text = "";
    for (int i = 0; i < s->count; i++) {
        const Line *l = &s->lines[i];
        text = l->name ? arena_format("%slocal %s = %s\n", text, l->name, l->expression)
                       : arena_format("%s%s\n", text, l->expression);
    }
    return text;
}

const char *sketch_leaf(const Sketch *s, int at, Type type)
{
    static const char *const spaces[] = {"param", "node", "edge", "graph"};
    (void)s;
    const char *one = arena_format("op.constant { num = 0.5, space = \"%s\" }", spaces[type.space]);
    const char *leaf = arena_format("param(\"leaf%d\", %s)", at, shape_text(type.shape));
    return type.space == SPACE_PARAM ? leaf : arena_format("%s * %s", leaf, one);
}
