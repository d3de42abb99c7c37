/* test_exp.c - the functions of c/lib/exp.h, as gatcc writes them into the C of a model, against libm in double, over
 * all floats in steps of their bit patterns. Run: ctest -R math/test_exp; STRIDE=1 tests every float (minutes).
 * They are compiled with plain flags, for this machine, and with each flag that lets a compiler reorder arithmetic or
 * keep more digits than a float has.
 *
 * gat_exp is relatively right wherever it is not 0 (where e^x is hardly a normal float) or clamped (above 88.7);
 * the others inherit from it. NaN in is NaN out: a network that has diverged must show it. */
#define _GNU_SOURCE /* mkdtemp, dlopen */
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../support/compiler.h"

enum { BLOCK = 4096, FUNCTIONS = 7 };

static const float ELU_ALPHA = 1.5f;
static const double LEAST = 0x1.7p-126; /* e^x below this (x < -86.98) may be 0 */

/* Loops over blocks, as kernels have them, so that the compiler vectorises what is tested. */
static const char wrappers[] =
    "#include \"functions.c\"\n"
    "#define WRAP(name, call) \\\n"
    "    void name(const float *x, float *y, int n); \\\n"
    "    void name(const float *x, float *y, int n) { for (int i = 0; i < n; i++) y[i] = call; }\n"
    "WRAP(all_exp, gat_exp(x[i]))\n"
    "WRAP(all_sigmoid, gat_sigmoid(x[i]))\n"
    "WRAP(all_softplus, gat_softplus(x[i]))\n"
    "WRAP(all_elu, gat_elu(x[i], 1.5f))\n"
    "#define WRAP_LANES(name, call) \\\n"
    "    void name(const float *x, float *y, int n); \\\n"
    "    void name(const float *x, float *y, int n) \\\n"
    "    { for (int i = 0; i + GAT_STEP <= n; i += GAT_STEP) GAT_PUT(y[i]) = call; }\n"
    "WRAP_LANES(all_lanes_exp, gat_lanes_exp(GAT_AT(x[i])))\n"
    "WRAP_LANES(all_lanes_sigmoid, gat_lanes_sigmoid(GAT_AT(x[i])))\n"
    "WRAP_LANES(all_lanes_elu, gat_lanes_elu(GAT_AT(x[i]), 1.5f))\n";

typedef void Apply(const float *x, float *y, int n);

/* ------------------------------------------------------------ what they should be */

static double exact_exp(double x)
{
    return exp(fmin(x, (double)88.7f));
}

static double exact_sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double exact_softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double exact_elu(double x)
{
    return x > 0 ? x : (double)ELU_ALPHA * expm1(x);
}

typedef struct Function {
    const char *name; /* in the library */
    double (*exact)(double);
    double relative, absolute; /* allowed: relative * |y| + absolute */
} Function;

/* sigmoid and softplus are 0 where e^x is; elu is e^x - 1, a difference. */
static const Function functions[FUNCTIONS] = {
    {"all_exp", exact_exp, 2e-7, 0},           {"all_sigmoid", exact_sigmoid, 3e-7, 0},
    {"all_softplus", exact_softplus, 4e-7, 0}, {"all_elu", exact_elu, 0, 4e-7},
    {"all_lanes_exp", exact_exp, 2e-7, 0},     {"all_lanes_sigmoid", exact_sigmoid, 3e-7, 0},
    {"all_lanes_elu", exact_elu, 0, 4e-7},
};

/* What is allowed grows by a factor where polynomials may be added up in another order; it is as much with one float in
 * so many. A compiler that does not know the flags leaves them out, and it is said. */
typedef struct Flags {
    const char *text;
    double factor;
    int stride;
} Flags;
static const Flags flag_sets[] = {
    {"-O3", 1, 1},
    {"-O3 -march=native", 1, 4},
    {"-O3 -march=native -DGATCC_PLAIN", 1, 4},
    {"-O2 -fno-signed-zeros", 1, 16},
    {"-O2 -freciprocal-math", 1, 16},
    {"-O2 -fassociative-math -fno-signed-zeros -fno-trapping-math", 1.5, 4},
    {"-O3 -march=native -fassociative-math -fno-signed-zeros -fno-trapping-math", 1.5, 4},
    {"-O2 -funsafe-math-optimizations", 1.5, 4},
    {"-Ofast -march=native -fno-finite-math-only", 1.5, 4},
    {"-O2 -mfpmath=387", 1, 16},
    {"-O2 -std=gnu17 -mfpmath=387", 1, 16},
};
static const Flags *flags;

/* ------------------------------------------------------------ the emitted C, loaded */

typedef struct Library {
    char *folder;
    void *handle;
    Apply *apply[FUNCTIONS];
} Library;

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

static bool compiler_knows(const char *text)
{
    fflush(NULL);
    return system(arena_format("echo 'int x;' | %s -Werror %s -x c -c - -o /dev/null 2>/dev/null",
                               environment("CC", "cc"), text)) == 0;
}

static void emit_functions(const char *folder)
{
    Model *m =
        front_read(arena_format("%s/tests/math/functions.lua", environment("GATCC_SOURCE", ".")), &(FrontOptions){0});
    pipeline_run(m, NULL);
    Out c, h;
    out_init(&c);
    out_init(&h);
    emit_model(m, "functions.c", &c, &h);
    const OutFile files[] = {
        {arena_format("%s/functions.c", folder), c.text, c.size, false},
        {arena_format("%s/functions.h", folder), h.text, h.size, false},
        {arena_format("%s/wrappers.c", folder), wrappers, sizeof wrappers - 1, false},
    };
    out_write_files(files, 3);
    out_free(&c);
    out_free(&h);
}

static int load_library(void **state)
{
    Library *l = arena_alloc(1, sizeof *l);
    l->folder = arena_format("%s/gatcc-test-XXXXXX", environment("TMPDIR", "/tmp"));
    if (!mkdtemp(l->folder))
        return -1;
    emit_functions(l->folder);
    const char *command = arena_format("cd '%s' && %s -std=c17 %s -fPIC -shared -DGATCC_INFERENCE_ONLY -Wall -Wextra"
                                       " -Werror -Wno-unused-function wrappers.c -lm -o functions.so",
                                       l->folder, environment("CC", "cc"), flags->text);
    fflush(NULL);
    if (system(command))
        return -1;
    l->handle = dlopen(arena_format("%s/functions.so", l->folder), RTLD_NOW | RTLD_LOCAL);
    if (!l->handle)
        return -1;
    for (int i = 0; i < FUNCTIONS; i++) {
        void *symbol = dlsym(l->handle, functions[i].name);
        if (!symbol)
            return -1;
        memcpy(&l->apply[i], &symbol, sizeof symbol); /* ISO C has no cast between objects and functions */
    }
    *state = l;
    return 0;
}

static int unload_library(void **state)
{
    static const char *const files[] = {"functions.c", "functions.h", "wrappers.c", "functions.so"};
    Library *l = *state;
    dlclose(l->handle);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(arena_format("%s/%s", l->folder, files[i]));
    return rmdir(l->folder);
}

/* ------------------------------------------------------------ all floats */

static float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The size of the error as a part of what is allowed; above 1 it is too large. */
static double error_of(const Function *f, float x, float y)
{
    if (isnan(x))
        return isnan(y) ? 0 : INFINITY;
    double exact = f->exact((double)x);
    if (isinf(exact) || isnan(y))
        return (double)y == exact ? 0 : INFINITY;
    if (y == 0 && exact < LEAST)
        return 0;
    double error = fabs((double)y - exact), allowed = f->relative * fabs(exact) + f->absolute;
    return error <= 0 ? 0 : error / allowed;
}

static void check_function(const Library *l, int which)
{
    const Function *f = &functions[which];
    uint64_t stride = strtoull(environment("STRIDE", "997"), NULL, 10) * (uint64_t)flags->stride, bits = 0;
    float x[BLOCK], y[BLOCK], worst_x = 0, worst_y = 0;
    double worst = 0;
    assert_true(stride > 0);
    while (bits <= UINT32_MAX) {
        int n = 0;
        for (; n < BLOCK && bits <= UINT32_MAX; n++, bits += stride)
            x[n] = float_of((uint32_t)bits);
        for (int i = n; i < BLOCK; i++)
            x[i] = 0;
        l->apply[which](x, y, BLOCK);
        for (int i = 0; i < n; i++) {
            double error = error_of(f, x[i], y[i]);
            if (error > worst) {
                worst = error;
                worst_x = x[i];
                worst_y = y[i];
            }
        }
    }
    if (worst > flags->factor)
        fail_msg("%s: %s(%a = %.9g) is %.9g, exactly %.17g", flags->text, f->name, (double)worst_x, (double)worst_x,
                 (double)worst_y, f->exact((double)worst_x));
}

static void exp_is_right_everywhere(void **state)
{
    check_function(*state, 0);
}

static void sigmoid_is_right_everywhere(void **state)
{
    check_function(*state, 1);
}

static void softplus_is_right_everywhere(void **state)
{
    check_function(*state, 2);
}

static void elu_is_right_everywhere(void **state)
{
    check_function(*state, 3);
}

static void lanes_are_right_everywhere(void **state)
{
    for (int which = 4; which < FUNCTIONS; which++)
        check_function(*state, which);
}

/* ------------------------------------------------------------ the ends and corners */

static float apply_one(const Library *l, int which, float x)
{
    float y;
    l->apply[which](&x, &y, 1);
    return y;
}

static void ends_are_as_said(void **state)
{
    const Library *l = *state;
    assert_true(apply_one(l, 0, 0.0f) == 1.0f);
    assert_true(apply_one(l, 0, -0.0f) == 1.0f);
    assert_true(apply_one(l, 0, -INFINITY) == 0.0f);
    assert_true(apply_one(l, 0, -88.0f) == 0.0f);
    assert_true(isfinite(apply_one(l, 0, INFINITY)));
    assert_true(apply_one(l, 0, 1e30f) == apply_one(l, 0, 88.7f));
    assert_true(apply_one(l, 0, -86.9f) >= 0x1p-126f); /* nothing denormal comes out: it would be slow */
    assert_true(apply_one(l, 0, -87.3f) == 0.0f);
    assert_true(apply_one(l, 1, INFINITY) == 1.0f);
    assert_true(apply_one(l, 1, -INFINITY) == 0.0f);
    assert_true(apply_one(l, 1, 0.0f) == 0.5f);
    assert_true(apply_one(l, 2, INFINITY) == INFINITY);
    assert_true(apply_one(l, 2, -INFINITY) == 0.0f);
    assert_true(apply_one(l, 3, INFINITY) == INFINITY);
    assert_true(apply_one(l, 3, -INFINITY) == -ELU_ALPHA);
    assert_true(apply_one(l, 3, 0.0f) == 0.0f);
}

/* A maximum subtracted before gat_exp must give 1 exactly, and larger arguments never smaller results. */
static void exp_grows(void **state)
{
    const Library *l = *state;
    float x[BLOCK], y[BLOCK], last = 0;
    for (int block = 0; block < 64; block++) {
        for (int i = 0; i < BLOCK; i++)
            x[i] = -86.9f + 175.6f * ((float)(block * BLOCK + i) / (64.0f * BLOCK));
        l->apply[0](x, y, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            if (y[i] < last)
                fail_msg("gat_exp(%.9g) is %.9g, less than before it", (double)x[i], (double)y[i]);
            last = y[i];
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_right_everywhere),
        cmocka_unit_test(sigmoid_is_right_everywhere),
        cmocka_unit_test(softplus_is_right_everywhere),
        cmocka_unit_test(elu_is_right_everywhere),
        cmocka_unit_test(lanes_are_right_everywhere),
        cmocka_unit_test(ends_are_as_said),
        cmocka_unit_test(exp_grows),
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof flag_sets / sizeof *flag_sets; i++) {
        flags = &flag_sets[i];
        if (compiler_knows(flags->text))
            failed += cmocka_run_group_tests_name(flags->text, tests, load_library, unload_library);
        else
            printf("skipped: %s has no %s\n", environment("CC", "cc"), flags->text);
    }
    return failed != 0;
}
