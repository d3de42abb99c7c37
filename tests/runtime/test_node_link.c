/* test_node_link.c - graphs in JSON, of networkx and of d3, and JSON that is none. Run: ctest -R test_node_link, or the
 * program itself. */
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
#include "../support/small_file.h"

static gatrt_data *expect_read(const char *text, const char *asked)
{
    return read_small("g.json", text, asked);
}

static void refuse(const char *text, const char *why)
{
    refuse_small("g.json", text, "", why);
}

/* As node_link_data writes it: attributes of any type, ids that are texts or numbers. */
#define NETWORKX                                                                                                       \
    "{\"directed\": false, \"multigraph\": false, \"graph\": {\"name\": \"g\"},\n \"nodes\": ["                        \
    "{\"club\": \"B\", \"x\": [1, 0.5], \"age\": 3, \"test\": true, \"id\": \"a\"},"                                   \
    "{\"club\": \"A\", \"x\": [0, -2], \"age\": null, \"test\": false, \"id\": 5, \"more\": {\"a\": 1}},"              \
    "{\"club\": null, \"x\": [true, 1e1], \"id\": 1.5}],\n"                                                            \
    "\"links\": [{\"weight\": 2, \"source\": 5, \"target\": \"a\"}, {\"weight\": 3, \"source\": 1.5, \"target\": "     \
    "1.5}]}"

static void test_networkx(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(NETWORKX, "");
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3 && node->features == 2 && node->classes == 2);
    assert_memory_equal(node->x, ((float[]){1, 0.5f, 0, -2, 1, 10}), 6 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){1, 0, GATRT_UNKNOWN}), 3 * sizeof(int32_t));
    assert_memory_equal(node->mask[2], ((uint8_t[]){1, 0, 0}), 3);
    expect_texts(node->class_name, (const char *[]){"A", "B"}, 2);
    expect_texts(node->row_name, (const char *[]){"a", "5", "1.5"}, 3);
    assert_int_equal(edge->edges, 3);
    assert_memory_equal(edge->src, ((int32_t[]){1, 0, 2}), 3 * sizeof(int32_t));
    assert_memory_equal(edge->edge_weight, ((float[]){2, 2, 3}), 3 * sizeof(float));
    expect_told(d, "ignored  age                      not every node has it; a default would help\n");
    expect_told(d, "ignored  more                     values of several kinds, or lists of several lengths\n");
    gatrt_data_free(d);
}

/* Places for names; "edges", as networkx 3.4 has it; several answers a node, and what nobody knows of one. */
static void test_places(void **state)
{
    (void)state;
    gatrt_data *d =
        expect_read("\xEF\xBB\xBF {\"directed\": true, \"edges\": [{\"source\": 0, \"target\": 1, \"value\": 1}],"
                    "\"nodes\": [{\"name\": \"Ann\", \"y\": [1, 0.5]}, {\"name\": \"Bo\"}]}",
                    "");
    const gatrt_set *node = &d->sets[0];
    assert_true(node->rows == 2 && node->features == 0 && node->classes == 2 && !node->row_name && !node->x);
    assert_true(node->target[1] == 0.5f && isnan(node->target[2]) && isnan(node->target[3]));
    assert_true(d->relations[0].edges == 1 && d->relations[0].src[0] == 0 && d->relations[0].dst[0] == 1);
    gatrt_data_free(d);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("{\"nodes\": []}", "JSON without the lists \"nodes\" and \"links\"");
    refuse("{\"nodes\": [], \"links\": []}", "there is no node");
    refuse("{\"nodes\": [], \"links\": [], \"edges\": []}", "two names of the same");
    refuse("{\"nodes\": [1], \"links\": []}", "g.json: nodes[0]: a node is an object");
    refuse("{\"nodes\": [{\"id\": 1}, {}], \"links\": []}", "nodes[1]: a node without an id, which others have");
    refuse("{\"nodes\": [{\"id\": 1}, {\"id\": \"1\"}], \"links\": []}", "nodes[1]: the node \"1\" is there already");
    refuse("{\"nodes\": [{\"id\": []}], \"links\": []}", "nodes[0]: an id is a text or a number");
    refuse("{\"nodes\": [{\"id\": 1}], \"links\": [{\"source\": 1}]}", "links[0]: a link has a source and a target");
    refuse("{\"nodes\": [{}], \"links\": [{\"source\": 0, \"target\": 1}]}", "\"1\" is no node of the file");
    refuse("{\"nodes\": [{\"id\": 1,\n \"id\": 2}]", "g.json:2: not JSON: duplicate object key");
    refuse_small("g.json", "{\"nodes\": [{\"x\": [1, 2]}, {\"x\": [1]}], \"links\": []}", "features=x",
                 "features=x: it holds values of several kinds");
    char *deep = malloc(100001);
    assert_non_null(deep);
    memset(deep, '[', 100000);
    memcpy(deep, "{\"nodes\":", 9);
    deep[100000] = 0;
    refuse(deep, "not JSON: maximum parsing depth reached");
    free(deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networkx),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, make_small, remove_small);
}
