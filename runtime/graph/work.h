/* work.h - what a kernel must move and compute on a graph, by the compiler's count. */
#ifndef WORK_H
#define WORK_H

#include "runtime/runtime.h"

typedef struct Work {
    double stream, gathered, operations;                 /* bytes in order; of rows at random places; a count */
} Work;
Work   work_of(const gatrt_model *model, const gatrt_program *program, int kernel, const Prepared *on);

#endif
