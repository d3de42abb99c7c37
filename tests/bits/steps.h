/* steps.h - what every build of a model does, so that its bits can be set beside those of others: so many epochs of
 * training from seed 1, then the outputs of all rows. */
#ifndef STEPS_H
#define STEPS_H

#include "runtime/runtime.h"

/* The same data set prepared twice: for the rows that are trained on, and for all. */
typedef struct Steps {
    const gatrt_model *model;
    const Prepared *train, *all;
    int epochs;
} Steps;

/* Writes weights, then outputs, as they lie in memory. pool NULL where there are no threads. */
bool steps_run(const Steps *steps, Pool *pool, const char *path, Error *error);

#endif
