#!/usr/bin/env bash
# ogb.bash - how fast a folder of OGB is read: makes one of ogbn-arxiv's shape (169,343 nodes, 1,166,243 edges, 128 features,
# 40 classes; 200 MB) in a temporary folder, and prints seconds and memory, in all and file by file.
#
#   bash tests/bench/ogb.bash [SPEC]       needs the runtime in $GATCC_BUILD (default: build/); SPEC: of another shape
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${GATCC_BUILD:-$here/../../build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
spec=${1:-synth:nodes=169343,edges=2332486,features=128,classes=40,seed=1,train=90941,val=29799,test=48603}
export PKG_CONFIG_PATH=$build
LC_ALL=C read -a static <<<"$(pkg-config --cflags --libs --static gatrt)"
static=("${static[@]/#-lgatrt/-l:libgatrt.a}")  # what it calls is not exported by the shared library
# shellcheck disable=SC2086  # the compiler may have arguments
${CC:-cc} -std=c17 -O2 -I "$here/../.." "$here/ogb.c" -o "$work/ogb" "${static[@]}"
printf 'making %s as a folder of OGB\n' "$spec" >&2
"$work/ogb" make "$spec" "$work/data"
"$work/ogb" read "$work/data"
