/* pt_graphs.c - several graphs as one. Rows of graphs stand behind each other; numbers of nodes count from 0 in each
 * graph, and get what was before it. A list of graphs is joined here; joined ones have slices that say where each
 * begins.
 */
#include "runtime/formats/pt.h"

#include <string.h>

/* Along which dimension graphs are joined. */
static int joined_at(const char *key)
{
    return strcmp(key, "edge_index") ? 0 : 1;
}

static const PickleValue *value_of(const Pt *pt, const PtStore *store, const char *key, int64_t list)
{
    const PickleValue *v = pt_value(store, list, key);
    if (!v || v->kind == PICKLE_NONE)
        error_set(pt->error, "%s: graph %lld has no %s%s%s", pt->name, (long long)list, store->owner,
                  *store->owner ? "." : "", key);
    return v && v->kind != PICKLE_NONE ? v : NULL;
}

static bool look(const Pt *pt, const PtStore *store, const char *key, int64_t list, NpyArray *a)
{
    const PickleValue *v = value_of(pt, store, key, list);
    return v && torch_look(pt->torch, v, key, a, pt->error);
}

/* Single numbers are rows of their own. */
static int64_t rows_of(const NpyArray *a, const char *key)
{
    const int at = joined_at(key);
    return a->rank > at ? a->dim[at] : 1;
}

/* ------------------------------------------------------------------ where graphs begin */

static bool slices_error(const Pt *pt, const char *key)
{
    return error_set(pt->error, "%s: slices of %s do not say where each of %lld graphs begins", pt->name, key,
                     (long long)pt->graphs);
}

static bool read_slices(const Pt *pt, const PtStore *store, const char *key, int64_t end, int64_t *starts)
{
    NpyArray a;
    const PickleValue *v = pickle_get(store->slices, key);
    if (!torch_is_array(v))
        return slices_error(pt, key);
    if (!torch_look(pt->torch, v, key, &a, pt->error))
        return false;
    if (a.rank != 1 || a.count != pt->graphs + 1 || a.kind == NPY_TEXT)
        return slices_error(pt, key);
    if (!torch_load(pt->torch, v, &a, pt->error))
        return false;
    bool good = true;
    for (int64_t g = 0; good && g <= pt->graphs; g++) {
        const double start = npy_number(&a, g), least = g ? (double)starts[g - 1] : 0.0;
        good = start >= least && start <= (double)end;
        starts[g] = good ? (int64_t)start : 0;
    }
    mem_free(a.bytes);
    return (good && starts[0] == 0 && starts[pt->graphs] == end) || slices_error(pt, key);
}

static bool count_rows(const Pt *pt, const PtStore *store, const char *key, int64_t *starts)
{
    NpyArray a;
    if (pt->lists == 1)
        return look(pt, store, key, 0, &a) && read_slices(pt, store, key, rows_of(&a, key), starts);
    for (int64_t g = 0; g < pt->graphs; g++) {
        if (!look(pt, store, key, g, &a))
            return false;
        if (rows_of(&a, key) > INT64_MAX - starts[g])
            return error_set(pt->error, "%s: %s is impossibly large", pt->name, key);
        starts[g + 1] = starts[g] + rows_of(&a, key);
    }
    return true;
}

static int64_t *starts_or_free(int64_t *starts, bool good)
{
    if (good)
        return starts;
    mem_free(starts);
    return NULL;
}

int64_t *pt_starts(const Pt *pt, const PtStore *store, const char *key)
{
    int64_t *starts = mem_alloc((size_t)pt->graphs + 1, sizeof *starts);
    return starts_or_free(starts, count_rows(pt, store, key, starts));
}

/* Numbers of nodes: joined graphs have a list of them, others one each. */
static bool count_numbers(const Pt *pt, const PtStore *store, int64_t *starts)
{
    const PickleValue *list = pt->lists == 1 ? pt_value(store, 0, "_num_nodes") : NULL;
    if (pt->lists == 1 && (!list || list->kind != PICKLE_LIST || list->count != (size_t)pt->graphs))
        list = NULL;
    for (int64_t g = 0; g < pt->graphs; g++) {
        int64_t nodes;
        const PickleValue *v = pt->lists > 1 ? pt_value(store, g, "num_nodes") : list ? list->item[g] : NULL;
        if (!pickle_size(v, &nodes) || nodes > INT64_MAX - starts[g])
            return error_set(pt->error,
                             "%s: nothing says how many nodes %s%sgraph %lld has: there is no x, nor num_nodes",
                             pt->name, store->owner, *store->owner ? " of " : "", (long long)g);
        starts[g + 1] = starts[g] + nodes;
    }
    return true;
}

int64_t *pt_node_starts(const Pt *pt, const PtStore *nodes)
{
    const PickleValue *x = pt_value(nodes, 0, "x");
    if (torch_is_array(x))
        return pt_starts(pt, nodes, "x");
    int64_t *starts = mem_alloc((size_t)pt->graphs + 1, sizeof *starts);
    return starts_or_free(starts, count_numbers(pt, nodes, starts));
}

const PtStore *pt_nodes(const Pt *pt, const char *owner)
{
    for (int i = 0; i < pt->store_count; i++)
        if (pt->stores[i].kind == PT_NODES && !strcmp(pt->stores[i].owner, owner))
            return &pt->stores[i];
    error_set(pt->error, "%s: edges lead to nodes of %s, of which there are none", pt->name, owner);
    return NULL;
}

/* ------------------------------------------------------------------ values */

/* All but how many rows there are must be alike. */
static bool fits(const NpyArray *a, const NpyArray *first, int at)
{
    bool same = a->kind == first->kind && a->item == first->item && a->rank == first->rank && !a->fortran;
    for (int d = 0; same && d < a->rank; d++)
        same = d == at || a->dim[d] == first->dim[d];
    return same;
}

static bool list_error(const Pt *pt, const char *key, int64_t graph)
{
    return error_set(pt->error,
                     "%s: %s of graph %lld has another type or width than in the first, or there is too much", pt->name,
                     key, (long long)graph);
}

/* What the first has, and the rows of all. */
static bool set_joined(NpyArray *a, int at, int64_t rows)
{
    a->rank = a->rank == 0 ? 1 : a->rank;
    a->dim[at] = rows;
    a->count = 1;
    for (int d = 0; d < a->rank; d++) {
        if (a->dim[d] != 0 && a->count > INT64_MAX / a->dim[d])
            return false;
        a->count *= a->dim[d];
    }
    return true;
}

static bool look_at_list(const Pt *pt, const PtStore *store, const char *key, NpyArray *a)
{
    NpyArray one;
    const int at = joined_at(key);
    int64_t rows = 0;
    for (int64_t g = 0; g < pt->graphs; g++) {
        if (!look(pt, store, key, g, &one))
            return false;
        if (g == 0)
            *a = one;
        if (!fits(&one, a, at) || (at > 0 && one.rank != 2) || rows_of(&one, key) > INT32_MAX - rows)
            return list_error(pt, key, g);
        rows += rows_of(&one, key);
    }
    return set_joined(a, at, rows) || list_error(pt, key, 0);
}

bool pt_look_all(const Pt *pt, const PtStore *store, const char *key, NpyArray *a)
{
    return pt->lists == 1 ? look(pt, store, key, 0, a) : look_at_list(pt, store, key, a);
}

/* Of a list, graph by graph; edge_index is two rows, into each of which its part goes. */
static bool load_list(const Pt *pt, const PtStore *store, const char *key, NpyArray *a)
{
    const size_t item = (size_t)a->item, lines = joined_at(key) ? (size_t)a->dim[0] : 1;
    const size_t line = lines ? (size_t)(a->count / (int64_t)lines) * item : 0;
    size_t at = 0;
    a->bytes = mem_alloc((size_t)a->count, item);
    for (int64_t g = 0; g < pt->graphs; g++) {
        NpyArray one;
        if (!look(pt, store, key, g, &one) || !torch_load(pt->torch, pt_value(store, g, key), &one, pt->error))
            return false;
        const size_t part = lines ? (size_t)(one.count / (int64_t)lines) * item : 0;
        for (size_t i = 0; part > 0 && i < lines; i++)
            memcpy(a->bytes + i * line + at, one.bytes + i * part, part);
        at += part;
        mem_free(one.bytes);
    }
    return true;
}

bool pt_load_all(const Pt *pt, const PtStore *store, const char *key, NpyArray *a)
{
    if (pt->lists == 1)
        return torch_load(pt->torch, pt_value(store, 0, key), a, pt->error);
    return torch_claim(pt->torch, a->name, a->count, a->item, pt->error) && load_list(pt, store, key, a);
}

/* ------------------------------------------------------------------ numbers of nodes */

/* One end of all edges: what was a node of its graph becomes one of all. */
static bool shift_row(const Pt *pt, const NpyArray *pairs, int row, const int64_t *edges, const int64_t *nodes,
                      int64_t *to)
{
    for (int64_t g = 0; g < pt->graphs; g++)
        for (int64_t e = edges[g]; e < edges[g + 1]; e++) {
            const double node = npy_number(pairs, row * pairs->dim[1] + e);
            if (!(node >= 0.0 && node < (double)(nodes[g + 1] - nodes[g])))
                return error_set(pt->error, "%s: %s[%d][%lld] = %.15g, but graph %lld has %lld nodes", pt->name,
                                 pairs->name, row, (long long)e, node, (long long)g,
                                 (long long)(nodes[g + 1] - nodes[g]));
            to[row * pairs->dim[1] + e] = nodes[g] + (int64_t)node;
        }
    return true;
}

static bool shift_end(const Pt *pt, const NpyArray *pairs, int row, const char *owner, const int64_t *edges,
                      int64_t *to)
{
    const PtStore *store = pt_nodes(pt, owner);
    int64_t *nodes = store ? pt_node_starts(pt, store) : NULL;
    const bool good = nodes && shift_row(pt, pairs, row, edges, nodes, to);
    mem_free(nodes);
    return good;
}

bool pt_shift_ends(const Pt *pt, const PtStore *edges, NpyArray *pairs)
{
    if (pairs->rank != 2 || pairs->dim[0] != 2)
        return true; /* which whoever asked for it will not take */
    int64_t *starts = pt_starts(pt, edges, "edge_index");
    if (!starts)
        return false;
    int64_t *to = mem_alloc((size_t)pairs->count, sizeof *to);
    const bool good =
        shift_end(pt, pairs, 0, edges->from, starts, to) && shift_end(pt, pairs, 1, edges->to, starts, to);
    mem_free(starts);
    mem_free(pairs->bytes);
    pairs->bytes = (unsigned char *)to;
    pairs->kind = NPY_INT;
    pairs->item = (int)sizeof *to;
    pairs->fortran = false;
    return good;
}
