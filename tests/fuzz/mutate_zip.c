/* mutate_zip.c - .npz files to other .npz files: members and what is in them change, checksums
 * and offsets follow. Zip's own structure is broken by libFuzzer's mutations, one in eight.
 *
 * Only archives of stored members are taken apart; others are strings of bytes. The eight
 * bytes of the archive's comment are kept: fuzz_data.c takes its choices from them. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MOST_MEMBERS = 24, MOST_NAME = 70, MOST_BYTES = 1 << 14, LOCAL = 30, CENTRAL = 46, END = 22, COMMENT = 8 };

typedef struct Member {
    uint8_t name[MOST_NAME];
    size_t name_size, size;
    uint8_t bytes[MOST_BYTES];
} Member;

typedef struct Archive {
    Member members[MOST_MEMBERS];
    int count;
    uint8_t comment[COMMENT];
    uint64_t random;
} Archive;

static uint32_t number_at(const uint8_t *bytes, int size)
{
    uint32_t number = 0;
    for (int i = 0; i < size; i++)
        number |= (uint32_t)bytes[i] << (8 * i);
    return number;
}

static uint8_t *put_number(uint8_t *to, uint64_t number, int size)
{
    for (int i = 0; i < size; i++)
        *to++ = (uint8_t)(number >> (8 * i));
    return to;
}

static size_t pick(Archive *a, size_t count)
{
    a->random = a->random * 6364136223846793005u + 1442695040888963407u;
    return count ? (size_t)((a->random >> 33) % count) : 0;
}

/* ------------------------------------------------------------------ apart, and together again */

static bool read_archive(Archive *a, const uint8_t *bytes, size_t size)
{
    a->count = 0;
    size_t at = 0;
    while (at + LOCAL <= size && memcmp(bytes + at, "PK\3\4", 4) == 0 && a->count < MOST_MEMBERS) {
        Member *m = &a->members[a->count++];
        m->size = number_at(bytes + at + 18, 4);
        m->name_size = number_at(bytes + at + 26, 2);
        size_t skipped = LOCAL + m->name_size + number_at(bytes + at + 28, 2);
        if (number_at(bytes + at + 8, 2) != 0 || m->name_size > MOST_NAME || m->size > MOST_BYTES ||
            number_at(bytes + at + 22, 4) != m->size || size - at < skipped + m->size)
            return false;
        memcpy(m->name, bytes + at + LOCAL, m->name_size);
        memcpy(m->bytes, bytes + at + skipped, m->size);
        at += skipped + m->size;
    }
    if (size >= COMMENT)
        memcpy(a->comment, bytes + size - COMMENT, COMMENT);
    return at + 4 <= size && memcmp(bytes + at, "PK\1\2", 4) == 0;
}

/* The checksum of zip: CRC-32, polynomial 0x04C11DB7 with its bits reversed. */
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
    return ~crc;
}

/* What local and central header have in common: from the version needed to the length of the extra field. */
static uint8_t *put_common(uint8_t *to, const Member *m)
{
    to = put_number(to, 20, 2);
    to = put_number(to, 0, 4); /* no flags, stored */
    to = put_number(to, (uint64_t)0x21 << 16, 4);
    to = put_number(to, checksum(m->bytes, m->size), 4);
    to = put_number(to, m->size, 4);
    to = put_number(to, m->size, 4);
    to = put_number(to, m->name_size, 2);
    return put_number(to, 0, 2);
}

static size_t archive_size(const Archive *a)
{
    size_t size = END + COMMENT;
    for (int i = 0; i < a->count; i++)
        size += LOCAL + CENTRAL + 2 * a->members[i].name_size + a->members[i].size;
    return size;
}

static size_t write_archive(const Archive *a, uint8_t *bytes)
{
    uint8_t *to = bytes;
    size_t offsets[MOST_MEMBERS];
    for (int i = 0; i < a->count; i++) {
        const Member *m = &a->members[i];
        offsets[i] = (size_t)(to - bytes);
        to = put_common(put_number(to, 0x04034B50, 4), m);
        memcpy(to, m->name, m->name_size);
        memcpy(to + m->name_size, m->bytes, m->size);
        to += m->name_size + m->size;
    }
    size_t directory = (size_t)(to - bytes);
    for (int i = 0; i < a->count; i++) {
        const Member *m = &a->members[i];
        to = put_common(put_number(put_number(to, 0x02014B50, 4), 20, 2), m);
        to = put_number(put_number(to, 0, 8), 0, 2);
        to = put_number(to, offsets[i], 4);
        memcpy(to, m->name, m->name_size);
        to += m->name_size;
    }
    size_t length = (size_t)(to - bytes) - directory;
    to = put_number(put_number(to, 0x06054B50, 4), 0, 4);
    to = put_number(put_number(to, (uint64_t)a->count, 2), (uint64_t)a->count, 2);
    to = put_number(put_number(put_number(to, length, 4), directory, 4), COMMENT, 2);
    memcpy(to, a->comment, COMMENT);
    return (size_t)(to - bytes) + COMMENT;
}

/* ------------------------------------------------------------------ arrays */

static const char *const array_names[] = {"x",          "x_indptr",  "x_indices", "x_data",      "x_shape",
                                          "edge_index", "y",         "edge_attr", "edge_weight", "train_mask",
                                          "val_mask",   "test_mask", "note"};
static const char *const array_types[] = {"|b1", "|i1", "|u1", "<i2", "<i4", "<i8", "<u8", "<f2",
                                          "<f4", "<f8", ">i4", ">f8", ">i8", "<U2", "|S3", "<c8"};
enum { NAMES = sizeof array_names / sizeof *array_names, TYPES = sizeof array_types / sizeof *array_types };

static void set_name(Archive *a, Member *m)
{
    m->name_size = (size_t)snprintf((char *)m->name, sizeof m->name, "%s.npy", array_names[pick(a, NAMES)]);
}

static size_t item_size(const char *type)
{
    size_t size = (size_t)(type[2] - '0');
    return type[1] == 'U' ? size * 4 : size;
}

/* A number near those that mean something: node and class numbers, ends of ranges. */
static uint64_t some_number(Archive *a, const char *type, size_t size)
{
    static const uint64_t far[] = {UINT64_MAX,  (uint64_t)1 << 63, 0x7FF0000000000000u, 0x7F800000u, 0x7FFFFFFFu,
                                   0x80000000u, 0x7C00u,           0x7FF8000000000001u, 1000000u};
    uint64_t bits = pick(a, 40) ? pick(a, 6) : far[pick(a, sizeof far / sizeof *far)];
    if (type[1] == 'f' && bits < 6 && size == 4) {
        float number = (float)bits;
        uint32_t word;
        memcpy(&word, &number, sizeof word);
        return word;
    }
    if (type[1] == 'f' && bits < 6 && size == 8) {
        double number = (double)bits;
        memcpy(&bits, &number, sizeof bits);
    }
    return bits;
}

/* A whole new array that is as its header says. */
static void fresh_array(Archive *a, Member *m)
{
    const char *type = array_types[pick(a, TYPES)];
    size_t dims[2] = {pick(a, 8), pick(a, 8)}, rank = pick(a, 3), item = item_size(type), count = 1;
    for (size_t i = 0; i < rank; i++)
        count *= dims[i];
    char header[128], shape[32] = "";
    if (rank == 1)
        snprintf(shape, sizeof shape, "%zu,", dims[0]);
    else if (rank == 2)
        snprintf(shape, sizeof shape, "%zu, %zu", dims[0], dims[1]);
    int length = snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n", type,
                          pick(a, 4) ? "False" : "True", shape);
    memcpy(m->bytes, "\x93NUMPY\1\0", 8);
    uint8_t *to = put_number(m->bytes + 8, (uint64_t)length, 2);
    memcpy(to, header, (size_t)length);
    to += length;
    bool swapped = type[0] == '>';
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = some_number(a, type, item);
        for (size_t k = 0; k < item; k++)
            to[swapped ? item - 1 - k : k] = k < 8 ? (uint8_t)(bits >> (8 * k)) : 0;
        to += item;
    }
    m->size = (size_t)(to - m->bytes);
}

/* Where the elements begin; the whole size where there is no header. */
static size_t header_size(const Member *m)
{
    size_t size = m->size >= 10 ? 10 + (size_t)number_at(m->bytes + 8, 2) : m->size;
    return size < m->size ? size : m->size;
}

/* The header's text changes and its length with it; the elements stay. */
static void change_header(Archive *a, Member *m)
{
    uint8_t text[512], rest[MOST_BYTES];
    size_t start = header_size(m), left = m->size - start;
    (void)a;
    if (start <= 10 || start - 10 > sizeof text / 2)
        return;
    memcpy(rest, m->bytes + start, left);
    memcpy(text, m->bytes + 10, start - 10);
    size_t length = LLVMFuzzerMutate(text, start - 10, sizeof text);
    if (10 + length + left > MOST_BYTES)
        return;
    put_number(m->bytes + 8, length, 2);
    memcpy(m->bytes + 10, text, length);
    memcpy(m->bytes + 10 + length, rest, left);
    m->size = 10 + length + left;
}

/* One element, whatever its size, becomes a small or an extreme number. */
static void change_element(Archive *a, Member *m)
{
    static const size_t items[] = {1, 2, 4, 8};
    size_t start = header_size(m), item = items[pick(a, 4)];
    if (m->size - start < item)
        return;
    size_t at = start + pick(a, (m->size - start) / item) * item;
    put_number(m->bytes + at, some_number(a, pick(a, 2) ? "<f" : "<i", item), (int)item);
}

static void change_bytes(Archive *a, Member *m)
{
    (void)a;
    m->size = LLVMFuzzerMutate(m->bytes, m->size, MOST_BYTES / 2);
}

/* ------------------------------------------------------------------ the archive */

static void change_members(Archive *a)
{
    int from = a->count ? (int)pick(a, (size_t)a->count) : 0;
    if (a->count == 0 || (pick(a, 2) && a->count < MOST_MEMBERS)) {
        Member *m = &a->members[a->count++];
        set_name(a, m);
        fresh_array(a, m);
    } else if (pick(a, 2)) {
        a->members[from] = a->members[--a->count];
    } else {
        set_name(a, &a->members[from]);
    }
}

static void change_archive(Archive *a)
{
    static void (*const changes[])(Archive *, Member *) = {change_element, change_element, change_header, change_bytes,
                                                           fresh_array};
    if (pick(a, 4) == 0)
        a->comment[pick(a, COMMENT)] = (uint8_t)pick(a, 256);
    else if (a->count == 0 || pick(a, 8) == 0)
        change_members(a);
    else
        changes[pick(a, 5)](a, &a->members[pick(a, (size_t)a->count)]);
}

size_t mutate_zip(uint8_t *bytes, size_t size, size_t capacity, unsigned seed)
{
    static Archive a;
    a.random = (uint64_t)seed << 16 | 1;
    (void)pick(&a, 1);
    if (pick(&a, 8) == 0 || !read_archive(&a, bytes, size))
        return LLVMFuzzerMutate(bytes, size, capacity);
    for (size_t i = pick(&a, 3) + 1; i > 0; i--)
        change_archive(&a);
    return archive_size(&a) <= capacity ? write_archive(&a, bytes) : size;
}
