/* arena.c - memory and names.
 *
 * One arena serves the whole compiler: nothing in it is freed before exit, so a pointer
 * into it is good for ever and no struct owns another. Interned texts are compared by
 * pointer. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "runtime/gatrt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- arena */

enum { CHUNK_BYTES = 1 << 18, ALIGNMENT = 16 };

/* Chunks form a list that starts at the one being filled. */
typedef struct Arena {
    struct Arena *older;
    size_t used, size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
} Arena;

static Arena *newest;

static Arena *new_chunk(size_t bytes)
{
    if (bytes > SIZE_MAX - sizeof(Arena))
        die("out of memory: %zu bytes were asked for", bytes);
    Arena *chunk = calloc(1, sizeof *chunk + bytes);
    if (!chunk)
        die("out of memory: %zu bytes were asked for", bytes);
    chunk->size = bytes;
    return chunk;
}

/* A large block gets a chunk of its own behind the newest, which goes on being filled. */
static void *alloc_large(size_t bytes)
{
    Arena *chunk = new_chunk(bytes);
    chunk->used = bytes;
    if (newest) {
        chunk->older = newest->older;
        newest->older = chunk;
    } else {
        newest = chunk;
    }
    return chunk->bytes;
}

void *arena_alloc(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGNMENT) / size)
        die("out of memory: %zu items of %zu bytes were asked for", count, size);
    size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes > CHUNK_BYTES / 4)
        return alloc_large(bytes);
    if (!newest || newest->size - newest->used < bytes) {
        Arena *chunk = new_chunk(CHUNK_BYTES);
        chunk->older = newest;
        newest = chunk;
    }
    void *block = newest->bytes + newest->used;
    newest->used += bytes;
    return block;
}

char *arena_vformat(const char *format, va_list args)
{
    char probe[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(probe, sizeof probe, format, args);
    if (length < 0)
        bug("arena_format: the format \"%s\" cannot be printed", format);
    char *text = arena_alloc((size_t)length + 1, 1);
    if ((size_t)length < sizeof probe)
        memcpy(text, probe, (size_t)length);
    else
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vformat(format, args);
    va_end(args);
    return text;
}

void *array_grow(void *old, int *capacity, size_t item)
{
    if (*capacity > INT32_MAX / 2)
        die("out of memory: an array of more than %d items", *capacity);
    int larger = *capacity ? *capacity * 2 : 8;
    void *grown = arena_alloc((size_t)larger, item);
    if (*capacity)
        memcpy(grown, old, (size_t)*capacity * item);
    *capacity = larger;
    return grown;
}

/* ----------------------------------------------------------------- names */

/* Open addressing, never more than half full. */
static struct {
    const char **slots;
    size_t capacity; /* a power of two, or 0 */
    size_t used;
} names;

static size_t text_hash(const char *text)
{
    uint64_t hash = strlen(text);
    for (; *text; text++)
        hash = gatrt_mix(hash ^ (unsigned char)*text);
    return (size_t)hash;
}

static const char **name_slot(const char *text)
{
    size_t slot = text_hash(text) & (names.capacity - 1);
    while (names.slots[slot] && strcmp(names.slots[slot], text) != 0)
        slot = (slot + 1) & (names.capacity - 1);
    return &names.slots[slot];
}

static void grow_names(void)
{
    const char **old = names.slots;
    size_t old_capacity = names.capacity;
    names.capacity = old_capacity ? old_capacity * 2 : 256;
    names.slots = arena_alloc(names.capacity, sizeof *names.slots);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i])
            *name_slot(old[i]) = old[i];
}

const char *intern(const char *text)
{
    if ((names.used + 1) * 2 > names.capacity)
        grow_names();
    const char **slot = name_slot(text);
    if (!*slot) {
        *slot = arena_format("%s", text);
        names.used++;
    }
    return *slot;
}
