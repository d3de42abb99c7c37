/* zipped.c - zip files and what their directories say. A member's size is bounded by what its compressed bytes can
 * hold, and these by the file, before memory is asked for. */
#include "runtime/formats/zipped.h"

#include <errno.h>
#include <string.h>

#define MAX_MEMBER ((uint64_t)16 << 30)
enum {
    DEFLATE_RATIO = 1032, /* a deflate stream cannot expand further */
    DEFLATE_SLACK = 64,
    PIECE = 16 << 20 /* bytes read at a time: counters of 32 bits on the way must not matter */
};

const char *zipped_or_memory(const char *wrong)
{
    return errno == ENOMEM ? "out of memory" : wrong;
}

const char *zipped_check(const zip_stat_t *s, uint64_t *left)
{
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if ((s->valid & needed) != needed)
        return "the zip directory says too little about it";
    if (s->encryption_method != ZIP_EM_NONE)
        return "it is encrypted";
    if (s->comp_method != ZIP_CM_STORE && s->comp_method != ZIP_CM_DEFLATE)
        return "its compression is neither stored nor deflate; save with numpy.savez or savez_compressed";
    if (s->size > MAX_MEMBER)
        return "it is larger than 16 GiB";
    if (s->comp_size > *left)
        return "the zip directory claims more bytes than the file has; is the file complete?";
    *left -= s->comp_size;
    bool possible = s->comp_method == ZIP_CM_STORE ? s->size == s->comp_size
                                                   : s->size <= s->comp_size * DEFLATE_RATIO + DEFLATE_SLACK;
    return possible ? NULL : "the zip directory claims an impossible size; the file is damaged";
}

bool zipped_read(zip_file_t *file, void *bytes, uint64_t size)
{
    unsigned char *to = bytes;
    while (size > 0) {
        zip_int64_t got = zip_fread(file, to, size < PIECE ? size : PIECE);
        if (got <= 0)
            return false;
        to += got;
        size -= (uint64_t)got;
    }
    return true;
}

static bool file_size(const char *path, uint64_t *size, Error *error)
{
    FILE *file = fopen(path, "rb");
    long end = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (file)
        fclose(file);
    *size = end < 0 ? 0 : (uint64_t)end;
    return end >= 0 || error_set(error, "%s: cannot read: %s", file_shown(path), strerror(errno));
}

bool zipped_open(const char *path, Zipped *z, Error *error)
{
    int code;
    errno = 0;
    z->zip = NULL;
    if (!file_size(path, &z->size, error) || (z->zip = zip_open(path, ZIP_RDONLY, &code)))
        return z->zip != NULL;
    zip_error_t reason;
    zip_error_init_with_code(&reason, code);
    error_set(error, "%s: cannot be read as a zip, which .npz and .pt files are: %s; is the file complete?",
              file_shown(path), zipped_or_memory(zip_error_strerror(&reason)));
    zip_error_fini(&reason);
    return false;
}

bool zipped_holds(const char *path, const char *end)
{
    Zipped z;
    Error ignored;
    bool held = false;
    const size_t length = strlen(end);
    if (!zipped_open(path, &z, &ignored))
        return false;
    for (zip_int64_t i = 0; !held && i < zip_get_num_entries(z.zip, 0); i++) {
        const char *name = zip_get_name(z.zip, (zip_uint64_t)i, 0);
        held = name && strlen(name) >= length && !strcmp(name + strlen(name) - length, end);
    }
    zip_discard(z.zip);
    return held;
}
