/* pipeline.h - the list of passes: a model as written becomes its scheduled programs. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "compiler/ir/model.h"

/* What --dump asks for: "fuse,plan" or "all", to numbered files in `directory`, or to stdout where it is NULL. */
typedef struct DumpOptions {
    const char *passes;
    const char *directory;
} DumpOptions;

const char *pipeline_pass_names(void);              /* "front,simplify,...", in order */
void pipeline_run(Model *m, const DumpOptions *dump);
const char *pipeline_dump_path(const char *folder, int number); /* of the number-th file, from 1; NULL: there is none */

#endif
