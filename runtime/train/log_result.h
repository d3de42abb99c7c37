/* log_result.h - what train --log shows of outputs. */
#ifndef LOG_RESULT_H
#define LOG_RESULT_H

#include "runtime/runtime.h"
#include "runtime/record/recorder.h"

/* The table of true classes and those told, of a view's rows after its metric; nothing where there are none, or too many. */
void   log_confusion(Recorder *r, Picture *picture, const View *view, const Job *job, const char *name, int64_t epoch);
bool   log_shows(const gatrt_model *model, int output);  /* is it of rows, of two columns at least? */
bool   log_embeds(const gatrt_model *model);             /* has it such an output? */
/* All of these, of a view of all rows that has been run, for TensorBoard's projector. */
bool   log_embeddings(const char *folder, int64_t first, const Job *job, const View *all, Error *error);

#endif
