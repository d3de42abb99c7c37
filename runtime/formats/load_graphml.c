/* load_graphml.c - GraphML (Brandes et al. 2001), as networkx, igraph, Gephi and yEd write it:
 *
 *   key [id for attr.name attr.type] > default    an attribute of nodes, edges or all
 *   graph [edgedefault] > node [id] > data [key]   edge [source target directed] > data [key]
 *
 * One graph; one in a node, or an edge of more than two nodes, is refused. What else stands there is passed over.
 */
#include "runtime/formats/drawn.h"
#include "runtime/formats/xml_in.h"

#include <string.h>

typedef enum { OTHER, GRAPHML, KEY, DEFAULT, GRAPH, NODE, EDGE, DATA } Tag;

typedef struct Key {
    int64_t column[2]; /* of nodes and of edges; -1: it is not theirs */
    DrawnKind kind;
} Key;

typedef struct Reading {
    Drawn *d;
    Tag tag[XML_MOST_DEPTH]; /* of the elements that are open */
    Names *keys;             /* by their ids */
    Key *key;                /* [keys] */
    int64_t key_room;
    int64_t at_key; /* of the key, or of the data; -1: it is of no use */
    DrawnOf of;
    int64_t row;         /* of the node or edge that is open */
    bool directed, seen; /* edges are, unless they say otherwise; there was a graph */
} Reading;

static const struct {
    const char *name;
    Tag tag, within;
} tags[] = {
    {"graphml", GRAPHML, OTHER}, {"key", KEY, GRAPHML}, {"default", DEFAULT, KEY}, {"graph", GRAPH, GRAPHML},
    {"node", NODE, GRAPH},       {"edge", EDGE, GRAPH}, {"data", DATA, NODE},      {"data", DATA, EDGE},
};

static Tag tag_of(const Reading *r, int depth, const char *name)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (!strcmp(tags[i].name, name) && (depth == 0 ? tags[i].tag == GRAPHML : tags[i].within == r->tag[depth - 1]))
            return depth == 0 || tags[i].tag != GRAPHML ? tags[i].tag : OTHER;
    return OTHER;
}

/* ------------------------------------------------------------------ attributes */

static DrawnKind kind_of(const char *type)
{
    return !type || !strcmp(type, "string") ? DRAWN_TEXT : !strcmp(type, "boolean") ? DRAWN_FLAG : DRAWN_NUMBER;
}

/* What has no name is a tool's own, such as yEd's shapes. */
static bool start_key(Reading *r, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "id"), *name = xml_attribute(attributes, "attr.name");
    const char *whose = xml_attribute(attributes, "for");
    r->at_key = -1;
    if (!id)
        return drawn_error(r->d, "a key without an id");
    if (names_find(r->keys, id, strlen(id)) >= 0)
        return drawn_error(r->d, "the key \"%.40s\" is there already", id);
    r->at_key = names_add(r->keys, id, strlen(id));
    if (r->at_key == r->key_room) {
        r->key = mem_longer(r->key, r->key_room, 2 * r->key_room, sizeof *r->key);
        r->key_room *= 2;
    }
    Key *key = &r->key[r->at_key];
    *key = (Key){{-1, -1}, kind_of(xml_attribute(attributes, "attr.type"))};
    const bool all = !whose || !strcmp(whose, "all");
    for (int of = 0; of < 2 && name; of++) {
        if (!all && strcmp(whose, of == DRAWN_NODES ? "node" : "edge") != 0)
            continue;
        key->column[of] = drawn_column(r->d, of, name);
        if (key->column[of] < 0)
            return false;
    }
    return true;
}

static bool start_data(Reading *r, const char *const *attributes)
{
    const char *key = xml_attribute(attributes, "key");
    r->at_key = key ? names_find(r->keys, key, strlen(key)) : -1;
    return r->at_key >= 0 ||
           drawn_error(r->d, "data of the key \"%.40s\", which is not declared above", key ? key : "");
}

/* Of nodes and edges, or of the one that is open. */
static bool take_value(Reading *r, bool is_default, const char *text)
{
    if (r->at_key < 0)
        return true;
    const Key *key = &r->key[r->at_key];
    for (int of = 0; of < 2; of++)
        if (key->column[of] >= 0 && (is_default || of == (int)r->of) &&
            !drawn_typed(r->d, of, key->column[of], is_default ? -1 : r->row, key->kind, text))
            return false;
    return true;
}

/* ------------------------------------------------------------------ nodes and edges */

static bool start_graph(Reading *r, const char *const *attributes)
{
    const char *edges = xml_attribute(attributes, "edgedefault");
    if (r->seen)
        return drawn_error(r->d, "a second graph; one is read, so save each to a file of its own");
    r->seen = true;
    r->directed = edges && !strcmp(edges, "directed");
    return true;
}

static bool start_node(Reading *r, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "id");
    r->of = DRAWN_NODES;
    r->row = id ? drawn_node(r->d, id) : -1;
    return r->row >= 0 || (!id && drawn_error(r->d, "a node without an id"));
}

static bool start_edge(Reading *r, const char *const *attributes)
{
    const char *from = xml_attribute(attributes, "source"), *to = xml_attribute(attributes, "target");
    const char *directed = xml_attribute(attributes, "directed");
    r->of = DRAWN_EDGES;
    if (!from || !to)
        return drawn_error(r->d, "an edge without source or target");
    r->row = drawn_edge(r->d, from, to, directed ? !strcmp(directed, "true") : r->directed);
    return r->row >= 0;
}

/* ------------------------------------------------------------------ elements */

static bool start(void *reader, int depth, const char *name, const char *const *attributes)
{
    Reading *r = reader;
    const Tag within = depth > 0 ? r->tag[depth - 1] : OTHER, tag = r->tag[depth] = tag_of(r, depth, name);
    if (!strcmp(name, "hyperedge") && within == GRAPH)
        return drawn_error(r->d, "an edge of several nodes, which is not read; edges join two");
    if (!strcmp(name, "graph") && (within == NODE || within == EDGE))
        return drawn_error(r->d, "a graph within a node, which is not read; unfold it");
    switch (tag) {
    case KEY: return start_key(r, attributes);
    case GRAPH: return start_graph(r, attributes);
    case NODE: return start_node(r, attributes);
    case EDGE: return start_edge(r, attributes);
    case DATA: return start_data(r, attributes);
    case OTHER:
    case GRAPHML:
    case DEFAULT: return true;
    }
    return true;
}

static bool end(void *reader, int depth, const char *text)
{
    Reading *r = reader;
    if (r->tag[depth] == DATA || r->tag[depth] == DEFAULT)
        return take_value(r, r->tag[depth] == DEFAULT, text);
    return true;
}

static bool read(Drawn *d)
{
    enum { FIRST_KEYS = 16 };
    Reading r = {.d = d, .keys = names_new(), .key_room = FIRST_KEYS};
    r.key = mem_alloc(FIRST_KEYS, sizeof *r.key);
    const bool good = xml_read(d->path, &(XmlReader){start, end, &r, &d->line}, d->error);
    d->line = 0;
    names_free(r.keys);
    mem_free(r.key);
    return good && (r.seen || drawn_error(d, "GraphML without a graph"));
}

gatrt_data *load_graphml(const char *spec, const DataUse *use, Error *error)
{
    return drawn_load(spec, use, read, error);
}
