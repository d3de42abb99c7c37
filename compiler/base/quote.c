/* quote.c - text of the user's inside other languages: one function for each place it can stand in, and no other
 * way there. Paths, names and lines of a model may hold anything but a 0.
 *
 *   quote_comment   inside a C comment
 *   quote_string    a C string literal, quotes included
 *   quote_json      a JSON string, quotes included
 *   quote_make      a file in a makefile's rule; NULL where make has no way to say it
 *   quote_visible   a terminal, or a line of an error */
#include "compiler/base/quote.h"
#include "compiler/base/arena.h"
#include "compiler/base/printable.h"
#include "runtime/runtime.h"

#include <string.h>

/* No end or beginning of a comment, no trigraph (of which ??/ joins lines), nothing invisible. */
char *quote_comment(const char *text)
{
    char *out = arena_alloc(2 * strlen(text) + 1, 1), *end = out;
    for (; *text; text++) {
        size_t length = text_visible(text);
        char last = end > out ? end[-1] : '\0';
        if ((*text == '/' && last == '*') || (*text == '*' && last == '/') || (*text == '?' && last == '?'))
            *end++ = ' ';
        if (length)
            memcpy(end, text, length);
        else
            *end = '?';
        end += length ? length : 1;
        text += length ? length - 1 : 0;
    }
    if (end > out && end[-1] == '\\') /* would join the next line */
        *end++ = ' ';
    return out;
}

/* Bytes that are no printable ASCII by three octal digits, which end by themselves; no two ? in a row. */
char *quote_string(const char *text)
{
    text = text ? text : "";
    char *out = arena_alloc(4 * strlen(text) + sizeof "\"\"", 1), *end = out;
    *end++ = '"';
    for (const char *c = text; *c; c++) {
        if (*c < ' ' || *c > '~') {
            end += snprintf(end, 5, "\\%03o", (unsigned)(unsigned char)*c);
            continue;
        }
        if (*c == '"' || *c == '\\' || (*c == '?' && c > text && c[-1] == '?'))
            *end++ = '\\';
        *end++ = *c;
    }
    *end++ = '"';
    return out;
}

/* Bytes that are no UTF-8 are none of JSON's either: each becomes the character that stands for such. */
char *quote_json(const char *text)
{
    char *out = arena_alloc(6 * strlen(text) + sizeof "\"\"", 1), *end = out;
    *end++ = '"';
    while (*text) {
        const size_t length = text_visible(text);
        if (length == 0) {
            end += snprintf(end, 7, "\\u%04x", (unsigned char)*text < ' ' ? (unsigned)*text : 0xfffdu);
            text++;
            continue;
        }
        if (*text == '"' || *text == '\\')
            *end++ = '\\';
        memcpy(end, text, length);
        end += length;
        text += length;
    }
    *end++ = '"';
    return out;
}

/* GNU make: a backslash before blanks, what begins a comment and what stands for other files; a dollar is doubled.
 * Nothing helps the others, among them a home's ~ and an archive's member(). */
char *quote_make(const char *path)
{
    size_t length = strlen(path);
    if (strpbrk(path, "%=;|&\\\n\r\t") || path[0] == '~' || (length && path[length - 1] == ')'))
        return NULL;
    char *out = arena_alloc(2 * length + 1, 1), *end = out;
    for (const char *c = path; *c; c++) {
        if (strchr(" #:*?[]", *c))
            *end++ = '\\';
        if (*c == '$')
            *end++ = '$';
        *end++ = *c;
    }
    return out;
}

char *quote_visible(const char *text)
{
    return printable_line(text, strlen(text), SIZE_MAX);
}
