/* rename.h - the rules of --rename, for trainers and for gatcc. */
#ifndef RENAME_H
#define RENAME_H

#include "runtime/base/file.h"

#include <stddef.h>

enum { RENAME_ROOM = 128 };                 /* for a name and its final 0 */
typedef struct RenameRule {                 /* parts of the text that it was read from */
    const char *old, *new;
    size_t old_length, new_length;
} RenameRule;
bool   rename_next(const char **rules, RenameRule *rule, Error *error);     /* the rule that they begin with, and leaves the others */
bool   rename_check(const char *rules, Error *error);                       /* are they rules? NULL is none */
/* 1: the name was changed; 0: the rule does not concern it; -1: what it would make is no name. */
int    rename_name(const RenameRule *rule, char name[RENAME_ROOM]);

#endif
