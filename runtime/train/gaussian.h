/* gaussian.h - a Gaussian process: what is believed of a function where it was not measured.
 *
 * Kernel Matern 5/2 with a length for each axis, plus noise (Rasmussen and Williams 2006, Gaussian Processes for Machine
 * Learning, chapters 2, 4 and 5); the mean is 0, so figures are to be centred and of deviation 1. Places lie in the unit
 * cube, [dims] each; on an axis that is `named` values are the same or not, as names are, and nothing is between them. */
#ifndef GAUSSIAN_H
#define GAUSSIAN_H

#include "runtime/runtime.h"

typedef struct Gaussian Gaussian;
/* The covariance of two figures is variance times Matern's correlation, and noise on top of 1 of a figure with itself. */
typedef struct GaussianScales { double length[MOST_WORDS], noise, variance; } GaussianScales;
typedef struct Belief { double mean, deviation; } Belief;   /* of the function, without the noise of a measurement */

Gaussian *gaussian_new(int dims, const bool *named, int64_t room);             /* dims up to MOST_WORDS; room: places at most */
void   gaussian_free(Gaussian *g);
void   gaussian_add(Gaussian *g, const double *place, double figure);          /* known from the next fit or renewal on */
int64_t gaussian_count(const Gaussian *g);
const double *gaussian_place(const Gaussian *g, int64_t i);
/* Lengths, noise and variance by the marginal likelihood of what was added; a function of that alone. */
void   gaussian_fit(Gaussian *g);
void   gaussian_renew(Gaussian *g);                                            /* as they are, with what was added since */
Belief gaussian_at(const Gaussian *g, const double *place, double *work);      /* work [room]; after a fit or renewal */
GaussianScales gaussian_scales(const Gaussian *g);

#endif
