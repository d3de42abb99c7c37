/* musae_features.c - the features of MUSAE's graphs: JSON, {"node": [features that it has]}, in any order. */
#include "runtime/base/json_in.h"
#include "runtime/formats/musae.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/formats/names.h"

MusaeLists *musae_lists(const char *prefix, char path[BEGINNING_PATH + 32], Error *error)
{
    snprintf(path, BEGINNING_PATH + 32, "%s.json", prefix);
    if (!file_exists(path))
        snprintf(path, BEGINNING_PATH + 32, "%s_features.json", prefix);
    json_t *lists = json_read(path, error);
    if (!lists || json_is_object(lists))
        return lists;
    error_set(error, "%s: it must be an object of lists, the features of each node", file_shown(path));
    json_decref(lists);
    return NULL;
}

int64_t musae_lists_count(const MusaeLists *lists)
{
    return (int64_t)json_object_size(lists);
}

void musae_lists_free(MusaeLists *lists)
{
    json_decref(lists);
}

/* ------------------------------------------------------------------ how many there are */

static bool list_error(const char *path, const char *node, const char *wrong, Error *error)
{
    return error_set(error, "%s: \"%.40s\": %s", file_shown(path), text_shown(node).text, wrong);
}

static bool highest_of(const json_t *list, int64_t *feature)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *v = json_array_get(list, i);
        const json_int_t number = json_integer_value(v);
        if (!json_is_integer(v) || number < 0 || number >= INT32_MAX)
            return false;
        *feature = number > *feature ? number : *feature;
    }
    return true;
}

bool musae_highest(const MusaeLists *lists, const char *path, int64_t *node, int64_t *feature, Error *error)
{
    const char *key;
    json_t *list;
    *node = *feature = -1;
    json_object_foreach((json_t *)lists, key, list)
    {
        int64_t number;
        if (!name_is_whole(key, &number) || number < 0 || number >= INT32_MAX)
            return list_error(path, key, "it is not a node's number", error);
        if (!json_is_array(list) || !highest_of(list, feature))
            return list_error(path, key, "it must have a list of numbers from 0 on, the features of the node", error);
        *node = number > *node ? number : *node;
    }
    return true;
}

/* ------------------------------------------------------------------ rows */

static const json_t **by_node(const MusaeLists *lists, int64_t nodes)
{
    const json_t **list_of = mem_alloc((size_t)nodes, sizeof *list_of);
    const char *key;
    json_t *list;
    int64_t number;
    json_object_foreach((json_t *)lists, key, list) if (name_is_whole(key, &number) && number < nodes) list_of[number] =
        list;
    return list_of;
}

static int by_number(const void *a, const void *b)
{
    const int32_t p = *(const int32_t *)a, q = *(const int32_t *)b;
    return (p > q) - (p < q);
}

/* Sorted, each once; how many there are then. */
static size_t sort_list(int32_t *numbers, size_t count)
{
    size_t kept = 0;
    qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    return kept;
}

int64_t musae_take_lists(const MusaeLists *lists, gatrt_set *node)
{
    const json_t **list_of = by_node(lists, node->rows);
    size_t room = 1, read = 0, at = 0;
    for (int64_t v = 0; v < node->rows; v++)
        room += json_array_size(list_of[v]);
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    node->x_col = mem_alloc(room, sizeof *node->x_col);
    node->x_val = mem_alloc(room, sizeof *node->x_val);
    for (int64_t v = 0; v < node->rows; v++) {
        const size_t count = json_array_size(list_of[v]);
        for (size_t i = 0; i < count; i++)
            node->x_col[at + i] = (int32_t)json_integer_value(json_array_get(list_of[v], i));
        read += count;
        at += sort_list(node->x_col + at, count);
        node->x_start[v + 1] = (int64_t)at;
    }
    for (size_t i = 0; i < at; i++)
        node->x_val[i] = 1.0f;
    mem_free(list_of);
    return (int64_t)(read - at);
}
