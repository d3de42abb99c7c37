/* npz.c - named arrays in a zip file, as NumPy's savez writes them.
 *
 * In: an .npz (members stored or deflated) of .npy arrays, format versions 1 to 3.
 * Out: arrays in little-endian bytes, or one line that says what is wrong where.
 *
 * Opening reads the directory only. An array's header is read when the array is asked
 * for, its elements when they are: what nobody asks for may hold anything, and no byte
 * of it is inflated. Nothing a file claims is believed: a member's size is bounded by
 * what its compressed bytes can hold, the members together by the file and by this
 * machine's memory, and an array's shape must fill its member exactly; all of that
 * before the first of its elements is inflated.
 */
#include "runtime/formats/zipped.h"

#include <errno.h>
#include <string.h>

enum {
    MAX_HEADER = 1 << 16,
    MAX_MEMBERS = 1 << 16,
    PREFIX = 10 /* magic, version and a 2-byte length */
};

/* What is known of an array beside the array. */
struct NpzMember {
    zip_uint64_t index;
    uint64_t size, header_size; /* of the member; of what stands before its elements */
    int swap;
    bool header_read, loaded;
};

struct NpzArchive {
    zip_t *zip;
    uint64_t left;    /* compressed bytes of the file not yet claimed by a member */
    uint64_t claimed; /* bytes of the arrays asked for */
};

/* ---------------------------------------------------------------- reading */

static bool member_error(const Npz *npz, const NpyArray *a, const char *wrong, Error *error)
{
    return error_set(error, "%s: %.80s.npy: %s", file_shown(npz->path), a->name, zipped_or_memory(wrong));
}

/* Reads magic, version and header. */
static const char *read_header(zip_file_t *file, NpyArray *a, NpzMember *m)
{
    unsigned char prefix[PREFIX + 2];
    if (m->size < PREFIX || !zipped_read(file, prefix, PREFIX))
        return "it is too short for an array, or damaged";
    if (memcmp(prefix, "\x93NUMPY", 6) != 0)
        return "it is not an .npy array";
    if (prefix[6] < 1 || prefix[6] > 3)
        return "its .npy version is not 1, 2 or 3";
    uint64_t length = prefix[8] | (uint64_t)prefix[9] << 8;
    m->header_size = PREFIX;
    if (prefix[6] > 1) {
        if (!zipped_read(file, prefix + PREFIX, 2))
            return "it is too short for an array, or damaged";
        length |= (uint64_t)prefix[10] << 16 | (uint64_t)prefix[11] << 24;
        m->header_size += 2;
    }
    if (length > MAX_HEADER || m->header_size + length > m->size)
        return "its header is longer than the member";
    char *text = mem_alloc(length + 1, 1);
    const char *wrong = zipped_read(file, text, length) ? npy_parse_header(text, length, a, &m->swap)
                                                        : "its header cannot be read; the file is damaged";
    mem_free(text);
    m->header_size += length;
    return wrong;
}

/* The shape must fill the member, and all arrays asked for this machine's memory at most. */
static const char *check_claim(Npz *npz, const NpyArray *a, const NpzMember *m)
{
    size_t bytes;
    if (!size_mul((size_t)a->count, (size_t)a->item, &bytes) || bytes != m->size - m->header_size)
        return "its size does not match its shape; the file is damaged";
    npz->archive->claimed += bytes;
    return npz->archive->claimed <= mem_physical() ? NULL : "with it the arrays take more memory than this machine has";
}

static const char *open_and_read_header(Npz *npz, NpyArray *a, NpzMember *m)
{
    zip_stat_t s;
    if (zip_stat_index(npz->archive->zip, m->index, 0, &s) != 0)
        return "the zip directory says too little about it";
    const char *wrong = zipped_check(&s, &npz->archive->left);
    if (wrong)
        return wrong;
    m->size = s.size;
    zip_file_t *file = zip_fopen_index(npz->archive->zip, m->index, 0);
    if (!file)
        return "it cannot be opened; the file is damaged";
    wrong = read_header(file, a, m);
    zip_fclose(file);
    return wrong ? wrong : check_claim(npz, a, m);
}

static const char *read_elements(const Npz *npz, NpyArray *a, const NpzMember *m)
{
    zip_file_t *file = zip_fopen_index(npz->archive->zip, m->index, 0);
    if (!file)
        return "it cannot be opened; the file is damaged";
    const size_t bytes = (size_t)(m->size - m->header_size);
    unsigned char *header = mem_alloc(m->header_size, 1), more;
    a->bytes = mem_alloc(bytes, 1); /* NOLINT(clang-analyzer-core.NullDereference): a is one of npz->arrays */
    /* Only at the end of a member does libzip compare its checksum. */
    bool good = zipped_read(file, header, m->header_size) && zipped_read(file, a->bytes, bytes) &&
                zip_fread(file, &more, 1) == 0;
    mem_free(header);
    zip_fclose(file);
    if (!good)
        return "its bytes cannot be read or fail their checksum; the file is damaged";
    if (m->swap > 1)
        npy_swap(a->bytes, bytes, (size_t)m->swap);
    return NULL;
}

/* -1: there is none; -2: there are several. */
static int find_member(const Npz *npz, const char *name)
{
    int found = -1;
    for (int i = 0; i < npz->count; i++) {
        if (strcmp(npz->arrays[i].name, name) != 0)
            continue;
        if (found >= 0)
            return -2;
        found = i;
    }
    return found;
}

bool npz_look(Npz *npz, const char *name, NpyArray **found, Error *error)
{
    *found = NULL;
    const int at = find_member(npz, name);
    if (at == -2)
        return error_set(error, "%s: %.80s.npy: there are two arrays of this name", file_shown(npz->path), name);
    if (at < 0)
        return true;
    NpzMember *m = &npz->members[at];
    errno = 0;
    if (!m->header_read) {
        const char *wrong = open_and_read_header(npz, &npz->arrays[at], m);
        if (wrong)
            return member_error(npz, &npz->arrays[at], wrong, error);
        m->header_read = true;
    }
    *found = &npz->arrays[at];
    return true;
}

bool npz_load(Npz *npz, NpyArray *a, Error *error)
{
    NpzMember *m = &npz->members[a - npz->arrays];
    if (m->loaded)
        return true;
    errno = 0;
    const char *wrong = read_elements(npz, a, m);
    if (wrong)
        return member_error(npz, a, wrong, error);
    m->loaded = true;
    return true;
}

const NpyArray *npz_find(const Npz *npz, const char *name)
{
    const int at = find_member(npz, name);
    return at >= 0 ? &npz->arrays[at] : NULL;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size, 1), text, size);
}

/* Members that are not .npy are somebody's notes. A name that has no room is none that a loader asks for. */
static bool list_members(Npz *npz, zip_uint64_t members, Error *error)
{
    npz->arrays = mem_alloc((size_t)members, sizeof *npz->arrays);
    npz->members = mem_alloc((size_t)members, sizeof *npz->members);
    for (zip_uint64_t i = 0; i < members; i++) {
        const char *name = zip_get_name(npz->archive->zip, i, 0);
        if (!name) /* as where memory runs out: what is not known by name must not be taken for absent */
            return error_set(error, "%s: the name of member %d cannot be read: %s", file_shown(npz->path), (int)i,
                             zipped_or_memory("the file is damaged"));
        const size_t length = strlen(name);
        NpyArray *a = &npz->arrays[npz->count];
        if (length < 4 || strcmp(name + length - 4, ".npy") != 0)
            continue;
        snprintf(a->name, sizeof a->name, "%.*s", (int)(length - 4 < sizeof a->name ? length - 4 : sizeof a->name),
                 name);
        npz->members[npz->count++].index = i;
    }
    return true;
}

Npz *npz_open(const char *path, Error *error)
{
    Zipped found;
    if (!zipped_open(path, &found, error))
        return NULL;
    Npz *npz = mem_alloc(1, sizeof *npz);
    npz->path = copy_text(path);
    npz->archive = mem_alloc(1, sizeof *npz->archive);
    *npz->archive = (NpzArchive){.zip = found.zip, .left = found.size};
    zip_int64_t members = zip_get_num_entries(found.zip, 0);
    const bool listed = members <= MAX_MEMBERS
                            ? list_members(npz, (zip_uint64_t)members, error)
                            : error_set(error, "%s: has more than %d members", file_shown(path), MAX_MEMBERS);
    if (listed)
        return npz;
    npz_free(npz);
    return NULL;
}

Npz *npz_read(const char *path, Error *error)
{
    Npz *npz = npz_open(path, error);
    bool good = npz != NULL;
    NpyArray *a;
    for (int i = 0; good && i < npz->count; i++)
        good = npz_look(npz, npz->arrays[i].name, &a, error) && a && npz_load(npz, a, error);
    if (good)
        return npz;
    npz_free(npz);
    return NULL;
}

void npz_free(Npz *npz)
{
    if (!npz)
        return;
    zip_discard(npz->archive->zip);
    for (int i = 0; i < npz->count; i++)
        mem_free(npz->arrays[i].bytes);
    mem_free(npz->arrays);
    mem_free(npz->members);
    mem_free(npz->archive);
    mem_free(npz->path);
    mem_free(npz);
}

/* ---------------------------------------------------------------- writing */

static bool add_member(zip_t *archive, const NpyArray *a, const char *header, size_t header_size)
{
    char name[sizeof a->name + 4];
    snprintf(name, sizeof name, "%s.npy", a->name);
    zip_buffer_fragment_t parts[2] = {
        {(zip_uint8_t *)(uintptr_t)header, header_size},
        {a->bytes, (zip_uint64_t)a->count * (zip_uint64_t)a->item},
    };
    int part_count = parts[1].length > 0 ? 2 : 1;
    zip_source_t *source = zip_source_buffer_fragment(archive, parts, (zip_uint64_t)part_count, 0);
    if (!source)
        return false;
    zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    /* 1980-01-01, the zip epoch: the same arrays are the same file on any day. */
    return zip_file_set_dostime(archive, (zip_uint64_t)index, 0, 0x21, 0) == 0 &&
           zip_set_file_compression(archive, (zip_uint64_t)index, a->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0;
}

/* Writes the archive into `buffer`, which the caller keeps. The headers must live until it is closed. */
static bool fill_archive(zip_source_t *buffer, const NpyArray *arrays, int count, char (*headers)[NPY_HEADER],
                         zip_error_t *reason)
{
    zip_t *archive = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, reason);
    if (!archive)
        return false;
    zip_source_keep(buffer);
    bool good = true;
    for (int i = 0; good && i < count; i++)
        good = add_member(archive, &arrays[i], headers[i], npy_header(&arrays[i], headers[i]));
    if (good && zip_close(archive) == 0)
        return true;
    zip_error_set(reason, zip_error_code_zip(zip_get_error(archive)), zip_error_code_system(zip_get_error(archive)));
    zip_discard(archive);
    return false;
}

static bool save_buffer(zip_source_t *buffer, const char *path, Error *error)
{
    zip_stat_t s;
    if (zip_source_stat(buffer, &s) != 0 || !(s.valid & ZIP_STAT_SIZE) || zip_source_open(buffer) != 0)
        return error_set(error, "%s: cannot write: %s", file_shown(path),
                         zipped_or_memory(zip_error_strerror(zip_source_error(buffer))));
    unsigned char *bytes = mem_alloc(s.size, 1);
    bool good = zip_source_read(buffer, bytes, s.size) == (zip_int64_t)s.size;
    zip_source_close(buffer);
    good = good ? file_write(path, bytes, s.size, error)
                : error_set(error, "%s: cannot write: the archive in memory is short", file_shown(path));
    mem_free(bytes);
    return good;
}

bool npz_write(const char *path, const NpyArray *arrays, int count, Error *error)
{
    if (count <= 0)
        return error_set(error, "%s: there is no array to write", file_shown(path));
    zip_error_t reason;
    zip_error_init(&reason);
    errno = 0;
    zip_source_t *buffer = zip_source_buffer_create(NULL, 0, 0, &reason);
    char(*headers)[NPY_HEADER] = mem_alloc((size_t)count, sizeof *headers);
    bool filled = buffer && fill_archive(buffer, arrays, count, headers, &reason);
    bool good = filled ? save_buffer(buffer, path, error)
                       : error_set(error, "%s: cannot write: %s", file_shown(path),
                                   zipped_or_memory(zip_error_strerror(&reason)));
    if (buffer)
        zip_source_free(buffer);
    mem_free(headers);
    zip_error_fini(&reason);
    return good;
}
