/* fuse.c - groups values into kernels and fixes the order of the kernels.
 *
 * A kernel over rows handles one node at a time: node statements, passes over the
 * node's incoming (or outgoing) edges, node statements, and so on. A value may join
 * when everything it reads is at hand: finished by an earlier kernel, or made for the
 * same row by this one. Reading the far end of an edge is the one thing that needs an
 * earlier kernel. At each step over.c says what the next one goes over. Products too large
 * for a row's loop, columns of sparse inputs, and sums over all rows are kernels of their own.
 * In: places. Out: kernels in order of execution; a home for every item. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/fuse.h"

#include <stdlib.h>

void push_id(Ids *ids, int id)
{
    GROW(ids->at, ids->count, ids->capacity);
    ids->at[ids->count++] = id;
}

static int by_id(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

void sort_ids(Ids *ids)
{
    if (ids->count)
        qsort(ids->at, (size_t)ids->count, sizeof *ids->at, by_id);
}

/* ------------------------------------------------------------ homes */

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
        push_id(&f->unfinished, v->id);
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
            push_id(&f->found, user->id);
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
    sort_ids(&f->found);
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

/* -fno-fuse: operands come first, so the first of those that can join needs none of the others. */
static void keep_first(Fuse *f)
{
    for (int i = 1; i < f->members.count; i++)
        f->joined[f->members.at[i]] = false;
    f->members.count = 1;
}

/* ------------------------------------------------------------ making kernels */

static bool make_rows_kernel(Fuse *f, bool patient)
{
    Over over;
    if (!choose_over(f, patient, &over))
        return false;
    try_over(f, &over);
    drop_strangers(f);
    sort_ids(&f->members);
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
        first = has_own_kernel(f, v) && v->id < first && operands_done(f, v) ? v->id : first;
    }
    return first < f->p->count ? f->p->vals[first] : NULL;
}

static bool make_product_kernel(Fuse *f)
{
    Val *v = next_product(f);
    if (!v)
        return false;
    const bool columns = is_sparse_product(f, v);
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
        push_id(&f->members, v->id);
        finish(f, v);
    }
    if (!f->members.count)
        return false;
    sort_ids(&f->members);
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
    sort_ids(&f->unfinished);
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

/* ------------------------------------------------------------ the pass */

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
        if (!make_single_kernel(&f) && !make_rows_kernel(&f, true) && !make_product_kernel(&f) &&
            !make_rows_kernel(&f, false) && !make_reduce_kernel(&f))
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
