#!/usr/bin/env bash
# linear.sh - gatcc's time grew with the cube of a model: 400 dense layers took libclang's warnings 17 s. What is twice as long
# takes twice as long, or three times on a busy machine. Times are the processor's.
. "$(dirname "$0")/lib.bash"
head='model "m"
local x = input.node { dim("features", 34) }
local y = matmul(x, param("first", { 34, 4 }))'
tail='output("logits", y)
loss(cross_entropy(y, target.class(dim("classes", 4))))'

# model NAME LINE COUNT: the line so many times between a beginning and an end
model() { printf '%s\nfor i = 1, %d do %s end\n%s\n' "$head" "$3" "$2" "$tail" >"$1.lua"; }

# milliseconds COMMAND...: of the processor, the least of two runs
milliseconds() {
    local TIMEFORMAT='%U %S' least=
    for _ in 1 2; do
        local spent
        spent=$( { time "$@" >out 2>err </dev/null; } 2>&1 | awk '{ printf "%d", ($1 + $2) * 1000 }')
        [ -n "$least" ] && [ "$least" -lt "$spent" ] || least=$spent
    done
    echo "$least"
}

# grows LINE COUNT [GATCC ARGUMENTS...]: no more than three times as long for 2 COUNT as for COUNT
grows() {
    local line=$1 count=$2
    shift 2
    model once "$line" "$count"
    model twice "$line" $((2 * count))
    expect 0 "$gatcc" once.lua "$@" -o m.c
    expect 0 "$gatcc" twice.lua "$@" -o m.c
    local once twice
    once=$(milliseconds "$gatcc" once.lua "$@" -o m.c)
    twice=$(milliseconds "$gatcc" twice.lua "$@" -o m.c)
    [ "$twice" -le $((3 * once + 30)) ] ||
        complain "$line: $count times take $once ms, $((2 * count)) take $twice ms"
}

grows 'y = tanh(nn.linear(y, { out = 4 }))' 300
finish
