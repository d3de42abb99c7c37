/* load_ba_shapes.c - BA-Shapes (Ying et al. 2019, GNNExplainer, arXiv:1903.03894): a graph of preferential attachment
 * (Barabasi and Albert 1999) with houses of five nodes at some of its nodes, and edges at random between any two.
 *
 *   ba-shapes:seed=1       optional: nodes=300  links=5 (of a new node)  houses=80  noise=70 (edges at random)
 *
 * A node of the first graph is class 0; of a house two are in the middle (1), two at the bottom (2), one on top (3). Features are ten
 * ones, so that only the graph tells. The houses stand behind the first graph, five nodes each: an explanation of one of
 * their nodes should be the six edges of its house. 8 of 10 nodes train, one validates, one tests, as drawn.
 */
#include "runtime/formats/made.h"

#include <math.h>

typedef enum { SEED, NODES, LINKS, HOUSES, NOISE, KEYS } Key;
enum { FEATURES = 10, CORNERS = 5, WALLS = 6, CLASSES = 4 };

/* clang-format off */
static const MadeKey key_rows[KEYS] = {
    [SEED]   = { "seed", 0.0, 9007199254740992.0, true, false },
    [NODES]  = { "nodes", 2.0, 100000.0, false, false },
    [LINKS]  = { "links", 1.0, 50.0, false, false },
    [HOUSES] = { "houses", 0.0, 20000.0, false, false },
    [NOISE]  = { "noise", 0.0, 10000.0, false, false },
};
static const double usual[KEYS] = { 0.0, 300.0, 5.0, 80.0, 70.0 };
static const uint8_t wall[WALLS][2] = { {0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 4}, {1, 4} };
static const uint8_t corner[CORNERS] = { 1, 1, 2, 2, 3 };
/* clang-format on */

typedef struct Shapes {
    double value[KEYS];
    int64_t nodes, links, houses, noise; /* nodes: of the first graph */
    gatrt_set *node;
    gatrt_relation *edge;
    uint64_t draws; /* so far, of this key */
    uint64_t key;
} Shapes;

static int64_t below(Shapes *s, int64_t count)
{
    return (int64_t)(draw_unit(gatrt_mix(s->key ^ s->draws++)) * (double)count);
}

static bool joined(const gatrt_relation *edge, int64_t u, int64_t v)
{
    for (int64_t e = 0; e < edge->edges; e++)
        if (edge->src[e] == u && edge->dst[e] == v)
            return true;
    return false;
}

/* A star of links + 1 nodes; each node behind them is joined to as many different ones, by how many edges these have. An end of
 * a drawn edge is such a node. */
static void grow(Shapes *s)
{
    gatrt_relation *edge = s->edge;
    for (int64_t v = 1; v <= s->links; v++)
        made_join(edge, 0, v);
    for (int64_t v = s->links + 1; v < s->nodes; v++) {
        const int64_t before = edge->edges;
        for (int64_t found = 0; found < s->links;) {
            const int64_t u = edge->src[below(s, before)];
            bool again = false;
            for (int64_t e = before; e < edge->edges; e++)
                again |= edge->dst[e] == u;
            if (again)
                continue;
            made_join(edge, v, u);
            found++;
        }
    }
}

/* Each at a node of its own, as long as there are any. */
static void build_houses(Shapes *s)
{
    int32_t *at = made_order(s->nodes, gatrt_mix(s->key ^ 1));
    for (int64_t h = 0; h < s->houses; h++) {
        const int64_t first = s->nodes + h * CORNERS;
        for (int i = 0; i < WALLS; i++)
            made_join(s->edge, first + wall[i][0], first + wall[i][1]);
        made_join(s->edge, at[h % s->nodes], first);
        for (int i = 0; i < CORNERS; i++)
            s->node->label[first + i] = corner[i];
    }
    mem_free(at);
}

/* After so many tries in vain the graph is full. */
static void add_noise(Shapes *s)
{
    for (int64_t i = 0, tries = 0; i < s->noise && tries < 100 * s->noise; tries++) {
        const int64_t u = below(s, s->node->rows), v = below(s, s->node->rows);
        if (u == v || joined(s->edge, u, v))
            continue;
        made_join(s->edge, u, v);
        i++;
    }
}

gatrt_data *load_ba_shapes(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* it is made as it is asked for */
    Shapes s = {.draws = 0};
    if (!made_read(spec, key_rows, KEYS, s.value, error))
        return NULL;
    int64_t *const of[KEYS] = {NULL, &s.nodes, &s.links, &s.houses, &s.noise};
    for (int i = NODES; i < KEYS; i++)
        *of[i] = (int64_t)(isnan(s.value[i]) ? usual[i] : s.value[i]);
    if (s.links >= s.nodes) {
        error_set(error, "%.80s: links=%lld, but there are %lld nodes", spec, (long long)s.links, (long long)s.nodes);
        return NULL;
    }
    gatrt_data *data = data_new(spec);
    s.key = gatrt_mix((uint64_t)s.value[SEED]);
    s.node = &data->sets[0];
    s.edge = &data->relations[0];
    s.node->rows = s.nodes + CORNERS * s.houses;
    s.node->features = FEATURES;
    s.node->classes = CLASSES;
    const size_t pairs = (size_t)(s.nodes * s.links + s.houses * (WALLS + 1) + s.noise);
    s.edge->src = mem_alloc(pairs, 2 * sizeof *s.edge->src);
    s.edge->dst = mem_alloc(pairs, 2 * sizeof *s.edge->dst);
    s.node->label = mem_alloc((size_t)s.node->rows, sizeof *s.node->label);
    s.node->x = mem_alloc((size_t)s.node->rows, FEATURES * sizeof *s.node->x);
    for (int64_t i = 0; i < s.node->rows * FEATURES; i++)
        s.node->x[i] = 1.0f;
    grow(&s);
    build_houses(&s);
    add_noise(&s);
    made_split(s.node, (uint64_t)s.value[SEED], 8, 1);
    return data;
}
