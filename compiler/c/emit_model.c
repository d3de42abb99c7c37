/* emit_model.c - the order of a generated file's parts: banner, inference, and behind GATCC_INFERENCE_ONLY what trains.
 * In: a model with scheduled programs. Out: model.c and model.h. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"

#include <string.h>

static const char *header_of(const char *c_file)
{
    const char *slash = strrchr(c_file, '/');
    const char *base = slash ? slash + 1 : c_file;
    size_t stem = strlen(base) > 2 ? strlen(base) - 2 : strlen(base);
    return arena_format("%.*s.h", (int)stem, base);
}

/* Two files do not get their names at once: a source beside the header of another compilation must not compile. */
static void emit_banner(const Model *m, const char *c_file, uint32_t number, Out *c)
{
    out_line(c, "/* %s - made by gatcc from %s: change that, not this.", quote_comment(c_file),
             quote_comment(m->source));
    out_line(c, " *");
    out_line(c, " * Letters: v node, u the far end of an edge, e edge, q position in a list, i h k features.");
    out_line(c, " * Names end in the row they belong to: z_v is this node's row of z, z_u its neighbour's, p_e the");
    out_line(c,
             " * edge's. What a layer makes bears the layer's name: conv1_z; a d in front of the rest is a gradient:");
    out_line(c, " * conv1_dz. Constants of shapes are the header's. Matrices are row major. */");
    if (m->switches.exact)
        emit_helper(c, "GAT_EXACT_BITS");
    out_line(c, "#include \"%s\"", header_of(c_file));
    const char *guard = guard_of(m);
    out_line(c, "#if !defined(%s) || %s != 0x%08lx", guard, guard, (unsigned long)number);
    out_line(c, "#error \"%s is not the header that was made with this file: run gatcc again\"", header_of(c_file));
    out_line(c, "#endif");
    out_blank(c);
    out_line(c, "#include <math.h>");
    out_line(c, "#include <string.h>");
    out_blank(c);
    out_line(c, "#ifndef GATCC_INFERENCE_ONLY");
    if (m->alone) {
        out_line(c, "#define GATCC_INFERENCE_ONLY");
    } else {
        out_line(c, "#include \"gatrt.h\"");
        emit_trainer_flag_check(c);
    }
    out_line(c, "#endif");
    emit_flag_check(c);
}

static void emit_behind_inference(Model *m, Out *body)
{
    out_blank(body);
    out_line(body, "#ifndef GATCC_INFERENCE_ONLY");
    emit_trainer(m, body);
    out_blank(body);
    out_line(body, "#endif");
}

/* The header has the constants that the source has asked for, and the source its number. */
void emit_model(Model *m, const char *c_name_, Out *c, Out *h)
{
    const char *slash = strrchr(c_name_, '/');
    const char *c_file = slash ? slash + 1 : c_name_;
    Out body;
    out_init(&body);
    emit_inference(m, &body);
    emit_cone(m, &body);
    emit_prepare(m, &body);
    emit_update(m, &body);
    emit_training_step(m, &body);
    emit_capacity(m, &body);
    emit_weights(m, &body);
    emit_own_graph(m, &body);
    if (!m->alone)
        emit_behind_inference(m, &body);
    emit_banner(m, c_file, emit_header(m, header_of(c_name_), h), c);
    out_raw(c, body.text);
    out_free(&body);
}
