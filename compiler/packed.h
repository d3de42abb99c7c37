/* packed.h - `--weights-as=float16|int8`: weights that are baked in, rounded to what they are stored as, so that all that is said
 * of the model (its test, its manifest) is of those; and what that changes on a data set. */
#ifndef PACKED_H
#define PACKED_H

#include "compiler/ir/model.h"

void pack_weights(Model *m);                                /* die()s where one is too large */
void pack_measure(Model *m, const gatrt_data *data, const char *from);       /* also printed; data NULL: told that it is not known */

#endif
