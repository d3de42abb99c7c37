/* optim_methods.c - the formulas of the optimisers, one pass over memory a step, and the table of them.
 *
 * Formulas, settings and the names of the state are PyTorch's (torch.optim), so a run can be followed number by
 * number. Constants of a step are worked out in double; elements do not depend on each other.
 *
 * The inner loops vectorise under -fno-math-errno (sqrtf would otherwise set errno). They are compiled twice, for any
 * processor of the kind and for one with wider vectors; every operation rounds the same in both, so the bits are the
 * same too.
 */
#include "runtime/train/optim.h"

#include <math.h>
#include <stddef.h>

/* AVX2 has no fused multiply-add of its own: the compiler cannot round differently there. */
#if defined(__x86_64__) && defined(__GNUC__)
#define WIDE __attribute__((target("avx2")))
#else
#define WIDE
#endif
#if defined(__GNUC__)
#define INLINED static inline __attribute__((always_inline))
#else
#define INLINED static inline
#endif

/* NAME_slice and NAME_wide, of the body NAME_body. */
#define COMPILED_TWICE(name)                                                                                           \
    static void name##_slice(const Step *s, int64_t lo, int64_t hi)                                                    \
    {                                                                                                                  \
        name##_body(s, lo, hi);                                                                                        \
    }                                                                                                                  \
    WIDE static void name##_wide(const Step *s, int64_t lo, int64_t hi)                                                \
    {                                                                                                                  \
        name##_body(s, lo, hi);                                                                                        \
    }

/* Where neither is NaN, as maxps has it; of a NaN in `a` there is one in the sum that follows. */
INLINED float larger(float a, float b)
{
    return a > b ? a : b;
}

/* ---------------------------------------------------------------------- sgd */

/* g = grad + decay p;   b = momentum b + (1 - dampening) g, g itself in the first step
 * p -= lr b, or with Nesterov's momentum lr (g + momentum b) (Sutskever et al. 2013) */
INLINED void sgd_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict b = s->state[0];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, momentum = s->momentum, taken = s->taken;
    if (!b) {
        for (int64_t i = lo; i < hi; i++)
            p[i] -= rate * (grad[i] + decay * p[i]);
    } else if (s->nesterov) {
        for (int64_t i = lo; i < hi; i++) {
            const float g = grad[i] + decay * p[i];
            b[i] = momentum * b[i] + g;
            p[i] -= rate * (g + momentum * b[i]);
        }
    } else {
        for (int64_t i = lo; i < hi; i++) {
            b[i] = momentum * b[i] + taken * (grad[i] + decay * p[i]);
            p[i] -= rate * b[i];
        }
    }
}

static void fill_sgd(Step *step, const OptimSettings *set, int64_t t, double product)
{
    (void)product;
    step->taken = t == 1 ? 1.0f : (float)(1.0 - set->dampening);
}

/* --------------------------------------------------------------------- adam */

/* Kingma and Ba 2015; Loshchilov and Hutter 2019 where decoupled; with a third state Reddi et al. 2018 (AMSGrad).
 * m += (1 - beta1)(g - m);   v = beta2 v + (1 - beta2) g g;   AMSGrad: the largest v so far
 * p -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * The fraction is extended by sqrt(1 - beta2^t), which saves every element a division. */
INLINED void adam_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict m = s->state[0], *restrict v = s->state[1], *restrict top = s->state[2];
    const float *restrict grad = s->grads;
    const float shrink = s->shrink, decay = s->decay, rate = s->rate, eps = s->eps;
    const float take1 = s->take1, keep2 = s->keep2, take2 = s->take2;
    if (top) {
        for (int64_t i = lo; i < hi; i++) {
            const float g = grad[i] + decay * p[i];
            m[i] = m[i] + take1 * (g - m[i]);
            v[i] = keep2 * v[i] + take2 * g * g;
            top[i] = larger(v[i], top[i]);
            p[i] = shrink * p[i] - rate * m[i] / (sqrtf(top[i]) + eps);
        }
        return;
    }
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        const float mean = m[i] + take1 * (g - m[i]);
        const float square = keep2 * v[i] + take2 * g * g;
        m[i] = mean;
        v[i] = square;
        p[i] = shrink * p[i] - rate * mean / (sqrtf(square) + eps);
    }
}

static double root_of_correction2(const OptimSettings *set, int64_t t)
{
    return sqrt(1.0 - exact_power(set->beta2, t));
}

static void fill_adam(Step *step, const OptimSettings *set, int64_t t, double product)
{
    const double correction1 = 1.0 - exact_power(set->beta1, t), root2 = root_of_correction2(set, t);
    (void)product;
    step->rate = (float)(set->lr / correction1 * root2);
    step->eps = (float)(set->eps * root2);
}

/* -------------------------------------------------------------------- nadam */

/* Dozat 2016: m, v as Adam's;   mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2)
 * p -= lr (1 - mu_t) / (1 - mu_1 .. mu_t) g / den + lr mu_{t+1} / (1 - mu_1 .. mu_{t+1}) m / den,  den as Adam's */
INLINED void nadam_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict m = s->state[0], *restrict v = s->state[1];
    const float *restrict grad = s->grads;
    const float shrink = s->shrink, decay = s->decay, rate = s->rate, now = s->rate_now, eps = s->eps;
    const float take1 = s->take1, keep2 = s->keep2, take2 = s->take2;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        m[i] = m[i] + take1 * (g - m[i]);
        v[i] = keep2 * v[i] + take2 * g * g;
        p[i] = shrink * p[i] - (now * g + rate * m[i]) / (sqrtf(v[i]) + eps);
    }
}

static double nadam_momentum(const OptimSettings *set, int64_t t)
{
    const double log_of_96 = -0.040821994520255166;
    return set->beta1 * (1.0 - 0.5 * exact_exp(log_of_96 * set->momentum_decay * (double)t));
}

static void fill_nadam(Step *step, const OptimSettings *set, int64_t t, double product)
{
    const double root2 = root_of_correction2(set, t), mu = nadam_momentum(set, t), next = nadam_momentum(set, t + 1);
    step->rate_now = (float)(set->lr * (1.0 - mu) / (1.0 - product) * root2);
    step->rate = (float)(set->lr * next / (1.0 - product * next) * root2);
    step->eps = (float)(set->eps * root2);
}

/* -------------------------------------------------------------------- radam */

/* Liu et al. 2020: m, v as Adam's;   rho = rho_inf - 2 t beta2^t / (1 - beta2^t),  rho_inf = 2 / (1 - beta2) - 1
 * rho > 5: p -= lr / (1 - beta1^t) m r sqrt(1 - beta2^t) / (sqrt(v) + eps),  r the rectification;  else p -= lr / (1 - beta1^t) m */
INLINED void radam_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict m = s->state[0], *restrict v = s->state[1];
    const float *restrict grad = s->grads;
    const float shrink = s->shrink, decay = s->decay, rate = s->rate, eps = s->eps;
    const float take1 = s->take1, keep2 = s->keep2, take2 = s->take2;
    const bool plain = s->plain;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        m[i] = m[i] + take1 * (g - m[i]);
        v[i] = keep2 * v[i] + take2 * g * g;
        p[i] = shrink * p[i] - rate * m[i] / (plain ? 1.0f : sqrtf(v[i]) + eps);
    }
}

static void fill_radam(Step *step, const OptimSettings *set, int64_t t, double product)
{
    const double power2 = exact_power(set->beta2, t), infinite = 2.0 / (1.0 - set->beta2) - 1.0;
    const double rho = infinite - 2.0 * (double)t * power2 / (1.0 - power2);
    const double rate = set->lr / (1.0 - exact_power(set->beta1, t));
    (void)product;
    step->plain = !(rho > 5.0);
    step->rate = (float)rate;
    if (!step->plain)
        step->rate = (float)(rate * sqrt(1.0 - power2) *
                             sqrt((rho - 4.0) * (rho - 2.0) * infinite / ((infinite - 4.0) * (infinite - 2.0) * rho)));
}

/* ------------------------------------------------------------------- adamax */

/* Kingma and Ba 2015, section 7.1: m as Adam's;   u = max(beta2 u, |g| + eps);   p -= lr / (1 - beta1^t) m / u */
INLINED void adamax_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict m = s->state[0], *restrict u = s->state[1];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, eps = s->eps, take1 = s->take1, keep2 = s->keep2;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        m[i] = m[i] + take1 * (g - m[i]);
        u[i] = larger(fabsf(g) + eps, keep2 * u[i]);
        p[i] -= rate * m[i] / u[i];
    }
}

static void fill_adamax(Step *step, const OptimSettings *set, int64_t t, double product)
{
    (void)product;
    step->rate = (float)(set->lr / (1.0 - exact_power(set->beta1, t)));
}

/* ------------------------------------------------------------------ rmsprop */

/* Tieleman and Hinton 2012; centered as in Graves 2013
 * v = beta2 v + (1 - beta2) g g;   a += (1 - beta2)(g - a)
 * b = momentum b + g / (sqrt(v) + eps), centered sqrt(v - a a);   p -= lr b
 * beta2 is what PyTorch calls alpha. v - a a is not negative but for rounding. */
INLINED void rmsprop_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict v = s->state[0], *restrict b = s->state[1], *restrict a = s->state[2];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, keep2 = s->keep2, take2 = s->take2, eps = s->eps;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        v[i] = keep2 * v[i] + take2 * g * g;
        float square = v[i];
        if (a) {
            a[i] = a[i] + take2 * (g - a[i]);
            square = larger(v[i] - a[i] * a[i], 0.0f);
        }
        float change = g / (sqrtf(square) + eps);
        if (b)
            change = b[i] = s->momentum * b[i] + change;
        p[i] -= rate * change;
    }
}

/* ------------------------------------------------------- adagrad, adadelta */

/* Duchi et al. 2011: s += g g;   p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps) */
INLINED void adagrad_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict sum = s->state[0];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, eps = s->eps, initial = s->initial;
    const bool first = s->first;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        sum[i] = (first ? initial : sum[i]) + g * g;
        p[i] -= rate * g / (sqrtf(sum[i]) + eps);
    }
}

static void fill_adagrad(Step *step, const OptimSettings *set, int64_t t, double product)
{
    (void)product;
    step->rate = (float)(set->lr / (1.0 + (double)(t - 1) * set->lr_decay));
    step->initial = (float)set->initial_accumulator_value;
}

/* Zeiler 2012: v = rho v + (1 - rho) g g;   d = sqrt(u + eps) / sqrt(v + eps) g;   u = rho u + (1 - rho) d d;   p -= lr d */
INLINED void adadelta_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict v = s->state[0], *restrict u = s->state[1];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, keep2 = s->keep2, take2 = s->take2, eps = s->eps;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        v[i] = keep2 * v[i] + take2 * g * g;
        const float change = sqrtf(u[i] + eps) / sqrtf(v[i] + eps) * g;
        u[i] = keep2 * u[i] + take2 * change * change;
        p[i] -= rate * change;
    }
}

/* -------------------------------------------------------------------- rprop */

/* Riedmiller and Braun 1993, without backtracking: a step's size grows by eta_plus while the gradient keeps its sign and
 * falls by eta_minus where it changed, when the gradient counts as 0; it begins as lr. */
INLINED void rprop_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict before = s->state[0], *restrict size = s->state[1];
    const float *restrict grad = s->grads;
    const float grow = s->grow, fall = s->fall, least = s->least, most = s->most, initial = s->initial;
    const bool first = s->first;
    for (int64_t i = lo; i < hi; i++) {
        const float product = grad[i] * before[i], old = first ? initial : size[i];
        const float scaled = product > 0.0f ? old * grow : product < 0.0f ? old * fall : old;
        const float step = scaled < least ? least : scaled > most ? most : scaled;
        const float g = product < 0.0f ? 0.0f : grad[i];
        size[i] = step;
        before[i] = g;
        p[i] -= g > 0.0f ? step : g < 0.0f ? -step : g; /* of NaN, NaN */
    }
}

static void fill_rprop(Step *step, const OptimSettings *set, int64_t t, double product)
{
    (void)t, (void)product;
    step->initial = (float)set->lr;
    step->grow = (float)set->eta_plus;
    step->fall = (float)set->eta_minus;
    step->least = (float)set->step_min;
    step->most = (float)set->step_max;
}

COMPILED_TWICE(sgd)
COMPILED_TWICE(adam)
COMPILED_TWICE(nadam)
COMPILED_TWICE(radam)
COMPILED_TWICE(adamax)
COMPILED_TWICE(rmsprop)
COMPILED_TWICE(adagrad)
COMPILED_TWICE(adadelta)
COMPILED_TWICE(rprop)

/* ---------------------------------------------------------------- the table */

/* A row is all that an optimiser needs: models, --optimizer, checkpoints and reports go by it. */
/* clang-format off */
#define OF(field)        offsetof(OptimSettings, field)
#define LOOPS(name)      .slice = name##_slice, .wide = name##_wide
#define LR(initial)      {"lr", OF(lr), initial, RANGE_NOT_NEGATIVE}
#define DECAY(initial)   {"weight_decay", OF(weight_decay), initial, RANGE_NOT_NEGATIVE}
#define EPS(initial)     {"eps", OF(eps), initial, RANGE_NOT_NEGATIVE}
#define MOMENTUM         {"momentum", OF(momentum), 0, RANGE_BELOW_ONE}
#define BETAS            {"beta1", OF(beta1), 0.9, RANGE_BELOW_ONE}, {"beta2", OF(beta2), 0.999, RANGE_BELOW_ONE}
#define FLAG(field)      {#field, OF(field), 0, RANGE_FLAG}
#define SIZE(field, is)  {#field, OF(field), is, RANGE_POSITIVE}
#define STATES(...)      .state = {__VA_ARGS__}
#define ADAM_STATES      STATES("exp_avg", "exp_avg_sq", "max_exp_avg_sq"), .only_if = {0, 0, OF(amsgrad)}
const Method optim_methods[] = {
    { .name = "sgd", LOOPS(sgd), .fill = fill_sgd, STATES("momentum_buffer"), .only_if = {OF(momentum)},
      .setting = {LR(1e-3), DECAY(0), MOMENTUM, {"dampening", OF(dampening), 0, RANGE_BELOW_ONE}, FLAG(nesterov)} },
    { .name = "adam", LOOPS(adam), .fill = fill_adam, ADAM_STATES,
      .setting = {LR(1e-3), DECAY(0), BETAS, EPS(1e-8), FLAG(amsgrad)} },
    { .name = "adamw", LOOPS(adam), .fill = fill_adam, ADAM_STATES, .decoupled = true,
      .setting = {LR(1e-3), DECAY(0.01), BETAS, EPS(1e-8), FLAG(amsgrad)} },
    { .name = "rmsprop", LOOPS(rmsprop), STATES("square_avg", "momentum_buffer", "grad_avg"),
      .only_if = {0, OF(momentum), OF(centered)},
      .setting = {LR(1e-2), DECAY(0), MOMENTUM, {"alpha", OF(beta2), 0.99, RANGE_BELOW_ONE}, EPS(1e-8), FLAG(centered)} },
    { .name = "adagrad", LOOPS(adagrad), .fill = fill_adagrad, STATES("sum"),
      .setting = {LR(1e-2), DECAY(0), {"lr_decay", OF(lr_decay), 0, RANGE_NOT_NEGATIVE},
                  {"initial_accumulator_value", OF(initial_accumulator_value), 0, RANGE_NOT_NEGATIVE}, EPS(1e-10)} },
    { .name = "adadelta", LOOPS(adadelta), STATES("square_avg", "acc_delta"),
      .setting = {LR(1), DECAY(0), {"rho", OF(beta2), 0.9, RANGE_BELOW_ONE}, EPS(1e-6)} },
    { .name = "nadam", LOOPS(nadam), .fill = fill_nadam, .factor = nadam_momentum, STATES("exp_avg", "exp_avg_sq"),
      .setting = {LR(2e-3), DECAY(0), BETAS, EPS(1e-8), {"momentum_decay", OF(momentum_decay), 4e-3, RANGE_NOT_NEGATIVE},
                  FLAG(decoupled_weight_decay)} },
    { .name = "radam", LOOPS(radam), .fill = fill_radam, STATES("exp_avg", "exp_avg_sq"),
      .setting = {LR(1e-3), DECAY(0), BETAS, EPS(1e-8), FLAG(decoupled_weight_decay)} },
    { .name = "adamax", LOOPS(adamax), .fill = fill_adamax, STATES("exp_avg", "exp_inf"),
      .setting = {LR(2e-3), DECAY(0), BETAS, EPS(1e-8)} },
    { .name = "rprop", LOOPS(rprop), .fill = fill_rprop, STATES("prev", "step_size"),
      .setting = {LR(1e-2), SIZE(eta_minus, 0.5), SIZE(eta_plus, 1.2), SIZE(step_min, 1e-6), SIZE(step_max, 50)} },
};
/* clang-format on */
const int optim_method_count = sizeof optim_methods / sizeof optim_methods[0];
