/* out.c - C text: an indenting writer into memory, float literals. Lines are indented by four columns for each brace
 * open. */
#include "compiler/base/out.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 4, FLOAT_DIGITS = 9 };

/* ------------------------------------------------------------------ text */

void out_init(Out *o)
{
    *o = (Out){0};
    out_raw(o, "");
}

void out_free(Out *o)
{
    free(o->text);
    *o = (Out){0};
}

/* Room for `more` characters and the final 0. */
static void reserve_text(Out *o, size_t more)
{
    if (more > SIZE_MAX / 4 || o->size > SIZE_MAX / 4)
        die("out of memory: the C text grows past what memory can hold");
    size_t need = o->size + more + 1;
    if (need <= o->capacity)
        return;
    size_t capacity = o->capacity ? o->capacity : 1024;
    while (capacity < need)
        capacity *= 2;
    char *text = realloc(o->text, capacity);
    if (!text)
        die("out of memory: %zu bytes of C text", capacity);
    o->text = text;
    o->capacity = capacity;
}

static void append(Out *o, const char *text, size_t size)
{
    reserve_text(o, size);
    memcpy(o->text + o->size, text, size);
    o->size += size;
    o->text[o->size] = '\0';
}

/* Into the room that most texts need; those that are longer are formatted again. */
static __attribute__((format(printf, 2, 0))) void append_format(Out *o, const char *format, va_list args)
{
    enum { MOST_ARE_SHORTER = 256 };
    va_list again;
    va_copy(again, args);
    reserve_text(o, MOST_ARE_SHORTER);
    int length = vsnprintf(o->text + o->size, MOST_ARE_SHORTER + 1, format, args);
    if (length < 0)
        bug("out.c: cannot format \"%s\"", format);
    if (length > MOST_ARE_SHORTER) {
        reserve_text(o, (size_t)length);
        vsnprintf(o->text + o->size, (size_t)length + 1, format, again);
    }
    o->size += (size_t)length;
    va_end(again);
}

void out_raw(Out *o, const char *text)
{
    append(o, text, strlen(text));
}

void out_bytes(Out *o, const void *bytes, size_t size)
{
    append(o, bytes, size);
}

void out_text(Out *o, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    append_format(o, format, args);
    va_end(args);
}

void out_indent(Out *o)
{
    for (int i = 0; i < o->depth * INDENT; i++)
        append(o, " ", 1);
}

void out_line(Out *o, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    out_indent(o);
    append_format(o, format, args);
    append(o, "\n", 1);
    va_end(args);
}

void out_blank(Out *o)
{
    if (o->size >= 2 && o->text[o->size - 1] == '\n' && o->text[o->size - 2] != '\n')
        append(o, "\n", 1);
}

void out_open(Out *o, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    out_indent(o);
    append_format(o, format, args);
    out_raw(o, " {\n");
    o->depth++;
    va_end(args);
}

void out_open_function(Out *o, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    out_indent(o);
    append_format(o, format, args);
    out_raw(o, "\n");
    out_indent(o);
    out_raw(o, "{\n");
    o->depth++;
    va_end(args);
}

void out_close(Out *o, const char *after)
{
    if (o->depth == 0)
        bug("out.c: a brace is closed that was not opened");
    o->depth--;
    out_line(o, "}%s", after);
}

/* ------------------------------------------------------------------ floats */

/* "-1.25e-09" -> "-1.25e-9": the exponent as people write it. */
static char *exponent_form(float value, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, (double)value);
    char *e = strchr(text, 'e');
    if (!e)
        bug("out_float: no exponent in %s", text);
    int exponent = (int)strtol(e + 1, NULL, 10);
    *e = '\0';
    return arena_format("%se%df", text, exponent);
}

/* Significant digits that bring the value back, and its decimal exponent. */
static int shortest_digits(float value, int *exponent)
{
    char text[40];
    int digits = 0;
    do {
        digits++;
        snprintf(text, sizeof text, "%.*e", digits - 1, (double)value);
    } while (digits < FLOAT_DIGITS && strtof(text, NULL) != value);
    const char *e = strchr(text, 'e');
    *exponent = e ? (int)strtol(e + 1, NULL, 10) : 0;
    return digits;
}

const char *out_double(double x)
{
    for (int digits = 1; digits < 17; digits++) {
        char *text = arena_format("%.*g", digits, x);
        double back;
        if (sscanf(text, "%lf", &back) == 1 && back == x)
            return text;
    }
    return arena_format("%.17g", x);
}

const char *out_float(float value)
{
    if (isnan(value))
        return "NAN";
    if (isinf(value))
        return value < 0 ? "-INFINITY" : "INFINITY";
    if (value == 0.0f)
        return signbit(value) ? "-0.0f" : "0.0f";

    int exponent = 0;
    int digits = shortest_digits(value, &exponent);
    if (exponent < -4 || exponent > 6)
        return exponent_form(value, digits);
    int decimals = digits - 1 - exponent;
    return arena_format("%.*ff", decimals < 1 ? 1 : decimals, (double)value);
}
