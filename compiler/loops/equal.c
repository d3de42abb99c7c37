/* equal.c - kernels that differ only in what they are bound to, such as the hops of a propagation, the hidden layers of a
 * deep network or one kernel of two programs, share the function of the first of them.
 *
 * A kernel's loops are spelled as a row of numbers, in which names are counted in order of first use, and members of the
 * context stand by what they point to: floats for each row, or whole numbers. Two kernels of one spelling are equal, and
 * the members that were met at the same count stand for each other.
 * In: Kernel.body. Out: Kernel.shared, Kernel.users, Kernel.bound. */
#include "compiler/loops/equal.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/loop.h"

#include <string.h>

/* ------------------------------------------------------------ names by number */

typedef struct Counted {
    const char *name; /* interned */
    int number;
} Counted;

typedef struct Spelling {
    const Prog *p;
    const Kernel *k;
    int64_t *words;
    int count, capacity;
    const Field **fields; /* in order of first use */
    int field_count, field_capacity;
    Counted *names; /* open addressing, never more than half full */
    size_t mask;
    int name_count;
} Spelling;

static Counted *find_slot(const Spelling *s, const char *name)
{
    size_t at = (size_t)gatrt_mix((uint64_t)(uintptr_t)name) & s->mask;
    while (s->names[at].name && s->names[at].name != name)
        at = (at + 1) & s->mask;
    return &s->names[at];
}

static void grow_names(Spelling *s)
{
    const Spelling old = *s;
    s->mask = old.names ? 2 * old.mask + 1 : 127;
    s->names = arena_alloc(s->mask + 1, sizeof *s->names);
    for (size_t i = 0; old.names && i <= old.mask; i++)
        if (old.names[i].name)
            *find_slot(s, old.names[i].name) = old.names[i];
}

static int number_of(Spelling *s, const char *name, bool *first)
{
    if (2 * ((size_t)s->name_count + 1) > s->mask)
        grow_names(s);
    name = intern(name);
    Counted *slot = find_slot(s, name);
    *first = !slot->name;
    if (*first)
        *slot = (Counted){name, s->name_count++};
    return slot->number;
}

/* ------------------------------------------------------------ members of the context */

const Field *find_field(const Prog *p, const char *name)
{
    for (int i = 0; i < p->field_count; i++)
        if (!strcmp(p->fields[i].name, name))
            return &p->fields[i];
    bug("%s is no member of the context of %s", name, p->name);
}

bool kernel_writes(const Kernel *k, const Field *f)
{
    if (f->kind == FIELD_BUF)
        return f->buf->kernel == k->id;
    return f->kind == FIELD_OUTPUT ? !f->constant
                                   : f->kind == FIELD_GRAD || f->kind == FIELD_INPUT_GRAD || f->kind == FIELD_LOSS;
}

const Type *output_type(const Model *m, int index)
{
    for (int i = 0; i < m->forward->root_count; i++) {
        const Root *root = &m->forward->roots[i];
        if ((root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND) && root->index == index)
            return &root->val->type;
    }
    bug("output %d of %s is not there", index, m->name);
}

static void put(Spelling *s, int64_t word)
{
    GROW(s->words, s->count, s->capacity);
    s->words[s->count++] = word;
}

static void put_number(Spelling *s, double num)
{
    int64_t bits;
    memcpy(&bits, &num, sizeof bits);
    put(s, bits);
}

static void put_text(Spelling *s, const char *text)
{
    do
        put(s, *text);
    while (*text++);
}

/* So many floats for each row of the space; all that has one row is alike. */
static void put_rows(Spelling *s, const Space *space, int64_t width)
{
    put(s, space->kind == SPACE_ONE ? 0 : space->id);
    put(s, width);
}

static void put_buffer(Spelling *s, const Buf *buf)
{
    if (buf->extent == EXTENT_CHUNK) {
        put(s, -1);
        put(s, buf->width);
    } else {
        put_rows(s, buf->extent == EXTENT_FIXED ? SPACE_PARAM : buf->val->type.space, buf->width);
    }
}

/* What the member points to. A list of the graph stands for itself: a walk is no binding. */
static void put_field(Spelling *s, const Field *f)
{
    const Model *m = s->p->model;
    put(s, kernel_writes(s->k, f));
    switch (f->kind) {
    case FIELD_BUF: put_buffer(s, f->buf); break;
    case FIELD_INPUT_GRAD:
        put_rows(s, m->inputs[f->index].type.space, shape_width(m->inputs[f->index].type.shape));
        break;
    case FIELD_INPUT:
        if (strcmp(f->part, "dense") != 0)
            put_text(s, f->part);
        put_rows(s, m->inputs[f->index].type.space, shape_width(m->inputs[f->index].type.shape));
        break;
    case FIELD_PARAM:
    case FIELD_GRAD: put_rows(s, SPACE_PARAM, shape_width(m->params[f->index].shape)); break;
    case FIELD_OUTPUT:
        put_rows(s, output_type(m, f->index)->space, shape_width(output_type(m, f->index)->shape));
        break;
    case FIELD_LOSS: put_rows(s, SPACE_PARAM, 1); break;
    case FIELD_GRAPH: put_text(s, f->part); break;
    default: put(s, f->kind);
    }
}

/* ------------------------------------------------------------ loops, spelled */

enum { NOTHING = -1 };

static void put_var(Spelling *s, const Var *var)
{
    bool first;
    if (!var) {
        put(s, NOTHING);
        return;
    }
    put(s, var->kind);
    put(s, var->kind == VAR_GIVEN || var->kind == VAR_LOOP ? *var->name : 0); /* letters decide how a loop is written */
    put(s, number_of(s, var->name, &first));
    put(s, var->elem);
    put(s, var->form);
    put(s, var->changes);
    put(s, var->count);
    if (!first || var->kind != VAR_FIELD)
        return;
    put_field(s, var->field);
    GROW(s->fields, s->field_count, s->field_capacity);
    s->fields[s->field_count++] = var->field;
}

static void put_ix(Spelling *s, const Ix *x)
{
    if (!x) {
        put(s, NOTHING);
        return;
    }
    put(s, x->kind);
    put(s, x->num);
    put_var(s, x->var);
    put_ix(s, x->a);
    put_ix(s, x->b);
}

static void put_cond(Spelling *s, const Cond *c)
{
    for (; c; c = c->next) {
        put(s, c->kind);
        put_ix(s, c->a);
        put_ix(s, c->b);
    }
    put(s, NOTHING);
}

static void put_call(Spelling *s, Call call, const Arg *args, int count)
{
    put(s, call);
    put(s, count);
    for (int i = 0; i < count; i++) {
        put(s, args[i].kind);
        put_number(s, args[i].num);
        put_var(s, args[i].var);
        put_ix(s, args[i].ix);
    }
}

static void put_expr(Spelling *s, const Expr *x)
{
    if (!x) {
        put(s, NOTHING);
        return;
    }
    put(s, x->kind);
    put(s, x->op);
    put(s, x->lanes);
    put(s, x->wide);
    put_number(s, x->num);
    put_var(s, x->var);
    put_ix(s, x->at);
    put_ix(s, x->other);
    put_call(s, x->call, x->args, x->arg_count);
    for (int i = 0; i < MAX_IN; i++)
        put_expr(s, x->arg[i]);
}

static void put_stmts(Spelling *s, const Stmt *first);

static void put_stmt(Spelling *s, const Stmt *stmt)
{
    put(s, stmt->kind);
    put(s, stmt->lanes);
    put(s, stmt->wide);
    put(s, stmt->zero);
    put(s, stmt->in_rows);
    put(s, stmt->offset);
    put_var(s, stmt->var);
    put_var(s, stmt->base);
    const Ix *const whole[] = {stmt->at, stmt->lo, stmt->hi, stmt->step, stmt->index};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        put_ix(s, whole[i]);
    put_cond(s, stmt->bound);
    put_cond(s, stmt->cond);
    put_expr(s, stmt->value);
    put_call(s, stmt->call, stmt->args, stmt->arg_count);
    put_stmts(s, stmt->body);
}

static void put_stmts(Spelling *s, const Stmt *first)
{
    for (const Stmt *stmt = first; stmt; stmt = stmt->next)
        put_stmt(s, stmt);
    put(s, NOTHING);
}

/* The spelling's arrays serve one kernel after another. */
static void spell(Spelling *s, const Prog *p, const Kernel *k)
{
    s->p = p;
    s->k = k;
    s->count = s->field_count = s->name_count = 0;
    if (s->names)
        memset(s->names, 0, (s->mask + 1) * sizeof *s->names);
    put(s, k->kind);
    put(s, k->rows ? k->rows->id : NOTHING);
    put(s, k->walks.count);
    for (int i = 0; i < k->walks.count; i++)
        put(s, k->walks.at[i]->id);
    put(s, k->stack);
    put(s, k->wide);
    put_stmts(s, k->body);
}

/* ------------------------------------------------------------ equal ones */

/* Inference comes first, and takes nothing from those that an inference build leaves out. */
const Program emit_order[PROGRAM_COUNT] = {PROGRAM_INFER, PROGRAM_SCORE, PROGRAM_INSPECT, PROGRAM_TRAIN,
                                           PROGRAM_EXPLAIN};

/* A kernel whose function stands for all that are equal to it. */
typedef struct First {
    uint64_t hash;
    const Prog *p;
    Kernel *k;
} First;

typedef struct Sharing {
    First *at;
    int count, capacity;
    Spelling one, other;
} Sharing;

static uint64_t hash_of(const Spelling *s)
{
    uint64_t hash = 0;
    for (int i = 0; i < s->count; i++)
        hash = (hash ^ (uint64_t)s->words[i]) * 0x100000001B3u;
    return gatrt_mix(hash);
}

static bool same_words(const Spelling *a, const Spelling *b)
{
    return a->count == b->count && !memcmp(a->words, b->words, (size_t)a->count * sizeof *a->words);
}

/* For each member that the first one names, the member met at the same count. */
static const char **bind_members(const Spelling *first, const Spelling *k)
{
    const char **bound = arena_alloc((size_t)k->field_count + 1, sizeof *bound);
    for (int i = 0; i < first->k->field_count; i++)
        for (int j = 0; j < first->field_count; j++)
            if (!strcmp(first->fields[j]->name, first->k->fields[i]))
                bound[i] = k->fields[j]->name;
    return bound;
}

static void share_kernel(Sharing *s, const Prog *p, Kernel *k)
{
    spell(&s->one, p, k);
    const uint64_t hash = hash_of(&s->one);
    k->users = 0;
    for (int i = 0; i < s->count; i++) {
        if (s->at[i].hash != hash)
            continue;
        spell(&s->other, s->at[i].p, s->at[i].k);
        if (!same_words(&s->one, &s->other))
            continue;
        k->shared = s->at[i].k;
        k->bound = bind_members(&s->other, &s->one);
        s->at[i].k->users++;
        return;
    }
    k->shared = k;
    k->bound = k->fields;
    k->users = 1;
    GROW(s->at, s->count, s->capacity);
    s->at[s->count++] = (First){hash, p, k};
}

bool is_shared(const Kernel *k)
{
    return k->shared->users > 1;
}

void share_kernels(const Model *m)
{
    Sharing s = {0};
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const Prog *p = m->progs[emit_order[i]];
        for (int j = 0; p && j < p->kernel_count; j++)
            share_kernel(&s, p, p->kernels[j]);
    }
}
