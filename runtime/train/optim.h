/* optim.h - what optim.c, which keeps a run's optimiser, and optim_methods.c, which has their formulas, say to each other. */
#ifndef OPTIM_H
#define OPTIM_H

#include "runtime/runtime.h"

enum { MOST_STATES = 3 };

/* What one step needs, worked out once for all elements. */
typedef struct Step {
    float *params;
    const float *grads;
    float *state[MOST_STATES];     /* in the order of the method's; NULL: settings leave it out */
    float shrink;                  /* decoupled weight decay: params are multiplied by it first */
    float decay;                   /* the other kind: decay * param is added to the gradient */
    float rate;                    /* learning rate, with Adam's bias corrections */
    float rate_now;                /* nadam: the gradient's own share of the rate */
    float momentum, taken;         /* sgd: of the mean so far, of the gradient */
    float take1;                   /* running mean of the gradient: 1 - beta1 */
    float keep2, take2;            /* running mean of its square: beta2, 1 - beta2 */
    float eps;                     /* in Adam's case times sqrt(1 - beta2^t), as the rate is */
    float grow, fall, least, most; /* rprop: of the size of steps */
    float initial;                 /* what a state begins as */
    float l1;
    bool nesterov;
    bool first;                    /* no step was before */
    bool plain;                    /* radam: by the mean alone, while the variance cannot be estimated */
} Step;

typedef void Slice(const Step *s, int64_t lo, int64_t hi);

typedef struct Method {
    const char *name;
    Setting setting[MOST_SETTINGS]; /* its own, by their names and with their values in PyTorch */
    Slice *slice, *wide;
    /* Of step `t`, from 1 on, what is not there already. product: of `factor` over the steps 1 to t. */
    void (*fill)(Step *step, const OptimSettings *set, int64_t t, double product);
    double (*factor)(const OptimSettings *set, int64_t t);
    const char *state[MOST_STATES]; /* as in PyTorch */
    size_t only_if[MOST_STATES];    /* 0, or the field of OptimSettings without which the state is not there */
    bool decoupled;                 /* weight decay shrinks the parameter and stays out of the gradient */
} Method;

/* Parameters of the same settings. */
typedef struct Group {
    OptimSettings set; /* of the step under way */
    double lr;         /* as it was given */
    bool frozen;
    Step step;         /* the one under way */
} Group;

typedef struct Piece {
    int64_t lo, hi;
    int group;
} Piece;

struct Optim {
    const Method *method;
    Slice *slice;
    int64_t count, steps;
    float *state[MOST_STATES]; /* [count] each; NULL: these settings have none */
    Group *group;
    int group_count;
    Piece *pieces;             /* of the parameters that move */
    int64_t piece_count;
    double product;            /* of the method's factors of the first `product_steps` steps */
    int64_t product_steps;
    float *grads;              /* of the step under way */
    Clip clip;
    double *part, norm;        /* [piece_count] of gradients; of all together */
};

int clip_stages(Optim *o, Stage *stages); /* what goes before the step; none where nothing was asked for */

extern const Method optim_methods[];
extern const int optim_method_count;

#endif
