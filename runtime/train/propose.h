/* propose.h - which values a search should try next, by what the trials before came to: expected improvement under a
 * Gaussian process. A proposal is a function of the space, the seed, the trials told and the trial's number. */
#ifndef PROPOSE_H
#define PROPOSE_H

#include "runtime/train/space.h"

enum { MOST_PROPOSED = 300 };   /* trials of a search: the work for one grows with the cube of those before */

typedef struct Proposer Proposer;
Proposer *proposer_new(const Space *space, uint64_t seed, int64_t trials);      /* trials: told at most */
void      proposer_free(Proposer *p);
int64_t   proposer_first(const Space *space);          /* so many trials are drawn before the first proposal */
int64_t   proposer_told(const Proposer *p);            /* how many trials */
/* figure: larger is better; NaN: it came to no number, which counts as the worst that was seen */
void      proposer_tell(Proposer *p, const SpaceValue *values, double figure);
/* Those of trial `number`, 0 on. Proposals asked for without a result told in between take what is expected of those before
 * them as their results, so they lie apart. */
void      proposer_ask(Proposer *p, int64_t number, SpaceValue *values);

#endif
