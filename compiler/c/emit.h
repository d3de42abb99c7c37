/* emit.h - C text out: a Model with scheduled programs goes in, the text of model.c and model.h comes out.
 *
 * A statement's spelling is in statements.c, an op's in ops.def and c/lib/, the public functions in emit_model.c,
 * the trainer's tables in emit_trainer.c. */
#ifndef EMIT_H
#define EMIT_H

#include <stdio.h>

#include "compiler/base/out.h"
#include "compiler/ir/model.h"

/* The C source and its header. `c_name` is the source's file name ("model.c"); the header's ends in .h. */
void emit_model(Model *m, const char *c_name, Out *c, Out *h);
void emit_body(Out *o, const Kernel *k);             /* statements.c: a kernel's statements */
void schedule_print(FILE *out, const Prog *p);       /* of all kernels: --dump=schedule */
void emit_context(Out *o, const Prog *p);            /* the struct its kernels read */
void emit_kernels(Out *o, const Prog *p);
const char *kernel_label(const Prog *p, const Kernel *k);   /* its name in its program: "k0_z" */
/* workspace.c */
void emit_workspace_size(Out *o, const Prog *p, const char *function, bool of_graph);   /* else of the numbers of rows */
const char *workspace_arguments(const Prog *p);      /* "int64_t nodes, int64_t edges" */
bool has_workspace(const Prog *p);
bool counts_rows(const Prog *p, bool of_nodes);      /* else of edges: does its size depend on how many there are? */

/* Where the context's members come from: C expressions, and one for each field that is no buffer. */
typedef struct BindText {
    const char *workspace, *chunks;
    const char *(*count)(const Prog *p, const Space *space);   /* how many rows of it */
    const char *(*value)(const Prog *p, const Field *f);
} BindText;
void emit_bind(Out *o, const Prog *p, const BindText *text);
void emit_buffers(Out *o, const Prog *p, const BindText *text);     /* workspace.c: of these, the buffers */

/* constants.c: enums of those that have been asked for */
void emit_chunk_constants(const Model *m, bool of_inference, Out *o);
void emit_workspace_constants(const Prog *p, Out *o);
void emit_table_constants(const Model *m, Out *o);

bool uses_end(const Prog *p, const End *end);      /* emit_model.c: has its program to do with the rows at this end? */
/* emit_trainer.c: tables, the programs' descriptors, main. */
void emit_trainer(Model *m, Out *o);
const char *space_constant(Model *m, const Space *space);     /* in the tables: "GATRT_NODE" */
/* emit_math.c: the helpers of c/lib/ that are called in `now` and that `before` has not brought yet. */
void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count);
void emit_helper(Out *o, const char *call);          /* this one */
void emit_flag_check(Out *o);                        /* refuses flags under which results would be wrong */
void emit_trainer_flag_check(Out *o);
void emit_kernel_comment(Out *o, const Prog *p, const Kernel *k);   /* comments.c */
const char *equation(const Prog *p, const Val *v);   /* equation.c: "out = r sum_in(p src(z))" */

#endif
