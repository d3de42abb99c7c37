/* mutate_pickle.c - pickles to other pickles: opcodes moved, doubled, dropped and put in; names for names that are
 * read; sizes and places for others. */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

enum { MOST_OPCODES = 2048, MOST_PIECE = 512 };

typedef struct Program {
    uint8_t *bytes;
    size_t size, capacity;
    size_t start[MOST_OPCODES + 1], count; /* of opcodes; start[count]: where the last ends */
    uint64_t random;
} Program;

static size_t pick(Program *p, size_t count)
{
    p->random = p->random * 6364136223846793005u + 1442695040888963407u;
    return count ? (size_t)((p->random >> 33) % count) : 0;
}

/* ------------------------------------------------------------------ opcodes */

/* Bytes of a length that follows, and bytes that always follow. */
static void argument_size(uint8_t opcode, size_t *length, size_t *always)
{
    static const char one[] = "Kqh\x80", four[] = "Jrj", length1[] = "UC\x8c\x8a", length4[] = "TXB\x8b";
    static const char eight[] = "G\x95", length8[] = "\x8d\x8e\x96";
    *length = strchr(length1, opcode) ? 1 : strchr(length4, opcode) ? 4 : strchr(length8, opcode) ? 8 : 0;
    *always = opcode == 'M' ? 2 : strchr(one, opcode) ? 1 : strchr(four, opcode) ? 4 : strchr(eight, opcode) ? 8 : 0;
}

static size_t lines_end(const Program *p, size_t at)
{
    for (int lines = 0; at < p->size && lines < 2; at++)
        lines += p->bytes[at] == '\n';
    return at;
}

static size_t opcode_end(const Program *p, size_t at)
{
    size_t length, always, size = 0;
    const uint8_t opcode = p->bytes[at++];
    if (opcode == 'c')
        return lines_end(p, at);
    if (opcode == 0)
        return at;
    argument_size(opcode, &length, &always);
    for (size_t i = 0; i < length && i < 4 && at + i < p->size; i++)
        size |= (size_t)p->bytes[at + i] << (8 * i);
    const size_t whole = length + always + size;
    return whole > p->size - at ? p->size : at + whole;
}

static void find_opcodes(Program *p)
{
    p->count = 0;
    for (size_t at = 0; at < p->size && p->count < MOST_OPCODES; at = opcode_end(p, at))
        p->start[p->count++] = at;
    p->start[p->count] = p->size;
}

static void put(Program *p, size_t at, size_t old, const uint8_t *with, size_t length)
{
    if (p->size - old + length > p->capacity)
        return;
    memmove(p->bytes + at + length, p->bytes + at + old, p->size - at - old);
    if (length)
        memcpy(p->bytes + at, with, length);
    p->size = p->size - old + length;
}

/* ------------------------------------------------------------------ changes */

static void copy_some(Program *p)
{
    uint8_t piece[MOST_PIECE];
    const size_t first = pick(p, p->count), last = first + 1 + pick(p, 6);
    const size_t end = p->start[last < p->count ? last : p->count];
    const size_t size = end - p->start[first] < MOST_PIECE ? end - p->start[first] : MOST_PIECE;
    memcpy(piece, p->bytes + p->start[first], size);
    put(p, p->start[pick(p, p->count)], 0, piece, size);
}

static void drop_some(Program *p)
{
    const size_t first = pick(p, p->count);
    put(p, p->start[first], p->start[first + 1] - p->start[first], NULL, 0);
}

static void put_opcode(Program *p)
{
    static const char *const pieces[] = {
        "N", "(", ")", "]", "}",    "t",    "\x85", "\x86", "\x87", "R",     "\x81", "b",   "a",
        "e", "s", "u", "Q", "\x94", "\x88", "\x89", "K\1",  "U\1<", "U\2f4", "h\1",  "q\1", "J\xff\xff\xff\xff",
        "."};
    const char *piece = pieces[pick(p, sizeof pieces / sizeof *pieces)];
    const size_t at = pick(p, p->count), old = pick(p, 2) ? p->start[at + 1] - p->start[at] : 0;
    put(p, p->start[at], old, (const uint8_t *)piece, strlen(piece));
}

static void put_name(Program *p)
{
    static const char *const names[] = {
#define NAME(meaning, module, name, type) "c" module "\n" name "\n",
#include "../../runtime/formats/pickle_names.def"
        "cposix\nsystem\n"};
    const char *name = names[pick(p, sizeof names / sizeof *names)];
    size_t at = pick(p, p->count);
    for (size_t i = 0; i < p->count && p->bytes[p->start[at]] != 'c'; i++) /* rather where a name stands already */
        at = (at + 1) % p->count;
    put(p, p->start[at], pick(p, 4) ? p->start[at + 1] - p->start[at] : 0, (const uint8_t *)name, strlen(name));
}

/* A byte behind an opcode: of a number, a size or a place. */
static void change_argument(Program *p)
{
    static const uint8_t some[] = {0, 1, 2, 3, 4, 5, 8, 127, 128, 255};
    for (int i = 0; i < 8; i++) {
        const size_t at = pick(p, p->count), size = p->start[at + 1] - p->start[at];
        if (size < 2)
            continue;
        p->bytes[p->start[at] + 1 + pick(p, size - 1)] =
            pick(p, 4) ? some[pick(p, sizeof some)] : (uint8_t)pick(p, 256);
        return;
    }
}

size_t mutate_pickle(uint8_t *bytes, size_t size, size_t capacity, unsigned seed)
{
    static void (*const changes[])(Program *) = {copy_some,  drop_some, put_opcode,
                                                 put_opcode, put_name,  change_argument};
    static Program p;
    p.bytes = bytes;
    p.size = size;
    p.capacity = capacity;
    p.random = (uint64_t)seed << 16 | 1;
    (void)pick(&p, 1);
    if (size == 0 || pick(&p, 6) == 0)
        return LLVMFuzzerMutate(bytes, size, capacity);
    for (size_t i = pick(&p, 3) + 1; i > 0; i--) {
        find_opcodes(&p);
        if (p.count > 0)
            changes[pick(&p, sizeof changes / sizeof *changes)](&p);
    }
    return p.size;
}
