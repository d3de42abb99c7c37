/* embedded.h - texts that the build puts into gatcc (embed.cmake): the Lua library, the runtime's header and its own functions of
 * <math.h>, the helpers of emitted C. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h>

struct LuaFile {
    const char *name;           /* "prelude.lua", "nn/linear.lua" */
    const char *text;           /* ends in 0, not counted in size */
    size_t size;
};
extern const struct LuaFile lua_library[];          /* prelude.lua, loss.lua, nn/ in order of name */
extern const int lua_library_count;
extern const char gatrt_header_text[];              /* runtime/gatrt.h */
extern const char exact_functions_text[];           /* runtime/exec/functions.c */
extern const char helpers_text[];                   /* the headers that c/lib/helpers.h includes, in its order */

#endif
