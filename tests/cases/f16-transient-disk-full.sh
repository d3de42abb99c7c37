#!/usr/bin/env bash
# A disk that was full at one --checkpoint-every ended the run, of days perhaps. Now that is a warning, the run goes
# on, and saving is tried again; only the last save must work. Run: bash tests/cases/f16-transient-disk-full.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
trainer karate "$models/gat2.lua" --data karate --check=off

# A disk that is full at the saves that FULL names, counted from 1.
cat >full.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
int fsync(int file)
{
    static int saves;
    struct stat status;
    char number[16] = ",0,";
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        number[1] = (char)('0' + ++saves);
        if (strstr(getenv("FULL"), number)) {
            errno = ENOSPC;
            return -1;
        }
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}
C
"$CC" -shared -fPIC full.c -o full.so -ldl || { complain 'full.c does not compile'; finish; }
full() { # SAVES ARGUMENTS...
    local saves=$1
    shift
    FULL=$saves ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$PWD/full.so ./karate train --data karate "$@"
}
no_leftovers() { [ -z "$(ls | grep part)" ] || complain "left: $(ls | grep part)"; }

expect 0 ./karate train --data karate --epochs 30 --quiet --checkpoint whole.st
expect 0 full ,1,2, --epochs 30 --quiet --checkpoint a.st --checkpoint-every 10
[ "$(wc -l <err)" -eq 2 ] || complain 'two saves failed: two lines'
says 'warning: epoch 10: a.st: cannot write: No space left on device; training goes on, saving is tried again'
says 'warning: epoch 20: '
prints 'wrote a.st'
same a.st whole.st
no_leftovers
# What was kept before stays whole.
expect 0 ./karate train --data karate --epochs 10 --quiet --checkpoint b.st
cp b.st ten.st
expect 1 full ,1,2,3,4, --epochs 30 --quiet --checkpoint b.st --checkpoint-every 10
says 'warning: epoch 10'
says 'warning: epoch 30: b.st: cannot write: No space left on device; training is done, saving is tried once more'
[ "$(tail -n 1 err)" = 'karate: b.st: cannot write: No space left on device' ] || complain 'the last save must work'
same b.st ten.st
no_leftovers

# The same on a disk of 64 KiB, where one may be mounted.
if [ "$(id -u)" -eq 0 ] && mkdir disk && mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
    cp whole.st disk/a.st
    expect 1 ./karate train --data karate --epochs 30 --quiet --checkpoint disk/a.st --checkpoint-every 10
    [ "$(grep -c 'No space left on device' err)" -ge 3 ] || complain 'each save should be told'
    same disk/a.st whole.st
    [ "$(ls -A disk)" = a.st ] || complain "left: $(ls -A disk)"
    umount disk
else
    echo 'not tried: a disk of 64 KiB, which cannot be mounted here'
fi
finish
