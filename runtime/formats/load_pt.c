/* load_pt.c - graphs of PyTorch Geometric as torch.save writes them, by the names that an .npz would have: x,
 * edge_index, paper.x, author__writes__paper.edge_index, ...; parts.c knows these.
 *
 * Several graphs become one, with ptr. Of a kind of node, whose graphs then have rows each, y and masks are of the nodes
 * or of the graphs, as their slices tell. What is known of edges beside edge_index, edge_attr and edge_weight goes under
 * the name of their relation. Values that are neither tensors nor numbers are told as ignored.
 */
#include "runtime/formats/parts.h"
#include "runtime/formats/pt.h"

#include <string.h>

typedef enum { OF_VALUE, OF_STARTS, OF_SIZE, OF_SPARSE_X } Way; /* how an array is made */
typedef struct PtArray {
    const PtStore *store;
    char key[64];
    Way way;
    PtSparsePart part;
    bool looked;
} PtArray;

typedef struct Arrays {
    Pt pt;
    NpyArray *arrays; /* [count], with room for more */
    PtArray *made;
    int count, room;
} Arrays;

/* ------------------------------------------------------------------ names */

static void *longer(void *old, int count, int room, size_t size)
{
    void *new = mem_alloc((size_t)room, size);
    if (count > 0)
        memcpy(new, old, (size_t)count * size);
    mem_free(old);
    return new;
}

static PtArray *add_array(Arrays *l, const PtStore *store, const char *owner, const char *key)
{
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 16;
        l->arrays = longer(l->arrays, l->count, l->room, sizeof *l->arrays);
        l->made = longer(l->made, l->count, l->room, sizeof *l->made);
    }
    NpyArray *a = &l->arrays[l->count];
    PtArray *made = &l->made[l->count++];
    *a = (NpyArray){.rank = 0};
    *made = (PtArray){.store = store};
    snprintf(a->name, sizeof a->name, "%s%s%.60s", owner, *owner ? "." : "", key);
    snprintf(made->key, sizeof made->key, "%.60s", key);
    return made;
}

/* A name that means something has no dot, and is short. */
static bool read_key(const PickleValue *key, char to[64])
{
    if (key->kind != PICKLE_TEXT || key->length == 0 || key->length > 60 || memchr(key->bytes, '.', key->length) ||
        memchr(key->bytes, 0, key->length))
        return false;
    memcpy(to, key->bytes, key->length);
    to[key->length] = 0;
    return true;
}

static bool is_answer(const char *key)
{
    int split;
    return !strcmp(key, "y") || split_named(key, strlen(key), &split) != SPLIT_NONE;
}

static bool is_of_edges(const char *key)
{
    for (int i = 0; i < RELATION_KEYS; i++)
        if (!strcmp(key, relation_key_name[i]))
            return true;
    return false;
}

/* Does each graph have as many rows as it has nodes, or one? */
static bool rows_are(const Pt *pt, const int64_t *rows, const int64_t *nodes)
{
    for (int64_t g = 0; g < pt->graphs; g++)
        if (rows[g + 1] - rows[g] != (nodes ? nodes[g + 1] - nodes[g] : 1))
            return false;
    return true;
}

/* Of several graphs. */
static const char *owner_of_answer(const Pt *pt, const PtStore *store, const char *key)
{
    int64_t *rows = pt_starts(pt, store, key), *nodes = rows ? pt_node_starts(pt, store) : NULL;
    const char *owner = !nodes                       ? NULL
                        : !rows_are(pt, rows, nodes) ? (rows_are(pt, rows, NULL) ? GRAPH_SET : "")
                        : !rows_are(pt, rows, NULL)  ? NODE_SET
                                                     : "";
    if (owner && !*owner)
        error_set(pt->error, "%s: %s has neither a row for each node, nor one for each of %lld graphs, or both",
                  pt->name, key, (long long)pt->graphs);
    mem_free(rows);
    mem_free(nodes);
    return owner && *owner ? owner : NULL;
}

/* NULL, and an error: nobody can say. */
static const char *owner_of(const Pt *pt, const PtStore *store, const char *key, const PickleValue *v)
{
    if (store->kind == PT_EDGES && !is_of_edges(key))
        return store->relation;
    if (pt->graphs > 1 && store->kind == PT_WHOLE && is_answer(key))
        return GRAPH_SET;
    if (pt->graphs > 1 && store->kind == PT_NODES && !*store->owner && is_answer(key) && torch_is_array(v))
        return owner_of_answer(pt, store, key);
    return store->owner;
}

/* ------------------------------------------------------------------ arrays of a store */

static void add_sparse(Arrays *l, const PtStore *store)
{
    static const char *const keys[PT_SPARSE_PARTS] = {"x_indptr", "x_indices", "x_data", "x_shape"};
    for (int part = 0; part < PT_SPARSE_PARTS; part++) {
        PtArray *made = add_array(l, store, store->owner, keys[part]);
        made->way = OF_SPARSE_X;
        made->part = (PtSparsePart)part;
    }
}

/* Several graphs are joined here; what says how they were joined before does not hold for them. */
static bool is_left(const Pt *pt, const char *key, const PickleValue *v)
{
    return v->kind == PICKLE_NONE || (pt->graphs > 1 && (!strcmp(key, "ptr") || !strcmp(key, "batch") ||
                                                         !strcmp(key, "num_nodes") || !strcmp(key, "_num_nodes")));
}

static bool add_value(Arrays *l, const PtStore *store, const char *key, const PickleValue *v)
{
    if (is_left(&l->pt, key, v))
        return true;
    if (!strcmp(key, "x") && pickle_is(v, MEANS_SPARSE)) {
        add_sparse(l, store);
        return true;
    }
    const char *owner = owner_of(&l->pt, store, key, v);
    if (!owner)
        return false;
    add_array(l, store, owner, key);
    return true;
}

/* Of equal keys the last one holds. */
static bool is_last(const PickleValue *values, size_t i, const char *key)
{
    return pickle_get(values, key) == values->item[i + 1];
}

static bool add_store(Arrays *l, const PtStore *store)
{
    char key[64];
    const PickleValue *values = store->values[0];
    for (size_t i = 0; i < values->count; i += 2)
        if (read_key(values->item[i], key) && is_last(values, i, key) && !add_value(l, store, key, values->item[i + 1]))
            return false;
    if (l->pt.graphs == 1 || store->kind != PT_NODES)
        return true;
    add_array(l, store, store->owner, "ptr")->way = OF_STARTS;
    if (!pt_value(store, 0, "x"))
        add_array(l, store, store->owner, "num_nodes")->way = OF_SIZE;
    return true;
}

static bool no_graph(const Arrays *l)
{
    char keys[96] = "";
    size_t at = 0;
    for (int i = 0; i < l->count && at + 1 < sizeof keys; i++)
        at += (size_t)snprintf(keys + at, sizeof keys - at, "%s%s", i ? ", " : "", l->arrays[i].name);
    return error_set(l->pt.error, "%s: no edge_index, so it is no graph; save a Data or HeteroData; it holds %s",
                     l->pt.name, *keys ? keys : pickle_shown(torch_root(l->pt.torch)).text);
}

static bool list_arrays(Arrays *l)
{
    bool edges = false;
    for (int i = 0; i < l->pt.store_count; i++) {
        const PtStore *store = &l->pt.stores[i];
        edges |= pt_value(store, 0, "edge_index") != NULL;
        if (!add_store(l, store))
            return false;
    }
    return edges || no_graph(l);
}

/* ------------------------------------------------------------------ as a source of parts */

/* Where rows stand for edges, each graph must have as many as it has edges. */
static bool check_edge_rows(const Pt *pt, const PtArray *made, const NpyArray *a)
{
    if (pt->graphs == 1 || !is_of_edges(made->key) || !strcmp(made->key, "edge_index"))
        return true;
    int64_t *rows = pt_starts(pt, made->store, made->key),
            *edges = rows ? pt_starts(pt, made->store, "edge_index") : NULL;
    const bool same = edges && rows_are(pt, rows, edges);
    if (edges && !same)
        error_set(pt->error, "%s: %s has not a row for each edge in each graph", pt->name, a->name);
    mem_free(rows);
    mem_free(edges);
    return same;
}

static bool look_at(const Pt *pt, const PtArray *made, NpyArray *a)
{
    char name[sizeof a->name];
    memcpy(name, a->name, sizeof name);
    bool good = true;
    if (made->way == OF_SPARSE_X) {
        good = pt_look_sparse(pt, pt_value(made->store, 0, "x"), made->part, a);
    } else if (made->way == OF_STARTS || made->way == OF_SIZE) {
        a->kind = NPY_INT;
        a->item = 8;
        a->rank = 1;
        a->dim[0] = a->count = made->way == OF_SIZE ? 1 : pt->graphs + 1;
    } else {
        good = pt_look_all(pt, made->store, made->key, a) && check_edge_rows(pt, made, a);
    }
    memcpy(a->name, name, sizeof name);
    return good;
}

static bool look(void *file, const char *name, NpyArray **found, Error *error)
{
    Arrays *l = file;
    int at = -1;
    *found = NULL;
    for (int i = 0; i < l->count; i++) {
        if (strcmp(l->arrays[i].name, name) != 0)
            continue;
        if (at >= 0)
            return error_set(error, "%s: there are two values for %.80s", l->pt.name, name);
        at = i;
    }
    if (at < 0)
        return true;
    if (!l->made[at].looked && !look_at(&l->pt, &l->made[at], &l->arrays[at]))
        return false;
    l->made[at].looked = true;
    *found = &l->arrays[at];
    return true;
}

/* Where graphs begin; or only the last of it, where all of them end. */
static bool load_starts(const Pt *pt, const PtArray *made, NpyArray *a)
{
    int64_t *starts = pt_node_starts(pt, made->store);
    if (starts && made->way == OF_SIZE)
        starts[0] = starts[pt->graphs];
    a->bytes = (unsigned char *)starts;
    return starts != NULL;
}

static bool load(void *file, NpyArray *a, Error *error)
{
    Arrays *l = file;
    (void)error; /* the same */
    const PtArray *made = &l->made[a - l->arrays];
    if (a->bytes)
        return true;
    if (made->way == OF_STARTS || made->way == OF_SIZE)
        return load_starts(&l->pt, made, a);
    if (made->way == OF_SPARSE_X)
        return pt_load_sparse(&l->pt, pt_value(made->store, 0, "x"), made->part, a);
    return pt_load_all(&l->pt, made->store, made->key, a) &&
           (l->pt.graphs == 1 || strcmp(made->key, "edge_index") != 0 || pt_shift_ends(&l->pt, made->store, a));
}

/* Names with dots would be those of a set: nothing goes by them. */
static void tell_others(const Arrays *l, gatrt_data *data)
{
    char key[64];
    for (int i = 0; i < l->pt.store_count; i++) {
        const PickleValue *values = l->pt.stores[i].values[0];
        for (size_t k = 0; k < values->count; k += 2) {
            const PickleValue *name = values->item[k];
            if (read_key(name, key) || name->kind != PICKLE_TEXT)
                continue;
            snprintf(key, sizeof key, "%.*s", (int)(name->length < 60 ? name->length : 60), (const char *)name->bytes);
            origin_add(data, ORIGIN_IGNORED, key, "no part of a graph has this name");
        }
    }
}

static void free_arrays(Arrays *l)
{
    for (int i = 0; i < l->count; i++)
        mem_free(l->arrays[i].bytes);
    mem_free(l->arrays);
    mem_free(l->made);
    pt_free_stores(&l->pt);
    torch_free(l->pt.torch);
}

gatrt_data *load_pt(const char *spec, const DataUse *use, Error *error)
{
    Arrays l = {.pt = {.name = file_shown(spec), .error = error}};
    gatrt_data *data = NULL;
    l.pt.torch = torch_open(spec, error);
    if (l.pt.torch && pt_find_stores(&l.pt) && list_arrays(&l)) {
        const Source from = {.file = &l, .count = l.count, .arrays = l.arrays, .look = look, .load = load};
        data = parts_load(&from, spec, use, error);
        if (data)
            tell_others(&l, data);
    }
    free_arrays(&l);
    return data;
}
