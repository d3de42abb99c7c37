#!/usr/bin/env bash
# f15-hangup-and-pipes.sh - a closed terminal (SIGHUP), or a reader that had read enough, killed a training run and all
# it had learned; an interrupted run that could save looked like a finished one; a signal that was ignored when the
# program began was caught all the same.
. "$(dirname "$0")/lib.bash"
trainer karate "$models/gat2.lua" --data karate

# caught PROCESS: waits until it catches SIGTERM, or has ended; bash does before it becomes the trainer
caught() {
    for _ in $(seq 500); do
        kill -0 "$1" 2>/dev/null || return
        if ! grep -qs bash "/proc/$1/comm" && grep -q '^SigCgt:.*[4567cdef]...$' "/proc/$1/status"; then return; fi
        sleep 0.01
    done
}

# begin COMMAND...: runs it beside us with the usual signals, its process in $child; a shell's & ignores Ctrl-C
begin() {
    rm -f b.st b.json
    env --default-signal=INT,HUP,TERM,USR1,USR2,ALRM "$@" >out 2>err </dev/null &
    child=$!
    caught $child
}

# works PROCESS TICKS: waits until it has had so much of a processor (100 a second), so that signals have reached it
works() {
    local -r first=$(ticks "$1")
    for _ in $(seq 3000); do
        [ "$(ticks "$1")" -lt $((first + $2)) ] || return
        sleep 0.005
    done
}
ticks() { cut -d ' ' -f 14 "/proc/$1/stat" 2>/dev/null || echo 0; }

ended() { # CODE WHAT
    local got=0
    wait "$child" 2>/dev/null || got=$?
    [ "$got" -eq "$1" ] || complain "$2: exit $got, expected $1"
}

endless="./karate train --data karate --epochs 1000000 --patience 0 --quiet --checkpoint b.st --json b.json"

for signal in HUP:129 INT:130 TERM:143 USR1:138 USR2:140 ALRM:142; do
    begin $endless
    kill -"${signal%:*}" $child
    ended "${signal#*:}" "SIG${signal%:*}"
    holds b.st
    prints 'interrupted after epoch'
    grep -q '"ended": "interrupted"' b.json || complain "SIG${signal%:*}: the report does not say interrupted"
done
expect 0 ./karate eval --data karate --checkpoint b.st

# A terminal sends SIGHUP, and its shell once more; timeout(1) sends to us and to our group.
begin $endless
kill -HUP $child; kill -HUP $child; kill -INT $child; kill -INT $child; kill -TERM $child
ended 129 'several signals at once'
holds b.st

# Ignored when the program began: Ctrl-C behind a shell's &, SIGHUP behind nohup.
rm -f b.st
$endless >out 2>err </dev/null &
child=$!
caught $child
kill -INT $child
sleep 0.05
kill -0 $child 2>/dev/null || complain 'Ctrl-C was ignored, but ended the run'
kill -TERM $child
ended 143 'SIGTERM after an ignored Ctrl-C'

nohup $endless >out 2>err </dev/null &
child=$!
caught $child
kill -HUP $child
sleep 0.05
kill -0 $child 2>/dev/null || complain 'nohup, and SIGHUP ended the run'
kill -TERM $child
ended 143 'SIGTERM after an ignored SIGHUP'

# A second Ctrl-C ends the program at once, however long its epochs are.
long=synth:nodes=40000,edges=4000000,features=8,classes=8,seed=1
trainer slow "$models/gat2.lua" --data "$long"
begin ./slow train --data "$long" --epochs 100000 --patience 0 --threads 1 --quiet --checkpoint slow.st
kill -INT $child
works $child 2
kill -STOP $child # however busy the machine is, no epoch ends between the keys
sleep 0.13
kill -INT $child
kill -CONT $child
ended 130 'a second Ctrl-C'
nothing slow.st

# Readers that go away.
rm -f b.st
./karate train --data karate --epochs 200 --log-every 1 --checkpoint b.st 2>&1 | head -1 >out
holds b.st
rm -f b.st b.json
./karate train --data karate --runs 30 --epochs 20 --quiet --checkpoint b.st --json b.json 2>err | head -1 >out
holds b.st
grep -q '"test_accuracy_mean": [0-9]' b.json || complain '--runs | head -1: no summary in the report'
[ "$(wc -l <err)" -eq 1 ] || complain 'what was not printed is told in one line'
says 'standard output'
expect 0 ./karate eval --data karate --checkpoint b.st
{ ./karate predict --data karate --checkpoint b.st --out p.csv --json - 2>err; echo $? >code; } | true
holds p.csv
finish
