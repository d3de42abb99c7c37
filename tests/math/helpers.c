/* helpers.c - the helpers of emitted C as headers, compiler/c/lib/, without a model: compiled by helpers.sh in each form
 * they have, lanes of four and eight floats and plain C. What is whole numbers must come out exactly. */
#include "compiler/c/lib/helpers.h"

#include <float.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Of runtime/exec/functions.c, whose text emitted C has. */
double exact_log(double x)
{
    return log(x);
}

double exact_cos_turns(double turns)
{
    return cos(turns * 6.283185307179586);
}

static int failures;

static void expect(bool holds, const char *what, double found, double wanted)
{
    if (holds)
        return;
    failures++;
    printf("FAILED: %s: found %.9g, wanted %.17g\n", what, found, wanted);
}

static void expect_equal(float found, float wanted, const char *what)
{
    expect(!memcmp(&found, &wanted, sizeof found), what, (double)found, (double)wanted);
}

/* ------------------------------------------------------------ functions, in ulp of the exact value */

static double ulps(float y, long double exact)
{
    return (double)(fabsl((long double)y - exact) / ldexpl(1, ilogbl(exact) - 23));
}

static float in_lanes(gat_lanes lanes, int lane)
{
    float y[GAT_STEP];
    GAT_PUT(y[0]) = lanes;
    return y[lane];
}

static long double exact_sigmoid(long double x)
{
    return 1 / (1 + expl(-x));
}

static long double exact_softplus(long double x)
{
    return (x > 0 ? x : 0) + log1pl(expl(-fabsl(x)));
}

/* elu is a difference: what it is off by is counted in ulp of 1. */
static double elu_error(float y, float x)
{
    const long double exact = x > 0 ? (long double)x : 1.5L * expm1l((long double)x);
    return (double)fabsl((long double)y - exact) * 0x1p23;
}

static void functions_are_near(void)
{
    double worst[4] = {0}, worst_lanes[3] = {0};
    for (int n = 0; n < 200000; n++) {
        float x[GAT_STEP];
        for (int i = 0; i < GAT_STEP; i++)
            x[i] = -86.0f + (float)((n * 7 + i * 25013) % 200000) * (174.0f / 200000);
        const long double z = (long double)x[0];
        worst[0] = fmax(worst[0], ulps(gat_exp(x[0]), expl(z)));
        worst[1] = fmax(worst[1], ulps(gat_sigmoid(x[0]), exact_sigmoid(z)));
        worst[2] = fmax(worst[2], ulps(gat_softplus(x[0]), exact_softplus(z)));
        worst[3] = fmax(worst[3], x[0] < 1 ? elu_error(gat_elu(x[0], 1.5f), x[0]) : 0);
        const int lane = n % GAT_STEP;
        const long double w = (long double)x[lane];
        worst_lanes[0] = fmax(worst_lanes[0], ulps(in_lanes(gat_lanes_exp(GAT_AT(x[0])), lane), expl(w)));
        worst_lanes[1] = fmax(worst_lanes[1], ulps(in_lanes(gat_lanes_sigmoid(GAT_AT(x[0])), lane), exact_sigmoid(w)));
        const float elu = in_lanes(gat_lanes_elu(GAT_AT(x[0]), 1.5f), lane);
        worst_lanes[2] = fmax(worst_lanes[2], x[lane] < 1 ? elu_error(elu, x[lane]) : 0);
    }
    printf("ulp: exp %.2f %.2f, sigmoid %.2f %.2f, elu %.2f %.2f, softplus %.2f\n", worst[0], worst_lanes[0], worst[1],
           worst_lanes[1], worst[3], worst_lanes[2], worst[2]);
    expect(fmax(worst[0], worst_lanes[0]) < 1.5, "exp in ulp", fmax(worst[0], worst_lanes[0]), 1.5);
    expect(fmax(worst[1], worst_lanes[1]) < 2.5, "sigmoid in ulp", fmax(worst[1], worst_lanes[1]), 2.5);
    expect(worst[2] < 2, "softplus in ulp", worst[2], 2);
    expect(fmax(worst[3], worst_lanes[2]) < 1.5, "elu in ulp of 1", fmax(worst[3], worst_lanes[2]), 1.5);
}

static void known_values(void)
{
    expect_equal(gat_exp(0.0f), 1.0f, "exp(0)");
    expect_equal(gat_exp(-INFINITY), 0.0f, "exp(-inf)");
    expect_equal(gat_exp(INFINITY), gat_exp(88.7f), "exp(inf)");
    expect(isnan(gat_exp(NAN)), "exp(nan)", (double)gat_exp(NAN), NAN);
    expect_equal(gat_sigmoid(0.0f), 0.5f, "sigmoid(0)");
    expect_equal(gat_sigmoid(INFINITY), 1.0f, "sigmoid(inf)");
    expect_equal(gat_sigmoid(-INFINITY), 0.0f, "sigmoid(-inf)");
    expect_equal(gat_softplus(-INFINITY), 0.0f, "softplus(-inf)");
    expect_equal(gat_elu(-INFINITY, 1.5f), -1.5f, "elu(-inf)");
    expect_equal(gat_pick(1, -0.0f, 1.0f), -0.0f, "pick of a negative zero");
    expect_equal(gat_pick(0, NAN, 2.0f), 2.0f, "pick beside NaN");
}

/* ------------------------------------------------------------ lanes */

static void lanes_pick_each(void)
{
    float x[GAT_STEP];
    for (int i = 0; i < GAT_STEP; i++)
        x[i] = i % 2 ? -1.0f - (float)i : 1.0f + (float)i;
    for (int i = 0; i < GAT_STEP; i++)
        expect_equal(in_lanes(gat_lanes_pick(GAT_AT(x[0]) > 0.0f, 5.0f, GAT_AT(x[0])), i), i % 2 ? x[i] : 5.0f, "pick");
}

/* Powers of two: every lane counts once, and a lane that counts twice is seen. */
static void totals_are_exact(void)
{
    float x[GAT_STEP][GAT_LANES];
    gat_lanes parts[GAT_LANES];
    for (int r = 0; r < GAT_STEP; r++) {
        for (int i = 0; i < GAT_LANES; i++)
            x[r][i] = (float)((r + 1) << 2 * i);
        for (int l = 0; l < GAT_PARTS; l++)
            parts[r * GAT_PARTS + l] = GAT_AT(x[r][l * GAT_STEP]);
    }
    const float ones = (float)(((1 << 2 * GAT_LANES) - 1) / 3);
    for (int r = 0; r < GAT_STEP; r++) {
        expect_equal(gat_total(parts + r * GAT_PARTS), (float)(r + 1) * ones, "the sum of lanes");
        expect_equal(in_lanes(gat_totals(parts), r), (float)(r + 1) * ones, "several sums of lanes");
    }
}

static void totals_have_the_order(const float x[GAT_STEP][GAT_LANES])
{
    gat_lanes parts[GAT_LANES];
    for (int n = 0; n < GAT_LANES; n++)
        parts[n] = GAT_AT(x[n / GAT_PARTS][n % GAT_PARTS * GAT_STEP]);
    for (int r = 0; r < GAT_STEP; r++) {
        volatile float four[4], two[2];
        for (int i = 0; i < 4; i++)
            four[i] = x[r][i] + x[r][i + 4];
        for (int i = 0; i < 2; i++)
            two[i] = four[i] + four[i + 2];
        const volatile float sum = two[0] + two[1];
        expect_equal(gat_total(parts + r * GAT_PARTS), sum, "the order of a sum of lanes");
        expect_equal(in_lanes(gat_totals(parts), r), sum, "the order of several sums of lanes");
    }
}

/* Lanes are added in the same order in vectors of any width, and in none: numbers whose sum depends on it. Not where
 * a float has more digits than it should. */
static void totals_have_one_order(void)
{
    float x[GAT_STEP][GAT_LANES];
    for (uint32_t n = 0; n < 100 && FLT_EVAL_METHOD <= 0; n++) {
        for (uint32_t i = 0; i < GAT_STEP * GAT_LANES; i++)
            x[i / GAT_LANES][i % GAT_LANES] = (float)(int32_t)gatrt_bits(n, i);
        totals_have_the_order((const float(*)[GAT_LANES])x);
    }
}

/* ------------------------------------------------------------ random numbers: one generator */

static void lanes_draw_as_the_runtime(void)
{
    const uint32_t thresholds[] = {0, 1, 0x40000000u, 0x9999999Au, 0xFFFFFFFFu};
    for (uint32_t n = 0; n < 5000; n++) {
        const uint64_t draw = gatrt_value_draw(gatrt_draw(3, n), n % 7);
        const uint32_t key = gatrt_row_key(draw, n * 77777u), threshold = thresholds[n % 5];
        int32_t list[GAT_STEP];
        for (int i = 0; i < GAT_STEP; i++)
            list[i] = (int32_t)((n * 31u + (uint32_t)(i * i) * 1000003u) & INT32_MAX);
        const gat_lanes keep = gat_lanes_keep(key, n, threshold, 1.25f);
        const gat_lanes elements = gat_keep_elements(key, list, threshold, 1.25f);
        const gat_lanes rows = gat_keep_rows(draw, list, n, threshold, 1.25f);
        for (int i = 0; i < GAT_STEP; i++) {
            const uint32_t at = (uint32_t)list[i];
            expect_equal(in_lanes(keep, i), gatrt_keep(key, n + (uint32_t)i, threshold, 1.25f), "keep");
            expect_equal(in_lanes(elements, i), gatrt_keep(key, at, threshold, 1.25f), "keep of elements");
            expect_equal(in_lanes(rows, i), gatrt_keep(gatrt_row_key(draw, at), n, threshold, 1.25f), "keep of rows");
        }
    }
}

/* ------------------------------------------------------------ products and pieces, of whole numbers */

enum { MOST = 6 * 200 };

static void fill(float *x, int count, int salt)
{
    for (int i = 0; i < count; i++)
        x[i] = (float)((i * 37 + salt) % 19 - 9);
}

static void check_product(int rows, int m, int k, int add)
{
    float a[MOST], b[MOST], a_turned[MOST], turned[MOST], y[MOST], z[MOST], w[MOST], before[MOST];
    fill(a, MOST, 3);
    fill(b, MOST, 5);
    fill(turned, MOST, 0);
    fill(a_turned, MOST, 0);
    fill(before, MOST, 7);
    for (int q = 0; q < k; q++)
        for (int n = 0; n < m; n++)
            turned[n * k + q] = b[q * m + n];
    for (int q = 0; q < k; q++)
        for (int v = 0; v < rows; v++)
            a_turned[q * rows + v] = a[v * k + q];
    memcpy(y, before, sizeof *y * (size_t)(rows * m));
    memcpy(z, before, sizeof *z * (size_t)(rows * m));
    memcpy(w, before, sizeof *w * (size_t)(rows * m));
    GAT_GEMM(rows, m, k, a, b, y, add);
    GAT_GEMM_NT(rows, m, k, a, turned, z, add);
    GAT_GEMM_TN(rows, m, k, a_turned, b, w, add);
    for (int v = 0; v < rows; v++)
        for (int n = 0; n < m; n++) {
            float sum = add ? before[v * m + n] : 0.0f;
            for (int q = 0; q < k; q++)
                sum += a[v * k + q] * b[q * m + n];
            expect(y[v * m + n] == sum, "gemm", (double)y[v * m + n], (double)sum);
            expect(z[v * m + n] == sum, "gemm_nt", (double)z[v * m + n], (double)sum);
            expect(w[v * m + n] == sum, "gemm_tn", (double)w[v * m + n], (double)sum);
        }
}

static void products_are_exact(void)
{
    const int widths[] = {1, 3, 63, 64, 65, 128, 200};
    for (int i = 0; i < 7 * 2; i++) {
        check_product(6, widths[i / 2], 5, i % 2);
        check_product(1, widths[i / 2], 1, i % 2);
        check_product(2, widths[i / 2], 0, i % 2); /* an empty sum */
    }
}

/* Three chunks' pieces of 2 rows of 5; lo and hi may lie outside. */
static void check_pieces(int64_t lo, int64_t hi)
{
    enum { CHUNKS = 3, STRIDE = 16, ROWS = 2, COLUMNS = 5, WIDTH = ROWS * COLUMNS };
    float pieces[CHUNKS * STRIDE], y[WIDTH], turned[WIDTH];
    fill(pieces, CHUNKS * STRIDE, 11);
    for (int n = 0; n < WIDTH; n++)
        y[n] = turned[n] = 1000.0f;
    gat_add_pieces(y, pieces, CHUNKS, STRIDE, WIDTH, lo, hi);
    gat_add_turned_pieces(turned, pieces, CHUNKS, STRIDE, ROWS, COLUMNS, lo, hi);
    for (int n = 0; n < WIDTH; n++) {
        const int column_major = n % COLUMNS * ROWS + n / COLUMNS;
        const bool in = n >= lo && n < hi;
        const float sum = pieces[n] + pieces[STRIDE + n] + pieces[2 * STRIDE + n];
        const float other = pieces[column_major] + pieces[STRIDE + column_major] + pieces[2 * STRIDE + column_major];
        expect(y[n] == (in ? sum : 1000.0f), "pieces", (double)y[n], (double)sum);
        expect(turned[n] == (in ? other : 1000.0f), "turned pieces", (double)turned[n], (double)other);
    }
}

static void pieces_are_added(void)
{
    check_pieces(0, 10);
    check_pieces(-4, 100);
    check_pieces(3, 7);
    check_pieces(7, 3);
}

/* The runtime's reference number of rng.c; bounds, deviations. */
static void first_weights_are_drawn(void)
{
    enum { COUNT = 4000 };
    static float w[COUNT];
    const uint64_t draw = gatrt_draw(42, 7);
    const double number = gat_uniform(draw, 3, 1000);
    expect(fabs(number - 0.2766084069460053) < 1e-15, "gat_uniform", number, 0.2766084069460053);
    gat_fill(w, sizeof w, 0.25f);
    expect_equal(w[COUNT - 1], 0.25f, "gat_fill");
    gat_fill_uniform(w, sizeof w, 0.5, draw, 3);
    expect_equal(w[1000], (float)((2.0 * number - 1.0) * 0.5), "gat_fill_uniform");
    gat_fill_normal(w, sizeof w, 2.0, draw, 3);
    double squares = 0.0;
    for (int n = 0; n < COUNT; n++)
        squares += (double)w[n] * (double)w[n] / COUNT;
    expect(fabs(squares - 4.0) < 0.3, "gat_fill_normal: mean square", squares, 4.0);
}

int main(void)
{
    GAT_NO_LEAF
    printf("GAT_STEP %d: ", GAT_STEP);
    functions_are_near();
    known_values();
    lanes_pick_each();
    totals_are_exact();
    totals_have_one_order();
    lanes_draw_as_the_runtime();
    products_are_exact();
    pieces_are_added();
    first_weights_are_drawn();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
