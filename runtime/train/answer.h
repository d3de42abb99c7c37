/* answer.h - what a model's first output says of a row. */
#ifndef ANSWER_H
#define ANSWER_H

#include "runtime/runtime.h"

/* Besides its numbers: a model for values says nothing else. */
typedef enum Answer { ANSWER_VALUES, ANSWER_CLASS, ANSWER_LABELS } Answer;
Answer answer_of(const gatrt_model *model);
int    answer_space(const gatrt_model *model);           /* what the first output is about; of edges it is nodes */
int64_t answer_class(const float *row, int64_t width);   /* the first largest value's, as torch.argmax on distinct ones */

#endif
