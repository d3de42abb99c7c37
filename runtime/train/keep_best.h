/* keep_best.h - train --keep-best K: the weights of the K best epochs, beside the checkpoint. */
#ifndef KEEP_BEST_H
#define KEEP_BEST_H

#include "runtime/runtime.h"

enum { MOST_KEPT = 10, KEPT_VALUE = 16 };
typedef struct KeptEpoch {
    int64_t epoch;
    Score score;                /* on the rows that choose */
    char value[KEPT_VALUE];     /* of the figure, as the file's name has it */
    float *params;              /* [param_floats] */
    bool written;               /* its file is there, under the name that it has beside --checkpoint */
} KeptEpoch;

/* The list of a run, the best first; of equals the earlier epoch stands first, and stays. */
typedef struct KeepBest {
    const Job *job;
    Choice choice;
    int most, count, gone_count;
    KeptEpoch at[MOST_KEPT];
    KeptEpoch gone[MOST_KEPT];  /* their files are there, but they are no longer among the best; without params */
} KeepBest;

KeepBest *keep_best_new(const Job *job, Choice choice);         /* NULL without the option; keep_best_free */
void keep_best_free(KeepBest *k);
void keep_best_begin(KeepBest *k);                              /* of a run: nothing is in it */
/* After each epoch: its weights are taken where it is among the best. What is no number never is. */
void keep_best_note(KeepBest *k, int64_t epoch, Score score, const float *params);
void keep_best_text(const KeepBest *k, char text[KEPT_TEXT]);   /* "78:0.812,71:0.806": for the checkpoint */
/* What a checkpoint says of files beside it. One that cannot be read is told of, and left out. */
void keep_best_resume(KeepBest *k, const char *checkpoint, const char *text);
/* Around the writing of a checkpoint: files of new ones before, and after it those are gone that none names. */
bool keep_best_write(KeepBest *k, const TrainState *of, const char *checkpoint, Error *error);
void keep_best_clean(KeepBest *k, const char *checkpoint);
char *keep_best_path(const KeepBest *k, const KeptEpoch *e, const char *checkpoint);    /* mem_free */

#endif
