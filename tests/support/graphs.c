/* graphs.c - small seeded graphs of the kinds that break things, data that fits a model,
 * and its parameters. Every number follows from the seed, by gatrt_mix. */
#include "compile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const graph_kind_names[GRAPH_KINDS] = {
    "no edges",
    "one node",
    "one node with a loop",
    "isolated nodes",
    "only self loops",
    "duplicate edges",
    "hub",
    "path",
    "parts",
    "random",
    "large",
};

/* ------------------------------------------------------------------ numbers */

uint64_t random_bits(Random *r)
{
    return gatrt_mix(r->state++);
}

int random_below(Random *r, int count)
{
    return (int)(random_bits(r) % (uint64_t)count);
}

double random_between(Random *r, double low, double high)
{
    return low + (high - low) * (double)(random_bits(r) >> 11) * 0x1p-53;
}

/* In [-1, 1], and 0 now and then: sparse features have zeros, and zeros are special. */
static float random_feature(Random *r)
{
    return random_below(r, 5) == 0 ? 0.0f : (float)random_between(r, -1, 1);
}

/* -------------------------------------------------------------------- edges */

static int64_t nodes_of(GraphKind kind, Random *r)
{
    switch (kind) {
    case GRAPH_ONE_NODE:
    case GRAPH_ONE_LOOP: return 1;
    case GRAPH_LARGE: return 700 + random_below(r, 200); /* several chunks */
    default: return 5 + random_below(r, 20);
    }
}

static void add_edge(gatrt_data *d, int64_t src, int64_t dst)
{
    gatrt_relation *edge = &d->relations[0];
    edge->src[edge->edges] = (int32_t)src;
    edge->dst[edge->edges++] = (int32_t)dst;
}

static void add_random_edges(gatrt_data *d, Random *r, int64_t count, int64_t low, int64_t high)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t src = low + random_below(r, (int)(high - low));
        add_edge(d, src, low + random_below(r, (int)(high - low)));
    }
}

static void add_twice(gatrt_data *d, Random *r)
{
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    add_random_edges(d, r, 2 * node->rows, 0, node->rows);
    for (int64_t e = 0, once = edge->edges; e < once; e += 2)
        add_edge(d, edge->src[e], edge->dst[e]);
}

static void add_edges(gatrt_data *d, GraphKind kind, Random *r)
{
    const gatrt_set *node = &d->sets[0];
    int64_t n = node->rows;
    switch (kind) {
    case GRAPH_NO_EDGES:
    case GRAPH_ONE_NODE: return;
    case GRAPH_ONE_LOOP: add_edge(d, 0, 0); return;
    case GRAPH_ISOLATED: add_random_edges(d, r, n, 0, n / 2); return;
    case GRAPH_TWICE: add_twice(d, r); return;
    case GRAPH_PARTS:
        add_random_edges(d, r, n, 0, n / 2);
        add_random_edges(d, r, n, n / 2, n);
        return;
    case GRAPH_RANDOM:
    case GRAPH_LARGE: add_random_edges(d, r, 3 * n, 0, n); return;
    default: break;
    }
    for (int64_t v = 0; v < n; v++) {
        if (kind == GRAPH_LOOPS)
            add_edge(d, v, v);
        else if (kind == GRAPH_PATH && v + 1 < n)
            add_edge(d, v, v + 1);
        else if (kind == GRAPH_HUB && v > 0)
            add_edge(d, v % 2 ? v : 0, v % 2 ? 0 : v);
    }
}

/* ----------------------------------------------------------------- data sets */

/* What gatrt_data_free frees comes from mem_alloc. */
static float *random_features(Random *r, int64_t rows, int64_t width)
{
    float *x = mem_alloc((size_t)(rows * width), sizeof *x);
    for (int64_t i = 0; i < rows * width; i++)
        x[i] = random_feature(r);
    return x;
}

/* Not negative, some of them 0: degrees are roots' operands. */
static float *random_weights(Random *r, int64_t edges)
{
    float *x = mem_alloc((size_t)edges, sizeof *x);
    for (int64_t i = 0; i < edges; i++)
        x[i] = random_below(r, 6) ? (float)random_between(r, 0.1, 2) : 0.0f;
    return x;
}

/* A class for each row, and some rows that are wanted. */
static void fill_labels(gatrt_set *set, Random *r, int classes)
{
    set->label = mem_alloc((size_t)set->rows, sizeof *set->label);
    set->mask[0] = mem_alloc((size_t)set->rows, 1);
    for (int64_t v = 0; v < set->rows; v++) {
        set->label[v] = random_below(r, classes);
        set->mask[0][v] = random_below(r, 4) == 0;
    }
    set->mask[0][random_below(r, (int)set->rows)] = 1;
}

static void fill_rows(gatrt_data *d, Random *r, int classes, int64_t features)
{
    gatrt_set *node = &d->sets[0];
    node->features = features;
    node->x = random_features(r, node->rows, features);
    fill_labels(node, r, classes);
}

/* Several graphs in no order, one of them without a node: by the number of nodes alone, so that it draws nothing. */
static void fill_graphs(gatrt_data *d)
{
    enum { MOST = 7 };
    if (d->sets[0].rows % 3 == 0)
        return; /* one graph */
    data_add_set(d, "graph")->rows = MOST;
    gatrt_set *node = &d->sets[0];
    node->graph = mem_alloc((size_t)node->rows, sizeof *node->graph);
    for (int64_t v = 0; v < node->rows; v++)
        node->graph[v] = (int32_t)(gatrt_mix((uint64_t)(v + node->rows)) % (MOST - 1)) + (v % 2);
}

/* Rows that are divided by their sums are counts and shares: a sum of both signs may be next to nothing. */
static void keep_sums_away_from_0(const gatrt_model *code, gatrt_data *d)
{
    gatrt_set *node = &d->sets[0];
    for (int i = 0; i < code->input_count; i++)
        for (int64_t j = 0; code->inputs[i].row_normalize && j < node->rows * node->features; j++)
            node->x[j] = fabsf(node->x[j]);
}

/* Targets of a set, as the model can take them; it has `width` of them. */
static void fill_targets(const gatrt_model *code, gatrt_set *set, Random *r, int64_t width)
{
    set->target = random_features(r, set->rows, width);
    set->classes = width;
    for (int i = 0; i < code->input_count; i++) {
        const gatrt_input *in = &code->inputs[i];
        for (int64_t j = 0; in->role == GATRT_TARGET && in->bound_by && j < set->rows * width; j++)
            set->target[j] = in->least + (set->target[j] - floorf(set->target[j])) * (in->most - in->least);
    }
}

static int64_t width_in(const gatrt_model *code, gatrt_role role, int space)
{
    for (int i = 0; i < code->input_count; i++)
        if (code->inputs[i].role == role && code->inputs[i].space == space)
            return code->inputs[i].width;
    return 0;
}

/* ------------------------------------------------- the model's own spaces and relations */

static void add_set(const gatrt_model *code, gatrt_data *d, Random *r, int space)
{
    gatrt_set *set = data_add_set(d, code->spaces[space].name);
    set->rows = 1 + random_below(r, 9);
    if (width_in(code, GATRT_ROW_NUMBER, space))
        set->rows = width_in(code, GATRT_ROW_NUMBER, space);
    set->features = width_in(code, GATRT_FEATURES, space);
    if (set->features)
        set->x = random_features(r, set->rows, set->features);
}

static int number_of_set(const gatrt_data *d, const char *name)
{
    for (int i = 0; i < d->set_count; i++)
        if (!strcmp(d->sets[i].name, name))
            return i;
    die("the test's data set has no %s", name);
}

static void add_relation(const gatrt_model *code, gatrt_data *d, GraphKind kind, Random *r, int space)
{
    int ends[2] = {0}; /* sources, destinations */
    for (int i = 0; i < code->end_count; i++)
        if (code->ends[i].of == space)
            ends[strcmp(code->ends[i].name, "src") != 0] = number_of_set(d, code->spaces[code->ends[i].to].name);
    gatrt_relation *e = data_add_relation(d, code->spaces[space].name, ends[0], ends[1]);
    const int64_t from = d->sets[e->from].rows, to = d->sets[e->to].rows;
    e->edges = kind == GRAPH_NO_EDGES || from == 0 || to == 0 ? 0 : random_below(r, (int)(from + to) * 2);
    e->src = mem_alloc((size_t)e->edges, sizeof *e->src);
    e->dst = mem_alloc((size_t)e->edges, sizeof *e->dst);
    for (int64_t i = 0; i < e->edges; i++) {
        e->src[i] = random_below(r, (int)from);
        e->dst[i] = random_below(r, (int)to);
    }
    e->edge_features = width_in(code, GATRT_EDGE_ATTR, space);
    if (e->edge_features)
        e->edge_attr = random_features(r, e->edges, e->edge_features);
}

/* Links that relations join, or of which something is known, are a set, too. */
static void add_links(const gatrt_model *code, gatrt_data *d, Random *r, int link)
{
    const int64_t rows = space_rows(code, d, link), features = width_in(code, GATRT_FEATURES, link);
    bool joined = features > 0;
    for (int i = 0; i < code->end_count; i++)
        joined |= code->ends[i].to == link;
    if (!joined)
        return;
    gatrt_set *set = data_add_set(d, code->spaces[link].name);
    set->rows = rows;
    set->features = features;
    set->x = features ? random_features(r, rows, features) : NULL;
}

static void add_own_spaces(const gatrt_model *code, gatrt_data *d, GraphKind kind, Random *r)
{
    for (int s = GATRT_PLAIN_SPACES; s < code->space_count; s++)
        if (code->spaces[s].kind == GATRT_ROWS && !is_link(code, s))
            add_set(code, d, r, s);
    for (int s = GATRT_PLAIN_SPACES; s < code->space_count; s++) {
        if (code->spaces[s].kind == GATRT_EDGES || is_link(code, s))
            add_relation(code, d, kind, r, s);
        if (is_link(code, s))
            add_links(code, d, r, s);
    }
}

/* Of rows other than nodes. Links are a relation, and a set as well where something is known of each. */
static void add_answers(const gatrt_model *code, gatrt_data *d, int classes, Random *r)
{
    const int space = model_space(code);
    const int64_t rows = space_rows(code, d, space), targets = width_in(code, GATRT_TARGET, space);
    gatrt_set *set = data_find_set(d, code->spaces[space].name);
    if (!set) {
        set = data_add_set(d, code->spaces[space].name);
        set->rows = rows;
    }
    if (set->rows > 0)
        fill_labels(set, r, classes);
    set->classes = classes;
    if (targets)
        fill_targets(code, set, r, targets);
}

gatrt_data *data_for(const gatrt_model *code, GraphKind kind, int classes, uint64_t seed)
{
    Random r = {gatrt_mix(seed)};
    gatrt_data *d = data_new(graph_kind_names[kind]);
    d->sets[0].rows = nodes_of(kind, &r);
    if (width_in(code, GATRT_ROW_NUMBER, GATRT_NODE))
        d->sets[0].rows = width_in(code, GATRT_ROW_NUMBER, GATRT_NODE);
    fill_graphs(d);
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    edge->src = mem_alloc((size_t)(4 * node->rows), sizeof *edge->src);
    edge->dst = mem_alloc((size_t)(4 * node->rows), sizeof *edge->dst);
    add_edges(d, kind, &r);
    int64_t features = width_in(code, GATRT_FEATURES, GATRT_NODE), targets = width_in(code, GATRT_TARGET, GATRT_NODE);
    fill_rows(d, &r, classes, features ? features : 1);
    keep_sums_away_from_0(code, d);
    node->classes = classes;
    if (targets)
        fill_targets(code, node, &r, targets);
    edge->edge_features = width_in(code, GATRT_EDGE_ATTR, GATRT_EDGE);
    if (edge->edge_features)
        edge->edge_attr = random_features(&r, edge->edges, edge->edge_features);
    if (width_in(code, GATRT_EDGE_WEIGHT, GATRT_EDGE))
        edge->edge_weight = random_weights(&r, edge->edges);
    add_own_spaces(code, d, kind, &r);
    if (model_space(code) != GATRT_NODE)
        add_answers(code, d, classes, &r);
    return d;
}

Prepared *prepare_for(const gatrt_model *code, const gatrt_data *data, const uint8_t *mask, bool prune, Error *error)
{
    const Wanted wanted = {.mask = mask,
                           .levels = code_levels(code),
                           .prune = prune,
                           .self_loops = code->recipe.self_loops,
                           .symmetric = code->recipe.symmetric > 0};
    return graph_prepare(code, data, &wanted, error);
}

float *params_for(const gatrt_model *code, uint64_t seed)
{
    Random r = {gatrt_mix(seed)};
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    for (int64_t i = 0; i < code->param_floats; i++) {
        double size = random_between(&r, 0.05, 1);
        bool positive = i >= code->param_floats - code->state_floats; /* a variance, a count */
        params[i] = (float)(random_bits(&r) & 1 || positive ? size : -size);
    }
    return params;
}
