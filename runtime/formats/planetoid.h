/* planetoid.h - what load_planetoid.c and the files that it is made of say to each other. */
#ifndef PLANETOID_H
#define PLANETOID_H

#include "runtime/formats/beginnings.h"
#include "runtime/formats/pickle.h"

enum { PLANETOID_PATH = BEGINNING_PATH, PLANETOID_NAMES = BEGINNING_NAMES };
typedef struct Planetoid {
    char prefix[PLANETOID_PATH]; /* FOLDER/ind.NAME */
    gatrt_data *data;
    gatrt_set *node;
    int64_t labelled;    /* rows of allx */
    int32_t *test;       /* [test_count], in the order of tx */
    int64_t test_count;
    Error *error;
} Planetoid;

typedef struct PlanetoidPart {   /* a file of the eight, whole; planetoid_free */
    char path[PLANETOID_PATH + 16];
    unsigned char *bytes;
    size_t size;
    Pickle *pickle;      /* NULL: of test.index, which is a text */
} PlanetoidPart;

/* ---- planetoid_files.c */
/* How many graphs there are where the user says; their beginning, of several the first by name, and names of them. */
int    planetoid_find(const char *spec, char prefix[PLANETOID_PATH], char names[PLANETOID_NAMES]);
bool   planetoid_read(const Planetoid *pl, const char *suffix, PlanetoidPart *part);
bool   planetoid_read_pickle(const Planetoid *pl, const char *suffix, PlanetoidPart *part);
void   planetoid_free(PlanetoidPart *part);
bool   planetoid_error(const Planetoid *pl, const PlanetoidPart *part, const char *wrong);   /* always false */

/* ---- planetoid_edges.c */
bool   planetoid_read_edges(const Planetoid *pl);

#endif
