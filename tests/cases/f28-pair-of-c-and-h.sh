#!/usr/bin/env bash
# gatcc killed between its two renames left model.c of one compilation beside model.h of another, and the pair
# compiled: sizes of the one, arrays of the other. Now the source asks for its own header and is renamed last.
# Run: bash tests/cases/f28-pair-of-c-and-h.sh
. "$(dirname "$0")/lib.bash"

# A header and a source of the same model for other sizes, and of another model.
inference() { "$CC" -std=c11 -DGATCC_INFERENCE_ONLY -c "$1" -o "$1.o"; }
for pair in "$models/gat2.lua:karate" "$models/gcn.lua:karate"; do
    expect 0 "$gatcc" "$models/gat2.lua" --check=off -o m.c
    cp m.c old.c
    expect 0 inference m.c
    expect 0 "$gatcc" "${pair%:*}" --data "${pair#*:}" --check=off -o m.c
    expect 0 inference m.c
    mv old.c m.c
    expect 1 inference m.c
    says 'm.h is not the header that was made with this file: run gatcc again'
done

# The same header is the same pair, wherever and whenever it was made.
mkdir there
expect 0 "$gatcc" "$models/gat2.lua" --check=off -o there/m.c
expect 0 "$gatcc" "$models/gat2.lua" --check=off -o m.c
same m.h there/m.h
mv there/m.h m.h
expect 0 inference m.c

# In what order: a rename that is the last thing this process does.
cat >rename.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>
int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    int (*real)(int, const char *, int, const char *) = (int (*)(int, const char *, int, const char *))dlsym(RTLD_NEXT, "renameat");
    int done = real(from_folder, from, to_folder, to);
    kill(getpid(), SIGKILL);
    return done;
}
C
"$CC" -shared -fPIC rename.c -o rename.so -ldl || { complain 'rename.c does not compile'; finish; }
rm -f m.c m.h
killed() { ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$PWD/rename.so "$gatcc" "$@"; }
expect 137 killed "$models/gat2.lua" --check=off -o m.c
holds m.h
nothing m.c
finish
