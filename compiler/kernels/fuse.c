/* fuse.c - groups values into kernels and fixes the order of the kernels.
 *
 * A kernel over rows handles one node at a time: node statements, passes over the
 * node's incoming (or outgoing) edges, node statements, and so on. A value may join
 * when everything it reads is at hand: finished by an earlier kernel, or made for the
 * same row by this one. Reading the far end of an edge is the one thing that needs an
 * earlier kernel. At each step a kernel is tried for each walk, with all values that can
 * join; the one that sums most floats wins, and walks lists of further relations as well
 * where their sums meet its own. Products too large for a row's loop, columns of sparse
 * inputs, and sums over all rows are kernels of their own.
 * In: places. Out: kernels in order of execution; a home for every item. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/ready.h"

#include <stdlib.h>

typedef struct Ids {
    int *at;
    int count, capacity;
} Ids;

/* What is done for one kernel takes time by the values it may take, not by those of the program. */
typedef struct Fuse {
    Prog *p;
    bool *done;   /* by id: finished by the kernels so far */
    bool *tied;   /* by id: of use to the kernel being tried */
    bool *joined; /* by id: in that kernel */
    bool *root;   /* by id: a root is it, or is made of it by edge values without a home */
    int *at_hand; /* by id: memo of edge_blocked, stamped */
    int now;
    int *seen, seen_now;
    int left;       /* items without a home */
    Ready ready;    /* items without a home that could be next */
    Ids members;    /* of the kernel being tried, and then made */
    Ids ties;       /* in `tied` */
    Ids found;      /* users of the kernel that was made */
    Ids unfinished; /* sums over all rows that kernels so far have made in pieces */
} Fuse;

static void push(Ids *ids, int id)
{
    GROW(ids->at, ids->count, ids->capacity);
    ids->at[ids->count++] = id;
}

static int by_id(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Operands first. */
static void sort(Ids *ids)
{
    if (ids->count)
        qsort(ids->at, (size_t)ids->count, sizeof *ids->at, by_id);
}

/* ------------------------------------------------------------ what is at hand */

static const char *row_blocked(Fuse *f, const Val *v);
static const char *edge_blocked(Fuse *f, const Val *v, const Walks *walks);

/* NULL when a value with one row (a parameter, the loss) can be read; otherwise why not. */
static const char *single_blocked(Fuse *f, const Val *v)
{
    v = view_base(v);
    return is_leaf(v) || f->done[v->id] ? NULL : "needs a sum over all rows";
}

/* The same for the node value of the row being handled. */
static const char *row_blocked(Fuse *f, const Val *v)
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

/* ------------------------------------------------------------ who may join a kernel over rows */

/* What a kernel goes over: rows of a space, and the lists of those rows that it walks. */
typedef struct Over {
    const Space *rows;
    Walks walks;
} Over;

/* NULL when v may join; otherwise the reason, shown by --dump=fuse. */
static const char *cannot_join(Fuse *f, const Val *v, const Over *over)
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
        if (v->op == OP_outer && f->p->places[view_base(v->in[0])->id].sparse)
            return "goes by columns of a sparse input";
        return v->op == OP_outer && !is_small_product(v) ? "is a large product" : NULL;
    case KIND_GEMM:
        if (!f->p->places[v->in[0]->id].sparse && !is_small_product(v))
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

static bool is_pending(const Fuse *f, const Val *v)
{
    return f->p->level[v->id] >= 0 && f->p->places[v->id].item && !f->done[v->id] && !f->joined[v->id];
}

static bool awaits_reduce(const Fuse *f, const Val *v)
{
    const Place *place = &f->p->places[v->id];
    return is_row_sum(v) && place->kernel >= 0 && place->reduced < 0 && !f->done[v->id];
}

static void clear_members(Fuse *f)
{
    for (int i = 0; i < f->members.count; i++)
        f->joined[f->members.at[i]] = false;
    f->members.count = 0;
}

/* Marks in `joined` all that can join a kernel over these rows; returns the floats it sums over edges. */
static int64_t try_over(Fuse *f, const Over *over)
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
        push(&f->members, v->id);
        ready_take(&f->ready, v->id);
        if (sink_walk(v) || is_edge_value(v))
            sums += val_width(v);
    }
    ready_undo(&f->ready, ready);
    return sums;
}

/* ------------------------------------------------------------ making kernels */

static Kernel *new_kernel(Fuse *f, KernelKind kind)
{
    Prog *p = f->p;
    Kernel *k = arena_alloc(1, sizeof *k);
    k->id = p->kernel_count;
    k->kind = kind;
    p->kernels = p->kernel_count ? p->kernels : arena_alloc((size_t)p->count * 2 + 8, sizeof(Kernel *));
    p->kernels[p->kernel_count++] = k;
    return k;
}

/* Rows a kernel must visit for v. Edges into level l leave nodes of level l + 1. */
static int rows_needed(const Prog *p, const Val *v, const Walks *walks)
{
    const Val *x = is_row_sum(v) ? v->in[0] : v;
    const End *walk = is_edge_value(x) ? walk_over(walks, x->type.space) : NULL;
    const int level = is_row_sum(v) ? fold_level(p, v) : p->level[v->id];
    return walk && !walk->sorted && level < LEVEL_ALL ? level + 1 : level;
}

static void add_member(Fuse *f, Kernel *k, Val *v)
{
    GROW(k->vals, k->count, k->capacity);
    k->vals[k->count++] = v;
    int level = rows_needed(f->p, v, &k->walks);
    k->level = level > k->level ? level : k->level;
    f->left--;
}

static void make_home(Fuse *f, Kernel *k, Val *v)
{
    f->p->places[v->id].kernel = k->id;
    add_member(f, k, v);
    if (is_row_sum(v))
        push(&f->unfinished, v->id);
}

static void finish(Fuse *f, const Val *v)
{
    f->done[v->id] = true;
    ready_take(&f->ready, v->id);
    ready_keep(&f->ready);
}

/* What has found a home waits for none. */
static void forget_homed(Fuse *f)
{
    int kept = 0;
    for (int i = 0; i < f->ready.count; i++)
        if (f->p->places[f->ready.ids[i]].kernel < 0)
            f->ready.ids[kept++] = f->ready.ids[i];
    f->ready.count = kept;
}

static void note(Kernel *k, Val *v, const char *why)
{
    GROW(k->notes, k->note_count, k->note_capacity);
    GROW(k->reasons, k->note_count, k->reason_capacity);
    k->notes[k->note_count] = v;
    k->reasons[k->note_count++] = why;
}

/* What reads v, directly or through edge values without a home, and has a home to find. Looks at no value twice. */
static void find_users(Fuse *f, const Val *v)
{
    const Readers *readers = &f->ready.readers;
    for (int at = readers->start[v->id]; at < readers->start[v->id + 1]; at++) {
        const Val *user = f->p->vals[readers->id[at]];
        if (f->seen[user->id] == f->seen_now)
            continue;
        f->seen[user->id] = f->seen_now;
        if (!f->p->places[user->id].item)
            find_users(f, user);
        else if (is_pending(f, user) && !awaits_reduce(f, user))
            push(&f->found, user->id);
    }
}

/* For each neighbour that stayed out, why. */
static void note_declined(Fuse *f, Kernel *k)
{
    f->now++;
    f->seen_now++;
    f->found.count = 0;
    for (int i = 0; i < k->count; i++)
        find_users(f, k->vals[i]);
    sort(&f->found);
    const Over over = {k->rows, k->walks};
    for (int i = 0; i < f->found.count; i++) {
        Val *v = f->p->vals[f->found.at[i]];
        const char *why = cannot_join(f, v, &over);
        if (why)
            note(k, v, why);
    }
}

static bool is_walked(const Kernel *k, const End *walk)
{
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i], *x = is_row_sum(v) ? v->in[0] : v;
        if (sink_walk(v) == walk || (is_edge_value(x) && x->type.space == walk->of))
            return true;
    }
    return false;
}

/* Values that could have joined have been left for others since. */
static void keep_walked(Kernel *k)
{
    int kept = 0;
    for (int i = 0; i < k->walks.count; i++)
        if (is_walked(k, k->walks.at[i]))
            k->walks.at[kept++] = k->walks.at[i];
    k->walks.count = kept;
}

/* Work that a kernel over rows is made for; arithmetic on stored values can wait for its reader. */
static bool is_anchor(const Val *v)
{
    Kind kind = op_info[v->op].kind;
    return (kind != KIND_MAP && kind != KIND_SHAPE) || op_info[v->op].cost > 2 || is_edge_value(v);
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
    push(&f->ties, v->id);
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
static void drop_strangers(Fuse *f)
{
    bool any = false;
    for (int i = 0; i < f->members.count; i++)
        any |= is_anchor(f->p->vals[f->members.at[i]]);
    if (!any)
        return;
    f->ties.count = 0;
    for (int i = 0; i < f->members.count; i++)
        if (f->root[f->members.at[i]] || is_anchor(f->p->vals[f->members.at[i]]))
            tie(f, f->p->vals[f->members.at[i]]);
    for (int i = 0; i < f->ties.count; i++)
        spread_tie(f, f->p->vals[f->ties.at[i]]);
    keep_tied(f);
}

/* -fno-fuse: operands come first, so the first of those that can join needs none of the others. */
static void keep_first(Fuse *f)
{
    for (int i = 1; i < f->members.count; i++)
        f->joined[f->members.at[i]] = false;
    f->members.count = 1;
}

/* Tries each space's rows with each walk from there; without one where there is none. The kernel that
 * sums most wins, then the one with most members, then the first. */
static bool best_walk(Fuse *f, Over *best)
{
    const Model *m = f->p->model;
    int64_t most_sums = 0;
    int most_members = 0;
    for (int s = 0; s < m->space_count; s++) {
        const Space *rows = m->spaces[s];
        bool walked = false;
        for (int i = 0; rows->kind == SPACE_ROWS && i <= m->end_count; i++) {
            const End *walk = i < m->end_count ? m->ends[i] : NULL;
            if (walk ? walk->to != rows : walked)
                continue;
            Over over = {.rows = rows};
            if (walk)
                add_walk(&over.walks, walk);
            int64_t sums = try_over(f, &over);
            int members = f->members.count;
            walked = true;
            if (sums < most_sums || (sums == most_sums && members <= most_members))
                continue;
            most_sums = sums;
            most_members = members;
            *best = over;
        }
    }
    return most_members > 0;
}

/* Counts members of the kernel that was tried, but for those counted since `seen_now` went up. */
static int count_new(Fuse *f)
{
    int count = 0;
    for (int i = 0; i < f->members.count; i++) {
        int *seen = &f->seen[f->members.at[i]];
        count += *seen != f->seen_now;
        *seen = f->seen_now;
    }
    return count;
}

/* May a value join that could not if the kernel walked only the lists of either? */
static bool meets(Fuse *f, const Over *over, const End *walk)
{
    Over alone = {.rows = over->rows}, both = {.rows = over->rows};
    add_walk(&alone.walks, walk);
    for (int i = 0; i < over->walks.count; i++)
        add_walk(&both.walks, over->walks.at[i]);
    add_walk(&both.walks, walk);
    f->seen_now++;
    try_over(f, over);
    int members = count_new(f);
    try_over(f, &alone);
    members += count_new(f);
    try_over(f, &both);
    return f->members.count > members;
}

/* Walks further relations' lists as well, as long as their sums meet those that the kernel has. */
static void widen(Fuse *f, Over *over)
{
    const Model *m = f->p->model;
    for (int i = 0; over->walks.count && i < m->end_count; i++) {
        const End *walk = m->ends[i];
        if (walk->to != over->rows || walk_over(&over->walks, walk->of) || !meets(f, over, walk))
            continue;
        add_walk(&over->walks, walk);
        i = -1; /* others may meet it that met none before */
    }
}

static bool make_rows_kernel(Fuse *f)
{
    Over over;
    if (!best_walk(f, &over))
        return false;
    if (!f->p->model->switches.no_fuse)
        widen(f, &over);
    try_over(f, &over);
    drop_strangers(f);
    sort(&f->members);
    if (f->p->model->switches.no_fuse)
        keep_first(f);
    Kernel *k = new_kernel(f, KERNEL_ROWS);
    k->rows = over.rows;
    k->walks = over.walks;
    for (int i = 0; i < f->members.count; i++)
        make_home(f, k, f->p->vals[f->members.at[i]]);
    note_declined(f, k);
    clear_members(f);
    for (int i = 0; i < k->count; i++)
        if (!is_row_sum(k->vals[i]))
            finish(f, k->vals[i]);
    forget_homed(f);
    keep_walked(k);
    return true;
}

static bool operands_done(Fuse *f, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (row_blocked(f, v->in[i]))
            return false;
    return true;
}

/* The first large product, or gradient by columns, that is ready. */
static Val *next_product(Fuse *f)
{
    int first = f->p->count;
    for (int i = 0; i < f->ready.count; i++) {
        const Val *v = f->p->vals[f->ready.ids[i]];
        bool product = op_info[v->op].kind == KIND_GEMM || v->op == OP_outer;
        first = product && v->id < first && operands_done(f, v) ? v->id : first;
    }
    return first < f->p->count ? f->p->vals[first] : NULL;
}

static bool make_product_kernel(Fuse *f)
{
    Val *v = next_product(f);
    if (!v)
        return false;
    bool columns = v->op == OP_outer && f->p->places[view_base(v->in[0])->id].sparse;
    Kernel *k = new_kernel(f, columns ? KERNEL_COLUMNS : KERNEL_GEMM);
    k->rows = (columns || v->op == OP_outer ? v->in[0] : v)->type.space;
    make_home(f, k, v);
    k->range = columns ? v->type.shape.dim[0] : 0;
    note_declined(f, k);
    if (columns || !is_row_sum(v))
        finish(f, v);
    forget_homed(f);
    return true;
}

/* Values with one row whose operands are finished. */
static bool make_single_kernel(Fuse *f)
{
    clear_members(f);
    for (int i = 0; i < f->ready.count; i++) { /* those that are finished make others ready */
        const Val *v = f->p->vals[f->ready.ids[i]];
        if (!is_single(v) || is_row_sum(v) || !operands_done(f, v))
            continue;
        push(&f->members, v->id);
        finish(f, v);
    }
    if (!f->members.count)
        return false;
    sort(&f->members);
    Kernel *k = new_kernel(f, KERNEL_SINGLE);
    for (int i = 0; i < f->members.count; i++)
        make_home(f, k, f->p->vals[f->members.at[i]]);
    forget_homed(f);
    return true;
}

/* Finishes all sums over rows that kernels so far have made in pieces. */
static bool make_reduce_kernel(Fuse *f)
{
    Kernel *k = NULL;
    sort(&f->unfinished);
    for (int i = 0; i < f->unfinished.count; i++) {
        Val *v = f->p->vals[f->unfinished.at[i]];
        if (!awaits_reduce(f, v))
            continue;
        k = k ? k : new_kernel(f, KERNEL_REDUCE);
        add_member(f, k, v);
        f->left++; /* counted when its pieces were made */
        k->range += val_width(v);
        f->p->places[v->id].reduced = k->id;
        finish(f, v);
    }
    f->unfinished.count = 0;
    return k != NULL;
}

/* Roots that no kernel makes (an input handed out, a gradient that is 0, a slice of a sum over all rows) are copied. */
static void home_for_bare_roots(Fuse *f)
{
    Kernel *singles = NULL;
    for (int i = 0; i < f->p->root_count; i++) {
        Val *v = f->p->roots[i].val;
        bool view = is_view(v) && is_single(v);
        v = view ? v : (Val *)view_base(v);
        if (f->p->places[v->id].kernel >= 0)
            continue;
        const bool single = is_single(v);
        if (single && !singles)
            singles = new_kernel(f, KERNEL_SINGLE);
        Kernel *k = single ? singles : new_kernel(f, KERNEL_ROWS);
        k->rows = v->type.space;
        if (is_edge_value(v)) {
            add_walk(&k->walks, v->type.space->ends[0]);
            k->rows = v->type.space->ends[0]->to;
        }
        make_home(f, k, v);
        f->left++;
    }
}

static void mark_root(Fuse *f, const Val *v)
{
    v = view_base(v);
    if (f->root[v->id])
        return;
    f->root[v->id] = true;
    for (int i = 0; is_edge_value(v) && !f->p->places[v->id].item && i < op_info[v->op].arity; i++)
        mark_root(f, v->in[i]);
}

void fuse(Prog *p)
{
    Fuse f = {.p = p};
    f.done = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.tied = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.joined = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.root = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.at_hand = arena_alloc((size_t)p->count + 1, sizeof(int));
    f.seen = arena_alloc((size_t)p->count + 1, sizeof(int));
    for (int i = 0; i < p->count; i++)
        f.left += p->level[i] >= 0 && p->places[i].item;
    for (int i = 0; i < p->root_count; i++)
        mark_root(&f, p->roots[i].val);
    ready_init(&f.ready, p);
    while (f.left > 0)
        if (!make_single_kernel(&f) && !make_rows_kernel(&f) && !make_product_kernel(&f) && !make_reduce_kernel(&f))
            bug("fuse: %d values of program %s find no kernel", f.left, p->name);
    make_reduce_kernel(&f);
    home_for_bare_roots(&f);
}

/* ------------------------------------------------------------ --dump=fuse */

static const char *kernel_text(const Kernel *k)
{
    const char *text;
    switch (k->kind) {
    case KERNEL_ROWS:
        text = arena_format("for each %s", k->rows->name);
        for (int i = 0; i < k->walks.count; i++)
            text = arena_format("%s%s%s", text, i ? " and " : ", its ", met_rows(k->walks.at[i]));
        return text;
    case KERNEL_GEMM: return "one dense product";
    case KERNEL_COLUMNS: return "for each column of a sparse input";
    case KERNEL_REDUCE: return "finish the sums over all rows";
    default: return "values with one row";
    }
}

static void print_val(FILE *out, const Prog *p, const Val *v, const char *lead, const char *tail)
{
    fprintf(out, "%s%%%-3d %-16s %-10s %-12s%s\n", lead, v->id, type_text(v->type), op_word(v), v->name ? v->name : "",
            tail);
    (void)p;
}

void fuse_print(FILE *out, const Prog *p)
{
    fprintf(out, "; program %s: %d kernels\n", p->name, p->kernel_count);
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        fprintf(out, "kernel %d: %s", k->id, kernel_text(k));
        if (k->kind == KERNEL_ROWS && k->level < LEVEL_ALL)
            fprintf(out, ", demand level %d", k->level);
        fputc('\n', out);
        for (int j = 0; j < k->count; j++)
            print_val(out, p, k->vals[j], "    ", "");
        for (int j = 0; j < k->note_count; j++)
            print_val(out, p, k->notes[j], "  - ", arena_format("stays out: %s", k->reasons[j]));
    }
}
