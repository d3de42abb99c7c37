/* test_gml_gexf.c - GML and GEXF, as networkx, igraph and Gephi write them, and texts that are neither. Run: ctest -R
 * test_gml_gexf, or the program itself. */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/told.h"
#include "../support/small_file.h"

static void refuse_gml(const char *text, const char *why)
{
    refuse_small("g.gml", text, "", why);
}

static void refuse_gexf(const char *text, const char *why)
{
    refuse_small("g.gexf", text, "", why);
}

/* ------------------------------------------------------------------ GML */

#define NETWORKX                                                                                                       \
    "Creator \"networkx\"\nVersion 1\ngraph [\n  directed 1\n  # none\n"                                               \
    "  node [\n    id 5\n    label \"Ann &amp; B&#246;\"\n    club \"red\"\n    x 1\n    x 2.5\n    graphics [ fill "  \
    "\"]\" x [ y 1 ] ]\n  ]\n"                                                                                         \
    "  node [ id 1 label \"Cy\" club \"blue\" x -1e1 x 0]\n"                                                           \
    "  edge [ source 5 target 1 weight 2.5]\n  edge [ source 1\ntarget 1 weight 1 ]]\n"

static void test_gml(void **state)
{
    (void)state;
    gatrt_data *d = read_small("g.gml", NETWORKX, "");
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 2 && node->features == 2 && node->classes == 2);
    assert_memory_equal(node->x, ((float[]){1, 2.5f, -10, 0}), 4 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){1, 0}), 2 * sizeof(int32_t));
    expect_texts(node->row_name, (const char *[]){"Ann & B\xC3\xB6", "Cy"}, 2);
    expect_texts(node->class_name, (const char *[]){"blue", "red"}, 2);
    assert_true(edge->edges == 2 && edge->src[0] == 0 && edge->dst[0] == 1 && edge->edge_weight[0] == 2.5f);
    expect_told(d, "ignored  graphics                 values of several kinds, or lists of several lengths\n");
    gatrt_data_free(d);
    d = read_small("g.gml", "graph [ node [ id 1 label \"a\" ] node [ id 0 label \"a\" ] edge [ source 0 target 1 ] ]",
                   "");
    expect_texts(d->sets[0].row_name, (const char *[]){"1", "0"}, 2); /* labels that are no names */
    assert_true(d->relations[0].edges == 2 && !d->sets[0].label);
    gatrt_data_free(d);
    d = read_small("g.gml", "graph [ node [ id 0 x \"_networkx_list_start\" x 4 y 1 ] ]", "features=x");
    assert_true(d->sets[0].features == 1 && d->sets[0].x[0] == 4.0f && d->sets[0].label[0] == 1);
    gatrt_data_free(d);
}

static void test_gml_refused(void **state)
{
    (void)state;
    refuse_gml("graph [ node [ id 0 ]\n node [ label \"a\" ] ]", "g.gml:2: a node without an id");
    refuse_gml("graph [ node [ id 0 ] node [ id 0 ] ]", "the node \"0\" is there already");
    refuse_gml("graph [ node [ id 0 ] edge [ source 0 ] ]", "an edge without source or target");
    refuse_gml("graph [ node [ id 0 ] edge [ source 0 target 1 ] ]", "\"1\" is no node of the file");
    refuse_gml("graph [ node [ id 0 age ] ]", "age is followed by no value");
    refuse_gml("graph [ node [ id 0 age 1x ] ]", "\"1x ] ]\" is no number");
    refuse_gml("graph [ node [ id 0 name \"a ] ]", "a text without an end");
    refuse_gml("graph [ node [ id 0 ]", "a key, or the ] of the graph, was expected");
    refuse_gml("graph [ node [ id [ ] ] ]", "id is a number, or a text of less than");
    refuse_gml("graph [ node 5 ]", "a node or an edge is [ keys ]");
    refuse_gml("graph [ node [ id 0 ] edge [ source 0 target 0 ] directed 1 ]", "\"directed\" behind edges");
    refuse_gml("graph [ ] graph [ ]", "a second graph");
    refuse_gml("graph [ node [ id 0 ] ] ]", "a key was expected");
    refuse_gml("graph [ node [ id 0 & ] ]", "a character that belongs to nothing");
    char deep[4096] = "graph [ a [";
    for (int i = 0; i < 70; i++)
        strcat(deep, " a [");
    refuse_gml(deep, "lists are nested too deep");
}

/* ------------------------------------------------------------------ GEXF */

#define GEPHI                                                                                                          \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/1.3\" version=\"1.3\" "             \
    "xmlns:viz=\"http://www.gexf.net/1.3/viz\"><meta/>\n<graph defaultedgetype=\"undirected\" mode=\"static\">\n"      \
    "<attributes class=\"node\" mode=\"static\"><attribute id=\"0\" title=\"club\" type=\"string\"/>"                  \
    "<attribute id=\"w\" title=\"x\" type=\"listdouble\"/>"                                                            \
    "<attribute id=\"2\" title=\"test\" type=\"boolean\"><default>false</default></attribute></attributes>\n"          \
    "<nodes count=\"2\"><node id=\"a\" label=\"Ann\"><attvalues><attvalue for=\"0\" value=\"red\"/>"                   \
    "<attvalue for=\"w\" value=\"[1.0, 2]\"/><attvalue for=\"2\" value=\"true\"/></attvalues>"                         \
    "<viz:position x=\"1\" y=\"2.5\"/></node><node id=\"b\" label=\"Bo\"><attvalues><attvalue for=\"0\" "              \
    "value=\"blue\"/>"                                                                                                 \
    "<attvalue for=\"w\" value=\"3|4\"/></attvalues></node></nodes>\n"                                                 \
    "<edges><edge id=\"0\" source=\"a\" target=\"b\" weight=\"2.0\" type=\"directed\"/>"                               \
    "<edge source=\"b\" target=\"a\"/></edges></graph></gexf>\n"

static void test_gexf(void **state)
{
    (void)state;
    gatrt_data *d = read_small("g.gexf", GEPHI, "");
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 2 && node->features == 2 && node->classes == 2);
    assert_memory_equal(node->x, ((float[]){1, 2, 3, 4}), 4 * sizeof(float));
    assert_memory_equal(node->mask[2], ((uint8_t[]){1, 0}), 2);
    expect_texts(node->row_name, (const char *[]){"Ann", "Bo"}, 2);
    assert_int_equal(edge->edges, 3);
    assert_memory_equal(edge->src, ((int32_t[]){0, 1, 0}), 3 * sizeof(int32_t));
    assert_memory_equal(edge->edge_weight, ((float[]){2, 1, 1}), 3 * sizeof(float));
    gatrt_data_free(d);
}

static void test_gexf_refused(void **state)
{
    (void)state;
    refuse_gexf("<gexf><graph><nodes><node/></nodes></graph></gexf>", "a node without an id");
    refuse_gexf("<gexf></gexf>", "GEXF without a graph");
    refuse_gexf("<gexf><graph><nodes><node id=\"a\"><nodes/></node></nodes></graph></gexf>", "nodes within a node");
    refuse_gexf("<gexf><graph><attributes class=\"graph\"/></graph></gexf>", "attributes of class \"graph\"");
    refuse_gexf("<gexf>\n<graph><nodes><node id=\"a\"><attvalues><attvalue for=\"1\" value=\"2\"/></attvalues></node>",
                "g.gexf:2: a value of the attribute \"1\", which is not declared above");
    refuse_gexf(
        "<gexf><graph><attributes class=\"node\"><attribute id=\"0\" title=\"x\" type=\"listfloat\"/></attributes>"
        "<nodes><node id=\"a\"><attvalues><attvalue for=\"0\" value=\"1 b\"/></attvalues></node>",
        "\"1 b\" is no list of numbers, as which x is declared");
    refuse_gexf("<gexf><graph><nodes><node id=\"a\"/></nodes><edges><edge source=\"a\" target=\"a\" weight=\"much\"/>",
                "weight is \"much\", but is declared to be a number");
    refuse_gexf("<!DOCTYPE gexf [<!ENTITY a \"b\">]><gexf/>", "it declares an entity of its own");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gml),
        cmocka_unit_test(test_gml_refused),
        cmocka_unit_test(test_gexf),
        cmocka_unit_test(test_gexf_refused),
    };
    return cmocka_run_group_tests(tests, make_small, remove_small);
}
