# boards.bash - compilers and emulators of Cortex-M boards, to be sourced: `cortex_m CALL` calls CALL NAME RUNNER CC FLAG... for
# each, where RUNNER PROGRAM ARGUMENT... runs what CC FLAG... FILE.c -lm -o PROGRAM makes, with this machine's files. Needs
# `source`, the tree. M0+ has no board with the memory for it: its code runs on an M3, which has all of its instructions.
cortex_m() { # CALL
    local folder=$source/tests/targets/cortex_m
    local gcc=(arm-none-eabi-gcc -O2 -mthumb --specs=rdimon.specs -nostartfiles "-L$folder" "$folder/start.c")
    "$1" 'Cortex-M0+' "bash $folder/run.bash mps2-an385" "${gcc[@]}" -mcpu=cortex-m0plus -T mps2.ld
    "$1" 'Cortex-M3' "bash $folder/run.bash mps2-an385" "${gcc[@]}" -mcpu=cortex-m3 -T mps2.ld
    "$1" 'Cortex-M4F' "bash $folder/run.bash mps2-an386" "${gcc[@]}" -mcpu=cortex-m4 -mfloat-abi=hard -T mps2.ld
    "$1" 'Cortex-M7' "bash $folder/run.bash mps2-an500" "${gcc[@]}" -mcpu=cortex-m7 -mfloat-abi=hard -T mps2.ld
    "$1" 'Cortex-M55' "bash $folder/run.bash mps3-an547" "${gcc[@]}" -mcpu=cortex-m55 -mfloat-abi=hard -T mps3.ld
}
