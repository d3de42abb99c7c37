#!/usr/bin/env bash
# Fifteen rows of 400,000 floats in one kernel: SIGSEGV without a word.
. "$(dirname "$0")/lib.bash"
trainer m "$files/m.lua"
expect 0 ./m train --data karate --epochs 1
finish
