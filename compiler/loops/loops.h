/* loops.h - kernels into loop nests, as others see it; what they are made of: loop.h; how: schedule.h.
 *
 * In: kernels, and the plan. Out: Kernel.body, and the context's members that kernels name, in Prog.fields. To add a kind of
 * statement: its StmtKind in loop.h, who makes it in build.c, what must hold of it in verify_loops.c, how it is spelled in
 * c/statements.c, and if it has parts of a new kind, their visit in loop.c and their spelling in equal.c. To add a kind of
 * member: its FieldKind here, a use_ function in members.c, what binds it in c/infer.c and c/programs.c. */
#ifndef LOOPS_H
#define LOOPS_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/ir/model.h"

/* Arrays that a kernel may have on the stack: half of a small first cache, and a quarter of the 64 KiB that a thread
 * has on the smaller systems. What is wider lies in the workspace, see stack.c. */
enum { STACK_BYTES = 16384 };

/* A member of the context that kernels of a program get: where each name points. */
typedef enum FieldKind {
    FIELD_BUF,      /* workspace: buf */
    FIELD_INPUT,    /* dense input `index`; sparse ones have the members x_start, x_col, x_val (and by column) */
    FIELD_PARAM,    /* parameter `index` */
    FIELD_GRAD,     /* gradient of parameter `index`, or a state's next value */
    FIELD_OUTPUT,   /* output `index` */
    FIELD_INPUT_GRAD, /* gradient of input `index` */
    FIELD_LOSS,
    FIELD_GRAPH,    /* `list` of the walk of `end`: in_start, in_src, out_start, out_dst, out_edge */
    FIELD_ROWS,     /* nodes_wanted, nodes_within_hop<index>: rows at a demand level */
    FIELD_PIECES,   /* chunks_wanted, ...: chunks that hold such rows */
    FIELD_DRAW,
} FieldKind;
typedef enum Elem { ELEM_FLOAT, ELEM_LANES, ELEM_INT32, ELEM_INT64, ELEM_UINT32, ELEM_UINT64,
    ELEM_HALF, ELEM_INT8 } Elem;       /* weights in fewer bytes, which are read as floats: c/lib/narrow.h */
static inline bool is_narrow(Elem elem)
{
    return elem == ELEM_HALF || elem == ELEM_INT8;
}
/* The lists of a walk, see gatrt_walk: where each row's starts; the far end of an entry; its row of the relation, where
 * the lists are not ranges of rows. LIST_AT: of the relation's rows, the row at the end. */
typedef enum List { LIST_START, LIST_FAR, LIST_ROW, LIST_AT } List;
struct Field {
    const char *name;
    Elem elem;
    bool pointer, constant;     /* to elements; that no kernel writes */
    FieldKind kind;
    int index;
    const Space *rows;          /* FIELD_ROWS, FIELD_PIECES: of which */
    const End *end;             /* FIELD_GRAPH */
    List list;
    const char *part;           /* sparse inputs: "row_start", "col", ... as in gatrt_tensor; graph: member of the header's */
    const Buf *buf;
};

/* ---- dims.c: a number of the model's shapes, with the constant that emitted C calls it by, or NULL. */
typedef struct Dim {
    int64_t num;
    const char *name;
} Dim;
Dim  dim_number(int64_t num);                            /* that has no name */
Dim  dim_times(Dim a, Dim b);
Dim  shape_dim(Shape s, int d);
Dim  shape_row(Shape s);                                 /* all elements */
Dim  shape_rest(Shape s, int d);                         /* the dimensions behind d */
Dim  val_dim(const Val *v);
const char *dim_text(Dim dim);
Dim  program_constant(const Prog *p, ConstantKind kind, const char *wish, int64_t num);  /* 0: has none */
const char *table_constant(Model *m, ConstantKind kind, const char *wish, int number);
Dim  buf_width(const Prog *p, const Buf *buf);           /* pieces.c: floats for each row or chunk, or in all */
Dim  kernel_range(const Prog *p, const Kernel *k);       /* schedule.c: what Kernel.range counts */

int64_t kernel_stack(const Kernel *k);                   /* stack.c: bytes that its function takes at most */
void name_members(Model *m);                             /* names.c: before the first program is scheduled */
void schedule(Prog *p);

void verify_loops(const Prog *p, const char *after);    /* names, lanes, arrays, once there are loops; bug() */

/* ---- bands.c, once kernels are shared: Prog.banded and Prog.bands */
struct Band {
    int kernel, band;
};
void find_banded(Prog *p);

#endif
