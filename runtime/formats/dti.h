/* dti.h - drugs and the proteins that they bind, as texts of matrices: what load_yamanishi.c, load_davis.c, load_dtinet.c,
 * dti_matrix.c and dti_sets.c say to each other. */
#ifndef DTI_H
#define DTI_H

#include "runtime/formats/names.h"

/* A matrix with blanks or tabs between its numbers; with names of rows and columns, or with neither. */
typedef struct DtiMatrix {
    char path[4096];
    int64_t rows, columns;
    Names *row, *column;         /* NULL: without names */
    double *value;               /* [rows, columns] */
} DtiMatrix;                     /* owns all; dti_free */

bool   dti_read(DtiMatrix *m, const char *path, Error *error);
void   dti_free(DtiMatrix *m);
bool   dti_error(const DtiMatrix *m, Error *error, const char *format, ...) __attribute__((format(printf, 3, 4))); /* always false */
bool   dti_is_ones(const DtiMatrix *m, int64_t *ones, Error *error);     /* is every number 0 or 1? How many are 1 */

/* ---- dti_sets.c */
const char *dti_name_end(const char *spec);              /* past the name, at ":nearest=K" or the end */
bool   dti_nearest(const char *spec, int64_t *nearest, Error *error);   /* the K, or what it is without one */
void   dti_tell_nearest(gatrt_data *data, int64_t nearest);
/* The set, of similarities [rows, rows], and the relation; `file` is what is told to have been read. */
void   dti_add_set(gatrt_data *data, const char *name, const char *relation, const DtiMatrix *m, const char *file, int64_t nearest);

#endif
