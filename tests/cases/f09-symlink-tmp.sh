#!/usr/bin/env bash
# The file on its way was PATH.PID.tmp, opened without O_EXCL: in a folder that others can write to, a symbolic link
# of that name led gatcc to overwrite any file of the user's. Now the name cannot be foreseen, no link is followed, and
# the C compiler writes to a folder that nobody else can write to.
# Run: bash tests/cases/f09-symlink-tmp.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
model=$shared_files/tiny.lua
mkdir -m 1777 shared
echo precious >victim
chmod 600 victim
planted() { # OUT: links under the names that used to be
    sh -c 'for name in "$1.$$.tmp" "$1.$$-0.part"; do ln -s "$2/victim" "$name"; done; exec "$3" "$4" --check=off -o "$1"' \
        sh "$1" "$PWD" "$gatcc" "$model"
}
for out in shared/m.c shared/m.o shared/m; do
    expect 0 planted "$out"
    [ -f "$out" ] && [ ! -L "$out" ] || complain "$out should be a file"
    [ "$(cat victim)" = precious ] || complain "$out: victim was overwritten"
done

# The names on their way are others each time, and made by O_EXCL and O_NOFOLLOW: seen from within.
cat >open.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
int openat(int folder, const char *name, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, unsigned) : 0;
    va_end(more);
    if (strstr(name, ".part"))
        fprintf(stderr, "%s%s%s %s\n", flags & O_EXCL ? "excl " : "", flags & O_NOFOLLOW ? "nofollow " : "",
                flags & O_CLOEXEC ? "cloexec" : "", name);
    int (*real)(int, const char *, int, ...) = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat");
    return real(folder, name, flags, mode);
}
C
"$CC" -shared -fPIC open.c -o open.so -ldl || { complain 'open.c does not compile'; finish; }
watched() { ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$PWD/open.so "$gatcc" "$model" --check=off -o "$1"; }
: >names
for i in 1 2 3; do
    expect 0 watched shared/w.c
    grep -q 'w\.c\..*\.part$' err || complain 'no file on its way was seen'
    ! grep '\.part$' err | grep -qv '^excl nofollow cloexec ' || complain 'all are opened with O_EXCL, O_NOFOLLOW, O_CLOEXEC'
    sed 's/.*-//' err >>names # the random part
done
[ -z "$(sort names | uniq -d)" ] || complain "the same name twice: $(sort names | uniq -d)"
finish
