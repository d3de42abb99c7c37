/* load_sbm.c - PATTERN and CLUSTER (Dwivedi et al. 2020, arXiv:2003.00982): many graphs of a stochastic block model, whose
 * nodes are to be told apart by how they are joined. Numbers are those that its authors made the published sets with.
 *
 *   pattern:seed=1     optional: graphs=14000  patterns=100
 *   cluster:seed=1     optional: graphs=12000
 *
 * Blocks have 5 to 34 nodes, each number as likely. Two nodes of one block are joined with probability p, those of different
 * blocks with q. PATTERN: five blocks, p = 0.5, q = 0.35, and a sixth, the pattern, one of so many that were drawn before: its
 * size, its edges inside (each there with 0.5) and its features are the same wherever it is; a node of it is joined to any
 * other with 0.5. Features are one of three, one-hot; class 1 is the pattern. CLUSTER: six blocks, p = 0.55, q = 0.25; class is
 * the block, which one node of each block has as its feature, one-hot behind that of all others.
 *
 * Nodes of a graph stand in drawn order. Of 14 graphs in a row ten train, two validate, two test, and have one pattern; of
 * CLUSTER's 12 ten, one and one.
 */
#include "runtime/formats/made.h"

#include <math.h>
#include <string.h>

enum { LEAST = 5, SIZES = 30, BLOCKS = 6, WORDS = 3, MOST_NODES = BLOCKS * (LEAST + SIZES - 1) };

/* What the two sets differ in. */
typedef struct Kind {
    int blocks;             /* beside the pattern */
    double inside, between; /* probabilities of an edge */
    bool has_pattern;
    int features, classes;
    int train, validate, row; /* graphs, of so many in a row */
    double graphs;
} Kind;
static const Kind kinds[] = {
    {5, 0.5, 0.35, true, WORDS, 2, 10, 2, 14, 14000.0},
    {BLOCKS, 0.55, 0.25, false, BLOCKS + 1, BLOCKS, 10, 1, 12, 12000.0},
};
static const double in_pattern = 0.5, at_pattern = 0.5;

typedef enum { SEED, GRAPHS, PATTERNS, KEYS } Key;
static const MadeKey key_rows[KEYS] = {{"seed", 0.0, 9007199254740992.0, true, false},
                                       {"graphs", 1.0, 100000.0, false, false},
                                       {"patterns", 1.0, 100000.0, false, false}};

/* One graph: its nodes by block, as they are before they are put in order. */
typedef struct Sbm {
    const Kind *kind;
    uint64_t key, pattern; /* of its draws, and of its pattern's */
    int nodes, first;      /* of the pattern: the first of its nodes; without one: nodes */
    uint8_t block[MOST_NODES];
    int32_t *order; /* [nodes] where each stands */
} Sbm;

/* Draws of one use are another key's, so that none depends on how many others there were. */
static double draw(uint64_t key, uint64_t use, uint64_t i)
{
    return draw_unit(gatrt_mix(gatrt_mix(key ^ use << 56) ^ i));
}

static int draw_size(uint64_t key, uint64_t use, uint64_t i)
{
    return LEAST + (int)(draw(key, use, i) * SIZES);
}

static Sbm sbm_of(const Kind *kind, uint64_t seed, int64_t graph, int64_t patterns)
{
    Sbm s = {.kind = kind, .key = gatrt_mix(seed ^ (uint64_t)graph << 1)};
    s.pattern = gatrt_mix(seed ^ ((uint64_t)(graph / kind->row % patterns) << 1 | 1));
    for (int b = 0; b < kind->blocks + kind->has_pattern; b++) {
        const bool pattern = b == kind->blocks;
        const int size = draw_size(pattern ? s.pattern : s.key, 1, pattern ? 0 : (uint64_t)b);
        s.first = b == 0 || pattern ? s.nodes : s.first;
        memset(s.block + s.nodes, b, (size_t)size);
        s.nodes += size;
    }
    s.first = kind->has_pattern ? s.first : s.nodes;
    s.order = made_order(s.nodes, gatrt_mix(s.key ^ 2ull << 56));
    return s;
}

/* u < v */
static bool joined(const Sbm *s, int u, int v)
{
    const uint64_t pair = (uint64_t)u << 32 | (uint64_t)v;
    if (u >= s->first)
        return draw(s->pattern, 3, (uint64_t)(u - s->first) << 32 | (uint64_t)(v - s->first)) < in_pattern;
    return draw(s->key, 3, pair) < (v >= s->first                ? at_pattern
                                    : s->block[u] == s->block[v] ? s->kind->inside
                                                                 : s->kind->between);
}

/* The column that is 1. Of CLUSTER's blocks one node each, drawn, has its block's. */
static int feature_of(const Sbm *s, int v)
{
    if (s->kind->has_pattern && v >= s->first)
        return (int)(draw(s->pattern, 4, (uint64_t)(v - s->first)) * WORDS);
    if (s->kind->has_pattern)
        return (int)(draw(s->key, 4, (uint64_t)v) * WORDS);
    int first = v, end = v;
    while (first > 0 && s->block[first - 1] == s->block[v])
        first--;
    while (end < s->nodes && s->block[end] == s->block[v])
        end++;
    const int shown = first + (int)(draw(s->key, 5, s->block[v]) * (end - first));
    return v == shown ? s->block[v] + 1 : 0;
}

static void fill_graph(gatrt_data *data, const Sbm *s, int64_t first, int64_t graph)
{
    gatrt_set *node = &data->sets[0];
    const int64_t place = graph % s->kind->row;
    const int part = place < s->kind->train ? 0 : place < s->kind->train + s->kind->validate ? 1 : 2;
    for (int v = 0; v < s->nodes; v++) {
        const int64_t row = first + s->order[v];
        node->x[row * node->features + feature_of(s, v)] = 1.0f;
        node->label[row] = s->kind->has_pattern ? v >= s->first : s->block[v];
        node->mask[part][row] = 1;
        for (int u = 0; u < v; u++)
            if (joined(s, u, v))
                made_join(&data->relations[0], first + s->order[u], row);
    }
}

/* Rows and edges, both ways. */
static void count_graphs(const Kind *kind, uint64_t seed, int64_t graphs, int64_t patterns, int64_t *rows,
                         int64_t *edges)
{
    *rows = *edges = 0;
    for (int64_t g = 0; g < graphs; g++) {
        const Sbm s = sbm_of(kind, seed, g, patterns);
        *rows += s.nodes;
        for (int v = 0; v < s.nodes; v++)
            for (int u = 0; u < v; u++)
                *edges += joined(&s, u, v) ? 2 : 0;
        mem_free(s.order);
    }
}

static gatrt_data *empty_data(const char *spec, const Kind *kind, int64_t rows, int64_t edges)
{
    gatrt_data *data = data_new(spec);
    gatrt_set *node = &data->sets[0];
    node->rows = rows;
    node->features = kind->features;
    node->classes = kind->classes;
    node->label = mem_alloc((size_t)rows, sizeof *node->label);
    node->x = mem_alloc((size_t)(rows * node->features), sizeof *node->x);
    for (int m = 0; m < 3; m++)
        node->mask[m] = mem_alloc((size_t)rows, 1);
    data->relations[0].src = mem_alloc((size_t)edges + 1, sizeof *data->relations[0].src);
    data->relations[0].dst = mem_alloc((size_t)edges + 1, sizeof *data->relations[0].dst);
    return data;
}

static gatrt_data *load(const char *spec, const Kind *kind, Error *error)
{
    double value[KEYS] = {0.0};
    if (!made_read(spec, key_rows, kind->has_pattern ? KEYS : PATTERNS, value, error))
        return NULL;
    const uint64_t seed = gatrt_mix((uint64_t)value[SEED]);
    const int64_t graphs = (int64_t)(isnan(value[GRAPHS]) ? kind->graphs : value[GRAPHS]);
    const int64_t patterns = kind->has_pattern && !isnan(value[PATTERNS]) ? (int64_t)value[PATTERNS] : 100;
    int64_t rows, edges, first = 0;
    count_graphs(kind, seed, graphs, patterns, &rows, &edges);
    if (edges > INT32_MAX) {
        error_set(error, "%.80s: that is more than 2147483647 edges", spec);
        return NULL;
    }
    gatrt_data *data = empty_data(spec, kind, rows, edges);
    for (int64_t g = 0; g < graphs; g++) {
        const Sbm s = sbm_of(kind, seed, g, patterns);
        fill_graph(data, &s, first, g);
        first += s.nodes;
        mem_free(s.order);
    }
    return data;
}

gatrt_data *load_pattern(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* it is made as it is asked for */
    return load(spec, &kinds[0], error);
}

gatrt_data *load_cluster(const char *spec, const DataUse *use, Error *error)
{
    (void)use;
    return load(spec, &kinds[1], error);
}
