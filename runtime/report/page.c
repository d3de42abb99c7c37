/* page.c - the text of a page that grows, and the two ways by which text of others gets into it. */
#include "runtime/runtime.h"
#include "runtime/report/drawing.h"

#include <stdarg.h>
#include <string.h>

void page_free(Page *p)
{
    mem_free(p->text);
    *p = (Page){0};
}

static void make_room(Page *p, size_t more)
{
    enum { FIRST = 1 << 16 };
    if (p->room - p->used > more)
        return;
    size_t room = p->room ? 2 * p->room : FIRST;
    room = room > p->used + more + 1 ? room : p->used + more + 1;
    p->text = mem_longer(p->text, (int64_t)p->used, (int64_t)room, 1);
    p->room = room;
}

static bool is_kept(const Page *p)
{
    return !p->sheet || p->sheet->open;
}

static void add(Page *p, const char *bytes, size_t size)
{
    if (!is_kept(p))
        return;
    make_room(p, size);
    memcpy(p->text + p->used, bytes, size);
    p->used += size;
}

void page_raw(Page *p, const char *markup)
{
    add(p, markup, strlen(markup));
}

/* Again with more room where there was too little. */
void page_put(Page *p, const char *format, ...)
{
    va_list arguments, again;
    if (!is_kept(p))
        return;
    va_start(arguments, format);
    va_copy(again, arguments);
    make_room(p, 80);
    const int length = vsnprintf(p->text + p->used, p->room - p->used, format, arguments);
    if (length >= 0 && (size_t)length >= p->room - p->used) {
        make_room(p, (size_t)length + 1);
        vsnprintf(p->text + p->used, p->room - p->used, format, again);
    }
    p->used += length > 0 ? (size_t)length : 0;
    p->broken |= length < 0;
    va_end(again);
    va_end(arguments);
}

/* Control characters and what is no UTF-8 are shown by their bytes, as terminals get them; U+FFFE and U+FFFF, which XML
 * has not, too. Returns the bytes that were taken. */
static size_t put_character(Page *p, const char *at, const char *escape)
{
    const size_t length = text_visible(at);
    if (length == 0 || (length == 3 && memcmp(at, "\xEF\xBF", 2) == 0 && (unsigned char)at[2] >= 0xBE)) {
        for (size_t i = 0; i < (length ? length : 1); i++)
            page_put(p, "%s%02x", escape, (unsigned)(unsigned char)at[i]);
        return length ? length : 1;
    }
    add(p, at, length);
    return length;
}

void page_xml(Page *p, const char *text)
{
    while (*text) {
        switch (*text) {
        case '&': page_raw(p, "&amp;"); break;
        case '<': page_raw(p, "&lt;"); break;
        case '>': page_raw(p, "&gt;"); break;
        case '"': page_raw(p, "&quot;"); break;
        case '\'': page_raw(p, "&#39;"); break;
        case '\n': page_raw(p, "\n"); break;
        case '\t': page_raw(p, "\t"); break;
        default: text += put_character(p, text, "\\x"); continue;
        }
        text++;
    }
}

/* Neither a reader of HTML nor one of XML finds markup in it: there is no <, > or & . */
void page_json(Page *p, const char *text)
{
    page_raw(p, "\"");
    while (*text) {
        if (strchr("<>&\"\\'", *text))
            page_put(p, "\\u%04x", (unsigned)(unsigned char)*text++);
        else
            text += put_character(p, text, "\\\\x");
    }
    page_raw(p, "\"");
}

void page_element(Page *p, const char *name, const char *text)
{
    page_put(p, "<%s>", name);
    page_xml(p, text);
    page_put(p, "</%s>", name);
}

void page_bytes(Page *p, const void *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i += 3) {
        const size_t left = size - i;
        const unsigned word =
            (unsigned)at[i] << 16 | (left > 1 ? (unsigned)at[i + 1] << 8 : 0) | (left > 2 ? (unsigned)at[i + 2] : 0);
        const char four[] = {digits[word >> 18], digits[word >> 12 & 63], left > 1 ? digits[word >> 6 & 63] : '=',
                             left > 2 ? digits[word & 63] : '='};
        add(p, four, sizeof four);
    }
}
