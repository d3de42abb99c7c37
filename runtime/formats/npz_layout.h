/* npz_layout.h - an .npz file as a source of parts, under whichever names it was published. */
#ifndef NPZ_LAYOUT_H
#define NPZ_LAYOUT_H

#include "runtime/formats/parts.h"

typedef struct NpzLayout NpzLayout;
typedef struct NpzSource {
    Npz *npz;
    const NpzLayout *layout;     /* NULL: the names are those of parts.c */
    NpyArray pairs, size;        /* edges as [2, E], and how many nodes they are of; of a layout */
    int64_t nodes;
    NpyArray *starts;            /* of the CSR matrix that pairs are made of */
    bool unweighted;             /* its values are all 1 */
    NpyArray *class_names, *node_names;     /* texts, or NULL */
} NpzSource;                     /* owns the bytes of pairs and size */

bool   npz_layout_find(NpzSource *s, Npz *npz, Error *error);
void   npz_layout_free(NpzSource *s);
const char *npz_layout_meaning(const void *file, const char *name);  /* NULL: npz_layout_tell does */
bool   npz_layout_look(void *file, const char *name, NpyArray **found, Error *error);
bool   npz_layout_load(void *file, NpyArray *a, Error *error);
/* What parts were not asked about: told, and names of nodes and classes taken. */
bool   npz_layout_finish(const NpzSource *s, gatrt_data *data, Error *error);

#endif
