/* members.h - the weights that eval and predict are given, one set or several: main.c reads them. */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "runtime/train/ensemble.h"

bool job_ensemble(const Job *job, Ensemble *e, Error *error);    /* by --weights or --checkpoint; ensemble_free, in any case */
void job_tell_members(const Job *job, const Ensemble *e);       /* people, of several; after job_tell_data */

#endif
