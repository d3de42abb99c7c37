/* signals.c - being asked to stop, and going on until what was learned is written.
 *
 * Ctrl-C, SIGTERM, SIGHUP, SIGXCPU (ulimit -t) and the others that end a program by default without being its fault
 * are noted from the first epoch until the report is written: the epoch is finished, then weights and report are
 * written, and the exit code is 128 and the signal's number. One that was ignored when the program began, as by nohup
 * or by a shell's &, stays ignored. A second Ctrl-C ends the program at once; terminals and supervisors send the others
 * more than once and mean the same by it.
 *
 * A reader of our output that has gone is no reason to lose a run either: writing to it fails, and is looked at at
 * the end.
 */
#define _XOPEN_SOURCE 700 /* SIGXCPU, SIGVTALRM, SIGPROF */
#include "runtime/runtime.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a handler may not wait");

enum { ONE_KEY_MS = 100 }; /* timeout(1) and the like send a signal to us and to our group: that is one Ctrl-C */

static atomic_int asked;           /* the first signal's number; 0: none came. Threads look at it */
static struct timespec asked_when; /* only the handler's */

static long ms_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* All signals of ours are blocked meanwhile. */
static void ask_to_stop(int number)
{
    if (!asked) {
        clock_gettime(CLOCK_MONOTONIC, &asked_when);
        asked = number;
    } else if (number == SIGINT && ms_since(&asked_when) >= ONE_KEY_MS) {
        struct sigaction end = {.sa_handler = SIG_DFL};
        sigemptyset(&end.sa_mask);
        sigaction(SIGINT, &end, NULL);
        file_remove_unfinished();
        raise(SIGINT); /* delivered as soon as the handler returns */
    }
}

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF};
enum { NUMBERS = sizeof numbers / sizeof numbers[0] };
static struct sigaction before[NUMBERS], before_pipe; /* valid where caught, and between begin and end */
static bool caught;

void signals_begin(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, &before_pipe);
    asked = 0;
}

void signals_catch(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART};
    if (caught)
        return;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < NUMBERS; i++)
        sigaddset(&action.sa_mask, numbers[i]);
    for (int i = 0; i < NUMBERS; i++) {
        sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
    caught = true;
}

bool signals_asked(void)
{
    return asked != 0;
}

int signals_exit_code(void)
{
    enum { AS_SHELLS_SAY = 128 };
    return asked ? AS_SHELLS_SAY + (int)asked : GATRT_OK;
}

void signals_end(void)
{
    for (int i = 0; caught && i < NUMBERS; i++)
        sigaction(numbers[i], &before[i], NULL);
    caught = false;
    sigaction(SIGPIPE, &before_pipe, NULL);
}
