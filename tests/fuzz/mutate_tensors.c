/* mutate_tensors.c - safetensors files to others: the header's words and numbers change and
 * its length follows; the data becomes shorter or longer. Every fourth time any byte does. */
#include "fuzz.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LENGTH_BYTES = 8, MOST_HEADER = 1 << 14 };

/* clang-format off */
static const char *const header_words[] = {
    "\"F32\"", "\"F64\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"I32\"", "\"U8\"", "\"dtype\"", "\"shape\"",
    "\"data_offsets\"", "\"__metadata__\"", "\"lin.weight\"", "\"lin.bias\"", "\"att\"", "\"steps\"", "\"seed\"",
    "\"optimizer\"", "\"sgd\"", "\"adam\"", "\"optimizer.current.att\"", "\"optimizer.exp_avg.att\"", "{", "}", "[",
    "]", ",", ":", "null", "true", "-1", "\"-1\"", "\"18446744073709551616\"", "9223372036854775807", "\"\\u0000\"",
    "\"\\ud800\"", "1e3", "\"0x1p-3\"", "\"nan\"", "4611686018427387904", "\"\"",
};
/* clang-format on */
enum { WORD_COUNT = sizeof header_words / sizeof *header_words };

static uint64_t mutation_random;

static size_t pick(size_t count)
{
    mutation_random = mutation_random * 6364136223846793005u + 1442695040888963407u;
    return count ? (size_t)((mutation_random >> 33) % count) : 0;
}

static int in_word(uint8_t c)
{
    return isalnum(c) || (c && strchr("\"_.-", c));
}

/* A word, number or sign of the header becomes another; returns the header's new size. */
static size_t change_word(uint8_t *text, size_t size)
{
    size_t start = pick(size), end = start + 1;
    if (in_word(text[start])) {
        while (start > 0 && in_word(text[start - 1]))
            start--;
        while (end < size && in_word(text[end]))
            end++;
    }
    char number[32];
    snprintf(number, sizeof number, "%zu", pick(2) ? pick(8) : pick(8) * 4);
    const char *word = isdigit(text[start]) && pick(4) ? number : header_words[pick(WORD_COUNT)];
    size_t length = strlen(word);
    if (size - (end - start) + length > MOST_HEADER)
        return size;
    memmove(text + start + length, text + end, size - end);
    memcpy(text + start, word, length);
    return size - (end - start) + length;
}

/* The data ends where the header's largest number is, more often than not. */
static size_t change_data_size(size_t size)
{
    return pick(2) ? size + pick(5) * 4 : size > 4 ? size - pick(2) * 4 : size;
}

size_t mutate_tensors(uint8_t *bytes, size_t size, size_t capacity, unsigned seed)
{
    static uint8_t header[MOST_HEADER], data[1 << 16];
    mutation_random = (uint64_t)seed << 16 | 1;
    (void)pick(1);
    size_t length = size >= LENGTH_BYTES ? bytes[0] | (size_t)bytes[1] << 8 : 0;
    if (pick(4) == 0 || length == 0 || length > size - LENGTH_BYTES || length > MOST_HEADER)
        return LLVMFuzzerMutate(bytes, size, capacity);
    size_t data_size = size - LENGTH_BYTES - length;
    if (data_size > sizeof data / 2)
        return LLVMFuzzerMutate(bytes, size, capacity);
    memset(data, 0, sizeof data);
    memcpy(header, bytes + LENGTH_BYTES, length);
    memcpy(data, bytes + LENGTH_BYTES + length, data_size);
    for (size_t i = pick(4) + 1; i > 0 && length > 0; i--)
        length = pick(6) ? change_word(header, length) : LLVMFuzzerMutate(header, length, MOST_HEADER);
    data_size = pick(3) ? data_size : change_data_size(data_size);
    if (LENGTH_BYTES + length + data_size > capacity)
        return size;
    for (int i = 0; i < LENGTH_BYTES; i++)
        bytes[i] = (uint8_t)((uint64_t)length >> (8 * i));
    memcpy(bytes + LENGTH_BYTES, header, length);
    memcpy(bytes + LENGTH_BYTES + length, data, data_size);
    return LENGTH_BYTES + length + data_size;
}
