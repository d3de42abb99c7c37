/* visible.c - text of the user's on a terminal: paths, names and lines may hold anything, and what would move
 * the cursor, recolour, retitle, reorder or break a line is shown by its bytes instead.
 */
#include "runtime/runtime.h"

#include <string.h>

/* The character a UTF-8 sequence stands for and its length; 0 where it is none, or longer than it need be. */
static size_t decode(const unsigned char *s, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    *character = length < 2 ? s[0] : s[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) /* the final 0 too */
            return 0;
        *character = *character << 6 | (s[i] & 0x3Fu);
    }
    bool surrogate = *character >= 0xD800 && *character <= 0xDFFF;
    return length > 1 && (*character < least[length] || *character > 0x10FFFF || surrogate) ? 0 : length;
}

char *text_encode(char *to, uint64_t character)
{
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return NULL;
    const int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    *to++ = (char)(first[more] | character >> 6 * more);
    for (int i = more - 1; i >= 0; i--)
        *to++ = (char)(0x80 | (character >> 6 * i & 0x3F));
    return to;
}

/* C0, DEL and C1; marks that turn the direction of text; separators of lines. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

size_t text_visible(const char *at)
{
    uint32_t character;
    size_t length = decode((const unsigned char *)at, &character);
    return length && is_control(character) ? 0 : length;
}

void text_print(FILE *to, const char *text)
{
    for (; *text; text++) {
        size_t length = text_visible(text);
        if (length)
            fwrite(text, 1, length, to);
        else
            fprintf(to, "\\x%02x", (unsigned)(unsigned char)*text);
        text += length ? length - 1 : 0;
    }
}

Shown text_shown(const char *text)
{
    Shown shown = {""};
    size_t used = 0;
    while (*text && used + 5 < sizeof shown.text) {
        size_t length = text_visible(text);
        if (length)
            memcpy(shown.text + used, text, length);
        else
            snprintf(shown.text + used, 5, "\\x%02x", (unsigned)(unsigned char)*text);
        used += length ? length : 4;
        text += length ? length : 1;
    }
    shown.text[used] = '\0';
    return shown;
}
