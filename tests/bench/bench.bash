#!/usr/bin/env bash
# bench.bash - measures this machine, gatcc, cc and trainers on a list of workloads, and peers beside
# them where there are any; then prints one table (table.c). Run: ./build.sh bench; README.md says more.
#
#   bench.bash [--quick] [--json FILE] [--workload NAME]
#
# needs gatcc and the runtime in $GATCC_BUILD; $GATCC_DATA is a folder of data sets some workloads use;
# $PEER_PYTHON a python3 that can import torch (default python3, then /usr/bin/python3).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=$(cd "${GATCC_BUILD:-$source/build}" && pwd)
data=${GATCC_DATA:-$source/../shared/data}
work=$build/bench
cc=${CC:-cc}
quick= json= only=
export LC_ALL=C PKG_CONFIG_PATH=$build

say() { printf '%s\n' "$*" >&2; }
refuse() { say "bench: $*"; exit 2; }

while [ $# -gt 0 ]; do
    case $1 in --*=?*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;; esac
    case $1 in
        --quick) quick=1; shift ;;
        --json) [ $# -ge 2 ] || refuse "--json needs a file"; json=$2; shift 2 ;;
        --workload) [ $# -ge 2 ] || refuse "--workload needs a name"; only=$2; shift 2 ;;
        *) refuse "unknown argument $1 (./build.sh help)" ;;
    esac
done

# ---------------------------------------------------------------- workloads
# name | model | features | classes | data | epochs | what: quick  peer  whole (train to a checkpoint)  runs  busy

gat=models/gat2.lua
dense=tests/bench/gat2_dense.lua
workloads="
cora|$gat|1433|7|$data/cora.npz|200|quick peer whole runs busy
citeseer|$gat|3703|6|$data/citeseer.npz|200|peer whole
amazon_photo|$gat|745|8|$data/amazon_photo.npz|20|peer
coauthor_physics|$gat|8415|5|$data/coauthor_physics.npz|20|
synth-cora|$gat|1433|7|synth:nodes=2708,edges=10556,features=1433,classes=7,seed=1|200|quick peer whole busy
synth-pubmed|$gat|500|3|synth:nodes=19717,edges=88648,features=500,classes=3,seed=1,density=0.1,train=60|100|peer
synth-arxiv|$dense|128|40|synth:nodes=169343,edges=2315598,features=128,classes=40,seed=1,train=90941,val=29799|20|
growth-10k|$dense|64|10|synth:nodes=10000,edges=140000,features=64,classes=10,seed=1,train=5000|20|
growth-30k|$dense|64|10|synth:nodes=30000,edges=420000,features=64,classes=10,seed=1,train=15000|20|
growth-100k|$dense|64|10|synth:nodes=100000,edges=1400000,features=64,classes=10,seed=1,train=50000|20|
growth-300k|$dense|64|10|synth:nodes=300000,edges=4200000,features=64,classes=10,seed=1,train=150000|20|
growth-1M|$dense|64|10|synth:nodes=1000000,edges=14000000,features=64,classes=10,seed=1,train=500000|20|
ten_layers|tests/bench/ten_layers.lua|34|4|karate|20|
karate|$gat|34|4|karate|20|whole busy
"

wanted() { # NAME WHAT
    if [ -n "$only" ]; then [ "$only" = "$1" ]; else [ -z "$quick" ] || [[ " $2 " == *" quick "* ]]; fi
}

# ---------------------------------------------------------------- measuring

# add FILE KEY NUMBER: one figure more in a JSON object of many lines
add() { sed -i '$d' "$1" && printf '  ,"%s": %s\n}\n' "$2" "$3" >>"$1"; }

number() { grep -o "\"$2\": *[-0-9.e+]*" "$1" | head -n 1 | sed 's/.*: *//'; }

milliseconds() { # COMMAND...: wall time of it
    local start=$EPOCHREALTIME
    "$@" >"$work/command.log" 2>&1 || { cat "$work/command.log" >&2; say "bench: failed: $*"; return 1; }
    awk "BEGIN { printf \"%.3f\", 1000 * ($EPOCHREALTIME - $start) }"
}

least() { printf '%s\n' "$@" | sort -g | head -n 1; }

compile_one() { # FOLDER MODEL FEATURES CLASSES
    local flags gatcc cc_time
    LC_ALL=C read -a flags <<<"$(pkg-config --cflags --libs gatrt)"
    set -- "$1" "$build/gatcc" "$source/$2" -D "features=$3" -D "classes=$4" -o "$1/model.c"
    local folder=$1
    shift
    gatcc=$(least "$(milliseconds "$@")" "$(milliseconds "$@")" "$(milliseconds "$@")")
    # shellcheck disable=SC2086  # the compiler may have arguments
    cc_time=$(milliseconds $cc -O3 -march=native "$folder/model.c" "${flags[@]}" -o "$folder/trainer")
    printf '{"gatcc_ms": %s, "cc_ms": %s}\n' "$gatcc" "$cc_time" >"$folder/compile.json"
}

trainer_bench() { # FOLDER DATA THREADS EPOCHS OUT: keeps the faster of this and what is there
    "$1/trainer" bench --data "$2" --threads "$3" --epochs "$4" --json "$1/new.json" >"$1/bench.log"
    if [ -f "$1/$5" ]; then
        local before=$(number "$1/$5" epoch_ms_median) now=$(number "$1/new.json" epoch_ms_median)
        [ "$(least "$before" "$now")" != "$before" ] || return 0
    fi
    mv "$1/new.json" "$1/$5"
}

# One processor is taken by a process that never waits.
busy_bench() { # FOLDER DATA EPOCHS
    bash -c 'while :; do :; done' &
    local spinner=$!
    taskset -pc $((threads - 1)) "$spinner" >/dev/null 2>&1 || true
    trainer_bench "$1" "$2" "$threads" "$3" busy.json || { kill "$spinner"; return 1; }
    kill "$spinner"
    wait "$spinner" 2>/dev/null || true
}

train_bench() { # FOLDER DATA EPOCHS MODE
    local time edges
    time=$(milliseconds "$1/trainer" train --quiet --data "$2" --epochs "$3" --patience 0 --checkpoint "$1/model.safetensors" \
        --json "$1/train.json")
    edges=$("$1/trainer" info --data "$2" --json - 2>/dev/null | grep -m 1 '"edges"' | tr -dc 0-9)
    add "$1/train.json" graph_edges "${edges:-0}"
    [ "$4" = whole ] || return 0
    add "$1/train.json" wall_seconds "$(awk "BEGIN { print $time / 1000 }")"
    add "$1/train.json" asked_epochs "$3"
}

runs_bench() { # FOLDER DATA
    local time
    time=$(milliseconds "$1/trainer" train --quiet --data "$2" --epochs 200 --patience 0 --runs 100 --json "$1/runs.json")
    add "$1/runs.json" wall_seconds "$(awk "BEGIN { print $time / 1000 }")"
    add "$1/runs.json" asked_runs 100
}

# ---------------------------------------------------------------- peers

peer_python=
for candidate in ${PEER_PYTHON:-python3 /usr/bin/python3}; do
    if [ -z "$peer_python" ] && "$candidate" -c 'import torch, numpy' 2>/dev/null; then peer_python=$candidate; fi
done

peer_bench() { # FOLDER DATA KIND
    local status=0
    "$peer_python" "$here/peer_gat.py" "$1/data.npz" --kind "$3" --threads "$threads" --epochs 20 \
        >"$1/new.json" 2>"$1/peer.log" || status=$?
    if [ $status -eq 3 ]; then say "  peer $3: skipped, $(tail -n 1 "$1/peer.log")"; return 0; fi
    [ $status -eq 0 ] || { cat "$1/peer.log" >&2; return 1; }
    if [ -f "$1/peer-$3.json" ]; then
        local before=$(grep -o '"median": [0-9.]*' "$1/peer-$3.json" | head -n 1 | tr -dc 0-9.)
        local now=$(grep -o '"median": [0-9.]*' "$1/new.json" | head -n 1 | tr -dc 0-9.)
        [ "$(least "$before" "$now")" != "$before" ] || return 0
    fi
    mv "$1/new.json" "$1/peer-$3.json"
}

# Ours and theirs take turns, so that a slow minute is everybody's.
peers() { # FOLDER DATA EPOCHS
    local turn
    if [ -z "$peer_python" ]; then
        say "  peers: skipped, no python3 here can import torch (python3-torch of Debian)"
        return 0
    fi
    "$work/export_data" "$2" "$1/data.npz"
    for turn in 1 2; do
        peer_bench "$1" "$2" plain
        peer_bench "$1" "$2" pyg
        [ $turn -eq 2 ] || trainer_bench "$1" "$2" "$threads" "$3" "threads-$threads.json"
    done
}

# ---------------------------------------------------------------- all of it

measure_workload() { # NAME MODEL FEATURES CLASSES DATA EPOCHS WHAT
    local folder=$work/$1 epochs=$6 what=" $7 "
    case $5 in *.npz) [ -f "$5" ] || { say "$1: skipped, there is no $5 (GATCC_DATA)"; return 0; } ;; esac
    say "$1"
    rm -rf "$folder"
    mkdir -p "$folder"
    [ -z "$quick" ] || [ "$epochs" -lt 50 ] || epochs=50
    compile_one "$folder" "$2" "$3" "$4"
    trainer_bench "$folder" "$5" 1 "$epochs" threads-1.json
    [ "$threads" -eq 1 ] || trainer_bench "$folder" "$5" "$threads" "$epochs" "threads-$threads.json"
    [[ $what != *" peer "* ]] || { [ -n "$quick" ] && [ -n "$met" ]; } || peers "$folder" "$5" "$epochs"
    met=1 # a quick run meets the peers once
    [[ $what != *" busy "* ]] || [ "$threads" -eq 1 ] || busy_bench "$folder" "$5" "$epochs"
    if [[ $what == *" whole "* ]]; then train_bench "$folder" "$5" 200 whole; else train_bench "$folder" "$5" 3 part; fi
    [[ $what != *" runs "* ]] || [ -n "$quick" ] || runs_bench "$folder" "$5"
    echo "$1" >>"$work/order"
}

mkdir -p "$work"
met=
threads=$(nproc)
LC_ALL=C read -a static <<<"$(pkg-config --cflags --libs --static gatrt)"
static=("${static[@]/#-lgatrt/-l:libgatrt.a}") # what it calls is not exported by the shared library
say "compiling what measures"
$cc -std=c17 -O3 -march=native -ffp-contract=fast "$here/machine.c" -o "$work/machine" -lpthread
$cc -std=c17 -O2 "$here/table.c" -o "$work/table" -ljansson -lm
# shellcheck disable=SC2086  # the compiler may have arguments
$cc -std=c17 -O2 "$here/export_data.c" -o "$work/export_data" "${static[@]}"
if [ "$threads" -eq 1 ]; then counts=1; else counts="1 $threads"; fi
say "this machine"
# shellcheck disable=SC2086  # numbers are words
"$work/machine" $counts >"$work/machine.json"
: >"$work/order"
while IFS='|' read -r name model features classes spec epochs what; do
    [ -n "$name" ] && wanted "$name" "$what" || continue
    measure_workload "$name" "$model" "$features" "$classes" "$spec" "$epochs" "$what" </dev/null
done <<<"$workloads"
[ -s "$work/order" ] || refuse "no workload ${only:-} could be measured; there are: $(cut -d'|' -f1 <<<"$workloads" | xargs)"
"$work/table" "$work" ${json:+"$json"}
