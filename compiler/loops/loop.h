/* loop.h - what a kernel is lowered to: loops and statements over typed names. Nothing here is C text, and nobody
 * reads a fact back from text: emit writes these nodes down, verify reads them.
 *
 *   Var    a name in the kernel's function: a member of its context, an argument, a loop's variable, something declared
 *   Ix     a whole number: where in an array, or how far a loop goes
 *   Expr   a float, or one in each lane
 *   Stmt   loops, conditions, declarations, assignments, calls
 *
 * Loop letters, in emitted code too: v node, u the far end of an edge, e edge, q position in a list, n column,
 * i h k j features and lanes. */
#ifndef LOOP_H
#define LOOP_H

#include "compiler/kernels/kernels.h"
#include "compiler/loops/loops.h"

/* ------------------------------------------------------------ names */

typedef enum VarKind {
    VAR_GIVEN, /* lo, hi, chunk: the rows of this call, and which chunk they are */
    VAR_FIELD, /* a member of the context, bound at the top of the function */
    VAR_LOOP,  /* the variable of a loop */
    VAR_LOCAL, /* declared by a statement */
} VarKind;
typedef enum Form { FORM_SCALAR, FORM_ARRAY, FORM_POINTER } Form;

typedef struct Var {
    VarKind kind;
    const char *name; /* unique in the kernel, but for loop variables */
    Elem elem;
    Form form;
    bool changes;        /* written after it was declared; a pointer: what it points to is */
    int64_t count;       /* FORM_ARRAY: elements, at most; ELEM_INT8: scales before them */
    const char *count_name;
    const Field *field;  /* VAR_FIELD */
} Var;

int64_t array_floats(const Var *var);            /* FORM_ARRAY: what it takes at most, in elements of four bytes */

/* ------------------------------------------------------------ whole numbers */

/* So many at a time, as c/lib/blocks.h has it. */
enum { KEPT = 64, HELD = 8, BLOCK = 64 };

typedef enum IxKind {
    IX_NUMBER,
    IX_LANES,       /* GAT_STEP */
    IX_WIDE,        /* GAT_WIDE */
    IX_AHEAD,       /* GAT_AHEAD */
    IX_VAR,         /* a scalar */
    IX_READ,        /* var[a] */
    IX_ADD, IX_SUB, IX_MUL, IX_DIV, IX_MOD,
    IX_LEAST,       /* the smaller of a and b */
} IxKind;

typedef struct Ix {
    IxKind kind;
    int64_t num;
    const char *name;   /* IX_NUMBER: the constant it is written as, or NULL */
    const Var *var;
    const struct Ix *a, *b;
} Ix;

const Ix *ix_number(int64_t num);
const Ix *ix_dim(Dim e);
const Ix *ix_lanes(void);
const Ix *ix_wide(void);
const Ix *ix_ahead(void);
const Ix *ix_var(const Var *var);
const Ix *ix_read(const Var *list, const Ix *at);
const Ix *ix_add(const Ix *a, const Ix *b);      /* 0 + x is x, as is x + 0, x 1, 1 x, x / 1; 0 x is 0, as is x % 1 */
const Ix *ix_sub(const Ix *a, const Ix *b);
const Ix *ix_mul(const Ix *a, Dim b);
const Ix *ix_div(const Ix *a, Dim b);
const Ix *ix_mod(const Ix *a, Dim b);
const Ix *ix_least(const Ix *a, const Ix *b);
bool ix_is(const Ix *x, int64_t num);
bool ix_reads(const Ix *x, const Var *var);       /* does it depend on that scalar? */
bool ix_divides(const Ix *x);                    /* a quotient or remainder within: neighbours may lie in two rows */

typedef enum CondKind { COND_LESS, COND_EQUAL } CondKind;
typedef struct Cond {                            /* a list, of which one must hold */
    CondKind kind;
    const Ix *a, *b;
    const struct Cond *next;
} Cond;
const Cond *cond(CondKind kind, const Ix *a, const Ix *b, const Cond *next);

/* ------------------------------------------------------------ floats */

/* Functions that statements call; how each is spelled: c/statements.c. */
typedef enum Call {
    CALL_NONE, CALL_KEEP, CALL_KEEP_ELEMENTS, CALL_KEEP_ROWS, CALL_ROW_KEY, CALL_TOTAL, CALL_TOTALS,
    CALL_PREFETCH, CALL_ADD_PIECES, CALL_ADD_TURNED_PIECES, CALL_GEMM, CALL_GEMM_NT, CALL_GEMM_TN,
    CALL_COUNT
} Call;

typedef enum ArgKind { ARG_INDEX, ARG_UINT32, ARG_THRESHOLD, ARG_FLOAT, ARG_ADDRESS } ArgKind;
typedef struct Arg {
    ArgKind kind;
    const Ix *ix;       /* ARG_INDEX, ARG_UINT32; ARG_ADDRESS: elements behind `var` */
    const Var *var;     /* ARG_ADDRESS */
    double num;         /* ARG_FLOAT, ARG_THRESHOLD: of a random draw */
} Arg;
enum { MOST_ARGS = 8 };

typedef enum ExprKind {
    X_NUMBER,
    X_VAR,          /* a scalar, or the lanes of one */
    X_ELEMENT,      /* var[at]; lanes: that and its neighbours */
    X_OP,           /* a row of ops.def */
    X_CALL,
    X_INDEX,        /* the whole number `at` as a float */
    X_SAME,         /* 1 where `at` is `other`, else 0 */
} ExprKind;

typedef struct Expr {
    ExprKind kind;
    bool lanes;     /* one in each lane */
    bool wide;      /* of GAT_WIDE lanes, not of GAT_STEP: widen.c */
    double num;     /* X_NUMBER; X_OP: the number in the op's attribute */
    const Var *var;
    const Ix *at, *other;
    Op op;
    const struct Expr *arg[MAX_IN];
    Call call;
    const Arg *args;
    int arg_count;
} Expr;

const Expr *expr_number(double num);
const Expr *expr_var(const Var *var);                                  /* lanes where it is declared so */
const Expr *expr_element(const Var *base, const Ix *at, bool lanes);
const Expr *expr_op(Op op, double num, const Expr *const *arg);
const Expr *expr_call(Call call, const Arg *args, int count, bool lanes);
const Expr *expr_index(const Ix *at);
const Expr *expr_same(const Ix *a, const Ix *b);
bool op_is_call(Op op);                                                /* its C text is a call, gat_...($0) */
bool expr_is_read(const Expr *x);                                      /* no arithmetic: needs no name of its own in a loop */

/* ------------------------------------------------------------ statements */

typedef enum StmtKind {
    S_LOOP,     /* for var from lo to hi by step, while bound */
    S_IF,       /* if cond: body */
    S_DECLARE,  /* var; of value, index, call or address where there is one */
    S_SET,      /* var[at] = value, or var = value where at is NULL */
    S_ADD,      /* var[at] += value */
    S_INDEX,    /* var[at] = index: whole numbers */
    S_COUNT,    /* var += 1; where there is a value: where that is not 0 */
    S_CALL,     /* call(args) */
    S_GROUP,    /* body, in its place; none is left once a kernel is done */
} StmtKind;

struct Stmt {
    StmtKind kind;
    const Var *var;
    const Ix *at;
    const Ix *lo, *hi;
    const Ix *step;         /* S_LOOP; NULL: one at a time */
    const Cond *bound;      /* S_LOOP: goes on while this holds, too; NULL: nothing */
    const Cond *cond;       /* S_IF */
    bool lanes;             /* S_SET, S_ADD: of all lanes. S_LOOP: GAT_STEP features at a time */
    bool wide;              /* S_SET, S_ADD: of GAT_WIDE lanes */
    bool zero;              /* S_DECLARE: begins as zeros */
    const Expr *value;
    const Ix *index;
    const Var *base;        /* S_DECLARE of a pointer: base + index; of an array: there, and not on the stack */
    int64_t offset;         /* S_DECLARE of an array that lies in its kernel's rows of the workspace: where */
    bool in_rows;           /* it does */
    Call call;              /* S_CALL */
    const Arg *args;
    int arg_count;
    const char *note;       /* what a reader is told before it; NULL: nothing */
    Stmt *body, *next;
};

/* Calls back for every statement, float, whole number and name within; NULL: not for those. */
typedef struct Visit {
    void (*stmt)(void *arg, const Stmt *s);
    void (*expr)(void *arg, const Expr *x);
    void (*ix)(void *arg, const Ix *x);
    void (*var)(void *arg, const Var *var);
    void *arg;
} Visit;
void visit_stmts(const Visit *visit, const Stmt *s);
void visit_reads(const Visit *visit, const Stmt *s);    /* what one statement reads, its body and its bound apart */
void visit_bound(const Visit *visit, const Stmt *s);    /* what a loop reads before each turn: its variable is there */

/* ---- statements.c: how they are written */
extern const char *const elem_types[];                  /* "float", ... */
const char *call_name(Call call, bool lanes);
bool emit_is_short(const Stmt *s);                      /* a loop over a few features, one at a time: marked GAT_ROLLED */
bool emit_unrolls(const Stmt *s);                       /* a loop over lanes worth writing out: marked GAT_UNROLL */

#endif
