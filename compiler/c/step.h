/* step.h - what step.c, which has the training step, and step_memory.c, which has its memory, say to each other. */
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
void emit_step_memory(Model *m, Out *c);             /* NAME_trainer_size, NAME_trainer_begin */
void emit_step_settings(const Model *m, Out *c);     /* statements: what a training begins with, by the model's own recipe */

#endif
