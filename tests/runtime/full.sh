#!/usr/bin/env bash
# full.sh - every output that is asked for and cannot be written is one line and exit 1: trainers' and gatcc's files,
# what both print, --dump; a full device, a closed standard output, a folder for reading only.
# Run: bash tests/runtime/full.sh
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O0
model=$shared_files/tiny.lua
trainer kk "$model" --check=off
printf '0.5,1,0\n1,0,0\n' >features.csv && printf '0,1\n' >edges.csv && printf '0\n1\n' >labels.csv && echo 0 >train.txt
expect 0 ./kk train --data . --checkpoint c.st --epochs 1 --quiet

# A device of our own, as what is broken may well replace it; whoever cannot make one cannot replace the system's.
full=$PWD/full
if ! mknod "$full" c 1 7 2>err || ! { : >"$full"; } 2>>err; then
    rm -f "$full"
    [ "$(id -u)" -ne 0 ] && [ -c /dev/full ] || skip 'no full device: mknod is not allowed here'
    full=/dev/full
fi
cannot() { # COMMAND...: exit 1, and the last line says why
    expect 1 "$@"
    [ "$(grep -c 'No space left on device' err)" -eq 1 ] && tail -n 1 err | grep -q 'No space left on device' ||
        complain "$* : should end with one line that says why"
    [ -c "$full" ] || complain "$* : the device is gone"
}
to_full() { "$@" >"$full"; } # what is printed

for name in j.json o.csv o.npz w.st m.c m.o m.so m p.d q.h; do ln -s "$full" "$name"; done
cannot ./kk train --data . --epochs 1 --quiet --checkpoint w.st
cannot ./kk train --data . --epochs 1 --quiet --json j.json
for out in o.csv o.npz; do cannot ./kk predict --data . --weights c.st --out $out; done
cannot ./kk predict --data . --weights c.st --out p.csv --json j.json
cannot ./kk export --weights c.st -o w.st
cannot ./kk eval --data . --weights c.st --json "$full"
cannot ./kk bench --data . --epochs 2 --json j.json
cannot ./kk info --json j.json
for command in 'train --data . --epochs 1 --quiet' 'train --data . --epochs 1 --quiet --json -' 'eval --data . --weights c.st' \
    'predict --data . --weights c.st --out p.csv' 'export --weights c.st -o p.bin' 'bench --data . --epochs 2' info --help --version 'train --help'; do
    # shellcheck disable=SC2086  # words
    cannot to_full ./kk $command
done
for out in m.c m.o m.so m; do cannot "$gatcc" "$model" --check=off -o $out; done
cannot "$gatcc" "$model" --check=off -o q.c # its header
nothing q.c
cannot "$gatcc" "$model" --check=off -MD -o p.c
nothing p.c
mkdir dump && ln -s "$full" dump/03-autodiff.txt
cannot "$gatcc" "$model" --dump=all -o dump/
for command in '--dump=all' '--interpret --data .' --help --version; do
    # shellcheck disable=SC2086
    cannot to_full "$gatcc" "$model" $command
done
sed 's/^output/inspect("h", src(x))\noutput/' "$model" >inspect.lua
trainer shown inspect.lua --check=off
cannot ./shown predict --data . --weights c.st --attention --out o.npz

# A closed standard output is said, and no file gets its number.
closed() { "$@" >&- 2>said; }
closed ./kk eval --data . --weights c.st --json closed.json && complain 'a closed standard output'
grep -q 'cannot write to standard output: ' said || complain "a closed standard output: $(cat said)"
./kk train --data . --epochs 2 --checkpoint closed.st >&- 2>&- && complain 'a closed standard output'
expect 0 ./kk eval --data . --weights closed.st
head -n 1 closed.json | grep -qx '{' || complain 'closed.json should be JSON'

# A file system for reading only, found out before the work.
if [ "$(id -u)" -eq 0 ] && mkdir fixed && mount -t tmpfs -o ro tmpfs fixed 2>/dev/null; then
    expect 1 ./kk train --data absent --checkpoint fixed/w.st
    says 'fixed/w.st: cannot write: Read-only file system'
    expect 1 "$gatcc" absent.lua -o fixed/m.c
    says 'fixed/m.c: cannot write: Read-only file system'
    umount fixed
fi
# A single file that is mounted, as containers have it, cannot be replaced.
if [ "$(id -u)" -eq 0 ] && : >single && mount --bind single single 2>/dev/null; then
    expect 1 ./kk train --data absent --checkpoint single
    says 'single: cannot write: Device or resource busy'
    umount single
fi
expect 1 ./kk train --data absent --checkpoint no/such/w.st
says 'no/such/w.st: cannot write: No such file or directory'
expect 2 "$gatcc" "$model" -o dump
says 'is a folder'
[ -z "$(find . -name '*.part')" ] || complain "left: $(find . -name '*.part')"
finish
