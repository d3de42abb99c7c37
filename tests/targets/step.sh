#!/usr/bin/env bash
# NAME_step on a chip: gat2 learns karate on a Cortex-M7 within 256 KB, code apart, without the runtime; every loss is that of
# the trainer here, to the bit, and so are the first ones on a Cortex-M0+, which has no floats of its own. It takes no more of the stack than the header says.
. "$(dirname "$0")/../cases/lib.bash"
source=$source_dir
. "$source/tests/targets/cortex_m/boards.bash"

case $(pkg-config --cflags gatrt) in *-fsanitize*) skip 'a sanitizer makes other programs' ;; esac
export GATCC_TARGET_LIMIT=120
seed=1 epochs=200 right=26

trainer gat2 "$models/gat2.lua" --data karate --bits=exact
expect 0 ./gat2 train --data karate --seed $seed --epochs 0 --quiet --checkpoint first.st
expect 0 ./gat2 train --data karate --seed $seed --epochs $epochs --patience 0 --order given --quiet --json run.json
sed -n '/"losses"/,/]/p' run.json | sed '1d;$d;s/[ ,]//g' >expected
[ "$(sort -u expected | wc -l)" -gt $((epochs / 2)) ] || complain 'a trainer here has no losses'
expect 0 "$gatcc" data --data karate -o data/
printf '#define CLASS %s\n#define LEARNED %s\n' "$(awk -F, 'NR > 1 { print $2 }' data/labels.csv | paste -sd, -)" \
    "$(paste -sd, data/train.txt)" >data.h
expect 0 "$gatcc" "$models/gat2.lua" --data karate --bits=exact --step --bake=graph --weights first.st -o gat2.c

learns() { # NAME RUNNER EPOCHS COMMAND...
    local flags=(-std=c11 -Wall -Wextra -Werror "-DEPOCHS=$3" -DSEED=$seed -I.)
    rm -f program
    expect 0 "${@:4}" "${flags[@]}" "$source/tests/targets/step.c" gat2.c -lm -o program
    # shellcheck disable=SC2086  # a runner is words
    expect 0 $2 ./program
    head -n "$3" expected >some
    grep -v nodes out | cmp -s - some || complain "$1: other losses: $(grep -v nodes out | diff some - | head -n 4)"
    echo "$1: after $3 epochs $(tail -n 1 out)"
    [ "$3" -lt $epochs ] || [ "$(sed -n 's/ of .* nodes right.*//p' out)" -ge $right ] || complain "$1: it has not learned"
}

learns here '' $epochs $CC -O1

board() {
    local name=$1 runner=$2 words=("${@:3}") count=$epochs
    case $name in
        *M7) words=("${words[@]/mps2.ld/mps2_256k.ld}") ;;
        *M0+) count=10 ;;
        *) return ;; # what product.sh runs there is enough
    esac
    command -v arm-none-eabi-gcc >/dev/null && command -v qemu-system-arm >/dev/null || {
        echo "skipped: $name: no arm-none-eabi-gcc, or no qemu-system-arm (./build.sh deps --targets)"
        return
    }
    learns "$name" "$runner" $count "${words[@]}"
}
cortex_m board
finish
