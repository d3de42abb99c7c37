/* dti.h - drugs and the proteins that they bind, as texts of matrices: what load_yamanishi.c, load_dtinet.c and dti_matrix.c
 * say to each other. */
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

#endif
