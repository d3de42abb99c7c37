/* error.h - the model is wrong: `file:line: message`, the user's own source line, the operands' types and the hint. */
#ifndef ERROR_H
#define ERROR_H

#include "compiler/ir/infer.h"

/* The model is wrong: prints `file:line: message`, the user's own source line, the
 * operands' types and the hint, and exits with 1. */
_Noreturn void user_error(Pos pos, Val *const *operands, int count, const Diag *diag);
/* Text of the above, for callers that must unwind first. */
char *user_error_text(Pos pos, Val *const *operands, int count, const Diag *diag);

#endif
