/* made.c - "NAME:key=value,key=value" held to a table, and what data sets that are made have in common. */
#include "runtime/formats/made.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ", seed" behind what there is: of those that are needed, or of the others. */
static void add_names(const MadeKey *rows, int count, bool needed, Error *error)
{
    bool first = true;
    for (int i = 0; i < count; i++)
        if (rows[i].needed == needed) {
            error_add(error, "%s%s", first ? needed ? "; needed: " : "; optional: " : ", ", rows[i].name);
            first = false;
        }
}

static bool refuse(const MadeKey *rows, int count, Error *error)
{
    add_names(rows, count, true, error);
    add_names(rows, count, false, error);
    return false;
}

static bool read_value(const char *spec, const MadeKey *row, const char *text, double *value, Error *error)
{
    char *end;
    const double number = strtod(text, &end);
    if (end == text || *end || !(number >= row->least && number <= row->most))
        return error_set(error, "%.80s: %s=%.40s, but it must be a number from %.15g to %.15g", spec, row->name, text,
                         row->least, row->most);
    if (!row->fraction && number != floor(number))
        return error_set(error, "%.80s: %s=%.40s, but it must be a whole number", spec, row->name, text);
    *value = number;
    return true;
}

static bool read_setting(const char *spec, char *text, const MadeKey *rows, int count, double *value, Error *error)
{
    char *equals = strchr(text, '=');
    if (!equals) {
        error_set(error, "%.80s: \"%.40s\" is not key=value", spec, text);
        return refuse(rows, count, error);
    }
    *equals = 0;
    for (int i = 0; i < count; i++)
        if (!strcmp(text, rows[i].name)) {
            if (!isnan(value[i]))
                return error_set(error, "%.80s: %s is given twice", spec, text);
            return read_value(spec, &rows[i], equals + 1, &value[i], error);
        }
    error_set(error, "%.80s: unknown key %.40s", spec, text);
    return refuse(rows, count, error);
}

bool made_read(const char *spec, const MadeKey *rows, int count, double *value, Error *error)
{
    const char *colon = strchr(spec, ':');
    for (int i = 0; i < count; i++)
        value[i] = NAN;
    for (const char *at = colon ? colon + 1 : ""; *at;) {
        char text[64];
        const size_t length = strcspn(at, ",");
        if (length >= sizeof text) {
            error_set(error, "%.80s: \"%.40s..\" is too long for key=value", spec, at);
            return refuse(rows, count, error);
        }
        memcpy(text, at, length);
        text[length] = 0;
        if (!read_setting(spec, text, rows, count, value, error))
            return false;
        at += length + (at[length] == ',');
    }
    for (int i = 0; i < count; i++)
        if (rows[i].needed && isnan(value[i])) {
            error_set(error, "%.80s: %s is missing", spec, rows[i].name);
            return refuse(rows, count, error);
        }
    return true;
}

int32_t *made_order(int64_t count, uint64_t key)
{
    int32_t *order = mem_alloc((size_t)count, sizeof *order);
    for (int64_t i = 0; i < count; i++)
        order[i] = (int32_t)i;
    for (int64_t i = count - 1; i > 0; i--) {
        const int64_t other = (int64_t)(draw_unit(gatrt_mix(key ^ (uint64_t)i)) * (double)(i + 1));
        const int32_t held = order[i];
        order[i] = order[other];
        order[other] = held;
    }
    return order;
}

void made_split(gatrt_set *set, uint64_t seed, int train, int validate)
{
    int32_t *order = made_order(set->rows, gatrt_mix(seed ^ 0x51ull << 56));
    for (int m = 0; m < 3; m++)
        set->mask[m] = mem_alloc((size_t)set->rows, 1);
    for (int64_t i = 0; i < set->rows; i++) {
        const int64_t tenth = i * 10 / set->rows;
        set->mask[tenth < train ? 0 : tenth < train + validate ? 1 : 2][order[i]] = 1;
    }
    mem_free(order);
}

void made_join(gatrt_relation *edge, int64_t u, int64_t v)
{
    edge->src[edge->edges] = edge->dst[edge->edges + 1] = (int32_t)u;
    edge->dst[edge->edges] = edge->src[edge->edges + 1] = (int32_t)v;
    edge->edges += 2;
}
