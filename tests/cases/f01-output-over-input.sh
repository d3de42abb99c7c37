#!/usr/bin/env bash
# An output under the name of an input replaced it without a word: the data set, the checkpoint, the model's source,
# the program itself. Now all outputs are compared with all inputs and each other, as files, before anything is
# written: exit 2. Run: bash tests/cases/f01-output-over-input.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
trainer kk "$shared_files/tiny.lua" --check=off

mkdir data other
printf '0.5,1,0\n1,0,0\n0,1,1\n0.5,0,1\n' >data/features.csv
printf '0,1\n1,2\n2,3\n3,0\n' >data/edges.csv
printf '0\n1\n0\n1\n' >data/labels.csv
printf '0\n1\n2\n' >data/train.txt
cp "$files/k.npz" k.npz
expect 0 ./kk train --data k.npz --checkpoint c.st --epochs 2 --quiet
ln -s k.npz link.npz
ln k.npz hard.npz
ln -s . here
ln -s not-yet dangling
cp -r data kept
cp k.npz c.st kk kept

one_file() { # WHAT ARGUMENTS...: refused, and nothing has changed
    local what=$1 file before
    shift
    before=$(ls)
    refused 2 "$what" "$@"
    for file in k.npz c.st kk data/edges.csv data/train.txt; do same "$file" "kept/${file##*/}"; done
    [ "$(ls)" = "$before" ] || complain "$*: files came or went: $(ls | tr '\n' ' ')"
}

one_file '--checkpoint and --data name one file: k.npz' ./kk train --data k.npz --checkpoint k.npz --epochs 5
one_file '--checkpoint and --data name one file' ./kk train --data k.npz --checkpoint ./data/../here/k.npz
one_file '--checkpoint and --data name one file' ./kk train --data k.npz --checkpoint link.npz
one_file '--checkpoint and --data name one file' ./kk train --data link.npz --checkpoint hard.npz
one_file '--out and --data name one file' ./kk predict --data k.npz --checkpoint c.st --out k.npz
one_file '--json and --data name one file' ./kk predict --data k.npz --checkpoint c.st --out p.csv --json k.npz
one_file '--json and --checkpoint name one file' ./kk eval --data k.npz --checkpoint c.st --json c.st
one_file '--json and --weights name one file' ./kk eval --data k.npz --weights c.st --json here/c.st
one_file '--checkpoint and --weights name one file' ./kk train --data k.npz --weights c.st --checkpoint c.st
one_file '--json and --resume name one file' ./kk train --data k.npz --resume c.st --json c.st
one_file '--json and --data name one file' ./kk bench --data k.npz --json k.npz
one_file '--json and --data name one file' ./kk info --data k.npz --json k.npz
one_file '--out and --checkpoint name one file' ./kk export --checkpoint c.st -o here/c.st
one_file '--checkpoint and the program name one file' ./kk train --data k.npz --checkpoint kk
# Two outputs: of files that are there, and of files that are yet to come.
one_file '--checkpoint and --json name one file: s' ./kk train --data k.npz --checkpoint s --json s
one_file '--checkpoint and --json name one file' ./kk train --data k.npz --checkpoint s --json here/s
one_file '--checkpoint and --json name one file' ./kk train --data k.npz --checkpoint not-yet --json dangling
one_file '--out and --json name one file' ./kk predict --data k.npz --checkpoint c.st --out s.npz --json "$PWD/s.npz"
# What is printed goes to a file, too.
./kk eval --data k.npz --checkpoint c.st --json printed >printed 2>err && complain '--json and standard output'
says '--json and standard output name one file'
# A folder's files, by any name.
one_file '--json and --data name one file: data/edges.csv' ./kk train --data data --json data/edges.csv
one_file '--checkpoint and --data name one file' ./kk train --data ./here/data --checkpoint data/train.txt
# A hyphen is no file.
one_file '--checkpoint -: expected a file' ./kk train --data k.npz --checkpoint -

# What is meant: a run goes on in its checkpoint; a new file beside those of a data set, also the second time.
expect 0 ./kk train --data k.npz --resume c.st --checkpoint c.st --epochs 3 --quiet
cp c.st kept
expect 0 ./kk predict --data data --checkpoint c.st --out data/predicted.csv
expect 0 ./kk predict --data data --checkpoint c.st --out data/predicted.csv
rm data/predicted.csv
mkfifo pipe
timeout 20 cat pipe >through &
expect 0 ./kk eval --data k.npz --checkpoint c.st --json pipe
wait
grep -q '"command": "eval"' through || complain 'a pipe takes what is written'

# gatcc
model=$shared_files/tiny.lua
cp "$model" mm
cp "$model" m.c
cp "$model" m.h
cp "$model" other/01-front.txt
for m in mm m.c m.h; do cp $m kept; done
spared() {
    local file
    one_file "$@" --check=off
    for file in mm m.c m.h; do same "$file" "kept/$file"; done
}
spared '-o and the model name one file: mm' "$gatcc" mm -o mm
spared '-o and the model name one file' "$gatcc" m.c -o here/m.c
spared 'the header beside -o and the model name one file: m.h' "$gatcc" m.h -o m.c
spared 'the header beside -o and the model name one file' "$gatcc" m.h -o m.o
spared '-o and --data name one file' "$gatcc" "$model" --data mm -o mm
spared '-o and --data name one file' "$gatcc" "$model" --data "$PWD/mm" -o mm
ln -s mm mm.d
spared '-MD and the model name one file' "$gatcc" mm -MD -o mm.o
ln -s q.c q.h
spared '-o and the header beside -o name one file' "$gatcc" "$model" -o q.c
spared 'a dump and the model name one file' "$gatcc" other/01-front.txt --dump=all -o other/
same other/01-front.txt "$model"
spared '-o -: expected a file name' "$gatcc" "$model" -o -
expect 0 "$gatcc" "$model" --check=off -o kk # again: an output may replace what it made
: >karate
expect 0 "$gatcc" "$models/gat2.lua" --data karate --check=off -o karate # a word, and no file
finish
