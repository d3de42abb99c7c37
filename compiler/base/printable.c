/* printable.c - text from a model, made harmless for a terminal.
 *
 * What is shown is valid UTF-8 without control characters: neither those of ASCII and Latin-1, which
 * move the cursor or begin a terminal's commands, nor those that turn the direction of writing. Every
 * other byte is spelled \x1b, so that nothing vanishes unseen. */
#include "compiler/base/printable.h"
#include "compiler/base/arena.h"
#include "runtime/runtime.h"

#include <string.h>

/* Writes one character, or its spelling, to `out`: at most LONGEST_SPELLING bytes. Returns how many; *used of text. */
static size_t spell(char *out, const char *text, size_t size, bool one_line, size_t *used)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = text_visible(text);
    length = length <= size ? length : 0;
    *used = length ? length : 1;
    if (*text == '\n' || *text == '\t') {
        out[0] = (char)(one_line ? ' ' : *text);
        return 1;
    }
    if (length) {
        memcpy(out, text, length);
        return length;
    }
    const unsigned byte = (unsigned char)*text;
    memcpy(out, (char[]){'\\', 'x', digits[byte >> 4], digits[byte & 15]}, 4);
    return 4;
}

static char *spell_all(const char *text, size_t size, size_t longest, bool one_line)
{
    enum { LONGEST_SPELLING = 16 };
    size_t most = (size < longest ? size : longest) * 4; /* no byte's spelling is longer */
    char *copy = arena_alloc(most + LONGEST_SPELLING + sizeof "...", 1);
    size_t length = 0, used, at = 0;
    for (; at < size && at < longest; at += used)
        length += spell(copy + length, text + at, size - at, one_line, &used);
    if (at < size) /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the arena's bytes are 0 */
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
