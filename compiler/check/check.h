/* check.h - what check.c (parsing, diagnostics) and audit.c (the contract) share. */
#ifndef GATCC_CHECK_H
#define GATCC_CHECK_H

#include "compiler/check/checker.h"
#include "compiler/check/libclang.h"

#include <stdbool.h>

/* A function the emitted source defines. */
typedef struct Function {
    const char *name;
    unsigned first, last;           /* lines */
    int *callees;  int callee_count, callee_capacity;
    bool kernel;                    /* takes the rows lo..hi */
    unsigned while_line;            /* a loop whose bound cannot be seen, or 0 */
    int mark;                       /* of searches: 0 new, 1 on the path, 2 done */
} Function;

typedef struct Check {
    const char *c_name, *c_text;
    Function *functions;  int function_count, function_capacity;
    int inside;                     /* the function being walked, -1 at file scope */
} Check;

/* bug() with the kernel that holds the line, the line itself and the model line it comes from. */
_Noreturn void check_complain(const Check *k, unsigned line, const char *message);
_Noreturn void check_complain_at(const Check *k, CXCursor cursor, const char *message);
const char *check_string(CXString string);      /* kept until exit; disposes of libclang's */
unsigned check_line(CXCursor cursor);
bool check_in_main_file(CXCursor cursor);

/* The check itself, in this process; check_source of checker.c is how it is called. */
void check_here(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level);
void audit_unit(Check *k, CXTranslationUnit unit);
void audit_declarations(Check *k, CXTranslationUnit unit);   /* part of it, for headers and at --check=syntax */

/* lexical.c: of the whole text, whatever is parsed of it. `own_header`: the one it includes, or NULL. */
void lexical_check(const Check *check, const char *own_header);

/* What emitted code may call beside itself and the runtime. The check declares these and nothing else in <math.h>
 * and <string.h>: the system's headers would take longer to read than what was emitted. */
#define CONTRACT_MATH(CALL)                                                                                            \
    CALL(expf, float, (float))                                                                                         \
    CALL(sqrtf, float, (float))                                                                                        \
    CALL(sqrt, double, (double))                                                                                       \
    CALL(fabsf, float, (float))                                                                                        \
    CALL(fmaxf, float, (float, float))                                                                                 \
    CALL(fminf, float, (float, float))
#define CONTRACT_STRING(CALL)                                                                                          \
    CALL(memcpy, void *, (void *restrict, const void *restrict, size_t))                                               \
    CALL(memset, void *, (void *, int, size_t))

#endif
