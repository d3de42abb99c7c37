/* test_metrics.c - metrics with answers worked out by hand. Run: ctest -R metrics */
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

static void expect(const char *name, const float *out, int64_t width, const gatrt_set *data, const int64_t *node_id,
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
    const gatrt_set data = {.rows = 7, .classes = 3, .label = label};
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
    const gatrt_set data = {.rows = 4, .classes = 2, .label = label};
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
    const gatrt_set data = {.rows = 2, .classes = 3, .label = label};
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
    const gatrt_set data = {.rows = 4, .classes = 2, .label = label};
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
    const float with_nan[6] = {1, NAN, 1, 0, 0, 0}, with_infinity[6] = {1, 0, 1, 0, INFINITY, 0};
    const gatrt_set data = {.rows = 6, .classes = 2, .label = label};
    expect("roc_auc", all_equal, 1, &data, node_id, 6, 0.5);
    expect("roc_auc", some, 1, &data, node_id, 6, 7.0 / 9.0);
    expect("roc_auc", perfect, 1, &data, node_id, 6, 1.0);
    assert_true(isnan(metric_value("roc_auc", with_nan, 1, &data, node_id, 6)));
    assert_true(isnan(metric_value("accuracy", with_nan, 1, &data, node_id, 6)));
    assert_true(isnan(metric_value("accuracy", with_infinity, 1, &data, node_id, 6)));
    assert_false(isnan(metric_value("accuracy", with_nan, 1, &data, node_id, 1))); /* the other rows are not asked */
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
    const gatrt_set data = {.rows = 3, .classes = 3, .target = target};
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
    const gatrt_set data = {.rows = 3, .classes = 3, .label = label};
    expect("roc_auc", out[0], 3, &data, node_id, 3, 1.0);
    label[0] = 1;
    label[1] = 0;
    expect("roc_auc", out[0], 3, &data, node_id, 3, (0.5 + 0.0 + 1.0) / 3.0);
}

/* scikit-learn's own example of average_precision_score: 0.83; with ties, by thresholds and not by rows. */
static void average_precision(void **state)
{
    (void)state;
    int32_t label[5] = {0, 0, 1, 1, 1};
    const int64_t node_id[5] = {0, 1, 2, 3, 4};
    const float scores[4] = {0.1f, 0.4f, 0.35f, 0.8f};
    const float tied[5] = {1, 2, 2, 2, 0}; /* at 2: 2 of 3 right, recall 2/3; at 0: 3 of 5, recall 1/3 more */
    const gatrt_set data = {.rows = 5, .classes = 2, .label = label};
    expect("average_precision", scores, 1, &data, node_id, 4, 0.5 * 1.0 + 0.5 * 2.0 / 3.0);
    expect("average_precision", tied, 1, &data, node_id, 5, 2.0 / 3.0 * 2.0 / 3.0 + 1.0 / 3.0 * 3.0 / 5.0);
    assert_true(isnan(metric_value("average_precision", scores, 1, &data, node_id, 2)));
}

/* Column 0: the positive stands second; column 1: first; column 2 has none and does not count. */
static void average_precision_of_labels(void **state)
{
    (void)state;
    float target[9] = {1, 0, 0, 0, 1, 0, 0, 1, 0};
    const int64_t node_id[3] = {2, 0, 1};
    const float out[3][3] = {{5, 3, 1}, {4, 1, 1}, {3, 4, 1}};
    const gatrt_set data = {.rows = 3, .classes = 3, .target = target};
    expect("average_precision", out[0], 3, &data, node_id, 3, (0.5 + 1.0) / 2.0);
}

/* scikit-learn's example of r2_score with two columns: 0.938... as the mean of the columns. */
static void numbers(void **state)
{
    (void)state;
    float target[6] = {0.5f, 1, -1, 1, 7, -6};
    const int64_t node_id[3] = {0, 1, 2};
    const float out[3][2] = {{0, 2}, {-1, 2}, {8, -5}};
    const gatrt_set data = {.rows = 3, .classes = 2, .target = target};
    expect("mse", out[0], 2, &data, node_id, 3, (0.25 + 1 + 0 + 1 + 1 + 1) / 6.0);
    expect("rmse", out[0], 2, &data, node_id, 3, sqrt(4.25 / 6.0));
    expect("mae", out[0], 2, &data, node_id, 3, 4.5 / 6.0);
    const double mean[2] = {6.5 / 3.0, -4.0 / 3.0};
    double spread[2] = {0, 0};
    for (int i = 0; i < 6; i++)
        spread[i % 2] += (target[i] - mean[i % 2]) * (target[i] - mean[i % 2]);
    expect("r2", out[0], 2, &data, node_id, 3, (1 - 1.25 / spread[0] + 1 - 3.0 / spread[1]) / 2.0);
    assert_true(isnan(metric_value("mse", out[0], 2, &data, node_id, 0)));
    assert_true(isnan(metric_value("r2", out[0], 2, &data, node_id, 1)));
}

/* Whole numbers come as class numbers; a column that never varies is right (1) or not (0). */
static void numbers_that_are_labels(void **state)
{
    (void)state;
    int32_t label[3] = {4, 2, 2};
    const int64_t node_id[3] = {0, 1, 2}, same[2] = {1, 2};
    const float out[3] = {3, 2, 4};
    const gatrt_set data = {.rows = 3, .classes = 5, .label = label};
    expect("mae", out, 1, &data, node_id, 3, 1.0);
    expect("mse", out, 1, &data, node_id, 3, 5.0 / 3.0);
    expect("r2", out, 1, &data, node_id, 3, 1.0 - 5.0 / (8.0 / 3.0));
    expect("r2", out, 1, &data, same, 2, 0.0);
    expect("r2", (const float[2]){2, 2}, 1, &data, same, 2, 1.0);
}

static void direction(void **state)
{
    (void)state;
    static const char *const lower[] = {"mse", "rmse", "mae"};
    for (int i = 0; i < 3; i++) {
        assert_true(metric_better(lower[i], 1.0, 2.0) && !metric_better(lower[i], 2.0, 1.0));
        assert_true(metric_better(lower[i], 1e300, metric_worst(lower[i])));
    }
    assert_true(metric_better("r2", 2.0, 1.0) && metric_better("r2", -1e300, metric_worst("r2")));
    assert_false(metric_better("r2", 1.0, 1.0) || metric_better("mse", 1.0, 1.0));
    assert_false(metric_better("mse", NAN, 1.0) || metric_better("accuracy", NAN, 0.0));
}

/* The mean of equal numbers is rounded: they deviate from it, but not from each other. */
static void equal_numbers(void **state)
{
    (void)state;
    float target[7], out[7];
    int64_t node_id[7];
    for (int i = 0; i < 7; i++) {
        target[i] = 0.1f;
        out[i] = (float)i;
        node_id[i] = i;
    }
    const gatrt_set data = {.rows = 7, .classes = 1, .target = target};
    expect("r2", out, 1, &data, node_id, 7, 0.0);
    assert_true(isnan(metric_value("pearson", out, 1, &data, node_id, 7)));
}

/* Nine pairs with different truth, by hand; then many rows with equal ones among them, against all pairs one by one. */
static void concordance_of_pairs(void **state)
{
    (void)state;
    enum { ROWS = 257 };
    float target[ROWS] = {1, 2, 2, 3, 4}, out[ROWS] = {1, 5, 2, 5, 3};
    int64_t node_id[ROWS];
    const gatrt_set data = {.rows = ROWS, .classes = 1, .target = target};
    for (int i = 0; i < ROWS; i++)
        node_id[i] = i;
    expect("ci", out, 1, &data, node_id, 5, 6.5 / 9.0);
    assert_true(isnan(metric_value("ci", out, 1, &data, node_id, 1)));
    assert_true(isnan(metric_value("ci", out + 1, 1, &data, node_id + 1, 2))); /* one truth */
    uint32_t draw = 1;
    for (int i = 0; i < ROWS; i++) {
        draw = draw * 1664525u + 1013904223u;
        target[i] = (float)(draw >> 27);
        out[i] = target[i] + (float)(draw >> 13 & 31u);
    }
    double pairs = 0.0, right = 0.0;
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < ROWS; j++)
            if (target[i] > target[j]) {
                pairs += 1.0;
                right += out[i] > out[j] ? 1.0 : out[i] == out[j] ? 0.5 : 0.0;
            }
    expect("ci", out, 1, &data, node_id, ROWS, right / pairs);
    assert_true(metric_better("ci", 0.9, 0.5));
}

static void names(void **state)
{
    (void)state;
    static const char *const known[] = {"accuracy",          "precision", "recall", "f1_macro", "f1_micro", "roc_auc",
                                        "average_precision", "mse",       "rmse",   "mae",      "r2"};
    static const char *const numbered[][2] = {
        {"hits@1", "hits@"}, {"hits@100", "hits@1x"}, {"hits@2147483647", "hits@0"}};
    const gatrt_input label = {.role = GATRT_LABEL}, target = {.role = GATRT_TARGET};
    const gatrt_model classes = {.name = "c", .inputs = &label, .input_count = 1};
    const gatrt_model values = {.name = "v", .inputs = &target, .input_count = 1};
    Error error;
    for (int i = 0; i < 11; i++) {
        assert_true(metric_check(&values, known[i], &error));
        assert_int_equal(metric_check(&classes, known[i], &error), i < 7);
    }
    for (int i = 0; i < 3; i++) {
        assert_true(metric_check(&values, numbered[i][0], &error));
        assert_false(metric_check(&values, numbered[i][1], &error));
    }
    assert_false(metric_check(&values, "", &error));
    assert_false(metric_check(&values, "f1", &error));
    assert_non_null(strstr(error.text, "accuracy, balanced_accuracy, precision, "));
    assert_non_null(strstr(error.text, ", r2, pearson, ci")); /* the whole list fits the line */
}

/* Two users, in one order of rows: of 7 the places 2 and 3 of its list are relevant, and of equal scores; 3 has only an
 * irrelevant row, and is left out. */
static void lists_of_sources(void **state)
{
    (void)state;
    static const float out[] = {0.5f, 0.9f, 0.1f, 0.4f, 0.5f};
    static int32_t label[] = {1, 0, 0, 0, 1};
    static const int32_t source[] = {7, 7, 3, 7, 7};
    static const int64_t id[] = {0, 1, 2, 3, 4};
    static const struct {
        const char *name;
        double value;
    } known[] = {{"precision@1", 0.0},
                 {"precision@2", 0.5},
                 {"precision@10", 0.2},
                 {"recall@2", 0.5},
                 {"recall@3", 1.0},
                 {"hit_ratio@1", 0.0},
                 {"hit_ratio@2", 1.0},
                 {"map@3", (1.0 / 2.0 + 2.0 / 3.0) / 2.0},
                 {"ndcg@3", (1.0 / 1.5849625007211562 + 0.5) / (1.0 + 1.0 / 1.5849625007211562)}};
    const gatrt_set set = {.name = (char *)(uintptr_t) "link", .rows = 5, .classes = 2, .label = label};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_true(fabs(metric_of_pairs(known[i].name, out, 1, &set, id, 5, source) - known[i].value) < 1e-12);
    label[0] = 0; /* of equal scores the irrelevant stands first */
    assert_true(metric_of_pairs("precision@2", out, 1, &set, id, 5, source) == 0.0);
    label[0] = 1;
    assert_true(isnan(metric_of_pairs("ndcg@3", out, 1, &set, id, 5, NULL)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_classes),
        cmocka_unit_test(ties_and_unlabelled),
        cmocka_unit_test(absent_classes),
        cmocka_unit_test(binary),
        cmocka_unit_test(area_with_ties),
        cmocka_unit_test(several_labels),
        cmocka_unit_test(area_of_several_classes),
        cmocka_unit_test(average_precision),
        cmocka_unit_test(average_precision_of_labels),
        cmocka_unit_test(numbers),
        cmocka_unit_test(numbers_that_are_labels),
        cmocka_unit_test(direction),
        cmocka_unit_test(equal_numbers),
        cmocka_unit_test(concordance_of_pairs),
        cmocka_unit_test(names),
        cmocka_unit_test(lists_of_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
