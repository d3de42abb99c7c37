/* scratch.c - the bytes of one case as a file or a text, and how a broken promise ends. */
#if !defined _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void must_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: this must hold: %s\n", file, line, what);
    abort();
}

void must_be_one_line(const char *error)
{
    MUST(*error);
    for (const char *c = error; *c; c++)
        MUST((unsigned char)*c >= ' ' && *c != 127);
}

const char *scratch_file(const uint8_t *bytes, size_t size)
{
    static int file = -1;
    static char path[64];
    if (file < 0) {
        file = memfd_create("case", MFD_CLOEXEC);
        MUST(file >= 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    MUST(ftruncate(file, 0) == 0);
    for (size_t done = 0; done < size;) {
        ssize_t put = pwrite(file, bytes + done, size - done, (off_t)done);
        MUST(put > 0);
        done += (size_t)put;
    }
    return path;
}

char *scratch_text(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    MUST(text);
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}
