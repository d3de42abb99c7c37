/* load_npz.c - the neutral .npz of a graph:
 *
 *   edge_index [2, E]                     row 0 sources, row 1 destinations
 *   x [N, F]                              or x_indptr [N+1], x_indices, x_data, x_shape [2] (CSR)
 *   y [N] or [N, 1]                       a class number or a value a node, as the model reads it; or [N, L]
 *   train_mask, val_mask, test_mask [N]   each optional; or train_idx, ... the nodes' numbers; splits.c
 *                                         has all the names
 *   edge_attr [E, D], edge_weight [E]     optional
 *
 * Numbers may have any type NumPy saves them in; whole numbers saved as floats are
 * taken. All headers are looked at, and compared with each other and with the model's
 * widths, before any element is read; other arrays are not looked at, but named. What
 * cannot be held by gatrt_data is refused here, under the file's own keys and values;
 * what must hold of any data set, data_check looks at afterwards.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

#define EXPECTED_KEYS "edge_index, x (or x_indptr, x_indices, x_data, x_shape), y, train_mask, val_mask, test_mask"

/* The arrays a graph is made of; NULL where the file has none of the name. */
typedef enum { EDGES, X, ROW_STARTS, COLUMNS, VALUES, SHAPE, ATTR, WEIGHT, Y, SPLITS, KEYS = SPLITS + 3 } Key;
static const char *const key_name[SPLITS] = {"edge_index", "x",         "x_indptr",    "x_indices", "x_data",
                                             "x_shape",    "edge_attr", "edge_weight", "y"};

typedef struct Load {
    Npz *npz;
    gatrt_data *data;
    gatrt_set *node;
    gatrt_relation *edge;
    const gatrt_model *model;
    const char *name;
    Error *error;
    NpyArray *found[KEYS];
    SplitForm form[3];
} Load;

/* ------------------------------------------------------------ reading arrays */

typedef struct ShapeText {
    char text[96];
} ShapeText;

static ShapeText show_shape(const NpyArray *a)
{
    ShapeText shape = {"["};
    size_t at = 1;
    for (int d = 0; d < a->rank; d++)
        at += (size_t)snprintf(shape.text + at, sizeof shape.text - at, "%s%lld", d > 0 ? ", " : "",
                               (long long)a->dim[d]);
    snprintf(shape.text + at, sizeof shape.text - at, "]");
    return shape;
}

static bool shape_error(const Load *l, const NpyArray *a, const char *wanted)
{
    return error_set(l->error, "%s: %s has shape %s, but it must be %s", l->name, a->name, show_shape(a).text, wanted);
}

/* The elements of an array whose header was looked at. */
static bool load(const Load *l, NpyArray *a)
{
    return npz_load(l->npz, a, l->error);
}

/* Read and used up. */
static bool drop(NpyArray *a, bool good)
{
    mem_free(a->bytes);
    a->bytes = NULL;
    return good;
}

static bool number_error(const Load *l, const NpyArray *a, int64_t i, const char *wrong)
{
    char place[64];
    if (a->rank == 2)
        snprintf(place, sizeof place, "[%lld][%lld]", (long long)(i / a->dim[1]), (long long)(i % a->dim[1]));
    else
        snprintf(place, sizeof place, "[%lld]", (long long)i);
    return error_set(l->error, "%s: %s%s = %.15g, %s", l->name, a->name, place, npy_number(a, i), wrong);
}

/* Elements first..first+count as int32, each in least..most. */
static bool read_whole(const Load *l, const NpyArray *a, int64_t first, int64_t count, double least, double most,
                       const char *wrong, int32_t *to)
{
    for (int64_t i = 0; i < count; i++) {
        double number = npy_number(a, first + i);
        if (number != floor(number) || isinf(number))
            return number_error(l, a, first + i, "which is not a whole number");
        if (number < least || number > most)
            return number_error(l, a, first + i, wrong);
        to[i] = (int32_t)number;
    }
    return true;
}

static bool read_floats(const Load *l, const NpyArray *a, bool unknown, float *to)
{
    double rounded = 0.0;
    for (int64_t i = 0; i < a->count; i++) {
        double number = npy_number(a, i);
        to[i] = (float)number;
        if (!isfinite(to[i]) && !(unknown && isnan(number)))
            return number_error(l, a, i, "but it must be a finite float32");
        rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(l->data, a->name, rounded);
    return true;
}

/* float32 in C order is what gatrt_data holds: it moves over and is not held twice. data_check looks at it.
 * NaN is a number where `unknown` allows it. */
static bool take_floats(const Load *l, NpyArray *a, bool unknown, float **to)
{
    if (!load(l, a))
        return false;
    if (a->kind == NPY_FLOAT && a->item == 4 && (!a->fortran || a->rank < 2)) {
        *to = (float *)(void *)a->bytes;
        a->bytes = NULL;
        return true;
    }
    *to = mem_alloc((size_t)a->count, sizeof **to);
    return drop(a, read_floats(l, a, unknown, *to));
}

/* ------------------------------------------------------------------ the headers */

static bool key_error(const Load *l, const char *what)
{
    char keys[128] = "";
    size_t at = 0;
    for (int i = 0; i < l->npz->count && at < sizeof keys; i++)
        at += (size_t)snprintf(keys + at, sizeof keys - at, "%s%s", i ? ", " : "", l->npz->arrays[i].name);
    if (l->npz->pickle && l->npz->count == 0)
        return error_set(l->error,
                         "%s: a file of PyTorch (torch.save), which only Python can read; "
                         "save its arrays with numpy.savez",
                         l->name);
    return error_set(l->error, "%s: no %s; expected " EXPECTED_KEYS "; the file has %s", l->name, what,
                     keys[0] ? keys : "no array");
}

static bool need(const Load *l, Key key)
{
    return l->found[key] || key_error(l, key_name[key]);
}

/* Of several names of one split, the first one goes before the others, whose arrays must say the same (read_twin). */
static bool look_at_splits(Load *l)
{
    int split;
    for (split = 0; split < 3; split++) {
        l->form[split] = SPLIT_MASK;
        if (!npz_look(l->npz, data_mask_name[split], &l->found[SPLITS + split], l->error))
            return false;
    }
    for (int i = 0; i < l->npz->count; i++) {
        const NpyArray *a = &l->npz->arrays[i];
        const SplitForm form = split_named(a->name, strlen(a->name), &split);
        if (form == SPLIT_NONE || l->found[SPLITS + split])
            continue;
        l->form[split] = form;
        if (!npz_look(l->npz, a->name, &l->found[SPLITS + split], l->error))
            return false;
    }
    return true;
}

static bool is_numbers(const Load *l, const NpyArray *a)
{
    return !a || a->kind != NPY_TEXT ||
           error_set(l->error, "%s: %s holds text, but numbers are needed", l->name, a->name);
}

static bool look_at_keys(Load *l)
{
    for (int key = 0; key < SPLITS; key++)
        if (!npz_look(l->npz, key_name[key], &l->found[key], l->error))
            return false;
    if (!look_at_splits(l))
        return false;
    if (l->found[X]) /* its other form is not needed */
        for (int key = ROW_STARTS; key <= SHAPE; key++)
            l->found[key] = NULL;
    for (int key = 0; key < KEYS; key++)
        if (!is_numbers(l, l->found[key]))
            return false;
    return true;
}

static bool nodes_are(const Load *l, const char *key, double nodes)
{
    if (nodes >= 1.0 && nodes <= INT32_MAX)
        return true;
    return error_set(l->error, "%s: %s says %.15g nodes, but there must be 1 to 2147483647", l->name, key, nodes);
}

static bool check_dense(const Load *l, const NpyArray *x)
{
    if (x->rank != 2)
        return shape_error(l, x, "[nodes, features]");
    if (!nodes_are(l, "x", (double)x->dim[0]))
        return false;
    if (x->dim[1] < 1 || x->dim[1] > INT32_MAX)
        return shape_error(l, x, "[nodes, features] with 1 to 2147483647 features");
    l->node->rows = x->dim[0];
    l->node->features = x->dim[1];
    return true;
}

/* The only elements that are read before all shapes are known: two numbers. */
static bool read_sparse_shape(const Load *l, NpyArray *shape)
{
    if (shape->rank != 1 || shape->count != 2)
        return shape_error(l, shape, "[2]: nodes and features");
    int32_t extent[2];
    if (!load(l, shape) ||
        !drop(shape, read_whole(l, shape, 0, 2, 1.0, INT32_MAX, "but it must be from 1 to 2147483647", extent)))
        return false;
    l->node->rows = extent[0];
    l->node->features = extent[1];
    return true;
}

static bool check_sparse(const Load *l)
{
    for (Key key = ROW_STARTS; key <= SHAPE; key++)
        if (!need(l, key))
            return false;
    const NpyArray *starts = l->found[ROW_STARTS], *columns = l->found[COLUMNS], *values = l->found[VALUES];
    if (!read_sparse_shape(l, l->found[SHAPE]))
        return false;
    if (values->rank != 1)
        return shape_error(l, values, "[entries]");
    if (columns->rank != 1 || columns->count != values->count)
        return shape_error(l, columns, "as long as x_data");
    if (starts->rank != 1 || starts->count != l->node->rows + 1)
        return shape_error(l, starts, "[x_shape[0] + 1]");
    return true;
}

static bool check_features(const Load *l)
{
    if (l->found[X])
        return check_dense(l, l->found[X]);
    if (l->found[ROW_STARTS] || l->found[VALUES])
        return check_sparse(l);
    return l->npz->count > 0 ? error_set(l->error,
                                         "%s: no features; add x [nodes, features], or x_indptr, x_indices, x_data, "
                                         "x_shape of a CSR matrix",
                                         l->name)
                             : key_error(l, "features");
}

static bool check_edges(const Load *l)
{
    gatrt_relation *edge = l->edge;
    const NpyArray *pairs = l->found[EDGES], *attr = l->found[ATTR], *weight = l->found[WEIGHT];
    if (pairs->rank != 2 || pairs->dim[0] != 2)
        return shape_error(l, pairs, "[2, edges]: sources, then destinations");
    edge->edges = pairs->dim[1];
    if (attr && (attr->rank < 1 || attr->rank > 2 || attr->dim[0] != edge->edges ||
                 (attr->rank == 2 && (attr->dim[1] < 1 || attr->dim[1] > INT32_MAX))))
        return shape_error(l, attr, "[edges, width], one row for each edge of edge_index");
    edge->edge_features = !attr ? 0 : attr->rank == 2 ? attr->dim[1] : 1;
    if (weight && !((weight->rank == 1 || (weight->rank == 2 && weight->dim[1] == 1)) && weight->dim[0] == edge->edges))
        return shape_error(l, weight, "[edges], one number for each edge of edge_index");
    return true;
}

static bool check_answers(const Load *l)
{
    const NpyArray *y = l->found[Y];
    const int64_t nodes = l->node->rows;
    if (!y || ((y->rank == 1 || (y->rank == 2 && y->dim[1] >= 1 && y->dim[1] <= INT32_MAX)) && y->dim[0] == nodes))
        return true; /* without y there is enough to predict */
    char wanted[80];
    snprintf(wanted, sizeof wanted, "[%lld] or [%lld, targets], one row for each node", (long long)nodes,
             (long long)nodes);
    return shape_error(l, y, wanted);
}

static bool check_split(Load *l, int split)
{
    const NpyArray *a = l->found[SPLITS + split];
    if (!a)
        return true;
    if (l->form[split] == SPLIT_BARE)
        l->form[split] = a->kind == NPY_BOOL ? SPLIT_MASK : SPLIT_IDS;
    if (a->rank == 1 && (l->form[split] == SPLIT_IDS || a->count == l->node->rows))
        return true;
    if (a->rank == 1)
        return error_set(l->error, "%s: %s has %lld entries, but there are %lld nodes", l->name, a->name,
                         (long long)a->count, (long long)l->node->rows);
    return shape_error(l, a, l->form[split] == SPLIT_IDS ? "[nodes of the split]" : "[nodes]: one split");
}

static bool check_shapes(Load *l)
{
    return need(l, EDGES) && check_features(l) && check_edges(l) && check_answers(l) && check_split(l, 0) &&
           check_split(l, 1) && check_split(l, 2) && (!l->model || inputs_check_widths(l->model, l->data, l->error));
}

/* ------------------------------------------------------------------ the elements */

static bool read_row_starts(const Load *l, NpyArray *starts, int64_t entries)
{
    gatrt_set *node = l->node;
    if (!load(l, starts))
        return false;
    node->x_start = mem_alloc((size_t)starts->count, sizeof *node->x_start);
    for (int64_t v = 0; v <= node->rows; v++) {
        double number = npy_number(starts, v);
        if (!(number >= 0.0 && number <= (double)entries && number == floor(number)))
            return number_error(l, starts, v, "but it must be a position in x_data");
        node->x_start[v] = (int64_t)number;
    }
    return drop(starts, node->x_start[node->rows] == entries ||
                            number_error(l, starts, node->rows, "but it must be the length of x_data"));
}

static bool read_features(const Load *l)
{
    gatrt_set *node = l->node;
    if (l->found[X])
        return take_floats(l, l->found[X], false, &node->x);
    NpyArray *columns = l->found[COLUMNS];
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld features", (long long)node->features);
    node->sparse = 1;
    if (!read_row_starts(l, l->found[ROW_STARTS], l->found[VALUES]->count) || !load(l, columns))
        return false;
    node->x_col = mem_alloc((size_t)columns->count, sizeof *node->x_col);
    return drop(columns,
                read_whole(l, columns, 0, columns->count, 0.0, (double)node->features - 1.0, wrong, node->x_col)) &&
           take_floats(l, l->found[VALUES], false, &node->x_val);
}

static bool read_edges(const Load *l)
{
    const gatrt_set *node = l->node;
    gatrt_relation *edge = l->edge;
    NpyArray *pairs = l->found[EDGES];
    if (!load(l, pairs))
        return false;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld nodes", (long long)node->rows);
    const double last = (double)node->rows - 1.0;
    return drop(pairs, read_whole(l, pairs, 0, edge->edges, 0.0, last, wrong, edge->src) &&
                           read_whole(l, pairs, edge->edges, edge->edges, 0.0, last, wrong, edge->dst)) &&
           (!l->found[ATTR] || take_floats(l, l->found[ATTR], false, &edge->edge_attr)) &&
           (!l->found[WEIGHT] || take_floats(l, l->found[WEIGHT], false, &edge->edge_weight));
}

/* One whole number a node, of any type, may be a class or a value: the model says which. */
static bool take_labels(const Load *l, const NpyArray *y)
{
    gatrt_set *node = l->node;
    double rounded = 0.0;
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows; v++) {
        const double number = npy_number(y, v);
        if (!data_take_label(node, v, number))
            return false;
        rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(l->data, y->name, rounded);
    return true;
}

static bool read_answers(const Load *l)
{
    gatrt_set *node = l->node;
    NpyArray *y = l->found[Y];
    if (!y)
        return true;
    if (!load(l, y))
        return false;
    if (y->count == node->rows && take_labels(l, y))
        return drop(y, true);
    mem_free(node->label);
    node->label = NULL;
    node->classes = y->rank == 2 ? y->dim[1] : 1;
    return take_floats(l, y, true, &node->target);
}

static bool read_mask(const Load *l, const NpyArray *mask, int split)
{
    for (int64_t v = 0; v < l->node->rows; v++) {
        double set = npy_number(mask, v);
        if (set != 0.0 && set != 1.0)
            return number_error(l, mask, v, "but a mask holds 0 and 1");
        if (set != 0.0)
            split_add(l->node, split, v);
    }
    return true;
}

static bool read_ids(const Load *l, const NpyArray *ids, int split)
{
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld nodes", (long long)l->node->rows);
    for (int64_t i = 0; i < ids->count; i++) {
        int32_t node = 0;
        if (!read_whole(l, ids, i, 1, 0.0, (double)l->node->rows - 1.0, wrong, &node))
            return false;
        if (!split_add(l->node, split, node))
            return number_error(l, ids, i, "a second time; a mask of 0 and 1 belongs under a key that ends in _mask");
    }
    return true;
}

static bool read_split(const Load *l, int split)
{
    NpyArray *a = l->found[SPLITS + split];
    if (!a)
        return true;
    if (!load(l, a))
        return false;
    split_new(l->node, split);
    return drop(a, (l->form[split] == SPLIT_MASK ? read_mask : read_ids)(l, a, split));
}

/* Another array of a split that was read: which of the two is meant, nothing tells where they differ. */
static bool read_twin(const Load *l, const char *name, int split, SplitForm form)
{
    const char *used = l->found[SPLITS + split]->name;
    gatrt_set other = {.rows = l->node->rows};
    Load twin = *l;
    twin.node = &other;
    twin.form[split] = form;
    bool good = npz_look(l->npz, name, &twin.found[SPLITS + split], l->error) &&
                is_numbers(l, twin.found[SPLITS + split]) && check_split(&twin, split) && read_split(&twin, split);
    if (good && memcmp(other.mask[split], l->node->mask[split], (size_t)other.rows) != 0)
        good = error_set(l->error, "%s: %s and %s are both of one split, but not of the same nodes; leave one out",
                         l->name, used, name);
    if (good)
        origin_add(l->data, ORIGIN_REMARK, name, "has the nodes of %s, which is read instead", used);
    mem_free(other.mask[split]);
    return good;
}

static bool read_splits(const Load *l)
{
    int split;
    for (split = 0; split < 3; split++)
        if (!read_split(l, split))
            return false;
    for (int i = 0; i < l->npz->count; i++) {
        const NpyArray *a = &l->npz->arrays[i];
        const SplitForm form = split_named(a->name, strlen(a->name), &split);
        if (form != SPLIT_NONE && a != l->found[SPLITS + split] && !read_twin(l, a->name, split, form))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ what was read */

/* Dense features go before sparse ones; that both say the same is too long to look at. */
static const char *why_ignored(const char *name)
{
    int split;
    if (split_named(name, strlen(name), &split) != SPLIT_NONE)
        return "another array of the split is read";
    for (int key = ROW_STARTS; key <= SHAPE; key++)
        if (!strcmp(name, key_name[key]))
            return "x is read";
    return "no part of a graph has this name";
}

static void tell_key(const Load *l, const NpyArray *a)
{
    for (int key = 0; key < KEYS; key++)
        if (l->found[key] == a && key >= SPLITS)
            split_used(l->data, l->node, key - SPLITS, a->name);
        else if (l->found[key] == a)
            origin_add(l->data, ORIGIN_USED, a->name, "%s", show_shape(a).text);
}

static void tell(const Load *l)
{
    if (l->found[X] && npz_find(l->npz, key_name[VALUES]))
        origin_add(l->data, ORIGIN_REMARK, key_name[VALUES],
                   "features are read from x instead, whether or not the same");
    for (int i = 0; i < l->npz->count; i++) {
        const NpyArray *a = &l->npz->arrays[i];
        bool used = false;
        for (int key = 0; key < KEYS; key++)
            used |= l->found[key] == a;
        if (used)
            tell_key(l, a);
        else
            origin_add(l->data, ORIGIN_IGNORED, a->name, "%s", why_ignored(a->name));
    }
}

gatrt_data *load_npz(const char *spec, const gatrt_model *model, Error *error)
{
    Npz *npz = npz_open(spec, error);
    if (!npz)
        return NULL;
    Load l = {.npz = npz, .data = data_new(spec), .model = model, .name = file_shown(spec), .error = error};
    l.node = &l.data->sets[0];
    l.edge = &l.data->relations[0];
    bool good = look_at_keys(&l) && check_shapes(&l) && read_features(&l) && read_edges(&l) && read_answers(&l) &&
                read_splits(&l);
    if (good)
        tell(&l);
    npz_free(npz);
    if (good)
        return l.data;
    gatrt_data_free(l.data);
    return NULL;
}
