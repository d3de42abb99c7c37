/* context.c - what kernels work on: a struct for each program, one for each function that serves several kernels, and the
 * statements that point their members to buffers, parameters, inputs and lists.
 * In: Prog.fields, Kernel.bound. Out: structs; a bind function's body. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loop.h"

#include <string.h>

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
