/* ogb_answers.c - y of a set of an OGB folder. Where a row has one number it may be a class or a value; NaN, or nothing, is a
 * row without a label. */
#include "runtime/formats/ogb.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ y */

/* A number a row, as classes where all are whole. */
static void take_column(const Ogb *o, const OgbRows *r, gatrt_set *set, const double *values)
{
    double rounded = 0.0;
    int64_t v = 0;
    set->label = mem_alloc((size_t)set->rows, sizeof *set->label);
    for (; v < set->rows && data_take_label(set, v, values[v]); v++)
        rounded = rounded == 0.0 && data_rounds(values[v]) ? values[v] : rounded;
    if (v < set->rows) {
        mem_free(set->label);
        set->label = NULL;
        set->classes = 1;
        set->target = mem_alloc((size_t)set->rows, sizeof *set->target);
    }
    for (v = 0; set->target && v < set->rows; v++) {
        set->target[v] = (float)values[v];
        rounded = rounded == 0.0 && data_rounds(values[v]) ? values[v] : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(o->data, r->name, rounded);
}

static bool read_column(const Ogb *o, OgbRows *r, gatrt_set *set, const OgbCount *count)
{
    const char *line;
    bool more = true, good = ogb_fits(r, count, 1);
    double *values = good ? mem_alloc((size_t)set->rows, sizeof *values) : NULL;
    for (int64_t row = 0; good && more; row++)
        good = ogb_row(r, row, count, &line, &more) && (!more || text_doubles(&r->in, line, 1, true, &values[row]));
    if (good) {
        take_column(o, r, set, values);
        origin_add(o->data, ORIGIN_USED, r->name, "[%lld, 1]", (long long)set->rows);
    }
    mem_free(values);
    return good;
}

static bool read_columns(const Ogb *o, OgbRows *r, gatrt_set *set, const OgbCount *count)
{
    set->classes = r->columns;
    return ogb_floats(o, r, count, true, &set->target);
}

bool ogb_answers(const Ogb *o, const char *inside, gatrt_set *set, const OgbCount *count)
{
    OgbRows r;
    bool good = ogb_open(o, inside, &r);
    if (good && r.there) {
        good = (r.columns == 1 ? read_column : read_columns)(o, &r, set, count);
    }
    ogb_close(&r);
    return good;
}
