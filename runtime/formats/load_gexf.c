/* load_gexf.c - GEXF 1.1 to 1.3, as Gephi and networkx write it:
 *
 *   graph [defaultedgetype] > attributes [class] > attribute [id title type] > default
 *                             nodes > node [id label] > attvalues > attvalue [for value]
 *                             edges > edge [source target type weight] > attvalues > attvalue [for value]
 *
 * Nodes go by their labels where each has one of its own. What is drawn (viz:position, ...) and when a node is there is
 * passed over; nodes within nodes are refused.
 */
#include "runtime/formats/drawn.h"
#include "runtime/formats/xml_in.h"

#include <string.h>

typedef enum { OTHER, GEXF, GRAPH, ATTRIBUTES, ATTRIBUTE, DEFAULT, NODES, NODE, EDGES, EDGE, ATTVALUES, ATTVALUE } Tag;

/* An attribute by its id, of nodes or of edges. */
typedef struct Attributes {
    Names *ids;
    int64_t *column;
    DrawnKind *kind;
    int64_t room;
} Attributes;

typedef struct Reading {
    Drawn *d;
    Tag tag[XML_MOST_DEPTH];
    Attributes attributes[2];
    DrawnOf of;      /* of the attributes, or of the node or edge that is open */
    int64_t at, row; /* the attribute, the row, that is open */
    bool directed, seen;
} Reading;

static const struct {
    const char *name;
    Tag tag, within;
} tags[] = {
    {"graph", GRAPH, GEXF},
    {"attributes", ATTRIBUTES, GRAPH},
    {"attribute", ATTRIBUTE, ATTRIBUTES},
    {"default", DEFAULT, ATTRIBUTE},
    {"nodes", NODES, GRAPH},
    {"node", NODE, NODES},
    {"edges", EDGES, GRAPH},
    {"edge", EDGE, EDGES},
    {"attvalues", ATTVALUES, NODE},
    {"attvalues", ATTVALUES, EDGE},
    {"attvalue", ATTVALUE, ATTVALUES},
};

static Tag tag_of(const Reading *r, int depth, const char *name)
{
    if (depth == 0)
        return strcmp(name, "gexf") ? OTHER : GEXF;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i].within == r->tag[depth - 1] && !strcmp(tags[i].name, name))
            return tags[i].tag;
    return OTHER;
}

/* ------------------------------------------------------------------ attributes */

static DrawnKind kind_of(const char *type)
{
    static const char *const numbers[] = {"integer", "long", "double",     "float",
                                          "short",   "byte", "biginteger", "bigdecimal"};
    if (!type || !strncmp(type, "liststring", strlen("liststring")))
        return DRAWN_TEXT;
    if (!strcmp(type, "boolean"))
        return DRAWN_FLAG;
    const bool list = !strncmp(type, "list", strlen("list"));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(type + (list ? strlen("list") : 0), numbers[i]))
            return list ? DRAWN_LIST : DRAWN_NUMBER;
    return DRAWN_TEXT;
}

static void make_room(Attributes *a, int64_t count)
{
    if (count < a->room)
        return;
    a->room = a->room ? 2 * a->room : 16;
    a->column = mem_longer(a->column, count, a->room, sizeof *a->column);
    a->kind = mem_longer(a->kind, count, a->room, sizeof *a->kind);
}

static bool start_attributes(Reading *r, const char *const *attributes)
{
    const char *of = xml_attribute(attributes, "class");
    if (!of || (strcmp(of, "node") != 0 && strcmp(of, "edge") != 0))
        return drawn_error(r->d, "attributes of class \"%.40s\", but they are of node or edge", of ? of : "");
    r->of = strcmp(of, "node") ? DRAWN_EDGES : DRAWN_NODES;
    return true;
}

static bool start_attribute(Reading *r, const char *const *attributes)
{
    Attributes *a = &r->attributes[r->of];
    const char *id = xml_attribute(attributes, "id"), *title = xml_attribute(attributes, "title");
    if (!id)
        return drawn_error(r->d, "an attribute without an id");
    if (names_find(a->ids, id, strlen(id)) >= 0)
        return drawn_error(r->d, "the attribute \"%.40s\" is there already", id);
    make_room(a, names_count(a->ids));
    r->at = names_add(a->ids, id, strlen(id));
    a->kind[r->at] = kind_of(xml_attribute(attributes, "type"));
    a->column[r->at] = drawn_column(r->d, r->of, title ? title : id);
    return a->column[r->at] >= 0;
}

static bool start_value(Reading *r, const char *const *attributes)
{
    const Attributes *a = &r->attributes[r->of];
    const char *of = xml_attribute(attributes, "for"), *value = xml_attribute(attributes, "value");
    of = of ? of : xml_attribute(attributes, "id"); /* before version 1.1 */
    const int64_t at = of ? names_find(a->ids, of, strlen(of)) : -1;
    if (at < 0)
        return drawn_error(r->d, "a value of the attribute \"%.40s\", which is not declared above", of ? of : "");
    return !value || drawn_typed(r->d, r->of, a->column[at], r->row, a->kind[at], value);
}

/* ------------------------------------------------------------------ nodes and edges */

static bool start_graph(Reading *r, const char *const *attributes)
{
    const char *edges = xml_attribute(attributes, "defaultedgetype");
    if (r->seen)
        return drawn_error(r->d, "a second graph; one is read, so save each to a file of its own");
    r->seen = true;
    r->directed = edges && !strcmp(edges, "directed");
    return true;
}

static bool start_node(Reading *r, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "id"), *label = xml_attribute(attributes, "label");
    if (!id)
        return drawn_error(r->d, "a node without an id");
    r->of = DRAWN_NODES;
    r->row = drawn_node(r->d, id);
    return r->row >= 0 && (!label || drawn_called(r->d, r->row, label));
}

/* "mutual" goes both ways, too. */
static bool start_edge(Reading *r, const char *const *attributes)
{
    const char *from = xml_attribute(attributes, "source"), *to = xml_attribute(attributes, "target");
    const char *type = xml_attribute(attributes, "type"), *weight = xml_attribute(attributes, "weight");
    r->of = DRAWN_EDGES;
    if (!from || !to)
        return drawn_error(r->d, "an edge without source or target");
    r->row = drawn_edge(r->d, from, to, type ? !strcmp(type, "directed") : r->directed);
    if (r->row < 0 || !weight)
        return r->row >= 0;
    const int64_t column = drawn_column(r->d, DRAWN_EDGES, "weight");
    return column >= 0 && drawn_typed(r->d, DRAWN_EDGES, column, r->row, DRAWN_NUMBER, weight);
}

/* ------------------------------------------------------------------ elements */

static bool start(void *reader, int depth, const char *name, const char *const *attributes)
{
    Reading *r = reader;
    const Tag within = depth > 0 ? r->tag[depth - 1] : OTHER, tag = r->tag[depth] = tag_of(r, depth, name);
    if (!strcmp(name, "nodes") && within == NODE)
        return drawn_error(r->d, "nodes within a node, which are not read; unfold them");
    switch (tag) {
    case GRAPH: return start_graph(r, attributes);
    case ATTRIBUTES: return start_attributes(r, attributes);
    case ATTRIBUTE: return start_attribute(r, attributes);
    case NODE: return start_node(r, attributes);
    case EDGE: return start_edge(r, attributes);
    case ATTVALUE: return start_value(r, attributes);
    case OTHER:
    case GEXF:
    case DEFAULT:
    case NODES:
    case EDGES:
    case ATTVALUES: return true;
    }
    return true;
}

static bool end(void *reader, int depth, const char *text)
{
    Reading *r = reader;
    const Attributes *a = &r->attributes[r->of];
    return r->tag[depth] != DEFAULT || drawn_typed(r->d, r->of, a->column[r->at], -1, a->kind[r->at], text);
}

/* An edge that says no weight has 1, where others say theirs. */
static bool read(Drawn *d)
{
    Reading r = {.d = d, .attributes = {{.ids = names_new()}, {.ids = names_new()}}};
    const bool good = xml_read(d->path, &(XmlReader){start, end, &r, &d->line}, d->error);
    const int64_t weight = names_find(d->of[DRAWN_EDGES].names, "weight", strlen("weight"));
    d->line = 0;
    for (int of = 0; of < 2; of++) {
        names_free(r.attributes[of].ids);
        mem_free(r.attributes[of].column);
        mem_free(r.attributes[of].kind);
    }
    if (good && weight >= 0 && !d->of[DRAWN_EDGES].columns[weight].has_other)
        drawn_number(d, DRAWN_EDGES, weight, -1, 1.0);
    return good && (r.seen || drawn_error(d, "GEXF without a graph"));
}

gatrt_data *load_gexf(const char *spec, const DataUse *use, Error *error)
{
    return drawn_load(spec, use, read, error);
}
