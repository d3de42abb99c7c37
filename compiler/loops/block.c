/* block.c - the statements of one place (a row between two passes, one edge of a
 * pass) as feature loops.
 *
 * Acts of the same shape share a loop as long as each reads only the loop's own
 * element of what the loop makes. A value used once, there, is written out in place;
 * one used only inside its loop is a scalar; any other is an array of the row or edge.
 * In: acts, operands first. Out: statements at s->tail. */
#include "compiler/base/arena.h"
#include "compiler/loops/schedule.h"

#include <math.h>

typedef struct Loop {
    Shape shape;
    int level;
    bool alone;   /* products and concatenations have loops of their own */
    bool reduces; /* contractions keep to themselves: beside their inner loop nothing would vectorise */
    const Act **acts;
    int count, capacity;
} Loop;

typedef struct Block {
    Sched *s;
    const Act *acts;
    int count, level;
    Loop *loops;
    int loop_count, loop_capacity;
    int *loop_of; /* by value id: where it is made; -1: not in this block */
    int *nested;  /* by value id: operators that stand within one another where it is written out */
    int *uses;    /* by value id: reads by acts and other values of the block */
    bool *shared; /* by value id: read from another loop than its own */
} Block;

/* ------------------------------------------------------------ shapes of loops */

static bool is_nested(Shape s)
{
    return s.rank == 2 && s.dim[0] > 1 && s.dim[1] > 1;
}

/* Do both shapes visit the same elements in the same loops? */
static bool same_loops(Shape a, Shape b)
{
    if (shape_width(a) != shape_width(b) || is_nested(a) != is_nested(b))
        return false;
    return !is_nested(a) || a.dim[0] == b.dim[0];
}

static bool is_product(const Val *v)
{
    return op_info[v->op].kind == KIND_GEMM || v->op == OP_outer;
}

static bool is_alone(const Act *a)
{
    return a->kind == ACT_OUTER || (a->kind == ACT_MAKE && (a->val->op == OP_concat || is_product(a->val)));
}

static Shape act_shape(const Act *a)
{
    return a->kind == ACT_FOLD ? a->val->in[0]->type.shape : a->val->type.shape;
}

static int act_operands(const Act *a, Val **in)
{
    if (a->kind == ACT_STORE || a->kind == ACT_ROOT) {
        in[0] = a->val;
        return 1;
    }
    int arity = op_info[a->val->op].arity;
    for (int i = 0; i < arity; i++)
        in[i] = a->val->in[i];
    return arity;
}

static bool is_reduce(const Act *a)
{
    return a->kind == ACT_MAKE && op_info[a->val->op].kind == KIND_REDUCE;
}

static bool made_in_block(const Block *b, const Val *v)
{
    return b->loop_of[v->id] != -1;
}

/* ------------------------------------------------------------ what is written out in place */

static void count_uses(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        Val *in[MAX_IN];
        int n = act_operands(&b->acts[i], in);
        for (int j = 0; j < n; j++)
            b->uses[view_base(in[j])->id]++;
    }
}

/* Would the reader's C text repeat its operand number `at`? */
static bool repeats(const Act *reader, int at)
{
    const char *text = reader->kind == ACT_MAKE ? op_info[reader->val->op].ctext : NULL;
    int seen = 0;
    for (; text && *text; text++)
        seen += text[0] == '$' && text[1] == '0' + at;
    return seen > 1;
}

/* The one act that reads v: may v's expression stand there? */
static bool may_inline(const Block *b, const Act *reader, int at, const Val *operand, const Val *v)
{
    Sched *s = b->s;
    bool element = op_info[v->op].kind == KIND_MAP || v->op == OP_keep;
    if (!element || operand != v || b->uses[v->id] != 1 || s->outside[v->id] || is_alone(reader) || repeats(reader, at))
        return false;
    if (is_reduce(reader))
        return true;
    return !v->name && same_loops(v->type.shape, act_shape(reader));
}

/* C compilers take so many brackets and no more, and what is longer is better read in parts. */
enum { MOST_NESTED = 40 };

/* Operands come first: what is written out in them is known. */
static void choose_inline(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *reader = &b->acts[i];
        Val *in[MAX_IN];
        int n = act_operands(reader, in);
        for (int j = 0; j < n; j++) {
            const Val *v = view_base(in[j]);
            if (!made_in_block(b, v) || !may_inline(b, reader, j, in[j], v) || b->nested[v->id] >= MOST_NESTED)
                continue;
            b->s->mode[v->id] = MODE_INLINE;
            if (reader->kind == ACT_MAKE && b->nested[reader->val->id] <= b->nested[v->id])
                b->nested[reader->val->id] = b->nested[v->id] + 1;
        }
    }
}

/* ------------------------------------------------------------ placing acts in loops */

typedef struct Reads {
    Shape loops;  /* of the reader */
    int earliest; /* first loop the reader may be in */
    int at;       /* second pass: the loop it is in; marks what is shared */
} Reads;

/* Follows an operand to the values made in this block that it reads; `together`: at the reader's own element. */
static void follow(Block *b, Reads *reads, const Val *v, bool together)
{
    while (is_view(v)) {
        together &= v->op != OP_slice && same_loops(v->type.shape, v->in[0]->type.shape);
        v = v->in[0];
    }
    if (!made_in_block(b, v))
        return;
    together &= same_loops(v->type.shape, reads->loops);
    if (b->s->mode[v->id] == MODE_INLINE) {
        for (int i = 0; i < op_info[v->op].arity; i++)
            follow(b, reads, v->in[i], together && same_loops(v->in[i]->type.shape, v->type.shape));
        return;
    }
    int loop = b->loop_of[v->id];
    int first = together ? loop : loop + 1;
    reads->earliest = first > reads->earliest ? first : reads->earliest;
    if (reads->at >= 0 && (reads->at != loop || !together))
        b->shared[v->id] = true;
}

static Reads follow_operands(Block *b, const Act *a, int at)
{
    Reads reads = {.loops = act_shape(a), .at = at};
    Val *in[MAX_IN];
    int n = act_operands(a, in);
    for (int j = 0; j < n; j++)
        follow(b, &reads, in[j], !is_reduce(a) && !is_alone(a));
    return reads;
}

static int find_loop(Block *b, const Act *a, int earliest)
{
    bool alone = is_alone(a);
    bool reduces = is_reduce(a) && shape_width(act_shape(a)) > 1;
    for (int i = earliest; i < b->loop_count && !alone; i++)
        if (!b->loops[i].alone && b->loops[i].reduces == reduces && b->loops[i].level == a->level &&
            same_loops(b->loops[i].shape, act_shape(a)))
            return i;
    GROW(b->loops, b->loop_count, b->loop_capacity);
    b->loops[b->loop_count] = (Loop){.shape = act_shape(a), .level = a->level, .alone = alone, .reduces = reduces};
    return b->loop_count++;
}

static bool is_inline(const Block *b, const Act *a)
{
    return a->kind == ACT_MAKE && b->s->mode[a->val->id] == MODE_INLINE;
}

static void place_acts(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *a = &b->acts[i];
        if (is_inline(b, a))
            continue;
        int at = find_loop(b, a, follow_operands(b, a, -1).earliest);
        Loop *loop = &b->loops[at];
        GROW(loop->acts, loop->count, loop->capacity);
        loop->acts[loop->count++] = a;
        if (a->kind == ACT_MAKE)
            b->loop_of[a->val->id] = at;
    }
    for (int i = 0; i < b->loop_count; i++)
        for (int j = 0; j < b->loops[i].count; j++)
            follow_operands(b, b->loops[i].acts[j], i);
}

static void choose_modes(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *a = &b->acts[i];
        if (a->kind != ACT_MAKE || is_inline(b, a))
            continue;
        const Val *v = a->val;
        bool local = b->s->outside[v->id] || b->shared[v->id] || is_alone(a);
        if (is_single(v)) {
            b->s->mode[v->id] = MODE_MEMORY;
            continue;
        }
        bool scalar = val_width(v) == 1 && a->level >= b->level && !is_alone(a); /* no loop or guard around it */
        local &= !scalar;
        b->s->mode[v->id] = local ? MODE_LOCAL : MODE_LET;
        if (local)
            declare_local(b->s, v, a->level < b->level);
    }
}

/* ------------------------------------------------------------ writing loops */

/* Opens the loops of a shape; the index is that of the element inside. `flat`: one loop will do. */
static Index open_shape(Sched *s, Shape shape, bool flat, Stmt ***outer)
{
    Index at = index_flat(shape, ix_number(0));
    *outer = NULL;
    if (shape_width(shape) > 1 && is_nested(shape) && !flat) {
        Stmt **inner;
        *outer = open_features(s, 'h', shape.dim[0]);
        at = open_row(s, shape, ix_mul(ix_at('h'), shape.dim[1]), 'i', shape.dim[1], &inner);
        at.h = ix_at('h');
        at.i = ix_at('i');
    } else if (shape_width(shape) > 1) {
        at = open_row(s, shape, NULL, 'i', shape_width(shape), outer);
    }
    if (shape.rank == 2 && !at.h && !is_nested(shape)) {
        at.h = shape.dim[0] == 1 ? ix_number(0) : at.flat;
        at.i = shape.dim[0] == 1 ? at.flat : ix_number(0);
    }
    return at;
}

static void set_made(Sched *s, const Val *v, Index at, const Expr *value)
{
    if (s->mode[v->id] == MODE_LET)
        let(s, local_name(s, v), value);
    else
        set(s, element_dest(s, v, at), value);
}

static int64_t reduced_count(const Val *v)
{
    Shape from = v->in[0]->type.shape;
    return v->op == OP_sum_heads ? from.dim[0] : from.dim[from.rank - 1];
}

static bool sums_lanes(const Sched *s, const Val *v)
{
    return s->wide && v->op == OP_sum_last && reduced_count(v) % LANES == 0;
}

/* part += the sum over the last dimension, each lane for itself */
static void add_lanes(Sched *s, const Val *v, Ref part, Index at)
{
    Stmt **outer = open_lanes(s, 'k', reduced_count(v));
    Index last = index_reduced(v->in[0]->type.shape, v->op, at);
    last.lane = LANE_STEP;
    add(s, part, element(s, v->in[0], last));
    close_row(s, outer);
}

/* GAT_STEP heads at a time: their lanes are added up together. */
static void make_heads(Sched *s, const Val *v)
{
    const Var *parts = local_array(arena_format("part_%s", val_label(s->p, v)), ELEM_LANES, 0);
    const Ix *head = ix_add(ix_at('h'), ix_at('j'));
    Stmt **outer = open_lanes(s, 'h', val_width(v));
    s->lanes = false;
    declare_array(s, parts, false);
    Stmt **after = loop_open(s, 'j', ix_number(0), ix_lanes());
    set(s, ref(parts, ix_at('j')), expr_number(0));
    add_lanes(s, v, ref(parts, ix_at('j')), (Index){.shape = v->type.shape, .flat = head, .h = head});
    s->tail = after;
    s->lanes = true;
    set_made(s, v, (Index){.shape = v->type.shape, .flat = ix_at('h'), .lane = LANE_STEP},
             total_of(CALL_TOTALS, parts, true));
    close_row(s, outer);
}

/* A sum whose features fill lanes. */
static void make_sum_of_lanes(Sched *s, const Val *v, Index at)
{
    const Var *part = local_variable(arena_format("part_%s", val_label(s->p, v)), ELEM_LANES);
    declare_value(s, part, expr_number(0));
    add_lanes(s, v, ref(part, NULL), at);
    set_made(s, v, at, total_of(CALL_TOTAL, part, false));
}

/* The variable a reduction runs in: the result itself where that is a scalar. */
static void make_reduce(Sched *s, const Val *v, Index at)
{
    const Val *x = v->in[0], larger = {.op = OP_maximum};
    const bool max = v->op == OP_max_last, scalar = s->mode[v->id] == MODE_LET, lanes = at.lane == LANE_STEP;
    s->refused |= lanes && v->op != OP_sum_heads;
    if (sums_lanes(s, v)) {
        make_sum_of_lanes(s, v, at);
        return;
    }
    const char *name = scalar ? local_name(s, v) : arena_format("%s_%s", max ? "top" : "sum", val_label(s->p, v));
    const Var *result = local_variable(name, lanes ? ELEM_LANES : ELEM_FLOAT);
    declare_value(s, result, expr_number(max ? -INFINITY : 0));
    Stmt **outer = open_features(s, 'k', reduced_count(v));
    const Expr *x_k = element(s, x, index_reduced(x->type.shape, v->op, at));
    if (max)
        set(s, ref(result, NULL), apply(s, &larger, (const Expr *const[]){let(s, "x_k", x_k), expr_var(result)}));
    else
        add(s, ref(result, NULL), x_k);
    s->tail = outer;
    if (!scalar)
        set_made(s, v, at, expr_var(result));
}

static void make_element(Sched *s, const Val *v, Index at)
{
    const Expr *arg[MAX_IN] = {0};
    Kind kind = op_info[v->op].kind;
    if (kind == KIND_REDUCE) {
        make_reduce(s, v, at);
        return;
    }
    for (int i = 0; i < op_info[v->op].arity; i++)
        arg[i] = element(s, v->in[i], index_through(at, v->in[i]->type.shape));
    Mode mode = s->mode[v->id];
    if (v->op == OP_keep)
        s->mode[v->id] = MODE_INLINE; /* its own expression, not its name */
    const Expr *value = kind == KIND_MAP ? apply(s, v, arg) : kind == KIND_LEAF ? element(s, v, at) : arg[0];
    s->mode[v->id] = mode;
    set_made(s, v, at, value);
}

static void sum_element(Sched *s, const Act *a, Index at)
{
    static const Val larger = {.op = OP_maximum};
    const Ref dest = element_dest(s, a->val, at);
    const Expr *x = element(s, a->val->in[0], at);
    if (a->kind == ACT_SUM) {
        add(s, dest, x);
        return;
    }
    const Expr *old = dest.at ? expr_element(dest.var, dest.at, at.lane == LANE_STEP) : expr_var(dest.var);
    if (!expr_is_place(x))
        x = let(s, arena_format("x_%s", val_label(s->p, a->val)), x);
    set(s, dest, apply(s, &larger, (const Expr *const[]){x, old}));
}

static void act_element(Sched *s, const Act *a, Index at)
{
    const Expr *value = a->kind == ACT_STORE || a->kind == ACT_ROOT ? element(s, a->val, at) : NULL;
    switch (a->kind) {
    case ACT_MAKE: make_element(s, a->val, at); break;
    case ACT_SUM:
    case ACT_MAX: sum_element(s, a, at); break;
    case ACT_STORE: set(s, buf_dest(s, a->val, at), value); break;
    case ACT_ROOT: set(s, root_dest(s, a->root, at), value); break;
    case ACT_FOLD: add(s, piece_element(a->piece, at.flat), element(s, a->val->in[0], at)); break;
    case ACT_OUTER: break;
    }
}

/* ------------------------------------------------------------ concatenations */

/* Where element `from` of a part that begins at `start` of the last dimension lies in the whole. */
static const Ix *index_of_part(Index from, Shape whole, int32_t start)
{
    const int last = whole.rank - 1;
    const int32_t width = from.shape.dim[last];
    if (last == 0)
        return ix_add(from.flat, ix_number(start));
    const Ix *head = from.h ? from.h : ix_div(from.flat, width), *tail = from.h ? from.i : ix_mod(from.flat, width);
    return ix_add(ix_add(ix_mul(head, whole.dim[last]), tail), ix_number(start));
}

static void make_concat(Sched *s, const Val *v)
{
    const Shape shape = v->type.shape;
    const int last = shape.rank - 1;
    int32_t start = 0;
    for (int part = 0; part < 2; part++) {
        Val *x = v->in[part];
        Stmt **outer;
        const Index from = open_shape(s, x->type.shape, false, &outer);
        const int32_t width = x->type.shape.dim[last];
        const Ix *flat = index_of_part(from, shape, start);
        const Expr *value = element(s, x, from);
        set(s, element_dest(s, v, index_flat(shape, flat)), value);
        /* Lanes write neighbours: not where each has a row of its own, or they may lie in two. */
        s->refused |= from.lane == LANE_STEP && last > 0 && (width == 1 || ix_divides(flat));
        close_row(s, outer);
        start += width;
    }
}

static void act_alone(Sched *s, const Act *a)
{
    if (a->val->op == OP_outer)
        make_outer(s, a);
    else if (a->val->op == OP_concat)
        make_concat(s, a->val);
    else
        make_product(s, a->val);
}

/* ------------------------------------------------------------ the block */

/* Does the element of v at the loop's place read another place than its own, other than a scalar? */
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

/* The element of an act in the loop of another with the same loops. */
static Index index_of_act(Index at, Shape shape)
{
    if (shape_equal(shape, at.shape))
        return at;
    Index own = {.shape = shape, .flat = at.flat, .lane = at.lane};
    if (shape.rank == 2) {
        own.h = shape.dim[0] == 1 ? ix_number(0) : at.h ? at.h : at.flat;
        own.i = shape.dim[0] == 1 ? at.flat : at.i ? at.i : ix_number(0);
    }
    return own;
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
            act_element(s, loop->acts[i], index_of_act(at, act_shape(loop->acts[i])));
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
            guard = if_open(s, cond(COND_LESS, ix_at('v'), use_rows(s, level), NULL));
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
    place_acts(&b);
    choose_modes(&b);
    write_loops(&b);
}
