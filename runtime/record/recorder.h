/* recorder.h - the figures of a training as they come, in a folder: for TensorBoard, as CSV, as JSON lines. */
#ifndef RECORDER_H
#define RECORDER_H

#include "runtime/base/file.h"
#include "runtime/record/picture.h"

typedef struct Recorder Recorder;

/* The folder is made where it is not there. Of a run that goes on after `first` epochs the files have that number in
 * their names. `names` of the columns are the caller's and outlive it. What was written stays whatever happens then. */
Recorder *recorder_new(const char *folder, int64_t first, const char *const *names, int count, Error *error);
void   recorder_row(Recorder *r, int64_t epoch, const double *values);
void   recorder_histogram(Recorder *r, int64_t epoch, const char *group, const char *name, const float *values,
                          int64_t count);
void   recorder_image(Recorder *r, int64_t epoch, const char *tag, const Picture *picture);
/* Once a second what there is goes into the files; now: all of it. False where that fails, now or before. */
bool   recorder_flush(Recorder *r, bool now, Error *error);
void   recorder_free(Recorder *r);                       /* NULL is nothing to do */

#endif
