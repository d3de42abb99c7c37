/* safetensors.c - named tensors and text pairs, in the safetensors format.
 *
 *   8 bytes      length of the header, little endian
 *   header       JSON: { "__metadata__": {"key": "text"}, "name": {"dtype": "F32",
 *                "shape": [2, 3], "data_offsets": [begin, end]}, ... }, padded with blanks
 *   data         the tensors' bytes, little endian, row major; offsets count from here
 *
 * A file is read only if the tensors cover the data exactly, without hole or
 * overlap, and nothing in it disagrees with anything else. It is written in the
 * order given, so the same tensors make the same bytes, and float32 files in the
 * usual compact form come back byte for byte.
 */
#include "runtime/runtime.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8, MOST_RANK = 4, MOST_METADATA = 4096, MOST_HEADER = 100000000, QUOTED = 48 };

/* --------------------------------------------------------- numbers in bytes */

static uint64_t little_endian(const unsigned char *bytes, int size)
{
    uint64_t bits = 0;
    for (int i = 0; i < size; i++)
        bits |= (uint64_t)bytes[i] << (8 * i);
    return bits;
}

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float from_f32(const unsigned char *bytes)
{
    return float_of_bits((uint32_t)little_endian(bytes, 4));
}

static float from_bf16(const unsigned char *bytes)
{
    return float_of_bits((uint32_t)little_endian(bytes, 2) << 16);
}

static float from_f64(const unsigned char *bytes)
{
    const uint64_t bits = little_endian(bytes, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

/* Half precision: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
static float from_f16(const unsigned char *bytes)
{
    const uint32_t half = (uint32_t)little_endian(bytes, 2);
    const uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 31u, fraction = half & 1023u;
    if (exponent == 31)
        return float_of_bits(sign | 0x7F800000u | fraction << 13);
    if (exponent > 0)
        return float_of_bits(sign | (exponent + 112u) << 23 | fraction << 13);
    const float tiny = (float)fraction * 0x1p-24f; /* subnormal halves are normal floats */
    return sign ? -tiny : tiny;
}

static float from_i64(const unsigned char *bytes)
{
    return (float)(int64_t)little_endian(bytes, 8);
}

static float from_i32(const unsigned char *bytes)
{
    return (float)(int32_t)(uint32_t)little_endian(bytes, 4);
}

typedef struct Dtype {
    const char *name;
    int size;
    float (*read)(const unsigned char *bytes);
} Dtype;

/* clang-format off */
static const Dtype dtypes[] = {
    { "F32", 4, from_f32 }, { "F64",  8, from_f64  }, { "I64", 8, from_i64 },
    { "F16", 2, from_f16 }, { "BF16", 2, from_bf16 }, { "I32", 4, from_i32 },
};
/* clang-format on */

static const Dtype *find_dtype(const char *name)
{
    for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++)
        if (strcmp(dtypes[i].name, name) == 0)
            return &dtypes[i];
    return NULL;
}

/* ---------------------------------------------------------- reading a header */

/* Where a tensor's bytes lie; kept beside the tensor while the file is read. */
typedef struct Extent {
    int64_t begin, end;
    const Dtype *dtype;
    const char *name;
} Extent;

typedef struct Reader {
    const char *path;
    const unsigned char *data; /* after the header */
    int64_t data_size;
    Extent *extents; /* [tensors] */
    Tensors *into;
    Error *error;
} Reader;

static bool wrong(const Reader *r, const char *name, const char *what)
{
    return error_set(r->error, "%s: tensor \"%.*s\": %s", r->path, QUOTED, name, what);
}

static bool read_shape(const Reader *r, NamedTensor *t, const json_t *shape)
{
    if (!json_is_array(shape))
        return wrong(r, t->name, "\"shape\" is not a list");
    if (json_array_size(shape) > MOST_RANK)
        return wrong(r, t->name, "more than 4 dimensions");
    t->rank = (int)json_array_size(shape);
    t->count = 1;
    for (int i = 0; i < t->rank; i++) {
        const json_t *size = json_array_get(shape, (size_t)i);
        if (!json_is_integer(size) || json_integer_value(size) < 0)
            return wrong(r, t->name, "a dimension is not a whole number of at least 0");
        t->dim[i] = json_integer_value(size);
        if (__builtin_mul_overflow(t->count, t->dim[i], &t->count))
            return wrong(r, t->name, "the product of the dimensions overflows");
    }
    return true;
}

static bool read_extent(const Reader *r, const NamedTensor *t, Extent *extent, const json_t *offsets)
{
    const json_t *begin = json_array_get(offsets, 0), *end = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end))
        return wrong(r, t->name, "\"data_offsets\" is not a pair of whole numbers");
    extent->begin = json_integer_value(begin);
    extent->end = json_integer_value(end);
    extent->name = t->name;
    if (extent->begin < 0 || extent->begin > extent->end || extent->end > r->data_size)
        return wrong(r, t->name, "its offsets lie outside the file's data");
    int64_t size;
    if (__builtin_mul_overflow(t->count, (int64_t)extent->dtype->size, &size) || size != extent->end - extent->begin)
        return wrong(r, t->name, "its offsets do not match its shape and dtype");
    return true;
}

static bool read_entry(const Reader *r, const char *name, const json_t *entry)
{
    NamedTensor *t = &r->into->tensors[r->into->count];
    Extent *extent = &r->extents[r->into->count];
    if (strlen(name) >= sizeof t->name)
        return wrong(r, name, "its name is longer than 127 bytes");
    memcpy(t->name, name, strlen(name) + 1);
    if (!json_is_object(entry))
        return wrong(r, name, "its entry in the header is not an object");
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    extent->dtype = dtype ? find_dtype(dtype) : NULL;
    if (!extent->dtype)
        return wrong(r, name, dtype ? "its dtype is none of F32, F64, F16, BF16, I64, I32" : "it has no dtype");
    t->whole = dtype[0] == 'I';
    if (!read_shape(r, t, json_object_get(entry, "shape")) ||
        !read_extent(r, t, extent, json_object_get(entry, "data_offsets")))
        return false;
    r->into->count++;
    return true;
}

/* Pairs too long for us are somebody else's remarks and are left out; ours always fit. */
static bool read_metadata(const Reader *r, json_t *pairs)
{
    if (!json_is_object(pairs) || json_object_size(pairs) > MOST_METADATA)
        return error_set(r->error, "%s: \"__metadata__\" is not an object with at most %d texts", r->path,
                         MOST_METADATA);
    Tensors *into = r->into;
    into->meta = mem_alloc(json_object_size(pairs) + 1, sizeof *into->meta);
    const char *key;
    json_t *value;
    json_object_foreach(pairs, key, value)
    {
        if (!json_is_string(value))
            return error_set(r->error, "%s: metadata \"%.*s\" is not a text", r->path, QUOTED, key);
        char(*pair)[256] = into->meta[into->meta_count];
        if (strlen(key) >= sizeof pair[0] || json_string_length(value) >= sizeof pair[1])
            continue;
        memcpy(pair[0], key, strlen(key) + 1);
        memcpy(pair[1], json_string_value(value), json_string_length(value) + 1);
        into->meta_count++;
    }
    return true;
}

static bool read_header(const Reader *r, json_t *header)
{
    const char *key;
    json_t *value;
    json_object_foreach(header, key, value)
    {
        const bool is_metadata = strcmp(key, "__metadata__") == 0;
        if (!(is_metadata ? read_metadata(r, value) : read_entry(r, key, value)))
            return false;
    }
    return true;
}

/* --------------------------------------------------------------- the tensors */

static int by_place(const void *left, const void *right)
{
    const Extent *a = left, *b = right;
    if (a->begin != b->begin)
        return (a->begin > b->begin) - (a->begin < b->begin);
    return (a->end > b->end) - (a->end < b->end);
}

/* Sorted by place, each tensor must begin where the one before it ended. */
static bool check_cover(const Reader *r)
{
    const size_t count = (size_t)r->into->count;
    Extent *sorted = mem_alloc(count + 1, sizeof *sorted);
    if (count)
        memcpy(sorted, r->extents, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_place);
    int64_t covered = 0;
    bool fine = true;
    for (size_t i = 0; i < count && fine; i++) {
        if (sorted[i].begin != covered)
            fine = wrong(r, sorted[i].name,
                         sorted[i].begin < covered ? "its data overlaps another tensor's"
                                                   : "there is a hole in the data before it");
        covered = sorted[i].end;
    }
    if (fine && covered != r->data_size)
        fine = error_set(r->error, "%s: %lld bytes after the last tensor belong to nothing", r->path,
                         (long long)(r->data_size - covered));
    mem_free(sorted);
    return fine;
}

static void read_values(const Reader *r)
{
    for (int k = 0; k < r->into->count; k++) {
        NamedTensor *t = &r->into->tensors[k];
        const Extent *extent = &r->extents[k];
        t->values = mem_alloc(t->count > 0 ? (size_t)t->count : 1, sizeof(float));
        for (int64_t i = 0; i < t->count; i++)
            t->values[i] = extent->dtype->read(r->data + extent->begin + i * extent->dtype->size);
    }
}

typedef enum Depth { HEADER_ONLY, WITH_VALUES } Depth;

static bool read_with_header(Reader *r, json_t *header, Depth depth)
{
    if (json_object_size(header) > INT32_MAX)
        return error_set(r->error, "%s: too many tensors", r->path);
    r->into->tensors = mem_alloc(json_object_size(header) + 1, sizeof *r->into->tensors);
    r->extents = mem_alloc(json_object_size(header) + 1, sizeof *r->extents);
    const bool fine = read_header(r, header) && check_cover(r);
    if (fine && depth == WITH_VALUES)
        read_values(r);
    mem_free(r->extents);
    return fine;
}

static bool read_bytes(const char *path, const unsigned char *bytes, size_t size, Depth depth, Tensors *into,
                       Error *error)
{
    const uint64_t length = size >= LENGTH_BYTES ? little_endian(bytes, LENGTH_BYTES) : UINT64_MAX;
    if (length > MOST_HEADER || length > size - LENGTH_BYTES)
        return error_set(error, "%s: not a safetensors file, or cut short: its header does not fit into it",
                         file_shown(path));
    json_error_t where;
    const unsigned char *text = bytes + LENGTH_BYTES;
    json_t *header = json_loadb((const char *)text, (size_t)length, JSON_REJECT_DUPLICATES, &where);
    if (!header)
        return error_set(error, "%s: the header is not a JSON object: %.80s (byte %d)", file_shown(path), where.text,
                         where.position);
    if (!json_is_object(header)) {
        json_decref(header);
        return error_set(error, "%s: the header is JSON, but not a JSON object", file_shown(path));
    }
    Reader reader = {.path = file_shown(path),
                     .data = text + length,
                     .into = into,
                     .error = error,
                     .data_size = (int64_t)(size - LENGTH_BYTES - length)};
    const bool fine = read_with_header(&reader, header, depth);
    json_decref(header);
    return fine;
}

/* Names come from the file, and may hold line breaks; an error is one line. */
static void keep_one_line(Error *error)
{
    for (char *c = error->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
}

Tensors *tensors_read(const char *path, Error *error)
{
    unsigned char *bytes;
    size_t size;
    if (!file_read(path, &bytes, &size, error))
        return NULL;
    Tensors *t = mem_alloc(1, sizeof *t);
    const bool fine = read_bytes(path, bytes, size, WITH_VALUES, t, error);
    mem_free(bytes);
    if (!fine) {
        keep_one_line(error);
        tensors_free(t);
        return NULL;
    }
    return t;
}

void tensors_free(Tensors *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->count; i++)
        mem_free(t->tensors[i].values);
    mem_free(t->tensors);
    mem_free(t->meta);
    mem_free(t);
}

/* ------------------------------------------------------------------- writing */

/* jansson's functions take NULL for a value and say that they failed, so a chain of them is checked at its end. */
static json_t *metadata_object(const Tensors *t)
{
    json_t *pairs = json_object();
    bool fine = pairs != NULL;
    for (int i = 0; fine && i < t->meta_count; i++)
        fine = !json_object_get(pairs, t->meta[i][0]) &&
               json_object_set_new(pairs, t->meta[i][0], json_string(t->meta[i][1])) == 0;
    if (fine)
        return pairs;
    json_decref(pairs);
    return NULL;
}

static json_t *shape_list(const NamedTensor *t)
{
    json_t *shape = json_array();
    bool fine = shape != NULL;
    for (int i = 0; fine && i < t->rank; i++)
        fine = json_array_append_new(shape, json_integer(t->dim[i])) == 0;
    if (fine)
        return shape;
    json_decref(shape);
    return NULL;
}

static json_t *tensor_entry(const NamedTensor *t, int64_t begin, int64_t end)
{
    json_t *shape = shape_list(t);
    return shape ? json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape, "data_offsets", (json_int_t)begin,
                             (json_int_t)end)
                 : NULL;
}

/* Out of memory is no matter of the names; report.c lets jansson end the program there. */
static bool put_tensor(json_t *header, const char *path, const NamedTensor *t, int64_t begin, int64_t end, Error *error)
{
    if (json_object_get(header, t->name))
        return error_set(error, "%s: the name \"%.*s\" is there twice", path, QUOTED, t->name);
    json_t *entry = tensor_entry(t, begin, end);
    if (!entry)
        return error_set(error, "%s: out of memory for its header", path);
    return json_object_set_new(header, t->name, entry) == 0 ||
           error_set(error, "%s: the name \"%.*s\" is not UTF-8", path, QUOTED, t->name);
}

static bool fill_header(json_t *header, const char *path, const Tensors *t, size_t *data_size, Error *error)
{
    if (t->meta_count > 0 && json_object_set_new(header, "__metadata__", metadata_object(t)) != 0)
        return error_set(error, "%s: the metadata has a key twice or a text that is not UTF-8", path);
    int64_t end = 0;
    for (int i = 0; i < t->count; i++) {
        const int64_t begin = end;
        end += t->tensors[i].count * (int64_t)sizeof(float);
        if (!put_tensor(header, path, &t->tensors[i], begin, end, error))
            return false;
    }
    *data_size = (size_t)end;
    return true;
}

/* The header as compact JSON and the data's size; NULL where a name or text cannot stand in it. */
static char *header_text(const char *path, const Tensors *t, size_t *data_size, Error *error)
{
    json_t *header = json_object();
    char *text = NULL;
    if (!header || (fill_header(header, path, t, data_size, error) &&
                    !(text = json_dumps(header, JSON_COMPACT | JSON_PRESERVE_ORDER))))
        error_set(error, "%s: out of memory for its header", path);
    json_decref(header);
    return text;
}

static unsigned char *put_little_endian(unsigned char *to, uint64_t bits, int size)
{
    for (int i = 0; i < size; i++)
        *to++ = (unsigned char)(bits >> (8 * i));
    return to;
}

static void put_file(unsigned char *to, const char *header, size_t padded, const Tensors *t)
{
    const size_t length = strlen(header);
    to = put_little_endian(to, padded, LENGTH_BYTES);
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): its length stands before it */
    memcpy(to, header, length);
    memset(to + length, ' ', padded - length);
    to += padded;
    for (int k = 0; k < t->count; k++) {
        for (int64_t i = 0; i < t->tensors[k].count; i++) {
            uint32_t bits;
            memcpy(&bits, &t->tensors[k].values[i], sizeof bits);
            to = put_little_endian(to, bits, (int)sizeof bits);
        }
    }
}

static bool same_tensor(const NamedTensor *a, const NamedTensor *b)
{
    return strcmp(a->name, b->name) == 0 && a->rank == b->rank &&
           memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

/* What would replace an older file must read as what was to be written. */
static bool reads_back(const char *path, const unsigned char *bytes, size_t size, const Tensors *t, Error *error)
{
    Tensors *found = mem_alloc(1, sizeof *found);
    Error why = {""};
    bool fine = read_bytes(path, bytes, size, HEADER_ONLY, found, &why) && found->count == t->count &&
                found->meta_count == t->meta_count;
    for (int i = 0; fine && i < t->count; i++)
        fine = same_tensor(&found->tensors[i], &t->tensors[i]);
    tensors_free(found);
    return fine || error_set(error, "%s: not written, as it would not read as it should; is there memory left? %.80s",
                             file_shown(path), why.text);
}

bool tensors_write(const char *path, const Tensors *t, Error *error)
{
    size_t data_size = 0;
    char *header = header_text(file_shown(path), t, &data_size, error);
    if (!header)
        return false;
    const size_t padded = (strlen(header) + 7) / 8 * 8, size = LENGTH_BYTES + padded + data_size;
    unsigned char *bytes = mem_alloc(size, 1);
    put_file(bytes, header, padded, t);
    const bool fine = reads_back(path, bytes, size, t, error) && file_write(path, bytes, size, error);
    mem_free(bytes);
    free(header);
    return fine;
}
