/* ogb_answers.c - y of a set of an OGB folder, and which of its rows train, validate and test.
 *
 * Where a row has one number it may be a class or a value; NaN, or nothing, is a row without a label. Of a split such rows
 * are left out, as OGB's evaluators do, and counted in a line. Rows of several numbers of which some are not known are no
 * rows to train on here: no metric would leave these out.
 */
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

/* ------------------------------------------------------------------ splits */

/* How many of a row's numbers are not known. */
static int64_t unknown_of(const gatrt_set *set, int64_t row)
{
    int64_t unknown = 0;
    if (set->label)
        return set->label[row] == GATRT_UNKNOWN;
    for (int64_t j = 0; set->target && j < set->classes; j++)
        unknown += isnan(set->target[row * set->classes + j]);
    return unknown;
}

static bool partly_error(const OgbRows *r, const gatrt_set *set, int64_t row, int64_t unknown)
{
    return text_error(&r->in,
                      "%lld of the %lld numbers of %s %lld are not known (nan); leave it out, or keep a column alone",
                      (long long)unknown, (long long)set->classes, set_word(set), (long long)row);
}

static bool take_row(OgbRows *r, const char *line, gatrt_set *set, int split, int64_t *unlabelled)
{
    int64_t row;
    if (!text_wholes(&r->in, line, 1, &row))
        return false;
    if (row >= set->rows)
        return text_error(&r->in, "%lld, but there are %s", (long long)row, rows_text(set, set->rows).text);
    const int64_t unknown = unknown_of(set, row), all = set->target ? set->classes : 1;
    if (unknown > 0 && unknown < all)
        return partly_error(r, set, row, unknown);
    if (unknown > 0)
        ++*unlabelled;
    else if (!split_add(set, split, row))
        return text_error(&r->in, "%lld, a second time", (long long)row);
    return true;
}

static bool read_split(const Ogb *o, OgbRows *r, gatrt_set *set, int split)
{
    int64_t unlabelled = 0;
    const char *line;
    TextStep step;
    split_new(set, split);
    while ((step = ogb_next(r, &line)) == TEXT_LINE)
        if (!take_row(r, line, set, split, &unlabelled))
            return false;
    if (unlabelled > 0)
        origin_add(o->data, ORIGIN_REMARK, r->name, "%s without a label (nan) %s left out",
                   rows_text(set, unlabelled).text, unlabelled == 1 ? "is" : "are");
    if (step == TEXT_END)
        split_used(o->data, set, split, r->name);
    return step == TEXT_END;
}

bool ogb_splits(const Ogb *o, const char *folder, gatrt_set *set)
{
    static const char *const names[] = {"train", "valid", "test"};
    bool good = true;
    for (int split = 0; good && split < 3; split++) {
        char inside[OGB_NAME];
        OgbRows r;
        snprintf(inside, sizeof inside, "%s/%s", folder, names[split]);
        good = ogb_need(o, inside, &r) && read_split(o, &r, set, split);
        ogb_close(&r);
    }
    return good;
}
