/* infer.c - inference on its own: what an application calls, and all that this needs.
 * In: a model. Out: constants, context, kernels, the functions that the header declares. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

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
    case FIELD_PARAM: return arena_format("params->%s%s", m->param_ids[f->index], f->elem == ELEM_INT8 ? ".scale" : "");
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

void emit_chunk_call(const Prog *p, const Kernel *k, const char *lo, const char *hi, const char *chunk, Out *c)
{
    const char *ctx = is_shared(k) ? arena_format("&c->bound.%s", kernel_label(p, k)) : "c";
    out_line(c, "%s(%s, %s, %s, %s);", k->shared->name, ctx, lo, hi, chunk);
}

void emit_kernel_call(const Prog *p, const Kernel *k, const char *lo, const char *hi, Out *c)
{
    emit_chunk_call(p, k, lo, hi, "0", c);
}

static void call_kernels(const Prog *p, Out *c)
{
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        const bool range = k->kind == KERNEL_REDUCE || k->kind == KERNEL_COLUMNS;
        const char *hi = k->kind == KERNEL_SINGLE ? "1"
                         : range                  ? dim_text(kernel_range(p, k))
                                                  : arena_format("graph->%s", rows_name(k->rows));
        emit_kernel_call(p, k, "0", hi, c);
    }
}

void emit_infer_bind(const Model *m, Out *c)
{
    const BindText text = {.workspace = "workspace", .chunks = "1", .count = embedded_count, .value = embedded_value};
    out_line(c, "%s_infer_ctx ctx = {0}, *const c = &ctx;", m->name);
    emit_bind(c, inference(m), &text);
}

static void emit_infer_function(const Model *m, Out *c)
{
    out_blank(c);
    out_open_function(c, "%s", infer_head(m));
    emit_checks(m, c);
    emit_infer_bind(m, c);
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
    emit_workspace_size(&functions, p, arena_format("size_t %s_workspace_size", m->name), WORKSPACE_OF_ROWS);
    emit_list_check(m, &functions);
    emit_infer_function(m, &functions);
    emit_workspace_constants(p, c);
    out_raw(c, functions.text);
    out_free(&functions);
}

void emit_inference(const Model *m, Out *c)
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
