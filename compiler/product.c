/* product.c - a row times a matrix, and an outer product of rows.
 *
 * Loops go by lanes along whichever side of the matrix is a multiple of them. Where
 * that is the side that does not lie contiguous in memory, the kernel turns the small
 * matrix around first, once for all its rows; an outer product's piece is kept turned,
 * and turned back where the pieces are added up.
 * In: one act. Out: statements at s->tail. */
#include "schedule.h"

/* ------------------------------------------------------------ pieces of products */

const Expr *times(Sched *s, const Expr *a, const Expr *b)
{
    static const Val product = {.op = OP_mul};
    return expr_op(s, &product, (const Expr *const[]){a, b});
}

const Expr *named(Sched *s, const char *name, const Expr *x)
{
    stmt_add(s, S_LET, name, x);
    return expr_place("%s", name);
}

static const char *matrix_flat(int64_t m, const char *row)
{
    return m == 1 ? row : arena_format("%s * %lld + i", row, (long long)m);
}

static const Expr *matrix_element(Sched *s, const Val *w, int64_t m, Lane lane)
{
    return element(s, w, (Index){.shape = w->type.shape, .flat = matrix_flat(m, "k"), .lane = lane});
}

/* y += x[k] W[k,:] for one k */
void add_scaled_row(Sched *s, const Val *v, const Expr *x_k, int64_t m)
{
    if (m > 1 && x_k->kind != X_PLACE)
        x_k = named(s, "x_k", x_k);
    Stmt **outer;
    Index at = open_row(s, v->type.shape, "", "i", m, &outer);
    const Expr *w_k = matrix_element(s, v->in[1], m, at.lane);
    stmt_add(s, S_ADD, element_dest(s, v, at), times(s, x_k, w_k));
    close_row(s, outer);
}

void zero_row(Sched *s, const Val *v, int64_t m)
{
    Stmt **outer;
    Index at = open_row(s, v->type.shape, "", "i", m, &outer);
    stmt_add(s, S_SET, element_dest(s, v, at), expr_place("0.0f"));
    close_row(s, outer);
}

/* ------------------------------------------------------------ turned matrices */

/* A matrix [k, m] is worth turning where its rows do not fill lanes and its columns do. */
bool is_turned(int64_t k, int64_t m)
{
    return m > 1 && m % LANES != 0 && k % LANES == 0;
}

/* W^T [m, k], made at the top of the kernel; its name. */
static const char *turned(Sched *s, const Val *w, int64_t k, int64_t m)
{
    const char *name = arena_format("%s_t", val_label(s->p, view_base(w)));
    if (!declare_head(s, name))
        return name;
    Stmt **old = s->tail;
    s->tail = s->head_tail;
    stmt_array(s, "float", name, k * m);
    Stmt **outer = open_features(s, "k", k);
    open_features(s, "i", m);
    stmt_add(s, S_SET, arena_format("%s[i * %lld + k]", name, (long long)k), matrix_element(s, w, m, LANE_NONE));
    s->head_tail = outer;
    s->tail = old;
    return name;
}

/* y[i] = sum over k of x[k] W^T[i,k] */
static void multiply_turned(Sched *s, const Val *v, int64_t k, int64_t m)
{
    Val *x = v->in[0], *w = v->in[1];
    const char *name = turned(s, w, k, m);
    Stmt **outer = open_features(s, "i", m), **inner;
    stmt_line(s, "gat_lanes sum = GAT_ALL(0.0f)");
    inner = open_lanes(s, "k", k);
    Index at = {.shape = x->type.shape, .flat = "k", .lane = LANE_STEP};
    const Expr *w_k = expr_lanes(arena_format("GAT_AT(%s[i * %lld + k])", name, (long long)k));
    stmt_add(s, S_ADD, "sum", times(s, element(s, x, at), w_k));
    close_row(s, inner);
    stmt_add(s, S_SET, element_dest(s, v, index_flat(v->type.shape, "i")), expr_place("gat_total(sum)"));
    s->tail = outer;
}

/* y[k] = sum over i of x[i] W[k,i], all k at once for each i */
static void multiply_transposed_turned(Sched *s, const Val *v, int64_t k, int64_t m)
{
    Val *x = v->in[0], *w = v->in[1];
    const char *name = turned(s, w, k, m);
    zero_row(s, v, k);
    Stmt **outer = open_features(s, "i", m), **inner;
    const Expr *x_i = element(s, x, index_flat(x->type.shape, "i"));
    x_i = x_i->kind == X_PLACE ? x_i : named(s, "x_i", x_i);
    inner = open_lanes(s, "k", k);
    const Expr *w_k = expr_lanes(arena_format("GAT_AT(%s[i * %lld + k])", name, (long long)k));
    stmt_add(s, S_ADD, element_dest(s, v, (Index){.shape = v->type.shape, .flat = "k", .lane = LANE_STEP}),
             times(s, x_i, w_k));
    close_row(s, inner);
    s->tail = outer;
}

/* y[k] = sum over i of x[i] W[k,i] where rows of W fill lanes: GAT_STEP rows are added up together */
static void multiply_transposed_lanes(Sched *s, const Val *v, int64_t k, int64_t m)
{
    Val *x = v->in[0], *w = v->in[1];
    Stmt **outer = open_lanes(s, "k", k);
    s->lanes = false;
    stmt_lanes(s, "part");
    Stmt **after = stmt_open(s, S_LOOP, "j", "0", "GAT_STEP", true), **inner;
    stmt_line(s, "part[j] = GAT_ALL(0.0f)");
    Index at = {.shape = x->type.shape, .flat = "i", .lane = LANE_STEP};
    inner = open_lanes(s, "i", m);
    const Expr *w_i =
        element(s, w, (Index){.shape = w->type.shape, .flat = matrix_flat(m, "(k + j)"), .lane = LANE_STEP});
    stmt_add(s, S_ADD, "part[j]", times(s, element(s, x, at), w_i))->lanes = false;
    close_row(s, inner);
    s->tail = after;
    s->lanes = true;
    stmt_add(s, S_SET, element_dest(s, v, (Index){.shape = v->type.shape, .flat = "k", .lane = LANE_STEP}),
             expr_lanes("gat_totals(part)"));
    close_row(s, outer);
}

static void multiply_transposed(Sched *s, const Val *v, int64_t k, int64_t m)
{
    Val *x = v->in[0], *w = v->in[1];
    Stmt **outer = open_features(s, "k", k);
    stmt_line(s, "float sum = 0.0f");
    Stmt **inner = m == 1 ? s->tail : open_features(s, "i", m);
    const Expr *w_i = matrix_element(s, w, m, LANE_NONE);
    stmt_add(s, S_ADD, "sum", times(s, element(s, x, index_flat(x->type.shape, m == 1 ? "0" : "i")), w_i));
    s->tail = m == 1 ? s->tail : inner;
    stmt_add(s, S_SET, element_dest(s, v, index_flat(v->type.shape, k == 1 ? "0" : "k")), expr_place("sum"));
    s->tail = outer;
}

/* ------------------------------------------------------------ dense rows */

void make_product(Sched *s, const Val *v)
{
    Val *x = v->in[0], *w = v->in[1];
    int64_t k = w->type.shape.dim[0], m = val_width(w) / k;
    bool turns = s->wide && s->head_tail && is_turned(k, m);
    if (v->op == OP_matmul && s->p->places[x->id].sparse) {
        make_sparse_product(s, v, m);
    } else if (v->op == OP_matmul && turns) {
        multiply_turned(s, v, k, m);
    } else if (v->op == OP_matmul) {
        zero_row(s, v, m);
        Stmt **outer = open_features(s, "k", k);
        add_scaled_row(s, v, element(s, x, index_flat(x->type.shape, "k")), m);
        s->tail = outer;
    } else if (turns) {
        multiply_transposed_turned(s, v, k, m);
    } else if (s->wide && m % LANES == 0 && k % LANES == 0) {
        multiply_transposed_lanes(s, v, k, m);
    } else {
        multiply_transposed(s, v, k, m);
    }
}

/* The row's side of an outer product, kept until there are enough of them. */
static void hold_row(Sched *s, const Val *x, const char *name, const char *held)
{
    Stmt **outer;
    int64_t width = val_width(x);
    Index at = open_row(s, x->type.shape, "", "i", width, &outer);
    stmt_add(s, S_SET, arena_format("%s[%s * %lld + %s]", name, held, (long long)width, at.flat), element(s, x, at));
    close_row(s, outer);
}

/* piece[k,i] += left[k] right[i], for the HELD rows last seen at once: an element of the piece is then read and written
 * once for all of them, in the order of the rows. */
static void add_held_outers(Sched *s, const Act *act, const Val *left, const Val *right)
{
    enum { HELD = 8 };
    const char *label = val_label(s->p, act->val), *held = arena_format("%s_held", label);
    const char *lefts = arena_format("%s_left", label), *rights = arena_format("%s_right", label);
    const char *last = act->level < s->k->level ? arena_format(" || v + 1 == %s", use_rows(s, act->level)) : "";
    int64_t k = val_width(left), m = val_width(right);
    hold_row(s, left, lefts, held);
    hold_row(s, right, rights, held);
    stmt_line(s, "%s++", held);
    Stmt **after = stmt_open(s, S_IF, arena_format("%s == %d || v + 1 == hi%s", held, HELD, last), NULL, NULL, false),
         **outer;
    Stmt **elements = open_features(s, "k", k);
    stmt_open(s, S_LOOP, "q", "0", held, false);
    stmt_line(s, "const float a_k = %s[q * %lld + k]", lefts, (long long)k);
    Index at = open_row(s, right->type.shape, arena_format("q * %lld", (long long)m), "i", m, &outer);
    const Expr *b_i = expr_lanes(arena_format("GAT_AT(%s[%s])", rights, at.flat));
    stmt_add(s, S_ADD, piece_element(act->piece, matrix_flat(m, "k")), times(s, expr_place("a_k"), b_i));
    close_row(s, outer);
    s->tail = elements;
    stmt_line(s, "%s = 0", held);
    s->tail = s->head_tail;
    stmt_array(s, "float", lefts, HELD * k);
    stmt_array(s, "float", rights, HELD * m);
    stmt_line(s, "int64_t %s = 0", held);
    s->head_tail = s->tail;
    s->tail = after;
}

/* Is it worth holding rows back for an outer product in pieces [k, m]? */
static bool is_held(const Sched *s, const Act *act, int64_t k, int64_t m)
{
    enum { WORTH = 1024 };
    return act->kind == ACT_OUTER && s->wide && s->head_tail && act->val->in[0]->type.space == SPACE_NODE &&
           m % LANES == 0 && k * m >= WORTH;
}

/* piece^T[i,k] += b[i] a[k] */
static void add_turned_outer(Sched *s, const Act *act)
{
    Val *a = act->val->in[0], *b = act->val->in[1];
    int64_t k = val_width(a);
    Stmt **outer = open_features(s, "i", val_width(b)), **inner;
    const Expr *b_i = element(s, b, index_flat(b->type.shape, "i"));
    b_i = b_i->kind == X_PLACE ? b_i : named(s, "b_i", b_i);
    const Expr *a_k = element(s, a, open_row(s, a->type.shape, "", "k", k, &inner));
    stmt_add(s, S_ADD, piece_element(act->piece, arena_format("i * %lld + k", (long long)k)), times(s, b_i, a_k));
    close_row(s, inner);
    s->tail = outer;
}

/* a b^T, added to the chunk's piece or, for values with one row, set */
void make_outer(Sched *s, const Act *act)
{
    const Val *v = act->val;
    Val *a = v->in[0], *b = v->in[1];
    int64_t m = val_width(b);
    if (is_held(s, act, val_width(a), m)) {
        add_held_outers(s, act, a, b);
        return;
    }
    if (act->kind == ACT_OUTER && is_turned(val_width(a), m)) {
        add_turned_outer(s, act);
        return;
    }
    Stmt **outer = open_features(s, "k", val_width(a)), **inner;
    const Expr *a_k = element(s, a, index_flat(a->type.shape, "k"));
    if (m > 1)
        a_k = a_k->kind == X_PLACE ? a_k : named(s, "a_k", a_k);
    Index at = open_row(s, b->type.shape, "", "i", m, &inner);
    const Expr *b_i = element(s, b, at);
    const char *flat = matrix_flat(m, "k");
    if (act->kind == ACT_OUTER)
        stmt_add(s, S_ADD, piece_element(act->piece, flat), times(s, a_k, b_i));
    else
        stmt_add(s, S_SET, element_dest(s, v, index_flat(v->type.shape, flat)), times(s, a_k, b_i));
    close_row(s, inner);
    s->tail = outer;
}
