#!/usr/bin/env bash
# states.sh - models with states (batch normalisation) from the command line: the same bits with any number of
# threads, pruned or not, and when a run is resumed; checkpoints hold the states under PyTorch's names, and
# inference reads them: predict, eval and the interpreter agree.
#
#   bash tests/train/states.sh         needs gatcc and the runtime in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
build=${GATCC_BUILD:-$source/build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$build
failed=0
fail() {
    echo "FAILED: $*"
    failed=1
}

cat >"$work/norms.lua" <<'END'
model "norms"
local F, C = dim("features", 34), dim("classes", 4)
local x = input.node { F }
local h = nn.batch_norm(nn.linear(x, { out = 16 }), { activation = relu })
h = nn.batch_norm(nn.gat(dropout(h, 0.5), { heads = 2, out = 8 }), { name = "last", momentum = 0.3 })
local y = nn.linear(elu(h), { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 40, optimizer = adam { lr = 0.01, weight_decay = 5e-4 } }
END
data=synth:nodes=900,edges=4000,features=34,classes=4,seed=7
"$build/gatcc" "$work/norms.lua" -o "$work/norms" || exit 1

# trained NAME ARGUMENTS...
trained() {
    local name=$1
    shift
    "$work/norms" train --data "$data" --seed 3 --quiet --checkpoint "$work/$name.safetensors" "$@" >"$work/$name.log" 2>&1 ||
        fail "train $name: $(cat "$work/$name.log")"
}

trained whole --threads 1
for arguments in '--threads 2' '--threads 3' '--threads 8' '--threads 2 --no-prune'; do
    # shellcheck disable=SC2086 # words
    trained other $arguments
    cmp -s "$work/whole.safetensors" "$work/other.safetensors" || fail "other bits with $arguments"
done
trained half --epochs 17
"$work/norms" train --data "$data" --quiet --resume "$work/half.safetensors" --checkpoint "$work/resumed.safetensors" \
    >"$work/resumed.log" 2>&1 || fail "resume: $(cat "$work/resumed.log")"
cmp -s "$work/whole.safetensors" "$work/resumed.safetensors" || fail "other bits after a resumed run"

head -c 20000 "$work/whole.safetensors" | tr -d '\0' >"$work/head.txt"
for name in norm1.weight norm1.bias norm1.running_mean norm1.running_var norm1.num_batches_tracked last.running_var \
    optimizer.current.last.running_mean optimizer.exp_avg.last.weight; do
    grep -q "\"$name\"" "$work/head.txt" || fail "the checkpoint has no $name"
done
! grep -q 'optimizer.exp_avg.last.running_mean' "$work/head.txt" || fail "the optimiser holds numbers for a state"

# The largest difference between the logits of predict and of the interpreter, as both print them.
"$work/norms" predict --data "$data" --checkpoint "$work/whole.safetensors" --out "$work/p.csv" >/dev/null || fail predict
"$build/gatcc" "$work/norms.lua" --interpret --data "$data" --weights "$work/whole.safetensors" >"$work/i.txt" || fail interpret
sed -n '2,$s/,/ /gp' "$work/p.csv" | cut -d' ' -f3- >"$work/found"
sed -n 's/^[0-9]*: //p' "$work/i.txt" >"$work/expected"
paste -d' ' "$work/found" "$work/expected" |
    awk '{ for (i = 1; i <= 4; i++) { d = $i - $(i + 4); if (d < 0) d = -d; if (d > most) most = d } rows++ }
         END { exit !(rows == 900 && most < 1e-4) }' || fail "predict and the interpreter disagree"
# A state that counts steps is what the epoch of the weights kept says.
cat >"$work/counter.lua" <<'END'
model "counter"
local F, C = dim("features", 34), dim("classes", 4)
local y = nn.linear(input.node { F }, { out = C })
local steps = state("steps", { 1 })
update(steps, steps + 1)
output("logits", y)
output("steps", steps * op.constant { num = 1, space = "node" })
loss(cross_entropy(y, target.class(C)))
train { epochs = 23, optimizer = sgd { lr = 0.1 } }
END
"$build/gatcc" "$work/counter.lua" -o "$work/counter" || exit 1
"$work/counter" train --data "$data" --seed 3 --quiet --checkpoint "$work/c.safetensors" --json "$work/c.json" >/dev/null ||
    fail "train counter"
best=$(sed -n 's/.*"best_epoch": \([0-9]*\).*/\1/p' "$work/c.json")
"$work/counter" predict --data "$data" --checkpoint "$work/c.safetensors" --out "$work/c.csv" >/dev/null || fail "predict counter"
counted=$(sed -n 's/^0,.*,//p' "$work/c.csv")
[ "${best:-0}" -gt 1 ] && [ "$counted" = "$best" ] || fail "the state counted '$counted' steps, the best epoch is '$best'"
[ $failed = 0 ] && echo "states: bits, resume, names and evaluation agree"
exit $failed
