#!/usr/bin/env bash
# On a terminal --log-every did nothing, and a bar of 75 columns in one of 50 left a line behind at every redraw.
. "$(dirname "$0")/lib.bash"
command -v script >/dev/null && script --version 2>/dev/null | grep -q util-linux || skip 'no script (util-linux)'
export CFLAGS=-O0 # quickly made, hardly run
export TERM=xterm LC_ALL=C
unset NO_COLOR
trainer karate "$models/gat2.lua" --data karate

# on COLUMNS ARGUMENTS...: what a terminal of that width gets, a line for each redraw
# SGR sequences, which take no column, are in `colours` only.
on() {
    local columns=$1
    shift
    script -qec "stty cols $columns; exec ./karate train --data karate --patience 0 $* >/dev/null" /dev/null </dev/null |
        tr '\r' '\n' | sed 's/\x1b\[K//' | grep . >colours
    sed 's/\x1b\[[0-9]*m//g' colours >out
}

for columns in 10 30 50 80 200; do
    on $columns --epochs 500
    [ -s out ] || complain "nothing was drawn on $columns columns"
    awk -v c=$columns 'length($0) >= c { exit 1 }' out || complain "a line does not fit $columns columns"
done
on 80 --epochs 500
grep -q '^\[#*\.*\] [0-9]*/500  loss' out || complain 'on 80 columns there is room for a bar'
grep -q '  best [0-9.]*  [0-9]*:[0-9][0-9] left$' out || complain 'on 80 columns there is room for the best and the time left'
grep -q $'\x1b' colours || complain 'a terminal shows colours'
export NO_COLOR=1
on 80 --epochs 500
! grep -q $'\x1b' colours || complain 'NO_COLOR: no colours'
unset NO_COLOR
LC_ALL=C.UTF-8 on 80 --epochs 2000
grep -q '^\[[▆▇█]' out && ! grep -q '^\[#' out ||
    complain 'where text is UTF-8 the bar is the curve of the loss'
TERM=dumb on 80 --epochs 60
grep -q '^epoch 60  loss' out || complain 'a terminal that cannot draw over a line gets lines'
on 50 --epochs 60 --log-every 20
[ "$(grep -c '^epoch [246]0  loss' out)" -eq 3 ] || complain '--log-every 20 of 60 epochs: three lines'
! grep -q '/60 ' out || complain 'lines were asked for, not a bar'
finish
