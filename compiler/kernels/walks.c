/* walks.c - which lists a kernel walks, and by which of them it meets the rows of a relation. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"

void add_walk(Walks *walks, const End *end)
{
    GROW(walks->at, walks->count, walks->capacity);
    walks->at[walks->count++] = end;
}

const End *walk_over(const Walks *walks, const Space *relation)
{
    for (int i = 0; i < walks->count; i++)
        if (walks->at[i]->of == relation)
            return walks->at[i];
    return NULL;
}

bool kernel_reads_far(const Kernel *k, const Val *v)
{
    return k->kind != KERNEL_ROWS || reads_far(v, walk_over(&k->walks, v->type.space));
}
