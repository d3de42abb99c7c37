/* npy.c - one array as NumPy's .npy format describes it: header text and elements.
 *
 * A file is "\x93NUMPY", the version (2 bytes), the length of the header (2 bytes,
 * from version 2 on 4), the header as a Python dict literal, then the elements.
 * The header comes from a stranger: every step is bounded by the text, the product
 * of the shape is checked, and what is not understood is refused with a reason.
 */
#include "runtime/runtime.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ITEM = 1 << 16, MAX_RANK = 4 };

/* ------------------------------------------------------------ the header read */

typedef struct Cursor {
    const char *at, *end;
} Cursor;

static void skip_blanks(Cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t'))
        c->at++;
}

static bool accept(Cursor *c, char wanted)
{
    skip_blanks(c);
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool accept_word(Cursor *c, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
        return false;
    c->at += length;
    return true;
}

static bool accept_string(Cursor *c, char *text, size_t capacity)
{
    skip_blanks(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return false;
    char quote = *c->at++;
    size_t length = 0;
    while (c->at < c->end && *c->at != quote && length + 1 < capacity)
        text[length++] = *c->at++;
    text[length] = 0;
    return accept(c, quote);
}

static bool accept_extent(Cursor *c, int64_t *value)
{
    skip_blanks(c);
    const char *start = c->at;
    for (*value = 0; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        int digit = *c->at - '0';
        if (*value > (INT64_MAX - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    bool some = c->at > start;
    if (some && c->at < c->end && *c->at == 'L') /* a Python 2 long */
        c->at++;
    return some;
}

/* Each parse_ function returns NULL, or what is wrong. */
static const char *parse_shape(Cursor *c, NpyArray *a)
{
    if (!accept(c, '('))
        return "its header has no shape";
    a->count = 1;
    for (a->rank = 0; !accept(c, ')'); a->rank++) {
        if (a->rank == MAX_RANK)
            return "it has more than 4 dimensions";
        int64_t extent;
        if (!accept_extent(c, &extent))
            return "its header has a bad shape";
        if (extent != 0 && a->count > INT64_MAX / extent)
            return "its shape is impossibly large";
        a->dim[a->rank] = extent;
        a->count *= extent;
        if (!accept(c, ',') && (c->at == c->end || *c->at != ')'))
            return "its header has a bad shape";
    }
    return NULL;
}

static bool item_fits(NpyKind kind, int item)
{
    switch (kind) {
    case NPY_BOOL: return item == 1;
    case NPY_INT:
    case NPY_UINT: return item == 1 || item == 2 || item == 4 || item == 8;
    case NPY_FLOAT: return item == 2 || item == 4 || item == 8;
    case NPY_TEXT: return item >= 0;
    }
    return false;
}

/* "<f4": byte order, kind, bytes (characters for 'U'). */
const char *npy_parse_type(const char *type, NpyArray *a, int *swap)
{
    char order = '|';
    if (*type && strchr("<>|=", *type))
        order = *type++;
    char letter = *type ? *type++ : 0;
    switch (letter) {
    case 'b': a->kind = NPY_BOOL; break;
    case 'i': a->kind = NPY_INT; break;
    case 'u': a->kind = NPY_UINT; break;
    case 'f': a->kind = NPY_FLOAT; break;
    case 'U':
    case 'S': a->kind = NPY_TEXT; break;
    case 'O': return "it holds Python objects (dtype O); save plain numbers instead";
    default: return "its dtype is not bool, integer, float or text";
    }
    char *end;
    errno = 0;
    long size = strtol(type, &end, 10);
    if (end == type || *end || errno || *type == '-' || *type == '+' || *type == ' ' || size > MAX_ITEM / 4)
        return "its dtype has a bad size";
    int unit = letter == 'U' ? 4 : 1;
    a->wide = unit == 4;
    a->item = (int)size * unit;
    if (!item_fits(a->kind, a->item))
        return "its dtype has a size that is not supported";
    *swap = order != '>' ? 0 : letter == 'U' ? unit : letter == 'S' ? 0 : a->item;
    return NULL;
}

const char *npy_parse_header(const char *text, size_t size, NpyArray *a, int *swap)
{
    Cursor c = {text, text + size};
    bool type_seen = false, order_seen = false, shape_seen = false;
    const char *wrong = NULL;
    if (!accept(&c, '{'))
        return "its header is not a dict";
    while (!wrong && !accept(&c, '}')) {
        char key[32], type[64];
        if (!accept_string(&c, key, sizeof key) || !accept(&c, ':'))
            return "its header is damaged";
        if (!strcmp(key, "descr") && !type_seen) {
            type_seen = true;
            wrong = accept_string(&c, type, sizeof type) ? npy_parse_type(type, a, swap)
                                                         : "it has a structured dtype; save plain numbers instead";
        } else if (!strcmp(key, "fortran_order") && !order_seen) {
            order_seen = true;
            a->fortran = accept_word(&c, "True");
            if (!a->fortran && !accept_word(&c, "False"))
                return "its header has a bad fortran_order";
        } else if (!strcmp(key, "shape") && !shape_seen) {
            shape_seen = true;
            wrong = parse_shape(&c, a);
        } else {
            return "its header has an unknown or repeated entry";
        }
        if (!wrong && !accept(&c, ',') && (c.at == c.end || *c.at != '}'))
            return "its header is damaged";
    }
    if (wrong)
        return wrong;
    skip_blanks(&c);
    if (c.at != c.end)
        return "its header is damaged";
    return type_seen && order_seen && shape_seen ? NULL : "its header lacks descr, fortran_order or shape";
}

/* --------------------------------------------------------- the header written */

/* Fills `header` with magic, version 1.0, length and dict, padded so that the
 * elements start at a multiple of 64. Returns its size. Text that is not wide is written as bytes (S). */
size_t npy_header(const NpyArray *a, char header[NPY_HEADER])
{
    static const char letter[] = {
        [NPY_BOOL] = 'b', [NPY_INT] = 'i', [NPY_UINT] = 'u', [NPY_FLOAT] = 'f', [NPY_TEXT] = 'S'};
    char shape[MAX_RANK * 24] = "";
    int at = 0;
    for (int d = 0; d < a->rank; d++)
        at += snprintf(shape + at, sizeof shape - (size_t)at, "%s%lld", d > 0 ? ", " : "", (long long)a->dim[d]);
    const bool wide = a->kind == NPY_TEXT && a->wide;
    char order = wide || (a->item > 1 && a->kind != NPY_TEXT) ? '<' : '|';
    memset(header, ' ', NPY_HEADER);
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a magic number, whose last byte is 0 */
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    int length = snprintf(header + 10, NPY_HEADER - 10, "{'descr': '%c%c%d', 'fortran_order': %s, 'shape': (%s%s), }",
                          order, wide ? 'U' : letter[a->kind], wide ? a->item / 4 : a->item,
                          a->fortran ? "True" : "False", shape, a->rank == 1 ? "," : "");
    size_t size = ((size_t)length + 10 + 1 + 63) / 64 * 64;
    header[10 + length] = ' '; /* the zero snprintf left */
    header[size - 1] = '\n';
    header[8] = (char)((size - 10) & 255);
    header[9] = (char)((size - 10) >> 8);
    return size;
}

/* ------------------------------------------------------------------ elements */

void npy_swap(unsigned char *bytes, size_t size, size_t unit)
{
    for (size_t at = 0; at + unit <= size; at += unit)
        for (size_t low = at, high = at + unit - 1; low < high; low++, high--) {
            unsigned char byte = bytes[low];
            bytes[low] = bytes[high];
            bytes[high] = byte;
        }
}

/* Where element i of the C order is stored. */
static int64_t stored_at(const NpyArray *a, int64_t i)
{
    if (!a->fortran || a->rank < 2)
        return i;
    int64_t place[MAX_RANK], at = 0;
    for (int d = a->rank - 1; d >= 0; d--) {
        place[d] = i % a->dim[d];
        i /= a->dim[d];
    }
    for (int d = a->rank - 1; d >= 0; d--)
        at = at * a->dim[d] + place[d];
    return at;
}

static uint64_t little_endian(const unsigned char *bytes, int size)
{
    uint64_t value = 0;
    for (int i = size - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* IEEE half: 1 sign, 5 exponent, 10 fraction bits. */
static double half_number(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023);
    double size = exponent == 0    ? ldexp(fraction, -24)
                  : exponent == 31 ? (fraction > 0.0 ? NAN : INFINITY)
                                   : ldexp(fraction + 1024.0, exponent - 25);
    return bits & 0x8000 ? -size : size;
}

static double float_number(const unsigned char *bytes, int size)
{
    uint64_t bits = little_endian(bytes, size);
    if (size == 2)
        return half_number(bits);
    if (size == 4) {
        uint32_t word = (uint32_t)bits;
        float value;
        memcpy(&value, &word, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double signed_number(const unsigned char *bytes, int size)
{
    uint64_t bits = little_endian(bytes, size), sign = (uint64_t)1 << (8 * size - 1);
    return (bits & sign) == 0 ? (double)bits : -(double)((sign << 1) - bits); /* for 8 bytes the shift wraps to 0 */
}

double npy_number(const NpyArray *a, int64_t i)
{
    const unsigned char *bytes = a->bytes + stored_at(a, i) * a->item;
    switch (a->kind) {
    case NPY_BOOL: return bytes[0] != 0;
    case NPY_INT: return signed_number(bytes, a->item);
    case NPY_UINT: return (double)little_endian(bytes, a->item);
    case NPY_FLOAT: return float_number(bytes, a->item);
    case NPY_TEXT: break;
    }
    return NAN; /* text is no number; loaders refuse it by kind */
}

/* Both forms end at their first 0, or with the element. */
bool npy_text(const NpyArray *a, int64_t i, char *to)
{
    const unsigned char *bytes = a->bytes + stored_at(a, i) * a->item;
    const int unit = a->wide ? 4 : 1;
    for (int at = 0; to && at + unit <= a->item; at += unit) {
        const uint64_t c = little_endian(bytes + at, unit);
        if (c == 0)
            break;
        if (a->wide)
            to = text_encode(to, c);
        else
            *to++ = (char)c;
    }
    if (to)
        *to = '\0';
    return to != NULL;
}

static size_t less(size_t a, size_t b)
{
    return a < b ? a : b;
}

char *npy_texts(char *const *texts, int64_t count, size_t most, size_t *length)
{
    size_t longest = 1;
    for (int64_t i = 0; i < count; i++)
        longest = strlen(texts[i]) > longest ? strlen(texts[i]) : longest;
    *length = less(longest, most);
    char *bytes = mem_alloc((size_t)count, *length);
    for (int64_t i = 0; i < count; i++)
        memcpy(bytes + (size_t)i * *length, texts[i], less(strlen(texts[i]), *length));
    return bytes;
}
