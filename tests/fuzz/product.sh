#!/usr/bin/env bash
# fuzz_product.c on some thousand inputs of its own making, with sanitizers: emitted inference in a fixed capacity refuses what is
# wrong, and nothing else, and an update has the bits of a run from scratch. `./build.sh fuzz --target product` goes on from there.
. "$(dirname "$0")/../cases/lib.bash"
expect 0 "$gatcc" "$source_dir/tests/fuzz/product.lua" --update --capacity nodes=12,edges=40 -o net.c
sanitize='-fsanitize=address,undefined -fno-sanitize-recover=all'
echo 'int main(void) { return 0; }' >probe.c
# shellcheck disable=SC2086  # flags are words
$CC $sanitize probe.c -o probe 2>/dev/null && ./probe || sanitize=
# shellcheck disable=SC2086
expect 0 $CC -std=c11 -O1 -g $sanitize -Wall -Wextra -Wpedantic -DRANDOM_INPUTS=6000 -I. "$source_dir/tests/fuzz/fuzz_product.c" net.c -lm -o product
expect 0 ./product
says 'calls: '
tail -n 1 err
finish
