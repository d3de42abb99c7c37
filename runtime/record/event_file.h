/* event_file.h - a file of TensorBoard's: records, each an Event. */
#ifndef EVENT_FILE_H
#define EVENT_FILE_H

#include "runtime/base/file.h"
#include "runtime/record/histogram.h"
#include "runtime/record/log_file.h"
#include "runtime/record/picture.h"
#include "runtime/record/crc32c.h"

typedef struct EventFile EventFile;
EventFile *event_file_new(const char *path, Error *error);   /* a new file; an old one is not touched */
void   event_file_scalars(EventFile *f, int64_t step, const char *const *tags, const double *values, int count);
void   event_file_histogram(EventFile *f, int64_t step, const char *tag, const Histogram *h);
void   event_file_image(EventFile *f, int64_t step, const char *tag, const Picture *picture);
bool   event_file_full(const EventFile *f);          /* to be flushed before more is added */
bool   event_file_flush(EventFile *f, Error *error);
void   event_file_free(EventFile *f);

#endif
