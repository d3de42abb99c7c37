/* libclang.c - libclang, loaded in a thread of its own while the model is compiled.
 *
 * Half a million pointers are relocated to load it and LLVM, which takes longer than most models;
 * and what checks nothing need not have it. The thread touches nothing of ours but `load`, which
 * is read after it was joined, so neither arena nor messages know of it. */
#include "gatcc.h"
#include "libclang.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

Libclang clang;

#define SYMBOL(name) {"clang_" #name, offsetof(Libclang, name)},
static const struct Symbol {
    const char *name;
    size_t at;
} symbols[] = {LIBCLANG_FUNCTIONS(SYMBOL)};
#undef SYMBOL

static struct Load {
    enum { NOT_BEGUN, IN_THREAD, ENDED } state; /* the main thread's */
    pthread_t thread;
    bool failed;
    char error[256];
} load;

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

static void *load_now(void *unused)
{
    (void)unused;
    void *library = dlopen(GATCC_LIBCLANG, RTLD_LAZY | RTLD_LOCAL);
    load.failed = !library || !find_symbols(library);
    if (load.failed) {
        const char *error = dlerror();
        snprintf(load.error, sizeof load.error, "%s", error ? error : GATCC_LIBCLANG);
    }
    return NULL;
}

void check_begin(CheckLevel level)
{
    if (level == CHECK_OFF || load.state != NOT_BEGUN)
        return;
    if (pthread_create(&load.thread, NULL, load_now, NULL) == 0) {
        load.state = IN_THREAD;
    } else {
        load_now(NULL);
        load.state = ENDED;
    }
}

void check_end(void)
{
    if (load.state != IN_THREAD)
        return;
    pthread_join(load.thread, NULL);
    load.state = ENDED;
}

void libclang_load(void)
{
    check_begin(CHECK_SYNTAX);
    check_end();
    if (load.failed)
        die("libclang cannot be loaded (%s): install libclang-dev, or use --check=off", load.error);
}
