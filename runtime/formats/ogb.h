/* ogb.h - what load_ogb.c and the files that it is made of say to each other: a folder as OGB publishes them. */
#ifndef OGB_H
#define OGB_H

#include "runtime/formats/text_in.h"

enum { OGB_ROOT = 2048, OGB_NAME = 640, OGB_WORD = 100 };
typedef struct OgbList { int64_t *values, count; char name[OGB_NAME + 8]; } OgbList;     /* one a line; mem_free(values) */

/* Nodes, or one kind of them; edges, or one relation. They are numbered as the data set's. */
typedef struct OgbKind {
    char name[OGB_WORD];
    char feat[OGB_NAME], label[OGB_NAME];    /* "raw/node-feat", "raw/node-label": files that need not be there */
    OgbList nodes;               /* of each graph */
    int64_t all;
} OgbKind;

typedef struct OgbRelation {
    char name[OGB_WORD];
    int from, to;
    char folder[OGB_NAME];       /* "raw" */
    OgbList edges;               /* of each graph */
    int64_t all;
} OgbRelation;

typedef struct Ogb {
    char root[OGB_ROOT];         /* the folder that raw/ and split/ lie in */
    char split[OGB_NAME];        /* "split/time"; "": there is none */
    OgbKind *kinds;              int kind_count;
    OgbRelation *relations;      int relation_count;
    int64_t graphs;
    gatrt_data *data;            /* NULL until there is something to fill */
    const DataUse *use;
    Loading *loading;
    Error *error;
} Ogb;                           /* owns kinds and relations, with their lists: ogb_free_kinds */

/* Rows of a file, of which the first is looked at as it is opened. */
typedef struct OgbRows {
    TextIn in;
    char name[OGB_NAME + 8];     /* "raw/edge.csv.gz", as people are told */
    bool there, looked;          /* is there such a file; is `first` still to be taken? */
    const char *first;           /* NULL: it has no row */
    int64_t columns;             /* of the first row */
} OgbRows;                       /* ogb_close, also where it could not be opened */

/* How many rows there must be, and who says so. */
typedef struct OgbCount {
    int64_t rows;
    const char *of, *said_by;    /* "nodes", "raw/num-node-list.csv.gz" */
} OgbCount;

/* ---- ogb_files.c: `inside` is a path in the folder without its ending, .csv.gz or .csv */
bool   ogb_find(const char *spec, Ogb *o);               /* the folder, or one of split/ in it; false: it is none */
bool   ogb_has(const Ogb *o, const char *inside);
bool   ogb_has_file(const Ogb *o, const char *name);     /* with its ending */
bool   ogb_find_split(Ogb *o);                           /* the only one, where `split` is empty */
void   ogb_tell_others(const Ogb *o);                    /* what raw/ holds beside what was read */

/* ---- ogb_kinds.c */
bool   ogb_kinds(Ogb *o);                                /* which there are, and how many of each */
void   ogb_free_kinds(Ogb *o);

/* ---- ogb_rows.c */
bool   ogb_open(const Ogb *o, const char *inside, OgbRows *r);   /* a file that need not be there */
bool   ogb_need(const Ogb *o, const char *inside, OgbRows *r);   /* one that must */
TextStep ogb_next(OgbRows *r, const char **line);
void   ogb_close(OgbRows *r);
/* Of rows that are counted: false where there is a row more, or one less at the end, which sets `more` to false. */
bool   ogb_row(OgbRows *r, int64_t done, const OgbCount *count, const char **line, bool *more);
bool   ogb_fits(const OgbRows *r, const OgbCount *count, int64_t columns);   /* can the file hold so much? Before memory is asked for */
bool   ogb_floats(const Ogb *o, OgbRows *r, const OgbCount *count, bool unknown, float **to);    /* [rows, columns]; may be NaN */
bool   ogb_list(const Ogb *o, const char *inside, OgbList *list);
bool   ogb_add(const Ogb *o, OgbList *list, int64_t value);      /* at its end */

/* ---- ogb_answers.c: y of a set */
bool   ogb_answers(const Ogb *o, const char *inside, gatrt_set *set, const OgbCount *count);

/* ---- ogb_splits.c: which rows train, validate and test */
bool   ogb_splits(const Ogb *o, const char *folder, gatrt_set *set);
bool   ogb_has_dict(const Ogb *o);                       /* split_dict.pt, which comes before all other files */
bool   ogb_dict(const Ogb *o);                           /* of the last set, or of each kind of nodes */

/* ---- ogb_links.c */
bool   ogb_links(const Ogb *o);                          /* the set and the relation "link", of its split */

/* ---- ogb_binary.c */
bool   ogb_is_binary(const Ogb *o);
bool   ogb_binary(Ogb *o, const char *spec);             /* but for the splits */

#endif
