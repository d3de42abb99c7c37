/* space.h - the values among which tune searches: "lr=log:1e-4..1e-1", "epochs=100..400", "optimizer=adam,adamw". */
#ifndef SPACE_H
#define SPACE_H

#include "runtime/runtime.h"

enum { MOST_CHOICES = 32, VALUE_TEXT = 96 };

typedef struct Dimension {
    char name[32];                             /* as the option is called */
    bool whole, logarithmic;
    bool compiled;                             /* no option, but a dimension of the model's text */
    double low, high;                          /* of a range */
    int64_t points;                            /* of the range or the list; 0: all numbers of the range */
    char choice[MOST_CHOICES][VALUE_TEXT];     /* of a list */
    bool listed;
} Dimension;

typedef struct Space { int count; Dimension dim[MOST_WORDS]; } Space;
typedef struct SpaceValue { char text[VALUE_TEXT]; } SpaceValue;

typedef bool Tunable(const char *name, bool *whole);      /* may values of that option be tried? whole: its numbers are */
/* compiles: what is none of these is a dimension of the model. */
bool space_parse(const char *const *words, int count, Tunable *tunable, bool compiles, Space *space, Error *error);
bool space_compiled(const Space *space);                                        /* has it such a dimension? */
/* All points of lists and of ranges with a number of points; false where there is another, or too many. */
bool space_points(const Space *space, int64_t *points, Error *error);
SpaceValue space_at(const Space *space, int dim, int64_t point);               /* of that point */
SpaceValue space_draw(const Space *space, int dim, uint64_t seed, int64_t draw);   /* a function of these alone */

/* Values as places on an axis, 0 to 1, in the scale of the range; lists of numbers by rank. Other lists are names, whose
 * place is their number in the list, and nothing is between them. */
bool       space_named(const Dimension *dim);
double     space_place(const Dimension *dim, const char *text);
SpaceValue space_near(const Dimension *dim, double place);                     /* the value that lies nearest */

#endif
