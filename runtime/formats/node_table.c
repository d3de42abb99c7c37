/* node_table.c - tables of labels or of features that lie beside a graph.
 *
 * A column is the nodes' where its name says so; else the first, if what it holds are different nodes of the graph; else
 * rows are nodes in order, where there are as many. A first row of names is told by such a name, by numbers below names,
 * or where it is in the place of a node and is none.
 */
#include "runtime/formats/node_table.h"
#include "runtime/formats/edge_words.h"
#include "runtime/formats/names.h"
#include "runtime/formats/row_names.h"

#include <math.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

void node_table_free(NodeTable *t)
{
    fields_drop(&t->names);
    mem_free(t->start);
    mem_free(t->line);
    mem_free(t->text);
    mem_free(t->row_of);
}

Field node_table_at(const NodeTable *t, int64_t row, int64_t column)
{
    const char *at = t->text + t->start[row * t->columns + column];
    return (Field){at, strlen(at)};
}

FieldName node_table_name(const NodeTable *t, int64_t column)
{
    return fields_name(&t->names, column);
}

/* ------------------------------------------------------------------ rows */

static void add_row(NodeTable *t, const FieldText *from)
{
    if (t->rows == t->room) {
        t->room = t->room ? 2 * t->room : FIRST_ROOM;
        t->start = mem_longer(t->start, t->rows, t->room, (size_t)t->columns * sizeof *t->start);
        t->line = mem_longer(t->line, t->rows, t->room, sizeof *t->line);
    }
    for (int64_t j = 0; j < t->columns; j++) {
        const Field f = from->field[j];
        if (t->text_room - t->used <= f.length) {
            t->text_room = 2 * t->text_room + f.length + 1;
            t->text = mem_longer(t->text, (int64_t)t->used, (int64_t)t->text_room, 1);
        }
        memcpy(t->text + t->used, f.at, f.length);
        t->text[t->used + f.length] = 0;
        t->start[t->rows * t->columns + j] = t->used;
        t->used += f.length + 1;
    }
    t->line[t->rows++] = from->in.line;
}

static bool read_rows(NodeTable *t, FieldText *from)
{
    for (;;) {
        const TextStep step = fields_next(from);
        if (step != TEXT_LINE)
            return step == TEXT_END &&
                   (t->rows > 0 || error_set(t->error, "%s: there is no row in it", file_shown(t->path)));
        if (t->rows == 0)
            t->columns = from->count;
        if (from->count != t->columns)
            return text_error(&from->in, "%lld fields, but line %lld has %lld", (long long)from->count,
                              (long long)t->line[0], (long long)t->columns);
        add_row(t, from);
    }
}

/* ------------------------------------------------------------------ the header */

static void take_header(NodeTable *t)
{
    t->names = (KeptRow){.count = t->columns, .line = t->line[0]};
    t->names.field = mem_alloc((size_t)t->columns, sizeof *t->names.field);
    const size_t size = t->rows > 1 ? t->start[t->columns] : t->used; /* rows lie in their order */
    t->names.text = mem_alloc(size, 1);
    memcpy(t->names.text, t->text, size);
    for (int64_t j = 0; j < t->columns; j++)
        t->names.field[j] = (Field){t->names.text + t->start[j], strlen(t->text + t->start[j])};
    t->rows--;
    memmove(t->start, t->start + t->columns, (size_t)(t->rows * t->columns) * sizeof *t->start);
    memmove(t->line, t->line + 1, (size_t)t->rows * sizeof *t->line);
}

static bool has_header(const NodeTable *t)
{
    bool named = false;
    for (int64_t j = 0; j < t->columns; j++) {
        const Field f = node_table_at(t, 0, j);
        named |= t->columns > 1 && is_word(field_name(f).text, node_words) && (f.length > 0 || j == 0);
        named |= t->rows > 1 && !field_is_number(f) && !field_unknown(f) && field_is_number(node_table_at(t, 1, j));
    }
    return named;
}

/* ------------------------------------------------------------------ nodes */

static bool whole_number(Field f, int64_t *value)
{
    double number;
    if (name_is_whole(f.at, value))
        return true;
    if (!field_number(f, &number) || number != floor(number) || fabs(number) > 0x1p53)
        return false;
    *value = (int64_t)number;
    return true;
}

/* The row of the data set that an id is of, or ROW_...; a number may be written another way than the name is. */
static int64_t find_node(const NodeTable *t, const RowNames *rows, Field id)
{
    char digits[24];
    int64_t value;
    const int64_t found = t->node->row_name ? row_names_find(rows, id.at, id.length) : ROW_NONE;
    if (found != ROW_NONE || !whole_number(id, &value))
        return found;
    if (!t->node->row_name)
        return value >= t->base && value - t->base < t->node->rows ? value - t->base : ROW_NONE;
    snprintf(digits, sizeof digits, "%lld", (long long)value);
    return row_names_find(rows, digits, strlen(digits));
}

/* Are rows 1 to N of a matrix 0 to N-1 here? Where neither 0 nor N is there, they are as in the matrix. */
static bool find_base(NodeTable *t, int64_t column)
{
    bool zero = false, last = false;
    int64_t value;
    for (int64_t r = 0; r < t->rows; r++)
        if (whole_number(node_table_at(t, r, column), &value)) {
            zero |= value == 0;
            last |= value == t->node->rows;
        }
    t->base = !zero;
    t->assumed = !zero && !last;
    return !zero || !last ||
           error_set(t->error, "%s: nodes 0 and %lld, but the matrix has %lld rows: number them from 0 or from 1",
                     file_shown(t->path), (long long)t->node->rows, (long long)t->node->rows);
}

/* Whether the rows of column `t->id` name different nodes; where it is `tried`, all must be some, and there is no error. */
static bool place(NodeTable *t, const RowNames *rows, bool tried)
{
    int64_t known = 0;
    t->unknown = 0;
    for (int64_t v = 0; v < t->node->rows; v++)
        t->row_of[v] = -1;
    for (int64_t r = 0; r < t->rows; r++) {
        const Field id = node_table_at(t, r, t->id);
        const int64_t v = find_node(t, rows, id);
        if (v == ROW_OF_SEVERAL)
            return !tried && error_set(t->error, "%s:%lld: several nodes are called \"%.*s\"", file_shown(t->path),
                                       (long long)t->line[r], field_shown(id), id.at);
        if (v < 0 && t->unknown++ == 0)
            t->first_unknown = r;
        if (v >= 0 && t->row_of[v] >= 0)
            return !tried &&
                   error_set(t->error, "%s:%lld: the node \"%.*s\" is on line %lld already", file_shown(t->path),
                             (long long)t->line[r], field_shown(id), id.at, (long long)t->line[t->row_of[v]]);
        if (v >= 0)
            t->row_of[v] = (int32_t)r;
        known += v >= 0;
    }
    if (tried)
        return known == t->rows;
    return known > 0 || error_set(t->error, "%s: %s names no node of the graph; the first is \"%.40s\"",
                                  file_shown(t->path), node_table_name(t, t->id).text, node_table_at(t, 0, t->id).at);
}

/* Nodes in order are those whose order is known: by number, or by the value of their ids. */
static bool place_in_order(NodeTable *t)
{
    int64_t value;
    for (int64_t v = 0; t->node->row_name && v < t->node->rows; v++)
        if (!name_is_whole(t->node->row_name[v], &value))
            return error_set(t->error, "%s: which row is of which node? Give it a column node, with their names",
                             file_shown(t->path));
    t->id = -1;
    t->unknown = 0;
    for (int64_t v = 0; v < t->node->rows; v++)
        t->row_of[v] = (int32_t)v;
    return t->rows == t->node->rows ||
           error_set(t->error, "%s: %lld rows, but the graph has %lld nodes; a column node says which they are",
                     file_shown(t->path), (long long)t->rows, (long long)t->node->rows);
}

/* No number is ever dropped as a header. */
static bool begins_with_names(const NodeTable *t, const RowNames *rows)
{
    for (int64_t j = 0; j < t->columns; j++)
        if (field_is_number(node_table_at(t, 0, j)))
            return false;
    return t->rows > 1 && find_node(t, rows, node_table_at(t, 0, 0)) == ROW_NONE &&
           find_node(t, rows, node_table_at(t, 1, 0)) >= 0;
}

/* Of one column a first line of text is a header where there is one line too many. */
static void take_top(NodeTable *t)
{
    t->topped = t->names.count == 0 && t->rows == t->node->rows + 1 && !field_is_number(node_table_at(t, 0, 0));
    if (t->topped)
        take_header(t);
}

static bool place_rows(NodeTable *t, const RowNames *rows, bool counted)
{
    t->id = t->columns > 1 ? fields_called(&t->names, node_words) : -1;
    const bool named = t->id >= 0;
    if (!named && t->columns == 1) {
        take_top(t);
        return place_in_order(t);
    }
    t->id = named ? t->id : 0;
    if (counted && !find_base(t, t->id) && named)
        return false;
    if (!named && t->names.count == 0 && begins_with_names(t, rows))
        take_header(t);
    return place(t, rows, !named) || (!named && place_in_order(t));
}

bool node_table_read(NodeTable *t, const char *path, const gatrt_set *node, bool counted, Error *error)
{
    FieldText *from = mem_alloc(1, sizeof *from);
    *t = (NodeTable){.path = path, .node = node, .error = error};
    bool good = fields_open(from, path, error) && read_rows(t, from);
    fields_close(from);
    mem_free(from);
    if (good && t->rows > INT32_MAX)
        good = error_set(error, "%s: more than 2147483647 rows", file_shown(path));
    if (!good)
        return false;
    if (has_header(t))
        take_header(t);
    if (t->rows == 0)
        return error_set(error, "%s: there is no row below its header", file_shown(path));
    t->row_of = mem_alloc((size_t)node->rows, sizeof *t->row_of);
    RowNames *rows = row_names_new(node);
    good = place_rows(t, rows, counted);
    row_names_free(rows);
    return good;
}

void node_table_tell(const NodeTable *t, gatrt_data *data)
{
    const char *name = file_shown(t->path);
    int64_t without = 0;
    for (int64_t v = 0; v < t->node->rows; v++)
        without += t->row_of[v] < 0;
    if (t->unknown > 0)
        origin_add(
            data, ORIGIN_REMARK, name,
            "%lld of %lld rows are of nodes that the graph has not, and are left out; the first is line %lld: %.40s",
            (long long)t->unknown, (long long)t->rows, (long long)t->line[t->first_unknown],
            node_table_at(t, t->first_unknown, t->id).at);
    if (t->topped)
        origin_add(data, ORIGIN_REMARK, name,
                   "its first line, \"%.40s\", is taken as a header: there is one more than nodes",
                   node_table_name(t, 0).text);
    if (without > 0)
        origin_add(data, ORIGIN_REMARK, name, "%s without a row in it", rows_text(t->node, without).text);
    if (t->assumed && t->id >= 0)
        origin_add(data, ORIGIN_REMARK, name,
                   "its nodes are taken as rows of the matrix, from 1 on; it has neither 0 nor %lld",
                   (long long)t->node->rows);
}
