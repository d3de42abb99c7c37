/* infer.h - the type of a value from those of its operands, or why there is none. */
#ifndef INFER_H
#define INFER_H

#include <stdbool.h>

#include "compiler/ir/ir.h"

/* Why a value cannot be: message says what was found and what was expected. */
typedef struct Diag {
    char message[400];
    char hint[200];
} Diag;

/* The type of op(in...), or false and the reason. */
bool  infer_type(const Model *model, Op op, Val *const *in, const Attr *attr, Type *type, Diag *why);

#endif
