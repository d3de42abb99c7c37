/* trials.h - the file of a search: a line of JSON a trial, from which it goes on where it was ended. */
#ifndef TRIALS_H
#define TRIALS_H

#include "runtime/train/space.h"

typedef struct Trial {
    SpaceValue value[MOST_WORDS]; /* [space->count] */
    int64_t limit;                /* epochs at most, where the search says so; 0: as the options say */
    double metric, loss;          /* means over the runs, of the validation rows; NaN where a run came to no number */
    int64_t epochs;               /* of all runs */
    bool diverged;
} Trial;

typedef struct TrialFile TrialFile;
/* What it holds must be of the same search, `search`; path NULL: nothing is kept. */
TrialFile *trials_open(const char *path, const char *search, const Space *space, const char *metric, Error *error);
int64_t    trials_done(const TrialFile *f);                                     /* lines in it */
/* Fills the results of the next one that is there already; its values must be the trial's. */
bool       trials_take(TrialFile *f, int64_t number, Trial *trial, Error *error);
/* As a whole line, and on the disk, or not at all. */
bool       trials_add(TrialFile *f, int64_t number, const Trial *trial, Error *error);
void       trials_close(TrialFile *f);
/* The results of the one trial of a finished search, from its file. */
bool       trials_read(const char *path, const char *metric, Trial *trial, Error *error);

#endif
