/* pieces.c - sums over all rows, as the kernel over rows sees them: one piece of floats
 * per chunk, the kernel's sums side by side in it in the order of its values. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/schedule.h"

/* Of the sums that the kernel leaves a piece of; NULL: it leaves none. */
const Val *widest_sum(const Kernel *k)
{
    const Val *widest = NULL;
    for (int i = 0; i < k->count; i++)
        if (is_row_sum(k->vals[i]) && (!widest || val_width(k->vals[i]) > val_width(widest)))
            widest = k->vals[i];
    return widest;
}

/* Where in the piece of its kernel a sum over all rows begins. */
Dim piece_start(const Prog *p, const Kernel *k, const Val *fold)
{
    int64_t start = 0;
    for (int i = 0; i < k->count && k->vals[i] != fold; i++)
        start += is_row_sum(k->vals[i]) ? val_width(k->vals[i]) : 0;
    return program_constant(p, CONSTANT_CHUNK, arena_format("%s_at", val_label(p, fold)), start);
}

Dim piece_width(const Prog *p, const Kernel *k)
{
    int64_t width = 0;
    for (int i = 0; i < k->count; i++)
        width += is_row_sum(k->vals[i]) ? val_width(k->vals[i]) : 0;
    if (!width)
        return dim_number(0);
    return program_constant(p, CONSTANT_CHUNK, arena_format("%s_piece", val_label(p, widest_sum(k))), width);
}

Dim buf_width(const Prog *p, const Buf *buf)
{
    if (buf->val)
        return val_dim(buf->val);
    return buf->rows ? program_constant(p, CONSTANT_CHUNK, arena_format("%s_%s", p->name, buf->name), buf->width)
                     : piece_width(p, buf->of);
}

const Var *use_pieces_buf(Sched *s, int kernel)
{
    for (int i = 0; i < s->p->buf_count; i++) {
        const Buf *buf = &s->p->bufs[i];
        if (!buf->val && !buf->rows && buf->kernel == kernel)
            return use_field(s, &(Field){.name = buf->name, .pointer = true, .kind = FIELD_BUF, .buf = buf});
    }
    bug("schedule: kernel %d sums over rows but has no pieces", kernel);
}

/* Element `flat` of the sum that begins at `start` of the chunk's piece. */
Ref piece_element(Dim start, const Ix *flat)
{
    return ref(local_pointer("piece", true), ix_add(ix_dim(start), flat));
}

/* Where a sum over all rows ends up: a parameter's gradient, the loss, or memory. */
const Var *finished_base(Sched *s, const Val *v, const Root **direct)
{
    *direct = NULL;
    for (int i = 0; i < s->p->root_count; i++)
        if (s->p->roots[i].val == v && !s->p->places[v->id].stored) {
            *direct = &s->p->roots[i];
            return root_base(s, *direct);
        }
    return use_buf(s, v);
}

/* Does the root want the finished sum, beside `done`? */
bool is_copy(const Root *root, const Val *v, const Root *done)
{
    return root->val == v && root != done;
}
