/* projector.h - rows of outputs, and what is known of them, as files that TensorBoard's projector reads. */
#ifndef PROJECTOR_H
#define PROJECTOR_H

#include "runtime/record/log_file.h"

enum { PROJECTOR_TEXT = 1 << 14 };

/* Of a run that goes on after `first` epochs tables have that number in their names, and the configuration is the last
 * run's. What cannot be written is in `trouble` from then on, and nothing more is. */
typedef struct Projector {
    const char *folder;                                  /* is there, and outlives it */
    int64_t first;
    LogFile table;                                       /* that is being written */
    char config[PROJECTOR_TEXT];
    size_t used;
    Error trouble;
} Projector;

typedef struct TableName { char text[100]; } TableName;
TableName projector_name(const Projector *p, const char *what, const char *kind);   /* "logits.tensors.tsv" of "logits", "tensors" */
void   projector_begin(Projector *p, TableName name);    /* a new table; an old one is not touched */
void   projector_put(Projector *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* To six digits, or six behind the point. */
void   projector_number(Projector *p, double value, char behind);
void   projector_text(Projector *p, const char *text);   /* what would end a field becomes blank */
void   projector_end(Projector *p);
/* Two tables are one embedding: a row of numbers for each line behind the second one's head. */
void   projector_pair(Projector *p, TableName tensors, TableName metadata);
bool   projector_write(Projector *p, Error *error);      /* the configuration; false: not all of it is there */

#endif
