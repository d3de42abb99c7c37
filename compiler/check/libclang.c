/* libclang.c - libclang, loaded when it is wanted: half a million pointers are relocated to load it and LLVM,
 * and what checks nothing need not have it. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/check/libclang.h"
#include "compiler/base/diag.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

Libclang clang;

#define SYMBOL(name) {"clang_" #name, offsetof(Libclang, name)},
static const struct Symbol {
    const char *name;
    size_t at;
} symbols[] = {LIBCLANG_FUNCTIONS(SYMBOL)};
#undef SYMBOL

static bool find_symbols(void *library)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (!address)
            return false;
        memcpy((char *)&clang + symbols[i].at, &address, sizeof address); /* C casts no object pointer to a function */
    }
    return true;
}

void libclang_load(void)
{
    static bool loaded;
    if (loaded)
        return;
    /* It would abort where it cannot start the thread in which it parses; ours have the stack it wants. */
    setenv("LIBCLANG_NOTHREADS", "1", 1);
    void *library = dlopen(GATCC_LIBCLANG, RTLD_LAZY | RTLD_LOCAL);
    if (!library || !find_symbols(library)) {
        const char *error = dlerror();
        const bool there = error && (strstr(error, "map") || strstr(error, "memory")); /* found, but not taken in */
        die("libclang cannot be loaded (%s): %s, or use --check=off", error ? error : GATCC_LIBCLANG,
            there ? "it needs more memory than it may have (ulimit -v)" : "install libclang-dev");
    }
    loaded = true;
}
