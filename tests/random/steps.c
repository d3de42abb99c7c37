/* steps.c - the forms a random model is made of, within a row: maps, products, shapes. A step picks lines that its
 * form fits and adds one or more; where none fits it does nothing. */
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
        {"clamp(%s, -0.7, 0.9)", 0.9},
        {"(%s - 0.3) ^ 3", -3},
        {"1 - 0.5 * %s", 0},
        {"silu(%s)", 0},
        {"selu(%s)", 0},
        {"prelu(%s)", 0},
        {"equal(minimum(%s, 0.2), 0.2)", 1},
        {"%s * sigmoid(detach(%s))", 0},
    };
    enum { FORMS = sizeof forms / sizeof forms[0] };
    int a = pick_value(g, pick_spaces(g), 0), form = pick(g, FORMS);
    if (a < 0)
        return;
    if (form == FORMS - 1)
        g->s->differences = false; /* a gradient that is none of the loss's */
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
    default: return s.rank == 3 && pick(g, 2) ? shape_make(3, s.dim[0], 1, s.dim[2]) : s;
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

static Row joined(Row a, Row b)
{
    Shape s = shape_make(a.shape.rank > b.shape.rank ? a.shape.rank : b.shape.rank, 1, 1, 1);
    for (int d = 0; d < s.rank; d++) {
        int32_t x = d < a.shape.rank ? a.shape.dim[d] : 1, y = d < b.shape.rank ? b.shape.dim[d] : 1;
        s.dim[d] = x > y ? x : y;
    }
    return type_of(a.space == IN_PARAM ? b.space : a.space, s);
}

/* Something that a map can join with line a: another value, or a parameter. */
static int pick_partner(Gen *g, int a)
{
    Row t = line(g, a)->type;
    for (int k = 0; k < 12; k++) {
        int b = pick_value(g, t.space == IN_PARAM ? P | N | E | OWN : P | 1 << t.space, 0);
        if (b < 0 || !broadcasts(t.shape, line(g, b)->type.shape))
            continue;
        Row both = joined(t, line(g, b)->type);
        if ((both.space == IN_PARAM || both.shape.rank < 3) && shape_width(both.shape) <= MOST_ROW)
            return b;
    }
    return pick_param(g, narrower(g, t.shape));
}

static void step_binary(Gen *g)
{
    int a = pick_value(g, pick_spaces(g), 0);
    if (a < 0)
        return;
    int b = pick_partner(g, a), form = pick(g, 9);
    const char *x = use(g, a), *y = use(g, b);
    Row type = joined(line(g, a)->type, line(g, b)->type);
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

/* A mask by itself goes with more than one value. */
static void step_dropout(Gen *g)
{
    int a = pick_value(g, pick(g, 3) ? N | E | OWN : pick_spaces(g), 0);
    if (a < 0)
        return;
    const char *form = pick(g, 4) ? "dropout(%s, 0.%d)" : "keep(%s, 0.%d)";
    add_value(g, line(g, a)->type, 2 * line(g, a)->size + 1, arena_format(form, use(g, a), 2 + pick(g, 4)));
}

/* The same number everywhere, in any space, or a row that counts. */
static void step_constant(Gen *g)
{
    Shape s = pick_shape(g);
    int space = pick(g, g->whole ? 4 : 3), form = pick(g, 4);
    if (g->own && pick(g, 2))
        space = IN_OTHER + pick(g, (g->whole ? INS : IN_PAIR) - IN_OTHER);
    Row type = type_of(form == 0 ? IN_PARAM : (In)space, s);
    if (form == 0 && s.rank == 1)
        add_value(g, type, 2, arena_format("op.iota { shape = %s } * 0.1 - 0.3", shape_text(s)));
    else if (form == 1)
        add_value(g, type_of(type.space, shape_make(1, 1, 1, 1)), 1,
                  arena_format("op.constant { num = 0.7, space = \"%s\" }", in_names[type.space]));
    else
        add_value(g, type, 1,
                  arena_format("op.constant { num = -0.%d, space = \"%s\", shape = %s }", 1 + pick(g, 9),
                               in_names[type.space], shape_text(s)));
}

/* ---------------------------------------------------------------- products */

/* Parts of one parameter are views of one array: kernels must not take one for another. */
static int part_of_param(Gen *g, Shape shape)
{
    const int32_t size = (int32_t)shape_width(shape);
    int whole = -1;
    for (int i = 0; i < g->s->count; i++)
        if (has_space(line(g, i), P) && line(g, i)->type.shape.rank == 1 && line(g, i)->type.shape.dim[0] > size)
            whole = i;
    if (whole < 0)
        whole = new_param(g, shape_make(1, 2 * size + pick(g, 3), 1, 1));
    const int first = pick(g, line(g, whole)->type.shape.dim[0] - size + 1);
    return add_value(g, type_of(IN_PARAM, shape), 1,
                     arena_format("reshape(slice(%s, %d, %d), %s)", use(g, whole), first, size, shape_text(shape)));
}

static int add_product(Gen *g, int a, Shape out)
{
    Row t = line(g, a)->type;
    int32_t k = (int32_t)shape_width(t.shape);
    bool transposed = pick(g, 5) == 0 && !line(g, a)->sparse;
    Shape shape = out.rank == 1 ? shape_make(2, k, out.dim[0], 1) : shape_make(3, k, out.dim[0], out.dim[1]);
    if (transposed) {
        out = shape_make(1, (int32_t)shape_width(out), 1, 1);
        shape = t.shape.rank == 2 ? shape_make(3, out.dim[0], t.shape.dim[0], t.shape.dim[1])
                                  : shape_make(2, out.dim[0], k, 1);
    }
    int w = pick(g, 6) ? pick_param(g, shape) : part_of_param(g, shape);
    return add_value(g, type_of(t.space, out), line(g, a)->size * (k < 4 ? k : 3 + k / 8.0),
                     arena_format(transposed ? "op.matmul_t(%s, %s)" : "matmul(%s, %s)", use(g, a), use(g, w)));
}

static void step_product(Gen *g)
{
    int a = pick_value(g, pick(g, 3) ? N | E | OWN : pick_spaces(g), 0);
    if (a >= 0 && shape_width(line(g, a)->type.shape) <= MOST_ROW)
        add_product(g, a, pick_shape(g));
}

/* ------------------------------------------------------------ within a row */

static void step_reduce(Gen *g)
{
    int a = pick_value(g, pick_spaces(g), 0);
    if (a < 0)
        return;
    Row t = line(g, a)->type, less = t;
    Shape s = t.shape;
    int32_t last = s.dim[s.rank - 1];
    less.shape = s.rank == 1 ? shape_make(1, 1, 1, 1) : shape_make(s.rank - 1, s.dim[0], s.rank == 3 ? s.dim[1] : 1, 1);
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
    Row t = line(g, a)->type;
    int b = pick_value(g, 1 << t.space, t.shape.rank);
    Shape other = b < 0 ? t.shape : line(g, b)->type.shape;
    bool fits = b >= 0 && (t.shape.rank < 2 || other.dim[0] == t.shape.dim[0]) &&
                (t.shape.rank < 3 || other.dim[1] == t.shape.dim[1]);
    b = fits ? b : a;
    Row wide = t;
    int last = t.shape.rank - 1;
    wide.shape.dim[last] += line(g, b)->type.shape.dim[last];
    double size = line(g, a)->size > line(g, b)->size ? line(g, a)->size : line(g, b)->size;
    if (shape_width(wide.shape) <= MOST_ROW)
        add_value(g, wide, size, arena_format("concat(%s, %s)", use(g, a), use(g, b)));
}

static void step_slice(Gen *g, int a)
{
    Row t = line(g, a)->type;
    int32_t *last = &t.shape.dim[t.shape.rank - 1];
    int start = pick(g, *last), length = 1 + pick(g, *last - start);
    *last = length;
    add_value(g, t, line(g, a)->size, arena_format("slice(%s, %d, %d)", use(g, a), start, length));
}

static void step_shape(Gen *g)
{
    int a = pick_value(g, pick_spaces(g), 0);
    if (a < 0)
        return;
    Row t = line(g, a)->type;
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
            Shape s = w == 1 && pick(g, 2) ? shape_make(1, 5, 1, 1) : shape_make(2, w, 3, 1);
            add_value(g, type_of(t.space, s), size,
                      arena_format("op.expand(%s, { shape = %s })", use(g, a), shape_text(s)));
        }
        break;
    case 3: step_slice(g, a); break;
    default: step_concat(g, a);
    }
}
