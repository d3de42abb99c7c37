#!/usr/bin/env bash
# The shape of the two-layer graph attention network, read from the dumps of models/gat2.lua: what the golden cases
# tests/ir/gat2_fuse.lua and gat2_plan.lua show, as statements that a bless cannot lose. Run: tests/emit/gat2_shape.sh
#
#   1. no value of edges x heads x dim is in memory
#   2. forward, one dst-major kernel a layer
#   3. backward gathers neighbours' rows once a layer, in one src-major kernel
#   4. the softmax's row term is a dot at the node, not a pass over edges
#   5. the second layer's projection stands in the epilogue of the first layer's aggregation
set -u
cd "$(dirname "$0")/../.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
[ -x "$gatcc" ] || { echo "tests/emit/gat2_shape.sh: $gatcc is not there; run ./build.sh first" >&2; exit 1; }
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

fail() { printf 'FAILED gat2_shape: %s\n' "$*"; failed=1; }

# is WHAT FOUND EXPECTED
is() { [ "$2" = "$3" ] || fail "$1: found $2, expected $3"; }

for pass in simplify fuse plan schedule; do
    "$gatcc" models/gat2.lua --dump=$pass >"$scratch/$pass" || exit 1
done

# program PASS NAME: the part of a dump that is about one program
program() {
    case $1 in
        simplify) awk -v want="$2" '/^prog /{on = $2 == want} on' "$scratch/simplify" ;;
        schedule) awk -v want="^; gat2_$2_" '/^; /{on = $0 ~ want} on' "$scratch/schedule" ;;
        *) awk -v want="$2:" '/^; program /{on = $3 == want} on' "$scratch/$1" ;;
    esac
}

# kernel PROGRAM ID...: the number of the kernel that holds all these values ("none" where they are apart)
kernel() {
    local name=$1
    shift
    program fuse "$name" | awk -v ids="$*" '
        BEGIN { n = split(ids, want, " ") }
        /^kernel /  { at = $2; sub(":", "", at); for (id in has) delete has[id] }
        /^    %/    { has[$1] = 1; all = 1
                      for (i = 1; i <= n; i++) if (!("%" want[i] in has)) all = 0
                      if (all) { print at; found = 1; exit } }
        END { if (!found) print "none" }'
}

# values PROGRAM SPACE SHAPE OP: numbers of the values of this type and op
values() {
    program simplify "$1" | awk -v space="$2" -v shape="$3" -v op="$4" '
        $2 == space && $3 == shape && $4 == op { sub("%", "", $1); printf "%s%s", sep, $1; sep = " " }
        END { print "" }'
}

count() { grep -c . <<<"${1// /$'\n'}"; }

# walks PROGRAM WAY: how many kernels walk incoming or outgoing edges
walks() { program fuse "$1" | grep -c "^kernel .* its $2 edges"; }

# gathers PROGRAM WIDTH: the function and the walk of each row of WIDTH floats, a constant of the header, that is read at the far end of an edge
gathers() {
    program schedule "$1" | awk -v width="$2" '
        /^; /                { name = $2 }
        /e < in_start\[v \+ 1\]/  { way = "in" }
        /q < out_start\[v \+ 1\]/ { way = "out" }
        $0 ~ ("= [a-z0-9_]+ [+] u [*] " width ";") { print name, way }'
}

# edge_floats PROGRAM: the most floats an edge in the plan's formula
edge_floats() { program plan "$1" | sed -n 1p | grep -oE '[0-9]+ E\b' | sort -n | tail -n 1 | cut -d' ' -f1; }

# ---- the cases hold this model and no other
for case in tests/ir/gat2_fuse.lua tests/ir/gat2_plan.lua; do
    diff <(grep -v '^--' models/gat2.lua) <(grep -v '^--' "$case") >"$scratch/diff" ||
        { fail "$case is not the model of models/gat2.lua"; head -5 "$scratch/diff"; }
done

# ---- 1. memory of edges
for name in train infer score inspect; do
    program plan "$name" | sed -n 's/^ *\([0-9]*\) floats an\{0,1\} edge.*%\([0-9]*\) .*/\1 \2/p' >"$scratch/edges"
    while read -r width id; do
        shape=$(program simplify "$name" | awk -v id="%$id" '$1 == id { print $3 }')
        [[ $shape =~ ^\[[0-9]+\]$ && $width -le 8 ]] ||
            fail "$name keeps %$id, edge $shape: more than a float an edge for each head"
    done <"$scratch/edges"
done
is "floats an edge in training" "$(edge_floats train)" 8
is "floats an edge in inference" "$(edge_floats infer)" 0
grep -q 'floats an\{0,1\} edge.*%' <(program plan train) || fail "the plan of train names no edge value"

# ---- 2. forward: projection and scores, then one walk over incoming edges for each layer
is "kernels of inference" "$(program fuse infer | grep -c '^kernel ')" 3
is "walks over incoming edges in inference" "$(walks infer incoming)" 2
is "walks over outgoing edges in inference" "$(walks infer outgoing)" 0
for name in train infer; do
    for layer in '[8] [8,8]' '[1] [1,7]'; do
        read -r heads rows <<<"$layer"
        top=$(values $name node "$heads" max_in)
        sums="$(values $name node "$heads" sum_in)"
        wide=$(values $name node "$rows" sum_in)
        is "$name: maxima $heads" "$(count "$top")" 1
        is "$name: aggregations $rows" "$(count "$wide")" 1
        # The softmax's denominator is the first sum of one float for each head.
        [ "$(kernel $name "$top" "${sums%% *}" "$wide")" != none ] ||
            fail "$name: maximum, sum and aggregation $rows are in different kernels"
    done
done

# ---- 3. backward: rows of neighbours
is "walks over outgoing edges in training" "$(walks train outgoing)" 2
for rows in '[8,8]' '[1,7]'; do
    is "sums over outgoing edges $rows" "$(count "$(values train node "$rows" sum_out)")" 1
done
for width in GAT2_CONV1_WIDTH GAT2_CLASSES; do
    is "far rows of $width floats in training, by walk" \
        "$(gathers train $width | cut -d' ' -f2 | sort | xargs)" 'in out'
    is "far rows of $width floats in inference, by walk" "$(gathers infer $width | cut -d' ' -f2 | xargs)" 'in'
done

# ---- 4. the row term: dot(out, d out) at the node; over incoming edges go the denominator and the score's gradient
for heads in '[8]' '[1]'; do
    is "sums over incoming edges $heads in training" "$(count "$(values train node "$heads" sum_in)")" 2
    is "sums over outgoing edges $heads in training" "$(count "$(values train node "$heads" sum_out)")" 1
done
for layer in '[8] [8,8]' '[1] [1,7]'; do
    read -r heads rows <<<"$layer"
    out=$(values train node "$rows" sum_in)
    product=$(program simplify train | awk -v s="$rows" -v x="%$out" '
        $2 == "node" && $3 == s && $4 == "mul" && ($5 == x || $6 == x) { printf "%s ", $1 }')
    dots=0
    for v in $product; do
        dots=$((dots + $(program simplify train |
            awk -v s="$heads" -v x="$v" '$2 == "node" && $3 == s && $4 == "sum_last" && $5 == x' | wc -l)))
    done
    is "row terms $heads that are a dot with the aggregation" "$dots" 1
done

# ---- 5. epilogue
for name in train infer; do
    at=$(kernel $name "$(values $name node '[8,8]' sum_in)" "$(values $name node '[1,7]' matmul)")
    [ "$at" != none ] || fail "$name: the second projection is not in the kernel of the first aggregation"
done

[ $failed -eq 0 ] && echo "gat2_shape: all five statements hold"
exit $failed
