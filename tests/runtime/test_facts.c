/* test_facts.c - what is said of data sets: a small one counted by hand, and published figures of real ones. Run: ctest
 * -R test_facts, or the program itself. */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/graph/facts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/real_file.h"

/* Rows 0 to 5: 0 and 1 both ways, 0 to 2 twice, 3 with itself, 4 to 3; 5 alone. */
static int32_t src[] = {0, 1, 0, 0, 3, 4}, dst[] = {1, 0, 2, 2, 3, 3};
static int32_t label[] = {0, 0, 1, 1, -1, 1};

static void test_relation(void **state)
{
    (void)state;
    gatrt_set node = {.name = "node", .rows = 6, .label = label, .classes = 2};
    gatrt_relation edge = {.name = "edge", .edges = 6, .src = src, .dst = dst};
    const gatrt_data d = {.name = "small", .sets = &node, .set_count = 1, .relations = &edge, .relation_count = 1};
    const RelationFacts f = facts_relation(&d, &edge);
    assert_true(f.square && f.loops == 1 && f.repeated == 1 && f.joined == 4 && f.one_way == 2);
    assert_true(f.components == 3 && f.largest == 3 && f.isolated == 1);
    assert_true(f.out.least == 0 && f.out.most == 3 && f.out.median == 1.0 && f.out.mean == 1.0);
    assert_true(f.in.least == 0 && f.in.most == 2 && f.in.median == 1.0);
    /* Of the four edges between known classes two join one; all are of class 0: 2/4 - 2/5, and class 1 has none. */
    assert_true(f.labelled && f.known == 4 && f.homophily == 0.5);
    assert_true(fabs(f.insensitive - 0.1) < 1e-12);
    node.classes = 0;
    node.label = NULL;
    assert_false(facts_relation(&d, &edge).labelled);
}

/* A relation of two sets: rows of both are one graph. */
static void test_two_sets(void **state)
{
    (void)state;
    int32_t from[] = {0, 0, 2, 0}, to[] = {0, 1, 1, 0};
    gatrt_set sets[] = {{.name = "drug", .rows = 4}, {.name = "protein", .rows = 2}};
    gatrt_relation binds = {.name = "binds", .from = 0, .to = 1, .edges = 4, .src = from, .dst = to};
    const gatrt_data d = {.name = "small", .sets = sets, .set_count = 2, .relations = &binds, .relation_count = 1};
    const RelationFacts f = facts_relation(&d, &binds);
    assert_true(!f.square && f.loops == 0 && f.repeated == 1 && f.joined == 0 && !f.labelled);
    assert_true(f.components == 3 && f.largest == 4 && f.isolated == 2 && f.in.least == 2 && f.out.most == 3);
}

static void test_features(void **state)
{
    (void)state;
    float x[] = {0, 2, 5, 0, 0, 5, 0, -1, 5};
    gatrt_set node = {.name = "node", .rows = 3, .features = 3, .x = x};
    FeatureFacts f = facts_features(&node);
    assert_true(f.entries == 5 && f.least == -1.0f && f.most == 5.0f && f.constant == 2 && f.zero_rows == 0);
    x[5] = NAN;
    f = facts_features(&node);
    assert_true(f.not_numbers == 1 && f.zero_rows == 0 && f.entries == 4);
    int64_t start[] = {0, 2, 2, 4};
    int32_t col[] = {1, 2, 1, 2};
    float val[] = {2, 5, -1, 5};
    node = (gatrt_set){
        .name = "node", .rows = 3, .features = 4, .sparse = 1, .x_start = start, .x_col = col, .x_val = val};
    f = facts_features(&node);
    assert_true(f.entries == 4 && f.least == -1.0f && f.most == 5.0f && f.constant == 2 && f.zero_rows == 1);
}

/* Lim et al. 2021, table 6; edges of one class as data sets say it themselves. */
static void test_published(void **state)
{
    static const struct {
        const char *file;
        double homophily, insensitive;
    } rows[] = {{"cora.npz", 0.810, 0.766}, {"citeseer.npz", 0.736, 0.627}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[512], error[256] = "";
        if (!real_file(rows[i].file, path, sizeof path))
            continue;
        gatrt_data *d = gatrt_data_load(path, error);
        assert_non_null(d);
        const RelationFacts f = facts_relation(d, &d->relations[0]);
        assert_true(fabs(f.homophily - rows[i].homophily) < 0.0006);
        assert_true(fabs(f.insensitive - rows[i].insensitive) < 0.0006);
        gatrt_data_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_relation),
        cmocka_unit_test(test_two_sets),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
