/* edge_columns.h - which columns of a text of edges are what. */
#ifndef EDGE_COLUMNS_H
#define EDGE_COLUMNS_H

#include "runtime/formats/fields.h"

typedef struct EdgeColumns {
    const char *path;
    Error *error;
    KeptRow names;               /* of the columns; count 0: they have none */
    bool header;                 /* the first row is their names */
    bool guessed;                /* the names say nothing of sources and targets: the first two columns are those */
    int64_t count;
    int64_t source, target, weight;  /* weight -1: none */
    bool ones;                   /* nobody named it, and all are 1: there is none */
    int64_t *attr, attrs;        /* numbers beside it */
} EdgeColumns;                   /* owns names and attr; columns_free */

/* By the first rows of the text; second.count is 0 where there is one only. */
bool   columns_find(EdgeColumns *c, const FieldText *t, const KeptRow *first, const KeptRow *second);
void   columns_free(EdgeColumns *c);
FieldName column_name(const EdgeColumns *c, int64_t column);     /* "source", or "column 3" */
void   columns_tell(const EdgeColumns *c, gatrt_data *data);     /* what is read, and what is not */

#endif
