/* native.h - -o x.o, x.so, x.wasm, x: the user's C compiler over the emitted text. */
#ifndef NATIVE_H
#define NATIVE_H

#include <stdbool.h>

#include "compiler/base/files.h"

typedef enum Native { NATIVE_OBJECT, NATIVE_SHARED, NATIVE_WASM, NATIVE_PROGRAM } Native;

typedef struct NativeOptions {
    Native kind;
    const char *path;           /* what the user asked for with -o */
    const char *gatrt;          /* --gatrt: folder with libgatrt.a, or NULL: found */
    const char *cflags;         /* --cflags: words for the compiler, or NULL */
    bool verbose;               /* show the command */
} NativeOptions;

/* Has $CC make an object, shared library or program of the emitted text: its bytes, to be written by out_write_files. */
OutFile native_build(const NativeOptions *options, const OutFile *source, const OutFile *header);

#endif
