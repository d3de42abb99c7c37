/* ogb_binary.c - an OGB folder whose arrays are NumPy's, as ogbn-papers100M is: parts.c reads them, by these names.
 *
 *   raw/data.npz          edge_index [2, E], num_nodes_list, num_edges_list [1], node_feat, edge_feat, edge_weight
 *   raw/node-label.npz    node_label [N, 1] or [N, L]
 *
 * Of one graph; the splits are text, as in other folders.
 */
#include "runtime/formats/ogb.h"
#include "runtime/formats/parts.h"

#include <string.h>

typedef struct Binary {
    Npz *data, *label; /* label: NULL where there is none */
    NpyArray *arrays;  /* names of both, for whoever looks them up */
    int count;
} Binary;

static const char *meaning(const void *file, const char *name)
{
    static const char *const names[][2] = {
        {"node_feat", "x"}, {"edge_feat", "edge_attr"}, {"num_nodes_list", "num_nodes"}, {"node_label", "y"}};
    (void)file;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i][0], name))
            return names[i][1];
    return name;
}

static Npz *owner_of(const Binary *b, const char *name)
{
    return b->label && npz_find(b->label, name) ? b->label : b->data;
}

static bool look(void *file, const char *name, NpyArray **found, Error *error)
{
    return npz_look(owner_of(file, name), name, found, error);
}

static bool load(void *file, NpyArray *a, Error *error)
{
    return npz_load(owner_of(file, a->name), a, error);
}

static Npz *open_npz(const Ogb *o, const char *name)
{
    char path[OGB_ROOT + OGB_NAME];
    snprintf(path, sizeof path, "%s/%s", o->root, name);
    return npz_open(path, o->error);
}

static bool open_both(const Ogb *o, Binary *b)
{
    b->data = open_npz(o, "raw/data.npz");
    if (!b->data)
        return false;
    b->label = ogb_has_file(o, "raw/node-label.npz") ? open_npz(o, "raw/node-label.npz") : NULL;
    if (!b->label && ogb_has_file(o, "raw/node-label.npz"))
        return false;
    b->count = b->data->count + (b->label ? b->label->count : 0);
    b->arrays = mem_alloc((size_t)b->count, sizeof *b->arrays);
    for (int i = 0; i < b->count; i++)
        b->arrays[i] = i < b->data->count ? b->data->arrays[i] : b->label->arrays[i - b->data->count];
    return true;
}

/* Lists of one number: of several graphs edges would be numbered within each. */
static bool check_counts(const Ogb *o, const Binary *b)
{
    static const char *const names[] = {"num_nodes_list", "num_edges_list"};
    NpyArray *list[2], *edges;
    for (int i = 0; i < 2; i++) {
        if (!npz_look(b->data, names[i], &list[i], o->error))
            return false;
        if (!list[i] || list[i]->count != 1 || list[i]->kind == NPY_TEXT)
            return error_set(o->error, "%s: data.npz must have %s [1], of one graph%s", file_shown(o->root), names[i],
                             list[i] ? "; several are read from raw/edge.csv.gz and its like" : "");
    }
    if (!npz_look(b->data, "edge_index", &edges, o->error) || !npz_load(b->data, list[1], o->error))
        return false;
    return !edges || edges->rank != 2 || npy_number(list[1], 0) == (double)edges->dim[1] ||
           error_set(o->error, "%s: data.npz: num_edges_list[0] = %.15g, but edge_index has %lld columns",
                     file_shown(o->root), npy_number(list[1], 0), (long long)edges->dim[1]);
}

/* Text goes first: of both it is what OGB itself packs. */
bool ogb_is_binary(const Ogb *o)
{
    return !ogb_has(o, "raw/edge") && !ogb_has(o, "raw/num-node-list") && !ogb_has(o, "raw/triplet-type-list") &&
           (ogb_has_file(o, "raw/data.npz") || ogb_has_file(o, "raw/edge_index_dict.npz"));
}

bool ogb_binary(Ogb *o, const char *spec)
{
    Binary b = {.data = NULL};
    if (!ogb_has_file(o, "raw/data.npz"))
        return error_set(o->error, "%s: raw/edge_index_dict.npz: arrays of several kinds are not read; save one .npz",
                         file_shown(o->root));
    if (open_both(o, &b) && check_counts(o, &b)) {
        const Source from = {&b, b.count, b.arrays, meaning, look, load};
        o->data = parts_load(&from, spec, o->use, o->error);
    }
    mem_free(b.arrays);
    npz_free(b.data);
    npz_free(b.label);
    o->graphs = 1;
    return o->data != NULL;
}
