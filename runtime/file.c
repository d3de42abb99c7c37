/* file.c - whole files in, whole files out.
 *
 * A file is written beside its final name and renamed when it is complete, so a
 * reader sees the old content or the new one and an interrupted run leaves the old
 * one. A symbolic link stays one; devices and pipes, which cannot be replaced, are
 * written straight to.
 */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE   700
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SHOWN = 120, UNIQUE_TRIES = 1000 };

/* The end of a long path, so that what is wrong with the file still fits in the line. */
const char *file_shown(const char *path)
{
    size_t length = strlen(path);
    return length > NAME_SHOWN ? path + length - NAME_SHOWN : path;
}

static bool system_error(const char *path, const char *doing, Error *error)
{
    return error_set(error, "%s: cannot %s: %s", file_shown(path), doing, strerror(errno));
}

static int open_regular(const char *path, size_t *size, Error *error)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hang the program */
    if (file < 0) {
        system_error(path, "open", error);
        return -1;
    }
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        error_set(error, "%s: not a regular file", file_shown(path));
        close(file);
        return -1;
    }
    *size = (size_t)status.st_size;
    return file;
}

/* Reads up to `size` bytes; -1 on failure. Short only at the end of the file. */
static ssize_t read_full(int file, unsigned char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        size_t left = size - done;
        ssize_t got = read(file, bytes + done, left < INT_MAX ? left : INT_MAX);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

bool file_read(const char *path, unsigned char **bytes, size_t *size, Error *error)
{
    size_t expected;
    int file = open_regular(path, &expected, error);
    if (file < 0)
        return false;
    *bytes = mem_alloc(expected + 1, 1); /* one zero more: text may be read as a string */
    ssize_t got = read_full(file, *bytes, expected);
    close(file);
    if (got >= 0 && (size_t)got == expected) {
        *size = expected;
        return true;
    }
    mem_free(*bytes);
    *bytes = NULL;
    return got < 0 ? system_error(path, "read", error)
                   : error_set(error, "%s: became shorter while it was read", file_shown(path));
}

bool file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

bool file_head(const char *path, unsigned char *head, size_t capacity, size_t *size, Error *error)
{
    size_t whole;
    int file = open_regular(path, &whole, error);
    if (file < 0)
        return false;
    ssize_t got = read_full(file, head, capacity);
    close(file);
    if (got < 0)
        return system_error(path, "read", error);
    *size = (size_t)got;
    return true;
}

static bool write_full(int file, const unsigned char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t left = size - done;
        ssize_t put = write(file, bytes + done, left < INT_MAX ? left : INT_MAX);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

/* Opens a new file beside `path`; its name goes to `name`. -1 on failure. */
static int open_beside(const char *path, char *name, size_t capacity)
{
    for (int i = 0; i < UNIQUE_TRIES; i++) {
        int length = snprintf(name, capacity, "%s.%ld-%d.part", path, (long)getpid(), i);
        if (length < 0 || (size_t)length >= capacity) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

static bool replace_file(const char *path, const void *bytes, size_t size)
{
    char name[PATH_MAX];
    int file = open_beside(path, name, sizeof name);
    if (file < 0)
        return false;
    bool written = write_full(file, bytes, size) && fsync(file) == 0;
    int why = errno;
    if (close(file) != 0 && written) {
        written = false;
        why = errno;
    }
    if (written && rename(name, path) == 0)
        return true;
    if (written)
        why = errno;
    unlink(name);
    errno = why;
    return false;
}

static bool write_through(const char *path, const void *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool written = write_full(file, bytes, size);
    int why = errno;
    close(file);
    errno = why;
    return written;
}

bool file_write(const char *path, const void *bytes, size_t size, Error *error)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, "%s: cannot write: it is a directory", file_shown(path));
    if (exists && !S_ISREG(status.st_mode))
        return write_through(path, bytes, size) || system_error(path, "write", error);
    char *target = exists ? realpath(path, NULL) : NULL; /* behind a link, the file is replaced, not the link */
    bool written = replace_file(target ? target : path, bytes, size);
    int why = errno;
    free(target);
    errno = why;
    return written || system_error(path, "write", error);
}
