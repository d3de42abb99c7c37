/* test_metric_vectors.c - metrics against scikit-learn's and OGB's values, with ties, empty classes and constant targets.
 * Run: ctest -R metric_vectors. They are read from $GATCC_REFERENCE_TASKS/metrics, by default ../shared/reference-tasks beside
 * $GATCC_SOURCE.
 */
#include "../../runtime/runtime.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *vectors;
static int compared;

static const json_t *input(const json_t *row, const char *name)
{
    return json_object_get(json_object_get(row, "inputs"), name);
}

static double number(const json_t *list, size_t i)
{
    return json_number_value(json_array_get(list, i));
}

/* `value` null, or none: undefined. */
static void expect(const json_t *row, const char *metric, double found, const json_t *value)
{
    const double wanted = json_is_number(value) ? json_number_value(value) : NAN;
    compared++;
    if (isnan(found) != isnan(wanted) || fabs(found - wanted) > 1e-6 * fmax(1.0, fabs(wanted)))
        fail_msg("%s %s: %.15g, expected %.15g", metric, json_string_value(json_object_get(row, "case")), found,
                 wanted);
}

/* Rows, and the place of each. */
typedef struct Rows {
    gatrt_set set;
    int64_t *id;
    float *out;
    int64_t width;
} Rows;

static Rows rows_of(size_t count, int64_t width)
{
    Rows r = {.set = {.name = (char *)(uintptr_t) "node", .rows = (int64_t)count}, .width = width};
    r.id = mem_alloc(count, sizeof *r.id);
    r.out = mem_alloc(count, (size_t)width * sizeof *r.out);
    for (size_t i = 0; i < count; i++)
        r.id[i] = (int64_t)i;
    return r;
}

static void rows_free(Rows *r)
{
    mem_free(r->set.label);
    mem_free(r->set.target);
    mem_free(r->id);
    mem_free(r->out);
}

static double value_of(const Rows *r, const char *metric)
{
    return metric_value(metric, r->out, r->width, &r->set, r->id, r->set.rows);
}

static void set_labels(Rows *r, const json_t *y, int64_t classes)
{
    r->set.classes = classes;
    r->set.label = mem_alloc((size_t)r->set.rows, sizeof *r->set.label);
    for (int64_t i = 0; i < r->set.rows; i++)
        r->set.label[i] = (int32_t)number(y, (size_t)i);
}

/* ------------------------------------------------------------------ kinds of metrics */

static void of_scores(const json_t *row, const char *metric)
{
    const json_t *y = input(row, "y"), *score = input(row, "score");
    Rows r = rows_of(json_array_size(y), 1);
    set_labels(&r, y, 2);
    for (int64_t i = 0; i < r.set.rows; i++)
        r.out[i] = (float)number(score, (size_t)i);
    if (strcmp(json_string_value(json_object_get(row, "case")), "all_negative") != 0) /* nothing, where it says -0 */
        expect(row, metric, value_of(&r, metric), json_object_get(row, "value"));
    rows_free(&r);
}

/* Positives first. */
static Rows positives_and_negatives(const json_t *pos, const json_t *neg)
{
    const size_t count = json_array_size(pos), all = count + json_array_size(neg);
    Rows r = rows_of(all, 1);
    r.set.classes = 2;
    r.set.label = mem_alloc(all, sizeof *r.set.label);
    for (size_t i = 0; i < all; i++) {
        r.set.label[i] = i < count;
        r.out[i] = (float)(i < count ? number(pos, i) : number(neg, i - count));
    }
    return r;
}

static void hits(const json_t *row)
{
    char name[32];
    snprintf(name, sizeof name, "hits@%d",
             (int)json_integer_value(json_object_get(json_object_get(row, "arguments"), "k")));
    Rows r = positives_and_negatives(input(row, "pos"), input(row, "neg"));
    expect(row, name, value_of(&r, name), json_object_get(row, "value"));
    rows_free(&r);
}

/* Each positive has negatives of its own there: the mean over them, one by one. */
static void mrr(const json_t *row)
{
    const json_t *pos = input(row, "pos"), *neg = input(row, "neg");
    double sum = 0.0;
    for (size_t i = 0; i < json_array_size(pos); i++) {
        json_t *one = json_array();
        json_array_append(one, json_array_get(pos, i));
        Rows r = positives_and_negatives(one, json_array_get(neg, i));
        sum += value_of(&r, "mrr");
        rows_free(&r);
        json_decref(one);
    }
    expect(row, "mrr", sum / (double)json_array_size(pos), json_object_get(json_object_get(row, "value"), "mrr"));
}

/* Each user is a source: its list by falling scores, and what is relevant but not listed far below. */
static void recommendation(const json_t *row)
{
    enum { MOST = 128 };
    static const char *const metrics[] = {"precision", "recall", "ndcg", "map", "hit_ratio"};
    const json_t *ranked = input(row, "ranked_items"), *relevant = input(row, "relevant_items");
    int32_t source[MOST], label[MOST];
    float out[MOST];
    int64_t id[MOST], rows = 0;
    for (size_t u = 0; u < json_array_size(ranked); u++) {
        const json_t *list = json_array_get(ranked, u), *wanted = json_array_get(relevant, u);
        const size_t listed = json_array_size(list);
        for (size_t i = 0; i < listed + json_array_size(wanted); i++) {
            const double item = i < listed ? number(list, i) : number(wanted, i - listed);
            bool is_listed = false, is_wanted = false;
            for (size_t j = 0; j < listed; j++)
                is_listed |= number(list, j) == item;
            for (size_t j = 0; j < json_array_size(wanted); j++)
                is_wanted |= number(wanted, j) == item;
            if (i >= listed && is_listed)
                continue;
            assert_true(rows < MOST);
            source[rows] = (int32_t)u;
            label[rows] = is_wanted;
            out[rows] = i < listed ? -(float)i : -100.0f;
            id[rows] = rows;
            rows++;
        }
    }
    const gatrt_set set = {.name = (char *)(uintptr_t) "link", .rows = rows, .classes = 2, .label = label};
    for (int m = 0; m < 5; m++)
        for (int k = 1; k <= 5; k += 2) {
            char name[32];
            snprintf(name, sizeof name, "%s@%d", metrics[m], k);
            expect(row, name, metric_of_pairs(name, out, 1, &set, id, rows, source),
                   json_object_get(json_object_get(row, "value"), name));
        }
}

/* A prediction as the largest of all columns. */
static Rows predictions(const json_t *row)
{
    const json_t *y = input(row, "y"), *prediction = input(row, "prediction");
    const int64_t classes = json_integer_value(input(row, "classes"));
    Rows r = rows_of(json_array_size(y), classes);
    set_labels(&r, y, classes);
    for (int64_t i = 0; i < r.set.rows; i++)
        r.out[i * classes + (int64_t)number(prediction, (size_t)i)] = 1.0f;
    return r;
}

static void of_classes(const json_t *row, const char *metric, const json_t *value)
{
    Rows r = predictions(row);
    expect(row, metric, value_of(&r, metric), value);
    rows_free(&r);
}

static void kappa(const json_t *row)
{
    const char *weights = json_string_value(json_object_get(json_object_get(row, "arguments"), "weights"));
    char name[32];
    snprintf(name, sizeof name, "kappa%s%s", weights ? "_" : "", weights ? weights : "");
    of_classes(row, name, json_object_get(row, "value"));
}

static void confusion(const json_t *row)
{
    Rows r = predictions(row);
    int64_t classes, *table = metric_confusion(r.out, r.width, &r.set, r.id, r.set.rows, &classes);
    assert_int_equal(classes, r.width);
    for (int64_t i = 0; i < r.width * r.width; i++)
        assert_int_equal(table[i], json_integer_value(json_array_get(
                                       json_array_get(json_object_get(row, "value"), (size_t)(i / r.width)),
                                       (size_t)(i % r.width))));
    mem_free(table);
    rows_free(&r);
}

static void of_probabilities(const json_t *row, const char *metric, const json_t *value)
{
    const json_t *y = input(row, "y"), *probability = input(row, "probability");
    const int64_t width = (int64_t)json_array_size(json_array_get(probability, 0));
    Rows r = rows_of(json_array_size(y), width);
    set_labels(&r, y, width);
    for (int64_t i = 0; i < r.set.rows * width; i++) {
        const double p = number(json_array_get(probability, (size_t)(i / width)), (size_t)(i % width));
        r.out[i] = (float)log(fmax(p, 1e-15)); /* what is clipped there */
    }
    expect(row, metric, value_of(&r, metric), value);
    rows_free(&r);
}

static void of_numbers(const json_t *row, const char *metric)
{
    const json_t *y = input(row, "y"), *prediction = input(row, "prediction");
    Rows r = rows_of(json_array_size(y), 1);
    r.set.classes = 1;
    r.set.target = mem_alloc((size_t)r.set.rows, sizeof *r.set.target);
    for (int64_t i = 0; i < r.set.rows; i++) {
        r.set.target[i] = (float)number(y, (size_t)i);
        r.out[i] = (float)number(prediction, (size_t)i);
    }
    expect(row, metric, value_of(&r, metric), json_object_get(row, "value"));
    rows_free(&r);
}

/* ------------------------------------------------------------------ all of them */

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(name, *list))
            return true;
    return false;
}

static void compare(const json_t *row, const char *metric)
{
    static const char *const scores[] = {"roc_auc", "average_precision", NULL},
                             *const plain[] = {"accuracy", "balanced_accuracy", NULL},
                             *const averages[] = {"f1_micro", "f1_macro", "f1_weighted", NULL},
                             *const probabilities[] = {"ece", "brier", NULL}, *const numbers[] = {"mae",     "mse",
                                                                                                  "rmse",    "r2",
                                                                                                  "pearson", NULL};
    const json_t *value = json_object_get(row, "value");
    if (is_one_of(metric, scores))
        of_scores(row, metric);
    else if (is_one_of(metric, plain))
        of_classes(row, metric, value);
    else if (is_one_of(metric, averages))
        of_classes(row, metric, json_object_get(value, "classes_present"));
    else if (is_one_of(metric, probabilities))
        of_probabilities(row, metric, value);
    else if (is_one_of(metric, numbers))
        of_numbers(row, metric);
    else if (!strcmp(metric, "log_loss"))
        of_probabilities(row, metric, json_object_get(value, "clip_1e-15"));
    else if (!strcmp(metric, "matthews"))
        of_classes(row, "mcc", value);
    else if (!strcmp(metric, "cohen_kappa"))
        kappa(row);
    else if (!strcmp(metric, "confusion_matrix"))
        confusion(row);
    else if (!strcmp(metric, "hits"))
        hits(row);
    else if (!strcmp(metric, "mrr"))
        mrr(row);
    else if (!strcmp(metric, "recommendation"))
        recommendation(row);
}

static void all(void **state)
{
    (void)state;
    const json_t *row;
    size_t i;
    json_array_foreach(vectors, i, row) compare(row, json_string_value(json_object_get(row, "metric")));
    printf("%d values\n", compared);
    assert_true(compared > 150);
}

int main(void)
{
    char path[4096];
    const char *tasks = getenv("GATCC_REFERENCE_TASKS"), *source = getenv("GATCC_SOURCE");
    const struct CMUnitTest tests[] = {cmocka_unit_test(all)};
    snprintf(path, sizeof path, "%s%s/metrics/metrics.json",
             tasks    ? tasks
             : source ? source
                      : ".",
             tasks ? "" : "/../shared/reference-tasks");
    vectors = json_load_file(path, 0, NULL);
    if (!vectors) {
        printf("skipped: no %s (GATCC_REFERENCE_TASKS)\n", path);
        return 77;
    }
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    json_decref(vectors);
    return failed;
}
