/* weights.c - parameters as a constant of the emitted source, bit for bit: hexadecimal floats say a float as it is, and
 * no compiler rounds them. In: a model whose parameters were read. Out: the definition of NAME_weights, and its
 * declaration for the header. */
#include "compiler/base/arena.h"
#include "compiler/base/narrow.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"

#include <stdio.h>

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

/* Of the numbers before they were rounded: that gives what is stored, as it gave what they were rounded to. */
static void emit_int8(const float *values, int64_t count, Out *c)
{
    const int64_t scales = narrow_scales(count);
    float *scale = arena_alloc((size_t)scales, sizeof *scale);
    int8_t *at = arena_alloc((size_t)count, sizeof *at);
    for (int64_t b = 0; b < scales; b++) {
        const int64_t left = count - b * NARROW_BLOCK;
        scale[b] =
            narrow_int8(values + b * NARROW_BLOCK, left < NARROW_BLOCK ? left : NARROW_BLOCK, at + b * NARROW_BLOCK);
    }
    out_open(c, ".scale =");
    emit_floats(scale, scales, c);
    out_close(c, ",");
    out_open(c, ".at =");
    emit_bytes(at, count, c);
    out_close(c, ",");
}

void emit_weights(const Model *m, Out *c)
{
    const float *values = m->unpacked ? m->unpacked : m->baked;
    if (!values)
        return;
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
