/* printable.c - text from a model, made harmless for a terminal.
 *
 * What is shown is valid UTF-8 without control characters: neither those of ASCII and Latin-1, which
 * move the cursor or begin a terminal's commands, nor those that turn the direction of writing. Every
 * other byte is spelled \x1b, so that nothing vanishes unseen. */
#include <string.h>

#include "gatcc.h"

/* How many bytes the character at `text` takes, and its number; 0 where it is not UTF-8. */
static size_t decode(const unsigned char *text, size_t size, uint32_t *code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text[0];
    size_t length = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
    if (length == 0 || length > size)
        return 0;
    *code = length == 1 ? first : first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0;
        *code = *code << 6 | (text[i] & 0x3FU);
    }
    bool surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < smallest[length] || *code > 0x10FFFF || surrogate ? 0 : length;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* Writes one character, or its spelling, to `out`: at most LONGEST_SPELLING bytes. Returns how many; *used of text. */
static size_t spell(char *out, const unsigned char *text, size_t size, bool one_line, size_t *used)
{
    static const char digits[] = "0123456789abcdef";
    uint32_t code = 0;
    size_t length = decode(text, size, &code);
    *used = length ? length : 1;
    if (length == 1 && (code == '\n' || code == '\t')) {
        out[0] = (char)(one_line ? ' ' : code);
        return 1;
    }
    if (length && !is_control(code)) {
        memcpy(out, text, length);
        return length;
    }
    for (size_t i = 0; i < *used; i++)
        memcpy(out + 4 * i, (char[]){'\\', 'x', digits[text[i] >> 4], digits[text[i] & 15]}, 4);
    return 4 * *used;
}

static char *spell_all(const char *text, size_t size, size_t longest, bool one_line)
{
    enum { LONGEST_SPELLING = 16 };
    size_t most = (size < longest ? size : longest) * 4; /* no byte's spelling is longer */
    char *copy = arena_alloc(most + LONGEST_SPELLING + sizeof "...", 1);
    size_t length = 0, used;
    size_t at = 0;
    for (; at < size && at < longest; at += used)
        length += spell(copy + length, (const unsigned char *)text + at, size - at, one_line, &used);
    if (at < size)
        memcpy(copy + length, "...", 3);
    return copy;
}

char *printable_line(const char *text, size_t size, size_t longest)
{
    return spell_all(text, size, longest, true);
}

char *printable_text(const char *text, size_t size)
{
    return spell_all(text, size, SIZE_MAX, false);
}
