/* study_of.h - what report and draw show: the model with the weights, the data set and the options of a job. */
#ifndef STUDY_OF_H
#define STUDY_OF_H

#include "runtime/report/study.h"

/* With outputs of all rows and scores of each mask; study_free also where it failed. */
bool   study_of(Job *job, Study *s, Error *error);
void   study_free(Study *s);

#endif
