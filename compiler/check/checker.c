/* checker.c - the check in a process of its own.
 *
 * libclang takes longer to load than most models to compile, so the process is there from the start and loads it
 * beside the passes; and where memory runs out LLVM ends the process it is in, in whatever way: with an abort, an
 * exit, a message of many lines. Here that is one line, and nothing is written. The check sees the text alone.
 *
 *   parent -> child   the size of each text, then the texts; none, where the parent needs no check
 *   child -> parent   GOOD, and nothing is waited for but its end, which gives back a hundred megabytes while the parent
 *                     writes; or all that it prints, and its exit code is the verdict
 *
 * Where no process can be started, the check runs in ours. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/check.h"
#include "runtime/gatrt.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXTS = 4, MOST_SAID = 1 << 16, GOOD = '\0' };

static struct {
    pid_t child; /* 0: there is none */
    int line;    /* to it and from it */
    bool judged; /* it has said GOOD */
} checker;

/* ------------------------------------------------------------------ the child */

static bool receive(int line, void *bytes, size_t size)
{
    for (char *to = bytes; size > 0;) {
        const ssize_t got = recv(line, to, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        size -= (size_t)got;
    }
    return true;
}

/* What is printed goes to the parent; a crash leaves no core file. */
static void take_over_output(int line)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (dup2(line, STDOUT_FILENO) < 0 || dup2(line, STDERR_FILENO) < 0)
        _exit(GATRT_FAILED);
}

static _Noreturn void serve(int line, CheckLevel level)
{
    size_t sizes[TEXTS];
    char *texts[TEXTS];
    take_over_output(line);
    libclang_load();
    if (!receive(line, sizes, sizeof sizes))
        _exit(GATRT_OK); /* the parent has ended */
    for (int i = 0; i < TEXTS; i++) {
        texts[i] = sizes[i] ? arena_alloc(sizes[i], 1) : NULL;
        if (sizes[i] && !receive(line, texts[i], sizes[i]))
            _exit(GATRT_OK);
    }
    check_here(texts[0], texts[1], texts[2], texts[3], level);
    const char good = GOOD;
    _exit(fflush(NULL) == 0 && send(line, &good, 1, MSG_NOSIGNAL) == 1 ? GATRT_OK : GATRT_FAILED);
}

void check_begin(CheckLevel level)
{
    int line[2];
    if (level == CHECK_OFF || checker.child != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, line) != 0)
        return;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        close(line[0]);
        serve(line[1], level);
    }
    close(line[1]);
    if (child < 0) {
        close(line[0]);
        return;
    }
    checker.child = child;
    checker.line = line[0];
    checker.judged = false;
    on_leave(check_end);
}

/* ------------------------------------------------------------------ the parent */

/* How the child ended, as waitpid says it. */
static int reap(void)
{
    int status = 0;
    close(checker.line);
    while (waitpid(checker.child, &status, 0) < 0)
        if (errno != EINTR)
            bug("checker.c: there is no child to wait for: %s", strerror(errno));
    checker.child = 0;
    return status;
}

void check_end(void)
{
    if (checker.child == 0)
        return;
    kill(checker.child, SIGKILL);
    reap();
}

/* False where the child has gone, and has said why. */
static bool tell(const void *bytes, size_t size)
{
    for (const char *from = bytes; size > 0;) {
        const ssize_t put = send(checker.line, from, size, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        size -= (size_t)put;
    }
    return true;
}

static void tell_texts(const char *const texts[TEXTS])
{
    size_t sizes[TEXTS];
    for (int i = 0; i < TEXTS; i++)
        sizes[i] = texts[i] ? strlen(texts[i]) + 1 : 0;
    bool heard = tell(sizes, sizeof sizes);
    for (int i = 0; heard && i < TEXTS; i++)
        heard = tell(texts[i], sizes[i]);
}

/* To GOOD, or to the end: all of it is read, the first of it kept. What is printed has no GOOD in it. */
static const char *hear(void)
{
    static char said[MOST_SAID];
    char more[4096];
    size_t size = 0;
    while (!checker.judged) {
        const bool room = size < sizeof said - 1;
        char *to = room ? said + size : more;
        const ssize_t got = recv(checker.line, to, room ? sizeof said - 1 - size : sizeof more, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        checker.judged = to[got - 1] == GOOD;
        size += room ? (size_t)got : 0;
    }
    said[size] = '\0';
    return said;
}

/* Complaints of ours begin so; whatever else ended the child was not the emitted text's fault. */
static bool is_ours(const char *said, int status)
{
    return WIFEXITED(status) && (WEXITSTATUS(status) == GATRT_FAILED || WEXITSTATUS(status) == GATRT_BUG) &&
           strncmp(said, "gatcc: ", strlen("gatcc: ")) == 0;
}

/* Where both limits of ulimit -t are one, the system kills without SIGXCPU. No other child has ended before. */
static bool is_out_of_time(int status)
{
    struct rlimit limit;
    struct rusage used;
    if (!WIFSIGNALED(status))
        return false;
    if (WTERMSIG(status) == SIGXCPU)
        return true;
    return getrlimit(RLIMIT_CPU, &limit) == 0 && getrusage(RUSAGE_CHILDREN, &used) == 0 &&
           limit.rlim_cur != RLIM_INFINITY &&
           (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) >= limit.rlim_cur;
}

void check_source(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level)
{
    if (level == CHECK_OFF)
        return;
    if (checker.child == 0 || checker.judged) {
        check_here(c_name, c_text, h_name, h_text, level);
        return;
    }
    tell_texts((const char *const[TEXTS]){c_name, c_text, h_name, h_text});
    const char *said = hear();
    if (checker.judged)
        return;
    const int status = reap();
    if (is_ours(said, status)) {
        fputs(said, stderr);
        leave(WEXITSTATUS(status));
    }
    die("libclang broke down over the emitted C, most likely for want of %s; --check=off leaves it out",
        is_out_of_time(status) ? "processor time (ulimit -t)" : "memory");
}
