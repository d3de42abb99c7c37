/* names.c - a table of names. A file's author may choose them so that they meet in one place of a table whose hash is
 * known, and reading takes quadratic time. So texts are polynomials over a prime field, at a point drawn anew for each
 * table: however they are chosen, few meet. No number that a name gets depends on that point.
 */
#include "runtime/formats/names.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { FIRST_SLOTS = 64, FIRST_TEXT = 1024, MOST_DIGITS = 18 };

static const uint64_t PRIME = 2147483647; /* 2^31 - 1: products of two residues fit 62 bits */

struct Names {
    char *text; /* all of them, each with its end */
    size_t used, room;
    size_t *start; /* [starts] in text */
    int32_t *slot; /* [slots], a power of two; the number + 1 of the name there, 0: free */
    int64_t count, starts, slots;
    uint64_t point;
};

/* ------------------------------------------------------------------ making */

static uint64_t drawn_point(const void *address)
{
    uint32_t drawn;
    if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) != (ssize_t)sizeof drawn) /* early after a machine's start */
        drawn = (uint32_t)((uintptr_t)address >> 6) ^ (uint32_t)time(NULL);
    return 65536 + drawn % (PRIME - 65536);
}

Names *names_new(void)
{
    Names *names = mem_alloc(1, sizeof *names);
    names->text = mem_alloc(names->room = FIRST_TEXT, 1);
    names->start = mem_alloc((size_t)(names->starts = FIRST_SLOTS), sizeof *names->start);
    names->slot = mem_alloc((size_t)(names->slots = FIRST_SLOTS), sizeof *names->slot);
    names->point = drawn_point(names);
    return names;
}

void names_free(Names *names)
{
    if (!names)
        return;
    mem_free(names->text);
    mem_free(names->start);
    mem_free(names->slot);
    mem_free(names);
}

int64_t names_count(const Names *names)
{
    return names->count;
}

const char *names_at(const Names *names, int64_t number)
{
    return names->text + names->start[number];
}

/* ------------------------------------------------------------------ finding */

static uint64_t hash(const Names *names, const char *text, size_t length)
{
    uint64_t sum = length % PRIME;
    for (size_t i = 0; i < length; i += 3) {
        uint64_t block = 1; /* so that a block of zeros counts */
        for (size_t j = i; j < i + 3 && j < length; j++)
            block = block << 8 | (unsigned char)text[j];
        sum = (sum * names->point + block) % PRIME;
    }
    return (sum * UINT64_C(0x9e3779b97f4a7c15)) >> 32; /* all bits of the residue into the low ones */
}

/* Where it is, or the free slot where it would be; there is always one that is free. */
static int64_t slot_of(const Names *names, const char *text, size_t length)
{
    int64_t at = (int64_t)(hash(names, text, length) & (uint64_t)(names->slots - 1));
    for (; names->slot[at]; at = (at + 1) & (names->slots - 1)) {
        const char *there = names_at(names, names->slot[at] - 1);
        if (!strncmp(there, text, length) && there[length] == 0)
            break;
    }
    return at;
}

static size_t text_length(const char *text, size_t length)
{
    const char *end = length > 0 ? memchr(text, 0, length) : NULL;
    return end ? (size_t)(end - text) : length;
}

int64_t names_find(const Names *names, const char *text, size_t length)
{
    return names->slot[slot_of(names, text, text_length(text, length))] - 1;
}

/* ------------------------------------------------------------------ adding */

static void fill_slots(Names *names)
{
    for (int64_t i = 0; i < names->count; i++) {
        const char *text = names_at(names, i);
        names->slot[slot_of(names, text, strlen(text))] = (int32_t)(i + 1);
    }
}

/* At most half of the slots are taken. */
static void make_room(Names *names, size_t length)
{
    while (names->room - names->used <= length)
        names->text = mem_longer(names->text, (int64_t)names->used, (int64_t)(names->room *= 2), 1);
    if (names->count == names->starts)
        names->start = mem_longer(names->start, names->count, names->starts *= 2, sizeof *names->start);
    if (names->count < names->slots / 2)
        return;
    mem_free(names->slot);
    names->slot = mem_alloc((size_t)(names->slots *= 2), sizeof *names->slot);
    fill_slots(names);
}

int64_t names_add(Names *names, const char *text, size_t length)
{
    length = text_length(text, length);
    const int64_t found = names->slot[slot_of(names, text, length)] - 1;
    if (found >= 0 || names->count == INT32_MAX)
        return found;
    make_room(names, length);
    names->slot[slot_of(names, text, length)] = (int32_t)(names->count + 1);
    names->start[names->count] = names->used;
    memcpy(names->text + names->used, text, length);
    names->text[names->used + length] = 0;
    names->used += length + 1;
    return names->count++;
}

/* ------------------------------------------------------------------ orders */

bool name_is_whole(const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    const size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > MOST_DIGITS || digits[count] != 0)
        return false;
    *value = strtoll(text, NULL, 10);
    return true;
}

bool names_are_rows(const Names *names)
{
    int64_t value;
    for (int64_t i = 0; i < names->count; i++)
        if (!name_is_whole(names_at(names, i), &value) || value != i)
            return false;
    return true;
}

typedef struct Placed {
    const char *text;
    int64_t value; /* 0 of all, where not all are numbers */
    int32_t number;
} Placed;

static int placed_order(const void *a, const void *b)
{
    const Placed *p = a, *q = b;
    return p->value != q->value ? (p->value > q->value) - (p->value < q->value) : strcmp(p->text, q->text);
}

static Placed *placed_new(const Names *names)
{
    Placed *placed = mem_alloc((size_t)names->count, sizeof *placed);
    bool whole = true;
    for (int64_t i = 0; i < names->count; i++) {
        placed[i] = (Placed){.text = names_at(names, i), .number = (int32_t)i};
        whole = whole && name_is_whole(placed[i].text, &placed[i].value);
    }
    for (int64_t i = 0; i < names->count && !whole; i++)
        placed[i].value = 0;
    return placed;
}

int32_t *names_sort(Names *names)
{
    const size_t count = (size_t)names->count;
    Placed *placed = placed_new(names);
    int32_t *moved = mem_alloc(count, sizeof *moved);
    qsort(placed, count, sizeof *placed, placed_order);
    for (size_t i = 0; i < count; i++) {
        moved[placed[i].number] = (int32_t)i;
        names->start[i] = (size_t)(placed[i].text - names->text);
    }
    mem_free(placed);
    memset(names->slot, 0, (size_t)names->slots * sizeof *names->slot);
    fill_slots(names);
    return moved;
}

void names_number_classes(Names *names, gatrt_set *set)
{
    int32_t *moved = names_sort(names);
    for (int64_t v = 0; v < set->rows; v++)
        if (set->label[v] != GATRT_UNKNOWN)
            set->label[v] = moved[set->label[v]];
    set->classes = names->count;
    mem_free(moved);
}

char **names_take(Names *names)
{
    const size_t table = (size_t)names->count * sizeof(char *);
    char *block = mem_alloc(table + names->used, 1), **texts = (char **)(void *)block;
    memcpy(block + table, names->text, names->used);
    for (int64_t i = 0; i < names->count; i++)
        texts[i] = block + table + names->start[i];
    names_free(names);
    return texts;
}
