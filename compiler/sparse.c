/* sparse.c - products with a sparse input: its rows times a matrix, and that matrix's
 * gradient by columns of the input. Only non-zeros are visited, and of those that a
 * random draw may drop, only the kept ones are multiplied.
 * In: one act, or a kernel over columns. Out: statements at s->tail. */
#include "schedule.h"

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
typedef struct Walk {
    const char *start, *list, *row, *far, *bound;
} Walk;

static Stmt **open_entries(Sched *s, const Walk *w, const char *letter, const char *lo, const char *hi)
{
    const char *end = w->bound ? arena_format("%s && %s[%s] < %s", hi, w->list, letter, w->bound) : hi;
    return stmt_open(s, S_LOOP, letter, lo, end, false);
}

/* Statements whose rows' names are declared before them, in a block of its own, and what was declared around it. */
typedef struct Scope {
    Stmt **body, *top, *work;
    Stmt **row_tail;
    const char **rows;
    int row_count, row_capacity;
} Scope;

static void open_scope(Sched *s, Scope *scope)
{
    *scope = (Scope){.body = s->tail,
                     .row_tail = s->row_tail,
                     .rows = s->rows,
                     .row_count = s->row_count,
                     .row_capacity = s->row_capacity};
    s->row_tail = &scope->top;
    s->tail = &scope->work;
    s->rows = NULL;
    s->row_count = s->row_capacity = 0;
}

static void close_scope(Sched *s, Scope *scope)
{
    *s->row_tail = scope->work;
    *scope->body = scope->top ? scope->top : scope->work;
    s->row_tail = scope->row_tail;
    s->rows = scope->rows;
    s->row_count = scope->row_count;
    s->row_capacity = scope->row_capacity;
}

static const Expr *entry_value(Sched *s, const Val *x, const char *column)
{
    s->sparse = true;
    const Expr *x_q = element(s, x, index_flat(x->type.shape, column));
    s->sparse = false;
    return x_q;
}

/* ------------------------------------------------------------ entries that may be dropped */

enum { KEPT = 64 };

/* x at the entries q .. q + GAT_STEP - 1, a lane for each; NULL where it cannot be written so. */
static const Expr *lanes_of_entries(Sched *s, const Val *x, const Walk *w)
{
    if (x->op == OP_mul) {
        const Expr *a = lanes_of_entries(s, x->in[0], w), *b = a ? lanes_of_entries(s, x->in[1], w) : NULL;
        return b ? times(s, a, b) : NULL;
    }
    if (x->op == OP_keep)
        return keep_entries(s, x, w->list, w->row);
    return x->op == OP_input && s->p->places[x->id].sparse ? expr_lanes(arena_format("GAT_AT(%s[q])", entry_base(s, x)))
                                                           : NULL;
}

/* x at the KEPT entries from b on, dropped or not. Lanes read on past the last of them: gatrt_tensor allows it. */
static void draw_entries(Sched *s, const Val *x, const Walk *w, const char *column)
{
    stmt_array(s, "float", "drawn", KEPT);
    const Expr *x_q = lanes_of_entries(s, x, w);
    Stmt **loop = s->tail, **after = stmt_open(s, S_LOOP, "q", "b", "stop", false);
    if (x_q) {
        (*loop)->step = "q += GAT_STEP";
        stmt_add(s, S_SET, "drawn[q - b]", x_q)->lanes = true;
        s->tail = after;
        return;
    }
    stmt_line(s, "const int64_t %s = %s[q]", w->far, w->list);
    Scope scope;
    open_scope(s, &scope);
    stmt_add(s, S_SET, "drawn[q - b]", entry_value(s, x, column));
    close_scope(s, &scope);
    s->tail = after;
}

/* Of entries that may be dropped, KEPT at a time, those that are not are written down first: a branch for each would be
 * mispredicted as often as not. Then the loop over q that is left open goes over them. Returns what follows the loops. */
static Stmt **open_kept(Sched *s, const Val *x, const Walk *w, const char *column)
{
    const char *first = arena_format("%s[%s]", w->start, w->row), *last = arena_format("%s[%s + 1]", w->start, w->row);
    Stmt **loop = s->tail, **after = open_entries(s, w, "b", first, last);
    (*loop)->step = arena_format("b += %d", KEPT);
    stmt_line(s, "const int64_t stop = b + %d < %s ? b + %d : %s", KEPT, last, KEPT, last);
    draw_entries(s, x, w, column);
    stmt_array(s, "int32_t", arena_format("kept_%s", w->far), KEPT);
    stmt_array(s, "float", "kept_x", KEPT);
    stmt_line(s, "int64_t kept = 0");
    Stmt **listed = open_entries(s, w, "q", "b", "stop");
    stmt_line(s, "kept_%s[kept] = %s[q]", w->far, w->list);
    stmt_line(s, "kept_x[kept] = drawn[q - b]");
    stmt_line(s, "kept += drawn[q - b] != 0.0f");
    s->tail = listed;
    stmt_open(s, S_LOOP, "q", "0", "kept", false);
    stmt_line(s, "const int64_t %s = kept_%s[q]", w->far, w->far);
    return after;
}

/* ------------------------------------------------------------ products */

/* y = x W over the non-zeros of x */
void make_sparse_product(Sched *s, const Val *v, int64_t m)
{
    const Val *x = v->in[0], *input = sparse_input(s->p, x);
    const Walk walk = {
        .start = use_sparse(s, input, "row_start"), .list = use_sparse(s, input, "col"), .row = "v", .far = "k"};
    Stmt **outer;
    zero_row(s, v, m);
    if (draws(x)) {
        outer = open_kept(s, x, &walk, "k");
        add_scaled_row(s, v, expr_place("kept_x[q]"), m);
    } else {
        outer = open_entries(s, &walk, "q", arena_format("%s[v]", walk.start), arena_format("%s[v + 1]", walk.start));
        stmt_line(s, "const int64_t k = %s[q]", walk.list);
        add_scaled_row(s, v, entry_value(s, x, "k"), m);
    }
    s->tail = outer;
}

/* sum[i] += x_k dy[v,i] for the non-zero at hand */
static void add_scaled_gradient(Sched *s, const Val *dy, const Expr *x_k, int64_t m)
{
    Stmt **outer;
    Index at = open_row(s, dy->type.shape, "", "i", m, &outer);
    stmt_add(s, S_ADD, m == 1 ? "sum[0]" : "sum[i]", times(s, x_k, element(s, dy, at)));
    close_row(s, outer);
}

/* One row of the gradient: in registers or on the stack, or where it is to be if it is wide. */
static bool sums_in_place(const Sched *s, int64_t m)
{
    const int64_t bytes = m * (int64_t)sizeof(float);
    return m > 1 && (bytes > STACK_BYTES - 3 * KEPT * (int64_t)sizeof(float) || s->p->model->switches.no_stack);
}

static void open_sum(Sched *s, const Val *v, int64_t m)
{
    const Root *direct;
    Stmt *sum = stmt_array(s, "float", "sum", m);
    sum->zero = true;
    if (!sums_in_place(s, m))
        return;
    sum->base = arena_format("%s + n * %lld", finished_base(s, v, &direct), (long long)m);
    sum->offset = -1;
}

static void set_gradient(Sched *s, const Val *v, int64_t m)
{
    const Root *direct;
    const char *base = finished_base(s, v, &direct);
    Stmt **outer, **first = s->tail;
    Index at = open_row(s, v->type.shape, "", "i", m, &outer);
    Stmt **body = s->tail;
    const char *flat = m == 1 ? "n" : arena_format("n * %lld + i", (long long)m);
    const Expr *sum = at.lane == LANE_STEP ? expr_lanes("GAT_AT(sum[i])") : expr_place(m == 1 ? "sum[0]" : "sum[i]");
    if (!sums_in_place(s, m))
        stmt_add(s, S_SET, arena_format("%s[%s]", base, flat), sum);
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            stmt_add(s, S_SET, arena_format("%s[%s]", root_base(s, &s->p->roots[i]), flat), sum);
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
    int64_t m = val_width(dy);
    const Walk walk = {.start = use_sparse(s, input, "col_start"),
                       .list = use_sparse(s, input, "row"),
                       .row = "n",
                       .far = "v",
                       .bound = s->k->level >= LEVEL_ALL ? NULL : use_rows(s, s->k->level)};
    stmt_open(s, S_LOOP, "n", "lo", "hi", false);
    open_sum(s, v, m);
    Scope scope;
    Stmt **outer;
    const Expr *x_q = expr_place("kept_x[q]");
    if (draws(x)) {
        outer = open_kept(s, x, &walk, "n");
        open_scope(s, &scope);
    } else {
        outer = open_entries(s, &walk, "q", arena_format("%s[n]", walk.start), arena_format("%s[n + 1]", walk.start));
        stmt_line(s, "const int64_t v = %s[q]", walk.list);
        open_scope(s, &scope);
        x_q = named(s, "x_q", entry_value(s, x, "n"));
    }
    add_scaled_gradient(s, dy, x_q, m);
    close_scope(s, &scope);
    s->tail = outer;
    set_gradient(s, v, m);
}

void schedule_columns(Sched *s)
{
    const Mark start = set_mark(s);
    s->wide = true;
    write_columns(s);
    s->wide = false;
    if (!s->refused)
        return;
    take_back(s, &start);
    write_columns(s);
}
