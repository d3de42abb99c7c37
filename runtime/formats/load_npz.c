/* load_npz.c - an .npz file: its arrays go by their names, which parts.c knows. */
#include "runtime/formats/parts.h"

static bool look(void *file, const char *name, NpyArray **found, Error *error)
{
    return npz_look(file, name, found, error);
}

static bool load(void *file, NpyArray *a, Error *error)
{
    return npz_load(file, a, error);
}

gatrt_data *load_npz(const char *spec, const gatrt_model *model, Error *error)
{
    Npz *npz = npz_open(spec, error);
    if (!npz)
        return NULL;
    const Source from = {.file = npz, .count = npz->count, .arrays = npz->arrays, .look = look, .load = load};
    gatrt_data *data = parts_load(&from, spec, model, error);
    npz_free(npz);
    return data;
}
