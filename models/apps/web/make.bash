#!/usr/bin/env bash
# make.bash DATA WEIGHTS OUT.html: one page that loads nothing: models/gat2.lua in WebAssembly with its weights, the data set, and
# page.html around them. $GATCC is gatcc.
set -eu
[ $# -eq 3 ] || { echo 'usage: make.bash DATA WEIGHTS OUT.html' >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
gatcc=${GATCC:-gatcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$gatcc" data --data "$1" -o "$work/data/" >"$work/about"
"$gatcc" "$here/../../gat2.lua" --data "$1" --weights "$2" --name net --update --bits=exact -o "$work/net.wasm"

# [[..], ..]: of each row the columns that are not 0, or (values=1) their numbers.
rows() {
    awk -F, -v values="$1" 'NR > 1 { line = ""
        for (i = 1; i <= NF; i++) if ($i != 0) line = line (line == "" ? "" : ",") (values ? $i : i - 1)
        print (NR > 2 ? "," : "") "[" line "]" }' "$work/data/features.csv"
}
column() { cut -d, -f"$1" "$work/data/$2" | sed '1d;s/[\\"]/\\&/g;s/</\\u003c/g' | paste -sd,; }
{
    echo "const data = { columns: [$(rows 0)], values: [$(rows 1)],"
    echo "src: [$(column 1 edges.csv)], dst: [$(column 2 edges.csv)], labels: \"$(column 2 labels.csv)\".split(\",\"),"
    echo "wasm: \"$(base64 -w 0 "$work/net.wasm")\" };"
} >"$work/data.js"
sed 's/^export //' "$work/net.mjs" >"$work/net.js"
sed -e "/^\/\/MODULE\/\/$/{r $work/net.js
d}" -e "/^\/\/DATA\/\/$/{r $work/data.js
d}" "$here/page.html" >"$3"
