/* save.c - which form a data set is written in, by the file's suffix. */
#include "runtime/formats/save.h"
#include "runtime/formats/beginnings.h"

bool data_save_form(const char *path)
{
    return name_ends(path, ".npz") || name_ends(path, ".graphml") || name_ends(path, ".gexf");
}

bool data_save(const gatrt_data *data, const char *path, Error *error)
{
    return name_ends(path, ".npz") ? save_npz(data, path, error)
                                   : save_drawn(data, path, name_ends(path, ".gexf"), error);
}
