/* split_draw.h - masks of a set by a rule: drawn, or out of files. */
#ifndef SPLIT_DRAW_H
#define SPLIT_DRAW_H

#include "runtime/runtime.h"

/* The set whose masks are to be made, all 0; its labels are classes where `classes`. */
typedef struct Parts {
    const char *name;    /* of the data set, for errors */
    gatrt_data *data;
    gatrt_set *set;
    bool classes;
    const SplitRule *rule;
    Error *error;
} Parts;

/* A row by a key that a seed and its number make; no two keys of one seed are equal. */
typedef struct DrawnRow {
    uint64_t key;
    int32_t row, class;
} DrawnRow;
int    drawn_by_class(const void *a, const void *b);     /* qsort's, of DrawnRow: by class, then by key */

/* ---- split_draw.c: of the rows whose answers are known */
bool   split_draw(const Parts *p);
/* ---- split_groups.c: by=SET. `group` of each row, NULL where nothing is said; rows of one group are dealt together. */
bool   split_groups(const Parts *p, const int32_t **group, const gatrt_set **of);
/* ---- split_lists.c, split_json.c: of rows that files name; how many folds they have */
bool   split_read_lists(const Parts *p, int64_t *folds);
bool   split_read_json(const Parts *p, int64_t *folds);

#endif
