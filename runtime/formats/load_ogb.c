/* load_ogb.c - a folder as the Open Graph Benchmark publishes them (Hu et al. 2020), of one graph or of many:
 *
 *   raw/num-node-list.csv.gz, num-edge-list.csv.gz    how many nodes and edges each graph has, a line for each
 *   raw/edge.csv.gz                                   source,destination, numbered within its graph
 *   raw/node-feat.csv.gz, edge-feat.csv.gz            each optional: x, edge_attr
 *   raw/node-label.csv.gz, or graph-label.csv.gz      y of the nodes or of the graphs
 *   split/NAME/train.csv.gz, valid.csv.gz, test.csv.gz   their numbers
 *
 * without headers; unpacked ones, .csv, will do. Edges are taken as they stand: of undirected graphs OGB's own loader adds
 * the reverses, here graph { symmetric = true } does.
 */
#include "runtime/formats/ogb.h"

#include <string.h>

/* Where the nodes of each graph begin is the sum of those before. */
typedef struct Counts {
    OgbList nodes, edges;
    int64_t all_nodes, all_edges;
} Counts;

/* ------------------------------------------------------------------ how much there is */

static bool add_up(const Ogb *o, const OgbList *list, int64_t most, int64_t *sum)
{
    *sum = 0;
    for (int64_t g = 0; g < list->count; g++) {
        if (list->values[g] > most - *sum)
            return error_set(o->error, "%s/%s: in all more than %lld", file_shown(o->root), list->name,
                             (long long)most);
        *sum += list->values[g];
    }
    return true;
}

static bool read_counts(const Ogb *o, Counts *c)
{
    if (!ogb_list(o, "raw/num-node-list", &c->nodes) || !ogb_list(o, "raw/num-edge-list", &c->edges) ||
        !add_up(o, &c->nodes, INT32_MAX, &c->all_nodes) || !add_up(o, &c->edges, INT64_MAX / 16, &c->all_edges))
        return false;
    if (c->nodes.count != c->edges.count)
        return error_set(o->error, "%s: %s tells of %lld graphs, but %s of %lld", file_shown(o->root), c->nodes.name,
                         (long long)c->nodes.count, c->edges.name, (long long)c->edges.count);
    origin_add(o->data, ORIGIN_USED, c->nodes.name, "%lld graph%s, %lld nodes", (long long)c->nodes.count,
               c->nodes.count == 1 ? "" : "s", (long long)c->all_nodes);
    origin_add(o->data, ORIGIN_USED, c->edges.name, "%lld edges", (long long)c->all_edges);
    return true;
}

/* Of many graphs, or of one that has answers itself. */
static void add_graphs(const Ogb *o, const Counts *c)
{
    gatrt_set *node = &o->data->sets[0];
    node->rows = c->all_nodes;
    if (c->nodes.count == 1 && !ogb_has(o, "raw/graph-label"))
        return;
    node->graph = mem_alloc((size_t)node->rows, sizeof *node->graph);
    for (int64_t g = 0, v = 0; g < c->nodes.count; g++)
        for (const int64_t end = v + c->nodes.values[g]; v < end; v++)
            node->graph[v] = (int32_t)g;
    data_add_set(o->data, GRAPH_SET)->rows = c->nodes.count;
}

/* ------------------------------------------------------------------ edges */

static bool take_edge(OgbRows *r, const char *line, const Counts *c, int64_t g, int64_t first, int32_t *src,
                      int32_t *dst)
{
    int64_t ends[2];
    if (!text_wholes(&r->in, line, 2, ends))
        return false;
    const int64_t nodes = c->nodes.values[g], high = ends[0] > ends[1] ? ends[0] : ends[1];
    if (high >= nodes && c->nodes.count == 1)
        return text_error(&r->in, "node %lld, but there are %lld nodes", (long long)high, (long long)nodes);
    if (high >= nodes)
        return text_error(&r->in, "node %lld, but graph %lld has %lld nodes", (long long)high, (long long)g,
                          (long long)nodes);
    *src = (int32_t)(first + ends[0]);
    *dst = (int32_t)(first + ends[1]);
    return true;
}

static bool read_edges(const Ogb *o, OgbRows *r, const Counts *c)
{
    gatrt_relation *edge = &o->data->relations[0];
    const OgbCount count = {c->all_edges, "edges", c->edges.name};
    const char *line;
    bool more = true, good = ogb_fits(r, &count, 2);
    int64_t g = 0, first = 0, end = c->edges.values[0]; /* the graph, its first node, its last edge */
    edge->edges = c->all_edges;
    edge->src = good ? mem_alloc((size_t)edge->edges, sizeof *edge->src) : NULL;
    edge->dst = good ? mem_alloc((size_t)edge->edges, sizeof *edge->dst) : NULL;
    for (int64_t e = 0; good && more; e++) {
        good = ogb_row(r, e, &count, &line, &more);
        for (; good && more && e == end; end += c->edges.values[++g])
            first += c->nodes.values[g];
        good = good && (!more || take_edge(r, line, c, g, first, &edge->src[e], &edge->dst[e]));
    }
    if (good)
        origin_add(o->data, ORIGIN_USED, r->name, "[%lld, 2]", (long long)edge->edges);
    return good;
}

/* ------------------------------------------------------------------ all of it */

/* What does not fit the model is refused by the width of first rows. */
static bool read_graph(const Ogb *o, OgbRows *x, OgbRows *edges, OgbRows *attr, const Counts *c)
{
    gatrt_set *node = &o->data->sets[0];
    gatrt_relation *edge = &o->data->relations[0];
    const OgbCount nodes = {c->all_nodes, "nodes", c->nodes.name}, all = {c->all_edges, "edges", c->edges.name};
    if (!ogb_open(o, "raw/node-feat", x) || !ogb_need(o, "raw/edge", edges) || !ogb_open(o, "raw/edge-feat", attr))
        return false;
    node->features = x->columns;
    edge->edge_features = attr->columns;
    if (o->use->model && !inputs_check_widths(o->use->model, o->data, o->error))
        return false;
    return (!x->there || ogb_floats(o, x, &nodes, &node->x)) && read_edges(o, edges, c) &&
           (!attr->there || ogb_floats(o, attr, &all, &edge->edge_attr));
}

static bool read_answers(const Ogb *o, const Counts *c)
{
    gatrt_set *graph = data_find_set(o->data, GRAPH_SET);
    const OgbCount nodes = {c->all_nodes, "nodes", c->nodes.name}, graphs = {c->nodes.count, "graphs", c->nodes.name};
    return ogb_answers(o, "raw/node-label", &o->data->sets[0], &nodes) &&
           (!graph || ogb_answers(o, "raw/graph-label", graph, &graphs));
}

static bool read_all(Ogb *o)
{
    Counts c = {.nodes.values = NULL};
    OgbRows x = {.in.file = -1}, edges = x, attr = x;
    bool good = read_counts(o, &c);
    if (good)
        add_graphs(o, &c);
    good = good && read_graph(o, &x, &edges, &attr, &c) && read_answers(o, &c) && ogb_find_split(o);
    if (good && o->split[0])
        good = ogb_splits(o, o->split, &o->data->sets[o->data->set_count - 1]);
    ogb_close(&x);
    ogb_close(&edges);
    ogb_close(&attr);
    mem_free(c.nodes.values);
    mem_free(c.edges.values);
    return good;
}

bool ogb_is_at(const char *spec)
{
    Ogb o;
    return ogb_find(spec, &o);
}

gatrt_data *load_ogb(const char *spec, const DataUse *use, Error *error)
{
    Ogb o = {.use = use, .error = error, .data = data_new(spec)};
    ogb_find(spec, &o);
    if (read_all(&o)) {
        ogb_tell_others(&o);
        return o.data;
    }
    gatrt_data_free(o.data);
    return NULL;
}
