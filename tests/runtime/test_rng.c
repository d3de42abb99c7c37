/* test_rng.c - the generator's reference numbers and its statistics; initialisers. Run: ctest -R rng */
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { ROWS = 2000, WIDTH = 64 };

/* The numbers in the opening comment of rng.c, worked out by a second implementation. */
static void reference_numbers(void **state)
{
    (void)state;
    const uint64_t draw = gatrt_draw(42, 7), third = gatrt_value_draw(draw, 3);
    const uint32_t key = gatrt_row_key(third, 1000);
    assert_true(draw == 0x16062D6C1339E500u);
    assert_true(third == 0x31FF3B80C8B9A612u);
    assert_int_equal(key, 0x7677C4ED);
    assert_int_equal(gatrt_bits(key, 0), 0x2122F6C3);
    assert_int_equal(gatrt_bits(key, 1), 0xE45DDA71);
    assert_int_equal(gatrt_bits(key, 2), 0xE8DAD2FA);
    assert_int_equal(gatrt_bits(key, 3), 0xBEEA5DA4);
    assert_int_equal(gatrt_threshold(0.6), 0x99999999);
    assert_true(rng_uniform(draw, 3, 1000) == 0.2766084069460053);
}

static double bits_uniform(uint64_t draw, uint32_t value, int64_t row, uint32_t i)
{
    return ((double)gatrt_bits(gatrt_row_key(gatrt_value_draw(draw, value), (uint32_t)row), i) + 0.5) / 4294967296.0;
}

/* Mean 1/2 and variance 1/12 within five standard errors of 128000 draws. */
static void bits_are_uniform(void **state)
{
    (void)state;
    const uint64_t draw = gatrt_draw(1, 1);
    double sum = 0.0, squares = 0.0;
    for (int64_t row = 0; row < ROWS; row++) {
        for (uint32_t i = 0; i < WIDTH; i++) {
            const double u = bits_uniform(draw, 0, row, i) - 0.5;
            sum += u;
            squares += u * u;
        }
    }
    const double n = (double)ROWS * WIDTH;
    assert_true(fabs(sum / n) < 5.0 * sqrt(1.0 / 12.0 / n));
    assert_true(fabs(squares / n - 1.0 / 12.0) < 5.0 * sqrt(1.0 / 180.0 / n));
}

/* Neighbours in row, element, value, step and seed know nothing of each other. */
static void neighbours_are_independent(void **state)
{
    (void)state;
    const uint64_t draw = gatrt_draw(5, 9), next_step = gatrt_draw(5, 10), next_seed = gatrt_draw(6, 9);
    double with[5] = {0};
    for (int64_t row = 0; row < ROWS; row++) {
        for (uint32_t i = 0; i < WIDTH; i++) {
            const double u = bits_uniform(draw, 2, row, i) - 0.5;
            with[0] += u * (bits_uniform(draw, 2, row + 1, i) - 0.5);
            with[1] += u * (bits_uniform(draw, 2, row, i + 1) - 0.5);
            with[2] += u * (bits_uniform(draw, 3, row, i) - 0.5);
            with[3] += u * (bits_uniform(next_step, 2, row, i) - 0.5);
            with[4] += u * (bits_uniform(next_seed, 2, row, i) - 0.5);
        }
    }
    const double n = (double)ROWS * WIDTH;
    for (int k = 0; k < 5; k++)
        assert_true(fabs(12.0 * with[k] / n) < 5.0 / sqrt(n));
}

/* The share of zeros is the rate, in all and in each single column; what is kept has the scale. */
static void dropout_has_its_rate(void **state)
{
    (void)state;
    const uint64_t draw = gatrt_draw(123, 4);
    for (int tenth = 1; tenth <= 9; tenth++) {
        const double drop = tenth / 10.0;
        const float scale = (float)(1.0 / (1.0 - drop));
        const uint32_t threshold = gatrt_threshold(drop);
        int64_t zeros = 0, in_column[WIDTH] = {0};
        for (int64_t row = 0; row < ROWS; row++) {
            const uint32_t key = gatrt_row_key(gatrt_value_draw(draw, 1), (uint32_t)row);
            for (uint32_t i = 0; i < WIDTH; i++) {
                const float kept = gatrt_keep(key, i, threshold, scale);
                assert_true(kept == 0.0f || kept == scale);
                zeros += kept == 0.0f;
                in_column[i] += kept == 0.0f;
            }
        }
        const double spread = sqrt(drop * (1.0 - drop));
        assert_true(fabs((double)zeros / (ROWS * WIDTH) - drop) < 5.0 * spread / sqrt((double)ROWS * WIDTH));
        for (int i = 0; i < WIDTH; i++)
            assert_true(fabs((double)in_column[i] / ROWS - drop) < 5.0 * spread / sqrt((double)ROWS));
    }
}

/* ------------------------------------------------------------- initialisers */

enum { COUNT = 20000 };

static gatrt_param a_param(const char *init, double argument)
{
    return (gatrt_param){.name = "w",
                         .count = COUNT,
                         .rank = 2,
                         .stored = {200, 100},
                         .init = init,
                         .init_arg = argument,
                         .fan_in = 100,
                         .fan_out = 200};
}

static bool init_one(gatrt_param param, uint64_t seed, float *values, Error *error)
{
    const gatrt_model model = {.name = "m", .params = &param, .param_count = 1, .param_floats = param.count};
    return init_params(&model, seed, values, error);
}

static void check_spread(const char *init, double argument, double bound, double deviation)
{
    static float values[COUNT];
    Error error = {""};
    double sum = 0.0, squares = 0.0, largest = 0.0;
    assert_true(init_one(a_param(init, argument), 3, values, &error));
    for (int i = 0; i < COUNT; i++) {
        sum += values[i];
        squares += (double)values[i] * values[i];
        largest = fmax(largest, fabs((double)values[i]));
    }
    assert_true(fabs(sum / COUNT) < 5.0 * deviation / sqrt((double)COUNT));
    assert_true(fabs(sqrt(squares / COUNT) / deviation - 1.0) < 0.03);
    assert_true(largest <= bound * (1.0 + 1e-6));
}

static void random_initialisers(void **state)
{
    (void)state;
    const double glorot = sqrt(6.0 / 300.0);
    check_spread("glorot", 0.0, glorot, glorot / sqrt(3.0));
    check_spread("kaiming_uniform", 0.0, 0.1, 0.1 / sqrt(3.0));
    check_spread("uniform", 0.25, 0.25, 0.25 / sqrt(3.0));
    check_spread("normal", 0.02, 0.02 * 6.0, 0.02);
}

static void constant_initialisers(void **state)
{
    (void)state;
    static float values[COUNT];
    Error error = {""};
    assert_true(init_one(a_param("zeros", 9.0), 1, values, &error) && values[0] == 0.0f && values[COUNT - 1] == 0.0f);
    assert_true(init_one(a_param("ones", 9.0), 1, values, &error) && values[COUNT - 1] == 1.0f);
    assert_true(init_one(a_param("constant", -2.5), 1, values, &error) && values[7] == -2.5f);
}

/* Numbers hang on seed, place in the table and element; not on the other parameters. */
static void draws_hang_on_place_only(void **state)
{
    (void)state;
    static float first[2 * COUNT], second[COUNT + 10];
    Error error = {""};
    gatrt_param two[2] = {a_param("zeros", 0.0), a_param("glorot", 0.0)};
    gatrt_model model = {.name = "m", .params = two, .param_count = 2};
    two[1].offset = COUNT;
    assert_true(init_params(&model, 11, first, &error));
    two[0].count = 10;
    two[1].offset = 10;
    assert_true(init_params(&model, 11, second, &error));
    assert_memory_equal(first + COUNT, second + 10, COUNT * sizeof(float));
    assert_true(init_params(&model, 12, second, &error));
    assert_memory_not_equal(first + COUNT, second + 10, COUNT * sizeof(float));
}

static void senseless_initialisers(void **state)
{
    (void)state;
    static float values[COUNT];
    Error error = {""};
    assert_false(init_one(a_param("xavier", 0.0), 1, values, &error));
    assert_non_null(strstr(error.text, "glorot"));
    assert_false(init_one(a_param("uniform", -1.0), 1, values, &error));
    assert_false(init_one(a_param("normal", NAN), 1, values, &error));
    gatrt_param no_fan = a_param("glorot", 0.0);
    no_fan.fan_in = 0;
    assert_false(init_one(no_fan, 1, values, &error));
    assert_non_null(strstr(error.text, "fan_in"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_numbers),          cmocka_unit_test(bits_are_uniform),
        cmocka_unit_test(neighbours_are_independent), cmocka_unit_test(dropout_has_its_rate),
        cmocka_unit_test(random_initialisers),        cmocka_unit_test(constant_initialisers),
        cmocka_unit_test(draws_hang_on_place_only),   cmocka_unit_test(senseless_initialisers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
