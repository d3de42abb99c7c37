/* ogb_rows.c - rows of numbers in a file of an OGB folder, which another file has counted. What is claimed is held to what
 * the file's bytes can be before memory is asked for.
 */
#include "runtime/formats/ogb.h"

#include <string.h>

/* ------------------------------------------------------------------ a file */

static bool look(OgbRows *r)
{
    const TextStep step = text_next(&r->in, &r->first);
    r->looked = step == TEXT_LINE;
    r->first = r->looked ? r->first : NULL;
    r->columns = r->looked ? text_fields(r->first) : 0;
    return step != TEXT_FAILED;
}

bool ogb_open(const Ogb *o, const char *inside, OgbRows *r)
{
    static const char *const endings[] = {".csv.gz", ".csv"};
    char path[OGB_ROOT + sizeof r->name];
    *r = (OgbRows){.in.file = -1};
    for (size_t i = 0; i < sizeof endings / sizeof *endings && !r->there; i++) {
        snprintf(r->name, sizeof r->name, "%s%s", inside, endings[i]);
        snprintf(path, sizeof path, "%s/%s", o->root, r->name);
        r->there = file_exists(path);
    }
    if (!r->there)
        return true;
    const bool good = text_open(&r->in, path, o->error);
    r->in.loading = o->loading;
    return good && look(r);
}

bool ogb_need(const Ogb *o, const char *inside, OgbRows *r)
{
    return ogb_open(o, inside, r) &&
           (r->there || error_set(o->error, "%s: no %s.csv.gz, nor .csv", file_shown(o->root), inside));
}

TextStep ogb_next(OgbRows *r, const char **line)
{
    if (!r->looked)
        return r->first ? text_next(&r->in, line) : TEXT_END;
    r->looked = false;
    *line = r->first;
    return TEXT_LINE;
}

void ogb_close(OgbRows *r)
{
    text_close(&r->in);
}

/* ------------------------------------------------------------------ counted rows */

bool ogb_row(OgbRows *r, int64_t done, const OgbCount *count, const char **line, bool *more)
{
    const TextStep step = ogb_next(r, line);
    *more = step == TEXT_LINE;
    if (step == TEXT_FAILED)
        return false;
    if (*more && done >= count->rows)
        return text_error(&r->in, "more rows than the %lld %s that %s tells of", (long long)count->rows, count->of,
                          count->said_by);
    return *more || done == count->rows ||
           error_set(r->in.error, "%s: %lld rows, but %s tells of %lld %s", file_shown(r->in.path), (long long)done,
                     count->said_by, (long long)count->rows, count->of);
}

/* A number takes two bytes at least, with the comma or the line's end behind it, which the last one may lack. */
bool ogb_fits(const OgbRows *r, const OgbCount *count, int64_t columns)
{
    size_t numbers, bytes;
    const bool countable = size_mul((size_t)count->rows, (size_t)columns, &numbers) &&
                           size_mul(numbers, sizeof(double), &bytes) && bytes <= mem_physical();
    if (countable && numbers <= text_most(&r->in) / 2 + 1)
        return true;
    return error_set(r->in.error, "%s: %lld numbers for each of the %lld %s that %s tells of are more than %s",
                     file_shown(r->in.path), (long long)columns, (long long)count->rows, count->of, count->said_by,
                     countable ? "the file can hold" : "this machine has memory for");
}

bool ogb_floats(const Ogb *o, OgbRows *r, const OgbCount *count, bool unknown, float **to)
{
    double rounded = 0.0;
    const char *line;
    bool more = true, good = ogb_fits(r, count, r->columns);
    if (good)
        *to = mem_alloc((size_t)count->rows * (size_t)r->columns, sizeof **to);
    for (int64_t row = 0; good && more; row++)
        good = ogb_row(r, row, count, &line, &more) &&
               (!more || text_floats(&r->in, line, r->columns, unknown, *to + row * r->columns, &rounded));
    if (good && rounded != 0.0)
        data_tell_rounded(o->data, r->name, rounded);
    if (good)
        origin_add(o->data, ORIGIN_USED, r->name, "[%lld, %lld]", (long long)count->rows, (long long)r->columns);
    return good;
}

/* ------------------------------------------------------------------ lists that count */

bool ogb_add(const Ogb *o, OgbList *list, int64_t value)
{
    const size_t bytes = 2 * (size_t)list->count * sizeof *list->values;
    if (list->count == INT32_MAX || bytes > mem_physical() / 2)
        return error_set(o->error, "%s: %s has more numbers than there is room for", file_shown(o->root), list->name);
    if ((list->count & (list->count - 1)) == 0) /* the next power of two */
        list->values =
            mem_longer(list->values, list->count, list->count > 0 ? 2 * list->count : 1, sizeof *list->values);
    list->values[list->count++] = value;
    return true;
}

static bool read_list(const Ogb *o, OgbRows *r, OgbList *list)
{
    int64_t value;
    const char *line;
    TextStep step;
    while ((step = ogb_next(r, &line)) == TEXT_LINE)
        if (!text_wholes(&r->in, line, 1, &value) || !ogb_add(o, list, value))
            return false;
    return step == TEXT_END;
}

bool ogb_list(const Ogb *o, const char *inside, OgbList *list)
{
    OgbRows r;
    *list = (OgbList){.values = NULL};
    bool good = ogb_need(o, inside, &r);
    snprintf(list->name, sizeof list->name, "%s", r.name);
    good = good && read_list(o, &r, list);
    if (good && list->count == 0)
        good = error_set(o->error, "%s: there is no number in it", file_shown(r.in.path));
    ogb_close(&r);
    return good;
}
