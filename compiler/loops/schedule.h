/* schedule.h - shared by the files that turn kernels into loop nests (loop.h):
 *   schedule.c  the order; large products, sums over all rows, values with one row
 *   rows.c      kernels over rows: stages and passes over edges
 *   block.c     statements of one block (a row's stage, one edge) -> feature loops; block_loops.c: which; block_acts.c: of what
 *   product.c   products, outer products
 *   sparse.c    products with rows of a sparse input; gradients by its columns
 *   access.c    an element of a value, as it is read or written there
 *   dims.c   what the numbers in shapes are called
 *   index.c     where an element lies in a row
 *   members.c   the context's members; what statements ask for beyond themselves
 *   build.c     statements, one after another
 *   declare.c   declarations, moved to where what they declare is first used
 *   notes.c     comments inside kernels
 *   pieces.c    sums over all rows, one piece per chunk
 *   stack.c     arrays that are too wide for the stack
 *   names.c     C names
 * Names end in the row they belong to: z_v, z_u, p_e. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "compiler/kernels/kernels.h"
#include "compiler/loops/loop.h"

/* How the value at hand is held within a block. */
typedef enum Mode {
    MODE_MEMORY,    /* read where it is stored, or at a leaf */
    MODE_INLINE,    /* written out where it is used */
    MODE_LET,       /* a scalar of the loop it is made in */
    MODE_LOCAL,     /* an array of the row or the edge */
} Mode;

/* Rows that a walk reads (or writes) in no order: of far ends, or of edges where it does not follow them. */
typedef struct Ahead {
    const End *walk;
    const Var *base;
    Dim width;
    bool edge;
} Ahead;

/* Statements whose declarations stand before all that uses them: of the kernel, a row, an edge. */
typedef struct Scope {
    Stmt *top;              /* S_GROUP: the declarations */
    Stmt **tail;
    const Var **names;      /* declared so far */
    int count, capacity;
} Scope;

/* What statements need that does not stand among them: a member of the context, a declaration at the top of a scope, the
 * far end or the edge by its letter, a row fetched ahead. Noted while they are made, and done once they are to stay
 * (settle); a loop that is made again for one feature at a time leaves nothing behind. */
typedef enum NoteKind { NOTE_MEMBER, NOTE_DECLARE, NOTE_FAR, NOTE_EDGE, NOTE_AHEAD } NoteKind;
typedef struct Note {
    NoteKind kind;
    const Var *var;         /* NOTE_MEMBER; NOTE_DECLARE: declared by `stmts` at the top of `scope`, once */
    Scope *scope;
    Stmt *stmts;
    Ahead ahead;
} Note;

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
    bool sparse;            /* what is at hand is a non-zero (q, k) of a sparse input */
    bool wide;              /* loops over features take GAT_STEP at a time, where their number allows */
    bool lanes;             /* statements at hand are of all lanes */
    bool refused;           /* something cannot be written for lanes */
    bool blocked;           /* a walk's sums go into those of a block of it */
    const End *walk;        /* of the pass at hand; NULL: between passes */
    Scope *head, *row, *edge;   /* head: NULL where the kernel has no loop over rows to stand before */
    Note *notes;
    int note_count, note_capacity;
    Ahead *aheads;          /* fetched ahead of their turn by the kernel's passes so far */
    int ahead_count, ahead_capacity;
} Sched;

/* What the lanes of a loop see of an element: LANE_STEP the elements from here on, one each;
 * LANE_SAME all the same one. */
typedef enum Lane { LANE_NONE, LANE_STEP, LANE_SAME } Lane;

/* An element of a value: its flat position, and the two loop variables where there are two. */
typedef struct Index {
    Shape shape;
    const Ix *flat;
    const Ix *h, *i;        /* NULL, or flat = h * shape.dim[1] + i */
    Lane lane;
} Index;

/* What is assigned to: var[at], or the scalar var where at is NULL. */
typedef struct Ref {
    const Var *var;
    const Ix *at;
} Ref;

/* ---- schedule.c */
void *cleared(const Sched *s, void *table, size_t item);  /* a table of `tables`, empty again */

/* ---- build.c */
typedef enum Given { GIVEN_LO, GIVEN_HI, GIVEN_CHUNK } Given;
const Var *letter(char name);                             /* of a loop: v u e q n i h k j l b */
const Ix *ix_at(char name);
const Var *given(Given which);
const Ix *ix_given(Given which);
const Var *local_scalar(const char *name, Elem elem);
const Var *local_variable(const char *name, Elem elem);   /* a scalar that changes */
const Var *local_array(const char *name, Elem elem, Dim count);
const Var *local_pointer(const char *name, bool changes);
Ref   ref(const Var *var, const Ix *at);
Stmt *stmt_add(Sched *s, Stmt node);
void  stmt_append(Sched *s, Stmt *list);
Stmt **loop_open(Sched *s, char name, const Ix *lo, const Ix *hi);    /* returns the outer tail */
Stmt **if_open(Sched *s, const Cond *c);
void  declare_value(Sched *s, const Var *var, const Expr *value);
void  declare_index(Sched *s, const Var *var, const Ix *index);
void  declare_array(Sched *s, const Var *var, bool zero);
void  declare_pointer(Sched *s, const Var *var, const Var *base, const Ix *index);
void  set(Sched *s, Ref to, const Expr *value);
void  add(Sched *s, Ref to, const Expr *value);
void  set_index(Sched *s, Ref to, const Ix *index);
void  count_up(Sched *s, const Var *var, const Expr *where);          /* where: not 0; NULL: always */
Arg   arg_index(const Ix *ix);
Arg   arg_address(const Var *base, const Ix *at);          /* at: NULL for 0 */
void  call(Sched *s, Call what, const Arg *args, int count);
const Expr *let(Sched *s, const char *name, const Expr *x);           /* a constant of the block at hand */
Stmt **open_features(Sched *s, char name, Dim count);
Stmt **open_lanes(Sched *s, char name, Dim count);
/* A sum in lanes has eight, GAT_LANES, whatever a vector holds: it lies in lane_parts vectors, those of lanes_in_all sums in
 * as many vectors as there are lanes. */
extern const Dim lane_parts, lanes_in_all;
Stmt **open_lane_sum(Sched *s, Ref part, char name, Dim count);      /* part = 0, for part l, and a loop, to add to it; returns the outer tail */
Ref   lane_part_of(const Var *parts, const Ix *sum);      /* part l of one of several sums */
Index open_row(Sched *s, Shape shape, const Ix *row, char name, Dim count, Stmt ***outer);   /* row: NULL for 0 */
void  close_row(Sched *s, Stmt **outer);
void  scope_open(Sched *s, Scope *scope);                 /* its top stands here */
void  flatten(Kernel *k);                                 /* the last step: groups dissolve into what they stand among */

/* ---- declare.c */
void  drop_unread_indices(Kernel *k);                      /* before arrays are laid out ... */
void  declare_late(Kernel *k);                             /* ... and after */

/* ---- members.c */
const Var *use_field(Sched *s, const Field *field);       /* noted as used by the kernel */
const Var *use_buf(Sched *s, const Val *v);
/* Of the walk of an end. */
const char *list_name(const End *end, List list);           /* "in_src" */
const Var *use_list(Sched *s, const End *end, List list);
const Ix  *use_rows(Sched *s, const Space *rows, int level);
const Ix  *use_pieces(Sched *s, const Kernel *home);     /* chunks that its sums over all rows come in */
const Var *use_sparse(Sched *s, const Val *input, const char *part);
const Var *use_draw(Sched *s, const Val *keep);
const Var *memory_base(Sched *s, const Val *v);           /* first row of a stored value or leaf */
const Var *root_base(Sched *s, const Root *root);
void  note_declare(Sched *s, Scope *scope, const Var *var, Stmt *stmts);
void  note_letter(Sched *s, NoteKind kind);
void  note_ahead(Sched *s, const Var *base, Dim width, bool edge);
void  settle(Sched *s);                                   /* what has been made since stays */
void  forget(Sched *s);                                   /* it does not */

/* ---- dims.c */
void name_dims(Model *m);                                 /* classes.c: constants for the numbers in its values' shapes */

/* ---- index.c */
Index index_flat(Shape shape, const Ix *flat);
Index index_in_lanes(Shape shape, const Ix *flat, Lane lane);
Index index_reshaped(Index at, Shape shape);               /* the same element of as many, in another shape */
Index index_through(Index at, Shape operand);             /* where a broadcast operand's element is */
Index index_of_slice(Index at, const Val *slice);
Index index_reduced(Shape from, Op op, Index at);         /* element k of the dimension that a reduction contracts */

/* ---- access.c */
const char *val_label(const Prog *p, const Val *v);       /* unique C name of a value */
const char *local_name(const Sched *s, const Val *v);     /* z_v, p_e */
void  declare_local(Sched *s, const Val *v, bool zero);   /* an array (or scalar) of the row or the edge */
const Expr *element(Sched *s, const Val *v, Index at);    /* of the row or edge at hand */
const Expr *end_element(Sched *s, const Val *gather, Index at);   /* of the row at an end of the row at hand */
const Expr *expr_named(const char *name, Index at);       /* what this turn of the loop has made */
const Expr *apply(Sched *s, const Val *v, const Expr *const *arg); /* the op of v */
const Var *entry_base(Sched *s, const Val *input);        /* values of a sparse input's entries, in the kernel's order */
const Expr *keep_entries(Sched *s, const Val *keep, const Var *list, const Ix *row);  /* of entries q, q + 1 .. of a row or column */
Ref   element_dest(Sched *s, const Val *v, Index at);     /* where a local value's element is written */
Ref   block_dest(Sched *s, const Val *v, Index at);       /* the same of a sum's part in a block of the walk */
Ref   root_dest(Sched *s, const Root *root, Index at);
Ref   buf_dest(Sched *s, const Val *v, Index at);

/* ---- names.c */
void name_values(Prog *p);
void name_kernel(Prog *p, Kernel *k);
const char *kernel_word(const Prog *p, const Kernel *k);  /* what it is called after */

/* ---- pieces.c */
const Val *widest_sum(const Kernel *k);                   /* over all rows: what its pieces are called after; NULL: none */
Dim piece_start(const Prog *p, const Kernel *k, const Val *fold);   /* where a sum begins in the pieces of its kernel */
Dim piece_width(const Prog *p, const Kernel *k);       /* floats in one piece */
const Var *use_pieces_buf(Sched *s, int kernel);
Ref   piece_element(Dim start, const Ix *flat);
const Var *finished_base(Sched *s, const Val *v, const Root **direct);   /* direct: the root that it is made for, or NULL */
bool is_copy(const Root *root, const Val *v, const Root *done);

/* ---- stack.c */
void lay_arrays(Sched *s);                                /* of the kernel that has been scheduled */
void reserve_wide_rows(Prog *p);                          /* before the first one is ... */
void pack_wide_rows(Prog *p);                             /* ... and after the last */

/* ---- notes.c */
const char *note_of_piece(const Prog *p, const Kernel *k);
const char *note_of_pass(const Prog *p, const End *walk, Val *const *ends, int count);

/* ---- rows.c */
void schedule_rows(Sched *s);

/* ---- block.c */
typedef enum ActKind { ACT_MAKE, ACT_SUM, ACT_MAX, ACT_STORE, ACT_ROOT, ACT_FOLD, ACT_OUTER } ActKind;
typedef struct Act {
    ActKind kind;
    Val *val;               /* what is made, summed into, stored */
    const Root *root;       /* ACT_ROOT */
    Dim piece;           /* ACT_FOLD, ACT_OUTER: where in the chunk's piece its elements begin */
    int level;              /* rows it is done for */
} Act;
typedef struct Acts {
    Act *at;
    int count, capacity;
} Acts;
void push_act(Acts *acts, Act act);
void block_emit(Sched *s, const Act *acts, int count, int level);   /* level: what the rows at hand run to */

/* ---- product.c */
bool  is_turned(int64_t k, int64_t m);
void  make_product(Sched *s, const Val *v);
void  make_outer(Sched *s, const Act *act);
const Expr *times(Sched *s, const Expr *a, const Expr *b);
const Expr *total_of(Call which, const Var *part, bool lanes);  /* the sum of the lanes of a vector, or of each of an array's */
void  add_scaled_row(Sched *s, const Val *v, const Expr *x_k, Dim m);  /* y += x[k] W[k,:], y = v = x W, W [.., m] */
void  zero_row(Sched *s, const Val *v, Dim m);

/* ---- widen.c */
void  widen_loops(Stmt *s);     /* of a kernel that is done */

/* ---- sparse.c */
void  make_sparse_product(Sched *s, const Val *v, Dim m);
void  schedule_columns(Sched *s);

#endif
