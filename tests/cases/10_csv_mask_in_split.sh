#!/usr/bin/env bash
# A mask of 0 and 1 in train.txt was read as the nodes 0 and 1. A node given twice is refused; a file whose name
# ends in _mask is a mask.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
refused 1 'train.txt: row 2, number 1 is 1, a node that is in the file already' ./t train --data "$files/mask"
cp -r "$files/mask" .
chmod -R u+w mask
mv mask/train.txt mask/train_mask.txt
expect 0 ./t train --data mask
prints '6 nodes (3 train, 2 val, 1 test)'
finish
