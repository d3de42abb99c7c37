/* load_synth.c - seeded graphs of any size, for measuring and for trying things out.
 *
 *   synth:nodes=2708,edges=10556,features=1433,classes=7,seed=1
 *   optional: density=0.0127 (1: dense)  train=140  val=500  test=1000
 *
 * `edges` counts both directions. Degrees follow a power law with exponent 3: an
 * end is drawn as rank n u^2, u uniform. Most edges join nodes of one class, and the
 * features of a node depend weakly on its class, so the labels can be learnt from
 * both together (80 to 90 % at the size of Cora, more with more edges per node) and
 * from neither alone. No self loops, no duplicates.
 *
 * Every draw is gatrt_mix of (seed, purpose, counter), and only IEEE operations
 * that round the same everywhere are used: one seed is one graph on any machine.
 */
#include "runtime/formats/made.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_CLASS     0.80 /* share of edges whose second end is drawn from the first one's class */
#define TOPIC_SHARE    0.23 /* share of a row's words that belong to its class */
#define DENSE_DISTANCE 1.8  /* between the class means, in deviations of the noise along that line */
#define CORA_DENSITY   0.0127
enum { DENSE_UP_TO = 256, TRAIN_PER_CLASS = 20, VALIDATION = 500, TEST = 1000, SHORT_ROW = 64 };

typedef enum { NODES, EDGES, FEATURES, CLASSES, SEED, DENSITY, TRAIN, VAL, TEST_ROWS, KEYS } Key;

/* clang-format off */
static const MadeKey key_rows[KEYS] = {
    [NODES]     = { "nodes", 1.0, INT32_MAX, true, false },
    [EDGES]     = { "edges", 0.0, 1e12, true, false },
    [FEATURES]  = { "features", 1.0, 1e8, true, false },
    [CLASSES]   = { "classes", 1.0, 1e6, true, false },
    [SEED]      = { "seed", 0.0, 9007199254740992.0, true, false },
    [DENSITY]   = { "density", 0.0, 1.0, false, true },
    [TRAIN]     = { "train", 0.0, INT32_MAX, false, false },
    [VAL]       = { "val", 0.0, INT32_MAX, false, false },
    [TEST_ROWS] = { "test", 0.0, INT32_MAX, false, false },
};
/* clang-format on */

typedef struct Synth {
    double value[KEYS]; /* as given; NAN where not */
    int64_t nodes, pairs, features, classes;
    double density;
    uint64_t seed;
    int64_t *class_start; /* [classes + 1] into class_node */
    int32_t *by_rank;     /* [nodes] the node of each rank; rank 0 has the highest degree */
    int32_t *class_node;  /* [nodes] nodes by class, each class in order of rank */
    gatrt_set *node;
    gatrt_relation *edge;
} Synth;

/* ------------------------------------------------------------ the specification */

static bool settle(const char *spec, Synth *s, Error *error)
{
    const double *value = s->value;
    s->nodes = (int64_t)value[NODES];
    s->features = (int64_t)value[FEATURES];
    s->classes = (int64_t)value[CLASSES];
    s->seed = (uint64_t)value[SEED];
    s->density = !isnan(value[DENSITY]) ? value[DENSITY] : s->features > DENSE_UP_TO ? CORA_DENSITY : 1.0;
    int64_t edges = (int64_t)value[EDGES];
    if (value[DENSITY] == 0.0)
        return error_set(error, "%.80s: density=0, but it must be above 0", spec);
    if (edges % 2 != 0)
        return error_set(error, "%.80s: edges=%lld counts both directions of each edge, so it must be even", spec,
                         (long long)edges);
    s->pairs = edges / 2;
    /* Half of all pairs: beyond it, drawing pairs that are not there yet gets slow. */
    if (s->pairs > s->nodes * (s->nodes - 1) / 4)
        return error_set(error, "%.80s: edges=%lld is more than half of all pairs of %lld nodes; at most %lld", spec,
                         (long long)edges, (long long)s->nodes, (long long)s->nodes * (s->nodes - 1) / 4 * 2);
    if (s->classes > s->nodes)
        return error_set(error, "%.80s: classes=%lld, but there are %lld nodes", spec, (long long)s->classes,
                         (long long)s->nodes);
    return true;
}

/* ------------------------------------------------------------------ draws */

typedef enum { FOR_RANK = 1, FOR_CLASS, FOR_EDGE, FOR_ROW, FOR_MEAN } Purpose;

static uint64_t draw(const Synth *s, Purpose purpose, uint64_t i)
{
    return gatrt_mix(gatrt_mix(s->seed ^ (uint64_t)purpose << 56) ^ i);
}

static int64_t below(uint64_t bits, int64_t n)
{
    return (int64_t)(draw_unit(bits) * (double)n);
}

/* A rank of 0..n-1, low ones more often: density falls with the square root of the rank. */
static int64_t power_law(uint64_t bits, int64_t n)
{
    double u = draw_unit(bits);
    return (int64_t)((double)n * (u * u));
}

/* ----------------------------------------------------------- ranks and classes */

static void draw_ranks(Synth *s)
{
    s->by_rank = mem_alloc((size_t)s->nodes, sizeof *s->by_rank);
    for (int64_t v = 0; v < s->nodes; v++)
        s->by_rank[v] = (int32_t)v;
    for (int64_t v = s->nodes - 1; v > 0; v--) {
        int64_t other = below(draw(s, FOR_RANK, (uint64_t)v), v + 1);
        int32_t node = s->by_rank[v];
        s->by_rank[v] = s->by_rank[other];
        s->by_rank[other] = node;
    }
}

/* The first `classes` ranks take one class each, so that no class is empty. */
static void draw_classes(Synth *s)
{
    int32_t *label = mem_alloc((size_t)s->nodes, sizeof *label);
    s->class_start = mem_alloc((size_t)s->classes + 1, sizeof *s->class_start);
    s->class_node = mem_alloc((size_t)s->nodes, sizeof *s->class_node);
    for (int64_t rank = 0; rank < s->nodes; rank++) {
        int64_t group = rank < s->classes ? rank : below(draw(s, FOR_CLASS, (uint64_t)rank), s->classes);
        label[s->by_rank[rank]] = (int32_t)group;
        s->class_start[group + 1]++;
    }
    for (int64_t group = 0; group < s->classes; group++)
        s->class_start[group + 1] += s->class_start[group];
    int64_t *next = copy_starts(s->class_start, s->classes);
    for (int64_t rank = 0; rank < s->nodes; rank++)
        s->class_node[next[label[s->by_rank[rank]]]++] = s->by_rank[rank];
    mem_free(next);
    s->node->label = label;
}

/* ------------------------------------------------------------------- edges */

/* The pairs so far, in a table with open addressing; key 0 is a free place. */
typedef struct PairSet {
    uint64_t *key;
    uint64_t mask;
} PairSet;

static PairSet new_pair_set(int64_t pairs)
{
    uint64_t size = 16;
    while (size < (uint64_t)pairs * 2)
        size *= 2;
    return (PairSet){mem_alloc(size, sizeof(uint64_t)), size - 1};
}

/* False where the pair is there already, or is no pair. */
static bool add_pair(PairSet *set, int32_t u, int32_t v)
{
    if (u == v)
        return false;
    uint64_t low = (uint64_t)(u < v ? u : v), high = (uint64_t)(u < v ? v : u);
    uint64_t key = high << 32 | low; /* high > 0 */
    uint64_t place = gatrt_mix(key) & set->mask;
    for (; set->key[place]; place = (place + 1) & set->mask)
        if (set->key[place] == key)
            return false;
    set->key[place] = key;
    return true;
}

/* The other end of an edge at u. */
static int32_t draw_partner(const Synth *s, int32_t u, uint64_t bits)
{
    if (draw_unit(gatrt_mix(bits ^ 1)) >= SAME_CLASS)
        return s->by_rank[power_law(bits, s->nodes)];
    int32_t group = s->node->label[u];
    int64_t start = s->class_start[group], size = s->class_start[group + 1] - start;
    return s->class_node[start + power_law(bits, size)];
}

/* Pair i: first every node once, as far as there are pairs, so that few stay alone; then by degree.
 * After a few tries the graph is dense around u, and any free pair will do. */
static void draw_pair(const Synth *s, PairSet *set, int64_t i, int32_t *u, int32_t *v)
{
    for (uint64_t attempt = 0;; attempt++) {
        uint64_t bits = draw(s, FOR_EDGE, (uint64_t)i + (attempt << 40));
        bool spread = attempt > 16;
        *u = s->by_rank[spread         ? below(gatrt_mix(bits), s->nodes)
                        : i < s->nodes ? i
                                       : power_law(gatrt_mix(bits), s->nodes)];
        *v = spread ? s->by_rank[below(bits, s->nodes)] : draw_partner(s, *u, bits);
        if (add_pair(set, *u, *v))
            return;
    }
}

static void draw_edges(Synth *s)
{
    gatrt_relation *edge = s->edge;
    edge->edges = 2 * s->pairs;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    PairSet set = new_pair_set(s->pairs);
    for (int64_t i = 0; i < s->pairs; i++) {
        int32_t u, v;
        draw_pair(s, &set, i, &u, &v);
        edge->src[2 * i] = edge->dst[2 * i + 1] = u;
        edge->dst[2 * i] = edge->src[2 * i + 1] = v;
    }
    mem_free(set.key);
}

/* ---------------------------------------------------------------- features */

/* Words in a row: half to one and a half times the mean, at least 1. */
static int64_t row_words(const Synth *s, int64_t v)
{
    double mean = s->density * (double)s->features;
    int64_t words = (int64_t)(mean * (0.5 + draw_unit(draw(s, FOR_ROW, (uint64_t)v))) + 0.5);
    return words < 1 ? 1 : words > s->features ? s->features : words;
}

/* A word of the class's own share of the vocabulary, or any word. Frequent words first, as in text. */
static int64_t draw_word(const Synth *s, int64_t group, uint64_t bits)
{
    if (draw_unit(gatrt_mix(bits ^ 1)) >= TOPIC_SHARE)
        return power_law(bits, s->features);
    int64_t topic = s->features / s->classes > 0 ? s->features / s->classes : 1;
    int64_t word = group + s->classes * power_law(bits, topic);
    return word % s->features;
}

static void sort_short(int32_t *values, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        int32_t value = values[i];
        int64_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

static int compare_words(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

/* `seen` [features] holds the last row (plus 1) that took a word: rows have no word twice. */
static void fill_row(const Synth *s, int64_t v, int32_t *words, int64_t count, int32_t *seen)
{
    uint64_t key = draw(s, FOR_ROW, (uint64_t)v);
    for (int64_t i = 0; i < count; i++) {
        int64_t word = draw_word(s, s->node->label[v], gatrt_mix(key + (uint64_t)i));
        while (seen[word] == (int32_t)v + 1)
            word = word + 1 < s->features ? word + 1 : 0;
        seen[word] = (int32_t)v + 1;
        words[i] = (int32_t)word;
    }
    if (count <= SHORT_ROW)
        sort_short(words, count);
    else
        qsort(words, (size_t)count, sizeof *words, compare_words);
}

static void draw_sparse(Synth *s)
{
    gatrt_set *node = s->node;
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)s->nodes + 1, sizeof *node->x_start);
    for (int64_t v = 0; v < s->nodes; v++)
        node->x_start[v + 1] = node->x_start[v] + row_words(s, v);
    int64_t entries = node->x_start[s->nodes];
    node->x_col = mem_alloc((size_t)entries, sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)entries, sizeof *node->x_val);
    int32_t *seen = mem_alloc((size_t)s->features, sizeof *seen);
    for (int64_t v = 0; v < s->nodes; v++)
        fill_row(s, v, node->x_col + node->x_start[v], node->x_start[v + 1] - node->x_start[v], seen);
    for (int64_t i = 0; i < entries; i++)
        node->x_val[i] = 1.0f;
    mem_free(seen);
}

/* Class means are corners of a cube, of an edge that keeps their distance whatever the width. */
static void draw_dense(Synth *s)
{
    gatrt_set *node = s->node;
    size_t values;
    node->x = mem_alloc(size_mul((size_t)s->nodes, (size_t)s->features, &values) ? values : SIZE_MAX, sizeof *node->x);
    double signal = DENSE_DISTANCE / sqrt(2.0 * (double)s->features);
    for (int64_t v = 0; v < s->nodes; v++) {
        uint64_t row = draw(s, FOR_ROW, (uint64_t)v), mean = draw(s, FOR_MEAN, (uint64_t)node->label[v]);
        for (int64_t i = 0; i < s->features; i++) {
            double centre = gatrt_mix(mean + (uint64_t)i) & 1 ? signal : -signal;
            node->x[v * s->features + i] = (float)(centre + draw_normal(gatrt_mix(row + (uint64_t)i)));
        }
    }
}

/* ------------------------------------------------------------------- split */

static int64_t rows_of(double given, int64_t usual, int64_t available)
{
    int64_t rows = isnan(given) ? usual : (int64_t)given;
    return rows < available ? rows : available;
}

/* Node numbers carry no meaning (ranks are shuffled over them), so a split takes them in order:
 * a fair share of each class for training, then validation; the test rows come last. */
static void split_rows(Synth *s)
{
    gatrt_set *node = s->node;
    int64_t quarter = s->nodes / (4 * s->classes), usual = quarter < TRAIN_PER_CLASS ? quarter : TRAIN_PER_CLASS;
    int64_t train = rows_of(s->value[TRAIN], (usual > 0 ? usual : 1) * s->classes, s->nodes);
    int64_t share = (train + s->classes - 1) / s->classes;
    int64_t *taken = mem_alloc((size_t)s->classes, sizeof *taken);
    for (int m = 0; m < 3; m++)
        node->mask[m] = mem_alloc((size_t)s->nodes, 1);
    int64_t left = train;
    for (int64_t v = 0; v < s->nodes && left > 0; v++)
        if (taken[node->label[v]] < share) {
            taken[node->label[v]]++;
            node->mask[0][v] = 1;
            left--;
        }
    mem_free(taken);
    int64_t rest = s->nodes - (train - left);
    int64_t val = rows_of(s->value[VAL], rest / 3 < VALIDATION ? rest / 3 : VALIDATION, rest);
    int64_t test = rows_of(s->value[TEST_ROWS], rest - val < TEST ? rest - val : TEST, rest - val);
    for (int64_t v = 0; v < s->nodes && val > 0; v++)
        if (!node->mask[0][v]) {
            node->mask[1][v] = 1;
            val--;
        }
    for (int64_t v = s->nodes - 1; v >= 0 && test > 0; v--)
        if (!node->mask[0][v] && !node->mask[1][v]) {
            node->mask[2][v] = 1;
            test--;
        }
}

/* A split that got no row is no split: the masks of a data set hold at least one. */
static void drop_empty_masks(gatrt_set *node)
{
    for (int m = 0; m < 3; m++)
        if (!memchr(node->mask[m], 1, (size_t)node->rows)) {
            mem_free(node->mask[m]);
            node->mask[m] = NULL;
        }
}

gatrt_data *load_synth(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* it is made as it is asked for */
    Synth s = {.node = NULL};
    if (!made_read(spec, key_rows, KEYS, s.value, error) || !settle(spec, &s, error))
        return NULL;
    gatrt_data *d = data_new(spec);
    gatrt_set *node = s.node = &d->sets[0];
    s.edge = &d->relations[0];
    node->rows = s.nodes;
    node->features = s.features;
    node->classes = s.classes;
    draw_ranks(&s);
    draw_classes(&s);
    draw_edges(&s);
    if (s.density < 1.0)
        draw_sparse(&s);
    else
        draw_dense(&s);
    split_rows(&s);
    drop_empty_masks(node);
    mem_free(s.class_start);
    mem_free(s.class_node);
    mem_free(s.by_rank);
    return d;
}
