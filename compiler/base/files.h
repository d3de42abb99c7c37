/* files.h - whole files, all of them or none, and in this order: see runtime/base/write.c. die()s where it fails. */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct OutFile {
    const char *path, *text;
    size_t size;
    bool program;               /* may be executed */
} OutFile;
void out_write_files(const OutFile *files, int count);
void out_write_file(const char *path, const char *text, size_t size);
OutFile out_read_file(const char *path);             /* of bytes; die()s where it fails */

#endif
