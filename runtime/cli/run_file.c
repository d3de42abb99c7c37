/* run_file.c - names of files that each of several runs has one of. */
#include "runtime/cli/run_file.h"

#include <inttypes.h>
#include <string.h>

static const char mark[] = "{run}";

bool run_file_each(const char *pattern)
{
    return pattern && strstr(pattern, mark) != NULL;
}

char *run_file_path(const char *pattern, int64_t number)
{
    enum { DIGITS = 20 };
    const char *at = strstr(pattern, mark);
    const size_t size = strlen(pattern) + DIGITS + 1;
    char *path = mem_alloc(size, 1);
    if (at)
        snprintf(path, size, "%.*s%" PRId64 "%s", (int)(at - pattern), pattern, number + 1, at + strlen(mark));
    else
        snprintf(path, size, "%s", pattern);
    return path;
}
