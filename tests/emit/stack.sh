#!/usr/bin/env bash
# stack.sh - what the header says that inference, and a training step, take of the stack holds, and is not far from what it does: against
# the figures of gcc and clang (-fstack-usage), at -O0 and -O3, with vectors of four and of eight.
# Run: tests/emit/stack.sh [MODEL.lua [GATCC ARGUMENTS...]]
set -u
cd "$(dirname "$0")/../.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" && pwd)/gatcc
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 seen=0

# The most that a call comes to: the function itself, the largest kernel, and the three largest of what kernels call.
most_of() { # FUNCTION PROGRAM FILE.su
    awk -F'\t' -v call="$1" -v program="$2" '
        { n = split($1, part, ":"); name = part[n]; sub(/\..*/, "", name)
          if (name == call || index(name, call "_") == 1 && name !~ /_infer_k[0-9]/) own = $2 > own ? $2 : own
          else if (index(name, program "_k") == 1) { if ($2 > kernel) kernel = $2 }
          else if (name ~ /^gat(rt)?_/) helper[++count] = $2 }
        END { for (i = 1; i <= 3; i++) { best = 0
                  for (j = 1; j <= count; j++) if (helper[j] > helper[best]) best = j
                  if (best) { called += helper[best]; helper[best] = 0 } }
              print own + kernel + called }' "$3"
}

check() { # NAME [CALL PROGRAM], infer where none is given; the files are $work/m.c and m.h
    local call=${2-infer} program=${3-infer} said most worst=0
    said=$(sed -n "s/.*_${call^^}_STACK = \([0-9]*\)\b.*/\1/p" "$work/m.h")
    [ -n "$said" ] || { echo "FAILED $1: the header does not say what $call takes"; failed=1; return; }
    for cc in gcc clang; do
        command -v "$cc" >/dev/null || continue
        for flags in -O0 -O3 "-O0 -mavx2" "-O2 -mavx2 -mfma"; do
            # shellcheck disable=SC2086
            (cd "$work" && "$cc" -std=c11 $flags -DGATCC_INFERENCE_ONLY -fstack-usage -c m.c -o m.o 2>err) || continue
            [ -s "$work/m.su" ] || continue
            most=$(most_of "$1_$call" "$1_$program" "$work/m.su")
            seen=1
            [ "$most" -gt "$worst" ] && worst=$most
            [ "$most" -le "$said" ] || { echo "FAILED $1: $cc $flags takes $most bytes, the header says $said"; failed=1; }
        done
    done
    [ "$worst" -eq 0 ] || [ "$said" -le $((4 * worst + 4096)) ] ||
        { echo "FAILED $1: the header says $said bytes, $worst are taken at most"; failed=1; }
    echo "$1, $call: $worst bytes taken, $said said"
}

for model in gat2 gatv2 mlp sage deep_gat; do
    "$gatcc" "models/$model.lua" --data karate --check=off -o "$work/m.c" || { failed=1; continue; }
    check "$model"
done
for model in gat2 transformer; do
    "$gatcc" "models/$model.lua" --data karate --check=off --step -o "$work/m.c" || { failed=1; continue; }
    check "$model" step train
done
"$gatcc" tests/random/cases/wide_rows.lua --check=off -o "$work/m.c" && check wide_rows || failed=1
"$gatcc" tests/cases/17_stack/wide.lua --check=off -o "$work/m.c" && check wide || failed=1
[ "$seen" -eq 1 ] || { echo "skipped: no compiler here tells what it takes of the stack"; exit 77; }
exit $failed
