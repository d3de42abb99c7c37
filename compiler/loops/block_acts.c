/* block_acts.c - one act as statements: of an element within a loop, or, for products, concatenations and sums by
 * head, of all of its loops. */
#include "compiler/ir/ends.h"
#include "compiler/base/arena.h"
#include "compiler/loops/block.h"

#include <math.h>

/* ------------------------------------------------------------ writing loops */

/* Opens the loops of a shape; the index is that of the element inside. `flat`: one loop will do. */
Index open_shape(Sched *s, Shape shape, bool flat, Stmt ***outer)
{
    Index at = index_flat(shape, ix_number(0));
    *outer = NULL;
    if (shape_width(shape) > 1 && is_nested(shape) && !flat) {
        Stmt **inner;
        *outer = open_features(s, 'h', shape_dim(shape, 0));
        at = open_row(s, shape, ix_mul(ix_at('h'), shape_dim(shape, 1)), 'i', shape_dim(shape, 1), &inner);
        at.h = ix_at('h');
        at.i = ix_at('i');
    } else if (shape_width(shape) > 1) {
        at = open_row(s, shape, NULL, 'i', shape_row(shape), outer);
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

static Dim reduced_count(const Val *v)
{
    const Shape from = v->in[0]->type.shape;
    return shape_dim(from, v->op == OP_sum_heads ? 0 : from.rank - 1);
}

bool sums_lanes(const Sched *s, const Val *v)
{
    return s->wide && v->op == OP_sum_last && reduced_count(v).num % LANES == 0;
}

/* parts = the sum over the last dimension, each lane for itself */
static void sum_lanes(Sched *s, const Val *v, Ref part, Index at)
{
    Stmt **outer = open_lane_sum(s, part, 'k', reduced_count(v));
    Index last = index_reduced(v->in[0]->type.shape, v->op, at);
    last.lane = LANE_STEP;
    add(s, part, element(s, v->in[0], last));
    close_row(s, outer);
}

/* GAT_STEP heads at a time: their lanes are added up together. */
void make_heads(Sched *s, const Val *v)
{
    const Var *parts = local_array(arena_format("%s_lanes", val_label(s->p, v)), ELEM_LANES, lanes_in_all);
    const Ix *head = ix_add(ix_at('h'), ix_at('j'));
    Stmt **outer = open_lanes(s, 'h', val_dim(v));
    s->lanes = false;
    declare_array(s, parts, false);
    Stmt **after = loop_open(s, 'j', ix_number(0), ix_lanes());
    sum_lanes(s, v, lane_part_of(parts, ix_at('j')), (Index){.shape = v->type.shape, .flat = head, .h = head});
    s->tail = after;
    s->lanes = true;
    set_made(s, v, (Index){.shape = v->type.shape, .flat = ix_at('h'), .lane = LANE_STEP},
             total_of(CALL_TOTALS, parts, true));
    close_row(s, outer);
}

/* A sum whose features fill lanes. */
static void make_sum_of_lanes(Sched *s, const Val *v, Index at)
{
    const Var *part = local_array(arena_format("%s_lanes", val_label(s->p, v)), ELEM_LANES, lane_parts);
    declare_array(s, part, false);
    sum_lanes(s, v, ref(part, ix_at('l')), at);
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
    const char *name = scalar ? local_name(s, v) : arena_format("%s_acc", val_label(s->p, v));
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
        arg[i] =
            is_row_gather(v) ? end_element(s, v, at) : element(s, v->in[i], index_through(at, v->in[i]->type.shape));
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
    const Ref dest = s->blocked && a->kind == ACT_SUM ? block_dest(s, a->val, at) : element_dest(s, a->val, at);
    const Expr *x = element(s, a->val->in[0], at);
    if (a->kind == ACT_SUM) {
        add(s, dest, x);
        return;
    }
    const Expr *old = dest.at ? expr_element(dest.var, dest.at, at.lane == LANE_STEP) : expr_var(dest.var);
    if (!expr_is_read(x))
        x = let(s, arena_format("%s_new", val_label(s->p, a->val)), x);
    set(s, dest, apply(s, &larger, (const Expr *const[]){x, old}));
}

void act_element(Sched *s, const Act *a, Index at)
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
    const Dim width = shape_dim(from.shape, last);
    if (last == 0)
        return ix_add(from.flat, ix_number(start));
    const Ix *head = from.h ? from.h : ix_div(from.flat, width), *tail = from.h ? from.i : ix_mod(from.flat, width);
    return ix_add(ix_add(ix_mul(head, shape_dim(whole, last)), tail), ix_number(start));
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

void act_alone(Sched *s, const Act *a)
{
    if (a->val->op == OP_outer)
        make_outer(s, a);
    else if (a->val->op == OP_concat)
        make_concat(s, a->val);
    else
        make_product(s, a->val);
}
