/* outputs.h - what gatcc writes: all of what was asked for, or nothing. */
#ifndef GATCC_OUTPUTS_H
#define GATCC_OUTPUTS_H

#include "compiler/options.h"

/* Where things go is looked at before the work: no file that is read, or is another output, is lost, and what cannot
 * be written is said now. */
void check_outputs(const Options *o);
void emit_and_write(const Options *o, Model *m, const gatrt_data *data);

#endif
