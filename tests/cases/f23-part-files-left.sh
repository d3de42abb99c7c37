#!/usr/bin/env bash
# Killed while writing, a trainer left its .part file for ever (174 of 310, 82 MB); gatcc left its own and its
# temporary folder at SIGTERM, SIGHUP and a closed pipe, and the C compiler went on.
# Now the next write to the same place removes what dead processes left, and gatcc cleans up and ends its compiler.
# Run: bash tests/cases/f23-part-files-left.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
trainer karate "$models/gat2.lua" --data karate --check=off
train() { ./karate train --data karate --epochs 2 --quiet "$@"; }
parts() { ls -A "${1:-.}" | grep '\.part$'; }

# Killed at the worst moment.
cat >die.c <<'C'
#include <signal.h>
#include <unistd.h>
int fsync(int file)
{
    (void)file;
    kill(getpid(), SIGKILL);
    return 0;
}
C
"$CC" -shared -fPIC die.c -o die.so || { complain 'die.c does not compile'; finish; }
killed() { ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$PWD/die.so ./karate train --data karate --epochs 2 --quiet "$@"; }
expect 137 killed --checkpoint c.st
expect 137 killed --checkpoint other.st
[ "$(parts | wc -l)" -eq 2 ] || complain "two files on their way should be left: $(parts)"
left=$(parts | grep '^c\.st')
mine=$(parts | grep '^other\.st')

# Not to be removed: of a process that lives, of another host, of names that only look alike, of no regular file, and
# what is locked, as a writer in another container has it. NAME.HASH-HOST-PID-RANDOM.part
rest=${left#c.st.}
hash=${rest%%-*} rest=${rest#*-}
host=${rest%%-*} rest=${rest#*-}
dead=${rest%%-*}
alive=$$
keep=(
    "c.st.$hash-$host-$alive-01234567.part" "c.st.$hash-00000000-$dead-01234567.part"
    "c.st.$hash-$host-$dead-0123456.part" "c.st.$hash-$host-$dead-012345678.part" "c.st.$hash-$host-$dead-0123456g.part"
    "c.st.$hash-$host-$dead-01234567.part.gz" "c.st.$hash-$host-0$dead-01234567.part" "c.st.$hash-$host--01234567.part"
    "c.st.00000000-$host-$dead-01234567.part" "d.st.$hash-$host-$dead-01234567.part" "$mine"
    "c.st.$hash-$host-999999999999-01234567.part" "c.st.part" "c.st.$dead-0.part"
)
for file in "${keep[@]}"; do echo kept >"$file"; done
ln -s karate "c.st.$hash-$host-$dead-aaaaaaaa.part"
mkdir "c.st.$hash-$host-$dead-bbbbbbbb.part"
locked="c.st.$hash-$host-$dead-cccccccc.part"
: >"$locked"
exec 8>"$locked"
flock 8 || complain 'flock'
expect 0 train --checkpoint c.st
nothing "$left"
for file in "${keep[@]}" "$locked"; do [ -e "$file" ] || complain "$file is gone"; done
[ -L "c.st.$hash-$host-$dead-aaaaaaaa.part" ] || complain 'a symbolic link is gone'
[ -d "c.st.$hash-$host-$dead-bbbbbbbb.part" ] || complain 'a folder is gone'
exec 8>&-
expect 0 train --checkpoint c.st
nothing "$locked"
expect 0 train --checkpoint other.st
nothing "$mine"
rm -rf ./*.part

# gatcc: while the C compiler is at work, and while a pipe waits for a reader.
export TMPDIR=$PWD/temporary
mkdir temporary here
cat >slow-cc <<'SH'
#!/bin/sh
# a driver that has a process of its own do the work, as gcc does
echo $$ >"$WORK/driver"
sleep 60 &
echo $! >"$WORK/worker"
wait
SH
chmod +x slow-cc
ended() { [ ! -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
await() { # COMMAND...
    local i
    for i in $(seq 500); do "$@" && return; sleep 0.02; done
    complain "never came: $*"
}
for signal in TERM HUP INT QUIT; do
    rm -f driver worker
    # env, because a shell's & ignores SIGINT, and what is ignored stays so
    WORK=$PWD CC=$PWD/slow-cc env --default-signal=INT,QUIT "$gatcc" "$models/gat2.lua" --check=off -o here/m.o >out 2>err </dev/null &
    started=$!
    await test -s worker
    kill -$signal $started
    wait $started 2>/dev/null
    [ $? -eq $((128 + $(kill -l $signal))) ] || complain "SIG$signal: should end gatcc by that signal"
    await ended "$(cat worker)"
    await ended "$(cat driver)"
    kill "$(cat worker)" 2>/dev/null # where it did not
    [ -z "$(ls -A here temporary | grep -v -e : -e '^$')" ] || complain "SIG$signal: left $(ls -A here temporary)"
done

# A header that is written, a source that waits for the reader of a pipe; and a reader that leaves.
mkfifo here/m.c
"$gatcc" "$models/gat2.lua" --check=off -o here/m.c >out 2>err </dev/null &
started=$!
staged() { parts here | grep -q '^m\.h\.'; }
await staged
kill -TERM $started
wait $started 2>/dev/null
[ $? -eq 143 ] || complain 'SIGTERM: should end gatcc at a pipe, too'
[ "$(ls -A here)" = m.c ] || complain "SIGTERM at a pipe: left $(ls -A here)"
timeout 20 head -c 1 here/m.c >first &
expect 1 "$gatcc" "$models/gat2.lua" --check=off -o here/m.c
wait
says 'm.c: cannot write: Broken pipe'
[ "$(ls -A here)" = m.c ] || complain "a pipe without a reader: left $(ls -A here)"
finish
