/* memory.c - every allocation of the runtime, and the one line an error is.
 *
 * Memory comes zeroed and aligned to 64 bytes (a cache line, and the widest vector
 * a kernel loads). There is no way to go on without it, so running out ends the
 * program with one line and exit code 1; callers need not check. A size that
 * multiplies is checked before it is used.
 *
 * Large blocks ask the system for huge pages where it has them: rows of neighbours
 * are read at random, and with 4 KiB pages most of the time goes to address lookup.
 */
#if !defined _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* madvise */
#endif
#include "runtime/runtime.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 1 << 21, LARGE = 8 << 20 };

bool size_mul(size_t a, size_t b, size_t *product)
{
    if (a != 0 && b > SIZE_MAX / a)
        return false;
    *product = a * b;
    return true;
}

static _Noreturn void die_out_of_memory(size_t count, size_t size)
{
    give_up(GATRT_FAILED, "out of memory: %zu x %zu bytes were needed; try a smaller graph or a larger machine", count,
            size);
}

void *mem_alloc(size_t count, size_t size)
{
    size_t bytes;
    if (!size_mul(count, size, &bytes) || bytes > PTRDIFF_MAX - HUGE_PAGE)
        die_out_of_memory(count, size);
    /* Whole lines, so that no two blocks share one; nothing asked for is still a pointer to free. */
    size_t alignment = bytes >= LARGE ? HUGE_PAGE : ALIGNMENT;
    size_t rounded = bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *p = NULL;
    if (posix_memalign(&p, alignment, rounded) != 0)
        die_out_of_memory(count, size);
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE)
        madvise(p, rounded / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE); /* a wish; nothing depends on it */
#endif
    return memset(p, 0, rounded);
}

void *mem_longer(void *old, int64_t used, int64_t room, size_t size)
{
    void *longer = mem_alloc((size_t)room, size);
    if (used > 0)
        memcpy(longer, old, (size_t)used * size);
    mem_free(old);
    return longer;
}

void mem_free(void *p)
{
    free(p);
}

uint64_t mem_physical(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : UINT64_MAX;
}

/* Names out of a file may hold anything; an error stays one printable line. */
static void write_error(Error *error, size_t used, const char *format, va_list arguments)
{
    vsnprintf(error->text + used, sizeof error->text - used, format, arguments);
    for (char *c = error->text + used; *c; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            *c = '?';
}

bool error_set(Error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_error(error, 0, format, arguments);
    va_end(arguments);
    return false;
}

void error_add(Error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_error(error, strlen(error->text), format, arguments);
    va_end(arguments);
}
