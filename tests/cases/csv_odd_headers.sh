#!/usr/bin/env bash
# What spreadsheets and pandas write around numbers: a header 0 over a split was taken for a node, and the advice was about
# masks; quoted numbers and "Unnamed: 0" were refused without a way out; a header with a name too few, as R writes it,
# shifted the names without a word.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
plain=$shared_files/11_valid_is_ignored/valid_csv
fresh() { rm -rf d && cp -r "$plain" d && chmod -R u+w d; }
scores() { grep '^t' out; }
train='./t train --data d --seed 1'
fresh
expect 0 $train
scores >plain.txt
same_run() { scores >again.txt && same again.txt plain.txt; }

# A header of a split: node 0 comes twice, or the mask has a row too many. A mask under a list's name is still one.
fresh && printf '0\n0\n1\n2\n' >d/train.txt
expect 0 $train
says 'train.txt: its first line, 0, is taken as a header'
same_run
fresh && rm d/train.txt && printf '0\n1\n1\n1\n0\n0\n0\n' >d/train_mask.csv
expect 0 $train
says 'train_mask.csv: its first line, 0, is taken as a header'
same_run
fresh && printf '0\n1\n1\n0\n' >d/train.txt
refused 1 'a mask of 0 and 1 belongs in a file whose name ends in _mask' $train
fresh && printf '0\n1\n0\n' >d/train.txt
refused 1 'a mask of 0 and 1 belongs in a file whose name ends in _mask' $train
fresh && printf '0\n0\n1\n1\n3\n' >d/train.txt
refused 1 'a node that is in the file already' $train

# Numbers in quotes are numbers.
fresh
for file in features edges labels; do sed 's/[^,]*/"&"/g' "$plain/$file.csv" >d/$file.csv; done
expect 0 $train
same_run
fresh && sed 's/[^,]*/"&"/g' "$shared_files/07_csv_integer_header/04_pandas/features.csv" >d/features.csv
expect 0 $train
says 'a first line of 0,1,2,... is taken as a header: features.csv'
fresh && printf '"0\n' >d/test.txt
refused 1 'test.txt:1: ""0" is not a number' $train

# "Unnamed: 0" is an index that was read and written again.
fresh
{ echo 'Unnamed: 0,a,b,c'; awk '{ print NR - 1 "," $0 }' "$plain/features.csv"; } >d/features.csv
{ echo '"Unnamed: 0",source,target'; awk '{ print NR - 1 "," $0 }' "$plain/edges.csv"; } >d/edges.csv
expect 0 $train
same_run

# As many names as columns.
fresh
{ echo 'a,b,c'; awk '{ print "0.5," $0 }' "$plain/features.csv"; } >d/features.csv
refused 1 'features.csv:2: 4 numbers, but the header has 3 names' $train
fresh && { echo '"a, of it",b,c'; cat "$plain/features.csv"; } >d/features.csv
expect 0 $train
same_run
fresh && { echo '# features, as they were measured'; cat "$plain/features.csv"; } >d/features.csv
expect 0 $train
same_run

# What to do about what is no number.
fresh && printf '1;2\n' >d/edges.csv
refused 1 '"1;2" is not a number; put commas between numbers' $train
fresh && rm d/train.txt && printf 'mask\nTrue\nFalse\n' >d/train_mask.csv
refused 1 '"True" is not a number; write 1 for True' $train
fresh && { echo 'feature 1,feature 2,feature 3'; cat "$plain/features.csv"; } >d/features.csv
refused 1 'no word of them begins with a digit' $train
finish
