/* reach.c - what an update has to make again: for each value the rows that are others once some rows' inputs and some edges
 * are, from the value's operands and the ends that it goes along. A value of edges is another one where that at either end is,
 * so it has a set at each end; a sum over a list is where the list is, or the set at its own end, or a row met in it.
 * In: a program with kernels. Out: a Reach; which of these rows come out the same all the same is not asked. */
#include "compiler/kernels/reach.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"

#include <string.h>

/* Of a value: of rows at [0], of edges at each end; NULL: nothing of it changes. */
typedef struct Sets {
    const RowSet *at[MAX_ENDS];
} Sets;

typedef struct Finder {
    const Prog *p;
    Reach reach;
    Sets *of; /* by value */
} Finder;

/* ------------------------------------------------------------------ sets, each once */

static bool set_equal(const RowSet *a, const RowSet *b)
{
    return a->space == b->space && a->inputs == b->inputs && a->list_count == b->list_count &&
           a->step_count == b->step_count && !memcmp(a->lists, b->lists, (size_t)a->list_count * sizeof(const End *)) &&
           !memcmp(a->steps, b->steps, (size_t)a->step_count * sizeof(RowStep));
}

static const RowSet *interned(Finder *f, RowSet set)
{
    Reach *r = &f->reach;
    for (int i = 0; i < r->count; i++)
        if (set_equal(r->sets[i], &set))
            return r->sets[i];
    RowSet *kept = arena_alloc(1, sizeof *kept);
    *kept = set;
    kept->id = r->count;
    GROW(r->sets, r->count, r->capacity);
    r->sets[r->count++] = kept;
    return kept;
}

static RowSet room_for(const Space *space, int lists, int steps)
{
    return (RowSet){.space = space,
                    .lists = arena_alloc((size_t)lists + 1, sizeof(const End *)),
                    .steps = arena_alloc((size_t)steps + 1, sizeof(RowStep))};
}

static const RowSet *set_of_inputs(Finder *f, const Space *space)
{
    RowSet set = room_for(space, 0, 0);
    set.inputs = true;
    return interned(f, set);
}

static const RowSet *set_of_list(Finder *f, const End *end)
{
    RowSet set = room_for(end->to, 1, 0);
    set.lists[set.list_count++] = end;
    return interned(f, set);
}

static const RowSet *set_of_step(Finder *f, const End *end, const RowSet *from)
{
    RowSet set = room_for(end->to, 0, 1);
    set.steps[set.step_count++] = (RowStep){end, from};
    return interned(f, set);
}

static bool comes_before(RowStep a, RowStep b)
{
    return a.end != b.end ? a.end->id < b.end->id : a.from->id < b.from->id;
}

static void join_lists(RowSet *to, const RowSet *a, const RowSet *b)
{
    for (int i = 0, j = 0; i < a->list_count || j < b->list_count;) {
        const bool first = j == b->list_count || (i < a->list_count && a->lists[i]->id <= b->lists[j]->id);
        const End *end = first ? a->lists[i] : b->lists[j];
        i += i < a->list_count && a->lists[i] == end;
        j += j < b->list_count && b->lists[j] == end;
        to->lists[to->list_count++] = end;
    }
}

static bool is_within(const RowSet *a, const RowSet *b);

/* Of steps along one end that from the larger set has the other's rows. */
static bool step_is_within(RowStep step, const RowSet *set)
{
    for (int i = 0; i < set->step_count; i++)
        if (set->steps[i].end == step.end && is_within(step.from, set->steps[i].from))
            return true;
    return false;
}

static bool is_within(const RowSet *a, const RowSet *b)
{
    bool within = a->inputs <= b->inputs;
    for (int i = 0; within && i < a->list_count; i++) {
        within = false;
        for (int j = 0; j < b->list_count; j++)
            within |= a->lists[i] == b->lists[j];
    }
    for (int i = 0; within && i < a->step_count; i++)
        within = step_is_within(a->steps[i], b);
    return within;
}

static bool is_in(RowStep step, const RowSet *set)
{
    for (int i = 0; i < set->step_count; i++)
        if (set->steps[i].end == step.end && set->steps[i].from == step.from)
            return true;
    return false;
}

/* Those of `a`, and of `b` those that are none of `a`'s. */
static void join_steps(RowSet *to, const RowSet *a, const RowSet *b)
{
    for (int i = 0, j = 0; i < a->step_count || j < b->step_count;) {
        const bool first = j == b->step_count || (i < a->step_count && !comes_before(b->steps[j], a->steps[i]));
        const RowStep step = first ? a->steps[i++] : b->steps[j++];
        const RowSet *other = first ? b : a;
        const bool twice = step_is_within(step, other);
        if (!twice || (first && is_in(step, other)))
            to->steps[to->step_count++] = step;
    }
}

static const RowSet *joined(Finder *f, const RowSet *a, const RowSet *b)
{
    if (!a || !b || a == b)
        return a ? a : b;
    RowSet set = room_for(a->space, a->list_count + b->list_count, a->step_count + b->step_count);
    set.inputs = a->inputs || b->inputs;
    join_lists(&set, a, b);
    join_steps(&set, a, b);
    return interned(f, set);
}

/* ------------------------------------------------------------------ of values */

static Sets of_leaf(Finder *f, const Val *v)
{
    return (Sets){{v->op == OP_input && has_rows(v) ? set_of_inputs(f, v->type.space) : NULL}};
}

static Sets of_gather(const Finder *f, const Val *v)
{
    Sets sets = {{NULL}};
    sets.at[v->attr.end->index] = f->of[v->in[0]->id].at[0];
    return sets;
}

static Sets of_sum(Finder *f, const Val *v)
{
    const End *end = v->attr.end;
    const Sets *met = &f->of[v->in[0]->id];
    const RowSet *set = joined(f, set_of_list(f, end), met->at[end->index]), *far = met->at[far_end(end)->index];
    return (Sets){{far ? joined(f, set, set_of_step(f, end, far)) : set}};
}

static Sets of_operands(Finder *f, const Val *v)
{
    Sets sets = {{NULL}};
    for (int i = 0; i < op_info[v->op].arity; i++)
        for (int e = 0; e < MAX_ENDS; e++)
            sets.at[e] = joined(f, sets.at[e], f->of[v->in[i]->id].at[e]);
    return sets;
}

static Sets sets_of(Finder *f, const Val *v)
{
    switch (op_info[v->op].kind) {
    case KIND_LEAF: return of_leaf(f, v);
    case KIND_GATHER: return of_gather(f, v);
    case KIND_SCATTER: return of_sum(f, v);
    default: return of_operands(f, v);
    }
}

/* ------------------------------------------------------------------ of kernels */

static const char *why_refused(const Prog *p)
{
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        if (p->level[i] < 0)
            continue;
        if (op_info[v->op].kind == KIND_FOLD)
            return "it sums over all rows, so each row may change with each other";
        if (is_row_gather(v) || (op_info[v->op].kind == KIND_SCATTER && !is_edge_value(v->in[0])))
            return "rows belong to others, so all of these may change with each";
        if (v->op == OP_input && is_edge_value(v))
            return "edges carry numbers, which an edge that comes would have to bring";
    }
    for (int i = 0; i < p->root_count; i++)
        if (!has_rows(p->roots[i].val) || is_edge_value(p->roots[i].val))
            return "an output has no rows, or those of edges, which move where an edge comes or goes";
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val && is_edge_value(p->bufs[i].val))
            return "rows of edges are kept in memory, which move where an edge comes or goes";
    return NULL;
}

static const RowSet *of_kernel(Finder *f, const Kernel *k)
{
    const RowSet *set = NULL;
    for (int i = 0; i < k->count; i++)
        for (int e = 0; e < MAX_ENDS && has_rows(k->vals[i]) && !is_edge_value(k->vals[i]); e++)
            set = joined(f, set, f->of[k->vals[i]->id].at[e]);
    return set;
}

Reach reach_of(const Prog *p)
{
    Finder f = {.p = p, .reach.refused = why_refused(p)};
    if (f.reach.refused)
        return f.reach;
    f.of = arena_alloc((size_t)p->count + 1, sizeof *f.of);
    f.reach.of_kernel = arena_alloc((size_t)p->kernel_count + 1, sizeof(const RowSet *));
    for (int i = 0; i < p->count; i++)
        f.of[i] = sets_of(&f, p->vals[i]);
    for (int i = 0; i < p->kernel_count; i++)
        f.reach.of_kernel[i] = of_kernel(&f, p->kernels[i]);
    return f.reach;
}
