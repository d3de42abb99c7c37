/* init.c - parameters before the first step, by the name of their initialiser.
 *
 * A number depends on the seed, the parameter's place in the table and the element's
 * place in memory, and on nothing else: not on the other parameters' sizes, not on
 * threads. Training draws from other steps of the same seed, so the two never meet.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

/* The draws of one parameter. */
typedef struct Draws {
    uint64_t draw;
    uint32_t value;
} Draws;

typedef struct Initialiser {
    const char *name;
    double (*scale)(const gatrt_param *p); /* bound, deviation or constant; negative or NaN: refused */
    InitElements elements;
    const char *needs; /* what makes the scale sensible */
} Initialiser;

/* ----------------------------------------------------------------- scales */

static double scale_of_argument(const gatrt_param *p)
{
    return p->init_arg;
}

static double scale_zero(const gatrt_param *p)
{
    (void)p;
    return 0.0;
}

static double scale_one(const gatrt_param *p)
{
    (void)p;
    return 1.0;
}

/* Glorot and Bengio 2010: variance 2 / (fan_in + fan_out), drawn uniformly. */
static double scale_glorot(const gatrt_param *p)
{
    return p->fan_in > 0 && p->fan_out > 0 ? sqrt(6.0 / ((double)p->fan_in + (double)p->fan_out)) : NAN;
}

/* He et al. 2015 with negative slope sqrt(5): the bound of PyTorch's Linear. */
static double scale_kaiming(const gatrt_param *p)
{
    return p->fan_in > 0 ? 1.0 / sqrt((double)p->fan_in) : NAN;
}

/* --------------------------------------------------------------- elements */

static double constant_element(const Draws *draws, int64_t i, double scale)
{
    (void)draws;
    (void)i;
    return scale;
}

static double uniform_element(const Draws *draws, int64_t i, double scale)
{
    return (2.0 * rng_uniform(draws->draw, draws->value, i) - 1.0) * scale;
}

/* Box and Muller 1958; 1 - u is never 0, so the logarithm is finite. */
static double normal_element(const Draws *draws, int64_t i, double scale)
{
    const double radius = sqrt(-2.0 * exact_log(1.0 - rng_uniform(draws->draw, draws->value, 2 * i)));
    return scale * radius * exact_cos_turns(rng_uniform(draws->draw, draws->value, 2 * i + 1));
}

static double (*const element_of[])(const Draws *draws, int64_t i, double scale) = {
    [INIT_CONSTANT] = constant_element, [INIT_UNIFORM] = uniform_element, [INIT_NORMAL] = normal_element};

/* clang-format off */
static const Initialiser initialisers[] = {
    /* name             scale               elements           needs                        */
    { "glorot",          scale_glorot,       INIT_UNIFORM,      "fan_in and fan_out above 0" },
    { "kaiming_uniform", scale_kaiming,      INIT_UNIFORM,      "fan_in above 0"             },
    { "uniform",         scale_of_argument,  INIT_UNIFORM,      "a bound of at least 0"      },
    { "normal",          scale_of_argument,  INIT_NORMAL,       "a deviation of at least 0"  },
    { "zeros",           scale_zero,         INIT_CONSTANT,     ""                           },
    { "ones",            scale_one,          INIT_CONSTANT,     ""                           },
    { "constant",        scale_of_argument,  INIT_CONSTANT,     "a finite value"             },
};
/* clang-format on */
enum { INITIALISERS = sizeof initialisers / sizeof initialisers[0] };

static const Initialiser *find_initialiser(const char *name)
{
    for (int i = 0; i < INITIALISERS; i++)
        if (strcmp(initialisers[i].name, name) == 0)
            return &initialisers[i];
    return NULL;
}

static bool unknown_initialiser(const gatrt_param *p, Error *error)
{
    char known[160] = "";
    for (int i = 0; i < INITIALISERS; i++) {
        strcat(known, i ? ", " : "");
        strcat(known, initialisers[i].name);
    }
    return error_set(error, "parameter %s: no initialiser is called \"%s\"; there are %s", p->name, p->init, known);
}

bool init_rule(const gatrt_param *p, InitRule *rule, Error *error)
{
    const Initialiser *init = find_initialiser(p->init);
    if (!init)
        return unknown_initialiser(p, error);
    *rule = (InitRule){init->elements, init->scale(p)};
    if (isfinite(rule->scale) && (rule->scale >= 0.0 || rule->elements == INIT_CONSTANT))
        return true;
    return error_set(error, "parameter %s: initialiser %s needs %s, but got %g", p->name, init->name, init->needs,
                     rule->scale);
}

static bool init_param(const gatrt_param *p, const Draws *draws, float *values, Error *error)
{
    InitRule rule = {INIT_CONSTANT, 0.0};
    if (!init_rule(p, &rule, error))
        return false;
    for (int64_t i = 0; i < p->count; i++)
        values[i] = (float)element_of[rule.elements](draws, i, rule.scale);
    return true;
}

bool init_params(const gatrt_model *model, uint64_t seed, float *params, Error *error)
{
    const uint64_t draw = gatrt_draw(seed, INIT_STEP);
    for (int k = 0; k < model->param_count; k++) {
        const gatrt_param *p = &model->params[k];
        const Draws draws = {draw, (uint32_t)k};
        if (!init_param(p, &draws, params + p->offset, error))
            return false;
    }
    return true;
}
