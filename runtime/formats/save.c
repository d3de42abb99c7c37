/* save.c - which form a data set is written in, by the file's suffix. */
#include "runtime/formats/save.h"
#include "runtime/formats/beginnings.h"

bool data_save_form(const char *path)
{
    return name_ends(path, ".npz") || name_ends(path, ".graphml") || name_ends(path, ".gexf") ||
           name_ends(path, ".csv") || name_ends(path, "/");
}

bool data_save_partly(const char *path)
{
    return name_ends(path, ".csv");
}

bool data_save(const gatrt_data *data, const char *path, Error *error)
{
    if (name_ends(path, ".npz"))
        return save_npz(data, path, error);
    return name_ends(path, ".csv") || name_ends(path, "/") ? save_csv(data, path, name_ends(path, "/"), error)
                                                           : save_drawn(data, path, name_ends(path, ".gexf"), error);
}
