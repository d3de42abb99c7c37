/* step.h - what step.c, which has the training step, step_memory.c, which has its memory, score.c and first_params.c say to each
 * other. */
#ifndef STEP_H
#define STEP_H

#include "compiler/c/emit.h"
#include "compiler/loops/loops.h"

const Prog *training(const Model *m);
bool reads_part(const Prog *p, int input, const char *part);     /* of a sparse input, as Field.part has it */
bool is_random(const Prog *p);                       /* has it draws? */

bool has_columns(const Model *m, int input);         /* NAME_trainer has it by columns, too */
bool copies_entries(const Model *m, int input);      /* lanes read on behind the application's last entry */
bool is_turned_for_step(const Model *m, const End *end);         /* NAME_trainer has lists by this end: NAME_graph has not */
const char *step_count(const Prog *p, const Space *space);       /* how many rows of it the trainer `t` has */
const char *step_value(const Prog *p, const Field *f);           /* a member of the context, by the trainer `t` */
void call_chunked_kernels(const Prog *p, Out *c);    /* statements: all kernels, rows by the trainer's chunks */
const End *turned_end(const Model *m);               /* that end, or NULL */
void declare_answers(const Model *m, Out *h);        /* step_structs.c */
void declare_trainer(const Model *m, Out *h);
void emit_step_memory(Model *m, Out *c);             /* NAME_trainer_size, NAME_trainer_begin */
void emit_step_settings(const Model *m, Out *c);     /* statements: what a training begins with, by the model's own recipe */

/* ---- score.c: nothing where the model has no loss of outputs */
const Prog *scoring(const Model *m);
void declare_score(const Model *m, Out *h);
void emit_score(const Model *m, Out *c);

/* ---- first_params.c */
bool draws_params(const Model *m);
void declare_first_params(const Model *m, Out *h);
void emit_first_params(const Model *m, Out *c);

#endif
