/* dims.h - between dims.c and classes.c: the numbers of shapes, by what they are one with. */
#ifndef DIMS_H
#define DIMS_H

#include "compiler/ir/ir.h"

/* Numbers that are one. */
typedef struct Class {
    Model *m;
    int64_t num;
    const char *dim;        /* the model's dimension; NULL: none, or not told apart */
    const char *layer, *word, *role;    /* whose rows these are, and which part of them */
    struct Class *same;     /* of another program: both hold one number of a parameter or an input */
    const char *name;       /* the constant, once it was asked for */
} Class;

struct ShapeNames {
    Class *dim[MAX_RANK];
    Class *width;           /* NULL: the product of the dimensions */
};

#endif
