/* test_linqs.c - NAME.content and NAME.cites: a small graph of every peculiarity, texts that are none, and the real one.
 * Run: ctest -R test_linqs, or the program itself. The real files are read from $GATCC_DATA, else from ../shared/data
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

static char folder[] = "/tmp/test_linqs_XXXXXX";

static const char *path_of(const char *name)
{
    static char path[2][64];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s%s%s", folder, *name ? "/" : "", name);
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
    unlink(path_of("small.content"));
    unlink(path_of("small.cites"));
    return rmdir(folder);
}

static void save(const char *name, const char *text, size_t size)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void save_both(const char *content, const char *cites)
{
    save("small.content", content, strlen(content));
    save("small.cites", cites, strlen(cites));
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

static void refuse(const char *content, const char *cites, const char *why)
{
    save_both(content, cites);
    expect_refused(path_of("small"), why);
}

/* ------------------------------------------------------------------ small ones */

/* Names that are texts and numbers, CR LF, a blank line, a node twice with itself, and one that is not there. */
#define CONTENT "paper\t0\t1.5\t0\tZoology\r\n\n17\t0\t0\t0\tArt\n7\t1\t0\t-2\tZoology\n"
#define CITES   "17\tpaper\n7 17\npaper\t99\n7\t7\n\n17\tpaper"

static void check_small(gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3 && node->features == 3 && node->classes == 2 && node->sparse);
    assert_memory_equal(node->x_start, ((int64_t[]){0, 1, 1, 3}), 4 * sizeof(int64_t));
    assert_memory_equal(node->x_col, ((int32_t[]){1, 0, 2}), 3 * sizeof(int32_t));
    assert_memory_equal(node->x_val, ((float[]){1.5f, 1, -2}), 3 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){1, 0, 1}), 3 * sizeof(int32_t));
    assert_true(!node->mask[0] && !node->mask[1] && !node->mask[2]);
    assert_int_equal(edge->edges, 4);
    assert_memory_equal(edge->src, ((int32_t[]){0, 1, 2, 0}), 4 * sizeof(int32_t));
    assert_memory_equal(edge->dst, ((int32_t[]){1, 2, 2, 1}), 4 * sizeof(int32_t));
    expect_told(d, "by name: 0 Art, 1 Zoology\n");
    expect_told(
        d, "note     cites                    1 of 5 lines name nodes that .content has not, and are left out; the "
           "first is line 3: 99\n");
    gatrt_data_free(d);
}

static void test_small(void **state)
{
    (void)state;
    save_both(CONTENT, CITES);
    check_small(expect_read(path_of("small")));
    check_small(expect_read(path_of("small.content")));
    check_small(expect_read(path_of("small.cites")));
    check_small(expect_read(path_of("")));
    save("other.content", "a 1 b", 5);
    expect_refused(path_of(""), "it holds several graphs: ");
    unlink(path_of("other.content"));
}

static void test_bare(void **state)
{
    (void)state;
    save_both("a 0 0 c\nb 0 0 c\n", "");
    gatrt_data *d = expect_read(path_of("small"));
    assert_true(d->relations[0].edges == 0 && d->sets[0].x_start[2] == 0 && d->sets[0].classes == 1);
    gatrt_data_free(d);
    save_both("one paper\t1\tA class\nanother\t2\tA class\n",
              "one paper\tanother\n"); /* blanks in names, beside tabs */
    d = expect_read(path_of("small"));
    assert_true(d->relations[0].src[0] == 1 && d->relations[0].dst[0] == 0 && d->sets[0].features == 1);
    gatrt_data_free(d);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("", CITES, "small.content: no node");
    refuse("a c\n", "", "small.content: no features");
    refuse("a\n", "", "small.content:1: a line is a node, its features, and its class");
    refuse("a 1 2 c\nb 1 c\n", "", "small.content:2: 1 features, but the first node has 2");
    refuse("a 1 2 c\n\nb 1 2 3 c\n", "", "small.content:3: 3 features, but the first node has 2");
    refuse("a 1 2 c\nb 1 x c\n", "", "small.content:2: \"x\" is not a number");
    refuse("a 1 2 c\nb 1 nan c\n", "", "small.content:2: \"nan\" is not a number");
    refuse("a 1 2 c\nb 1 1e300 c\n", "", "small.content:2: \"1e300\" is not a number");
    refuse("a,1,2,c\n", "", "small.content:1: a line is a node, its features, and its class");
    refuse("a 1 c\nb 1 c\na 0 c\n", "", "small.content:3: the node \"a\" is on line 1 already");
    refuse("a 1 c\nb 1 c\n", "a b\na\n", "small.cites:2: a line is two nodes: the one that is cited");
    refuse("a 1 c\nb 1 c\n", "a b 1\n", "small.cites:1: a line is two nodes");
    refuse("a 1 c\nb 1 c\n", "a x\ny b\n", "small.cites: no line names two nodes of ");
    save("small.content", "a 1 c\nb 1\0 c\n", 13);
    expect_refused(path_of("small"), "small.content:2: \"1\" is not a number");
    save("small.content", CONTENT, sizeof CONTENT - 1);
    unlink(path_of("small.cites"));
    expect_refused(path_of("small"), "small.cites: cannot open");
}

/* Wherever a file ends, it is read or refused in a line. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t size = 0; size < sizeof CONTENT; size++) {
        char error[256] = "";
        save("small.content", CONTENT, size);
        save("small.cites", CITES, size < sizeof CITES ? size : sizeof CITES - 1);
        gatrt_data *d = gatrt_data_load(path_of("small"), error);
        assert_true(d ? d->sets[0].rows > 0 : strstr(error, folder) == error && !strchr(error, '\n'));
        gatrt_data_free(d);
    }
}

/* ------------------------------------------------------------------ the real one */

/* The first lines: 31336 is of Neural_Networks; 35 is cited by 1033, the nodes of lines 164 and 403. */
static void test_real(void **state)
{
    (void)state;
    char file[512];
    if (!real_file("linqs-cora/cora.content", file, sizeof file))
        return;
    gatrt_data *d = expect_read(file);
    const gatrt_set *node = &d->sets[0];
    const int64_t classes[] = {298, 418, 818, 426, 217, 180, 351};
    int64_t count[7] = {0};
    assert_true(node->rows == 2708 && node->features == 1433 && node->classes == 7);
    assert_int_equal(node->x_start[2708], 49216);
    assert_int_equal(d->relations[0].edges, 5429);
    for (int64_t v = 0; v < 2708; v++)
        count[node->label[v]]++;
    assert_memory_equal(count, classes, sizeof classes);
    assert_int_equal(node->label[0], 2);
    assert_true(d->relations[0].dst[0] == 163 && d->relations[0].src[0] == 402);
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small), cmocka_unit_test(test_bare), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_cut),   cmocka_unit_test(test_real),
    };
    return cmocka_run_group_tests_name("linqs", tests, make_folder, remove_folder);
}
