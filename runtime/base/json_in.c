/* json_in.c - a JSON file as a whole. What is in it is for the caller to look at: nothing it claims is believed here. */
#include "runtime/base/json_in.h"

#include <string.h>

static size_t mark_length(const unsigned char *bytes, size_t size)
{
    return size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

json_t *json_read(const char *path, Error *error)
{
    unsigned char *bytes;
    size_t size;
    json_error_t wrong;
    if (!file_read(path, &bytes, &size, error))
        return NULL;
    const size_t mark = mark_length(bytes, size);
    json_t *found = json_loadb((const char *)bytes + mark, size - mark, JSON_REJECT_DUPLICATES, &wrong);
    mem_free(bytes);
    if (!found)
        error_set(error, "%s:%d: not JSON: %.120s", file_shown(path), wrong.line, text_shown(wrong.text).text);
    return found;
}
