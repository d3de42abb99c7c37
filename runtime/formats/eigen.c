/* eigen.c - eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub and Van Loan, Matrix
 * Computations, 8.5): slow, some n^3 times sixty operations, but to the last digit and with the same bits on every machine, which no
 * library that has kernels for each processor gives.
 */
#include "runtime/formats/positions.h"

#include <math.h>
#include <string.h>

enum { MOST_SWEEPS = 60 };

/* Turns rows p and q of `at` against each other: an orthogonal step. */
static void turn(double *at, int64_t n, int64_t p, int64_t q, double c, double s)
{
    double *x = at + p * n, *y = at + q * n;
    for (int64_t k = 0; k < n; k++) {
        const double a = x[k], b = y[k];
        x[k] = c * a - s * b;
        y[k] = s * a + c * b;
    }
}

/* The element at p, q becomes 0. */
static void rotate(double *a, double *vectors, int64_t n, int64_t p, int64_t q)
{
    const double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
    const double t = (theta >= 0.0 ? 1.0 : -1.0) / (fabs(theta) + sqrt(theta * theta + 1.0));
    const double c = 1.0 / sqrt(t * t + 1.0), s = t * c;
    turn(a, n, p, q, c, s);
    for (int64_t k = 0; k < n; k++) {
        const double x = a[k * n + p], y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    turn(vectors, n, p, q, c, s);
}

/* Of what is left off the diagonal, the largest. */
static double largest(const double *a, int64_t n)
{
    double most = 0.0;
    for (int64_t p = 0; p < n; p++)
        for (int64_t q = p + 1; q < n; q++)
            most = fmax(most, fabs(a[p * n + q]));
    return most;
}

static void swap_rows(double *vectors, int64_t n, int64_t i, int64_t j)
{
    for (int64_t k = 0; k < n; k++) {
        const double held = vectors[i * n + k];
        vectors[i * n + k] = vectors[j * n + k];
        vectors[j * n + k] = held;
    }
}

static void sort(double *values, double *vectors, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        int64_t least = i;
        for (int64_t j = i + 1; j < n; j++)
            least = values[j] < values[least] ? j : least;
        const double held = values[i];
        values[i] = values[least];
        values[least] = held;
        if (least != i)
            swap_rows(vectors, n, i, least);
    }
}

void eigen_symmetric(double *matrix, int64_t n, double *values, double *vectors)
{
    memset(vectors, 0, (size_t)(n * n) * sizeof *vectors);
    for (int64_t i = 0; i < n; i++)
        vectors[i * n + i] = 1.0;
    for (int sweep = 0; sweep < MOST_SWEEPS && largest(matrix, n) > 1e-15; sweep++)
        for (int64_t p = 0; p < n; p++)
            for (int64_t q = p + 1; q < n; q++)
                if (matrix[p * n + q] != 0.0)
                    rotate(matrix, vectors, n, p, q);
    for (int64_t i = 0; i < n; i++)
        values[i] = matrix[i * n + i];
    sort(values, vectors, n);
}
