/* split_json.c - a split out of a JSON file: an object with the lists of train, val and test, under any of the names that
 * splits go by, or an array of such objects, one for each fold. As Errica et al. 2020 publish theirs, train and validation
 * of a fold may stand in the first element of its "model_selection".
 */
#include "runtime/base/json_in.h"
#include "runtime/formats/row_names.h"
#include "runtime/formats/split_draw.h"

#include <inttypes.h>
#include <string.h>

/* Where in the file: what errors name. */
typedef struct Place {
    const Parts *p;
    const char *path;
    const RowNames *rows;
    int64_t fold;
} Place;

static bool take_row(const Place *at, const char *key, size_t i, const json_t *value, int part)
{
    char number[32];
    snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_is_integer(value) ? json_integer_value(value) : -1);
    const char *text = json_is_string(value) ? json_string_value(value) : number;
    const int64_t row =
        row_names_find(at->rows, text, json_is_string(value) ? json_string_length(value) : strlen(text));
    if (row < 0)
        return error_set(at->p->error, "%s: fold %" PRId64 ": %s[%zu] is %s %s of %s, which has %s%s",
                         file_shown(at->path), at->fold, key, i, row == ROW_OF_SEVERAL ? "more than one" : "no",
                         set_word(at->p->set), at->p->name, rows_text(at->p->set, at->p->set->rows).text,
                         at->p->set->row_name ? " with names of their own" : ", counted from 0");
    return split_add(at->p->set, part, row) ||
           error_set(at->p->error, "%s: fold %" PRId64 ": %s[%zu] is in the list a second time", file_shown(at->path),
                     at->fold, key, i);
}

static bool take_list(const Place *at, const char *key, const json_t *list, int part)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!take_row(at, key, i, json_array_get(list, i), part))
            return false;
    return true;
}

/* Parts that were found are marked in `found`; other members say other things. */
static bool take_parts(const Place *at, const json_t *from, bool found[3])
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)from, key, value)
    {
        int part;
        if (split_named(key, strlen(key), &part) == SPLIT_NONE || !json_is_array(value))
            continue;
        if (found[part])
            return error_set(at->p->error, "%s: fold %" PRId64 ": %.40s is a second list of one part",
                             file_shown(at->path), at->fold, key);
        found[part] = true;
        if (!take_list(at, key, value, part))
            return false;
    }
    return true;
}

static bool take_fold(const Place *at, const json_t *fold)
{
    bool found[3] = {false, false, false};
    if (!take_parts(at, fold, found) ||
        !take_parts(at, json_array_get(json_object_get(fold, "model_selection"), 0), found))
        return false;
    return found[0] || found[2] ||
           error_set(at->p->error,
                     "%s: fold %" PRId64 " has no lists; expected {\"train\": [...], \"val\": [...], \"test\": [...]}",
                     file_shown(at->path), at->fold);
}

bool split_read_json(const Parts *p, int64_t *folds)
{
    const char *path = p->rule->path[0];
    json_t *root = json_read(path, p->error);
    if (!root)
        return false;
    RowNames *rows = row_names_new(p->set);
    const Place at = {p, path, rows, p->rule->fold < 0 ? 0 : p->rule->fold};
    *folds = json_is_array(root) ? (int64_t)json_array_size(root) : 1;
    const json_t *fold = json_is_array(root) ? json_array_get(root, (size_t)at.fold) : root;
    const bool good =
        at.fold < *folds
            ? take_fold(&at, fold)
            : error_set(p->error, "%s: there is no fold %" PRId64 " of %" PRId64 ", which are counted from 0",
                        file_shown(path), at.fold, *folds);
    json_decref(root);
    row_names_free(rows);
    return good;
}
