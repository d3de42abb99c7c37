/* programs.c - a program as the runtime runs it: the function that binds its context, the size of its workspace, its kernels
 * and what they cost.
 * In: a program. Out: functions and tables, and its part of the model's descriptor. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"
#include "compiler/kernels/cost.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <string.h>

/* ------------------------------------------------------------ its context */

static const char *const list_members[] = {
    [LIST_START] = "start", [LIST_FAR] = "far", [LIST_ROW] = "row", [LIST_AT] = "at"};

static const char *runtime_count(const Prog *p, const Space *space)
{
    return arena_format("run->graph->spaces[%s].count", space_constant(p->model, space));
}

static const char *runtime_stored(const Prog *p, const Space *space)
{
    return stored_rows(p, space, "run->graph");
}

static const char *runtime_value(const Prog *p, const Field *f)
{
    Model *m = p->model;
    switch (f->kind) {
    case FIELD_INPUT: return arena_format("run->inputs[%s].%s", input_constant(m, f->index), f->part);
    case FIELD_PARAM: return arena_format("params->%s", m->param_ids[f->index]);
    case FIELD_GRAD: return arena_format("grads->%s", m->param_ids[f->index]);
    case FIELD_INPUT_GRAD: return arena_format("run->input_grads[%s]", input_constant(m, f->index));
    case FIELD_OUTPUT: return arena_format("run->outputs[%s]", output_constant(m, f->index));
    case FIELD_LOSS: return f->index ? arena_format("run->loss + %d", (int)f->index) : "run->loss";
    case FIELD_GRAPH: return arena_format("run->graph->ends[%s].%s", end_constant(m, f->end), list_members[f->list]);
    case FIELD_ROWS:
        return f->index >= LEVEL_ALL
                   ? runtime_count(p, f->rows)
                   : arena_format("gatrt_rows(run->graph, %s, %d)", space_constant(m, f->rows), f->index);
    case FIELD_PIECES:
        return f->index >= LEVEL_ALL
                   ? arena_format("run->graph->spaces[%s].chunks", space_constant(m, f->rows))
                   : arena_format("gat_chunks_within(run->graph, %s, %d)", space_constant(m, f->rows), f->index);
    case FIELD_DRAW: {
        const char *wish = arena_format("draw_%.*s", (int)(strlen(f->name) - strlen("_draw")), f->name);
        return arena_format("gatrt_value_draw(run->draw, %s)", table_constant(m, CONSTANT_DRAW, wish, f->index));
    }
    default: bug("emit: a buffer is no value");
    }
}

static bool has_field(const Prog *p, FieldKind kind)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == kind)
            return true;
    return false;
}

/* `arguments` behind those of every program's. */
static void emit_program_bind(const Prog *p, const char *id, const char *suffix, const char *arguments, Out *o)
{
    const BindText text = {
        .workspace = "run->workspace", .chunks = "run->graph->chunks", .count = runtime_stored, .value = runtime_value};
    out_blank(o);
    out_open_function(o, "static void %s_bind%s(void *ctx, const gatrt_run *run%s)", id, suffix, arguments);
    out_line(o, "%s_ctx *const c = ctx;", id);
    if (has_field(p, FIELD_PARAM))
        out_line(o, "const %s_params *const params = (const void *)run->params;", p->model->name);
    if (has_field(p, FIELD_GRAD))
        out_line(o, "%s_params *const grads = (void *)run->grads; /* laid out as parameters are */", p->model->name);
    if (p->field_count)
        emit_bind(o, p, &text);
    else
        out_line(o, "(void)c, (void)run;");
    out_close(o, "");
}

/* Both count with constants of the workspace, which those of inference has before. */
static void emit_program_functions(const Prog *p, const char *id, Out *o)
{
    Out functions;
    out_init(&functions);
    emit_program_bind(p, id, "", "", &functions);
    out_blank(&functions);
    emit_workspace_size(&functions, p, arena_format("static size_t %s_workspace", id), WORKSPACE_OF_GRAPH);
    if (p != p->model->progs[PROGRAM_INFER])
        emit_workspace_constants(p, o);
    out_raw(o, functions.text);
    out_free(&functions);
}

/* ------------------------------------------------------------ in bands */

static void emit_bands(const Prog *p, const char *id, Out *o)
{
    const Prog *b = p->banded;
    if (!b)
        return;
    Out functions;
    out_init(&functions);
    emit_program_bind(b, id, "_chunk", ", float *own, int64_t rows_here, int64_t lo", &functions);
    out_blank(&functions);
    emit_workspace_size(&functions, b, arena_format("static size_t %s_shared", id), WORKSPACE_OF_GRAPH);
    emit_workspace_constants(b, o);
    out_raw(o, functions.text);
    out_free(&functions);
    const char *list = "";
    for (int i = 0; i < p->kernel_count; i++)
        list = arena_format("%s%s{%d, %d}", list, i ? ", " : "", p->bands[i].kernel, p->bands[i].band);
    out_blank(o);
    out_line(o, "/* Kernels, and which of them may go over a chunk one after another: those of a band. */");
    out_line(o, "static const gatrt_band %s_bands[] = {%s};", id, list);
}

static void emit_bands_row(const Prog *p, const char *id, Out *o)
{
    if (p->banded)
        out_line(o, "    .bands = %s_bands, .bind_chunk = %s_bind_chunk, .shared = %s_shared, .own_floats = %lld,", id,
                 id, id, (long long)p->banded->per_band);
}

/* ------------------------------------------------------------ its kernels */

_Static_assert((int)LEVEL_ALL == (int)GATRT_ALL, "a level past all is the runtime's");

static const char *level_text(int level)
{
    return level >= LEVEL_ALL ? "GATRT_ALL" : arena_format("%d", level);
}

/* What a kernel goes over, and how far. */
static const char *over_text(const Prog *p, const Kernel *k)
{
    switch (k->kind) {
    case KERNEL_ROWS:
    case KERNEL_GEMM:
        return arena_format(".over = GATRT_OVER_ROWS, .space = %s, .level = %s", space_constant(p->model, k->rows),
                            level_text(k->level));
    case KERNEL_REDUCE:
    case KERNEL_COLUMNS: return arena_format(".over = GATRT_OVER_RANGE, .count = %s", dim_text(kernel_range(p, k)));
    default: return ".over = GATRT_ONCE";
    }
}

/* What bench sets against the machine's limits. */
static void emit_costs(const Prog *p, const char *id, Out *o)
{
    static const char *const per[] = {"ROW", "EDGE", "NONZERO", "CHUNK", "RUN"};
    Costs costs = {0};
    cost(p, &costs);
    if (!costs.count)
        return;
    out_blank(o);
    out_line(o, "/* Kernel, unit, of which space, demand level; floats read, gathered, written, and operations for "
                "each unit. */");
    out_open(o, "static const gatrt_cost %s_costs[] =", id);
    for (int i = 0; i < costs.count; i++) {
        const gatrt_cost *c = &costs.at[i];
        out_line(o, "{%d, GATRT_PER_%s, %s, %s, %lld, %lld, %lld, %lld},", c->kernel, per[c->per],
                 space_constant(p->model, p->model->spaces[c->of]), level_text(c->level), (long long)c->read,
                 (long long)c->gathered, (long long)c->written, (long long)c->flops);
    }
    out_close(o, ";");
}

void emit_program_tables(const Prog *p, Out *o)
{
    const char *id = arena_format("%s_%s", p->model->name, p->name);
    emit_program_functions(p, id, o);
    out_blank(o);
    out_open(o, "static const gatrt_kernel %s_kernels[] =", id);
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        const char *label = kernel_label(p, k);
        const char *bound = is_shared(k) ? arena_format(", .bound = offsetof(%s_ctx, bound.%s)", id, label) : "";
        out_line(o, "{%s, %s, %s%s},", quote_string(label), k->shared->name, over_text(p, k), bound);
    }
    out_close(o, ";");
    emit_costs(p, id, o);
    emit_bands(p, id, o);
}

void emit_program_row(const Model *m, const Prog *p, const char *field, Out *o)
{
    if (!p)
        return;
    const char *id = arena_format("%s_%s", m->name, p->name);
    const char *costs = arena_format("%s_costs", id);
    out_line(o, ".%s = {", field);
    out_line(o, "    .name = \"%s\", .kernels = %s_kernels, .kernel_count = %d, .levels = %d,", p->name, id,
             p->kernel_count, p->levels);
    out_line(o, "    .ctx_size = sizeof(%s_ctx), .bind = %s_bind, .workspace = %s_workspace,", id, id, id);
    if (p->kernel_count)
        out_line(o, "    .costs = %s, .cost_count = sizeof %s / sizeof %s[0],", costs, costs, costs);
    emit_bands_row(p, id, o);
    out_line(o, "},");
}
