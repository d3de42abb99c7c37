/* gemm.c - dense products; the only file that knows BLAS.
 *
 * Each call is one thread's work: the runtime shares out rows itself, so that the
 * bits do not depend on how many threads there are, and several calls may run at
 * the same time. OpenBLAS would otherwise start threads of its own.
 */
#include "runtime.h"

#include <cblas.h>
#include <pthread.h>
#include <stdlib.h>

static void forbid_threads(void)
{
#ifdef OPENBLAS_VERSION
    openblas_set_num_threads(1);
#endif
}

/* Extents are pieces of a graph times widths of features; BLAS counts in `int`. */
static int blas_extent(int64_t extent)
{
    if (extent < 0 || extent > INT32_MAX) {
        fprintf(stderr, "gatrt: internal error: a product with extent %lld; pieces must be smaller\n",
                (long long)extent);
        exit(GATRT_BUG);
    }
    return (int)extent;
}

/* Leading dimension of a row-major matrix that is `width` wide; BLAS insists on at least 1. */
static int leading(int width)
{
    return width > 0 ? width : 1;
}

static void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int64_t rows, int64_t columns, int64_t inner,
                     const float *a, const float *b, float *c, int accumulate)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const int m = blas_extent(rows), n = blas_extent(columns), k = blas_extent(inner);
    if (m == 0 || n == 0)
        return;
    pthread_once(&once, forbid_threads);
    cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1.0f, a, leading(ta == CblasNoTrans ? k : m), b,
                leading(tb == CblasNoTrans ? n : k), accumulate ? 1.0f : 0.0f, c, n);
}

void gatrt_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    multiply(CblasNoTrans, CblasNoTrans, m, n, k, a, b, c, accumulate);
}

void gatrt_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    multiply(CblasNoTrans, CblasTrans, m, n, k, a, b, c, accumulate);
}

void gatrt_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    multiply(CblasTrans, CblasNoTrans, m, n, k, a, b, c, accumulate);
}
