/* members.c - members of the programs' context, and what else statements ask for that does not stand among them: noted
 * while a loop is made, done once it is to stay.
 * In: values, roots, parts of the graph. Out: Prog.fields, Kernel.fields, declarations at the tops of scopes. */
#include "compiler/ir/ends.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/narrow.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/schedule.h"

#include <string.h>

/* ------------------------------------------------------------ notes */

static void note(Sched *s, Note what)
{
    GROW(s->notes, s->note_count, s->note_capacity);
    s->notes[s->note_count++] = what;
}

void note_declare(Sched *s, Scope *scope, const Var *var, Stmt *stmts)
{
    note(s, (Note){.kind = NOTE_DECLARE, .var = var, .scope = scope, .stmts = stmts});
}

void note_letter(Sched *s, NoteKind kind)
{
    note(s, (Note){.kind = kind});
}

void note_ahead(Sched *s, const Var *base, Dim width, bool edge)
{
    if (!edge || !s->walk->sorted)
        note(s, (Note){.kind = NOTE_AHEAD, .ahead = {s->walk, base, width, edge}});
}

static void add_member(Sched *s, const Field *field)
{
    Prog *p = s->p;
    bool known = false;
    for (int i = 0; i < p->field_count && !known; i++)
        known = !strcmp(p->fields[i].name, field->name);
    if (!known) {
        GROW(p->fields, p->field_count, p->field_capacity);
        p->fields[p->field_count++] = *field;
    }
    for (int i = 0; i < s->k->field_count; i++)
        if (!strcmp(s->k->fields[i], field->name))
            return;
    GROW(s->k->fields, s->k->field_count, s->k->field_capacity);
    s->k->fields[s->k->field_count++] = field->name;
}

static void add_declaration(Scope *scope, const Var *var, Stmt *stmts)
{
    for (int i = 0; i < scope->count; i++)
        if (!strcmp(scope->names[i]->name, var->name))
            return;
    GROW(scope->names, scope->count, scope->capacity);
    scope->names[scope->count++] = var;
    *scope->tail = stmts;
    while (*scope->tail)
        scope->tail = &(*scope->tail)->next;
}

static void add_ahead(Sched *s, Ahead ahead)
{
    for (int i = 0; i < s->ahead_count; i++)
        if (s->aheads[i].walk == ahead.walk && !strcmp(s->aheads[i].base->name, ahead.base->name))
            return;
    GROW(s->aheads, s->ahead_count, s->ahead_capacity);
    s->aheads[s->ahead_count++] = ahead;
}

void settle(Sched *s)
{
    for (int i = 0; i < s->note_count; i++) {
        const Note *n = &s->notes[i];
        switch (n->kind) {
        case NOTE_MEMBER: add_member(s, n->var->field); break;
        case NOTE_DECLARE: add_declaration(n->scope, n->var, n->stmts); break;
        case NOTE_FAR: s->uses_far = true; break;
        case NOTE_EDGE: s->uses_edge = true; break;
        case NOTE_AHEAD: add_ahead(s, n->ahead); break;
        }
    }
    forget(s);
}

void forget(Sched *s)
{
    s->note_count = 0;
}

/* ------------------------------------------------------------ the context's members */

const Var *use_field(Sched *s, const Field *field)
{
    Field *kept = arena_alloc(1, sizeof *kept);
    Var *var = arena_alloc(1, sizeof *var);
    *kept = *field;
    *var = (Var){.kind = VAR_FIELD,
                 .name = field->name,
                 .elem = field->elem,
                 .form = field->pointer ? FORM_POINTER : FORM_SCALAR,
                 .field = kept};
    if (field->elem == ELEM_INT8)
        var->count = narrow_scales(shape_width(s->p->model->params[field->index].shape));
    note(s, (Note){.kind = NOTE_MEMBER, .var = var});
    return var;
}

static const Buf *find_buf(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == v)
            return &p->bufs[i];
    bug("schedule: value %%%d of program %s (%s) is read from memory but not stored", v->id, p->name,
        op_info[v->op].name);
}

const Var *use_buf(Sched *s, const Val *v)
{
    const Buf *buf = find_buf(s->p, v);
    return use_field(s, &(Field){.name = buf->name, .pointer = true, .kind = FIELD_BUF, .buf = buf});
}

static Elem elem_of_part(const char *part)
{
    return strstr(part, "start") ? ELEM_INT64 : strstr(part, "val") ? ELEM_FLOAT : ELEM_INT32;
}

/* "in_start", "in_src"; "out_edge": the lists of an end are named by its walk, and by what they hold. */
const char *list_name(const End *end, List list)
{
    if (list == LIST_AT)
        return arena_format("%s_%s", end->of->name, end->name);
    return arena_format("%s_%s", end->list,
                        list == LIST_START ? "start"
                        : list == LIST_FAR ? far_end(end)->name
                                           : end->of->name);
}

const Var *use_list(Sched *s, const End *end, List list)
{
    const char *name = list_name(end, list);
    const Field field = {.name = name,
                         .elem = list == LIST_START ? ELEM_INT64 : ELEM_INT32,
                         .pointer = true,
                         .constant = true,
                         .kind = FIELD_GRAPH,
                         .end = end,
                         .list = list,
                         .part = name};
    return use_field(s, &field);
}

/* "nodes", "nodes_wanted", "nodes_within_hop1": so many of all that `what` counts. */
static const char *name_at_level(const char *what, int level)
{
    return level >= LEVEL_ALL ? what
           : level            ? arena_format("%s_within_hop%d", what, level)
                              : arena_format("%s_wanted", what);
}

const Ix *use_rows(Sched *s, const Space *rows, int level)
{
    const char *name = name_at_level(rows_name(rows), level);
    const Field field = {.name = name, .elem = ELEM_INT64, .kind = FIELD_ROWS, .index = level, .rows = rows};
    return ix_var(use_field(s, &field));
}

const Ix *use_pieces(Sched *s, const Kernel *home)
{
    const Space *rows = home->rows;
    const char *name = name_at_level(rows->first ? "chunks" : arena_format("%s_chunks", rows->name), home->level);
    const Field field = {.name = name, .elem = ELEM_INT64, .kind = FIELD_PIECES, .index = home->level, .rows = rows};
    return ix_var(use_field(s, &field));
}

const Var *use_sparse(Sched *s, const Val *input, const char *part)
{
    const Field field = {.name = arena_format("%s_%s", val_label(s->p, input), part),
                         .elem = elem_of_part(part),
                         .pointer = true,
                         .constant = true,
                         .kind = FIELD_INPUT,
                         .index = input->attr.index,
                         .part = part};
    return use_field(s, &field);
}

/* What all rows of a random value share. */
const Var *use_draw(Sched *s, const Val *keep)
{
    const char *name = arena_format("%s_draw", val_label(s->p, keep));
    return use_field(s, &(Field){.name = name, .elem = ELEM_UINT64, .kind = FIELD_DRAW, .index = keep->attr.index});
}

static Elem elem_of_param(const Model *m, int param)
{
    static const Elem elems[] = {[PACK_FLOAT32] = ELEM_FLOAT, [PACK_FLOAT16] = ELEM_HALF, [PACK_INT8] = ELEM_INT8};
    return elems[param_packing(m, param)];
}

static const Var *use_leaf(Sched *s, const Val *v)
{
    const InputInfo *input = v->op == OP_input ? &s->p->model->inputs[v->attr.index] : NULL;
    Field field = {.name = val_label(s->p, v),
                   .pointer = true,
                   .constant = true,
                   .index = v->attr.index,
                   .kind = v->op == OP_param ? FIELD_PARAM : FIELD_INPUT,
                   .part = "dense"};
    if (v->op == OP_param)
        field.elem = elem_of_param(s->p->model, field.index);
    if (input && input->output_of) {
        field.kind = FIELD_OUTPUT;
        field.index = input->output_of - 1;
        field.part = NULL;
    }
    return use_field(s, &field);
}

const Var *memory_base(Sched *s, const Val *v)
{
    return op_info[v->op].kind == KIND_LEAF ? use_leaf(s, v) : use_buf(s, v);
}

const Var *root_base(Sched *s, const Root *root)
{
    const Model *m = s->p->model;
    Field field = {.pointer = true, .index = root->index};
    switch (root->kind) {
    case ROOT_LOSS:
        field.kind = FIELD_LOSS;
        field.name = root->index ? arena_format("term_%d", root->index) : "loss";
        break;
    case ROOT_GRAD:
        field.kind = FIELD_GRAD;
        field.name = arena_format("grad_%s", m->param_ids[root->index]);
        break;
    case ROOT_STATE:
        field.kind = FIELD_GRAD;
        field.name = arena_format("next_%s", m->param_ids[root->index]);
        break;
    case ROOT_INPUT_GRAD:
        field.kind = FIELD_INPUT_GRAD;
        field.name = arena_format("grad_%s", m->input_ids[root->index]);
        break;
    default: field.kind = FIELD_OUTPUT; field.name = arena_format("out_%s", m->output_ids[root->index]);
    }
    return use_field(s, &field);
}
