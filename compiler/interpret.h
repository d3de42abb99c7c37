/* interpret.h - gatcc --interpret: the oracle for users. */
#ifndef INTERPRET_H
#define INTERPRET_H

#include <stdint.h>
#include <stdio.h>

#include "compiler/ir/model.h"

typedef struct InterpretOptions {
    const char *weights;            /* a file, or NULL: the trainer's first weights of `seed` */
    const char *key, *rename;       /* which member of it, under which names: as --key and --rename have it, or NULL */
    uint64_t seed;
} InterpretOptions;

/* --interpret: prints what the model as written gives on a data set, by eval.c. */
void interpret(FILE *out, const Model *m, const gatrt_data *data, const InterpretOptions *options);

#endif
