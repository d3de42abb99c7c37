/* test_exact.c - products whose bits are promised against the sums that they are said to be, bit for bit, and functions that
 * stand for those of <math.h>. Run: ctest -R runtime/test_exact */
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

typedef void Product(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);

/* Element (i, q) of a, (q, j) of b, as a form of the product has them. */
typedef struct Form {
    Product *product;
    bool a_turned, b_turned;
} Form;

static void fill(float *values, int64_t count, uint32_t key)
{
    for (int64_t i = 0; i < count; i++)
        values[i] = (float)(int32_t)gatrt_bits(key, (uint32_t)i) * 0x1p-31f;
}

/* volatile: each product and each sum is rounded to a float. */
static float one_sum(const Form *f, int64_t m, int64_t n, int64_t k, const float *a, const float *b, float start,
                     int64_t i, int64_t j)
{
    volatile float sum = start;
    for (int64_t q = 0; q < k; q++) {
        volatile float product = a[f->a_turned ? q * m + i : i * k + q] * b[f->b_turned ? j * k + q : q * n + j];
        sum = sum + product;
    }
    return sum;
}

static void check_product(const Form *f, int64_t m, int64_t n, int64_t k)
{
    float *a = mem_alloc((size_t)(m * k + 1), sizeof *a), *b = mem_alloc((size_t)(n * k + 1), sizeof *b);
    float *c = mem_alloc((size_t)(m * n + 1), sizeof *c), *before = mem_alloc((size_t)(m * n + 1), sizeof *before);
    fill(a, m * k, 1);
    fill(b, n * k, 2);
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        fill(c, m * n + 1, 3);
        memcpy(before, c, (size_t)(m * n + 1) * sizeof *c);
        f->product(m, n, k, a, b, c, accumulate);
        for (int64_t e = 0; e < m * n; e++) {
            const float wanted = one_sum(f, m, n, k, a, b, accumulate ? before[e] : 0.0f, e / n, e % n);
            assert_memory_equal(&c[e], &wanted, sizeof wanted);
        }
        assert_memory_equal(&c[m * n], &before[m * n], sizeof *c);
    }
    mem_free(before);
    mem_free(c);
    mem_free(b);
    mem_free(a);
}

/* Whole tiles and what is left of them, of one block of k and of several. */
static void products_are_one_sum_each(void **state)
{
    static const Form forms[] = {
        {gatrt_exact_gemm, false, false}, {gatrt_exact_gemm_nt, false, true}, {gatrt_exact_gemm_tn, true, false}};
    static const int64_t sizes[][3] = {{1, 1, 1},    {3, 5, 2},    {8, 32, 7},   {17, 33, 40}, {24, 64, 256},
                                       {9, 40, 300}, {50, 7, 520}, {6, 16, 257}, {4, 3, 0},    {0, 8, 4}};
    (void)state;
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            check_product(&forms[f], sizes[i][0], sizes[i][1], sizes[i][2]);
}

/* Above what a float notices, by far. */
static void functions_are_near(void **state)
{
    const double pi = 3.14159265358979323846;
    (void)state;
    for (int i = 1; i <= 100000; i++) {
        const double x = i / 100000.0;
        assert_true(fabs(exact_log(x) - log(x)) <= 1e-14 * fabs(log(x)));
        assert_true(fabs(exact_log(1.0 / x) + log(x)) <= 1e-14 * fabs(log(x)) + 1e-15);
        assert_true(fabs(exact_cos_turns(x) - cos(2.0 * pi * x)) <= 1e-15);
        assert_true(fabs(exact_power(0.999, i) - pow(0.999, i)) <= 1e-11 * pow(0.999, i));
    }
    assert_true(exact_log(1.0) == 0.0);
    assert_true(exact_cos_turns(0.0) == 1.0 && exact_cos_turns(0.5) == -1.0);
    assert_true(exact_power(0.9, 0) == 1.0 && exact_power(0.9, 1) == 0.9);
    for (double x = -40.0; x <= 40.0; x += 0.37) {
        assert_true(fabs(exact_exp(x) - exp(x)) <= 1e-14 * exp(x));
        assert_true(fabs(exact_log1p(exp(x)) - log1p(exp(x))) <= 1e-14 * log1p(exp(x)));
    }
    assert_true(exact_exp(0.0) == 1.0);
}

/* Where there is no number, or one too large or too small, it is what C says. */
static void functions_have_ends(void **state)
{
    (void)state;
    assert_true(exact_exp(1e300) == INFINITY && exact_exp(-1e300) == 0.0 && isnan(exact_exp(NAN)));
    assert_true(exact_exp(709.7) == exp(709.7) || fabs(exact_exp(709.7) / exp(709.7) - 1.0) < 1e-14);
    assert_true(exact_exp(710.0) == INFINITY && exact_exp(-745.0) > 0.0 && exact_exp(-746.0) == 0.0);
    assert_true(exact_log(0.0) == -INFINITY && exact_log(INFINITY) == INFINITY);
    assert_true(isnan(exact_log(NAN)) && isnan(exact_log(-1.0)));
    assert_true(exact_log1p(0.0) == 0.0 && exact_log1p(1e-30) == 1e-30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_one_sum_each),
        cmocka_unit_test(functions_are_near),
        cmocka_unit_test(functions_have_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
