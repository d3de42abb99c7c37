/* drawn_make.h - what the files say to each other that make a data set of a graph tool's file. */
#ifndef DRAWN_MAKE_H
#define DRAWN_MAKE_H

#include "runtime/formats/drawn.h"

typedef struct Make {
    Drawn *d;
    DrawnRoles roles;
    gatrt_data *data;
    gatrt_set *node;
    gatrt_relation *edge;
    int64_t *drawn;                      /* [edges] the file's edge that each is */
    double rounded;                      /* a number that float32 has not */
    const char *of;                      /* and the attribute it is of */
} Make;                                  /* owns roles and drawn */

enum { MOST_FILLED = 1 << 26 };          /* numbers that stand nowhere in a file, but are a default */

/* ---- drawn_values.c: what rows have in a column */
bool   make_error(const Make *m, const char *wrong, const char *name);        /* always false */
const char *make_name(const Make *m, DrawnOf of, int64_t column);
KeyText make_shown(const Make *m, DrawnOf of, int64_t row);   /* the node's name, or the edge's ends, for an error line */
/* Of each row, [rows]: of a text its number, of a list where it begins; NaN: nothing. NULL: one has two. mem_free. */
double *make_values(const Make *m, DrawnOf of, int64_t column);
float  make_float(Make *m, DrawnOf of, int64_t column, double number);
int64_t make_width(const DrawnColumn *c);
int64_t make_role_width(const Make *m, DrawnOf of, DrawnRole role);
/* All columns of a role beside each other, which every row must have; NULL: rows are the file's own. */
bool   make_columns(Make *m, DrawnOf of, DrawnRole role, const int64_t *row_of, int64_t rows, int64_t width, float *to);

/* ---- drawn_features.c, drawn_answers.c, drawn_edges.c, drawn_told.c: each a part of the data set */
bool   make_features(Make *m);
bool   make_answers(Make *m);
bool   make_masks(Make *m);
bool   make_joins(const Drawn *d);         /* do edges join nothing but nodes? */
bool   make_edges(Make *m);
void   make_names(Make *m);
void   make_told(Make *m);

#endif
