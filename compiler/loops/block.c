/* block.c - the statements of one block (a row between two passes, one edge of a
 * pass) as feature loops: by lanes where each act allows it, else one feature at a time.
 * In: acts, operands first. Out: statements at s->tail. */
#include "compiler/base/arena.h"
#include "compiler/loops/block.h"

/* ------------------------------------------------------------ the block */

/* Does the element of v at the loop's index read an element at another, other than a scalar? */
static bool is_broadcast(const Block *b, const Val *v, int64_t width)
{
    if (op_info[v->op].kind == KIND_GATHER || v->op == OP_reshape)
        return is_broadcast(b, v->in[0], width);
    if (v->op == OP_expand || v->op == OP_slice)
        return true;
    if (val_width(v) != width)
        return val_width(v) != 1;
    if (!made_in_block(b, v) || b->s->mode[v->id] != MODE_INLINE)
        return false;
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (is_broadcast(b, v->in[i], width))
            return true;
    return false;
}

/* Heads and features need no loops of their own where every operand has both. */
static bool runs_flat(const Block *b, const Loop *loop)
{
    int64_t width = shape_width(loop->shape);
    for (int i = 0; i < loop->count; i++) {
        Val *in[MAX_IN];
        int n = act_operands(loop->acts[i], in);
        if (is_reduce(loop->acts[i]))
            return false;
        for (int j = 0; j < n; j++)
            if (is_broadcast(b, in[j], width))
                return false;
    }
    return true;
}

/* Sums over features, head by head: heads in steps of lanes, where each has lanes of features. */
static bool is_heads(const Block *b, const Loop *loop)
{
    for (int i = 0; i < loop->count; i++)
        if (!is_reduce(loop->acts[i]) || !sums_lanes(b->s, loop->acts[i]->val) || shape_width(loop->shape) % LANES)
            return false;
    return true;
}

static void make_loop(Block *b, const Loop *loop)
{
    Sched *s = b->s;
    Stmt **outer = NULL;
    if (loop->alone) {
        act_alone(s, loop->acts[0]);
    } else if (is_heads(b, loop)) {
        for (int i = 0; i < loop->count; i++)
            make_heads(s, loop->acts[i]->val);
    } else {
        Index at = open_shape(s, loop->shape, runs_flat(b, loop), &outer);
        for (int i = 0; i < loop->count; i++)
            act_element(s, loop->acts[i], index_reshaped(at, act_shape(loop->acts[i])));
        close_row(s, outer);
    }
}

/* Makes the loop's statements beside those that stand; true where all of them can be written. */
static bool try_loop(Block *b, const Loop *loop, bool wide, Stmt **made)
{
    Sched *s = b->s;
    Stmt **tail = s->tail;
    s->tail = made;
    s->wide = wide;
    s->refused = false;
    make_loop(b, loop);
    s->wide = false;
    s->tail = tail;
    return !s->refused || !wide;
}

/* For lanes, or, where something in it is for one feature at a time, so. */
static void write_loop(Block *b, const Loop *loop)
{
    Stmt *made = NULL;
    settle(b->s);
    if (!try_loop(b, loop, true, &made)) {
        forget(b->s);
        made = NULL;
        try_loop(b, loop, false, &made);
    }
    settle(b->s);
    if (made)
        made->note = note_of_loop(b->s->p, loop);
    stmt_append(b->s, made);
}

/* Loops in a row that stop at the same level stand under one condition. */
static void write_loops(Block *b)
{
    Sched *s = b->s;
    for (int i = 0; i < b->loop_count;) {
        int level = b->loops[i].level;
        Stmt **guard = NULL;
        if (level < b->level)
            guard = if_open(s, cond(COND_LESS, ix_at('v'), use_rows(s, s->k->rows, level), NULL));
        for (; i < b->loop_count && b->loops[i].level == level; i++)
            write_loop(b, &b->loops[i]);
        if (guard)
            s->tail = guard;
    }
}

void push_act(Acts *acts, Act act)
{
    GROW(acts->at, acts->count, acts->capacity);
    acts->at[acts->count++] = act;
}

void block_emit(Sched *s, const Act *acts, int count, int level)
{
    size_t n = (size_t)s->p->count + 1;
    Block b = {.s = s, .acts = acts, .count = count, .level = level};
    b.loop_of = s->tables->loop_of;
    b.nested = cleared(s, s->tables->nested, sizeof(int));
    b.uses = cleared(s, s->tables->uses, sizeof(int));
    b.shared = cleared(s, s->tables->shared, sizeof(bool));
    for (size_t i = 0; i < n; i++)
        b.loop_of[i] = -1;
    for (int i = 0; i < count; i++)
        if (acts[i].kind == ACT_MAKE) {
            b.loop_of[acts[i].val->id] = -2; /* made here, loop not known yet */
            s->mode[acts[i].val->id] = MODE_LET;
        }
    count_uses(&b);
    choose_inline(&b);
    deal_acts(&b);
    choose_modes(&b);
    write_loops(&b);
}
