/* pieces.c - sums over all rows, as the kernel over rows sees them: one piece of floats
 * per chunk, the kernel's sums side by side in it in the order of its values. */
#include "schedule.h"

/* Where in the piece of its kernel a sum over all rows begins. */
int64_t piece_start(const Kernel *k, const Val *fold)
{
    int64_t start = 0;
    for (int i = 0; i < k->count && k->vals[i] != fold; i++)
        if (is_row_sum(k->vals[i]))
            start += val_width(k->vals[i]);
    return start;
}

int64_t piece_width(const Kernel *k)
{
    int64_t width = 0;
    for (int i = 0; i < k->count; i++)
        width += is_row_sum(k->vals[i]) ? val_width(k->vals[i]) : 0;
    return width;
}

const char *use_pieces_buf(Sched *s, int kernel)
{
    for (int i = 0; i < s->p->buf_count; i++)
        if (!s->p->bufs[i].val && s->p->bufs[i].kernel == kernel)
            return use_field(
                s, &(Field){.name = s->p->bufs[i].name, .type = "float *", .kind = FIELD_BUF, .buf = &s->p->bufs[i]});
    bug("schedule: kernel %d sums over rows but has no pieces", kernel);
}
