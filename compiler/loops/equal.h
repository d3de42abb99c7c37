/* equal.h - kernels that differ only in what they are bound to are one function with several bindings.
 *   equal.c         which are equal, and what each binds
 *   verify_equal.c  what must hold of that, in words of its own */
#ifndef EQUAL_H
#define EQUAL_H

#include <stdbool.h>

#include "compiler/ir/model.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/loops.h"

/* Of all programs of a model, whose kernels are loops by now; in the order in which functions are emitted. */
void share_kernels(const Model *m);
void verify_shared(const Model *m);

extern const Program emit_order[PROGRAM_COUNT];
bool is_shared(const Kernel *k);                        /* its function has more than this binding */
bool kernel_writes(const Kernel *k, const Field *f);
const Field *find_field(const Prog *p, const char *name);
const Type *output_type(const Model *m, int index);

#endif
