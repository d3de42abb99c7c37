#!/usr/bin/env bash
# A softmax that one edge has to itself has no gradient, but under fused multiply-adds the two terms that cancel leave
# 1e-7 of the factor behind it. What is left must not be more than that noise.
. "$(dirname "$0")/lib.bash"
GATCC_SOURCE=$source_dir GATCC_TEST_FOR=optimised \
    expect 0 "$build/tests/test_random_random" --file "$source_dir/tests/random/cases/saturated_softmax.lua"
prints ": 0 of "
finish
