#!/usr/bin/env bash
# gatcc -o model.svg: a picture that stands alone and is well formed, with a box for each kernel of inference and training and a line for
# each buffer; names of others are text in it; what --draw refuses.
. "$(dirname "$0")/../cases/lib.bash"
"$CC" "$source_dir/tests/support/well_formed.c" -lexpat -o well_formed || skip 'expat cannot be linked'
count() { grep -c -- "$1" "$2"; }

for model in gat2 gcn gat_edge drug_target gin_graph hetero; do
    expect 0 "$gatcc" "$models/$model.lua" -o "$model.svg"
    ./well_formed "$model.svg" >out || complain "$model.svg is no XML"
    ! grep -qE ' (src|href)=|url\(|@import|<script' "$model.svg" || complain "$model.svg does not stand alone"
    expect 0 "$gatcc" "$models/$model.lua" -o "$model.c"
    for program in infer train; do
        sed -n "/_${program}_kernels\[\]/,/};/p" "$model.c" | sed -n 's/^ *{"\([^"]*\)".*/\1/p'
    done >kernels
    sed -n 's/^<text class="name"[^>]*>\(.*\)<\/text>$/\1/p' "$model.svg" >drawn
    diff kernels drawn >out || complain "$model.svg has other kernels than $model.c"
    expect 0 "$gatcc" "$models/$model.lua" --dump=plan
    [ "$(grep -cE '^ *[0-9]+ floats? ' out)" -ge "$(count '<line class=' "$model.svg")" ] || complain "$model.svg has more buffers than the plan"
done
[ "$(count '<line class="edge"' gat2.svg)" = 2 ] || complain 'two buffers of gat2 are of edges'
cp gat2.svg first.svg
expect 0 "$gatcc" "$models/gat2.lua" --draw -o gat2.svg
same first.svg gat2.svg
cp "$models/gat2.lua" mine.svg
refused 2 'name one file' "$gatcc" mine.svg -o mine.svg
refused 2 'ends in .svg' "$gatcc" "$models/gat2.lua" --draw -o gat2.c
finish
