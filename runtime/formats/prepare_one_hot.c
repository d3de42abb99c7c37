/* prepare_one_hot.c - columns of categories as a column of 0 and 1 for each that there is, in the order of their values. What
 * a row does not know is 0 in all of them.
 */
#include "runtime/formats/prepare.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CATEGORIES = 1000 }; /* of a column: more are measures */

static bool column_error(const gatrt_data *data, const gatrt_set *node, const char *at, Error *error)
{
    return error_set(error,
                     "%s: --one-hot \"%.40s\": columns are numbered from 0 to %lld; names are for --features FILE",
                     file_shown(data->name), at, (long long)node->features - 1);
}

bool one_hot_columns(const char *rule, const gatrt_data *data, const gatrt_set *node, Categories *to, Error *error)
{
    if (!rule || to->is)
        return true;
    if (!node->x)
        return error_set(error, "%s: --one-hot is for columns of a dense matrix, but the features are sparse",
                         file_shown(data->name));
    to->is = mem_alloc((size_t)node->features, 1);
    for (const char *at = rule; *at;) {
        char *end;
        const long long column = isdigit((unsigned char)*at) ? strtoll(at, &end, 10) : -1;
        if (column < 0 || column >= node->features || (*end && *end != ',') || to->is[column])
            return column_error(data, node, at, error);
        to->is[column] = 1;
        at = *end ? end + 1 : end;
    }
    return true;
}

/* ------------------------------------------------------------------ which there are */

typedef struct Values {
    float at[MOST_CATEGORIES];
    int count;
} Values;

static int place_of(const Values *v, float number)
{
    int low = 0, high = v->count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (v->at[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool find_values(const gatrt_data *data, const gatrt_set *node, int64_t column, Values *v, Error *error)
{
    v->count = 0;
    for (int64_t r = 0; r < node->rows; r++) {
        const float number = node->x[r * node->features + column];
        const int at = place_of(v, number);
        if (isnan(number) || (at < v->count && v->at[at] == number))
            continue;
        if (v->count == MOST_CATEGORIES)
            return error_set(error,
                             "%s: --one-hot: column %lld has more than %d different values; are they categories?",
                             file_shown(data->name), (long long)column, MOST_CATEGORIES);
        memmove(v->at + at + 1, v->at + at, (size_t)(v->count - at) * sizeof *v->at);
        v->at[at] = number;
        v->count++;
    }
    return true;
}

/* ------------------------------------------------------------------ columns of them */

typedef struct Expanding {
    gatrt_set *node;
    float *x;
    int64_t width;
    uint8_t *made;
} Expanding;

/* A column as it stands, or one for each of its values, from `at` on. */
static void put_column(const Expanding *e, int64_t column, const Values *v, int64_t at)
{
    for (int64_t r = 0; r < e->node->rows; r++) {
        const float number = e->node->x[r * e->node->features + column];
        if (!v)
            e->x[r * e->width + at] = number;
        else if (!isnan(number))
            e->x[r * e->width + at + place_of(v, number)] = 1.0f;
    }
    for (int i = 0; v && i < v->count; i++)
        e->made[at + i] = 1;
}

static uint64_t print_values(uint64_t print, const Values *v)
{
    for (int i = 0; i < v->count; i++) {
        uint32_t bits;
        memcpy(&bits, &v->at[i], sizeof bits);
        print = gatrt_mix(print ^ bits);
    }
    return gatrt_mix(print ^ (uint64_t)v->count);
}

static int64_t count_of(const Categories *categories, int64_t features)
{
    int64_t count = 0;
    for (int64_t c = 0; c < features; c++)
        count += categories->is[c];
    return count;
}

bool one_hot_expand(const gatrt_data *data, gatrt_set *node, const Categories *categories, uint8_t **made,
                    uint64_t *print, Error *error)
{
    Expanding e = {.node = node};
    Values *values = mem_alloc((size_t)count_of(categories, node->features), sizeof *values), *next = values;
    bool good = true;
    *print = categories->print;
    for (int64_t c = 0; good && c < node->features; c++) {
        good = !categories->is[c] || find_values(data, node, c, next, error);
        e.width += categories->is[c] ? next->count : 1;
        if (categories->is[c])
            *print = print_values(*print ^ (uint64_t)c, next++);
    }
    if (good && (e.width < 1 || e.width > INT32_MAX))
        good = error_set(error, "%s: --one-hot makes %lld columns", file_shown(data->name), (long long)e.width);
    if (good) {
        int64_t at = 0;
        e.x = mem_alloc((size_t)node->rows * (size_t)e.width, sizeof *e.x);
        e.made = *made = mem_alloc((size_t)e.width, 1);
        next = values;
        for (int64_t c = 0; c < node->features; c++) {
            put_column(&e, c, categories->is[c] ? next : NULL, at);
            at += categories->is[c] ? (next++)->count : 1;
        }
        mem_free(node->x);
        node->x = e.x;
        node->features = e.width;
    }
    mem_free(values);
    return good;
}
