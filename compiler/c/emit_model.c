/* emit_model.c - the public face of a generated file: the header an application
 * includes, the inference functions behind it, and the order of the file's parts. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <math.h>
#include <string.h>

static const char *header_of(const char *c_file)
{
    const char *slash = strrchr(c_file, '/');
    const char *base = slash ? slash + 1 : c_file;
    size_t stem = strlen(base) > 2 ? strlen(base) - 2 : strlen(base);
    return arena_format("%.*s.h", (int)stem, base);
}

static const Prog *inference(const Model *m)
{
    return m->progs[PROGRAM_INFER];
}

/* No list of an end is read without where each row's begins. */
static bool walks(const Prog *p, const End *end)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_GRAPH && p->fields[i].end == end && p->fields[i].list == LIST_START)
            return true;
    return false;
}

static bool has_values(const Prog *p, const Space *space)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->type.space == space && p->level[i] >= 0)
            return true;
    return false;
}

bool uses_end(const Prog *p, const End *end)
{
    for (int i = 0; i < p->kernel_count && end->of->kind == SPACE_ROWS && end->sorted; i++)
        if (p->kernels[i]->rows == end->to)
            return true;
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->attr.end == end && p->level[i] >= 0)
            return true;
    return false;
}

/* The first relation is in every graph whose model uses no other one. */
static bool is_part_of_graph(const Prog *p, const Space *space)
{
    const Model *m = p->model;
    if (has_values(p, space))
        return true;
    bool other = false;
    for (int i = 0; i < m->space_count; i++)
        other |= m->spaces[i]->kind == space->kind && has_values(p, m->spaces[i]);
    if (space->kind == SPACE_EDGES)
        return space->first && !other;
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->to == space &&
            (m->ends[i]->of->kind == SPACE_EDGES ? is_part_of_graph(p, m->ends[i]->of) : uses_end(p, m->ends[i])))
            return true;
    return false;
}

static bool reads_input(const Prog *p, int index)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_INPUT && p->fields[i].index == index)
            return true;
    return false;
}

/* ------------------------------------------------------------ the header */

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
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += shape_width(m->params[i].shape);
    out_line(h, "%s_PARAMS = %lld /* floats in %s_params */", upper_name(m->name), (long long)floats, m->name);
    out_close(h, ";");
    out_blank(h);
    out_line(h, "/* What %s_infer returns. */", m->name);
    out_line(h, "enum { %s_OK = 0, %s_NO_ARGUMENT = 1, %s_BAD_GRAPH = 2, %s_BAD_INPUT = 3 };", upper_name(m->name),
             upper_name(m->name), upper_name(m->name), upper_name(m->name));
}

/* What links have at an end; and of what is there, by list. */
static void header_link(const Prog *p, const End *end, Out *h)
{
    const char *of = end->of->name, *to = end->to->name, *ofs = rows_name(end->of);
    out_line(h, "const int32_t *%s_%s; /* [%s] the %s at that end of each */", of, end->name, ofs, to);
    if (!walks(p, end))
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
    if (!walks(inference(m), out))
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
    const char *counts = "";
    out_blank(h);
    out_open(h, "typedef struct %s_graph", m->name);
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind != SPACE_ONE && is_part_of_graph(p, m->spaces[i]))
            counts = arena_format("%s%s%s", counts, *counts ? ", " : "", rows_name(m->spaces[i]));
    out_line(h, "int64_t %s;", counts);
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind == SPACE_EDGES && is_part_of_graph(p, m->spaces[i]))
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

static void header_params(const Model *m, Out *h)
{
    out_blank(h);
    out_line(h, "/* The parameters, row major. Nothing but floats: an array of %s_PARAMS floats has this layout. */",
             upper_name(m->name));
    out_open(h, "typedef struct %s_params", m->name);
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        out_line(h, "float %s[%s]; /* [%s]  %s%s */", m->param_ids[i], dim_text(param_dim(info)), shape_text(info),
                 info->name, info->transposed ? ", transposed in checkpoints" : "");
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
        if (in->output_of || !reads_input(inference(m), i))
            continue;
        const char *rows = rows_name(in->type.space);
        any = true;
        if (!in->sparse) {
            out_line(h, "const float *%s; /* [%s, %lld]%s */", m->input_ids[i], rows,
                     (long long)shape_width(in->type.shape), normalized_text(in));
            continue;
        }
        out_line(h, "/* The non-zeros of %s [%s, %lld]: row v's are row_start[v] .. row_start[v + 1] - 1%s. */",
                 in->name, rows, (long long)shape_width(in->type.shape), normalized_text(in));
        out_line(h, "const int64_t *%s_row_start; /* [%s + 1] */", m->input_ids[i], rows);
        out_line(h, "const int32_t *%s_col;", m->input_ids[i]);
        out_line(h, "const float *%s_val;", m->input_ids[i]);
    }
    if (!any)
        out_line(h, "char none;");
    out_close(h, arena_format(" %s_inputs;", m->name));
}

static const char *output_arguments(const Prog *p)
{
    const char *text = "";
    for (int i = 0; i < p->root_count; i++)
        text = arena_format("%sfloat *%s, ", text, p->model->output_ids[p->roots[i].index]);
    return text;
}

static const char *infer_head(const Model *m)
{
    const char *indent = arena_format("%*s", (int)(strlen("int _infer(") + strlen(m->name)), "");
    return arena_format(
        "int %s_infer(const %s_params *params, const %s_graph *graph, const %s_inputs *inputs,\n%s%svoid *workspace)",
        m->name, m->name, m->name, m->name, indent, output_arguments(inference(m)));
}

/* Bytes that inference takes of the stack: its own, those of the kernel that takes most, and of what kernels call. */
static int64_t infer_stack(const Prog *p)
{
    enum { OWN = 512, FIELD = 16, HELPERS = 1536, STEP = 256 };
    int64_t most = 0, fields = p->field_count;
    for (int i = 0; i < p->kernel_count; i++) {
        int64_t bytes = kernel_stack(p->kernels[i]);
        most = bytes > most ? bytes : most;
        fields += is_shared(p->kernels[i]) ? p->kernels[i]->field_count : 0;
    }
    return (most + OWN + FIELD * fields + HELPERS + STEP - 1) / STEP * STEP;
}

static void header_stack(const Model *m, Out *h)
{
    const char *name = upper_name(m->name);
    out_line(
        h, "/* Bytes of stack that these functions take at most, with all they call but the functions of <math.h>, as");
    out_line(h, " * compiled by gcc or clang at any -O. */");
    out_line(h, "enum { %s_INFER_STACK = %lld, %s_WORKSPACE_SIZE_STACK = 256 };", name,
             (long long)infer_stack(inference(m)), name);
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
        out_line(h, "%s %s: [%s, %lld]%s", i ? " *" : "/*", p->model->output_ids[p->roots[i].index],
                 has_rows(p->roots[i].val) ? rows_name(p->roots[i].val->type.space) : "1",
                 (long long)val_width(p->roots[i].val),
                 i + 1 == p->root_count ? ". Contents of the workspace are lost. */" : "");
    out_line(h, "%s;", infer_head(m));
}

/* Of the header's text: the same for the same interface, whatever the file is called. */
static uint32_t interface_number(const Out *body)
{
    uint64_t number = 0;
    for (size_t i = 0; i < body->size; i++)
        number = gatrt_mix(number ^ (unsigned char)body->text[i]);
    return (uint32_t)number | 1;
}

static const char *guard_of(const Model *m)
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
static uint32_t emit_header(const Model *m, const char *h_file, Out *h)
{
    Out body;
    out_init(&body);
    header_body(m, &body);
    out_line(h, "/* %s - inference with the model %s, made by gatcc from %s.", quote_comment(h_file), m->name,
             quote_comment(m->source));
    out_line(h, " * Re-entrant: no heap, no threads, no state; the caller owns every buffer. */");
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

/* ------------------------------------------------------------ inference on its own */

static const char *embedded_count(const Prog *p, const Space *space)
{
    (void)p;
    return arena_format("graph->%s", rows_name(space));
}

static const char *embedded_value(const Prog *p, const Field *f)
{
    const Model *m = p->model;
    switch (f->kind) {
    case FIELD_INPUT:
        return m->inputs[f->index].sparse ? arena_format("inputs->%s_%s", m->input_ids[f->index], f->part)
                                          : arena_format("inputs->%s", m->input_ids[f->index]);
    case FIELD_PARAM: return arena_format("params->%s", m->param_ids[f->index]);
    case FIELD_OUTPUT:
        for (int i = 0; i < p->root_count; i++)
            if (p->roots[i].index == f->index)
                return p->model->output_ids[p->roots[i].index];
        break;
    case FIELD_GRAPH: return arena_format("graph->%s", f->part);
    case FIELD_ROWS: return arena_format("graph->%s", rows_name(f->rows));
    case FIELD_PIECES: return "1";
    default: break;
    }
    bug("emit: inference asks for %s", f->name);
}

static void emit_list_check(const Model *m, Out *c)
{
    out_blank(c);
    out_line(c, "/* Lists that lead outside what they point into are refused before anything is read through them. */");
    out_open_function(
        c,
        "static int %s_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,\n"
        "%*sint64_t items)",
        m->name, (int)(strlen("static int _list_is_sound(") + strlen(m->name)), "");
    out_line(c, "int sound = start[0] == 0 && start[rows] == count;");
    out_line(c, "for (int64_t v = 0; sound && v < rows; v++)");
    out_line(c, "    sound &= start[v] <= start[v + 1] && start[v + 1] <= count;");
    out_line(c, "for (int64_t q = 0; sound && q < count; q++)");
    out_line(c, "    sound &= item[q] >= 0 && item[q] < items;");
    out_line(c, "return sound;");
    out_close(c, "");
}

static void refuse(const Model *m, Out *c, const char *condition, const char *code)
{
    out_line(c, "if (%s)", condition);
    out_line(c, "    return %s_%s;", upper_name(m->name), code);
}

static void emit_argument_checks(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    const char *missing = "!params || !graph || !inputs || !workspace";
    for (int i = 0; i < p->root_count; i++)
        missing = arena_format("%s || !%s", missing, p->model->output_ids[p->roots[i].index]);
    refuse(m, c, missing, "NO_ARGUMENT");
    for (int i = 0; i < m->input_count; i++) {
        const char *name = m->input_ids[i];
        if (m->inputs[i].output_of || !reads_input(p, i))
            continue;
        refuse(m, c,
               m->inputs[i].sparse
                   ? arena_format("!inputs->%s_row_start || !inputs->%s_col || !inputs->%s_val", name, name, name)
                   : arena_format("!inputs->%s", name),
               "NO_ARGUMENT");
    }
}

/* Both lists say the same: row v is in the range of what it belongs to. */
static void emit_end_check(const Model *m, const End *end, Out *c)
{
    const char *of = end->of->name, *ofs = rows_name(end->of), *tos = rows_name(end->to),
               *code = arena_format("%s_BAD_GRAPH", upper_name(m->name));
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", end->list, ofs, of, end->name);
    out_line(c, "    graph->%s_start[0] != 0 || graph->%s_start[graph->%s] != graph->%s)", end->list, end->list, tos,
             ofs);
    out_line(c, "    return %s;", code);
    out_open(c, "for (int64_t v = 0; v < graph->%s; v++)", ofs);
    out_line(c, "const int64_t at = graph->%s_%s[v];", of, end->name);
    out_line(c, "if (at < 0 || at >= graph->%s || v < graph->%s_start[at] || v >= graph->%s_start[at + 1])", tos,
             end->list, end->list);
    out_line(c, "    return %s;", code);
    out_close(c, "");
}

/* What is at an end of links is a row; lists of links hold links. */
static void emit_link_check(const Model *m, const End *end, Out *c)
{
    const char *of = end->of->name, *ofs = rows_name(end->of), *tos = rows_name(end->to);
    refuse(m, c, arena_format("graph->%s && !graph->%s_%s", ofs, of, end->name), "BAD_GRAPH");
    out_line(c, "for (int64_t v = 0; v < graph->%s; v++)", ofs);
    out_line(c, "    if (graph->%s_%s[v] < 0 || graph->%s_%s[v] >= graph->%s)", of, end->name, of, end->name, tos);
    out_line(c, "        return %s_BAD_GRAPH;", upper_name(m->name));
    if (!walks(inference(m), end))
        return;
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", end->list, ofs, end->list, of);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, tos,
             ofs, end->list, end->list, of, ofs);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
}

/* A relation's lists, and that they lead to rows that are there. */
static void emit_relation_checks(const Model *m, const Space *relation, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const char *edges = rows_name(relation), *to = rows_name(in->to), *from = rows_name(out->to);
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", in->list, edges, in->list, out->name);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, to,
             edges, in->list, in->list, out->name, from);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    if (!walks(inference(m), out))
        return;
    out_line(c, "if (graph->%s > INT32_MAX || !graph->%s_start ||", edges, out->list);
    out_line(c, "    (graph->%s && (!graph->%s_%s || !graph->%s_%s)) ||", edges, out->list, in->name, out->list,
             relation->name);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, from,
             edges, out->list, out->list, in->name, to);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    out_line(c, "for (int64_t q = 0; q < graph->%s; q++)", edges);
    out_line(c, "    if (graph->%s_%s[q] < 0 || graph->%s_%s[q] >= graph->%s)", out->list, relation->name, out->list,
             relation->name, edges);
    out_line(c, "        return %s_BAD_GRAPH;", upper_name(m->name));
}

static void emit_graph_checks(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    for (int i = 0; i < m->space_count; i++) {
        const char *rows = rows_name(m->spaces[i]);
        if (m->spaces[i]->kind == SPACE_ROWS && is_part_of_graph(p, m->spaces[i]))
            refuse(m, c, arena_format("graph->%s < 0 || graph->%s > INT32_MAX", rows, rows), "BAD_GRAPH");
        else if (m->spaces[i]->kind == SPACE_EDGES && is_part_of_graph(p, m->spaces[i]))
            refuse(m, c, arena_format("graph->%s < 0", rows), "BAD_GRAPH");
    }
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind == SPACE_EDGES && is_part_of_graph(p, m->spaces[i]))
            emit_relation_checks(m, m->spaces[i], c);
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->of->kind == SPACE_ROWS && uses_end(p, m->ends[i]))
            (m->ends[i]->sorted ? emit_end_check : emit_link_check)(m, m->ends[i], c);
}

static void emit_input_checks(const Model *m, Out *c)
{
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *rows = arena_format("graph->%s", rows_name(in->type.space));
        if (!in->sparse || !reads_input(inference(m), i))
            continue;
        out_line(c, "if (!%s_list_is_sound(%s, inputs->%s_row_start[%s], inputs->%s_row_start, inputs->%s_col, %s))",
                 m->name, rows, m->input_ids[i], rows, m->input_ids[i], m->input_ids[i],
                 dim_text(shape_row(in->type.shape)));
        out_line(c, "    return %s_BAD_INPUT;", upper_name(m->name));
    }
}

static void call_kernels(const Prog *p, Out *c)
{
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        const bool range = k->kind == KERNEL_REDUCE || k->kind == KERNEL_COLUMNS;
        const char *hi = k->kind == KERNEL_SINGLE ? "1"
                         : range                  ? dim_text(kernel_range(p, k))
                                                  : arena_format("graph->%s", rows_name(k->rows));
        const char *ctx = is_shared(k) ? arena_format("&c->bound.%s", kernel_label(p, k)) : "c";
        out_line(c, "%s(%s, 0, %s, 0);", k->shared->name, ctx, hi);
    }
}

static void emit_infer_function(const Model *m, Out *c)
{
    const BindText text = {.workspace = "workspace", .chunks = "1", .count = embedded_count, .value = embedded_value};
    out_blank(c);
    out_open_function(c, "%s", infer_head(m));
    emit_argument_checks(m, c);
    emit_graph_checks(m, c);
    emit_input_checks(m, c);
    out_line(c, "%s_infer_ctx ctx = {0}, *const c = &ctx;", m->name);
    emit_bind(c, inference(m), &text);
    call_kernels(inference(m), c);
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

/* Constants are made when they are first asked for: what asks is written before they are. */
static void emit_infer(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    Out functions;
    out_init(&functions);
    out_blank(&functions);
    emit_workspace_size(&functions, p, arena_format("size_t %s_workspace_size", m->name), false);
    emit_list_check(m, &functions);
    emit_infer_function(m, &functions);
    emit_workspace_constants(p, c);
    out_raw(c, functions.text);
    out_free(&functions);
}

static void emit_inference(const Model *m, Out *c)
{
    Prog *infer = m->progs[PROGRAM_INFER];
    Out program;
    out_init(&program);
    emit_context(&program, infer);
    emit_kernels(&program, infer);
    emit_infer(m, &program);
    emit_helpers(c, &infer, 1, NULL, 0);
    emit_chunk_constants(m, true, c);
    out_raw(c, program.text);
    out_free(&program);
}

/* ------------------------------------------------------------ the file */

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
    out_line(c, "#include \"gatrt.h\"");
    emit_trainer_flag_check(c);
    out_line(c, "#endif");
    emit_flag_check(c);
}

/* The header has the constants that the source has asked for, and the source its number. */
void emit_model(Model *m, const char *c_name_, Out *c, Out *h)
{
    const char *slash = strrchr(c_name_, '/');
    const char *c_file = slash ? slash + 1 : c_name_;
    Out body;
    out_init(&body);
    emit_inference(m, &body);
    out_blank(&body);
    out_line(&body, "#ifndef GATCC_INFERENCE_ONLY");
    emit_trainer(m, &body);
    out_blank(&body);
    out_line(&body, "#endif");
    emit_banner(m, c_file, emit_header(m, header_of(c_name_), h), c);
    out_raw(c, body.text);
    out_free(&body);
}
