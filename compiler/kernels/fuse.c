/* fuse.c - groups values into kernels and fixes the order of the kernels.
 *
 * A kernel over rows handles one node at a time: node statements, passes over the
 * node's incoming (or outgoing) edges, node statements, and so on. A value may join
 * when everything it reads is at hand: finished by an earlier kernel, or made for the
 * same row by this one. Reading the far end of an edge is the one thing that needs an
 * earlier kernel. At each step two kernels are tried, one for each walk, with all
 * values that can join; the one that sums more floats wins. Products too large for a
 * row's loop, columns of sparse inputs, and sums over all rows are kernels of their own.
 * In: places. Out: kernels in order of execution; a home for every item. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/kernels.h"

#include <string.h>

typedef struct Fuse {
    Prog *p;
    bool *done;   /* by id: finished by the kernels so far */
    bool *tied;   /* by id: of use to that kernel */
    bool *joined; /* by id: in the kernel being tried */
    int *ready;   /* by id: memo of edge_ready, stamped */
    int now;
    int *seen, seen_now;
    int left; /* items without a home */
} Fuse;

/* ------------------------------------------------------------ what is at hand */

static const char *row_blocked(Fuse *f, const Val *v);
static const char *edge_blocked(Fuse *f, const Val *v, const End *walk);

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

static const char *edge_operands_blocked(Fuse *f, const Val *v, const End *walk)
{
    if (is_edge_gather(v))
        return reads_far(v, walk) ? far_blocked(f, v->in[0]) : row_blocked(f, v->in[0]);
    for (int i = 0; i < op_info[v->op].arity; i++) {
        const char *why = is_edge_value(v->in[i]) ? edge_blocked(f, v->in[i], walk) : single_blocked(f, v->in[i]);
        if (why)
            return why;
    }
    return NULL;
}

/* The same for the value of the edge at hand in a walk. */
static const char *edge_blocked(Fuse *f, const Val *v, const End *walk)
{
    v = view_base(v);
    if (f->p->places[v->id].item)
        return f->done[v->id] || f->joined[v->id] ? NULL : "waits for an edge value that the other walk stores";
    if (f->ready[v->id] == f->now)
        return NULL;
    const char *why = edge_operands_blocked(f, v, walk);
    if (!why)
        f->ready[v->id] = f->now;
    return why;
}

/* ------------------------------------------------------------ who may join a kernel over rows */

/* What a kernel goes over: rows of a space, and the edges in one walk from there; NULL: none. */
typedef struct Over {
    const Space *rows;
    const End *walk;
} Over;

/* NULL when v may join; otherwise the reason, shown by --dump=fuse. */
static const char *cannot_join(Fuse *f, const Val *v, Over over)
{
    const char *why;
    const End *walk = over.walk;
    const Space *rows = is_row_sum(v) ? v->in[0]->type.space : v->type.space;
    if (is_edge_value(v))
        return f->p->places[v->id].walk == walk ? edge_operands_blocked(f, v, walk) : "belongs to the other walk";
    if (has_rows(v) && rows != over.rows)
        return "has other rows";
    switch (op_info[v->op].kind) {
    case KIND_SCATTER:
        if (sink_walk(v) != walk)
            return "sums over the other walk's edges";
        return reads_far(v, walk) ? far_blocked(f, v->in[0]) : edge_blocked(f, v->in[0], walk);
    case KIND_FOLD:
        if (is_row_sum(v) && rows != over.rows && !(walk && rows == walk->of && rows->kind == SPACE_EDGES))
            return "sums other rows";
        for (int i = 0; i < op_info[v->op].arity; i++) {
            why = is_edge_value(v->in[i]) ? edge_blocked(f, v->in[i], walk) : row_blocked(f, v->in[i]);
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

/* Marks in `joined` all that can join a kernel over these rows; returns the floats it sums over edges. */
static int64_t try_walk(Fuse *f, Over over, int *members)
{
    int64_t sums = 0;
    f->now++;
    *members = 0;
    memset(f->joined, 0, (size_t)f->p->count * sizeof(bool));
    for (int i = 0; i < f->p->count; i++) {
        const Val *v = f->p->vals[i];
        if (!is_pending(f, v) || awaits_reduce(f, v) || (is_single(v) && !is_row_sum(v)) || cannot_join(f, v, over))
            continue;
        f->joined[i] = true;
        ++*members;
        if (sink_walk(v) || is_edge_value(v))
            sums += val_width(v);
    }
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
static int rows_needed(const Prog *p, const Val *v, const End *walk)
{
    bool edges = is_edge_value(is_row_sum(v) ? v->in[0] : v);
    int level = is_row_sum(v) ? fold_level(p, v) : p->level[v->id];
    return edges && walk && !walk->sorted && level < LEVEL_ALL ? level + 1 : level;
}

static void add_member(Fuse *f, Kernel *k, Val *v)
{
    GROW(k->vals, k->count, k->capacity);
    k->vals[k->count++] = v;
    int level = rows_needed(f->p, v, k->walk);
    k->level = level > k->level ? level : k->level;
    f->left--;
}

static void make_home(Fuse *f, Kernel *k, Val *v)
{
    f->p->places[v->id].kernel = k->id;
    add_member(f, k, v);
}

static void note(Kernel *k, Val *v, const char *why)
{
    GROW(k->notes, k->note_count, k->note_capacity);
    GROW(k->reasons, k->note_count, k->reason_capacity);
    k->notes[k->note_count] = v;
    k->reasons[k->note_count++] = why;
}

/* Does v read, directly or through edge values, something this kernel makes? Looks at no value twice. */
static bool reads_from(Fuse *f, const Val *v, const Kernel *k)
{
    for (int i = 0; i < op_info[v->op].arity; i++) {
        const Val *x = view_base(v->in[i]);
        if (f->p->places[x->id].kernel == k->id)
            return true;
        if (f->p->places[x->id].item || is_leaf(x) || f->seen[x->id] == f->seen_now)
            continue;
        f->seen[x->id] = f->seen_now;
        if (reads_from(f, x, k))
            return true;
    }
    return false;
}

/* For each neighbour that stayed out, why. */
static void note_declined(Fuse *f, Kernel *k)
{
    f->now++;
    for (int i = 0; i < f->p->count; i++) {
        Val *v = f->p->vals[i];
        f->seen_now++;
        if (!is_pending(f, v) || awaits_reduce(f, v) || !reads_from(f, v, k))
            continue;
        const char *why = cannot_join(f, v, (Over){k->rows, k->walk});
        if (why)
            note(k, v, why);
    }
}

static bool walks_edges(const Kernel *k)
{
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        if (sink_walk(v) || is_edge_value(v) || (is_row_sum(v) && is_edge_value(v->in[0])))
            return true;
    }
    return false;
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

/* Marks what is tied to an anchor: read by what is tied, or a member that reads it. */
static bool spread_ties(Fuse *f, bool *tied)
{
    bool changed = false;
    for (int i = f->p->count - 1; i >= 0; i--) {
        const Val *v = f->p->vals[i];
        for (int j = 0; is_made(f, v) && j < op_info[v->op].arity; j++) {
            const Val *x = view_base(v->in[j]);
            if (!is_made(f, x))
                continue;
            if (tied[i] && !tied[x->id])
                changed = tied[x->id] = true;
            if (f->joined[i] && f->joined[x->id] && tied[x->id] && !tied[i])
                changed = tied[i] = true;
        }
    }
    return changed;
}

/* Values that share a row with this kernel's work but nothing else stay for the kernel that reads them. */
static void drop_strangers(Fuse *f)
{
    bool *tied = memset(f->tied, 0, (size_t)f->p->count * sizeof(bool)), any = false;
    for (int i = 0; i < f->p->count; i++)
        any |= tied[i] = f->joined[i] && is_anchor(f->p->vals[i]);
    if (!any)
        return;
    for (int i = 0; i < f->p->root_count; i++)
        tied[view_base(f->p->roots[i].val)->id] = true;
    while (spread_ties(f, tied))
        ;
    for (int i = 0; i < f->p->count; i++)
        f->joined[i] &= tied[i];
}

/* -fno-fuse: operands come first, so the first of those that can join needs none of the others. */
static void keep_first(Fuse *f)
{
    bool any = false;
    for (int i = 0; i < f->p->count; i++) {
        f->joined[i] &= !any;
        any |= f->joined[i];
    }
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
            int members;
            int64_t sums = try_walk(f, (Over){rows, walk}, &members);
            walked = true;
            if (sums < most_sums || (sums == most_sums && members <= most_members))
                continue;
            most_sums = sums;
            most_members = members;
            *best = (Over){rows, walk};
        }
    }
    return most_members > 0;
}

static bool make_rows_kernel(Fuse *f)
{
    Over over;
    int members;
    if (!best_walk(f, &over))
        return false;
    try_walk(f, over, &members);
    drop_strangers(f);
    if (f->p->model->switches.no_fuse)
        keep_first(f);
    Kernel *k = new_kernel(f, KERNEL_ROWS);
    k->rows = over.rows;
    k->walk = over.walk;
    for (int i = 0; i < f->p->count; i++)
        if (f->joined[i])
            make_home(f, k, f->p->vals[i]);
    note_declined(f, k);
    for (int i = 0; i < k->count; i++)
        if (!is_row_sum(k->vals[i]))
            f->done[k->vals[i]->id] = true;
    memset(f->joined, 0, (size_t)f->p->count * sizeof(bool));
    if (!walks_edges(k))
        k->walk = NULL;
    return true;
}

static bool operands_done(Fuse *f, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (row_blocked(f, v->in[i]))
            return false;
    return true;
}

/* One large product, or one gradient by columns. */
static bool make_product_kernel(Fuse *f)
{
    for (int i = 0; i < f->p->count; i++) {
        Val *v = f->p->vals[i];
        bool product = op_info[v->op].kind == KIND_GEMM || v->op == OP_outer;
        if (!product || !is_pending(f, v) || awaits_reduce(f, v) || !operands_done(f, v))
            continue;
        bool columns = v->op == OP_outer && f->p->places[view_base(v->in[0])->id].sparse;
        Kernel *k = new_kernel(f, columns ? KERNEL_COLUMNS : KERNEL_GEMM);
        k->rows = (columns || v->op == OP_outer ? v->in[0] : v)->type.space;
        make_home(f, k, v);
        k->range = columns ? v->type.shape.dim[0] : 0;
        note_declined(f, k);
        f->done[i] = columns || !is_row_sum(v);
        return true;
    }
    return false;
}

/* Values with one row whose operands are finished. */
static bool make_single_kernel(Fuse *f)
{
    Kernel *k = NULL;
    for (int i = 0; i < f->p->count; i++) {
        Val *v = f->p->vals[i];
        if (!is_single(v) || is_row_sum(v) || !is_pending(f, v) || !operands_done(f, v))
            continue;
        k = k ? k : new_kernel(f, KERNEL_SINGLE);
        make_home(f, k, v);
        f->done[i] = true;
    }
    return k != NULL;
}

/* Finishes all sums over rows that kernels so far have made in pieces. */
static bool make_reduce_kernel(Fuse *f)
{
    Kernel *k = NULL;
    for (int i = 0; i < f->p->count; i++) {
        Val *v = f->p->vals[i];
        if (f->p->level[i] < 0 || !f->p->places[i].item || !awaits_reduce(f, v))
            continue;
        k = k ? k : new_kernel(f, KERNEL_REDUCE);
        add_member(f, k, v);
        f->left++; /* counted when its pieces were made */
        k->range += val_width(v);
        f->p->places[i].reduced = k->id;
        f->done[i] = true;
    }
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
            k->walk = v->type.space->ends[0];
            k->rows = k->walk->to;
        }
        make_home(f, k, v);
        f->left++;
    }
}

void fuse(Prog *p)
{
    Fuse f = {.p = p};
    f.done = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.tied = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.joined = arena_alloc((size_t)p->count + 1, sizeof(bool));
    f.ready = arena_alloc((size_t)p->count + 1, sizeof(int));
    f.seen = arena_alloc((size_t)p->count + 1, sizeof(int));
    for (int i = 0; i < p->count; i++)
        f.left += p->level[i] >= 0 && p->places[i].item;
    while (f.left > 0)
        if (!make_single_kernel(&f) && !make_rows_kernel(&f) && !make_product_kernel(&f) && !make_reduce_kernel(&f))
            bug("fuse: %d values of program %s find no kernel", f.left, p->name);
    make_reduce_kernel(&f);
    home_for_bare_roots(&f);
}

/* ------------------------------------------------------------ --dump=fuse */

static const char *kernel_text(const Kernel *k)
{
    switch (k->kind) {
    case KERNEL_ROWS:
        return k->walk ? arena_format("for each %s, its %s%s%ss", k->rows->name, k->walk->adjective,
                                      *k->walk->adjective ? " " : "", k->walk->of->name)
                       : arena_format("for each %s", k->rows->name);
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
