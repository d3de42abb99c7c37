#!/usr/bin/env bash
# table.sort compared texts of 60 MB for minutes, within one instruction that no limit saw. One line must say so, at
# once: texts are short, and a sort of short ones is counted while it runs.
. "$(dirname "$0")/lib.bash"

# The first line is the model's; below it stand the source line and, perhaps, a hint.
stopped() { # MODEL TEXT
    expect 1 timeout 60 "$gatcc" "$1" -o m.c
    says "$2"
    nothing m.c
}

stopped "$files/sort.lua" "sort.lua:1: string.rep: the text would be longer than 1 MiB"

cat >short.lua <<'LUA'
local a, b = ("x"):rep(1e6) .. "a", ("x"):rep(1e6) .. "b"
local t = {}
for i = 1, 100000 do t[i] = i % 2 == 0 and a or b end
table.sort(t)
LUA
stopped short.lua "short.lua:4: the model ran for more than 50 million Lua instructions"
finish
