/* edge_columns.c - what the columns of a text of edges are, by its first two rows.
 *
 * Names of sources and targets say where those are, and that the first row is a header. Other names are a header where a
 * number stands below one; then, and without names, the first two columns are source and target. Of the others those
 * called weight are the weight, as a third one is that nobody named, and numbers are attributes. Text among them is left
 * out where columns have names, and refused where not: nothing tells an edge's target from its kind. Very many columns of which
 * none is named an end are a matrix, whose first two would be taken for nodes.
 */
#include "runtime/formats/edge_columns.h"
#include "runtime/formats/edge_words.h"

#include <string.h>

enum { MOST_UNNAMED = 32 };

void columns_free(EdgeColumns *c)
{
    fields_drop(&c->names);
    mem_free(c->attr);
    c->attr = NULL;
}

FieldName column_name(const EdgeColumns *c, int64_t column)
{
    return fields_name(&c->names, column);
}

/* ------------------------------------------------------------------ names */

static bool names_ends(const KeptRow *names)
{
    return fields_called(names, edge_source_words) >= 0 && fields_called(names, edge_target_words) >= 0;
}

/* Names with numbers below them: one of another column than the first two, which ids of all kinds may be in, or both. */
static bool stands_above(const KeptRow *first, const KeptRow *second)
{
    int64_t ends = 0, others = 0;
    for (int64_t j = 0; j < first->count && j < second->count; j++)
        if (!field_is_number(first->field[j]) && !field_unknown(first->field[j]) && field_is_number(second->field[j]))
            *(j < 2 ? &ends : &others) += 1;
    return ends == 2 || others > 0;
}

static KeptRow copy_row(const KeptRow *row)
{
    return fields_keep(&(FieldText){.field = row->field, .count = row->count, .in = {.line = row->line}});
}

/* Names may stand in a comment above, as where numpy writes a header. */
static void find_names(EdgeColumns *c, const FieldText *t, const KeptRow *first, const KeptRow *second)
{
    c->header = names_ends(first) || stands_above(first, second);
    c->names = c->header ? copy_row(first) : fields_of_comment(t);
    if (!c->header && (c->names.count != first->count || !names_ends(&c->names)))
        fields_drop(&c->names);
}

/* ------------------------------------------------------------------ columns */

/* pandas gives its index no name; other names are of the edges' numbers where ends are named behind them. */
static int64_t columns_in_front(const EdgeColumns *c)
{
    const FieldName name = c->names.count > 2 ? field_name(c->names.field[0]) : (FieldName){"?"};
    return !*name.text || !strcmp(name.text, "unnamed:0");
}

static bool find_ends(EdgeColumns *c)
{
    const int64_t front = columns_in_front(c);
    c->source = fields_called(&c->names, edge_source_words);
    c->target = fields_called(&c->names, edge_target_words);
    if (c->source >= 0 && c->target >= 0)
        return true;
    if (c->source > front || (c->target >= 0 && c->target != front + 1))
        return error_set(c->error, "%s:%lld: a column is called %s, but none %s", file_shown(c->path),
                         (long long)c->names.line, column_name(c, c->source >= 0 ? c->source : c->target).text,
                         c->source >= 0 ? "target" : "source");
    c->guessed = c->names.count > 0;
    c->source = front;
    c->target = front + 1;
    return true;
}

static bool is_list(const EdgeColumns *c)
{
    return c->count <= MOST_UNNAMED || names_ends(&c->names) ||
           error_set(
               c->error,
               "%s: %lld columns, and none is called source or target: if it is a matrix, save it as Matrix Market "
               "or by save_npz; if edges, give columns these names",
               file_shown(c->path), (long long)c->count);
}

static void find_weight(EdgeColumns *c, const KeptRow *row)
{
    c->weight = fields_called(&c->names, edge_weight_words);
    if (c->weight < 0 && c->names.count == 0 && c->count == 3)
        c->weight = 2;
    if (c->weight >= 0 && (c->weight == c->source || c->weight == c->target || !field_is_number(row->field[c->weight])))
        c->weight = -1;
}

static bool is_rest(const EdgeColumns *c, int64_t column)
{
    const bool front =
        column == 0 && c->names.count > 2 && is_word(field_name(c->names.field[0]).text, edge_number_words);
    return column != c->source && column != c->target && column != c->weight && !front;
}

static bool find_attributes(EdgeColumns *c, const KeptRow *row)
{
    c->attr = mem_alloc((size_t)c->count, sizeof *c->attr);
    for (int64_t j = 0; j < c->count; j++) {
        if (!is_rest(c, j))
            continue;
        if (field_is_number(row->field[j]))
            c->attr[c->attrs++] = j;
        else if (c->names.count == 0)
            return error_set(
                c->error,
                "%s:%lld: column %lld, \"%.*s\", is no number; an edge is source and target, then numbers, unless "
                "a header calls the columns: source,target,...",
                file_shown(c->path), (long long)row->line, (long long)j + 1, field_shown(row->field[j]),
                row->field[j].at);
    }
    return true;
}

bool columns_find(EdgeColumns *c, const FieldText *t, const KeptRow *first, const KeptRow *second)
{
    const KeptRow *row = first;
    c->count = first->count;
    if (c->count < 2)
        return error_set(c->error, "%s:%lld: one field in a line, but an edge is source and target",
                         file_shown(c->path), (long long)first->line);
    find_names(c, t, first, second);
    if (c->header)
        row = second;
    if (row->count == 0)
        return error_set(c->error, "%s: there is no edge below its header", file_shown(c->path));
    if (row->count != c->count)
        return error_set(c->error, "%s:%lld: %lld fields, but line %lld has %lld", file_shown(c->path),
                         (long long)row->line, (long long)row->count, (long long)first->line, (long long)c->count);
    if (!find_ends(c) || !is_list(c))
        return false;
    find_weight(c, row);
    return find_attributes(c, row);
}

/* ------------------------------------------------------------------ for people */

/* Columns of attributes stand in their order. */
void columns_tell(const EdgeColumns *c, gatrt_data *data)
{
    int64_t attrs = 0;
    for (int64_t j = 0; j < c->count; j++) {
        const FieldName name = column_name(c, j);
        const bool is_attribute = attrs < c->attrs && c->attr[attrs] == j;
        attrs += is_attribute;
        if (j == c->source || j == c->target)
            origin_add(data, ORIGIN_USED, name.text, "edges: their %s", j == c->source ? "source" : "target");
        else if (j == c->weight)
            origin_add(data, c->ones ? ORIGIN_IGNORED : ORIGIN_USED, name.text,
                       c->ones ? "all are 1: the edges have no weights" : "edge_weight");
        else if (is_attribute)
            origin_add(data, ORIGIN_USED, name.text, "edge_attr, one of %lld", (long long)c->attrs);
        else
            origin_add(data, ORIGIN_IGNORED, name.text,
                       is_rest(c, j) ? "it holds no numbers" : "the edges' own numbers");
    }
}
