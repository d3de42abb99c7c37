/* cost.c - what a kernel reads, writes and computes, counted from its values and the plan.
 *
 * In: kernels, levels, what is stored. Out: for each kernel a few terms: so many floats
 * and operations for each row, edge, non-zero or chunk below a demand level. `bench`
 * multiplies them with a graph's sizes and sets them against the machine's limits.
 * The count is of what must move once: a value gathered in two passes over the same
 * edges counts once, for the second pass finds it in the cache; so do parameters.
 * Operations are weighted by the cost column of ops.def. */
#include "compiler/kernels/cost.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/kernels.h"

#include <string.h>

enum {
    WORDS_OF_ID = 1,
    WORDS_OF_PLACE = 2,
    WORDS_OF_NONZERO = 2
}; /* in floats: an int32, an int64, column and value */

typedef struct Count {
    const Prog *p;
    const Kernel *k;
    bool *done; /* by id: counted for this row or edge */
    bool *far;  /* by id and, faster, relation: as a row that is gathered to it */
    Costs *to;
    int *edge_level; /* by relation: destinations of the edges that are walked lie below it */
} Count;

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* The kernel's term for `per` of a space, and `level`. */
static gatrt_cost *term(Count *c, gatrt_per per, const Space *space, int level)
{
    const int of = space ? space->id : 0;
    level = per == GATRT_PER_RUN || level > LEVEL_ALL ? LEVEL_ALL : level;
    for (int i = 0; i < c->to->count; i++) {
        gatrt_cost *t = &c->to->at[i];
        if (t->kernel == c->k->id && t->per == per && t->of == of && t->level == level)
            return t;
    }
    GROW(c->to->at, c->to->count, c->to->capacity);
    c->to->at[c->to->count] = (gatrt_cost){.kernel = c->k->id, .per = per, .of = of, .level = level};
    return &c->to->at[c->to->count++];
}

static bool is_sparse_input(const Prog *p, const Val *v)
{
    return v->op == OP_input && p->model->inputs[v->attr.index].sparse;
}

/* Where one element row of v is made or read: at a non-zero, an edge, a row, or once. */
static gatrt_cost *term_of(Count *c, const Val *v)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): v is an operand, which an op of this kind has */
    if (c->p->places[v->id].sparse || is_sparse_input(c->p, v))
        return term(c, GATRT_PER_NONZERO, v->type.space, c->k->level);
    switch (v->type.space->kind) {
    case SPACE_EDGES: return term(c, GATRT_PER_EDGE, v->type.space, c->edge_level[v->type.space->id]);
    case SPACE_ROWS: return term(c, GATRT_PER_ROW, v->type.space, least(c->p->level[v->id], c->k->level));
    default: return term(c, GATRT_PER_RUN, NULL, LEVEL_ALL);
    }
}

/* Elements of v there. A sparse value has one at each non-zero. */
static int64_t width_of(const Count *c, const Val *v)
{
    return c->p->places[v->id].sparse || is_sparse_input(c->p, v) ? 1 : val_width(v);
}

static void count_value(Count *c, const Val *v);

/* A row at the other end of an edge, or at an end of the row at hand, is read where it is stored. */
static void count_far(Count *c, const Val *gather)
{
    const Val *row = view_base(gather->in[0]);
    if (is_single(row) || row->op == OP_constant) {
        count_value(c, row);
        return;
    }
    bool *counted = &c->far[row->id * c->p->model->space_count + gather->type.space->id];
    if (!*counted)
        term_of(c, gather)->gathered += val_width(row);
    *counted = true;
}

/* A draw for a sparse value is made at its non-zeros only. */
static void count_draw_at_nonzero(Count *c, const Val *draw)
{
    if (!c->done[draw->id])
        term(c, GATRT_PER_NONZERO, draw->type.space, c->k->level)->flops += op_info[draw->op].cost;
    c->done[draw->id] = true;
}

static void count_operands(Count *c, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++) {
        if (c->p->places[v->id].sparse && v->in[i]->op == OP_keep)
            count_draw_at_nonzero(c, v->in[i]);
        else
            count_value(c, v->in[i]);
    }
}

/* The share of x's non-zeros that dropout leaves. */
static double share_kept(const Count *c, const Val *x)
{
    x = view_base(x);
    if (x->op == OP_keep)
        return 1.0 - x->attr.num;
    double share = 1.0;
    for (int i = 0; c->p->places[x->id].sparse && i < op_info[x->op].arity; i++)
        share *= share_kept(c, x->in[i]);
    return share;
}

/* x W, where x has few non-zeros: each fetches its row of W, unless it is dropped. */
static void count_sparse_product(Count *c, const Val *x, int64_t width)
{
    const int64_t kept = (int64_t)((double)width * share_kept(c, x) + 0.5);
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): x is an operand, which a product has */
    gatrt_cost *t = term(c, GATRT_PER_NONZERO, x->type.space, c->k->level);
    t->gathered += kept;
    t->flops += 2 * kept;
}

static bool has_sparse_operand(const Count *c, const Val *v)
{
    const Val *x = view_base(v->in[0]);
    return c->p->places[x->id].sparse || is_sparse_input(c->p, x);
}

static void count_work(Count *c, const Val *v)
{
    const int64_t width = width_of(c, v), cost = op_info[v->op].cost;
    const Val *x = op_info[v->op].arity ? v->in[0] : NULL;
    switch (op_info[v->op].kind) {
    case KIND_MAP:
    case KIND_LEAF: term_of(c, v)->flops += cost * width; break;
    case KIND_REDUCE:
    case KIND_SCATTER: term_of(c, x)->flops += val_width(x); break;
    case KIND_GEMM:
        if (has_sparse_operand(c, v))
            count_sparse_product(c, x, width);
        else
            term_of(c, v)->flops += 2 * val_width(x) * width;
        break;
    case KIND_FOLD:
        if (v->op == OP_outer && has_sparse_operand(c, v))
            count_sparse_product(c, x, val_width(v->in[1]));
        else
            term_of(c, x)->flops += v->op == OP_outer ? 2 * width : width;
        break;
    case KIND_SHAPE:
    case KIND_GATHER: break;
    }
}

static bool is_made_here(const Count *c, const Val *v)
{
    const Place *place = &c->p->places[v->id];
    if (is_single(v) && place->kernel != c->k->id)
        return place->kernel < 0 && place->reduced < 0; /* a view or an expression of constants */
    return !place->item || place->kernel == c->k->id || place->recomputed;
}

static void count_leaf(Count *c, const Val *v)
{
    if (v->op == OP_keep || v->op == OP_self_loop)
        count_work(c, v);
    else if (is_sparse_input(c->p, v))
        term_of(c, v)->read += WORDS_OF_NONZERO;
    else if (v->op == OP_input || v->op == OP_param)
        term_of(c, v)->read += val_width(v);
}

static void count_value(Count *c, const Val *v)
{
    v = view_base(v);
    if (c->done[v->id])
        return;
    c->done[v->id] = true;
    if (is_leaf(v)) {
        count_leaf(c, v);
    } else if (!is_made_here(c, v)) {
        term_of(c, v)->read += val_width(v);
    } else if (v->op == OP_gather && kernel_reads_far(c->k, v)) {
        count_far(c, v);
    } else {
        count_work(c, v);
        count_operands(c, v);
    }
}

/* ------------------------------------------------------------ what is written */

static void count_stores(Count *c, const Val *v)
{
    const Prog *p = c->p;
    if (is_row_sum(v) && c->k->kind != KERNEL_COLUMNS) {
        term(c, GATRT_PER_CHUNK, c->k->rows, c->k->level)->written += val_width(v);
        return;
    }
    if (p->places[v->id].stored && p->places[v->id].kernel == c->k->id)
        term_of(c, v)->written += val_width(v);
    for (int i = 0; i < p->root_count; i++)
        if (view_base(p->roots[i].val) == v)
            term_of(c, v)->written += val_width(v);
}

/* Chunks' pieces are read and added up. */
static void count_reduce(Count *c)
{
    for (int i = 0; i < c->k->count; i++) {
        const Val *v = c->k->vals[i];
        const Kernel *home = c->p->kernels[c->p->places[v->id].kernel];
        gatrt_cost *pieces = term(c, GATRT_PER_CHUNK, home->rows, home->level);
        pieces->read += val_width(v);
        pieces->flops += val_width(v);
        term(c, GATRT_PER_RUN, NULL, LEVEL_ALL)->written += val_width(v);
    }
}

/* Ends of each relation's edges: those of the pass that reaches furthest. */
static void find_walked_levels(Count *c)
{
    const Prog *p = c->p;
    const Kernel *k = c->k;
    const int spaces = p->model->space_count;
    for (int i = 0; i < spaces; i++)
        c->edge_level[i] = -1;
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        const Val *x = op_info[v->op].arity ? v->in[0] : v;
        if (!is_edge_value(v) && !is_edge_value(x))
            continue; /* rows that are met in a walk count as such */
        const int at = sink_walk(v) && !sink_walk(v)->sorted ? p->support[x->id] : least(p->level[v->id], k->level);
        int *level = &c->edge_level[(is_edge_value(v) ? v : x)->type.space->id];
        *level = at > *level ? at : *level;
    }
    for (int i = 0; i < spaces; i++)
        c->edge_level[i] = c->edge_level[i] < 0 ? k->level : c->edge_level[i];
}

/* What is read of a walk's lists. Rows with kernels of their own that are met in a walk count as such. */
static void count_lists(Count *c, const End *walk)
{
    if (walk->of->kind != SPACE_EDGES)
        return;
    term(c, GATRT_PER_ROW, c->k->rows, c->k->level)->read += WORDS_OF_PLACE;
    term(c, GATRT_PER_EDGE, walk->of, c->edge_level[walk->of->id])->read +=
        walk->sorted ? WORDS_OF_ID : 2 * WORDS_OF_ID;
}

static void count_kernel(Count *c)
{
    const Kernel *k = c->k;
    if (k->kind == KERNEL_REDUCE) {
        count_reduce(c);
        return;
    }
    for (int i = 0; i < k->walks.count; i++)
        count_lists(c, k->walks.at[i]);
    for (int i = 0; i < k->count; i++) {
        count_value(c, k->vals[i]);
        count_stores(c, k->vals[i]);
    }
}

void cost(const Prog *p, Costs *to)
{
    const size_t values = (size_t)p->count + 1, spaces = (size_t)p->model->space_count;
    bool *done = arena_alloc(values, sizeof *done), *far = arena_alloc(values, spaces);
    int *edge_level = arena_alloc(spaces, sizeof *edge_level);
    for (int i = 0; i < p->kernel_count; i++) {
        Count c = {.p = p, .k = p->kernels[i], .to = to, .edge_level = edge_level};
        c.done = memset(done, 0, values * sizeof *done);
        c.far = memset(far, 0, values * spaces);
        find_walked_levels(&c);
        count_kernel(&c);
    }
}
