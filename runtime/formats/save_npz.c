/* save_npz.c - a data set as an .npz of the keys that parts.c knows: sparse features as CSR, names of nodes and classes as
 * UTF-8. Arrays are the data set's own where they have the file's type already.
 */
#include "runtime/formats/save.h"

#include <math.h>
#include <string.h>

typedef struct List {
    NpyArray *arrays;
    void **made; /* [count] bytes of ours, or NULL */
    int count;
    const gatrt_data *data;
    bool several; /* there are graphs: plain keys may be theirs */
    bool cut;     /* a name is too long */
} List;

static NpyArray *add(List *l, const char *name, NpyKind kind, int item, void *bytes, bool ours)
{
    NpyArray *a = &l->arrays[l->count];
    l->made[l->count++] = ours ? bytes : NULL;
    *a = (NpyArray){.kind = kind, .item = item, .bytes = bytes, .rank = 1};
    l->cut |= snprintf(a->name, sizeof a->name, "%s", name) >= (int)sizeof a->name;
    return a;
}

static void shape(NpyArray *a, int rank, int64_t rows, int64_t columns)
{
    a->rank = rank;
    a->dim[0] = rows;
    a->dim[1] = columns;
    a->count = rank == 2 ? rows * columns : rows;
}

/* Of a set; where there are graphs, nodes are named. */
static KeyText key_of(const List *l, const gatrt_set *set, const char *key)
{
    KeyText name = set_key(set, key);
    if (l->several && !strcmp(set->name, NODE_SET))
        snprintf(name.text, sizeof name.text, "%s.%s", NODE_SET, key);
    return name;
}

static void add_size(List *l, const gatrt_set *set)
{
    int64_t *rows = mem_alloc(1, sizeof *rows);
    *rows = set->rows;
    shape(add(l, key_of(l, set, "num_nodes").text, NPY_INT, sizeof *rows, rows, true), 1, 1, 0);
}

static void add_features(List *l, const gatrt_set *set)
{
    if (set->x)
        shape(add(l, key_of(l, set, "x").text, NPY_FLOAT, sizeof *set->x, set->x, false), 2, set->rows, set->features);
    if (!set->sparse) {
        if (!set->x)
            add_size(l, set);
        return;
    }
    const int64_t entries = set->x_start[set->rows];
    int64_t *extent = mem_alloc(2, sizeof *extent);
    extent[0] = set->rows;
    extent[1] = set->features;
    shape(add(l, key_of(l, set, "x_indptr").text, NPY_INT, sizeof *set->x_start, set->x_start, false), 1, set->rows + 1,
          0);
    shape(add(l, key_of(l, set, "x_indices").text, NPY_INT, sizeof *set->x_col, set->x_col, false), 1, entries, 0);
    shape(add(l, key_of(l, set, "x_data").text, NPY_FLOAT, sizeof *set->x_val, set->x_val, false), 1, entries, 0);
    shape(add(l, key_of(l, set, "x_shape").text, NPY_INT, sizeof *extent, extent, true), 1, 2, 0);
}

/* Whole numbers; where one is unknown, numbers of which it is none. */
static void add_labels(List *l, const gatrt_set *set)
{
    bool unknown = false;
    for (int64_t v = 0; v < set->rows; v++)
        unknown |= set->label[v] == GATRT_UNKNOWN;
    double *y = unknown ? mem_alloc((size_t)set->rows, sizeof *y) : NULL;
    for (int64_t v = 0; y && v < set->rows; v++)
        y[v] = set->label[v] == GATRT_UNKNOWN ? (double)NAN : set->label[v];
    if (y)
        shape(add(l, key_of(l, set, "y").text, NPY_FLOAT, sizeof *y, y, true), 1, set->rows, 0);
    else
        shape(add(l, key_of(l, set, "y").text, NPY_INT, sizeof *set->label, set->label, false), 1, set->rows, 0);
}

static void add_names(List *l, const gatrt_set *set, const char *key, char *const *names, int64_t count)
{
    enum { MOST_TEXT = 1 << 14 }; /* what npy.c reads */
    size_t length;
    char *bytes = npy_texts(names, count, MOST_TEXT, &length);
    shape(add(l, key_of(l, set, key).text, NPY_TEXT, (int)length, bytes, true), 1, count, 0);
}

static void add_set(List *l, const gatrt_set *set)
{
    add_features(l, set);
    if (set->label)
        add_labels(l, set);
    if (set->target)
        shape(add(l, key_of(l, set, "y").text, NPY_FLOAT, sizeof *set->target, set->target, false), 2, set->rows,
              set->classes);
    for (int m = 0; m < 3; m++)
        if (set->mask[m])
            shape(add(l, key_of(l, set, data_mask_name[m]).text, NPY_BOOL, 1, set->mask[m], false), 1, set->rows, 0);
    if (set->graph)
        shape(add(l, set_key(set, "batch").text, NPY_INT, sizeof *set->graph, set->graph, false), 1, set->rows, 0);
    if (set->row_name)
        add_names(l, set, "node_names", set->row_name, set->rows);
    if (set->class_name && set->classes > 0)
        add_names(l, set, "class_names", set->class_name, set->classes);
}

static void add_relation(List *l, const gatrt_relation *r)
{
    int32_t *pairs = mem_alloc((size_t)(2 * r->edges) + 1, sizeof *pairs);
    if (r->edges > 0) {
        memcpy(pairs, r->src, (size_t)r->edges * sizeof *pairs);
        memcpy(pairs + r->edges, r->dst, (size_t)r->edges * sizeof *pairs);
    }
    shape(add(l, relation_key(l->data, r, "edge_index").text, NPY_INT, sizeof *pairs, pairs, true), 2, 2, r->edges);
    if (r->edge_attr)
        shape(add(l, relation_key(l->data, r, "edge_attr").text, NPY_FLOAT, sizeof *r->edge_attr, r->edge_attr, false),
              2, r->edges, r->edge_features);
    if (r->edge_weight)
        shape(add(l, relation_key(l->data, r, "edge_weight").text, NPY_FLOAT, sizeof *r->edge_weight, r->edge_weight,
                  false),
              1, r->edges, 0);
}

bool save_npz(const gatrt_data *data, const char *path, Error *error)
{
    enum { OF_SET = 12, OF_RELATION = 3 };
    const int room = OF_SET * data->set_count + OF_RELATION * data->relation_count;
    List l = {.data = data, .several = data_find_set(data, GRAPH_SET) != NULL};
    l.arrays = mem_alloc((size_t)room, sizeof *l.arrays);
    l.made = mem_alloc((size_t)room, sizeof *l.made);
    for (int i = 0; i < data->set_count; i++)
        add_set(&l, &data->sets[i]);
    for (int i = 0; i < data->relation_count; i++)
        add_relation(&l, &data->relations[i]);
    const bool good = l.cut ? error_set(error, "%s: the names of sets and relations are too long", file_shown(path))
                            : npz_write(path, l.arrays, l.count, error);
    for (int i = 0; i < l.count; i++)
        mem_free(l.made[i]);
    mem_free(l.arrays);
    mem_free(l.made);
    return good;
}
