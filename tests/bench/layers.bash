#!/usr/bin/env bash
# The table of layers: what each network of models/ takes, as markdown. Run: ./build.sh layers [--data FILE]
#
#   kernels        of inference, and of a training step: forward, loss, backward
#   bytes          of the training program's workspace for N nodes and E edges, from the plan's formula (--dump=plan)
#   stored         what is kept for each edge between kernels, floats and names
#   ms             time of a training epoch (loss, gradients, optimiser step) by `bench`, 2 threads: the least of three
#                  runs of 200; "-" where the data set lacks what the model reads
#
# Without --data no times are taken. Environment: GATCC_BUILD (build).
set -u
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/../.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
[ -x "$gatcc" ] || { echo "layers.bash: $gatcc is not there; run ./build.sh first" >&2; exit 1; }
data=
[ "${1:-}" = --data ] && data=${2:-}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# part PASS PROGRAM: the part of one program, from the text in $scratch/PASS
part() { awk -v wanted="$2" '/^; program /{ on = $3 == wanted ":" } on' "$scratch/$1"; }

paper() { # MODEL: the first "Names YEAR, arXiv:NUMBER" of its opening comment
    sed -n '1,4s/^-- //p' "$1" | tr '\n' ' ' |
        grep -oE "[A-Z][^ ]* (et al\.|and [A-Z][^ ]*) [0-9]{4}, arXiv:[0-9.]+[0-9]" | head -n 1
}

kernels() { part fuse "$1" | sed -n '1s/.*: \([0-9]*\) kernel.*/\1/p'; }

stored() {
    part plan train | awk '/ an edge /{ list = list (list ? ", " : "") $1 " " $NF } END { print list ? list : "nothing" }'
}

# "4 (max(311 N + 1 E, 232 N + 8 E) + 662 chunks ..." as "max(1244 N + 4 E, 928 N + 32 E)"
formula() {
    part plan train | sed -n '1s/.*= 4 (\(.*\) + [0-9]* chunks .*/\1/p' |
        awk '{ for (i = 1; i < NF; i++) if ($(i + 1) ~ /^[NE]/) {
                   head = $i ~ /^max\(/ ? "max(" : ""; sub(/^max\(/, "", $i); $i = head 4 * $i } print }' |
        sed 's/ + 0 E//g'
}

# The least, for a shared machine adds time and takes none away.
milliseconds() { # MODEL
    [ -n "$data" ] && "$gatcc" "$1" --data "$data" -o "$scratch/prog" >/dev/null 2>&1 || { echo -; return; }
    for _ in 1 2 3; do "$scratch/prog" bench --threads 2 --data "$data" 2>/dev/null; done |
        awk '/^training epoch  /{ if (!least || $4 < least) least = $4 } END { if (least) printf "%.2f\n", least; else print "-" }'
}

echo '| model | paper | kernels: inference, training | bytes | stored an edge | ms an epoch, least |'
echo '|---|---|---|---|---|---|'
for model in models/*.lua; do
    for pass in fuse plan; do
        # A data set that lacks what the model reads says nothing of its sizes: the model's own stand.
        "$gatcc" "$model" ${data:+--data "$data"} --dump=$pass >"$scratch/$pass" 2>/dev/null ||
            "$gatcc" "$model" --dump=$pass >"$scratch/$pass" || exit 1
    done
    printf '| `%s` | %s | %s, %s | %s | %s | %s |\n' "$(basename "$model" .lua)" "$(paper "$model")" \
        "$(kernels infer)" "$(kernels train)" "$(formula)" "$(stored)" \
        "$(milliseconds "$model")"
done
