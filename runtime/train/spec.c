/* spec.c - what is asked for by name with its settings, as one text: "adam:lr=0.005,amsgrad".
 *
 * Models and command lines ask for optimisers, schedules and their like in these words. A table says what each
 * name's settings are called, what they are where nothing is said, and what they may be; gatcc reads the same tables,
 * so that one row is all that a new setting needs. Numbers are read as they were written: gatcc writes as many digits
 * as give the same double.
 */
#include "runtime/runtime.h"
#include "runtime/base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a number may be; `word` is what models' options call it, prelude.lua's check. */
static const struct {
    const char *word, *shown;
    double least, most;
} ranges[] = {
    [RANGE_NOT_NEGATIVE] = {"not_negative", "a number of at least 0", 0.0, INFINITY},
    [RANGE_POSITIVE] = {"positive", "a number above 0", 0.0, INFINITY},
    [RANGE_BELOW_ONE] = {"probability", "a number of at least 0 and below 1", 0.0, 1.0},
    [RANGE_FLAG] = {"boolean", "0 or 1", 0.0, 1.0},
    [RANGE_COUNT] = {"count", "a whole number from 1", 1.0, 16777216.0},
    [RANGE_COUNT_OR_ZERO] = {"count_or_zero", "a whole number from 0", 0.0, 16777216.0},
    [RANGE_EPOCHS] = {"epochs", "whole numbers from 1 that do not fall, as 50/75/90", 1.0, 16777216.0},
};

const char *range_word(Range range)
{
    return ranges[range].word;
}

const char *range_shown(Range range)
{
    return ranges[range].shown;
}

static bool is_whole(Range range)
{
    return range == RANGE_FLAG || range == RANGE_COUNT || range == RANGE_COUNT_OR_ZERO || range == RANGE_EPOCHS;
}

static bool in_range(Range range, double x)
{
    return x >= ranges[range].least && x <= ranges[range].most && isfinite(x) && !(is_whole(range) && x != floor(x)) &&
           !(range == RANGE_POSITIVE && x == 0.0) && !(range == RANGE_BELOW_ONE && x == 1.0);
}

static double *field_of(void *to, const Setting *row)
{
    return (double *)(void *)((char *)to + row->field);
}

double setting_value(const void *of, const Setting *row)
{
    double value;
    memcpy(&value, (const char *)of + row->field, sizeof value);
    return value;
}

bool setting_check(const void *of, const Setting *row)
{
    return in_range(row->range, setting_value(of, row));
}

/* The longest that a setting's text can be: a list of milestones. */
enum { LONGEST = 256 };

static bool wrong_value(const char *what, const Setting *row, const char *text, Error *error)
{
    return error_set(error, "%.60s: %s=%.40s, but it must be %s", what, row->name, text, ranges[row->range].shown);
}

/* "50/75/90" into the fields from the row's on; what is left of MOST_EPOCHS stays NaN. */
static bool read_epochs(const char *what, const Setting *row, const char *text, double *to, Error *error)
{
    const char *at = text;
    for (int i = 0; i < MOST_EPOCHS; i++)
        to[i] = NAN;
    for (int i = 0; i < MOST_EPOCHS; i++) {
        char *end;
        to[i] = strtod(at, &end);
        if (end == at || !in_range(RANGE_EPOCHS, to[i]) || (i > 0 && to[i] < to[i - 1]) || (*end && *end != '/'))
            return wrong_value(what, row, text, error);
        if (!*end)
            return true;
        at = end + 1;
    }
    return error_set(error, "%.60s: %s has more than %d numbers", what, row->name, (int)MOST_EPOCHS);
}

/* A flag alone is as good as flag=1. */
static bool read_value(const char *what, const Setting *row, const char *text, void *to, Error *error)
{
    char *end;
    if (row->range == RANGE_EPOCHS)
        return read_epochs(what, row, text ? text : "", field_of(to, row), error);
    if (!text && row->range == RANGE_FLAG)
        text = "1";
    const double value = text ? strtod(text, &end) : NAN;
    if (!text || end == text || *end || !in_range(row->range, value))
        return wrong_value(what, row, text ? text : "", error);
    *field_of(to, row) = value;
    return true;
}

static bool unknown_setting(const char *what, const char *name, const Setting *rows, Error *error)
{
    const char *known[MOST_SETTINGS];
    int count = 0;
    for (; count < MOST_SETTINGS && rows[count].name; count++)
        known[count] = rows[count].name;
    if (!count)
        return error_set(error, "%.60s takes no settings", what);
    error_set(error, "%.60s has no setting %.40s; it takes ", what, name);
    for (int i = 0; i < count; i++)
        error_add(error, "%s%s", i ? ", " : "", known[i]);
    const char *near = word_nearest(name, known, count);
    if (near)
        error_add(error, "; did you mean %s?", near);
    return false;
}

static bool read_setting(const char *what, char *text, const Setting *rows, void *to, Error *error)
{
    char *equals = strchr(text, '=');
    if (equals)
        *equals = '\0';
    for (int i = 0; i < MOST_SETTINGS && rows[i].name; i++)
        if (strcmp(rows[i].name, text) == 0)
            return read_value(what, &rows[i], equals ? equals + 1 : NULL, to, error);
    return unknown_setting(what, text, rows, error);
}

void settings_initial(const Setting *rows, void *to)
{
    for (int i = 0; i < MOST_SETTINGS && rows[i].name; i++)
        *field_of(to, &rows[i]) = rows[i].initial;
}

static bool is_initial(double value, const Setting *row)
{
    return value == row->initial || (isnan(value) && isnan(row->initial));
}

static void add_epochs(const Setting *row, const void *of, char *text, size_t size)
{
    Setting at = *row;
    for (int i = 0; i < MOST_EPOCHS && isfinite(setting_value(of, &at)); i++, at.field += sizeof(double)) {
        const size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%g", i ? "/" : "", setting_value(of, &at));
    }
}

static void settings_text(const Setting *rows, const void *of, char *text, size_t size)
{
    bool first = true;
    for (int i = 0; i < MOST_SETTINGS && rows[i].name; i++) {
        const double value = setting_value(of, &rows[i]);
        const size_t used = strlen(text);
        if (is_initial(value, &rows[i]))
            continue;
        snprintf(text + used, size - used, "%s%s=", first ? ":" : ",", rows[i].name);
        first = false;
        if (rows[i].range == RANGE_EPOCHS)
            add_epochs(&rows[i], of, text, size);
        else
            snprintf(text + strlen(text), size - strlen(text), "%.10g", value);
    }
}

bool settings_read(const char *what, const char *text, const Setting *rows, void *to, Error *error)
{
    for (const char *at = text; *at;) {
        char setting[LONGEST];
        const size_t length = strcspn(at, ",");
        if (length >= sizeof setting)
            return error_set(error, "%.60s: \"%.40s...\" is too long for a setting", what, at);
        memcpy(setting, at, length);
        setting[length] = '\0';
        if (!read_setting(what, setting, rows, to, error))
            return false;
        at += length + (at[length] == ',');
    }
    return true;
}

size_t spec_name(const char *spec, const char **settings)
{
    const size_t length = strcspn(spec, ":");
    *settings = spec[length] ? spec + length + 1 : spec + length;
    return length;
}

int spec_find(SpecTable *table, const char *kind, const char *spec, Error *error)
{
    const char *name, *rest;
    const size_t length = spec_name(spec, &rest);
    for (int i = 0; table(i, &name); i++)
        if (strlen(name) == length && memcmp(name, spec, length) == 0)
            return i;
    error_set(error, "no %s is called \"%.*s\"; there are ", kind, length < 60 ? (int)length : 60, spec);
    for (int i = 0; table(i, &name); i++)
        error_add(error, "%s%s", i ? ", " : "", name);
    return -1;
}

int spec_read(SpecTable *table, const char *kind, const char *spec, void *to, Error *error)
{
    const char *name, *rest;
    char what[64];
    const int row = spec_find(table, kind, spec, error);
    const Setting *rows = row < 0 ? NULL : table(row, &name);
    if (!rows)
        return -1;
    spec_name(spec, &rest);
    snprintf(what, sizeof what, "%s %s", kind, name);
    settings_initial(rows, to);
    return settings_read(what, rest, rows, to, error) ? row : -1;
}

void spec_text(SpecTable *table, int row, const void *of, char *text, size_t size)
{
    const char *name = "none";
    const Setting *rows = row < 0 ? NULL : table(row, &name);
    snprintf(text, size, "%s", name);
    if (rows)
        settings_text(rows, of, text, size);
}
