/* part_values.c - elements of arrays as gatrt_data holds them, and what is wrong with one that cannot be
 * held, under the file's own names and numbers. */
#include "runtime/formats/parts.h"

#include <math.h>

ShapeText part_shape(const NpyArray *a)
{
    ShapeText shape = {"["};
    size_t at = 1;
    for (int d = 0; d < a->rank; d++)
        at += (size_t)snprintf(shape.text + at, sizeof shape.text - at, "%s%lld", d > 0 ? ", " : "",
                               (long long)a->dim[d]);
    snprintf(shape.text + at, sizeof shape.text - at, "]");
    return shape;
}

bool part_shape_error(const Load *l, const NpyArray *a, const char *wanted)
{
    return error_set(l->error, "%s: %s has shape %s, but it must be %s", l->name, a->name, part_shape(a).text, wanted);
}

bool part_elements(const Load *l, NpyArray *a)
{
    return l->from->load(l->from->file, a, l->error);
}

bool part_drop(NpyArray *a, bool good)
{
    mem_free(a->bytes);
    a->bytes = NULL;
    return good;
}

bool part_number_error(const Load *l, const NpyArray *a, int64_t i, const char *wrong)
{
    char place[64] = "";
    if (a->rank == 2 && a->turned)
        snprintf(place, sizeof place, "[%lld][%lld]", (long long)(i % a->dim[1]), (long long)(i / a->dim[1]));
    else if (a->rank == 2)
        snprintf(place, sizeof place, "[%lld][%lld]", (long long)(i / a->dim[1]), (long long)(i % a->dim[1]));
    else if (a->rank == 1)
        snprintf(place, sizeof place, "[%lld]", (long long)i);
    return error_set(l->error, "%s: %s%s = %.15g, %s", l->name, a->name, place, npy_number(a, i), wrong);
}

bool part_whole(const Load *l, const NpyArray *a, int64_t first, int64_t count, double least, double most,
                const char *wrong, int32_t *to)
{
    for (int64_t i = 0; i < count; i++) {
        double number = npy_number(a, first + i);
        if (number != floor(number) || isinf(number))
            return part_number_error(l, a, first + i, "which is not a whole number");
        if (number < least || number > most)
            return part_number_error(l, a, first + i, wrong);
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
            return part_number_error(l, a, i, "but it must be a finite float32");
        rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(l->data, a->name, rounded);
    return true;
}

/* float32 in C order is what gatrt_data holds: it moves over and is not held twice. data_check looks at it. */
bool part_floats(const Load *l, NpyArray *a, bool unknown, float **to)
{
    if (!part_elements(l, a))
        return false;
    if (a->kind == NPY_FLOAT && a->item == 4 && (!a->fortran || a->rank < 2)) {
        *to = (float *)(void *)a->bytes;
        a->bytes = NULL;
        return true;
    }
    *to = mem_alloc((size_t)a->count, sizeof **to);
    return part_drop(a, read_floats(l, a, unknown, *to));
}
