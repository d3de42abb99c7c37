#!/usr/bin/env bash
# The command report: one page that is XML as well as HTML, loads nothing, has its sections, and has the same bytes with any
# number of threads; names that are markup stay text; models of classes, of labels and of values.
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O1 # quickly made
"$CC" "$source_dir/tests/support/well_formed.c" -lexpat -o well_formed || skip 'expat cannot be linked'

sections() { # FILE ID...
    local file=$1 id
    shift
    ./well_formed "$file" >out || complain "$file is no XML"
    for id in "$@"; do
        grep -q "<section id=\"$id\"" "$file" || complain "$file has no section $id"
        grep -q "<a href=\"#$id\"" "$file" || complain "$file has no link to $id"
    done
    ! grep -oE ' (src|href|xlink:href|srcset|data)="[^#]|url\(|@import|fetch\(|XMLHttp|import\(|<(link|img|iframe|object|embed|base)' "$file" >out ||
        complain "$file wants to load something"
}

# ---- classes, with names that are markup: LINQS
name='</script><b class="x">&one'"'"
for i in 0 1 2 3 4 5 6 7 8 9; do
    printf '<i>%d\t%d\t%d\t%s\n' $i $((i % 2)) $((1 - i % 2)) "$([ $((i % 2)) = 0 ] && printf %s "$name" || echo two)"
done >small.content
for i in 1 2 3 4 5 6 7 8 9; do printf '<i>%d\t<i>%d\n' $i $((i - 1)); done >small.cites
cp "$models/gat2.lua" .
trainer gat2 gat2.lua --data small
expect 0 ./gat2 train --data small --split random:40/20/40 --epochs 50 --quiet --checkpoint c.st --json t.json
expect 0 ./gat2 report --data small --split random:40/20/40 --checkpoint c.st --history t.json --nodes '<i>3,<i>9' -o r.html
prints 'wrote r.html'
sections r.html summary curves classes calibration degrees attention entropy embeddings graph program
! grep -qF '<b class' r.html || complain 'a name has become markup'
grep -qF '&lt;b class=&quot;x&quot;&gt;&amp;one&#39;' r.html || complain 'the name of a class is not there'
grep -qF 'conv1.attention, head 7' r.html || complain 'heads are missing'
grep -qF 'nn.gat(dropout(x, 0.6)' r.html || complain 'the text of the model is missing'
for threads in 1 2 5; do
    expect 0 ./gat2 report --data small --split random:40/20/40 --checkpoint c.st --history t.json --nodes '<i>3,<i>9' \
        --threads $threads -o threads.html
    same r.html threads.html
done

# ---- what the numbers of a page are of: an edge each way, where as many go up as down; the features that weights know
mkdir ways
cp small.content ways/small.content
for i in 1 2 3 4 5 6 7 8; do printf '<i>%d\t<i>%d\n' $((i - i % 2)) $((i - 1 + i % 2)); done >ways/small.cites
expect 0 ./gat2 report --data ways/small --split random:40/20/40 --checkpoint c.st -o ways.html
grep -qF '10 nodes and 8 edges' ways.html || complain 'edges without a reverse are left out'
rest=random:10/20/70
expect 0 ./gat2 train --data small --split random:40/20/40 --scale standard --epochs 50 --quiet --checkpoint scaled.st
expect 0 ./gat2 eval --data small --split $rest --scale standard --checkpoint scaled.st
loss=$(sed -n 's/^test .*loss \([0-9.]*\)$/\1/p' out)
expect 0 ./gat2 report --data small --split $rest --scale standard --checkpoint scaled.st -o scaled.html
grep -qF "<td class=\"number\">$loss</td>" scaled.html || complain "eval has the loss $loss, the page another"
expect 0 ./gat2 eval --data small --split $rest --checkpoint c.st --metric ece
ece=$(sed -n 's/^test .*ece *\([0-9.]*\).*/\1/p' out)
expect 0 ./gat2 report --data small --split $rest --checkpoint c.st -o ece.html
grep -qF "Expected calibration error $ece:" ece.html || complain "eval has the calibration error $ece, the page another"
grep -v '"best_epoch"' t.json >unkept.json
expect 0 ./gat2 report --data small --checkpoint c.st --history unkept.json -o unkept.html
! grep -qF 'The dashed line' unkept.html || complain 'a line is told of that is not there'
silent_about 'another run'
expect 0 ./gat2 train --data small --split random:40/20/40 --epochs 50 --quiet --seed 1 --json other.json
expect 0 ./gat2 report --data small --split random:40/20/40 --checkpoint c.st --history other.json -o other.html
says '--history other.json is of another run than the weights: seed 1, not 0'
expect 0 ./gat2 report --data small --split random:40/20/40 --checkpoint c.st --history t.json -o same.html
silent_about 'another run'

# ---- what is refused
refused 2 'must end in .html' ./gat2 report --data small --checkpoint c.st -o r.pdf
refused 1 'has no node called <i>99' ./gat2 report --data small --split random:40/20/40 --quiet --checkpoint c.st --nodes '<i>99' -o x.html
echo '{}' >empty.json
refused 1 'expected what train --json writes' ./gat2 report --data small --checkpoint c.st --history empty.json -o x.html
nothing x.html

# ---- values, labels, graphs
cat >value.lua <<'LUA'
model "value"
local h = nn.gcn(input.node { dim("features", 34) }, { name = "a", out = 4, activation = relu })
inspect("hidden", h)
local y = nn.linear(h, { name = "b", out = 1 })
output("y", y)
loss(mse(y, target.value(1)))
train { epochs = 5, patience = 0, optimizer = adam { lr = 0.01 } }
LUA
trainer value value.lua --data karate
expect 0 ./value train --data karate --quiet --checkpoint v.st
expect 0 ./value report --data karate --checkpoint v.st -o v.html
sections v.html summary values degrees embeddings graph program
! grep -q '<section id="attention"' v.html || complain 'there is no attention to show'
grep -qF '<h3>hidden</h3>' v.html || complain 'the layer that the model names is not shown'

# ---- in a browser: nothing said, nothing loaded, all text can be selected, in both themes and on a small screen
if command -v node >/dev/null; then
    node "$source_dir/tests/runtime/report.mjs" r.html v.html >out 2>err
    case $? in
        0) ;;
        77) echo 'skipped: pages in a browser: chromium is not here (./build.sh deps --targets)' ;;
        *) complain 'the pages in chromium' ;;
    esac
else
    echo 'skipped: pages in a browser: node is not here (./build.sh deps --targets)'
fi
finish
