/* The writer of C text: float literals, indentation, files.
 * Run: build/tests/test_compiler_out */
#define _XOPEN_SOURCE 700
#include "../support/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void floats_are_short(void **state)
{
    (void)state;
    static const struct {
        float value;
        const char *text;
    } rows[] = {
        {0.0f, "0.0f"},
        {-0.0f, "-0.0f"},
        {1.0f, "1.0f"},
        {0.2f, "0.2f"},
        {-2.5f, "-2.5f"},
        {100.0f, "100.0f"},
        {1e6f, "1000000.0f"},
        {1e7f, "1e7f"},
        {16777216.0f, "1.6777216e7f"},
        {0.0001f, "0.0001f"},
        {0.00001f, "1e-5f"},
        {1e-30f, "1e-30f"},
        {3.14159265f, "3.1415927f"},
        {3.4028235e38f, "3.4028235e38f"},
        {1e-45f, "1e-45f"},
        {1234567.5f, "1234567.5f"},
        {INFINITY, "INFINITY"},
        {-INFINITY, "-INFINITY"},
        {NAN, "NAN"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(out_float(rows[i].value), rows[i].text);
}

/* Any bits: the text is a C floating literal and reads back as the same float. */
static void floats_read_back(void **state)
{
    (void)state;
    uint64_t key = 1;
    for (int i = 0; i < 100000; i++) {
        key = gatrt_mix(key);
        uint32_t bits = (uint32_t)key;
        float value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        const char *text = out_float(value);
        char *end;
        float again = strtof(text, &end);
        assert_string_equal(end, "f");
        assert_non_null(strpbrk(text, ".e"));
        assert_memory_equal(&again, &value, sizeof value);
    }
}

static void braces_indent(void **state)
{
    (void)state;
    Out o;
    out_init(&o);
    out_open_function(&o, "static void %s(int n)", "f");
    out_open(&o, "for (int i = 0; i < %d; i++)", 3);
    out_line(&o, "n += i;");
    out_indent(&o);
    out_text(&o, "n *= %d", 2);
    out_raw(&o, ";\n");
    out_close(&o, "");
    out_blank(&o);
    out_blank(&o);
    out_line(&o, "(void)n;");
    out_close(&o, "");
    assert_string_equal(o.text, "static void f(int n)\n{\n    for (int i = 0; i < 3; i++) {\n        n += i;\n"
                                "        n *= 2;\n    }\n\n    (void)n;\n}\n");
    assert_int_equal(o.size, strlen(o.text));
    out_free(&o);
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_out-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *a = arena_format("%s/a", folder), *b = arena_format("%s/b", folder);
    out_write_file(a, "old", 3);
    out_write_files((OutFile[]){{a, "new", 3, false}, {b, "", 0, false}}, 2);
    FILE *file = fopen(a, "r");
    assert_non_null(file);
    char text[8] = "";
    assert_int_equal(fread(text, 1, sizeof text, file), 3);
    assert_string_equal(text, "new");
    fclose(file);
    assert_int_equal(unlink(a), 0);
    assert_int_equal(unlink(b), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_are_short),
        cmocka_unit_test(floats_read_back),
        cmocka_unit_test(braces_indent),
        cmocka_unit_test(files_are_replaced_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
