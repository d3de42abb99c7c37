#!/usr/bin/env bash
# equal.sh - kernels that differ only in what they are bound to are one function: a model of more layers has more rows in
# its tables, not more functions; inspect runs what infer has; and no two functions of a file read the same but for names.
#
#   bash tests/emit/equal.sh         needs gatcc in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
build=${GATCC_BUILD:-$source/build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# emit MODEL [SED]: $work/m.c of it
emit() {
    sed "${2:-}" "$1" >"$work/m.lua"
    "$build/gatcc" "$work/m.lua" --check=off -o "$work/m.c" || exit 1
}

functions() { grep -c "^static GAT_KERNEL void [a-z0-9_]*_${1:-[a-z]*}_k[0-9][0-9]*_" "$work/m.c"; }
rows() { grep -c '^    {"k[0-9]' "$work/m.c"; }

# is WHAT FOUND EXPECTED
is() { [ "$2" = "$3" ] || { echo "FAILED: $1: found $2, expected $3"; failed=1; }; }

# ---- ten hops: two linear layers, the first hop, whose two inputs are one, the hidden ones, the last. Training: four as
# well, of the way back the hidden hops and the last with the loss in between, two gradients, the sums.
for hops in 5 10 20; do
    emit "$source/tests/random/cases/appnp.lua" "s/HOPS, ALPHA = 10/HOPS, ALPHA = $hops/"
    is "functions of infer, $hops hops" "$(functions infer)" 4
    is "functions of score, $hops hops" "$(functions score)" 2
    is "functions of train, $hops hops" "$(functions train)" 9
    is "kernels, $hops hops" "$(rows)" $((3 * hops + 6))
done

# ---- ten layers of attention. Inference: the first projection, the first layer, whose input is not a sum yet, the
# hidden ones, the last. Inspect: the first is infer's; the others store attention, and the last but one of them makes
# all that it makes for as many rows. Training: the layers at the ends differ in what the plan makes again.
for layers in 10 20; do
    emit "$source/models/deep_gat.lua" "s/LAYERS, WIDTH = 10, 64/LAYERS, WIDTH = $layers, 64/"
    is "functions of infer, $layers layers" "$(functions infer)" 4
    is "functions of inspect, $layers layers" "$(functions inspect)" 4
    is "functions of train, $layers layers" "$(functions train)" 15
    is "kernels, $layers layers" "$(rows)" $((5 * layers + 7))
done

# ---- hops that differ in a constant, a slope, in which value is read again or which part of one, are other functions; a
# dropout's rate is none of inference's business
emit "$source/tests/random/cases/nearly_equal.lua"
runs() { sed -n "s/^    {\"$1_[A-Za-z0-9_]*\", nearly_equal_infer_\(k[0-9]*\)_.*/\1/p" "$work/m.c" | head -n 1; }
is "what hops run" "$(for k in {5..19}; do runs k$k; done | xargs)" \
    'k5 k5 k7 k7 k9 k9 k11 k11 k13 k13 k15 k15 k17 k17 k17'

# ---- a kernel of inspect that stores no more than infer's is infer's
emit "$source/models/gat2.lua"
is "functions of inspect's own, gat2" "$(functions inspect)" 2
grep -q '{"k0_conv1_z", gat2_infer_k0_conv1_z, .*offsetof(gat2_inspect_ctx, bound.k0_conv1_z)}' "$work/m.c" ||
    { echo "FAILED: gat2's inspect does not run infer's projection"; failed=1; }

# ---- no two functions read the same, once names are numbered in order of first use and constants are their numbers
for model in "$source"/models/*.lua "$source"/tests/random/cases/*.lua; do
    emit "$model"
    awk '
        BEGIN { n = split("const float int int32_t int64_t uint32_t uint64_t restrict void for if sizeof memset in_start " \
                          "in_src out_start out_dst out_edge lo hi chunk u v e q n i h k j b", kept, " ")
                for (w = 1; w <= n; w++) keep[kept[w]] = 1 }
        /^    [A-Z][A-Z_0-9]* = [0-9]+,?/ { constant[$1] = $3 + 0; next }
        /^static GAT_KERNEL void / { name = $4; sub(/\(.*/, "", name); body = ""; count = 0; delete number; on = 1; next }
        # no function goes over the rows of two spaces: the tables say over which, and lists of a sparse input bear the name of
        # that which they lead to
        /^    \{"k[0-9]/ && match($0, /\.space = [A-Z_0-9]*/) {
            function_of = $2; sub(/,$/, "", function_of); over[function_of] = substr($0, RSTART, RLENGTH) }
        !on { next }
        /_ctx \*const c = ctx;/ { next }
        # a walk is no binding: lists of the graph are what they are called; those of sparse inputs are not
        /^    const int(32|64)_t \*restrict const / && $5 !~ /_(row_start|col_start|row|col)$/ { keep[$5] = 1 }
        /^    const int(32|64)_t \*restrict const / && $5 ~ /_(row_start|col_start|row|col)$/ {
            split($5, part, "_"); body = body "(" part[1] ")" }
        /^}/ { on = 0; text_of[name] = body }
        { rest = $0
          while (match(rest, /[A-Za-z_][A-Za-z_0-9]*/)) {
              word = substr(rest, RSTART, RLENGTH)
              before = substr(rest, 1, RSTART - 1)
              digit = before ~ /[0-9.]$/
              if (word in constant) { body = body before constant[word]; rest = substr(rest, RSTART + RLENGTH); continue }
              if (!digit && !(word in keep) && word !~ /^(gat|gatrt|GAT)_/) {
                  if (!(word in number)) number[word] = ++count
                  word = "#" number[word]
              }
              body = body before word
              rest = substr(rest, RSTART + RLENGTH)
          }
          body = body rest "\n" }
        END { for (name in text_of) {
                  body = over[name] text_of[name]
                  if (body in first) { print name " reads as " first[body] " does"; bad = 1 }
                  first[body] = name
              }
              exit bad }' "$work/m.h" "$work/m.c" || { echo "FAILED: $model"; failed=1; }
done
exit $failed
