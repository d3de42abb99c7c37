/* sketch.c - the lines of a random model while it grows: what they are, how one is picked by space
 * and shape, how one is added. Numbers stay tame: every line carries a bound, and what grows is
 * scaled back. */
#include "generate.h"

#include <string.h>

typedef struct Gen {
    Random r;
    Sketch *s;
    int edge_weight;  /* line of the edges' weights; -1: the model has none */
    int params;       /* handed out, for names */
    bool whole;       /* may use what reads all rows: pools, folds, sums over outgoing edges */
    bool own;         /* has the spaces and relations after IN_GRAPH */
    uint64_t learned; /* by its bits, which are no draws: which rows have numbers of their own */
} Gen;

const char *const in_names[INS] = {"param", "node", "edge", "graph", "other", "into", "back", "kin", "pair"};

/* A relation: its edges, and the rows it leads from and to. */
typedef struct Way {
    In edges, from, to;
    const char *prefix; /* of its words */
} Way;
static const Way ways[] = {
    {IN_EDGE, IN_NODE, IN_NODE, ""},
    {IN_INTO, IN_OTHER, IN_NODE, "into."},
    {IN_BACK, IN_NODE, IN_OTHER, "back."},
    {IN_KIN, IN_NODE, IN_NODE, "kin."},
};

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

static Row type_of(In space, Shape shape)
{
    return (Row){space, shape};
}

/* A row stays within MOST_ROW numbers. */
static Shape pick_shape(Gen *g)
{
    if (pick(g, 2))
        return shape_make(1, pick_width(g), 1, 1);
    int32_t heads = pick(g, 6) ? (int32_t)(1 + pick(g, 4)) : pick_width(g);
    int32_t width = pick_width(g);
    while (heads * width > MOST_ROW)
        width = (width + 1) / 2;
    return shape_make(2, heads, width, 1);
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
static int add_value(Gen *g, Row type, double size, const char *expression)
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

enum {
    P = 1 << IN_PARAM,
    N = 1 << IN_NODE,
    E = 1 << IN_EDGE,
    G = 1 << IN_GRAPH,
    OWN = 1 << IN_OTHER | 1 << IN_INTO | 1 << IN_BACK | 1 << IN_KIN | 1 << IN_PAIR,
};

static Way pick_way(Gen *g)
{
    return ways[g->own ? pick(g, sizeof ways / sizeof ways[0]) : 0];
}

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

/* Most often any space; else one, so that the rare ones are not left to chance. */
static int pick_spaces(Gen *g)
{
    static const int one[] = {P, E, G, G};
    if (g->own && pick(g, 4) == 0)
        return OWN;
    return pick(g, 3) ? P | N | E | G | OWN : one[pick(g, g->whole ? 4 : 2)];
}

static int new_param(Gen *g, Shape shape)
{
    return add_value(g, type_of(IN_PARAM, shape), 1,
                     arena_format("param(\"p%d\", %s)", g->params++, shape_text(shape)));
}

/* An old parameter of that shape, or what was made of some, so that some are used twice; or a new one. */
static int pick_param(Gen *g, Shape shape)
{
    bool old = pick(g, 2);
    for (int i = g->s->count - 1; old && i >= 0; i--) {
        const Line *l = line(g, i);
        if (has_space(l, P) && shape_equal(l->type.shape, shape) && pick(g, 3))
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
