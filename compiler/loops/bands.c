/* bands.c - kernels that may go over a chunk of rows one after another, before the next chunk is begun.
 *
 * A band is a run of kernels over rows of one space in which none reads a row, or an edge, that another of them makes and
 * that is not its own. What is made and read within a band then is there for one chunk at a time: it needs room for the
 * rows that are being worked on, not for all. Chunks, and what is done with each, are as ever, so no bit changes.
 *
 *   rows of all        what one band makes and another reads; packed anew, with bands as the time by which it lives
 *   rows of one chunk  what lives within a band (EXTENT_BAND)
 *
 * A later kernel may be drawn into a band that has all it reads: a projection of what then is not read any more. That pays
 * where it is narrower: one kernel after another is tried, and drawn where less is stored then.
 *
 * In: a program with kernels, buffers and context. Out: a copy that differs in where its buffers lie, and the order. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/loops.h"

#include <string.h>

typedef struct Banding {
    const Prog *p;
    Band *order; /* [kernel_count] */
    int count;   /* of them that have their place */
    int *band;   /* by kernel; -1: it has no place yet */
    int now;     /* the band that is being made */
    bool *drawn; /* by kernel: may be */
    bool *seen;
} Banding;

static bool goes_over_rows(const Kernel *k)
{
    return k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM;
}

/* Another row than its own; a product's operands are read at the row of the product. */
static bool is_far(const Kernel *k, const Val *v)
{
    return k->kind == KERNEL_ROWS && kernel_reads_far(k, v);
}

static bool operands_are_there(Banding *b, const Kernel *k, const Val *v);

/* May kernel k read v in this band? What is made again is followed to what it is made of. */
static bool is_there(Banding *b, const Kernel *k, const Val *v, bool far)
{
    v = view_base(v);
    const Place *place = &b->p->places[v->id];
    const int home = place->reduced >= 0 ? place->reduced : place->kernel;
    if (is_leaf(v) || (place->item && place->kernel == k->id))
        return true;
    if (place->item && home >= 0 && (far || !place->recomputed))
        return b->band[home] >= 0 && (b->band[home] < b->now || !(far || is_edge_value(v)));
    if (b->seen[v->id])
        return true;
    b->seen[v->id] = true;
    return operands_are_there(b, k, v);
}

static bool operands_are_there(Banding *b, const Kernel *k, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (!is_there(b, k, v->in[i], is_far(k, v)))
            return false;
    return true;
}

static bool joins_band(Banding *b, const Kernel *k, const Kernel *first)
{
    if (!goes_over_rows(k) || !goes_over_rows(first) || k->rows != first->rows)
        return false;
    memset(b->seen, 0, (size_t)b->p->count * sizeof *b->seen);
    for (int i = 0; i < k->count; i++)
        if (!operands_are_there(b, k, k->vals[i]))
            return false;
    return true;
}

static void put(Banding *b, int kernel)
{
    b->band[kernel] = b->now;
    b->order[b->count++] = (Band){kernel, b->now};
}

/* Bands of kernels that follow each other, and of later ones that are drawn. */
static void find_bands(Banding *b)
{
    const Prog *p = b->p;
    b->count = 0;
    b->now = 0;
    for (int i = 0; i < p->kernel_count; i++)
        b->band[i] = -1;
    for (int i = 0; i < p->kernel_count; i++) {
        if (b->band[i] >= 0)
            continue;
        put(b, i);
        bool follows = true;
        for (int j = i + 1; j < p->kernel_count; j++) {
            if (b->band[j] >= 0)
                continue;
            const bool joins = (follows || b->drawn[j]) && joins_band(b, p->kernels[j], p->kernels[i]);
            follows = follows && joins;
            if (joins)
                put(b, j);
        }
        b->now++;
    }
}

/* ------------------------------------------------------------ buffers */

static bool names(const Kernel *k, const char *member)
{
    const char *const *members = k->bound ? k->bound : k->fields;
    const int count = k->bound ? k->shared->field_count : k->field_count;
    for (int i = 0; i < count; i++)
        if (!strcmp(members[i], member))
            return true;
    return false;
}

/* From the first to the last place in the order whose kernel works on it. */
static void find_life(const Banding *b, Buf *buf)
{
    buf->kernel = -1;
    for (int i = 0; i < b->count; i++) {
        if (!names(b->p->kernels[b->order[i].kernel], buf->name))
            continue;
        buf->kernel = buf->kernel < 0 ? i : buf->kernel;
        buf->last = i;
    }
}

static void move_buffer(const Banding *b, Prog *to, Field *f)
{
    Buf buf = *f->buf;
    buf.start = (Room){0, 0};
    buf.offset = 0;
    find_life(b, &buf);
    const int first = b->order[buf.kernel].band, last = b->order[buf.last].band;
    if (buf.extent == EXTENT_NODE && first == last) {
        buf.extent = EXTENT_BAND;
    } else {
        buf.kernel = first;
        buf.last = last;
    }
    f->buf = &to->bufs[to->buf_count];
    to->bufs[to->buf_count++] = buf;
}

static Prog *lay_out(const Banding *b)
{
    const Prog *p = b->p;
    Prog *to = arena_alloc(1, sizeof *to);
    *to = *p;
    to->needs = NULL;
    to->need_count = to->need_capacity = to->buf_count = 0;
    to->bufs = arena_alloc((size_t)p->field_count + 1, sizeof *to->bufs);
    to->fields = arena_alloc((size_t)p->field_count + 1, sizeof *to->fields);
    for (int i = 0; i < p->field_count; i++) {
        to->fields[i] = p->fields[i];
        if (p->fields[i].kind == FIELD_BUF)
            move_buffer(b, to, &to->fields[i]);
    }
    pack(to);
    return to;
}

static int64_t size_of(const Prog *p)
{
    int64_t most = 0;
    for (int i = 0; i < p->need_count; i++) {
        const int64_t size = p->needs[i].node + EDGES_A_NODE * p->needs[i].edge;
        most = size > most ? size : most;
    }
    return most;
}

static Banding start(const Prog *p)
{
    const size_t kernels = (size_t)p->kernel_count + 1;
    Banding b = {.p = p};
    b.order = arena_alloc(kernels, sizeof *b.order);
    b.band = arena_alloc(kernels, sizeof *b.band);
    b.drawn = arena_alloc(kernels, sizeof *b.drawn);
    b.seen = arena_alloc((size_t)p->count + 1, sizeof *b.seen);
    return b;
}

/* Draws kernel k as well, if that makes another order and less to store. */
static const Prog *try_drawn(Banding *b, int k, const Prog *best)
{
    const size_t size = (size_t)b->p->kernel_count * sizeof *b->order;
    Band *before = arena_alloc((size_t)b->p->kernel_count, sizeof *before);
    memcpy(before, b->order, size);
    b->drawn[k] = true;
    find_bands(b);
    if (memcmp(before, b->order, size) == 0)
        return best;
    const Prog *tried = lay_out(b);
    if (size_of(tried) < size_of(best))
        return tried;
    b->drawn[k] = false;
    memcpy(b->order, before, size);
    return best;
}

void find_banded(Prog *p)
{
    Banding b = start(p);
    find_bands(&b);
    const Prog *best = lay_out(&b);
    for (int k = 0; k < p->kernel_count; k++)
        best = try_drawn(&b, k, best);
    if (!best->per_band || size_of(best) >= size_of(p))
        return;
    p->banded = best;
    p->bands = b.order;
}
