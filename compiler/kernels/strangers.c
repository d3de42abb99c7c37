/* strangers.c - values that could join a kernel, as they share a row with its work, but are of no use to it: they stay for
 * the kernel that reads them. */
#include "compiler/ir/ends.h"
#include "compiler/kernels/fuse.h"

/* Arithmetic on stored values can wait for its reader. */
static bool is_anchor(const Val *v)
{
    Kind kind = op_info[v->op].kind;
    return (kind != KIND_MAP && kind != KIND_SHAPE) || op_info[v->op].cost > 2 || is_edge_value(v);
}

bool has_anchor(const Fuse *f)
{
    for (int i = 0; i < f->members.count; i++)
        if (is_anchor(f->p->vals[f->members.at[i]]))
            return true;
    return false;
}

/* A value of this kernel, or an edge value that its passes make on the way. */
static bool is_made(const Fuse *f, const Val *v)
{
    return f->joined[v->id] || (is_edge_value(v) && !f->p->places[v->id].item && !is_view(v));
}

static void tie(Fuse *f, const Val *v)
{
    if (f->tied[v->id] || !is_made(f, v))
        return;
    f->tied[v->id] = true;
    push_id(&f->ties, v->id);
}

/* What v ties: what it reads, and members that read it. */
static void spread_tie(Fuse *f, const Val *v)
{
    const Readers *readers = &f->ready.readers;
    for (int i = 0; i < op_info[v->op].arity; i++)
        tie(f, view_base(v->in[i]));
    for (int at = readers->start[v->id]; f->joined[v->id] && at < readers->start[v->id + 1]; at++)
        if (f->joined[readers->id[at]])
            tie(f, f->p->vals[readers->id[at]]);
}

static void keep_tied(Fuse *f)
{
    int kept = 0;
    for (int i = 0; i < f->members.count; i++) {
        const int id = f->members.at[i];
        f->joined[id] = f->tied[id];
        if (f->tied[id])
            f->members.at[kept++] = id;
    }
    f->members.count = kept;
    for (int i = 0; i < f->ties.count; i++)
        f->tied[f->ties.at[i]] = false;
}

/* Values that share a row with this kernel's work but nothing else stay for the kernel that reads them. */
void drop_strangers(Fuse *f)
{
    if (!has_anchor(f))
        return;
    f->ties.count = 0;
    for (int i = 0; i < f->members.count; i++)
        if (f->root[f->members.at[i]] || is_anchor(f->p->vals[f->members.at[i]]))
            tie(f, f->p->vals[f->members.at[i]]);
    for (int i = 0; i < f->ties.count; i++)
        spread_tie(f, f->p->vals[f->ties.at[i]]);
    keep_tied(f);
}
