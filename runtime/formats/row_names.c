/* row_names.c - rows by the names that a data set has for them. Names may be there more than once, as pages of one name
 * are; such a name means no row.
 */
#include "runtime/formats/row_names.h"
#include "runtime/formats/names.h"

#include <string.h>

struct RowNames {
    const gatrt_set *set;
    Names *names; /* NULL: by number */
    int32_t *row; /* [names_count] */
};

RowNames *row_names_new(const gatrt_set *set)
{
    RowNames *rows = mem_alloc(1, sizeof *rows);
    rows->set = set;
    if (!set->row_name)
        return rows;
    rows->names = names_new();
    rows->row = mem_alloc((size_t)set->rows, sizeof *rows->row);
    for (int64_t v = 0; v < set->rows; v++) {
        const int64_t known = names_count(rows->names);
        const int64_t name = names_add(rows->names, set->row_name[v], strlen(set->row_name[v]));
        rows->row[name] = name == known ? (int32_t)v : ROW_OF_SEVERAL;
    }
    return rows;
}

void row_names_free(RowNames *rows)
{
    if (!rows)
        return;
    names_free(rows->names);
    mem_free(rows->row);
    mem_free(rows);
}

int64_t row_names_find(const RowNames *rows, const char *text, size_t length)
{
    int64_t row;
    if (rows->names) {
        const int64_t name = names_find(rows->names, text, length);
        return name < 0 ? ROW_NONE : rows->row[name];
    }
    char number[24];
    snprintf(number, sizeof number, "%.*s", (int)(length < sizeof number ? length : sizeof number - 1), text);
    return length < sizeof number && name_is_whole(number, &row) && row >= 0 && row < rows->set->rows ? row : ROW_NONE;
}

static bool is_among(const int64_t *rows, int64_t count, int64_t row)
{
    int64_t i = 0;
    while (i < count && rows[i] != row)
        i++;
    return i < count;
}

int64_t *row_names_list(const gatrt_data *data, const gatrt_set *set, const char *list, int64_t *count, Error *error)
{
    int64_t *rows = mem_alloc(strlen(list) + 1, sizeof *rows);
    RowNames *names = row_names_new(set);
    bool good = true;
    *count = 0;
    for (const char *at = list; good && *at;) {
        const size_t length = strcspn(at, ",");
        const int64_t row = row_names_find(names, at, length);
        good = row >= 0 && row < set->rows;
        if (!good)
            error_set(error, "--nodes: %s has %s %s called %.*s", file_shown(data->name),
                      row == ROW_OF_SEVERAL ? "more than one" : "no", set_word(set), length < 60 ? (int)length : 60,
                      at);
        else if (!is_among(rows, *count, row))
            rows[(*count)++] = row;
        at += length + (at[length] == ',');
    }
    row_names_free(names);
    if (good && *count > 0)
        return rows;
    mem_free(rows);
    if (good)
        error_set(error, "--nodes: names no %s", set_word(set));
    return NULL;
}
