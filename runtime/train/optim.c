/* optim.c - a run's optimiser over the one block of parameters: its settings, its state, its steps.
 *
 * The block is cut into fixed slices and elements do not depend on each other: the bits are the same for any pool.
 * Constants of a step are worked out in double; optim_methods.c has the formulas.
 */
#include "runtime/train/optim.h"

#include <math.h>
#include <string.h>

enum { SLICE = 4096 };

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

bool optim_parse(const char *spec, OptimSettings *settings, Error *error)
{
    memset(settings, 0, sizeof *settings);
    const int row = spec_read(optim_table, "optimizer", spec, settings, error);
    settings->name = row < 0 ? NULL : optim_methods[row].name;
    return row >= 0;
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

/* ------------------------------------------------------------------- groups */

/* Frozen numbers are in no piece. Cuts do not change bits: elements do not depend on each other. */
static int64_t cut(const Optim *o, const ParamRange *ranges, int count, Piece *pieces)
{
    int64_t cuts = 0;
    for (int i = 0; i < count; i++) {
        const int64_t end = i + 1 < count ? ranges[i + 1].lo : o->count;
        for (int64_t lo = ranges[i].lo; lo < end && !o->group[ranges[i].group].frozen; lo += SLICE, cuts++)
            if (pieces)
                pieces[cuts] = (Piece){lo, end - lo < SLICE ? end : lo + SLICE, ranges[i].group};
    }
    return cuts;
}

static Group make_group(const OptimSettings *all, const OptimGroup *own)
{
    Group group = {.set = *all, .frozen = own->frozen > 0.0};
    group.set.lr = isnan(own->lr) ? all->lr : own->lr;
    group.set.weight_decay = isnan(own->weight_decay) ? all->weight_decay : own->weight_decay;
    group.set.l1 = isnan(own->l1) ? all->l1 : own->l1;
    group.lr = group.set.lr;
    return group;
}

static void free_groups(Optim *o)
{
    mem_free(o->group);
    mem_free(o->pieces);
    mem_free(o->part);
}

static void set_groups(Optim *o, const OptimSettings *all, const OptimGroup *groups, int count,
                       const ParamRange *ranges, int range_count)
{
    free_groups(o);
    o->group_count = count;
    o->group = mem_alloc((size_t)count, sizeof *o->group);
    for (int g = 0; g < count; g++)
        o->group[g] = make_group(all, &groups[g]);
    o->piece_count = cut(o, ranges, range_count, NULL);
    o->pieces = mem_alloc((size_t)o->piece_count + 1, sizeof *o->pieces);
    o->part = mem_alloc((size_t)o->piece_count + 1, sizeof *o->part);
    cut(o, ranges, range_count, o->pieces);
}

void optim_group(Optim *o, const OptimGroup *groups, int count, const ParamRange *ranges, int range_count)
{
    const OptimSettings all = o->group[0].set;
    set_groups(o, &all, groups, count, ranges, range_count);
}

int optim_groups(const Optim *o)
{
    return o->group_count;
}

double optim_lr(const Optim *o, int group)
{
    return o->group[group].lr;
}

/* ---------------------------------------------------------------- a new one */

static bool has_state(const Method *method, const OptimSettings *s, int i)
{
    const Setting needed = {.field = method->only_if[i]};
    return method->state[i] && (!needed.field || setting_value(s, &needed) > 0.0);
}

Optim *optim_new(const OptimSettings *settings, int64_t count, Error *error)
{
    const int row = spec_find(optim_table, "optimizer", settings->name, error);
    const Method *method = row < 0 ? NULL : &optim_methods[row];
    const OptimGroup all = {NAN, NAN, NAN, 0.0};
    const ParamRange whole = {0, 0};
    if (!method || !check_settings(settings, method, error))
        return NULL;
    Optim *o = mem_alloc(1, sizeof *o);
    o->method = method;
    o->slice = has_wide_vectors() ? method->wide : method->slice;
    o->count = count;
    o->product = 1.0;
    set_groups(o, settings, &all, 1, &whole, 1);
    for (int i = 0; i < MOST_STATES; i++)
        if (has_state(method, settings, i))
            o->state[i] = mem_alloc((size_t)count, sizeof(float));
    return o;
}

static bool has_setting(const Optim *o, const char *name)
{
    for (int i = 0; i < MOST_SETTINGS && o->method->setting[i].name; i++)
        if (strcmp(o->method->setting[i].name, name) == 0)
            return true;
    return false;
}

void optim_set(Optim *o, int group, double lr, double momentum)
{
    OptimSettings *set = &o->group[group].set;
    set->lr = lr;
    if (!isnan(momentum))
        *(has_setting(o, "beta1") ? &set->beta1 : &set->momentum) = momentum;
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
    free_groups(o);
    mem_free(o);
}

/* ------------------------------------------------------------------- a step */

static Step step_of(const Optim *o, const OptimSettings *set, double product, float *params, const float *grads)
{
    const bool decoupled = o->method->decoupled || set->decoupled_weight_decay > 0.0;
    Step step = {
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
        .l1 = (float)set->l1,
    };
    step.params = params;
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
        o->product *= o->method->factor(&o->group[0].set, ++o->product_steps);
    return o->product;
}

static void run_piece(void *arg, int64_t index)
{
    const Optim *o = arg;
    const Piece *piece = &o->pieces[index];
    o->slice(&o->group[piece->group].step, piece->lo, piece->hi);
}

int optim_stages(Optim *o, float *params, float *grads, Stage stages[OPTIM_STAGES])
{
    o->steps++;
    o->grads = grads;
    const double product = product_of(o);
    for (int g = 0; g < o->group_count; g++)
        o->group[g].step = step_of(o, &o->group[g].set, product, params, grads);
    const int before = clip_stages(o, stages);
    stages[before] = (Stage){run_piece, o, (int32_t)o->piece_count};
    return before + 1;
}

void optim_step(Optim *o, Pool *pool, float *params, float *grads)
{
    Stage stages[OPTIM_STAGES];
    const int count = optim_stages(o, params, grads, stages);
    pool_stages(pool, stages, count, NULL);
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
