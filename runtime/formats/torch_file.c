/* torch_file.c - the containers of torch.save.
 *
 * zip (from PyTorch 1.6 on): ARCHIVE/data.pkl, the value, and ARCHIVE/data/KEY, the bytes of each storage. ARCHIVE is
 * any name. Legacy: five pickles one after another, of which the fourth is the value and the fifth the list of keys,
 * then for each key the number of elements (8 bytes) and the elements. A storage must have exactly as many bytes as the
 * value says of it: PyTorch itself does not look.
 */
#include "runtime/formats/torch.h"
#include "runtime/formats/zipped.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEY = 128, MOST_MEMBERS = 1 << 24, COUNT_SIZE = 8 };
#define EXPANDED       64 /* times the file's bytes, and these: more than this is no data that somebody saved */
#define ALWAYS_CLAIMED ((uint64_t)64 << 20)

/* Of the legacy container: where in the file the elements are. */
typedef struct Place {
    TorchStorage storage;
    size_t at;
    bool there;
} Place;

struct Torch {
    char *path, *where;
    Pickle *pickle;
    unsigned char *bytes; /* of the pickle, or of the whole file */
    size_t size;
    Zipped zipped; /* zip NULL: the file is in `bytes` */
    char *archive; /* "ARCHIVE/" */
    Place *places; /* [place_count], by key */
    size_t place_count;
    unsigned char *last; /* the storage that was read last */
    TorchStorage last_of;
    uint64_t file_size, claimed;
};

static bool storage_error(const Torch *t, const char *name, const char *wrong, Error *error)
{
    return error_set(error, "%s: %.80s: %s", t->where, name, zipped_or_memory(wrong));
}

static bool file_error(const Torch *t, const char *wrong, Error *error)
{
    return error_set(error, "%s: %s", t->where, zipped_or_memory(wrong));
}

bool torch_claim(Torch *t, const char *name, int64_t count, int item, Error *error)
{
    size_t bytes;
    if (!size_mul((size_t)count, (size_t)item, &bytes) || bytes > mem_physical() - t->claimed)
        return storage_error(t, name, "with it the tensors take more memory than this machine has", error);
    t->claimed += bytes;
    return t->claimed / EXPANDED <= t->file_size + ALWAYS_CLAIMED / EXPANDED ||
           storage_error(t, name, "it is far larger than the file; save it with .contiguous()", error);
}

/* ------------------------------------------------------------------ what a value says of a storage */

/* ("storage", type, key, device, count), and in the legacy container what it is a view of. */
bool torch_storage(const PickleValue *stored, TorchStorage *s)
{
    if (!stored || stored->kind != PICKLE_STORED)
        return false;
    const PickleValue *id = stored->given, *type = pickle_at(id, 1, PICKLE_NAME), *key = pickle_at(id, 2, PICKLE_TEXT);
    NpyArray a = {.item = 2}; /* bfloat16, which NumPy has not */
    int swap;
    if (!pickle_is_text(pickle_at(id, 0, PICKLE_TEXT), "storage") || !type || type->name->meaning != MEANS_STORAGE ||
        !key || key->length == 0 || key->length >= MOST_KEY || !pickle_size(pickle_at(id, 4, PICKLE_INT), &s->count) ||
        (id->count > 5 && !pickle_at(id, 5, PICKLE_NONE)))
        return false;
    npy_parse_type(type->name->type, &a, &swap);
    s->type = type->name;
    s->key = key->bytes;
    s->key_length = key->length;
    s->item = a.item;
    return s->count <= INT64_MAX / s->item;
}

static bool same_storage(const TorchStorage *a, const TorchStorage *b)
{
    return a->type == b->type && a->count == b->count && a->key_length == b->key_length &&
           !memcmp(a->key, b->key, a->key_length);
}

/* ------------------------------------------------------------------ zip */

static const char *find_storage(const Torch *t, const TorchStorage *s, zip_stat_t *found)
{
    char member[1024];
    uint64_t left = t->file_size;
    snprintf(member, sizeof member,
             "%s"
             "data/%.*s",
             t->archive, (int)s->key_length, (const char *)s->key);
    errno = 0;
    if (zip_stat(t->zipped.zip, member, 0, found) != 0)
        return "its elements are not in the file; is the file complete?";
    const char *wrong = zipped_check(found, &left);
    return wrong ? wrong
           : found->size != (uint64_t)s->count * (uint64_t)s->item
               ? "it has more or fewer bytes than it says; the file is damaged"
               : NULL;
}

/* Only at the end of a member does libzip compare its checksum. */
static const char *read_member(const Torch *t, const zip_stat_t *found, unsigned char *bytes)
{
    unsigned char more;
    zip_file_t *file = zip_fopen_index(t->zipped.zip, found->index, 0);
    if (!file)
        return "it cannot be opened; the file is damaged";
    const bool good = zipped_read(file, bytes, found->size) && zip_fread(file, &more, 1) == 0;
    zip_fclose(file);
    return good ? NULL : "its bytes cannot be read or fail their checksum; the file is damaged";
}

/* ARCHIVE/data.pkl, where ARCHIVE is one name. */
static const char *find_pickle(Torch *t, zip_stat_t *found)
{
    const zip_int64_t members = zip_get_num_entries(t->zipped.zip, 0);
    uint64_t left = t->file_size;
    for (zip_int64_t i = 0; i < members && i < MOST_MEMBERS; i++) {
        const char *name = zip_get_name(t->zipped.zip, (zip_uint64_t)i, 0), *slash = name ? strchr(name, '/') : NULL;
        const size_t length = slash ? (size_t)(slash - name) + 1 : 0;
        if (!name || strcmp(name + length, TORCH_PICKLE) != 0 || length > 512)
            continue;
        t->archive = memcpy(mem_alloc(length + 1, 1), name, length);
        return zip_stat_index(t->zipped.zip, (zip_uint64_t)i, 0, found) == 0 ? zipped_check(found, &left)
                                                                             : "the zip directory is damaged";
    }
    return "there is no data.pkl in it; is it from torch.save?";
}

/* Bytes of storages are as the machine had them that saved: byteorder says so, and is missing in older files. */
static const char *check_byte_order(const Torch *t)
{
    char member[640], order[8] = "";
    zip_stat_t found;
    uint64_t left = t->file_size;
    snprintf(member, sizeof member,
             "%s"
             "byteorder",
             t->archive);
    if (zip_stat(t->zipped.zip, member, 0, &found) != 0)
        return NULL;
    if (zipped_check(&found, &left) || found.size >= sizeof order || read_member(t, &found, (unsigned char *)order))
        return "its byteorder cannot be read; the file is damaged";
    return strcmp(order, "little") != 0 ? "it was saved on a big-endian machine, which is not read" : NULL;
}

static bool open_zip(Torch *t, const char *path, Error *error)
{
    zip_stat_t found;
    if (!zipped_open(path, &t->zipped, error))
        return false;
    t->file_size = t->zipped.size;
    errno = 0;
    const char *wrong = find_pickle(t, &found);
    if (wrong || (wrong = check_byte_order(t)))
        return file_error(t, wrong, error);
    t->size = (size_t)found.size;
    if (!torch_claim(t, TORCH_PICKLE, (int64_t)found.size, 1, error))
        return false;
    t->bytes = mem_alloc(t->size, 1);
    if ((wrong = read_member(t, &found, t->bytes)))
        return file_error(t, wrong, error);
    t->pickle = pickle_read(t->bytes, t->size, NULL, t->where, error);
    return t->pickle != NULL;
}

/* ------------------------------------------------------------------ legacy */

static int by_key(const void *left, const void *right)
{
    const TorchStorage *a = &((const Place *)left)->storage, *b = &((const Place *)right)->storage;
    const size_t length = a->key_length < b->key_length ? a->key_length : b->key_length;
    const int order = memcmp(a->key, b->key, length);
    return order ? order : (a->key_length > b->key_length) - (a->key_length < b->key_length);
}

/* A place for each storage that the value names, once. */
static bool list_places(Torch *t, Error *error)
{
    const PickleValue *stored = pickle_stored(t->pickle);
    size_t kept = 0;
    t->places = mem_alloc(stored->count, sizeof *t->places);
    for (size_t i = 0; i < stored->count; i++)
        if (!torch_storage(stored->item[i], &t->places[i].storage))
            return file_error(t, "it has a storage of a kind that is not read", error);
    qsort(t->places, stored->count, sizeof *t->places, by_key);
    for (size_t i = 0; i < stored->count; i++) {
        if (kept > 0 && by_key(&t->places[kept - 1], &t->places[i]) == 0) {
            if (!same_storage(&t->places[kept - 1].storage, &t->places[i].storage))
                return file_error(t, "it has a storage of two types; the file is damaged", error);
            continue;
        }
        t->places[kept++] = t->places[i];
    }
    t->place_count = kept;
    return true;
}

static Place *place_of(const Torch *t, const TorchStorage *s)
{
    const Place wanted = {.storage = *s};
    Place *found = t->place_count ? bsearch(&wanted, t->places, t->place_count, sizeof *t->places, by_key) : NULL;
    return found && same_storage(&found->storage, s) ? found : NULL;
}

/* The number of elements, then the elements. */
static bool pass_storage(Torch *t, const PickleValue *key, size_t *at)
{
    const Place wanted = {.storage = {.key = key->bytes, .key_length = key->length}};
    Place *place = t->place_count ? bsearch(&wanted, t->places, t->place_count, sizeof *t->places, by_key) : NULL;
    uint64_t count = 0;
    if (!place || place->there || t->size - *at < COUNT_SIZE)
        return false;
    for (size_t i = COUNT_SIZE; i > 0; i--)
        count = count << 8 | t->bytes[*at + i - 1];
    *at += COUNT_SIZE;
    const uint64_t bytes = (uint64_t)place->storage.count * (uint64_t)place->storage.item;
    if (count != (uint64_t)place->storage.count || bytes > t->size - *at)
        return false;
    place->at = *at;
    place->there = true;
    *at += (size_t)bytes;
    return true;
}

static bool place_storages(Torch *t, const PickleValue *keys, size_t at, Error *error)
{
    if (keys->kind != PICKLE_LIST)
        return file_error(t, "its list of storages is none; the file is damaged", error);
    for (size_t i = 0; i < keys->count; i++)
        if (keys->item[i]->kind != PICKLE_TEXT || !pass_storage(t, keys->item[i], &at))
            return file_error(t, "its storages do not fit what it says of them; is the file complete?", error);
    return at == t->size || file_error(t, "bytes are left over behind its storages; the file is damaged", error);
}

/* One of the pickles that say what kind of file it is; they are read for where they end. */
static bool skip_pickle(const Torch *t, size_t *at, bool *little, Error *error)
{
    size_t used = 0;
    Pickle *p = pickle_read(t->bytes + *at, t->size - *at, &used, t->where, error);
    if (!p)
        return false;
    const PickleValue *order = pickle_get(pickle_root(p), "little_endian");
    *little &= !order || (order->kind == PICKLE_BOOL && order->whole == 1);
    pickle_free(p);
    *at += used;
    return true;
}

static bool read_legacy(Torch *t, Error *error)
{
    size_t at = 0, used = 0;
    bool little = true;
    for (int i = 0; i < 3; i++)
        if (!skip_pickle(t, &at, &little, error))
            return false;
    if (!little)
        return file_error(t, "it was saved on a big-endian machine, which is not read", error);
    if (!(t->pickle = pickle_read(t->bytes + at, t->size - at, &used, t->where, error)) || !list_places(t, error))
        return false;
    at += used;
    Pickle *keys = pickle_read(t->bytes + at, t->size - at, &used, t->where, error);
    const bool good = keys && place_storages(t, pickle_root(keys), at + used, error);
    pickle_free(keys);
    return good;
}

/* ------------------------------------------------------------------ either */

static char *copy_text(const char *text)
{
    const size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size, 1), text, size);
}

static bool open_file(Torch *t, const char *path, Error *error)
{
    static const unsigned char magic[] = "\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19."; /* LONG1 of PyTorch's number, STOP */
    unsigned char head[16];
    size_t size;
    if (!file_head(path, head, sizeof head, &size, error))
        return false;
    if (size >= 2 && !memcmp(head, "PK", 2))
        return open_zip(t, path, error);
    if (!file_read(path, &t->bytes, &t->size, error))
        return false;
    t->file_size = t->size;
    if (t->size > sizeof magic + 1 && !memcmp(t->bytes + 2, magic, sizeof magic - 1))
        return read_legacy(t, error);
    t->pickle = pickle_read(t->bytes, t->size, NULL, t->where, error);
    return t->pickle != NULL;
}

Torch *torch_open(const char *path, Error *error)
{
    Torch *t = mem_alloc(1, sizeof *t);
    t->path = copy_text(path);
    t->where = copy_text(file_shown(path));
    if (open_file(t, path, error))
        return t;
    torch_free(t);
    return NULL;
}

void torch_free(Torch *t)
{
    if (!t)
        return;
    pickle_free(t->pickle);
    if (t->zipped.zip)
        zip_discard(t->zipped.zip);
    void *const owned[] = {t->path, t->where, t->bytes, t->archive, t->places, t->last, t};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        mem_free(owned[i]);
}

const PickleValue *torch_root(const Torch *t)
{
    return pickle_root(t->pickle);
}

Pickle *torch_pickle(Torch *t)
{
    return t->pickle;
}

const char *torch_where(const Torch *t)
{
    return t->where;
}

/* ------------------------------------------------------------------ storages */

bool torch_storage_check(Torch *t, const TorchStorage *s, const char *name, Error *error)
{
    zip_stat_t found;
    if (t->zipped.zip) {
        const char *wrong = find_storage(t, s, &found);
        return !wrong || storage_error(t, name, wrong, error);
    }
    const Place *place = place_of(t, s);
    return (place && place->there) ||
           storage_error(t, name, "its elements are not in the file; is the file complete?", error);
}

/* Tensors that are parts of one storage mostly stand beside each other: it is read once. */
const unsigned char *torch_storage_bytes(Torch *t, const TorchStorage *s, const char *name, Error *error)
{
    zip_stat_t found;
    if (!torch_storage_check(t, s, name, error))
        return NULL;
    if (!t->zipped.zip)
        return t->bytes + place_of(t, s)->at;
    if (t->last && same_storage(&t->last_of, s))
        return t->last;
    mem_free(t->last);
    t->last = NULL;
    const char *wrong = find_storage(t, s, &found);
    unsigned char *bytes = wrong ? NULL : mem_alloc((size_t)found.size, 1);
    wrong = wrong ? wrong : read_member(t, &found, bytes);
    if (wrong) {
        mem_free(bytes);
        storage_error(t, name, wrong, error);
        return NULL;
    }
    t->last = bytes;
    t->last_of = *s;
    return bytes;
}

unsigned char *torch_storage_take(Torch *t)
{
    unsigned char *bytes = t->last;
    t->last = NULL;
    return bytes;
}
