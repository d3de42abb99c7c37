/* emit_math.c - the arithmetic that C texts of ops.def call, emitted into the file
 * that needs it so that inference depends on nothing. Functions are branch free, so
 * that loops over features vectorise without relaxed floating point.
 *
 * gat_exp: n = round(x / ln 2) by adding and subtracting 1.5 2^23, r in +-ln 2 / 2 by
 * two-part subtraction (Cody, Waite 1980); e^r = 1 + r + r^2 p(r), p of degree 4 through
 * its values at the Chebyshev nodes. NaN stays NaN; above 88.7 it is clamped to e^88.7. */
#include "gatcc.h"

#include <string.h>

/* clang-format off */
static const char lanes_text[] =
    "/* Before a short loop over features: keeps gcc from unrolling it before it could be vectorised. */\n"
    "#if defined(__GNUC__) && !defined(__clang__)\n"
    "#define GAT_LANES _Pragma(\"GCC unroll 1\")\n"
    "#else\n"
    "#define GAT_LANES\n"
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

static const char exp_text[] =
    "/* e^x = 2^n e^r, n = round(x / ln 2): relative error below 2e-7 wherever e^x is a normal number, 0 below that. */\n"
    "static inline float gat_exp(float x)\n"
    "{\n"
    "    const float in = gat_pick(x > 88.7f, 88.7f, gat_pick(x < -87.33654f, -87.33654f, x));\n"
    "    const float shifted = in * 1.44269504f + 12582912.0f; /* n in its low bits */\n"
    "    const float whole = shifted - 12582912.0f;\n"
    "    const float r = (in - whole * 0.693145752f) - whole * 1.42860677e-6f;\n"
    "    float y = 1.39261836e-3f;\n"
    "    y = y * r + 8.36317905e-3f;\n"
    "    y = y * r + 4.16665546e-2f;\n"
    "    y = y * r + 0.16666577f;\n"
    "    y = y * r + 0.5f;\n"
    "    y = y * r + 1.0f;\n"
    "    y = y * r + 1.0f;\n"
    "    uint32_t n;\n"
    "    memcpy(&n, &shifted, sizeof n);\n"
    "    n -= 0x4B400000u;\n"
    "    const uint32_t half = (n >> 1) | (n & 0x80000000u), rest = n - half; /* 2^n may be no float; these two are */\n"
    "    const uint32_t bits_a = (half + 127u) << 23, bits_b = (rest + 127u) << 23;\n"
    "    float a, b;\n"
    "    memcpy(&a, &bits_a, sizeof a);\n"
    "    memcpy(&b, &bits_b, sizeof b);\n"
    "    return gat_pick(x < -87.33654f, 0.0f, y * a * b);\n"
    "}\n";

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
    "        for (int64_t n = 0; n < m; n++)\n"
    "            y[v * m + n] = add ? y[v * m + n] : 0.0f;\n"
    "        for (int64_t q = 0; q < k; q++)\n"
    "            for (int64_t n = 0; n < m; n++)\n"
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
/* clang-format on */

static const struct {
    const char *call, *text;
    /* clang-format off */
} helpers[] = {
    {"GAT_LANES", lanes_text}, {"gat_pick(", pick_text},       {"gat_exp(", exp_text},
    {"gat_elu(", elu_text},    {"gat_sigmoid(", sigmoid_text}, {"gat_softplus(", softplus_text},
    {"GAT_GEMM(", gemm_text},  {"GAT_GEMM_NT(", gemm_nt_text}, {"gat_add_pieces(", add_pieces_text},
};
/* clang-format on */

static bool expr_calls(const Expr *x, const char *call)
{
    if (!x)
        return false;
    if (x->kind == X_PLACE && strstr(x->place, call))
        return true;
    if (x->kind == X_OP && op_info[x->op].ctext && strstr(op_info[x->op].ctext, call))
        return true;
    for (int i = 0; i < MAX_IN; i++)
        if (expr_calls(x->arg[i], call))
            return true;
    return false;
}

static bool body_calls(const Stmt *stmt, const char *call)
{
    for (; stmt; stmt = stmt->next)
        if (expr_calls(stmt->value, call) || body_calls(stmt->body, call) ||
            (stmt->kind == S_LINE && strstr(stmt->text, call)) || (emit_is_short(stmt) && !strcmp(call, "GAT_LANES")))
            return true;
    return false;
}

static bool prog_calls(const Prog *p, const char *call)
{
    for (int i = 0; p && i < p->kernel_count; i++)
        if (body_calls(p->kernels[i]->body, call))
            return true;
    return false;
}

enum { HELPER_COUNT = sizeof helpers / sizeof *helpers };

/* Which functions the programs need, themselves or through other helpers: those that call stand later in the table. */
static void find_wanted(Prog *const *progs, int count, bool *wanted)
{
    for (int i = HELPER_COUNT - 1; i >= 0; i--) {
        wanted[i] = false;
        for (int j = 0; j < count; j++)
            wanted[i] |= prog_calls(progs[j], helpers[i].call);
        for (int j = i + 1; j < HELPER_COUNT; j++)
            wanted[i] |= wanted[j] && strstr(helpers[j].text, helpers[i].call);
    }
}

void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count)
{
    bool needed[HELPER_COUNT], there[HELPER_COUNT];
    find_wanted(now, now_count, needed);
    find_wanted(before, before_count, there);
    for (int i = 0; i < HELPER_COUNT; i++) {
        if (!needed[i] || there[i])
            continue;
        out_blank(o);
        out_raw(o, helpers[i].text);
    }
}
