/* verify_plan.c - what must hold of memory and loops, in words of its own as verify_kernels.c.
 *
 *   plan      what is stored has one buffer, as wide as it is, from the kernel that finishes it to its last reader;
 *             so have the pieces of sums over all rows; no two that are alive together share a float
 *   arrays    those on the stack take no more than they may; the others have a place each, in a buffer that holds as
 *             much for every chunk
 *   loops     statements are whole; a kernel uses the members of the context that it lists, and buffers only while
 *             they are alive */
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"
#include "compiler/kernels/verify.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void broken(const Prog *p, const char *after, const Val *v, const char *rule)
{
    bug("after %s, program %s, value %%%d (%s, %s:%d): %s", after, p->name, v->id, op_word(v),
        v->pos.file ? v->pos.file : "?", v->pos.line, rule);
}

/* ------------------------------------------------------------ buffers */

static const Buf *find_buf(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == v)
            return &p->bufs[i];
    return NULL;
}

static const Buf *find_kernel_buf(const Prog *p, int kernel, bool rows)
{
    for (int i = 0; i < p->buf_count; i++)
        if (!p->bufs[i].val && p->bufs[i].rows == rows && p->bufs[i].kernel == kernel)
            return &p->bufs[i];
    return NULL;
}

void verify_read(const Prog *p, const char *after, const Val *reader, const Val *x, int kernel)
{
    const Buf *buf = p->places[x->id].stored ? find_buf(p, x) : NULL;
    if (!buf)
        broken(p, after, reader, "reads from memory what is not stored");
    if (kernel <= buf->kernel || kernel > buf->last)
        broken(p, after, reader, "reads a buffer that is not alive");
}

static void verify_stored(const Prog *p, const char *after, const Val *v)
{
    static const Extent extents[] = {
        [SPACE_ONE] = EXTENT_FIXED, [SPACE_ROWS] = EXTENT_NODE, [SPACE_EDGES] = EXTENT_EDGE};
    const Place *place = &p->places[v->id];
    const Buf *buf = find_buf(p, v);
    if (!place->stored != !buf)
        broken(p, after, v, place->stored ? "is stored nowhere" : "has a buffer, but is not stored");
    if (!buf)
        return;
    if (buf->kernel != (place->reduced >= 0 ? place->reduced : place->kernel))
        broken(p, after, v, "is written by another kernel than the one that finishes it");
    const Extent extent = has_rows(v) && !v->type.space->first ? EXTENT_SPACE : extents[v->type.space->kind];
    if (buf->extent != extent || buf->width != val_width(v))
        broken(p, after, v, "does not fill its buffer");
}

/* The pieces of a kernel's sums over all rows stay until the last is added up. */
static void verify_pieces(const Prog *p, const char *after, const Kernel *k)
{
    int64_t width = 0;
    int last = k->id;
    for (int i = 0; i < k->count && (k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM); i++)
        if (is_row_sum(k->vals[i])) {
            int reduced = p->places[k->vals[i]->id].reduced;
            width += val_width(k->vals[i]);
            last = reduced > last ? reduced : last;
        }
    const Buf *buf = find_kernel_buf(p, k->id, false);
    if (width ? !buf || buf->width != width || buf->extent != EXTENT_CHUNK || buf->last < last : buf != NULL)
        bug("after %s, program %s: the pieces of kernel %d's sums have no room of %lld floats up to kernel %d", after,
            p->name, k->id, (long long)width, last);
}

static bool is_of_rows(const Buf *b)
{
    return b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE;
}

/* Where each float of b lies for every number of nodes and edges: from start to end. */
static Room start_of(const Buf *b)
{
    return is_of_rows(b) ? b->start : (Room){b->offset, b->offset};
}

static Room end_of(const Buf *b)
{
    Room end = start_of(b);
    end.node += b->extent == EXTENT_EDGE ? 0 : b->width;
    end.edge += b->extent == EXTENT_NODE ? 0 : b->width;
    return end;
}

/* node N + edge E of the first is at most that of the second, whatever N and E. */
static bool never_past(Room a, Room b)
{
    return a.node <= b.node && a.edge <= b.edge;
}

static bool share_floats(const Buf *a, const Buf *b)
{
    bool one_part = is_of_rows(a) ? is_of_rows(b) : a->extent == b->extent;
    if (a->extent == EXTENT_SPACE)
        one_part = one_part && a->val->type.space == b->val->type.space;
    bool together = a->kernel <= b->last && b->kernel <= a->last;
    return one_part && together && !never_past(end_of(a), start_of(b)) && !never_past(end_of(b), start_of(a));
}

static bool is_inside(const Prog *p, const Buf *b)
{
    Room start = start_of(b), end = end_of(b), chunk = {p->per_chunk, p->per_chunk}, fixed = {p->fixed, p->fixed};
    if (start.node < 0 || start.edge < 0)
        return false;
    if (b->extent == EXTENT_SPACE) {
        const int64_t floats = p->per_row[b->val->type.space->id];
        return never_past(end, (Room){floats, floats});
    }
    if (!is_of_rows(b))
        return never_past(end, b->extent == EXTENT_CHUNK ? chunk : fixed);
    for (int i = 0; i < p->need_count; i++)
        if (never_past(end, p->needs[i]))
            return true;
    return false;
}

static void verify_buf(const Prog *p, const char *after, int at)
{
    const Buf *a = &p->bufs[at];
    if ((unsigned)a->extent > EXTENT_SPACE || a->width <= 0 || !is_inside(p, a) || a->last < a->kernel ||
        a->last >= p->kernel_count)
        bug("after %s, program %s: buffer %d lies outside its part of the workspace", after, p->name, at);
    for (int j = 0; j < at; j++) {
        const Buf *b = &p->bufs[j];
        if (a->val == b->val && a->rows == b->rows && (a->val || a->kernel == b->kernel))
            bug("after %s, program %s: buffers %d and %d are for the same thing", after, p->name, j, at);
        if (share_floats(a, b))
            bug("after %s, program %s: buffers %d and %d are alive together and share floats", after, p->name, j, at);
    }
}

void verify_plan(const Prog *p, const char *after)
{
    for (int i = 0; i < p->buf_count; i++)
        verify_buf(p, after, i);
    for (int i = 0; i < p->count; i++)
        verify_stored(p, after, p->vals[i]);
    for (int i = 0; i < p->kernel_count; i++)
        verify_pieces(p, after, p->kernels[i]);
}
