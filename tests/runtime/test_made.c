/* test_made.c - data sets that are made, and positions as features, held to their definitions.
 *
 * Run: ctest -R runtime/test_made
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/formats/positions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static gatrt_data *load(const char *spec, const char *features)
{
    Error error = {""};
    const DataUse use = {.features = features};
    gatrt_data *data = data_load(spec, &use, &error);
    if (!data)
        fail_msg("%s: %s", spec, error.text);
    return data;
}

static void refuse(const char *spec, const char *features, const char *why)
{
    Error error = {""};
    const DataUse use = {.features = features};
    assert_null(data_load(spec, &use, &error));
    if (!strstr(error.text, why))
        fail_msg("%s: expected \"%s\", got \"%s\"", spec, why, error.text);
}

static int64_t degree_of(const gatrt_data *d, int64_t v)
{
    int64_t degree = 0;
    for (int64_t e = 0; e < d->relations[0].edges; e++)
        degree += d->relations[0].dst[e] == v;
    return degree;
}

/* How often there is an edge. */
static int count_edge(const gatrt_data *d, int64_t u, int64_t v)
{
    int count = 0;
    for (int64_t e = 0; e < d->relations[0].edges; e++)
        count += d->relations[0].src[e] == u && d->relations[0].dst[e] == v;
    return count;
}

/* Each row with a label is in one part, so many tenths of them train and validate. */
static void expect_split(const gatrt_set *set, int train, int validate)
{
    int64_t known = 0, in[3] = {0};
    for (int64_t v = 0; v < set->rows; v++) {
        const int parts = set->mask[0][v] + set->mask[1][v] + set->mask[2][v];
        assert_int_equal(parts, set->label[v] >= 0);
        known += set->label[v] >= 0;
        for (int m = 0; m < 3; m++)
            in[m] += set->mask[m][v];
    }
    assert_true(llabs(10 * in[0] - train * known) <= 10 && llabs(10 * in[1] - validate * known) <= 10);
}

static void test_houses(void **state)
{
    (void)state;
    gatrt_data *d = load("ba-shapes:seed=4", NULL), *again = load("ba-shapes:seed=4", NULL),
               *other = load("ba-shapes:seed=5", NULL);
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_int_equal(node->rows, 700);
    assert_int_equal(edge->edges, 2 * (1475 + 80 * 7 + 70));
    assert_memory_equal(edge->src, again->relations[0].src, (size_t)edge->edges * sizeof *edge->src);
    assert_memory_not_equal(edge->src, other->relations[0].src, (size_t)edge->edges * sizeof *edge->src);
    for (int64_t e = 0; e < edge->edges; e++)
        assert_true(edge->src[e] != edge->dst[e] && count_edge(d, edge->src[e], edge->dst[e]) == 1 &&
                    count_edge(d, edge->dst[e], edge->src[e]) == 1);
    static const int walls[6][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 4}, {1, 4}};
    for (int64_t h = 0; h < 80; h++) {
        int64_t inside = 0, first = 300 + 5 * h;
        for (int i = 0; i < 6; i++)
            assert_int_equal(count_edge(d, first + walls[i][0], first + walls[i][1]), 1);
        for (int64_t u = first; u < first + 5; u++)
            inside += degree_of(d, u);
        assert_true(inside >= 13); /* six walls, and the edge to the rest */
        assert_int_equal(node->label[first] + 10 * node->label[first + 2] + 100 * node->label[first + 4], 321);
    }
    expect_split(node, 8, 1);
    gatrt_data_free(d);
    gatrt_data_free(again);
    gatrt_data_free(other);
    d = load("ba-shapes:seed=4,nodes=40,links=3,houses=0,noise=0", NULL);
    assert_int_equal(d->sets[0].rows, 40);
    assert_int_equal(d->relations[0].edges, 2 * (3 + 36 * 3));
    gatrt_data_free(d);
    refuse("ba-shapes", NULL, "seed is missing; needed: seed; optional: nodes, links, houses, noise");
    refuse("ba-shapes:seed=1,nodes=5", NULL, "links=5, but there are 5 nodes");
}

static void test_dictionaries(void **state)
{
    (void)state;
    enum { KEYS = 7, GRAPHS = 20, ROWS = 2 * KEYS };
    gatrt_data *d = load("dictionary:keys=7,graphs=20,seed=3", NULL);
    const gatrt_set *node = &d->sets[0];
    assert_int_equal(node->rows, ROWS * GRAPHS);
    assert_int_equal(node->features, 2 * KEYS + 1);
    assert_int_equal(d->relations[0].edges, GRAPHS * KEYS * KEYS);
    int alike = 0;
    for (int g = 0; g < GRAPHS; g++) {
        int used = 0;
        for (int64_t i = 0; i < KEYS; i++) {
            const int64_t holds = g * ROWS + i, asks = holds + KEYS;
            assert_int_equal(node->x_col[2 * holds], node->x_col[2 * asks]); /* the key */
            assert_int_equal(node->x_col[2 * holds + 1], KEYS + 1 + node->label[asks]);
            assert_int_equal(node->x_col[2 * asks + 1], KEYS);
            assert_int_equal(node->label[holds], -1);
            assert_int_equal(degree_of(d, asks), KEYS);
            assert_int_equal(degree_of(d, holds), 0);
            used |= 1 << node->label[asks];
            alike += node->label[asks] == node->label[i + KEYS];
            for (int m = 0; m < 3; m++) /* a graph is in one part */
                assert_int_equal(node->mask[m][asks], node->mask[m][g * ROWS + KEYS]);
        }
        assert_int_equal(used, (1 << KEYS) - 1);
    }
    assert_true(alike < GRAPHS * KEYS / 2);
    expect_split(node, 8, 1);
    gatrt_data_free(d);
    refuse("dictionary:keys=1000,graphs=100000,seed=1", NULL, "more than 2147483647 edges");
}

/* Rings with skips: four neighbours each; two classes differ in how many triangles or longer rings they have. */
static void test_skip_links(void **state)
{
    (void)state;
    gatrt_data *d = load("csl:seed=2", NULL);
    const gatrt_set *graph = data_find_set(d, GRAPH_SET), *node = &d->sets[0];
    assert_int_equal(graph->rows, 150);
    assert_int_equal(node->rows, 150 * 41);
    for (int64_t v = 0; v < 41 * 20; v++)
        assert_int_equal(degree_of(d, v), 4);
    for (int64_t e = 0; e < d->relations[0].edges; e++)
        assert_int_equal(node->graph[d->relations[0].src[e]], node->graph[d->relations[0].dst[e]]);
    for (int64_t g = 0; g < 150; g++)
        assert_int_equal(graph->label[g], g / 15);
    int64_t triangles[2] = {0};
    for (int i = 0; i < 2; i++) /* skip 2: each step of the ring is in two of them; skip 3 has none */
        for (int64_t u = i * 15 * 41; u < i * 15 * 41 + 41; u++)
            for (int64_t v = u + 1; v < i * 15 * 41 + 41; v++)
                for (int64_t w = v + 1; count_edge(d, u, v) && w < i * 15 * 41 + 41; w++)
                    triangles[i] += count_edge(d, v, w) && count_edge(d, u, w);
    assert_int_equal(triangles[0], 41);
    assert_int_equal(triangles[1], 0);
    gatrt_data_free(d);
}

/* ----------------------------------------------------------------------- positions */

static void test_eigenvectors(void **state)
{
    (void)state;
    enum { N = 23 };
    double matrix[N * N], given[N * N], values[N], vectors[N * N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++)
            matrix[i * N + j] = matrix[j * N + i] =
                i % 5 == 4 && j % 5 == 4 ? 0.0 : (double)(gatrt_mix((uint64_t)(i * N + j)) >> 11) * 0x1p-52 - 1.0;
    memcpy(given, matrix, sizeof given);
    eigen_symmetric(matrix, N, values, vectors);
    for (int k = 0; k < N; k++) {
        assert_true(k == 0 || values[k] >= values[k - 1]);
        for (int i = 0; i < N; i++) {
            double product = 0.0, dot = 0.0;
            for (int j = 0; j < N; j++) {
                product += given[i * N + j] * vectors[k * N + j];
                dot += vectors[k * N + j] * vectors[i * N + j];
            }
            assert_true(fabs(product - values[k] * vectors[k * N + i]) < 1e-12);
            assert_true(fabs(dot - (i == k)) < 1e-13);
        }
    }
}

/* Of a ring of 41 with skips the eigenvalues are known: 1 - (cos(2 pi k / 41) + cos(2 pi k s / 41)) / 2. */
static void test_laplacian(void **state)
{
    (void)state;
    enum { WIDTH = 6 };
    const double turn = 2.0 * 3.14159265358979323846 / 41.0;
    gatrt_data *d = load("csl:seed=2", "laplacian:6");
    const gatrt_set *node = &d->sets[0];
    assert_int_equal(node->features, WIDTH);
    double expected[41];
    for (int k = 0; k < 41; k++)
        expected[k] = 1.0 - (cos(turn * k) + cos(turn * k * 2)) / 2.0;
    for (int i = 0; i < 41; i++)
        for (int j = i + 1; j < 41; j++)
            if (expected[j] < expected[i]) {
                const double held = expected[i];
                expected[i] = expected[j];
                expected[j] = held;
            }
    for (int k = 0; k < WIDTH; k++) {
        double most = 0.0, signed_most = 0.0;
        for (int64_t v = 0; v < 41; v++) {
            double sum = (double)node->x[v * WIDTH + k];
            for (int64_t u = 0; u < 41; u++)
                sum -= count_edge(d, u, v) * (double)node->x[u * WIDTH + k] / 4.0;
            assert_true(fabs(sum - expected[k + 1] * (double)node->x[v * WIDTH + k]) < 1e-6);
            if (fabs((double)node->x[v * WIDTH + k]) > most * (1.0 + 1e-6)) {
                signed_most = (double)node->x[v * WIDTH + k];
                most = fabs(signed_most);
            }
        }
        assert_true(signed_most > 0.0);
    }
    gatrt_data_free(d);
    refuse("synth:nodes=2000,edges=20000,features=4,classes=2,seed=1", "laplacian:4", "parts of at most 600 nodes");
}

/* Back after two steps: the mean over neighbours of one by their degree; after one: never. */
static void test_walks(void **state)
{
    (void)state;
    gatrt_data *d = load("karate", "+walk:3"), *alone = load("karate", "walk:3");
    const gatrt_set *node = &d->sets[0];
    assert_int_equal(node->features, 37);
    assert_int_equal(alone->sets[0].features, 3);
    for (int64_t v = 0; v < 34; v++) {
        double back = 0.0, triangles = 0.0;
        for (int64_t u = 0; u < 34; u++) {
            back += count_edge(d, v, u) / (double)degree_of(d, v) / (double)degree_of(d, u);
            for (int64_t w = 0; count_edge(d, v, u) && w < 34; w++)
                triangles += count_edge(d, u, w) * count_edge(d, w, v) / (double)degree_of(d, v) /
                             (double)degree_of(d, u) / (double)degree_of(d, w);
        }
        assert_true(node->x[v * 37 + v] == 1.0f && node->x[v * 37 + 34] == 0.0f);
        assert_true(fabs((double)node->x[v * 37 + 35] - back) < 1e-7);
        assert_true(fabs((double)node->x[v * 37 + 36] - triangles) < 1e-7);
        assert_memory_equal(&node->x[v * 37 + 34], &alone->sets[0].x[v * 3], 3 * sizeof(float));
    }
    /* A neighbour by one edge is as near as one by two. */
    Error error = {""};
    gatrt_data *less = load("karate", NULL);
    less->relations[0].edges -= 9;
    assert_true(positions_add(less, &less->sets[0], &(Positions){.behind = true, .width = 3}, &error));
    assert_memory_equal(less->sets[0].x, node->x, 34 * 37 * sizeof(float));
    gatrt_data_free(less);
    gatrt_data_free(d);
    gatrt_data_free(alone);
    d = load("synth:nodes=30,edges=60,features=300,classes=2,seed=9,density=0.02", "+walk:2");
    node = &d->sets[0];
    assert_true(node->sparse && node->features == 302);
    for (int64_t v = 0; v < 30; v++) {
        const int64_t end = node->x_start[v + 1];
        assert_true(end - node->x_start[v] >= 3 && node->x_col[end - 2] == 300 && node->x_col[end - 1] == 301);
        for (int64_t i = node->x_start[v]; i < end - 2; i++)
            assert_true(node->x_col[i] < 300 && node->x_val[i] == 1.0f);
    }
    gatrt_data_free(d);
}

static void test_words(void **state)
{
    (void)state;
    Positions p;
    Error error = {""};
    assert_true(positions_named("walk:20", &p) && !p.laplacian && !p.behind && p.width == 20);
    assert_true(positions_named("+laplacian:1", &p) && p.laplacian && p.behind && p.width == 1);
    static const char *const wrong[] = {"walk", "walk:", "walk:0", "walk:257", "walk:3x", "laplacian:-1", "+degree"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(positions_named(wrong[i], &p));
        assert_false(data_features_check(wrong[i], &error));
        assert_non_null(strstr(error.text, "laplacian:K"));
    }
}

/* What is told of the graphs of a block model; nodes of one graph follow each other, which edges of a connected one tell. */
typedef struct Blocks {
    int64_t graphs, first[400]; /* and where the last one ends */
} Blocks;

static Blocks blocks_of(const gatrt_data *d)
{
    Blocks b = {.graphs = 0};
    int32_t *last = calloc((size_t)d->sets[0].rows, sizeof *last);
    for (int64_t e = 0; e < d->relations[0].edges; e++)
        if (d->relations[0].dst[e] > last[d->relations[0].src[e]])
            last[d->relations[0].src[e]] = d->relations[0].dst[e];
    int64_t end = -1;
    for (int64_t v = 0; v < d->sets[0].rows; v++) {
        if (v > end)
            b.first[b.graphs++] = v;
        end = last[v] > end ? last[v] : end;
        end = v > end ? v : end;
    }
    b.first[b.graphs] = d->sets[0].rows;
    free(last);
    return b;
}

/* How many pairs of one label, or of two, there are in all graphs, and how many of them are joined; of these labels alone, -1: any. */
static double share_joined(const gatrt_data *d, const Blocks *b, int one, int other, bool same)
{
    const int32_t *label = d->sets[0].label;
    int64_t pairs = 0, edges = 0;
    for (int64_t g = 0; g < b->graphs; g++)
        for (int64_t u = b->first[g]; u < b->first[g + 1]; u++)
            for (int64_t v = b->first[g]; v < b->first[g + 1]; v++)
                pairs +=
                    u != v && (one < 0 || (label[u] == one && label[v] == other)) && (label[u] == label[v]) == same;
    for (int64_t e = 0; e < d->relations[0].edges; e++) {
        const int32_t u = label[d->relations[0].src[e]], v = label[d->relations[0].dst[e]];
        edges += (one < 0 || (u == one && v == other)) && (u == v) == same;
    }
    return (double)edges / (double)pairs;
}

static void expect_near(double value, double expected, double within)
{
    if (fabs(value - expected) > within)
        fail_msg("%g, expected %g within %g", value, expected, within);
}

static int64_t of_label(const gatrt_data *d, int64_t first, int64_t end, int label)
{
    int64_t count = 0;
    for (int64_t v = first; v < end; v++)
        count += d->sets[0].label[v] == label;
    return count;
}

/* Six blocks of 5 to 34 nodes, of which one node each says which it is; edges by two probabilities. */
static void test_cluster(void **state)
{
    (void)state;
    gatrt_data *d = load("cluster:seed=3,graphs=72", NULL), *again = load("cluster:seed=3,graphs=72", NULL);
    const gatrt_set *node = &d->sets[0];
    const Blocks b = blocks_of(d);
    assert_int_equal(b.graphs, 72);
    assert_int_equal(node->features, 7);
    assert_int_equal(node->classes, 6);
    assert_memory_equal(d->relations[0].src, again->relations[0].src, 1000 * sizeof *d->relations[0].src);
    int64_t least = 99, most = 0;
    for (int64_t g = 0; g < b.graphs; g++)
        for (int c = 0; c < 6; c++) {
            const int64_t size = of_label(d, b.first[g], b.first[g + 1], c);
            int64_t shown = 0;
            least = size < least ? size : least;
            most = size > most ? size : most;
            for (int64_t v = b.first[g]; v < b.first[g + 1]; v++)
                if (node->x[v * 7 + c + 1] == 1.0f) {
                    assert_int_equal(node->label[v], c);
                    shown++;
                }
            assert_int_equal(shown, 1);
        }
    assert_int_equal(least, 5); /* of 432 blocks: 3 in 10^6 that none is as small */
    assert_int_equal(most, 34);
    expect_near((double)node->rows / (72 * 6), 19.5, 1.3); /* three deviations */
    expect_near(share_joined(d, &b, -1, -1, true), 0.55, 0.005);
    expect_near(share_joined(d, &b, -1, -1, false), 0.25, 0.005);
    for (int64_t v = 0; v < node->rows; v++) {
        int64_t g = 0;
        while (b.first[g + 1] <= v)
            g++;
        assert_int_equal(node->mask[g % 12 < 10 ? 0 : g % 12 == 10 ? 1 : 2][v], 1);
        assert_int_equal(node->mask[0][v] + node->mask[1][v] + node->mask[2][v], 1);
    }
    gatrt_data_free(d);
    gatrt_data_free(again);
    refuse("cluster:seed=1,patterns=3", NULL, "unknown key patterns; needed: seed; optional: graphs");
}

/* Degrees of the pattern's nodes among themselves, in order of size: what graphs of one pattern have in common. */
static void degrees_within(const gatrt_data *d, int64_t first, int64_t end, int64_t degree[40])
{
    memset(degree, 0, 40 * sizeof *degree);
    for (int64_t v = first; v < end; v++) {
        int64_t edges = 0;
        for (int64_t e = 0; d->sets[0].label[v] == 1 && e < d->relations[0].edges; e++)
            edges += d->relations[0].src[e] == v && d->sets[0].label[d->relations[0].dst[e]] == 1;
        if (d->sets[0].label[v] == 1)
            degree[edges]++;
    }
}

/* Five blocks and one of few patterns, which is the same in all of its graphs. */
static void test_pattern(void **state)
{
    (void)state;
    gatrt_data *d = load("pattern:seed=3,graphs=56,patterns=2", NULL);
    const gatrt_set *node = &d->sets[0];
    const Blocks b = blocks_of(d);
    assert_int_equal(b.graphs, 56);
    assert_int_equal(node->features, 3);
    int64_t degree[3][40];
    degrees_within(d, b.first[0], b.first[1], degree[0]);
    degrees_within(d, b.first[41], b.first[42], degree[1]); /* the third fourteen: of the first pattern again */
    degrees_within(d, b.first[14], b.first[15], degree[2]);
    assert_memory_equal(degree[0], degree[1], sizeof degree[0]);
    assert_memory_not_equal(degree[0], degree[2], sizeof degree[0]);
    for (int64_t g = 0; g < b.graphs; g++) {
        const int64_t size = of_label(d, b.first[g], b.first[g + 1], 1);
        assert_int_equal(size, of_label(d, b.first[g / 14 % 2 * 14], b.first[g / 14 % 2 * 14 + 1], 1));
        assert_true(size >= 5 && size <= 34);
        assert_true(b.first[g + 1] - b.first[g] - size >= 25);
    }
    expect_near(share_joined(d, &b, 0, 1, false), 0.5, 0.01);
    /* a fifth of pairs in one block and more, by the mean of squared sizes: 0.35 + 0.15 * 0.239 */
    expect_near(share_joined(d, &b, 0, 0, true), 0.386, 0.01);
    for (int64_t v = 0; v < node->rows; v++)
        assert_true(node->x[3 * v] + node->x[3 * v + 1] + node->x[3 * v + 2] == 1.0f);
    assert_int_equal(node->mask[0][0] + node->mask[1][b.first[10]] + node->mask[2][b.first[12]], 3);
    gatrt_data_free(d);
    d = load("pattern:seed=4,graphs=140", NULL);
    expect_near((double)of_label(d, 0, d->sets[0].rows, 0) / 140, 5 * 19.5, 5.0);
    gatrt_data_free(d);
    refuse("pattern:graphs=3", NULL, "seed is missing; needed: seed; optional: graphs, patterns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_houses),       cmocka_unit_test(test_dictionaries), cmocka_unit_test(test_skip_links),
        cmocka_unit_test(test_eigenvectors), cmocka_unit_test(test_laplacian),    cmocka_unit_test(test_walks),
        cmocka_unit_test(test_words),        cmocka_unit_test(test_cluster),      cmocka_unit_test(test_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
