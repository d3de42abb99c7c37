#!/usr/bin/env bash
# 8,000 operations one after another took 10.6 GB and ended, as 256 did, in exit 70 (brackets in brackets). Memory grows
# with the model now, and long expressions are written in parts.
. "$(dirname "$0")/lib.bash"
sed 's/8000/3000/' "$files/chain.lua" >long.lua # 1.5 GB at that time
limit='ulimit -v 500000 &&'
grep -q '^GATCC_SANITIZE:[^=]*=.' "$build/CMakeCache.txt" && limit= # sanitizers reserve more than any limit
expect 0 bash -c "$limit exec '$gatcc' long.lua --check=off -o m.c"
sed 's/8000/600/' "$files/chain.lua" >short.lua
expect 0 "$gatcc" short.lua -o short.c
expect 0 "$CC" -std=c11 -fsyntax-only -DGATCC_INFERENCE_ONLY short.c
finish
