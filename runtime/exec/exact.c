/* exact.c - dense products whose bits are the same on every processor: an element is one sum, made in the order of k, of
 * products that are rounded before they are added.
 *
 * c[i,j] = ((c[i,j] or 0) + a[i,0] b[0,j]) + a[i,1] b[1,j] + ...; the products of embedded inference, compiler/c/lib/gemm.h,
 * add in the same order. Blocks share out rows, columns and k among registers and caches; a sum that is put down between two
 * blocks of k goes on as it was. The kernel is compiled for vectors of 4, 8 and 16 floats, whose lanes are columns: no width
 * changes a sum. This file must not be compiled with contraction (CMakeLists.txt: -ffp-contract=off).
 */
#include "runtime/runtime.h"

#include <string.h>

enum { MOST_DEPTH = 256, MOST_COLUMNS = 32 };

/* Where element (row, q) of a matrix lies: at[row * by_row + q * by_q]. */
typedef struct Strided {
    const float *at;
    int64_t by_row, by_q;
} Strided;

/* A block of b, columns side by side for each q, and zeros where the matrix has no more columns. */
typedef struct Panel {
    float *at; /* [depth, width] */
    int64_t depth, width, columns;
} Panel;

#if defined(__GNUC__)
#define INLINED static inline __attribute__((always_inline))
typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));
typedef float Sixteen __attribute__((vector_size(64), aligned(4), may_alias));
#else
#define INLINED static inline
typedef float Four;
#endif

/* c [ROWS, 2 vectors] += a times the panel, for whole tiles: all of c stays in registers over the panel's depth. */
#define TILE(name, Vector, ROWS)                                                                                       \
    INLINED void name(Strided a, const Panel *b, float *c, int64_t stride)                                             \
    {                                                                                                                  \
        enum { LANES = sizeof(Vector) / sizeof(float) };                                                               \
        Vector sum[ROWS][2];                                                                                           \
        for (int i = 0; i < (ROWS); i++)                                                                               \
            for (int j = 0; j < 2; j++)                                                                                \
                memcpy(&sum[i][j], c + i * stride + j * LANES, sizeof(Vector));                                        \
        for (int64_t q = 0; q < b->depth; q++) {                                                                       \
            Vector row[2];                                                                                             \
            memcpy(row, b->at + q * b->width, sizeof row);                                                             \
            for (int i = 0; i < (ROWS); i++) {                                                                         \
                const float a_q = a.at[i * a.by_row + q * a.by_q];                                                     \
                for (int j = 0; j < 2; j++)                                                                            \
                    sum[i][j] += row[j] * a_q;                                                                         \
            }                                                                                                          \
        }                                                                                                              \
        for (int i = 0; i < (ROWS); i++)                                                                               \
            for (int j = 0; j < 2; j++)                                                                                \
                memcpy(c + i * stride + j * LANES, &sum[i][j], sizeof(Vector));                                        \
    }

/* The rows of c below one panel. Where it has fewer columns than the panel is wide, sums go through a tile of that width. */
#define BLOCK(name, Vector, ROWS, TARGET)                                                                              \
    TILE(name##_tile, Vector, ROWS)                                                                                    \
    TILE(name##_row, Vector, 1)                                                                                        \
    TARGET static void name(Strided a, const Panel *b, float *c, int64_t rows, int64_t stride)                         \
    {                                                                                                                  \
        const bool whole = b->columns == b->width;                                                                     \
        float tile[(ROWS)*MOST_COLUMNS] = {0};                                                                         \
        for (int64_t i = 0; i < rows;) {                                                                               \
            const int64_t taken = rows - i < (ROWS) ? 1 : (ROWS);                                                      \
            float *at = whole ? c + i * stride : tile;                                                                 \
            if (!whole)                                                                                                \
                copy_rows(tile, b->width, c + i * stride, stride, taken, b->columns);                                  \
            if (taken == 1)                                                                                            \
                name##_row(a, b, at, b->width);                                                                        \
            else                                                                                                       \
                name##_tile(a, b, at, whole ? stride : b->width);                                                      \
            if (!whole)                                                                                                \
                copy_rows(c + i * stride, stride, tile, b->width, taken, b->columns);                                  \
            i += taken;                                                                                                \
            a.at += taken * a.by_row;                                                                                  \
        }                                                                                                              \
    }

static void copy_rows(float *to, int64_t to_stride, const float *from, int64_t stride, int64_t rows, int64_t columns)
{
    for (int64_t i = 0; i < rows; i++)
        memcpy(to + i * to_stride, from + i * stride, (size_t)columns * sizeof *to);
}

typedef void Block(Strided a, const Panel *b, float *c, int64_t rows, int64_t stride);
typedef struct Width {
    Block *block;
    int64_t columns; /* of a panel */
} Width;

BLOCK(by_four, Four, 4, )
#if defined(__x86_64__) && defined(__GNUC__)
BLOCK(by_eight, Eight, 6, __attribute__((target("avx2"))))
BLOCK(by_sixteen, Sixteen, 8, __attribute__((target("avx512f"))))
#endif

static Width widest(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return (Width){by_sixteen, 32};
    if (__builtin_cpu_supports("avx2"))
        return (Width){by_eight, 16};
#endif
    return (Width){by_four, 2 * (int64_t)(sizeof(Four) / sizeof(float))};
}

static void fill(Panel *panel, Strided b)
{
    for (int64_t q = 0; q < panel->depth; q++) {
        float *to = panel->at + q * panel->width;
        for (int64_t j = 0; j < panel->columns; j++)
            to[j] = b.at[j * b.by_row + q * b.by_q];
        for (int64_t j = panel->columns; j < panel->width; j++)
            to[j] = 0.0f;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* c [m, n] of a's rows and b's columns, over k; `b` is by its columns. */
static void multiply(const Width *by, int64_t m, int64_t n, int64_t k, Strided a, Strided b, float *c)
{
    float room[MOST_DEPTH * MOST_COLUMNS];
    for (int64_t j = 0; j < n; j += by->columns)
        for (int64_t q = 0; q < k; q += MOST_DEPTH) {
            Panel panel = {room, least(k - q, MOST_DEPTH), by->columns, least(n - j, by->columns)};
            fill(&panel, (Strided){b.at + j * b.by_row + q * b.by_q, b.by_row, b.by_q});
            by->block((Strided){a.at + q * a.by_q, a.by_row, a.by_q}, &panel, c + j, m, n);
        }
}

static void product(int64_t m, int64_t n, int64_t k, Strided a, Strided b, float *c, int accumulate)
{
    const Width by = widest();
    if (m <= 0 || n <= 0)
        return;
    if (!accumulate)
        memset(c, 0, (size_t)m * (size_t)n * sizeof *c);
    multiply(&by, m, n, k, a, b, c);
}

void gatrt_exact_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    product(m, n, k, (Strided){a, k, 1}, (Strided){b, 1, n}, c, accumulate);
}

void gatrt_exact_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    product(m, n, k, (Strided){a, k, 1}, (Strided){b, k, 1}, c, accumulate);
}

void gatrt_exact_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate)
{
    product(m, n, k, (Strided){a, 1, m}, (Strided){b, 1, n}, c, accumulate);
}
