/* emit.c - loop nests become C: one case for each kind of statement and no knowledge
 * of any op beyond its C text in ops.def.
 *
 * A file holds, in this order: the inference program with its public functions, which
 * needs nothing but <math.h>; and, unless GATCC_INFERENCE_ONLY is defined, the other
 * programs, the tables the runtime reads, and main. */
#include "compiler/ir/ends.h"
#include "compiler/c/emit.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loop.h"

#include <string.h>

/* ------------------------------------------------------------ kernels */

/* The struct that a function's bindings are of: one of its own where it has several, else its program's context. */
static const char *binding_type(const Prog *p, const Kernel *k)
{
    return is_shared(k) ? arena_format("%s_ctx", k->shared->name) : arena_format("%s_%s_ctx", p->model->name, p->name);
}

const char *kernel_label(const Prog *p, const Kernel *k)
{
    return k->name + strlen(p->model->name) + strlen(p->name) + 2;
}

static void emit_bindings(Out *o, const Prog *p, const Kernel *k)
{
    out_line(o, "const %s *const c = ctx;", binding_type(p, k));
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        const char *lead = kernel_writes(k, f) ? "" : "const ";
        if (f->pointer)
            out_line(o, "%s%s *restrict const %s = c->%s;", lead, elem_types[f->elem], f->name, f->name);
        else
            out_line(o, "const %s %s = c->%s;", elem_types[f->elem], f->name, f->name);
    }
}

/* Which of its arguments a kernel uses. */
typedef struct Uses {
    const char *name;
    bool found;
} Uses;

static void find_name(void *arg, const Var *var)
{
    Uses *uses = arg;
    uses->found |= var->kind == VAR_GIVEN && !strcmp(var->name, uses->name);
}

static void emit_unused(Out *o, const Kernel *k)
{
    static const char *const given[] = {"lo", "hi", "chunk"};
    const char *list = "";
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        Uses uses = {.name = given[i]};
        visit_stmts(&(Visit){.var = find_name, .arg = &uses}, k->body);
        if (!uses.found)
            list = arena_format("%s%s(void)%s", list, *list ? ", " : "", given[i]);
    }
    if (*list)
        out_line(o, "%s;", list);
}

static void emit_kernel(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    emit_kernel_comment(o, p, k);
    out_open_function(o, "static GAT_KERNEL void %s(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)", k->name);
    emit_bindings(o, p, k);
    emit_unused(o, k);
    out_line(o, "GAT_NO_LEAF");
    emit_body(o, k);
    out_close(o, "");
}

void emit_kernels(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (p->kernels[i]->shared == p->kernels[i])
            emit_kernel(o, p, p->kernels[i]);
}

/* ------------------------------------------------------------ the context */

/* "[nodes, GAT2_CONV1_HEADS, GAT2_CONV1_DIM]" */
static const char *shape_note(const Space *rows, Shape shape)
{
    const char *text = rows && rows->kind != SPACE_ONE ? rows_name(rows) : "";
    for (int d = 0; d < shape.rank; d++)
        if (shape.dim[d] != 1)
            text = arena_format("%s%s%s", text, *text ? ", " : "", dim_text(shape_dim(shape, d)));
    return arena_format("[%s]", *text ? text : "1");
}

static const char *field_note(const Prog *p, const Field *f)
{
    if (f->kind == FIELD_BUF && f->buf->rows)
        return arena_format("rows too wide for the stack, %lld floats per chunk", (long long)f->buf->width);
    if (f->kind == FIELD_BUF && !f->buf->val)
        return "[chunks] a piece each";
    if (f->kind == FIELD_BUF)
        return shape_note(f->buf->val->type.space, f->buf->val->type.shape);
    if (f->kind == FIELD_PARAM)
        return shape_note(NULL, p->model->params[f->index].shape);
    if (f->kind == FIELD_ROWS)
        return f->index >= LEVEL_ALL ? NULL : arena_format("demand level %d", f->index);
    if (f->kind == FIELD_PIECES)
        return arena_format("that hold such %s", rows_name(f->rows));
    return NULL;
}

/* What a function with several bindings is bound to. */
static void emit_binding_type(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    out_line(o, "/* What %s works on. */", k->name);
    out_open(o, "typedef struct %s", binding_type(p, k));
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        out_line(o, "%s%s %s%s;", f->pointer && !kernel_writes(k, f) ? "const " : "", elem_types[f->elem],
                 f->pointer ? "*" : "", f->name);
    }
    out_close(o, arena_format(" %s;", binding_type(p, k)));
}

static bool shares(const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            return true;
    return false;
}

static void emit_bound_members(Out *o, const Prog *p)
{
    if (!shares(p))
        return;
    out_open(o, "struct");
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            out_line(o, "%s %s;", binding_type(p, p->kernels[i]), kernel_label(p, p->kernels[i]));
    out_close(o, " bound; /* what kernels work on that share a function */");
}

void emit_context(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (p->kernels[i]->users > 1)
            emit_binding_type(o, p, p->kernels[i]);
    out_blank(o);
    out_line(o, "/* What the kernels of %s work on. */", p->name);
    out_open(o, "typedef struct %s_%s_ctx", p->model->name, p->name);
    for (int i = 0; i < p->field_count; i++) {
        const char *note = field_note(p, &p->fields[i]);
        const Field *f = &p->fields[i];
        out_line(o, "%s%s %s%s;%s", f->pointer && f->constant ? "const " : "", elem_types[f->elem],
                 f->pointer ? "*" : "", f->name, note ? arena_format(" /* %s */", note) : "");
    }
    emit_bound_members(o, p);
    if (!p->field_count)
        out_line(o, "char nothing;");
    out_close(o, arena_format(" %s_%s_ctx;", p->model->name, p->name));
}

/* ------------------------------------------------------------ binding */

/* A kernel's binding, some members a line. */
static void emit_binding(Out *o, const Prog *p, const Kernel *k)
{
    enum { WIDEST = 90 };
    const char *line = "";
    out_line(o, "c->bound.%s = (%s){", kernel_label(p, k), binding_type(p, k));
    o->depth++;
    for (int i = 0; i < k->shared->field_count; i++) {
        const char *member =
            arena_format(".%s = c->%s%s", k->shared->fields[i], k->bound[i], i + 1 < k->field_count ? "," : "");
        if (*line && strlen(line) + strlen(member) > WIDEST) {
            out_line(o, "%s", line);
            line = "";
        }
        line = *line ? arena_format("%s %s", line, member) : member;
    }
    out_line(o, "%s", line);
    o->depth--;
    out_line(o, "};");
}

/* Points the context's members at their places; `text` says where each kind comes from. */
void emit_bind(Out *o, const Prog *p, const BindText *text)
{
    emit_buffers(o, p, text);
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind != FIELD_BUF)
            out_line(o, "c->%s = %s;", p->fields[i].name, text->value(p, &p->fields[i]));
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            emit_binding(o, p, p->kernels[i]);
}
