/* test_text_in.c - texts line by line, as they stand and packed by gzip; lines of numbers; and files that are cut off,
 * damaged, no text, or larger than they say.
 * Run: ctest -R test_text_in, or the program itself.
 */
#define _XOPEN_SOURCE 700
#include "../../runtime/formats/text_in.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

static char path[] = "/tmp/test_text_in_XXXXXX";

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

static void save(const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Behind what is in `to`; how many bytes it takes. */
static size_t pack(const char *text, size_t size, unsigned char *to, size_t room)
{
    z_stream s = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (unsigned)size};
    s.next_out = to;
    s.avail_out = (unsigned)room;
    assert_int_equal(deflateInit2(&s, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&s), Z_OK);
    return room - s.avail_out;
}

/* All lines, each followed by '|'. */
static const char *lines_of_file(char *to, size_t room, Error *error)
{
    TextIn t;
    const char *line;
    TextStep step = text_open(&t, path, error) ? TEXT_LINE : TEXT_FAILED;
    to[0] = 0;
    while (step == TEXT_LINE && (step = text_next(&t, &line)) == TEXT_LINE)
        snprintf(to + strlen(to), room - strlen(to), "%.*s|", (int)strcspn(line, "\n"), line);
    text_close(&t);
    return step == TEXT_END ? to : NULL;
}

static void expect_lines(const char *expected)
{
    char lines[256];
    Error error = {""};
    if (!lines_of_file(lines, sizeof lines, &error))
        fail_msg("%s", error.text);
    assert_string_equal(lines, expected);
}

static void expect_error(const char *why)
{
    char lines[256];
    Error error = {""};
    if (lines_of_file(lines, sizeof lines, &error))
        fail_msg("not refused: %s", why);
    if (!strstr(error.text, why) || strncmp(error.text, path, strlen(path)) != 0)
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
}

static void test_lines(void **state)
{
    static const struct {
        const char *text, *lines;
    } cases[] = {
        {"", ""},
        {"\n", ""},
        {"a", "a|"},
        {"a\n", "a|"},
        {"a\nb", "a|b|"},
        {"\n\n a \r\n\t \nb\n\n", " a \r|b|"},
        {"\xEF\xBB\xBF"
         "1,2\n\xEF\xBB\xBF",
         "1,2|\xEF\xBB\xBF|"},
        {"\xEF\xBB\xBF", ""},
        {"\x1f", "\x1f|"},
    };
    unsigned char packed[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        save(cases[i].text, strlen(cases[i].text));
        expect_lines(cases[i].lines);
        save(packed, pack(cases[i].text, strlen(cases[i].text), packed, sizeof packed));
        expect_lines(cases[i].lines);
    }
}

/* Members behind each other are one text; zeros behind the last are padding. */
static void test_members(void **state)
{
    unsigned char packed[512] = {0};
    size_t size = pack("1\n2", 3, packed, sizeof packed);
    (void)state;
    size += pack("", 0, packed + size, sizeof packed - size);
    size += pack("3\n4\n", 4, packed + size, sizeof packed - size);
    save(packed, size);
    expect_lines("1|23|4|");
    save(packed, size + 100);
    expect_lines("1|23|4|");
    packed[size + 1] = packed[size + 2] = 'x';
    save(packed, size + 3);
    expect_error("incorrect header check");
}

/* Cut off anywhere, or with any byte another one, it is told, unless the byte is one that says nothing. */
static void test_damaged(void **state)
{
    char text[4000];
    unsigned char packed[4000];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 7 == 6 ? '\n' : '0' + i * i % 10);
    const size_t size = pack(text, sizeof text, packed, sizeof packed);
    for (size_t cut = 2; cut < size; cut++) {
        save(packed, cut);
        expect_error("it ends too early; is the file complete?");
    }
    for (size_t i = 10; i < size; i++) {
        packed[i] ^= 0x10;
        save(packed, size);
        expect_error("");
        packed[i] ^= 0x10;
    }
}

static void test_no_text(void **state)
{
    (void)state;
    save("1\n2\0003\n", 6);
    expect_error(":2: it holds a byte that is 0");
    save("\0", 1);
    expect_error(":1: it holds a byte that is 0");
    assert_int_equal(truncate(path, 40 << 20), 0); /* of zeros, in one line */
    expect_error(":1: the line has more than 16777216 bytes");
}

/* Lines of all lengths, so that pieces end anywhere, also one as long as any may be. */
static void test_long(void **state)
{
    enum { LINES = 300, LONGEST = 15 << 20 };
    const size_t size = 40 << 20;
    char *text = malloc(size), *at = text;
    unsigned char *packed = malloc(size);
    Error error = {""};
    TextIn t;
    const char *line;
    (void)state;
    for (size_t i = 1; i <= LINES; i++) {
        const size_t length = i == 150 ? LONGEST : i * i * 7 % 90001 + 1;
        memset(at, (int)('a' + i % 26), length);
        at[length] = '\n';
        at += length + 1;
    }
    for (int way = 0; way < 2; way++) {
        save(way ? (void *)packed : text, way ? pack(text, (size_t)(at - text), packed, size) : (size_t)(at - text));
        assert_true(text_open(&t, path, &error));
        assert_true(text_most(&t) >= (uint64_t)(at - text));
        const char *expected = text;
        for (int64_t i = 1; i <= LINES; i++) {
            assert_int_equal(text_next(&t, &line), TEXT_LINE);
            const size_t length = strcspn(expected, "\n");
            assert_int_equal(strcspn(line, "\n"), length);
            assert_memory_equal(line, expected, length);
            assert_int_equal(t.line, i);
            expected += length + 1;
        }
        assert_int_equal(text_next(&t, &line), TEXT_END);
        text_close(&t);
    }
    free(text);
    free(packed);
}

/* ------------------------------------------------------------------ numbers */

typedef enum { FLOATS, KNOWN_FLOATS, DOUBLES, WHOLES } Kind;

/* What the line reads as, each number followed by a blank; or the error without its place. */
static const char *read_as(Kind kind, const char *text, int64_t count)
{
    static char result[256];
    TextIn t = {.path = "f", .line = 9, .error = (Error *)result};
    float floats[4];
    double doubles[4], rounded = 0.0;
    int64_t wholes[4];
    const bool good = kind == WHOLES    ? text_wholes(&t, text, count, wholes)
                      : kind == DOUBLES ? text_doubles(&t, text, count, true, doubles)
                                        : text_floats(&t, text, count, kind == FLOATS, floats, &rounded);
    if (!good)
        return strchr(result, ':') + 4;
    result[0] = 0;
    for (int64_t i = 0; i < count; i++)
        snprintf(result + strlen(result), sizeof result - strlen(result), "%.9g ",
                 kind == WHOLES    ? (double)wholes[i]
                 : kind == DOUBLES ? doubles[i]
                                   : (double)floats[i]);
    if (rounded != 0.0)
        snprintf(result + strlen(result), sizeof result - strlen(result), "rounded %.9g", rounded);
    return result;
}

static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(read_as(FLOATS, "1,-2.5,3e2\n4", 3), "1 -2.5 300 ");
    assert_string_equal(read_as(FLOATS, " \"1\" , 2\t,\"3\"\r\n", 3), "1 2 3 ");
    assert_string_equal(read_as(FLOATS, ",\"\", ,nan", 4), "nan nan nan nan ");
    assert_string_equal(read_as(KNOWN_FLOATS, "1,,3", 3), "\"\" is not a number");
    assert_string_equal(read_as(FLOATS, "1,2", 3), "less than 3 numbers, which each line is to have");
    assert_string_equal(read_as(FLOATS, "1,2,3,4\n", 3), "more than 3 numbers, which each line is to have");
    assert_string_equal(read_as(WHOLES, "7,\n", 1), "more than 1 number, which each line is to have");
    assert_string_equal(read_as(FLOATS, "1,2x,3\n", 3), "\"2x\" is not a number");
    assert_string_equal(read_as(FLOATS, "1,\"2,3\n", 3), "\"\"2\" is not a number");
    assert_string_equal(read_as(FLOATS, "1,\n2\n", 2), "1 nan ");
    assert_string_equal(read_as(DOUBLES, "1,\f\n2", 2), "\"?\" is not a number");
    assert_string_equal(read_as(DOUBLES, "0.1,16777217", 2), "0.1 16777217 ");
    assert_string_equal(read_as(FLOATS, "16777216,16777217,-0.0", 3), "16777216 16777216 -0 rounded 16777217");
    assert_string_equal(read_as(FLOATS, "1e10,0.00,1e-60,-16777219", 4), "1e+10 0 0 -16777220 rounded 1e-60");
    assert_string_equal(read_as(WHOLES, "0,5.0,9007199254740992", 3), "0 5 9.00719925e+15 ");
    assert_string_equal(read_as(WHOLES, "1,-1", 2), "\"-1\" is not a whole number from 0 on");
    assert_string_equal(read_as(WHOLES, "1,2.5", 2), "\"2.5\" is not a whole number from 0 on");
    assert_string_equal(read_as(WHOLES, "1e300,2", 2), "\"1e300\" is not a whole number from 0 on");
    assert_int_equal(text_fields("1,2,3\n4,5"), 3);
    assert_int_equal(text_fields(""), 1);
}

/* What a terminal gets of what is written to standard error in between. */
static int hold_terminal(int *saved)
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    *saved = dup(STDERR_FILENO);
    assert_true(slave >= 0 && *saved >= 0 && dup2(slave, STDERR_FILENO) >= 0 && close(slave) == 0);
    return master;
}

static void test_loading(void **state)
{
    char got[512];
    int saved;
    (void)state;
    const int master = hold_terminal(&saved);
    Loading l = loading_begin(true), silent = loading_begin(false);
    const bool on = l.on, off = silent.on;
    loading_step(&l, "a", 1, 100); /* too early */
    l.started -= 2.0;
    loading_step(&l, "raw/b\x1b.csv", 45, 100);
    l.drawn += 100.0;
    loading_step(&l, "c", 46, 100); /* too soon */
    loading_step(&silent, "d", 1, 100);
    loading_step(NULL, "e", 1, 100);
    loading_end(&l);
    loading_end(&silent);
    fputs("end", stderr);
    fflush(stderr);
    got[0] = 0;
    for (ssize_t size = 0, more = 1; more > 0 && !strstr(got, "end"); got[size] = 0) { /* in pieces, as it likes */
        more = read(master, got + size, sizeof got - 1 - (size_t)size);
        size += more > 0 ? more : 0;
    }
    assert_true(dup2(saved, STDERR_FILENO) >= 0 && close(saved) == 0 && close(master) == 0);
    assert_true(on && !off);
    assert_string_equal(got, "\rreading raw/b\\x1b.csv,  45 %\033[K\r\033[Kend");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_members), cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_no_text), cmocka_unit_test(test_long),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_loading),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
