/* explain.h - what the command line asks of explain. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "runtime/explain/explain.h"

bool explain_kind(const char *of, UnitKind *kind, Error *error);    /* --of */
bool explain_check(const Options *o, const gatrt_model *model, Error *error);

#endif
