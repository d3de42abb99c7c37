/* leftover.c - the names of files on their way, and removing those whose writer died.
 *
 *   TARGET.HASH-HOST-PID-RANDOM.part
 *
 * TARGET is as much of the target's name as leaves the whole a short name, HASH tells
 * targets apart that begin alike, HOST is the machine by its name. A file is removed
 * only if its name is made of these to the letter, for this target and this host, no
 * process has that number, it is ours, and nobody holds it locked, as its writer does
 * to the end: numbers of processes are used again, and containers and machines that
 * share a folder may bear one host name. Where files cannot be locked, they stay.
 */
#define _GNU_SOURCE
#include "runtime/base/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SUFFIX ".part"
enum { MOST_SHOWN = 60, RANDOM_DIGITS = 8 };

/* ------------------------------------------------------- names */

/* FNV-1a */
static uint32_t hash_text(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static uint32_t host_number(void)
{
    char host[256] = "";
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    return hash_text(host);
}

static uint32_t random_number(void)
{
    uint32_t number;
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) == (ssize_t)sizeof number)
        return number;
    static uint32_t count; /* never twice the same; opening it still refuses what is there */
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint32_t)now.tv_nsec ^ (uint32_t)now.tv_sec << 12) + ++count;
}

/* All but process and random number. A character of several bytes is not cut. */
static int print_start(const char *target, char name[LEFTOVER_NAME])
{
    size_t shown = strnlen(target, MOST_SHOWN);
    while (target[shown] && shown > 0 && ((unsigned char)target[shown] & 0xC0) == 0x80)
        shown--;
    return snprintf(name, LEFTOVER_NAME, "%.*s.%08x-%08x-", (int)shown, target, (unsigned)hash_text(target),
                    (unsigned)host_number());
}

void leftover_new_name(const char *target, char name[LEFTOVER_NAME])
{
    int length = print_start(target, name);
    snprintf(name + length, (size_t)(LEFTOVER_NAME - length), "%ld-%08x" SUFFIX, (long)getpid(),
             (unsigned)random_number());
}

/* ------------------------------------------------------- leftovers */

/* The process in what follows the start of a name; -1 where it is no name of ours. */
static pid_t writer_of(const char *rest)
{
    size_t digits = strspn(rest, "0123456789");
    if (digits == 0 || digits > 9 || rest[0] == '0' || rest[digits] != '-')
        return -1;
    const char *random = rest + digits + 1;
    if (strspn(random, "0123456789abcdef") != RANDOM_DIGITS || strcmp(random + RANDOM_DIGITS, SUFFIX) != 0)
        return -1;
    return (pid_t)strtol(rest, NULL, 10);
}

/* What another process of our own number left is as dead; what we write ourselves is locked. */
static bool is_dead(pid_t process)
{
    return process > 0 && (process == getpid() || (kill(process, 0) != 0 && errno == ESRCH));
}

static bool is_unlocked(int file)
{
    return flock(file, LOCK_EX | LOCK_NB) == 0;
}

/* Under the lock, and only if the name still is that of the file that is locked. */
static void remove_if_left(int folder, const char *name)
{
    struct stat opened, named;
    int file = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return;
    if (fstat(file, &opened) == 0 && S_ISREG(opened.st_mode) && opened.st_uid == geteuid() && opened.st_nlink == 1 &&
        is_unlocked(file) && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_dev == opened.st_dev &&
        named.st_ino == opened.st_ino)
        unlinkat(folder, name, 0);
    close(file);
}

static void remove_all(int folder, const char *start, size_t length)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* a position of its own */
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    if (!list) {
        if (again >= 0)
            close(again);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(list));)
        if (strncmp(entry->d_name, start, length) == 0 && is_dead(writer_of(entry->d_name + length)))
            remove_if_left(folder, entry->d_name);
    closedir(list);
}

/* A long list is not read again for each checkpoint of a run. */
void leftover_remove(int folder, const char *target)
{
    static char last[LEFTOVER_NAME];
    static struct stat last_folder;
    struct stat here;
    char start[LEFTOVER_NAME];
    int length = print_start(target, start);
    if (fstat(folder, &here) != 0 ||
        (strcmp(start, last) == 0 && here.st_dev == last_folder.st_dev && here.st_ino == last_folder.st_ino))
        return;
    memcpy(last, start, sizeof last);
    last_folder = here;
    remove_all(folder, start, (size_t)length);
}
