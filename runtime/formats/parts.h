/* parts.h - what parts.c and the files that it is made of say to each other, and to those who open files of arrays.
 *
 * An array's name says what it belongs to: KEY to the nodes or their edges, SET.KEY to a set,
 * FROM__RELATION__TO.KEY to a relation. A part is a set or a relation with its arrays. */
#ifndef PARTS_H
#define PARTS_H

#include "runtime/runtime.h"

/* A file of named arrays: all names are there, the rest when it is asked for. Loaded bytes may be taken by whoever
 * asks; until then they are the file's. */
typedef struct Source {
    void *file;
    int count;
    NpyArray *arrays;
    const char *(*meaning)(const void *file, const char *name);  /* its name here; NULL: the file itself tells of it */
    bool (*look)(void *file, const char *name, NpyArray **found, Error *error);  /* its kind and shape; NULL: there is none */
    bool (*load)(void *file, NpyArray *a, Error *error);                         /* its elements */
} Source;
/* ---- parts.c: a data set of what the names say */
gatrt_data *parts_load(const Source *from, const char *spec, const DataUse *use, Error *error);

/* The arrays of a set, and of a relation. */
typedef enum { X, ROW_STARTS, COLUMNS, VALUES, SHAPE, SIZE, BATCH, PTR, Y, SPLITS, SET_KEYS = SPLITS + 3 } SetKey;
typedef enum { EDGES, ATTR, WEIGHT, RELATION_KEYS } RelationKey;
extern const char *const set_key_name[SPLITS];
extern const char *const relation_key_name[RELATION_KEYS];

/* What one array of the file is. */
typedef enum { OF_NOTHING, OF_SET, OF_RELATION } PartKind;
typedef struct PartName {
    PartKind kind;
    int part;            /* among the sets or the relations */
    int key;             /* SetKey or RelationKey */
    SplitForm form;
    bool plain;          /* the name says no set */
    NpyArray *array;     /* NULL before its header was looked at */
} PartName;

/* Sets and relations stand in the order of the data set's, which they become. */
typedef struct PartSet {
    char name[sizeof ((NpyArray *)0)->name];
    NpyArray *found[SET_KEYS];
    SplitForm form[3];
} PartSet;

typedef struct PartRelation {
    char name[sizeof ((NpyArray *)0)->name];
    int from, to;
    NpyArray *found[RELATION_KEYS];
} PartRelation;

typedef struct Load {
    const Source *from;
    gatrt_data *data;
    const DataUse *use;
    const char *name;
    Error *error;
    PartName *names;             /* [from->count] */
    PartSet *sets;               int set_count;
    PartRelation *relations;     int relation_count;
} Load;                          /* owns names, sets and relations */

/* ---- part_names.c */
bool   part_name_all(Load *l);                           /* names, sets, relations; all headers that matter are looked at */
bool   part_find_plain(Load *l);                         /* are plain y and splits of nodes or of graphs? Once sizes are known */
bool   part_missing(const Load *l, const char *what);    /* "no WHAT; expected ..., the file has ..." */

const char *part_meaning(const Source *from, int i);
gatrt_set *part_set(const Load *l, const PartSet *part);
gatrt_relation *part_relation(const Load *l, const PartRelation *part);
bool   part_is_split(const PartName *n);
bool   part_is_read(const Load *l, const PartName *n);   /* or is it another name of what is read, or of nothing? */

/* ---- part_graphs.c */
bool   part_read_graphs(Load *l);                        /* batch and ptr: the graph of each row, the set of graphs */

/* ---- parts.c: headers that fit each other, part_elements.c: what follows them */
bool   part_check_split(const Load *l, PartSet *part, const gatrt_set *set, int split);
bool   part_read_elements(const Load *l);

/* ---- part_classes.c */
bool   part_classes(const Load *l, gatrt_set *set, const NpyArray *y);   /* texts as labels, with their names */

/* ---- part_values.c */
typedef struct ShapeText { char text[96]; } ShapeText;
ShapeText part_shape(const NpyArray *a);
bool   part_shape_error(const Load *l, const NpyArray *a, const char *wanted);
bool   part_number_error(const Load *l, const NpyArray *a, int64_t i, const char *wrong);
bool   part_elements(const Load *l, NpyArray *a);        /* of an array whose header was looked at */
bool   part_drop(NpyArray *a, bool good);                /* read and used up; returns good */
/* Elements first..first+count as int32, each in least..most. */
bool   part_whole(const Load *l, const NpyArray *a, int64_t first, int64_t count, double least, double most,
                 const char *wrong, int32_t *to);
bool   part_floats(const Load *l, NpyArray *a, bool unknown, float **to); /* loads, checks, drops; NaN where unknown */

#endif
