/* zipped.h - members of a zip file, of which nothing that its directory claims is believed. */
#ifndef ZIPPED_H
#define ZIPPED_H

#include "runtime/runtime.h"

#include <zip.h>

/* ---- zipped.c */
typedef struct Zipped { zip_t *zip; uint64_t size; } Zipped;         /* size: of the file; zip_discard(zip) */
bool   zipped_open(const char *path, Zipped *z, Error *error);
bool   zipped_holds(const char *path, const char *end);              /* is it a zip with a member whose name ends so? */
/* Where memory runs out, libzip may call a good file damaged or no zip at all. The system's word, which is cleared
 * (errno = 0) before libzip is asked for anything, is the better one. */
const char *zipped_or_memory(const char *wrong);
/* NULL, or why what the directory says of a member cannot be; `left`: compressed bytes not yet claimed by others. */
const char *zipped_check(const zip_stat_t *s, uint64_t *left);
bool   zipped_read(zip_file_t *file, void *bytes, uint64_t size);    /* exactly so many */

#endif
