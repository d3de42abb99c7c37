/* tool.c - a program of others, run once: what it reads and prints are files without a name, so that neither waits for the
 * other however much there is.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/base/tool.h"
#include "runtime/runtime.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

typedef struct Streams {
    FILE *file[3]; /* what it reads, prints, complains of */
} Streams;

static bool open_streams(Streams *s, const void *in, size_t size, Error *error)
{
    for (int i = 0; i < 3; i++)
        if (!(s->file[i] = tmpfile()))
            return error_set(error, "cannot make a temporary file: %s", strerror(errno));
    if (fwrite(in, 1, size, s->file[0]) != size || fflush(s->file[0]) != 0 || fseek(s->file[0], 0, SEEK_SET) != 0)
        return error_set(error, "cannot write a temporary file: %s", strerror(errno));
    return true;
}

static void close_streams(Streams *s)
{
    for (int i = 0; i < 3; i++)
        if (s->file[i])
            fclose(s->file[i]);
}

/* 0, or the number of the error. */
static int start(const char *const *words, const Streams *s, pid_t *child)
{
    posix_spawn_file_actions_t streams;
    int failed = posix_spawn_file_actions_init(&streams);
    if (failed)
        return failed;
    for (int i = 0; i < 3 && !failed; i++)
        failed = posix_spawn_file_actions_adddup2(&streams, fileno(s->file[i]), i);
    if (!failed)
        failed = posix_spawnp(child, words[0], &streams, NULL, (char *const *)words, environ);
    posix_spawn_file_actions_destroy(&streams);
    return failed;
}

static bool end_well(const char *name, pid_t child, FILE *complaints, Error *error)
{
    int status = 0;
    char line[120] = "";
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_set(error, "%s: its end was not told: %s", name, strerror(errno));
    if (WIFSIGNALED(status))
        return error_set(error, "%s was ended by signal %d", name, WTERMSIG(status));
    if (WEXITSTATUS(status) == 0)
        return true;
    rewind(complaints);
    if (!fgets(line, sizeof line, complaints))
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return error_set(error, "%s failed with exit code %d%s%s", name, WEXITSTATUS(status), *line ? ": " : "", line);
}

static bool take(FILE *from, const char *name, unsigned char **out, size_t *size, Error *error)
{
    const long end = fseek(from, 0, SEEK_END) == 0 ? ftell(from) : -1;
    if (end < 0)
        return error_set(error, "cannot read what %s printed: %s", name, strerror(errno));
    if (end == 0)
        return error_set(error, "%s printed nothing", name);
    rewind(from);
    *size = (size_t)end;
    *out = mem_alloc(*size, 1);
    if (fread(*out, 1, *size, from) == *size)
        return true;
    mem_free(*out);
    return error_set(error, "cannot read what %s printed", name);
}

ToolEnd tool_run(const char *const *words, const void *in, size_t size, unsigned char **out, size_t *out_size,
                 Error *error)
{
    Streams s = {{NULL}};
    pid_t child = 0;
    ToolEnd end = TOOL_FAILED;
    if (open_streams(&s, in, size, error)) {
        const int failed = start(words, &s, &child);
        if (failed == ENOENT)
            end = TOOL_MISSING;
        else if (failed)
            error_set(error, "cannot run %s: %s", words[0], strerror(failed));
        else if (end_well(words[0], child, s.file[2], error) && (!out || take(s.file[1], words[0], out, out_size, error)))
            end = TOOL_DONE;
    }
    close_streams(&s);
    return end;
}
