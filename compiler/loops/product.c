/* product.c - a row times a matrix, and an outer product of rows.
 *
 * Loops go by lanes along whichever side of the matrix is a multiple of them. Where
 * that is the side that does not lie contiguous in memory, the kernel turns the small
 * matrix around first, once for all its rows; an outer product's piece is kept turned,
 * and turned back where the pieces are added up.
 * In: one act. Out: statements at s->tail. */
#include "compiler/base/arena.h"
#include "compiler/loops/schedule.h"

/* ------------------------------------------------------------ what products are made of */

const Expr *times(Sched *s, const Expr *a, const Expr *b)
{
    static const Val product = {.op = OP_mul};
    return apply(s, &product, (const Expr *const[]){a, b});
}

const Expr *total_of(Call which, const Var *part, bool lanes)
{
    const Arg args[] = {arg_address(part, NULL)};
    return expr_call(which, args, 1, lanes);
}

/* Element i of row `row` of a matrix with m columns. */
static const Ix *matrix_flat(Dim m, const Ix *row)
{
    return m.num == 1 ? row : ix_add(ix_mul(row, m), ix_at('i'));
}

static const Expr *matrix_element(Sched *s, const Val *w, Dim m, Lane lane)
{
    return element(s, w, index_in_lanes(w->type.shape, matrix_flat(m, ix_at('k')), lane));
}

/* y += x[k] W[k,:] for one k */
void add_scaled_row(Sched *s, const Val *v, const Expr *x_k, Dim m)
{
    if (m.num > 1 && !expr_is_read(x_k))
        x_k = let(s, "x_k", x_k);
    Stmt **outer;
    Index at = open_row(s, v->type.shape, NULL, 'i', m, &outer);
    const Expr *w_k = matrix_element(s, v->in[1], m, at.lane);
    add(s, element_dest(s, v, at), times(s, x_k, w_k));
    close_row(s, outer);
}

void zero_row(Sched *s, const Val *v, Dim m)
{
    Stmt **outer;
    Index at = open_row(s, v->type.shape, NULL, 'i', m, &outer);
    set(s, element_dest(s, v, at), expr_number(0));
    close_row(s, outer);
}

/* ------------------------------------------------------------ turned matrices */

/* A matrix [k, m] is worth turning where its rows do not fill lanes and its columns do. */
bool is_turned(int64_t k, int64_t m)
{
    return m > 1 && m % LANES != 0 && k % LANES == 0;
}

/* Element k of row i of a turned matrix. */
static const Ix *turned_flat(Dim k)
{
    return ix_add(ix_mul(ix_at('i'), k), ix_at('k'));
}

/* W^T [m, k], made at the top of the kernel: once for each view of a matrix, as two parts of one are two matrices. */
static const Var *turned(Sched *s, const Val *w, Dim k, Dim m)
{
    const Var *matrix = local_array(arena_format("%s_t", val_label(s->p, w)), ELEM_FLOAT, dim_times(k, m));
    Stmt **tail = s->tail, *made = NULL;
    s->tail = &made;
    declare_array(s, matrix, false);
    made->note = arena_format("%s transposed, so that its rows fill vectors", val_label(s->p, view_base(w)));
    open_features(s, 'k', k);
    open_features(s, 'i', m);
    set(s, ref(matrix, turned_flat(k)), matrix_element(s, w, m, LANE_NONE));
    s->tail = tail;
    note_declare(s, s->head, matrix, made);
    return matrix;
}

static const Expr *turned_lanes(const Var *matrix, Dim k)
{
    return expr_element(matrix, turned_flat(k), true);
}

/* y[i] = sum over k of x[k] W^T[i,k] */
static void multiply_turned(Sched *s, const Val *v, Dim k, Dim m)
{
    Val *x = v->in[0];
    const Var *matrix = turned(s, v->in[1], k, m), *part = local_array("part", ELEM_LANES, lane_parts);
    Stmt **outer = open_features(s, 'i', m);
    declare_array(s, part, false);
    Stmt **inner = open_lane_sum(s, ref(part, ix_at('l')), 'k', k);
    const Expr *x_k = element(s, x, index_in_lanes(x->type.shape, ix_at('k'), LANE_STEP));
    add(s, ref(part, ix_at('l')), times(s, x_k, turned_lanes(matrix, k)));
    close_row(s, inner);
    set(s, element_dest(s, v, index_in_lanes(v->type.shape, ix_at('i'), LANE_NONE)), total_of(CALL_TOTAL, part, false));
    s->tail = outer;
}

/* y[k] = sum over i of x[i] W[k,i], all k at once for each i */
static void multiply_transposed_turned(Sched *s, const Val *v, Dim k, Dim m)
{
    Val *x = v->in[0];
    const Var *matrix = turned(s, v->in[1], k, m);
    zero_row(s, v, k);
    Stmt **outer = open_features(s, 'i', m);
    const Expr *x_i = element(s, x, index_in_lanes(x->type.shape, ix_at('i'), LANE_NONE));
    x_i = expr_is_read(x_i) ? x_i : let(s, "x_i", x_i);
    Stmt **inner = open_lanes(s, 'k', k);
    add(s, element_dest(s, v, index_in_lanes(v->type.shape, ix_at('k'), LANE_STEP)),
        times(s, x_i, turned_lanes(matrix, k)));
    close_row(s, inner);
    s->tail = outer;
}

/* y[k] = sum over i of x[i] W[k,i] where rows of W fill lanes: the lanes of GAT_STEP rows are added up together */
static void multiply_transposed_lanes(Sched *s, const Val *v, Dim k, Dim m)
{
    Val *x = v->in[0], *w = v->in[1];
    const Var *part = local_array("part", ELEM_LANES, lanes_in_all);
    const Ref part_j = lane_part_of(part, ix_at('j'));
    Stmt **outer = open_lanes(s, 'k', k);
    s->lanes = false;
    declare_array(s, part, false);
    Stmt **after = loop_open(s, 'j', ix_number(0), ix_lanes());
    open_lane_sum(s, part_j, 'i', m);
    const Ix *flat = matrix_flat(m, ix_add(ix_at('k'), ix_at('j')));
    const Expr *w_i = element(s, w, index_in_lanes(w->type.shape, flat, LANE_STEP));
    add(s, part_j, times(s, element(s, x, index_in_lanes(x->type.shape, ix_at('i'), LANE_STEP)), w_i));
    s->tail = after;
    s->lanes = true;
    set(s, element_dest(s, v, index_in_lanes(v->type.shape, ix_at('k'), LANE_STEP)), total_of(CALL_TOTALS, part, true));
    close_row(s, outer);
}

static void multiply_transposed(Sched *s, const Val *v, Dim k, Dim m)
{
    Val *x = v->in[0], *w = v->in[1];
    const Var *sum = local_variable("sum", ELEM_FLOAT);
    const Ix *first = ix_number(0);
    Stmt **outer = open_features(s, 'k', k);
    declare_value(s, sum, expr_number(0));
    Stmt **inner = m.num == 1 ? NULL : open_features(s, 'i', m);
    const Expr *w_i = matrix_element(s, w, m, LANE_NONE);
    add(s, ref(sum, NULL), times(s, element(s, x, index_flat(x->type.shape, m.num == 1 ? first : ix_at('i'))), w_i));
    s->tail = inner ? inner : s->tail;
    set(s, element_dest(s, v, index_flat(v->type.shape, k.num == 1 ? first : ix_at('k'))), expr_var(sum));
    s->tail = outer;
}

/* ------------------------------------------------------------ dense rows */

void make_product(Sched *s, const Val *v)
{
    Val *x = v->in[0], *w = v->in[1];
    const Dim k = shape_dim(w->type.shape, 0), m = val_dim(v->op == OP_matmul ? v : x);
    bool turns = s->wide && s->head && is_turned(k.num, m.num);
    if (v->op == OP_matmul && s->p->places[x->id].sparse) {
        make_sparse_product(s, v, m);
    } else if (v->op == OP_matmul && turns) {
        multiply_turned(s, v, k, m);
    } else if (v->op == OP_matmul) {
        zero_row(s, v, m);
        Stmt **outer = open_features(s, 'k', k);
        add_scaled_row(s, v, element(s, x, index_in_lanes(x->type.shape, ix_at('k'), LANE_NONE)), m);
        s->tail = outer;
    } else if (turns) {
        multiply_transposed_turned(s, v, k, m);
    } else if (s->wide && m.num % LANES == 0 && k.num % LANES == 0) {
        multiply_transposed_lanes(s, v, k, m);
    } else {
        multiply_transposed(s, v, k, m);
    }
}

/* ------------------------------------------------------------ outer products */

/* Rows held back for an outer product in pieces, so many of each side. */
typedef struct Held {
    const Var *left, *right, *count;
    Dim k, m;
} Held;

static const Dim held_at_once = {HELD, "GAT_HELD"};

/* One side's row, kept until there are enough of them. */
static void hold_row(Sched *s, const Val *x, const Var *rows, const Held *held)
{
    Stmt **outer;
    const Dim width = val_dim(x);
    Index at = open_row(s, x->type.shape, NULL, 'i', width, &outer);
    set(s, ref(rows, ix_add(ix_mul(ix_var(held->count), width), at.flat)), element(s, x, at));
    close_row(s, outer);
}

static void declare_held(Sched *s, const Held *held)
{
    Stmt **tail = s->tail, *made = NULL;
    s->tail = &made;
    declare_array(s, held->left, false);
    declare_array(s, held->right, false);
    declare_index(s, held->count, ix_number(0));
    s->tail = tail;
    note_declare(s, s->head, held->count, made);
}

/* Are there enough, or is this the last row? */
static const Cond *is_due(Sched *s, const Act *act, const Held *held)
{
    const Ix *next = ix_add(ix_at('v'), ix_number(1));
    const Cond *last =
        act->level < s->k->level ? cond(COND_EQUAL, next, use_rows(s, s->k->rows, act->level), NULL) : NULL;
    return cond(COND_EQUAL, ix_var(held->count), ix_dim(held_at_once),
                cond(COND_EQUAL, next, ix_given(GIVEN_HI), last));
}

/* piece[k,i] += left[k] right[i] for each row held, in their order */
static void add_held_rows(Sched *s, const Act *act, Shape right, const Held *held)
{
    Stmt **after = open_features(s, 'k', held->k), **outer;
    loop_open(s, 'q', ix_number(0), ix_var(held->count));
    const Ix *left_k = ix_add(ix_mul(ix_at('q'), held->k), ix_at('k'));
    const Expr *a_k = let(s, "a_k", expr_element(held->left, left_k, false));
    Index at = open_row(s, right, ix_mul(ix_at('q'), held->m), 'i', held->m, &outer);
    const Expr *b_i = expr_element(held->right, at.flat, true);
    add(s, piece_element(act->piece, matrix_flat(held->m, ix_at('k'))), times(s, a_k, b_i));
    close_row(s, outer);
    s->tail = after;
}

/* piece[k,i] += left[k] right[i], for the HELD rows last seen at once: an element of the piece is then read and written
 * once for all of them, in the order of the rows. */
static void add_held_outers(Sched *s, const Act *act, const Val *left, const Val *right)
{
    const char *label = val_label(s->p, act->val);
    Held held = {.k = val_dim(left)};
    held.m = val_dim(right);
    held.left = local_array(arena_format("%s_left", label), ELEM_FLOAT, dim_times(held_at_once, held.k));
    held.right = local_array(arena_format("%s_right", label), ELEM_FLOAT, dim_times(held_at_once, held.m));
    held.count = local_variable(arena_format("%s_held", label), ELEM_INT64);
    const Cond *due = is_due(s, act, &held);
    hold_row(s, left, held.left, &held);
    hold_row(s, right, held.right, &held);
    count_up(s, held.count, NULL);
    Stmt **after = if_open(s, due);
    add_held_rows(s, act, right->type.shape, &held);
    set_index(s, ref(held.count, NULL), ix_number(0));
    s->tail = after;
    declare_held(s, &held);
}

/* Is it worth holding rows back for an outer product in pieces [k, m]? */
static bool is_held(const Sched *s, const Act *act, int64_t k, int64_t m)
{
    enum { WORTH = 1024 };
    return act->kind == ACT_OUTER && s->wide && s->head && act->val->in[0]->type.space->kind == SPACE_ROWS &&
           m % LANES == 0 && k * m >= WORTH;
}

/* piece^T[i,k] += b[i] a[k] */
static void add_turned_outer(Sched *s, const Act *act)
{
    Val *a = act->val->in[0], *b = act->val->in[1];
    const Dim k = val_dim(a);
    Stmt **outer = open_features(s, 'i', val_dim(b)), **inner;
    const Expr *b_i = element(s, b, index_in_lanes(b->type.shape, ix_at('i'), LANE_NONE));
    b_i = expr_is_read(b_i) ? b_i : let(s, "b_i", b_i);
    const Expr *a_k = element(s, a, open_row(s, a->type.shape, NULL, 'k', k, &inner));
    add(s, piece_element(act->piece, turned_flat(k)), times(s, b_i, a_k));
    close_row(s, inner);
    s->tail = outer;
}

/* a b^T, added to the chunk's piece or, for values with one row, set */
void make_outer(Sched *s, const Act *act)
{
    const Val *v = act->val;
    Val *a = v->in[0], *b = v->in[1];
    const Dim m = val_dim(b);
    if (is_held(s, act, val_width(a), m.num)) {
        add_held_outers(s, act, a, b);
        return;
    }
    if (act->kind == ACT_OUTER && is_turned(val_width(a), m.num)) {
        add_turned_outer(s, act);
        return;
    }
    Stmt **outer = open_features(s, 'k', val_dim(a)), **inner;
    const Expr *a_k = element(s, a, index_in_lanes(a->type.shape, ix_at('k'), LANE_NONE));
    if (m.num > 1)
        a_k = expr_is_read(a_k) ? a_k : let(s, "a_k", a_k);
    Index at = open_row(s, b->type.shape, NULL, 'i', m, &inner);
    const Expr *product = times(s, a_k, element(s, b, at));
    const Ix *flat = matrix_flat(m, ix_at('k'));
    if (act->kind == ACT_OUTER)
        add(s, piece_element(act->piece, flat), product);
    else
        set(s, element_dest(s, v, index_flat(v->type.shape, flat)), product);
    close_row(s, inner);
    s->tail = outer;
}
