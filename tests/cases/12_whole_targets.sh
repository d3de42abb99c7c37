#!/usr/bin/env bash
# Whole numbers in y were refused as classes by models with target.value, and a target of -1 was unknown.
. "$(dirname "$0")/lib.bash"
trainer reg "$files/reg.lua"
for data in "$files"/*.npz "$files/csv"; do
    expect 0 ./reg train --data "$data" --seed 1
    grep '^train' out >"$(basename "$data").txt"
    expect 0 "$gatcc" "$files/reg.lua" --data "$data" -o reg.c
done
for form in 3_float1d_whole.npz 8_int2d.npz csv; do same 2_int_k.npz.txt $form.txt; done
trainer class "$shared_files/tiny.lua"
refused 1 'y[0] = 125000, but classes of 6 nodes' ./class train --data "$files/2_int_k.npz"
refused 1 'y[1] = -20, but classes of 6 nodes' ./class train --data "$files/6_int_neg.npz"
expect 1 "$gatcc" "$shared_files/tiny.lua" --data "$files/2_int_k.npz" -o class.c
says 'y[0] = 125000, but classes of 6 nodes'
finish
