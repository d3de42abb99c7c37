#!/usr/bin/env bash
# The command draw: each picture of the report by itself, SVG that stands alone, with the numbers that other commands tell,
# the same bytes with any number of threads; options that narrow it; what is refused; PNG and PDF by rsvg-convert.
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O1 # quickly made
"$CC" "$source_dir/tests/support/well_formed.c" -lexpat -o well_formed || skip 'expat cannot be linked'

picture() { # FILE TITLE
    ./well_formed "$1" >out || complain "$1 is no XML"
    head -2 "$1" | tail -1 | grep -q '^<svg xmlns="http://www.w3.org/2000/svg" role="img" width=' || complain "$1 is no SVG"
    grep -qF "<title>$2: model gat2 on " "$1" || complain "$1 has no title $2"
    ! grep -qE ' (src|href)=|url\(|@import|var\(|<(script|canvas|table|div|p|ul|figure|h[1-6])[ >]' "$1" ||
        complain "$1 is not SVG alone"
}
count() { grep -o -- "$1" "$2" | wc -l; }

cp "$models/gat2.lua" .
trainer gat2 gat2.lua --data karate
expect 0 ./gat2 train --data karate --seed 1 --epochs 200 --quiet --checkpoint c.st --json t.json
draw() { # WHICH FILE OPTION...
    local which=$1 file=$2
    shift 2
    expect 0 ./gat2 draw "$which" --data karate "$@" -o "$file"
    prints "wrote $file"
}
weights=(--checkpoint c.st)
for row in 'graph Graph' 'attention Attention' 'entropy Entropy of attention' 'tsne Outputs in the plane' \
    'confusion Confusion' 'calibration Calibration' 'explain Explanations'; do
    draw "${row%% *}" "${row%% *}.svg" "${weights[@]}"
    picture "${row%% *}.svg" "${row#* }"
    draw "${row%% *}" threads.svg "${weights[@]}" --threads 3
    same "${row%% *}.svg" threads.svg
done
draw degrees degrees.svg
picture degrees.svg Degrees
draw curves curves.svg --history t.json
picture curves.svg Training

# ---- what they show: the page's drawings and the numbers of eval, predict and the data set
expect 0 ./gat2 report --data karate "${weights[@]}" --history t.json -o r.html
expect 0 ./gat2 predict --data karate "${weights[@]}" --out p.csv
expect 0 ./gat2 eval --data karate "${weights[@]}" --metric ece
ece=$(sed -n 's/^test .*ece *\([0-9.]*\).*/\1/p' out)
[ -n "$ece" ] && grep -qF "Expected calibration error $ece:" calibration.svg || complain "eval has the calibration error $ece"
for file in graph tsne; do
    [ "$(count '<circle class="node c[0-9]*\( wrong\)\?" cx="[^"]*" cy="[^"]*" r="[^"]*"><title>' $file.svg)" = 34 ] ||
        complain "$file.svg does not show 34 nodes"
    grep -o '<circle class="node.*</circle>' $file.svg | grep '<title>node' | while read -r line; do
        grep -qF "$line" r.html || complain "$file.svg has what the page has not: $line"
    done
done
grep -qF '34 nodes and 78 edges' graph.svg || complain 'graph.svg does not say how large it is'
counts=$(sed -n 's/.*<text class="count"[^>]*>\([0-9]*\)<.*/\1/p' confusion.svg)
read -r told right < <(awk '{ told += $1; right += NR % 5 == 1 ? $1 : 0 } END { print told, right }' <<<"$counts")
[ "$told" = 30 ] || complain "confusion.svg tells of $told rows, there are 30"
expect 0 ./gat2 eval --data karate "${weights[@]}"
accuracy=$(sed -n 's/^test *accuracy *\([0-9.]*\) %.*/\1/p' out)
awk -v a="$accuracy" -v r="$right" 'BEGIN { exit !(a - 100 * r / 30 < 0.06 && 100 * r / 30 - a < 0.06) }' ||
    complain "confusion.svg has $right right of 30, eval $accuracy %"
draw explain one.svg "${weights[@]}" --nodes 16
[ "$(count '<path class="tie' one.svg)" = 10 ] || complain 'one.svg should have the ten edges that node 16 depends on'
expect 0 ./gat2 explain --data karate "${weights[@]}" --nodes 16 --top 10
sed -n 's/^ *\([-+][0-9.]*\)  \(edge .*\): \([0-9.]*\) without it.*/\2: \1; \3 without it/p' out | sed 's/->/-\&gt;/' >lines
[ "$(wc -l <lines)" -eq 10 ] || complain 'explain should tell of ten edges'
while read -r line; do
    grep -qF "<title>$line" one.svg || complain "one.svg does not say, as explain does: $line"
done <lines
[ "$(sed -n '/ without it/p' out | grep -c '^ *[-+]0\.0')" -ge 5 ] || complain 'explain tells of no effects'
[ "$(count '<svg class="chart[ "]' entropy.svg)" = 10 ] || complain 'entropy.svg should have nine heads and the ratios'
grep -qF 'in-degree by row: 17 at most' degrees.svg || complain 'degrees.svg does not know the highest degree'
draws() { sed -n 's/.*\(<path class="\(line\|mark\) .*\)/\1/p' "$1"; }
[ -n "$(draws curves.svg)" ] && grep -qF "$(draws curves.svg | head -1)" r.html || complain 'curves.svg has other curves than the page'
for colour in $(grep -oE '#[0-9a-f]{6}' curves.svg | sort -u); do
    grep -qF -- "$colour" "$source_dir/runtime/report/style.css" || complain "$colour is no colour of the page"
done
grep -q '^\.line\.s0 { stroke: #' curves.svg || complain 'the lines have no colour'

# ---- where things stand: springs where a graph is small, all that is drawn stays the same
grep -qF 'placed by springs as long as paths' graph.svg || complain 'a small graph is placed by springs'
draw graph force.svg "${weights[@]}" --layout force
grep -qF 'placed by forces' force.svg || complain '--layout force'
draw graph springs.svg "${weights[@]}" --layout kamada-kawai
same graph.svg springs.svg
draw attention round.svg "${weights[@]}" --nodes 33
draw attention radial.svg "${weights[@]}" --nodes 33 --layout radial
same round.svg radial.svg
for layout in kamada-kawai force; do
    draw attention near.svg "${weights[@]}" --nodes 33 --layout $layout
    [ "$(count '<path class="tie"' near.svg)" = "$(count '<path class="tie"' round.svg)" ] || complain "$layout: attention into node 33"
    [ "$(count '<path class="ties"' near.svg)" = 15 ] || complain "$layout: fifteen edges among its neighbours"
    expect 0 ./gat2 draw attention --data karate "${weights[@]}" --nodes 33 --layout $layout --threads 1 -o near1.svg
    same near.svg near1.svg
done
refused 2 'expected kamada-kawai or force' ./gat2 draw graph --data karate --checkpoint c.st --layout radial -o x.svg
refused 2 'does not take --layout' ./gat2 draw tsne --data karate --checkpoint c.st --layout force -o x.svg
refused 1 '301 nodes; it takes up to 300' ./gat2 draw graph --data synth:nodes=301,edges=400,features=34,classes=4,seed=1 --quiet "${weights[@]}" --layout kamada-kawai -o x.svg
nothing x.svg

# ---- options
draw attention one.svg "${weights[@]}" --nodes 17,3 --layer conv1 --head 5
[ "$(count '<svg class="around"' one.svg)" = 2 ] || complain 'two nodes were asked for'
[ "$(count 'conv1.attention, head [0-9]*</text>' one.svg)" = 2 ] || complain 'one head was asked for'
grep -qF 'conv1.attention, head 5</text>' one.svg || complain 'head 5 was asked for'
draw entropy layer.svg "${weights[@]}" --layer conv2.attention
[ "$(count '<svg class="chart[ "]' layer.svg)" = 2 ] || complain 'conv2 has one head'
draw degrees wide.svg --size 1200
grep -qF '" width="1200" height="' <(sed 's/role="img"/"/' wide.svg) || complain 'wide.svg is not 1200 wide'

# ---- what is refused
refused 2 'draw needs WHICH' ./gat2 draw --data karate -o x.svg
refused 2 'no such picture; did you mean graph?' ./gat2 draw grap --data karate "${weights[@]}" -o x.svg
refused 2 'must end in .svg, .png or .pdf' ./gat2 draw graph --data karate "${weights[@]}" -o x.jpg
refused 2 'draw graph needs --weights FILE' ./gat2 draw graph --data karate -o x.svg
refused 2 'draw curves needs --history FILE' ./gat2 draw curves --data karate -o x.svg
refused 2 'draw graph does not take --head' ./gat2 draw graph --data karate "${weights[@]}" --head 1 -o x.svg
refused 1 'no output of it; there are logits, conv1.attention' ./gat2 draw entropy --data karate "${weights[@]}" --layer conv --quiet -o x.svg
refused 1 'with so many heads' ./gat2 draw entropy --data karate "${weights[@]}" --head 8 --quiet -o x.svg
refused 1 'has no node called 34' ./gat2 draw attention --data karate "${weights[@]}" --nodes 34 --quiet -o x.svg
cp t.json t.svg
refused 2 '--history' ./gat2 draw curves --data karate --history t.svg -o t.svg
same t.json t.svg
nothing x.svg

# ---- PNG and PDF: by a program that fails, that is not there, that works
mkdir none bad
ln -s "$PWD/gat2" none/
printf '#!/bin/sh\ncat >/dev/null\necho "no room on the easel" >&2\nexit 3\n' >bad/rsvg-convert
chmod +x bad/rsvg-convert
refused 1 "Debian's package librsvg2-bin" env PATH="$PWD/none" ./gat2 draw degrees --data karate --quiet -o x.png
refused 1 'rsvg-convert failed with exit code 3: no room on the easel' env PATH="$PWD/bad:$PATH" \
    ./gat2 draw degrees --data karate --quiet -o x.pdf
nothing x.png
nothing x.pdf
if command -v rsvg-convert >/dev/null; then
    draw degrees d.png --size 800
    head -c 4 d.png | grep -qa PNG || complain 'd.png is no PNG'
    [ "$(od -An -tu1 -j16 -N4 d.png | tr -s ' ')" = ' 0 0 3 32' ] || complain 'd.png is not 800 wide'
    draw degrees d.pdf
    head -c 5 d.pdf | grep -q '%PDF-' || complain 'd.pdf is no PDF'
else
    echo 'skipped: PNG and PDF that work; rsvg-convert is not here'
fi
finish
