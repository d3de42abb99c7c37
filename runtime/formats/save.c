/* save.c - which form a data set is written in, by the file's suffix. */
#include "runtime/formats/save.h"

#include <string.h>

static bool ends(const char *path, const char *end)
{
    const size_t length = strlen(path), tail = strlen(end);
    return length > tail && !strcmp(path + length - tail, end);
}

bool data_save_form(const char *path)
{
    return ends(path, ".npz") || ends(path, ".graphml") || ends(path, ".gexf");
}

bool data_save(const gatrt_data *data, const char *path, Error *error)
{
    return ends(path, ".npz") ? save_npz(data, path, error) : save_drawn(data, path, ends(path, ".gexf"), error);
}
