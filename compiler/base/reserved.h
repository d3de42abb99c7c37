/* reserved.h - names that are not free in C, and how C spells names of ours. */
#ifndef RESERVED_H
#define RESERVED_H

#include <stdbool.h>

bool reserved_word(const char *name);               /* of C or C++, or a name that emitted files see */
bool reserved_constant(const char *name);           /* a macro of the C library, such as SIZE_MAX */
bool reserved_macro(const char *name);              /* of the helpers in emitted C: GAT_STEP */
bool reserved_header(const char *stem);             /* "math": an include path must not hide it */
const char *reserved_model(const char *name);       /* why a model cannot be called so; NULL */
/* Constants of every header, behind the model's name; the dimensions' stand beside them. */
#define HEADER_CONSTANTS "OK", "NO_ARGUMENT", "BAD_GRAPH", "BAD_INPUT", "PARAMS", "INFER_STACK", \
                         "WORKSPACE_SIZE_STACK", "STEP_STACK", "NO_NUMBER", "NO_ROOM", "E_CAPACITY", "WORKSPACE_BYTES", "PREPARE_BYTES"
const char *upper_name(const char *name);           /* "conv1.w" -> "CONV1_W" */

#endif
