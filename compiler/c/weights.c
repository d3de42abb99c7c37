/* weights.c - parameters as a constant of the emitted source, bit for bit: hexadecimal floats say a float as it is, and
 * no compiler rounds them. In: a model whose parameters were read. Out: the definition of NAME_weights, and its
 * declaration for the header; the same as bytes. */
#include "compiler/base/arena.h"
#include "compiler/base/narrow.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"

#include <stdio.h>
#include <string.h>

void emit_weights_declaration(const Model *m, Out *h)
{
    if (!m->baked)
        return;
    out_blank(h);
    out_line(h, "/* The parameters that were baked in, to be handed to %s_infer: %s. */", m->name,
             quote_comment(m->baked_from));
    if (*m->baked_prepared)
        out_line(
            h,
            "/* They were trained on features that were prepared by %s, and %s_infer takes features as they come. */",
            quote_comment(m->baked_prepared), m->name);
    out_line(h, "extern const %s_params %s_weights;", m->name, m->name);
}

static void emit_floats(const float *values, int64_t count, Out *c)
{
    enum { A_LINE = 8 };
    char text[40];
    for (int64_t i = 0; i < count; i++) {
        if (i % A_LINE == 0)
            out_indent(c);
        snprintf(text, sizeof text, "%af,%s", (double)values[i], (i + 1) % A_LINE && i + 1 < count ? " " : "\n");
        out_raw(c, text);
    }
}

static void emit_halves(const float *values, int64_t count, Out *c)
{
    enum { A_LINE = 12 };
    for (int64_t i = 0; i < count; i++) {
        if (i % A_LINE == 0)
            out_indent(c);
        out_text(c, "0x%04x,%s", narrow_half(values[i]), (i + 1) % A_LINE && i + 1 < count ? " " : "\n");
    }
}

static void emit_bytes(const int8_t *values, int64_t count, Out *c)
{
    enum { A_LINE = 20 };
    for (int64_t i = 0; i < count; i++) {
        if (i % A_LINE == 0)
            out_indent(c);
        out_text(c, "%d,%s", values[i], (i + 1) % A_LINE && i + 1 < count ? " " : "\n");
    }
}

/* What is stored of `count` numbers, before they were rounded: it gave what they were rounded to. */
typedef struct Bytes {
    float *scale;
    int8_t *at;
    int64_t scales, count;
} Bytes;

static Bytes bytes_of(const float *values, int64_t count)
{
    Bytes b = {.scales = narrow_scales(count), .count = count};
    b.scale = arena_alloc((size_t)b.scales, sizeof *b.scale);
    b.at = arena_alloc((size_t)count, sizeof *b.at);
    for (int64_t k = 0, from = 0; k < b.scales; k++, from += NARROW_BLOCK)
        b.scale[k] = narrow_int8(values + from, count - from < NARROW_BLOCK ? count - from : NARROW_BLOCK, b.at + from);
    return b;
}

static void emit_int8(const float *values, int64_t count, Out *c)
{
    const Bytes b = bytes_of(values, count);
    out_open(c, ".scale =");
    emit_floats(b.scale, b.scales, c);
    out_close(c, ",");
    out_open(c, ".at =");
    emit_bytes(b.at, count, c);
    out_close(c, ",");
}

static const float *stored_values(const Model *m)
{
    return m->unpacked ? m->unpacked : m->baked;
}

void emit_weights(const Model *m, Out *c)
{
    if (m->baked && !m->weights_apart)
        emit_weights_text(m, c);
}

void emit_weights_text(const Model *m, Out *c)
{
    const float *values = stored_values(m);
    out_blank(c);
    out_line(c, "/* %s. Another section: -DGATCC_WEIGHTS_SECTION='__attribute__((section(\".flash\")))' */",
             quote_comment(m->baked_from));
    out_line(c, "#ifndef GATCC_WEIGHTS_SECTION");
    out_line(c, "#define GATCC_WEIGHTS_SECTION");
    out_line(c, "#endif");
    out_open(c, "const %s_params %s_weights GATCC_WEIGHTS_SECTION =", m->name, m->name);
    for (int i = 0; i < m->param_count; i++) {
        const int64_t count = shape_width(m->params[i].shape);
        out_open(c, ".%s =", m->param_ids[i]);
        switch (param_packing(m, i)) {
        case PACK_FLOAT16: emit_halves(values, count, c); break;
        case PACK_INT8: emit_int8(values, count, c); break;
        default: emit_floats(values, count, c);
        }
        out_close(c, ",");
        values += count;
    }
    if (!m->param_count)
        out_line(c, ".none = 0,");
    out_close(c, ";");
}

/* ------------------------------------------------------------------ as bytes */

/* The lowest byte first, on whatever machine gatcc runs. */
static void put_word(uint32_t word, int bytes, Out *o)
{
    unsigned char text[4];
    for (int i = 0; i < bytes; i++)
        text[i] = (unsigned char)(word >> 8 * i);
    out_bytes(o, text, (size_t)bytes);
}

static void put_floats(const float *values, int64_t count, Out *o)
{
    for (int64_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, &values[i], sizeof word);
        put_word(word, 4, o);
    }
}

static void put_int8(const float *values, int64_t count, Out *o)
{
    const Bytes b = bytes_of(values, count);
    put_floats(b.scale, b.scales, o);
    out_bytes(o, b.at, (size_t)count);
}

static void align_to(size_t bytes, Out *o)
{
    while (o->size % bytes)
        put_word(0, 1, o);
}

/* Members lie as in C: those with floats on four bytes, halves on two; so does the end. */
void emit_weights_bytes(const Model *m, Out *o)
{
    const float *values = stored_values(m);
    size_t widest = 1;
    for (int i = 0; i < m->param_count; i++) {
        const int64_t count = shape_width(m->params[i].shape);
        const Packing packing = param_packing(m, i);
        const size_t align = packing == PACK_FLOAT16 ? 2 : 4;
        widest = align > widest ? align : widest;
        align_to(align, o);
        if (packing == PACK_FLOAT16)
            for (int64_t k = 0; k < count; k++)
                put_word(narrow_half(values[k]), 2, o);
        else
            (packing == PACK_INT8 ? put_int8 : put_floats)(values, count, o);
        align_to(align, o);
        values += count;
    }
    align_to(widest, o);
}
