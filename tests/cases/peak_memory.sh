#!/usr/bin/env bash
# "peak memory" was what whoever started the program had used before: ru_maxrss is handed on through fork and exec.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
grep -q '^VmHWM:' /proc/self/status 2>/dev/null || skip 'no VmHWM in /proc/self/status'
trainer karate "$models/gat2.lua" --data karate
printf -v big '%*s' 200000000 ''
expect 0 ./karate train --data karate --epochs 5 --quiet --json j.json
[ ${#big} -eq 200000000 ] || complain 'the shell was not as large as it should be'
peak=$(sed -n 's/.*peak memory \([0-9]*\).*/\1/p' out)
[ "${peak:-999}" -gt 0 ] && [ "${peak:-999}" -lt 150 ] || complain "peak memory ${peak:-none} MiB is not the program's own"
peak=$(sed -n 's/.*"peak_rss_mib": \([0-9]*\).*/\1/p' j.json)
[ "${peak:-999}" -lt 150 ] || complain "j.json: peak_rss_mib ${peak:-none} is not the program's own"
finish
