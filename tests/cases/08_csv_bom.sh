#!/usr/bin/env bash
# A byte order mark ate the first node of each split: no test node was left, and training lacked one of three.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
for folder in bom_splits bom_all; do
    expect 0 ./t train --data "$files/$folder" --seed 1
    prints '6 nodes (3 train, 2 val, 1 test), 8 edges'
    grep '^t' out >$folder.txt
    mkdir $folder
    for file in "$files/$folder"/*; do sed '1s/^\xEF\xBB\xBF//; s/$/\r/' "$file" >$folder/"$(basename "$file")"; done
    expect 0 ./t train --data $folder --seed 1 # and lines that end in CR LF
    grep '^t' out >plain.txt
    same $folder.txt plain.txt
done
finish
