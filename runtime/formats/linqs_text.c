/* linqs_text.c - texts of words between tabs or blanks, line by line. A line with a tab is taken apart at tabs. */
#include "runtime/formats/linqs.h"
#include "runtime/formats/decimal.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

bool linqs_open(LinqsText *t, const char *prefix, const char *suffix, Error *error)
{
    *t = (LinqsText){.error = error};
    snprintf(t->path, sizeof t->path, "%s%s", prefix, suffix);
    return file_read(t->path, &t->bytes, &t->size, error);
}

bool linqs_error(const LinqsText *t, const char *format, ...)
{
    char wrong[192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(wrong, sizeof wrong, format, arguments);
    va_end(arguments);
    return error_set(t->error, "%s:%lld: %s", file_shown(t->path), (long long)t->line, wrong);
}

int64_t linqs_lines(const LinqsText *t)
{
    int64_t lines = 1;
    for (size_t i = 0; i < t->size; i++)
        lines += t->bytes[i] == '\n';
    return lines;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Word trimmed_left(Word w)
{
    for (; w.length > 0 && is_blank(w.at[0]); w.at++)
        w.length--;
    return w;
}

static Word trimmed(Word w)
{
    w = trimmed_left(w);
    while (w.length > 0 && is_blank(w.at[w.length - 1]))
        w.length--;
    return w;
}

bool linqs_next_line(LinqsText *t)
{
    for (t->rest.length = 0; t->rest.length == 0 && t->at < t->size; t->line++) {
        const char *start = (const char *)t->bytes + t->at, *end = memchr(start, '\n', t->size - t->at);
        const size_t length = end ? (size_t)(end - start) : t->size - t->at;
        t->at += length + (end != NULL);
        t->rest = trimmed((Word){start, length});
    }
    t->separator = t->rest.length > 0 && memchr(t->rest.at, '\t', t->rest.length) ? '\t' : ' ';
    return t->rest.length > 0;
}

bool linqs_next(LinqsText *t, Word *field)
{
    if (t->rest.length == 0)
        return false;
    const char separator = t->separator;
    size_t length = 0; /* most fields are a digit */
    while (length < t->rest.length && t->rest.at[length] != separator)
        length++;
    *field = trimmed((Word){t->rest.at, length});
    t->rest = trimmed_left((Word){t->rest.at + length, t->rest.length - length});
    return true;
}

bool linqs_last(LinqsText *t, Word *field)
{
    size_t start = t->rest.length;
    while (start > 0 && t->rest.at[start - 1] != t->separator)
        start--;
    *field = trimmed((Word){t->rest.at + start, t->rest.length - start});
    t->rest = trimmed((Word){t->rest.at, start});
    return field->length > 0;
}

bool linqs_number(Word field, double *number)
{
    if (field.length == 1 && *field.at >= '0' && *field.at <= '9') { /* most are */
        *number = *field.at - '0';
        return true;
    }
    const char *end = field.length > 0 ? decimal_double(field.at, number) : NULL;
    return end == field.at + field.length && isfinite((float)*number);
}

int word_order(const void *a, const void *b)
{
    const Word *p = a, *q = b;
    const int order = memcmp(p->at, q->at, p->length < q->length ? p->length : q->length);
    return order ? order : (p->length > q->length) - (p->length < q->length);
}
