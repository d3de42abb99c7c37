/* test_beside.c - labels and features that lie beside a graph, or are made of it: tables of every form, arrays, and what
 * fits none. Run: ctest -R test_beside, or the program itself.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/told.h"

static char folder[] = "/tmp/test_beside_XXXXXX";

static const char *path_of(const char *name)
{
    static char path[4][64];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("graph"));
    unlink(path_of("table"));
    return rmdir(folder);
}

static void save(const char *name, const char *text, size_t size)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Four nodes of names, of numbers from 1 on, of numbers with a gap, of a matrix. */
#define NAMED   "ann bob\nbob cy\ncy ann\ncy dee\n"
#define COUNTED "0 1\n1 2\n2 0\n2 3\n"
#define GAPS    "10 20\n20 30\n30 10\n30 50\n"
#define MATRIX  "%%MatrixMarket matrix coordinate pattern general\n4 4 4\n1 2\n2 3\n3 1\n3 4\n"

static gatrt_data *load(const char *graph, const char *table, DataUse use, Error *error)
{
    save("graph", graph, strlen(graph));
    if (table)
        save("table", table, strlen(table));
    return data_load(path_of("graph"), &use, error);
}

static gatrt_data *with_labels(const char *graph, const char *table, const char *column)
{
    Error error = {""};
    gatrt_data *d = load(graph, table, (DataUse){.labels = path_of("table"), .label_column = column}, &error);
    if (!d)
        fail_msg("%s", error.text);
    return d;
}

/* A letter for each label, ? where it is unknown. */
static void expect_labels(const char *graph, const char *table, const char *column, const char *labels)
{
    gatrt_data *d = with_labels(graph, table, column);
    const gatrt_set *node = &d->sets[0];
    assert_non_null(node->label);
    assert_int_equal(node->rows, strlen(labels));
    for (int64_t v = 0; v < node->rows; v++)
        assert_int_equal(node->label[v], labels[v] == '?' ? GATRT_UNKNOWN : labels[v] - '0');
    gatrt_data_free(d);
}

static void refuse(const char *graph, const char *table, DataUse use, const char *why)
{
    Error error = {""};
    gatrt_data *d = load(graph, table, use, &error);
    if (d)
        fail_msg("not refused: %s", why);
    if (!strstr(error.text, why) || strchr(error.text, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
}

static void refuse_labels(const char *graph, const char *table, const char *column, const char *why)
{
    refuse(graph, table, (DataUse){.labels = path_of("table"), .label_column = column}, why);
}

/* ------------------------------------------------------------------ labels */

static void test_labels(void **state)
{
    (void)state;
    expect_labels(NAMED, "node,y\ncy,2\nann,0\ndee,1\nbob,0\n", NULL, "0021");
    expect_labels(NAMED, "y\tid\n2\tcy\n0\tann\n", NULL, "0?2?");
    expect_labels(NAMED, "cy 2\nann 0\n", NULL, "0?2?");
    expect_labels(NAMED, "who,what\ncy,2\nann,0\n", NULL, "0?2?");
    expect_labels(NAMED, "person,party\ncy,red\nann,blue\n", NULL, "0?1?");
    expect_labels(NAMED, "node,y\ncy,\nann,nan\ndee,1\n", NULL, "???1");
    expect_labels(COUNTED, "2\n0\n1\n0\n", NULL, "2010");
    expect_labels(COUNTED, "label\n2\n0\n1\n0\n", NULL, "2010");
    expect_labels(GAPS, "node,y\n50,1\n10.0,2\n3e1,0\n", NULL, "2?01");
    expect_labels(GAPS, "2\n0\n1\n0\n", NULL, "2010");
    expect_labels(COUNTED, "node,a,b\n3,1,0\n0,2,5\n", "B", "5??0");
}

static void test_classes(void **state)
{
    (void)state;
    gatrt_data *d = with_labels(NAMED, "node,club\nann,Officer\nbob,Mr. Hi\ncy,?\n", NULL);
    const gatrt_set *node = &d->sets[0];
    assert_int_equal(node->classes, 2);
    assert_string_equal(node->class_name[0], "Mr. Hi");
    assert_memory_equal(node->label, ((int32_t[]){1, 0, GATRT_UNKNOWN, GATRT_UNKNOWN}), 4 * sizeof(int32_t));
    expect_told(d, "1 node without a row in it");
    gatrt_data_free(d);
    d = with_labels(COUNTED, "node,y\n0,0.5\n1,-2\n", NULL);
    node = &d->sets[0];
    assert_true(!node->label && node->classes == 1);
    assert_true(node->target[0] == 0.5f && node->target[1] == -2.0f && isnan(node->target[2]));
    gatrt_data_free(d);
    d = with_labels(NAMED, "node,y\nann,0\nzoe,1\n", NULL);
    expect_told(d, "1 of 2 rows are of nodes that the graph has not, and are left out; the first is line 3: zoe");
    gatrt_data_free(d);
}

/* Rows 1 to 4 of a matrix are nodes 0 to 3: a table may say either. */
static void test_matrix(void **state)
{
    (void)state;
    expect_labels(MATRIX, "node,y\n0,5\n3,6\n", NULL, "5??6");
    expect_labels(MATRIX, "node,y\n1,5\n4,6\n", NULL, "5??6");
    gatrt_data *d = with_labels(MATRIX, "node,y\n2,5\n3,6\n", NULL);
    assert_true(d->sets[0].label[1] == 5 && d->sets[0].label[2] == 6);
    expect_told(d, "its nodes are taken as rows of the matrix, from 1 on");
    gatrt_data_free(d);
    refuse_labels(MATRIX, "node,y\n0,5\n4,6\n", NULL, "nodes 0 and 4, but the matrix has 4 rows");
}

static void test_labels_refused(void **state)
{
    (void)state;
    refuse_labels(NAMED, "node,a,b\nann,1,2\n", NULL,
                  "which column is the label? Name one: --label-column NAME; it has a, b");
    refuse_labels(NAMED, "node,a,b\nann,1,2\n", "c", "no column is called c; it has a, b");
    refuse_labels(NAMED, "node,a\nann,1\nann,2\n", NULL, "table:3: the node \"ann\" is on line 2 already");
    refuse_labels(NAMED, "node,a\nx,1\ny,2\n", NULL, "names no node of the graph; the first is \"x\"");
    refuse_labels(NAMED, "1\n2\n3\n4\n", NULL, "which row is of which node? Give it a column node");
    refuse_labels(COUNTED, "1\n2\n3\n", NULL, "3 rows, but the graph has 4 nodes");
    refuse_labels(COUNTED, "node,a\n", NULL, "there is no row");
    refuse_labels(COUNTED, "node,a\n1,2,3\n", NULL, "table:2: 3 fields, but line 1 has 2");
    refuse_labels(COUNTED, "", NULL, "there is no row in it");
    refuse(COUNTED, NULL, (DataUse){.label_column = "y"}, "--label-column y goes with --labels FILE");
}

/* ------------------------------------------------------------------ features */

static gatrt_data *with_features(const char *graph, const char *table, const char *features)
{
    Error error = {""};
    gatrt_data *d = load(graph, table, (DataUse){.features = features ? features : path_of("table")}, &error);
    if (!d)
        fail_msg("%s", error.text);
    return d;
}

static void test_made(void **state)
{
    (void)state;
    gatrt_data *d = with_features("0 1\n1 0\n0 1\n1 1\n1 2\n2 3\n", NULL, "degree");
    const gatrt_set *node = &d->sets[0];
    assert_true(node->sparse && node->features == 3);
    assert_memory_equal(node->x_col, ((int32_t[]){1, 2, 2, 1}), 4 * sizeof(int32_t));
    gatrt_data_free(d);
    d = with_features(COUNTED, NULL, "auto");
    assert_true(d->sets[0].features == 4 && d->sets[0].x_col[3] == 3 && d->sets[0].x_val[3] == 1.0f);
    expect_told(d, "no features but one-hot");
    gatrt_data_free(d);
    d = with_features(COUNTED, NULL, "constant");
    assert_true(d->sets[0].features == 1 && d->sets[0].x_start[4] == 4);
    gatrt_data_free(d);
    d = with_features(COUNTED, NULL, "none");
    assert_true(d->sets[0].features == 0 && !d->sets[0].sparse);
    gatrt_data_free(d);
}

/* What a data set has is its own where nothing else is asked for. */
static void test_own(void **state)
{
    (void)state;
    Error error = {""};
    gatrt_data *d = data_load("karate", &(DataUse){.features = "auto"}, &error);
    assert_true(d && d->sets[0].x && d->sets[0].features == 34);
    gatrt_data_free(d);
    d = data_load("karate", &(DataUse){.features = "constant"}, &error);
    assert_true(d && !d->sets[0].x && d->sets[0].features == 1);
    expect_told(d, "its own 34 features are left out: --features says otherwise");
    gatrt_data_free(d);
}

static void test_features(void **state)
{
    (void)state;
    gatrt_data *d = with_features(COUNTED, "0.5,1\n2,3\n4,5\n6,7e0\n", NULL);
    assert_memory_equal(d->sets[0].x, ((float[]){0.5f, 1, 2, 3, 4, 5, 6, 7}), 8 * sizeof(float));
    gatrt_data_free(d);
    d = with_features(NAMED, "node,a,b\ndee,6,7\ncy,4,5\nbob,2,3\nann,0.5,1\n", NULL);
    assert_memory_equal(d->sets[0].x, ((float[]){0.5f, 1, 2, 3, 4, 5, 6, 7}), 8 * sizeof(float));
    gatrt_data_free(d);
    refuse(NAMED, "node,a\ndee,6\n", (DataUse){.features = path_of("table")}, "node ann has no row in it");
    refuse(COUNTED, "1\n2\nx\n4\n", (DataUse){.features = path_of("table")},
           "table:3: column 1 is \"x\", but features are numbers");
    refuse(COUNTED, "1\n2\n\"\"\n4\n", (DataUse){.features = path_of("table")},
           "table:3: column 1 is \"\", but features are numbers");
}

static void test_array(void **state)
{
    (void)state;
    char bytes[256] = {0};
    const float x[] = {0.5f, 1, 2, 3, 4, 5, 6, 7};
    const NpyArray a = {.kind = NPY_FLOAT, .item = 4, .rank = 2, .dim = {4, 2}, .count = 8};
    char header[NPY_HEADER];
    const size_t size = npy_header(&a, header);
    memcpy(bytes, header, size);
    memcpy(bytes + size, x, sizeof x);
    char path[64];
    snprintf(path, sizeof path, "%s", path_of("table"));
    const DataUse use = {.features = path};
    for (size_t cut = 0; cut < size + sizeof x; cut++) {
        save("table", bytes, cut);
        refuse(COUNTED, NULL, use, path);
    }
    Error error = {""};
    save("table", bytes, size + sizeof x);
    gatrt_data *d = load(COUNTED, NULL, use, &error);
    assert_non_null(d);
    assert_memory_equal(d->sets[0].x, x, sizeof x);
    gatrt_data_free(d);
    refuse("0 1\n", NULL, use, "features are [2, width] numbers");
    memcpy(strstr(bytes + 10, "<f4"), "|S0", 3); /* texts of no length, of which any number takes no bytes */
    save("table", bytes, size + sizeof x);
    refuse(COUNTED, NULL, use, "it has not as many numbers as its shape says");
    save("table", bytes, size);
    refuse(COUNTED, NULL, use, "features are [4, width] numbers");
}

/* ------------------------------------------------------------------ as one text */

static void test_spec(void **state)
{
    (void)state;
    char spec[256], error[256] = "";
    save("graph", NAMED, strlen(NAMED));
    save("table", "node,a,b\nann,1,x\nbob,0,y\n", 25);
    snprintf(spec, sizeof spec, "parts:labels=%s,label=b,edges=%s,features=degree", path_of("table"), path_of("graph"));
    gatrt_data *d = gatrt_data_load(spec, error);
    assert_non_null(d);
    assert_true(d->sets[0].features == 4 && d->sets[0].classes == 2);
    gatrt_data_free(d);
    assert_null(gatrt_data_load("parts:labels=x", error));
    assert_non_null(strstr(error, "no edges=FILE"));
    assert_null(gatrt_data_load("parts:egdes=x", error));
    assert_non_null(strstr(error, "expected parts:edges=FILE"));
    assert_null(gatrt_data_load("parts:edges=x,edges=y", error));
    assert_non_null(strstr(error, "each once"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),         cmocka_unit_test(test_classes), cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_labels_refused), cmocka_unit_test(test_made),    cmocka_unit_test(test_own),
        cmocka_unit_test(test_features),       cmocka_unit_test(test_array),   cmocka_unit_test(test_spec),
    };
    return cmocka_run_group_tests_name("beside", tests, make_folder, remove_folder);
}
