/* programs.h - tune --model FILE.lua: trials whose values are dimensions of the model have a program of their own, which gatcc
 * makes, once for each set of them; and trials go through that program's own command tune. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "runtime/cli/trials.h"

typedef struct Programs Programs;
/* Of the dimensions of `space` that are compiled; NULL where gatcc is not to be had. programs_free */
Programs *programs_new(const Job *job, const Space *space, Error *error);
void programs_free(Programs *p);
/* Makes the program of a trial, if there is none: before any trial of its round begins. */
bool programs_make(Programs *p, const Trial *trial, Error *error);
/* Trains a trial, on so many threads: fills its results as one that is trained here. Many may at the same time.
 * checkpoint: where the weights go, or NULL. */
bool programs_train(const Programs *p, int64_t number, int threads, const char *checkpoint, Trial *trial,
                    bool *interrupted, Error *error);

#endif
