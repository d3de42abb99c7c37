/* join.c - which values may join a kernel over rows. What one reads must be at hand: finished by an earlier kernel, or made
 * for the same row by this one. Reading the far end of an edge is the one thing that needs an earlier kernel. */
#include "compiler/algebra/algebra.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/fuse.h"

/* ------------------------------------------------------------ what is at hand */

static const char *edge_blocked(Fuse *f, const Val *v, const Walks *walks);

/* NULL when a value with one row (a parameter, the loss) can be read; otherwise why not. */
static const char *single_blocked(Fuse *f, const Val *v)
{
    v = view_base(v);
    return is_leaf(v) || f->done[v->id] ? NULL : "needs a sum over all rows";
}

/* The same for the node value of the row being handled. */
const char *row_blocked(Fuse *f, const Val *v)
{
    v = view_base(v);
    if (is_single(v))
        return single_blocked(f, v);
    if (is_leaf(v) || f->done[v->id] || f->joined[v->id] || f->p->places[v->id].sparse)
        return NULL;
    return "waits for a value of the same row";
}

static const char *far_blocked(Fuse *f, const Val *v)
{
    v = view_base(v);
    if (is_leaf(v) || f->done[v->id])
        return NULL;
    return f->joined[v->id] ? "needs other rows of a value made in this kernel" : "waits for rows of another kernel";
}

static const char *edge_operands_blocked(Fuse *f, const Val *v, const Walks *walks)
{
    if (is_edge_gather(v))
        return reads_far(v, walk_over(walks, v->type.space)) ? far_blocked(f, v->in[0]) : row_blocked(f, v->in[0]);
    for (int i = 0; i < op_info[v->op].arity; i++) {
        const char *why = is_edge_value(v->in[i]) ? edge_blocked(f, v->in[i], walks) : single_blocked(f, v->in[i]);
        if (why)
            return why;
    }
    return NULL;
}

/* The same for the value of the edge at hand in a walk. */
static const char *edge_blocked(Fuse *f, const Val *v, const Walks *walks)
{
    v = view_base(v);
    if (f->p->places[v->id].item)
        return f->done[v->id] || f->joined[v->id] ? NULL : "waits for an edge value that the other walk stores";
    if (f->at_hand[v->id] == f->now)
        return NULL;
    const char *why = edge_operands_blocked(f, v, walks);
    if (!why)
        f->at_hand[v->id] = f->now;
    return why;
}

/* ------------------------------------------------------------ who may join */

bool is_sparse_product(const Fuse *f, const Val *v)
{
    return f->p->places[view_base(v->in[0])->id].sparse;
}

/* A part of it is an output: a call would write all of it there. */
static bool is_cut(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->root_count; i++)
        if (view_base(p->roots[i].val) == v && !has_address(p->roots[i].val))
            return true;
    return false;
}

/* What is multiplied at edges is so in their walks, however large. */
bool has_own_kernel(const Fuse *f, const Val *v)
{
    const bool product = op_info[v->op].kind == KIND_GEMM || v->op == OP_outer;
    if (!product || v->in[0]->type.space->kind == SPACE_EDGES)
        return false;
    if (is_sparse_product(f, v))
        return v->op == OP_outer;
    /* Weights that are stored in fewer bytes are widened where they are used: there are no floats to call with. */
    if (f->p->model->switches.packing || (!f->p->model->switches.call_products && is_small_product(v)))
        return false;
    return has_address(v->in[0]) && has_address(v->in[1]) && !(has_rows(v) && is_cut(f->p, v));
}

/* NULL when v may join; otherwise the reason, shown by --dump=fuse. */
const char *cannot_join(Fuse *f, const Val *v, const Over *over)
{
    const char *why;
    const Walks *walks = &over->walks;
    const End *sink = sink_walk(v);
    const Space *rows = is_row_sum(v) ? v->in[0]->type.space : v->type.space;
    if (is_edge_value(v))
        return walk_over(walks, rows) == f->p->places[v->id].walk ? edge_operands_blocked(f, v, walks)
                                                                  : "belongs to the other walk";
    if (has_rows(v) && rows != over->rows)
        return "has other rows";
    switch (op_info[v->op].kind) {
    case KIND_SCATTER:
        if (walk_over(walks, sink->of) != sink)
            return "sums over the other walk's edges";
        return reads_far(v, sink) ? far_blocked(f, v->in[0]) : edge_blocked(f, v->in[0], walks);
    case KIND_FOLD:
        if (is_row_sum(v) && rows != over->rows && !(rows->kind == SPACE_EDGES && walk_over(walks, rows)))
            return "sums other rows";
        for (int i = 0; i < op_info[v->op].arity; i++) {
            why = is_edge_value(v->in[i]) ? edge_blocked(f, v->in[i], walks) : row_blocked(f, v->in[i]);
            if (why)
                return why;
        }
        if (!has_own_kernel(f, v))
            return NULL;
        return is_sparse_product(f, v) ? "goes by columns of a sparse input" : "is a large product";
    case KIND_GEMM:
        if (has_own_kernel(f, v))
            return "is a large product";
        break;
    case KIND_GATHER: return far_blocked(f, v->in[0]);
    default: break;
    }
    if (is_single(v))
        return "has one row";
    for (int i = 0; i < op_info[v->op].arity; i++)
        if ((why = row_blocked(f, v->in[i])))
            return why;
    return NULL;
}

bool is_pending(const Fuse *f, const Val *v)
{
    return f->p->level[v->id] >= 0 && f->p->places[v->id].item && !f->done[v->id] && !f->joined[v->id];
}

bool awaits_reduce(const Fuse *f, const Val *v)
{
    const Place *place = &f->p->places[v->id];
    return is_row_sum(v) && place->kernel >= 0 && place->reduced < 0 && !f->done[v->id];
}

void clear_members(Fuse *f)
{
    for (int i = 0; i < f->members.count; i++)
        f->joined[f->members.at[i]] = false;
    f->members.count = 0;
}

/* Marks in `joined` all that can join a kernel over these rows; returns the floats it sums over edges. */
int64_t try_over(Fuse *f, const Over *over)
{
    const int ready = f->ready.count;
    int64_t sums = 0;
    f->now++;
    clear_members(f);
    for (int i = 0; i < f->ready.count; i++) { /* those that join make others ready */
        const Val *v = f->p->vals[f->ready.ids[i]];
        if ((is_single(v) && !is_row_sum(v)) || cannot_join(f, v, over))
            continue;
        f->joined[v->id] = true;
        push_id(&f->members, v->id);
        ready_take(&f->ready, v->id);
        if (sink_walk(v) || is_edge_value(v))
            sums += val_width(v);
    }
    ready_undo(&f->ready, ready);
    return sums;
}
