/* loop.c - makes the nodes of loop.h. Whole numbers are folded where a 0 or a 1 takes part, so that an index reads as one
 * would write it. */
#include "compiler/loops/loop.h"
#include "compiler/base/arena.h"

#include <ctype.h>

int64_t array_floats(const Var *var)
{
    return var->elem == ELEM_LANES ? var->count * LANES : var->count;
}

static const Ix *make_ix(Ix node)
{
    Ix *x = arena_alloc(1, sizeof *x);
    *x = node;
    return x;
}

const Ix *ix_number(int64_t num)
{
    return make_ix((Ix){.kind = IX_NUMBER, .num = num});
}

const Ix *ix_dim(Dim e)
{
    return make_ix((Ix){.kind = IX_NUMBER, .num = e.num, .name = e.name});
}

const Ix *ix_lanes(void)
{
    return make_ix((Ix){.kind = IX_LANES});
}

const Ix *ix_wide(void)
{
    return make_ix((Ix){.kind = IX_WIDE});
}

const Ix *ix_ahead(void)
{
    return make_ix((Ix){.kind = IX_AHEAD});
}

const Ix *ix_var(const Var *var)
{
    return make_ix((Ix){.kind = IX_VAR, .var = var});
}

const Ix *ix_read(const Var *list, const Ix *at)
{
    return make_ix((Ix){.kind = IX_READ, .var = list, .a = at});
}

bool ix_is(const Ix *x, int64_t num)
{
    return x->kind == IX_NUMBER && x->num == num;
}

const Ix *ix_add(const Ix *a, const Ix *b)
{
    if (ix_is(a, 0) || ix_is(b, 0))
        return ix_is(a, 0) ? b : a;
    return make_ix((Ix){.kind = IX_ADD, .a = a, .b = b});
}

const Ix *ix_sub(const Ix *a, const Ix *b)
{
    return ix_is(b, 0) ? a : make_ix((Ix){.kind = IX_SUB, .a = a, .b = b});
}

static const Ix *with_dim(IxKind kind, const Ix *a, Dim b)
{
    return make_ix((Ix){.kind = kind, .a = a, .b = ix_dim(b)});
}

const Ix *ix_mul(const Ix *a, Dim b)
{
    return b.num == 1 || ix_is(a, 0) ? a : with_dim(IX_MUL, a, b);
}

const Ix *ix_div(const Ix *a, Dim b)
{
    return b.num == 1 || ix_is(a, 0) ? a : with_dim(IX_DIV, a, b);
}

const Ix *ix_mod(const Ix *a, Dim b)
{
    return b.num == 1 ? ix_number(0) : with_dim(IX_MOD, a, b);
}

const Ix *ix_least(const Ix *a, const Ix *b)
{
    return make_ix((Ix){.kind = IX_LEAST, .a = a, .b = b});
}

bool ix_reads(const Ix *x, const Var *var)
{
    return x && (x->var == var || ix_reads(x->a, var) || ix_reads(x->b, var));
}

bool ix_divides(const Ix *x)
{
    if (!x || x->kind == IX_READ)
        return false;
    return x->kind == IX_DIV || x->kind == IX_MOD || ix_divides(x->a) || ix_divides(x->b);
}

const Cond *cond(CondKind kind, const Ix *a, const Ix *b, const Cond *next)
{
    Cond *c = arena_alloc(1, sizeof *c);
    *c = (Cond){kind, a, b, next};
    return c;
}

/* ------------------------------------------------------------ floats */

static const Expr *make_expr(Expr node)
{
    Expr *x = arena_alloc(1, sizeof *x);
    *x = node;
    return x;
}

const Expr *expr_number(double num)
{
    return make_expr((Expr){.kind = X_NUMBER, .num = num});
}

const Expr *expr_var(const Var *var)
{
    return make_expr((Expr){.kind = X_VAR, .var = var, .lanes = var->elem == ELEM_LANES});
}

const Expr *expr_element(const Var *base, const Ix *at, bool lanes)
{
    return make_expr((Expr){.kind = X_ELEMENT, .var = base, .at = at, .lanes = lanes || base->elem == ELEM_LANES});
}

const Expr *expr_op(Op op, double num, const Expr *const *arg)
{
    Expr x = {.kind = X_OP, .op = op, .num = num};
    for (int i = 0; i < op_info[op].arity; i++) {
        x.arg[i] = arg[i];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an op has as many operands as its arity says */
        x.lanes |= arg[i]->lanes;
    }
    return make_expr(x);
}

const Expr *expr_call(Call call, const Arg *args, int count, bool lanes)
{
    Arg *copy = arena_alloc((size_t)count + 1, sizeof *copy);
    for (int i = 0; i < count; i++)
        copy[i] = args[i];
    return make_expr((Expr){.kind = X_CALL, .call = call, .args = copy, .arg_count = count, .lanes = lanes});
}

const Expr *expr_index(const Ix *at)
{
    return make_expr((Expr){.kind = X_INDEX, .at = at});
}

const Expr *expr_same(const Ix *a, const Ix *b)
{
    return make_expr((Expr){.kind = X_SAME, .at = a, .other = b});
}

bool op_is_call(Op op)
{
    return isalpha((unsigned char)op_info[op].ctext[0]);
}

bool expr_is_read(const Expr *x)
{
    return x->kind != X_NUMBER && x->kind != X_OP;
}

/* ------------------------------------------------------------ all that is within */

static void visit_var(const Visit *visit, const Var *var)
{
    if (var && visit->var)
        visit->var(visit->arg, var);
}

static void visit_ix(const Visit *visit, const Ix *x)
{
    if (!x)
        return;
    if (visit->ix)
        visit->ix(visit->arg, x);
    visit_var(visit, x->var);
    visit_ix(visit, x->a);
    visit_ix(visit, x->b);
}

static void visit_cond(const Visit *visit, const Cond *c)
{
    for (; c; c = c->next) {
        visit_ix(visit, c->a);
        visit_ix(visit, c->b);
    }
}

static void visit_args(const Visit *visit, const Arg *args, int count)
{
    for (int i = 0; i < count; i++) {
        visit_var(visit, args[i].var);
        visit_ix(visit, args[i].ix);
    }
}

static void visit_expr(const Visit *visit, const Expr *x)
{
    if (!x)
        return;
    if (visit->expr)
        visit->expr(visit->arg, x);
    visit_var(visit, x->var);
    visit_ix(visit, x->at);
    visit_ix(visit, x->other);
    visit_args(visit, x->args, x->arg_count);
    for (int i = 0; i < MAX_IN; i++)
        visit_expr(visit, x->arg[i]);
}

void visit_reads(const Visit *visit, const Stmt *s)
{
    visit_var(visit, s->base);
    visit_ix(visit, s->at);
    visit_ix(visit, s->lo);
    visit_ix(visit, s->hi);
    visit_ix(visit, s->step);
    visit_ix(visit, s->index);
    visit_cond(visit, s->cond);
    visit_expr(visit, s->value);
    visit_args(visit, s->args, s->arg_count);
}

void visit_bound(const Visit *visit, const Stmt *s)
{
    visit_cond(visit, s->bound);
}

void visit_stmts(const Visit *visit, const Stmt *s)
{
    for (; s; s = s->next) {
        if (visit->stmt)
            visit->stmt(visit->arg, s);
        visit_var(visit, s->var);
        visit_reads(visit, s);
        visit_bound(visit, s);
        visit_stmts(visit, s->body);
    }
}
