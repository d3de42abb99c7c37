/* ensemble.h - weights as a constant of inference; of several, which answer together, as one inference. */
#ifndef ENSEMBLE_H
#define ENSEMBLE_H

#include "compiler/ir/model.h"
#include "compiler/oracle/interpret.h"
#include "runtime/formats/weights_list.h"

/* Into the model as written, before the passes; of no file: nothing. Of several the first output has the logits of the mean
 * probabilities, or the mean, as trainers have it (runtime/train/ensemble.h), and others are means; there is no loss.
 * die() where a file is not the model's. */
void weights_bake(Model *m, const WeightsFrom *from, const WeightsList *list);

#endif
