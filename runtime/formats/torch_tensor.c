/* torch_tensor.c - tensors as arrays: each is a part of a storage, with an offset and a stride for every dimension,
 * all in elements. No element may lie outside; strides of 0 repeat elements, and negative ones there are not.
 */
#include "runtime/formats/torch.h"

#include <string.h>

enum { MOST_RANK = 4 };

typedef struct Tensor {
    TorchStorage storage;
    int64_t offset, stride[MOST_RANK];
    bool brain; /* bfloat16: the upper half of a float32 */
} Tensor;

/* A parameter is a tensor, and whether it is trained. */
static const PickleValue *tensor_of(const PickleValue *v)
{
    if (pickle_is(v, MEANS_PARAMETER))
        v = pickle_at(v->given, 0, PICKLE_CALL);
    return pickle_is(v, MEANS_TENSOR) ? v : NULL;
}

static bool is_number(const PickleValue *v)
{
    return v && (v->kind == PICKLE_BOOL || v->kind == PICKLE_INT || v->kind == PICKLE_FLOAT);
}

bool torch_is_array(const PickleValue *v)
{
    return tensor_of(v) || pickle_is_array(v) || is_number(v);
}

/* ------------------------------------------------------------------ shapes */

static const char *read_extents(const PickleValue *sizes, const PickleValue *strides, NpyArray *a, Tensor *tensor)
{
    if (!sizes || !strides || sizes->count != strides->count)
        return "its shape is damaged";
    if (sizes->count > MOST_RANK)
        return "it has more than 4 dimensions";
    a->count = 1;
    for (a->rank = 0; a->rank < (int)sizes->count; a->rank++) {
        int64_t *extent = &a->dim[a->rank];
        if (!pickle_size(sizes->item[a->rank], extent))
            return "its shape has a size that is negative, or no number";
        if (!pickle_size(strides->item[a->rank], &tensor->stride[a->rank]))
            return "its shape has a stride that is negative, or no number";
        if (*extent != 0 && a->count > INT64_MAX / *extent)
            return "its shape is impossibly large";
        a->count *= *extent;
    }
    return NULL;
}

/* Of the last element; what overflows is outside of any storage. */
static bool lies_in_storage(const NpyArray *a, const Tensor *tensor)
{
    int64_t last = tensor->offset;
    for (int d = 0; a->count > 0 && d < a->rank; d++) {
        const int64_t steps = a->dim[d] - 1, stride = tensor->stride[d];
        if (steps > 0 && stride > (tensor->storage.count - last) / steps)
            return false;
        last += steps * stride;
    }
    return a->count == 0 ? tensor->offset <= tensor->storage.count : last < tensor->storage.count;
}

static const char *read_tensor(const PickleValue *v, NpyArray *a, Tensor *tensor)
{
    int swap;
    const PickleValue *given = tensor_of(v)->given;
    if (!torch_storage(pickle_at(given, 0, PICKLE_STORED), &tensor->storage))
        return "its storage is of a kind that is not read";
    tensor->brain = npy_parse_type(tensor->storage.type->type, a, &swap) != NULL;
    if (tensor->brain) {
        a->kind = NPY_FLOAT;
        a->item = 4;
    }
    const char *wrong = read_extents(pickle_at(given, 2, PICKLE_TUPLE), pickle_at(given, 3, PICKLE_TUPLE), a, tensor);
    if (wrong)
        return wrong;
    if (!pickle_size(pickle_at(given, 1, PICKLE_INT), &tensor->offset) || tensor->offset > tensor->storage.count ||
        !lies_in_storage(a, tensor))
        return "its elements lie outside of its storage; the file is damaged";
    return NULL;
}

static void look_at_number(const PickleValue *v, NpyArray *a)
{
    a->kind = v->kind == PICKLE_BOOL ? NPY_BOOL : v->kind == PICKLE_INT ? NPY_INT : NPY_FLOAT;
    a->item = v->kind == PICKLE_BOOL ? 1 : 8;
    a->count = 1;
}

static bool not_array(const Torch *t, const PickleValue *v, const char *name, Error *error)
{
    return error_set(error, "%s: %.80s is %s, but a tensor is needed", torch_where(t), name, pickle_shown(v).text);
}

bool torch_look(Torch *t, const PickleValue *v, const char *name, NpyArray *a, Error *error)
{
    Tensor tensor;
    *a = (NpyArray){.rank = 0};
    snprintf(a->name, sizeof a->name, "%s", name);
    if (tensor_of(v)) {
        const char *wrong = read_tensor(v, a, &tensor);
        if (wrong)
            return error_set(error, "%s: %.80s: %s", torch_where(t), name, wrong);
        return torch_storage_check(t, &tensor.storage, name, error);
    }
    if (pickle_is_array(v))
        return pickle_look(torch_pickle(t), v, name, a, error);
    if (!is_number(v))
        return not_array(t, v, name, error);
    look_at_number(v, a);
    return true;
}

/* ------------------------------------------------------------------ elements */

static bool is_contiguous(const NpyArray *a, const Tensor *tensor)
{
    int64_t stride = 1;
    for (int d = a->rank - 1; d >= 0; d--) {
        if (a->dim[d] != 1 && tensor->stride[d] != stride)
            return false;
        stride *= a->dim[d];
    }
    return true;
}

/* Element by element in C order; a bfloat16 gets the lower half that it has not. */
static void gather(const NpyArray *a, const Tensor *tensor, const unsigned char *from, unsigned char *to)
{
    const size_t item = (size_t)tensor->storage.item, low = tensor->brain ? 2 : 0;
    int64_t place[MOST_RANK] = {0}, at = tensor->offset;
    for (int64_t i = 0; i < a->count; i++) {
        memcpy(to + (size_t)i * (size_t)a->item + low, from + (size_t)at * item, item);
        for (int d = a->rank - 1; d >= 0; d--) {
            at += tensor->stride[d];
            if (++place[d] < a->dim[d])
                break;
            at -= tensor->stride[d] * a->dim[d];
            place[d] = 0;
        }
    }
}

static bool load_tensor(Torch *t, const PickleValue *v, NpyArray *a, Error *error)
{
    NpyArray shape = {.rank = 0};
    Tensor tensor;
    if (read_tensor(v, &shape, &tensor) || !torch_claim(t, a->name, a->count, a->item, error))
        return false;
    const unsigned char *from = torch_storage_bytes(t, &tensor.storage, a->name, error);
    if (!from)
        return false;
    const bool plain = is_contiguous(&shape, &tensor) && !tensor.brain;
    if (plain && tensor.offset == 0 && a->count == tensor.storage.count && (a->bytes = torch_storage_take(t)))
        return true;
    a->bytes = mem_alloc((size_t)a->count, (size_t)a->item);
    if (plain && a->count > 0)
        memcpy(a->bytes, from + (size_t)tensor.offset * (size_t)a->item, (size_t)a->count * (size_t)a->item);
    else
        gather(&shape, &tensor, from, a->bytes);
    return true;
}

static bool load_array(Torch *t, const PickleValue *v, NpyArray *a, Error *error)
{
    NpyArray found;
    if (!torch_claim(t, a->name, a->count, a->item, error) || !pickle_array(torch_pickle(t), v, a->name, &found, error))
        return false;
    a->bytes = mem_alloc((size_t)a->count, (size_t)a->item);
    if (a->count > 0)
        memcpy(a->bytes, found.bytes, (size_t)a->count * (size_t)a->item);
    return true;
}

static bool load_number(const PickleValue *v, NpyArray *a)
{
    a->bytes = mem_alloc(1, (size_t)a->item);
    if (v->kind == PICKLE_BOOL)
        a->bytes[0] = (unsigned char)v->whole;
    else
        memcpy(a->bytes, v->kind == PICKLE_INT ? (const void *)&v->whole : (const void *)&v->real, 8);
    return true;
}

bool torch_load(Torch *t, const PickleValue *v, NpyArray *a, Error *error)
{
    return tensor_of(v)         ? load_tensor(t, v, a, error)
           : pickle_is_array(v) ? load_array(t, v, a, error)
           : is_number(v)       ? load_number(v, a)
                                : not_array(t, v, a->name, error);
}

/* ------------------------------------------------------------------ sparse */

/* (layout, (indices [2, entries], values [entries], size, ..)) */
bool torch_sparse(const PickleValue *v, TorchSparse *s)
{
    if (!pickle_is(v, MEANS_SPARSE))
        return false;
    const PickleValue *layout = pickle_at(v->given, 0, PICKLE_CALL), *parts = pickle_at(v->given, 1, PICKLE_TUPLE);
    const PickleValue *size = pickle_at(parts, 2, PICKLE_TUPLE);
    s->indices = pickle_at(parts, 0, PICKLE_CALL);
    s->values = pickle_at(parts, 1, PICKLE_CALL);
    return pickle_is(layout, MEANS_LAYOUT) &&
           pickle_is_text(pickle_at(layout->given, 0, PICKLE_TEXT), "torch.sparse_coo") && size && size->count == 2 &&
           pickle_size(size->item[0], &s->rows) && pickle_size(size->item[1], &s->columns) && tensor_of(s->indices) &&
           tensor_of(s->values);
}
