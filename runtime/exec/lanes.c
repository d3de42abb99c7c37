/* lanes.c - whole pieces of work side by side, each on one thread from its beginning to its end, and their results in
 * the pieces' order, as if they had been done one after another.
 *
 * A piece needs a place, a slot, until its result is taken. There are more slots than lanes: a lane that is done goes on
 * while a longer piece, begun before, holds up the results behind it. Pieces are begun in their order, so the one
 * that the caller waits for always has a slot. After it ended the work, no piece is begun and no slot used again.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"

#include <pthread.h>
#include <signal.h>

enum { FREE = -1 };

typedef struct Lanes {
    const LaneWork *work;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t change;
    int64_t begun;   /* pieces, from the first on */
    int64_t *number; /* [slots] whose piece is in it, or FREE */
    bool *made;      /* [slots] the piece is done */
    int lanes;       /* that run */
    bool over;       /* nothing is begun any more */
} Lanes;

typedef struct Lane {
    Lanes *all;
    int number;
    pthread_t thread;
} Lane;

/* The first is begun whatever happens: a command has at least one result. */
static bool may_begin(const Lanes *l)
{
    return !l->over && l->begun < l->work->count && (l->begun == 0 || l->work->more());
}

static int free_slot(const Lanes *l)
{
    int slot = 0;
    while (slot < l->work->slots && l->number[slot] != FREE)
        slot++;
    return slot < l->work->slots ? slot : -1;
}

/* The slot of the next piece, once there is one; -1: there is no next. */
static int begin_piece(Lanes *l, int64_t *number)
{
    int slot = -1;
    pthread_mutex_lock(&l->lock);
    while (may_begin(l) && (slot = free_slot(l)) < 0)
        pthread_cond_wait(&l->change, &l->lock);
    if (slot >= 0) {
        *number = l->number[slot] = l->begun++;
        l->made[slot] = false;
    } else {
        l->over = true; /* what ended it holds for all */
    }
    pthread_mutex_unlock(&l->lock);
    return slot;
}

static void *lane_main(void *arg)
{
    const Lane *lane = arg;
    Lanes *l = lane->all;
    int64_t number;
    for (int slot; (slot = begin_piece(l, &number)) >= 0;) {
        l->work->make(l->work->arg, lane->number, slot, number);
        pthread_mutex_lock(&l->lock);
        l->made[slot] = true;
        pthread_cond_broadcast(&l->change);
        pthread_mutex_unlock(&l->lock);
    }
    pthread_mutex_lock(&l->lock);
    l->lanes--;
    pthread_cond_broadcast(&l->change);
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

static int slot_of(const Lanes *l, int64_t number)
{
    int slot = 0;
    while (slot < l->work->slots && l->number[slot] != number)
        slot++;
    return slot < l->work->slots ? slot : -1;
}

/* The slot of that piece, once it is done; -1: it is not begun any more. */
static int wait_for(Lanes *l, int64_t number)
{
    int slot;
    pthread_mutex_lock(&l->lock);
    while (((slot = slot_of(l, number)) < 0 && l->lanes > 0) || (slot >= 0 && !l->made[slot]))
        pthread_cond_wait(&l->change, &l->lock);
    pthread_mutex_unlock(&l->lock);
    return slot;
}

static void leave_slot(Lanes *l, int slot, bool over)
{
    pthread_mutex_lock(&l->lock);
    l->over |= over;
    l->number[slot] = FREE;
    pthread_cond_broadcast(&l->change);
    pthread_mutex_unlock(&l->lock);
}

static void take_all(Lanes *l)
{
    bool goes_on = true;
    for (int64_t number = 0; goes_on && number < l->work->count; number++) {
        const int slot = wait_for(l, number);
        goes_on = slot >= 0 && l->work->take(l->work->arg, slot, number);
        if (slot >= 0)
            leave_slot(l, slot, !goes_on);
    }
}

static void run_in_turn(const LaneWork *work)
{
    bool goes_on = true;
    for (int64_t number = 0; goes_on && number < work->count && (number == 0 || work->more()); number++) {
        work->make(work->arg, 0, 0, number);
        goes_on = work->take(work->arg, 0, number);
    }
}

/* Signals are the caller's. Where the system has no threads left there are fewer lanes; how many began. */
static int start_lanes(Lanes *l, Lane *lane)
{
    sigset_t all, before;
    int started = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&l->lock); /* they wait until all are counted */
    for (bool worked = true; worked && started < l->work->lanes; started += worked) {
        lane[started] = (Lane){.all = l, .number = started};
        worked = pthread_create(&lane[started].thread, NULL, lane_main, &lane[started]) == 0;
    }
    l->lanes = started;
    pthread_mutex_unlock(&l->lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void lanes_run(const LaneWork *work)
{
    if (work->lanes <= 1) {
        run_in_turn(work);
        return;
    }
    Lanes l = {.work = work,
               .number = mem_alloc((size_t)work->slots, sizeof *l.number),
               .made = mem_alloc((size_t)work->slots, sizeof *l.made)};
    Lane *lane = mem_alloc((size_t)work->lanes, sizeof *lane);
    for (int i = 0; i < work->slots; i++)
        l.number[i] = FREE;
    pthread_mutex_init(&l.lock, NULL);
    pthread_cond_init(&l.change, NULL);
    const int started = start_lanes(&l, lane);
    if (started > 0)
        take_all(&l);
    else
        run_in_turn(work);
    for (int i = 0; i < started; i++)
        pthread_join(lane[i].thread, NULL);
    pthread_cond_destroy(&l.change);
    pthread_mutex_destroy(&l.lock);
    mem_free(lane);
    mem_free(l.made);
    mem_free(l.number);
}
