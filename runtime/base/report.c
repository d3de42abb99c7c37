/* report.c - what was measured, as one JSON object for other programs.
 *
 * A Report is a JSON object. Where a report is made, jansson never runs out of memory: the program ends. Reals are
 * printed with %.9g, enough to read a float back exactly.
 */
#include "runtime/runtime.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As mem_alloc: out of memory is one line and exit 1. */
static void must(bool worked)
{
    if (!worked)
        give_up(GATRT_FAILED, "out of memory for a report or the header of a file");
}

/* jansson's own way of failing does not tell a wrong name from memory that ran out. */
static void *alloc_for_json(size_t size)
{
    void *p = malloc(size);
    must(p != NULL);
    return p;
}

static json_t *number(double value)
{
    json_t *made = isfinite(value) ? json_real(value) : json_null();
    must(made != NULL);
    return made;
}

static void set(Report *r, const char *key, json_t *value)
{
    must(value != NULL && json_object_set_new(r, key, value) == 0);
}

void report_number(Report *r, const char *key, double value)
{
    set(r, key, number(value));
}

void report_count(Report *r, const char *key, int64_t value)
{
    set(r, key, json_integer(value));
}

/* File names need not be UTF-8; what is not is shown byte by byte. */
void report_text(Report *r, const char *key, const char *value)
{
    value = value ? value : "";
    json_t *text = json_string(value);
    if (!text) {
        char plain[256];
        size_t n = 0;
        for (; value[n] && n + 1 < sizeof plain; n++)
            plain[n] = value[n] >= ' ' && value[n] <= '~' ? value[n] : '?';
        plain[n] = '\0';
        text = json_string(plain);
    }
    set(r, key, text);
}

void report_floats(Report *r, const char *key, const float *values, int64_t count)
{
    json_t *list = json_array();
    must(list != NULL);
    for (int64_t i = 0; i < count; i++)
        must(json_array_append_new(list, number((double)values[i])) == 0);
    set(r, key, list);
}

void report_counts(Report *r, const char *key, const int64_t *values, int64_t count)
{
    json_t *list = json_array();
    must(list != NULL);
    for (int64_t i = 0; i < count; i++)
        must(json_array_append_new(list, json_integer(values[i])) == 0);
    set(r, key, list);
}

Report *report_row(Report *r, const char *list)
{
    json_t *array = json_object_get(r, list), *row = json_object();
    if (!array) {
        array = json_array();
        set(r, list, array);
    }
    must(row != NULL && json_array_append_new(array, row) == 0);
    return row;
}

Report *report_empty(void)
{
    json_set_alloc_funcs(alloc_for_json, free);
    Report *r = json_object();
    must(r != NULL);
    return r;
}

void report_free(Report *r)
{
    json_decref(r);
}

bool report_write(const Report *r, const char *path, Error *error)
{
    char *text = json_dumps(r, JSON_INDENT(2) | JSON_REAL_PRECISION(9) | JSON_ENSURE_ASCII);
    must(text != NULL);
    size_t length = strlen(text);
    text[length] = '\n'; /* in place of the end: only `length` counts from here */
    bool worked = strcmp(path, "-") == 0 ? fwrite(text, 1, length + 1, stdout) == length + 1
                                         : file_write(path, text, length + 1, error);
    if (!worked && strcmp(path, "-") == 0)
        error_set(error, "cannot write to standard output");
    free(text);
    return worked;
}
