/* beginnings.h - data sets of several files that share the beginning of their names. */
#ifndef BEGINNINGS_H
#define BEGINNINGS_H

#include <stdbool.h>

enum { BEGINNING_PATH = 4096, BEGINNING_NAMES = 96 };
bool   name_ends(const char *name, const char *end);     /* and has something before it */
/* Of the files in `folder` that start and end so: how many, the beginning of the first by name, and names of them. */
int    beginnings_in(const char *folder, const char *start, const char *end, char first[BEGINNING_PATH],
                     char names[BEGINNING_NAMES]);

#endif
