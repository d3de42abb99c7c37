/* verify_loops.c - what must hold of kernels once they are loops: every name that is read has been declared or bound, a
 * statement has all that its kind needs, lanes stand only where they may, and each kernel lists just the members of the
 * context that it names, while the buffers behind them live. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/loop.h"

#include <stdlib.h>
#include <string.h>

/* Names, with how many declarations of each are in sight. */
typedef struct Seen {
    const char *name;
    int count;         /* of the context's own table: the member's number + 1 */
    bool used, listed; /* members: some statement names it; the kernel lists it */
    int unset;         /* a scalar that has no value yet: 1 + the depth of its declaration; 0: it has one */
} Seen;

typedef struct Names {
    Seen *at; /* open addressing, never more than half full */
    size_t mask, taken;
} Names;

typedef struct Body {
    const Prog *p;
    const char *after;
    const Kernel *k;
    Names names;
    int members; /* that some statement names */
    int depth;   /* of the statements at hand within conditions, and within loops that may not turn */
} Body;

static _Noreturn void broken_body(const Body *b, const char *what, const char *text)
{
    bug("after %s, program %s, kernel %d: %s: %s", b->after, b->p->name, b->k->id, what, text ? text : "nothing");
}

/* ------------------------------------------------------------ names */

static size_t name_hash(const char *name)
{
    size_t hash = 0;
    for (; *name; name++)
        hash = hash * 31 + (unsigned char)*name;
    return hash;
}

static Seen *find_slot(const Names *names, const char *name)
{
    size_t at = name_hash(name) & names->mask;
    while (names->at[at].name && strcmp(names->at[at].name, name))
        at = (at + 1) & names->mask;
    return &names->at[at];
}

static void grow_names(Names *names)
{
    Names more = {.mask = names->at ? 2 * names->mask + 1 : 63, .taken = names->taken};
    more.at = arena_alloc(more.mask + 1, sizeof *more.at);
    for (size_t i = 0; names->at && i <= names->mask; i++)
        if (names->at[i].name)
            *find_slot(&more, names->at[i].name) = names->at[i];
    *names = more;
}

static Seen *name_of(Names *names, const char *name)
{
    if (2 * (names->taken + 1) > names->mask)
        grow_names(names);
    Seen *seen = find_slot(names, name);
    names->taken += !seen->name;
    seen->name = name;
    return seen;
}

static Seen *check_in_sight(Body *b, const Var *var)
{
    if (!var->name)
        broken_body(b, "a name is missing", NULL);
    Seen *seen = name_of(&b->names, var->name);
    b->members += var->kind == VAR_FIELD && !seen->used;
    seen->used |= var->kind == VAR_FIELD;
    if (var->kind != VAR_FIELD && var->kind != VAR_GIVEN && !seen->count)
        broken_body(b, "reads what is not declared", var->name);
    return seen;
}

static void check_name(void *arg, const Var *var)
{
    Body *b = arg;
    if (check_in_sight(b, var)->unset)
        broken_body(b, "reads what has no value yet", var->name);
}

/* ------------------------------------------------------------ statements */

static void check_expr(void *arg, const Expr *x)
{
    const Body *b = arg;
    if ((x->kind == X_VAR || x->kind == X_ELEMENT) && !x->var)
        broken_body(b, "a name is missing", NULL);
    if (x->kind == X_ELEMENT && (!x->at || (x->lanes && ix_divides(x->at))))
        broken_body(b, "has no index that neighbours follow", x->var->name);
    if (x->kind != X_OP)
        return;
    if ((unsigned)x->op >= OP_COUNT || !op_info[x->op].ctext)
        broken_body(b, "an operator cannot be written", NULL);
    if (x->lanes && op_info[x->op].lanes == LANES_ONE)
        broken_body(b, "an operator has no lanes", op_info[x->op].name);
    for (int i = 0; i < op_info[x->op].arity; i++)
        if (!x->arg[i])
            broken_body(b, "an expression is missing", NULL);
}

static bool is_assignment(const Stmt *s)
{
    return s->kind == S_SET || s->kind == S_ADD;
}

/* What is missing of the statement; NULL: nothing. */
static const char *stmt_fault(const Stmt *s)
{
    if (s->kind == S_GROUP)
        return "a group is left";
    if (s->kind != S_IF && s->kind != S_CALL && !s->var)
        return "a statement is empty";
    if (s->kind == S_DECLARE && s->var->form == FORM_ARRAY && s->var->count < 0)
        return "an array has no size";
    if (is_assignment(s) && !s->value)
        return "an expression is missing";
    if (is_assignment(s) && s->var->kind == VAR_FIELD && s->var->field->constant)
        return "writes what no kernel writes";
    if (s->kind == S_LOOP && (!s->lo || !s->hi))
        return "a loop has no bounds";
    if (s->kind == S_IF && !s->cond)
        return "a condition is missing";
    return (s->kind == S_LOOP || s->kind == S_IF) && !s->body ? "nothing is done in" : NULL;
}

static bool stays_wide(const Expr *x, const Var *feature)
{
    bool good = x->wide == x->lanes && (x->kind != X_ELEMENT || x->lanes || !ix_reads(x->at, feature));
    for (int i = 0; x->kind == X_OP && i < op_info[x->op].arity; i++)
        good &= stays_wide(x->arg[i], feature);
    return good;
}

/* A loop by GAT_WIDE ends where its last vector does, and what is one number for all lanes is so for all of them. */
static void check_wide(Body *b, const Stmt *loop)
{
    if (loop->hi->kind != IX_NUMBER || loop->hi->num % WIDE_LANES)
        broken_body(b, "a wide loop ends within a vector", loop->var->name);
    for (const Stmt *s = loop->body; s; s = s->next)
        if (!is_assignment(s) || !s->wide || !stays_wide(s->value, loop->var))
            broken_body(b, "a wide loop has what is not wide", loop->var->name);
}

static void check_stmts(Body *b, const Stmt *first);

static bool has_no_value(const Stmt *s)
{
    return s->var->form == FORM_SCALAR && !s->value && !s->index;
}

static bool is_always_done(const Stmt *s)
{
    return s->kind == S_LOOP && !s->bound && s->lo->kind == IX_NUMBER && s->hi->kind == IX_NUMBER &&
           s->lo->num < s->hi->num;
}

/* A scalar has its value from a statement that is reached wherever its declaration is. Who reads the text need not
 * prove it again, which takes clang a time that grows with the cube of a function. */
static void check_target(Body *b, const Stmt *s)
{
    if (s->kind == S_LOOP || s->kind == S_DECLARE) {
        Seen *seen = name_of(&b->names, s->var->name);
        seen->count++;
        seen->unset = s->kind == S_DECLARE && has_no_value(s) ? b->depth + 1 : 0;
    } else if ((s->kind == S_SET || s->kind == S_INDEX) && !s->at) {
        Seen *seen = check_in_sight(b, s->var);
        seen->unset = seen->unset == b->depth + 1 ? 0 : seen->unset;
    } else if (s->var) {
        check_name(b, s->var);
    }
}

static void check_stmt(Body *b, const Stmt *s)
{
    const Visit visit = {.expr = check_expr, .var = check_name, .arg = b};
    const char *fault = stmt_fault(s);
    if (fault)
        broken_body(b, fault, s->var ? s->var->name : NULL);
    visit_reads(&visit, s);
    check_target(b, s);
    visit_bound(&visit, s);
    if (s->kind == S_LOOP && s->step && s->step->kind == IX_WIDE)
        check_wide(b, s);
    const int within = is_always_done(s) ? 0 : 1;
    b->depth += within;
    check_stmts(b, s->body);
    b->depth -= within;
    if (s->kind == S_LOOP)
        name_of(&b->names, s->var->name)->count--;
}

/* Declarations are in sight to the end of the statements they stand among. */
static void check_stmts(Body *b, const Stmt *first)
{
    for (const Stmt *s = first; s; s = s->next)
        check_stmt(b, s);
    for (const Stmt *s = first; s; s = s->next)
        if (s->kind == S_DECLARE)
            name_of(&b->names, s->var->name)->count--;
}

/* ------------------------------------------------------------ members of the context */

/* Is what the field stands for there? */
static const char *field_fault(const Prog *p, const Field *field)
{
    const Model *m = p->model;
    switch (field->kind) {
    case FIELD_BUF: return field->buf ? NULL : "stands for no buffer";
    case FIELD_INPUT_GRAD:
    case FIELD_INPUT: return field->index >= 0 && field->index < m->input_count ? NULL : "stands for no input";
    case FIELD_PARAM:
    case FIELD_GRAD: return field->index >= 0 && field->index < m->param_count ? NULL : "stands for no parameter";
    default: return NULL;
    }
}

static const Buf *find_buffer(const Prog *p, const Buf *wanted)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == wanted->val && p->bufs[i].rows == wanted->rows &&
            (wanted->val || p->bufs[i].kernel == wanted->kernel))
            return &p->bufs[i];
    return NULL;
}

/* A member that the kernel lists. */
static void verify_listed(Body *b, const Names *fields, const char *name)
{
    Seen *seen = name_of(&b->names, name);
    const Seen *known = find_slot(fields, name);
    const Field *field = known->name ? &b->p->fields[known->count - 1] : NULL;
    if (!seen->used || !field || seen->listed)
        broken_body(b, "lists what it does not use, or not once", name);
    seen->listed = true;
    if (field->kind != FIELD_BUF)
        return;
    const Buf *buf = find_buffer(b->p, field->buf);
    if (!buf || b->k->id < buf->kernel || b->k->id > buf->last)
        broken_body(b, "uses a buffer outside its life", name);
}

static void verify_members(Body *b, const Names *fields)
{
    for (int i = 0; i < b->k->field_count; i++)
        verify_listed(b, fields, b->k->fields[i]);
    for (size_t i = 0; b->members != b->k->field_count && i <= b->names.mask; i++)
        if (b->names.at[i].used && !b->names.at[i].listed)
            broken_body(b, "uses what it does not list", b->names.at[i].name);
}

/* ------------------------------------------------------------ arrays */

/* All arrays of a kernel that lie in its rows of the workspace, and what those on the stack take. */
typedef struct Lying {
    const Stmt **at;
    int count, capacity;
    int64_t stack;
    bool floats; /* some array of numbers is on the stack */
} Lying;

static void find_arrays(Lying *l, const Stmt *s)
{
    for (; s; s = s->next) {
        find_arrays(l, s->body);
        if (s->kind != S_DECLARE || s->var->form != FORM_ARRAY)
            continue;
        if (!s->base) {
            l->stack += array_floats(s->var) * 4;
            l->floats |= s->var->elem == ELEM_FLOAT;
        } else if (s->in_rows) {
            GROW(l->at, l->count, l->capacity);
            l->at[l->count++] = s;
        }
    }
}

static int by_offset(const void *a, const void *b)
{
    const Stmt *x = *(const Stmt *const *)a, *y = *(const Stmt *const *)b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

static const Buf *find_rows(const Prog *p, int kernel)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].rows && p->bufs[i].kernel == kernel)
            return &p->bufs[i];
    return NULL;
}

static void verify_arrays(const Body *b)
{
    Lying l = {0};
    find_arrays(&l, b->k->body);
    const Buf *rows = find_rows(b->p, b->k->id);
    if (l.stack != b->k->stack || (l.stack > STACK_BYTES && l.floats && b->k->kind != KERNEL_SINGLE))
        broken_body(b, "takes more of the stack than it says or may", b->k->name);
    if (!l.count != !rows || (rows && (b->k->kind != KERNEL_ROWS || rows->extent != EXTENT_CHUNK)) ||
        (rows && rows->width != b->k->wide))
        broken_body(b, "has no room for its arrays, or room for none", b->k->name);
    if (l.count)
        qsort(l.at, (size_t)l.count, sizeof *l.at, by_offset);
    for (int i = 0; i < l.count; i++)
        if (l.at[i]->offset + array_floats(l.at[i]->var) > (i + 1 < l.count ? l.at[i + 1]->offset : rows->width))
            broken_body(b, "an array reaches into the next or past its kernel's rows", l.at[i]->var->name);
}

/* ------------------------------------------------------------ all of it */

/* The members by name. */
static Names verify_fields(const Prog *p, const char *after)
{
    Names names = {0};
    grow_names(&names);
    for (int i = 0; i < p->field_count; i++) {
        const Field *field = &p->fields[i];
        const char *fault = field->name ? field_fault(p, field) : "has no name";
        Seen *seen = fault ? NULL : name_of(&names, field->name);
        if (seen && seen->count)
            fault = "has the name of another";
        if (fault)
            bug("after %s, program %s: member %d of the context (%s) %s", after, p->name, i,
                field->name ? field->name : "?", fault);
        seen->count = i + 1;
    }
    return names;
}

void verify_loops(const Prog *p, const char *after)
{
    if (!(p->facts & FACT_LOWERED))
        return;
    const Names fields = verify_fields(p, after);
    for (int i = 0; i < p->kernel_count; i++) {
        Body b = {.p = p, .after = after, .k = p->kernels[i]};
        if (!b.k->name || !b.k->body)
            broken_body(&b, "has no name or nothing to do", b.k->name);
        check_stmts(&b, b.k->body);
        verify_arrays(&b);
        verify_members(&b, &fields);
    }
}
