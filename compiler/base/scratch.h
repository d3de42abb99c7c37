/* scratch.h - a temporary folder, commands that run in it, and signals that leave nothing behind. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

void scratch_catch_signals(void);                    /* from here on a signal that ends gatcc leaves nothing behind */
void scratch_make(void);                             /* a temporary folder, gone at exit; once */
/* A file of that name in it, which is gone at exit as well; its path. Text NULL: somebody else makes it. */
const char *scratch_put(const char *name, const char *text, size_t size);
const char *scratch_folder(void);
int scratch_run(char **words, bool quiet);           /* a command; its exit status. die()s where it cannot be run */

#endif
