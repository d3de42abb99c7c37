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

/* Written by this program, or read by it in the place of an input. */
static const char *output_note(const Prog *p, int index)
{
    const Model *m = p->model;
    for (int i = 0; i < p->root_count; i++)
        if ((p->roots[i].kind == ROOT_OUTPUT || p->roots[i].kind == ROOT_ON_DEMAND) && p->roots[i].index == index)
            return shape_note(p->roots[i].val->type.space, p->roots[i].val->type.shape);
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].output_of == index + 1)
            return shape_note(m->inputs[i].type.space, m->inputs[i].type.shape);
    return NULL;
}

static const char *input_note(const InputInfo *in, const char *part)
{
    if (!in->sparse)
        return shape_note(in->type.space, in->type.shape);
    if (!strcmp(part, "row_start"))
        return arena_format("[%s + 1]", rows_name(in->type.space));
    return strcmp(part, "col_start") ? "[non-zeros]" : arena_format("[%s + 1]", dim_text(shape_row(in->type.shape)));
}

static const char *buf_note(const Buf *buf)
{
    if (buf->rows)
        return arena_format("rows too wide for the stack, %lld floats per chunk", (long long)buf->width);
    return buf->val ? shape_note(buf->val->type.space, buf->val->type.shape) : "[chunks] a piece each";
}

static const char *field_note(const Prog *p, const Field *f)
{
    const Model *m = p->model;
    switch (f->kind) {
    case FIELD_BUF: return buf_note(f->buf);
    case FIELD_PARAM:
    case FIELD_GRAD: return shape_note(NULL, m->params[f->index].shape);
    case FIELD_INPUT: return input_note(&m->inputs[f->index], f->part);
    case FIELD_OUTPUT: return output_note(p, f->index);
    case FIELD_INPUT_GRAD: return shape_note(m->inputs[f->index].type.space, m->inputs[f->index].type.shape);
    case FIELD_GRAPH:
        return f->list == LIST_START ? arena_format("[%s + 1]", rows_name(f->end->to))
                                     : arena_format("[%s]", rows_name(f->end->of));
    case FIELD_ROWS: return f->index >= LEVEL_ALL ? NULL : arena_format("demand level %d", f->index);
    case FIELD_PIECES: return arena_format("that hold such %s", rows_name(f->rows));
    default: return NULL;
    }
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
