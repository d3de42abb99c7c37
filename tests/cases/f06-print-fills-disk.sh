#!/usr/bin/env bash
# print wrote 24 GB in a minute, passed a terminal's commands on and told addresses, which differ between runs.
# It must end after 1 MiB in all, and spell what a terminal would obey.
. "$(dirname "$0")/lib.bash"

stopped() { # MODEL TEXT
    expect 1 timeout 60 "$gatcc" "$1" -o m.c
    says "$2"
    nothing m.c
    [ "$(wc -c <err)" -le $((5 << 20)) ] || complain "$1 printed $(wc -c <err) bytes"
}

stopped "$files/print.lua" "print.lua:1: string.rep: the text would be longer than 1 MiB"
printf 'while true do print("x") end\n' >lines.lua
stopped lines.lua "lines.lua:1: print: more than 1 MiB or 10000 lines in all"
printf 'local s = ("\\27"):rep(1 << 19)\nwhile true do print(s) end\n' >long.lua
stopped long.lua "long.lua:2: print: more than 1 MiB or 10000 lines in all"
printf 'while true do print() end\n' >empty.lua
stopped empty.lua "empty.lua:1: print: more than 1 MiB or 10000 lines in all"

escapes='print("\27]0;owned\7\27[2J", print, {})'
printf '%s\n' "$escapes" "error('\\27[2J')" >escapes.lua
stopped escapes.lua 'escapes.lua:2: \x1b[2J'
says '\x1b]0;owned\x07\x1b[2J	function	table'
! LC_ALL=C grep -q "$(printf '[\001-\010\016-\037\177]')" err || complain "control characters reached the terminal"
finish
