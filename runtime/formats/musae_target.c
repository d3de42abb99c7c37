/* musae_target.c - what is known of the nodes of MUSAE's graphs: a table with a row for each, in any order. Of its columns
 * one is the node's number, one what is to be predicted, and one, where there is such, its name. */
#include "runtime/formats/musae.h"
#include "runtime/formats/names.h"

#include <string.h>

static const char *const node_words[] = {"new_id", "id", NULL};
static const char *const answer_words[] = {"page_type", "mature", "ml_target", "target", NULL};
static const char *const name_words[] = {"page_name", "name", NULL};

/* ------------------------------------------------------------------ reading */

static size_t keep_text(MusaeTarget *t, const char *text)
{
    const size_t size = strlen(text) + 1, at = t->used;
    memcpy(t->text + at, text, size);
    t->used += size;
    return at;
}

static bool find_columns(const MusaeCsv *csv, MusaeTarget *t, int *node, int *answer, int *name)
{
    char names[128] = "";
    size_t at = 0;
    *node = musae_column(csv, node_words);
    *answer = musae_column(csv, answer_words);
    *name = musae_column(csv, name_words);
    if (*node >= 0 && *answer >= 0) {
        snprintf(t->answer_column, sizeof t->answer_column, "%s", csv->field[*answer]);
        return true;
    }
    for (int i = 0; i < csv->count && at < sizeof names; i++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "", csv->field[i]);
    return musae_error(csv, "no column %s; it has %s",
                       *node < 0 ? "new_id or id" : "page_type, mature, ml_target or target", names);
}

/* Texts lie in `text`, which has room for all of the file: they are shorter than what they were taken from. */
static bool read_rows(MusaeCsv *csv, MusaeTarget *t)
{
    int node, answer, name;
    const size_t most = (size_t)musae_lines(csv);
    MusaeStep step;
    if (!find_columns(csv, t, &node, &answer, &name))
        return false;
    t->node = mem_alloc(most, sizeof *t->node);
    t->answer = mem_alloc(most, sizeof *t->answer);
    t->name = name >= 0 ? mem_alloc(most, sizeof *t->name) : NULL;
    t->text = mem_alloc(csv->size + 1, 2);
    while ((step = musae_next(csv)) == MUSAE_RECORD) {
        if (!musae_node(csv, node, INT32_MAX, &t->node[t->count]))
            return false;
        t->nodes = t->node[t->count] >= t->nodes ? (int64_t)t->node[t->count] + 1 : t->nodes;
        t->answer[t->count] = keep_text(t, csv->field[answer]);
        if (t->name)
            t->name[t->count] = keep_text(t, csv->field[name]);
        t->count++;
    }
    return step == MUSAE_END;
}

bool musae_read_target(MusaeTarget *target, const char *prefix, Error *error)
{
    MusaeCsv csv;
    *target = (MusaeTarget){.count = 0};
    const bool good = musae_open(&csv, prefix, "_target.csv", error) && read_rows(&csv, target);
    musae_close(&csv);
    return good;
}

void musae_target_free(MusaeTarget *target)
{
    void *const owned[] = {target->node, target->answer, target->name, target->text};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

/* ------------------------------------------------------------------ rows of nodes */

/* The row of each node, -1: none. Rows that are there again must say the same. */
static bool place_rows(const MusaeTarget *t, const char *path, int64_t nodes, int64_t *row_of, int64_t *again,
                       Error *error)
{
    for (int64_t v = 0; v < nodes; v++)
        row_of[v] = -1;
    for (int64_t r = 0; r < t->count; r++) {
        int64_t *row = &row_of[t->node[r]];
        if (*row >= 0 && strcmp(t->text + t->answer[*row], t->text + t->answer[r]) != 0)
            return error_set(error, "%s: node %d is there twice, with %s %.40s and %.40s", file_shown(path), t->node[r],
                             t->answer_column, text_shown(t->text + t->answer[*row]).text,
                             text_shown(t->text + t->answer[r]).text);
        *again += *row >= 0;
        *row = *row >= 0 ? *row : r;
    }
    return true;
}

static bool all_whole(const Names *names)
{
    int64_t value;
    for (int64_t i = 0; i < names_count(names); i++)
        if (!name_is_whole(names_at(names, i), &value) || value < -INT32_MAX || value > INT32_MAX)
            return false;
    return true;
}

static void tell_answers(gatrt_data *data, const MusaeTarget *t, const Names *classes)
{
    char text[96] = "";
    size_t at = 0;
    for (int64_t c = 0; classes && c < names_count(classes) && at < sizeof text; c++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%lld %s", c ? ", " : "", (long long)c,
                               names_at(classes, c));
    origin_add(data, ORIGIN_USED, "target.csv", "y is %s%s%s%s", t->answer_column, classes ? ", by name: " : "", text,
               at < sizeof text ? "" : "...");
}

/* Whole numbers are classes or values as they stand; texts are classes in their order. */
static void take_answers(const MusaeTarget *t, const int64_t *row_of, gatrt_data *data)
{
    gatrt_set *node = &data->sets[0];
    Names *names = names_new();
    int64_t value = 0;
    for (int64_t r = 0; r < t->count; r++)
        names_add(names, t->text + t->answer[r], strlen(t->text + t->answer[r]));
    const bool whole = all_whole(names);
    int32_t *moved = names_sort(names);
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows; v++) {
        const char *text = row_of[v] < 0 ? NULL : t->text + t->answer[row_of[v]];
        if (!text)
            node->label[v] = GATRT_UNKNOWN;
        else if (!whole || name_is_whole(text, &value))
            data_take_label(node, v, whole ? (double)value : (double)names_find(names, text, strlen(text)));
    }
    tell_answers(data, t, whole ? NULL : names);
    mem_free(moved);
    if (whole)
        names_free(names);
    else
        node->class_name = names_take(names);
}

/* Names may be there more than once: so may pages of one name. */
static void take_names(const MusaeTarget *t, const int64_t *row_of, gatrt_set *node)
{
    const size_t table = (size_t)node->rows * sizeof(char *);
    for (int64_t v = 0; v < node->rows; v++)
        if (row_of[v] < 0)
            return;
    char *block = mem_alloc(table + t->used, 1), **names = (char **)(void *)block;
    memcpy(block + table, t->text, t->used);
    for (int64_t v = 0; v < node->rows; v++)
        names[v] = block + table + t->name[row_of[v]];
    node->row_name = names;
}

static void tell_rows(gatrt_data *data, int64_t again, int64_t without)
{
    if (again > 0)
        origin_add(data, ORIGIN_REMARK, "target.csv",
                   "%lld rows are of nodes that have one already, which says the same", (long long)again);
    if (without > 0)
        origin_add(data, ORIGIN_REMARK, "target.csv", "%s without a row: y is unknown there",
                   rows_text(&data->sets[0], without).text);
}

bool musae_take_target(const MusaeTarget *target, const char *path, gatrt_data *data, Error *error)
{
    gatrt_set *node = &data->sets[0];
    int64_t *row_of = mem_alloc((size_t)node->rows, sizeof *row_of), again = 0, without = 0;
    const bool good = place_rows(target, path, node->rows, row_of, &again, error);
    for (int64_t v = 0; v < node->rows; v++)
        without += row_of[v] < 0;
    if (good) {
        take_answers(target, row_of, data);
        if (target->name)
            take_names(target, row_of, node);
        tell_rows(data, again, without);
    }
    mem_free(row_of);
    return good;
}
