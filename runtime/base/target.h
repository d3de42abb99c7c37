/* target.h - where a path leads; for write.c and target.c. */
#ifndef GATRT_TARGET_H
#define GATRT_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

/* A file that is written: regular or yet to come, then it is `name` in `folder`; or a device, which is
 * opened by its path and has no folder (-1). */
typedef struct Target {
    int folder;
    char name[NAME_MAX + 1];
    bool exists;
    struct stat status; /* where it exists */
} Target;

bool target_find(const char *path, Target *target); /* false: errno; folders are EISDIR. target_close in any case */
void target_close(Target *target);

#endif
