/* widen.c - loops over features that only move, multiply and add: they go by GAT_WIDE, the widest register there is, not
 * by GAT_STEP. A lane computes the same in any width, so no bit depends on it; functions, sums over lanes and names that
 * hold lanes are of GAT_STEP, and loops with one of these stay as they are. The two widths meet in memory alone.
 */
#include "compiler/base/arena.h"
#include "compiler/loops/loop.h"
#include "compiler/loops/schedule.h"

enum { REGISTERS = 16 };

/* Where it is one number for all lanes it does not depend on the feature, else its index would be divided. */
static bool expr_can_widen(const Expr *x)
{
    switch (x->kind) {
    case X_NUMBER: return true;
    case X_VAR: return !x->lanes;
    case X_ELEMENT: return x->var->elem == ELEM_FLOAT;
    case X_OP: break;
    default: return false;
    }
    for (int i = 0; i < op_info[x->op].arity; i++)
        if (!expr_can_widen(x->arg[i]))
            return false;
    return !op_is_call(x->op);
}

static bool stmt_can_widen(const Stmt *s)
{
    return (s->kind == S_SET || s->kind == S_ADD) && s->at && s->lanes && s->var->elem == ELEM_FLOAT &&
           expr_can_widen(s->value);
}

static bool loop_can_widen(const Stmt *s)
{
    if (s->kind != S_LOOP || !s->lanes || s->bound || !s->step || s->step->kind != IX_LANES || !ix_is(s->lo, 0) ||
        s->hi->kind != IX_NUMBER || s->hi->num % WIDE_LANES || s->hi->num > REGISTERS * LANES)
        return false;
    for (const Stmt *inner = s->body; inner; inner = inner->next)
        if (!stmt_can_widen(inner))
            return false;
    return true;
}

static const Expr *wide_expr(const Expr *x)
{
    if (!x->lanes)
        return x;
    Expr *wide = arena_alloc(1, sizeof *wide);
    *wide = *x;
    wide->wide = true;
    for (int i = 0; x->kind == X_OP && i < op_info[x->op].arity; i++)
        wide->arg[i] = wide_expr(x->arg[i]);
    return wide;
}

static void widen_loop(Stmt *s)
{
    s->step = ix_wide();
    for (Stmt *inner = s->body; inner; inner = inner->next) {
        inner->wide = true;
        inner->value = wide_expr(inner->value);
    }
}

void widen_loops(Stmt *s)
{
    for (; s; s = s->next) {
        if (loop_can_widen(s))
            widen_loop(s);
        else
            widen_loops(s->body);
    }
}
