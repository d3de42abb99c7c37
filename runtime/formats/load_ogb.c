/* load_ogb.c - a folder as the Open Graph Benchmark publishes them (Hu et al. 2020), of one graph or of many:
 *
 *   raw/num-node-list.csv.gz, num-edge-list.csv.gz       how many nodes and edges each graph has, a line for each
 *   raw/edge.csv.gz                                      source,destination, numbered within its graph
 *   raw/node-feat.csv.gz, edge-feat.csv.gz               each optional: x, edge_attr
 *   raw/node-label.csv.gz, or graph-label.csv.gz         y of the nodes or of the graphs
 *   split/NAME/train.csv.gz, valid.csv.gz, test.csv.gz   their numbers, or all in split_dict.pt
 *
 * without headers; unpacked ones, .csv, will do. Of several kinds of nodes (ogb_kinds.c) each has its own,
 * raw/node-feat/KIND/node-feat.csv.gz, raw/node-label/KIND/node-label.csv.gz, split/NAME/KIND/train.csv.gz, and each
 * relation an edge.csv.gz and edge-feat.csv.gz. Edges are taken as they stand: of undirected graphs OGB's own loader adds
 * the reverses, here graph { symmetric = true } does.
 */
#include "runtime/formats/ogb.h"

#include <string.h>

/* ------------------------------------------------------------------ sets and relations */

static void number_graphs(gatrt_set *set, const OgbList *nodes)
{
    set->graph = mem_alloc((size_t)set->rows, sizeof *set->graph);
    for (int64_t g = 0, v = 0; g < nodes->count; g++)
        for (const int64_t end = v + nodes->values[g]; v < end; v++)
            set->graph[v] = (int32_t)g;
}

/* Graphs are a set where there are many, or where one has answers itself. */
static void make_sets(const Ogb *o)
{
    const bool graphs = o->graphs > 1 || ogb_has(o, "raw/graph-label");
    for (int i = 0; i < o->kind_count; i++) {
        gatrt_set *set = data_add_set(o->data, o->kinds[i].name);
        set->rows = o->kinds[i].all;
        if (graphs)
            number_graphs(set, &o->kinds[i].nodes);
    }
    for (int i = 0; i < o->relation_count; i++)
        data_add_relation(o->data, o->relations[i].name, o->relations[i].from, o->relations[i].to);
    if (graphs)
        data_add_set(o->data, GRAPH_SET)->rows = o->graphs;
}

/* ------------------------------------------------------------------ widths, before anything is read */

static bool look_at(const Ogb *o, const char *inside, int64_t *columns)
{
    OgbRows r;
    const bool good = ogb_open(o, inside, &r);
    *columns = r.columns;
    ogb_close(&r);
    return good;
}

typedef struct Inside {
    char text[OGB_NAME + 16];
} Inside;

static Inside inside(const OgbRelation *relation, const char *file)
{
    Inside i;
    snprintf(i.text, sizeof i.text, "%s/%s", relation->folder, file);
    return i;
}

static bool check_widths(const Ogb *o)
{
    for (int i = 0; i < o->kind_count; i++)
        if (!look_at(o, o->kinds[i].feat, &o->data->sets[i].features))
            return false;
    for (int i = 0; i < o->relation_count; i++)
        if (!look_at(o, inside(&o->relations[i], "edge-feat").text, &o->data->relations[i].edge_features))
            return false;
    return !o->use->model || inputs_check_widths(o->use->model, o->data, o->error);
}

/* ------------------------------------------------------------------ edges */

/* Where a graph's edges begin and its nodes do, at both ends. */
typedef struct Place {
    int64_t graph, end, first[2];
    const OgbList *nodes[2];
} Place;

static bool no_node(const OgbRows *r, const Place *at, int side, int64_t node)
{
    const OgbList *nodes = at->nodes[side];
    char graph[48] = "there are";
    if (nodes->count > 1)
        snprintf(graph, sizeof graph, "graph %lld has", (long long)at->graph);
    return text_error(&r->in, "node %lld, but %s %lld nodes%s", (long long)node, graph,
                      (long long)nodes->values[at->graph], at->nodes[0] == at->nodes[1] ? "" : " of its kind");
}

static bool take_edge(OgbRows *r, const char *line, const Place *at, int32_t *src, int32_t *dst)
{
    int64_t ends[2];
    if (!text_wholes(&r->in, line, 2, ends))
        return false;
    for (int side = 0; side < 2; side++)
        if (ends[side] >= at->nodes[side]->values[at->graph])
            return no_node(r, at, side, ends[side]);
    *src = (int32_t)(at->first[0] + ends[0]);
    *dst = (int32_t)(at->first[1] + ends[1]);
    return true;
}

static void next_graph(Place *at, const OgbList *edges)
{
    for (int side = 0; side < 2; side++)
        at->first[side] += at->nodes[side]->values[at->graph];
    at->end += edges->values[++at->graph];
}

static bool read_edges(const Ogb *o, OgbRows *r, const OgbRelation *from, gatrt_relation *to)
{
    const OgbCount count = {from->all, "edges", from->edges.name};
    Place at = {.end = from->edges.values[0], .nodes = {&o->kinds[from->from].nodes, &o->kinds[from->to].nodes}};
    const char *line;
    bool more = true, good = ogb_fits(r, &count, 2);
    to->edges = from->all;
    to->src = good ? mem_alloc((size_t)to->edges, sizeof *to->src) : NULL;
    to->dst = good ? mem_alloc((size_t)to->edges, sizeof *to->dst) : NULL;
    for (int64_t e = 0; good && more; e++) {
        good = ogb_row(r, e, &count, &line, &more);
        while (good && more && e == at.end)
            next_graph(&at, &from->edges);
        good = good && (!more || take_edge(r, line, &at, &to->src[e], &to->dst[e]));
    }
    if (good)
        origin_add(o->data, ORIGIN_USED, r->name, "[%lld, 2]", (long long)to->edges);
    return good;
}

/* ------------------------------------------------------------------ all of it */

/* At most so many columns, where `most` is not 0; numbers that are not known are filled later, where they may be missing. */
static bool read_floats(const Ogb *o, const char *file, const OgbCount *count, int64_t most, bool missing, float **to)
{
    OgbRows r;
    const bool good =
        ogb_open(o, file, &r) &&
        (!r.there || !most || r.columns <= most || text_error(&r.in, "more than one number for an edge")) &&
        (!r.there || ogb_floats(o, &r, count, missing, to));
    ogb_close(&r);
    return good;
}

static bool read_relation(const Ogb *o, int i)
{
    const OgbRelation *from = &o->relations[i];
    gatrt_relation *to = &o->data->relations[i];
    const OgbCount count = {from->all, "edges", from->edges.name};
    OgbRows r;
    const bool good = ogb_need(o, inside(from, "edge").text, &r) && read_edges(o, &r, from, to);
    ogb_close(&r);
    return good && read_floats(o, inside(from, "edge-feat").text, &count, 0, false, &to->edge_attr) &&
           read_floats(o, inside(from, "edge_weight").text, &count, 1, false, &to->edge_weight);
}

static OgbCount count_of(const OgbKind *kind)
{
    return (OgbCount){kind->all, "nodes", kind->nodes.name};
}

static bool read_answers(const Ogb *o)
{
    gatrt_set *graph = data_find_set(o->data, GRAPH_SET);
    const OgbCount graphs = {o->graphs, "graphs", o->kinds[0].nodes.name};
    for (int i = 0; i < o->kind_count; i++) {
        const OgbCount count = count_of(&o->kinds[i]);
        if (!ogb_answers(o, o->kinds[i].label, &o->data->sets[i], &count))
            return false;
    }
    return !graph || ogb_answers(o, "raw/graph-label", graph, &graphs);
}

/* Of graphs where there are any, else of nodes; of several kinds each has a folder, or none. */
static bool read_rows(const Ogb *o)
{
    char folder[OGB_NAME + OGB_WORD], file[OGB_NAME + OGB_WORD + 8];
    gatrt_set *last = &o->data->sets[o->data->set_count - 1];
    if (o->kind_count <= 1 || o->data->set_count > o->kind_count)
        return ogb_splits(o, o->split, last);
    for (int i = 0; i < o->kind_count; i++) {
        snprintf(folder, sizeof folder, "%s/%s", o->split, o->kinds[i].name);
        snprintf(file, sizeof file, "%s/train", folder);
        if (ogb_has(o, file) && !ogb_splits(o, folder, &o->data->sets[i]))
            return false;
    }
    return true;
}

static bool has_links(const Ogb *o)
{
    char name[OGB_NAME + 16];
    snprintf(name, sizeof name, "%s/train.pt", o->split);
    return o->split[0] && ogb_has_file(o, name) && !ogb_has_dict(o);
}

static bool read_split(const Ogb *o)
{
    return !o->split[0] || (ogb_has_dict(o) ? ogb_dict : has_links(o) ? ogb_links : read_rows)(o);
}

/* Links come before widths are looked at: a model may ask for them. */
static bool read_text(Ogb *o, const char *spec)
{
    o->data = data_new_empty(spec);
    if (!ogb_kinds(o))
        return false;
    make_sets(o);
    if (!ogb_find_split(o) || (has_links(o) && !read_split(o)) || !check_widths(o))
        return false;
    for (int i = 0; i < o->kind_count; i++) {
        const OgbCount count = count_of(&o->kinds[i]);
        if (!read_floats(o, o->kinds[i].feat, &count, 0, o->use->prepare.missing != NULL, &o->data->sets[i].x))
            return false;
    }
    for (int i = 0; i < o->relation_count; i++)
        if (!read_relation(o, i))
            return false;
    return read_answers(o) && (has_links(o) || read_split(o));
}

static bool read_binary(Ogb *o, const char *spec)
{
    return ogb_binary(o, spec) && ogb_find_split(o) && read_split(o);
}

bool ogb_is_at(const char *spec)
{
    Ogb o;
    return ogb_find(spec, &o);
}

gatrt_data *load_ogb(const char *spec, const DataUse *use, Error *error)
{
    Loading loading = loading_begin(use->watched);
    Ogb o = {.use = use, .loading = &loading, .error = error};
    ogb_find(spec, &o);
    const bool binary = ogb_is_binary(&o), good = (binary ? read_binary : read_text)(&o, spec);
    if (good && !binary)
        ogb_tell_others(&o);
    ogb_free_kinds(&o);
    loading_end(&loading);
    if (good)
        return o.data;
    gatrt_data_free(o.data);
    return NULL;
}
