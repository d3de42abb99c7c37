/* bake.h - `--bake=graph`: a data set's graph as a constant of inference. */
#ifndef BAKE_H
#define BAKE_H

#include "compiler/ir/model.h"

/* Of the model whose passes have run; `from`: what people call the data set. usage_error() where it cannot be. */
void bake_graph(Model *m, const gatrt_data *data, const char *from);

#endif
