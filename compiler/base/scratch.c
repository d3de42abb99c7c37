/* scratch.c - the temporary folder of a native build, the command that runs in it, and
 * what ends early: exit and signals leave neither files nor a compiler at work.
 *
 * The handler calls only what a handler may. What it reads is complete before it can
 * come: names are stored before the files are made, and signals wait while a command
 * is started. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/base/scratch.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/files.h"
#include "runtime/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_FILES = 8 };

static struct {
    char *folder, *files[MOST_FILES];
    volatile sig_atomic_t file_count;
    volatile sig_atomic_t command; /* the process at work, and its group; 0: none */
    sigset_t caught;
} scratch;

static void remove_scratch(void)
{
    for (int i = 0; i < scratch.file_count; i++)
        unlink(scratch.files[i]);
    if (scratch.folder)
        rmdir(scratch.folder);
}

/* ------------------------------------------------------------------ signals */

/* The signal comes again when this returns, and ends the process as if it had not been caught. */
static void clean_up(int number)
{
    if (scratch.command > 0) {
        kill(-(pid_t)scratch.command, SIGTERM); /* what a shell put behind & ignores SIGINT */
        while (waitpid((pid_t)scratch.command, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    remove_scratch();
    file_remove_unfinished();
    raise(number);
}

/* A pipe without a reader and a file that may not grow are errors of write(). The command has a group of its own, and
 * may write to a terminal that lets only one do so. */
static void ignore_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGTTOU, &ignore, NULL);
    file_prepare_process();
}

/* Those that are ignored, as under nohup, stay so. */
void scratch_catch_signals(void)
{
    static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct sigaction action = {.sa_handler = clean_up, .sa_flags = (int)SA_RESETHAND}, before;
    sigemptyset(&scratch.caught);
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        if (sigaction(ending[i], NULL, &before) != 0 || before.sa_handler == SIG_IGN)
            continue;
        sigaction(ending[i], &action, NULL);
        sigaddset(&scratch.caught, ending[i]);
    }
    ignore_signals();
}

/* ------------------------------------------------------------------ files */

void scratch_make(void)
{
    const char *parent = getenv("TMPDIR");
    char *folder = arena_format("%s/gatcc-XXXXXX", parent && *parent ? parent : "/tmp");
    sigset_t before;
    if (atexit(remove_scratch) != 0)
        bug("scratch.c: atexit refuses");
    sigprocmask(SIG_BLOCK, &scratch.caught, &before);
    char *made = mkdtemp(folder);
    int reason = errno;
    scratch.folder = made;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (!made)
        die("%s: cannot make a temporary folder: %s", folder, strerror(reason));
}

const char *scratch_folder(void)
{
    return scratch.folder;
}

const char *scratch_put(const char *name, const char *text, size_t size)
{
    if (scratch.file_count == MOST_FILES)
        bug("scratch.c: more than %d files", MOST_FILES);
    char *path = arena_format("%s/%s", scratch.folder, name);
    scratch.files[scratch.file_count] = path;
    scratch.file_count++;
    if (text)
        out_write_file(path, text, size);
    return path;
}

/* ------------------------------------------------------------------ commands */

static int wait_for(const char *name, pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("%s: its end was not told: %s", name, strerror(errno));
    scratch.command = 0;
    if (WIFSIGNALED(status))
        die("%s was ended by a signal: %s", name, strsignal(WTERMSIG(status)));
    return WEXITSTATUS(status);
}

/* In a group of its own, which a signal that ends us ends with us, whatever processes the command has made. */
int scratch_run(char **words, bool quiet)
{
    sigset_t before, standard;
    sigprocmask(SIG_BLOCK, &scratch.caught, &before);
    standard = scratch.caught;
    sigaddset(&standard, SIGPIPE);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &standard);
    posix_spawnattr_setsigmask(&attributes, &before);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_t streams;
    posix_spawn_file_actions_init(&streams);
    for (int stream = 1; quiet && stream <= 2; stream++)
        posix_spawn_file_actions_addopen(&streams, stream, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    int failed = posix_spawnp(&child, words[0], &streams, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&streams);
    posix_spawnattr_destroy(&attributes);
    scratch.command = failed ? 0 : child;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (failed)
        die("cannot run %s: %s; set CC to a C compiler", words[0], strerror(failed));
    return wait_for(words[0], child);
}
