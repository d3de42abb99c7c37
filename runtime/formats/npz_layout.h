/* npz_layout.h - an .npz file as a source of parts, under whichever names it was published. */
#ifndef NPZ_LAYOUT_H
#define NPZ_LAYOUT_H

#include "runtime/formats/parts.h"

typedef struct NpzSource NpzSource;

/* Arrays of a square matrix: of its compressed rows or columns `starts` and `ends`, of its entries `rows` and col. */
typedef struct MatrixNames { const char *starts, *ends, *rows, *values, *extent; } MatrixNames;
typedef struct OtherName { const char *name, *meaning; } OtherName;

typedef struct NpzLayout {
    const char *mark;                         /* the array that tells it */
    bool (*open)(NpzSource *s, Error *error); /* looks at headers, makes pairs */
    bool (*load)(NpzSource *s, Error *error); /* the elements of pairs */
    MatrixNames matrix;
    OtherName names[10];
} NpzLayout;

struct NpzSource {
    Npz *npz;
    const NpzLayout *layout;     /* NULL: the names are those of parts.c */
    NpyArray pairs, size;        /* edges as [2, E], and how many nodes they are of; of a layout */
    int64_t nodes;
    NpyArray *beside;            /* of a matrix, with what is named as the pairs: where rows begin, or the entries' rows */
    bool listed, by_columns;     /* the matrix is a list of entries; compressed are its columns */
    bool unweighted;             /* its values are all 1 */
    NpyArray *class_names, *node_names, *form;  /* texts, or NULL */
};                               /* owns the bytes of pairs and size */

bool   npz_layout_find(NpzSource *s, Npz *npz, Error *error);
void   npz_layout_free(NpzSource *s);
const char *npz_layout_meaning(const void *file, const char *name);  /* NULL: npz_layout_tell does */
bool   npz_layout_look(void *file, const char *name, NpyArray **found, Error *error);
bool   npz_layout_load(void *file, NpyArray *a, Error *error);
/* What parts were not asked about: told, and names of nodes and classes taken. */
bool   npz_layout_finish(const NpzSource *s, gatrt_data *data, Error *error);

/* ---- npz_matrix.c: a sparse matrix as edges */
bool   npz_matrix_open_rows(NpzSource *s, Error *error);     /* of compressed rows, with features and names beside it */
bool   npz_matrix_open_saved(NpzSource *s, Error *error);    /* in the form that the file says */
bool   npz_matrix_load(NpzSource *s, Error *error);

#endif
