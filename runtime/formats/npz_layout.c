/* npz_layout.c - .npz files that are published under other names than those of parts.c.
 *
 *   adj_indptr, adj_indices, adj_shape    a square CSR matrix: row v has the targets of v's edges
 *   adj_data                              edge_weight, where not all are 1
 *   attr_indptr, ..., attr_shape          x_indptr, ..., x_shape; or attr_matrix, x
 *   labels                                y
 *   class_names, node_names               texts, of classes and nodes by number
 *
 * as Shchur et al. 2018 have them, and
 *
 *   edges [E, 2]                          edge_index
 *   node_features, node_labels            x, y
 *   train_masks, ... [10, N]              one mask for each split, which parts.c knows
 *
 * as Platonov et al. 2023 do. Names are the file's own in all that is said of it. A file with an edge_index is
 * read by the names of parts.c alone.
 */
#include "runtime/formats/npz_layout.h"
#include "runtime/formats/names.h"

#include <math.h>
#include <string.h>

typedef struct OtherName {
    const char *name, *meaning;
} OtherName;

struct NpzLayout {
    const char *mark;                         /* the array that tells it */
    bool (*open)(NpzSource *s, Error *error); /* looks at headers, makes pairs */
    bool (*load)(NpzSource *s, Error *error); /* the elements of pairs */
    OtherName names[10];
};

static bool open_csr(NpzSource *s, Error *error), load_csr(NpzSource *s, Error *error);
static bool open_list(NpzSource *s, Error *error), load_list(NpzSource *s, Error *error);

/* clang-format off */
static const NpzLayout layouts[] = {
    {"adj_indptr", open_csr, load_csr,
     {{"adj_indices", "edge_index"}, {"adj_data", "edge_weight"}, {"adj_shape", "num_nodes"},
                    {"attr_indptr", "x_indptr"}, {"attr_indices", "x_indices"}, {"attr_data", "x_data"},
                    {"attr_shape", "x_shape"}, {"attr_matrix", "x"}, {"labels", "y"}}},
    {"node_features", open_list, load_list,
     {{"edges", "edge_index"}, {"node_features", "x"}, {"node_labels", "y"}}},
};
/* clang-format on */

const char *npz_layout_meaning(const void *file, const char *name)
{
    const NpzSource *s = file;
    if ((s->starts && !strcmp(name, s->starts->name)) || (s->unweighted && !strcmp(name, "adj_data")) ||
        (s->class_names && !strcmp(name, s->class_names->name)) ||
        (s->node_names && !strcmp(name, s->node_names->name)))
        return NULL;
    for (const OtherName *n = s->layout ? s->layout->names : NULL; n && n->name; n++)
        if (!strcmp(n->name, name))
            return n->meaning;
    return name;
}

static const char *path_of(const NpzSource *s)
{
    return file_shown(s->npz->path);
}

/* ------------------------------------------------------------------ a CSR matrix as edges */

/* An array that there must be, of numbers. */
static bool look_needed(const NpzSource *s, const char *name, NpyArray **found, Error *error)
{
    if (!npz_look(s->npz, name, found, error))
        return false;
    if (!*found)
        return error_set(error, "%s: %s, but no %s; the graph is adj_indptr, adj_indices, adj_shape of a CSR matrix",
                         path_of(s), s->layout->mark, name);
    return (*found)->kind != NPY_TEXT ||
           error_set(error, "%s: %s holds text, but numbers are needed", path_of(s), name);
}

static bool number_error(const NpzSource *s, const NpyArray *a, int64_t i, const char *wrong, Error *error)
{
    return error_set(error, "%s: %s[%lld] = %.15g, but %s", path_of(s), a->name, (long long)i, npy_number(a, i), wrong);
}

/* Of features, too: what is missing is told under the file's own name. */
static bool check_attributes(const NpzSource *s, Error *error)
{
    static const char *const names[] = {"attr_indptr", "attr_indices", "attr_data", "attr_shape"};
    const char *missing = NULL, *there = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *(npz_find(s->npz, names[i]) ? &there : &missing) = names[i];
    return !there || !missing ||
           error_set(error, "%s: %s, but no %s; features are attr_indptr, attr_indices, attr_data, attr_shape",
                     path_of(s), there, missing);
}

static bool read_extent(NpzSource *s, NpyArray *shape, Error *error)
{
    if (shape->rank != 1 || shape->count != 2)
        return error_set(error, "%s: adj_shape has shape %s, but it must be [2]", path_of(s), part_shape(shape).text);
    if (!npz_load(s->npz, shape, error))
        return false;
    const double nodes = npy_number(shape, 0);
    if (!(nodes >= 1.0 && nodes <= INT32_MAX && nodes == floor(nodes)))
        return number_error(s, shape, 0, "there must be 1 to 2147483647 nodes", error);
    if (npy_number(shape, 1) != nodes)
        return number_error(s, shape, 1, "adj_shape[0] is another number: the matrix must be square", error);
    s->nodes = (int64_t)nodes;
    s->size = (NpyArray){.kind = NPY_INT, .item = 8, .rank = 1, .dim = {1}, .count = 1};
    snprintf(s->size.name, sizeof s->size.name, "%s", shape->name);
    s->size.bytes = mem_alloc(1, 8);
    for (int byte = 0; byte < 8; byte++)
        s->size.bytes[byte] = (unsigned char)((uint64_t)s->nodes >> 8 * byte);
    return true;
}

/* What has another shape, parts refuse. */
static bool all_ones(NpzSource *s, int64_t entries, Error *error)
{
    NpyArray *values;
    s->unweighted = false;
    if (!npz_look(s->npz, "adj_data", &values, error))
        return false;
    if (!values || values->kind == NPY_TEXT || values->rank != 1 || values->count != entries)
        return true;
    if (!npz_load(s->npz, values, error))
        return false;
    s->unweighted = true;
    for (int64_t i = 0; i < values->count && s->unweighted; i++)
        s->unweighted = npy_number(values, i) == 1.0;
    return true;
}

/* Texts by number; of another kind or shape they are ignored, as any array that is not known. */
static bool look_names(const NpzSource *s, const char *name, NpyArray **found, Error *error)
{
    if (!npz_look(s->npz, name, found, error))
        return false;
    if (*found && ((*found)->kind != NPY_TEXT || (*found)->rank != 1))
        *found = NULL;
    return true;
}

static bool open_csr(NpzSource *s, Error *error)
{
    NpyArray *columns, *shape;
    if (!look_needed(s, "adj_indptr", &s->starts, error) || !look_needed(s, "adj_indices", &columns, error) ||
        !look_needed(s, "adj_shape", &shape, error) || !check_attributes(s, error) || !read_extent(s, shape, error))
        return false;
    if (s->starts->rank != 1 || s->starts->count != s->nodes + 1)
        return error_set(error, "%s: adj_indptr has shape %s, but it must be [adj_shape[0] + 1]", path_of(s),
                         part_shape(s->starts).text);
    if (columns->rank != 1)
        return error_set(error, "%s: adj_indices has shape %s, but it must be [edges]", path_of(s),
                         part_shape(columns).text);
    s->pairs = (NpyArray){.kind = NPY_INT, .item = 4, .rank = 2, .dim = {2, columns->count}};
    s->pairs.count = 2 * columns->count;
    snprintf(s->pairs.name, sizeof s->pairs.name, "%s", columns->name);
    return all_ones(s, columns->count, error) && look_names(s, "class_names", &s->class_names, error) &&
           look_names(s, "node_names", &s->node_names, error);
}

/* Where rows begin: from 0 on, never less than before, and all entries are in one. */
static bool check_starts(const NpzSource *s, int64_t entries, Error *error)
{
    double before = 0.0;
    if (npy_number(s->starts, 0) != 0.0)
        return number_error(s, s->starts, 0, "it must be 0", error);
    for (int64_t v = 1; v < s->starts->count; v++) {
        const double start = npy_number(s->starts, v);
        if (!(start >= before && start <= (double)entries && start == floor(start)))
            return number_error(s, s->starts, v, "it must be a place in adj_indices, not before the last one", error);
        before = start;
    }
    return before == (double)entries ||
           number_error(s, s->starts, s->starts->count - 1, "it must be the length of adj_indices", error);
}

static void put_end(NpyArray *pairs, int64_t at, int64_t end)
{
    for (int byte = 0; byte < 4; byte++)
        pairs->bytes[4 * at + byte] = (unsigned char)((uint64_t)end >> 8 * byte);
}

static bool list_pairs(NpzSource *s, const NpyArray *columns, Error *error)
{
    char wrong[64];
    snprintf(wrong, sizeof wrong, "there are %lld nodes", (long long)s->nodes);
    s->pairs.bytes = mem_alloc((size_t)s->pairs.count, 4);
    for (int64_t v = 0; v + 1 < s->starts->count; v++)
        for (int64_t e = (int64_t)npy_number(s->starts, v); e < (int64_t)npy_number(s->starts, v + 1); e++) {
            const double target = npy_number(columns, e);
            if (!(target >= 0.0 && target < (double)s->nodes && target == floor(target)))
                return number_error(s, columns, e, wrong, error);
            put_end(&s->pairs, e, v);
            put_end(&s->pairs, columns->count + e, (int64_t)target);
        }
    return true;
}

static bool load_csr(NpzSource *s, Error *error)
{
    NpyArray *columns;
    return npz_look(s->npz, "adj_indices", &columns, error) && npz_load(s->npz, columns, error) &&
           npz_load(s->npz, s->starts, error) && check_starts(s, columns->count, error) &&
           list_pairs(s, columns, error) && part_drop(columns, true) && part_drop(s->starts, true);
}

/* ------------------------------------------------------------------ a list of edges */

static bool open_list(NpzSource *s, Error *error)
{
    NpyArray *edges;
    if (!npz_look(s->npz, "edges", &edges, error))
        return false;
    if (!edges)
        return error_set(error, "%s: node_features, but no edges", path_of(s));
    if (edges->rank != 2 || edges->dim[1] != 2)
        return error_set(error, "%s: edges has shape %s, but it must be [edges, 2]", path_of(s),
                         part_shape(edges).text);
    s->pairs = *edges;
    s->pairs.dim[0] = 2;
    s->pairs.dim[1] = edges->dim[0];
    s->pairs.fortran = !edges->fortran;
    s->pairs.turned = true;
    return true;
}

/* The bytes move over: columns that lie one after another are rows. */
static bool load_list(NpzSource *s, Error *error)
{
    NpyArray *edges;
    if (!npz_look(s->npz, "edges", &edges, error) || !npz_load(s->npz, edges, error))
        return false;
    s->pairs.bytes = edges->bytes;
    edges->bytes = NULL;
    return true;
}

/* ------------------------------------------------------------------ as a source of parts */

bool npz_layout_look(void *file, const char *name, NpyArray **found, Error *error)
{
    NpzSource *s = file;
    if (s->layout && !strcmp(name, s->pairs.name))
        *found = &s->pairs;
    else if (s->layout && !strcmp(name, s->size.name))
        *found = &s->size;
    else
        return npz_look(s->npz, name, found, error);
    return true;
}

bool npz_layout_load(void *file, NpyArray *a, Error *error)
{
    NpzSource *s = file;
    if (a == &s->size)
        return true;
    return a == &s->pairs ? s->layout->load(s, error) : npz_load(s->npz, a, error);
}

/* `count` names, each another; NULL in `to` and a remark where they are not. */
static bool take_names(const NpzSource *s, NpyArray *a, int64_t count, const char *of, gatrt_data *data, char ***to,
                       Error *error)
{
    if (a && (a->count < count || count == 0)) {
        origin_add(data, ORIGIN_IGNORED, a->name, "%s, but there are %lld %s", part_shape(a).text, (long long)count,
                   of);
        return true;
    }
    if (!a)
        return true;
    if (!npz_load(s->npz, a, error))
        return false;
    Names *names = names_new();
    char *text = mem_alloc((size_t)a->item + 1, 1);
    int64_t i = 0;
    while (i < count && npy_text(a, i, text) && names_add(names, text, strlen(text)) == i)
        i++;
    mem_free(text);
    if (i == count)
        *to = names_take(names);
    else
        names_free(names);
    origin_add(data, i == count ? ORIGIN_USED : ORIGIN_REMARK, a->name,
               i == count ? "%s %s by name" : "%s %s go by number: two have one name", part_shape(a).text, of);
    return part_drop(a, true);
}

bool npz_layout_finish(const NpzSource *s, gatrt_data *data, Error *error)
{
    gatrt_set *node = &data->sets[0];
    if (s->starts)
        origin_add(data, ORIGIN_USED, s->starts->name, "%s", part_shape(s->starts).text);
    if (s->unweighted)
        origin_add(data, ORIGIN_IGNORED, "adj_data", "all are 1: the edges have no weights");
    return take_names(s, s->class_names, node->classes, "classes", data, &node->class_name, error) &&
           take_names(s, s->node_names, node->rows, "nodes", data, &node->row_name, error);
}

/* ------------------------------------------------------------------ which layout it is */

bool npz_layout_find(NpzSource *s, Npz *npz, Error *error)
{
    *s = (NpzSource){.npz = npz};
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts && !s->layout; i++)
        if (npz_find(npz, layouts[i].mark) && !npz_find(npz, "edge_index"))
            s->layout = &layouts[i];
    return !s->layout || s->layout->open(s, error);
}

void npz_layout_free(NpzSource *s)
{
    mem_free(s->pairs.bytes);
    mem_free(s->size.bytes);
}
