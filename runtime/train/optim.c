/* optim.c - a run's optimiser over the one block of parameters: its settings, its state, its steps.
 *
 * The block is cut into fixed slices and elements do not depend on each other: the bits are the same for any pool.
 * Constants of a step are worked out in double; optim_methods.c has the formulas.
 */
#include "runtime/train/optim.h"

#include <math.h>
#include <string.h>

enum { SLICE = 4096 };

struct Optim {
    const Method *method;
    Slice *slice;
    OptimSettings settings;
    int64_t count, steps;
    float *state[MOST_STATES]; /* [count] each; NULL: these settings have none */
    Step step;                 /* the one under way */
    double product;            /* of the method's factors of the first `product_steps` steps */
    int64_t product_steps;
};

static bool has_wide_vectors(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    return __builtin_cpu_supports("avx2") != 0;
#else
    return false;
#endif
}

/* ----------------------------------------------------------------- settings */

static const Method *find_method(const char *name, size_t length)
{
    for (int i = 0; i < optim_method_count; i++)
        if (strlen(optim_methods[i].name) == length && memcmp(optim_methods[i].name, name, length) == 0)
            return &optim_methods[i];
    return NULL;
}

const Setting *optim_table(int i, const char **name)
{
    if (i >= optim_method_count)
        return NULL;
    *name = optim_methods[i].name;
    return optim_methods[i].setting;
}

static bool no_such(const char *spec, Error *error)
{
    const char *known[32];
    for (int i = 0; i < optim_method_count; i++)
        known[i] = optim_methods[i].name;
    return spec_unknown("optimizer", spec, known, optim_method_count, error);
}

bool optim_parse(const char *spec, OptimSettings *settings, Error *error)
{
    const char *rest;
    const Method *method = find_method(spec, spec_name(spec, &rest));
    if (!method)
        return no_such(spec, error);
    memset(settings, 0, sizeof *settings);
    settings->name = method->name;
    settings_initial(method->setting, settings);
    return optim_change(spec, settings, error);
}

bool optim_change(const char *spec, OptimSettings *settings, Error *error)
{
    const char *rest;
    char what[32];
    spec_name(spec, &rest);
    snprintf(what, sizeof what, "optimizer %s", settings->name);
    return settings_read(what, rest, find_method(settings->name, strlen(settings->name))->setting, settings, error);
}

int optim_list(const OptimSettings *s, OptimSetting list[MOST_SETTINGS])
{
    const Method *method = find_method(s->name, strlen(s->name));
    int count = 0;
    for (; method && count < MOST_SETTINGS && method->setting[count].name; count++)
        list[count] = (OptimSetting){method->setting[count].name, setting_value(s, &method->setting[count])};
    return count;
}

static bool check_settings(const OptimSettings *s, const Method *method, Error *error)
{
    for (int i = 0; i < MOST_SETTINGS && method->setting[i].name; i++)
        if (!setting_check(s, &method->setting[i]))
            return error_set(error, "optimizer %s: %s = %g, but it must be %s", s->name, method->setting[i].name,
                             setting_value(s, &method->setting[i]), range_shown(method->setting[i].range));
    if (s->nesterov > 0.0 && (s->momentum == 0.0 || s->dampening != 0.0))
        return error_set(error, "optimizer %s: nesterov needs a momentum, and no dampening", s->name);
    return true;
}

/* ---------------------------------------------------------------- a new one */

static bool has_state(const Method *method, const OptimSettings *s, int i)
{
    const Setting needed = {.field = method->only_if[i]};
    return method->state[i] && (!needed.field || setting_value(s, &needed) > 0.0);
}

Optim *optim_new(const OptimSettings *settings, int64_t count, Error *error)
{
    const Method *method = find_method(settings->name, strlen(settings->name));
    if (!method)
        no_such(settings->name, error);
    if (!method || !check_settings(settings, method, error))
        return NULL;
    Optim *o = mem_alloc(1, sizeof *o);
    o->method = method;
    o->slice = has_wide_vectors() ? method->wide : method->slice;
    o->settings = *settings;
    o->settings.name = method->name;
    o->count = count;
    o->product = 1.0;
    for (int i = 0; i < MOST_STATES; i++)
        if (has_state(method, settings, i))
            o->state[i] = mem_alloc((size_t)count, sizeof(float));
    return o;
}

void optim_use_narrow(Optim *o)
{
    o->slice = o->method->slice;
}

void optim_free(Optim *o)
{
    if (!o)
        return;
    for (int i = 0; i < MOST_STATES; i++)
        mem_free(o->state[i]);
    mem_free(o);
}

/* ------------------------------------------------------------------- a step */

static Step step_of(const Optim *o, const OptimSettings *set, double product, float *params, const float *grads)
{
    const bool decoupled = o->method->decoupled || set->decoupled_weight_decay > 0.0;
    Step step = {
        .params = params,
        .grads = grads,
        .shrink = decoupled ? (float)(1.0 - set->lr * set->weight_decay) : 1.0f,
        .decay = decoupled ? 0.0f : (float)set->weight_decay,
        .rate = (float)set->lr,
        .momentum = (float)set->momentum,
        .take1 = (float)(1.0 - set->beta1),
        .keep2 = (float)set->beta2,
        .take2 = (float)(1.0 - set->beta2),
        .eps = (float)set->eps,
        .nesterov = set->nesterov > 0.0,
        .first = o->steps == 1,
    };
    memcpy(step.state, o->state, sizeof step.state);
    if (o->method->fill)
        o->method->fill(&step, set, o->steps, product);
    return step;
}

/* Of a run that goes on it is made again, in the order in which it was made. */
static double product_of(Optim *o)
{
    if (o->product_steps > o->steps)
        o->product = 1.0, o->product_steps = 0;
    while (o->method->factor && o->product_steps < o->steps)
        o->product *= o->method->factor(&o->settings, ++o->product_steps);
    return o->product;
}

static void run_slice(void *arg, int64_t index)
{
    const Optim *o = arg;
    const int64_t lo = index * SLICE;
    o->slice(&o->step, lo, o->count - lo < SLICE ? o->count : lo + SLICE);
}

Stage optim_stage(Optim *o, float *params, const float *grads)
{
    o->steps++;
    o->step = step_of(o, &o->settings, product_of(o), params, grads);
    return (Stage){run_slice, o, (int32_t)((o->count + SLICE - 1) / SLICE)};
}

void optim_step(Optim *o, Pool *pool, float *params, const float *grads)
{
    const Stage stage = optim_stage(o, params, grads);
    pool_stages(pool, &stage, 1, NULL);
}

/* ---------------------------------------------------------------- the state */

int optim_state_count(const Optim *o)
{
    int count = 0;
    for (int i = 0; i < MOST_STATES; i++)
        count += o->state[i] != NULL;
    return count;
}

float *optim_state(Optim *o, int i, const char **name)
{
    int at = 0;
    while (!o->state[at] || i-- > 0)
        at++;
    *name = o->method->state[at];
    return o->state[at];
}

int64_t *optim_steps(Optim *o)
{
    return &o->steps;
}

const char *optim_name(const Optim *o)
{
    return o->method->name;
}
