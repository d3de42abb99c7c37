/* emit_math.c - the arithmetic that C texts of ops.def call, emitted into the file
 * that needs it so that inference depends on nothing. Functions are branch free, so
 * that loops over features vectorise without relaxed floating point.
 *
 * gat_exp: e^x = 2^n e^r with n = round(x / ln 2) by adding and subtracting 1.5 2^23,
 * r in +-ln 2 / 2 by two-part subtraction (Cody, Waite 1980), e^r by its polynomial of
 * degree 6. Relative error below 2e-7 over the whole range; 0 below -87.3, and
 * clamped to e^88.7 above. */
#include "gatcc.h"

#include <string.h>

static const char exp_text[] =
    "/* e^x, relative error below 2e-7; branch free, so that loops vectorise. */\n"
    "static inline float gat_exp(float x)\n"
    "{\n"
    "    const float low = x < -87.3f ? 0.0f : 1.0f;\n"
    "    x = x < -87.3f ? -87.3f : x;\n"
    "    x = x > 88.7f ? 88.7f : x;\n"
    "    const float shifted = x * 1.44269504f + 12582912.0f;\n"
    "    const float n = shifted - 12582912.0f;\n"
    "    const float r = (x - n * 0.693145752f) - n * 1.42860677e-6f;\n"
    "    float y = 1.38888889e-3f;\n"
    "    y = y * r + 8.33333333e-3f;\n"
    "    y = y * r + 4.16666667e-2f;\n"
    "    y = y * r + 0.166666667f;\n"
    "    y = y * r + 0.5f;\n"
    "    y = y * r + 1.0f;\n"
    "    y = y * r + 1.0f;\n"
    "    const int32_t half = (int32_t)n / 2, rest = (int32_t)n - half;\n"
    "    const int32_t bits_a = (half + 127) << 23, bits_b = (rest + 127) << 23;\n"
    "    float a, b;\n"
    "    memcpy(&a, &bits_a, sizeof a);\n"
    "    memcpy(&b, &bits_b, sizeof b);\n"
    "    return low * y * a * b;\n"
    "}\n";

static const char elu_text[] =
    "static inline float gat_elu(float x, float alpha)\n"
    "{\n"
    "    const float below = alpha * (gat_exp(x < 0.0f ? x : 0.0f) - 1.0f);\n"
    "    return x > 0.0f ? x : below;\n"
    "}\n";

static const char sigmoid_text[] =
    "static inline float gat_sigmoid(float x)\n"
    "{\n"
    "    const float small = gat_exp(x < 0.0f ? x : -x);   /* e^-|x|: never overflows */\n"
    "    const float y = small / (1.0f + small);\n"
    "    return x < 0.0f ? y : 1.0f - y;\n"
    "}\n";

static const char softplus_text[] =
    "static inline float gat_softplus(float x)\n"
    "{\n"
    "    return (x > 0.0f ? x : 0.0f) + log1pf(gat_exp(x < 0.0f ? x : -x));\n"
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

static const struct {
    const char *call, *text;
} helpers[] = {
    {"gat_exp(", exp_text},           {"gat_elu(", elu_text},   {"gat_sigmoid(", sigmoid_text},
    {"gat_softplus(", softplus_text}, {"GAT_GEMM(", gemm_text}, {"GAT_GEMM_NT(", gemm_nt_text},
};

static bool expr_calls(const Expr *x, const char *call)
{
    if (!x)
        return false;
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
            (stmt->kind == S_LINE && strstr(stmt->text, call)))
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

/* Does any of the programs use the function, itself or through another helper? */
static bool wanted(Prog *const *progs, int count, size_t helper)
{
    for (int i = 0; i < count; i++) {
        if (prog_calls(progs[i], helpers[helper].call))
            return true;
        for (size_t j = helper + 1; j < sizeof helpers / sizeof *helpers; j++)
            if (strstr(helpers[j].text, helpers[helper].call) && prog_calls(progs[i], helpers[j].call))
                return true;
    }
    return false;
}

void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count)
{
    for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
        if (!wanted(now, now_count, i) || wanted(before, before_count, i))
            continue;
        out_blank(o);
        out_raw(o, helpers[i].text);
    }
}
