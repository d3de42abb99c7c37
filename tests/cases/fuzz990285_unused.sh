#!/usr/bin/env bash
# A loop that is first written for lanes and then refused left behind what it had declared: a matrix product of
# expand(x, {16,3}) came out with unused variables (exit 70). Nothing may be left of a try.
. "$(dirname "$0")/lib.bash"
for model in min m; do
    expect 0 "$gatcc" "$files/$model.lua" -o "$model.c"
    expect 0 "$CC" -std=c11 -Wall -Wextra -Werror -DGATCC_INFERENCE_ONLY -c "$model.c" -o "$model.o"
done
finish
