/* verify.h - what must hold of levels, kernels and the plan; bug() where it does not. */
#ifndef VERIFY_KERNELS_H
#define VERIFY_KERNELS_H

#include "compiler/ir/ir.h"

void verify_kernels(const Prog *p, const char *after);   /* all of it, of what the program has by now */
/* verify_plan.c, parts of it: memory; a kernel reads x from memory for `reader`. */
void verify_plan(const Prog *p, const char *after);
void verify_read(const Prog *p, const char *after, const Val *reader, const Val *x, int kernel);

#endif
