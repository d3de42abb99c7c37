/* verify.h - what must hold of values after every pass, in every build. */
#ifndef VERIFY_H
#define VERIFY_H

#include "compiler/ir/ir.h"

void verify(const Prog *p, const char *after);      /* bug() where an invariant is broken */

#endif
