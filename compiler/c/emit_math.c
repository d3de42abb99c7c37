/* emit_math.c - the arithmetic that C texts of ops.def call, emitted into the file
 * that needs it so that inference depends on nothing. Functions are branch free, so
 * that loops over features vectorise without relaxed floating point.
 *
 * gat_exp: n = round(x / ln 2) from the bits of x / ln 2 + 1.5 2^23, r in +-ln 2 / 2 by
 * two-part subtraction (Cody, Waite 1980); e^r = 1 + r + r^2 p(r), p of degree 4 through
 * its values at the Chebyshev nodes. NaN stays NaN; above 88.7 it is clamped to e^88.7.
 *
 * No result leans on the order of additions: (x + C) - C would be x where sums are said to
 * be associative, or kept in 80 bits. What does is marked, GAT_ORDERED and GAT_FIRST. */
#include "compiler/loops/loop.h"

#include <string.h>

/* clang-format off */
/* A maximum begins at -INFINITY, and what has diverged must show its NaN: the one kind of relaxed arithmetic that
 * cannot be borne. It is told by the macro, which -Ofast and -ffast-math set too. */
static const char flags_text[] =
    "/* Infinity and NaN are numbers here like any other. */\n"
    "#if defined(_M_FP_FAST) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)\n"
    "#error \"-ffinite-math-only (in -Ofast, -ffast-math, -ffp-model=fast) gives wrong results: add -fno-finite-math-only\"\n"
    "#endif\n";

/* Bug 109780 of gcc, in all releases up to 14: rows on the stack that only registers point to. */
static const char leaf_text[] =
    "/* gcc may forget to align the rows of a function that calls nothing, and then crash; so every kernel calls this. */\n"
    "#if defined(__GNUC__) && !defined(__clang__) && (defined(__x86_64__) || defined(__i386__)) && __GNUC__ >= 8\n"
    "static void __attribute__((noipa, unused)) gat_no_leaf(void)\n"
    "{\n"
    "}\n"
    "#define GAT_NO_LEAF gat_no_leaf();\n"
    "#else\n"
    "#define GAT_NO_LEAF\n"
    "#endif\n";

static const char rolled_text[] =
    "/* Before a short loop over features: keeps gcc from unrolling it before it could be vectorised. */\n"
    "#if defined(__GNUC__) && !defined(__clang__)\n"
    "#define GAT_ROLLED _Pragma(\"GCC unroll 1\")\n"
    "#else\n"
    "#define GAT_ROLLED\n"
    "#endif\n";

static const char kernel_text[] =
    "/* No kernel becomes a part of its caller: the stack that the header states is that of one, not of all. */\n"
    "#if defined(__GNUC__)\n"
    "#define GAT_KERNEL __attribute__((noinline))\n"
    "#else\n"
    "#define GAT_KERNEL\n"
    "#endif\n";

/* One lane where the compiler has no vectors: the same text is plain C. */
static const char lanes_text[] =
    "/* GAT_STEP features at once, one in each lane of a register: GAT_AT(x[i]) is x[i] .. x[i + GAT_STEP - 1], to be read,\n"
    " * GAT_PUT(x[i]) the same to be written, GAT_ALL(x) has x in every lane. GAT_UNROLL writes a loop out, so that what it\n"
    " * sums into stays in registers. One lane where the compiler has no such vectors, where it computes a float in more\n"
    " * than a float's precision (x87), or with -DGATCC_PLAIN. */\n"
    "#if defined(GATCC_PLAIN) || !defined(__GNUC__) || (__GNUC__ < 9 && !defined(__clang__))\n"
    "#define GAT_STEP 1\n"
    "#elif __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16\n"
    "#define GAT_STEP 1\n"
    "#elif defined(__AVX__)\n"
    "#define GAT_STEP 8\n"
    "#else\n"
    "#define GAT_STEP 4\n"
    "#endif\n"
    "#if GAT_STEP > 1\n"
    "typedef float gat_lanes __attribute__((vector_size(4 * GAT_STEP)));\n"
    "typedef int32_t gat_masks __attribute__((vector_size(4 * GAT_STEP)));  /* all bits, or none */\n"
    "typedef uint32_t gat_words __attribute__((vector_size(4 * GAT_STEP)));\n"
    "typedef gat_lanes gat_lanes_at __attribute__((aligned(4), may_alias));\n"
    "#define GAT_AT(x) (*(const gat_lanes_at *)&(x))\n"
    "#define GAT_PUT(x) (*(gat_lanes_at *)&(x))\n"
    "#define GAT_ALL(x) ((x) - (gat_lanes){0})\n"
    "#else\n"
    "typedef float gat_lanes;\n"
    "#define GAT_AT(x) (x)\n"
    "#define GAT_PUT(x) (x)\n"
    "#define GAT_ALL(x) (x)\n"
    "#endif\n"
    "#if defined(__clang__)\n"
    "#define GAT_UNROLL _Pragma(\"clang loop unroll(full)\")\n"
    "#elif defined(__GNUC__)\n"
    "#define GAT_UNROLL _Pragma(\"GCC unroll 16\")\n"
    "#else\n"
    "#define GAT_UNROLL\n"
    "#endif\n";

static const char shuffle_text[] =
    "#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)\n"
    "#define GAT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)\n"
    "#elif defined(__GNUC__)\n"
    "#define GAT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (gat_masks){__VA_ARGS__})\n"
    "#endif\n";

static const char totals_text[] =
    "/* The sum of each of GAT_STEP vectors, in that vector's lane. */\n"
    "#if GAT_STEP == 8\n"
    "static inline gat_lanes gat_pairs(gat_lanes a, gat_lanes b)\n"
    "{\n"
    "    return GAT_SHUFFLE(a, b, 0, 8, 1, 9, 4, 12, 5, 13) + GAT_SHUFFLE(a, b, 2, 10, 3, 11, 6, 14, 7, 15);\n"
    "}\n"
    "static inline gat_lanes gat_halves(gat_lanes a, gat_lanes b)\n"
    "{\n"
    "    return GAT_SHUFFLE(a, b, 0, 1, 8, 9, 4, 5, 12, 13) + GAT_SHUFFLE(a, b, 2, 3, 10, 11, 6, 7, 14, 15);\n"
    "}\n"
    "static inline gat_lanes gat_totals(const gat_lanes *x)\n"
    "{\n"
    "    const gat_lanes a = gat_halves(gat_pairs(x[0], x[1]), gat_pairs(x[2], x[3]));\n"
    "    const gat_lanes b = gat_halves(gat_pairs(x[4], x[5]), gat_pairs(x[6], x[7]));\n"
    "    return GAT_SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + GAT_SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15);\n"
    "}\n"
    "#elif GAT_STEP == 4\n"
    "static inline gat_lanes gat_totals(const gat_lanes *x)\n"
    "{\n"
    "    const gat_lanes a = GAT_SHUFFLE(x[0], x[1], 0, 4, 1, 5) + GAT_SHUFFLE(x[0], x[1], 2, 6, 3, 7);\n"
    "    const gat_lanes b = GAT_SHUFFLE(x[2], x[3], 0, 4, 1, 5) + GAT_SHUFFLE(x[2], x[3], 2, 6, 3, 7);\n"
    "    return GAT_SHUFFLE(a, b, 0, 1, 4, 5) + GAT_SHUFFLE(a, b, 2, 3, 6, 7);\n"
    "}\n"
    "#else\n"
    "#define gat_totals(x) ((x)[0])\n"
    "#endif\n";

static const char total_text[] =
    "/* The sum of a vector's lanes. */\n"
    "#if GAT_STEP > 1\n"
    "static inline float gat_total(gat_lanes x)\n"
    "{\n"
    "#if GAT_STEP == 8\n"
    "    x += GAT_SHUFFLE(x, x, 4, 5, 6, 7, 0, 1, 2, 3);\n"
    "    x += GAT_SHUFFLE(x, x, 2, 3, 0, 1, 6, 7, 4, 5);\n"
    "#else\n"
    "    x += GAT_SHUFFLE(x, x, 2, 3, 0, 1);\n"
    "#endif\n"
    "    return x[0] + x[1];\n"
    "}\n"
    "#else\n"
    "#define gat_total(x) (x)\n"
    "#endif\n";

static const char prefetch_text[] =
    "/* Rows that a list points to are asked for GAT_AHEAD entries before they are read: memory answers meanwhile. */\n"
    "#define GAT_AHEAD 32\n"
    "static inline void gat_prefetch(const float *row, int count)\n"
    "{\n"
    "#if defined(__GNUC__)\n"
    "    for (int n = 0; n < count; n += 16)\n"
    "        __builtin_prefetch(row + n);\n"
    "    if (count > 1 && count % 16)\n"
    "        __builtin_prefetch(row + count - 1);\n"
    "#else\n"
    "    (void)row, (void)count;\n"
    "#endif\n"
    "}\n";

static const char draw_text[] =
    "#if GAT_STEP > 1\n"
    "/* gatrt_keep in every lane: of row keys, of elements i. */\n"
    "static inline gat_lanes gat_lanes_draw(gat_words key, gat_words i, uint32_t threshold, float scale)\n"
    "{\n"
    "    gat_words x = key + i * 0x9E3779B9u;\n"
    "    x ^= x >> 16;\n"
    "    x *= 0x7FEB352Du;\n"
    "    x ^= x >> 15;\n"
    "    x += key;\n"
    "    x *= 0x846CA68Bu;\n"
    "    x ^= x >> 16;\n"
    "    return (gat_lanes)((x >= threshold) & (gat_masks)GAT_ALL(scale));\n"
    "}\n"
    "#endif\n";

static const char keep_text[] =
    "/* gatrt_keep of GAT_STEP elements of a row, from element i on. */\n"
    "#if GAT_STEP > 1\n"
    "static inline gat_lanes gat_lanes_keep(uint32_t key, uint32_t i, uint32_t threshold, float scale)\n"
    "{\n"
    "    static const gat_words number = {\n"
    "        0, 1, 2, 3,\n"
    "#if GAT_STEP == 8\n"
    "        4, 5, 6, 7,\n"
    "#endif\n"
    "    };\n"
    "    return gat_lanes_draw(key - (gat_words){0}, number + i, threshold, scale);\n"
    "}\n"
    "#else\n"
    "#define gat_lanes_keep(key, i, threshold, scale) gatrt_keep(key, i, threshold, scale)\n"
    "#endif\n";

static const char keep_elements_text[] =
    "/* gatrt_keep of the elements i[0] .. i[GAT_STEP - 1] of a row. */\n"
    "#if GAT_STEP > 1\n"
    "static inline gat_lanes gat_keep_elements(uint32_t key, const int32_t *i, uint32_t threshold, float scale)\n"
    "{\n"
    "    gat_words element;\n"
    "    memcpy(&element, i, sizeof element);\n"
    "    return gat_lanes_draw(key - (gat_words){0}, element, threshold, scale);\n"
    "}\n"
    "#else\n"
    "#define gat_keep_elements(key, i, threshold, scale) gatrt_keep(key, (uint32_t)*(i), threshold, scale)\n"
    "#endif\n";

static const char keep_rows_text[] =
    "/* gatrt_keep of element i of the rows row[0] .. row[GAT_STEP - 1]. */\n"
    "#if GAT_STEP > 1\n"
    "static inline gat_lanes gat_keep_rows(uint64_t draw, const int32_t *row, uint32_t i, uint32_t threshold, float scale)\n"
    "{\n"
    "    gat_words x;\n"
    "    memcpy(&x, row, sizeof x);\n"
    "    x = (uint32_t)draw + x * 0x9E3779B9u;\n"
    "    x ^= x >> 16;\n"
    "    x *= 0x7FEB352Du;\n"
    "    x ^= x >> 15;\n"
    "    x *= 0x846CA68Bu;\n"
    "    x ^= x >> 16;\n"
    "    return gat_lanes_draw(x ^ (uint32_t)(draw >> 32), i - (gat_words){0}, threshold, scale);\n"
    "}\n"
    "#else\n"
    "#define gat_keep_rows(draw, row, i, threshold, scale) \\\n"
    "    gatrt_keep(gatrt_row_key(draw, (uint32_t)*(row)), i, threshold, scale)\n"
    "#endif\n";

static const char pick_text[] =
    "/* take ? a : b by masks: C has no conditional that is sure to evaluate both sides, and loops with branches do not\n"
    " * vectorise. */\n"
    "static inline float gat_pick(int take, float a, float b)\n"
    "{\n"
    "    int32_t bits_a, bits_b;\n"
    "    memcpy(&bits_a, &a, sizeof a);\n"
    "    memcpy(&bits_b, &b, sizeof b);\n"
    "    const int32_t bits = (bits_a & -take) | (bits_b & ~-take);\n"
    "    float y;\n"
    "    memcpy(&y, &bits, sizeof y);\n"
    "    return y;\n"
    "}\n";

static const char lanes_pick_text[] =
    "/* The same in every lane. */\n"
    "#if GAT_STEP > 1\n"
    "#define gat_lanes_pick(take, a, b) gat_lanes_choose(take, GAT_ALL(a), GAT_ALL(b))\n"
    "static inline gat_lanes gat_lanes_choose(gat_masks take, gat_lanes a, gat_lanes b)\n"
    "{\n"
    "    return (gat_lanes)(((gat_masks)a & take) | ((gat_masks)b & ~take));\n"
    "}\n"
    "#else\n"
    "#define gat_lanes_pick(take, a, b) gat_pick(take, a, b)\n"
    "#endif\n";

/* The macro tells since gcc 12; before, e^x is then within 5e-6. A barrier that gcc's vectoriser keeps is none of its own. */
static const char ordered_text[] =
    "/* Where the order of operations counts, whatever -fassociative-math says: the head of a block for clang, the operand\n"
    " * that is made first for gcc. */\n"
    "#if defined(__clang__) && __clang_major__ >= 13\n"
    "#define GAT_ORDERED _Pragma(\"clang fp reassociate(off)\")\n"
    "#else\n"
    "#define GAT_ORDERED\n"
    "#endif\n"
    "#if defined(__ASSOCIATIVE_MATH__) && !defined(__clang__)\n"
    "#define GAT_FIRST volatile\n"
    "#else\n"
    "#define GAT_FIRST\n"
    "#endif\n";

static const char exp_text[] =
    "/* e^x = 2^(n-1) 2 e^r, n = round(x / ln 2): relative error below 2e-7 where e^x is above 1.7e-38, 0 below that. */\n"
    "static inline float gat_exp(float x)\n"
    "{\n"
    "    GAT_ORDERED\n"
    "    const float in = gat_pick(x > 88.7f, 88.7f, gat_pick(x < -87.33654f, -87.33654f, x));\n"
    "    const float shifted = in * 1.44269504f + 12582912.0f; /* n in its low bits */\n"
    "    uint32_t n;\n"
    "    memcpy(&n, &shifted, sizeof n);\n"
    "    n -= 0x4B400000u;\n"
    "    const float whole = (float)(int32_t)n;\n"
    "    GAT_FIRST const float rest = in - whole * 0.693145752f;\n"
    "    const float r = rest - whole * 1.42860677e-6f;\n"
    "    float y = 2.78523672e-3f; /* twice e^r, as 2^128 is no float */\n"
    "    y = y * r + 1.67263581e-2f;\n"
    "    y = y * r + 8.33331093e-2f;\n"
    "    y = y * r + 0.33333154f;\n"
    "    y = y * r + 1.0f;\n"
    "    y = y * r + 2.0f;\n"
    "    y = y * r + 2.0f;\n"
    "    const uint32_t bits = (n + 126u) << 23;\n"
    "    float scale;\n"
    "    memcpy(&scale, &bits, sizeof scale);\n"
    "    return y * scale;\n"
    "}\n";

static const char lanes_exp_text[] =
    "/* gat_exp in every lane: the same steps. */\n"
    "#if GAT_STEP > 1\n"
    "static inline gat_lanes gat_lanes_exp(gat_lanes x)\n"
    "{\n"
    "    GAT_ORDERED\n"
    "    const gat_lanes in = gat_lanes_pick(x > 88.7f, 88.7f, gat_lanes_pick(x < -87.33654f, -87.33654f, x));\n"
    "    const gat_lanes shifted = in * 1.44269504f + 12582912.0f;\n"
    "    const gat_words n = (gat_words)shifted - 0x4B400000u;\n"
    "    const gat_lanes whole = __builtin_convertvector((gat_masks)n, gat_lanes);\n"
    "    GAT_FIRST const gat_lanes rest = in - whole * 0.693145752f;\n"
    "    const gat_lanes r = rest - whole * 1.42860677e-6f;\n"
    "    gat_lanes y = 2.78523672e-3f * r + 1.67263581e-2f;\n"
    "    y = y * r + 8.33331093e-2f;\n"
    "    y = y * r + 0.33333154f;\n"
    "    y = y * r + 1.0f;\n"
    "    y = y * r + 2.0f;\n"
    "    y = y * r + 2.0f;\n"
    "    return y * (gat_lanes)((n + 126u) << 23);\n"
    "}\n"
    "#else\n"
    "#define gat_lanes_exp(x) gat_exp(x)\n"
    "#endif\n";

static const char elu_text[] =
    "static inline float gat_elu(float x, float alpha)\n"
    "{\n"
    "    return gat_pick(x > 0.0f, x, alpha * (gat_exp(gat_pick(x > 0.0f, 0.0f, x)) - 1.0f));\n"
    "}\n";

static const char sigmoid_text[] =
    "static inline float gat_sigmoid(float x)\n"
    "{\n"
    "    const float small = gat_exp(gat_pick(x < 0.0f, x, -x)); /* e^-|x|: never overflows */\n"
    "    const float y = small / (1.0f + small);\n"
    "    return gat_pick(x < 0.0f, y, 1.0f - y);\n"
    "}\n";

static const char lanes_elu_text[] =
    "static inline gat_lanes gat_lanes_elu(gat_lanes x, float alpha)\n"
    "{\n"
    "    return gat_lanes_pick(x > 0.0f, x, alpha * (gat_lanes_exp(gat_lanes_pick(x > 0.0f, 0.0f, x)) - 1.0f));\n"
    "}\n";

static const char lanes_sigmoid_text[] =
    "static inline gat_lanes gat_lanes_sigmoid(gat_lanes x)\n"
    "{\n"
    "    const gat_lanes small = gat_lanes_exp(gat_lanes_pick(x < 0.0f, x, -x));\n"
    "    const gat_lanes y = small / (1.0f + small);\n"
    "    return gat_lanes_pick(x < 0.0f, y, 1.0f - y);\n"
    "}\n";

static const char softplus_text[] =
    "static inline float gat_softplus(float x)\n"
    "{\n"
    "    return gat_pick(x > 0.0f, x, 0.0f) + log1pf(gat_exp(gat_pick(x < 0.0f, x, -x)));\n"
    "}\n";

/* Plain products for inference on its own; a trainer calls the runtime's. */
static const char gemm_text[] =
    "#ifdef GATCC_INFERENCE_ONLY\n"
    "static void gat_gemm(int64_t rows, int64_t m, int64_t k, const float *a, const float *b, float *y, int add)\n"
    "{\n"
    "    for (int64_t v = 0; v < rows; v++) {\n"
    "        for (int64_t n = 0; n < m / 64 * 64; n += 64) { /* 64 columns at a time stay in registers */\n"
    "            float sum[64];\n"
    "            for (int i = 0; i < 64; i++)\n"
    "                sum[i] = add ? y[v * m + n + i] : 0.0f;\n"
    "            for (int64_t q = 0; q < k; q++) {\n"
    "                const float x_q = a[v * k + q];\n"
    "                GAT_UNROLL\n"
    "                for (int i = 0; i < 64; i += GAT_STEP)\n"
    "                    GAT_PUT(sum[i]) += x_q * GAT_AT(b[q * m + n + i]);\n"
    "            }\n"
    "            memcpy(y + v * m + n, sum, sizeof sum);\n"
    "        }\n"
    "        for (int64_t n = m / 64 * 64; n < m; n++)\n"
    "            y[v * m + n] = add ? y[v * m + n] : 0.0f;\n"
    "        for (int64_t q = 0; q < k; q++)\n"
    "            for (int64_t n = m / 64 * 64; n < m; n++)\n"
    "                y[v * m + n] += a[v * k + q] * b[q * m + n];\n"
    "    }\n"
    "}\n"
    "#define GAT_GEMM gat_gemm\n"
    "#else\n"
    "#define GAT_GEMM gatrt_gemm\n"
    "#endif\n";

static const char gemm_nt_text[] =
    "#ifdef GATCC_INFERENCE_ONLY\n"
    "static void gat_gemm_nt(int64_t rows, int64_t m, int64_t k, const float *a, const float *b, float *y, int add)\n"
    "{\n"
    "    for (int64_t v = 0; v < rows; v++)\n"
    "        for (int64_t n = 0; n < m; n++) {\n"
    "            float sum = add ? y[v * m + n] : 0.0f;\n"
    "            for (int64_t q = 0; q < k; q++)\n"
    "                sum += a[v * k + q] * b[n * k + q];\n"
    "            y[v * m + n] = sum;\n"
    "        }\n"
    "}\n"
    "#define GAT_GEMM_NT gat_gemm_nt\n"
    "#else\n"
    "#define GAT_GEMM_NT gatrt_gemm_nt\n"
    "#endif\n";

static const char add_pieces_text[] =
    "/* dest[n] = sum of the chunks' pieces, in their order, for the n of 0..width that are in lo..hi. */\n"
    "static void gat_add_pieces(float *dest, const float *pieces, int64_t count, int64_t stride, int64_t width,\n"
    "                           int64_t lo, int64_t hi)\n"
    "{\n"
    "    lo = lo > 0 ? lo : 0;\n"
    "    hi = hi < width ? hi : width;\n"
    "    for (int64_t n = lo; n < hi; n++)\n"
    "        dest[n] = 0.0f;\n"
    "    for (int64_t q = 0; q < count; q++)\n"
    "        for (int64_t n = lo; n < hi; n++)\n"
    "            dest[n] += pieces[q * stride + n];\n"
    "}\n";

static const char add_turned_text[] =
    "/* The same for a matrix [rows, columns] whose pieces hold it column by column. */\n"
    "static void gat_add_turned_pieces(float *dest, const float *pieces, int64_t count, int64_t stride, int64_t rows,\n"
    "                                  int64_t columns, int64_t lo, int64_t hi)\n"
    "{\n"
    "    lo = lo > 0 ? lo : 0;\n"
    "    hi = hi < rows * columns ? hi : rows * columns;\n"
    "    for (int64_t n = lo; n < hi; n++) {\n"
    "        const float *const piece = pieces + n % columns * rows + n / columns;\n"
    "        float sum = 0.0f;\n"
    "        for (int64_t q = 0; q < count; q++)\n"
    "            sum += piece[q * stride];\n"
    "        dest[n] = sum;\n"
    "    }\n"
    "}\n";
/* clang-format on */

static const struct {
    const char *call, *text;
    /* clang-format off */
} helpers[] = {
    {"GAT_KERNEL", kernel_text},
    {"GAT_ROLLED", rolled_text},
    {"GAT_STEP", lanes_text},
    {"gat_pick(", pick_text},
    {"GAT_ORDERED", ordered_text},
    {"gat_exp(", exp_text},
    {"gat_elu(", elu_text},
    {"gat_sigmoid(", sigmoid_text},
    {"gat_softplus(", softplus_text},
    {"GAT_SHUFFLE(", shuffle_text},
    {"gat_totals(", totals_text},
    {"gat_total(", total_text},
    {"gat_prefetch(", prefetch_text},
    {"gat_lanes_draw(", draw_text},
    {"gat_lanes_keep(", keep_text},
    {"gat_keep_elements(", keep_elements_text},
    {"gat_keep_rows(", keep_rows_text},
    {"gat_lanes_pick(", lanes_pick_text},
    {"gat_lanes_exp(", lanes_exp_text},
    {"gat_lanes_elu(", lanes_elu_text},
    {"gat_lanes_sigmoid(", lanes_sigmoid_text},
    {"GAT_GEMM(", gemm_text},
    {"GAT_GEMM_NT(", gemm_nt_text},
    {"gat_add_pieces(", add_pieces_text},
    {"gat_add_turned_pieces(", add_turned_text},
};
/* clang-format on */

/* Does a program's code call the helper? */
typedef struct Caller {
    const char *call;
    bool found;
} Caller;

/* An op's C text has the name for one number; for lanes it begins otherwise. */
static bool op_calls(const Expr *x, const char *call)
{
    static const char prefix[] = "gat_lanes_";
    bool lanes = !strncmp(call, prefix, strlen(prefix));
    const char *name = lanes ? arena_format("gat_%s", call + strlen(prefix)) : call;
    return x->lanes == lanes && strstr(op_info[x->op].ctext, name);
}

static bool is_spelled(Call call, bool lanes, const char *name)
{
    const char *text = call_name(call, lanes);
    size_t n = strlen(text);
    return !strncmp(name, text, n) && name[n] == '(';
}

static void find_in_expr(void *arg, const Expr *x)
{
    Caller *c = arg;
    c->found |= x->kind == X_OP ? op_calls(x, c->call) : x->kind == X_CALL && is_spelled(x->call, x->lanes, c->call);
}

static void find_in_stmt(void *arg, const Stmt *s)
{
    Caller *c = arg;
    if (s->kind == S_CALL)
        c->found |= is_spelled(s->call, false, c->call);
    if (emit_is_short(s))
        c->found |= !strcmp(c->call, "GAT_ROLLED");
    if (s->lanes || (s->kind == S_DECLARE && s->var->elem == ELEM_LANES))
        c->found |= !strcmp(c->call, "GAT_STEP");
}

/* Every kernel is marked by GAT_KERNEL. */
static bool prog_calls(const Prog *p, const char *call)
{
    Caller caller = {.call = call, .found = p && p->kernel_count && !strcmp(call, "GAT_KERNEL")};
    const Visit visit = {.stmt = find_in_stmt, .expr = find_in_expr, .arg = &caller};
    for (int i = 0; p && i < p->kernel_count; i++)
        visit_stmts(&visit, p->kernels[i]->body);
    return caller.found;
}

enum { HELPER_COUNT = sizeof helpers / sizeof *helpers };

/* PLAIN: only where there is one lane and the functions of lanes are other names for those of one number. */
typedef enum Need { NOT, PLAIN, ALWAYS } Need;

static bool is_of_lanes(const char *call)
{
    return !strncmp(call, "gat_lanes_", strlen("gat_lanes_"));
}

static bool is_of_one(const char *call)
{
    return !strncmp(call, "gat_", 4) && !is_of_lanes(call);
}

/* Which functions the programs need, themselves or through other helpers: those that call stand later in the table. */
static void find_wanted(Prog *const *progs, int count, Need *wanted)
{
    for (int i = HELPER_COUNT - 1; i >= 0; i--) {
        wanted[i] = NOT;
        for (int j = 0; j < count; j++)
            wanted[i] = prog_calls(progs[j], helpers[i].call) ? ALWAYS : wanted[i];
        for (int j = i + 1; j < HELPER_COUNT; j++) {
            bool other_name = is_of_lanes(helpers[j].call) && is_of_one(helpers[i].call);
            Need need = !wanted[j] || !strstr(helpers[j].text, helpers[i].call) ? NOT : other_name ? PLAIN : wanted[j];
            wanted[i] = need > wanted[i] ? need : wanted[i];
        }
    }
}

static bool defines(const char *text, const char *name)
{
    for (const char *at = text; (at = strstr(at, "#define ")); at++) {
        const char *word = at + strlen("#define ");
        if (!strncmp(word, name, strlen(name)) && strchr(" (\n", word[strlen(name)]))
            return true;
    }
    return false;
}

bool emit_is_macro(const char *name)
{
    for (int i = 0; i < HELPER_COUNT; i++)
        if (defines(helpers[i].text, name))
            return true;
    return defines(leaf_text, name);
}

void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count)
{
    Need needed[HELPER_COUNT], there[HELPER_COUNT];
    find_wanted(now, now_count, needed);
    find_wanted(before, before_count, there);
    for (int i = 0; i < HELPER_COUNT; i++) {
        if (needed[i] <= there[i])
            continue;
        out_blank(o);
        if (needed[i] == PLAIN || there[i] == PLAIN)
            out_line(o, needed[i] == PLAIN ? "#if GAT_STEP == 1" : "#if GAT_STEP > 1");
        out_raw(o, helpers[i].text);
        if (needed[i] == PLAIN || there[i] == PLAIN)
            out_line(o, "#endif");
    }
}

void emit_flag_check(Out *o)
{
    out_blank(o);
    out_raw(o, flags_text);
    out_blank(o);
    out_raw(o, leaf_text);
}

/* Inference bears more digits than a float has; a trainer compares a value kept in a register with the same one stored. */
void emit_trainer_flag_check(Out *o)
{
    out_line(o, "#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16");
    out_line(o, "#error \"training needs floats without x87's extra digits: add -msse2 -mfpmath=sse\"");
    out_line(o, "#endif");
}
