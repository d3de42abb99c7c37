#!/usr/bin/env bash
# A first line of 0,1 in edges.csv alone: pandas' header for columns without names, or an edge from 0 to 1. The header was
# an edge more, without a word. What settles it is used; where nothing does, the reading is told.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
make_folder() { # NAME, edges on standard input
    mkdir "$1" && cat >"$1/edges.csv"
    for file in features labels; do tail -n +2 "$shared_files/07_csv_integer_header/04_pandas/$file.csv" >"$1/$file.csv"; done
    cp "$shared_files"/07_csv_integer_header/04_pandas/*.txt "$1"
}
printf '0,1\n1,2\n2,3\n0,1\n4,5\n' | make_folder again
expect 0 ./t train --data again --seed 1
prints '4 edges'
says 'comes again below: taken as a header'
printf '0,1\n1,0\n2,3\n3,2\n' | make_folder both_ways
expect 0 ./t train --data both_ways --seed 1
prints '4 edges'
silent_about 'edges.csv'
printf '0,1\n1,2\n2,3\n' | make_folder open
expect 0 ./t train --data open --seed 1
prints '3 edges'
says 'is taken as an edge; if it is a header, call the columns source,target'
printf 'source,target\n1,2\n2,3\n' | make_folder named
expect 0 ./t train --data named --seed 1
prints '2 edges'
silent_about 'header'
finish
