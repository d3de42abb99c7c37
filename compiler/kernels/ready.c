/* ready.c - counts down, for each value, the operands that are not at hand.
 *
 * Leaves and what exists only at non-zeros are at hand from the start, an edge value without a home as soon as all that
 * it reads is. Where an operand is read makes no difference here, so a value that is ready may still not join a kernel;
 * one that is not ready never may.
 * In: places. Out: Ready.ids. */
#include "compiler/kernels/ready.h"
#include "compiler/base/arena.h"
#include "compiler/kernels/kernels.h"

static bool is_awaited(const Ready *r, const Val *v)
{
    return !is_leaf(v) && !is_view(v) && !r->p->places[v->id].sparse;
}

static void count_down(Ready *r, int id)
{
    const Place *place = &r->p->places[id];
    if (--r->missing[id] > 0)
        return;
    if (!place->item) {
        ready_take(r, id);
    } else if (r->p->level[id] >= 0) {
        GROW(r->ids, r->count, r->capacity);
        r->ids[r->count++] = id;
    }
}

void ready_take(Ready *r, int id)
{
    if (!is_awaited(r, r->p->vals[id]))
        return;
    for (int at = r->readers.start[id]; at < r->readers.start[id + 1]; at++) {
        const int reader = r->readers.id[at];
        GROW(r->taken, r->taken_count, r->taken_capacity);
        r->taken[r->taken_count++] = reader;
        count_down(r, reader);
    }
}

void ready_undo(Ready *r, int count)
{
    while (r->taken_count > 0)
        r->missing[r->taken[--r->taken_count]]++;
    r->count = count;
}

void ready_keep(Ready *r)
{
    r->taken_count = 0;
}

/* Each value waits for its own turn as well, so that none is counted down twice. */
void ready_init(Ready *r, const Prog *p)
{
    *r = (Ready){.p = p, .readers = readers_of(p)};
    r->missing = arena_alloc((size_t)p->count + 1, sizeof(int));
    for (int i = 0; i < p->count; i++) {
        r->missing[i]++;
        for (int at = r->readers.start[i]; is_awaited(r, p->vals[i]) && at < r->readers.start[i + 1]; at++)
            r->missing[r->readers.id[at]]++;
    }
    for (int i = 0; i < p->count; i++)
        if (!is_leaf(p->vals[i]) && !is_view(p->vals[i]))
            count_down(r, i);
    ready_keep(r);
}
