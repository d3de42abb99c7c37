/* ahead.c - the next sample, drawn on a thread of its own while the step computes on the one before.
 *
 * In: two samplers of one base, which take turns, and what the next sample is to be. Out: that sample. What is drawn is a
 * function of the seeds and the draw alone, so it is the same beside a step and in place. One sample is asked for at a
 * time: the thread touches no sampler but that one, and the caller leaves it alone until it took it. Where the system has
 * no thread left, a sample is drawn when it is taken.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/sample/sample.h"

#include <pthread.h>
#include <signal.h>

enum { STEP_SHARE = 4 }; /* of so many threads that compute a step, one more draws */

typedef enum State { NOTHING, ASKED, DRAWN } State;

struct Ahead {
    Sampler *sampler[2];
    int next; /* whose sample is the next */
    const int32_t *seeds;
    int64_t count;
    uint64_t draw;
    Pool *pool;           /* of the thread alone; NULL: one thread is enough */
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t change;
    State state;
    bool quit, started;
    pthread_t thread;
};

static void draw(Ahead *a, Pool *pool)
{
    sampler_draw(a->sampler[a->next], a->seeds, a->count, a->draw, pool);
}

static void *draw_when_asked(void *arg)
{
    Ahead *a = arg;
    pthread_mutex_lock(&a->lock);
    while (!a->quit) {
        if (a->state != ASKED) {
            pthread_cond_wait(&a->change, &a->lock);
            continue;
        }
        pthread_mutex_unlock(&a->lock);
        draw(a, a->pool);
        pthread_mutex_lock(&a->lock);
        a->state = DRAWN;
        pthread_cond_broadcast(&a->change);
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

/* Signals are the caller's. */
static void start_thread(Ahead *a)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    a->started = pthread_create(&a->thread, NULL, draw_when_asked, a) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

Ahead *ahead_new(Sampler *one, Sampler *other, const Pool *beside)
{
    Ahead *a = mem_alloc(1, sizeof *a);
    a->sampler[0] = one;
    a->sampler[1] = other;
    a->pool = pool_share(beside, STEP_SHARE);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->change, NULL);
    start_thread(a);
    return a;
}

void ahead_ask(Ahead *a, const int32_t *seeds, int64_t count, uint64_t draw_number)
{
    pthread_mutex_lock(&a->lock);
    a->seeds = seeds;
    a->count = count;
    a->draw = draw_number;
    a->state = ASKED;
    pthread_cond_broadcast(&a->change);
    pthread_mutex_unlock(&a->lock);
}

void ahead_rest(Ahead *a)
{
    pthread_mutex_lock(&a->lock);
    while (a->started && a->state == ASKED)
        pthread_cond_wait(&a->change, &a->lock);
    a->state = NOTHING;
    pthread_mutex_unlock(&a->lock);
}

int ahead_take(Ahead *a, Pool *pool)
{
    if (!a->started)
        draw(a, pool);
    ahead_rest(a);
    const int taken = a->next;
    a->next = 1 - taken;
    return taken;
}

void ahead_free(Ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->quit = true;
    pthread_cond_broadcast(&a->change);
    pthread_mutex_unlock(&a->lock);
    if (a->started)
        pthread_join(a->thread, NULL);
    pthread_cond_destroy(&a->change);
    pthread_mutex_destroy(&a->lock);
    pool_free(a->pool);
    mem_free(a);
}
