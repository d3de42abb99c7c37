/* beside_labels.c - y from a table of nodes beside the graph. Numbers are classes or values, as the model reads them; where a
 * label is no number, all are names of classes, which are numbered in the order of names.c. Nodes without a row, or with
 * an empty one, are unknown.
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/names.h"
#include "runtime/formats/node_table.h"

#include <math.h>
#include <string.h>

/* The column that is asked for, or the only one. */
static bool find_column(const NodeTable *t, const char *wanted, int64_t *column)
{
    char names[128] = "";
    size_t at = 0;
    int64_t count = 0;
    const FieldName name = field_name((Field){wanted ? wanted : "", wanted ? strlen(wanted) : 0});
    for (int64_t j = 0; j < t->columns; j++) {
        if (j == t->id)
            continue;
        if (wanted ? !strcmp(node_table_name(t, j).text, name.text) : count == 0)
            *column = j;
        if (at < sizeof names)
            at +=
                (size_t)snprintf(names + at, sizeof names - at, "%s%s", count ? ", " : "", node_table_name(t, j).text);
        count++;
    }
    if (*column >= 0 && (wanted || count == 1))
        return true;
    return error_set(t->error, "%s: %s%.40s%s; it has %s", file_shown(t->path),
                     wanted  ? "no column is called "
                     : count ? "which column is the label? Name one: --label-column NAME"
                             : "",
                     wanted ? wanted : "", wanted || count ? "" : "nodes, but no labels",
                     count ? names : "no other column");
}

static bool are_numbers(const NodeTable *t, int64_t column)
{
    for (int64_t r = 0; r < t->rows; r++) {
        const Field f = node_table_at(t, r, column);
        if (!field_unknown(f) && !field_is_number(f))
            return false;
    }
    return true;
}

/* NaN where it is unknown. */
static double number_of(const NodeTable *t, int64_t v, int64_t column)
{
    double number = (double)NAN;
    if (t->row_of[v] >= 0 && !field_number(node_table_at(t, t->row_of[v], column), &number))
        number = (double)NAN;
    return number;
}

static void take_numbers(gatrt_data *data, gatrt_set *node, const NodeTable *t, int64_t column)
{
    bool whole = true;
    double rounded = 0.0;
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows && whole; v++)
        whole = data_take_label(node, v, number_of(t, v, column));
    if (whole)
        return;
    mem_free(node->label);
    node->label = NULL;
    node->classes = 1;
    node->target = mem_alloc((size_t)node->rows, sizeof *node->target);
    for (int64_t v = 0; v < node->rows; v++) {
        const double number = number_of(t, v, column);
        node->target[v] = (float)number;
        rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(data, file_shown(t->path), rounded);
}

static void take_names(gatrt_set *node, const NodeTable *t, int64_t column)
{
    Names *names = names_new();
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows; v++) {
        const Field f = t->row_of[v] < 0 ? (Field){"", 0} : node_table_at(t, t->row_of[v], column);
        node->label[v] = field_unknown(f) ? GATRT_UNKNOWN : (int32_t)names_add(names, f.at, f.length);
    }
    names_number_classes(names, node);
    node->class_name = names_take(names);
}

/* A number among names may be a slip of either kind. */
bool labels_are_names(const char *path)
{
    FieldText *from = mem_alloc(1, sizeof *from);
    Error unheard = {""}; /* who reads it next says what is wrong */
    int64_t rows = 0, numbers = 0, words = 0;
    const bool open = fields_open(from, path, &unheard);
    bool few = true;
    TextStep step = TEXT_END;
    while (open && few && numbers == 0 && (step = fields_next(from)) == TEXT_LINE) {
        const Field f = from->field[from->count - 1];
        few = from->count <= 2;
        numbers += field_is_number(f);
        words += rows++ > 0 && !field_is_number(f) && !field_unknown(f);
    }
    fields_close(from);
    mem_free(from);
    return step == TEXT_END && numbers == 0 && words > 0;
}

static void drop_answers(gatrt_set *node)
{
    mem_free(node->label);
    mem_free(node->target);
    mem_free(node->class_name);
    node->label = NULL;
    node->target = NULL;
    node->class_name = NULL;
    node->classes = 0;
}

static void take_column(gatrt_data *data, gatrt_set *node, const NodeTable *t, int64_t column)
{
    const bool numbers = are_numbers(t, column);
    char name[160];
    drop_answers(node);
    if (numbers)
        take_numbers(data, node, t, column);
    else
        take_names(node, t, column);
    snprintf(name, sizeof name, "%.80s %s", file_shown(t->path), node_table_name(t, column).text);
    origin_add(data, ORIGIN_USED, name, "labels: %lld rows, %s", (long long)t->rows,
               !numbers      ? "names of classes"
               : node->label ? "whole numbers"
                             : "numbers");
    for (int64_t j = 0; j < t->columns; j++)
        if (j != column && j != t->id)
            origin_add(data, ORIGIN_IGNORED, node_table_name(t, j).text, "another column is the label");
}

bool labels_take(gatrt_data *data, const DataUse *use, bool counted, Error *error)
{
    gatrt_set *node = data_find_set(data, NODE_SET);
    NodeTable t;
    int64_t column = -1;
    if (!use->labels)
        return !use->label_column ||
               error_set(error, "--label-column %.40s goes with --labels FILE", use->label_column);
    if (!node)
        return error_set(error, "%s: it has several kinds of nodes; --labels is for one", file_shown(data->name));
    const bool good =
        node_table_read(&t, use->labels, node, counted, error) && find_column(&t, use->label_column, &column);
    if (good) {
        take_column(data, node, &t, column);
        node_table_tell(&t, data);
    }
    node_table_free(&t);
    return good;
}
