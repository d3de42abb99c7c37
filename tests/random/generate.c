/* generate.c - a seeded generator of well-typed models, as Lua text a person can read.
 *
 * A model is a list of values; each step picks a form that fits the values so far: maps
 * with broadcasting, products, gathers, sums, attention, shapes, whole layers. What no
 * other value used flows into the prediction, so little of it is dead. */
#include "steps.c"

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
    if (more >= 0 && more != y && line(g, more)->type.space != SPACE_PARAM && pick(g, 2))
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
