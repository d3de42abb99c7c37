/* verify_equal.c - what must hold of kernels that run another's function: the two are of one kind, over one space and
 * walk, their loops agree node for node, and wherever the function names a member, the kernel names the one that is bound
 * to it, which has the size and the type that the function takes it to have. */
#include "compiler/loops/equal.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/loop.h"

#include <string.h>

/* All nodes of a kernel, in the order of a visit. */
typedef struct Nodes {
    const Stmt **stmt;
    const Expr **expr;
    const Ix **ix;
    const Var **var;
    int stmts, exprs, ixs, vars;
    int stmt_capacity, expr_capacity, ix_capacity, var_capacity;
} Nodes;

typedef struct Twins {
    const char *a, *b;
} Twins;

typedef struct Pair {
    const Prog *p, *of; /* programs of the kernel, and of the one whose function it runs */
    const Kernel *k;
    Nodes a, b;          /* nodes of the function, and of the kernel */
    Twins *there, *back; /* the function's names with the kernel's, and the other way round */
    size_t size;         /* of these tables, a power of two */
} Pair;

static _Noreturn void broken(const Pair *x, const char *what, const char *name)
{
    bug("program %s, kernel %s runs %s: %s: %s", x->p->name, x->k->name, x->k->shared->name, what, name ? name : "");
}

static void add_stmt(void *arg, const Stmt *s)
{
    Nodes *n = arg;
    GROW(n->stmt, n->stmts, n->stmt_capacity);
    n->stmt[n->stmts++] = s;
}

static void add_expr(void *arg, const Expr *x)
{
    Nodes *n = arg;
    GROW(n->expr, n->exprs, n->expr_capacity);
    n->expr[n->exprs++] = x;
}

static void add_ix(void *arg, const Ix *x)
{
    Nodes *n = arg;
    GROW(n->ix, n->ixs, n->ix_capacity);
    n->ix[n->ixs++] = x;
}

static void add_var(void *arg, const Var *var)
{
    Nodes *n = arg;
    GROW(n->var, n->vars, n->var_capacity);
    n->var[n->vars++] = var;
}

static void find_nodes(Nodes *n, const Kernel *k)
{
    n->stmts = n->exprs = n->ixs = n->vars = 0;
    const Visit visit = {.stmt = add_stmt, .expr = add_expr, .ix = add_ix, .var = add_var, .arg = n};
    visit_stmts(&visit, k->body);
}

/* ------------------------------------------------------------ nodes beside each other */

static bool args_agree(Call one, const Arg *a, int count, Call other, const Arg *b, int others)
{
    bool agree = one == other && count == others;
    for (int i = 0; agree && i < count; i++)
        agree = a[i].kind == b[i].kind && a[i].num == b[i].num;
    return agree;
}

static bool conds_agree(const Cond *a, const Cond *b)
{
    for (; a && b; a = a->next, b = b->next)
        if (a->kind != b->kind)
            return false;
    return !a && !b;
}

static bool stmts_agree(const Stmt *a, const Stmt *b)
{
    return a->kind == b->kind && a->lanes == b->lanes && a->zero == b->zero && a->offset == b->offset &&
           a->in_rows == b->in_rows && !a->body == !b->body && !a->next == !b->next && !a->at == !b->at &&
           !a->step == !b->step && !a->index == !b->index && !a->value == !b->value &&
           conds_agree(a->bound, b->bound) && conds_agree(a->cond, b->cond) &&
           args_agree(a->call, a->args, a->arg_count, b->call, b->args, b->arg_count);
}

static bool exprs_agree(const Expr *a, const Expr *b)
{
    const bool same = a->num == b->num || (a->num != a->num && b->num != b->num);
    return a->kind == b->kind && a->lanes == b->lanes && a->op == b->op && same && !a->at == !b->at &&
           args_agree(a->call, a->args, a->arg_count, b->call, b->args, b->arg_count);
}

static bool vars_agree(const Var *a, const Var *b)
{
    const bool letters = a->kind != VAR_LOOP || !strcmp(a->name, b->name);
    return a->kind == b->kind && a->elem == b->elem && a->form == b->form && a->changes == b->changes &&
           a->count == b->count && letters;
}

static void check_nodes(const Pair *x)
{
    const Nodes *a = &x->a, *b = &x->b;
    if (a->stmts != b->stmts || a->exprs != b->exprs || a->ixs != b->ixs || a->vars != b->vars)
        broken(x, "their loops differ in size", NULL);
    for (int i = 0; i < a->stmts; i++)
        if (!stmts_agree(a->stmt[i], b->stmt[i]))
            broken(x, "a statement differs", b->stmt[i]->var ? b->stmt[i]->var->name : NULL);
    for (int i = 0; i < a->exprs; i++)
        if (!exprs_agree(a->expr[i], b->expr[i]))
            broken(x, "an expression differs", b->expr[i]->kind == X_OP ? op_info[b->expr[i]->op].name : NULL);
    for (int i = 0; i < a->ixs; i++)
        if (a->ix[i]->kind != b->ix[i]->kind || a->ix[i]->num != b->ix[i]->num)
            broken(x, "an index differs", NULL);
}

/* ------------------------------------------------------------ names beside each other */

/* What stands for the name, among all that were met; names are interned. */
static void check_twins(const Pair *x, Twins *met, const char *name, const char *twin)
{
    size_t at = (size_t)gatrt_mix((uint64_t)(uintptr_t)name) & (x->size - 1);
    while (met[at].a && met[at].a != name)
        at = (at + 1) & (x->size - 1);
    if (met[at].a && met[at].b != twin)
        broken(x, "a name stands for two", name);
    met[at] = (Twins){name, twin};
}

/* The tables serve one pair after another, and are never more than half full. */
static void clear_twins(Pair *x)
{
    size_t size = x->size ? x->size : 64;
    while (size < 2 * ((size_t)x->a.vars + (size_t)x->k->field_count))
        size *= 2;
    if (size > x->size) {
        x->there = arena_alloc(size, sizeof *x->there);
        x->back = arena_alloc(size, sizeof *x->back);
        x->size = size;
    }
    memset(x->there, 0, x->size * sizeof *x->there);
    memset(x->back, 0, x->size * sizeof *x->back);
}

static void check_names(Pair *x)
{
    clear_twins(x);
    for (int i = 0; i < x->a.vars; i++) {
        const Var *a = x->a.var[i], *b = x->b.var[i];
        if (!vars_agree(a, b))
            broken(x, "a name is of another kind", b->name);
        check_twins(x, x->there, intern(a->name), intern(b->name));
        check_twins(x, x->back, intern(b->name), intern(a->name));
    }
    for (int i = 0; i < x->k->shared->field_count; i++)
        check_twins(x, x->there, intern(x->k->shared->fields[i]), intern(x->k->bound[i]));
}

/* ------------------------------------------------------------ what is bound */

/* Floats of the member for each row of its space, or in all; 0: whole numbers. */
static int64_t width_of(const Prog *p, const Field *f)
{
    const Model *m = p->model;
    switch (f->kind) {
    case FIELD_BUF: return f->buf->width;
    case FIELD_INPUT_GRAD:
    case FIELD_INPUT: return shape_width(m->inputs[f->index].type.shape);
    case FIELD_PARAM:
    case FIELD_GRAD: return shape_width(m->params[f->index].shape);
    case FIELD_OUTPUT: return shape_width(output_type(m, f->index)->shape);
    case FIELD_LOSS: return 1;
    default: return 0;
    }
}

static const Space *space_of(const Prog *p, const Field *f)
{
    const Space *space = SPACE_PARAM;
    if (f->kind == FIELD_BUF)
        space = f->buf->extent == EXTENT_CHUNK   ? NULL
                : f->buf->extent == EXTENT_FIXED ? SPACE_PARAM
                                                 : f->buf->val->type.space;
    else if (f->kind == FIELD_INPUT || f->kind == FIELD_INPUT_GRAD)
        space = p->model->inputs[f->index].type.space;
    else if (f->kind == FIELD_OUTPUT)
        space = output_type(p->model, f->index)->space;
    return space && space->kind == SPACE_ONE ? SPACE_PARAM : space;
}

static bool holds_floats(const Field *f)
{
    return f->kind != FIELD_GRAPH && f->kind != FIELD_ROWS && f->kind != FIELD_PIECES && f->kind != FIELD_DRAW;
}

/* Of the graph or of a sparse input: one list is not another. A dense input is rows like those of any buffer. */
static bool is_list(const Field *f)
{
    return f->kind == FIELD_GRAPH || (f->kind == FIELD_INPUT && strcmp(f->part, "dense") != 0);
}

static bool fits(const Pair *x, const Field *a, const Field *b)
{
    return a->elem == b->elem && a->pointer == b->pointer && (holds_floats(a) ? holds_floats(b) : a->kind == b->kind) &&
           is_list(a) == is_list(b) && (!is_list(a) || !strcmp(a->part, b->part)) &&
           width_of(x->of, a) == width_of(x->p, b) && space_of(x->of, a) == space_of(x->p, b) &&
           kernel_writes(x->k->shared, a) == kernel_writes(x->k, b);
}

static void check_members(const Pair *x)
{
    const Kernel *k = x->k, *first = k->shared;
    if (k->field_count != first->field_count)
        broken(x, "binds more members, or fewer, than there are", NULL);
    for (int i = 0; i < k->field_count; i++) {
        if (!k->bound[i] || !fits(x, find_field(x->of, first->fields[i]), find_field(x->p, k->bound[i])))
            broken(x, "what is bound does not fit", first->fields[i]);
        for (int j = 0; j < i; j++)
            if (!strcmp(k->bound[j], k->bound[i]))
                broken(x, "is bound twice", k->bound[i]);
    }
}

/* ------------------------------------------------------------ all of it */

static const Prog *program_of(const Model *m, const Kernel *k)
{
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (m->progs[i] && k->id < m->progs[i]->kernel_count && m->progs[i]->kernels[k->id] == k)
            return m->progs[i];
    bug("a kernel runs a function of no program");
}

static bool same_walks(const Walks *a, const Walks *b)
{
    for (int i = 0; a->count == b->count && i < a->count; i++)
        if (a->at[i] != b->at[i])
            return false;
    return a->count == b->count;
}

static void check_pair(Pair *x)
{
    const Kernel *k = x->k, *first = k->shared;
    if (k->kind != first->kind || k->rows != first->rows || !same_walks(&k->walks, &first->walks))
        broken(x, "they are of two kinds", NULL);
    if (k->stack != first->stack || k->wide != first->wide)
        broken(x, "their arrays differ", NULL);
    check_members(x);
    find_nodes(&x->a, first);
    find_nodes(&x->b, k);
    check_nodes(x);
    check_names(x);
}

void verify_shared(const Model *m)
{
    Pair pair = {0};
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const Prog *p = m->progs[i];
        for (int j = 0; p && j < p->kernel_count; j++) {
            const Kernel *k = p->kernels[j];
            if (k->shared == k)
                continue;
            pair.p = p;
            pair.of = program_of(m, k->shared);
            pair.k = k;
            check_pair(&pair);
        }
    }
}
