#!/usr/bin/env bash
# train --film: frames of the weights as they were, of all rows, hidden outputs too; the training has the same bits with and
# without; report --log shows them, the same with any number of threads, and refuses what is another model's or no film.
. "$(dirname "$0")/../cases/lib.bash"
"$CC" "$source_dir/tests/support/well_formed.c" -lexpat -o well_formed || skip 'expat cannot be linked'
sed 's/^output("logits", y)/output("logits", y) inspect("hidden", h)/' "$models/gat2.lua" >hidden.lua
trainer karate hidden.lua --data karate
train=(./karate train --data karate --seed 3 --patience 0 --quiet)

values() { # FILE ARRAY FIRST COUNT KIND: members are stored, behind heads of 128 bytes
    local at
    at=$(grep -abo -m 1 "$2.npy" "$1" | head -n 1 | cut -d: -f 1)
    od -An -v -t "$5" -w4 -j $((at + ${#2} + 4 + 128 + 4 * $3)) -N $((4 * $4)) "$1" | tr -d ' '
}
frame() { values "$1" logits $((136 * $2)) 136 f4; } # 34 rows of 4

expect 0 "${train[@]}" --epochs 25 --checkpoint with.st --log a --film 10
[ "$(values a/film.npz film.epoch 0 6 d4 | tr '\n' ' ')" = '0 0 10 0 20 0 ' ] || complain 'frames of epochs 0, 10 and 20'
[ "$(values a/film.npz film.loss 1 1 f4)" != "$(values a/film.npz film.loss 2 1 f4)" ] || complain 'losses of frames'
expect 0 "${train[@]}" --epochs 25 --checkpoint without.st
same with.st without.st
expect 0 "${train[@]}" --epochs 0 --checkpoint fresh.st
expect 0 ./karate predict --data karate --checkpoint fresh.st --out fresh.csv
paste -d ' ' <(frame a/film.npz 0) <(sed 1d fresh.csv | cut -d, -f 3- | tr , '\n') |
    awk '{ d = $1 - $2; bad += d > 1e-5 || d < -1e-5 } END { exit bad || NR != 136 }' || complain 'the first frame is of the first weights'
expect 0 "${train[@]}" --epochs 10 --log b --film 10 --threads 1
same <(frame a/film.npz 1) <(frame b/film.npz 1)
[ "$(frame a/film.npz 0)" != "$(frame a/film.npz 1)" ] || complain 'frames should differ'
expect 0 "${train[@]}" --epochs 40 --resume with.st --log a --film 5
[ "$(values a/film-25.npz film.epoch 0 8 d4 | tr '\n' ' ')" = '25 0 30 0 35 0 40 0 ' ] || complain 'frames of a run that goes on'
expect 0 "${train[@]}" --epochs 10 --runs 3 --log runs --film 10
same <(frame a/film.npz 1) <(frame runs/seed-3/film.npz 1)

expect 0 ./karate report --data karate --checkpoint with.st --log a -o film.html
./well_formed film.html >out || complain 'film.html is no XML'
[ "$(grep -c '<div class="film">' film.html)" = 2 ] || complain 'a film of each output'
grep -qF '"epochs":[0,10,20],"losses":[null,' film.html || complain 'what a frame is of'
grep -qF 'principal axes of 64 columns' film.html || complain 'how hidden outputs come into the plane'
expect 0 ./karate report --data karate --checkpoint with.st --log a/film.npz --threads 1 -o one.html
same film.html one.html
trainer two "$models/gcn.lua" --data synth:nodes=60,edges=200,features=5,classes=2,seed=1
expect 0 ./two train --data synth:nodes=60,edges=200,features=5,classes=2,seed=1 --epochs 5 --log two.log --film 1 --checkpoint two.st
expect 0 ./two report --data synth:nodes=60,edges=200,features=5,classes=2,seed=1 --checkpoint two.st --log two.log -o two.html
grep -qF 'The two columns as they are. 6 of 6 frames' two.html || complain 'two columns are drawn as they are'

refused 2 '--film goes with --log DIR' ./karate train --data karate --film 10
refused 1 'would be' ./karate train --data karate --epochs 1000000 --quiet --film 1 --log large
refused 1 'is not that of the model' ./two report --data synth:nodes=60,edges=200,features=5,classes=2,seed=1 --quiet --checkpoint two.st --log a -o x.html
refused 1 'film.npz' ./karate report --data karate --quiet --checkpoint with.st --log runs -o x.html
expect 0 ./karate predict --data karate --checkpoint with.st --out p.npz
refused 1 'no film that train --film wrote' ./karate report --data karate --quiet --checkpoint with.st --log p.npz -o x.html
nothing x.html
finish
