/* dti_matrix.c - a matrix as text. A first row that begins with nothing, or with what is no number, names the columns, and then
 * each row begins with its own name.
 */
#include "runtime/formats/dti.h"
#include "runtime/formats/fields.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

bool dti_error(const DtiMatrix *m, Error *error, const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error_set(error, "%s: %s", file_shown(m->path), text);
}

void dti_free(DtiMatrix *m)
{
    names_free(m->row);
    names_free(m->column);
    mem_free(m->value);
    *m = (DtiMatrix){.rows = 0};
}

/* A name that is there already would be two rows, or columns, with one. */
static bool add_name(const FieldText *t, Names *names, Field f)
{
    const int64_t before = names_count(names);
    if (f.length == 0)
        return text_error(&t->in, "a name is missing");
    return names_add(names, f.at, f.length) == before ||
           text_error(&t->in, "%.*s is there a second time", field_shown(f), f.at);
}

static bool is_header(const FieldText *t)
{
    return t->count > 0 && !field_is_number(t->field[0]);
}

static bool read_header(DtiMatrix *m, const FieldText *t)
{
    m->row = names_new();
    m->column = names_new();
    for (int64_t j = 1; j < t->count; j++)
        if (!add_name(t, m->column, t->field[j]))
            return false;
    m->columns = t->count - 1;
    return m->columns > 0 || text_error(&t->in, "a header without a column");
}

static bool read_row(DtiMatrix *m, const FieldText *t, int64_t *room)
{
    const int64_t names = m->row != NULL;
    if (m->rows == 0 && !names)
        m->columns = t->count;
    if (t->count != m->columns + names)
        return text_error(&t->in, "%lld numbers, but there are %lld columns", (long long)(t->count - names),
                          (long long)m->columns);
    if (names && !add_name(t, m->row, t->field[0]))
        return false;
    if (m->rows == *room) {
        *room = *room ? 2 * *room : 64;
        m->value = mem_longer(m->value, m->rows * m->columns, *room * m->columns, sizeof *m->value);
    }
    for (int64_t j = 0; j < m->columns; j++) {
        const Field f = t->field[j + names];
        if (!field_number(f, &m->value[m->rows * m->columns + j]))
            return text_error(&t->in, "\"%.*s\" is not a number", field_shown(f), f.at);
    }
    return ++m->rows < INT32_MAX || text_error(&t->in, "more than 2147483646 rows");
}

bool dti_read(DtiMatrix *m, const char *path, Error *error)
{
    FieldText t;
    TextStep step = TEXT_FAILED;
    int64_t room = 0;
    bool good = fields_open(&t, path, error), first = true;
    *m = (DtiMatrix){.rows = 0};
    snprintf(m->path, sizeof m->path, "%s", path);
    while (good && (step = fields_next(&t)) == TEXT_LINE) {
        good = first && is_header(&t) ? read_header(m, &t) : read_row(m, &t, &room);
        first = false;
    }
    fields_close(&t);
    good = good && step == TEXT_END;
    if (good && m->rows == 0)
        good = dti_error(m, error, "no row of numbers");
    if (!good)
        dti_free(m);
    return good;
}

bool dti_is_ones(const DtiMatrix *m, int64_t *ones, Error *error)
{
    *ones = 0;
    for (int64_t i = 0; i < m->rows * m->columns; i++) {
        if (m->value[i] != 0.0 && m->value[i] != 1.0)
            return dti_error(m, error, "%.15g in row %" PRId64 ": every number must be 0 or 1", m->value[i],
                             i / m->columns + 1);
        *ones += m->value[i] == 1.0;
    }
    return true;
}
