/* gemm.h - products of matrices, for inference that depends on nothing. An element is one sum, in the order of what is summed
 * over, as in runtime/exec/exact.c. */
#pragma once

#include <stdint.h>
#include <string.h>

#include "lanes.h"

/* Plain products for inference on its own; a trainer calls the runtime's. */
//: GAT_GEMM(
#ifdef GATCC_INFERENCE_ONLY
static void gat_gemm(int64_t rows, int64_t m, int64_t k, const float *a, const float *b, float *y, int add)
{
    for (int64_t v = 0; v < rows; v++) {
        for (int64_t n = 0; n < m / 64 * 64; n += 64) { /* 64 columns at a time stay in registers */
            float sum[64];
            for (int i = 0; i < 64; i++)
                sum[i] = add ? y[v * m + n + i] : 0.0f;
            for (int64_t q = 0; q < k; q++) {
                const float x_q = a[v * k + q];
                GAT_UNROLL
                for (int i = 0; i < 64; i += GAT_STEP)
                    GAT_PUT(sum[i]) += x_q * GAT_AT(b[q * m + n + i]);
            }
            memcpy(y + v * m + n, sum, sizeof sum);
        }
        for (int64_t n = m / 64 * 64; n < m; n++)
            y[v * m + n] = add ? y[v * m + n] : 0.0f;
        for (int64_t q = 0; q < k; q++)
            for (int64_t n = m / 64 * 64; n < m; n++)
                y[v * m + n] += a[v * k + q] * b[q * m + n];
    }
}
#define GAT_GEMM gat_gemm
#elif defined(GAT_EXACT)
#define GAT_GEMM gatrt_exact_gemm
#else
#define GAT_GEMM gatrt_gemm
#endif
//:

//: GAT_GEMM_NT(
#ifdef GATCC_INFERENCE_ONLY
static void gat_gemm_nt(int64_t rows, int64_t m, int64_t k, const float *a, const float *b, float *y, int add)
{
    for (int64_t v = 0; v < rows; v++)
        for (int64_t n = 0; n < m; n++) {
            float sum = add ? y[v * m + n] : 0.0f;
            for (int64_t q = 0; q < k; q++)
                sum += a[v * k + q] * b[n * k + q];
            y[v * m + n] = sum;
        }
}
#define GAT_GEMM_NT gat_gemm_nt
#elif defined(GAT_EXACT)
#define GAT_GEMM_NT gatrt_exact_gemm_nt
#else
#define GAT_GEMM_NT gatrt_gemm_nt
#endif
//:

/* c [k,m] = the sum over rows of a^T b. */
//: GAT_GEMM_TN(
#ifdef GATCC_INFERENCE_ONLY
static void gat_gemm_tn(int64_t k, int64_t m, int64_t rows, const float *a, const float *b, float *c, int add)
{
    for (int64_t n = 0; n < k * m; n++)
        c[n] = add ? c[n] : 0.0f;
    for (int64_t v = 0; v < rows; v++)
        for (int64_t q = 0; q < k; q++)
            for (int64_t n = 0; n < m; n++)
                c[q * m + n] += a[v * k + q] * b[v * m + n];
}
#define GAT_GEMM_TN gat_gemm_tn
#elif defined(GAT_EXACT)
#define GAT_GEMM_TN gatrt_exact_gemm_tn
#else
#define GAT_GEMM_TN gatrt_gemm_tn
#endif
//:
