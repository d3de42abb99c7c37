/* musae.h - what load_musae.c and the files that it is made of say to each other. */
#ifndef MUSAE_H
#define MUSAE_H

#include "runtime/formats/beginnings.h"
#include "runtime/runtime.h"

enum { MUSAE_FIELDS = 32 };
typedef struct MusaeCsv {        /* records of a text of commas, one after another, quotes taken off */
    char path[BEGINNING_PATH + 32];
    char *bytes;
    size_t size, at;
    int64_t line, next_line;     /* of the record taken last, and of the one to come, from 1 on */
    char *field[MUSAE_FIELDS];   /* of that record, each with its end */
    int count;
    Error *error;
} MusaeCsv;                      /* owns bytes; musae_close */
typedef enum { MUSAE_RECORD, MUSAE_END, MUSAE_FAILED } MusaeStep;

/* ---- musae_csv.c */
bool   musae_open(MusaeCsv *csv, const char *prefix, const char *suffix, Error *error);  /* and its header is taken */
void   musae_close(MusaeCsv *csv);
MusaeStep musae_next(MusaeCsv *csv);                     /* the next that is not blank; as many fields as the header has */
int    musae_column(const MusaeCsv *csv, const char *const *words);      /* the header, while it is the record; -1: none */
bool   musae_node(const MusaeCsv *csv, int field, int64_t nodes, int32_t *node);  /* a number below `nodes`, or an error */
bool   musae_error(const MusaeCsv *csv, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* always false */
int64_t musae_lines(const MusaeCsv *csv);                /* at most so many records */

/* ---- musae_features.c */
typedef struct json_t MusaeLists;
MusaeLists *musae_lists(const char *prefix, char path[BEGINNING_PATH + 32], Error *error);  /* of each node; musae_lists_free */
int64_t musae_lists_count(const MusaeLists *lists);
void   musae_lists_free(MusaeLists *lists);
bool   musae_highest(const MusaeLists *lists, const char *path, int64_t *node, int64_t *feature, Error *error);  /* -1: none */
int64_t musae_take_lists(const MusaeLists *lists, gatrt_set *node);     /* rows and features are known; how many stood there again */

/* ---- musae_target.c */
typedef struct MusaeTarget {
    int64_t count, nodes;        /* rows; 1 + the highest node */
    int32_t *node;               /* [count] */
    size_t *answer, *name;       /* [count] where its texts begin in `text`; name: NULL where there is none */
    char *text;
    size_t used;
    char answer_column[64];
} MusaeTarget;
bool   musae_read_target(MusaeTarget *target, const char *prefix, Error *error);
bool   musae_take_target(const MusaeTarget *target, const char *path, gatrt_data *data, Error *error);
void   musae_target_free(MusaeTarget *target);

#endif
