/* load_node_link.c - a graph in JSON, as networkx (node_link_data), d3 and others write it:
 *
 *   { "directed": true, "multigraph": false, "graph": {...},
 *     "nodes": [{"id": "a", "age": 3, "x": [1, 0]}, ...], "links": [{"source": "a", "target": "b", "weight": 2}, ...] }
 *
 * or "edges" for "links". Where no node has an id, sources and targets are places in "nodes", as in d3's older files.
 */
#include "runtime/base/json_in.h"
#include "runtime/formats/drawn.h"

#include <inttypes.h>
#include <string.h>

enum { ID_TEXT = 64 };

typedef struct Reading {
    Drawn *d;
    const json_t *nodes, *links;
    bool directed, by_place;
    double *numbers; /* of a list */
    size_t room;
} Reading; /* owns numbers */

/* ------------------------------------------------------------------ values */

/* Names may be texts or numbers; NULL: neither. */
static const char *name_of(const json_t *value, char text[ID_TEXT])
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        snprintf(text, ID_TEXT, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(text, ID_TEXT, "%.17g", json_real_value(value));
    return json_is_number(value) ? text : NULL;
}

static bool is_list_of_numbers(const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *element = json_array_get(value, i);
        if (!json_is_number(element) && !json_is_boolean(element))
            return false;
    }
    return json_is_array(value);
}

static bool take_list(Reading *r, DrawnOf of, int64_t column, int64_t row, const json_t *list)
{
    const size_t count = json_array_size(list);
    if (count > r->room) {
        mem_free(r->numbers);
        r->numbers = mem_alloc(r->room = 2 * count, sizeof *r->numbers);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *element = json_array_get(list, i);
        r->numbers[i] = json_is_boolean(element) ? json_is_true(element) : json_number_value(element);
    }
    return drawn_list(r->d, of, column, row, r->numbers, (int64_t)count);
}

/* What is nested otherwise is noted, and then of no use. */
static bool take_value(Reading *r, DrawnOf of, const char *name, int64_t row, const json_t *value)
{
    const int64_t column = drawn_column(r->d, of, name);
    if (column < 0)
        return false;
    switch (json_typeof(value)) {
    case JSON_NULL: return true;
    case JSON_TRUE:
    case JSON_FALSE: return drawn_flag(r->d, of, column, row, json_is_true(value));
    case JSON_INTEGER:
    case JSON_REAL: return drawn_number(r->d, of, column, row, json_number_value(value));
    case JSON_STRING: return drawn_text(r->d, of, column, row, json_string_value(value));
    case JSON_ARRAY:
        if (is_list_of_numbers(value))
            return take_list(r, of, column, row, value);
        break;
    case JSON_OBJECT: break;
    }
    r->d->of[of].columns[column].kind = DRAWN_MIXED;
    return true;
}

/* All but the `not` ones. */
static bool take_values(Reading *r, DrawnOf of, int64_t row, json_t *object, const char *const * not )
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        bool skipped = false;
        for (int i = 0; not [i]; i++)
            skipped |= !strcmp(name, not [i]);
        if (!skipped && !take_value(r, of, name, row, value))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ nodes and links */

static bool take_node(Reading *r, json_t *node)
{
    static const char *const not [] = {"id", NULL};
    char text[ID_TEXT];
    const json_t *id = json_object_get(node, "id");
    if (!json_is_object(node))
        return drawn_error(r->d, "a node is an object: {\"id\": ...}");
    if (r->by_place)
        snprintf(text, sizeof text, "%" PRId64, r->d->place);
    const char *name = r->by_place ? text : name_of(id, text);
    if (!name)
        return drawn_error(r->d, id ? "an id is a text or a number" : "a node without an id, which others have");
    const int64_t row = drawn_node(r->d, name);
    return row >= 0 && take_values(r, DRAWN_NODES, row, node, not );
}

static bool take_link(Reading *r, json_t *link)
{
    static const char *const not [] = {"source", "target", NULL};
    char text[2][ID_TEXT];
    const char *from = name_of(json_object_get(link, "source"), text[0]);
    const char *to = name_of(json_object_get(link, "target"), text[1]);
    if (!from || !to)
        return drawn_error(r->d, "a link has a source and a target, each a text or a number");
    const int64_t row = drawn_edge(r->d, from, to, r->directed);
    return row >= 0 && take_values(r, DRAWN_EDGES, row, link, not );
}

static bool take_each(Reading *r, const char *list, const json_t *values, bool (*take)(Reading *, json_t *))
{
    r->d->list = list;
    for (size_t i = 0; i < json_array_size(values); i++) {
        r->d->place = (int64_t)i;
        if (!take(r, json_array_get(values, i)))
            return false;
    }
    r->d->list = NULL;
    return true;
}

static bool has_no_ids(const json_t *nodes)
{
    for (size_t i = 0; i < json_array_size(nodes); i++)
        if (json_object_get(json_array_get(nodes, i), "id"))
            return false;
    return true;
}

static bool take_graph(Drawn *d, const json_t *root)
{
    const json_t *links = json_object_get(root, "links"), *edges = json_object_get(root, "edges");
    Reading r = {.d = d, .nodes = json_object_get(root, "nodes"), .links = links ? links : edges};
    if (!json_is_array(r.nodes) || !json_is_array(r.links))
        return drawn_error(
            d, "JSON without the lists \"nodes\" and \"links\" (or \"edges\") of a graph in node-link form");
    if (links && edges)
        return drawn_error(d, "\"links\" and \"edges\" are two names of the same; leave one out");
    r.directed = json_is_true(json_object_get(root, "directed"));
    r.by_place = has_no_ids(r.nodes);
    const bool good =
        take_each(&r, "nodes", r.nodes, take_node) && take_each(&r, links ? "links" : "edges", r.links, take_link);
    mem_free(r.numbers);
    return good;
}

static bool read(Drawn *d)
{
    json_t *root = json_read(d->path, d->error);
    const bool good = root && take_graph(d, root);
    json_decref(root);
    return good;
}

gatrt_data *load_node_link(const char *spec, const DataUse *use, Error *error)
{
    return drawn_load(spec, use, read, error);
}
