/* generate.c - a seeded generator of well-typed models, as Lua text a person can read: how a model begins, which
 * outputs and which loss it ends with.
 *
 * A model is a list of values; each step picks a form that fits the values so far: maps
 * with broadcasting, products, gathers, sums, attention, shapes, whole layers. What no
 * other value used flows into the prediction, so little of it is dead. */
#include "between.c"

/* --------------------------------------------------------------- beginning and end */

static void begin_graph(Gen *g)
{
    static const char *const loops[] = {"", "self_loops = true", "self_loops = \"missing\""};
    const char *loop = loops[pick(g, 3)], *both = pick(g, 3) ? "" : "symmetric = true";
    const char *comma = *loop && *both ? ", " : "";
    if (*loop || *both)
        add_plain(g, arena_format("graph { %s%s%s }", loop, comma, both));
}

static void begin_edges(Gen *g)
{
    static const char *const loops[] = {"", ", loop = \"mean\"", ", loop = 0.5", ", loop = 0"};
    static const char *const weight_loops[] = {"", "loop = \"mean\"", "loop = 2"};
    g->edge_weight = -1;
    if (pick(g, 2)) {
        int32_t width = pick_width(g);
        add_value(g, type_of(IN_EDGE, shape_make(1, width, 1, 1)), 1,
                  arena_format("input.edge { %d%s }", width, loops[pick(g, 4)]));
    }
    if (pick(g, 3) == 0)
        g->edge_weight = add_value(g, type_of(IN_EDGE, shape_make(1, 1, 1, 1)), 2,
                                   arena_format("input.edge_weight { %s }", weight_loops[pick(g, 3)]));
}

/* Rows of another kind, with features or from a constant, and relations. */
static void begin_own(Gen *g)
{
    add_plain(g, "local other = space \"other\"");
    add_plain(g, "local into = relation(\"into\", { from = other, to = node })");
    add_plain(g, "local back = relation(\"back\", { from = node, to = other })");
    add_plain(g, "local kin = relation(\"kin\", { from = node, to = node })");
    if (g->whole)
        add_plain(g, "local pair = links(\"pair\", { from = other, to = node })");
    const int32_t width = pick_width(g), edge_width = pick_width(g);
    const int y =
        add_value(g, type_of(IN_OTHER, shape_make(1, width, 1, 1)), 1,
                  pick(g, 4) ? arena_format("input(other) { %d }", width)
                             : arena_format("op.constant { num = 0.6, space = \"other\", shape = { %d } }", width));
    if (pick(g, 2))
        add_value(g, type_of(IN_INTO, shape_make(1, edge_width, 1, 1)), 1,
                  arena_format("input(into) { %d }", edge_width));
    add_product(g, y, pick_shape(g));
    add_product(g, y, pick_shape(g));
}

/* Numbers of each row's own. A model that has them is for graphs of so many rows, few or several chunks of them. */
static void begin_learned(Gen *g)
{
    const uint64_t bits = g->learned;
    if (bits % 6 == 0) {
        const int32_t width = widths[bits / 6 % 8];
        add_value(g, type_of(IN_NODE, shape_make(1, width, 1, 1)), 1,
                  arena_format("embedding(node, %d, { rows = %d })", width, bits / 48 % 4 ? 19 : 733));
    }
    if (g->own && bits % 5 == 0)
        add_value(g, type_of(IN_OTHER, shape_make(1, 3, 1, 1)), 1, "embedding(other, 3, { rows = 6 })");
}

static void begin(Gen *g)
{
    add_plain(g, arena_format("model \"%s\"", g->s->name));
    begin_graph(g);
    int32_t features = pick_width(g);
    bool sparse = pick(g, 3) == 0;
    int x = add_value(g, type_of(IN_NODE, shape_make(1, features, 1, 1)), 1,
                      arena_format("input.node { %d%s%s }", features, sparse ? ", sparse = true" : "",
                                   pick(g, 4) ? "" : ", normalize = \"row\""));
    line(g, x)->sparse = sparse;
    begin_edges(g);
    if (g->own)
        begin_own(g);
    begin_learned(g);
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
    case IN_EDGE: return arena_format("sum_in(%s) / 4", x);
    case IN_GRAPH: return arena_format("spread(%s)", x);
    case IN_OTHER: return arena_format("into.sum_in(into.src(%s)) / 4", x);
    case IN_INTO: return arena_format("into.sum_in(%s) / 4", x);
    case IN_BACK: return arena_format("into.max_in(into.src(back.sum_in(%s))) / 4", x);
    case IN_PAIR: return arena_format("pair.sum_dst(%s) / 4", x);
    case IN_KIN: return arena_format("kin.sum_in(%s) / 4", x);
    case IN_PARAM: return arena_format("%s * op.constant { num = 1, space = \"node\" }", x);
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
        if (!l->name || l->used || width + w > 96 || (l->type.space == IN_GRAPH && !g->whole))
            continue;
        const char *piece = as_node_row(g, i);
        row = row ? arena_format("%s, %s", row, piece) : piece;
        width += (int32_t)w;
    }
    if (!row) { /* all is used: the oldest node value once more */
        int first = 0;
        while (!has_space(line(g, first), N))
            first++;
        row = as_node_row(g, first);
        width = (int32_t)shape_width(line(g, first)->type.shape);
    }
    return add_value(g, type_of(IN_NODE, shape_make(1, width, 1, 1)), 4, arena_format("concat(%s)", row));
}

/* "balanced", or n numbers. */
static const char *class_weights(Gen *g, int n)
{
    if (pick(g, 2))
        return "\"balanced\"";
    const char *list = "";
    for (int i = 0; i < n; i++)
        list = arena_format("%s%s%d.25", list, i ? ", " : "", pick(g, 3));
    return arena_format("{ %s }", list);
}

/* An option in half the cases. */
static const char *option(Gen *g, const char *text)
{
    return pick(g, 2) ? text : "";
}

static const char *loss_over_rows(Gen *g, const char *t, const char *y, int L)
{
    const char *dropped = option(g, ", label_dropout = 0.3");
    int which = pick(g, 5);
    switch (L == 1 && which == 0 ? 1 : which) { /* one class is refused */
    case 0:
        return arena_format("cross_entropy(%s, %s.class(%d), { label_smoothing = 0.%d%s%s })", y, t, L, pick(g, 3),
                            option(g, arena_format(", class_weight = %s", class_weights(g, L))), dropped);
    case 1: return arena_format("mse(%s, %s.value(%d))", y, t, L);
    case 2: return arena_format("mae(%s, %s.value(%d))", y, t, L);
    case 3: return arena_format("huber(%s, %s.value(%d), { delta = 0.4 })", y, t, L);
    default:
        return arena_format("bce_with_logits(%s, %s.value(%d), { pos_weight = %s%s })", y, t, L, class_weights(g, L),
                            dropped);
    }
}

static void end_loss(Gen *g, const char *t, const char *y, int L)
{
    const char *loss = loss_over_rows(g, t, y, L);
    if (pick(g, 4) == 0 && L > 1)
        loss = arena_format("cross_entropy(%s, %s.class(%d))", y, t, L);
    else if (pick(g, 6) == 0)
        loss = arena_format("bce_with_logits(%s, %s.value(%d))", y, t, L);
    else if (g->whole && !strcmp(t, "target") && pick(g, 3) == 0)
        loss = arena_format("pool_sum(sum(square(%s) - 0.3 * %s)) / 16", y, y);
    int p = pick(g, 4) == 0 ? pick_value(g, P, 0) : -1;
    if (p >= 0) /* as a penalty of weights has it */
        loss = arena_format("%s + 0.02 * sum(flatten(square(%s)))", loss, use(g, p));
    int more = g->whole && pick(g, 4) == 0 ? pick_value(g, G, 1) : -1;
    if (more >= 0)
        loss = arena_format("%s + 0.1 * sum(%s)", loss, use(g, more));
    add_plain(g, arena_format("loss(%s)", loss));
}

/* Other values as outputs, each under a name of its own, some on demand. */
static void end_outputs(Gen *g, int y)
{
    int before = -1;
    for (int i = pick(g, 4); i > 0; i--) {
        int more = pick_value(g, N | E | G | OWN, 0);
        if (more < 0 || more == y || more == before || (line(g, more)->type.space == IN_GRAPH && !g->whole))
            continue;
        const char *form = pick(g, 3) ? "output(\"more%d\", %s)" : "inspect(\"shown%d\", %s)";
        add_plain(g, arena_format(form, i, use(g, more)));
        before = more;
    }
}

/* What the loss is over. */
static In pick_answers(Gen *g)
{
    static const In some[] = {IN_OTHER, IN_PAIR, IN_GRAPH};
    const In of = pick(g, 3) ? IN_NODE : some[pick(g, 3)];
    return (of == IN_OTHER && !g->own) || (of == IN_PAIR && !(g->own && g->whole)) || (of == IN_GRAPH && !g->whole)
               ? IN_NODE
               : of;
}

/* From nodes to there. */
static const char *to_answers(In of)
{
    return of == IN_OTHER   ? "back.sum_in(back.src(%s)) / 4"
           : of == IN_PAIR  ? "pair.dst(%s)"
           : of == IN_GRAPH ? "pool_mean(%s)"
                            : "%s";
}

static void end(Gen *g)
{
    int h = gather_loose_ends(g), L = pick(g, 4) ? 1 + pick(g, 7) : pick_width(g);
    g->s->classes = L;
    int w = new_param(g, shape_make(2, line(g, h)->type.shape.dim[0], L, 1));
    const In of = pick_answers(g);
    int y = add_value(g, type_of(of, shape_make(1, L, 1, 1)), 1,
                      arena_format("matmul(tanh(%s), %s)", fill_form(to_answers(of), use(g, h)), use(g, w)));
    add_plain(g, arena_format("output(\"y\", %s)", use(g, y)));
    end_outputs(g, y);
    end_loss(g, of == IN_NODE ? "target" : arena_format("target(%s)", in_names[of]), use(g, y), L);
}

Sketch *sketch_random(uint64_t seed)
{
    Sketch *s = arena_alloc(1, sizeof *s);
    s->name = arena_format("random_%llu", (unsigned long long)seed);
    s->differences = true;
    Gen g = {.r = {gatrt_mix(seed ^ 0x6761746363u)}, .s = s, .learned = gatrt_mix(seed ^ 0x726f7773u)};
    g.whole = pick(&g, 3) == 0;
    g.own = pick(&g, 3) == 0;
    begin(&g);
    int wanted = s->count + 3 + pick(&g, pick(&g, 3) ? 10 : 22);
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

const char *sketch_leaf(const Sketch *s, int at, Row type)
{
    (void)s;
    const char *one = arena_format("op.constant { num = 0.5, space = \"%s\" }", in_names[type.space]);
    const char *leaf = arena_format("param(\"leaf%d\", %s)", at, shape_text(type.shape));
    return type.space == IN_PARAM ? leaf : arena_format("%s * %s", leaf, one);
}
