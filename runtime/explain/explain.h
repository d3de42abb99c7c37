/* explain.h - what the units around a row have to do with its answer. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "runtime/explain/scene.h"
#include "runtime/train/answer.h"

/* How a number is read from output 0: which column, as a probability of the class or label, or as it is. */
typedef struct Asked {
    Answer answer;
    int64_t width, column; /* column -1: of each row the one that it answers, the class or the likeliest label; of numbers the first */
} Asked;
double asked_value(const Asked *a, const float *row, int64_t column);
int64_t asked_column(const Asked *a, const float *row);

typedef struct Effect {
    int64_t unit;
    double amount;   /* how much it speaks for the answer; sorted by */
    double without;  /* the value without it; NaN where the method does not look at that */
    double error;    /* standard error of the amount, where it is a mean of draws; else 0 */
    int64_t told;    /* the class told without it; -1: not looked at, or there are no classes */
} Effect;

/* Of one row. Its arrays stay for the next. */
typedef struct Explanation {
    int64_t row, column;  /* whose value it is */
    double value, none;   /* with everything, and with no unit at all; none: NaN where not looked at */
    int64_t told, rows;   /* rows: of the scene */
    int64_t count, room;  /* of units */
    Effect *effects;      /* [count] in the scene's order until explain_rank */
    Unit *units;          /* [count] */
    int64_t unit_room;
    int64_t asked;        /* how often the model was run */
    /* The `top` units that speak most for the answer, of those that speak for it at all: */
    int64_t top;
    double without_top, top_alone;      /* the value without them, and with no other unit */
    int64_t told_without_top, told_top; /* -1: there are no classes */
    double unfaithful;                  /* 1 - exp(-KL(whole || top alone)), of classes; else NaN */
} Explanation;
void   explanation_free(Explanation *e);

/* What a method gets. */
typedef struct Why {
    const SceneStage *stage;
    Asked asked;
    int64_t samples; /* of draws */
    uint64_t seed;
    int64_t top;
} Why;

typedef struct ExplainMethod {
    const char *name, *meaning; /* meaning: of an amount */
    void (*find)(const Why *why, Scene *s, uint8_t *gone, Explanation *e); /* fills effects; gone [units] is 0 before and after */
    bool inspects;              /* needs outputs on demand */
    bool edges_only, grads;     /* grads: needs gatcc --explain */
    bool nodes_only;
} ExplainMethod;
const ExplainMethod *explain_method(const char *name, Error *error);

/* ---- explain.c: around one row; what is left in `e` is by this row alone, whatever thread asks */
bool   explain_row(const Why *why, const ExplainMethod *method, Scene *s, int64_t row, Pool *pool, Explanation *e,
                   Error *error);
/* ---- leave_out.c, shapley.c, by_attention.c, by_gradients.c, gnn_explainer.c: the methods */
void   find_leave_one_out(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_shapley(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_attention(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_rollout(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_saliency(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_input_gradient(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_integrated(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   find_gnn_explainer(const Why *why, Scene *s, uint8_t *gone, Explanation *e);
void   asked_gradient(const Asked *a, const float *row, int64_t column, float *counts); /* of asked_value, for each column */
void   find_shapley_drawn(const Why *why, Scene *s, uint8_t *gone, Explanation *e); /* shapley.c: beyond */
enum { MOST_COLUMNS = 4096 };   /* of output 0, for methods by gradients */
enum { SHAPLEY_EXACT = 15 };    /* so many units at most: 2 to their number runs */

#endif
