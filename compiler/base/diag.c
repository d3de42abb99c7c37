/* diag.c - failures and how they are told; that of the model is in ir/error.c.
 *
 *   die          the machine is wrong       exit 1    gatcc: one line
 *   usage_error  the command line is wrong  exit 2    gatcc: one line
 *   bug          the compiler is wrong      exit 70   gatcc: one line
 *
 * And the lines of models and library files, for those who show one. */
#include "compiler/base/diag.h"
#include "compiler/base/arena.h"
#include "compiler/base/printable.h"
#include "runtime/runtime.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 160 };

/* ---------------------------------------------------------------- source */

typedef struct Source {
    const char *file, *text;
    size_t size;
} Source;

static Source *sources;
static int source_count, source_capacity;

static Source *find_source(const char *file)
{
    for (int i = 0; file && i < source_count; i++)
        if (strcmp(sources[i].file, file) == 0)
            return &sources[i];
    return NULL;
}

void source_remember(const char *file, const char *text, size_t size)
{
    Source *source = find_source(file);
    if (!source) {
        GROW(sources, source_count, source_capacity);
        source = &sources[source_count++];
        source->file = intern(file);
    } else if (source->size == size && memcmp(source->text, text, size) == 0) {
        return;
    }
    char *copy = arena_alloc(size + 1, 1);
    memcpy(copy, text, size);
    source->text = copy;
    source->size = size;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

const char *source_line(const char *file, int line)
{
    const Source *source = find_source(file);
    if (!source || line < 1)
        return "";
    const char *start = source->text, *end = source->text + source->size;
    for (int skipped = 1; skipped < line; skipped++) {
        start = memchr(start, '\n', (size_t)(end - start));
        if (!start)
            return "";
        start++;
    }
    const char *stop = memchr(start, '\n', (size_t)(end - start));
    if (!stop)
        stop = end;
    while (start < stop && is_blank(*start))
        start++;
    while (start < stop && is_blank(stop[-1]))
        stop--;
    return printable_line(start, (size_t)(stop - start), LONGEST_LINE);
}

/* ---------------------------------------------------------------- failures */

static void (*last_work)(void);

void on_leave(void (*work)(void))
{
    last_work = work;
}

_Noreturn void leave(int status)
{
    if (last_work)
        last_work();
    exit(status);
}

/* One line, whatever the paths in it hold. Does not allocate, for the arena reports through it. */
static __attribute__((format(printf, 2, 0))) void tell(const char *lead, const char *format, va_list args)
{
    char text[8192];
    vsnprintf(text, sizeof text, format, args);
    fputs(lead, stderr);
    text_print(stderr, text);
    fputc('\n', stderr);
}

_Noreturn void usage_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: ", arena_format("%s (gatcc --help)", format), args);
    va_end(args);
    leave(GATRT_USAGE);
}

_Noreturn void bug(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: internal error: ", format, args);
    va_end(args);
    leave(GATRT_BUG);
}

_Noreturn void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: ", format, args);
    va_end(args);
    leave(GATRT_FAILED);
}
