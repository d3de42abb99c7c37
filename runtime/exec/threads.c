/* threads.c - a pool of threads that runs the stages of a job one after another.
 *
 * Every thread claims pieces of the current stage, a share of what is left: many at
 * first, single ones at the end. The next stage begins when the last piece is
 * finished, not when every thread has come by: a thread without a piece holds nobody
 * up, so a busy machine costs us the time it takes away and no more. Whoever finishes
 * the last piece opens the next stage.
 *
 * One word, the ticket, is the range of pieces nobody has claimed: the first of them (high half) and where they
 * end (low half). A claim is one compare-and-swap of it and so always of the stage that is open: a thread that slept
 * through some looks at `stage` only while it holds a piece, which keeps it open.
 *
 * Half of the threads claim from the front, the others from the end, and meet where the work is done. So a thread
 * comes back to about the rows it had in the stage before, which its own caches still hold; between cores that share
 * no cache a line takes four times as long. Which thread runs a piece never changes what the piece computes.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

enum { MAX_THREADS = 1024 };
enum { CLAIMS = 2 };                       /* a claim takes the share of one of that many times the threads */
enum { SPIN_NS = 5000, YIELD_NS = 60000 }; /* how long an idle thread spins, then yields, before it sleeps */

/* Idle threads asleep on one condition; counted so that nobody calls the kernel to wake nobody. */
typedef struct Sleepers {
    pthread_cond_t wake;
    atomic_int count;
} Sleepers;

struct Pool {
    int threads;          /* workers and the caller */
    pthread_t *workers;   /* [threads - 1] */
    pthread_mutex_t lock; /* of both conditions, and of nothing else */
    Sleepers idle, caller;
    atomic_bool quit, running; /* the pool ends; a job has stages left */
    atomic_int begun;          /* workers that have */
    atomic_int caller_on;      /* the processor that the caller began the job on; -1: a worker has left it */
    Stage stage;               /* the open one; stable while any of its pieces is unfinished */
    const Stage *stages;       /* the job: stages [stage_count], of which `next` have been opened */
    int stage_count, next;
    double *seconds, opened; /* where to add each stage's time, or NULL; when the open stage began */
    _Alignas(64) atomic_uint_fast64_t ticket;
    _Alignas(64) atomic_int unfinished;
};

static inline void cpu_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* ---------------------------------------------------------------- waiting */

/* Follows a change that sleepers wait for. Change and count are both sequentially
 * consistent: either we see the sleeper or it sees the change. */
static void wake_all(Pool *pool, Sleepers *who)
{
    if (atomic_load(&who->count) > 0) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&who->wake);
        pthread_mutex_unlock(&pool->lock);
    }
}

static uint64_t ticket_of(uint32_t first, uint32_t end)
{
    return (uint64_t)first << 32 | end;
}

static uint32_t unclaimed(uint64_t ticket)
{
    return (uint32_t)ticket - (uint32_t)(ticket >> 32);
}

static bool has_pieces(Pool *pool)
{
    return unclaimed(atomic_load(&pool->ticket)) != 0;
}

static bool caller_may_go_on(Pool *pool)
{
    return has_pieces(pool) || !atomic_load(&pool->running);
}

static bool worker_may_go_on(Pool *pool)
{
    return has_pieces(pool) || atomic_load(&pool->quit);
}

/* Short waits spin; longer ones let others have the processor; the longest sleep. */
static void wait_until(Pool *pool, bool (*ready)(Pool *), Sleepers *who)
{
    const double start = clock_seconds();
    double waited = 0.0;
    while (waited < 1e-9 * YIELD_NS) {
        if (waited >= 1e-9 * SPIN_NS)
            sched_yield();
        for (int i = 0; i < 16; i++) {
            if (ready(pool))
                return;
            cpu_pause();
        }
        waited = clock_seconds() - start;
    }
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&who->count, 1);
    while (!ready(pool))
        pthread_cond_wait(&who->wake, &pool->lock);
    atomic_fetch_sub(&who->count, 1);
    pthread_mutex_unlock(&pool->lock);
}

/* ----------------------------------------------------------------- stages */

static void run_stage_alone(const Stage *stage)
{
    for (int32_t i = 0; i < stage->pieces; i++)
        stage->piece(stage->arg, i);
}

static void run_alone(const Stage *stages, int count, double *seconds)
{
    for (int s = 0; s < count; s++) {
        const double start = seconds ? clock_seconds() : 0.0;
        run_stage_alone(&stages[s]);
        if (seconds)
            seconds[s] += clock_seconds() - start;
    }
}

/* The open stage, number next - 1, is over. */
static void close_stage(Pool *pool)
{
    if (pool->seconds) {
        const double now = clock_seconds();
        pool->seconds[pool->next - 1] += now - pool->opened;
        pool->opened = now;
    }
}

/* Opens the next stage that is worth sharing, or ends the job. Only the thread that
 * finished the last piece is here, so the job's fields are its own until the store
 * to `ticket` or `running`; after that store the job may be gone. */
static void open_next_stage(Pool *pool)
{
    while (pool->next < pool->stage_count) {
        pool->stage = pool->stages[pool->next++];
        if (pool->stage.pieces > 1) {
            atomic_store(&pool->unfinished, pool->stage.pieces);
            atomic_store(&pool->ticket, ticket_of(0, (uint32_t)pool->stage.pieces));
            wake_all(pool, &pool->idle);
            wake_all(pool, &pool->caller);
            return;
        }
        run_stage_alone(&pool->stage);
        close_stage(pool);
    }
    atomic_store(&pool->running, false);
    wake_all(pool, &pool->caller);
}

typedef enum Side { FRONT, BACK } Side;

/* Claims pieces *index .. *index + result - 1; 0: there are none left. */
static int claim_pieces(Pool *pool, Side side, int64_t *index)
{
    uint_fast64_t ticket = atomic_load(&pool->ticket);
    for (uint32_t left; (left = unclaimed(ticket)) != 0;) {
        const uint32_t first = (uint32_t)(ticket >> 32), end = (uint32_t)ticket;
        const uint32_t share = left / (CLAIMS * (uint32_t)pool->threads), count = share > 1 ? share : 1;
        const uint64_t rest = side == FRONT ? ticket_of(first + count, end) : ticket_of(first, end - count);
        if (atomic_compare_exchange_weak(&pool->ticket, &ticket, rest)) {
            *index = side == FRONT ? first : end - count;
            return (int)count;
        }
    }
    return 0;
}

/* Runs pieces until all are claimed; how many. The stage stays open meanwhile, as these are not finished yet. */
static int work_on_stage(Pool *pool, Side side)
{
    int64_t index;
    int done = 0;
    for (int count; (count = claim_pieces(pool, side, &index)) > 0; done += count)
        for (int64_t i = index; i < index + count; i++)
            pool->stage.piece(pool->stage.arg, i);
    return done;
}

static void work_while_there_is_some(Pool *pool, Side side)
{
    for (int done; (done = work_on_stage(pool, side)) > 0;)
        if (atomic_fetch_sub(&pool->unfinished, done) == done) {
            close_stage(pool);
            open_next_stage(pool);
        }
}

void pool_stages(Pool *pool, const Stage *stages, int count, double *seconds)
{
    if (!pool || pool->threads == 1) {
        run_alone(stages, count, seconds);
        return;
    }
    pool->stages = stages;
    pool->stage_count = count;
    pool->next = 0;
    pool->seconds = seconds;
    pool->opened = seconds ? clock_seconds() : 0.0;
    atomic_store(&pool->caller_on, processor_here());
    atomic_store(&pool->running, true);
    open_next_stage(pool);
    while (atomic_load(&pool->running)) {
        work_while_there_is_some(pool, FRONT);
        wait_until(pool, caller_may_go_on, &pool->caller);
    }
}

/* ----------------------------------------------------------------- slices */

typedef struct Slices {
    void (*piece)(void *arg, int64_t lo, int64_t hi, int64_t index);
    void *arg;
    int64_t count, slice;
} Slices;

static void run_slice(void *arg, int64_t index)
{
    const Slices *s = arg;
    const int64_t lo = index * s->slice;
    const int64_t hi = s->count - lo < s->slice ? s->count : lo + s->slice;
    s->piece(s->arg, lo, hi, index);
}

void pool_run(Pool *pool, void (*piece)(void *arg, int64_t lo, int64_t hi, int64_t index), void *arg, int64_t count,
              int64_t slice)
{
    if (count <= 0)
        return;
    const int64_t least = count / INT32_MAX + 1; /* a stage counts its pieces in 31 bits */
    Slices slices = {piece, arg, count, slice > least ? slice : least};
    const int32_t pieces = (int32_t)((count - 1) / slices.slice + 1);
    pool_stages(pool, &(Stage){run_slice, &slices, pieces}, 1, NULL);
}

/* --------------------------------------------------------------- the pool */

/* The system may put a woken thread beside the one that woke it and leave it there for 100 ms, though other processors
 * are idle. One worker a job goes elsewhere, so that this costs little where it does not help. */
static void leave_caller(Pool *pool, int number)
{
    const int caller_on = atomic_load(&pool->caller_on);
    if (caller_on < 0 || caller_on != processor_here())
        return;
    atomic_store(&pool->caller_on, -1);
    processor_move(caller_on, number);
}

static void *worker_main(void *arg)
{
    Pool *pool = arg;
    const int number = atomic_fetch_add(&pool->begun, 1) + 1; /* the caller is 0 */
    const Side side = number % 2 ? BACK : FRONT;
    while (!atomic_load(&pool->quit)) {
        leave_caller(pool, number);
        work_while_there_is_some(pool, side);
        wait_until(pool, worker_may_go_on, &pool->idle);
    }
    return NULL;
}

/* Workers leave signals to the caller's thread. Where the system grants fewer
 * threads than asked for, the pool is smaller: the results are the same. */
static void start_workers(Pool *pool, int wanted)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = 0;
    while (pool->threads < wanted && !failed) {
        failed = pthread_create(&pool->workers[pool->threads - 1], NULL, worker_main, pool);
        pool->threads += !failed;
    }
    if (failed)
        fprintf(stderr, "gatrt: %d of %d threads: no more can be started (%s); the results are the same\n",
                pool->threads, wanted, strerror(failed));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

Pool *pool_new(int threads)
{
    if (threads <= 0)
        threads = processors_allowed();
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    Pool *pool = mem_alloc(1, sizeof *pool);
    pool->workers = mem_alloc((size_t)threads, sizeof *pool->workers);
    pool->threads = 1;
    atomic_store(&pool->caller_on, processor_here());
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->idle.wake, NULL);
    pthread_cond_init(&pool->caller.wake, NULL);
    start_workers(pool, threads);
    blas_threads(pool->threads);
    return pool;
}

int pool_threads(const Pool *pool)
{
    return pool ? pool->threads : 1;
}

Pool *pool_share(const Pool *pool, int lanes)
{
    const int each = pool_threads(pool) / lanes;
    return lanes > 1 && each > 1 ? pool_new(each) : NULL;
}

void pool_free(Pool *pool)
{
    if (!pool)
        return;
    atomic_store(&pool->quit, true);
    wake_all(pool, &pool->idle);
    for (int i = 0; i < pool->threads - 1; i++)
        pthread_join(pool->workers[i], NULL);
    pthread_cond_destroy(&pool->idle.wake);
    pthread_cond_destroy(&pool->caller.wake);
    pthread_mutex_destroy(&pool->lock);
    mem_free(pool->workers);
    mem_free(pool);
}
