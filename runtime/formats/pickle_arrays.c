/* pickle_arrays.c - arrays of NumPy, and sparse matrices of SciPy, as their pickles hold them.
 *
 * An array is an empty one that is made, and then given (version, shape, dtype, is Fortran's order, bytes); from
 * protocol 5 on the call has (bytes, dtype, shape, order) itself; a single number has (dtype, bytes). A shape must fill
 * its bytes exactly. */
#include "runtime/formats/pickle.h"

#include <string.h>

enum { MOST_RANK = 4 };

/* Where an array's parts stand, whichever way it was written. */
typedef struct Parts {
    const PickleValue *type, *bytes, *shape; /* shape NULL: of one number */
    bool fortran;
    int swap; /* bytes that stand the other way round */
} Parts;

static bool is_bytes(const PickleValue *v)
{
    return v && (v->kind == PICKLE_BYTES || v->kind == PICKLE_TEXT);
}

static const PickleValue *at(const PickleValue *v, size_t i)
{
    return v && (v->kind == PICKLE_TUPLE || v->kind == PICKLE_LIST) && i < v->count ? v->item[i] : NULL;
}

static Parts parts_of(const PickleValue *v)
{
    if (pickle_is(v, MEANS_NUMBER))
        return (Parts){.type = at(v->given, 0), .bytes = at(v->given, 1)};
    if (pickle_is(v, MEANS_BUFFER))
        return (Parts){.type = at(v->given, 1),
                       .bytes = at(v->given, 0),
                       .shape = at(v->given, 2),
                       .fortran = pickle_is_text(at(v->given, 3), "F")};
    const PickleValue *fortran = pickle_at(v->state, 3, PICKLE_BOOL);
    return (Parts){.type = at(v->state, 2),
                   .bytes = at(v->state, 4),
                   .shape = at(v->state, 1),
                   .fortran = fortran && fortran->whole};
}

bool pickle_is_array(const PickleValue *v)
{
    return pickle_is(v, MEANS_ARRAY) || pickle_is(v, MEANS_BUFFER) || pickle_is(v, MEANS_NUMBER);
}

/* ------------------------------------------------------------------ the type */

/* ("f4", ..), then (3, "<", ..) for its byte order; only a structured type has the three that follow. */
static const char *read_type(const PickleValue *type, NpyArray *a, int *swap)
{
    char text[16];
    if (!type || !pickle_is(type, MEANS_DTYPE))
        return "it has no dtype";
    const PickleValue *letters = pickle_at(type->given, 0, PICKLE_TEXT),
                      *order = pickle_at(type->state, 1, PICKLE_TEXT);
    for (size_t i = 2; i <= 4; i++)
        if (at(type->state, i) && at(type->state, i)->kind != PICKLE_NONE)
            return "it has a structured dtype; save plain numbers instead";
    if (!letters || letters->length > 8 || (type->state && (!order || order->length != 1)))
        return "its dtype is damaged";
    snprintf(text, sizeof text, "%.1s%.*s", order ? (const char *)order->bytes : "|", (int)letters->length,
             (const char *)letters->bytes);
    return npy_parse_type(text, a, swap);
}

static const char *read_shape(const PickleValue *shape, NpyArray *a)
{
    a->count = 1;
    a->rank = 0;
    if (!shape)
        return NULL;
    if (shape->kind != PICKLE_TUPLE)
        return "its shape is none";
    if (shape->count > MOST_RANK)
        return "it has more than 4 dimensions";
    for (; a->rank < (int)shape->count; a->rank++) {
        int64_t *extent = &a->dim[a->rank];
        if (!pickle_size(shape->item[a->rank], extent))
            return "its shape is none";
        if (*extent != 0 && a->count > INT64_MAX / *extent)
            return "its shape is impossibly large";
        a->count *= *extent;
    }
    return NULL;
}

static const char *look(const PickleValue *v, Parts *parts, NpyArray *a)
{
    size_t size;
    if (!v || !pickle_is_array(v))
        return "it is no array";
    *parts = parts_of(v);
    const char *wrong = read_type(parts->type, a, &parts->swap);
    if (wrong || (wrong = read_shape(parts->shape, a)))
        return wrong;
    if (!is_bytes(parts->bytes) || !size_mul((size_t)a->count, (size_t)a->item, &size) || size != parts->bytes->length)
        return "its size does not match its shape; the file is damaged";
    a->fortran = parts->fortran;
    return NULL;
}

static bool look_named(Pickle *p, const PickleValue *v, const char *name, Parts *parts, NpyArray *a, Error *error)
{
    *a = (NpyArray){.rank = 0};
    snprintf(a->name, sizeof a->name, "%s", name);
    const char *wrong = look(v, parts, a);
    if (wrong)
        error_set(error, "%s: %.80s is %s: %s", pickle_where(p), name, pickle_shown(v).text, wrong);
    return !wrong;
}

bool pickle_look(Pickle *p, const PickleValue *v, const char *name, NpyArray *a, Error *error)
{
    Parts parts;
    return look_named(p, v, name, &parts, a, error);
}

/* Elements are read where they stand; only other bytes first, they are copied. */
bool pickle_array(Pickle *p, const PickleValue *v, const char *name, NpyArray *a, Error *error)
{
    Parts parts;
    if (!look_named(p, v, name, &parts, a, error))
        return false;
    const size_t length = parts.bytes->length;
    a->bytes = (unsigned char *)(uintptr_t)parts.bytes->bytes;
    if (parts.swap <= 1 || length == 0)
        return true;
    a->bytes = memcpy(pickle_room(p, length), parts.bytes->bytes, length);
    npy_swap(a->bytes, length, (size_t)parts.swap);
    return true;
}

/* ------------------------------------------------------------------ sparse matrices */

static bool csr_part(Pickle *p, const PickleValue *v, const char *key, NpyArray *a, Error *error)
{
    if (!pickle_array(p, pickle_get(v->state, key), key, a, error))
        return false;
    return (a->rank == 1 && a->kind != NPY_TEXT) ||
           error_set(error, "%s: %s of the matrix must be a list of numbers", pickle_where(p), key);
}

/* Rows that begin where the one before ends, columns that there are: the caller follows them without a look. */
static bool check_csr(const PickleCsr *csr)
{
    if (csr->starts.count - 1 != csr->rows || csr->indices.count != csr->values.count ||
        npy_number(&csr->starts, 0) != 0.0 || npy_number(&csr->starts, csr->rows) != (double)csr->values.count)
        return false;
    for (int64_t v = 0; v < csr->rows; v++)
        if (!(npy_number(&csr->starts, v) <= npy_number(&csr->starts, v + 1)))
            return false;
    for (int64_t i = 0; i < csr->indices.count; i++)
        if (!(npy_number(&csr->indices, i) >= 0.0 && npy_number(&csr->indices, i) < (double)csr->columns))
            return false;
    return true;
}

bool pickle_csr(Pickle *p, const PickleValue *v, const char *name, PickleCsr *csr, Error *error)
{
    if (!v || !pickle_is(v, MEANS_CSR))
        return error_set(error, "%s: %s must be a csr_matrix of SciPy, but it is %s", pickle_where(p), name,
                         pickle_shown(v).text);
    const PickleValue *shape = pickle_get(v->state, "_shape");
    if (!pickle_size(at(shape, 0), &csr->rows) || !pickle_size(at(shape, 1), &csr->columns))
        return error_set(error, "%s: the matrix %s has no shape", pickle_where(p), name);
    if (!csr_part(p, v, "indptr", &csr->starts, error) || !csr_part(p, v, "indices", &csr->indices, error) ||
        !csr_part(p, v, "data", &csr->values, error))
        return false;
    const bool whole = csr->starts.kind != NPY_FLOAT && csr->indices.kind != NPY_FLOAT;
    return (whole && check_csr(csr)) ||
           error_set(error, "%s: indptr, indices and data of the matrix %s do not fit each other; the file is damaged",
                     pickle_where(p), name);
}
