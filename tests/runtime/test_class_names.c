/* test_class_names.c - classes and nodes that have names in an .npz: answers that are texts of either form, and the names
 * beside the numbers of gnn-benchmark's files.
 * Run: ctest -R test_class_names, or the program itself.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/real_file.h"
#include "../support/told.h"

enum { NODES = 6, MOST = 8 };

static char path[] = "/tmp/test_class_names_XXXXXX";

static int make_file(void **state)
{
    (void)state;
    const int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static NpyArray numbers(const char *name, int64_t rows, int64_t columns, float *values)
{
    NpyArray a = {.kind = NPY_FLOAT, .item = 4, .rank = 2, .dim = {rows, columns}, .count = rows * columns};
    snprintf(a.name, sizeof a.name, "%s", name);
    a.bytes = (unsigned char *)values;
    return a;
}

/* Characters of `length` a text; of four bytes each where `wide`. */
static NpyArray texts(int length, bool wide, unsigned char *bytes)
{
    NpyArray a = {.name = "y", .kind = NPY_TEXT, .rank = 1, .dim = {NODES}, .count = NODES, .bytes = bytes};
    a.wide = wide;
    a.item = wide ? 4 * length : length;
    return a;
}

static gatrt_data *load(NpyArray y, char error[256])
{
    static float x[NODES * 2] = {1, 0, 1, 0, 1}, edges[2 * 3] = {0, 1, 2, 1, 2, 3};
    NpyArray arrays[] = {numbers("x", NODES, 2, x), numbers("edge_index", 2, 3, edges), y};
    Error why = {""};
    if (!npz_write(path, arrays, 3, &why))
        fail_msg("%s", why.text);
    return gatrt_data_load(path, error);
}

static gatrt_data *expect_classes(NpyArray y, const char *const *names, int64_t count, const int32_t *labels)
{
    char error[256] = "";
    gatrt_data *d = load(y, error);
    if (!d)
        fail_msg("%s", error);
    assert_int_equal(d->sets[0].classes, count);
    for (int64_t c = 0; c < count; c++)
        assert_string_equal(d->sets[0].class_name[c], names[c]);
    for (int v = 0; v < NODES; v++)
        assert_int_equal(d->sets[0].label[v], labels[v]);
    return d;
}

static void takes_bytes_as_classes(void **state)
{
    (void)state;
    unsigned char bytes[NODES][4] = {"cat", "dog", "ant", "cat", {'b', 'i', 'r', 'd'}, ""};
    static const char *const names[] = {"ant", "bird", "cat", "dog"};
    static const int32_t labels[] = {2, 3, 0, 2, 1, GATRT_UNKNOWN};
    gatrt_data *d = expect_classes(texts(4, false, bytes[0]), names, 4, labels);
    expect_told(d, "classes by name: 0 ant, 1 bird, 2 cat, 3 dog");
    expect_told(d, "1 empty texts: the classes of these nodes are not known");
    gatrt_data_free(d);
}

static void orders_whole_numbers_by_value(void **state)
{
    (void)state;
    unsigned char bytes[NODES][2] = {"9", "-1", "10", "2", "9", "2"};
    bytes[2][1] = '0';
    static const char *const names[] = {"-1", "2", "9", "10"};
    static const int32_t labels[] = {2, 0, 3, 1, 2, 1};
    gatrt_data_free(expect_classes(texts(2, false, bytes[0]), names, 4, labels));
}

/* A U of two characters: 7 bits, two, three and four bytes in UTF-8. */
static void put_wide(unsigned char *bytes, const uint32_t *characters)
{
    for (int i = 0; i < 2 * NODES; i++)
        for (int byte = 0; byte < 4; byte++)
            bytes[4 * i + byte] = (unsigned char)(characters[i] >> 8 * byte);
}

static void takes_wide_texts(void **state)
{
    (void)state;
    unsigned char bytes[8 * NODES];
    uint32_t characters[2 * NODES] = {'a', 0, 0xE9, 'b', 0x20AC, 0, 0x1F600, 'x', 'a', 0, 'a', 'a'};
    static const char *const names[] = {"a", "aa",
                                        "\xC3\xA9"
                                        "b",
                                        "\xE2\x82\xAC", "\xF0\x9F\x98\x80x"};
    static const int32_t labels[] = {0, 2, 3, 4, 0, 1};
    char error[256] = "";
    put_wide(bytes, characters);
    gatrt_data_free(expect_classes(texts(2, true, bytes), names, 5, labels));
    for (int wrong = 0; wrong < 2; wrong++) {
        characters[5] = wrong ? 0x110000 : 0xD800;
        put_wide(bytes, characters);
        assert_null(load(texts(2, true, bytes), error));
        assert_non_null(strstr(error, "y[2] is no text: it holds what is no character"));
    }
}

static void refuses_texts_of_another_shape(void **state)
{
    (void)state;
    unsigned char bytes[2 * NODES] = "abcdefghijk";
    char error[256] = "";
    NpyArray y = texts(1, false, bytes);
    y.rank = 2;
    y.dim[1] = 2;
    y.count = 2 * NODES;
    assert_null(load(y, error));
    assert_non_null(strstr(error, "y has shape [6, 2], but it must be one class for each row, where it holds text"));
}

static void keeps_the_names_of_published_files(void **state)
{
    (void)state;
    static const struct {
        const char *file, *class, *node;
    } cases[] = {
        {"gnn-benchmark/cora.npz", "Case_Based", "1000012"},
        {"gnn-benchmark/amazon_electronics_photo.npz", "Film Photography", NULL},
        {"linqs-cora/cora.content", "Case_Based", "31336"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char file[512], error[256] = "";
        if (!real_file(cases[i].file, file, sizeof file))
            skip();
        gatrt_data *d = gatrt_data_load(file, error);
        if (!d)
            fail_msg("%s", error);
        assert_non_null(d->sets[0].class_name);
        assert_string_equal(d->sets[0].class_name[0], cases[i].class);
        assert_int_equal(d->sets[0].row_name != NULL, cases[i].node != NULL);
        if (cases[i].node)
            assert_string_equal(d->sets[0].row_name[0], cases[i].node);
        gatrt_data_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_bytes_as_classes),
        cmocka_unit_test(orders_whole_numbers_by_value),
        cmocka_unit_test(takes_wide_texts),
        cmocka_unit_test(refuses_texts_of_another_shape),
        cmocka_unit_test(keeps_the_names_of_published_files),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
