/* side_by_side.h - the runs of train, one after another or several at once; taken in their order either way. */
#ifndef SIDE_BY_SIDE_H
#define SIDE_BY_SIDE_H

#include "runtime/cli/outcome.h"

typedef struct Made {
    bool worked;
    Outcome out; /* where it did */
    Error error; /* where it did not */
} Made;
/* A run from its first epoch to its figures, on any thread. */
typedef bool MakeRun(Fit *fit, int64_t number, Outcome *out, Error *error);
/* In order, on the caller's thread; false: no further run is wanted. fit: NULL where none could be made. */
typedef bool TakeRun(void *arg, Fit *fit, const Made *made, int64_t number);

typedef struct Side Side;
Side *side_new(Job *job, MakeRun *make, TakeRun *take, void *arg, Error *error);
void side_run(Side *side);        /* all job->runs of them, or until one is not wanted, or a signal came */
int side_lanes(const Side *side); /* how many run at once */
int side_twins(
    const Side *side); /* Fits beside the first that there may be at once: how many there are is a matter of time */
void side_free(Side *side);
/* How many of so many pieces of work, each with a twin of `fit`, go at once. */
int side_lanes_for(const Job *job, const Fit *fit, int64_t pieces);
bool side_more_wanted(void); /* may another piece be begun, or did a signal come? */

#endif
