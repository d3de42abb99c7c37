/* pt_sparse.c - a sparse matrix by coordinates, as torch.sparse_coo has it, row by row: where each row begins, columns,
 * values, and its shape. Entries of a row stay in their order; what is there twice stays so, and counts twice.
 */
#include "runtime/formats/pt.h"

#include <string.h>

static bool sparse_error(const Pt *pt, const char *name, const char *wrong)
{
    return error_set(pt->error, "%s: %s: %s", pt->name, name, wrong);
}

static bool look_at_entries(const Pt *pt, const TorchSparse *s, const char *name, NpyArray *indices, NpyArray *values)
{
    if (!torch_look(pt->torch, s->indices, name, indices, pt->error) ||
        !torch_look(pt->torch, s->values, name, values, pt->error))
        return false;
    return (indices->rank == 2 && indices->dim[0] == 2 && values->rank == 1 && indices->dim[1] == values->count) ||
           sparse_error(pt, name, "its indices must be [2, entries], and its values [entries]");
}

static void set_shape(NpyArray *a, NpyKind kind, int item, int64_t count)
{
    a->kind = kind;
    a->item = item;
    a->rank = 1;
    a->dim[0] = a->count = count;
}

bool pt_look_sparse(const Pt *pt, const PickleValue *v, PtSparsePart part, NpyArray *a)
{
    TorchSparse s;
    NpyArray indices, values;
    if (pt->graphs > 1)
        return sparse_error(pt, a->name, "of several graphs it must be dense; save x.to_dense()");
    if (!torch_sparse(v, &s))
        return sparse_error(pt, a->name, "it is sparse in a way that is not read; save x.to_dense()");
    if (!look_at_entries(pt, &s, a->name, &indices, &values))
        return false;
    if (s.rows > INT32_MAX)
        return sparse_error(pt, a->name, "it has more than 2147483647 rows");
    if (part == PT_VALUES)
        set_shape(a, values.kind, values.item, values.count);
    else
        set_shape(a, NPY_INT, 8, part == PT_SHAPE ? 2 : part == PT_ROW_STARTS ? s.rows + 1 : values.count);
    return true;
}

/* ------------------------------------------------------------------ elements */

/* Where each row begins; false: a row that is not there. */
static bool count_rows(const TorchSparse *s, const NpyArray *indices, int64_t *starts)
{
    for (int64_t i = 0; i < indices->dim[1]; i++) {
        const double row = npy_number(indices, i);
        if (!(row >= 0.0 && row < (double)s->rows))
            return false;
        starts[(int64_t)row + 1]++;
    }
    for (int64_t v = 0; v < s->rows; v++)
        starts[v + 1] += starts[v];
    return true;
}

/* Columns, or values of `item` bytes, in the order of rows; starts[v] becomes where row v + 1 begins. */
static void by_rows(const NpyArray *indices, const NpyArray *values, int64_t *starts, unsigned char *to)
{
    for (int64_t i = 0; i < indices->dim[1]; i++) {
        const int64_t place = starts[(int64_t)npy_number(indices, i)]++;
        const int64_t column = (int64_t)npy_number(indices, indices->dim[1] + i);
        if (values)
            memcpy(to + (size_t)place * (size_t)values->item, values->bytes + (size_t)i * (size_t)values->item,
                   (size_t)values->item);
        else
            memcpy(to + (size_t)place * sizeof column, &column, sizeof column);
    }
}

static bool fill(const Pt *pt, const TorchSparse *s, PtSparsePart part, NpyArray *a, const NpyArray *indices,
                 const NpyArray *values)
{
    int64_t *starts = mem_alloc((size_t)s->rows + 1, sizeof *starts);
    const bool good = count_rows(s, indices, starts) || sparse_error(pt, a->name, "an index is no row of it");
    if (good && part == PT_ROW_STARTS) {
        a->bytes = (unsigned char *)starts;
        return true;
    }
    a->bytes = mem_alloc((size_t)a->count, (size_t)a->item);
    if (good)
        by_rows(indices, part == PT_VALUES ? values : NULL, starts, a->bytes);
    mem_free(starts);
    return good;
}

bool pt_load_sparse(const Pt *pt, const PickleValue *v, PtSparsePart part, NpyArray *a)
{
    TorchSparse s;
    NpyArray indices, values;
    if (!torch_sparse(v, &s) || !look_at_entries(pt, &s, a->name, &indices, &values))
        return false;
    if (!torch_claim(pt->torch, a->name, part == PT_ROW_STARTS ? s.rows + 1 : a->count, 8, pt->error))
        return false;
    if (part == PT_SHAPE) {
        const int64_t shape[2] = {s.rows, s.columns};
        a->bytes = memcpy(mem_alloc(2, sizeof *shape), shape, sizeof shape);
        return true;
    }
    if (!torch_load(pt->torch, s.indices, &indices, pt->error))
        return false;
    bool good = part != PT_VALUES || torch_load(pt->torch, s.values, &values, pt->error);
    good = good && fill(pt, &s, part, a, &indices, &values);
    mem_free(indices.bytes);
    mem_free(part == PT_VALUES ? values.bytes : NULL);
    return good;
}
