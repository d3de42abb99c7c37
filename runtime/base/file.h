/* file.h - the line an error is, and files, in and out: what gatcc and the runtime share. */
#ifndef GATRT_FILE_H
#define GATRT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Error { char text[256]; } Error;
bool   error_set(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3))); /* always false */
void   error_add(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3))); /* to its end, as far as there is room */

/* ---- file.c: files in, whole or piece by piece */
bool   file_read(const char *path, unsigned char **bytes, size_t *size, Error *error);      /* mem_free(*bytes) */
int    file_open(const char *path, uint64_t *size, Error *error);    /* -1: it cannot be, or is no regular file */
bool   file_next(int file, const char *path, unsigned char *bytes, size_t room, size_t *got, Error *error); /* less than there is room for: the end */
void   file_close(int file);
bool   file_exists(const char *path);
bool   file_head(const char *path, unsigned char *head, size_t capacity, size_t *size, Error *error); /* first bytes */
const char *file_shown(const char *path);                /* path, or the end of a long one, for error lines */
bool   file_was_read(const char *path);                  /* by any of these, under whatever name */

/* ---- write.c: files out, each whole or not at all. They are written beside their place, then renamed to it; links
 * are followed, devices and pipes take the bytes as they come. */
enum {
    FILE_LASTS = 1,                                      /* reaches the disk before it has its name: nobody can make it again */
    FILE_PROGRAM = 2                                     /* can be executed by whoever can read it */
};
typedef struct Staged Staged;                            /* written, but not yet under its name */
bool   file_write(const char *path, const void *bytes, size_t size, Error *error);          /* lasts */
Staged *file_stage(const char *path, const void *bytes, size_t size, unsigned flags, Error *error); /* path outlives it */
bool   file_commit(Staged *staged, Error *error);        /* true: it is there; either way `staged` is gone */
void   file_discard(Staged *staged);                     /* NULL is nothing to do */
void   file_remove_unfinished(void);                     /* all that is staged; a signal handler may call it */
bool   file_writable(const char *path, Error *error);    /* before the work: is there anything that can be foreseen? */
void   file_prepare_process(void);                       /* first of all: what writing needs of the process */

/* ---- target.c: which file a name stands for */
typedef struct FileUse {
    const char *option, *path;                           /* "--data", as messages say it; path NULL: unused */
    bool output;
    bool goes_on;                                        /* is read, and replaced by what goes on from it: by intent */
} FileUse;
bool   files_differ(const FileUse *uses, int count, Error *error); /* no output is an input or another output */

/* ---- data.c */
bool   data_is_path(const char *spec);                   /* else a word that stands for a data set */

/* ---- main.c */
int    data_main(const char *program, int argc, char **argv);    /* a trainer's command `data`, with its words, for gatcc */

#endif
