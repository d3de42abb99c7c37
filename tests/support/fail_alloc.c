/* fail_alloc.c - a library to preload: one allocation of a program fails, as it does where memory runs out.
 *
 *   cc -shared -fPIC fail_alloc.c -o fail_alloc.so
 *   FAIL_AT=N LD_PRELOAD=./fail_alloc.so program ...     the N-th allocation since main began fails, once;
 *                                                        FAIL_REST=1: and every one after it
 *   FAIL_COUNT=FILE LD_PRELOAD=...                       adds to FILE how many there were, a line for each process
 *
 * What the program starts does not fail; what it forks does. glibc only: __libc_malloc is the allocator behind malloc. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long seen;
static long fail_at;
static bool armed, rest;
static const char *count_file;

static bool fails(void)
{
    if (!armed)
        return false;
    const long now = atomic_fetch_add(&seen, 1) + 1;
    if (fail_at == 0 || (rest ? now < fail_at : now != fail_at))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return size > 0 && fails() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **to, size_t alignment, size_t size)
{
    void *made = memalign(alignment, size);
    if (!made)
        return ENOMEM;
    *to = made;
    return 0;
}

/* Preloaded libraries are the last to be initialised, so this is where main begins. */
__attribute__((constructor)) static void arm(void)
{
    const char *at = getenv("FAIL_AT");
    rest = getenv("FAIL_REST") != NULL;
    count_file = getenv("FAIL_COUNT");
    fail_at = at ? atol(at) : 0;
    armed = fail_at > 0 || count_file;
    unsetenv("FAIL_AT");
    unsetenv("FAIL_COUNT");
}

__attribute__((destructor)) static void tell(void)
{
    armed = false;
    const int file = count_file ? open(count_file, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    char text[32];
    const int length = snprintf(text, sizeof text, "%ld\n", (long)seen);
    if (file >= 0 && write(file, text, (size_t)length) == length)
        close(file);
}
