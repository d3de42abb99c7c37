/* draw.h - a model as it was compiled, as a picture. */
#ifndef GATCC_DRAW_H
#define GATCC_DRAW_H

#include "compiler/base/out.h"
#include "compiler/ir/model.h"

/* SVG: of each program its kernels from top to bottom with what they compute, and beside them what memory holds meanwhile. */
void draw_model(Out *o, const Model *m);

#endif
