/* load_npz.c - an .npz file: its arrays go by their names, which parts.c knows, or npz_layout.c. */
#include "runtime/formats/npz_layout.h"

gatrt_data *load_npz(const char *spec, const DataUse *use, Error *error)
{
    NpzSource source = {.npz = npz_open(spec, error)};
    gatrt_data *data = NULL;
    if (!source.npz)
        return NULL;
    if (npz_layout_find(&source, source.npz, error)) {
        const Source from = {.file = &source,
                             .count = source.npz->count,
                             .arrays = source.npz->arrays,
                             .meaning = npz_layout_meaning,
                             .look = npz_layout_look,
                             .load = npz_layout_load};
        data = parts_load(&from, spec, use, error);
        if (data && !npz_layout_finish(&source, data, error)) {
            gatrt_data_free(data);
            data = NULL;
        }
    }
    npz_layout_free(&source);
    npz_free(source.npz);
    return data;
}
