/* test_names.c - names get dense numbers, each once, and orders that people expect of them.
 * Run: ctest -R test_names, or the program itself.
 */
#include "../../runtime/formats/names.h"
#include "../../runtime/formats/row_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t add(Names *names, const char *text)
{
    return names_add(names, text, strlen(text));
}

static Names *names_of(const char *const *texts, int count)
{
    Names *names = names_new();
    for (int i = 0; i < count; i++)
        assert_int_equal(add(names, texts[i]), i);
    return names;
}

static void numbers_by_first_appearance(void **state)
{
    (void)state;
    Names *names = names_new();
    assert_int_equal(names_find(names, "a", 1), -1);
    assert_int_equal(add(names, "b"), 0);
    assert_int_equal(add(names, "a"), 1);
    assert_int_equal(add(names, "b"), 0);
    assert_int_equal(add(names, ""), 2);
    assert_int_equal(names_add(names, "abc", 2), 3); /* "ab" */
    assert_int_equal(names_add(names, "ab\0c", 4), 3);
    assert_int_equal(names_find(names, "abc", 3), -1);
    assert_int_equal(names_find(names, "", 0), 2);
    assert_int_equal(names_count(names), 4);
    assert_string_equal(names_at(names, 3), "ab");
    names_free(names);
}

static void keeps_many(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    Names *names = names_new();
    char text[32];
    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "node/%d", i * 7);
        assert_int_equal(add(names, text), i);
    }
    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "node/%d", i * 7);
        assert_int_equal(names_find(names, text, strlen(text)), i);
    }
    assert_int_equal(names_find(names, "node/1", 6), -1);
    char **taken = names_take(names);
    assert_string_equal(taken[0], "node/0");
    assert_string_equal(taken[MANY - 1], "node/1399993");
    mem_free(taken);
}

static void expect_order(const char *const *texts, int count, const char *const *sorted)
{
    Names *names = names_of(texts, count);
    int32_t *moved = names_sort(names);
    for (int i = 0; i < count; i++) {
        assert_string_equal(names_at(names, i), sorted[i]);
        assert_string_equal(texts[i], sorted[moved[i]]);
        assert_int_equal(names_find(names, sorted[i], strlen(sorted[i])), i);
    }
    mem_free(moved);
    names_free(names);
}

static void sorts_by_value_or_bytes(void **state)
{
    (void)state;
    static const char *const numbers[] = {"10", "9", "-1", "0", "+2", "09"};
    static const char *const by_value[] = {"-1", "0", "+2", "09", "9", "10"};
    static const char *const mixed[] = {"10", "9", "-1", "b", "a", "B"};
    static const char *const by_bytes[] = {"-1", "10", "9", "B", "a", "b"};
    static const char *const long_ones[] = {"999999999999999999", "1000000000000000000", "2"};
    static const char *const long_by_bytes[] = {"1000000000000000000", "2", "999999999999999999"};
    expect_order(numbers, 6, by_value);
    expect_order(mixed, 6, by_bytes);
    expect_order(long_ones, 3, long_by_bytes);
}

static void knows_whole_numbers(void **state)
{
    (void)state;
    int64_t value = 5;
    static const char *const none[] = {"", "-", "+", "1.0", "1 ", " 1", "0x1", "1e3", "--1", "1234567890123456789"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(name_is_whole(none[i], &value));
    assert_int_equal(value, 5);
    assert_true(name_is_whole("-000123", &value));
    assert_int_equal(value, -123);
    assert_true(name_is_whole("999999999999999999", &value));
    assert_int_equal(value, 999999999999999999);
}

static void knows_row_numbers(void **state)
{
    (void)state;
    static const char *const rows[] = {"0", "1", "2"}, *const gap[] = {"0", "2", "1"}, *const texts[] = {"0", "x"};
    Names *names = names_of(rows, 3);
    assert_true(names_are_rows(names));
    names_free(names);
    names = names_of(gap, 3);
    assert_false(names_are_rows(names));
    mem_free(names_sort(names));
    assert_true(names_are_rows(names));
    names_free(names);
    names = names_of(texts, 2);
    assert_false(names_are_rows(names));
    names_free(names);
}

static int64_t find(const RowNames *rows, const char *text)
{
    return row_names_find(rows, text, strlen(text));
}

/* A name that two rows have means neither, and moves none that come after it. */
static void rows_are_found_by_name(void **state)
{
    (void)state;
    char *texts[] = {"a", "b", "a", "c", "a"};
    gatrt_set set = {.rows = 5, .row_name = texts};
    RowNames *rows = row_names_new(&set);
    assert_int_equal(find(rows, "b"), 1);
    assert_int_equal(find(rows, "c"), 3);
    assert_int_equal(find(rows, "a"), ROW_OF_SEVERAL);
    assert_int_equal(find(rows, "3"), ROW_NONE);
    row_names_free(rows);
    set.row_name = NULL;
    rows = row_names_new(&set);
    assert_int_equal(find(rows, "4"), 4);
    assert_int_equal(find(rows, "5"), ROW_NONE);
    assert_int_equal(find(rows, "-1"), ROW_NONE);
    assert_int_equal(find(rows, "a"), ROW_NONE);
    row_names_free(rows);
    row_names_free(NULL);
}

static void data_owns_names(void **state) /* what leaks, the sanitizers tell */
{
    (void)state;
    gatrt_data *data = data_new("names");
    static const char *const texts[] = {"x", "y"};
    data->sets[0].row_name = names_take(names_of(texts, 2));
    data->sets[0].class_name = names_take(names_of(texts, 1));
    assert_string_equal(data->sets[0].row_name[1], "y");
    gatrt_data_free(data);
    names_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_by_first_appearance),
        cmocka_unit_test(keeps_many),
        cmocka_unit_test(sorts_by_value_or_bytes),
        cmocka_unit_test(knows_whole_numbers),
        cmocka_unit_test(knows_row_numbers),
        cmocka_unit_test(rows_are_found_by_name),
        cmocka_unit_test(data_owns_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
