/* tool.h - a program of others that is run where it is installed, and never needed by what does not ask for it. */
#ifndef TOOL_H
#define TOOL_H

#include "runtime/base/file.h"

/* words[0] is found in PATH, no shell reads any of them; the last is NULL. It reads `in` and what it prints is *out, for
 * mem_free; `out` NULL: it need not print anything. TOOL_MISSING: there is no such program, which `error` does not say; TOOL_FAILED: `error` has why. */
typedef enum ToolEnd { TOOL_DONE, TOOL_MISSING, TOOL_FAILED } ToolEnd;
ToolEnd tool_run(const char *const *words, const void *in, size_t size, unsigned char **out, size_t *out_size, Error *error);

#endif
