/* cholesky.h - symmetric positive definite matrices of a few hundred rows: A = U^T U, and solving with U.
 *
 * a [n, n] and all vectors [n] are the caller's, row major; of A and U the upper triangle alone is read and written. The
 * order of each sum is fixed: the bits do not depend on the width of vectors. */
#ifndef CHOLESKY_H
#define CHOLESKY_H

#include <stdbool.h>
#include <stdint.h>

bool cholesky(double *a, int64_t n);                                /* A becomes U; false: it is not positive definite */
void cholesky_lower(const double *u, int64_t n, double *x);         /* x becomes the solution of U^T y = x */
void cholesky_upper(const double *u, int64_t n, double *x);         /* x becomes the solution of U y = x */

#endif
