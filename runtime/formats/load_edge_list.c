/* load_edge_list.c - a graph as one text, an edge in a line:
 *
 *   source target [weight] or [numbers ...]     between commas, semicolons, tabs or blanks; a header may name columns
 *
 * Nodes are whatever stands there: they are the ends of edges, numbered by node_ids.c. Edges are as they stand, one way.
 */
#include "runtime/formats/edge_columns.h"
#include "runtime/formats/node_ids.h"

#include <math.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

typedef struct List {
    FieldText text;
    EdgeColumns columns;
    NodeIds ids;
    gatrt_data *data;
    gatrt_relation *edge; /* its ends are numbers of ids until all are there */
    int64_t room;         /* for so many edges */
    double rounded;       /* a number that float32 has not */
    bool all_one;         /* the weights */
    Error *error;
} List;

/* ------------------------------------------------------------------ edges */

static void make_room(List *l)
{
    gatrt_relation *edge = l->edge;
    if (edge->edges < l->room)
        return;
    l->room = l->room ? 2 * l->room : FIRST_ROOM;
    edge->src = mem_longer(edge->src, edge->edges, l->room, sizeof *edge->src);
    edge->dst = mem_longer(edge->dst, edge->edges, l->room, sizeof *edge->dst);
    if (l->columns.weight >= 0)
        edge->edge_weight = mem_longer(edge->edge_weight, edge->edges, l->room, sizeof *edge->edge_weight);
    if (l->columns.attrs > 0)
        edge->edge_attr = mem_longer(edge->edge_attr, edge->edges, l->room, (size_t)l->columns.attrs * sizeof(float));
}

static bool row_error(const List *l, const KeptRow *row, int64_t column, const char *wrong)
{
    const Field f = row->field[column];
    return error_set(l->error, "%s:%lld: %s is \"%.*s\", %s", file_shown(l->text.in.path), (long long)row->line,
                     column_name(&l->columns, column).text, field_shown(f), f.at, wrong);
}

static bool take_end(List *l, const KeptRow *row, int64_t column, int32_t *end)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a row has as many fields as columns, which are two at least */
    if (row->field[column].length == 0)
        return row_error(l, row, column, "but a node is wanted");
    const int64_t number = ids_add(&l->ids, row->field[column]);
    *end = (int32_t)number;
    return number >= 0 || row_error(l, row, column, "one more than 2147483647 nodes");
}

static bool take_number(List *l, const KeptRow *row, int64_t column, float *to)
{
    double number;
    if (!field_number(row->field[column], &number))
        return row_error(l, row, column, "but numbers stand above it; leave the edge out, or give it a number");
    if (l->rounded == 0.0 && data_rounds(number))
        l->rounded = number;
    *to = (float)number;
    return isfinite(*to) || row_error(l, row, column, "which is no float32");
}

static bool take_edge(List *l, const KeptRow *row)
{
    const EdgeColumns *c = &l->columns;
    gatrt_relation *edge = l->edge;
    if (row->count != c->count)
        return error_set(l->error, "%s:%lld: %lld field%s, but line %lld has %lld", file_shown(l->text.in.path),
                         (long long)row->line, (long long)row->count, row->count == 1 ? "" : "s",
                         (long long)l->text.first_line, (long long)c->count);
    make_room(l);
    const int64_t e = edge->edges;
    if (!take_end(l, row, c->source, &edge->src[e]) || !take_end(l, row, c->target, &edge->dst[e]))
        return false;
    if (c->weight >= 0 && !take_number(l, row, c->weight, &edge->edge_weight[e]))
        return false;
    l->all_one &= c->weight >= 0 && edge->edge_weight[e] == 1.0f;
    for (int64_t i = 0; i < c->attrs; i++)
        if (!take_number(l, row, c->attr[i], &edge->edge_attr[e * c->attrs + i]))
            return false;
    edge->edges++;
    return true;
}

/* ------------------------------------------------------------------ rows */

/* The first two rows, which tell what columns are: kept, since one is read before it is known what it is. */
static bool read_first(List *l, KeptRow first[2])
{
    TextStep step = TEXT_LINE;
    for (int i = 0; i < 2 && step == TEXT_LINE; i++) {
        step = fields_next(&l->text);
        if (step == TEXT_LINE)
            first[i] = fields_keep(&l->text);
    }
    if (step == TEXT_FAILED)
        return false;
    if (first[0].count == 0)
        return error_set(l->error, "%s: there is no edge in it", file_shown(l->text.in.path));
    return columns_find(&l->columns, &l->text, &first[0], &first[1]);
}

static bool read_edges(List *l, const KeptRow first[2])
{
    if ((!l->columns.header && !take_edge(l, &first[0])) || (first[1].count > 0 && !take_edge(l, &first[1])))
        return false;
    for (;;) {
        const TextStep step = fields_next(&l->text);
        if (step != TEXT_LINE)
            return step == TEXT_END;
        const KeptRow row = {.field = l->text.field, .count = l->text.count, .line = l->text.in.line};
        if (!take_edge(l, &row))
            return false;
    }
}

/* ------------------------------------------------------------------ nodes */

static bool settle_nodes(List *l)
{
    gatrt_relation *edge = l->edge;
    gatrt_set *node = &l->data->sets[0];
    const char *fraction = ids_settle(&l->ids);
    if (fraction)
        return error_set(
            l->error,
            "%s: a node is called %.40s, which is no whole number; an edge is source and target, then numbers",
            file_shown(l->text.in.path), fraction);
    edge->edge_features = l->columns.attrs;
    node->rows = l->ids.rows;
    node->row_name = ids_row_names(&l->ids);
    for (int64_t e = 0; e < edge->edges; e++) {
        edge->src[e] = l->ids.row[edge->src[e]];
        edge->dst[e] = l->ids.row[edge->dst[e]];
    }
    return true;
}

/* Weights that nobody named say nothing where all are 1. */
static void drop_ones(List *l)
{
    if (!l->all_one || l->columns.names.count > 0)
        return;
    mem_free(l->edge->edge_weight);
    l->edge->edge_weight = NULL;
    l->columns.ones = true;
}

/* ------------------------------------------------------------------ for people */

static void tell_ids(const List *l)
{
    const NodeIds *ids = &l->ids;
    if (ids->rows_already)
        return;
    if (ids->whole)
        origin_add(l->data, ORIGIN_USED, "ids by value", "%lld of the numbers %lld to %lld are nodes, in their order",
                   (long long)ids->rows, (long long)ids->least, (long long)ids->most);
    else
        origin_add(l->data, ORIGIN_USED, "ids as they come", "%lld names: %.40s is node 0", (long long)ids->rows,
                   names_at(ids->names, 0));
}

/* Names that no other line has may be those of columns. */
static void tell_first(const List *l, const KeptRow *first)
{
    const gatrt_relation *edge = l->edge;
    if (l->columns.guessed && !l->ids.whole)
        origin_add(l->data, ORIGIN_REMARK, "",
                   "its first line is taken as names of columns, %.40s as source and %.40s as target",
                   column_name(&l->columns, l->columns.source).text, column_name(&l->columns, l->columns.target).text);
    if (first->count < 2 || l->columns.names.count > 0 || l->ids.whole || edge->edges < 3)
        return;
    for (int64_t e = 1; e < edge->edges; e++)
        if (edge->src[e] == edge->src[0] || edge->dst[e] == edge->src[0] || edge->src[e] == edge->dst[0] ||
            edge->dst[e] == edge->dst[0])
            return;
    origin_add(
        l->data, ORIGIN_REMARK, "",
        "its first line, %.*s and %.*s, is taken as an edge; if it is a header, call the columns source and target",
        field_shown(first->field[0]), first->field[0].at, field_shown(first->field[1]), first->field[1].at);
}

static void tell_all(List *l, const KeptRow *first)
{
    drop_ones(l);
    columns_tell(&l->columns, l->data);
    tell_ids(l);
    tell_first(l, first);
    if (l->rounded != 0.0)
        data_tell_rounded(l->data, "", l->rounded);
    if (l->text.late_comment > 0)
        origin_add(l->data, ORIGIN_REMARK, "",
                   "lines that begin with # or %% are comments; below the first edge line %lld is one",
                   (long long)l->text.late_comment);
}

gatrt_data *load_edge_list(const char *spec, const DataUse *use, Error *error)
{
    if (mtx_is_at(spec)) /* packed, or its first line in small letters */
        return load_mtx(spec, use, error);
    KeptRow first[2] = {{.count = 0}, {.count = 0}};
    List *l = mem_alloc(1, sizeof *l);
    *l = (List){.data = data_new(spec), .ids = ids_new(), .columns = {.path = spec, .error = error}, .all_one = true};
    l->error = error;
    l->edge = &l->data->relations[0];
    const bool good =
        fields_open(&l->text, spec, error) && read_first(l, first) && read_edges(l, first) && settle_nodes(l);
    gatrt_data *data = l->data;
    if (good)
        tell_all(l, &first[0]);
    fields_drop(&first[0]);
    fields_drop(&first[1]);
    fields_close(&l->text);
    columns_free(&l->columns);
    ids_free(&l->ids);
    mem_free(l);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}
