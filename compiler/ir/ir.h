/* ir.h - values and the programs made of them: what every pass takes and gives.
 *
 * In our domain node, edge and graph are data, so the compiler never uses these words for itself: a Prog is made of
 * Vals; Vals are grouped into Kernels of Stmts. Tables of later passes hang on a Prog and are named here only.
 *
 * In: ops, operands, attributes, from lang and from the rules of algebra. Out: Vals that are typed, merged and in order,
 * operands first. To add an op: CONTRIBUTING.md. */
#ifndef IR_H
#define IR_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "-ffinite-math-only (in -Ofast, -ffast-math) hides NaN: add -fno-finite-math-only"
#endif

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
    bool first;                     /* of its kind: its rows and the first relation's share the workspace */
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
    const struct ShapeNames *names; /* of these numbers in emitted C, from loops/classes.c; no part of the shape */
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
    const char *layer;  /* what the layer is called ("conv1"); NULL: the value is made by none, or the user named it */
} Pos;

typedef struct Val {
    Op op;
    Type type;
    struct Val *in[MAX_IN];
    Attr attr;
    int id;             /* position in Prog.vals: operands come first */
    Pos pos;            /* the model line that first made it */
    const char *name;   /* as in the layer's Lua ("z", "logit"), or NULL; not unique */
    const char *hint;   /* without a name: a word for it, or NULL; decides nothing but what emitted C calls it */
} Val;

/* ------------------------------------------------------------------ programs */

/* ROOT_LOSS 0 is what is trained for; from 1 on are the terms that it is the sum of, where the model names them. */
typedef enum RootKind { ROOT_OUTPUT, ROOT_ON_DEMAND, ROOT_LOSS, ROOT_GRAD, ROOT_STATE, ROOT_INPUT_GRAD } RootKind;

/* What a program is for: values nothing may remove. `index` counts outputs or parameters.
 * ROOT_STATE is what a state will be after the step; it takes the place of a gradient. ROOT_INPUT_GRAD is of input `index`. */
typedef struct Root {
    RootKind kind;
    int index;
    const char *name;
    Val *val;
} Root;

/* Of ir/model.h; of kernels and loops. */
typedef struct Model Model;
typedef struct Kernel Kernel;
typedef struct Place Place;
typedef struct Buf Buf;
typedef struct Band Band;
typedef struct Room Room;
typedef struct Field Field;

/* Facts that passes establish; pipeline.c holds passes to them. */
enum { FACT_TYPED = 1, FACT_DIFFED = 2, FACT_LEVELED = 4, FACT_PLACED = 8, FACT_GROUPED = 16, FACT_PLANNED = 32,
       FACT_LOWERED = 64, FACT_SHARED = 128 };

typedef struct Prog {
    const char *name;       /* "train", "infer", "score", "inspect", "explain" */
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
    int64_t per_band;       /* find_banded: floats for each row of the chunk at hand, beside the workspace */
    int64_t *per_row;       /* the same by space: of those that are not the first of their kind */
    Room *needs;            /* none within another; no rows are stored: none */
    int need_count, need_capacity;
    int levels;             /* demand levels used; 0: every row of every value is needed */
    const char **labels;    /* schedule: by value id, a C name unique in the program */
    Field *fields;          /* schedule: the context's members, in order of first use */
    int field_count, field_capacity;
    int fired[64];          /* simplify: how often each rule fired */
    /* find_banded: the program with buffers as they lie where kernels go over a chunk one after another, EXTENT_BAND those that
     * have rows of one chunk, and all kernels, as they then follow each other; NULL: nothing is saved, or not asked for */
    const struct Prog *banded;
    const Band *bands;
} Prog;

enum { LEVEL_ALL = 1 << 20 };  /* demand: of every row */
enum { LANES = 8 };         /* loops over a multiple of so many features go by GAT_STEP, which divides it */
enum { WIDE_LANES = 16 };       /* and some over a multiple of these by GAT_WIDE, which divides it, too */

/* ------------------------------------------------------------------ ir.c */

int64_t shape_width(Shape s);                    /* elements of one row */
Shape shape_make(int rank, int32_t a, int32_t b, int32_t c);
bool  shape_equal(Shape a, Shape b);
bool  type_equal(Type a, Type b);

Prog *prog_new(Model *model, const char *name);

/* The one way to make a value: types it, finds the equal value or adds a new one. bug() where it is ill-typed. */
Val  *build(Prog *p, Op op, Val *const *in, const Attr *attr, Pos pos);
void  name_like(Val *w, const Val *v);              /* w stands for v: without a name or hint, it takes v's */
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
bool  has_address(const Val *v);                    /* once it is stored: rows of its own, one behind the other */
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

#endif
