#!/usr/bin/env bash
# Arrays of an .npz that no loader asks for (Python objects, complex numbers, dates, structures, five dimensions,
# long doubles) refused the file. They are skipped and named; what is missing is named, whatever else is there.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
for file in "$files"/*.npz; do
    expect 0 "$gatcc" "$shared_files/tiny.lua" --data "$file" -o t.c
    expect 0 ./t train --data "$file" --seed 1
    prints '6 nodes (3 train, 2 val, 1 test), 8 edges; read x, edge_index, y, train_mask, val_mask, test_mask; ignored '
    grep '^t' out >"$(basename "$file").txt"
    same "$(basename "$file").txt" 06objextra.npz.txt
done
expect 0 ./t info --data "$files/06objextra.npz"
prints 'ignored  class_names'
finish
