/* history.h - what train --json wrote, read again. */
#ifndef HISTORY_H
#define HISTORY_H

#include "runtime/runtime.h"

/* With a series "losses", of a model of this name; report_free. */
Report *history_read(const char *path, const gatrt_model *model, Error *error);
/* A line where it is of another run than the checkpoint: another seed, or best epoch. PyG's files do not say. */
void   history_tell(FILE *to, const Job *job, const Report *history, const Tensors *weights);
bool   history_has(const Report *history, const char *key);
double *history_series(const Report *history, const char *key, int64_t *count);   /* null is NaN; mem_free; NULL: none */
int64_t history_count(const Report *history, const char *key);   /* -1: there is none */

#endif
