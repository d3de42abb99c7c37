/* schedule.c - kernels become loop nests. rows.c does the kernels over rows; here are
 * the other kinds, and the order in which a program's kernels are done.
 *
 * Sums over all rows arrive as one piece per chunk of rows and are added up in chunk
 * order, so the number of threads cannot be seen in the result.
 * In: homes and buffers. Out: Kernel.body, and the members of the kernels' context. */
#include "schedule.h"

#include <string.h>

/* ------------------------------------------------------------ the other kinds */

static void add_pieces(Sched *s, const Val *v, const Kernel *home, const char *dest, const char *lo)
{
    int64_t at = piece_start(home, v), k = val_width(v->in[0]), m = v->op == OP_outer ? val_width(v->in[1]) : 1;
    const char *from =
        arena_format("%s%s", use_pieces_buf(s, home->id), at ? arena_format(" + %lld", (long long)at) : "");
    const char *count = use_pieces(s, home->level);
    if (home->kind == KERNEL_ROWS && v->op == OP_outer && is_turned(k, m))
        stmt_line(s, "gat_add_turned_pieces(%s, %s, %s, %lld, %lld, %lld, %s)", dest, from, count,
                  (long long)piece_width(home), (long long)k, (long long)m, lo);
    else
        stmt_line(s, "gat_add_pieces(%s, %s, %s, %lld, %lld, %s)", dest, from, count, (long long)piece_width(home),
                  (long long)val_width(v), lo);
}

/* dest[n] = sum over the chunks, in their order, of what each made of element n. The
 * elements of all sums form one range, so that slices of it can go to any thread. */
static void reduce_one(Sched *s, Val *v, int64_t start)
{
    const Kernel *home = s->p->kernels[s->p->places[v->id].kernel];
    const Root *direct;
    const char *dest = finished_base(s, v, &direct);
    const char *lo = start ? arena_format("lo - %lld, hi - %lld", (long long)start, (long long)start) : "lo, hi";
    add_pieces(s, v, home, dest, lo);
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            add_pieces(s, v, home, root_base(s, &s->p->roots[i]), lo);
}

static void schedule_reduce(Sched *s)
{
    int64_t start = 0;
    for (int i = 0; i < s->k->count; i++) {
        reduce_one(s, s->k->vals[i], start);
        start += val_width(s->k->vals[i]);
    }
}

/* One call for a chunk of rows. */
static void schedule_gemm(Sched *s)
{
    Val *v = s->k->vals[0], *a = v->in[0], *b = v->in[1];
    int64_t wa = val_width(a);
    const char *x, *y;
    x = memory_base(s, view_base(a));
    y = memory_base(s, view_base(b));
    if (v->op == OP_outer) {
        stmt_line(s, "gatrt_gemm_tn(%lld, %lld, hi - lo, %s + lo * %lld, %s + lo * %lld, %s + chunk * %lld, 0)",
                  (long long)wa, (long long)val_width(b), x, (long long)wa, y, (long long)val_width(b),
                  use_pieces_buf(s, s->k->id), (long long)val_width(v));
        return;
    }
    const char *call = v->op == OP_matmul ? "GAT_GEMM" : "GAT_GEMM_NT";
    const char *out = s->p->places[v->id].stored ? use_buf(s, v) : NULL;
    for (int i = 0; i < s->p->root_count; i++) {
        if (view_base(s->p->roots[i].val) != v)
            continue;
        const char *dest = root_base(s, &s->p->roots[i]);
        stmt_line(s, "%s(hi - lo, %lld, %lld, %s + lo * %lld, %s, %s + lo * %lld, 0)", call, (long long)val_width(v),
                  (long long)wa, x, (long long)wa, y, dest, (long long)val_width(v));
    }
    if (out)
        stmt_line(s, "%s(hi - lo, %lld, %lld, %s + lo * %lld, %s, %s + lo * %lld, 0)", call, (long long)val_width(v),
                  (long long)wa, x, (long long)wa, y, out, (long long)val_width(v));
}

static void schedule_single(Sched *s)
{
    Acts acts = {0};
    Stmt *row_top = NULL, *work = NULL;
    Stmt **body = s->tail;
    s->row_tail = &row_top;
    s->tail = &work;
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
    *s->row_tail = work;
    *body = row_top ? row_top : work;
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
        place_arrays(&s);
    }
    pack_wide_rows(p);
}

void schedule_print(FILE *file, const Prog *p)
{
    Out o;
    out_init(&o);
    for (int i = 0; i < p->kernel_count; i++) {
        out_line(&o, "; %s", p->kernels[i]->name);
        emit_body(&o, p->kernels[i]);
    }
    fputs(o.text, file);
    out_free(&o);
}
