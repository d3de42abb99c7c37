/* chosen.h - which values inference gives. */
#ifndef CHOSEN_H
#define CHOSEN_H

#include "compiler/ir/model.h"

/* "logits,conv1.attention": names that output() and inspect() gave. usage_error() where there is no such. Before the passes. */
void choose_outputs(Model *m, const char *spec);

#endif
