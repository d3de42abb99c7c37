/* compile.h - many model texts through the whole compiler and cc, in one go; and what a
 * test needs to run the outcome beside eval.c. Tests include compile.c and graphs.c: a
 * test is one program. */
#ifndef COMPILE_H
#define COMPILE_H

#include "compiler.h"
#include "../../runtime/runtime.h"

/* ---- compile.c */

typedef struct ModelText {
    const char *name; /* an identifier; it names the model unless the text does */
    const char *text;
    const FrontOptions *options; /* dimensions; NULL without */
    Switches switches;           /* passes held back */
} ModelText;

/* One model, as text, as programs, and as code that was loaded. */
typedef struct Built {
    const char *name, *text;
    Model *model; /* forward is as written; progs are as compiled */
    Prog *oracle; /* forward's loss with its gradients, nothing simplified; NULL without a loss */
    const gatrt_model *code;
    const char *flags; /* what cc was told: the baseline, or this machine */
} Built;

typedef struct Batch {
    Built *built; /* [count] */
    int count;
    char *folder; /* holds the emitted C, GATCC_KEEP=1 leaves it there */
    void *library;
} Batch; /* owns it all; batch_free */

/* Front end, pipeline, emitter, $CC (cc) with $GATCC_TEST_CFLAGS, dlopen. Model names must differ. Half of the models,
 * chosen by their names, are compiled for this machine, with wide vectors, and a quarter of these optimised as the README
 * does it, with contraction, the others in ISO C for the baseline; $GATCC_TEST_FOR=machine, =optimised or =baseline: all
 * of them so. False and one line where a model is wrong or cc refuses; a bug() of the compiler ends the program. */
Batch *batch_compile(const ModelText *texts, int count, Error *error);
void batch_free(Batch *batch);

/* Where a program of a compiled model writes. Everything is filled with NaN before it runs. */
typedef struct Result {
    float loss;
    float *grads;    /* [param_floats] */
    float **outputs; /* [output_count], each all rows of its space */
    int output_count;
} Result; /* owns its arrays; result_free */

enum { TRAIN, INFER, SCORE, INSPECT };
const gatrt_program *code_program(const gatrt_model *code, int program);
int code_levels(const gatrt_model *code); /* the most any program asks for; 0: one needs every row */
int64_t code_rows(const gatrt_model *code, int output, const Prepared *on);
/* Runs one program; score reads `given`, the outputs of another result. */
bool result_run(Result *r, const Built *b, int program, const Prepared *on, const float *params, uint64_t draw,
                const Result *given, Pool *pool, Error *error);
void result_free(Result *r);

/* The same by eval.c: p is b->oracle or b->model->forward. Values are freed by eval_free. */
double **oracle_eval(const Prog *p, const Prepared *on, const float *params, uint64_t draw, bool dropout);
const Root *oracle_root(const Prog *p, RootKind kind, int index); /* NULL where there is none */
/* d loss / d params[at] by central differences of step `step`, in double. */
double oracle_difference(const Prog *p, const Prepared *on, float *params, int64_t at, double step, uint64_t draw,
                         bool dropout);

/* ---- graphs.c */

typedef struct Random {
    uint64_t state;
} Random;
uint64_t random_bits(Random *r);
int random_below(Random *r, int count); /* 0 .. count - 1 */
double random_between(Random *r, double low, double high);

typedef enum GraphKind {
    GRAPH_NO_EDGES,
    GRAPH_ONE_NODE,
    GRAPH_ONE_LOOP,
    GRAPH_ISOLATED,
    GRAPH_LOOPS,
    GRAPH_TWICE,
    GRAPH_HUB,
    GRAPH_PATH,
    GRAPH_PARTS,
    GRAPH_RANDOM,
    GRAPH_LARGE,
    GRAPH_KINDS
} GraphKind;
extern const char *const graph_kind_names[GRAPH_KINDS];

/* A seeded data set that fits the model: features and edge features in [-1, 1] (some 0), labels below
 * `classes`, targets, a mask of some nodes as mask[0]. gatrt_data_free. */
gatrt_data *data_for(const gatrt_model *code, GraphKind kind, int classes, uint64_t seed);
/* Prepared for all the model's programs at once, as the model's recipe says; mask NULL: all rows. */
Prepared *prepare_for(const gatrt_model *code, const gatrt_data *data, const uint8_t *mask, bool prune, Error *error);
/* Parameters in [-1, 1], none within 0.05 of 0; states above it; mem_free. */
float *params_for(const gatrt_model *code, uint64_t seed);

#endif
