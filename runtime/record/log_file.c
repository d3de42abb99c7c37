/* log_file.c - a file that grows while it is written, and can be read meanwhile. Its room is taken when it is opened, for
 * between the first step of a training and its last nothing is allocated.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"
#include "runtime/record/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

bool log_file_open(LogFile *f, const char *path, size_t room, Error *error)
{
    *f = (LogFile){.file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
    if (f->file < 0 && errno == EEXIST)
        return error_set(error, "--log: %s is there already, the log of another run; name another folder",
                         file_shown(path));
    if (f->file < 0)
        return error_set(error, "--log: %s: cannot write: %s", file_shown(path), strerror(errno));
    f->path = mem_alloc(strlen(path) + 1, 1);
    memcpy(f->path, path, strlen(path));
    f->bytes = mem_alloc(room, 1);
    f->room = room;
    return true;
}

void log_file_add(LogFile *f, const void *bytes, size_t size)
{
    if (size > f->room - f->used) {
        f->broken = true;
        return;
    }
    memcpy(f->bytes + f->used, bytes, size);
    f->used += size;
}

void log_file_print(LogFile *f, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = f->room - f->used;
    const int length = vsnprintf((char *)f->bytes + f->used, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        f->broken = true;
    else
        f->used += (size_t)length;
}

bool log_file_full(const LogFile *f)
{
    return f->used > f->room / 2;
}

bool log_file_flush(LogFile *f, Error *error)
{
    size_t written = 0;
    while (written < f->used) {
        const ssize_t more = write(f->file, f->bytes + written, f->used - written);
        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            return error_set(error, "--log: %s: cannot write: %s", file_shown(f->path),
                             more < 0 ? strerror(errno) : "no room");
        written += (size_t)more;
    }
    f->used = 0;
    return !f->broken || error_set(error, "--log: %s: a row was too long", file_shown(f->path));
}

void log_file_close(LogFile *f)
{
    if (f->path)
        close(f->file);
    mem_free(f->path);
    mem_free(f->bytes);
    *f = (LogFile){.file = -1};
}
