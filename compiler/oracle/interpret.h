/* interpret.h - gatcc --interpret: the oracle for users. */
#ifndef INTERPRET_H
#define INTERPRET_H

#include <stdint.h>
#include <stdio.h>

#include "compiler/oracle/runtime_model.h"

typedef struct InterpretOptions {
    const float *params;            /* of the model as it is now, which go before `weights`; NULL: none were read */
    WeightsFrom weights;            /* without a path: the trainer's first weights of `seed` */
    uint64_t seed;
} InterpretOptions;

/* --interpret: prints what the model as written gives on a data set, by eval.c. */
void interpret(FILE *out, const Model *m, const gatrt_data *data, const InterpretOptions *options);

#endif
