#!/usr/bin/env bash
# readback.sh - a file that the system did not take as it was written replaces nothing.
#
#   bash tests/runtime/readback.sh
#
# A preloaded write() says that it wrote all, and leaves out the last byte, or turns a bit of it.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
build=${GATCC_BUILD:-$here/../../build}
build=$(cd "$build" && pwd) || exit 1
skip() { echo "skipped: $*"; exit 77; }
grep -q '^GATCC_SANITIZE:[^=]*=.' "$build/CMakeCache.txt" && skip 'sanitizers have a write() of their own'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
complain() { echo "FAILED: $*"; head -n 3 err; failed=1; }

cat >lie.c <<'C'
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <stdlib.h>
ssize_t write(int file, const void *bytes, size_t size)
{
    char *copy = file > 2 && size > 100 ? malloc(size) : NULL;
    if (!copy)
        return syscall(SYS_write, file, bytes, size);
    memcpy(copy, bytes, size);
    copy[size - 1] ^= getenv("LIE_BIT") != NULL;
    const ssize_t put = syscall(SYS_write, file, copy, size - (getenv("LIE_BIT") == NULL));
    free(copy);
    return put < 0 ? put : (ssize_t)size;
}
C
"${CC:-cc}" -O1 -shared -fPIC lie.c -o lie.so || exit 1
"$build/gatcc" "$here/../../models/gat2.lua" --data karate -o karate >out 2>err || { complain 'no trainer'; exit 1; }
./karate train --data karate --epochs 3 --quiet --checkpoint w.st >out 2>err || complain 'no weights'

# keeps FILE COMMAND...: exit 1, one line, the old file
keeps() {
    local file=$1 code=0
    shift
    echo old >"$file"
    env LD_PRELOAD="$work/lie.so" "$@" >out 2>err </dev/null || code=$?
    [ $code -eq 1 ] || complain "$* : exit $code, expected 1"
    [ "$(wc -l <err)" -eq 1 ] || complain "$* : an error must be one line"
    [ "$(cat "$file")" = old ] || complain "$* : $file was replaced"
    rm -f "$file"
}

for LIE_BIT in '' 1; do
    if [ -n "$LIE_BIT" ]; then export LIE_BIT; else unset LIE_BIT; fi
    keeps c.st ./karate train --data karate --epochs 3 --quiet --checkpoint c.st
    keeps p.csv ./karate predict --data karate --weights w.st --out p.csv
    keeps p.npz ./karate predict --data karate --weights w.st --out p.npz
    keeps r.json ./karate eval --data karate --weights w.st --json r.json
    keeps x.c "$build/gatcc" --check=off "$here/../../models/gat2.lua" --data karate -o x.c
done
[ $failed -eq 0 ] && echo 'all of readback.sh passed'
exit $failed
