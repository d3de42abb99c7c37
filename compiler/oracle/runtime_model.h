/* runtime_model.h - a model as the runtime knows it, for what the compiler has the runtime do. */
#ifndef RUNTIME_MODEL_H
#define RUNTIME_MODEL_H

#include "compiler/ir/model.h"

gatrt_model runtime_model(const Model *m);           /* its tables only; of the arena */

/* Where weights come from; key, rename: as --key and --rename have them, or NULL. */
typedef struct WeightsFrom { const char *path, *key, *rename; } WeightsFrom;
/* [param_floats] in the order of the tables; mem_free. die()s where they do not fit; tells what was taken. */
float *runtime_weights(const gatrt_model *model, const WeightsFrom *from);

#endif
