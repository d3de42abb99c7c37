/* ensemble.h - several weights of one model that answer together (Lakshminarayanan et al. 2017, arXiv:1612.01474).
 *
 * What they say is the mean of what each says: of the probabilities, where the first output is of classes (softmax) or of
 * labels (sigmoid), else of the numbers. It stands in the outputs as one model's would: the first one has the logits of the
 * mean probabilities, log(mean_k p_k) of classes and log(mean_k p_k) - log(mean_k (1 - p_k)) of labels, so that every metric,
 * loss and file reads it as ever. Other outputs are means of numbers. */
#ifndef ENSEMBLE_H
#define ENSEMBLE_H

#include "runtime/runtime.h"

typedef struct Ensemble {
    int count;              /* of members, 1 at least */
    float *params;          /* [count, model->param_floats] */
} Ensemble;

void  ensemble_free(Ensemble *e);
/* As view_infer and view_score; of one member to the same bits. */
void  ensemble_infer(View *view, int program, const Ensemble *e, Pool *pool);
/* What the loss has beside the outputs, as of the weights themselves, is the mean of what it is for each member. */
Score ensemble_score(View *view, const Ensemble *e, const Job *job);
const char *ensemble_says(const gatrt_model *model);    /* for people: of what the mean is */

#endif
