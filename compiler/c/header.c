/* header.c - model.h, the public face of a generated file: constants of shapes, structs of graph, parameters and inputs, what
 * inference takes of memory, its functions.
 * In: a model whose source is written, so that all constants are made. Out: the header, and the number of its interface. */
#include "compiler/base/arena.h"
#include "compiler/base/narrow.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <math.h>
#include <string.h>

static Dim param_dim(const ParamInfo *info)
{
    const Dim first = shape_dim(info->shape, 0); /* asked for in this order */
    return dim_times(first, shape_rest(info->shape, 0));
}

/* Constants are made when they are first asked for: those of loops are there. */
static void ask_for_dims(const Model *m)
{
    for (int i = 0; i < m->param_count; i++)
        param_dim(&m->params[i]);
    for (int i = 0; i < m->input_count; i++)
        shape_row(m->inputs[i].type.shape);
}

static void header_dims(const Model *m, Out *h)
{
    ask_for_dims(m);
    out_open(h, "enum");
    for (int i = 0; i < m->dim_count; i++)
        out_line(h, "%s_%s = %lld,", upper_name(m->name), upper_name(m->dims[i].name), (long long)m->dims[i].size);
    for (int i = 0; i < m->constant_count; i++)
        if (m->constants[i].kind == CONSTANT_SHAPE)
            out_line(h, "%s = %lld,", m->constants[i].name, (long long)m->constants[i].num);
    out_line(h, "%s_PARAMS = %lld /* %s in %s_params */", upper_name(m->name), (long long)param_floats(m),
             m->switches.packing ? "numbers" : "floats", m->name);
    out_close(h, ";");
    out_blank(h);
    out_line(h, "/* What %s_infer returns. */", m->name);
    const char *upper = upper_name(m->name);
    out_line(h, "enum { %s_OK = 0, %s_NO_ARGUMENT = 1, %s_BAD_GRAPH = 2, %s_BAD_INPUT = 3%s%s };", upper, upper, upper,
             upper, m->capacity ? arena_format(", %s_E_CAPACITY = 4", upper) : "",
             updates(m)    ? arena_format(", %s_NO_ROOM = 5", upper)
             : has_step(m) ? arena_format(", %s_NO_NUMBER = 6", upper)
                           : "");
}

/* What links have at an end; and of what is there, by list. */
static void header_link(const Prog *p, const End *end, Out *h)
{
    const char *of = end->of->name, *to = end->to->name, *ofs = rows_name(end->of);
    out_line(h, "const int32_t *%s_%s; /* [%s] the %s at that end of each */", of, end->name, ofs, to);
    if (!reads_lists(p, end))
        return;
    out_line(h, "/* %s v is there in %s %s_%s[q], q from %s_start[v] to %s_start[v + 1] - 1. */", to, of, end->list, of,
             end->list, end->list);
    out_line(h, "const int64_t *%s_start; /* [%s + 1] */", end->list, rows_name(end->to));
    out_line(h, "const int32_t *%s_%s; /* [%s], ascending for each %s */", end->list, of, ofs, to);
}

/* What rows have at an end, and the rows that each has there. */
static void header_end(const End *end, Out *h)
{
    const char *of = end->of->name, *to = end->to->name, *ofs = rows_name(end->of), *tos = rows_name(end->to);
    out_line(h, "/* %s v belongs to %s %s_%s[v]; %s g's are %s_start[g] .. %s_start[g + 1] - 1. */", of, to, of,
             end->name, to, end->list, end->list);
    out_line(h, "const int64_t *%s_start; /* [%s + 1] */", end->list, tos);
    out_line(h, "const int32_t *%s_%s;  /* [%s] */", of, end->name, ofs);
}

static void header_joined(const Prog *p, const End *end, Out *h)
{
    if (end->sorted)
        header_end(end, h);
    else
        header_link(p, end, h);
}

static void header_relation(const Model *m, const Space *relation, Out *h)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const char *name = relation->name, *rows = rows_name(relation), *to = in->to->name;
    const bool loops = relation->first && m->recipe.self_loops;
    out_line(h, "/* By incoming %s: those into %s v are %s_start[v] .. %s_start[v + 1] - 1, and", rows, to, in->list,
             in->list);
    out_line(h, " * %s e comes from %s %s_%s[e].%s */", name, out->to->name, in->list, out->name,
             loops ? " The model was trained with one self loop at every node: list it too." : "");
    out_line(h, "const int64_t *%s_start; /* [%s + 1] */", in->list, rows_name(in->to));
    out_line(h, "const int32_t *%s_%s;   /* [%s] */", in->list, out->name, rows);
    if (numbers_edges(m, relation)) {
        out_line(h, "/* Which of %s_edges each is; -1: a self loop that was added; -2 - i: the reverse of %s i. From",
                 m->name, name);
        out_line(h, " * %s_prepare, for who reads outputs of %s; inference does not. */", m->name, rows);
        out_line(h, "const int64_t *%s_id; /* [%s] */", in->list, rows);
    }
    if (!reads_lists(inference(m), out))
        return;
    out_line(h, "/* The same %s by source: entry q leads to %s_%s[q] and is %s %s_%s[q]. */", rows, out->list, in->name,
             name, out->list, name);
    out_line(h, "const int64_t *%s_start; /* [%s + 1] */", out->list, rows_name(out->to));
    out_line(h, "const int32_t *%s_%s;   /* [%s], ascending for each source */", out->list, in->name, rows);
    out_line(h, "const int32_t *%s_%s;  /* [%s] */", out->list, name, rows);
}

static void header_graph(const Model *m, Out *h)
{
    const Prog *p = inference(m);
    out_blank(h);
    out_open(h, "typedef struct %s_graph", m->name);
    out_line(h, "int64_t %s;", graph_counts(p));
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(p, m->spaces[i]))
            header_relation(m, m->spaces[i], h);
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->of->kind == SPACE_ROWS && uses_end(p, m->ends[i]))
            header_joined(p, m->ends[i], h);
    out_close(h, arena_format(" %s_graph;", m->name));
}

static const char *shape_text(const ParamInfo *info)
{
    const char *text = "";
    for (int i = 0; i < info->shape.rank; i++)
        text = arena_format("%s%s%d", text, i ? ", " : "", info->shape.dim[i]);
    return text;
}

/* Its declaration, as it is stored. */
static const char *param_member(const Model *m, int param)
{
    const char *id = m->param_ids[param], *count = dim_text(param_dim(&m->params[param]));
    switch (param_packing(m, param)) {
    case PACK_FLOAT16: return arena_format("uint16_t %s[%s]", id, count);
    case PACK_INT8:
        return arena_format("struct { float scale[%lld]; int8_t at[%s]; } %s",
                            (long long)narrow_scales(shape_width(m->params[param].shape)), count, id);
    default: return arena_format("float %s[%s]", id, count);
    }
}

static const char *packing_note(const Model *m)
{
    return m->switches.packing == PACK_FLOAT16
               ? "matrices as IEEE 754's binary16"
               : arena_format("of matrices a number is `at` times its scale, which %d that follow each other share",
                              NARROW_BLOCK);
}

static void header_params(const Model *m, Out *h)
{
    out_blank(h);
    if (m->switches.packing)
        out_line(h, "/* The parameters, row major, as %s_weights has them: %s. */", m->name, packing_note(m));
    else
        out_line(h,
                 "/* The parameters, row major. Nothing but floats: an array of %s_PARAMS floats has this layout. */",
                 upper_name(m->name));
    out_open(h, "typedef struct %s_params", m->name);
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        out_line(h, "%s; /* [%s]  %s%s */", param_member(m, i), shape_text(info), info->name,
                 info->transposed ? ", transposed in checkpoints" : "");
    }
    if (!m->param_count)
        out_line(h, "char none;");
    out_close(h, arena_format(" %s_params;", m->name));
}

static const char *normalized_text(const InputInfo *in)
{
    const char *subject = in->sparse ? "" : "each row ", *whose = in->sparse ? "their" : "its";
    return in->row_normalize == GATRT_ROW_SUM ? arena_format(", %sdivided by %s sum", subject, whose)
           : in->row_normalize == GATRT_ROW_L1
               ? arena_format(", %sdivided by the sum of %s absolute values", subject, whose)
           : in->bound_by && isinf(in->most) ? arena_format(", at least %g each", (double)in->least)
           : in->bound_by                    ? arena_format(", %g to %g each", (double)in->least, (double)in->most)
                                             : "";
}

static void header_inputs(const Model *m, Out *h)
{
    out_blank(h);
    out_open(h, "typedef struct %s_inputs", m->name);
    bool any = false;
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        if (!reads_input(inference(m), i))
            continue;
        const char *rows = rows_name(in->type.space);
        any = true;
        if (!in->sparse) {
            out_line(h, "const float *%s; /* [%s, %lld]%s */", m->input_ids[i], rows,
                     (long long)shape_width(in->type.shape), normalized_text(in));
            continue;
        }
        out_line(h, "/* The non-zeros of %s [%s, %lld]: row v's are row_start[v] .. row_start[v + 1] - 1%s. */",
                 in->name, rows, (long long)shape_width(in->type.shape),
                 in->role == GATRT_ROW_NUMBER ? ", a 1 in the column of its number where it was trained"
                                              : normalized_text(in));
        out_line(h, "const int64_t *%s_row_start; /* [%s + 1] */", m->input_ids[i], rows);
        out_line(h, "const int32_t *%s_col;", m->input_ids[i]);
        out_line(h, "const float *%s_val;", m->input_ids[i]);
    }
    if (!any)
        out_line(h, "char none;");
    out_close(h, arena_format(" %s_inputs;", m->name));
}

const char *output_arguments(const Prog *p)
{
    const char *text = "";
    for (int i = 0; i < p->root_count; i++)
        text = arena_format("%sfloat *%s, ", text, p->model->output_ids[p->roots[i].index]);
    return text;
}

const char *infer_head(const Model *m)
{
    const char *indent = arena_format("%*s", (int)(strlen("int _infer(") + strlen(m->name)), "");
    return arena_format(
        "int %s_infer(const %s_params *params, const %s_graph *graph, const %s_inputs *inputs,\n%s%svoid *workspace)",
        m->name, m->name, m->name, m->name, indent, output_arguments(inference(m)));
}

/* Bytes that running a program takes of the stack: its own, those of the kernel that takes most, and of what kernels call. */
static int64_t program_stack(const Prog *p, int64_t more)
{
    enum { OWN = 512, FIELD = 16, HELPERS = 1536, STEP = 256 };
    int64_t most = 0, fields = p->field_count;
    for (int i = 0; i < p->kernel_count; i++) {
        int64_t bytes = kernel_stack(p->kernels[i]);
        most = bytes > most ? bytes : most;
        fields += is_shared(p->kernels[i]) ? p->kernels[i]->field_count : 0;
    }
    return (most + OWN + FIELD * fields + more + HELPERS + STEP - 1) / STEP * STEP;
}

static void header_stack(const Model *m, Out *h)
{
    const char *name = upper_name(m->name);
    out_line(
        h, "/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as");
    out_line(h, " * compiled by gcc or clang at any -O. */");
    out_line(h, "enum { %s_INFER_STACK = %lld, %s_WORKSPACE_SIZE_STACK = 256%s };", name,
             (long long)program_stack(inference(m), cone_stack(m) + update_stack(m)), name,
             has_step(m)
                 ? arena_format(", %s_STEP_STACK = %lld", name, (long long)program_stack(m->progs[PROGRAM_TRAIN], 0))
                 : "");
    out_blank(h);
}

static void header_body(const Model *m, Out *h)
{
    const Prog *p = inference(m);
    header_dims(m, h);
    header_graph(m, h);
    header_params(m, h);
    header_inputs(m, h);
    out_blank(h);
    header_stack(m, h);
    out_line(h,
             "/* Bytes of workspace for a graph; SIZE_MAX where that is not a size. Aligned to 64 bytes is best. */");
    out_line(h, "size_t %s_workspace_size(%s);", m->name, workspace_arguments(p));
    out_blank(h);
    for (int i = 0; i < p->root_count; i++)
        out_line(h, "%s %s: [%s, %lld]%s%s", i ? " *" : "/*", p->model->output_ids[p->roots[i].index],
                 has_rows(p->roots[i].val) ? rows_name(p->roots[i].val->type.space) : "1",
                 (long long)val_width(p->roots[i].val),
                 is_edge_value(p->roots[i].val) ? ", in the order of the lists" : "",
                 i + 1 < p->root_count ? ""
                 : updates(m)          ? arena_format(". What it leaves in the workspace is for %s_update. */", m->name)
                                       : ". Contents of the workspace are lost. */");
    out_line(h, "%s;", infer_head(m));
    emit_cone_declarations(m, h);
    emit_prepare_declarations(m, h);
    emit_update_declarations(m, h);
    emit_training_step_declarations(m, h);
    emit_capacity_declarations(m, h);
    emit_weights_declaration(m, h);
    emit_own_graph_declarations(m, h);
}

/* Of the header's text: the same for the same interface, whatever the file is called. */
static uint32_t interface_number(const Out *body)
{
    uint64_t number = 0;
    for (size_t i = 0; i < body->size; i++)
        number = gatrt_mix(number ^ (unsigned char)body->text[i]);
    return (uint32_t)number | 1;
}

const char *guard_of(const Model *m)
{
    return arena_format("GATCC_%s_H", upper_name(m->name));
}

/* Named after the model, so that two models' headers do not hide each other; of two models of one name the second
 * would be skipped and the first one's sizes used for both: that is an error. */
static void emit_guard(const Model *m, const Out *body, Out *h)
{
    const char *guard = guard_of(m);
    unsigned long number = interface_number(body);
    out_line(h, "#if defined(%s) && %s != 0x%08lx", guard, guard, number);
    out_line(h, "#error \"two different models are called %s: compile one with gatcc --name NAME\"", m->name);
    out_line(h, "#endif");
    out_line(h, "#ifndef %s", guard);
    out_line(h, "#define %s 0x%08lx", guard, number);
}

/* Returns the number of its interface. */
uint32_t emit_header(const Model *m, const char *h_file, Out *h)
{
    Out body;
    out_init(&body);
    header_body(m, &body);
    out_line(h, "/* %s - inference with the model %s%s, made by gatcc from %s.", quote_comment(h_file), m->name,
             has_step(m) ? ", and its training" : "", quote_comment(m->source));
    out_line(h, " * Re-entrant: no heap, no threads, no state; the caller owns every buffer.%s",
             m->switches.exact ? "" : " */");
    if (m->switches.exact)
        out_line(h, " * Bits: exact, the same from every compiler and processor. */");
    emit_guard(m, &body, h);
    out_blank(h);
    out_line(h, "#include <stddef.h>");
    out_line(h, "#include <stdint.h>");
    out_blank(h);
    out_line(h, "#ifdef __cplusplus");
    out_line(h, "extern \"C\" {");
    out_line(h, "#endif");
    out_blank(h);
    out_raw(h, body.text);
    out_blank(h);
    out_line(h, "#ifdef __cplusplus");
    out_line(h, "}");
    out_line(h, "#endif");
    out_blank(h);
    out_line(h, "#endif");
    const uint32_t number = interface_number(&body);
    out_free(&body);
    return number;
}
