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

/* {"w": {"lr": 0.1, "weight_decay": 0.1}, "b": ...}: two groups, w and b lie behind each other. */
static void take_groups(Optim *o, json_t *arguments)
{
    static const char *const names[] = {"w", "b"};
    OptimGroup groups[2];
    const ParamRange ranges[2] = {{0, 0}, {W, 1}};
    json_t *given = json_object_get(arguments, "groups");
    for (int i = 0; given && i < 2; i++) {
        json_t *group = json_object_get(given, names[i]);
        groups[i] = (OptimGroup){.lr = json_number_value(json_object_get(group, "lr")),
                                 .weight_decay = json_number_value(json_object_get(group, "weight_decay")),
                                 .l1 = NAN};
    }
    if (given)
        optim_group(o, groups, 2, ranges, 2);
}

static bool take_clip(Optim *o, json_t *arguments)
{
    const json_t *limit = json_object_get(arguments, "clip_norm");
    char spec[64];
    Clip clip;
    Error error;
    if (!limit)
        return false;
    snprintf(spec, sizeof spec, "norm:max=%.17g", json_number_value(limit));
    assert_true(clip_parse(spec, &clip, &error));
    optim_clip(o, &clip);
    return true;
}

static double norm_at(const Npz *npz, const char *name, int step)
{
    char key[64];
    snprintf(key, sizeof key, "%s.f64.norm", name);
    return npy_number(array_of(npz, key), step - 1);
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
    Schedule schedule = {.kind = NULL};
    Error error = {""};
    if (json_object_get(json_object_get(test, "arguments"), "schedule")) /* CosineAnnealingLR, T_max the steps */
        assert_true(schedule_parse("cosine", STEPS, &schedule, &error));
    spec_of(json_object_get(test, "arguments"), spec, sizeof spec);
    Optim *o = optim_parse(spec, &settings, &error) ? optim_new(&settings, ALL, &error) : NULL;
    if (!o)
        fail_msg("%s: %s: %s", name, spec, error.text);
    fill(npz, "a", a), fill(npz, "c", c), fill(npz, "w0", start);
    for (int i = 0; i < ALL; i++)
        params[i] = (float)start[i];
    take_groups(o, json_object_get(test, "arguments"));
    const bool clipped = take_clip(o, json_object_get(test, "arguments"));
    for (int step = 1; step <= STEPS; step++) {
        if (schedule.kind)
            optim_set(o, 0, schedule_lr(&schedule, NULL, settings.lr, step - 1), NAN);
        for (int i = 0; i < ALL; i++)
            grads[i] = (float)(a[i] * ((double)params[i] - c[i]));
        optim_step(o, NULL, params, grads);
        if (clipped) /* gradients are as far off as the steepest element, a = 200, makes of its weight's error */
            assert_true(fabs(optim_norm(o) - norm_at(npz, name, step)) <=
                        200.0 * 1e-6 + 1e-6 * norm_at(npz, name, step));
        for (int i = 0; i < ALL; i++) {
            const double wanted = expected_at(npz, name, step, i);
            if (!(fabs((double)params[i] - wanted) <= fmax(1e-6 * fmax(1.0, fabs(wanted)), allowed)))
                fail_msg("%s (%s), step %d, element %d: %.9g, expected %.9g", name, spec, step, i, (double)params[i],
                         wanted);
        }
    }
    optim_free(o);
}

static void optimisers_follow_the_table(void **state)
{
    (void)state;
    json_t *cases = read_cases("optimisers.json"), *test;
    Npz *npz = read_arrays("optimisers.npz");
    size_t i;
    json_array_foreach(cases, i, test) follow(npz, test);
    npz_free(npz);
    json_decref(cases);
}

/* ------------------------------------------------------------------- schedules */

/* A schedule of the table as ours has it. Sums of schedules are one with a warmup here. */
static const struct {
    const char *table, *ours;
    int epochs; /* as far as they agree: ours rises again, as PyTorch's, where a formula of the table stays at 0 */
} schedules[] = {
    {"StepLR", "step:step_size=7,gamma=0.5", 40},
    {"MultiStepLR", "multistep:milestones=5/5/12/30,gamma=0.3", 40},
    {"ExponentialLR", "exponential:gamma=0.95", 40},
    {"CosineAnnealingLR", "cosine:t_max=25,eta_min=0.001", 40},
    {"CosineAnnealingWarmRestarts", "restarts:t_0=5,t_mult=2,eta_min=0.001", 40},
    {"LinearLR", "linear:start_factor=0.25,total_iters=8", 40},
    {"PolynomialLR", "polynomial:total_iters=30,power=2", 40},
    {"OneCycleLR", "onecycle", 40},
    {"OneCycleLR_linear", "onecycle:pct_start=0.25,linear,div_factor=10,final_div_factor=100,cycle_momentum=0", 40},
    {"warmup_cosine", "cosine:warmup=6,warmup_start=0,t_max=24", 31},
    {"warmup_cosine_shifted", "cosine:warmup=6,t_max=24", 31},
    {"warmup_cosine_sequential", "cosine:warmup=6,warmup_start=0.1,t_max=24", 31},
    {"ReduceLROnPlateau_noisy", "plateau:factor=0.5,patience=3", 40},
    {"ReduceLROnPlateau_flat", "plateau:factor=0.5,patience=3", 40},
    {"ReduceLROnPlateau_ties", "plateau:factor=0.5,patience=3", 40},
    {"ReduceLROnPlateau_cooldown", "plateau:factor=0.1,patience=1,cooldown=4,min_lr=0.002", 40},
    {"ReduceLROnPlateau_max", "plateau:factor=0.5,patience=2,threshold=0.01,absolute", 40},
    {"ReduceLROnPlateau_diverges", "plateau:factor=0.5,patience=2", 40},
};
enum { SCHEDULES = sizeof schedules / sizeof schedules[0] };

static double number_at(json_t *of, const char *key, size_t i)
{
    return json_number_value(json_array_get(json_object_get(of, key), i));
}

static void follow_schedule(json_t *test, const char *ours, int epochs)
{
    json_t *arguments = json_object_get(test, "arguments");
    const bool max = json_object_get(arguments, "mode") && strcmp(text_of(arguments, "mode"), "max") == 0;
    const json_t *top = json_object_get(arguments, "max_lr");
    const double base = json_number_value(top ? top : json_object_get(test, "base_lr"));
    Schedule s;
    Plateau p;
    Error error = {""};
    if (!schedule_parse(ours, 40, &s, &error))
        fail_msg("%s: %s", ours, error.text);
    schedule_begin(&p);
    for (int t = 0; t < epochs; t++) {
        const double lr = schedule_lr(&s, &p, base, t), wanted = number_at(test, "lr", (size_t)t);
        if (!(fabs(lr - wanted) <= 1e-12))
            fail_msg("%s, epoch %d: %.17g, expected %.17g", ours, t, lr, wanted);
        if (json_object_get(test, "momentum"))
            assert_true(fabs(schedule_momentum(&s, t) - number_at(test, "momentum", (size_t)t)) <= 1e-12);
        if (json_object_get(test, "metric"))
            schedule_note(&s, &p, number_at(test, "metric", (size_t)t), !max, t + 1);
    }
}

static void schedules_follow_the_table(void **state)
{
    (void)state;
    json_t *cases = read_cases("schedules.json"), *test;
    size_t i;
    assert_int_equal(json_array_size(cases), SCHEDULES);
    json_array_foreach(cases, i, test)
    {
        size_t row = 0;
        while (row < SCHEDULES && strcmp(schedules[row].table, text_of(test, "schedule")) != 0)
            row++;
        assert_true(row < SCHEDULES);
        follow_schedule(test, schedules[row].ours, schedules[row].epochs);
    }
    json_decref(cases);
}

/* The text that resumed runs compare is what would be given. */
static void texts_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCHEDULES; i++) {
        Schedule s, again;
        Error error = {""};
        char text[256], other[256];
        assert_true(schedule_parse(schedules[i].ours, 40, &s, &error));
        schedule_text(&s, text, sizeof text);
        assert_true(schedule_parse(text, 70, &again, &error));
        schedule_text(&again, other, sizeof other);
        assert_string_equal(text, other);
    }
}

static void wrong_schedules_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *says;
    } rows[] = {
        {"step", "schedule step needs its step_size"},
        {"step:step_size=0", "step_size=0, but it must be a whole number from 1"},
        {"step:step_size=2.5", "a whole number from 1"},
        {"cosin", "no schedule is called \"cosin\"; there are constant, step"},
        {"cosine:tmax=3",
         "schedule cosine has no setting tmax; it takes t_max, eta_min, warmup, warmup_start; did you mean t_max?"},
        {"cosine:warmup=40", "40 epochs of warmup, but there are 40"},
        {"multistep:milestones=5/4", "whole numbers from 1 that do not fall"},
        {"multistep:milestones=", "whole numbers from 1 that do not fall"},
        {"exponential:gamma=nan", "gamma=nan, but it must be"},
        {"onecycle:linear=2", "linear=2, but it must be 0 or 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Schedule s;
        Error error = {""};
        assert_false(schedule_parse(rows[i].spec, 40, &s, &error));
        if (!strstr(error.text, rows[i].says))
            fail_msg("%s: %s", rows[i].spec, error.text);
    }
}

/* -------------------------------------------------------------------- clipping */

/* Gradients of all tensors as one block, before and after: sgd with lr 0 leaves the parameters, and the gradients clipped. */
static void clip_case(const Npz *npz, json_t *test)
{
    enum { MOST = 4096 };
    static float grads[MOST], params[MOST];
    json_t *arguments = json_object_get(test, "arguments");
    const char *name = text_of(test, "case"), *kind = json_object_get(arguments, "clip_value") ? "value" : "norm";
    const json_t *type = json_object_get(arguments, "norm_type");
    const json_t *limit = json_object_get(arguments, strcmp(kind, "value") == 0 ? "clip_value" : "max_norm");
    const OptimSettings sgd = {.name = "sgd"};
    char key[64], spec[64];
    int64_t count = 0;
    Clip clip;
    Error error = {""};
    for (int tensor = 0; tensor < 3; tensor++) {
        snprintf(key, sizeof key, "%s.in.%d", name, tensor);
        const NpyArray *in = array_of(npz, key);
        assert_true(count + in->count <= MOST);
        for (int64_t i = 0; i < in->count; i++)
            grads[count++] = (float)npy_number(in, i);
    }
    snprintf(spec, sizeof spec, "%s%s:max=%.17g", kind,
             !type                  ? ""
             : json_is_string(type) ? "_inf"
                                    : "_1",
             json_number_value(limit));
    Optim *o = optim_new(&sgd, count, &error);
    assert_true(o && clip_parse(spec, &clip, &error));
    optim_clip(o, &clip);
    optim_step(o, NULL, params, grads);
    if (!json_is_null(json_object_get(test, "norm"))) {
        const double norm = json_number_value(json_object_get(test, "norm"));
        assert_true(fabs(optim_norm(o) - norm) <= 1e-6 * norm);
    }
    count = 0;
    for (int tensor = 0; tensor < 3; tensor++) {
        snprintf(key, sizeof key, "%s.out.%d", name, tensor);
        const NpyArray *out = array_of(npz, key);
        for (int64_t i = 0; i < out->count; i++, count++)
            if (!(fabs((double)grads[count] - npy_number(out, i)) <= 1e-6 * fabs(npy_number(out, i))))
                fail_msg("%s (%s), tensor %d, %lld: %.9g, expected %.9g", name, spec, tensor, (long long)i,
                         (double)grads[count], npy_number(out, i));
    }
    optim_free(o);
}

static void clipping_follows_the_table(void **state)
{
    (void)state;
    json_t *cases = read_cases("clipping.json"), *test;
    Npz *npz = read_arrays("clipping.npz");
    size_t i;
    json_array_foreach(cases, i, test) clip_case(npz, test);
    npz_free(npz);
    json_decref(cases);
}

/* ---------------------------------------------------------------------- groups */

static void groups_are_by_name(void **state)
{
    (void)state;
    static const char *const names[] = {"conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias"};
    Groups g;
    Error error = {""};
    assert_true(groups_parse("conv1.*:frozen;*.bias:weight_decay=0,lr=0.5", &g, &error));
    assert_int_equal(groups_find(&g, "conv1.bias"), 0); /* the first that fits */
    assert_int_equal(groups_find(&g, "conv2.bias"), 1);
    assert_int_equal(groups_find(&g, "conv2.weight"), -1);
    assert_true(g.group[0].of.frozen == 1.0 && isnan(g.group[0].of.lr) && g.group[1].of.lr == 0.5);
    assert_true(groups_check(&g, names, 4, &error));
    assert_true(pattern_fits("*", "") && pattern_fits("c?nv*t", "conv1.weight") && !pattern_fits("c?nv", "conv1"));
    assert_true(pattern_fits("*.b*s", "a.b.bias") && !pattern_fits("", "a"));
    assert_true(groups_parse("conv3.*:lr=1", &g, &error) && !groups_check(&g, names, 4, &error));
    assert_non_null(strstr(error.text, "conv3.* fits no parameter; there are conv1.weight, conv1.bias"));
    assert_true(groups_parse("*.bias:lr=1;conv1.bias:lr=2", &g, &error) && !groups_check(&g, names, 4, &error));
    assert_non_null(strstr(error.text, "that is in no group before it"));
    assert_true(groups_parse("*:frozen", &g, &error) && !groups_check(&g, names, 4, &error));
    assert_non_null(strstr(error.text, "all parameters are frozen"));
    assert_false(groups_parse("conv1", &g, &error));
    assert_false(groups_parse("conv1:beta1=0.5", &g, &error));
    assert_non_null(strstr(error.text, "group conv1 has no setting beta1; it takes lr, weight_decay, l1, frozen"));
}

/* A step of sgd by hand: p - lr (g + l1 sign(p)), and what is frozen stays. */
static void l1_and_frozen_by_hand(void **state)
{
    (void)state;
    const OptimSettings sgd = {.name = "sgd", .lr = 0.5, .l1 = 0.25};
    const OptimGroup groups[] = {{.lr = NAN, .weight_decay = NAN, .l1 = NAN}, {.frozen = 1.0}};
    const ParamRange ranges[] = {{0, 0}, {3, 1}};
    const float wanted[] = {2.0f - 0.5f * 1.25f, -2.0f - 0.5f * 0.75f, 0.0f - 0.5f * 1.0f, 7.0f};
    float params[] = {2.0f, -2.0f, 0.0f, 7.0f}, grads[] = {1.0f, 1.0f, 1.0f, 1.0f};
    Error error;
    Optim *o = optim_new(&sgd, 4, &error);
    optim_group(o, groups, 2, ranges, 2);
    optim_step(o, NULL, params, grads);
    assert_memory_equal(params, wanted, sizeof wanted);
    optim_free(o);
}

/* -------------------------------------------------------------------- averages */

/* As torch.optim.swa_utils, by hand: ema 1, 1.5, 2.25 of the weights 1, 2, 3; their mean 1, 1.5, 2. */
static void averages_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        float after[5];
    } rows[] = {
        {"ema:decay=0.5", {1.0f, 1.5f, 2.25f, 3.125f, 4.0625f}},
        {"swa", {1.0f, 1.5f, 2.0f, 2.5f, 3.0f}},
        {"swa:start=2,every=2", {0.0f, 2.0f, 2.0f, 3.0f, 3.0f}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Average a;
        Error error;
        int64_t taken = 0;
        float mean = 0.0f;
        assert_true(average_parse(rows[i].spec, &a, &error));
        for (int epoch = 1; epoch <= 5; epoch++) {
            const float weight = (float)epoch;
            Stage stage;
            if (average_stages(&a, &weight, &mean, 1, epoch, &taken, &stage))
                pool_stages(NULL, &stage, 1, NULL);
            assert_true(mean == rows[i].after[epoch - 1]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_follow_the_table),
        cmocka_unit_test(texts_read_back),
        cmocka_unit_test(wrong_schedules_are_refused),
        cmocka_unit_test(optimisers_follow_the_table),
        cmocka_unit_test(clipping_follows_the_table),
        cmocka_unit_test(groups_are_by_name),
        cmocka_unit_test(averages_by_hand),
        cmocka_unit_test(l1_and_frozen_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
