/* schedule.c - the learning rate of each epoch, from a table of schedules: "cosine:t_max=200,warmup=10".
 *
 * Rates are those of PyTorch's torch.optim.lr_scheduler in closed form: a function of the rate that the optimiser was
 * given, of the epoch, and for plateau of a state that checkpoints keep. So a run that goes on has the rates of one that was not
 * interrupted. Epochs t count from 0: t is how many steps were before. Functions of <math.h> that differ between
 * systems are ours.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct ScheduleKind {
    const char *name;
    Setting setting[MOST_SETTINGS];
    double (*lr)(const Schedule *s, double base, int64_t t);
};

/* cos(pi x), x from 0 on */
static double cos_half_turns(double x)
{
    return exact_cos_turns(fmod(x, 2.0) / 2.0);
}

/* ------------------------------------------------------------------ formulas */

static double constant_lr(const Schedule *s, double base, int64_t t)
{
    (void)s, (void)t;
    return base;
}

/* base gamma^floor(t / step_size) */
static double step_lr(const Schedule *s, double base, int64_t t)
{
    return base * exact_power(s->gamma, t / (int64_t)s->step_size);
}

/* base gamma^n, n the milestones up to t */
static double multistep_lr(const Schedule *s, double base, int64_t t)
{
    int64_t passed = 0;
    while (passed < MOST_EPOCHS && s->milestones[passed] <= (double)t)
        passed++;
    return base * exact_power(s->gamma, passed);
}

static double exponential_lr(const Schedule *s, double base, int64_t t)
{
    return base * exact_power(s->gamma, t);
}

/* Loshchilov and Hutter 2017 without restarts: eta_min + (base - eta_min)(1 + cos(pi t / t_max)) / 2; rises again behind t_max */
static double cosine_lr(const Schedule *s, double base, int64_t t)
{
    return s->eta_min + (base - s->eta_min) * (1.0 + cos_half_turns((double)t / s->t_max)) / 2.0;
}

/* With restarts: the same within periods of t_0, t_0 t_mult, t_0 t_mult^2, ... epochs. */
static double restarts_lr(const Schedule *s, double base, int64_t t)
{
    int64_t period = (int64_t)s->t_0, mult = (int64_t)s->t_mult;
    if (mult == 1)
        t %= period;
    for (; t >= period; period *= mult)
        t -= period;
    return s->eta_min + (base - s->eta_min) * (1.0 + cos_half_turns((double)t / (double)period)) / 2.0;
}

/* How much of total_iters is over: 0 to 1. */
static double part_over(const Schedule *s, int64_t t)
{
    return (double)t < s->total_iters ? (double)t / s->total_iters : 1.0;
}

static double linear_lr(const Schedule *s, double base, int64_t t)
{
    return base * (s->start_factor + (s->end_factor - s->start_factor) * part_over(s, t));
}

/* base (1 - t / total_iters)^power */
static double polynomial_lr(const Schedule *s, double base, int64_t t)
{
    const double left = 1.0 - part_over(s, t);
    return left > 0.0 ? base * exact_exp(s->power * exact_log(left)) : 0.0;
}

/* Smith and Topin 2018, in two phases: up from `from` to `top` until epoch pct_start total_steps - 1, down to `to` at the last. */
static double one_cycle(const Schedule *s, int64_t t, double from, double top, double to)
{
    const double turn = fmax(s->pct_start * s->total_steps - 1.0, 0.0), last = s->total_steps - 1.0;
    const bool rises = (double)t <= turn && turn > 0.0;
    const double start = rises ? from : top, end = rises ? top : to;
    const double over = rises ? (double)t / turn : last > turn ? ((double)t - turn) / (last - turn) : 1.0;
    if (s->linear > 0.0)
        return start + (end - start) * fmin(over, 1.0);
    return end + (start - end) / 2.0 * (1.0 + cos_half_turns(fmin(over, 1.0)));
}

/* From base / div_factor to base, and to base / div_factor / final_div_factor: the optimiser's rate is the highest. */
static double onecycle_lr(const Schedule *s, double base, int64_t t)
{
    const double from = base / s->div_factor;
    return one_cycle(s, t, from, base, from / s->final_div_factor);
}

/* ---------------------------------------------------------------- the table */

/* A row is all that a schedule needs. NaN: the number of epochs that there are (t_max, total_iters, total_steps), or to
 * be given. */
/* clang-format off */
#define OF(field)            offsetof(Schedule, field)
#define ROW(field, is, of)   {#field, OF(field), is, RANGE_##of}
#define GAMMA(is)            ROW(gamma, is, NOT_NEGATIVE)
#define WARMUP               ROW(warmup, 0, COUNT_OR_ZERO), ROW(warmup_start, NAN, NOT_NEGATIVE)
static const ScheduleKind kinds[] = {
    { "constant",    {WARMUP}, constant_lr },
    { "step",        {ROW(step_size, NAN, COUNT), GAMMA(0.1), WARMUP}, step_lr },
    { "multistep",   {ROW(milestones, NAN, EPOCHS), GAMMA(0.1), WARMUP}, multistep_lr },
    { "exponential", {GAMMA(NAN), WARMUP}, exponential_lr },
    { "cosine",      {ROW(t_max, NAN, COUNT), ROW(eta_min, 0, NOT_NEGATIVE), WARMUP}, cosine_lr },
    { "restarts",    {ROW(t_0, NAN, COUNT), ROW(t_mult, 1, COUNT), ROW(eta_min, 0, NOT_NEGATIVE), WARMUP}, restarts_lr },
    { "linear",      {ROW(start_factor, 1.0 / 3.0, NOT_NEGATIVE), ROW(end_factor, 1, NOT_NEGATIVE),
                      ROW(total_iters, NAN, COUNT), WARMUP}, linear_lr },
    { "polynomial",  {ROW(total_iters, NAN, COUNT), ROW(power, 1, POSITIVE), WARMUP}, polynomial_lr },
    { "onecycle",    {ROW(total_steps, NAN, COUNT), ROW(pct_start, 0.3, BELOW_ONE), ROW(div_factor, 25, POSITIVE),
                      ROW(final_div_factor, 1e4, POSITIVE), ROW(linear, 0, FLAG), ROW(cycle_momentum, 1, FLAG),
                      ROW(base_momentum, 0.85, BELOW_ONE), ROW(max_momentum, 0.95, BELOW_ONE)}, onecycle_lr },
    { "plateau",     {ROW(factor, 0.1, BELOW_ONE), ROW(patience, 10, COUNT_OR_ZERO), ROW(threshold, 1e-4, NOT_NEGATIVE),
                      ROW(absolute, 0, FLAG), ROW(cooldown, 0, COUNT_OR_ZERO), ROW(min_lr, 0, NOT_NEGATIVE),
                      ROW(eps, 1e-8, NOT_NEGATIVE), ROW(of_metric, 0, FLAG), WARMUP}, constant_lr },
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const Setting *schedule_table(int i, const char **name)
{
    if (i >= KINDS)
        return NULL;
    *name = kinds[i].name;
    return kinds[i].setting;
}

/* ------------------------------------------------------------------ settings */

/* What is not said and can be told from the number of epochs. */
static bool settle(Schedule *s, int64_t epochs, Error *error)
{
    double *const whole[] = {&s->t_max, &s->total_iters, &s->total_steps};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (isnan(*whole[i]) && epochs > 0 && s->warmup > 0.0 && s->warmup >= (double)epochs)
            return error_set(error, "schedule %s: %g epochs of warmup, but there are %lld", s->kind->name, s->warmup,
                             (long long)epochs);
        if (isnan(*whole[i]))
            *whole[i] = fmax((double)epochs - s->warmup, 1.0);
    }
    for (int i = 0; i < MOST_SETTINGS && s->kind->setting[i].name; i++)
        if (isnan(setting_value(s, &s->kind->setting[i])) && s->kind->setting[i].field != OF(warmup_start))
            return error_set(error, "schedule %s needs its %s: %s:%s=...", s->kind->name, s->kind->setting[i].name,
                             s->kind->name, s->kind->setting[i].name);
    return true;
}

bool schedule_parse(const char *spec, int64_t epochs, Schedule *s, Error *error)
{
    *s = (Schedule){.kind = NULL};
    const int row = spec_read(schedule_table, "schedule", spec, s, error);
    s->kind = row < 0 ? NULL : &kinds[row];
    return s->kind && settle(s, epochs, error);
}

void schedule_text(const Schedule *s, char *text, size_t size)
{
    spec_text(schedule_table, s->kind ? (int)(s->kind - kinds) : -1, s, text, size);
}

/* --------------------------------------------------------------------- rates */

static bool is_plateau(const Schedule *s)
{
    return s->kind && strcmp(s->kind->name, "plateau") == 0;
}

void schedule_begin(Plateau *p)
{
    *p = (Plateau){.best = NAN};
}

/* min_lr is reached, not passed; what would change it by eps or less does not. */
static double cut(const Schedule *s, const Plateau *p, double lr)
{
    for (int64_t i = 0; i < p->cuts; i++) {
        const double lower = fmax(lr * s->factor, s->min_lr);
        if (!(lr - lower > s->eps))
            break;
        lr = lower;
    }
    return lr;
}

/* Linear from warmup_start to 1 over the first `warmup` epochs; without it from 1 / warmup, so that the first is no rest. */
static double warmup_factor(const Schedule *s, int64_t t)
{
    if (isnan(s->warmup_start))
        return (double)(t + 1) / s->warmup;
    return s->warmup_start + (1.0 - s->warmup_start) * (double)t / s->warmup;
}

double schedule_lr(const Schedule *s, const Plateau *p, double base, int64_t t)
{
    if (!s->kind)
        return base;
    if ((double)t < s->warmup)
        return base * warmup_factor(s, t);
    return is_plateau(s) ? cut(s, p, base) : s->kind->lr(s, base, t - (int64_t)s->warmup);
}

double schedule_momentum(const Schedule *s, int64_t t)
{
    if (!s->kind || s->cycle_momentum == 0.0)
        return NAN;
    return one_cycle(s, t, s->max_momentum, s->base_momentum, s->max_momentum);
}

/* ------------------------------------------------------------------- plateau */

/* By `threshold` of the best, or by threshold itself. A first number is better than none, no number never. */
static bool is_better(const Schedule *s, double value, double best, bool less)
{
    const double margin = s->absolute > 0.0 ? s->threshold : s->threshold * best;
    if (isnan(value) || isnan(best))
        return !isnan(value);
    return less ? value < best - margin : value > best + margin;
}

void schedule_note(const Schedule *s, Plateau *p, double value, bool less, int64_t epoch)
{
    if (!is_plateau(s) || (double)epoch <= s->warmup)
        return;
    if (is_better(s, value, p->best, less)) {
        p->best = value;
        p->bad = 0;
    } else {
        p->bad++;
    }
    if (p->cooldown > 0) {
        p->cooldown--;
        p->bad = 0;
    }
    if ((double)p->bad > s->patience) {
        p->cuts++;
        p->cooldown = (int64_t)s->cooldown;
        p->bad = 0;
    }
}

bool schedule_of_metric(const Schedule *s)
{
    return s->of_metric > 0.0;
}

bool schedule_fits(const Schedule *s, const OptimSettings *optim, Error *error)
{
    OptimSetting list[MOST_SETTINGS];
    const int count = optim_list(optim, list);
    bool moves = false;
    for (int i = 0; i < count; i++)
        moves |= strcmp(list[i].name, "beta1") == 0 || (strcmp(list[i].name, "momentum") == 0 && list[i].value > 0.0);
    if (strcmp(optim->name, "rprop") == 0)
        return error_set(error, "schedule %s: the optimizer rprop finds the size of its steps by itself",
                         s->kind->name);
    if (s->cycle_momentum > 0.0 && (!moves || strcmp(optim->name, "nadam") == 0))
        return error_set(error, "schedule %s moves the momentum, but the optimizer %s has %s; add cycle_momentum=0",
                         s->kind->name, optim->name, moves ? "a schedule of its own for it" : "none");
    return true;
}
