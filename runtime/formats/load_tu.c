/* load_tu.c - many graphs as the TU data sets have them, texts of numbers with commas between them:
 *
 *   NAME_A.txt                  a line for each edge: source, destination; nodes count from 1, through all graphs
 *   NAME_graph_indicator.txt    the graph of each node, from 1 on
 *   NAME_graph_labels.txt       a class for each graph; or NAME_graph_attributes.txt, numbers
 *   NAME_node_labels.txt, NAME_node_attributes.txt, NAME_edge_labels.txt, NAME_edge_attributes.txt
 *
 * the last six optional. What becomes of them is what PyTorch Geometric makes of them (torch_geometric/io/tu.py), but that
 * nodes are as many as graph_indicator has lines, and graphs may stand there in any order.
 */
#include "runtime/formats/joined_edges.h"
#include "runtime/formats/tu.h"

#include <math.h>
#include <string.h>

const char *const tu_name[TU_FILES] = {
    [TU_EDGES] = "A",
    [TU_INDICATOR] = "graph_indicator",
    [TU_GRAPH_LABELS] = "graph_labels",
    [TU_GRAPH_ATTRIBUTES] = "graph_attributes",
    [TU_NODE_LABELS] = "node_labels",
    [TU_NODE_ATTRIBUTES] = "node_attributes",
    [TU_EDGE_LABELS] = "edge_labels",
    [TU_EDGE_ATTRIBUTES] = "edge_attributes",
};

/* ------------------------------------------------------------------ where the files are */

static bool is_one_of_them(const char *spec, char prefix[BEGINNING_PATH])
{
    char end[32];
    for (int file = 0; file < TU_FILES; file++) {
        snprintf(end, sizeof end, "_%s.txt", tu_name[file]);
        if (name_ends(spec, end) && file_exists(spec)) {
            snprintf(prefix, BEGINNING_PATH, "%.*s", (int)(strlen(spec) - strlen(end)), spec);
            return true;
        }
    }
    return false;
}

static bool has_indicator(const char *prefix)
{
    char path[BEGINNING_PATH + 32];
    snprintf(path, sizeof path, "%s_%s.txt", prefix, tu_name[TU_INDICATOR]);
    return file_exists(path);
}

static int find(const char *spec, char prefix[BEGINNING_PATH], char names[BEGINNING_NAMES])
{
    names[0] = 0;
    if (strlen(spec) >= BEGINNING_PATH / 2)
        return 0;
    if (is_one_of_them(spec, prefix) && has_indicator(prefix))
        return 1;
    snprintf(prefix, BEGINNING_PATH, "%s", spec);
    return has_indicator(prefix) ? 1 : beginnings_in(spec, "", "_graph_indicator.txt", prefix, names);
}

bool tu_is_at(const char *spec)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    return find(spec, prefix, names) > 0;
}

/* ------------------------------------------------------------------ the tables */

bool tu_has(const Tu *tu, TuFile file)
{
    return tu->table[file].values != NULL;
}

bool tu_whole(const Tu *tu, TuFile file, int64_t row, int64_t column, int64_t least, int64_t most, const char *wrong,
              int32_t *to)
{
    const Table *t = &tu->table[file];
    const double number = table_at(t, row, column);
    if (!(number >= (double)least && number <= (double)most && number == floor(number)))
        return table_error(t, row, column, wrong, tu->error);
    *to = (int32_t)number;
    return true;
}

/* What `--features` leaves out is not read. */
static bool is_wanted(const Tu *tu, TuFile file)
{
    const char *features = tu->use->features;
    return !(features && !strcmp(features, "labels") && file == TU_NODE_ATTRIBUTES) &&
           !(features && !strcmp(features, "attributes") && file == TU_NODE_LABELS);
}

static bool read_table(Tu *tu, const char *prefix, TuFile file)
{
    const char *slash = strrchr(prefix, '/');
    char folder[BEGINNING_PATH], name[BEGINNING_PATH], path[2 * BEGINNING_PATH];
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - prefix) : 1, slash ? prefix : ".");
    snprintf(name, sizeof name, "%.3000s_%s.txt", slash ? slash + 1 : prefix, tu_name[file]);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (file > TU_INDICATOR && !file_exists(path))
        return true;
    if (!is_wanted(tu, file)) {
        origin_add(tu->data, ORIGIN_IGNORED, tu_name[file], "--features %s", tu->use->features);
        return true;
    }
    Table *t = &tu->table[file];
    const bool missing = file == TU_NODE_ATTRIBUTES && tu->use->prepare.missing;
    return (missing ? table_read_missing : table_read)(t, slash == prefix ? "/" : folder, name, tu->error) &&
           (!t->named ||
            error_set(tu->error, "%s: it begins with names, but such files have no header", file_shown(t->path)));
}

static bool has_rows(const Tu *tu, TuFile file, int64_t rows, const char *of)
{
    const Table *t = &tu->table[file];
    return !tu_has(tu, file) || t->rows == rows ||
           error_set(tu->error, "%s: %lld lines, but there are %lld %s", file_shown(t->path), (long long)t->rows,
                     (long long)rows, of);
}

static bool has_columns(const Tu *tu, TuFile file, int64_t columns, const char *what)
{
    const Table *t = &tu->table[file];
    return t->rows == 0 || t->columns == columns ||
           error_set(tu->error, "%s: %lld numbers in a line, but a line is %s", file_shown(t->path),
                     (long long)t->columns, what);
}

static bool check_tables(const Tu *tu)
{
    const int64_t nodes = tu->node->rows, edges = tu->table[TU_EDGES].rows;
    if (nodes == 0)
        return error_set(tu->error, "%s: there is no node", file_shown(tu->table[TU_INDICATOR].path));
    if (nodes > INT32_MAX)
        return error_set(tu->error, "%s: more than 2147483647 nodes", file_shown(tu->table[TU_INDICATOR].path));
    return has_columns(tu, TU_INDICATOR, 1, "the graph of a node") &&
           has_columns(tu, TU_EDGES, 2, "source, destination") &&
           has_rows(tu, TU_NODE_LABELS, nodes, "nodes in graph_indicator") &&
           has_rows(tu, TU_NODE_ATTRIBUTES, nodes, "nodes in graph_indicator") &&
           has_rows(tu, TU_EDGE_LABELS, edges, "edges in A") && has_rows(tu, TU_EDGE_ATTRIBUTES, edges, "edges in A");
}

static bool has_chosen(const Tu *tu, const char *spec)
{
    const char *features = tu->use->features;
    if (!features || !strcmp(features, "both") || tu_has(tu, TU_NODE_LABELS) || tu_has(tu, TU_NODE_ATTRIBUTES))
        return true;
    return error_set(tu->error,
                     "%s: nodes have no %s (there is no file that ends in _node_%s.txt), but --features is %s",
                     file_shown(spec), features, features, features);
}

static bool read_tables(Tu *tu, const char *prefix, const char *spec)
{
    for (TuFile file = 0; file < TU_FILES; file++)
        if (!read_table(tu, prefix, file))
            return false;
    tu->node->rows = tu->table[TU_INDICATOR].rows;
    return check_tables(tu) && has_chosen(tu, spec);
}

/* ------------------------------------------------------------------ graphs */

/* Who says of each graph what is to be predicted says how many there are; else the highest number does. */
static bool count_graphs(Tu *tu)
{
    const Table *labels = &tu->table[TU_GRAPH_LABELS], *numbers = &tu->table[TU_GRAPH_ATTRIBUTES];
    if (tu_has(tu, TU_GRAPH_LABELS) && !has_rows(tu, TU_GRAPH_ATTRIBUTES, labels->rows, "graphs in graph_labels"))
        return false;
    int64_t graphs = tu_has(tu, TU_GRAPH_LABELS) ? labels->rows : numbers->rows;
    if (!tu_has(tu, TU_GRAPH_LABELS) && !tu_has(tu, TU_GRAPH_ATTRIBUTES)) {
        graphs = 1;
        for (int64_t v = 0; v < tu->node->rows; v++) {
            const double number = table_at(&tu->table[TU_INDICATOR], v, 0);
            graphs = number > (double)graphs && number <= (double)tu->node->rows ? (int64_t)number : graphs;
        }
    }
    tu->graph->rows = graphs;
    return graphs > 0 || error_set(tu->error, "%s: there is no graph",
                                   file_shown(tu_has(tu, TU_GRAPH_LABELS) ? labels->path : numbers->path));
}

static void tell_empty(const Tu *tu, const uint8_t *seen)
{
    int64_t empty = 0, first = 0;
    for (int64_t g = tu->graph->rows - 1; g >= 0; g--) {
        empty += !seen[g];
        first = seen[g] ? first : g;
    }
    if (empty > 0)
        origin_add(tu->data, ORIGIN_REMARK, tu_name[TU_INDICATOR],
                   "%lld of %lld graphs have no node; the first is graph %lld", (long long)empty,
                   (long long)tu->graph->rows, (long long)first + 1);
}

static bool take_graphs(Tu *tu)
{
    char wrong[80];
    if (!count_graphs(tu))
        return false;
    snprintf(wrong, sizeof wrong, "but graphs are numbered from 1 to %lld", (long long)tu->graph->rows);
    tu->node->graph = mem_alloc((size_t)tu->node->rows, sizeof *tu->node->graph);
    uint8_t *seen = mem_alloc((size_t)tu->graph->rows, 1);
    bool good = true;
    for (int64_t v = 0; good && v < tu->node->rows; v++) {
        int32_t number = 1;
        good = tu_whole(tu, TU_INDICATOR, v, 0, 1, tu->graph->rows, wrong, &number);
        tu->node->graph[v] = number - 1;
        seen[number - 1] = 1;
    }
    if (good)
        tell_empty(tu, seen);
    mem_free(seen);
    origin_add(tu->data, ORIGIN_USED, tu_name[TU_INDICATOR], "%lld nodes in %lld graphs", (long long)tu->node->rows,
               (long long)tu->graph->rows);
    return good;
}

/* ------------------------------------------------------------------ edges */

static bool take_ends(const Tu *tu, int column, int32_t *to)
{
    char wrong[80];
    snprintf(wrong, sizeof wrong, "but nodes are numbered from 1 to %lld", (long long)tu->node->rows);
    for (int64_t e = 0; e < tu->data->relations[0].edges; e++) {
        if (!tu_whole(tu, TU_EDGES, e, column, 1, tu->node->rows, wrong, &to[e]))
            return false;
        to[e]--;
    }
    return true;
}

static bool check_within_graphs(const Tu *tu)
{
    const gatrt_relation *edge = &tu->data->relations[0];
    const int32_t *graph = tu->node->graph;
    char wrong[80];
    for (int64_t e = 0; e < edge->edges; e++) {
        if (graph[edge->src[e]] == graph[edge->dst[e]])
            continue;
        snprintf(wrong, sizeof wrong, "a node of graph %d, but the source is one of graph %d", graph[edge->dst[e]] + 1,
                 graph[edge->src[e]] + 1);
        return table_error(&tu->table[TU_EDGES], e, 1, wrong, tu->error);
    }
    return true;
}

static void tell_edges(const Tu *tu, EdgesLeft left)
{
    edges_tell(tu->data, tu_name[TU_EDGES], left);
    if (left.loops > 0 || left.repeated > 0)
        origin_add(tu->data, ORIGIN_REMARK, tu_name[TU_EDGES],
                   "%lld self loops are left out, %lld repeated edges are joined%s, as PyTorch Geometric does",
                   (long long)left.loops, (long long)left.repeated,
                   tu->data->relations[0].edge_attr ? ", and what they carry is added up" : "");
}

static bool take_edges(Tu *tu)
{
    gatrt_relation *edge = &tu->data->relations[0];
    edge->edges = tu->table[TU_EDGES].rows;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    if (!take_ends(tu, 0, edge->src) || !take_ends(tu, 1, edge->dst) || !check_within_graphs(tu) ||
        !tu_take_edge_features(tu))
        return false;
    tell_edges(tu, edges_join(edge, tu->node->rows, BY_SOURCE));
    return true;
}

/* ------------------------------------------------------------------ all of it */

gatrt_data *load_tu(const char *spec, const DataUse *use, Error *error)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    if (find(spec, prefix, names) > 1) {
        error_set(error, "%s: it holds several data sets: %s; name one, as %s", file_shown(spec), names,
                  file_shown(prefix));
        return NULL;
    }
    Tu *tu = mem_alloc(1, sizeof *tu);
    *tu = (Tu){.data = data_new(spec), .use = use, .error = error};
    data_add_set(tu->data, GRAPH_SET);
    tu->node = &tu->data->sets[0];
    tu->graph = &tu->data->sets[1];
    gatrt_data *data = tu->data;
    const bool good = read_tables(tu, prefix, spec) && take_graphs(tu) && take_edges(tu) && tu_take_features(tu) &&
                      tu_take_answers(tu) && (!use->model || inputs_check_widths(use->model, data, error));
    for (TuFile file = 0; file < TU_FILES; file++)
        table_free(&tu->table[file]);
    mem_free(tu);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}
