/* file.c - files in, whole or piece by piece, and which files were read. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SHOWN = 120, MOST_NOTED = 4096 /* more than data sets are read from */ };

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

/* The files read last, whatever they were called. */
static struct {
    dev_t device;
    ino_t inode;
} noted[MOST_NOTED];
static size_t noted_count;

static void note_read(const struct stat *status)
{
    noted[noted_count % MOST_NOTED].device = status->st_dev;
    noted[noted_count++ % MOST_NOTED].inode = status->st_ino;
}

bool file_was_read(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    for (size_t i = 0; i < MOST_NOTED && i < noted_count; i++)
        if (noted[i].device == status.st_dev && noted[i].inode == status.st_ino)
            return true;
    return false;
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
    note_read(&status);
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

int file_open(const char *path, uint64_t *size, Error *error)
{
    size_t bytes = 0;
    const int file = open_regular(path, &bytes, error);
    *size = bytes;
    return file;
}

bool file_next(int file, const char *path, unsigned char *bytes, size_t room, size_t *got, Error *error)
{
    const ssize_t count = read_full(file, bytes, room);
    *got = count > 0 ? (size_t)count : 0;
    return count >= 0 || system_error(path, "read", error);
}

void file_close(int file)
{
    close(file);
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
