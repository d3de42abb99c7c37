/* cholesky.c - the factor of a positive definite matrix, and triangular systems with it.
 *
 * Each step takes a multiple of one row from another: elements are independent, so loops may go in vectors without a
 * change of any sum.
 */
#include "runtime/train/cholesky.h"

#include <math.h>

static void subtract(double *to, const double *from, double times, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        to[i] -= times * from[i];
}

bool cholesky(double *a, int64_t n)
{
    for (int64_t k = 0; k < n; k++) {
        double *row = a + k * n;
        if (!(row[k] > 0.0) || !isfinite(row[k]))
            return false;
        const double root = sqrt(row[k]);
        for (int64_t j = k; j < n; j++)
            row[j] /= root;
        for (int64_t i = k + 1; i < n; i++)
            subtract(a + i * n + i, row + i, row[i], n - i);
    }
    return true;
}

void cholesky_lower(const double *u, int64_t n, double *x)
{
    for (int64_t k = 0; k < n; k++) {
        x[k] /= u[k * n + k];
        subtract(x + k + 1, u + k * n + k + 1, x[k], n - k - 1);
    }
}

void cholesky_upper(const double *u, int64_t n, double *x)
{
    for (int64_t k = n - 1; k >= 0; k--) {
        double sum = x[k];
        for (int64_t j = k + 1; j < n; j++)
            sum -= u[k * n + j] * x[j];
        x[k] = sum / u[k * n + k];
    }
}
