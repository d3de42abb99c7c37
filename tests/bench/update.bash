#!/usr/bin/env bash
# tests/bench/update.bash DATA WEIGHTS [EDITS]: gat2_update's time by degree (update.c), with a model's weights for this data
# set; run by hand. Each edit's bits are held to inference anew.
set -eu
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
build=${GATCC_BUILD:-$source_dir/build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$build
"$build/gatcc" "$source_dir/models/gat2.lua" --data "$1" --weights "$2" --update -o "$work/gat2.c"
"${CC:-cc}" -std=c11 -O3 -march=native -c "$work/gat2.c" -o "$work/gat2.o"
# shellcheck disable=SC2046  # words
"${CC:-cc}" -std=c11 -O2 -I"$work" "$source_dir/tests/bench/update.c" "$work/gat2.o" -o "$work/update" \
    $(pkg-config --cflags --libs gatrt)
"$work/update" "$1" "${3:-3000}"
