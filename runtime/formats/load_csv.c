/* load_csv.c - a graph as a folder of text files, numbers with commas between them (table.c):
 *
 *   features.csv                           a row for each node
 *   edges.csv                              source, destination, then the edge's attributes, if any;
 *                                          edge_list.csv and edges_undir.csv are read as well
 *   labels.csv                             optional, a row for each node: a class number or a value, as the
 *                                          model reads it, or several of them; or a class by name (beside_labels.c)
 *   train.txt, val.txt, test.txt           each optional: a node's number in a line; splits.c has all the names
 *                                          (valid.txt, dev.csv, train_idx.txt); train_mask.csv is 0 or 1 a node
 *
 * Nodes count from 0. Features and labels may begin with a column of the nodes' numbers: one that its header
 * calls so (node, id, index, or no name, as pandas writes its index), or that counts 0, 1, 2, ... under no
 * header. Edges are taken as they stand: where each is there once, graph { symmetric = true } adds the others.
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/edge_words.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 256, MOST_NAMES = 4096 };

/* What the folder holds, and what of it is read. Values stay until all files are there: a first row of
 * 0, 1, 2, ... is a header or not by what the others hold. */
typedef struct Folder {
    const char *path;
    gatrt_data *data;
    gatrt_set *node; /* the data set's only one */
    const DataUse *use;
    Error *error;
    char (*names)[LONGEST_NAME]; /* of its files, in order */
    int count;
    Table features, edges, labels, split[3];
    const char *edges_name, *split_name[3]; /* NULL: none */
    SplitForm form[3];
    int64_t source; /* column of the edges */
    bool named;     /* labels are names of classes */
} Folder;

/* ------------------------------------------------------------------ the files */

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool list_files(Folder *f)
{
    DIR *folder = opendir(f->path);
    if (!folder)
        return error_set(f->error, "%s: cannot read the folder: %s", file_shown(f->path), strerror(errno));
    f->names = mem_alloc(MOST_NAMES, sizeof *f->names);
    bool more = false;
    for (struct dirent *entry; !more && (entry = readdir(folder)) != NULL;) {
        more = entry->d_name[0] != '.' && f->count == MOST_NAMES;
        if (entry->d_name[0] != '.' && !more)
            snprintf(f->names[f->count++], LONGEST_NAME, "%s", entry->d_name);
    }
    closedir(folder);
    qsort(f->names, (size_t)f->count, sizeof *f->names, compare_names);
    return !more || error_set(f->error, "%s: more than %d files, too many for a folder of one graph",
                              file_shown(f->path), MOST_NAMES);
}

static const char *find_file(const Folder *f, const char *name)
{
    for (int i = 0; i < f->count; i++)
        if (!strcmp(f->names[i], name))
            return f->names[i];
    return NULL;
}

static const char *const edges_names[] = {"edges.csv", "edge_list.csv", "edges_undir.csv"}; /* the first is read */
enum { EDGES_NAMES = sizeof edges_names / sizeof edges_names[0] };

static SplitForm split_of(const char *name, int *split)
{
    const char *end = strrchr(name, '.');
    if (!end || (strcmp(end, ".txt") != 0 && strcmp(end, ".csv") != 0 && strcmp(end, ".index") != 0))
        return SPLIT_NONE;
    return split_named(name, (size_t)(end - name), split);
}

static bool is_edges(const char *name)
{
    for (int i = 0; i < EDGES_NAMES; i++)
        if (!strcmp(name, edges_names[i]))
            return true;
    return false;
}

bool csv_reads(const char *name)
{
    int split;
    return is_edges(name) || !strcmp(name, "features.csv") || !strcmp(name, "labels.csv") ||
           split_of(name, &split) != SPLIT_NONE;
}

static bool find_edges(Folder *f)
{
    for (int i = 0; i < EDGES_NAMES; i++) {
        const char *name = find_file(f, edges_names[i]);
        if (name && f->edges_name)
            origin_add(f->data, ORIGIN_REMARK, name, "edges are read from %s instead", f->edges_name);
        else if (name)
            f->edges_name = name;
    }
    return f->edges_name || error_set(f->error,
                                      "%s: no edges.csv (nor edge_list.csv, edges_undir.csv); a line of it "
                                      "is source,destination",
                                      file_shown(f->path));
}

static bool find_splits(Folder *f)
{
    for (int i = 0; i < f->count; i++) {
        const char *name = f->names[i];
        int split = 0;
        const SplitForm form = split_of(name, &split);
        if (form == SPLIT_NONE)
            continue;
        if (f->split_name[split])
            return error_set(f->error, "%s: %s and %s are both of one split; leave one out", file_shown(f->path),
                             f->split_name[split], name);
        f->split_name[split] = name;
        f->form[split] = form;
    }
    return true;
}

/* Names of classes wait until there are nodes. */
static bool read_labels(Folder *f)
{
    char path[sizeof f->labels.path];
    if (!find_file(f, "labels.csv"))
        return true;
    snprintf(path, sizeof path, "%s/labels.csv", f->path);
    f->named = labels_are_names(path);
    return f->named || table_read(&f->labels, f->path, "labels.csv", f->error);
}

static bool read_tables(Folder *f)
{
    bool good =
        (f->use->prepare.missing ? table_read_missing : table_read)(&f->features, f->path, "features.csv", f->error) &&
        table_read(&f->edges, f->path, f->edges_name, f->error) && read_labels(f);
    for (int m = 0; good && m < 3; m++)
        good = !f->split_name[m] || table_read(&f->split[m], f->path, f->split_name[m], f->error);
    return good;
}

/* What the header says: a column of the edges' own numbers in front, and ends that stand where they are read. */
static bool find_source(Folder *f)
{
    const Table *t = &f->edges;
    f->source = t->columns > 2 && table_begins_with(t, edge_number_words);
    const int64_t from = table_column(t, edge_source_words), to = table_column(t, edge_target_words);
    const int64_t astray = from >= 0 && from != f->source ? from : to >= 0 && to != f->source + 1 ? to : -1;
    if (astray >= 0)
        return error_set(f->error,
                         "%s: column %lld is called %s, but an edge is source,destination, then what it carries",
                         file_shown(t->path), (long long)astray + 1, t->names[astray]);
    return t->rows == 0 || t->columns > 1 ||
           error_set(f->error, "%s: one number in a line, but an edge is source and destination", file_shown(t->path));
}

/* ------------------------------------------------- first rows of 0, 1, 2, ... */

static double highest_of(const Table *t, int64_t first, int64_t columns)
{
    double highest = -1.0;
    for (int64_t r = 0; r < t->rows; r++)
        for (int64_t j = first; j < first + columns; j++)
            highest = table_at(t, r, j) > highest ? table_at(t, r, j) : highest;
    return highest;
}

/* The highest node that an edge or a split names. */
static double highest_node(const Folder *f)
{
    double highest = highest_of(&f->edges, f->source, 2);
    for (int m = 0; m < 3; m++) {
        const double here = f->form[m] == SPLIT_MASK ? -1.0 : highest_of(&f->split[m], 0, 1);
        highest = here > highest ? here : highest;
    }
    return highest;
}

/* If the first row of the features is a header, there is one node less: then no edge may name the last one, and
 * the labels must have as few rows. */
static bool features_have_header(const Folder *f)
{
    const int64_t rows = f->features.rows, labels = f->labels.rows;
    if (!f->features.counts_up || rows < 2 || highest_node(f) >= (double)(rows - 1))
        return false;
    return labels == 0 || labels == rows - 1 || (labels == rows && f->labels.counts_up);
}

/* A first line of 0 is a header where a mask has one row too many, and where node 0 comes again. 0 and 1 alone may be a
 * mask under the name of a list. */
static bool split_has_header(const Table *t, SplitForm form, int64_t nodes)
{
    if (form == SPLIT_MASK)
        return t->rows == nodes + 1;
    for (int64_t r = 1; r < t->rows; r++)
        if (table_at(t, r, 0) == 0.0)
            return highest_of(t, 0, 1) > 1.0;
    return false;
}

/* Elsewhere nothing tells whether 0 is a node of the split or its header; `others` had counted ones. */
static void skip_split_headers(Folder *f, int64_t nodes, bool others)
{
    for (int m = 0; m < 3; m++) {
        Table *t = &f->split[m];
        if (!f->split_name[m] || !t->counts_up || t->columns != 1)
            continue;
        if (split_has_header(t, f->form[m], nodes)) {
            table_skip_first(t);
            origin_add(f->data, ORIGIN_REMARK, f->split_name[m], "its first line, 0, is taken as a header, not a %s",
                       f->form[m] == SPLIT_MASK ? "mask's number" : "node, which comes below");
        } else if (others && f->form[m] != SPLIT_MASK) {
            origin_add(f->data, ORIGIN_REMARK, f->split_name[m], "its first line, 0, is taken as a node, not a header");
        }
    }
}

/* Does an edge from `source` to `end` stand behind the first row? */
static bool edge_comes_later(const Folder *f, double source, double end)
{
    for (int64_t r = 1; r < f->edges.rows; r++)
        if (table_at(&f->edges, r, f->source) == source && table_at(&f->edges, r, f->source + 1) == end)
            return true;
    return false;
}

/* Edges have nothing to be counted against: what the other files begin with, they begin with. Where these begin with no
 * counted header, a first line of 0,1 may be an edge or a header that pandas made: the latter if it comes again, the
 * former if its reverse comes. */
static bool edges_have_header(const Folder *f, bool others)
{
    const char *name = f->edges_name;
    const double source = (double)f->source, end = source + 1.0;
    if (!f->edges.counts_up || f->edges.rows == 0)
        return false;
    if (others)
        return true;
    if (edge_comes_later(f, source, end)) {
        origin_add(f->data, ORIGIN_REMARK, name,
                   "its first line counts 0,1,... and comes again below: taken as a header, not an edge");
        return true;
    }
    if (!edge_comes_later(f, end, source))
        origin_add(
            f->data, ORIGIN_REMARK, name,
            "its first line counts 0,1,... and is taken as an edge; if it is a header, call the columns source,target");
    return false;
}

static void skip_counted_headers(Folder *f)
{
    const bool features = features_have_header(f);
    const int64_t nodes = f->features.rows - features;
    const bool labels = f->labels.counts_up && f->labels.rows == nodes + 1;
    const bool edges = edges_have_header(f, features || labels);
    if (features)
        table_skip_first(&f->features);
    if (labels)
        table_skip_first(&f->labels);
    if (edges)
        table_skip_first(&f->edges);
    if (features || labels)
        origin_add(f->data, ORIGIN_REMARK, "", "a first line of 0,1,2,... is taken as a header: %s%s%s%s%s",
                   features ? "features.csv" : "", features && labels ? ", " : "", labels ? "labels.csv" : "",
                   edges ? ", " : "", edges ? f->edges_name : "");
    skip_split_headers(f, nodes, features || labels);
}

/* ------------------------------------------------------------------- meaning */

/* Columns from `first` on, as floats; data_check looks at them. */
static float *take_floats(const Table *t, int64_t first)
{
    const int64_t width = t->columns - first;
    float *to = mem_alloc((size_t)t->rows * (size_t)width, sizeof *to);
    for (int64_t r = 0; r < t->rows; r++)
        for (int64_t j = 0; j < width; j++)
            to[r * width + j] = (float)table_at(t, r, first + j);
    return to;
}

/* Whose rows they are: as they stand, or by a first column that says so. `row_of` [nodes], -1: no row. */
static bool place_rows(const Folder *f, const Table *t, bool numbered, int64_t *row_of)
{
    const int64_t nodes = f->node->rows;
    for (int64_t v = 0; v < nodes; v++)
        row_of[v] = numbered ? -1 : v;
    for (int64_t r = 0; numbered && r < t->rows; r++) {
        int32_t node;
        if (!table_node(t, r, 0, nodes, &node, f->error))
            return false;
        if (row_of[node] >= 0)
            return table_error(t, r, 0, "a node that another row has already", f->error);
        row_of[node] = r;
    }
    return true;
}

static bool take_features(Folder *f)
{
    gatrt_set *node = f->node;
    const Table *t = &f->features;
    const bool numbered = table_has_nodes(t);
    if (t->rows == 0)
        return error_set(f->error, "%s: there is no node", file_shown(t->path));
    if (t->rows > INT32_MAX)
        return error_set(f->error, "%s: more than 2147483647 nodes", file_shown(t->path));
    node->rows = t->rows;
    node->features = t->columns - numbered;
    node->x = mem_alloc((size_t)node->rows * (size_t)node->features, sizeof *node->x);
    int64_t *row_of = mem_alloc((size_t)node->rows, sizeof *row_of);
    const bool good = place_rows(f, t, numbered, row_of);
    for (int64_t i = 0; good && i < node->rows * node->features; i++)
        node->x[i] = (float)table_at(t, row_of[i / node->features], i % node->features + numbered);
    mem_free(row_of);
    table_tell(f->data, t, "features.csv", numbered);
    table_tell_features(f->data, t, "features.csv");
    origin_add(f->data, ORIGIN_USED, "features.csv", "%lld nodes, %lld features", (long long)node->rows,
               (long long)node->features);
    return good;
}

static bool take_ends(const Folder *f, int64_t column, int32_t *to)
{
    for (int64_t r = 0; r < f->edges.rows; r++)
        if (!table_node(&f->edges, r, column, f->node->rows, &to[r], f->error))
            return false;
    return true;
}

static bool take_edges(Folder *f)
{
    gatrt_relation *edge = &f->data->relations[0];
    const Table *t = &f->edges;
    const int64_t source = f->source;
    edge->edges = t->rows;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    if (t->columns > source + 2) {
        edge->edge_features = t->columns - source - 2;
        edge->edge_attr = take_floats(t, source + 2);
        table_tell_rounded(f->data, t, f->edges_name, source + 2);
    }
    origin_add(f->data, ORIGIN_USED, f->edges_name, "%lld edges, %lld attributes each", (long long)edge->edges,
               (long long)edge->edge_features);
    return take_ends(f, source, edge->src) && take_ends(f, source + 1, edge->dst);
}

/* One whole number a node may be a class or a value: the model says which. A node without a row has NaN. */
static bool take_whole(gatrt_set *node, const Table *t, const int64_t *row_of, int64_t column)
{
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows; v++)
        if (!data_take_label(node, v, row_of[v] < 0 ? (double)NAN : table_at(t, row_of[v], column)))
            return false;
    return true;
}

static void take_answers(gatrt_set *node, const Table *t, const int64_t *row_of, int64_t first)
{
    const int64_t width = t->columns - first;
    if (width == 1 && take_whole(node, t, row_of, first))
        return;
    mem_free(node->label);
    node->label = NULL;
    node->classes = width;
    node->target = mem_alloc((size_t)node->rows * (size_t)width, sizeof *node->target);
    for (int64_t i = 0; i < node->rows * width; i++)
        node->target[i] = row_of[i / width] < 0 ? NAN : (float)table_at(t, row_of[i / width], first + i % width);
}

static bool take_labels(Folder *f)
{
    gatrt_set *node = f->node;
    const Table *t = &f->labels;
    const bool numbered = table_has_nodes(t);
    char path[sizeof t->path];
    snprintf(path, sizeof path, "%s/labels.csv", f->path);
    if (f->named)
        return labels_take(f->data, &(DataUse){.labels = path}, false, f->error);
    if (!t->values)
        return true; /* enough to predict */
    if (t->rows != node->rows && !numbered)
        return error_set(f->error, "%s: %lld rows, but features.csv has %lld", file_shown(t->path), (long long)t->rows,
                         (long long)node->rows);
    int64_t *row_of = mem_alloc((size_t)node->rows, sizeof *row_of);
    const bool good = place_rows(f, t, numbered, row_of);
    if (good)
        take_answers(node, t, row_of, numbered);
    mem_free(row_of);
    table_tell(f->data, t, "labels.csv", numbered);
    origin_add(f->data, ORIGIN_USED, "labels.csv", "%lld rows of %lld", (long long)t->rows,
               (long long)(t->columns - numbered));
    return good;
}

static bool take_mask(Folder *f, int split)
{
    const Table *t = &f->split[split];
    if (t->rows != f->node->rows)
        return error_set(f->error, "%s: %lld rows, but features.csv has %lld", file_shown(t->path), (long long)t->rows,
                         (long long)f->node->rows);
    for (int64_t v = 0; v < t->rows; v++) {
        const double set = table_at(t, v, 0);
        if (set != 0.0 && set != 1.0)
            return table_error(t, v, 0, "but a mask holds 0 and 1", f->error);
        if (set != 0.0)
            split_add(f->node, split, v);
    }
    return true;
}

static bool take_ids(Folder *f, int split)
{
    const Table *t = &f->split[split];
    for (int64_t i = 0; i < t->rows; i++) {
        int32_t node;
        if (!table_node(t, i, 0, f->node->rows, &node, f->error))
            return false;
        if (!split_add(f->node, split, node))
            return table_error(
                t, i, 0,
                "a node that is in the file already; a mask of 0 and 1 belongs in a file whose name ends "
                "in _mask",
                f->error);
    }
    return true;
}

static bool take_split(Folder *f, int split)
{
    Table *t = &f->split[split];
    if (!f->split_name[split])
        return true;
    if (t->rows == 0)
        return error_set(f->error, "%s: there is no node in it; one in a line is expected", file_shown(t->path));
    if (t->columns > 1)
        return error_set(f->error, "%s: %lld numbers in a line, but expected one, a node's", file_shown(t->path),
                         (long long)t->columns);
    split_new(f->node, split);
    if (!(f->form[split] == SPLIT_MASK ? take_mask : take_ids)(f, split))
        return false;
    split_used(f->data, f->node, split, f->split_name[split]);
    return true;
}

/* Where the rows of one file stand in another order than the nodes, those of the next may be meant to stand so, too. */
static void tell_order(const Folder *f, const Table *t, const char *name, const char *instead)
{
    const char *shuffled = table_is_shuffled(&f->features) ? "features.csv"
                           : table_is_shuffled(&f->labels) ? "labels.csv"
                                                           : NULL;
    if (shuffled && t->rows > 0 && !table_has_nodes(t))
        origin_add(
            f->data, ORIGIN_REMARK, name,
            "its rows are nodes 0, 1, 2, ..., although those of %s stand in another order; if they should, too, %s",
            shuffled, instead);
}

static void tell_orders(const Folder *f)
{
    tell_order(f, &f->features, "features.csv", "give it a column node");
    tell_order(f, &f->labels, "labels.csv", "give it a column node");
    for (int m = 0; m < 3; m++)
        if (f->split_name[m] && f->form[m] == SPLIT_MASK)
            tell_order(f, &f->split[m], f->split_name[m], "list the nodes' numbers");
}

static void tell_ignored(const Folder *f)
{
    for (int i = 0; i < f->count; i++) {
        const char *name = f->names[i];
        if (!csv_reads(name))
            origin_add(f->data, ORIGIN_IGNORED, name, "no part of a graph has this name");
        else if (name != f->edges_name && is_edges(name))
            origin_add(f->data, ORIGIN_IGNORED, name, "edges are read from another file");
    }
}

gatrt_data *load_csv(const char *spec, const DataUse *use, Error *error)
{
    Folder *f = mem_alloc(1, sizeof *f);
    *f = (Folder){.path = spec, .data = data_new(spec), .use = use, .error = error};
    f->node = &f->data->sets[0];
    bool good = list_files(f) && find_edges(f) && find_splits(f) && read_tables(f) && find_source(f);
    if (good)
        skip_counted_headers(f);
    good = good && take_features(f) && take_edges(f) && take_labels(f) && take_split(f, 0) && take_split(f, 1) &&
           take_split(f, 2);
    if (good) {
        tell_orders(f);
        tell_ignored(f);
    }
    gatrt_data *data = f->data;
    for (int m = 0; m < 3; m++)
        table_free(&f->split[m]);
    table_free(&f->features);
    table_free(&f->edges);
    table_free(&f->labels);
    mem_free(f->names);
    mem_free(f);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}
