/* model.h - one model file: the tables that its programs share. lang fills them, pipeline.c adds the programs, emit
 * writes them down. */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/ir/ir.h"
#include "runtime/gatrt.h"

typedef struct InputInfo {
    const char *name;
    gatrt_role role;
    Type type;
    bool sparse;
    int row_normalize;       /* 0 or GATRT_ROW_... */
    bool loop_given;        /* what added self loops carry, as in gatrt_input */
    float loop;
    const float *given;     /* weights of classes or labels as the model lists them; NULL: from the data */
    const char *bound_by;   /* what needs its numbers to be from least to most, as in gatrt_input; NULL: nothing */
    float least, most;
    bool explains;          /* explain alone has it */
    int output_of;          /* score: not an input but output number output_of - 1; 0: an input */
} InputInfo;

typedef struct ParamInfo {
    const char *name;       /* as in checkpoints: "conv1.lin.weight" */
    Shape shape;            /* in memory, row major */
    int stored_rank;        /* shape in checkpoints, see gatrt_param */
    int64_t stored[3];
    bool transposed;
    bool state;             /* not trained: the training program computes its next value, see ROOT_STATE */
    const char *init;
    double init_arg;
    int64_t fan_in, fan_out;
    Pos pos;
} ParamInfo;

typedef struct DimInfo {
    const char *name;
    int64_t size;
    Pos pos;
} DimInfo;

/* A constant that emitted C has for a number of the model's, behind the model's name. Those of shapes stand in the header. */
typedef enum ConstantKind {
    CONSTANT_SHAPE,         /* "GAT2_CONV1_HEADS" */
    CONSTANT_CHUNK,         /* of what each chunk has of its own: pieces of sums over all rows, rows too wide for the stack */
    CONSTANT_WORKSPACE,     /* of the workspace: floats for each row or chunk, where a buffer begins */
    CONSTANT_SPACE, CONSTANT_END, CONSTANT_INPUT, CONSTANT_OUTPUT, CONSTANT_DRAW,   /* numbers in the runtime's tables */
} ConstantKind;
typedef struct ConstantInfo {
    const char *name;       /* "GAT2_CONV1_HEADS" */
    int64_t num;
    ConstantKind kind;
    const Prog *of;         /* that asked first; NULL: none does */
    bool of_inference;      /* inference counts with it */
} ConstantInfo;

/* The programs of a model, all derived from the one that the user wrote. */
typedef enum Program { PROGRAM_TRAIN, PROGRAM_INFER, PROGRAM_SCORE, PROGRAM_INSPECT, PROGRAM_EXPLAIN, PROGRAM_COUNT } Program;

/* Passes that can be held back: results are the same, only dearer. All 0: everything is done. */
typedef enum PlanMode { PLAN_AUTO, PLAN_STORE, PLAN_RECOMPUTE } PlanMode;
/* How a parameter that is baked in is stored: c/lib/narrow.h reads what has fewer bytes than a float. */
typedef enum Packing { PACK_FLOAT32, PACK_FLOAT16, PACK_INT8 } Packing;
typedef struct Switches {
    bool no_simplify;       /* no rule fires */
    bool no_demand;         /* every row of every value is needed */
    bool no_fuse;           /* a kernel for each value that has a home */
    bool join_walks;        /* kernels walk lists of several relations, where their sums meet */
    bool call_products;     /* every product of rows in memory is a kernel of its own, however small */
    bool no_stack;          /* the rows of kernels lie in the workspace, however narrow */
    bool exact;             /* one result from every compiler and processor, bit for bit */
    bool explains;          /* there is a program that tells gradients of inputs */
    bool updates;           /* what inference makes stays in memory: NAME_update makes parts of it again */
    bool steps;             /* NAME_step: training on an application's memory */
    Packing packing;        /* of parameters that are worth it, see param_packing() */
    PlanMode plan;          /* node values that later kernels read: all stored, or made again wherever they can be */
} Switches;

/* A graph that is a constant of the source: rows by space, the walks of the ends, which of the data set's rows each is. */
typedef struct OwnGraph {
    const char *from;       /* where from, for people */
    int64_t *rows;
    const gatrt_walk *ends;
    int64_t *const *row_id;
    const void *prepared;   /* what these belong to: it lasts as long as gatcc does */
} OwnGraph;

/* What storing weights in fewer bytes changes of the first output on a data set. */
typedef struct PackingError {
    const char *on;         /* NULL: nobody knows, as there was no data set */
    double most, mean;      /* absolute differences */
    double changed;         /* share of rows whose largest number is another; where there is more than one a row */
} PackingError;

/* One model file: tables shared by its programs. */
struct Model {
    const char *name;       /* "gat2": an identifier */
    const char *source;     /* path as the user gave it */
    InputInfo *inputs;   int input_count, input_capacity;
    ParamInfo *params;   int param_count, param_capacity;   /* states after all others */
    DimInfo *dims;       int dim_count, dim_capacity;
    ConstantInfo *constants; int constant_count, constant_capacity; /* loops */
    Space **spaces;      int space_count, space_capacity;   /* by id, but for the first, which all models share */
    End **ends;          int end_count, end_capacity;       /* in the order in which walks are tried */
    int draws;              /* random values handed out */
    gatrt_recipe recipe;
    Switches switches;
    bool alone;             /* inference is all that is emitted */
    const float *baked;     /* [floats of all params, in their order] a constant of the source; NULL: the caller brings them */
    const char *baked_from; /* where from, for people */
    const char *baked_prepared; /* what was made of the features that they were trained with; "": nothing, or nobody knows */
    int members;            /* sets of weights that answer together, as one model with all their parameters; 0, 1: it is one */
    const float *unpacked;  /* what `baked` was before it was rounded to what is stored; NULL: it was not */
    PackingError packing_error;
    bool weights_apart;     /* they are a source of their own, not a part of the model's */
    const OwnGraph *own;    /* NULL: the caller brings each graph */
    int64_t *capacity;      /* [spaces] the most rows of each, of edges as NAME_edges has them; NULL: any number */
    Prog *forward;          /* as written: outputs and loss, dropout in place */
    const char **input_ids, **param_ids, **output_ids;  /* pipeline: C names, unique in their kind */
    Prog *progs[PROGRAM_COUNT]; /* pipeline; NULL where the model has no such program */
    const char **deps;   int dep_count, dep_capacity;   /* files read, for -MD */
};

Packing param_packing(const Model *m, int param);    /* ir.c */

#endif
