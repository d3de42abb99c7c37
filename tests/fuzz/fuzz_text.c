/* fuzz_text.c - a text line by line: the bytes as they are, and packed by gzip in members that end anywhere, after which
 * all lines must be there again. */
#include "fuzz.h"

#include "../../runtime/formats/text_in.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_NUMBERS = 64 };

/* clang-format off */
const char *const text_words[] = {
    "1,2,3\n", "\n", "\r\n", "\"1\",\"\"\n", ",", "1e", "0x1p3", "nan", "-0.0", "16777217", "9007199254740993", "\xEF\xBB\xBF",
    "1.7976931348623159e308", "00000000000000000000000000000000.1", "123456789012345678901", "\x1f\x8b\x08", NULL,
};
/* clang-format on */

static void read_as_numbers(TextIn *t, const char *line)
{
    float floats[MOST_NUMBERS];
    double doubles[MOST_NUMBERS], rounded = 0.0;
    int64_t wholes[MOST_NUMBERS];
    const int64_t fields = text_fields(line), count = fields < MOST_NUMBERS ? fields : MOST_NUMBERS;
    if (!text_floats(t, line, count, true, floats, &rounded))
        must_be_one_line(t->error->text);
    if (!text_doubles(t, line, count, false, doubles))
        must_be_one_line(t->error->text);
    if (!text_wholes(t, line, count, wholes))
        must_be_one_line(t->error->text);
    for (int64_t i = 0; i < count && t->error->text[0] == 0; i++)
        MUST(wholes[i] >= 0 && (double)wholes[i] == doubles[i]);
}

/* How many lines there are; -1: it is refused. */
static int64_t lines_of(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    TextIn t;
    const char *line;
    int64_t lines = 0;
    TextStep step = text_open(&t, scratch_file(bytes, size), &error) ? TEXT_LINE : TEXT_FAILED;
    while (step == TEXT_LINE && (step = text_next(&t, &line)) == TEXT_LINE) {
        error.text[0] = 0;
        read_as_numbers(&t, line);
        lines++;
    }
    text_close(&t);
    if (step == TEXT_FAILED)
        must_be_one_line(error.text);
    return step == TEXT_END ? lines : -1;
}

/* A member of each part; the first bytes say how long these are. */
static size_t pack_members(const uint8_t *bytes, size_t size, uint8_t *to, size_t room)
{
    const size_t part = size > 0 ? 1 + bytes[0] * (size_t)7 : 1;
    size_t packed = 0;
    for (size_t at = 0; at == 0 || at < size; at += part) {
        z_stream s = {.next_in = (uint8_t *)(uintptr_t)(bytes + at)};
        s.avail_in = (unsigned)(size - at < part ? size - at : part);
        s.next_out = to + packed;
        s.avail_out = (unsigned)(room - packed);
        MUST(deflateInit2(&s, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        MUST(deflate(&s, Z_FINISH) == Z_STREAM_END);
        packed += s.total_out;
        deflateEnd(&s);
    }
    return packed;
}

void fuzz_text(const uint8_t *bytes, size_t size)
{
    const int64_t lines = lines_of(bytes, size);
    if (size >= 2 && !memcmp(bytes, "\x1f\x8b", 2)) /* is packed already */
        return;
    const size_t room = 64 * (size + 1);
    uint8_t *packed = malloc(room);
    MUST(packed);
    MUST(lines_of(packed, pack_members(bytes, size, packed, room)) == lines);
    free(packed);
}
