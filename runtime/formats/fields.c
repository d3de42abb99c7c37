/* fields.c - rows of fields as people write them: with commas, semicolons, tabs or blanks between them, with quotes around
 * fields or not (RFC 4180), with comments, which begin with # or %.
 *
 * The first row tells what separates: a tab, where it has one, else a semicolon, else a comma, else blanks. It is the
 * same in all rows. Braces, as networkx writes them behind an edge, are one field to the line's end.
 */
#include "runtime/formats/fields.h"
#include "runtime/formats/edge_words.h"
#include "runtime/formats/decimal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { FIRST_ROOM = 8, SHOWN = 40 };

bool fields_open(FieldText *t, const char *path, Error *error)
{
    *t = (FieldText){.separator = 0};
    return text_open(&t->in, path, error);
}

void fields_close(FieldText *t)
{
    text_close(&t->in);
    mem_free(t->field);
    mem_free(t->unquoted);
    t->field = NULL;
    t->unquoted = NULL;
}

/* ------------------------------------------------------------------ a field */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Field trimmed(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    while (at < end && is_blank(end[-1]))
        end--;
    return (Field){at, (size_t)(end - at)};
}

int field_shown(Field f)
{
    return f.length < SHOWN ? (int)f.length : SHOWN;
}

bool field_number(Field f, double *number)
{
    for (size_t i = 0; i < f.length; i++) /* no hexadecimal ones, no inf: what looks so is a name */
        if (!isdigit((unsigned char)f.at[i]) && !strchr("+-.eE", f.at[i]))
            return false;
    return f.length > 0 && decimal_double(f.at, number) == f.at + f.length && isfinite(*number);
}

bool field_unknown(Field f)
{
    static const char *const words[] = {"nan", "NaN", "NAN", "NA", "N/A", "?", "null", "None"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (f.length == strlen(words[i]) && !memcmp(f.at, words[i], f.length))
            return true;
    return f.length == 0;
}

bool field_is_number(Field f)
{
    double ignored;
    return field_number(f, &ignored);
}

FieldName field_name(Field f)
{
    FieldName name = {""};
    size_t length = 0;
    for (size_t i = 0; i < f.length && length + 1 < sizeof name.text; i++)
        if (!isspace((unsigned char)f.at[i]))
            name.text[length++] = (char)tolower((unsigned char)f.at[i]);
    return name;
}

FieldName fields_name(const KeptRow *names, int64_t column)
{
    FieldName name = {""};
    if (column < names->count)
        name = field_name(names->field[column]);
    if (!*name.text)
        snprintf(name.text, sizeof name.text, "column %lld", (long long)column + 1);
    return name;
}

int64_t fields_called(const KeptRow *names, const char *const *words)
{
    for (int64_t j = 0; j < names->count; j++)
        if (is_word(field_name(names->field[j]).text, words))
            return j;
    return -1;
}

/* ------------------------------------------------------------------ a row */

static void add_field(FieldText *t, Field f)
{
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : FIRST_ROOM;
        t->field = mem_longer(t->field, t->count, t->room, sizeof *t->field);
    }
    t->field[t->count++] = f;
}

/* Fields of a row with doubled quotes have room together, as they are shorter than the row: none of them moves. */
static void make_unquoted(FieldText *t, size_t row)
{
    if (t->unquoted_used > 0 || t->unquoted_room > row)
        return;
    mem_free(t->unquoted);
    t->unquoted = mem_alloc(t->unquoted_room = row + 1, 1);
}

/* What stands between quotes; past the second one, NULL where there is none. */
static const char *take_quoted(FieldText *t, const char *at, const char *end, size_t row)
{
    const char *start = ++at;
    size_t doubled = 0;
    for (; at < end && (*at != '"' || (at + 1 < end && at[1] == '"')); at++)
        if (*at == '"') {
            doubled++;
            at++;
        }
    if (at == end)
        return NULL;
    Field f = {start, (size_t)(at - start)};
    if (doubled > 0) {
        make_unquoted(t, row);
        char *to = t->unquoted + t->unquoted_used;
        for (const char *from = start; from < at; from += 1 + (*from == '"'))
            *to++ = *from;
        f = (Field){t->unquoted + t->unquoted_used, f.length - doubled};
        t->unquoted_used += f.length + 1;
        *to = 0; /* what reads a number goes no further */
    }
    add_field(t, f);
    return at + 1;
}

static const char *past_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static bool is_separator(const FieldText *t, char c)
{
    return t->separator == ' ' ? is_blank(c) : c == t->separator;
}

/* To where the next field begins, or to the end; `more`: there was a separator. NULL: something else stands there. */
static const char *past_separator(const FieldText *t, const char *at, const char *end, bool *more)
{
    const char *next = at;
    while (next < end && is_blank(*next) && *next != t->separator)
        next++;
    if (t->separator == ' ') {
        next = past_blanks(at, end);
        *more = next > at && next < end;
        return *more || next == end ? next : NULL;
    }
    *more = next < end && *next == t->separator;
    return *more ? next + 1 : next == end ? end : NULL;
}

static const char *take_plain(FieldText *t, const char *at, const char *end)
{
    const char *stop = at;
    while (stop < end && !is_separator(t, *stop))
        stop++;
    if (t->separator == ' ' && at < end && *at == '{')
        stop = end;
    add_field(t, trimmed(at, stop));
    return stop;
}

static bool split_row(FieldText *t, const char *at, const char *end)
{
    const size_t row = (size_t)(end - at);
    bool more = true;
    t->count = 0;
    t->unquoted_used = 0;
    while (more) {
        while (at < end && is_blank(*at) && *at != t->separator)
            at++;
        const bool quoted = at < end && *at == '"';
        at = quoted ? take_quoted(t, at, end, row) : take_plain(t, at, end);
        if (!at)
            return text_error(&t->in, "field %lld begins with a quote, which its line does not close",
                              (long long)t->count + 1);
        at = past_separator(t, at, end, &more);
        if (!at)
            return text_error(&t->in, "field %lld goes on behind its closing quote", (long long)t->count);
    }
    return true;
}

static char separator_of(const char *at, const char *end)
{
    bool quoted = false, comma = false, semicolon = false;
    for (; at < end && (quoted || *at != '{'); at++) {
        quoted ^= *at == '"';
        comma |= *at == ',' && !quoted;
        semicolon |= *at == ';' && !quoted;
        if (*at == '\t' && !quoted)
            return '\t';
    }
    return semicolon ? ';' : comma ? ',' : ' ';
}

/* ------------------------------------------------------------------ the text */

static void note_comment(FieldText *t, Field line)
{
    if (t->first_line > 0 && t->late_comment == 0)
        t->late_comment = t->in.line;
    if (t->first_line == 0)
        snprintf(t->comment, sizeof t->comment, "%.*s", (int)(line.length < 500 ? line.length : 500), line.at);
}

TextStep fields_next(FieldText *t)
{
    const char *start;
    for (;;) {
        const TextStep step = text_next(&t->in, &start);
        if (step != TEXT_LINE)
            return step;
        const size_t length = strcspn(start, "\n");
        Field line = trimmed(start, start + length);
        if (*line.at == '#' || *line.at == '%') {
            note_comment(t, line);
            continue;
        }
        if (!t->separator)
            t->separator = separator_of(line.at, line.at + line.length);
        if (t->first_line == 0)
            t->first_line = t->in.line;
        if (t->separator == '\t') /* empty fields at both ends are some */
            line = (Field){start, length - (length > 0 && start[length - 1] == '\r')};
        return split_row(t, line.at, line.at + line.length) ? TEXT_LINE : TEXT_FAILED;
    }
}

/* ------------------------------------------------------------------ rows that last */

KeptRow fields_keep(const FieldText *t)
{
    KeptRow kept = {.count = t->count, .line = t->in.line};
    size_t size = 1;
    for (int64_t i = 0; i < t->count; i++)
        size += t->field[i].length + 1;
    kept.text = mem_alloc(size, 1);
    kept.field = mem_alloc((size_t)t->count, sizeof *kept.field);
    char *to = kept.text;
    for (int64_t i = 0; i < t->count; i++) {
        memcpy(to, t->field[i].at, t->field[i].length);
        kept.field[i] = (Field){to, t->field[i].length};
        to += t->field[i].length + 1;
    }
    return kept;
}

KeptRow fields_of_comment(const FieldText *t)
{
    const char *at = t->comment + strspn(t->comment, "#% \t");
    FieldText row = {.separator = t->separator, .in = {.error = &(Error){""}}};
    KeptRow kept = {.count = 0};
    if (*at && split_row(&row, at, at + strlen(at)))
        kept = fields_keep(&row);
    mem_free(row.field);
    mem_free(row.unquoted);
    return kept;
}

void fields_drop(KeptRow *row)
{
    mem_free(row->field);
    mem_free(row->text);
    *row = (KeptRow){.count = 0};
}
