/* test_space.c - what words of tune's command line mean: ranges, points, lists; draws that fill them. Run: ctest -R space */
#include "../../runtime/train/space.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void parse(const char *const *words, int count, Space *space)
{
    Error error = {""};
    if (!space_parse(words, count, options_tunable, false, space, &error))
        fail_msg("%s", error.text);
}

static void points_are_at_equal_distances(void **state)
{
    (void)state;
    static const char *const words[] = {"lr=log:1e-4..1e-1/4", "weight_decay=0..1/3", "patience=10..20/3",
                                        "optimizer=adam,sgd:momentum=0.9"};
    static const char *const expected[][4] = {{"0.0001", "0.001", "0.01", "0.1"},
                                              {"0", "0.5", "1", NULL},
                                              {"10", "15", "20", NULL},
                                              {"adam", "sgd:momentum=0.9", NULL, NULL}};
    Space space;
    Error error;
    int64_t points;
    parse(words, 4, &space);
    assert_true(space_points(&space, &points, &error));
    assert_int_equal(points, 4 * 3 * 3 * 2);
    assert_string_equal(space.dim[1].name, "weight-decay");
    for (int64_t p = 0; p < points; p++) {
        const int64_t at[] = {p / 18, p / 6 % 3, p / 2 % 3, p % 2}; /* the last turns fastest */
        for (int d = 0; d < 4; d++)
            assert_string_equal(space_at(&space, d, p).text, expected[d][at[d]]);
    }
}

/* Each quarter of a range, in the scale that was asked for, has about a quarter of the draws. */
static void draws_fill_the_range(void **state)
{
    (void)state;
    enum { DRAWS = 4000, PARTS = 4 };
    static const char *const words[] = {"lr=log:1e-4..1", "weight-decay=0..1", "epochs=1..4",
                                        "momentum=0.1,0.2,0.3,0.4"};
    Space space;
    int hits[4][PARTS] = {{0}};
    parse(words, 4, &space);
    for (int64_t i = 0; i < DRAWS; i++) {
        double at[4];
        for (int d = 0; d < 4; d++)
            at[d] = atof(space_draw(&space, d, 7, i).text);
        const double share[] = {(log10(at[0]) + 4.0) / 4.0, at[1], (at[2] - 0.5) / 4.0, (at[3] - 0.05) / 0.4};
        for (int d = 0; d < 4; d++) {
            assert_true(share[d] >= -1e-5 && share[d] <= 1.00001);
            const int part = (int)(share[d] * PARTS);
            hits[d][part < PARTS ? part : PARTS - 1]++;
        }
    }
    for (int d = 0; d < 4; d++)
        for (int part = 0; part < PARTS; part++)
            assert_true(abs(hits[d][part] - DRAWS / PARTS) < 140); /* five deviations */
    assert_string_equal(space_draw(&space, 0, 7, 3).text, space_draw(&space, 0, 7, 3).text);
    assert_string_not_equal(space_draw(&space, 0, 7, 3).text, space_draw(&space, 0, 8, 3).text);
    assert_string_not_equal(space_draw(&space, 0, 7, 3).text, space_draw(&space, 0, 7, 4).text);
}

static void what_is_no_space(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "lr",        "=1",          "lr=",           "lr=1,,2",   "lr=1..",      "lr=..1",
        "lr=2..1",   "lr=1..1",     "lr=0..1/1",     "lr=0..1/x", "lr=0..1/2.5", "lr=0..1/20000",
        "lr=nan..1", "lr=log:0..1", "epochs=1..1.5", "seed=1,2",  "lr=0..1e999", "lr=0x..1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Space space;
        Error error = {""};
        assert_false(space_parse(&wrong[i], 1, options_tunable, false, &space, &error));
        assert_true(strlen(error.text) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_at_equal_distances),
        cmocka_unit_test(draws_fill_the_range),
        cmocka_unit_test(what_is_no_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
