/* write.c - files out, each whole or not at all.
 *
 * A file is written beside its place, under a name that nobody has and nobody can
 * foresee, and renamed when it is complete: a reader sees the old content or the new
 * one, whatever ends this process and when. What a process that died has left beside
 * the same place is removed first (leftover.c).
 *
 * What was written is read again before it replaces anything.
 *
 * The bytes of a file that lasts reach the disk before the name does, and the name
 * before the file counts as written: after a power failure the old content or the new
 * one is there. Without that (what can be made again) the system decides when.
 */
#define _GNU_SOURCE
#include "runtime/base/file.h"
#include "runtime/base/leftover.h"
#include "runtime/base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { MOST_STAGED = 16, UNIQUE_TRIES = 100, LARGEST_WRITE = 1 << 30, EXECUTABLE = 0111 };

/* `live` is set while a file of name `beside` may be there; a signal handler reads it and these two. */
struct Staged {
    volatile sig_atomic_t live;
    char beside[LEFTOVER_NAME];
    Target target;
    bool used;
    int file;
    unsigned flags;
    const char *path;
};

static struct Staged staged_files[MOST_STAGED];

static bool cannot_write(const char *path, Error *error)
{
    const char *why = errno == EISDIR ? "it is a directory; name a file" : strerror(errno);
    return error_set(error, "%s: cannot write: %s", file_shown(path), why);
}

/* Where a standard stream was closed, the next file would get its number, and what is printed. Writing to a folder
 * fails, as it would have. */
static void occupy_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && open("/", O_RDONLY | O_DIRECTORY) < 0)
            return;
}

/* A file that may not grow is an error of write(), no signal. */
void file_prepare_process(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGXFSZ, &ignore, NULL);
    occupy_streams();
}

/* ------------------------------------------------------- bytes */

static bool write_full(int file, const unsigned char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t left = size - done;
        ssize_t put = write(file, bytes + done, left < LARGEST_WRITE ? left : LARGEST_WRITE);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

/* The file holds these bytes and no more: what cannot be read as it was written replaces nothing. */
static bool reads_back(int file, const unsigned char *bytes, size_t size)
{
    unsigned char part[1 << 14];
    ssize_t got = 0;
    size_t at = 0;
    do {
        got = pread(file, part, sizeof part, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        errno = EIO;
        if ((size_t)got > size - at || memcmp(part, bytes + at, (size_t)got) != 0)
            return false;
        at += (size_t)got;
    } while (got != 0);
    return at == size;
}

/* Some files cannot be synchronised, which is no failure. */
static bool reach_disk(int file)
{
    return fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* What close() would say, while the file stays open and locked: some file systems send bytes only then. */
static bool reach_system(int file)
{
    int again = dup(file);
    return again >= 0 && close(again) == 0;
}

/* A device, a pipe, a terminal: the bytes go where the path leads. */
static bool write_through(const char *path, const void *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return false;
    bool written = write_full(file, bytes, size);
    int why = errno;
    if (close(file) != 0 && written)
        return false;
    errno = why;
    return written;
}

/* ------------------------------------------------------- the file beside */

/* Whoever finds the file unlocked may take it for a leftover: it is ours once it is locked and still has its name. */
static bool is_ours(int file)
{
    struct stat status;
    return flock(file, LOCK_EX | LOCK_NB) != 0 || fstat(file, &status) != 0 || status.st_nlink > 0;
}

/* Nobody else may read it before it has the mode of what it replaces. */
static bool open_beside(Staged *s)
{
    const mode_t mode = s->target.exists ? 0600 : s->flags & FILE_PROGRAM ? 0777 : 0666;
    for (int i = 0; i < UNIQUE_TRIES; i++) {
        leftover_new_name(s->target.name, s->beside);
        s->live = 1;
        s->file = openat(s->target.folder, s->beside, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (s->file >= 0 && is_ours(s->file))
            return true;
        s->live = 0;
        if (s->file >= 0)
            close(s->file);
        else if (errno != EEXIST)
            return false;
    }
    errno = EEXIST;
    return false;
}

/* Owner and mode of the file that is replaced, as if it had been written into. A group that we cannot give gets no
 * more than everybody. */
static void take_over_mode(const Staged *s)
{
    const struct stat *old = &s->target.status;
    struct stat now;
    mode_t mode = old->st_mode & 0777;
    if (s->flags & FILE_PROGRAM)
        mode |= (mode & 0444) >> 2;
    if (fstat(s->file, &now) == 0 && (now.st_uid != old->st_uid || now.st_gid != old->st_gid) &&
        fchown(s->file, old->st_uid, old->st_gid) != 0 && fchown(s->file, (uid_t)-1, old->st_gid) != 0)
        mode = (mode & 0707) | (mode & 0007) << 3;
    if (fchmod(s->file, mode) != 0)
        return; /* a file system without modes */
}

static bool fill(Staged *s, const void *bytes, size_t size)
{
    if (!write_full(s->file, bytes, size))
        return false;
    if (s->target.exists)
        take_over_mode(s);
    return (s->flags & FILE_LASTS ? reach_disk(s->file) : reach_system(s->file)) && reads_back(s->file, bytes, size);
}

/* ------------------------------------------------------- staged, committed, discarded */

static Staged *free_place(void)
{
    for (int i = 0; i < MOST_STAGED; i++)
        if (!staged_files[i].used)
            return &staged_files[i];
    errno = EMFILE;
    return NULL;
}

/* False: errno, and nothing is left. */
static bool begin(Staged *s, const char *path, unsigned flags)
{
    s->used = true;
    s->live = 0;
    s->file = -1;
    s->path = path;
    s->flags = flags;
    if (!target_find(path, &s->target))
        return false;
    if (s->target.folder < 0)
        return true;
    leftover_remove(s->target.folder, s->target.name);
    return open_beside(s);
}

void file_discard(Staged *s)
{
    if (!s)
        return;
    int why = errno;
    if (s->live)
        unlinkat(s->target.folder, s->beside, 0);
    s->live = 0;
    if (s->file >= 0)
        close(s->file);
    target_close(&s->target);
    s->used = false;
    errno = why;
}

void file_remove_unfinished(void)
{
    for (int i = 0; i < MOST_STAGED; i++)
        if (staged_files[i].live)
            unlinkat(staged_files[i].target.folder, staged_files[i].beside, 0);
}

Staged *file_stage(const char *path, const void *bytes, size_t size, unsigned flags, Error *error)
{
    Staged *s = free_place();
    if (s && begin(s, path, flags) && (s->file < 0 ? write_through(path, bytes, size) : fill(s, bytes, size)))
        return s;
    file_discard(s);
    cannot_write(path, error);
    return NULL;
}

static bool rename_beside(Staged *s)
{
    if (s->file < 0)
        return true;
    if (renameat(s->target.folder, s->beside, s->target.folder, s->target.name) != 0)
        return false;
    s->live = 0;
    if (s->flags & FILE_LASTS)
        fsync(s->target.folder); /* where a folder can be */
    return true;
}

bool file_commit(Staged *s, Error *error)
{
    bool there = rename_beside(s) || cannot_write(s->path, error);
    file_discard(s);
    return there;
}

bool file_write(const char *path, const void *bytes, size_t size, Error *error)
{
    Staged *s = file_stage(path, bytes, size, FILE_LASTS, error);
    return s && file_commit(s, error);
}

/* ------------------------------------------------------- before the work */

/* A file that the system does not let go of: 0, or why. */
static int held(const Target *t)
{
    struct statx status;
    if (statx(t->folder, t->name, AT_SYMLINK_NOFOLLOW, 0, &status) != 0)
        return 0;                                      /* an old kernel */
    if (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) /* as containers do with single files */
        return EBUSY;
    return status.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND) ? EPERM : 0;
}

/* In a folder like /tmp one may replace only what is one's own. */
static bool may_replace(const Target *t)
{
    struct stat folder;
    const uid_t we = geteuid();
    if (!t->exists)
        return true;
    errno = held(t);
    if (errno != 0)
        return false;
    if (we == 0 || fstat(t->folder, &folder) != 0 || !(folder.st_mode & S_ISVTX))
        return true;
    errno = EPERM;
    return t->status.st_uid == we || folder.st_uid == we;
}

/* Only making a file tells whether one can be made: rights, a file system for reading only, quotas. */
static bool try_out(Staged *s, const char *path)
{
    if (!begin(s, path, 0))
        return false;
    return s->file < 0 ? faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 : may_replace(&s->target);
}

bool file_writable(const char *path, Error *error)
{
    Staged *s = free_place();
    bool can = s && try_out(s, path);
    file_discard(s);
    return can || cannot_write(path, error);
}
