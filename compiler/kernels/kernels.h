/* kernels.h - which values are made together: place.c, then fuse.c.
 *
 * In: values with their demand levels. Out: Prog.kernels in order of execution, and in Prog.places a home for every
 * value that has one. What is stored between kernels: plan.h; what its loops are: loops. To add a kind of kernel: its
 * KernelKind here, what joins it in fuse.c, what it costs in cost.c, what must hold of it in verify_kernels.c; its loops in
 * loops/schedule.c; how it is called in c/infer.c and c/programs.c. */
#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "compiler/ir/ir.h"

typedef enum KernelKind {
    KERNEL_ROWS,     /* for v in the rows of a space: row statements and passes over v's edges */
    KERNEL_GEMM,     /* one dense product, rows by chunks */
    KERNEL_COLUMNS,  /* gradient of a matrix that met a sparse input, by columns of the input */
    KERNEL_REDUCE,   /* sums of all rows: partial sums of the chunks, in chunk order */
    KERNEL_SINGLE,   /* values with one row */
} KernelKind;

typedef struct Stmt Stmt;

/* The ends whose lists a kernel over rows walks: all lead to its rows, and no two are of one relation, so that the
 * relation of a row that is met tells by which of them. */
typedef struct Walks {
    const End **at;
    int count, capacity;
} Walks;

struct Kernel {
    int id;
    KernelKind kind;
    const Space *rows;      /* KERNEL_ROWS, KERNEL_GEMM: what it goes over */
    Walks walks;            /* KERNEL_ROWS */
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
    const Kernel *shared;   /* share_kernels: the first that is equal to it, whose function it runs; itself: there is none before */
    int users;              /* kernels that run its function, itself among them; 0: it runs another's */
    const char **bound;     /* members of its program's context, in the place of those that `shared` lists as fields */
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

/* walks.c */
void add_walk(Walks *walks, const End *end);
const End *walk_over(const Walks *walks, const Space *relation);    /* that of these which meets its rows; NULL: none */
bool kernel_reads_far(const Kernel *k, const Val *v);     /* an earlier kernel stores the rows that v's operand is read at */

/* place.c: edge values that are stored rather than made in both walks. */
void place(Prog *p);
void place_print(FILE *out, const Prog *p);

/* fuse.c: kernels, in order, and a home in one of them for every item. */
void fuse(Prog *p);
void fuse_print(FILE *out, const Prog *p);

#endif
