/* test_plane.c - points in the plane: trees against the sums they stand for, nearest points against sorting, t-SNE and
 * forces by what they must keep apart, principal axes by a plane that is known, springs by a
 * definition of their energy, of which no place may be better; and the same places with any number of threads.
 *
 *   ./test_plane       needs nothing
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/runtime.h"
#include "../../runtime/report/betweenness.h"
#include "../../runtime/report/kamada.h"
#include "../../runtime/report/layout.h"
#include "../../runtime/report/nearest.h"
#include "../../runtime/report/page.h"
#include "../../runtime/report/pca.h"
#include "../../runtime/report/quadtree.h"
#include "../../runtime/report/tsne.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 300, WIDTH = 5, NEAR = 12 };

static double draw_number(int64_t i)
{
    return rng_uniform(gatrt_draw(3, 0), 0, i);
}

/* Some of the points lie on each other. */
static void make_points(double *xy, double *mass)
{
    for (int64_t i = 0; i < POINTS; i++) {
        xy[2 * i] = i % 10 == 9 ? 0.25 : draw_number(2 * i);
        xy[2 * i + 1] = i % 10 == 9 ? 0.75 : draw_number(2 * i + 1);
        mass[i] = 1.0 + (double)(i % 4);
    }
}

static Pull sum_all(const double *xy, const double *mass, int64_t of, double soft, int square)
{
    Pull sum = {0.0, 0.0, 0.0};
    for (int64_t j = 0; j < POINTS; j++) {
        const double dx = xy[2 * j] - xy[2 * of], dy = xy[2 * j + 1] - xy[2 * of + 1];
        const double w = 1.0 / (soft + dx * dx + dy * dy);
        sum.x += mass[j] * (square ? w * w : w) * dx;
        sum.y += mass[j] * (square ? w * w : w) * dy;
        sum.weight += mass[j] * w;
    }
    return sum;
}

static void test_trees_are_the_sums(void **state)
{
    (void)state;
    double xy[2 * POINTS], mass[POINTS];
    Quadtree tree = {0};
    make_points(xy, mass);
    quadtree_build(&tree, xy, mass, POINTS);
    for (int64_t i = 0; i < POINTS; i++)
        for (int square = 0; square < 2; square++) {
            const Pull sum = sum_all(xy, mass, i, 0.1, square);
            const Pull exact = quadtree_pull(&tree, xy[2 * i], xy[2 * i + 1], 0.1, 0.0, square);
            const Pull near = quadtree_pull(&tree, xy[2 * i], xy[2 * i + 1], 0.1, 0.5, square);
            assert_true(fabs(exact.x - sum.x) < 1e-8 * sum.weight * 10 &&
                        fabs(exact.y - sum.y) < 1e-8 * sum.weight * 10);
            assert_true(fabs(exact.weight - sum.weight) < 1e-9 * sum.weight);
            assert_true(fabs(near.weight - sum.weight) < 0.02 * sum.weight);
        }
    quadtree_free(&tree);
}

static float *make_rows(void)
{
    float *rows = mem_alloc(POINTS, WIDTH * sizeof *rows);
    for (int64_t k = 0; k < POINTS * WIDTH; k++) /* three heaps, apart in the first column */
        rows[k] = (float)(draw_number(k) + (k % WIDTH == 0 ? 4.0 * (double)(k / WIDTH % 3) : 0.0));
    for (int64_t j = 0; j < WIDTH; j++) /* two rows that are one */
        rows[7 * WIDTH + j] = rows[4 * WIDTH + j];
    return rows;
}

static double distance_of(const float *rows, int64_t a, int64_t b)
{
    double sum = 0.0;
    for (int64_t j = 0; j < WIDTH; j++)
        sum += ((double)rows[a * WIDTH + j] - (double)rows[b * WIDTH + j]) *
               ((double)rows[a * WIDTH + j] - (double)rows[b * WIDTH + j]);
    return sum;
}

static void test_nearest_are_nearest(void **state)
{
    (void)state;
    float *rows = make_rows();
    int32_t index[POINTS * NEAR];
    double distance[POINTS * NEAR];
    nearest_of(rows, POINTS, WIDTH, NEAR, index, distance, NULL);
    for (int64_t i = 0; i < POINTS; i++) {
        int64_t nearer = 0;
        const double last = distance[i * NEAR + NEAR - 1];
        for (int64_t k = 0; k < NEAR; k++) {
            assert_true(index[i * NEAR + k] != i &&
                        distance[i * NEAR + k] == distance_of(rows, i, index[i * NEAR + k]));
            assert_true(!k || distance[i * NEAR + k] >= distance[i * NEAR + k - 1]);
        }
        for (int64_t j = 0; j < POINTS; j++)
            nearer += j != i && distance_of(rows, i, j) < last;
        assert_true(nearer < NEAR);
    }
    mem_free(rows);
}

/* Of each point the nearest in the plane is of its own heap. */
static void expect_apart(const double *xy, int64_t points, int64_t heaps)
{
    int64_t strays = 0;
    for (int64_t i = 0; i < points; i++) {
        int64_t best = -1;
        double least = INFINITY;
        for (int64_t j = 0; j < points; j++) {
            const double d = hypot(xy[2 * i] - xy[2 * j], xy[2 * i + 1] - xy[2 * j + 1]);
            if (j != i && d < least)
                least = d, best = j;
        }
        strays += best % heaps != i % heaps;
    }
    assert_true(strays <= points / 50);
}

static void test_tsne_keeps_heaps_apart(void **state)
{
    (void)state;
    float *rows = make_rows();
    double first[2 * POINTS], xy[2 * POINTS];
    TsneSettings settings = tsne_defaults;
    settings.perplexity = 15.0;
    const double divergence = tsne_place(rows, POINTS, WIDTH, &settings, first, NULL);
    assert_true(divergence > 0.0 && divergence < 1.5);
    expect_apart(first, POINTS, 3);
    for (int threads = 1; threads <= 3; threads++) {
        Pool *pool = pool_new(threads);
        assert_true(tsne_place(rows, POINTS, WIDTH, &settings, xy, pool) == divergence);
        assert_memory_equal(xy, first, sizeof xy);
        pool_free(pool);
    }
    mem_free(rows);
}

static void test_few_points_have_places(void **state)
{
    (void)state;
    float rows[6 * WIDTH] = {0.0f}; /* all the same */
    double xy[12];
    for (int64_t points = 0; points <= 6; points++) {
        tsne_place(rows, points, WIDTH, &tsne_defaults, xy, NULL);
        for (int64_t k = 0; k < 2 * points; k++)
            assert_true(isfinite(xy[k]));
        layout_place(points, 0, NULL, NULL, 5, 1, xy, NULL);
        for (int64_t k = 0; k < 2 * points; k++)
            assert_true(isfinite(xy[k]));
    }
}

/* Three cliques, with one edge from each to the next. */
static void test_forces_keep_cliques_apart(void **state)
{
    (void)state;
    enum { NODES = 60, MOST = NODES * NODES };
    int32_t src[MOST], dst[MOST];
    double first[2 * NODES], xy[2 * NODES];
    int64_t edges = 0;
    for (int a = 0; a < NODES; a++)
        for (int b = 0; b < a; b++)
            if (a % 3 == b % 3 || a - b == 1)
                if (a % 3 == b % 3 || a < 3)
                    src[edges] = a, dst[edges++] = b;
    layout_place(NODES, edges, src, dst, 150, 1, first, NULL);
    expect_apart(first, NODES, 3);
    for (int threads = 1; threads <= 3; threads++) {
        Pool *pool = pool_new(threads);
        layout_place(NODES, edges, src, dst, 150, 1, xy, pool);
        assert_memory_equal(xy, first, sizeof xy);
        pool_free(pool);
    }
}

static void test_text_of_others_is_no_markup(void **state)
{
    (void)state;
    Page p = {0};
    page_xml(&p, "<a href='x'>&\"\x01\xff\xEF\xBF\xBF é</a>");
    assert_int_equal(p.used, strlen("&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\x01\\xff\\xef\\xbf\\xbf é&lt;/a&gt;"));
    assert_memory_equal(p.text, "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\x01\\xff\\xef\\xbf\\xbf é&lt;/a&gt;", p.used);
    page_free(&p);
    page_json(&p, "</script>\"\\\n");
    assert_memory_equal(p.text, "\"\\u003c/script\\u003e\\u0022\\u005c\\\\x0a\"", p.used);
    page_free(&p);
    page_bytes(&p, "Man", 3);
    page_bytes(&p, "Ma", 2);
    page_bytes(&p, "M", 1);
    assert_memory_equal(p.text, "TWFuTWE=TQ==", 12);
    page_free(&p);
}

/* ------------------------------------------------------------------- betweenness */

/* A path's edge has all pairs across it; a ring's, of an odd number of nodes, as many as there are pairs within half of it. */
static void test_paths_along_edges(void **state)
{
    (void)state;
    enum { N = 9 };
    int32_t src[N], dst[N];
    double between[N];
    for (int32_t i = 0; i < N; i++) {
        src[i] = i;
        dst[i] = (i + 1) % N;
    }
    assert_int_equal(betweenness_of_edges(N, N - 1, src, dst, between), N);
    for (int i = 0; i < N - 1; i++)
        assert_true(fabs(between[i] - (i + 1) * (N - 1 - i)) < 1e-9);
    betweenness_of_edges(N, N, src, dst, between);
    for (int i = 0; i < N; i++)
        assert_true(fabs(between[i] - 10.0) < 1e-9);
    betweenness_of_edges(N + 3, 2, (int32_t[]){0, 5}, (int32_t[]){1, 6},
                         between); /* parts, and nodes without an edge */
    assert_true(fabs(between[0] - 1.0) < 1e-9 && fabs(between[1] - 1.0) < 1e-9);
}

/* Two ways around a square share its pairs; networkx 2.8.8 says of Zachary's club that the edge of 0 and 31 has 0.12726 of 561 pairs. */
static void test_paths_of_the_club(void **state)
{
    (void)state;
    char error[256];
    double between[156];
    int32_t src[156], dst[156];
    int64_t count = 0, at = -1;
    gatrt_data *d = gatrt_data_load("karate", error);
    for (int64_t e = 0; e < d->relations[0].edges; e++)
        if (d->relations[0].src[e] < d->relations[0].dst[e]) {
            src[count] = d->relations[0].src[e];
            dst[count] = d->relations[0].dst[e];
            at = src[count] == 0 && dst[count] == 31 ? count : at;
            count++;
        }
    betweenness_of_edges(34, count, src, dst, between);
    assert_true(at >= 0 && fabs(between[at] / 561.0 - 0.1272599949070537) < 1e-12);
    double pairs = 0.0;
    for (int64_t e = 0; e < count; e++)
        pairs += between[e];
    assert_true(fabs(pairs / 561.0 - 2.408199643493761) < 1e-9); /* so many edges a shortest path has in the mean */
    gatrt_data_free(d);
}

static double apart_by(const double *a, const double *b)
{
    double most = 0.0;
    for (int64_t k = 0; k < 2 * POINTS; k++)
        most = fmax(most, fabs(a[k] - b[k]));
    return most;
}

/* Places of a plane, wide along x; rows are these in WIDTH columns, far from 0, and a little beside the plane. */
static void make_flat_rows(double *plane, float *rows)
{
    static const double axis[2][WIDTH] = {{0.6, 0.0, 0.8, 0.0, 0.0}, {0.0, 0.28, 0.0, 0.0, 0.96}};
    double mean[2] = {0.0, 0.0};
    for (int64_t k = 0; k < 2 * POINTS; k++) {
        plane[k] = (k % 2 ? 2.0 : 5.0) * (draw_number(k) - 0.5);
        mean[k % 2] += plane[k] / POINTS;
    }
    for (int64_t k = 0; k < 2 * POINTS; k++)
        plane[k] -= mean[k % 2];
    for (int64_t i = 0; i < POINTS * WIDTH; i++)
        rows[i] = (float)(7.0 + plane[2 * (i / WIDTH)] * axis[0][i % WIDTH] +
                          plane[2 * (i / WIDTH) + 1] * axis[1][i % WIDTH] + 1e-4 * draw_number(9000 + i));
}

static void test_principal_axes_are_found(void **state)
{
    (void)state;
    double plane[2 * POINTS], xy[2 * POINTS], again[2 * POINTS], axes[2 * WIDTH] = {0.0}, spread[3] = {0.0, 0.0, 0.0};
    float rows[POINTS * WIDTH];
    make_flat_rows(plane, rows);
    pca_place(rows, POINTS, WIDTH, axes, xy);
    for (int64_t i = 0; i < POINTS; i++) {
        spread[0] += xy[2 * i] * xy[2 * i];
        spread[1] += xy[2 * i + 1] * xy[2 * i + 1];
        spread[2] += xy[2 * i] * xy[2 * i + 1];
    }
    assert_true(spread[0] > 4.0 * spread[1]);        /* the wider one first */
    assert_true(fabs(spread[2]) < 1e-3 * spread[1]); /* and nothing in common */
    pca_place(rows, POINTS, WIDTH, axes, again);     /* from there on */
    assert_true(apart_by(xy, again) < 1e-5);
    procrustes_turn(plane, xy, POINTS);
    assert_true(apart_by(plane, xy) < 1e-3);
    for (int64_t i = 0; i < POINTS * WIDTH; i++)
        rows[i] = i % WIDTH == 3 ? (float)i : 1.0f; /* one axis, and none */
    memset(axes, 0, sizeof axes);
    pca_place(rows, POINTS, WIDTH, axes, xy);
    for (int64_t i = 0; i < POINTS; i++)
        assert_true(fabs(fabs(xy[2 * i]) - fabs((double)(WIDTH * i) - 0.5 * WIDTH * (POINTS - 1))) < 1e-6 &&
                    fabs(xy[2 * i + 1]) < 1e-6);
}

static void test_planes_are_turned(void **state)
{
    (void)state;
    double plane[2 * POINTS], turned[2 * POINTS];
    float rows[POINTS * WIDTH];
    make_flat_rows(plane, rows);
    for (int mirror = -1; mirror <= 1; mirror += 2)
        for (double angle = 0.0; angle < 6.3; angle += 0.7) {
            for (int64_t i = 0; i < POINTS; i++) {
                turned[2 * i] = cos(angle) * plane[2 * i] - sin(angle) * plane[2 * i + 1];
                turned[2 * i + 1] = mirror * (sin(angle) * plane[2 * i] + cos(angle) * plane[2 * i + 1]);
            }
            procrustes_turn(plane, turned, POINTS);
            assert_true(apart_by(plane, turned) < 1e-9);
        }
    memset(plane, 0, sizeof plane);
    procrustes_turn(plane, turned, POINTS); /* nothing to agree with: as it was */
    assert_true(turned[0] != 0.0);
}

/* By the definition: paths as Floyd 1962 has them, parts two edges apart beyond the longest. */
static double spring_energy(int nodes, int edges, const int32_t *src, const int32_t *dst, const double *xy)
{
    enum { MOST = 40, FAR = 1000 };
    static int length[MOST][MOST];
    int longest = 0;
    double sum = 0.0;
    for (int i = 0; i < nodes; i++)
        for (int j = 0; j < nodes; j++)
            length[i][j] = i == j ? 0 : FAR;
    for (int e = 0; e < edges; e++)
        length[src[e]][dst[e]] = length[dst[e]][src[e]] = src[e] != dst[e];
    for (int k = 0; k < nodes; k++)
        for (int i = 0; i < nodes; i++)
            for (int j = 0; j < nodes; j++)
                if (length[i][k] + length[k][j] < length[i][j])
                    length[i][j] = length[i][k] + length[k][j];
    for (int i = 0; i < nodes; i++)
        for (int j = 0; j < nodes; j++)
            longest = length[i][j] < FAR && length[i][j] > longest ? length[i][j] : longest;
    for (int i = 0; i < nodes; i++)
        for (int j = i + 1; j < nodes; j++) {
            const double d = length[i][j] < FAR ? length[i][j] : longest + 2;
            const double gap = hypot(xy[2 * i] - xy[2 * j], xy[2 * i + 1] - xy[2 * j + 1]) - d;
            sum += 0.5 * gap * gap / (d * d);
        }
    return sum;
}

/* Places them, and looks whether any node would stand better elsewhere nearby. */
static double check_springs(int nodes, int edges, const int32_t *src, const int32_t *dst, double *xy)
{
    const double found = kamada_place(nodes, edges, src, dst, xy);
    assert_true(fabs(found - spring_energy(nodes, edges, src, dst, xy)) < 1e-9 * (1.0 + found));
    for (int k = 0; k < 2 * nodes; k++)
        for (int way = -1; way <= 1; way += 2) {
            xy[k] += 0.02 * way;
            assert_true(spring_energy(nodes, edges, src, dst, xy) > found);
            xy[k] -= 0.02 * way;
        }
    return found;
}

static void test_springs_are_at_rest(void **state)
{
    (void)state;
    double xy[2 * 34], again[2 * 34];
    const int32_t from[] = {0, 1, 2, 3, 4, 5}, to[] = {1, 2, 3, 4, 5, 0}, parts[] = {1, 0, 3, 2, 5, 5};
    assert_true(check_springs(6, 5, from, to, xy) < 1e-6); /* a path can be straight */
    assert_true(fabs(hypot(xy[0] - xy[10], xy[1] - xy[11]) - 5.0) < 1e-2);
    const double ring = check_springs(6, 6, from, to, xy);
    double best = INFINITY, hexagon[12];
    for (double radius = 0.5; radius < 2.0; radius += 0.001) {
        for (int i = 0; i < 6; i++) {
            hexagon[2 * i] = radius * cos(1.0471975511965976 * i);
            hexagon[2 * i + 1] = radius * sin(1.0471975511965976 * i);
        }
        best = fmin(best, spring_energy(6, 6, from, to, hexagon));
    }
    assert_true(fabs(ring - best) < 1e-5);
    check_springs(7, 6, from, parts, xy); /* pairs, a self loop, and a node without an edge */
    assert_true(kamada_place(1, 0, from, to, xy) == 0.0 && isfinite(xy[0]));

    char error[256];
    gatrt_data *d = gatrt_data_load("karate", error);
    const gatrt_relation *r = &d->relations[0];
    assert_true(check_springs(34, (int)r->edges, r->src, r->dst, xy) < 20.0);
    kamada_place(34, r->edges, r->src, r->dst, xy);
    kamada_place(34, r->edges, r->src, r->dst, again);
    assert_memory_equal(xy, again, sizeof xy);
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees_are_the_sums),        cmocka_unit_test(test_nearest_are_nearest),
        cmocka_unit_test(test_tsne_keeps_heaps_apart),    cmocka_unit_test(test_few_points_have_places),
        cmocka_unit_test(test_paths_along_edges),         cmocka_unit_test(test_paths_of_the_club),
        cmocka_unit_test(test_forces_keep_cliques_apart), cmocka_unit_test(test_text_of_others_is_no_markup),
        cmocka_unit_test(test_principal_axes_are_found),  cmocka_unit_test(test_planes_are_turned),
        cmocka_unit_test(test_springs_are_at_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
