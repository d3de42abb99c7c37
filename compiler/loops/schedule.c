/* schedule.c - kernels become loop nests. rows.c does the kernels over rows; here are
 * the other kinds, and the order in which a program's kernels are done.
 *
 * Sums over all rows arrive as one piece per chunk of rows and are added up in chunk
 * order, so the number of threads cannot be seen in the result.
 * In: homes and buffers. Out: Kernel.body, and the members of the kernels' context. */
#include "compiler/loops/schedule.h"
#include "compiler/base/arena.h"

#include <string.h>

/* ------------------------------------------------------------ the other kinds */

static Arg number(Dim num)
{
    return arg_index(ix_dim(num));
}

/* dest = the sum of the pieces of v; its elements are start, start + 1 .. of the range that this call has a slice of. */
static void add_pieces(Sched *s, const Val *v, const Kernel *home, const Var *dest, Dim start)
{
    const Dim k = val_dim(v->in[0]), m = v->op == OP_outer ? val_dim(v->in[1]) : dim_number(1);
    const Arg from = arg_address(use_pieces_buf(s, home->id), ix_dim(piece_start(s->p, home, v)));
    const Arg count = arg_index(use_pieces(s, home));
    const Arg lo = arg_index(ix_sub(ix_given(GIVEN_LO), ix_dim(start)));
    const Arg hi = arg_index(ix_sub(ix_given(GIVEN_HI), ix_dim(start)));
    const Arg to = arg_address(dest, NULL), width = number(piece_width(s->p, home));
    if (home->kind == KERNEL_ROWS && v->op == OP_outer && is_turned(k.num, m.num))
        call(s, CALL_ADD_TURNED_PIECES, (const Arg[]){to, from, count, width, number(k), number(m), lo, hi}, 8);
    else
        call(s, CALL_ADD_PIECES, (const Arg[]){to, from, count, width, number(val_dim(v)), lo, hi}, 7);
}

/* dest[n] = sum over the chunks, in their order, of what each made of element n. The
 * elements of all sums form one range, so that slices of it can go to any thread. */
static void reduce_one(Sched *s, Val *v, Dim start)
{
    const Kernel *home = s->p->kernels[s->p->places[v->id].kernel];
    const Root *direct;
    add_pieces(s, v, home, finished_base(s, v, &direct), start);
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            add_pieces(s, v, home, root_base(s, &s->p->roots[i]), start);
}

static void schedule_reduce(Sched *s)
{
    int64_t start = 0;
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        const char *wish = arena_format("%s_first", val_label(s->p, v));
        reduce_one(s, v, program_constant(s->p, CONSTANT_CHUNK, wish, start));
        start += val_width(v);
    }
}

Dim kernel_range(const Prog *p, const Kernel *k)
{
    if (k->kind == KERNEL_COLUMNS)
        return shape_dim(k->vals[0]->type.shape, 0);
    return program_constant(p, CONSTANT_CHUNK, arena_format("%s_sums", p->name), k->range);
}

/* The first of this call's rows, of so many floats each. */
static Arg rows_from_lo(const Var *base, Dim width)
{
    return arg_address(base, ix_mul(ix_given(GIVEN_LO), width));
}

static void multiply_into(Sched *s, const Val *v, const Var *x, const Var *w, const Var *y)
{
    const Dim k = val_dim(v->in[0]), m = val_dim(v);
    const Arg args[] = {arg_index(ix_sub(ix_given(GIVEN_HI), ix_given(GIVEN_LO))),
                        number(m),
                        number(k),
                        rows_from_lo(x, k),
                        arg_address(w, NULL),
                        rows_from_lo(y, m),
                        number(dim_number(0))};
    call(s, v->op == OP_matmul ? CALL_GEMM : CALL_GEMM_NT, args, 7);
}

/* x^T y of a chunk's rows, into its piece. */
static void multiply_rows(Sched *s, const Val *v, const Var *x, const Var *y)
{
    const Dim k = val_dim(v->in[0]), m = val_dim(v->in[1]);
    const Var *pieces = use_pieces_buf(s, s->k->id);
    const Arg args[] = {number(k),
                        number(m),
                        arg_index(ix_sub(ix_given(GIVEN_HI), ix_given(GIVEN_LO))),
                        rows_from_lo(x, k),
                        rows_from_lo(y, m),
                        arg_address(pieces, ix_mul(ix_given(GIVEN_CHUNK), val_dim(v))),
                        number(dim_number(0))};
    call(s, CALL_GEMM_TN, args, 7);
}

/* One call for a chunk of rows. */
static void schedule_gemm(Sched *s)
{
    Val *v = s->k->vals[0];
    const Var *x = memory_base(s, view_base(v->in[0]));
    const Var *y = memory_base(s, view_base(v->in[1]));
    if (v->op == OP_outer) {
        multiply_rows(s, v, x, y);
        return;
    }
    const Var *stored = s->p->places[v->id].stored ? use_buf(s, v) : NULL;
    for (int i = 0; i < s->p->root_count; i++)
        if (view_base(s->p->roots[i].val) == v)
            multiply_into(s, v, x, y, root_base(s, &s->p->roots[i]));
    if (stored)
        multiply_into(s, v, x, y, stored);
}

static void schedule_single(Sched *s)
{
    Acts acts = {0};
    Scope row;
    scope_open(s, &row);
    s->row = &row;
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        s->outside[v->id] = true;
        if (!is_leaf(v) && !is_view(v))
            push_act(&acts, (Act){.kind = ACT_MAKE, .val = v});
        for (int j = 0; j < s->p->root_count; j++)
            if (s->p->roots[j].val == v)
                push_act(&acts, (Act){.kind = ACT_ROOT, .val = s->p->roots[j].val, .root = &s->p->roots[j]});
    }
    block_emit(s, acts.at, acts.count, 0);
}

static Tables make_tables(const Prog *p)
{
    size_t n = (size_t)p->count + 1;
    return (Tables){.mode = arena_alloc(n, sizeof(Mode)),
                    .here = arena_alloc(n, sizeof(bool)),
                    .outside = arena_alloc(n, sizeof(bool)),
                    .needed = arena_alloc(n, sizeof(bool)),
                    .shared = arena_alloc(n, sizeof(bool)),
                    .stage = arena_alloc(n, sizeof(int)),
                    .loop_of = arena_alloc(n, sizeof(int)),
                    .nested = arena_alloc(n, sizeof(int)),
                    .uses = arena_alloc(n, sizeof(int)),
                    .readers = readers_of(p)};
}

void *cleared(const Sched *s, void *table, size_t item)
{
    return memset(table, 0, ((size_t)s->p->count + 1) * item);
}

void schedule(Prog *p)
{
    name_values(p);
    name_dims(p->model);
    reserve_wide_rows(p);
    const Tables tables = make_tables(p);
    for (int i = 0; i < p->kernel_count; i++) {
        Kernel *k = p->kernels[i];
        Sched s = {.p = p, .k = k, .tables = &tables, .tail = &k->body};
        s.mode = cleared(&s, tables.mode, sizeof(Mode));
        s.here = cleared(&s, tables.here, sizeof(bool));
        s.outside = cleared(&s, tables.outside, sizeof(bool));
        name_kernel(p, k);
        switch (k->kind) {
        case KERNEL_ROWS: schedule_rows(&s); break;
        case KERNEL_GEMM: schedule_gemm(&s); break;
        case KERNEL_COLUMNS: schedule_columns(&s); break;
        case KERNEL_REDUCE: schedule_reduce(&s); break;
        case KERNEL_SINGLE: schedule_single(&s); break;
        }
        settle(&s);
        flatten(k);
        drop_unread_indices(k);
        lay_arrays(&s);
        declare_late(k);
        widen_loops(k->body);
    }
    pack_wide_rows(p);
}
