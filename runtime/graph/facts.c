/* facts.c - degrees, components, repeated edges, edges without a reverse, and homophily of a relation as it stands: counted,
 * none by a sample. Time and memory are those of its edges, sorted once.
 */
#include "runtime/graph/facts.h"
#include "runtime/graph/edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ degrees */

static int degree_order(const void *a, const void *b)
{
    const int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

static DegreeFacts degrees_of(const int32_t *end, int64_t edges, int64_t rows)
{
    int64_t *degree = mem_alloc((size_t)rows, sizeof *degree);
    for (int64_t e = 0; e < edges; e++)
        degree[end[e]]++;
    qsort(degree, (size_t)rows, sizeof *degree, degree_order);
    const int64_t below = degree[(rows - 1) / 2], above = degree[rows / 2];
    const DegreeFacts facts = {degree[0], degree[rows - 1], 0.5 * (double)(below + above),
                               (double)edges / (double)rows};
    mem_free(degree);
    return facts;
}

/* ------------------------------------------------------------------ components */

static int32_t root_of(int32_t *parent, int32_t row)
{
    while (parent[row] != row)
        row = parent[row] = parent[parent[row]];
    return row;
}

/* Rows of the destinations' set come behind those of the sources', where it is another. */
static void count_components(RelationFacts *facts, const gatrt_relation *r, int64_t from, int64_t to)
{
    const int64_t behind = facts->square ? 0 : from, rows = facts->square ? from : from + to;
    int32_t *parent = mem_alloc((size_t)rows, sizeof *parent);
    int64_t *size = mem_alloc((size_t)rows, sizeof *size);
    for (int64_t v = 0; v < rows; v++)
        parent[v] = (int32_t)v;
    for (int64_t e = 0; e < r->edges; e++) {
        const int32_t a = root_of(parent, r->src[e]), b = root_of(parent, (int32_t)(r->dst[e] + behind));
        parent[a > b ? a : b] = a > b ? b : a;
    }
    for (int64_t v = 0; v < rows; v++) {
        const int32_t root = root_of(parent, (int32_t)v);
        facts->components += root == v;
        size[root]++;
    }
    for (int64_t v = 0; v < rows; v++) {
        facts->largest = size[v] > facts->largest ? size[v] : facts->largest;
        facts->isolated += size[v] == 1;
    }
    mem_free(parent);
    mem_free(size);
}

/* ------------------------------------------------------------------ pairs */

/* The sources' lists of destinations, each in order. */
typedef struct Lists {
    int64_t *start;
    int32_t *dst;
} Lists;

/* By destination first: then each list comes out in order. */
static Lists lists_of(const gatrt_relation *r, int64_t from, int64_t to)
{
    Lists lists = {.start = mem_alloc((size_t)from + 1, sizeof *lists.start)};
    int64_t *in_start = mem_alloc((size_t)to + 1, sizeof *in_start);
    int64_t *in = edges_grouped(r->dst, NULL, r->edges, to, in_start);
    int64_t *out = edges_grouped(r->src, in, r->edges, from, lists.start);
    mem_free(in_start);
    mem_free(in);
    lists.dst = mem_alloc((size_t)r->edges + 1, sizeof *lists.dst);
    for (int64_t i = 0; i < r->edges; i++)
        lists.dst[i] = r->dst[out[i]];
    mem_free(out);
    return lists;
}

static int row_order(const void *a, const void *b)
{
    const int32_t p = *(const int32_t *)a, q = *(const int32_t *)b;
    return (p > q) - (p < q);
}

static bool is_joined(const Lists *lists, int32_t src, int32_t dst)
{
    return bsearch(&dst, lists->dst + lists->start[src], (size_t)(lists->start[src + 1] - lists->start[src]),
                   sizeof dst, row_order) != NULL;
}

static void count_pairs(RelationFacts *facts, const gatrt_relation *r, int64_t from, int64_t to)
{
    Lists lists = lists_of(r, from, to);
    for (int64_t v = 0; v < from; v++)
        for (int64_t i = lists.start[v]; i < lists.start[v + 1]; i++) {
            const int32_t w = lists.dst[i];
            const bool again = i > lists.start[v] && lists.dst[i - 1] == w;
            facts->repeated += again;
            facts->loops += facts->square && w == v;
            if (again || !facts->square || w == v)
                continue;
            facts->joined++;
            facts->one_way += !is_joined(&lists, w, (int32_t)v);
        }
    mem_free(lists.start);
    mem_free(lists.dst);
}

/* ------------------------------------------------------------------ classes */

enum { MOST_CLASSES = 100000 };

static bool has_classes(const gatrt_data *data, const gatrt_set *set)
{
    Error unused = {""};
    return set->label && set->classes >= 1 && set->classes <= MOST_CLASSES && data_check_classes(data, set, &unused);
}

int64_t *facts_classes(const gatrt_data *data, const gatrt_set *set, const uint8_t *mask)
{
    if (!has_classes(data, set))
        return NULL;
    int64_t *count = mem_alloc((size_t)set->classes, sizeof *count);
    for (int64_t v = 0; v < set->rows; v++)
        if ((!mask || mask[v]) && set->label[v] >= 0)
            count[set->label[v]]++;
    return count;
}

/*      h = 1/(C-1) sum over classes k of max(0, h_k - |C_k|/n),
 * h_k the share of the edges of rows of k that go to rows of k (Lim et al. 2021, equation 7). Classes of no row count for
 * nothing. */
static double insensitive_of(const gatrt_set *set, const int64_t *rows, const int64_t *same, const int64_t *edges)
{
    int64_t all = 0, classes = 0;
    double sum = 0.0;
    for (int64_t k = 0; k < set->classes; k++) {
        all += rows[k];
        classes += rows[k] > 0;
    }
    for (int64_t k = 0; k < set->classes; k++)
        if (edges[k] > 0)
            sum += fmax(0.0, (double)same[k] / (double)edges[k] - (double)rows[k] / (double)all);
    return classes > 1 ? sum / (double)(classes - 1) : NAN;
}

static void count_classes(RelationFacts *facts, const gatrt_data *data, const gatrt_relation *r)
{
    const gatrt_set *set = &data->sets[r->from];
    int64_t *rows = facts_classes(data, set, NULL), equal = 0;
    if (!rows)
        return;
    int64_t *same = mem_alloc((size_t)set->classes, sizeof *same),
            *edges = mem_alloc((size_t)set->classes, sizeof *edges);
    for (int64_t e = 0; e < r->edges; e++) {
        const int32_t a = set->label[r->src[e]], b = set->label[r->dst[e]];
        if (a < 0 || b < 0 || r->src[e] == r->dst[e])
            continue;
        edges[a]++;
        same[a] += a == b;
        equal += a == b;
        facts->known++;
    }
    facts->labelled = true;
    if (facts->known > 0) {
        facts->homophily = (double)equal / (double)facts->known;
        facts->insensitive = insensitive_of(set, rows, same, edges);
    }
    mem_free(rows);
    mem_free(same);
    mem_free(edges);
}

RelationFacts facts_relation(const gatrt_data *data, const gatrt_relation *r)
{
    const int64_t from = data->sets[r->from].rows, to = data->sets[r->to].rows;
    RelationFacts facts = {.square = r->from == r->to, .homophily = NAN, .insensitive = NAN};
    facts.out = degrees_of(r->src, r->edges, from);
    facts.in = degrees_of(r->dst, r->edges, to);
    if (facts.square || from + to <= INT32_MAX)
        count_components(&facts, r, from, to);
    count_pairs(&facts, r, from, to);
    if (facts.square)
        count_classes(&facts, data, r);
    return facts;
}

/* ------------------------------------------------------------------ features */

typedef struct Column {
    float least, most;
    int64_t count;
} Column;

static void note(FeatureFacts *facts, Column *c, float value)
{
    facts->not_numbers += value != value;
    if (value != value)
        return;
    c->least = c->count == 0 || value < c->least ? value : c->least;
    c->most = c->count == 0 || value > c->most ? value : c->most;
    c->count++;
    facts->entries += value != 0.0f;
}

static void note_row(FeatureFacts *facts, const gatrt_set *set, int64_t v, Column *columns)
{
    const int64_t before = facts->entries + facts->not_numbers;
    for (int64_t i = 0; !set->sparse && i < set->features; i++)
        note(facts, &columns[i], set->x[v * set->features + i]);
    for (int64_t i = set->sparse ? set->x_start[v] : 0; set->sparse && i < set->x_start[v + 1]; i++)
        note(facts, &columns[set->x_col[i]], set->x_val[i]);
    facts->zero_rows += facts->entries + facts->not_numbers == before;
}

/* Of sparse features what is not there is 0. */
FeatureFacts facts_features(const gatrt_set *set)
{
    FeatureFacts facts = {.least = INFINITY, .most = -INFINITY};
    Column *columns = mem_alloc((size_t)set->features + 1, sizeof *columns);
    for (int64_t v = 0; v < set->rows; v++)
        note_row(&facts, set, v, columns);
    for (int64_t i = 0; i < set->features; i++) {
        Column *c = &columns[i];
        if (set->sparse && c->count < set->rows) {
            FeatureFacts unused = {0};
            note(&unused, c, 0.0f);
        }
        facts.constant += c->count > 0 && c->least == c->most;
        facts.least = c->count > 0 && c->least < facts.least ? c->least : facts.least;
        facts.most = c->count > 0 && c->most > facts.most ? c->most : facts.most;
    }
    mem_free(columns);
    return facts;
}
