/* front_limits.c - what a model may use up: Lua memory, work and time.
 *
 * Work is counted in Lua instructions. A hook sees those of Lua itself, every HOOK_EVERY of them; what runs within one
 * instruction is counted where it asks for memory and, in the functions of front_library.c, by front_charge. Texts are
 * short, so that what Lua does with them by itself (comparing, joining, reading as a number) takes no time. For what
 * nothing here foresaw there is a watch, a thread: it first raises a flag, which becomes an error with its line, and a
 * little later ends the process. It goes by the processor's time, as other programs must not make a model fail, and for
 * a model that stands still by the wall's. Nothing was written by then, so nothing is left behind. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/printable.h"
#include "compiler/ir/error.h"
#include "compiler/lang/front.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_MEBIBYTES = 256,
    MOST_MILLIONS = 50,
    MOST_SECONDS = 30,
    HOOK_EVERY = 1000,  /* instructions between two looks at the limits */
    BYTES_OF_WORK = 64, /* bytes copied or compared in the time of one instruction */
};

/* ----------------------------------------------------------------- watch */

enum {
    TICKS_A_SECOND = 10,
    STANDSTILL = 4,            /* times the processor's time: so long may the model wait */
    GRACE = 2 * TICKS_A_SECOND /* between the flag and the end */
};

struct Watch {
    pthread_t thread;
    clockid_t worked; /* the model's thread */
    double before;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool runs, end;
    atomic_bool late;
    int seconds;
    const char *last_words;
};

/* One tick, or less where the model has ended. A process that was stopped for an hour has lost one tick. */
static bool wait_tick(Watch *watch)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 1000000000 / TICKS_A_SECOND;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int status = 0;
    while (!watch->end && status == 0)
        status = pthread_cond_timedwait(&watch->ended, &watch->lock, &until);
    return !watch->end;
}

/* A pipe that nobody reads, which may be why the model stands still, must not stop the watch as well. */
static _Noreturn void end_process(const Watch *watch)
{
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    ssize_t written = poll(&out, 1, 0) == 1 ? write(STDERR_FILENO, watch->last_words, strlen(watch->last_words)) : 0;
    (void)written;
    _exit(GATRT_FAILED); /* no exit(): the model's thread is at work */
}

static double seconds_on(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *run_watch(void *user)
{
    Watch *watch = user;
    const int most = STANDSTILL * watch->seconds * TICKS_A_SECOND;
    int late = 0;
    pthread_mutex_lock(&watch->lock);
    for (int tick = 0; wait_tick(watch); tick++) {
        late += tick >= most || seconds_on(watch->worked) - watch->before >= watch->seconds;
        atomic_store(&watch->late, late > 0);
        if (late > GRACE)
            end_process(watch);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

/* Signals stay with the threads that were there before. Without a thread the hook looks at the processor's time. */
static void start_watch(Watch *watch)
{
    sigset_t all, before;
    pthread_condattr_t monotonic;
    pthread_attr_t small;
    if (pthread_getcpuclockid(pthread_self(), &watch->worked) != 0)
        return;
    watch->before = seconds_on(watch->worked);
    sigfillset(&all);
    if (pthread_condattr_init(&monotonic) != 0)
        return;
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&watch->lock, NULL);
    if (pthread_attr_init(&small) != 0)
        return;
    pthread_attr_setstacksize(&small, 1 << 18);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    watch->runs = pthread_create(&watch->thread, &small, run_watch, watch) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&small);
}

static void stop_watch(Watch *watch)
{
    if (!watch->runs)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->end = true;
    pthread_cond_signal(&watch->ended);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    watch->runs = false;
}

/* ---------------------------------------------------------------- limits */

static Diag limit_diag(const Front *front, Limit limit)
{
    Diag diag = {0};
    switch (limit) {
    case LIMIT_NONE:
    case LIMIT_MACHINE: break;
    case LIMIT_MEMORY:
        snprintf(diag.message, sizeof diag.message, "the model needs more than %d MiB of Lua memory",
                 (int)MOST_MEBIBYTES);
        snprintf(diag.hint, sizeof diag.hint, "a loop that fills a table?");
        break;
    case LIMIT_TEXT:
        snprintf(diag.message, sizeof diag.message, "the model makes a text of more than %d MiB",
                 MOST_TEXT_BYTES >> 20);
        snprintf(diag.hint, sizeof diag.hint, "a loop that fills a string?");
        break;
    case LIMIT_WORK:
        snprintf(diag.message, sizeof diag.message,
                 "the model ran for more than %d million Lua instructions; a description takes a few thousand",
                 (int)MOST_MILLIONS);
        snprintf(diag.hint, sizeof diag.hint, "a loop without an end?");
        break;
    case LIMIT_TIME:
        snprintf(diag.message, sizeof diag.message, "the model ran for more than %d seconds", front->watch->seconds);
        break;
    }
    return diag;
}

static Limit limit_reached(const Front *front)
{
    const Watch *watch = front->watch;
    if (!front->guarded)
        return LIMIT_NONE;
    if (front->work > (int64_t)MOST_MILLIONS * 1000000)
        return LIMIT_WORK;
    return atomic_load(&watch->late) ? LIMIT_TIME : LIMIT_NONE;
}

static void fail_at_limit(lua_State *L, Limit limit)
{
    Front *front = front_of(L);
    if (limit == LIMIT_NONE)
        return;
    Diag diag = limit_diag(front, limit);
    front_fail(L, NULL, 0, diag.hint[0] ? diag.hint : NULL, "%s", diag.message);
}

void front_charge(lua_State *L, uint64_t work)
{
    Front *front = front_of(L);
    const uint64_t enough = (uint64_t)1 << 40; /* beyond every limit, far from overflow */
    front->work += (int64_t)(work < enough ? work : enough);
    fail_at_limit(L, limit_reached(front));
}

void front_charge_bytes(lua_State *L, size_t bytes)
{
    front_charge(L, 1 + bytes / BYTES_OF_WORK);
}

static void look_at_limits(lua_State *L, lua_Debug *event)
{
    (void)event;
    const Watch *watch = front_of(L)->watch;
    front_charge(L, HOOK_EVERY);
    if (front_of(L)->guarded && !watch->runs && (clock() - front_of(L)->started) / CLOCKS_PER_SEC > watch->seconds)
        fail_at_limit(L, LIMIT_TIME);
}

/* ------------------------------------------------------------- allocator */

/* It is asked in the middle of an instruction; the position is taken here, for Lua unwinds a
 * failed allocation without telling where it was. */
static void *refuse(Front *front, Limit limit)
{
    if (front->lua && front->guarded) {
        front->limit = limit;
        front_pos(front->lua);
    }
    return NULL;
}

/* Makes the block larger, unless a limit is reached. */
static Limit limit_of_growth(const Front *front, size_t others, size_t new_size, bool is_text)
{
    const size_t most = (size_t)MOST_MEBIBYTES << 20;
    enum { HEADER = 64 }; /* and more than Lua puts before a text */
    if (new_size > most || others > most - new_size)
        return LIMIT_MEMORY;
    if (is_text && new_size > MOST_TEXT_BYTES + HEADER)
        return LIMIT_TEXT;
    return limit_reached(front);
}

void *front_alloc(void *user, void *block, size_t old_size, size_t new_size)
{
    Front *front = user;
    bool is_text = !block && old_size == LUA_TSTRING; /* Lua passes a type there */
    if (!block)
        old_size = 0;
    if (new_size == 0) {
        free(block);
        front->memory -= old_size;
        return NULL;
    }
    size_t others = front->memory - old_size;
    Limit limit = new_size > old_size ? limit_of_growth(front, others, new_size, is_text) : LIMIT_NONE;
    if (limit != LIMIT_NONE)
        return refuse(front, limit);
    void *moved = realloc(block, new_size);
    if (!moved) {
        front->limit = LIMIT_MACHINE;
        return NULL;
    }
    front->memory = others + new_size;
    front->work += (int64_t)(new_size / BYTES_OF_WORK);
    return moved;
}

char *front_starved_error(Front *front)
{
    if (front->limit == LIMIT_NONE || front->limit == LIMIT_MACHINE)
        die("out of memory while %s was read", front->file);
    Diag diag = limit_diag(front, front->limit);
    return user_error_text(front->reached, NULL, 0, &diag);
}

/* ------------------------------------------------------------- from, to */

void front_limits_begin(lua_State *L)
{
    Front *front = front_of(L);
    int seconds = front->options && front->options->seconds ? front->options->seconds : MOST_SECONDS;
    front->watch = arena_alloc(1, sizeof *front->watch);
    front->watch->seconds = seconds;
    front->watch->last_words = arena_format("%s: the model ran for more than %d seconds\n",
                                            printable_line(front->file, strlen(front->file), SIZE_MAX), seconds);
    front->work = 0;
    front->started = clock();
    front->guarded = true;
    start_watch(front->watch);
    lua_sethook(L, look_at_limits, LUA_MASKCOUNT, HOOK_EVERY);
}

void front_limits_end(Front *front)
{
    front->guarded = false;
    stop_watch(front->watch);
}
