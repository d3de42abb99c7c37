/* npz_parts.h - what load_npz.c and the files that it is made of say to each other.
 *
 * An array's name says what it belongs to: KEY to the nodes or their edges, SET.KEY to a set,
 * FROM__RELATION__TO.KEY to a relation. A part is a set or a relation with its arrays. */
#ifndef NPZ_PARTS_H
#define NPZ_PARTS_H

#include "runtime/runtime.h"

/* The arrays of a set, and of a relation. */
typedef enum { X, ROW_STARTS, COLUMNS, VALUES, SHAPE, SIZE, BATCH, PTR, Y, SPLITS, SET_KEYS = SPLITS + 3 } SetKey;
typedef enum { EDGES, ATTR, WEIGHT, RELATION_KEYS } RelationKey;
extern const char *const set_key_name[SPLITS];
extern const char *const relation_key_name[RELATION_KEYS];

/* What one array of the file is. */
typedef enum { OF_NOTHING, OF_SET, OF_RELATION } PartKind;
typedef struct NpzName {
    PartKind kind;
    int part;            /* among the sets or the relations */
    int key;             /* SetKey or RelationKey */
    SplitForm form;
    bool plain;          /* the name says no set */
    NpyArray *array;     /* NULL before its header was looked at */
} NpzName;

/* Sets and relations stand in the order of the data set's, which they become. */
typedef struct NpzSet {
    char name[sizeof ((NpyArray *)0)->name];
    NpyArray *found[SET_KEYS];
    SplitForm form[3];
} NpzSet;

typedef struct NpzRelation {
    char name[sizeof ((NpyArray *)0)->name];
    int from, to;
    NpyArray *found[RELATION_KEYS];
} NpzRelation;

typedef struct Load {
    Npz *npz;
    gatrt_data *data;
    const gatrt_model *model;
    const char *name;
    Error *error;
    NpzName *names;              /* [npz->count] */
    NpzSet *sets;           int set_count;
    NpzRelation *relations; int relation_count;
} Load;                          /* owns names, sets and relations */

/* ---- npz_names.c */
bool   npz_name_parts(Load *l);                          /* names, sets, relations; all headers that matter are looked at */
bool   npz_find_plain(Load *l);                          /* are plain y and splits of nodes or of graphs? Once sizes are known */
bool   npz_part_error(const Load *l, const char *what);  /* "no WHAT; expected ..., the file has ..." */

gatrt_set *npz_set(const Load *l, const NpzSet *part);
gatrt_relation *npz_relation(const Load *l, const NpzRelation *part);
bool   npz_is_split(const NpzName *n);
bool   npz_is_read(const Load *l, const NpzName *n);     /* or is it another name of what is read, or of nothing? */

/* ---- npz_graphs.c */
bool   npz_read_graphs(Load *l);                         /* batch and ptr: the graph of each row, the set of graphs */

/* ---- load_npz.c: headers that fit each other, npz_elements.c: what follows them */
bool   npz_check_split(const Load *l, NpzSet *part, const gatrt_set *set, int split);
bool   npz_read_elements(const Load *l);

/* ---- npz_values.c */
typedef struct ShapeText { char text[96]; } ShapeText;
ShapeText npz_shape(const NpyArray *a);
bool   npz_shape_error(const Load *l, const NpyArray *a, const char *wanted);
bool   npz_number_error(const Load *l, const NpyArray *a, int64_t i, const char *wrong);
bool   npz_elements(const Load *l, NpyArray *a);         /* of an array whose header was looked at */
bool   npz_drop(NpyArray *a, bool good);                 /* read and used up; returns good */
/* Elements first..first+count as int32, each in least..most. */
bool   npz_whole(const Load *l, const NpyArray *a, int64_t first, int64_t count, double least, double most,
                 const char *wrong, int32_t *to);
bool   npz_floats(const Load *l, NpyArray *a, bool unknown, float **to);    /* loads, checks, drops; NaN where unknown */

#endif
