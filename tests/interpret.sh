#!/usr/bin/env bash
# gatcc --interpret: agrees with the compiled program's predict and eval, on fresh and on trained
# weights, and refuses command lines that make no sense. Run: tests/interpret.sh
set -u
cd "$(dirname "$0")/.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
models=$PWD/models
export LC_ALL=C
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"   # the compiler's memory lives until exit
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

fail() { printf 'FAILED %s\n' "$*"; failed=1; }

# refused CODE PART ARGUMENTS...: the exit code, one line that holds PART, nothing on standard output
refused() {
    local code=$1 part=$2 got
    shift 2
    "$gatcc" "$@" >stdout 2>stderr </dev/null
    got=$?
    [ $got -eq "$code" ] || fail "gatcc $*: exit code $got, not $code"
    [ "$(wc -l <stderr)" -eq 1 ] || fail "gatcc $*: not one line: $(cat stderr)"
    grep -qF -- "$part" stderr || fail "gatcc $*: does not say \"$part\": $(cat stderr)"
    [ ! -s stdout ] || fail "gatcc $*: printed to standard output"
}

# rows OUTPUT < interpretation: its rows as "node value value ..."
rows() { awk -v name="$1:" '/^output/ { on = $2 == name; next } /^loss/ { on = 0 } on { sub(":", ""); print }'; }

# far FILE FILE: the first number that differs by more than 1e-5, relative where it is above 1; or a row too many
far() {
    awk 'NR == FNR { row[FNR] = $0; count = FNR; next }
         { fields = split(row[FNR], a)
           if (fields != NF) { print "row " FNR ": " fields " and " NF " numbers"; exit }
           for (i = 1; i <= NF; i++) {
               d = a[i] - $i; s = $i < 0 ? -$i : $i; if (d < 0) d = -d
               if (!(d <= 1e-5 * (s > 1 ? s : 1))) { print "row " FNR ": " a[i] " and " $i; exit } } }
         END { if (FNR != count) print count " and " FNR " rows" }' "$1" "$2"
}

# agrees WHAT MODEL OUTPUT PROGRAM "WEIGHTS FOR GATCC" "WEIGHTS FOR THE PROGRAM"
agrees() {
    local what=$1 model=$2 output=$3 program=$4 ours=$5 theirs=$6 apart loss other
    # shellcheck disable=SC2086  # options are words
    "$gatcc" "$models/$model.lua" --interpret --data karate $ours >said 2>stderr || fail "$what: $(cat stderr)"
    # shellcheck disable=SC2086
    "$program" predict --data karate $theirs --out predicted.csv --quiet >/dev/null || fail "$what: predict"
    rows "$output" <said >interpreted
    sed -e 1d -e 's/,[0-9]*,/,/' -e 's/,/ /g' predicted.csv >compiled   # without the column "class"
    [ "$(wc -l <interpreted)" -eq 34 ] || fail "$what: not a row for each of karate's members"
    apart=$(far interpreted compiled)
    [ -z "$apart" ] || fail "$what: interpreter and predict differ in $apart"
    # shellcheck disable=SC2086
    "$program" eval --data karate $theirs --json figures.json --quiet >/dev/null || fail "$what: eval"
    loss=$(sed -n 's/^loss over 4 training nodes: //p' said)
    other=$(grep -o '"train_loss": *[-0-9.e+]*' figures.json | sed 's/.*: *//')
    apart=$(far <(echo "$loss") <(echo "$other"))
    [ -n "$loss" ] && [ -z "$apart" ] || fail "$what: the loss is $loss, by eval $other"
}

for pair in gat2:logits mlp:logits; do
    model=${pair%:*}
    "$gatcc" "$models/$model.lua" --data karate -o "$model" 2>stderr || fail "$model: $(cat stderr)"
    "./$model" train --data karate --seed 5 --epochs 0 --checkpoint "$model.first" --quiet >/dev/null ||
        fail "$model: no first weights"
    "./$model" train --data karate --seed 5 --epochs 30 --checkpoint "$model.trained" --quiet >/dev/null ||
        fail "$model: does not train"
    agrees "$model, seed 5" "$model" "${pair#*:}" "./$model" '--seed 5' "--weights $model.first"
    agrees "$model, trained" "$model" "${pair#*:}" "./$model" "--weights $model.trained" "--weights $model.trained"
done

# Attention over the edges into a node sums to 1, in the interpreter too.
"$gatcc" "$models/gat2.lua" --interpret --data karate | awk '
    /^output/ { on = $3 == "edge"; name = $2; next } /^loss/ { on = 0 }
    on { sub(":", "", $3); for (i = 4; i <= NF; i++) sum[name $3 " " i] += $i }
    END { for (k in sum) { n++; if (sum[k] < 1 - 1e-6 || sum[k] > 1 + 1e-6) bad = k }; exit bad != "" || n == 0 }' ||
    fail 'attention does not sum to 1'

gat2=$models/gat2.lua
refused 2 '--interpret needs a data set' "$gat2" --interpret
refused 2 'goes without -o' "$gat2" --interpret --data karate -o x.c
refused 2 'goes without --dump' "$gat2" --interpret --data karate --dump=fuse
refused 2 'goes without -MD' "$gat2" --interpret --data karate -MD
refused 2 '--weights goes with -o model.c' "$gat2" --weights w --dump=fuse
refused 1 'w: cannot open' "$gat2" --weights w -o x.c
refused 2 '--seed goes with --interpret' "$gat2" --seed 1 -o x.c
refused 2 'give one' "$gat2" --interpret --data karate --weights w --seed 1
refused 2 'a whole number from 0' "$gat2" --interpret --data karate --seed -1
refused 2 'a whole number from 0' "$gat2" --interpret --data karate --seed 1x
refused 1 'absent.safetensors' "$gat2" --interpret --data karate --weights absent.safetensors
refused 1 'absent.npz' "$gat2" --interpret --data absent.npz
refused 1 'conv' "$gat2" --interpret --data karate --weights mlp.trained
[ ! -e x.c ] || fail 'left x.c'
"$gatcc" "$gat2" --interpret --data karate >/dev/full 2>stderr && fail 'a full disk goes unnoticed'

[ $failed -eq 0 ] && echo 'interpreter: agrees with compiled programs'
exit $failed
