/* gatrt.h - the contract between a generated model and the runtime that trains it.
 *
 * A generated trainer is a `gatrt_model`: tables (dimensions, inputs, parameters,
 * outputs, training defaults) and programs. A program is a list of kernels that
 * run one after the other; each kernel runs over independent pieces of its range,
 * so the runtime may hand the pieces to any number of threads and gets the same
 * bits. Everything else here is what programs that link the runtime may call.
 *
 * Units: extents are counts of rows; widths are floats per row; matrices are row
 * major. Whoever allocates frees: the struct comments say who that is.
 */
#ifndef GATRT_H
#define GATRT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GATRT_ABI 13
#define GATRT_TERMS 15  /* that a loss is the sum of, at most */
#define GATRT_VERSION "0.1.0" /* of gatcc and of the runtime, which are made together */

/* Exit codes of every program of the project. */
enum { GATRT_OK = 0, GATRT_FAILED = 1, GATRT_USAGE = 2, GATRT_BUG = 70 };

/* ------------------------------------------------------------------ graph */

/* A model's spaces and the ends of its relations, by their numbers in its tables: these are in every model, its own follow. */
enum { GATRT_PARAM, GATRT_NODE, GATRT_EDGE, GATRT_GRAPH, GATRT_PLAIN_SPACES };
enum { GATRT_EDGE_DST, GATRT_EDGE_SRC, GATRT_NODE_GRAPH, GATRT_PLAIN_ENDS };

/* The rows of one space, in an order in which those that are needed come first. */
typedef struct gatrt_rowset {
    int64_t count;
    const int64_t *level;       /* [levels of the graph] rows within l hops, against the edges, of those wanted; NULL: all */
    int64_t chunks;             /* fixed pieces of them, balanced by what is met at each row; of a relation's: 0 */
    const int64_t *chunk_start; /* [chunks + 1] */
} gatrt_rowset;

/* An end of a relation, seen from the rows that it leads to: entries start[v] .. start[v + 1] - 1 are of the relation's
 * rows that have v there. Where the relation's rows are sorted by this end, entry k is its row k: that number is the
 * row's identity everywhere (edge inputs, stored edge values, random draws). Lists of another end are sorted by the
 * relation's rows, so the edges into the first n destinations are a prefix of each. */
typedef struct gatrt_walk {
    const int64_t *start;       /* [rows of the space that it leads to + 1] */
    const int32_t *far;         /* what entry k has at the relation's other end; NULL where it has none */
    const int32_t *row;         /* the relation's row that entry k is; NULL where they are sorted by this end */
    const int32_t *at;          /* what the relation's row k has at this end; NULL where kernels meet them in walks only */
} gatrt_walk;

/* A prepared graph. */
typedef struct gatrt_graph {
    const gatrt_rowset *spaces; /* [model->space_count] */
    const gatrt_walk *ends;     /* [model->end_count] */
    int levels;                 /* demand levels known; a level past the last means all rows */
    int64_t chunks;             /* the most that a space has */
} gatrt_graph;

enum { GATRT_ALL = 1 << 20 };   /* a level past all: every row */

/* Rows of a space that a loop at a demand level covers. */
static inline int64_t gatrt_rows(const gatrt_graph *g, int space, int level)
{
    const gatrt_rowset *rows = &g->spaces[space];
    return level < g->levels && rows->level ? rows->level[level] : rows->count;
}

/* ----------------------------------------------------------------- inputs */

typedef enum {
    GATRT_FEATURES, /* the data set's x */
    GATRT_EDGE_ATTR,/* the data set's edge_attr */
    GATRT_EDGE_WEIGHT, /* the data set's edge_weight; width 1 */
    GATRT_LABEL,    /* class number of each node as a float; width 1 */
    GATRT_TARGET,   /* y as float, width of the row */
    GATRT_WEIGHT,   /* 1/n on the n nodes the loss is taken over, 0 elsewhere; width 1 */
    GATRT_CLASS_WEIGHT, /* one row: w of each class, times n / (sum of w over the labels of the n nodes above) */
    GATRT_POS_WEIGHT,   /* one row: what a label's yes weighs against its no */
    GATRT_ROW_NUMBER,   /* a 1 in the column of the row's number in the data set, sparse; width: so many rows there are */
    GATRT_MASK,         /* of explain: what each message along an edge is multiplied by; width 1 */
    GATRT_ASKED,        /* of explain: what each column of output 0 counts in the sum that is differentiated */
} gatrt_role;

/* Rows are divided by their sum, of numbers that must not be negative, or by the sum of their absolute values. */
enum { GATRT_ROW_SUM = 1, GATRT_ROW_L1 };

typedef struct gatrt_input {
    const char *name;
    gatrt_role role;
    int space;
    int64_t width;
    int sparse;         /* read as CSR (and CSC in backward), never as a dense matrix */
    int row_normalize;  /* 0, or what each row is divided by before use (rows of zeros stay): GATRT_ROW_... */
    int loop_given;     /* edge inputs: an added self loop carries `loop`; else the mean of the edges into its node */
    float loop;
    const float *given; /* CLASS_WEIGHT, POS_WEIGHT: [width] as the model lists them; NULL: balanced, from the data */
    const char *bound_by; /* EDGE_ATTR, EDGE_WEIGHT, LABEL, TARGET: what needs the numbers to be from least to most; NULL: any will do */
    float least, most;
} gatrt_input;

/* The value of one input, rows in the prepared graph's order. Dense inputs set
 * `dense`; sparse ones all six arrays. Columns ascend within a row, rows ascend
 * within a column. The arrays of entries can be read GATRT_SLACK entries past their last one. */
enum { GATRT_SLACK = 16 };
typedef struct gatrt_tensor {
    const float *dense;                                                      /* [rows, width] */
    const int64_t *row_start; const int32_t *col; const float *val;          /* CSR */
    const int64_t *col_start; const int32_t *row; const float *col_val;      /* CSC of the same matrix */
} gatrt_tensor;

/* ------------------------------------------------------------- parameters */

typedef struct gatrt_param {
    const char *name;     /* in checkpoints, e.g. "conv1.lin.weight" */
    int64_t offset, count;/* floats, in the parameter block */
    int rank;
    int64_t stored[3];    /* shape in checkpoints */
    int transposed;       /* stored [cols, rows], in memory [rows, cols] with cols = stored[0] */
    const char *init;     /* "glorot", "zeros", "ones", "uniform", "normal" ... see init.c */
    double init_arg;      /* bound or deviation, where the initialiser takes one */
    int64_t fan_in, fan_out;
} gatrt_param;

/* --------------------------------------------------------------- programs */

typedef enum {
    GATRT_OVER_ROWS,    /* pieces: chunks of the first rows(space, level); `chunk` is the chunk's number */
    GATRT_OVER_RANGE,   /* pieces: slices of 0..count; columns of a sparse input, elements of a parameter */
    GATRT_ONCE,         /* one piece, lo = 0, hi = 1 */
} gatrt_over;

typedef struct gatrt_kernel {
    const char *name;
    void (*run)(const void *ctx, int64_t lo, int64_t hi, int64_t chunk);
    gatrt_over over;
    int space, level;   /* GATRT_OVER_ROWS */
    int64_t count;      /* GATRT_OVER_RANGE */
    size_t bound;       /* bytes before what `run` gets as ctx, in the program's: a function may serve many kernels */
} gatrt_kernel;

/* What a kernel must move and compute, counted by the compiler: so many floats and operations for each row
 * below rows(level) of its space, each edge into one, each non-zero of the sparse input in one, each chunk that holds one,
 * or for a whole execution. `bench` tells from it how near to the machine's limits a kernel is. */
typedef enum { GATRT_PER_ROW, GATRT_PER_EDGE, GATRT_PER_NONZERO, GATRT_PER_CHUNK, GATRT_PER_RUN } gatrt_per;
typedef struct gatrt_cost {
    int kernel;
    gatrt_per per;
    int of;                          /* the space whose rows, edges, ... count */
    int level;
    int64_t read, gathered, written; /* floats: in order; of rows at random places; in order */
    int64_t flops;
} gatrt_cost;

/* What one execution of a program works on. The runtime owns all of it. */
typedef struct gatrt_run {
    const gatrt_graph *graph;
    const gatrt_tensor *inputs;  /* [model->input_count] */
    const float *params;         /* the parameter block */
    float *grads;                /* gradients, and the states' next values; written by train, not accumulated into */
    float *loss;                 /* written by train and score: the loss; by train also, behind it, its terms where the model names them */
    float *const *outputs;       /* [model->output_count]; infer and inspect write, score reads; NULL where not wanted */
    float *const *input_grads;   /* explain writes: [model->input_count + explain_inputs] of those that its program tells, each [rows, width] */
    void *workspace;             /* workspace() bytes, 64-byte aligned, contents arbitrary */
    uint64_t draw;               /* seed and step mixed: gatrt_draw() */
} gatrt_run;

/* A kernel's place where a program runs in bands. */
typedef struct gatrt_band {
    int kernel, band;   /* bands ascend */
} gatrt_band;

typedef struct gatrt_program {
    const char *name;
    const gatrt_kernel *kernels; /* NULL where the model has no such program */
    int kernel_count;
    int levels;                  /* demand levels it asks the graph for; 0: it needs every row */
    size_t ctx_size;
    void (*bind)(void *ctx, const gatrt_run *run);                       /* fills ctx; cheap, before each execution */
    size_t (*workspace)(const gatrt_graph *graph);                       /* bytes; SIZE_MAX where that overflows */
    const gatrt_cost *costs;     /* of its kernels; may be NULL */
    int cost_count;
    /* The same in less memory, to the same bits: the kernels of a band go over a chunk of rows one after another before
     * the next is begun, so what they alone read is there for the chunks at hand only. `bands` NULL: it has no such form. */
    const gatrt_band *bands;     /* [kernel_count] all kernels, in the order of that form */
    void (*bind_chunk)(void *ctx, const gatrt_run *run, float *own, int64_t rows_here, int64_t lo); /* for a chunk that begins
                                    at row lo; `own` has own_floats for each of rows_here, which are as many or more */
    size_t (*shared)(const gatrt_graph *graph);                          /* bytes of the workspace then */
    int64_t own_floats;
} gatrt_program;

typedef struct gatrt_output {
    const char *name;
    int space;
    int64_t width;
    int on_demand;      /* written by inspect only (attention weights) */
} gatrt_output;

typedef struct gatrt_dim {
    const char *name;   /* "features", "classes", ... */
    int64_t size;
} gatrt_dim;

/* Self loops as the data set has them; all replaced by one for every node; or one added where a node has
 * none, and of several at one node the last kept. */
typedef enum { GATRT_LOOPS_KEPT, GATRT_LOOPS_REPLACED, GATRT_LOOPS_COMPLETED } gatrt_loops;

/* Training defaults from the model's train { } and graph { }; the command line overrides them. */
typedef struct gatrt_recipe {
    int epochs, patience;          /* patience 0: no early stopping */
    const char *optimizer;         /* with its settings: "adam:lr=0.005,weight_decay=0.0005"; NULL: adam */
    const char *schedule;          /* of the learning rate: "cosine:t_max=200,warmup=10"; NULL: constant */
    const char *clip;              /* of gradients: "norm:max=1"; NULL: none */
    const char *groups;            /* of parameters: "conv1.*:lr=0.001;*.bias:weight_decay=0"; NULL: none */
    double l1;                     /* penalty on all parameters */
    const char *stop_on;           /* what patience counts by: "loss" or a metric; NULL: the loss and the metric */
    const char *average;           /* of weights, to be measured and kept: "ema:decay=0.99"; NULL: none */
    const char *metric;            /* "accuracy", ...; on output 0 */
    gatrt_loops self_loops;
    int symmetric;                 /* 1: add the reverse of every edge that lacks it; 0: the model does not say; -1: it says no */
    int metric_named;              /* the model names its metric: it alone chooses the weights that are kept */
} gatrt_recipe;

/* Rows by themselves, or edges, which kernels meet in walks over the lists of what they join. */
typedef enum { GATRT_ONE, GATRT_ROWS, GATRT_EDGES } gatrt_kind;
typedef struct gatrt_space {
    const char *name;   /* "node" */
    gatrt_kind kind;
} gatrt_space;
typedef struct gatrt_end {
    const char *name;   /* "dst" */
    int of, to;         /* the relation, and the space whose rows it joins here */
    int sorted;         /* the relation's rows are in the order of this end */
    int used;           /* a program goes along it: else its lists need not be there where the relation has kernels of its own */
} gatrt_end;

typedef struct gatrt_model {
    int abi;                       /* GATRT_ABI */
    const char *name, *source;     /* "gat2", "models/gat2.lua" */
    const gatrt_space *spaces;   int space_count;
    const gatrt_end *ends;       int end_count;
    const gatrt_dim *dims;       int dim_count;
    const gatrt_input *inputs;   int input_count;
    const gatrt_param *params;   int param_count;
    int64_t param_floats;          /* size of the parameter block */
    int64_t state_floats;          /* its end, which no optimiser touches: states, after a step what train left in grads */
    const gatrt_output *outputs; int output_count;
    gatrt_program train;           /* loss and every parameter's gradient */
    gatrt_program infer;           /* outputs, without dropout */
    gatrt_program score;           /* the loss of given outputs */
    gatrt_program inspect;         /* outputs and those on demand */
    gatrt_program explain;         /* output 0, and gradients of the sum of its rows by ASKED: for features and masks. gatcc --explain */
    int explain_inputs;            /* its own, behind the input_count of all programs in `inputs` */
    gatrt_recipe recipe;
    const char *(*bits)(void);     /* exact bits are promised: what this build does that breaks them, or NULL; NULL itself: they are not */
    uint64_t print;                /* of what the model computes, whatever its names and lines; 0: not known */
    const char *const *terms;      /* what the loss is the sum of, by the model's names */
    int term_count;                /* 0: the model names none */
} gatrt_model;

/* Is the parameter a state: written by the training program, not trained? */
static inline int gatrt_is_state(const gatrt_model *model, const gatrt_param *p)
{
    return p->offset >= model->param_floats - model->state_floats;
}

/* Command line of a trainer: train, eval, predict, export, bench, info. Returns the exit code. */
int gatrt_main(const gatrt_model *model, int argc, char **argv);

/* ----------------------------------------------------------- random draws */

/* Counter-based: a draw is a function of (seed, step, value, row, element) and of
 * nothing else, so threads and recomputation in backward see the same numbers.
 * splitmix64's finaliser (Steele, Lea, Flood 2014) makes a key for each row; a
 * 32-bit multiply-xorshift (constants of C. Wellons' "lowbias32" search, 2018)
 * spreads it over the elements and vectorises. Reference numbers: rng.c. */
static inline uint64_t gatrt_mix(uint64_t z)
{
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t gatrt_draw(uint64_t seed, uint64_t step)
{
    return gatrt_mix(gatrt_mix(seed) ^ step);
}

/* What the rows of random value number `value` (below 2^16) share; `draw` from gatrt_draw. */
static inline uint64_t gatrt_value_draw(uint64_t draw, uint32_t value)
{
    return gatrt_mix(draw ^ (uint64_t)value << 48);
}

/* The generator's steps, here alone: x is a word, or words in the lanes of a vector, whose numbers are then the same. */
#define GATRT_STIR(x, key) \
    ((x) ^= (x) >> 16, (x) *= 0x7FEB352Du, (x) ^= (x) >> 15, (x) += (key), (x) *= 0x846CA68Bu, (x) ^= (x) >> 16)

/* Key of one row: another for each of 2^32 rows, as every step here can be undone. 32-bit words, so
 * that lanes of a vector can work out the keys of as many rows. */
static inline uint32_t gatrt_row_key(uint64_t value_draw, uint32_t row)
{
    uint32_t x = (uint32_t)value_draw + row * 0x9E3779B9u;
    GATRT_STIR(x, 0u);
    return x ^ (uint32_t)(value_draw >> 32);
}

/* 32 random bits for element i of the row. The key comes in twice: rows whose keys differ by a few
 * steps of i would else have the same bits, some elements apart. */
static inline uint32_t gatrt_bits(uint32_t row_key, uint32_t i)
{
    uint32_t x = row_key + i * 0x9E3779B9u;
    GATRT_STIR(x, row_key);
    return x;
}

/* Inverted dropout: 0 with probability `drop`, else `scale` = 1/(1 - drop).
 * `threshold` = gatrt_threshold(drop), GATRT_THRESHOLD(drop) where it is a constant. By masks, since a branch
 * on random bits is mispredicted: the difference's upper half is all ones below the threshold. */
#define GATRT_THRESHOLD(drop) ((uint32_t)((drop) * 4294967296.0))
static inline float gatrt_keep(uint32_t row_key, uint32_t i, uint32_t threshold, float scale)
{
    union { float number; uint32_t bits; } y = {scale};
    y.bits &= ~(uint32_t)(((uint64_t)gatrt_bits(row_key, i) - threshold) >> 32);
    return y.number;
}

static inline uint32_t gatrt_threshold(double drop)
{
    return GATRT_THRESHOLD(drop);
}

/* ------------------------------------------------ what kernels may call */

/* c[m,n] = a[m,k] b[k,n]                 (accumulate: c += ...), row major, one thread. */
void gatrt_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);
/* c[m,n] = a[m,k] transpose(b[n,k]) */
void gatrt_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);
/* c[m,n] = transpose(a[k,m]) b[k,n] */
void gatrt_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);

/* The same with bits that no processor changes: each element is one sum, in the order of k. */
void gatrt_exact_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);
void gatrt_exact_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);
void gatrt_exact_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);

/* --------------------------------------------------------------- data sets */

#define GATRT_UNKNOWN INT32_MIN

/* What a user's file holds, as stored: no normalisation, no self loops added. Sets have rows; relations join rows of
 * two sets, or of one. A data set of one kind of node has the set "node" and the relation "edge", the first of each.
 * Owned by whoever called gatrt_data_load; freed by gatrt_data_free. */
typedef struct gatrt_set {
    char *name;                        /* "node", "graph", or the file's own, "drug" */
    int64_t rows, features, classes;   /* classes = largest label + 1; width of y where multi-label */
    int sparse;                        /* features were given as CSR */
    float *x;                          /* [rows, features], or NULL where sparse */
    int64_t *x_start; int32_t *x_col; float *x_val;  /* CSR, or NULL where dense */
    int32_t *label;                    /* [rows], or NULL: one whole number a row, a class or a value as the model
                                          reads it (target.class: -1 is unknown); GATRT_UNKNOWN where y is NaN */
    float *target;                     /* [rows, classes] for multi-label or regression, NaN: unknown; or NULL */
    uint8_t *mask[3];                  /* train, validation, test: [rows] 0/1, or NULL */
    int32_t *graph;                    /* of each row, the row of the set "graph" that it belongs to; or NULL */
    char **row_name;                   /* [rows] as the file calls them, in one block with their texts; NULL: by number */
    char **class_name;                 /* [classes], likewise */
} gatrt_set;

typedef struct gatrt_relation {
    char *name;                        /* "edge", or the file's own, "binds" */
    int from, to;                      /* sets of its sources and of its destinations */
    int64_t edges, edge_features;      /* edge_features 0: none */
    int32_t *src, *dst;                /* [edges] */
    float *edge_attr;                  /* [edges, edge_features] or NULL */
    float *edge_weight;                /* [edges] or NULL */
    uint8_t *since;                    /* [edges] the part from which on messages go along it: 0 train, 1 validation, 2 test,
                                          3 none; NULL: along all of them in each */
    struct gatrt_links *links;         /* of pairs that --split links made: how its negatives are drawn; else NULL */
} gatrt_relation;

typedef struct gatrt_data {
    char *name;                        /* file or specification it came from */
    gatrt_set *sets;           int set_count;
    gatrt_relation *relations; int relation_count;
    struct gatrt_origin *origin;       /* what was read of the file and what was not; NULL where there is nothing to say */
} gatrt_data;

/* Loads `spec`: a file (format found by loaders.def), "karate", or
 * "synth:nodes=..,edges=..,...". NULL on failure, with one line in `error`. */
gatrt_data *gatrt_data_load(const char *spec, char error[256]);
void gatrt_data_free(gatrt_data *data);

#ifdef __cplusplus
}
#endif
#endif
