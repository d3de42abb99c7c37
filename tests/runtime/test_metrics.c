/* test_metrics.c - metrics with answers worked out by hand. Run: ctest -R metrics */
#include "runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>

static void expect(const char *name, const float *out, int64_t width, const gatrt_data *data, const int64_t *node_id,
                   int64_t rows, double value)
{
    const double found = metric_value(name, out, width, data, node_id, rows);
    if (fabs(found - value) > 1e-12)
        fail_msg("%s is %.15g, expected %.15g", name, found, value);
}

/* Rows in another order than nodes; truth by row: 0 1 2 2 1 0, predicted: 0 2 2 2 1 1. */
static void three_classes(void **state)
{
    (void)state;
    int32_t label[7] = {2, 0, 1, 2, 0, 1, 2};
    const int64_t node_id[6] = {1, 2, 0, 3, 5, 4};
    const float out[6][3] = {{3, 1, 0}, {0, 1, 2}, {0, 0, 1}, {-3, -2, -1}, {0, 5, 4}, {0, 1, 0}};
    const gatrt_data data = {.nodes = 7, .classes = 3, .label = label};
    expect("accuracy", out[0], 3, &data, node_id, 6, 4.0 / 6.0);
    expect("f1_micro", out[0], 3, &data, node_id, 6, 4.0 / 6.0);
    expect("precision", out[0], 3, &data, node_id, 6, (1.0 + 0.5 + 2.0 / 3.0) / 3.0);
    expect("recall", out[0], 3, &data, node_id, 6, (0.5 + 0.5 + 1.0) / 3.0);
    expect("f1_macro", out[0], 3, &data, node_id, 6, (2.0 / 3.0 + 0.5 + 0.8) / 3.0);
    expect("accuracy", out[0], 3, &data, node_id, 1, 1.0);
}

/* The first of equal columns is the prediction; nodes without a label do not count. */
static void ties_and_unlabelled(void **state)
{
    (void)state;
    int32_t label[4] = {0, 1, -1, 1};
    const int64_t node_id[4] = {0, 1, 2, 3};
    const float out[4][3] = {{1, 1, 1}, {0, 2, 2}, {0, 0, 9}, {4, 4, 0}};
    const gatrt_data data = {.nodes = 4, .classes = 2, .label = label};
    expect("accuracy", out[0], 3, &data, node_id, 4, 2.0 / 3.0);
    assert_true(isnan(metric_value("accuracy", out[0], 3, &data, node_id, 0)));
}

/* Class 2 occurs neither as truth nor as prediction: it has no part in the mean. */
static void absent_classes(void **state)
{
    (void)state;
    int32_t label[2] = {0, 1};
    const int64_t node_id[2] = {0, 1};
    const float out[2][3] = {{1, 0, 0}, {0, 1, 0}};
    const gatrt_data data = {.nodes = 2, .classes = 3, .label = label};
    expect("f1_macro", out[0], 3, &data, node_id, 2, 1.0);
    expect("precision", out[0], 3, &data, node_id, 2, 1.0);
}

/* scikit-learn's own example of roc_auc_score: 0.75. Predicted 1 where above 0: 0 1 0 1. */
static void binary(void **state)
{
    (void)state;
    int32_t label[4] = {0, 0, 1, 1};
    const int64_t node_id[4] = {0, 1, 2, 3};
    const float one[4] = {-0.1f, 0.4f, -0.05f, 0.8f};
    const float two[4][2] = {{0.1f, 0}, {0, 0.4f}, {0.05f, 0}, {0, 0.8f}};
    const gatrt_data data = {.nodes = 4, .classes = 2, .label = label};
    for (int width = 1; width <= 2; width++) {
        const float *out = width == 1 ? one : two[0];
        expect("roc_auc", out, width, &data, node_id, 4, 0.75);
        expect("accuracy", out, width, &data, node_id, 4, 0.5);
        expect("precision", out, width, &data, node_id, 4, 0.5);
        expect("recall", out, width, &data, node_id, 4, 0.5);
        expect("f1_macro", out, width, &data, node_id, 4, 0.5);
    }
}

static void area_with_ties(void **state)
{
    (void)state;
    int32_t label[6] = {1, 0, 1, 0, 0, 1};
    const int64_t node_id[6] = {0, 1, 2, 3, 4, 5};
    const float all_equal[6] = {0};
    const float some[6] = {2, 2, 3, 1, 0, 1}; /* pairs won: 2.5 of 3, 3 of 3, 1.5 of 3 */
    const float perfect[6] = {1, 0, 1, 0, 0, 1};
    const float with_nan[6] = {1, NAN, 1, 0, 0, NAN}; /* the NaN positive ties with one negative, loses to two */
    const gatrt_data data = {.nodes = 6, .classes = 2, .label = label};
    expect("roc_auc", all_equal, 1, &data, node_id, 6, 0.5);
    expect("roc_auc", some, 1, &data, node_id, 6, 7.0 / 9.0);
    expect("roc_auc", perfect, 1, &data, node_id, 6, 1.0);
    expect("roc_auc", with_nan, 1, &data, node_id, 6, 6.5 / 9.0);
    assert_true(isnan(metric_value("roc_auc", perfect, 1, &data, node_id, 1)));
}

/* Three labels a node; the third never occurs. Hits: column 0 one right, one missed; column 1
 * one right, one wrong; column 2 one wrong. */
static void several_labels(void **state)
{
    (void)state;
    float target[9] = {1, 0, 0, 1, 1, 0, 0, 0, 0};
    const int64_t node_id[3] = {0, 1, 2};
    const float out[3][3] = {{2, 1, -1}, {-1, 3, -1}, {-2, -1, 1}};
    const gatrt_data data = {.nodes = 3, .classes = 3, .target = target};
    expect("accuracy", out[0], 3, &data, node_id, 3, 6.0 / 9.0);
    expect("f1_micro", out[0], 3, &data, node_id, 3, 4.0 / 7.0);
    expect("f1_macro", out[0], 3, &data, node_id, 3, (2.0 / 3.0 + 2.0 / 3.0 + 0.0) / 3.0);
    expect("precision", out[0], 3, &data, node_id, 3, (1.0 + 0.5 + 0.0) / 3.0);
    expect("recall", out[0], 3, &data, node_id, 3, (0.5 + 1.0 + 0.0) / 3.0);
    expect("roc_auc", out[0], 3, &data, node_id, 3, (1.0 + 1.0) / 2.0);
}

/* One against the rest, on softmax scores: classes rank perfectly but for class 0 (2 of 2, 1 of 2, 2 of 2). */
static void area_of_several_classes(void **state)
{
    (void)state;
    int32_t label[3] = {0, 1, 2};
    const int64_t node_id[3] = {0, 1, 2};
    const float out[3][3] = {{5, 0, 0}, {1, 1, 0}, {0, 2, 3}};
    const gatrt_data data = {.nodes = 3, .classes = 3, .label = label};
    expect("roc_auc", out[0], 3, &data, node_id, 3, 1.0);
    label[0] = 1;
    label[1] = 0;
    expect("roc_auc", out[0], 3, &data, node_id, 3, (0.5 + 0.0 + 1.0) / 3.0);
}

static void names(void **state)
{
    (void)state;
    static const char *const known[] = {"accuracy", "precision", "recall", "f1_macro", "f1_micro", "roc_auc"};
    for (int i = 0; i < 6; i++)
        assert_true(metric_find(known[i]));
    assert_false(metric_find("f1"));
    assert_false(metric_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_classes),  cmocka_unit_test(ties_and_unlabelled), cmocka_unit_test(absent_classes),
        cmocka_unit_test(binary),         cmocka_unit_test(area_with_ties),      cmocka_unit_test(several_labels),
        cmocka_unit_test(area_of_several_classes), cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
