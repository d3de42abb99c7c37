/* guard.h - for demand.c. */
#ifndef GUARD_H
#define GUARD_H

#include "compiler/ir/ir.h"

bool guard_zeros(Prog *p); /* guard.c: false where there is nothing to gain, and the program is as it was */

#endif
