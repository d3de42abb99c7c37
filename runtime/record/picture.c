/* picture.c - pictures as PNG (ISO/IEC 15948): a palette, a byte a pixel, one block of zlib's.
 *
 * A line is kept as PNG has it, behind the number of its filter, which is 0: none.
 */
#include "runtime/runtime.h"
#include "runtime/record/picture.h"

#include <string.h>
#include <zlib.h>

enum { LINE = PICTURE_SIDE + 1, GLYPH_WIDE = 3, GLYPH_HIGH = 5, STEP = GLYPH_WIDE + 1, LARGEST = 3 };

struct Picture {
    int width, height;
    unsigned char lines[PICTURE_SIDE * LINE];
};

Picture *picture_new(void)
{
    return mem_alloc(1, sizeof(Picture));
}

void picture_free(Picture *p)
{
    mem_free(p);
}

int picture_width(const Picture *p)
{
    return p->width;
}

int picture_height(const Picture *p)
{
    return p->height;
}

void picture_begin(Picture *p, int width, int height)
{
    p->width = width;
    p->height = height;
    memset(p->lines, 0, sizeof p->lines);
    picture_fill(p, 0, 0, width, height, COLOUR_WHITE);
}

static int within(int at, int end)
{
    return at < 0 ? 0 : at < end ? at : end;
}

void picture_fill(Picture *p, int x, int y, int width, int height, int colour)
{
    const int left = within(x, p->width), right = within(x + width, p->width);
    for (int line = within(y, p->height); line < within(y + height, p->height); line++)
        memset(p->lines + line * (p->width + 1) + 1 + left, colour, (size_t)(right - left));
}

/* Five lines of three bits each, the upper left first. */
static const uint16_t glyph[10] = {0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9, 0x79CF, 0x79EF, 0x7292, 0x7BEF, 0x7BCF};

static void put_digit(Picture *p, int x, int y, int scale, int digit, int colour)
{
    for (int i = 0; i < GLYPH_WIDE * GLYPH_HIGH; i++)
        if (glyph[digit] >> (GLYPH_WIDE * GLYPH_HIGH - 1 - i) & 1)
            picture_fill(p, x + i % GLYPH_WIDE * scale, y + i / GLYPH_WIDE * scale, scale, scale, colour);
}

void picture_number(Picture *p, int x, int y, int side, int64_t number, int colour)
{
    char text[24];
    const int digits = snprintf(text, sizeof text, "%lld", (long long)number), wide = digits * STEP - 1;
    int scale = (side - 2) / wide < (side - 2) / GLYPH_HIGH ? (side - 2) / wide : (side - 2) / GLYPH_HIGH;
    scale = scale < LARGEST ? scale : LARGEST;
    if (number < 0 || scale < 1)
        return;
    const int left = x + (side - wide * scale) / 2, top = y + (side - GLYPH_HIGH * scale) / 2;
    for (int i = 0; i < digits; i++)
        put_digit(p, left + i * STEP * scale, top, scale, text[i] - '0', colour);
}

/* ------------------------------------------------------------------------ PNG */

typedef struct Bytes {
    unsigned char *to;
    size_t used, room;
    bool full;
} Bytes;

static void put(Bytes *b, const void *bytes, size_t size)
{
    b->full |= size > b->room - b->used;
    if (b->full)
        return;
    memcpy(b->to + b->used, bytes, size);
    b->used += size;
}

static void put_word(Bytes *b, uint32_t word)
{
    const unsigned char bytes[4] = {(unsigned char)(word >> 24), (unsigned char)(word >> 16),
                                    (unsigned char)(word >> 8), (unsigned char)word};
    put(b, bytes, sizeof bytes);
}

static void put_chunk(Bytes *b, const char *name, const unsigned char *bytes, size_t size)
{
    uLong sum = crc32(0, (const Bytef *)name, 4);
    if (size)
        sum = crc32(sum, bytes, (uInt)size);
    put_word(b, (uint32_t)size);
    put(b, name, 4);
    if (size)
        put(b, bytes, size);
    put_word(b, (uint32_t)sum);
}

/* From white to what the last step is. */
static void ramp(unsigned char *to, const unsigned char last[3])
{
    for (int i = 0; i <= 100; i++)
        for (int k = 0; k < 3; k++)
            to[3 * i + k] = (unsigned char)(255 - i * (255 - last[k]) / 100);
}

static void put_palette(Bytes *b)
{
    static const unsigned char blue[3] = {31, 119, 180}, red[3] = {214, 39, 40};
    static const unsigned char single[3 * (COLOURS - COLOUR_BLACK)] = {0, 0, 0, 255, 255, 255, 127, 127, 127};
    unsigned char palette[3 * COLOURS];
    ramp(palette + 3 * COLOUR_BLUE, blue);
    ramp(palette + 3 * COLOUR_RED, red);
    memcpy(palette + 3 * COLOUR_BLACK, single, sizeof single);
    put_chunk(b, "PLTE", palette, sizeof palette);
}

/* Eight bits a pixel, which are numbers of the palette. */
static void put_head(Bytes *b, const Picture *p)
{
    static const unsigned char kind[5] = {8, 3, 0, 0, 0};
    unsigned char head[13];
    Bytes h = {.to = head, .room = sizeof head};
    put_word(&h, (uint32_t)p->width);
    put_word(&h, (uint32_t)p->height);
    put(&h, kind, sizeof kind);
    put_chunk(b, "IHDR", head, sizeof head);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): b.to writes to it */
size_t picture_png(const Picture *p, unsigned char *to, size_t room)
{
    static const unsigned char magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes b = {.to = to, .room = room};
    const size_t lines = (size_t)p->height * (size_t)(p->width + 1);
    unsigned char *packed = mem_alloc(room, 1);
    uLongf size = room;
    const bool fits = compress2(packed, &size, p->lines, lines, Z_BEST_SPEED) == Z_OK;
    put(&b, magic, sizeof magic);
    put_head(&b, p);
    put_palette(&b);
    put_chunk(&b, "IDAT", packed, fits ? size : 0);
    put_chunk(&b, "IEND", NULL, 0);
    mem_free(packed);
    return fits && !b.full ? b.used : 0;
}
