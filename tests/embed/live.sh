#!/usr/bin/env bash
# `gatcc MODEL --data SPEC -o page.html`: one page that is XML as well as HTML, loads nothing, and trains in a browser to the losses,
# the kept epoch and the accuracy of `train --order given`, bit for bit; karate, Cora where it is at hand, below 3 MB; a model without
# validation and one with; by the keyboard, on a phone's screen, with less motion. What a page cannot show is told in a line.
. "$(dirname "$0")/../cases/lib.bash"
. "$source_dir/tests/support/edges.bash"

# ---- what cannot be is told before anything is written
refused 2 'trains the model on a data set' "$gatcc" "$models/gat2.lua" -o x.html
refused 2 'goes without --step' "$gatcc" "$models/gat2.lua" --data karate --step -o x.html
refused 2 'goes without --weights' "$gatcc" "$models/gat2.lua" --data karate --weights w.st -o x.html
refused 2 'how classes are learned' "$gatcc" "$models/multilabel.lua" --data edges -o x.html
sed 's/^train {/train { metric = "f1_macro", /' "$models/gat2.lua" >f1.lua
refused 2 'is measured by f1_macro' "$gatcc" f1.lua --data karate -o x.html
sed 's/adam {/sgd {/; s/lr = 5e-3, weight_decay = 5e-4/lr = 0.1/' "$models/gat2.lua" >sgd.lua
refused 2 'is trained by sgd' "$gatcc" sgd.lua --data karate -o x.html
cp "$models/gat2.lua" own.html
refused 2 'own.html' "$gatcc" own.html --data karate -o own.html
nothing x.html
command -v clang >/dev/null && command -v wasm-ld >/dev/null || skip 'clang or wasm-ld is not here (./build.sh deps --targets)'
refused 1 'no node is to be trained on' "$gatcc" "$models/gat2.lua" --data synth:nodes=9,edges=20,features=4,classes=2,seed=1,train=0 -o x.html

# ---- one file that loads nothing, whatever its model's file is called
mkdir '<b>'
cp "$models/gat2.lua" '<b>/]]><!--.lua'
expect 0 "$gatcc" '<b>/]]><!--.lua' --data karate --features degree --symmetric=yes -o karate.html
grep -qF -- '--data karate --features degree --symmetric=yes --bits=exact' karate.html || complain 'the command that does the same is another one'
! grep -qE '<(link|img|iframe|object|embed|base)| (src|href)=|@import|fetch\(|import\(' karate.html || complain 'the page loads something'
! sed '/<script type="module">/,$d' karate.html | grep -qF '<b>' || complain 'a name has become markup'
if "$CC" "$source_dir/tests/support/well_formed.c" -lexpat -o well_formed 2>/dev/null; then
    expect 0 ./well_formed karate.html
fi

# ---- in a browser
command -v node >/dev/null || skip 'node is not here (./build.sh deps --targets)'
learns() { # MODEL DATA SEED [OTHER]
    expect 0 "$gatcc" "$1" --data "$2" -o page.html
    [ "$(stat -c %s page.html)" -lt 3000000 ] || complain "the page of $2 has $(stat -c %s page.html) bytes"
    node "$source_dir/tests/embed/live.mjs" page.html "${@:3}" >out 2>err
    case $? in
        0) ;;
        77) skip 'chromium is not here (./build.sh deps --targets)' ;;
        *) complain "$2: a page in chromium" ;;
    esac
    mv out got
    CFLAGS=-O2 trainer here "$1" --data "$2" --bits=exact
    expect 0 ./here train --data "$2" --order given --seed "$3" --quiet --json run.json
    for list in losses '[a-z]*_losses'; do sed -n "/\"$list\"/,/]/p" run.json | sed '1d;$d;s/[ ,]//g' >"$list"; done
    paste -d' ' losses '[a-z]*_losses' >expected
    local epoch accuracy
    epoch=$(sed -n 's/.*"best_epoch": *\([0-9]*\).*/\1/p' run.json)
    accuracy=$(sed -n 's/.*"test_accuracy": *\([0-9.]*\).*/\1/p' run.json)
    LC_ALL=C printf 'epoch %s %.1f %%\n' "$epoch" "$(awk -v a="$accuracy" 'BEGIN { print 100 * a }')" >>expected
    cmp -s expected got || complain "$2: the page has other figures: $(diff expected got | head -n 4)"
    echo "$2, seed $3: $(wc -l <losses) epochs, $(tail -n 1 got)"
}

learns "$models/gat2.lua" karate 1 2
learns "$models/gat2.lua" synth:nodes=300,edges=1500,features=40,classes=3,seed=1,density=0.2 7
sed 's/epochs = 1000/epochs = 200/' "$models/gat2.lua" >short.lua
cora=${GATCC_DATA:-$source_dir/../shared/data}/cora.npz
if [ -r "$cora" ]; then
    learns short.lua "$cora" 0
else
    echo 'skipped: Cora in a page: no cora.npz (GATCC_DATA)'
fi
finish
