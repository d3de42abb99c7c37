#!/usr/bin/env bash
# Under ulimit -t the check of emitted C was ended by the system, and gatcc said that memory was wanting.
. "$(dirname "$0")/lib.bash"
cat >endless.c <<'C'
#include <string.h>
void *dlopen(const char *name, int flags) /* libclang takes for ever to load */
{
    (void)flags;
    while (name && strstr(name, "clang"))
        ;
    return 0;
}
C
"$CC" -O0 -shared -fPIC endless.c -o endless.so || { complain 'endless.c does not compile'; finish; }
short_of_time() { (
    ulimit -t "$1"
    ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$PWD/endless.so "$gatcc" "$shared_files/tiny.lua" -o t.c
); }
refused 1 'for want of processor time (ulimit -t)' short_of_time 2
nothing t.c
finish
