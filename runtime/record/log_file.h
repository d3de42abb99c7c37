/* log_file.h - a file that grows while it is written, and can be read meanwhile. */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include "runtime/base/file.h"

/* What was added since it was last flushed, all of it in `bytes`. */
typedef struct LogFile {
    char *path;
    int file;
    unsigned char *bytes;
    size_t used, room;
    bool broken;         /* something was lost: there was no room for it, or it cannot be printed */
} LogFile;

bool   log_file_open(LogFile *f, const char *path, size_t room, Error *error);   /* a new file; an old one is not touched */
void   log_file_add(LogFile *f, const void *bytes, size_t size);
void   log_file_print(LogFile *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool   log_file_full(const LogFile *f);              /* half full: to be flushed before more is added */
bool   log_file_flush(LogFile *f, Error *error);
void   log_file_close(LogFile *f);

#endif
