/* test_prepare.c - features made ready: what is missing, scales, categories, counted over training rows alone; classes that
 * weigh, count or are left out. Run: ctest -R test_prepare, or the program itself.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/formats/prepare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/told.h"

static char folder[] = "/tmp/test_prepare_XXXXXX";
static const char *const names[] = {"features.csv", "edges.csv", "labels.csv", "train.txt", "test.txt"};

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    fputs(text, to);
    assert_int_equal(fclose(to), 0);
}

static int remove_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* 5 nodes in a path 0-1-2-3-4, of which 0, 1, 2 train; 3 columns. */
static int write_graph(void **state)
{
    (void)state;
    write_file("features.csv", "a,b,c\n1,10,0\n,20,1\n3,,2\n100,?,1\nnan,50,0\n");
    write_file("edges.csv", "0,1\n1,2\n2,3\n3,4\n1,0\n");
    write_file("labels.csv", "0\n0\n1\n1\n0\n");
    write_file("train.txt", "0\n1\n2\n");
    write_file("test.txt", "3\n4\n");
    return 0;
}

static gatrt_data *load(PrepareRule rule, const FeatureFit *fit, Error *error)
{
    return data_load(folder, &(DataUse){.prepare = rule, .fit = fit}, error);
}

static gatrt_data *loaded(PrepareRule rule)
{
    Error error = {""};
    gatrt_data *d = load(rule, NULL, &error);
    if (!d)
        fail_msg("%s", error.text);
    return d;
}

static void expect_refused(PrepareRule rule, const char *why)
{
    Error error = {""};
    if (load(rule, NULL, &error))
        fail_msg("not refused: %s", why);
    if (!strstr(error.text, why) || !strstr(error.text, folder) || strchr(error.text, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
}

static void same_numbers(const gatrt_data *d, int64_t width, const double *numbers)
{
    const gatrt_set *node = &d->sets[0];
    assert_true(node->rows == 5 && !node->sparse);
    assert_int_equal(node->features, width);
    for (int64_t i = 0; i < 5 * width; i++)
        if (fabs((double)node->x[i] - numbers[i]) > 1e-6 * (1.0 + fabs(numbers[i])))
            fail_msg("x[%d][%d] is %.9g, not %.9g", (int)(i / width), (int)(i % width), (double)node->x[i], numbers[i]);
}

static void expect(PrepareRule rule, int64_t width, const double *numbers)
{
    gatrt_data *d = loaded(rule);
    same_numbers(d, width, numbers);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ what is missing */

static void test_missing(void **state)
{
    (void)state;
    expect_refused((PrepareRule){NULL}, "features.csv:3: \"\" is not a number");
    /* over 0, 1, 2: column a knows 1, 3; b 10, 20 */
    expect((PrepareRule){.missing = "mean"}, 3, (double[]){1, 10, 0, 2, 20, 1, 3, 15, 2, 100, 15, 1, 2, 50, 0});
    expect((PrepareRule){.missing = "zero"}, 3, (double[]){1, 10, 0, 0, 20, 1, 3, 0, 2, 100, 0, 1, 0, 50, 0});
    expect((PrepareRule){.missing = "mask"}, 5,
           (double[]){1, 10, 0, 0, 0, 0, 20, 1, 1, 0, 3, 0, 2, 0, 1, 100, 0, 1, 0, 1, 0, 50, 0, 1, 0});
    /* 1: of 0 and 2, each once; 2: of 1, as 3 knows none; 3: of 4; 4: of 3 */
    expect((PrepareRule){.missing = "neighbours"}, 3, (double[]){1, 10, 0, 2, 20, 1, 3, 20, 2, 100, 50, 1, 100, 50, 0});
    gatrt_data *d = loaded((PrepareRule){.missing = "mean"});
    expect_told(d, "read     missing=mean             3 columns, 4 numbers were missing; counted over 3 rows");
    gatrt_data_free(d);
}

static void test_median(void **state)
{
    (void)state;
    write_file("features.csv", "1,0,7\n9,0,\n2,0,\n,0,\n-5,,\n");
    /* a: 1, 9, 2; c: 7 alone */
    expect((PrepareRule){.missing = "median"}, 3, (double[]){1, 0, 7, 9, 0, 7, 2, 0, 7, 2, 0, 7, -5, 0, 7});
    write_file("train.txt", "0\n1\n2\n4\n");
    write_file("test.txt", "3\n");
    /* -5, 1, 2, 9 */
    expect((PrepareRule){.missing = "median"}, 3, (double[]){1, 0, 7, 9, 0, 7, 2, 0, 7, 1.5, 0, 7, -5, 0, 7});
    write_file("features.csv", "1,0\n9,0\n2,0\n,\n-5,0\n");
    write_file("train.txt", "3\n"); /* which knows nothing */
    expect((PrepareRule){.missing = "median"}, 2, (double[]){1, 0, 9, 0, 2, 0, 0, 0, -5, 0});
}

/* Rows of sparse features know a 0 where they say nothing. */
static void test_sparse(void **state)
{
    (void)state;
    float values[] = {NAN, 4, 2, NAN};
    int64_t start[] = {0, 1, 2, 3, 3, 4};
    int32_t columns[] = {0, 0, 1, 1};
    uint8_t train[] = {1, 1, 1, 1, 0};
    gatrt_set node = {.name = "node",
                      .rows = 5,
                      .features = 2,
                      .sparse = 1,
                      .x_start = start,
                      .x_col = columns,
                      .x_val = values,
                      .mask = {train}};
    float fill[2];
    fit_fill(&node, train, false, fill);
    assert_float_equal(fill[0], 4.0f / 3.0f, 1e-6f); /* 4, 0, 0 */
    assert_float_equal(fill[1], 2.0f / 4.0f, 1e-6f);
    fit_fill(&node, train, true, fill);
    assert_float_equal(fill[0], 0.0f, 0.0f);
    values[0] = 6;
    train[3] = 0; /* 6, 4, 0 */
    fit_fill(&node, train, true, fill);
    assert_float_equal(fill[0], 4.0f, 0.0f);
}

/* ------------------------------------------------------------------ scales */

static void test_scale(void **state)
{
    (void)state;
    write_file("features.csv", "1,7,0\n2,7,3\n3,7,4\n5,9,0\n-1,7,-3\n");
    const double s = sqrt(2.0 / 3.0), t = sqrt(26.0 / 9.0), m = 7.0 / 3.0; /* over rows 0, 1, 2 */
    expect((PrepareRule){.scale = "standard"}, 3,
           (double[]){-1 / s, 0, -m / t, 0, 0, (3 - m) / t, 1 / s, 0, (4 - m) / t, 3 / s, 2, -m / t, -3 / s, 0,
                      (-3 - m) / t});
    expect((PrepareRule){.scale = "min-max"}, 3, (double[]){0, 0, 0, 0.5, 0, 0.75, 1, 0, 1, 2, 2, 0, -1, 0, -0.75});
    expect((PrepareRule){.scale = "row"}, 3,
           (double[]){0.125, 0.875, 0, 2 / 12.0, 7 / 12.0, 0.25, 3 / 14.0, 0.5, 4 / 14.0, 5 / 14.0, 9 / 14.0, 0,
                      -1 / 11.0, 7 / 11.0, -3 / 11.0});
    write_file("features.csv", "3,4\n0,0\n-6,8\n0,1\n5,12\n");
    expect((PrepareRule){.scale = "l2"}, 2, (double[]){0.6, 0.8, 0, 0, -0.6, 0.8, 0, 1, 5 / 13.0, 12 / 13.0});
}

/* With what another training counted. */
static void test_fit(void **state)
{
    (void)state;
    Error error = {""};
    const FeatureFit *fit;
    write_file("features.csv", "0,4\n2,4\n1,8\n,4\n10,0\n");
    gatrt_data *d = loaded((PrepareRule){.missing = "mean", .scale = "min-max"});
    assert_string_equal(origin_prepared(d, &fit), "missing=mean,scale=min-max");
    same_numbers(d, 2, (double[]){0, 0, 1, 0, 0.5, 1, 0.5, 0, 5, -1});
    write_file("features.csv", "4,8\n,8\n8,8\n8,8\n8,8\n");
    gatrt_data *other = load((PrepareRule){.missing = "mean", .scale = "min-max"}, fit, &error);
    assert_non_null(other);
    same_numbers(other, 2, (double[]){2, 1, 0.5, 1, 4, 1, 4, 1, 4, 1});
    gatrt_data_free(other);
    write_file("features.csv", "1\n2\n3\n4\n5\n");
    assert_null(load((PrepareRule){.scale = "min-max"}, fit, &error));
    assert_non_null(strstr(error.text, "1 features, but the weights were trained with 2"));
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ categories */

static void test_one_hot(void **state)
{
    (void)state;
    write_file("features.csv", "7,1.5,0\n-2,2.5,1\n7,3.5,0\n3,4.5,1\n,5.5,0\n");
    expect((PrepareRule){.one_hot = "0", .missing = "mean"}, 5,
           (double[]){0, 0, 1, 1.5, 0, 1, 0, 0, 2.5, 1, 0, 0, 1, 3.5, 0, 0, 1, 0, 4.5, 1, 0, 0, 0, 5.5, 0});
    const double s = sqrt(2.0 / 3.0); /* of 1.5, 2.5, 3.5; what was made stays */
    expect((PrepareRule){.one_hot = "2,0", .missing = "zero", .scale = "standard"}, 6,
           (double[]){0,     0, 1, -1 / s, 1, 0, 1,     0, 0, 0, 0, 1, 0,     0, 1,
                      1 / s, 1, 0, 0,      1, 0, 2 / s, 0, 1, 0, 0, 0, 3 / s, 1, 0});
    expect_refused((PrepareRule){.one_hot = "3", .missing = "zero"},
                   "--one-hot \"3\": columns are numbered from 0 to 2");
    expect_refused((PrepareRule){.one_hot = "0,0", .missing = "zero"}, "--one-hot \"0\": columns are");
    expect_refused((PrepareRule){.one_hot = "kind", .missing = "zero"}, "names are for --features FILE");
}

/* ------------------------------------------------------------------ labels by name */

static void test_names(void **state)
{
    (void)state;
    char *const *class;
    write_file("features.csv", "1\n2\n3\n4\n5\n");
    write_file("labels.csv", "label\nfish\nbird\nfish\n\"cat, wild\"\nbird\n");
    gatrt_data *d = loaded((PrepareRule){NULL});
    class = d->sets[0].class_name;
    assert_int_equal(d->sets[0].classes, 3);
    assert_string_equal(class[0], "bird");
    assert_string_equal(class[1], "cat, wild");
    assert_memory_equal(d->sets[0].label, ((int32_t[]){2, 0, 2, 1, 0}), 5 * sizeof(int32_t));
    expect_told(d, "its first line, \"label\", is taken as a header: there is one more than nodes");
    gatrt_data_free(d);
    write_file("labels.csv", "node,kind\n4,b\n3,a\n2,\n1,b\n0,a\n");
    write_file("train.txt", "0\n1\n");
    d = loaded((PrepareRule){NULL});
    assert_memory_equal(d->sets[0].label, ((int32_t[]){0, 1, GATRT_UNKNOWN, 0, 1}), 5 * sizeof(int32_t));
    gatrt_data_free(d);
    write_file("labels.csv", "a\nb\nc\n3\na\n"); /* a slip, of either kind */
    expect_refused((PrepareRule){NULL}, "labels.csv:2: \"b\" is not a number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_missing, write_graph), cmocka_unit_test_setup(test_median, write_graph),
        cmocka_unit_test_setup(test_sparse, write_graph),  cmocka_unit_test_setup(test_scale, write_graph),
        cmocka_unit_test_setup(test_fit, write_graph),     cmocka_unit_test_setup(test_one_hot, write_graph),
        cmocka_unit_test_setup(test_names, write_graph),
    };
    return cmocka_run_group_tests_name("prepare", tests, make_folder, remove_folder);
}
