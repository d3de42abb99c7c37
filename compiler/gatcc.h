/* gatcc.h - every type of the compiler, and one section of prototypes per file in
 * the order of the pipeline:
 *
 *   model.lua -> front -> simplify -> autodiff -> simplify -> demand -> fuse -> plan -> schedule -> emit -> check
 *
 * In our domain node, edge and graph are data, so the compiler never uses these
 * words for itself: a Prog is made of Vals; Vals are grouped into Kernels of Stmts.
 * All compiler memory lives in arenas and is freed at exit. */
#ifndef GATCC_H
#define GATCC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "runtime/gatrt.h"

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "-ffinite-math-only (in -Ofast, -ffast-math) hides NaN: add -fno-finite-math-only"
#endif

#define GATCC_VERSION GATRT_VERSION

/* ------------------------------------------------------------------ values */

enum { MAX_RANK = 3, MAX_IN = 3, MAX_WIDTH = 1 << 24, MAX_ENDS = 2 };

/* Where a value has its rows. The prelude declares spaces; the compiler knows their kinds and no name, but for that of
 * parameters. */
typedef enum SpaceKind {
    SPACE_ONE,      /* one row */
    SPACE_ROWS,     /* kernels go over them */
    SPACE_EDGES,    /* met in walks over the lists of the rows they join */
} SpaceKind;
typedef struct End End;
typedef struct Space {
    const char *name;               /* "node"; interned */
    SpaceKind kind;
    int id;                         /* position in Model.spaces; 0: that of parameters */
    const End *ends[MAX_ENDS];      /* a relation's: what each of its rows joins */
    int end_count;
} Space;
extern const Space param_space;     /* a model's first: the one row that is trained */
#define SPACE_PARAM (&param_space)

/* An end of a relation: for each row of `of` the row of `to` at it. A gather brings values of `to` there, a sum or
 * a maximum brings them back; gather and sum are each other's adjoint. Seen from `to` it is a walk: for each row the
 * list of the rows of `of` that point to it. */
struct End {
    const char *name;               /* "src" */
    const Space *of, *to;
    int id, index;                  /* position in Model.ends; in of->ends */
    const char *gather, *sum, *max; /* the words of the language for it, as messages and dumps say them; NULL: none */
    const char *list, *adjective;   /* its walk's: "in", of in_start; "incoming" */
    bool sorted;                    /* rows of `of` stand in the order of this end, and have their demand levels by it */
};

/* At most two dimensions, three for a parameter.
 * Dimensions align from the left: [h] broadcasts against [h,d]. */
typedef struct Shape {
    int rank;               /* 1..3 */
    int32_t dim[MAX_RANK];  /* 1 past the rank */
} Shape;

typedef struct Type {
    const Space *space;
    Shape shape;
} Type;

typedef enum Op {
#define OP(name, arity, kind, gradient, zero, cost, lanes, ctext, meaning) OP_##name,
#include "compiler/ir/ops.def"
#undef OP
    OP_COUNT
} Op;

typedef enum Kind { KIND_LEAF, KIND_MAP, KIND_REDUCE, KIND_SHAPE, KIND_GATHER, KIND_SCATTER, KIND_GEMM, KIND_FOLD } Kind;
typedef enum Zero { ZERO_NEVER, ZERO_ANY, ZERO_ALL, ZERO_FIRST } Zero;

typedef enum LanesOf { LANES_ONE, LANES_ANY } LanesOf;

typedef struct OpInfo {
    const char *name;
    int arity;
    Kind kind;
    Zero zero;
    int cost;
    LanesOf lanes;
    const char *ctext;
    const char *meaning;
} OpInfo;
extern const OpInfo op_info[OP_COUNT];

/* What an op needs beyond its operands.
 *   input, param   index: row of the Prog's table; type
 *   constant       num; type (any space)        iota  type (param space)
 *   gather, sum_to, max_to  end                 self_loop type (a relation with both ends in one space)
 *   keep           num = drop probability, index = number of the draw; type
 *   leaky_relu     num = slope                  elu   num = alpha
 *   reshape, expand  type.shape                 slice index = start, length  */
typedef struct Attr {
    double num;
    int32_t index, length;
    const End *end;
    Type type;
} Attr;

/* Where a value comes from: the user's model line, and the line of the layer
 * (the same where the user wrote the primitive). Files are interned. */
typedef struct Pos {
    const char *file;
    int line;
    const char *layer_file;
    int layer_line;
} Pos;

typedef struct Val {
    Op op;
    Type type;
    struct Val *in[MAX_IN];
    Attr attr;
    int id;             /* position in Prog.vals: operands come first */
    Pos pos;            /* the model line that first made it */
    const char *name;   /* as in the layer's Lua ("z", "logit"), or NULL; not unique */
} Val;

/* ------------------------------------------------------------------ programs */

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

typedef enum RootKind { ROOT_OUTPUT, ROOT_ON_DEMAND, ROOT_LOSS, ROOT_GRAD, ROOT_STATE } RootKind;

/* What a program is for: values nothing may remove. `index` counts outputs or parameters.
 * ROOT_STATE is what a state will be after the step; it takes the place of a gradient. */
typedef struct Root {
    RootKind kind;
    int index;
    const char *name;
    Val *val;
} Root;

/* The programs of a model, all derived from the one that the user wrote. */
typedef enum Program { PROGRAM_TRAIN, PROGRAM_INFER, PROGRAM_SCORE, PROGRAM_INSPECT, PROGRAM_COUNT } Program;

typedef struct Arena Arena;
typedef struct Model Model;

typedef struct Kernel Kernel;
typedef struct Place Place;
typedef struct Buf Buf;
typedef struct Field Field;
/* ------------------------------------------------------------------ kernels */

typedef enum KernelKind {
    KERNEL_ROWS,     /* for v in the rows of a space: row statements and passes over v's edges */
    KERNEL_GEMM,     /* one dense product, rows by chunks */
    KERNEL_COLUMNS,  /* gradient of a matrix that met a sparse input, by columns of the input */
    KERNEL_REDUCE,   /* sums of all rows: partial sums of the chunks, in chunk order */
    KERNEL_SINGLE,   /* values with one row */
} KernelKind;

typedef struct Stmt Stmt;

struct Kernel {
    int id;
    KernelKind kind;
    const Space *rows;      /* KERNEL_ROWS, KERNEL_GEMM: what it goes over */
    const End *walk;        /* KERNEL_ROWS: the end whose lists it walks; NULL: none */
    int level;              /* rows it covers: the largest demand among its values */
    Val **vals;             /* values whose home it is, operands first */
    int count, capacity;
    const char *name;       /* C name, unique in the program */
    Val **notes;            /* users of its values that did not join, with `reasons` beside them; --dump=fuse */
    const char **reasons;
    int note_count, note_capacity, reason_capacity;
    Stmt *body;             /* schedule: what the function does after binding its names */
    const char **fields;    /* members of the program's context that the body reads or writes */
    int field_count, field_capacity;
    int64_t stack, wide;    /* schedule: bytes of its arrays on the stack; floats of those that each chunk has in the workspace */
    const char *comment;    /* its values as equations, and the model's lines */
    int64_t range;          /* KERNEL_REDUCE, KERNEL_COLUMNS: elements or columns */
};

/* Where a value lives. Views (reshape, expand, slice) live where their base does. */
struct Place {
    int kernel;             /* home: the kernel that computes it; -1: a leaf or a view, or made wherever it is used */
    int reduced;            /* sums over rows: the kernel that finishes them; -1: none */
    const End *walk;        /* edge values with a home: the walk that computes them */
    bool item;              /* has a home of its own (fuse places it); other edge values are made in each walk */
    bool stored;            /* kept in memory for later kernels */
    bool recomputed;        /* a node value with a home, made again from stored ones by later kernels */
    bool sparse;            /* exists only at the non-zeros of a sparse input */
    bool once;              /* compared for equality: made in one place only, as rounding may differ in another */
    const char *reason;     /* why stored or recomputed; --dump=plan */
};

enum { LANES = 8 };         /* loops over a multiple of so many features go by GAT_STEP, which divides it */

/* Arrays that a kernel may have on the stack: half of a small first cache, and a quarter of the 64 KiB that a thread
 * has on the smaller systems. What is wider lies in the workspace, see stack.c. */
enum { STACK_BYTES = 16384 };

/* One piece of the workspace, which is round16(per_chunk * chunks + fixed) floats for pieces and what has one row,
 * and behind them the most that one of the program's needs asks for. */
typedef enum Extent { EXTENT_NODE, EXTENT_EDGE, EXTENT_CHUNK, EXTENT_FIXED } Extent;

/* So many floats for each node and each edge. */
typedef struct Room {
    int64_t node, edge;
} Room;

enum { EDGES_A_NODE = 14 }; /* where two plans are sound, the one that is smaller on graphs with so many is taken */

struct Buf {
    const Val *val;         /* NULL: the partial sums of `kernel`, or its rows */
    bool rows;              /* rows of `kernel` that its stack has no room for; known once it is scheduled */
    int kernel;             /* written by */
    int last;               /* read last by */
    Extent extent;
    int64_t width;          /* floats per row, edge or chunk; or in all */
    int64_t offset;         /* EXTENT_CHUNK, EXTENT_FIXED: in the same unit, within the extent's part of the workspace */
    Room start;             /* EXTENT_NODE, EXTENT_EDGE: what lies before it behind these parts */
    const char *name;       /* member of the kernels' context */
};

/* A member of the context that kernels of a program get: where each name points. */
typedef enum FieldKind {
    FIELD_BUF,      /* workspace: buf */
    FIELD_INPUT,    /* dense input `index`; sparse ones have the members x_start, x_col, x_val (and by column) */
    FIELD_PARAM,    /* parameter `index` */
    FIELD_GRAD,     /* gradient of parameter `index`, or a state's next value */
    FIELD_OUTPUT,   /* output `index` */
    FIELD_LOSS,
    FIELD_GRAPH,    /* in_start, in_src, out_start, out_dst, out_edge */
    FIELD_ROWS,     /* rows<index>: rows at a demand level */
    FIELD_PIECES,   /* pieces<index>: chunks that cover that level */
    FIELD_DRAW,
} FieldKind;
typedef enum Elem { ELEM_FLOAT, ELEM_LANES, ELEM_INT32, ELEM_INT64, ELEM_UINT32, ELEM_UINT64 } Elem;
struct Field {
    const char *name;
    Elem elem;
    bool pointer, constant;     /* to elements; that no kernel writes */
    FieldKind kind;
    int index;
    const char *part;           /* sparse inputs: "row_start", "col", ... as in gatrt_tensor; graph: member of gatrt_graph */
    const Buf *buf;
};

/* Facts that passes establish; pipeline.c holds passes to them. */
enum { FACT_TYPED = 1, FACT_DIFFED = 2, FACT_LEVELED = 4, FACT_PLACED = 8, FACT_GROUPED = 16, FACT_PLANNED = 32,
       FACT_LOWERED = 64 };

typedef struct Prog {
    const char *name;       /* "train", "infer", "score", "inspect" */
    Model *model;
    unsigned facts;
    Val **vals;             /* operands before users; ids are positions */
    int count, capacity;
    Root *roots;
    int root_count, root_capacity;
    struct ValTable *table; /* hash-consing */

    /* side tables by value id, made by the passes named */
    int *level, *support;   /* demand */
    Place *places;          /* fuse */
    Kernel **kernels;       /* fuse, in order of execution */
    int kernel_count;
    Buf *bufs;              /* plan */
    int buf_count, buf_capacity;
    int64_t per_chunk, fixed;   /* plan: workspace in floats, with needs */
    Room *needs;            /* none within another; no rows are stored: none */
    int need_count, need_capacity;
    int levels;             /* demand levels used; 0: every row of every value is needed */
    const char **labels;    /* schedule: by value id, a C name unique in the program */
    Field *fields;          /* schedule: the context's members, in order of first use */
    int field_count, field_capacity;
    int fired[64];          /* simplify: how often each rule fired */
} Prog;

/* Passes that can be held back: results are the same, only dearer. All 0: everything is done. */
typedef enum PlanMode { PLAN_AUTO, PLAN_STORE, PLAN_RECOMPUTE } PlanMode;
typedef struct Switches {
    bool no_simplify;       /* no rule fires */
    bool no_demand;         /* every row of every value is needed */
    bool no_fuse;           /* a kernel for each value that has a home */
    bool no_stack;          /* the rows of kernels lie in the workspace, however narrow */
    PlanMode plan;          /* node values that later kernels read: all stored, or made again wherever they can be */
} Switches;

/* One model file: tables shared by its programs. */
struct Model {
    const char *name;       /* "gat2": an identifier */
    const char *source;     /* path as the user gave it */
    InputInfo *inputs;   int input_count, input_capacity;
    ParamInfo *params;   int param_count, param_capacity;   /* states after all others */
    DimInfo *dims;       int dim_count, dim_capacity;
    Space **spaces;      int space_count, space_capacity;   /* by id, but for the first, which all models share */
    End **ends;          int end_count, end_capacity;       /* in the order in which walks are tried */
    int draws;              /* random values handed out */
    gatrt_recipe recipe;
    Switches switches;
    Prog *forward;          /* as written: outputs and loss, dropout in place */
    const char **input_ids, **param_ids, **output_ids;  /* pipeline: C names, unique in their kind */
    Prog *progs[PROGRAM_COUNT]; /* pipeline; NULL where the model has no such program */
    const char **deps;   int dep_count, dep_capacity;   /* files read, for -MD */
};

enum { LEVEL_ALL = 1 << 20 };

/* ------------------------------------------------------------------ util.c */

void *arena_alloc(size_t count, size_t size);    /* zeroed; lives until exit; die()s where memory ends */
char *arena_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *arena_vformat(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
const char *intern(const char *text);            /* one pointer per text */
/* Grows an array kept as pointer, count, capacity so that one more fits. */
#define GROW(array, count, capacity) \
    ((count) < (capacity) ? (void)0 : (void)((array) = array_grow((array), &(capacity), sizeof *(array))))
void *array_grow(void *old, int *capacity, size_t item);
int64_t shape_width(Shape s);                    /* elements of one row */
Shape shape_make(int rank, int32_t a, int32_t b, int32_t c);
bool  shape_equal(Shape a, Shape b);
bool  type_equal(Type a, Type b);

/* ------------------------------------------------------------------ diag.c */

/* Why a value cannot be: message says what was found and what was expected. */
typedef struct Diag {
    char message[400];
    char hint[200];
} Diag;

/* The model is wrong: prints `file:line: message`, the user's own source line, the
 * operands' types and the hint, and exits with 1. */
_Noreturn void user_error(Pos pos, Val *const *operands, int count, const Diag *diag);
/* Text of the above, for callers that must unwind first. */
char *user_error_text(Pos pos, Val *const *operands, int count, const Diag *diag);
/* The command line is wrong: exits with 2. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The compiler is wrong: exits with 70. */
_Noreturn void bug(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The machine is wrong (file, memory): exits with 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void leave(int status);       /* exit, once libclang is loaded or is not to be */
const char *source_line(const char *file, int line);   /* a line of a model or library file, trimmed; "" if unknown */
void source_remember(const char *file, const char *text, size_t size);

/* ------------------------------------------------------------------ printable.c */

/* A copy that no terminal obeys: what is no valid UTF-8 or steers is spelled \x1b. In one line, cut at `longest` bytes. */
char *printable_line(const char *text, size_t size, size_t longest);
char *printable_text(const char *text, size_t size);    /* line ends and tabs stay */

/* ------------------------------------------------------------------ front.c: Lua in */

typedef struct FrontOptions {
    const char **dim_names;     /* -D name=value */
    const int64_t *dim_values;
    int dim_count;
    const gatrt_data *data;     /* --data: features, classes, sparse; NULL without */
    int seconds;                /* how long the model may run; 0: 30 */
    const char *name;           /* --name: of the model, whatever it says itself; NULL without */
} FrontOptions;

/* Runs the model file in a sandbox and returns what it described. A wrong model
 * ends in one error line and exit 1. */
Model *front_read(const char *path, const FrontOptions *options);
/* The same for a model in memory (tests, fuzzing); NULL and the error's text instead of an exit. */
Model *front_read_text(const char *name, const char *text, size_t size, const FrontOptions *options, char **error);
/* What is wrong with a model's name, as the end of a sentence; NULL where nothing is. */
const char *front_wrong_model_name(const char *name);

/* ------------------------------------------------------------------ reserved.c */

bool reserved_word(const char *name);               /* of C or C++, or a name that emitted files see */
bool reserved_constant(const char *name);           /* a macro of the C library, such as SIZE_MAX */
bool reserved_header(const char *stem);             /* "math": an include path must not hide it */
const char *reserved_model(const char *name);       /* why a model cannot be called so; NULL */
const char *upper_name(const char *name);           /* "conv1.w" -> "CONV1_W" */

/* ------------------------------------------------------------------ ir.c, infer.c */

Prog *prog_new(Model *model, const char *name);
/* The type of op(in...), or false and the reason. */
bool  infer_type(const Model *model, Op op, Val *const *in, const Attr *attr, Type *type, Diag *why);
/* The one way to make a value: types it, finds the equal value or adds a new one. bug() where it is ill-typed. */
Val  *build(Prog *p, Op op, Val *const *in, const Attr *attr, Pos pos);
Val  *find_val(Prog *p, Op op, Val *const *in, const Attr *attr);   /* the value if it exists already */
void  add_root(Prog *p, RootKind kind, int index, const char *name, Val *val);
/* A copy with the roots `keep` accepts; values mapped by `map` where given (NULL result: copy), which gets `arg`. */
typedef Val *MapVal(Prog *to, const Val *v, Val **in, void *arg);
Prog *prog_copy(const Prog *p, const char *name, bool (*keep)(const Root *root), MapVal *map, void *arg);
void  prog_compact(Prog *p);    /* drops what no root needs, renumbers */
void  prog_reset_table(Prog *p);
bool  is_op(const Val *v, Op op);
bool  is_leaf(const Val *v);
bool  is_view(const Val *v);                        /* reshape, expand, slice: other indices into another value */
const Val *view_base(const Val *v);                 /* v without its views */
bool  is_single(const Val *v);                      /* one row */
bool  is_row_sum(const Val *v);                     /* over all rows: made in pieces, finished by a reduce kernel */
bool  is_small_product(const Val *v);               /* worth a loop inside a row rather than a call */
int64_t val_width(const Val *v);
/* For each value the ids of those that read it, directly or through views; views themselves are no readers. */
typedef struct Readers {
    int *start, *id;        /* of value i: id[start[i]] .. id[start[i + 1] - 1], ascending */
} Readers;
Readers readers_of(const Prog *p);

/* Short hands for passes; the position is that of the value being replaced. */
Val *mk1(Prog *p, Op op, Val *a, Pos pos);
Val *mk2(Prog *p, Op op, Val *a, Val *b, Pos pos);
Val *mk3(Prog *p, Op op, Val *a, Val *b, Val *c, Pos pos);
Val *mk_along(Prog *p, Op op, const End *end, Val *a, Pos pos);    /* gather, sum_to, max_to */
Val *mk_constant(Prog *p, double value, Pos pos);
Val *mk_reshape(Prog *p, Val *a, Shape shape, Pos pos);
Val *mk_expand(Prog *p, Val *a, Shape shape, Pos pos);
Val *mk_slice(Prog *p, Val *a, int32_t start, int32_t length, Pos pos);

/* ------------------------------------------------------------------ print.c, verify.c, eval.c */

void print_type(FILE *out, Type type);
char *type_text(Type type);                         /* "node [8,8]" */
void print_prog(FILE *out, const Prog *p);          /* stable text, one value a line */
void verify(const Prog *p, const char *after);      /* bug() where an invariant is broken */
void verify_kernels(const Prog *p, const char *after);   /* the same for levels, kernels, the plan and loops */
/* verify_plan.c, parts of it: memory; loops; a kernel reads x from memory for `reader`. */
void verify_plan(const Prog *p, const char *after);
void verify_loops(const Prog *p, const char *after);
void verify_read(const Prog *p, const char *after, const Val *reader, const Val *x, int kernel);

/* The meaning of every op, slowly, in double: the oracle of the tests. */
typedef struct EvalData {
    const gatrt_graph *graph;
    const gatrt_tensor *inputs;     /* as the runtime binds them */
    const float *params;            /* the parameter block, parameters in table order */
    uint64_t draw;
    int dropout;                    /* 1: in training; 0: keep = 1, training(a, b) = b */
} EvalData;
/* Values of all rows of each value: result[id] is [rows, width]; free with eval_free. */
double **eval_prog(const Prog *p, const EvalData *data);
void eval_free(const Prog *p, double **values);
int64_t eval_rows(const EvalData *data, const Space *space);

/* ------------------------------------------------------------------ interpret.c */

typedef struct InterpretOptions {
    const char *weights;            /* a file, or NULL: the trainer's first weights of `seed` */
    uint64_t seed;
} InterpretOptions;

/* --interpret: prints what the model as written gives on a data set, by eval.c. */
void interpret(FILE *out, const Model *m, const gatrt_data *data, const InterpretOptions *options);

/* ------------------------------------------------------------------ pipeline.c */

/* What --dump asks for: "fuse,plan" or "all", to numbered files in `directory`, or to stdout where it is NULL. */
typedef struct DumpOptions {
    const char *passes;
    const char *directory;
} DumpOptions;

const char *pipeline_pass_names(void);              /* "front,simplify,...", in order */
void pipeline_run(Model *m, const DumpOptions *dump);
const char *pipeline_dump_path(const char *folder, int number); /* of the number-th file, from 1; NULL: there is none */

/* ------------------------------------------------------------------ passes, in order */

/* simplify.c: rewriting rules, each with its law; run before and after autodiff. */
void simplify(Prog *p);
void simplify_report(FILE *out, const Prog *p);         /* how often each rule fired */
int  simplify_rule_count(void);
const char *simplify_rule_law(int i);

/* autodiff.c: the gradient of the loss for every parameter, as values and roots. */
void autodiff(Prog *p);

/* demand.c: level and support of every value, see there. */
void demand(Prog *p);
int  fold_level(const Prog *p, const Val *fold);        /* rows that count in a sum over all rows */
void demand_print(FILE *out, const Prog *p);

/* ends.c: which rows an op brings together, and whether a kernel has them at hand. */
bool  has_rows(const Val *v);                           /* not one row */
bool  is_edge_value(const Val *v);                      /* of a relation that is met in walks */
bool  is_edge_gather(const Val *v);                     /* a gather to such a relation */
bool  is_far(const Val *v, const End *walk);            /* an edge's gather from the end that is not the walk's own */
const End *sink_walk(const Val *v);                     /* of a sum or maximum over edges; NULL: v is none */
Space *declare_space(Model *m, const char *name, SpaceKind kind);   /* the name is kept */
const End *declare_end(Model *m, Space *of, End end);   /* what the relation already knows is filled in */
const Space *find_space(const Model *m, const char *name);
const End *find_end(const Space *relation, const char *name);
const char *op_word(const Val *v);                      /* the op by the word of the language for it: "src", "sum_in" */
const char *word_of(Op op, const End *end);             /* the same, of a value to be made; end may be NULL */

/* place.c: edge values that are stored rather than made in both walks. */
void place(Prog *p);
void place_print(FILE *out, const Prog *p);

/* fuse.c: kernels, in order, and a home in one of them for every item. */
void fuse(Prog *p);
void fuse_print(FILE *out, const Prog *p);

/* plan.c: what is stored between kernels. */
void plan(Prog *p);
/* pack.c, part of it: where in the workspace. */
void pack(Prog *p);
Room buf_end(const Buf *b);                             /* of a buffer of rows: its start and its width */
void plan_print(FILE *out, const Prog *p);

/* schedule.c and the files of schedule.h: loop nests. */
int64_t kernel_stack(const Kernel *k);                   /* stack.c: bytes that its function takes at most */
void name_members(Model *m);                             /* names.c: before the first program is scheduled */
void schedule(Prog *p);
void schedule_print(FILE *out, const Prog *p);

/* cost.c: floats and operations of the kernels, for the trainer's bench. */
typedef struct Costs {
    gatrt_cost *at;
    int count, capacity;
} Costs;
void cost(const Prog *p, Costs *to);                     /* appended */

/* ------------------------------------------------------------------ quote.c */

/* Text of the user's inside other languages; of the arena. */
char *quote_comment(const char *text);              /* in a C comment */
char *quote_string(const char *text);               /* a C string literal, with its quotes */
char *quote_make(const char *path);                 /* in a makefile's rule; NULL where make cannot say it */
char *quote_visible(const char *text);              /* on a terminal */

/* ------------------------------------------------------------------ out.c */

/* C text growing in memory. Lines are indented by the braces open; nothing
 * touches the disk. */
typedef struct Out {
    char *text;                 /* always ends in 0; owned, out_free */
    size_t size, capacity;
    int depth;                  /* braces open */
    char **names;  int name_count, name_capacity;   /* identifiers taken */
} Out;

void out_init(Out *o);
void out_free(Out *o);
void out_raw(Out *o, const char *text);                                                     /* as it is */
void out_text(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* no indent, no line end */
void out_indent(Out *o);                                                                    /* begins a line by hand */
void out_line(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* indent, text, line end */
void out_blank(Out *o);                                                                     /* an empty line, never two */
void out_open(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* "for (...) {" */
void out_open_function(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3))); /* brace on its own line */
void out_close(Out *o, const char *after);                                                  /* "}" and ";" or "" */
/* The shortest literal that reads back as the same float: "0.2f", "-0.0f", "1e-30f", "INFINITY", "NAN". */
const char *out_float(float value);
const char *out_double(double value);               /* the fewest digits that read back as the same double */
/* A C identifier made from `name` that this writer has not handed out; no word of C or C++. */
const char *out_identifier(Out *o, const char *name);
void out_reserve(Out *o, const char *name);         /* takes an identifier as it stands */
int  out_scope(const Out *o);                       /* names taken from here on ... */
void out_scope_end(Out *o, int scope);              /* ... are free again */

/* ------------------------------------------------------------------ files.c */

/* Whole files, all of them or none, and in this order: see runtime/write.c. die()s where it fails. */
typedef struct OutFile {
    const char *path, *text;
    size_t size;
    bool program;               /* may be executed */
} OutFile;
void out_write_files(const OutFile *files, int count);
void out_write_file(const char *path, const char *text, size_t size);
OutFile out_read_file(const char *path);             /* of bytes; die()s where it fails */

/* ------------------------------------------------------------------ scratch.c */

void scratch_catch_signals(void);                    /* from here on a signal that ends gatcc leaves nothing behind */
void scratch_make(void);                             /* a temporary folder, gone at exit; once */
/* A file of that name in it, which is gone at exit as well; its path. Text NULL: somebody else makes it. */
const char *scratch_put(const char *name, const char *text, size_t size);
const char *scratch_folder(void);
int scratch_run(char **words, bool quiet);           /* a command; its exit status. die()s where it cannot be run */

/* ------------------------------------------------------------------ emit.c */

/* The C source and its header. `c_name` is the source's file name ("model.c"); the header's ends in .h. */
void emit_model(const Model *m, const char *c_name, Out *c, Out *h);
/* Constants of every header, behind the model's name; the dimensions' stand beside them. */
#define HEADER_CONSTANTS "OK", "NO_ARGUMENT", "BAD_GRAPH", "BAD_INPUT", "PARAMS", "INFER_STACK", "WORKSPACE_SIZE_STACK"
void emit_body(Out *o, const Kernel *k);             /* statements.c: a kernel's statements */
void emit_context(Out *o, const Prog *p);            /* the struct its kernels read */
void emit_kernels(Out *o, const Prog *p);
void emit_workspace_size(Out *o, const Prog *p, const char *function, const char *arguments);

/* Where the context's members come from: C expressions, and one for each field that is no buffer. */
typedef struct BindText {
    const char *workspace, *nodes, *edges, *chunks;
    const char *(*value)(const Prog *p, const Field *f);
} BindText;
void emit_bind(Out *o, const Prog *p, const BindText *text);

/* emit_trainer.c: tables, the programs' descriptors, main. */
void emit_trainer(const Model *m, Out *o);
/* emit_math.c: the helpers of c/lib/ that are called in `now` and that `before` has not brought yet. */
void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count);
bool emit_is_macro(const char *name);                /* of the helpers' macros: GAT_STEP */
void emit_flag_check(Out *o);                        /* refuses flags under which results would be wrong */
void emit_trainer_flag_check(Out *o);
const char *equation(const Prog *p, const Val *v);   /* equation.c: "out = r sum_in(p src(z))" */

/* ------------------------------------------------------------------ check.c */

typedef enum CheckLevel { CHECK_OFF, CHECK_SYNTAX, CHECK_STRICT } CheckLevel;

/* Reads the emitted text with libclang, before it is written. A diagnostic or a
 * breach of the contract is a bug(): kernel, emitted line, model line. */
void check_source(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level);

/* checker.c: begins a process that loads libclang beside the work, where a check is to come, and in which it
 * then runs; check_end ends one that is not wanted any more. */
void check_begin(CheckLevel level);
void check_end(void);

/* ------------------------------------------------------------------ native.c */

typedef enum Native { NATIVE_OBJECT, NATIVE_SHARED, NATIVE_PROGRAM } Native;

typedef struct NativeOptions {
    Native kind;
    const char *path;           /* what the user asked for with -o */
    const char *gatrt;          /* --gatrt: folder with libgatrt.a, or NULL: found */
    const char *cflags;         /* --cflags: words for the compiler, or NULL */
    bool verbose;               /* show the command */
} NativeOptions;

/* Has $CC make an object, shared library or program of the emitted text: its bytes, to be written by out_write_files. */
OutFile native_build(const NativeOptions *options, const OutFile *source, const OutFile *header);

/* ------------------------------------------------------------------ compiled in by CMake */

struct LuaFile {
    const char *name;           /* "prelude.lua", "nn/linear.lua" */
    const char *text;           /* ends in 0, not counted in size */
    size_t size;
};
extern const struct LuaFile lua_library[];          /* prelude.lua, loss.lua, nn/ in order of name */
extern const int lua_library_count;
extern const char gatrt_header_text[];              /* runtime/gatrt.h */
extern const char helpers_text[];                   /* the headers that c/lib/helpers.h includes, in its order */

#endif
