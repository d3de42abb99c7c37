/* gemm.c - dense products, by tiles.
 *
 * Each call is one thread's work: the runtime shares out rows itself, so that the
 * bits do not depend on how many threads there are, and several calls may run at
 * the same time. blas.c knows OpenBLAS.
 */
#include "runtime/runtime.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Extents are pieces of a graph times widths of features; BLAS counts in `int`. */
static int blas_extent(int64_t extent)
{
    if (extent < 0 || extent > INT32_MAX)
        give_up(GATRT_BUG, "internal error: a product with extent %lld; pieces must be smaller", (long long)extent);
    return (int)extent;
}

/* Leading dimension of a row-major matrix that is `width` wide; BLAS insists on at least 1. */
static int leading(int width)
{
    return width > 0 ? width : 1;
}

/* BLAS may sum a row's products in another order where a call has more or fewer rows, and a pruned graph has fewer.
 * So rows go in tiles of TILE, from the first row on, and the last tile is filled up with zeros: what becomes of a
 * row depends on nothing but the row. */
enum { TILE = 96 };

/* The filled-up tile of each thread; it grows to the widest product that the thread has met. */
typedef struct Scratch {
    float *at;
    size_t floats;
} Scratch;
static _Thread_local Scratch scratch;
static pthread_key_t scratch_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_scratch(void *own)
{
    mem_free(((Scratch *)own)->at);
    *(Scratch *)own = (Scratch){0};
}

static void prepare(void)
{
    if (pthread_key_create(&scratch_key, free_scratch))
        give_up(GATRT_FAILED, "no key left for the threads' scratch");
}

/* `floats` zeros. */
static float *zeros(size_t floats)
{
    if (scratch.floats < floats) {
        mem_free(scratch.at);
        scratch = (Scratch){mem_alloc(floats, sizeof(float)), floats};
        pthread_setspecific(scratch_key, &scratch);
    } else {
        memset(scratch.at, 0, floats * sizeof(float));
    }
    return scratch.at;
}

typedef struct Product {
    bool ta, tb; /* a, b are transposed */
    int n;       /* columns of the result */
    const float *b;
} Product;

static void multiply(const Product *p, int m, int k, const float *a, const float *b, float *c, float beta)
{
    const BlasMatrix left = {a, leading(p->ta ? m : k), p->ta}, right = {b, leading(p->tb ? k : p->n), p->tb};
    blas_product(m, p->n, k, left, right, c, beta);
}

/* What is left of `rows` below a whole tile. */
static void multiply_rest(const Product *p, size_t rows, size_t k, const float *a, float *c, int accumulate)
{
    const size_t n = (size_t)p->n;
    float *a_tile = zeros(TILE * (k + n)), *c_tile = a_tile + TILE * k;
    memcpy(a_tile, a, rows * k * sizeof(float));
    if (accumulate)
        memcpy(c_tile, c, rows * n * sizeof(float));
    multiply(p, TILE, (int)k, a_tile, p->b, c_tile, accumulate ? 1.0f : 0.0f);
    memcpy(c, c_tile, rows * n * sizeof(float));
}

/* c [rows, n] = a [rows, k] times b, rows by tiles. */
static void multiply_rows(const Product *p, int64_t rows, int64_t inner, const float *a, float *c, int accumulate)
{
    const size_t k = (size_t)blas_extent(inner), n = (size_t)p->n;
    int64_t v = 0;
    pthread_once(&once, prepare);
    blas_begin();
    for (; v + TILE <= rows; v += TILE)
        multiply(p, TILE, (int)k, a + (size_t)v * k, p->b, c + (size_t)v * n, accumulate ? 1.0f : 0.0f);
    if (v < rows && n)
        multiply_rest(p, (size_t)(rows - v), k, a + (size_t)v * k, c + (size_t)v * n, accumulate);
    blas_end();
}

void gatrt_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    multiply_rows(&(Product){false, false, blas_extent(n), b}, m, k, a, c, accumulate);
}

void gatrt_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    multiply_rows(&(Product){false, true, blas_extent(n), b}, m, k, a, c, accumulate);
}

/* The rows are what is summed over; a tile adds to those before it. */
static void add_tiles(const Product *p, size_t wa, int64_t k, const float *a, const float *b, float *c)
{
    const size_t wb = (size_t)p->n;
    int64_t v = 0;
    for (; v + TILE <= k; v += TILE)
        multiply(p, (int)wa, TILE, a + (size_t)v * wa, b + (size_t)v * wb, c, 1.0f);
    const size_t left = (size_t)(k - v);
    if (!left)
        return;
    float *a_tile = zeros(TILE * (wa + wb)), *b_tile = a_tile + TILE * wa;
    memcpy(a_tile, a + (size_t)v * wa, left * wa * sizeof(float));
    memcpy(b_tile, b + (size_t)v * wb, left * wb * sizeof(float));
    multiply(p, (int)wa, TILE, a_tile, b_tile, c, 1.0f);
}

void gatrt_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    const Product p = {true, false, blas_extent(n), NULL};
    const size_t wa = (size_t)blas_extent(m), wb = (size_t)p.n;
    if (!wa || !wb)
        return;
    if (!accumulate)
        memset(c, 0, wa * wb * sizeof *c);
    pthread_once(&once, prepare);
    blas_begin();
    add_tiles(&p, wa, k, a, b, c);
    blas_end();
}
