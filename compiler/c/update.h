/* update.h - what the files of `--update` say to each other: rows that change are sets at run time. */
#ifndef UPDATE_H
#define UPDATE_H

#include "compiler/c/emit.h"
#include "compiler/kernels/reach.h"

/* ---- update_sets.c */
/* What the application says first: rows whose inputs are others, rows whose lists of an end are; then what kernels need. */
typedef struct Sets {
    Reach reach;
    const RowSet **at; /* in the order in which they are made: `set[0]` and so on of emitted C */
    int count;
} Sets;
Sets sets_of_update(const Model *m);
bool set_is_base(const RowSet *set);                 /* does the application say it? */
int  place_of_set(const Sets *s, const RowSet *set);
int  base_of_rows(const Sets *s, const Space *space, const End *end);    /* the set of rows with other inputs, or (of an end)
                                                        other lists; -1: nothing depends on it */
bool steps_along(const Sets *s, const End *end);     /* does a set grow by this end's lists, so that the other end's are needed? */
int  word_of_state(const Model *m, const Space *space);      /* of what NAME_prepare keeps; of NULL: how many there are */
void emit_set_places(const Model *m, const Sets *s, Out *c);

#endif
