/* scratch.c - the bytes of one case as a file or a text, and how a broken promise ends. */
#if !defined _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

static char scratch_place[] = "/tmp/fuzz_XXXXXX";
static char scratch_paths[24][96];
enum { SCRATCH_PATHS = sizeof scratch_paths / sizeof *scratch_paths };

static void remove_scratch_folder(void)
{
    for (int i = 0; i < SCRATCH_PATHS; i++)
        if (scratch_paths[i][0])
            unlink(scratch_paths[i]);
    for (int i = 0; i < SCRATCH_PATHS; i++) /* the folders that they lay in, from the inside */
        for (char *bar = strrchr(scratch_paths[i], '/'); bar && bar > scratch_paths[i] + strlen(scratch_place);
             bar = strrchr(scratch_paths[i], '/')) {
            *bar = 0;
            rmdir(scratch_paths[i]);
        }
    rmdir(scratch_place);
}

static void make_folders(char *path)
{
    for (char *bar = path + strlen(scratch_place) + 1; (bar = strchr(bar, '/')); *bar++ = '/') {
        *bar = 0;
        mkdir(path, 0700);
    }
}

static void write_piece(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    MUST(file && fwrite(bytes, 1, size, file) == size);
    MUST(fclose(file) == 0);
}

const char *scratch_files(const uint8_t *bytes, size_t size, const char *const *names)
{
    static bool made;
    if (!made) {
        MUST(mkdtemp(scratch_place));
        atexit(remove_scratch_folder);
    }
    made = true;
    for (int i = 0; i < SCRATCH_PATHS; i++)
        if (scratch_paths[i][0])
            unlink(scratch_paths[i]);
    for (int i = 0; names[i]; i++) {
        const uint8_t *end = size ? memchr(bytes, '\f', size) : NULL;
        const size_t length = end ? (size_t)(end - bytes) : size;
        MUST(i < SCRATCH_PATHS);
        snprintf(scratch_paths[i], sizeof scratch_paths[i], "%s/%s", scratch_place, names[i]);
        make_folders(scratch_paths[i]);
        if (length > 0)
            write_piece(scratch_paths[i], bytes, length);
        bytes += length + (end != NULL);
        size -= length + (end != NULL);
    }
    return scratch_place;
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
