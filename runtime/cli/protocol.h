/* protocol.h - --protocol NAME: how the field measures by that name, as a set of what options say one by one. In: options as they
 * were given. Out: these with the protocol's, or one line where they contradict it. Its name stands beside every figure. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include "runtime/runtime.h"

typedef enum { OF_RUNS, OF_FOLDS, OF_ONE_EPOCH } ProtocolFigure; /* what mean and deviation are of */

typedef struct Protocol {
    const char *name;
    const char *split;    /* as --split has it; "file": the data set's own, which must have all three parts */
    RuleKind also;        /* a kind of --split that may be given instead, where folds are files; RULE_KINDS: none */
    int64_t runs;         /* unless --runs says; 0: as many as folds */
    int64_t repeats;      /* of each fold */
    bool to_the_end;      /* there is no patience */
    bool by_metric;       /* weights are those of the best validation metric */
    const char *schedule; /* NULL: the model's */
    ProtocolFigure figure;
    const char *says; /* what the figure is, for people */
} Protocol;

bool   protocol_take(Options *o, Error *error);                      /* before options are checked together */
bool   protocol_fits(const Options *o, const gatrt_data *data, const gatrt_set *set, Error *error); /* where there is one */
/* ", protocol xu"; "" without one. */
typedef struct ProtocolText { char text[48]; } ProtocolText;
ProtocolText protocol_text(const Options *o);
/* By a protocol of folds: mean scores of each, where run i is of fold i % folds; returns how many. `values` becomes these. */
int64_t protocol_by_fold(const Options *o, double *values, int64_t runs, int64_t folds);

#endif
