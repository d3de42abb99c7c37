#!/usr/bin/env bash
# A file over `ulimit -f` killed trainers and gatcc by SIGXFSZ: no message, the training lost, half a file left.
# Now it is an error of the write: one line, exit 1, nothing left. Run: bash tests/cases/f12-sigxfsz.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 TMPDIR=$PWD/temporary
mkdir temporary here
trainer karate "$models/gat2.lua" --data karate --check=off
cd here || exit 1
small() { (ulimit -f 20; exec "$@") 2>&1; } # the file of standard error has no room either
line() { # TEXT: of what `small` printed
    grep -qF "$1" out || complain "should say: $1"
    [ "$(ls -A . ../temporary | grep -c -v -e '^out$' -e '^err$' -e : -e '^$')" -eq 0 ] ||
        complain "left: $(ls -A . ../temporary | tr '\n' ' ')"
}
expect 1 small ../karate train --data karate --epochs 2 --quiet --checkpoint a.st
line 'a.st: cannot write: File too large'
expect 1 small "$gatcc" "$models/gat2.lua" --data karate --check=off -o m.c
line 'm.c: cannot write: File too large'
expect 1 small "$gatcc" "$models/gat2.lua" --data karate --check=off -o m.o
line 'cannot write: File too large'
# What is printed is looked at as well.
(ulimit -f 1; exec ../karate predict --help) >out 2>err && complain 'help of more than 1 KiB'
says 'cannot write to standard output: File too large'
(ulimit -f 1; exec "$gatcc" "$models/gat2.lua" --dump=all) >out 2>err && complain 'a dump of more than 1 KiB'
says 'cannot write: File too large'
finish
