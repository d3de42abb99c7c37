/* runtime_model.h - a model as the runtime knows it, for what the compiler has the runtime do. */
#ifndef RUNTIME_MODEL_H
#define RUNTIME_MODEL_H

#include "compiler/ir/model.h"

gatrt_model runtime_model(const Model *m);           /* its tables only; of the arena */

/* Where weights come from; key, rename: as --key and --rename have them, or NULL. */
typedef struct WeightsFrom { const char *path, *key, *rename; } WeightsFrom;
/* [param_floats] in the order of the tables; mem_free. die()s where they do not fit; tells what was taken. */
struct WeightsTold;
float *runtime_weights(const gatrt_model *model, const WeightsFrom *from, struct WeightsTold *told);
/* The same for inference that will stand alone; what was made of the features that they were trained with, "": nothing. */
float *runtime_weights_alone(const gatrt_model *model, const WeightsFrom *from, const char **prepared);
/* What a checkpoint's features were prepared by, for data_load; NULL: it does not say. die()s where there is none. */
struct FeatureFit *runtime_fit(const char *path);
void runtime_fit_free(struct FeatureFit *fit);

#endif
