/* npz_layout.c - .npz files that are published under other names than those of parts.c.
 *
 *   adj_indptr, adj_indices, adj_shape    a square CSR matrix: row v has the targets of v's edges
 *   adj_data                              edge_weight, where not all are 1
 *   attr_indptr, ..., attr_shape          x_indptr, ..., x_shape; or attr_matrix, x
 *   labels                                y
 *   class_names, node_names               texts, of classes and nodes by number
 *
 * as Shchur et al. 2018 have them,
 *
 *   format                                "csr", "csc" or "coo": a square matrix, whose entry [u, v] is an edge from u to v
 *   indptr, indices; row, col             of its compressed rows or columns; of its entries
 *   data, shape                           edge_weight, where not all are 1; num_nodes
 *
 * as SciPy's save_npz has them, and
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

#include <string.h>

static bool open_list(NpzSource *s, Error *error), load_list(NpzSource *s, Error *error);

/* clang-format off */
static const NpzLayout layouts[] = {
    {"adj_indptr", npz_matrix_open_rows, npz_matrix_load,
     {"adj_indptr", "adj_indices", NULL, "adj_data", "adj_shape"},
     {{"adj_indices", "edge_index"}, {"adj_data", "edge_weight"}, {"adj_shape", "num_nodes"},
                    {"attr_indptr", "x_indptr"}, {"attr_indices", "x_indices"}, {"attr_data", "x_data"},
                    {"attr_shape", "x_shape"}, {"attr_matrix", "x"}, {"labels", "y"}}},
    {"node_features", open_list, load_list, {NULL, NULL, NULL, NULL, NULL},
     {{"edges", "edge_index"}, {"node_features", "x"}, {"node_labels", "y"}}},
    {"format", npz_matrix_open_saved, npz_matrix_load,
     {"indptr", "indices", "row", "data", "shape"},
     {{"indices", "edge_index"}, {"col", "edge_index"}, {"data", "edge_weight"}, {"shape", "num_nodes"}}},
};
/* clang-format on */

/* What the layout itself has read, or has no meaning as an array of the graph. */
static bool is_its_own(const NpzSource *s, const char *name)
{
    const NpyArray *const own[] = {s->beside, s->class_names, s->node_names, s->form};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] && !strcmp(name, own[i]->name))
            return true;
    return (s->unweighted && !strcmp(name, s->layout->matrix.values)) || (s->form && !strcmp(name, "_is_array"));
}

const char *npz_layout_meaning(const void *file, const char *name)
{
    const NpzSource *s = file;
    if (is_its_own(s, name))
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
    if (s->beside)
        origin_add(data, ORIGIN_USED, s->beside->name, "%s", part_shape(s->beside).text);
    if (s->unweighted)
        origin_add(data, ORIGIN_IGNORED, s->layout->matrix.values, "all are 1: the edges have no weights");
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
