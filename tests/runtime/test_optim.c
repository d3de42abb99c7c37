/* test_optim.c - thirty steps of every optimiser against its formula in double. Run: ctest -R optim */
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { COUNT = 9001, STEPS = 30 };

static const OptimSettings adam_of_gat = {
    .name = "adam", .lr = 5e-3, .weight_decay = 5e-4, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};

/* A gradient that depends on the parameter, so that errors would feed on themselves. */
static double gradient(double p, int64_t i, int step)
{
    return 0.3 * p + sin(0.37 * (double)i + 1.3 * step) * (i % 3 == 0 ? 1e-3 : 1.0);
}

static double first_value(int64_t i)
{
    return cos(0.11 * (double)i);
}

static void fill_first(float *params)
{
    for (int64_t i = 0; i < COUNT; i++)
        params[i] = (float)first_value(i);
}

/* -------------------------------------------------- the formulas, in double */

typedef struct Element {
    double p, a, b;
} Element;

static void sgd_element(const OptimSettings *s, Element *x, double g, int t)
{
    g += s->weight_decay * x->p;
    x->a = t == 1 ? g : s->momentum * x->a + g;
    x->p -= s->lr * (s->momentum > 0.0 ? x->a : g);
}

static void adam_element(const OptimSettings *s, Element *x, double g, int t)
{
    if (strcmp(s->name, "adamw") == 0)
        x->p -= s->lr * s->weight_decay * x->p;
    else
        g += s->weight_decay * x->p;
    x->a = s->beta1 * x->a + (1.0 - s->beta1) * g;
    x->b = s->beta2 * x->b + (1.0 - s->beta2) * g * g;
    const double mean = x->a / (1.0 - pow(s->beta1, t)), square = x->b / (1.0 - pow(s->beta2, t));
    x->p -= s->lr * mean / (sqrt(square) + s->eps);
}

static void rmsprop_element(const OptimSettings *s, Element *x, double g, int t)
{
    (void)t;
    g += s->weight_decay * x->p;
    x->a = s->beta2 * x->a + (1.0 - s->beta2) * g * g;
    x->b = s->momentum * x->b + g / (sqrt(x->a) + s->eps);
    x->p -= s->lr * (s->momentum > 0.0 ? x->b : g / (sqrt(x->a) + s->eps));
}

static void compare(OptimSettings s, void (*element)(const OptimSettings *, Element *, double, int))
{
    static float params[COUNT], grads[COUNT];
    static Element exact[COUNT];
    Error error = {""};
    Optim *o = optim_new(&s, COUNT, &error);
    assert_non_null(o);
    fill_first(params);
    for (int64_t i = 0; i < COUNT; i++)
        exact[i] = (Element){params[i], 0.0, 0.0};
    for (int t = 1; t <= STEPS; t++) {
        for (int64_t i = 0; i < COUNT; i++) {
            const double g = gradient(exact[i].p, i, t);
            grads[i] = (float)g;
            element(&s, &exact[i], (double)grads[i], t);
        }
        optim_step(o, NULL, params, grads);
    }
    for (int64_t i = 0; i < COUNT; i++)
        assert_true(fabs((double)params[i] - exact[i].p) <= 1e-6 * fmax(1.0, fabs(exact[i].p)));
    assert_int_equal(*optim_steps(o), STEPS);
    optim_free(o);
}

static void sgd_follows_its_formula(void **state)
{
    (void)state;
    compare((OptimSettings){.name = "sgd", .lr = 1e-2}, sgd_element);
    compare((OptimSettings){.name = "sgd", .lr = 1e-2, .weight_decay = 1e-2, .momentum = 0.9}, sgd_element);
}

static void adam_follows_its_formula(void **state)
{
    (void)state;
    OptimSettings s = adam_of_gat;
    compare(s, adam_element);
    s.name = "adamw";
    s.weight_decay = 0.01;
    compare(s, adam_element);
}

static void rmsprop_follows_its_formula(void **state)
{
    (void)state;
    OptimSettings s = {.name = "rmsprop", .lr = 1e-3, .beta2 = 0.99, .eps = 1e-8, .weight_decay = 5e-4};
    compare(s, rmsprop_element);
    s.momentum = 0.5;
    compare(s, rmsprop_element);
}

/* Two steps worked out by hand: g = 2, then 1; lr 0.1, betas 0.9 and 0.999, eps 0.
 * m = 0.2, 0.28; v = 0.004, 0.004996; m^ = 2, 0.28/0.19; v^ = 4, 0.004996/0.001999 */
static void adam_by_hand(void **state)
{
    (void)state;
    const OptimSettings s = {.name = "adam", .lr = 0.1, .beta1 = 0.9, .beta2 = 0.999};
    float p = 1.0f, g = 2.0f;
    Error error = {""};
    Optim *o = optim_new(&s, 1, &error);
    optim_step(o, NULL, &p, &g);
    assert_true(fabs((double)p - 0.9) < 1e-7);
    g = 1.0f;
    optim_step(o, NULL, &p, &g);
    assert_true(fabs((double)p - (0.9 - 0.1 * (0.28 / 0.19) / sqrt(0.004996 / 0.001999))) < 2e-7);
    optim_free(o);
}

/* ------------------------------------------------------------ threads, state */

static void run_on(const OptimSettings *s, int threads, bool narrow, float *params)
{
    static float grads[COUNT];
    Error error = {""};
    Pool *pool = pool_new(threads);
    Optim *o = optim_new(s, COUNT, &error);
    if (narrow)
        optim_use_narrow(o);
    fill_first(params);
    for (int t = 1; t <= STEPS; t++) {
        for (int64_t i = 0; i < COUNT; i++)
            grads[i] = (float)gradient((double)params[i], i, t);
        optim_step(o, pool, params, grads);
    }
    optim_free(o);
    pool_free(pool);
}

static void same_bits_for_any_pool_and_processor(void **state)
{
    (void)state;
    static float alone[COUNT], shared[COUNT];
    static const char *const specs[] = {"sgd:momentum=0.9",
                                        "sgd:momentum=0.9,nesterov",
                                        "adam",
                                        "adam:amsgrad",
                                        "adamw",
                                        "rmsprop:momentum=0.9",
                                        "rmsprop:momentum=0.9,centered",
                                        "adagrad",
                                        "adadelta",
                                        "nadam:decoupled_weight_decay",
                                        "radam",
                                        "adamax",
                                        "rprop"};
    static const int sizes[] = {2, 3, 8};
    const size_t count = sizeof specs / sizeof specs[0];
    const char *name, *rest;
    for (int row = 0; optim_table(row, &name); row++) {
        size_t k = 0;
        while (k < count && (spec_name(specs[k], &rest) != strlen(name) || memcmp(specs[k], name, strlen(name)) != 0))
            k++;
        if (k == count)
            fail_msg("no case for %s", name);
    }
    for (size_t k = 0; k < count; k++) {
        OptimSettings s;
        Error error = {""};
        assert_true(optim_parse(specs[k], &s, &error));
        run_on(&s, 1, false, alone);
        for (int i = 0; i < 3; i++) {
            run_on(&s, sizes[i], false, shared);
            assert_memory_equal(alone, shared, sizeof alone);
        }
        run_on(&s, 1, true, shared); /* by the loops for any processor, whatever this one is */
        assert_memory_equal(alone, shared, sizeof alone);
    }
}

static void check_states(const char *name, double momentum, int count, const char *first)
{
    OptimSettings s = adam_of_gat;
    Error error = {""};
    s.name = name;
    s.momentum = momentum;
    Optim *o = optim_new(&s, 5, &error);
    assert_int_equal(optim_state_count(o), count);
    assert_string_equal(optim_name(o), name);
    if (count) {
        const char *found;
        const float *values = optim_state(o, 0, &found);
        assert_string_equal(found, first);
        assert_true(values[4] == 0.0f);
    }
    optim_free(o);
}

static void states_have_their_names(void **state)
{
    (void)state;
    check_states("sgd", 0.0, 0, NULL);
    check_states("sgd", 0.9, 1, "momentum_buffer");
    check_states("adam", 0.0, 2, "exp_avg");
    check_states("adamw", 0.0, 2, "exp_avg");
    check_states("rmsprop", 0.0, 1, "square_avg");
    check_states("rmsprop", 0.9, 2, "square_avg");
}

static void wrong_settings_are_refused(void **state)
{
    (void)state;
    const struct {
        OptimSettings s;
        const char *says;
    } rows[] = {
        {{.name = "magic", .lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, "magic"},
        {{.name = "sgd", .lr = 0.1, .nesterov = 1.0}, "nesterov needs a momentum"},
        {{.name = "adam", .lr = -0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, "lr"},
        {{.name = "adam", .lr = 0.1, .weight_decay = NAN, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, "decay"},
        {{.name = "adam", .lr = 0.1, .beta1 = 1.0, .beta2 = 0.999, .eps = 1e-8}, "beta1"},
        {{.name = "adam", .lr = 0.1, .beta1 = 0.9, .beta2 = 1.500, .eps = 1e-8}, "beta2"},
        {{.name = "sgd", .lr = 0.1, .momentum = -1., .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, "momentum"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Error error = {""};
        assert_null(optim_new(&rows[i].s, 5, &error));
        assert_non_null(strstr(error.text, rows[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sgd_follows_its_formula),
        cmocka_unit_test(adam_follows_its_formula),
        cmocka_unit_test(rmsprop_follows_its_formula),
        cmocka_unit_test(adam_by_hand),
        cmocka_unit_test(same_bits_for_any_pool_and_processor),
        cmocka_unit_test(states_have_their_names),
        cmocka_unit_test(wrong_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
