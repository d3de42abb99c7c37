/* test_musae.c - graphs of MUSAE: small ones of every peculiarity, texts that are none, and the real ones, which are the
 * same as in the .npz files made of them. Run: ctest -R test_musae, or the program itself. The real files are read from
 * $GATCC_DATA, else from ../shared/data beside $GATCC_SOURCE.
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

static char folder[] = "/tmp/test_musae_XXXXXX";
static const char *const files[] = {"A_edges.csv", "A.json", "A_target.csv", "A_features.json",
                                    "B_edges.csv", "B.json", "B_target.csv"};

static const char *path_of(const char *name)
{
    static char path[2][96];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s%s%s", folder, *name ? "/" : "", name);
    return path[turn];
}

static void remove_files(void)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(path_of(files[i]));
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_files();
    return rmdir(folder);
}

static void save(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *expect_read(const char *spec)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void expect_refused(const char *spec, const char *why)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (d)
        fail_msg("not refused: %s", why);
    if (!strstr(error, why) || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error);
    assert_ptr_equal(strstr(error, folder), error);
}

#define expect_numbers(found, ...)                                                                                     \
    assert_memory_equal(found, ((int32_t[]){__VA_ARGS__}), sizeof((int32_t[]){__VA_ARGS__}))

/* ------------------------------------------------------------------ small ones */

/* Lists with repetitions in no order; a node without a row, one with two; an edge twice, once the other way; a loop. */
static void save_small(void)
{
    remove_files();
    save("A_edges.csv", "id_1,id_2\r\n0,1\n2,1\n1,2\n3,3\n\n0,3");
    save("A.json", "{\"2\": [4, 0, 4], \"0\": [1], \"3\": [], \"1\": [3, 2, 3, 2]}");
    save("A_target.csv", "\xEF\xBB\xBFid,page_name,page_type\n"
                         "2,\"B, \"\"the\"\" second\",zoo\n0,Ärzte,art\n2,again,zoo\n1,\"two\nlines\",Zoo\n");
}

static void check_small(gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 4 && node->features == 5 && node->sparse && node->classes == 3);
    assert_memory_equal(node->x_start, ((int64_t[]){0, 1, 3, 5, 5}), 5 * sizeof(int64_t));
    expect_numbers(node->x_col, 1, 2, 3, 0, 4);
    assert_true(node->x_val[0] == 1.0f && node->x_val[4] == 1.0f);
    expect_numbers(node->label, 1, 0, 2, GATRT_UNKNOWN);
    assert_true(!strcmp(node->class_name[0], "Zoo") && !strcmp(node->class_name[2], "zoo") && !node->row_name);
    assert_int_equal(edge->edges, 6);
    expect_numbers(edge->src, 1, 3, 0, 2, 1, 0);
    expect_numbers(edge->dst, 0, 0, 1, 1, 2, 3);
    expect_told(d, "6 edges, both ways, after 1 self loops and 1 repetitions were left out");
    expect_told(d, "5 features of 0 or 1; 3 repetitions in lists were left out");
    expect_told(d, "y is page_type, by name: 0 Zoo, 1 art, 2 zoo\n");
    expect_told(d, "note     target.csv               1 rows are of nodes that have one already, which says the same");
    expect_told(d, "note     target.csv               1 node without a row: y is unknown there");
    gatrt_data_free(d);
}

static void test_small(void **state)
{
    (void)state;
    save_small();
    check_small(expect_read(path_of("")));
    check_small(expect_read(path_of("A")));
    check_small(expect_read(path_of("A_edges.csv")));
    check_small(expect_read(path_of("A.json")));
    assert_int_equal(rename(path_of("A.json"), path_of("A_features.json")), 0);
    check_small(expect_read(path_of("A_target.csv")));
}

static void test_names(void **state)
{
    (void)state;
    save_small();
    save("A_target.csv", "id,name,page_type\n2,same,7\n0,\"a, b\",2\n3,same,-1\n1,\"two\nlines\",2\n");
    gatrt_data *d = expect_read(path_of("A"));
    char **name = d->sets[0].row_name;
    assert_true(!strcmp(name[0], "a, b") && !strcmp(name[1], "two\nlines") && !strcmp(name[2], "same") &&
                !strcmp(name[3], "same"));
    expect_numbers(d->sets[0].label, 2, 2, 7, -1); /* as they stand: classes or values */
    assert_null(d->sets[0].class_name);
    gatrt_data_free(d);
}

/* Features of a folder are numbered together; what is no list there does not count. */
static void test_family(void **state)
{
    (void)state;
    save_small();
    save("B_edges.csv", "from,to\n0,1\n");
    save("B.json", "{\"0\": [9], \"1\": [0]}");
    save("B_target.csv", "new_id,id,mature\n1,77,False\n0,5,True\n");
    gatrt_data *d = expect_read(path_of("A"));
    assert_int_equal(d->sets[0].features, 10);
    expect_told(d, "features are numbered for all graphs of the folder: 10, though those here would be 5");
    gatrt_data_free(d);
    d = expect_read(path_of("B"));
    assert_int_equal(d->sets[0].features, 10);
    expect_numbers(d->sets[0].label, 1, 0);
    gatrt_data_free(d);
    expect_refused(path_of(""), "it holds several graphs: ");
    save("B.json", "[1]");
    check_small(expect_read(path_of("A")));
}

static void refuse(const char *name, const char *text, const char *why)
{
    save_small();
    save(name, text);
    expect_refused(path_of("A"), why);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("A_edges.csv", "", "A_edges.csv: is empty");
    refuse("A_edges.csv", "0,1\n", "A_edges.csv:1: it has no header; such files begin with one, as id_1,id_2");
    refuse("A_edges.csv", "a,b,c\n0,1,1\n", "A_edges.csv:1: 3 columns, but an edge is two nodes");
    refuse("A_edges.csv", "a,b\n0,1\n2\n", "A_edges.csv:3: 1 fields, but the header has 2");
    refuse("A_edges.csv", "a,b\n0,4\n", "A_edges.csv:2: node 4, but there are nodes 0 to 3");
    refuse("A_edges.csv", "a,b\n0,-1\n", "A_edges.csv:2: node -1, but there are nodes 0 to 3");
    refuse("A_edges.csv", "a,b\n0,x\n", "A_edges.csv:2: \"x\" is not a node's number");
    refuse("A_edges.csv", "a,b\n0,\"1\n", "A_edges.csv:2: a quote has no other that ends it");
    refuse("A_target.csv", "id,views\n0,1\n",
           "A_target.csv:1: no column page_type, mature, ml_target or target; it has id, views");
    refuse("A_target.csv", "node,mature\n0,1\n", "A_target.csv:1: no column new_id or id; it has node, mature");
    refuse("A_target.csv", "id,mature\n0,True\n0,False\n",
           "A_target.csv: node 0 is there twice, with mature True and False");
    refuse("A_target.csv", "id,mature\n2000000000,True\n", "A.json: node 2000000000, but target.csv has 1 rows");
    refuse("A.json", "{\"0\": [1], \"0\": [2]}", "A.json:1: not JSON: duplicate object key");
    refuse("A.json", "{\"0\": [1]", "A.json:1: ");
    refuse("A.json", "[]", "A.json: it must be an object of lists");
    refuse("A.json", "{\"a\": [1]}", "A.json: \"a\": it is not a node's number");
    refuse("A.json", "{\"0\": 1}", "A.json: \"0\": it must have a list of numbers from 0 on");
    refuse("A.json", "{\"0\": [-1]}", "A.json: \"0\": it must have a list of numbers from 0 on");
    refuse("A.json", "{\"0\": [1.5]}", "A.json: \"0\": it must have a list of numbers from 0 on");
    refuse("A.json", "{\"0\": [2147483647]}", "A.json: \"0\": it must have a list of numbers from 0 on");
    refuse("A.json", "{\"0\": []}", "A.json: no node has a feature");
}

/* ------------------------------------------------------------------ the real ones */

static void expect_equal(const gatrt_data *a, const gatrt_data *b)
{
    const gatrt_set *m = &a->sets[0], *n = &b->sets[0];
    const gatrt_relation *e = &a->relations[0], *f = &b->relations[0];
    assert_true(m->rows == n->rows && m->features == n->features && m->classes == n->classes && e->edges == f->edges);
    assert_memory_equal(m->label, n->label, (size_t)m->rows * sizeof *m->label);
    assert_memory_equal(e->src, f->src, (size_t)e->edges * sizeof *e->src);
    assert_memory_equal(e->dst, f->dst, (size_t)e->edges * sizeof *e->dst);
    assert_memory_equal(m->x_start, n->x_start, ((size_t)m->rows + 1) * sizeof *m->x_start);
    assert_memory_equal(m->x_col, n->x_col, (size_t)m->x_start[m->rows] * sizeof *m->x_col);
    assert_memory_equal(m->x_val, n->x_val, (size_t)m->x_start[m->rows] * sizeof *m->x_val);
}

static void test_real(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"musae/facebook", "facebook_pages.npz"},       {"musae/twitch/DE", "twitch_DE.npz"},
        {"musae/twitch/ENGB", "twitch_ENGB.npz"},       {"musae/twitch/ES", "twitch_ES.npz"},
        {"musae/twitch/FR", "twitch_FR.npz"},           {"musae/twitch/PTBR", "twitch_PTBR.npz"},
        {"musae/twitch/RU_edges.csv", "twitch_RU.npz"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char npz[512], file[512];
        if (!real_file(pairs[i][1], npz, sizeof npz) || !real_file("musae/twitch/DE.json", file, sizeof file))
            return;
        snprintf(file, sizeof file, "%.*s/%s", (int)(strlen(npz) - strlen(pairs[i][1]) - 1), npz, pairs[i][0]);
        gatrt_data *d = expect_read(file), *same = expect_read(npz);
        expect_equal(d, same);
        if (i == 0)
            assert_true(!strcmp(d->sets[0].class_name[3], "tvshow") &&
                        !strcmp(d->sets[0].row_name[1], "U.S. Consulate General Mumbai"));
        gatrt_data_free(d);
        gatrt_data_free(same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),   cmocka_unit_test(test_names), cmocka_unit_test(test_family),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_real),
    };
    return cmocka_run_group_tests_name("musae", tests, make_folder, remove_folder);
}
