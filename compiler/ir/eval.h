/* eval.h - the meaning of every op, slowly, in double: the oracle of the tests and of --interpret. */
#ifndef EVAL_H
#define EVAL_H

#include <stdint.h>

#include "compiler/ir/ir.h"
#include "runtime/gatrt.h"

typedef struct EvalData {
    const gatrt_graph *graph;
    const gatrt_tensor *inputs;     /* as the runtime binds them */
    const float *params;            /* the parameter block, parameters in table order */
    uint64_t draw;
    int dropout;                    /* 1: in training; 0: keep = 1, training(a, b) = b */
} EvalData;
/* Values of all rows of each value that a root needs: result[id] is [rows, width], NULL of the rest; without roots of all.
 * Free with eval_free. */
double **eval_prog(const Prog *p, const EvalData *data);
void eval_free(const Prog *p, double **values);
int64_t eval_rows(const EvalData *data, const Space *space);

#endif
