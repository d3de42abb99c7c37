/* mutate_words.c - texts to other texts: lines moved, doubled and dropped; words exchanged
 * for words of the same text or of the target's own (WORDS); numbers for numbers at a limit. */
#include "fuzz.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* clang-format off */
static const char *const limits[] = {
    "0", "1", "2", "-1", "3", "17", "127", "128", "255", "256", "1000", "65536", "16777216", "16777217", "2147483647",
    "2147483648", "4294967296", "9007199254740993", "9223372036854775807", "-9223372036854775808", "1e308", "1e-320",
    "0.5", "-0.0", "0x7fffffff", "1e400", "nan", "inf",
};
/* clang-format on */

enum { LIMITS = sizeof limits / sizeof *limits };

typedef struct Text {
    uint8_t *bytes;
    size_t size, capacity;
    uint64_t random;
} Text;

/* A part of the text, or bytes from elsewhere. */
typedef struct Part {
    size_t start, length;
} Part;

static size_t pick(Text *t, size_t count)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return count ? (size_t)((t->random >> 33) % count) : 0;
}

/* [part] becomes the given bytes, which must not be part of the text. */
static void put(Text *t, Part part, const uint8_t *with, size_t length)
{
    if (t->size - part.length + length > t->capacity)
        return;
    memmove(t->bytes + part.start + length, t->bytes + part.start + part.length, t->size - part.start - part.length);
    if (length)
        memcpy(t->bytes + part.start, with, length);
    t->size = t->size - part.length + length;
}

static bool in_word(uint8_t c)
{
    return isalnum(c) || c == '_' || c == '.';
}

/* The word, or the single character between words, at a random place. */
static Part pick_word(Text *t)
{
    Part part = {pick(t, t->size), 1};
    if (!t->size)
        return (Part){0, 0};
    if (!in_word(t->bytes[part.start]))
        return part;
    while (part.start > 0 && in_word(t->bytes[part.start - 1]))
        part.start--;
    while (part.start + part.length < t->size && in_word(t->bytes[part.start + part.length]))
        part.length++;
    return part;
}

/* With its line end. */
static Part pick_line(Text *t)
{
    Part part = {pick(t, t->size), 0};
    while (part.start > 0 && t->bytes[part.start - 1] != '\n')
        part.start--;
    while (part.start + part.length < t->size)
        if (t->bytes[part.start + part.length++] == '\n')
            break;
    return part;
}

enum { MOST_COPY = 512 };

static size_t copy_part(const Text *t, Part part, uint8_t copy[MOST_COPY])
{
    size_t length = part.length < MOST_COPY ? part.length : MOST_COPY;
    if (length)
        memcpy(copy, t->bytes + part.start, length);
    return length;
}

static void exchange_word(Text *t)
{
    uint8_t copy[MOST_COPY];
    size_t length = copy_part(t, pick_word(t), copy);
    put(t, pick_word(t), copy, length);
}

static void take_word(Text *t)
{
    size_t count = 0;
    while (WORDS[count])
        count++;
    const char *word = WORDS[pick(t, count)];
    put(t, pick_word(t), (const uint8_t *)word, strlen(word));
}

static void take_limit(Text *t)
{
    Part part = {0, 0};
    for (int i = 0; i < 8; i++) { /* rather where a number stands already */
        part = pick_word(t);
        if (part.length && isdigit(t->bytes[part.start]))
            break;
    }
    const char *number = limits[pick(t, LIMITS)];
    put(t, part, (const uint8_t *)number, strlen(number));
}

static void copy_line(Text *t)
{
    uint8_t copy[MOST_COPY];
    size_t length = copy_part(t, pick_line(t), copy);
    put(t, (Part){pick_line(t).start, 0}, copy, length);
}

static void move_line(Text *t)
{
    uint8_t copy[MOST_COPY];
    Part from = pick_line(t);
    size_t length = copy_part(t, from, copy);
    if (length < from.length)
        return;
    put(t, from, NULL, 0);
    put(t, (Part){pick_line(t).start, 0}, copy, length);
}

static void drop_part(Text *t)
{
    put(t, pick(t, 2) ? pick_line(t) : pick_word(t), NULL, 0);
}

size_t mutate_words(uint8_t *bytes, size_t size, size_t capacity, unsigned seed)
{
    static void (*const changes[])(Text *) = {exchange_word, take_word, take_limit,    copy_line,
                                              move_line,     drop_part, exchange_word, take_word};
    Text t = {bytes, size, capacity, (uint64_t)seed << 16 | 1};
    (void)pick(&t, 1);
    if (size == 0 || pick(&t, 4) == 0)
        return LLVMFuzzerMutate(bytes, size, capacity);
    for (size_t i = pick(&t, 4) + 1; i > 0; i--)
        changes[pick(&t, sizeof changes / sizeof *changes)](&t);
    return t.size;
}
