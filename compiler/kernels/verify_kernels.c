/* verify_kernels.c - what must hold once values have levels, kernels and places. Says
 * it in its own words, not in the passes', so that a slip in one of them does not hide.
 *
 *   levels    an operand has every row that its user reads; only zeros lie past a support
 *   kernels   a value is in the kernel that is its home, once, after what it reads there, and the kernel is of a
 *             kind that can make it, for all its rows
 *   reads     what a value reads is finished by an earlier kernel, or made for the same
 *             row by its own; the far end of an edge always comes from an earlier one
 *
 * verify_plan.c goes on with memory and loops. tests/ir/test_corrupt.c breaks each of these and sees it noticed. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/verify.h"

static bool is_live(const Prog *p, const Val *v)
{
    return p->level[v->id] >= 0;
}

static _Noreturn void broken(const Prog *p, const char *after, const Val *v, const char *rule)
{
    bug("after %s, program %s, value %%%d (%s, %s:%d): %s", after, p->name, v->id, op_word(v),
        v->pos.file ? v->pos.file : "?", v->pos.line, rule);
}

/* ------------------------------------------------------------ levels */

/* Past which row x can only be 0, for all its operands say. */
static int zero_past(const Prog *p, const Val *x)
{
    if (x->op == OP_constant && x->attr.num == 0)
        return 0;
    return has_rows(x) ? p->support[x->id] : LEVEL_ALL;
}

/* The least support that v can have. */
static int least_support(const Prog *p, const Val *v)
{
    int arity = op_info[v->op].arity, first = v->op == OP_select ? 1 : 0;
    if (v->op == OP_input && p->model->inputs[v->attr.index].role == GATRT_WEIGHT)
        return 0;                                   /* the rows wanted */
    bool hop = v->attr.end && !v->attr.end->sorted; /* the other end of an edge may be one level out */
    if (arity == 0 || (v->op == OP_gather && (hop || is_single(v->in[0]))))
        return LEVEL_ALL;
    int one = zero_past(p, v->in[first]);
    if (v->op == OP_select && zero_past(p, v->in[0]) < one)
        one = zero_past(p, v->in[0]); /* the second is taken there */
    int low = one, high = one;
    for (int i = first + 1; i < arity; i++) {
        int next = zero_past(p, v->in[i]);
        low = next < low ? next : low;
        high = next > high ? next : high;
    }
    if (hop)
        return one >= LEVEL_ALL ? LEVEL_ALL : one + 1;
    switch (op_info[v->op].zero) {
    case ZERO_ANY: return low;
    case ZERO_ALL: return high;
    case ZERO_FIRST: return one;
    default: return v->op == OP_select ? high : LEVEL_ALL;
    }
}

static int needed_level(const Prog *p, const Val *v, const Val *x)
{
    int level = p->level[v->id];
    if (is_single(x))
        return 0;
    switch (v->op) {
    case OP_gather: return v->attr.end->sorted || level >= LEVEL_ALL ? level : level + 1;
    case OP_sum_to:
    case OP_max_to:
        if (is_single(v))
            return fold_level(p, v);
        return v->attr.end->sorted && level < p->support[x->id] ? level : p->support[x->id];
    case OP_sum_rows:
    case OP_outer: return fold_level(p, v);
    case OP_select:
        if (x == v->in[1] && x != v->in[0] && x != v->in[2] && zero_past(p, v->in[0]) < level)
            return zero_past(p, v->in[0]);
        return is_single(v) ? 0 : level;
    default: return is_single(v) ? 0 : level;
    }
}

static void verify_level(const Prog *p, const char *after, const Val *v)
{
    int level = p->level[v->id];
    for (int j = 0; level >= 0 && j < op_info[v->op].arity; j++)
        if (p->level[v->in[j]->id] < needed_level(p, v, v->in[j]))
            broken(p, after, v, "an operand lacks rows that it reads");
    if (level < 0 || !has_rows(v))
        return;
    if (p->support[v->id] < (p->levels ? least_support(p, v) : LEVEL_ALL))
        broken(p, after, v, "is said to be zero in rows where it need not be");
    int reached = is_edge_value(v) ? level + 1 : level; /* edges bring their sources */
    if (p->levels ? level >= LEVEL_ALL || reached >= p->levels : level < LEVEL_ALL)
        broken(p, after, v, "has rows that the program's number of levels does not go with");
}

static void verify_levels(const Prog *p, const char *after)
{
    for (int i = 0; i < p->count; i++)
        verify_level(p, after, p->vals[i]);
    for (int i = 0; i < p->root_count; i++)
        if (!is_live(p, p->roots[i].val))
            broken(p, after, p->roots[i].val, "is a root, but no row of it is wanted");
}

/* ------------------------------------------------------------ kernels */

/* The first kernel after which other rows of v can be read; -1: always. */
static int finished_by(const Prog *p, const Val *v)
{
    const Place *place = &p->places[v->id];
    return is_row_sum(v) && place->reduced >= 0 ? place->reduced : place->kernel;
}

/* A member of a kernel, and the values in between that were followed for it. */
typedef struct Reader {
    const Prog *p;
    const char *after;
    const Kernel *k;
    const Val *member;
    int *seen, now;
    int *position; /* by id: in the kernel that is its home; -1: in none */
} Reader;

static void check_read(Reader *r, const Val *x, bool far);

static void check_operands(Reader *r, const Val *v)
{
    const Kernel *k = r->k;
    const bool far = kernel_reads_far(k, v);
    for (int i = 0; i < op_info[v->op].arity; i++)
        check_read(r, v->in[i], far);
}

/* The kernel makes `member`, for which it reads x. */
static void check_read(Reader *r, const Val *x, bool far)
{
    const Prog *p = r->p;
    const Kernel *k = r->k;
    const Val *member = r->member;
    const char *after = r->after;
    x = view_base(x);
    const Place *place = &p->places[x->id];
    bool in_place = !place->item || (place->recomputed && place->kernel != k->id && !far);
    if (is_leaf(x))
        return;
    if (in_place) {
        if (r->seen[x->id] != r->now) {
            r->seen[x->id] = r->now;
            check_operands(r, x);
        }
        return;
    }
    int made = finished_by(p, x);
    if (made < 0)
        broken(p, after, member, "reads a value that no kernel makes");
    if (made > k->id || (made == k->id && far && !is_single(x)))
        broken(p, after, member, "reads rows that no earlier kernel has finished");
    if (made == k->id && r->position[x->id] >= r->position[member->id])
        broken(p, after, member, "reads a value of its own kernel that comes later");
    if ((p->facts & FACT_PLANNED) && made != k->id)
        verify_read(p, after, member, x, k->id);
}

/* ------------------------------------------------------------ homes */

/* Rows that a kernel must go over for v: a walk over outgoing edges meets those into level l at level l + 1. */
static int rows_for(const Prog *p, const Kernel *k, const Val *v)
{
    const End *walk = walk_over(&k->walks, (is_row_sum(v) ? v->in[0] : v)->type.space);
    const int level = is_row_sum(v) ? fold_level(p, v) : p->level[v->id];
    return walk && walk->of->kind == SPACE_EDGES && !walk->sorted && level < LEVEL_ALL ? level + 1 : level;
}

/* The rows that a kernel goes over to make v: its own, those that edges are met from, or those it sums. */
static const Space *rows_of(const Kernel *k, const Val *v)
{
    const Space *space = (is_row_sum(v) ? v->in[0] : v)->type.space;
    const End *walk = space->kind == SPACE_EDGES ? walk_over(&k->walks, space) : NULL;
    return walk ? walk->to : space;
}

/* Why a kernel over rows cannot make v; NULL where it can. */
static const char *rows_fault(const Prog *p, const Kernel *k, const Val *v)
{
    if (is_single(v) && !is_row_sum(v))
        return "has one row, but its kernel goes over rows";
    const End *sink = sink_walk(v), *walk = walk_over(&k->walks, v->type.space);
    if (sink && sink != walk_over(&k->walks, sink->of))
        return "sums over edges of an end that its kernel does not walk";
    if (is_row_sum(v) && is_edge_value(v->in[0]) && !walk_over(&k->walks, v->in[0]->type.space))
        return "sums over edges that its kernel does not walk";
    if (is_edge_value(v) && walk != (p->places[v->id].item ? p->places[v->id].walk : v->type.space->ends[0]))
        return "is made by the wrong walk";
    if (k->rows != rows_of(k, v))
        return "has other rows than its kernel goes over";
    return k->level < rows_for(p, k, v) ? "has rows that its kernel does not go over" : NULL;
}

static const char *kind_fault(const Prog *p, const Kernel *k, const Val *v)
{
    Kind kind = op_info[v->op].kind;
    bool columns = v->op == OP_outer && p->places[view_base(v->in[0])->id].sparse;
    switch (k->kind) {
    case KERNEL_ROWS: return rows_fault(p, k, v);
    case KERNEL_GEMM:
        if (k->count != 1 || (kind != KIND_GEMM && v->op != OP_outer) || columns)
            return "is no product of a kernel's own";
        if (!has_address(v->in[0]) || !has_address(v->in[1]))
            return "multiplies what has no rows of its own in memory";
        return k->level < rows_for(p, k, v) ? "has rows that its kernel does not go over" : NULL;
    case KERNEL_COLUMNS: return k->count == 1 && columns ? NULL : "does not go by columns of a sparse input";
    case KERNEL_REDUCE: return is_row_sum(v) ? NULL : "is no sum over all rows";
    case KERNEL_SINGLE: return is_single(v) && !is_row_sum(v) ? NULL : "has more than one row";
    }
    return "is in a kernel of no known kind";
}

static void verify_member(Reader *r, const Kernel *k, int at)
{
    const Prog *p = r->p;
    const Val *v = k->vals[at];
    if (!v || v->id < 0 || v->id >= p->count || p->vals[v->id] != v)
        bug("after %s, program %s: member %d of kernel %d is not a value of this program", r->after, p->name, at,
            k->id);
    const Place *place = &p->places[v->id];
    if ((k->kind == KERNEL_REDUCE ? place->reduced : place->kernel) != k->id || !is_live(p, v))
        broken(p, r->after, v, "is in a kernel that is not its home");
    const char *fault = kind_fault(p, k, v);
    if (fault)
        broken(p, r->after, v, fault);
    if (k->kind == KERNEL_REDUCE)
        return;
    if (r->position[v->id] >= 0)
        broken(p, r->after, v, "is made twice");
    r->position[v->id] = at;
}

/* Sparse are inputs that say so, and what is zero wherever one of them is. */
static bool may_be_sparse(const Prog *p, const Val *v)
{
    if (v->op == OP_input)
        return p->model->inputs[v->attr.index].sparse;
    bool any = false;
    for (int i = 0; i < op_info[v->op].arity; i++)
        any |= p->places[v->in[i]->id].sparse;
    return any && op_info[v->op].kind == KIND_MAP &&
           (op_info[v->op].zero == ZERO_ALL || op_info[v->op].zero == ZERO_ANY);
}

static bool is_reduced(const Prog *p, const Val *v)
{
    int by = p->places[v->id].reduced;
    const Kernel *k = by >= 0 && by < p->kernel_count ? p->kernels[by] : NULL;
    for (int i = 0; k && k->kind == KERNEL_REDUCE && i < k->count; i++)
        if (k->vals[i] == v)
            return by > p->places[v->id].kernel;
    return false;
}

static void verify_home(Reader *r, const Val *v)
{
    const Prog *p = r->p;
    const Place *place = &p->places[v->id];
    bool own = !is_leaf(v) && !is_view(v) && !is_edge_value(v) && !place->sparse;
    if (place->sparse && !may_be_sparse(p, v))
        broken(p, r->after, v, "is not zero where a sparse input is");
    if (v->op == OP_input && p->model->inputs[v->attr.index].sparse && !place->sparse)
        broken(p, r->after, v, "is a sparse input, but not placed as one");
    if (own ? !place->item : place->item && (place->sparse || is_leaf(v) || is_view(v)))
        broken(p, r->after, v, "has the wrong sort of home");
    if (place->kernel >= p->kernel_count || (place->kernel >= 0 && r->position[v->id] < 0))
        broken(p, r->after, v, "is not made by the kernel that is its home");
    if (place->item && place->kernel < 0 && !place->recomputed)
        broken(p, r->after, v, "has no kernel");
    if (place->recomputed && (v->type.space->kind != SPACE_ROWS || op_info[v->op].kind != KIND_MAP))
        broken(p, r->after, v, "is more than arithmetic, but made again by its readers");
    bool pieces = is_row_sum(v) && place->kernel >= 0 && p->kernels[place->kernel]->kind != KERNEL_COLUMNS;
    if (pieces && !is_reduced(p, v))
        broken(p, r->after, v, "is summed in pieces that nothing adds up");
    if (!pieces && place->reduced >= 0)
        broken(p, r->after, v, "is added up, but not made in pieces");
}

static void verify_kernel(const Prog *p, const char *after, int at)
{
    const Kernel *k = p->kernels[at];
    if (!k || k->id != at || k->count <= 0)
        bug("after %s, program %s: kernel %d is numbered %d and holds %d values", after, p->name, at, k ? k->id : -1,
            k ? k->count : 0);
    for (int i = 0; i < k->walks.count; i++) {
        const End *walk = k->walks.at[i];
        if (k->kind != KERNEL_ROWS || walk->to != k->rows)
            bug("after %s, program %s: kernel %d walks lists of rows that it does not go over", after, p->name, at);
        if (walk_over(&k->walks, walk->of) != walk)
            bug("after %s, program %s: kernel %d walks a relation twice", after, p->name, at);
    }
}

static void verify_homes(const Prog *p, const char *after)
{
    size_t count = (size_t)p->count + 1;
    Reader r = {.p = p, .after = after, .seen = arena_alloc(count, sizeof(int))};
    r.position = arena_alloc(count, sizeof(int));
    for (int i = 0; i < p->count; i++)
        r.position[i] = -1;
    for (int i = 0; i < p->kernel_count; i++)
        verify_kernel(p, after, i);
    for (int i = 0; i < p->kernel_count; i++)
        for (int j = 0; j < p->kernels[i]->count; j++)
            verify_member(&r, p->kernels[i], j);
    for (int i = 0; i < p->count; i++)
        if (is_live(p, p->vals[i]))
            verify_home(&r, p->vals[i]);
    for (int i = 0; i < p->kernel_count; i++)
        for (int j = 0; j < p->kernels[i]->count && p->kernels[i]->kind != KERNEL_REDUCE; j++) {
            r.k = p->kernels[i];
            r.member = r.k->vals[j];
            r.now++;
            check_operands(&r, r.member);
        }
}

/* Programs are for training or not: only the model as written is for both. */
static void verify_decided(const Prog *p, const char *after)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_training)
            bug("%s, after %s: value %%%d still asks whether this is training", p->name, after, i);
}

void verify_kernels(const Prog *p, const char *after)
{
    verify_decided(p, after);
    if (p->facts & FACT_LEVELED)
        verify_levels(p, after);
    if (p->facts & FACT_GROUPED)
        verify_homes(p, after);
    if (p->facts & FACT_PLANNED)
        verify_plan(p, after);
}
