/* text_numbers.c - lines of numbers with commas between them, to floats, doubles or whole numbers. A field may have blanks
 * around it and stand in quotes (RFC 4180), as pandas may write it.
 */
#include "runtime/formats/decimal.h"
#include "runtime/formats/text_in.h"

#include <math.h>
#include <string.h>

int64_t text_fields(const char *line)
{
    int64_t fields = 1;
    for (; *line != '\n' && *line; line++)
        fields += *line == ',';
    return fields;
}

/* ------------------------------------------------------------------ a field */

typedef struct Field {
    const char *at; /* its number; NULL: nothing that could be one, and no room for one */
    bool quoted, empty;
} Field;

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    return at;
}

static bool is_end(char c)
{
    return c == ',' || c == '\n' || c == '\0';
}

/* A number does not begin with what strtod skips: that would be the next line's. */
static Field open_field(const char *at)
{
    at = skip_blanks(at);
    const bool quoted = *at == '"';
    at += quoted;
    const bool empty = quoted ? *at == '"' : is_end(*at);
    const bool skipped = !empty && (*at == '\n' || *at == '\v' || *at == '\f');
    return (Field){skipped ? NULL : at, quoted, empty};
}

/* From behind its number to the comma or end that follows; NULL: something else does. */
static const char *close_field(Field f, const char *after)
{
    if (!after || (f.quoted && *after != '"'))
        return NULL;
    after = skip_blanks(after + f.quoted);
    return is_end(*after) ? after : NULL;
}

static const char *read_double(const char *at, bool unknown, double *number)
{
    const Field f = open_field(at);
    *number = (double)NAN;
    const char *after = f.empty ? (unknown ? f.at : NULL) : f.at ? decimal_double(f.at, number) : NULL;
    return close_field(f, after);
}

static const char *read_float(const char *at, bool unknown, float *number)
{
    const Field f = open_field(at);
    *number = NAN;
    const char *after = f.empty ? (unknown ? f.at : NULL) : f.at ? decimal_float(f.at, number) : NULL;
    return close_field(f, after);
}

static bool field_error(const TextIn *t, const char *at, const char *what)
{
    const size_t length = strcspn(at, ",\r\n");
    return text_error(t, "\"%.*s\" is %s", (int)(length < 40 ? length : 40), at, what);
}

/* From one field to the next, or to the line's end: are there as many as there should be? */
static bool go_on(const TextIn *t, const char **line, const char *after, int64_t done, int64_t count)
{
    if (!after)
        return field_error(t, *line, "not a number");
    const bool more = *after == ',';
    *line = after + more;
    return more == (done < count) || text_error(t, "%s than %lld number%s, which each line is to have",
                                                more ? "more" : "less", (long long)count, count == 1 ? "" : "s");
}

/* ------------------------------------------------------------------ a line */

bool text_doubles(TextIn *t, const char *line, int64_t count, bool unknown, double *to)
{
    for (int64_t i = 0; i < count; i++)
        if (!go_on(t, &line, read_double(line, unknown, &to[i]), i + 1, count))
            return false;
    return true;
}

/* Only so large ones may be whole and no float, only those of other digits than 0 too small for one. */
static bool may_be_rounded(const char *at, float number)
{
    if (number != 0.0f)
        return fabsf(number) >= 0x1p24f;
    while (*at == '0' || *at == '.' || *at == '-' || *at == '+' || *at == '"' || *at == ' ')
        at++;
    return *at >= '1' && *at <= '9';
}

bool text_floats(TextIn *t, const char *line, int64_t count, bool unknown, float *to, double *rounded)
{
    for (int64_t i = 0; i < count; i++) {
        const char *at = line;
        double number;
        if (!go_on(t, &line, read_float(at, unknown, &to[i]), i + 1, count))
            return false;
        if (*rounded == 0.0 && may_be_rounded(at, to[i]) && read_double(at, unknown, &number) && data_rounds(number))
            *rounded = number;
    }
    return true;
}

bool text_wholes(TextIn *t, const char *line, int64_t count, int64_t *to)
{
    for (int64_t i = 0; i < count; i++) {
        const char *at = line;
        double number;
        if (!go_on(t, &line, read_double(at, false, &number), i + 1, count))
            return false;
        if (!(number >= 0.0 && number <= 0x1p53 && number == floor(number)))
            return field_error(t, at, "not a whole number from 0 on");
        to[i] = (int64_t)number;
    }
    return true;
}
