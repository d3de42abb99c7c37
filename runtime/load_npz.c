/* load_npz.c - the neutral .npz of a graph:
 *
 *   edge_index [2, E]                     row 0 sources, row 1 destinations
 *   x [N, F]                              or x_indptr [N+1], x_indices, x_data, x_shape [2] (CSR)
 *   y [N] class numbers or one target     or [N, L] targets; [N, 1] floats are targets, whole or not
 *   train_mask, val_mask, test_mask [N]   each optional
 *   edge_attr [E, D], edge_weight [E]     optional
 *
 * Numbers may have any type NumPy saves them in; whole numbers saved as floats are
 * taken. What cannot be held by gatrt_data is refused here, under the file's own
 * keys and values; what must hold of any data set, data_check looks at afterwards.
 */
#include "runtime.h"

#include <math.h>
#include <string.h>

#define EXPECTED_KEYS "edge_index, x (or x_indptr, x_indices, x_data, x_shape), y, train_mask, val_mask, test_mask"

typedef struct Load {
    Npz *npz;
    gatrt_data *data;
    const char *name;
    Error *error;
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

/* An array that must be there and hold numbers; NULL with an error otherwise. */
static const NpyArray *need(const Load *l, const char *key)
{
    const NpyArray *a = npz_find(l->npz, key);
    if (!a)
        error_set(l->error, "%s: no %s; expected %s", l->name, key, EXPECTED_KEYS);
    else if (a->kind == NPY_TEXT)
        error_set(l->error, "%s: %s holds text, but numbers are needed", l->name, key);
    return a && a->kind != NPY_TEXT ? a : NULL;
}

/* An array that may be missing: `found` is NULL then. */
static bool look_for(const Load *l, const char *key, const NpyArray **found)
{
    *found = npz_find(l->npz, key);
    return !*found || need(l, key);
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

static bool read_floats(const Load *l, const NpyArray *a, float *to)
{
    for (int64_t i = 0; i < a->count; i++) {
        double number = npy_number(a, i);
        to[i] = (float)number;
        if (!isfinite(to[i]))
            return number_error(l, a, i, "but it must be a finite float32");
    }
    return true;
}

/* float32 in C order is what gatrt_data holds: it moves over and is not held twice. data_check looks at it. */
static bool take_floats(const Load *l, const NpyArray *a, float **to)
{
    NpyArray *owned = &l->npz->arrays[a - l->npz->arrays];
    if (a->kind == NPY_FLOAT && a->item == 4 && (!a->fortran || a->rank < 2)) {
        *to = (float *)(void *)owned->bytes;
        owned->bytes = NULL;
        return true;
    }
    *to = mem_alloc((size_t)a->count, sizeof **to);
    return read_floats(l, a, *to);
}

/* ------------------------------------------------------------------ features */

static bool nodes_are(const Load *l, const char *key, double nodes)
{
    if (nodes >= 1.0 && nodes <= INT32_MAX)
        return true;
    return error_set(l->error, "%s: %s says %.15g nodes, but there must be 1 to 2147483647", l->name, key, nodes);
}

static bool read_dense(const Load *l, const NpyArray *x)
{
    if (x->rank != 2)
        return shape_error(l, x, "[nodes, features]");
    if (!nodes_are(l, "x", (double)x->dim[0]))
        return false;
    if (x->dim[1] < 1 || x->dim[1] > INT32_MAX)
        return shape_error(l, x, "[nodes, features] with 1 to 2147483647 features");
    l->data->nodes = x->dim[0];
    l->data->features = x->dim[1];
    return take_floats(l, x, &l->data->x);
}

static bool read_sparse_shape(const Load *l)
{
    const NpyArray *shape = need(l, "x_shape");
    if (!shape)
        return false;
    if (shape->rank != 1 || shape->count != 2)
        return shape_error(l, shape, "[2]: nodes and features");
    int32_t extent[2];
    if (!read_whole(l, shape, 0, 2, 1.0, INT32_MAX, "but it must be from 1 to 2147483647", extent))
        return false;
    l->data->nodes = extent[0];
    l->data->features = extent[1];
    return true;
}

static bool read_row_starts(const Load *l, const NpyArray *starts, int64_t entries)
{
    gatrt_data *d = l->data;
    if (starts->rank != 1 || starts->count != d->nodes + 1)
        return shape_error(l, starts, "[x_shape[0] + 1]");
    d->x_start = mem_alloc((size_t)starts->count, sizeof *d->x_start);
    for (int64_t v = 0; v <= d->nodes; v++) {
        double number = npy_number(starts, v);
        if (!(number >= 0.0 && number <= (double)entries && number == floor(number)))
            return number_error(l, starts, v, "but it must be a position in x_data");
        d->x_start[v] = (int64_t)number;
    }
    return d->x_start[d->nodes] == entries || number_error(l, starts, d->nodes, "but it must be the length of x_data");
}

static bool read_sparse(const Load *l)
{
    gatrt_data *d = l->data;
    const NpyArray *starts, *columns, *values;
    if (!(starts = need(l, "x_indptr")) || !(columns = need(l, "x_indices")) || !(values = need(l, "x_data")) ||
        !read_sparse_shape(l))
        return false;
    if (values->rank != 1)
        return shape_error(l, values, "[entries]");
    if (columns->rank != 1 || columns->count != values->count)
        return shape_error(l, columns, "as long as x_data");
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld features", (long long)d->features);
    d->sparse = 1;
    d->x_col = mem_alloc((size_t)columns->count, sizeof *d->x_col);
    return read_row_starts(l, starts, values->count) &&
           read_whole(l, columns, 0, columns->count, 0.0, (double)d->features - 1.0, wrong, d->x_col) &&
           take_floats(l, values, &d->x_val);
}

static bool read_features(const Load *l)
{
    const NpyArray *x;
    if (!look_for(l, "x", &x))
        return false;
    if (x)
        return read_dense(l, x);
    if (npz_find(l->npz, "x_indptr") || npz_find(l->npz, "x_data"))
        return read_sparse(l);
    return error_set(
        l->error, "%s: no features; add x [nodes, features], or x_indptr, x_indices, x_data, x_shape of a CSR matrix",
        l->name);
}

/* ------------------------------------------------------------- edges and labels */

static bool read_edges(const Load *l)
{
    gatrt_data *d = l->data;
    const NpyArray *pairs = need(l, "edge_index");
    if (!pairs)
        return false;
    if (pairs->rank != 2 || pairs->dim[0] != 2)
        return shape_error(l, pairs, "[2, edges]: sources, then destinations");
    d->edges = pairs->dim[1];
    d->src = mem_alloc((size_t)d->edges, sizeof *d->src);
    d->dst = mem_alloc((size_t)d->edges, sizeof *d->dst);
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld nodes", (long long)d->nodes);
    double last = (double)d->nodes - 1.0;
    return read_whole(l, pairs, 0, d->edges, 0.0, last, wrong, d->src) &&
           read_whole(l, pairs, d->edges, d->edges, 0.0, last, wrong, d->dst);
}

static bool read_edge_attr(const Load *l)
{
    gatrt_data *d = l->data;
    const NpyArray *a;
    if (!look_for(l, "edge_attr", &a))
        return false;
    if (!a)
        return true;
    if (a->rank < 1 || a->rank > 2 || a->dim[0] != d->edges ||
        (a->rank == 2 && (a->dim[1] < 1 || a->dim[1] > INT32_MAX)))
        return shape_error(l, a, "[edges, width], one row for each edge of edge_index");
    d->edge_features = a->rank == 2 ? a->dim[1] : 1;
    return take_floats(l, a, &d->edge_attr);
}

static bool read_edge_weight(const Load *l)
{
    const NpyArray *a;
    if (!look_for(l, "edge_weight", &a))
        return false;
    if (a && !(a->dim[0] == l->data->edges && (a->rank == 1 || (a->rank == 2 && a->dim[1] == 1))))
        return shape_error(l, a, "[edges], one number for each edge of edge_index");
    return !a || take_floats(l, a, &l->data->edge_weight);
}

/* One number per node is a class where all are whole, as NumPy users save labels in any type.
 * A column of floats is what a regression's targets come as. */
static bool are_classes(const NpyArray *y)
{
    if (y->kind != NPY_FLOAT)
        return true;
    if (y->rank == 2)
        return false;
    for (int64_t i = 0; i < y->count; i++)
        if (npy_number(y, i) != floor(npy_number(y, i)))
            return false;
    return true;
}

static bool read_labels(const Load *l)
{
    gatrt_data *d = l->data;
    const NpyArray *y;
    if (!look_for(l, "y", &y))
        return false;
    if (!y)
        return true; /* enough to predict */
    if (y->rank < 1 || y->rank > 2 || y->dim[0] != d->nodes ||
        (y->rank == 2 && (y->dim[1] < 1 || y->dim[1] > INT32_MAX))) {
        char wanted[80];
        snprintf(wanted, sizeof wanted, "[%lld] or [%lld, targets], one row for each node", (long long)d->nodes,
                 (long long)d->nodes);
        return shape_error(l, y, wanted);
    }
    int64_t width = y->rank == 2 ? y->dim[1] : 1;
    if (width > 1 || !are_classes(y)) {
        d->classes = width;
        return take_floats(l, y, &d->target);
    }
    d->label = mem_alloc((size_t)d->nodes, sizeof *d->label);
    if (!read_whole(l, y, 0, d->nodes, INT32_MIN, INT32_MAX, "which cannot be a class number", d->label))
        return false;
    for (int64_t v = 0; v < d->nodes; v++)
        if (d->label[v] >= d->classes)
            d->classes = (int64_t)d->label[v] + 1;
    return true;
}

static bool read_mask(const Load *l, int which)
{
    gatrt_data *d = l->data;
    const NpyArray *mask;
    if (!look_for(l, data_mask_name[which], &mask))
        return false;
    if (!mask)
        return true;
    if (mask->rank == 1 && mask->count != d->nodes)
        return error_set(l->error, "%s: %s has %lld entries, but there are %lld nodes", l->name, mask->name,
                         (long long)mask->count, (long long)d->nodes);
    if (mask->rank != 1)
        return shape_error(l, mask, "[nodes]: one split");
    d->mask[which] = mem_alloc((size_t)d->nodes, 1);
    for (int64_t v = 0; v < d->nodes; v++) {
        double set = npy_number(mask, v);
        if (set != 0.0 && set != 1.0)
            return number_error(l, mask, v, "but a mask holds 0 and 1");
        d->mask[which][v] = set != 0.0;
    }
    return true;
}

gatrt_data *load_npz(const char *spec, Error *error)
{
    Npz *npz = npz_read(spec, error);
    if (!npz)
        return NULL;
    Load l = {.npz = npz, .data = data_new(spec), .name = file_shown(spec), .error = error};
    bool good = need(&l, "edge_index") && read_features(&l) && read_edges(&l) && read_edge_attr(&l) &&
                read_edge_weight(&l) && read_labels(&l) && read_mask(&l, 0) && read_mask(&l, 1) && read_mask(&l, 2);
    npz_free(npz);
    if (good)
        return l.data;
    gatrt_data_free(l.data);
    return NULL;
}
