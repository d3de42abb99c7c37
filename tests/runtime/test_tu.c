/* test_tu.c - data sets of TU: small ones of every peculiarity, texts that are none, and two real ones.
 * Run: ctest -R test_tu, or the program itself. The real files are read from $GATCC_DATA, else from ../shared/data
 * beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/told.h"
#include "../support/real_file.h"

static char folder[] = "/tmp/test_tu_XXXXXX";
static const char *const parts[] = {"A",           "graph_indicator", "graph_labels", "graph_attributes",
                                    "node_labels", "node_attributes", "edge_labels",  "edge_attributes"};
enum { PARTS = sizeof parts / sizeof *parts };

static const char *path_of(const char *name)
{
    static char path[4][96];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s%s%s", folder, *name ? "/" : "", name);
    return path[turn];
}

static const char *part_path(const char *part)
{
    char name[64];
    snprintf(name, sizeof name, "S_%s.txt", part);
    return path_of(name);
}

static void remove_parts(void)
{
    for (int i = 0; i < PARTS; i++)
        unlink(part_path(parts[i]));
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_parts();
    return rmdir(folder);
}

static void save(const char *part, const char *text)
{
    FILE *file = fopen(part_path(part), "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *expect_read(const char *spec, const char *features)
{
    Error error = {""};
    gatrt_data *d = data_load(spec, &(DataUse){.features = features}, &error);
    if (!d)
        fail_msg("%s", error.text);
    return d;
}

static void expect_refused(const char *spec, const char *features, const char *why)
{
    Error error = {""};
    gatrt_data *d = data_load(spec, &(DataUse){.features = features}, &error);
    if (d)
        fail_msg("not refused: %s", why);
    if (!strstr(error.text, why) || strchr(error.text, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
    assert_ptr_equal(strstr(error.text, folder), error.text);
}

#define expect_floats(found, ...) assert_memory_equal(found, ((float[]){__VA_ARGS__}), sizeof((float[]){__VA_ARGS__}))
#define expect_numbers(found, ...)                                                                                     \
    assert_memory_equal(found, ((int32_t[]){__VA_ARGS__}), sizeof((int32_t[]){__VA_ARGS__}))

/* ------------------------------------------------------------------ small ones */

/* Graphs 1 and 3 of five nodes, the first of which is of graph 3; a self loop, an edge twice; CR LF, padding. */
static void save_small(void)
{
    remove_parts();
    save("A", "2, 3\r\n3, 2\r\n4, 1\r\n2, 2\r\n2, 3\r\n1, 4\r\n\r\n");
    save("graph_indicator", "3\r\n1\r\n1\r\n3\r\n3");
    save("graph_labels", "10\n-1\n2\n");
    save("node_labels", "7, 0\n5, 1\n5, 0\n6, 0\n7, 1\n");
    save("node_attributes", "  1.50,  2.00\n -1.00,  0.00\n  0.00,  0.25\n 10.00, 20.00\n  3.00,  4.00\n");
    save("edge_labels", "4\n4\n3\n3\n3\n3\n");
    save("edge_attributes", "0.5\n1.5\n2\n9\n0.25\n3\n");
}

static void check_graphs(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0], *graph = &d->sets[1];
    assert_true(d->set_count == 2 && d->relation_count == 1 && !strcmp(graph->name, "graph"));
    assert_true(node->rows == 5 && graph->rows == 3 && graph->classes == 3 && !node->label && !graph->x);
    expect_numbers(node->graph, 2, 0, 0, 2, 2);
    expect_numbers(graph->label, 2, 0, 1);
    assert_true(!strcmp(graph->class_name[0], "-1") && !strcmp(graph->class_name[1], "2") &&
                !strcmp(graph->class_name[2], "10"));
}

static void check_small(gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    check_graphs(d);
    assert_true(node->features == 2 + 3 + 2 && !node->sparse);
    expect_floats(node->x, 1.5f, 2, 0, 0, 1, 1, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0.25f, 1, 0, 0, 1, 0, 10, 20, 0, 1, 0, 1, 0,
                  3, 4, 0, 0, 1, 0, 1);
    assert_true(edge->edges == 4 && edge->edge_features == 3);
    expect_numbers(edge->src, 0, 1, 2, 3);
    expect_numbers(edge->dst, 3, 2, 1, 0);
    expect_floats(edge->edge_attr, 3, 1, 0, 0.75f, 1, 1, 1.5f, 0, 1, 2, 1, 0);
    expect_told(
        d, "note     A                        1 self loops are left out, 1 repeated edges are joined, and what they "
           "carry is added up");
    expect_told(d, "note     graph_indicator          1 of 3 graphs have no node; the first is graph 2");
    expect_told(
        d, "features are 2 attributes, then 5 columns of labels, one-hot; --features attributes, or labels, reads");
    expect_told(d, "3 classes of graphs, in this order: -1, 2, 10\n");
    gatrt_data_free(d);
}

static void test_small(void **state)
{
    (void)state;
    save_small();
    check_small(expect_read(path_of(""), NULL));
    check_small(expect_read(path_of("S"), NULL));
    check_small(expect_read(path_of("S_A.txt"), NULL));
    check_small(expect_read(path_of("S_edge_labels.txt"), NULL));
    expect_refused(path_of("T"), NULL, "no such file");
}

static void test_chosen(void **state)
{
    (void)state;
    save_small();
    gatrt_data *d = expect_read(path_of("S"), "attributes");
    assert_int_equal(d->sets[0].features, 2);
    expect_floats(d->sets[0].x, 1.5f, 2, -1, 0, 0, 0.25f, 10, 20, 3, 4);
    expect_told(d, "ignored  node_labels              --features attributes");
    gatrt_data_free(d);
    d = expect_read(path_of("S"), "labels");
    assert_int_equal(d->sets[0].features, 5);
    expect_floats(d->sets[0].x, 0, 0, 1, 1, 0);
    gatrt_data_free(d);
    d = expect_read(path_of("S"), "both");
    assert_int_equal(d->sets[0].features, 7);
    gatrt_data_free(d);
    unlink(part_path("node_attributes"));
    expect_refused(path_of("S"), "attributes",
                   "nodes have no attributes (there is no file that ends in _node_attributes.txt)");
    Error error = {""};
    assert_null(data_load("karate", &(DataUse){.features = "labels"}, &error));
    assert_non_null(strstr(error.text, "karate: --features labels is for the data sets of TU"));
}

/* Without labels and attributes; with numbers to be predicted, whole ones, others, and beside classes. */
static void test_answers(void **state)
{
    (void)state;
    save_small();
    unlink(part_path("node_labels"));
    unlink(part_path("node_attributes"));
    unlink(part_path("edge_labels"));
    unlink(part_path("edge_attributes"));
    save("graph_attributes", "1.5\n-2\nnan\n");
    gatrt_data *d = expect_read(path_of("S"), NULL);
    assert_true(d->sets[0].features == 0 && !d->sets[0].x && !d->relations[0].edge_attr && !d->sets[1].label);
    expect_floats(d->sets[1].target, 1.5f, -2);
    assert_true(d->sets[1].target[2] != d->sets[1].target[2] && d->sets[1].classes == 1);
    expect_told(d, "y is graph_attributes instead; for these classes take that file away");
    gatrt_data_free(d);
    unlink(part_path("graph_labels"));
    save("graph_attributes", "1\n-2\n7\n");
    d = expect_read(path_of("S"), NULL);
    expect_numbers(d->sets[1].label, 1, -2, 7);
    gatrt_data_free(d);
    save("graph_attributes", "1,2\n3,4.5\n5,6\n");
    d = expect_read(path_of("S"), NULL);
    expect_floats(d->sets[1].target, 1, 2, 3, 4.5f, 5, 6);
    gatrt_data_free(d);
    unlink(part_path("graph_attributes"));
    d = expect_read(path_of("S"), NULL);
    assert_true(d->sets[1].rows == 3 && !d->sets[1].label && !d->sets[1].target);
    gatrt_data_free(d);
    save("graph_labels", "1\n0\n1\n");
    d = expect_read(path_of("S"), NULL);
    assert_null(d->sets[1].class_name); /* they are numbers already */
    expect_numbers(d->sets[1].label, 1, 0, 1);
    gatrt_data_free(d);
}

/* Labels far apart make few entries; attributes stand before them. */
static void test_sparse(void **state)
{
    (void)state;
    save_small();
    save("node_labels", "900\n1\n0\n1\n-5\n");
    gatrt_data *d = expect_read(path_of("S"), NULL);
    const gatrt_set *node = &d->sets[0];
    assert_true(node->features == 2 + 906 && node->sparse && node->x_start[5] == 13);
    expect_numbers(node->x_col, 0, 1, 907, 0, 8, 1, 7, 0, 1, 8, 0, 1, 2);
    expect_floats(node->x_val, 1.5f, 2, 1, -1, 1, 0.25f, 1, 10, 20, 1, 3, 4, 1);
    gatrt_data_free(d);
}

static void refuse(const char *part, const char *text, const char *why)
{
    save_small();
    save(part, text);
    expect_refused(path_of("S"), NULL, why);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("A", "1, 2\n", "S_edge_labels.txt: 6 lines, but there are 1 edges in A");
    refuse("A", "1\n2\n3\n4\n5\n1\n", "S_A.txt: 1 numbers in a line, but a line is source, destination");
    refuse("A", "0, 1\n2, 3\n2, 3\n2, 3\n2, 3\n2, 3\n",
           "S_A.txt: row 1, number 1 is 0, but nodes are numbered from 1 to 5");
    refuse("A", "2, 3\n2, 6\n2, 3\n2, 3\n2, 3\n2, 3\n",
           "S_A.txt: row 2, number 2 is 6, but nodes are numbered from 1 to 5");
    refuse("A", "2, 3\n2, 1.5\n2, 3\n2, 3\n2, 3\n2, 3\n", "S_A.txt: row 2, number 2 is 1.5, but nodes");
    refuse("A", "2, 3\n2, 1\n2, 3\n2, 3\n2, 3\n2, 3\n",
           "S_A.txt: row 2, number 2 is 1, a node of graph 3, but the source is one of graph 1");
    refuse("A", "source, target\n", "S_A.txt: it begins with names, but such files have no header");
    refuse("A", "1 2\n", "S_A.txt:1: \"1 2\" is not a number");
    refuse("graph_indicator", "", "S_graph_indicator.txt: there is no node");
    refuse("graph_indicator", "1\n1\n", "S_node_labels.txt: 5 lines, but there are 2 nodes in graph_indicator");
    refuse("graph_indicator", "1\n1\n1\n1\n4\n",
           "S_graph_indicator.txt: row 5, number 1 is 4, but graphs are numbered from 1 to 3");
    refuse("graph_indicator", "0\n0\n0\n1\n1\n", "S_graph_indicator.txt: row 1, number 1 is 0, but graphs");
    refuse("graph_labels", "1\n", "S_graph_indicator.txt: row 1, number 1 is 3, but graphs are numbered from 1 to 1");
    refuse("graph_labels", "1\nx\n1\n", "S_graph_labels.txt:2: \"x\" is not a number");
    refuse("graph_labels", "1\n1.5\n1\n",
           "S_graph_labels.txt: row 2, number 1 is 1.5, but a class must be a whole number");
    refuse("graph_labels", "1,2\n1,2\n1,2\n", "S_graph_labels.txt: 2 numbers in a line, but a graph has one class");
    refuse("graph_attributes", "1\n1\n", "S_graph_attributes.txt: 2 lines, but there are 3 graphs in graph_labels");
    refuse("graph_attributes", "1\n1e60\n1\n",
           "S_graph_attributes.txt: row 2, number 1 is 1e+60, but it must be a finite");
    refuse("node_labels", "1\n1\n1\n1\n1.5\n",
           "S_node_labels.txt: row 5, number 1 is 1.5, but a label must be a whole number");
    refuse("node_labels", "1\n1\n1\n1\n1001\n",
           "S_node_labels.txt: labels from 1 to 1001 in column 1 would be more than");
    refuse("node_attributes", "1\n1\nnan\n1\n1\n",
           "S_node_attributes.txt: row 3, number 1 is nan, but it must be a finite");
    refuse("edge_labels", "0\n0\n0\n0\n0\n1000\n",
           "S_edge_labels.txt: labels from 0 to 1000 in column 1 would be more than");
    refuse("edge_attributes", "1\n1\n1\n1e99\n1\n1\n",
           "S_edge_attributes.txt: row 4, number 1 is 1e+99, but it must be");
    save_small();
    unlink(part_path("A"));
    expect_refused(path_of("S"), NULL, "S_A.txt: cannot open");
    save_small();
    char other[128];
    snprintf(other, sizeof other, "%s", path_of("T_graph_indicator.txt"));
    assert_int_equal(link(part_path("graph_indicator"), other), 0);
    expect_refused(path_of(""), NULL, "it holds several data sets: ");
    unlink(other);
}

/* ------------------------------------------------------------------ the real ones */

static void count_classes(const gatrt_set *graph, int64_t classes, const int64_t *wanted)
{
    int64_t count[8] = {0};
    assert_int_equal(graph->classes, classes);
    for (int64_t g = 0; g < graph->rows; g++)
        count[graph->label[g]]++;
    assert_memory_equal(count, wanted, (size_t)classes * sizeof *wanted);
}

/* Its first graph has 17 nodes and 38 edges, and is of class 1; its first edge is from node 1 to node 2, of label 0. */
static void test_mutag(void **state)
{
    (void)state;
    char file[512];
    if (!real_file("tu/MUTAG", file, sizeof file))
        return;
    gatrt_data *d = expect_read(file, NULL);
    const gatrt_set *node = &d->sets[0], *graph = &d->sets[1];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3371 && node->features == 7 && graph->rows == 188);
    assert_true(edge->edges == 7442 && edge->edge_features == 4);
    assert_true(graph->label[0] == 1 && graph->label[1] == 0 && !strcmp(graph->class_name[0], "-1"));
    assert_true(node->graph[16] == 0 && node->graph[17] == 1 && edge->src[37] <= 16 && edge->src[38] == 17);
    assert_true(edge->src[0] == 0 && edge->dst[0] == 1 && edge->edge_attr[0] == 1.0f);
    count_classes(graph, 2, (int64_t[]){63, 125});
    gatrt_data_free(d);
}

static void test_enzymes(void **state)
{
    (void)state;
    char file[512];
    if (!real_file("tu/ENZYMES", file, sizeof file))
        return;
    gatrt_data *d = expect_read(file, NULL);
    const gatrt_set *node = &d->sets[0], *graph = &d->sets[1];
    assert_true(node->rows == 19580 && node->features == 18 + 3 && graph->rows == 600);
    assert_int_equal(d->relations[0].edges, 74564);
    assert_true(node->x[0] == 11.0f && node->x[1] == 15.887014f && node->x[18] == 1.0f && node->x[19] == 0.0f);
    assert_true(graph->label[0] == 5 && !strcmp(graph->class_name[5], "6"));
    count_classes(graph, 6, (int64_t[]){100, 100, 100, 100, 100, 100});
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),   cmocka_unit_test(test_chosen),  cmocka_unit_test(test_answers),
        cmocka_unit_test(test_sparse),  cmocka_unit_test(test_refused), cmocka_unit_test(test_mutag),
        cmocka_unit_test(test_enzymes),
    };
    return cmocka_run_group_tests_name("tu", tests, make_folder, remove_folder);
}
