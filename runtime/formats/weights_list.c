/* weights_list.c - the files that one option names, for trainers and for gatcc. */
#include "runtime/formats/weights_list.h"
#include "runtime/runtime.h"

#include <string.h>

static bool add_path(WeightsList *list, const char *option, char *path, Error *error)
{
    if (!*path)
        return error_set(error, "%s: a name is empty; expected FILE or FILE,FILE,...", option);
    if (list->count == MOST_MEMBERS)
        return error_set(error, "%s: more than %d files", option, MOST_MEMBERS);
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->path[i], path) == 0)
            return error_set(error, "%s: %s stands there twice", option, file_shown(path));
    list->path[list->count++] = path;
    return true;
}

bool weights_list(const char *option, const char *given, WeightsList *list, Error *error)
{
    const size_t size = strlen(given) + 1;
    const bool one = file_exists(given);
    *list = (WeightsList){.text = mem_alloc(size, 1)};
    memcpy(list->text, given, size);
    for (char *path = list->text, *comma; path; path = comma) {
        comma = one ? NULL : strchr(path, ',');
        if (comma)
            *comma++ = '\0';
        if (!add_path(list, option, path, error)) {
            weights_list_free(list);
            return false;
        }
    }
    return true;
}

void weights_list_free(WeightsList *list)
{
    mem_free(list->text);
    *list = (WeightsList){.text = NULL};
}
