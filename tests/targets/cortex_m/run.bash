#!/usr/bin/env bash
# run.bash - a program linked with start.c on a board that QEMU emulates, with this machine's files: run.bash BOARD PROGRAM ARGUMENT...
board=$1 program=$2 arguments=
shift
for word in "$@"; do arguments+=,arg=$word; done
exec timeout "${GATCC_TARGET_LIMIT:-1200}" qemu-system-arm -M "$board" -nographic -monitor none -serial none \
    -semihosting-config "enable=on,target=native$arguments" -kernel "$program" </dev/null
