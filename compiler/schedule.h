/* schedule.h - shared by the files that turn kernels into loop nests:
 *   schedule.c  the order; large products, sums over all rows, values with one row
 *   rows.c      kernels over rows: stages and passes over edges
 *   block.c     statements of one place (a row's stage, one edge) -> feature loops
 *   product.c   products, outer products
 *   sparse.c    products with rows of a sparse input; gradients by its columns
 *   access.c    how an element of a value is written at that place
 *   pieces.c    sums over all rows, one piece per chunk
 *   names.c     C names
 *   stack.c     arrays that are too wide for the stack
 * Loop letters, in emitted code too: v node, u the far end of an edge, e edge,
 * q position in a list, i h k features. Names end in the place: z_v, z_u, p_e. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "gatcc.h"

/* How the value at hand is held within a block. */
typedef enum Mode {
    MODE_MEMORY,    /* read where it is stored, or at a leaf */
    MODE_INLINE,    /* written out where it is used */
    MODE_LET,       /* a scalar of the loop it is made in */
    MODE_LOCAL,     /* an array of the row or the edge */
} Mode;

/* Rows that an edge loop reads (or writes) in no order: of far ends, or of edges where the walk does not follow them. */
typedef struct Ahead {
    const char *base;
    int64_t width;
    bool edge;
} Ahead;

/* Tables by id that serve one kernel, row or block after another. */
typedef struct Tables {
    Mode *mode;
    bool *here, *outside, *needed, *shared;
    int *stage, *loop_of, *nested, *uses;
    Readers readers;
} Tables;

/* One kernel being scheduled. */
typedef struct Sched {
    Prog *p;
    Kernel *k;
    const Tables *tables;
    Stmt **tail;            /* where the next statement goes */
    Mode *mode;             /* by id, in the block at hand */
    bool *here;             /* by id: node values this kernel makes (members and recomputed ones) */
    bool *outside;          /* by id: read outside the block that makes it */
    bool uses_far, uses_edge;   /* the block at hand names the far end u, the edge e */
    bool sparse;            /* the place at hand is a non-zero (q, k) of a sparse input */
    bool wide;              /* loops over features take GAT_STEP at a time, where their number allows */
    bool lanes;             /* statements at hand are of all lanes */
    bool refused;           /* something cannot be written for lanes: the loop is done again, one feature at a time */
    const char **rows;      /* names declared at the top of the row, of the edge, so far */
    int row_count, row_capacity;
    const char **edges;
    int edge_count, edge_capacity;
    Stmt *row_top, **row_tail, *edge_top, **edge_tail;
    Ahead *aheads;          /* fetched ahead of their turn by the kernel's passes so far */
    int ahead_count, ahead_capacity;
    const char **heads;     /* names declared at the top of the kernel */
    int head_count, head_capacity;
    Stmt **head_tail;       /* NULL: the kernel has no loop over rows to stand before */
} Sched;

/* How far the kernel had come: its statements and all that they declared. */
typedef struct Mark {
    Stmt **tail, **row_tail, **edge_tail, **head_tail;
    int members, fields, rows, edges, aheads, heads;
    bool uses_far, uses_edge;
} Mark;

/* What the lanes of a loop see of an element: LANE_STEP the elements from here on, one each;
 * LANE_SAME all the same one. */
typedef enum Lane { LANE_NONE, LANE_STEP, LANE_SAME } Lane;

/* An element of a value: its flat position, and the two loop variables where there are two. */
typedef struct Index {
    Shape shape;
    const char *flat;
    const char *h, *i;      /* NULL, or flat = h * shape.dim[1] + i */
    Lane lane;
} Index;

/* ---- schedule.c */
void *cleared(const Sched *s, void *table, size_t item);  /* a table of `tables`, empty again */

/* ---- access.c */
Mark  set_mark(const Sched *s);
void  take_back(Sched *s, const Mark *mark);              /* nothing is left of what was written since */
Stmt *stmt_add(Sched *s, StmtKind kind, const char *text, const Expr *value);
Stmt **stmt_open(Sched *s, StmtKind kind, const char *text, const char *lo, const char *hi, bool constant); /* returns the outer tail */
void  stmt_line(Sched *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
Stmt *stmt_array(Sched *s, const char *type, const char *name, int64_t count);
void  stmt_lanes(Sched *s, const char *name);             /* an array of a vector for each lane */
const char *use_field(Sched *s, const Field *field);      /* its name, noted as used by the kernel */
const char *use_buf(Sched *s, const Val *v);
const char *use_graph(Sched *s, const char *part);
const char *use_rows(Sched *s, int level);
const char *use_pieces(Sched *s, int level);
const char *use_sparse(Sched *s, const Val *input, const char *part);
const char *val_label(const Prog *p, const Val *v);       /* unique C name of a value */
const char *local_name(const Sched *s, const Val *v);     /* z_v, p_e */
Stmt **open_features(Sched *s, const char *letter, int64_t count);
Stmt **open_lanes(Sched *s, const char *letter, int64_t count);
Index open_row(Sched *s, Shape shape, const char *row, const char *letter, int64_t count, Stmt ***outer);
void  close_row(Sched *s, Stmt **outer);
Index index_flat(Shape shape, const char *flat);
Index index_through(Index at, Shape operand);             /* where a broadcast operand's element is */
const Expr *expr_lanes(const char *text);                 /* GAT_STEP elements */
const Expr *expr_place(const char *format, ...) __attribute__((format(printf, 1, 2)));
const Expr *expr_op(Sched *s, const Val *v, const Expr *const *arg);
bool  declare_head(Sched *s, const char *name);
void  declare_row(Sched *s, const char *name, const char *line);   /* once, at the top of the row */
void  declare_local(Sched *s, const Val *v, bool zero);   /* an array (or scalar) of the row or the edge */
const Expr *element(Sched *s, const Val *v, Index at);    /* of the row or edge at hand */
const char *entry_base(Sched *s, const Val *input);       /* values of a sparse input's entries, in the kernel's order */
const Expr *keep_entries(Sched *s, const Val *keep, const char *list, const char *row);  /* of entries q, q + 1 .. of a row or column */
const char *element_dest(Sched *s, const Val *v, Index at);   /* where a local value's element is written */
const char *root_dest(Sched *s, const Root *root, Index at);
const char *root_base(Sched *s, const Root *root);
const char *memory_base(Sched *s, const Val *v);         /* first row of a stored value or leaf */
const char *buf_dest(Sched *s, const Val *v, Index at);

/* ---- names.c */
void name_values(Prog *p);
void name_kernel(Prog *p, Kernel *k);

/* ---- pieces.c */
int64_t piece_start(const Kernel *k, const Val *fold);    /* where a sum begins in the pieces of its kernel */
int64_t piece_width(const Kernel *k);                     /* floats in one piece */
const char *use_pieces_buf(Sched *s, int kernel);
const char *piece_element(int64_t start, const char *flat);
const char *finished_base(Sched *s, const Val *v, const Root **direct);   /* direct: the root that is the place, or NULL */
bool is_copy(const Root *root, const Val *v, const Root *done);

/* ---- stack.c */
void place_arrays(Sched *s);                              /* of the kernel that has been scheduled */
void reserve_wide_rows(Prog *p);                          /* before the first one is ... */
void pack_wide_rows(Prog *p);                             /* ... and after the last */

/* ---- rows.c */
void schedule_rows(Sched *s);

/* ---- block.c */
typedef enum ActKind { ACT_MAKE, ACT_SUM, ACT_MAX, ACT_STORE, ACT_ROOT, ACT_FOLD, ACT_OUTER } ActKind;
typedef struct Act {
    ActKind kind;
    Val *val;               /* what is made, summed into, stored */
    const Root *root;       /* ACT_ROOT */
    int64_t piece;          /* ACT_FOLD, ACT_OUTER: where in the chunk's piece its elements begin */
    int level;              /* rows it is done for */
} Act;
typedef struct Acts {
    Act *at;
    int count, capacity;
} Acts;
void push_act(Acts *acts, Act act);
void block_emit(Sched *s, const Act *acts, int count, int level);   /* level: what the place at hand runs to */

/* ---- product.c */
bool  is_turned(int64_t k, int64_t m);
void  make_product(Sched *s, const Val *v);
void  make_outer(Sched *s, const Act *act);
const Expr *times(Sched *s, const Expr *a, const Expr *b);
const Expr *named(Sched *s, const char *name, const Expr *x);          /* a constant of the block at hand */
void  add_scaled_row(Sched *s, const Val *v, const Expr *x_k, int64_t m);  /* y += x[k] W[k,:], y = v = x W, W [.., m] */
void  zero_row(Sched *s, const Val *v, int64_t m);

/* ---- sparse.c */
void  make_sparse_product(Sched *s, const Val *v, int64_t m);
void  schedule_columns(Sched *s);

#endif
