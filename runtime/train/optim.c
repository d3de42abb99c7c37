/* optim.c - optimisers over the one block of parameters, one pass over memory a step.
 *
 * The formulas and the names of the state are PyTorch's (torch.optim), so a run can
 * be followed number by number. Constants of a step are worked out in double. The
 * block is cut into fixed slices and elements do not depend on each other: the bits
 * are the same for any pool.
 *
 * The inner loops vectorise under -fno-math-errno (sqrtf would otherwise set errno).
 * They are compiled twice, for any processor of the kind and for one with wider
 * vectors; every operation rounds the same in both, so the bits are the same too.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

enum { SLICE = 4096, MOST_STATES = 2 };

/* What one step needs, worked out once for all elements. */
typedef struct Step {
    float *params;
    const float *grads;
    float *state[MOST_STATES];
    float shrink; /* decoupled weight decay: params are multiplied by it first */
    float decay;  /* the other kind: decay * param is added to the gradient */
    float rate;   /* learning rate, with Adam's bias corrections */
    float momentum;
    float take1;        /* running mean of the gradient: 1 - beta1 */
    float keep2, take2; /* running mean of its square: beta2, 1 - beta2 */
    float eps;          /* in Adam's case times sqrt(1 - beta2^t), as the rate is */
} Step;

/* AVX2 has no fused multiply-add of its own: the compiler cannot round differently there. */
#if defined(__x86_64__) && defined(__GNUC__)
#define WIDE __attribute__((target("avx2")))
static bool has_wide_vectors(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}
#else
#define WIDE
static bool has_wide_vectors(void)
{
    return false;
}
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

typedef void Slice(const Step *s, int64_t lo, int64_t hi);

/* Its own settings, by their names there; NULL: it has none of the kind. */
typedef struct Method {
    const char *name;
    OptimSettings defaults;
    const char *setting[OPTIM_SETTINGS]; /* in the order of OptimSettings */
    Slice *slice, *wide;
    const char *state[MOST_STATES]; /* "momentum_buffer" comes last and exists only with momentum */
    bool decoupled;                 /* weight decay shrinks the parameter and stays out of the gradient */
    bool corrects_bias;
} Method;

struct Optim {
    const Method *method;
    Slice *slice;
    OptimSettings settings;
    int64_t count, steps;
    int states;
    float *state[MOST_STATES]; /* [count] each */
    Step step;                 /* the one under way */
};

/* g = grad + decay p;   b = momentum b + g;   p -= lr b */
INLINED void sgd_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict b = s->state[0];
    const float *restrict grad = s->grads;
    if (!b) {
        for (int64_t i = lo; i < hi; i++)
            p[i] -= s->rate * (grad[i] + s->decay * p[i]);
        return;
    }
    for (int64_t i = lo; i < hi; i++) {
        b[i] = s->momentum * b[i] + (grad[i] + s->decay * p[i]);
        p[i] -= s->rate * b[i];
    }
}

/* Kingma and Ba 2015; Loshchilov and Hutter 2019 where decoupled.
 * m += (1 - beta1)(g - m);   v = beta2 v + (1 - beta2) g g
 * p -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * The fraction is extended by sqrt(1 - beta2^t), which saves every element a division. */
INLINED void adam_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict m = s->state[0], *restrict v = s->state[1];
    const float *restrict grad = s->grads;
    const float shrink = s->shrink, decay = s->decay, rate = s->rate, eps = s->eps;
    const float take1 = s->take1, keep2 = s->keep2, take2 = s->take2;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        const float mean = m[i] + take1 * (g - m[i]);
        const float square = keep2 * v[i] + take2 * g * g;
        m[i] = mean;
        v[i] = square;
        p[i] = shrink * p[i] - rate * mean / (sqrtf(square) + eps);
    }
}

/* v = beta2 v + (1 - beta2) g g;   b = momentum b + g / (sqrt(v) + eps);   p -= lr b
 * beta2 is what PyTorch calls alpha. */
INLINED void rmsprop_body(const Step *s, int64_t lo, int64_t hi)
{
    float *restrict p = s->params, *restrict v = s->state[0], *restrict b = s->state[1];
    const float *restrict grad = s->grads;
    const float decay = s->decay, rate = s->rate, keep2 = s->keep2, take2 = s->take2, eps = s->eps;
    for (int64_t i = lo; i < hi; i++) {
        const float g = grad[i] + decay * p[i];
        v[i] = keep2 * v[i] + take2 * g * g;
        float change = g / (sqrtf(v[i]) + eps);
        if (b)
            change = b[i] = s->momentum * b[i] + change;
        p[i] -= rate * change;
    }
}

COMPILED_TWICE(sgd)
COMPILED_TWICE(adam)
COMPILED_TWICE(rmsprop)

/* Settings, their names and defaults as in PyTorch; prelude.lua has the same for models, and a test holds them together. */
/* clang-format off */
#define LOOPS(name) .slice = name##_slice, .wide = name##_wide
#define OF_ADAM .setting = {"lr", "weight_decay", NULL, "beta1", "beta2", "eps"}
static const Method methods[] = {
    { .name = "sgd",     LOOPS(sgd),     .state = {"momentum_buffer"},
      .setting = {"lr", "weight_decay", "momentum"}, .defaults = {.lr = 1e-3} },
    { .name = "adam",    LOOPS(adam),    .state = {"exp_avg", "exp_avg_sq"}, .corrects_bias = true,
      OF_ADAM, .defaults = {.lr = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8} },
    { .name = "adamw",   LOOPS(adam),    .state = {"exp_avg", "exp_avg_sq"}, .corrects_bias = true, .decoupled = true,
      OF_ADAM, .defaults = {.lr = 1e-3, .weight_decay = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8} },
    { .name = "rmsprop", LOOPS(rmsprop), .state = {"square_avg", "momentum_buffer"},
      .setting = {"lr", "weight_decay", "momentum", NULL, "alpha", "eps"},
      .defaults = {.lr = 1e-2, .beta2 = 0.99, .eps = 1e-8} },
};
/* clang-format on */
enum { METHODS = sizeof methods / sizeof methods[0] };

/* ---------------------------------------------------------------- a new one */

static const Method *find_method(const char *name, Error *error)
{
    for (int i = 0; i < METHODS; i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    error_set(error, "no optimizer is called \"%s\"; there are sgd, adam, adamw, rmsprop", name);
    return NULL;
}

bool optim_defaults(const char *name, OptimSettings *settings, Error *error)
{
    const Method *method = find_method(name, error);
    if (!method)
        return false;
    *settings = method->defaults;
    settings->name = method->name;
    return true;
}

int optim_list(const OptimSettings *s, OptimSetting list[OPTIM_SETTINGS])
{
    const double values[OPTIM_SETTINGS] = {s->lr, s->weight_decay, s->momentum, s->beta1, s->beta2, s->eps};
    Error unknown;
    const Method *method = find_method(s->name, &unknown);
    int count = 0;
    for (int i = 0; method && i < OPTIM_SETTINGS; i++)
        if (method->setting[i])
            list[count++] = (OptimSetting){method->setting[i], values[i]};
    return count;
}

static bool check_settings(const OptimSettings *s, Error *error)
{
    /* clang-format off */
    const struct { const char *name; double value, below; } rows[] = {
        { "lr",           s->lr,           INFINITY },
        { "weight_decay", s->weight_decay, INFINITY },
        { "momentum",     s->momentum,     INFINITY },
        { "beta1",        s->beta1,        1.0      },
        { "beta2",        s->beta2,        1.0      },
        { "eps",          s->eps,          INFINITY },
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!(rows[i].value >= 0.0 && rows[i].value < rows[i].below))
            return error_set(error, "optimizer %s: %s = %g, but it must be at least 0 and below %g", s->name,
                             rows[i].name, rows[i].value, rows[i].below);
    return true;
}

Optim *optim_new(const OptimSettings *settings, int64_t count, Error *error)
{
    const Method *method = find_method(settings->name, error);
    if (!method || !check_settings(settings, error))
        return NULL;
    Optim *o = mem_alloc(1, sizeof *o);
    o->method = method;
    o->slice = has_wide_vectors() ? method->wide : method->slice;
    o->settings = *settings;
    o->settings.name = method->name;
    o->count = count;
    for (int i = 0; i < MOST_STATES && method->state[i]; i++)
        if (settings->momentum > 0.0 || strcmp(method->state[i], "momentum_buffer") != 0)
            o->state[o->states++] = mem_alloc((size_t)count, sizeof(float));
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
    for (int i = 0; i < o->states; i++)
        mem_free(o->state[i]);
    mem_free(o);
}

/* ------------------------------------------------------------------- a step */

static Step step_of(const Optim *o, float *params, const float *grads)
{
    const OptimSettings *set = &o->settings;
    const bool decoupled = o->method->decoupled, corrects = o->method->corrects_bias;
    const double correction1 = corrects ? 1.0 - exact_power(set->beta1, o->steps) : 1.0;
    const double root2 = corrects ? sqrt(1.0 - exact_power(set->beta2, o->steps)) : 1.0;
    return (Step){
        .params = params,
        .grads = grads,
        .state = {o->state[0], o->state[1]},
        .shrink = decoupled ? (float)(1.0 - set->lr * set->weight_decay) : 1.0f,
        .decay = decoupled ? 0.0f : (float)set->weight_decay,
        .rate = (float)(set->lr / correction1 * root2),
        .momentum = (float)set->momentum,
        .take1 = (float)(1.0 - set->beta1),
        .keep2 = (float)set->beta2,
        .take2 = (float)(1.0 - set->beta2),
        .eps = (float)(set->eps * root2),
    };
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
    o->step = step_of(o, params, grads);
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
    return o->states;
}

float *optim_state(Optim *o, int i, const char **name)
{
    *name = o->method->state[i];
    return o->state[i];
}

int64_t *optim_steps(Optim *o)
{
    return &o->steps;
}

const char *optim_name(const Optim *o)
{
    return o->method->name;
}
