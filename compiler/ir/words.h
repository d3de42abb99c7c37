/* words.h - words for values that no line of Lua names, from those around them. They decide nothing but what emitted C
 * calls a value, and what its adjoint is called. */
#ifndef WORDS_H
#define WORDS_H

#include "compiler/ir/ir.h"

const char *val_word(const Val *v);     /* the name, or the hint, or NULL */
void give_words(Prog *p);               /* a hint for each value that has neither and that its neighbours tell one for */

#endif
