/* sparse.c - products with a sparse input: its rows times a matrix, and that matrix's
 * gradient by columns of the input. Only non-zeros are visited, and of those that a
 * random draw may drop, only the kept ones are multiplied.
 * In: one act, or a kernel over columns. Out: statements at s->tail. */
#include "compiler/base/arena.h"
#include "compiler/ir/model.h"
#include "compiler/loops/schedule.h"

static bool draws(const Val *v)
{
    if (v->op == OP_keep)
        return true;
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (draws(v->in[i]))
            return true;
    return false;
}

static const Val *sparse_input(const Prog *p, const Val *v)
{
    while (v->op != OP_input)
        v = p->places[v->in[0]->id].sparse ? v->in[0] : v->in[1];
    return v;
}

/* The non-zeros of row (or column) `row`: their far ends are list[q], called `far`; those that count lie below `bound`,
 * or all. */
typedef struct Nonzeros {
    const Var *start, *list;
    char row, far;
    const Ix *bound;
} Nonzeros;

static const Ix *nonzeros_begin(const Nonzeros *w)
{
    return ix_read(w->start, ix_at(w->row));
}

static const Ix *nonzeros_end(const Nonzeros *w)
{
    return ix_read(w->start, ix_add(ix_at(w->row), ix_number(1)));
}

static Stmt **open_entries(Sched *s, const Nonzeros *w, char name, const Ix *lo, const Ix *hi)
{
    Stmt **loop = s->tail, **outer = loop_open(s, name, lo, hi);
    if (w->bound)
        (*loop)->bound = cond(COND_LESS, ix_read(w->list, ix_at(name)), w->bound, NULL);
    return outer;
}

/* The far end of entry q, by its letter. */
static void declare_far(Sched *s, const Nonzeros *w, const Var *list)
{
    declare_index(s, letter(w->far), ix_read(list, ix_at('q')));
}

/* Rows that are named from here on are declared here. Returns the scope around it. */
static Scope *open_inner(Sched *s, Scope *inner)
{
    Scope *outer = s->row;
    scope_open(s, inner);
    s->row = inner;
    return outer;
}

/* x at the non-zero q of column `column`. */
static const Expr *entry_value(Sched *s, const Val *x, char column)
{
    s->sparse = true;
    const Expr *x_q = element(s, x, index_flat(x->type.shape, ix_at(column)));
    s->sparse = false;
    return x_q;
}

/* ------------------------------------------------------------ entries that may be dropped */

static const Dim kept_at_once = {KEPT, "GAT_KEPT"};

/* Can x be written for several entries at once, a lane for each? */
static bool is_lane_wise(const Prog *p, const Val *x)
{
    if (x->op == OP_mul)
        return is_lane_wise(p, x->in[0]) && is_lane_wise(p, x->in[1]);
    return x->op == OP_keep || (x->op == OP_input && p->places[x->id].sparse);
}

/* x at the entries q .. q + GAT_STEP - 1. */
static const Expr *lanes_of_entries(Sched *s, const Val *x, const Nonzeros *w)
{
    if (x->op == OP_mul) {
        const Expr *a = lanes_of_entries(s, x->in[0], w);
        return times(s, a, lanes_of_entries(s, x->in[1], w));
    }
    return x->op == OP_keep ? keep_entries(s, x, w->list, ix_at(w->row))
                            : expr_element(entry_base(s, x), ix_at('q'), true);
}

/* Entries b .. stop - 1 of a row or column, at most KEPT, and those of them that are not dropped. */
typedef struct Entries {
    const Var *drawn, *far, *value, *count, *stop;
} Entries;

static Ref drawn_entry(const Entries *e)
{
    return ref(e->drawn, ix_sub(ix_at('q'), ix_at('b')));
}

/* x at the KEPT entries from b on, dropped or not. Lanes read on past the last of them: gatrt_tensor allows it. */
static void draw_entries(Sched *s, const Val *x, const Nonzeros *w, char column, const Entries *e)
{
    declare_array(s, e->drawn, false);
    const Expr *x_q = is_lane_wise(s->p, x) ? lanes_of_entries(s, x, w) : NULL;
    Stmt **loop = s->tail, **after = loop_open(s, 'q', ix_at('b'), ix_var(e->stop));
    if (x_q) {
        (*loop)->step = ix_lanes();
        s->lanes = true;
        set(s, drawn_entry(e), x_q);
        s->lanes = false;
        s->tail = after;
        return;
    }
    declare_far(s, w, w->list);
    Scope *inner = arena_alloc(1, sizeof *inner), *outer = open_inner(s, inner);
    set(s, drawn_entry(e), entry_value(s, x, column));
    s->row = outer;
    s->tail = after;
}

/* Writes down, in order, the far ends and values of entries that were not dropped. */
static void list_kept(Sched *s, const Nonzeros *w, const Entries *e)
{
    const Ref drawn = drawn_entry(e);
    const Expr *x_q = expr_element(drawn.var, drawn.at, false);
    declare_array(s, e->far, false);
    declare_array(s, e->value, false);
    declare_index(s, e->count, ix_number(0));
    Stmt **after = open_entries(s, w, 'q', ix_at('b'), ix_var(e->stop));
    set_index(s, ref(e->far, ix_var(e->count)), ix_read(w->list, ix_at('q')));
    set(s, ref(e->value, ix_var(e->count)), x_q);
    count_up(s, e->count, x_q);
    s->tail = after;
}

/* Of entries that may be dropped, KEPT at a time, those that are not are written down first: a branch for each would be
 * mispredicted as often as not. Then the loop over q that is left open goes over them. Returns what follows the loops;
 * `value` is x there. */
static Stmt **open_kept(Sched *s, const Val *x, const Nonzeros *w, char column, const Expr **value)
{
    const Entries e = {.drawn = local_array("drawn", ELEM_FLOAT, kept_at_once),
                       .far = local_array(arena_format("kept_%c", w->far), ELEM_INT32, kept_at_once),
                       .value = local_array("kept_x", ELEM_FLOAT, kept_at_once),
                       .count = local_variable("kept", ELEM_INT64),
                       .stop = local_scalar("stop", ELEM_INT64)};
    Stmt **loop = s->tail, **after = open_entries(s, w, 'b', nonzeros_begin(w), nonzeros_end(w));
    (*loop)->step = ix_dim(kept_at_once);
    declare_index(s, e.stop, ix_least(ix_add(ix_at('b'), ix_dim(kept_at_once)), nonzeros_end(w)));
    draw_entries(s, x, w, column, &e);
    list_kept(s, w, &e);
    loop_open(s, 'q', ix_number(0), ix_var(e.count));
    declare_far(s, w, e.far);
    *value = expr_element(e.value, ix_at('q'), false);
    return after;
}

/* ------------------------------------------------------------ products */

/* y = x W over the non-zeros of x */
void make_sparse_product(Sched *s, const Val *v, Dim m)
{
    const Val *x = v->in[0], *input = sparse_input(s->p, x);
    Nonzeros all = {.row = 'v', .far = 'k'};
    const Expr *x_q;
    Stmt **outer;
    all.start = use_sparse(s, input, "row_start");
    all.list = use_sparse(s, input, "col");
    zero_row(s, v, m);
    if (draws(x)) {
        outer = open_kept(s, x, &all, 'k', &x_q);
    } else {
        outer = open_entries(s, &all, 'q', nonzeros_begin(&all), nonzeros_end(&all));
        declare_far(s, &all, all.list);
        x_q = entry_value(s, x, 'k');
    }
    add_scaled_row(s, v, x_q, m);
    s->tail = outer;
}

/* Element i of the row that a column's entries are summed into. */
static Ref sum_element(const Var *sum, Dim m)
{
    return ref(sum, m.num == 1 ? ix_number(0) : ix_at('i'));
}

/* sum[i] += x_k dy[v,i] for the non-zero at hand */
static void add_scaled_gradient(Sched *s, const Val *dy, const Var *sum, const Expr *x_k, Dim m)
{
    Stmt **outer;
    Index at = open_row(s, dy->type.shape, NULL, 'i', m, &outer);
    add(s, sum_element(sum, m), times(s, x_k, element(s, dy, at)));
    close_row(s, outer);
}

/* A row of the gradient is summed in registers or on the stack, or where it is to be if it is wide. */
static bool sums_in_place(const Sched *s, int64_t m)
{
    const int64_t bytes = m * (int64_t)sizeof(float);
    return m > 1 && (bytes > STACK_BYTES - 3 * KEPT * (int64_t)sizeof(float) || s->p->model->switches.no_stack);
}

static void declare_sum(Sched *s, const Val *v, const Var *sum, Dim m)
{
    const Root *direct;
    Stmt node = {.kind = S_DECLARE, .var = sum, .zero = true};
    if (sums_in_place(s, m.num)) {
        node.base = finished_base(s, v, &direct);
        node.index = ix_mul(ix_at('n'), m);
    }
    stmt_add(s, node);
}

static void set_gradient(Sched *s, const Val *v, const Var *sum, Dim m)
{
    const Root *direct;
    const Var *base = finished_base(s, v, &direct);
    Stmt **outer, **first = s->tail;
    Index at = open_row(s, v->type.shape, NULL, 'i', m, &outer);
    Stmt **body = s->tail;
    const Ix *flat = m.num == 1 ? ix_at('n') : ix_add(ix_mul(ix_at('n'), m), ix_at('i'));
    const Expr *total = expr_element(sum, sum_element(sum, m).at, at.lane == LANE_STEP);
    if (!sums_in_place(s, m.num))
        set(s, ref(base, flat), total);
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            set(s, ref(root_base(s, &s->p->roots[i]), flat), total);
    bool nothing = s->tail == body;
    close_row(s, outer);
    if (nothing)
        *(s->tail = first) = NULL;
}

/* dW[n,:] = sum over the non-zeros of column n, rows in order, of x[v,n] dy[v,:] */
static void write_columns(Sched *s)
{
    Val *v = s->k->vals[0], *x = v->in[0], *dy = v->in[1];
    const Val *input = sparse_input(s->p, x);
    const Dim m = val_dim(dy);
    const Var *sum = local_array("sum", ELEM_FLOAT, m);
    const Expr *x_q = NULL;
    Nonzeros all = {.row = 'n', .far = 'v'};
    Scope *inner = arena_alloc(1, sizeof *inner);
    Stmt **outer;
    all.start = use_sparse(s, input, "col_start");
    all.list = use_sparse(s, input, "row");
    all.bound = s->k->level >= LEVEL_ALL ? NULL : use_rows(s, s->k->rows, s->k->level);
    loop_open(s, 'n', ix_given(GIVEN_LO), ix_given(GIVEN_HI));
    declare_sum(s, v, sum, m);
    if (draws(x)) {
        outer = open_kept(s, x, &all, 'n', &x_q);
    } else {
        outer = open_entries(s, &all, 'q', nonzeros_begin(&all), nonzeros_end(&all));
        declare_far(s, &all, all.list);
    }
    open_inner(s, inner);
    if (!x_q)
        x_q = let(s, "x_q", entry_value(s, x, 'n'));
    add_scaled_gradient(s, dy, sum, x_q, m);
    s->tail = outer;
    set_gradient(s, v, sum, m);
}

void schedule_columns(Sched *s)
{
    Stmt **tail = s->tail;
    s->refused = false;
    s->wide = true;
    write_columns(s);
    s->wide = false;
    if (s->refused) {
        forget(s);
        *(s->tail = tail) = NULL;
        write_columns(s);
    }
    settle(s);
}
