/* test_graphml.c - GraphML as networkx, igraph, Gephi and yEd write it, which attribute becomes what, and XML that is
 * none or does harm. Run: ctest -R test_graphml, or the program itself. */
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

#define HEAD                                                                                                           \
    "<?xml version='1.0' encoding='utf-8'?>\n"                                                                         \
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
#define TAIL "</graph></graphml>\n"
#define KEY(id, whose, name, type)                                                                                     \
    "<key id=\"" id "\" for=\"" whose "\" attr.name=\"" name "\" attr.type=\"" type "\"/>\n"
#define DATA(key, value) "<data key=\"" key "\">" value "</data>"

static gatrt_data *expect_read(const char *text, const char *asked)
{
    return read_small("g.graphml", text, asked);
}

static void refuse(const char *text, const char *why)
{
    refuse_small("g.graphml", text, "", why);
}

/* ------------------------------------------------------------------ networkx */

#define CLUB                                                                                                           \
    HEAD KEY("d4", "edge", "weight", "double") KEY("d3", "node", "val", "boolean") KEY(                                \
        "d2", "node", "train_mask", "boolean") KEY("d1", "node", "age", "long") KEY("d0", "node", "club", "string")    \
        KEY("d5", "node", "hometown",                                                                                  \
            "string") "<graph edgedefault=\"undirected\">\n"                                                           \
                      "<node id=\"Ann &amp; Bo\">" DATA("d0", "Officer") DATA("d1", "30") DATA("d2", "true") DATA(     \
                          "d3",                                                                                        \
                          "False") "</node>"                                                                           \
                                   "<node id=\"7\">" DATA("d0", "Mr. Hi") DATA("d1", "-4") DATA("d2", "false") DATA(   \
                                       "d3", "1") "</node>"                                                            \
                                                  "<node id=\"c\">" DATA("d1", " 1e1\n") DATA(                         \
                                                      "d5",                                                            \
                                                      "Ulm") "</node>\n"                                               \
                                                             "<edge source=\"7\" target=\"Ann &amp; Bo\">" DATA(       \
                                                                 "d4",                                                 \
                                                                 "2.5") "</edge>"                                      \
                                                                        "<edge source=\"c\" target=\"c\">" DATA(       \
                                                                            "d4",                                      \
                                                                            "1") "</edge>"                             \
                                                                                 "<edge source=\"c\" target=\"7\" "    \
                                                                                 "directed=\"true\">" DATA(            \
                                                                                     "d4", "-1") "</edge>" TAIL

static void test_networkx(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(CLUB, "");
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3 && node->features == 1 && node->classes == 2 && !node->sparse);
    assert_memory_equal(node->x, ((float[]){30, -4, 10}), 3 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){1, 0, GATRT_UNKNOWN}), 3 * sizeof(int32_t));
    assert_memory_equal(node->mask[0], ((uint8_t[]){1, 0, 0}), 3);
    assert_memory_equal(node->mask[1], ((uint8_t[]){0, 1, 0}), 3);
    assert_null(node->mask[2]);
    expect_texts(node->class_name, (const char *[]){"Mr. Hi", "Officer"}, 2);
    expect_texts(node->row_name, (const char *[]){"Ann & Bo", "7", "c"}, 3);
    assert_int_equal(edge->edges, 4);
    assert_memory_equal(edge->src, ((int32_t[]){1, 0, 2, 2}), 4 * sizeof(int32_t));
    assert_memory_equal(edge->dst, ((int32_t[]){0, 1, 2, 1}), 4 * sizeof(int32_t));
    assert_memory_equal(edge->edge_weight, ((float[]){2.5f, 2.5f, 1, -1}), 4 * sizeof(float));
    expect_told(d, "2 without a direction, taken both ways, and 1 directed: 4\n");
    expect_told(d, "read     club                     classes by name: 0 Mr. Hi, 1 Officer\n");
    expect_told(d, "read     age                      number of nodes, as no x is there: feature 0 of 1\n");
    expect_told(d, "ignored  hometown                 text; label= takes it for the classes\n");
    gatrt_data_free(d);
}

/* Defaults of 0 make features sparse; what might be classes and is not is no feature. */
#define SPARSE                                                                                                         \
    HEAD "<key id=\"a\" for=\"node\" attr.name=\"x0\" attr.type=\"float\"><default>0</default></key>"                  \
         "<key id=\"b\" for=\"node\" attr.name=\"x1\" attr.type=\"float\"><default>0</default></key>"                  \
         "<key id=\"c\" for=\"node\" attr.name=\"community\" attr.type=\"int\"><default>3</default></key>"             \
         "<key id=\"d\" for=\"all\" attr.name=\"y\" attr.type=\"int\"/>"                                               \
         "<graph edgedefault=\"directed\"><edge source=\"1\" target=\"0\"/>"                                           \
         "<node id=\"0\">" DATA("b", "2") DATA("d", "1") "</node><node id=\"1\">" DATA("a", "0")                       \
             DATA("d", "0") "</node>" TAIL

/* What was read without being asked for is not, where something else is. */
static void test_asked(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(SPARSE, "label=community,features=y+x1");
    const gatrt_set *node = &d->sets[0];
    assert_true(node->classes == 4 && node->features == 2 && !node->sparse);
    assert_memory_equal(node->label, ((int32_t[]){3, 3}), 2 * sizeof(int32_t));
    assert_memory_equal(node->x, ((float[]){2, 1, 0, 0}), 4 * sizeof(float));
    expect_told(d, "ignored  x0                       features= takes it, too\n");
    gatrt_data_free(d);
    d = expect_read(CLUB, "edge_features=weight");
    assert_memory_equal(d->relations[0].edge_attr, ((float[]){2.5f, 2.5f, 1, -1}), 4 * sizeof(float));
    assert_true(d->relations[0].edge_features == 1 && !d->relations[0].edge_weight);
    gatrt_data_free(d);
}

static void test_asked_twice(void **state)
{
    (void)state;
    refuse_small("g.graphml", CLUB, "label=age,label=club", "label is there twice");
    refuse_small("g.graphml", CLUB, "lable=age", "unknown setting 'lable'; did you mean label?");
    refuse_small("g.graphml", CLUB, "features=age+height",
                 "features=height: no node has it; they have val, train_mask, age");
    refuse_small("g.graphml", CLUB, "features=club", "features=club: it holds text, but must be numbers");
    refuse_small("g.graphml", CLUB, "features=val", "the node \"c\" has no val; add it, or name others by features=");
    refuse_small("g.graphml", CLUB, "label=age,features=age", "age is asked for twice");
    refuse_small("g.graphml", CLUB, "label", "'label': expected NAME=VALUE");
}

/* ------------------------------------------------------------------ others */

static void test_sparse(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(SPARSE, "");
    const gatrt_set *node = &d->sets[0];
    assert_true(node->sparse && node->features == 2 && node->rows == 2 && node->classes == 2);
    assert_memory_equal(node->x_start, ((int64_t[]){0, 1, 1}), 3 * sizeof(int64_t));
    assert_true(node->x_col[0] == 1 && node->x_val[0] == 2.0f);
    assert_memory_equal(node->label, ((int32_t[]){1, 0}), 2 * sizeof(int32_t));
    assert_true(!node->row_name && !node->class_name);
    assert_true(d->relations[0].src[0] == 1 && d->relations[0].dst[0] == 0);
    expect_told(d, "note     community                may be classes, too, but they are read from y; label=community");
    gatrt_data_free(d);
}

/* Positions, sizes and colours, as Gephi exports them, and its names of nodes, are no features. */
static void test_gephi(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(
        HEAD KEY("label", "node", "label",
                 "string") KEY("r", "node", "r", "int") KEY("g", "node", "g", "int") KEY("b", "node", "b", "int")
            KEY("x", "node", "x", "float") KEY("y", "node", "y", "float") KEY("size", "node", "size", "float")
                KEY("deg", "node", "Degree",
                    "int") "<graph edgedefault=\"undirected\">"
                           "<node id=\"0\">" DATA("label", "Anna") DATA("r", "1") DATA("g", "2") DATA("b", "3")
                               DATA("x", "0.5") DATA("y", "-1.5") DATA("size", "10")
                                   DATA("deg", "4") "</node>"
                                                    "<node id=\"1\">" DATA("label", "Bert") DATA("r", "1")
                                                        DATA("g", "2") DATA("b", "3") DATA("x", "0.5") DATA("y", "-1.5")
                                                            DATA("size", "10") DATA("deg", "5") "</node>" TAIL,
        "");
    assert_true(d->sets[0].features == 1 && d->sets[0].x[1] == 5.0f);
    assert_true(!d->sets[0].label && !d->sets[0].target && d->relations[0].edges == 0);
    expect_told(d, "ignored  y                        of the drawing; features= or label= take it\n");
    gatrt_data_free(d);
}

/* yEd's keys have no attr.name, and hold elements of their own. */
static void test_yed(void **state)
{
    (void)state;
    gatrt_data *d =
        expect_read(HEAD "<key for=\"node\" id=\"d6\" yfiles.type=\"nodegraphics\"/>" KEY(
                        "c", "node", "class",
                        "string") "<graph edgedefault=\"directed\" id=\"G\"><data key=\"d6\"/>"
                                  "<node id=\"n0\"><data key=\"d6\"><y:ShapeNode xmlns:y=\"urn:y\"><y:Fill "
                                  "color=\"#1\"/></y:ShapeNode></data>" DATA("c", "a<!-- no -->b") "</node>" TAIL,
                    "");
    expect_texts(d->sets[0].class_name, (const char *[]){"ab"}, 1);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ refused */

static void test_refused(void **state)
{
    (void)state;
    refuse(HEAD "<graph><node id=\"a\"/><node id=\"a\"/>" TAIL, "g.graphml:3: the node \"a\" is there already");
    refuse(HEAD "<graph><node id=\"a\"/><edge source=\"a\" target=\"b\"/>" TAIL, "\"b\" is no node of the file");
    refuse(HEAD "<graph><node/>" TAIL, "a node without an id");
    refuse(HEAD "<graph><node id=\"a\"/><edge source=\"a\"/>" TAIL, "an edge without source or target");
    refuse(HEAD "<graph><hyperedge/>" TAIL, "an edge of several nodes");
    refuse(HEAD "<graph><node id=\"a\"><graph/></node>" TAIL, "a graph within a node");
    refuse(HEAD "<graph></graph><graph>" TAIL, "a second graph");
    refuse(HEAD "<graph>" TAIL, "there is no node");
    refuse(HEAD "</graphml>", "GraphML without a graph");
    refuse(HEAD "<graph><node id=\"a\">" DATA("k", "1") "</node>" TAIL, "the key \"k\", which is not declared");
    refuse(HEAD KEY("k", "node", "age", "int") "<graph><node id=\"a\">" DATA("k", "old") "</node>" TAIL,
           "g.graphml:4: age is \"old\", but is declared to be a number");
    refuse(HEAD KEY("k", "node", "age", "int") KEY("k", "node", "b", "int") "<graph/></graphml>",
           "the key \"k\" is there already");
    refuse(HEAD KEY("k", "node", "age", "int") "<graph><node id=\"a\">" DATA("k", "1") DATA("k", "1") "</node>" TAIL,
           "the node \"a\" has age twice");
    refuse(HEAD KEY("k", "node", "age", "int") "<graph><node id=\"a\">" DATA("k", "inf") "</node>" TAIL,
           "x[0][0] = inf, but it must be a finite float32");
    refuse(HEAD KEY("k", "node", "test", "int") "<graph><node id=\"a\">" DATA("k", "2") "</node>" TAIL,
           "test of the node \"a\" is 2, but a mask holds true and false");
    refuse(HEAD "<graph><node id=\"a\"></graph>", "g.graphml:3: not XML that can be read: mismatched tag");
    refuse(HEAD "<graph><node id=\"a\"/>", "not XML that can be read: no element found");
}

/* Ten lines of which each names the one before ten times are 10^10 texts. */
static void test_entities(void **state)
{
    (void)state;
    refuse("<?xml version=\"1.0\"?>\n<!DOCTYPE graphml [\n<!ENTITY a \"haha\">\n<!ENTITY b \"&a;&a;&a;\">]>\n"
           "<graphml><graph><node id=\"&b;\"/></graph></graphml>",
           "g.graphml:3: it declares an entity of its own");
    refuse("<!DOCTYPE graphml [<!ENTITY a SYSTEM \"/etc/passwd\">]>\n<graphml/>", "it declares an entity of its own");
    char deep[4096] = HEAD;
    for (int i = 0; i < 70; i++)
        strcat(deep, "<a>");
    refuse(deep, "elements are nested too deep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networkx), cmocka_unit_test(test_asked),    cmocka_unit_test(test_asked_twice),
        cmocka_unit_test(test_sparse),   cmocka_unit_test(test_gephi),    cmocka_unit_test(test_yed),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_entities),
    };
    return cmocka_run_group_tests(tests, make_small, remove_small);
}
