/* access.c - how one element of a value is read or written at the row or edge at hand: a number, a scalar, an element of a row
 * in memory, or the whole expression. Naming a row in memory declares its pointer at the top of the row (or edge) the
 * first time. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/schedule.h"

/* ------------------------------------------------------------ expressions */

const Expr *apply(Sched *s, const Val *v, const Expr *const *arg)
{
    const Expr *x = expr_op(v->op, v->attr.num, arg);
    s->refused |= x->lanes && op_info[v->op].lanes == LANES_ONE;
    return x;
}

const Expr *expr_named(const char *name, Index at)
{
    return expr_var(local_scalar(name, at.lane == LANE_STEP ? ELEM_LANES : ELEM_FLOAT));
}

/* What advances with the index: base[index], or that and its neighbours for the lanes. */
static const Expr *element_at(const Var *base, Index at)
{
    return expr_element(base, at.flat, at.lane == LANE_STEP);
}

/* ------------------------------------------------------------ names */

const char *val_label(const Prog *p, const Val *v)
{
    return p->labels[v->id];
}

const char *local_name(const Sched *s, const Val *v)
{
    return arena_format("%s_%s", val_label(s->p, v), is_edge_value(v) ? "e" : is_single(v) ? "0" : "v");
}

/* Whose row of a value is meant: that at hand, the one at the far end of the edge, or the one at an end of the row at
 * hand itself (FIRST_END, or the next). */
typedef enum Whose { OWN, FAR, FIRST_END, SECOND_END } Whose;

static Scope *scope_of(Sched *s, const Val *v, Whose whose)
{
    return whose == FAR || is_of_walk(v, s->walk) ? s->edge : s->row;
}

static Stmt *one_stmt(Stmt node)
{
    Stmt *stmt = arena_alloc(1, sizeof *stmt);
    *stmt = node;
    return stmt;
}

void declare_local(Sched *s, const Val *v, bool zero)
{
    const char *name = local_name(s, v);
    const Dim width = val_dim(v);
    Stmt node = {
        .kind = S_DECLARE, .zero = zero && width.num > 1, .value = zero && width.num == 1 ? expr_number(0) : NULL};
    node.var = width.num == 1 ? local_variable(name, ELEM_FLOAT) : local_array(name, ELEM_FLOAT, width);
    note_declare(s, scope_of(s, v, OWN), node.var, one_stmt(node));
    settle(s);
}

/* The row at an end of the row at hand, looked up once for it: graph_v. */
static const Var *end_row(Sched *s, const End *end)
{
    const Var *row = local_scalar(arena_format("%s_v", end->name), ELEM_INT64);
    const Stmt node = {.kind = S_DECLARE, .var = row, .index = ix_read(use_list(s, end, LIST_AT), ix_at('v'))};
    note_declare(s, s->row, row, one_stmt(node));
    return row;
}

/* Which row of a space is meant: this row, the far end, the edge or what else the walk meets, a row at an end. */
static const Var *which_row(Sched *s, const Val *v, Whose whose)
{
    if (whose >= FIRST_END)
        return end_row(s, s->k->rows->ends[whose - FIRST_END]);
    if (whose == FAR)
        note_letter(s, NOTE_FAR);
    else if (is_of_walk(v, s->walk))
        note_letter(s, NOTE_EDGE);
    return letter(whose == FAR ? 'u' : is_of_walk(v, s->walk) ? 'e' : 'v');
}

/* ------------------------------------------------------------ memory */

static const Expr *memory_element(Sched *s, const Val *v, Whose whose, Index at)
{
    const Var *base = memory_base(s, v);
    if (is_single(v))
        return element_at(base, at);
    const Dim width = val_dim(v);
    const Var *row = which_row(s, v, whose);
    const bool met = whose == OWN && is_of_walk(v, s->walk);
    if (whose == FAR || met)
        note_ahead(s, base, width, met);
    if (width.num == 1)
        return expr_element(base, ix_var(row), false);
    const Var *pointer = local_pointer(arena_format("%s_%s", base->name, row->name), false);
    const Stmt node = {.kind = S_DECLARE, .var = pointer, .base = base, .index = ix_mul(ix_var(row), width)};
    note_declare(s, scope_of(s, v, whose), pointer, one_stmt(node));
    return element_at(pointer, at);
}

/* ------------------------------------------------------------ random draws */

static Arg arg_uint32(const Ix *ix)
{
    return (Arg){.kind = ARG_UINT32, .ix = ix};
}

static Arg threshold(const Val *keep)
{
    return (Arg){.kind = ARG_THRESHOLD, .num = keep->attr.num};
}

static Arg scale(const Val *keep)
{
    return (Arg){.kind = ARG_FLOAT, .num = 1.0 / (1.0 - keep->attr.num)};
}

static const Ix *row_of(Sched *s, const Val *v, Whose whose)
{
    return is_single(v) ? ix_number(0) : ix_var(which_row(s, v, whose));
}

static const Ix *use_key(Sched *s, const Val *keep, Whose whose)
{
    const Ix *row = row_of(s, keep, whose);
    const char *end = row->kind == IX_NUMBER ? "0" : row->var->name;
    const Var *key = local_scalar(arena_format("%s_key_%s", val_label(s->p, keep), end), ELEM_UINT32);
    const Arg args[] = {arg_index(ix_var(use_draw(s, keep))), arg_uint32(row)};
    const Stmt node = {.kind = S_DECLARE, .var = key, .value = expr_call(CALL_ROW_KEY, args, 2, false)};
    note_declare(s, scope_of(s, keep, whose), key, one_stmt(node));
    return ix_var(key);
}

static const Expr *keep_element(Sched *s, const Val *v, Whose whose, Index at)
{
    const Arg args[] = {arg_index(use_key(s, v, whose)), arg_uint32(at.flat), threshold(v), scale(v)};
    return expr_call(CALL_KEEP, args, 4, at.lane == LANE_STEP);
}

const Var *entry_base(Sched *s, const Val *input)
{
    return use_sparse(s, input, s->k->kind == KERNEL_COLUMNS ? "col_val" : "val");
}

/* By rows the list names elements of this row; by columns it names rows, and the element is the column. */
const Expr *keep_entries(Sched *s, const Val *keep, const Var *list, const Ix *row)
{
    const Arg entries = arg_address(list, ix_at('q'));
    if (s->k->kind == KERNEL_COLUMNS) {
        const Arg args[] = {arg_index(ix_var(use_draw(s, keep))), entries, arg_uint32(row), threshold(keep),
                            scale(keep)};
        return expr_call(CALL_KEEP_ROWS, args, 5, true);
    }
    const Arg args[] = {arg_index(use_key(s, keep, OWN)), entries, threshold(keep), scale(keep)};
    return expr_call(CALL_KEEP_ELEMENTS, args, 4, true);
}

/* ------------------------------------------------------------ elements */

/* Of a wider value: what follows an element of it lies in the next row. */
static bool is_column(Shape s)
{
    return s.rank > 1 && s.dim[s.rank - 1] == 1 && shape_width(s) > 1;
}

static bool made_here(const Sched *s, const Val *v)
{
    return is_edge_value(v) ? s->mode[v->id] != MODE_MEMORY : s->here[v->id] && !is_single(v);
}

static const Expr *row_element(Sched *s, const Val *v, Whose whose, Index at);

/* What a gather to rows with kernels of their own brings to the row at hand. */
const Expr *end_element(Sched *s, const Val *gather, Index at)
{
    return row_element(s, gather->in[0], (Whose)(FIRST_END + gather->attr.end->index), at);
}

static const Expr *operator_element(Sched *s, const Val *v, Whose whose, Index at)
{
    if (is_row_gather(v))
        return end_element(s, v, at);
    const Expr *arg[MAX_IN] = {0};
    for (int i = 0; i < op_info[v->op].arity; i++)
        arg[i] = row_element(s, v->in[i], whose, index_through(at, v->in[i]->type.shape));
    return apply(s, v, arg);
}

/* A row or scalar of the row or edge at hand. */
static const Expr *local_element(const Sched *s, const Val *v, Index at)
{
    bool scalar = s->mode[v->id] == MODE_LET || val_width(v) == 1;
    return scalar ? expr_named(local_name(s, v), at)
                  : element_at(local_array(local_name(s, v), ELEM_FLOAT, val_dim(v)), at);
}

static const Expr *mask_element(Sched *s, const Val *keep, Whose whose, Index at)
{
    bool local = s->mode[keep->id] == MODE_LET || s->mode[keep->id] == MODE_LOCAL;
    return !s->sparse && whose == OWN && local ? local_element(s, keep, at) : keep_element(s, keep, whose, at);
}

static const Expr *self_loop_element(Sched *s)
{
    note_letter(s, NOTE_FAR);
    return expr_same(ix_at('u'), ix_at('v'));
}

static const Expr *entry_element(Sched *s, const Val *v, Whose whose, Index at)
{
    return v->op == OP_input ? expr_element(entry_base(s, v), ix_at('q'), false) : operator_element(s, v, whose, at);
}

static const Expr *row_element(Sched *s, const Val *v, Whose whose, Index at)
{
    s->refused |= at.lane == LANE_STEP && ix_divides(at.flat);
    switch (v->op) {
    case OP_reshape: {
        Index same = {.shape = v->in[0]->type.shape, .flat = at.flat, .lane = at.lane};
        return row_element(s, v->in[0], whose, same);
    }
    case OP_expand: return row_element(s, v->in[0], whose, index_through(at, v->in[0]->type.shape));
    case OP_slice:
        s->refused |= at.lane == LANE_STEP && is_column(v->type.shape);
        return row_element(s, v->in[0], whose, index_of_slice(at, v));
    case OP_constant: return expr_number(v->attr.num);
    case OP_iota: s->refused |= at.lane == LANE_STEP; return expr_index(at.flat);
    case OP_self_loop: return self_loop_element(s);
    case OP_keep: return mask_element(s, v, whose, at);
    default: break;
    }
    if (s->p->places[v->id].sparse)
        return entry_element(s, v, whose, at);
    if (whose == OWN && made_here(s, v) && s->mode[v->id] != MODE_INLINE)
        return local_element(s, v, at);
    if (is_edge_gather(v))
        return row_element(s, v->in[0], reads_far(v, s->walk) ? FAR : OWN, at);
    if (whose == OWN && made_here(s, v))
        return operator_element(s, v, whose, at);
    if (is_row_gather(v) && whose == OWN && !s->p->places[v->id].stored)
        return end_element(s, v, at);
    return memory_element(s, v, whose, at);
}

const Expr *element(Sched *s, const Val *v, Index at)
{
    return is_edge_gather(v) ? row_element(s, v->in[0], reads_far(v, s->walk) ? FAR : OWN, at)
                             : row_element(s, v, OWN, at);
}

Ref element_dest(Sched *s, const Val *v, Index at)
{
    if (is_single(v))
        return buf_dest(s, v, at);
    const char *name = local_name(s, v);
    return val_width(v) == 1 ? ref(local_variable(name, ELEM_FLOAT), NULL)
                             : ref(local_array(name, ELEM_FLOAT, val_dim(v)), at.flat);
}

static const Var *block_part(const Sched *s, const Val *v)
{
    const char *name = arena_format("%s_part_v", val_label(s->p, v));
    return val_width(v) == 1 ? local_variable(name, ELEM_FLOAT) : local_array(name, ELEM_FLOAT, val_dim(v));
}

Ref block_dest(Sched *s, const Val *v, Index at)
{
    return ref(block_part(s, v), val_width(v) == 1 ? NULL : at.flat);
}

static Ref row_dest(Sched *s, const Var *base, const Val *v, Index at)
{
    if (is_single(v))
        return ref(base, at.flat);
    const Dim width = val_dim(v);
    const Ix *row = ix_var(which_row(s, v, OWN));
    if (is_of_walk(v, s->walk))
        note_ahead(s, base, width, true);
    return ref(base, width.num == 1 ? row : ix_add(ix_mul(row, width), at.flat));
}

Ref buf_dest(Sched *s, const Val *v, Index at)
{
    return row_dest(s, use_buf(s, v), v, at);
}

Ref root_dest(Sched *s, const Root *root, Index at)
{
    return row_dest(s, root_base(s, root), root->val, at);
}
