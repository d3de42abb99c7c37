/* outcome.h - what came of one run: its scores by the weights it kept, and how it ended. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "runtime/runtime.h"

typedef struct Outcome {
    uint64_t seed;
    int64_t epochs, best_epoch;
    int64_t step, steps; /* of the next epoch, which is not whole: 0 of them where there is none */
    OriginText rule;   /* whose split it had */
    const char *ended; /* by what */
    Score split[3];    /* train, validation, test; NaN where there is no such mask */
} Outcome;

Outcome outcome_of(Fit *fit);                                        /* of the run just done; measures it */
void   outcome_report(Report *r, const char *metric, const Outcome *out);
void   outcome_report_fit(Fit *fit, const Outcome *out);             /* the run becomes the one the report stands for */
void   outcome_print_scores(const Job *job, const Outcome *out);
void   outcome_print_run(const Fit *fit, const Outcome *out, int64_t number);

#endif
