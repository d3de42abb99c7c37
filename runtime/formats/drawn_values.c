/* drawn_values.c - what each row has in a column of a graph tool's file: once, or what stands for those that have none. */
#include "runtime/formats/drawn_make.h"

#include <math.h>
#include <string.h>

bool make_error(const Make *m, const char *wrong, const char *name)
{
    return error_set(m->d->error, "%s: %.80s: %s", file_shown(m->d->path), name, wrong);
}

const char *make_name(const Make *m, DrawnOf of, int64_t column)
{
    return names_at(m->d->of[of].names, column);
}

/* The node's name, or the edge's ends, for an error line. */
KeyText make_shown(const Make *m, DrawnOf of, int64_t row)
{
    KeyText shown;
    const Drawn *d = m->d;
    if (of == DRAWN_EDGES) {
        snprintf(shown.text, sizeof shown.text, "the edge from \"%.40s\" to \"%.40s\"",
                 names_at(d->ids, d->edges[row].from), names_at(d->ids, d->edges[row].to));
        return shown;
    }
    int64_t id = 0;
    while (d->row[id] != row)
        id++;
    snprintf(shown.text, sizeof shown.text, "the node \"%.40s\"", names_at(d->ids, id));
    return shown;
}

/* What each row has, [rows]: of a text its number, of a list where it begins; NaN: nothing. NULL: one has two. */
double *make_values(const Make *m, DrawnOf of, int64_t column)
{
    const DrawnColumn *c = &m->d->of[of].columns[column];
    const int64_t rows = of == DRAWN_NODES ? m->d->rows : m->d->edge_count;
    double *values = mem_alloc((size_t)rows + 1, sizeof *values);
    for (int64_t i = 0; i < rows; i++)
        values[i] = NAN;
    for (int64_t i = 0; i < c->count; i++) {
        if (!isnan(values[c->cells[i].row])) {
            error_set(m->d->error, "%s: %s has %.60s twice", file_shown(m->d->path),
                      make_shown(m, of, c->cells[i].row).text, make_name(m, of, column));
            mem_free(values);
            return NULL;
        }
        values[c->cells[i].row] = c->cells[i].value;
    }
    for (int64_t i = 0; c->has_other && i < rows; i++)
        values[i] = isnan(values[i]) ? c->other : values[i];
    return values;
}

/* The same, where every row must have a value. */
static double *full_values_of(const Make *m, DrawnOf of, int64_t column)
{
    const int64_t rows = of == DRAWN_NODES ? m->d->rows : m->d->edge_count;
    double *values = make_values(m, of, column);
    for (int64_t i = 0; values && i < rows; i++) {
        if (!isnan(values[i]))
            continue;
        error_set(m->d->error, "%s: %s has no %.60s; add it, or name others by %s=", file_shown(m->d->path),
                  make_shown(m, of, i).text, make_name(m, of, column),
                  drawn_ask_name[of == DRAWN_NODES           ? ASK_FEATURES
                                 : column == m->roles.weight ? ASK_WEIGHT
                                                             : ASK_EDGE_FEATURES]);
        mem_free(values);
        return NULL;
    }
    return values;
}

float make_float(Make *m, DrawnOf of, int64_t column, double number)
{
    if (m->rounded == 0.0 && data_rounds(number)) {
        m->rounded = number;
        m->of = make_name(m, of, column);
    }
    return (float)number;
}

int64_t make_width(const DrawnColumn *c)
{
    return c->kind == DRAWN_LIST ? c->width : 1;
}

int64_t make_role_width(const Make *m, DrawnOf of, DrawnRole role)
{
    int64_t width = 0;
    for (int64_t c = 0; c < m->d->of[of].count; c++)
        width += m->roles.role[of][c] == role ? make_width(&m->d->of[of].columns[c]) : 0;
    return width;
}

bool make_columns(Make *m, DrawnOf of, DrawnRole role, const int64_t *row_of, int64_t rows, int64_t width, float *to)
{
    int64_t at = 0;
    for (int64_t c = 0; c < m->d->of[of].count; c++) {
        const DrawnColumn *column = &m->d->of[of].columns[c];
        if (m->roles.role[of][c] != role)
            continue;
        double *values = full_values_of(m, of, c);
        if (!values)
            return false;
        for (int64_t r = 0; r < rows; r++) {
            const double value = values[row_of ? row_of[r] : r];
            for (int64_t i = 0; i < make_width(column); i++)
                to[r * width + at + i] =
                    make_float(m, of, c, column->kind == DRAWN_LIST ? column->numbers[(int64_t)value + i] : value);
        }
        at += make_width(column);
        mem_free(values);
    }
    return true;
}
