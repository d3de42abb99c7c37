/* target.c - where a path leads, and which of the files that a command names are one.
 *
 * Symbolic links are followed to the name at their end, whether a file has it yet or
 * not: as open() would, but to a folder and a name in it, so that the name can be
 * given to another file. Files are one where device and inode agree; files that are
 * yet to come, where folder and name do.
 */
#define _GNU_SOURCE /* O_PATH */
#include "runtime/base/file.h"
#include "runtime/base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_LINKS = 40 }; /* as many as Linux follows */

/* ------------------------------------------------------- from a path to a name */

/* Where the name begins in a path. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Replaces the path of a link by where it leads; stops at what is none, or is not there. */
static bool follow_links(char path[PATH_MAX])
{
    for (int i = 0; i < MOST_LINKS; i++) {
        char to[PATH_MAX];
        ssize_t length = readlink(path, to, sizeof to - 1);
        if (length < 0)
            return errno == EINVAL || errno == ENOENT;
        to[length] = '\0';
        size_t kept = to[0] == '/' ? 0 : folder_length(path);
        if (kept + (size_t)length >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(path + kept, to, (size_t)length + 1);
    }
    errno = ELOOP;
    return false;
}

/* A folder that can be searched but not listed will do. */
static int open_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder >= 0 || errno != EACCES ? folder : open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool find_in_folder(char path[PATH_MAX], Target *t)
{
    size_t length = folder_length(path);
    const char *name = path + length;
    if (strlen(name) >= sizeof t->name) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (!*name) {
        errno = EISDIR;
        return false;
    }
    strcpy(t->name, name);
    path[length] = '\0';
    t->folder = open_folder(length ? path : ".");
    return t->folder >= 0;
}

bool target_find(const char *path, Target *t)
{
    char at[PATH_MAX];
    *t = (Target){.folder = -1};
    if (strlen(path) >= sizeof at) {
        errno = ENAMETOOLONG;
        return false;
    }
    t->exists = stat(path, &t->status) == 0; /* of a planted link, the system says here that it is not followed */
    if (!t->exists && errno != ENOENT)
        return false;
    if (t->exists && S_ISDIR(t->status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (t->exists && !S_ISREG(t->status.st_mode))
        return true;
    strcpy(at, path);
    return follow_links(at) && find_in_folder(at, t);
}

void target_close(Target *t)
{
    if (t->folder >= 0)
        close(t->folder);
    t->folder = -1;
}

/* ------------------------------------------------------- two of them */

static bool same_inode(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The same folder and name, where no file has it yet. */
static bool same_name(const Target *a, const Target *b)
{
    struct stat in_a, in_b;
    return strcmp(a->name, b->name) == 0 && fstat(a->folder, &in_a) == 0 && fstat(b->folder, &in_b) == 0 &&
           same_inode(&in_a, &in_b);
}

/* Devices and pipes are never used up by what is written to them. */
static bool same_file(const char *a_path, const char *b_path)
{
    Target a, b = {.folder = -1};
    bool same = target_find(a_path, &a) && target_find(b_path, &b) && a.folder >= 0 && b.folder >= 0 &&
                a.exists == b.exists && (a.exists ? same_inode(&a.status, &b.status) : same_name(&a, &b));
    target_close(&a);
    target_close(&b);
    return same;
}

bool files_differ(const FileUse *uses, int count, Error *error)
{
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            const FileUse *out = &uses[i], *other = &uses[j];
            if (i == j || !out->path || !other->path || !out->output || (out->goes_on && other->goes_on))
                continue;
            if (same_file(out->path, other->path))
                return error_set(error, "%s and %s name one file: %s", out->option, other->option,
                                 file_shown(out->path));
        }
    }
    return true;
}
