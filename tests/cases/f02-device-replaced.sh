#!/usr/bin/env bash
# gatcc -o null put a program in the place of a character device (as root, of /dev/null), and in the place of pipes
# and symbolic links. Now devices and pipes take the bytes, and links are followed.
# Run: bash tests/cases/f02-device-replaced.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
model=$shared_files/tiny.lua
kind() { stat -c %F "$1"; }
still() { [ "$(kind "$1")" = "$2" ] || complain "$1 was a $2 and is a $(kind "$1")"; }

# Pipes.
for out in pipe pipe.o pipe.so; do
    mkfifo "$out"
    timeout 20 cat "$out" >through &
    expect 0 "$gatcc" "$model" --check=off -o "$out"
    wait
    still "$out" fifo
    [ "$(head -c 4 through | tail -c 3)" = ELF ] || complain "$out: machine code should go through"
done

# Links: to a file, to nothing yet, to another folder; and what the file's mode was, it stays.
mkdir real
: >real/old.c && chmod 640 real/old.c
ln -s real/old.c linked.c
expect 0 "$gatcc" "$model" --check=off -o linked.c
still linked.c 'symbolic link'
holds real/old.c
[ "$(stat -c %a real/old.c)" = 640 ] || complain "the mode was 640 and is $(stat -c %a real/old.c)"
ln -s real/new program
expect 0 "$gatcc" "$model" --check=off -o program
still program 'symbolic link'
expect 0 ./real/new --help
ln -s w.st real/weights
ln -s real/weights w
printf '0.5,1,0\n1,0,0\n' >features.csv && printf '0,1\n' >edges.csv && printf '0\n1\n' >labels.csv && echo 0 >train.txt
expect 0 ./program train --data . --checkpoint w --epochs 1 --quiet
holds real/w.st
still real/weights 'symbolic link'
ln -s loop loop
refused 1 'loop: cannot write: Too many levels of symbolic links' ./program train --data . --checkpoint loop

# A program stays one that may be executed, whatever stood there; a checkpoint keeps its mode.
chmod 600 real/new
expect 0 "$gatcc" "$model" --check=off -o program
[ "$(stat -c %a real/new)" = 700 ] || complain "a program of mode 600 should become 700, not $(stat -c %a real/new)"
chmod 604 real/w.st
expect 0 ./program train --data . --checkpoint w --epochs 1 --quiet
[ "$(stat -c %a real/w.st)" = 604 ] || complain "the checkpoint's mode was 604 and is $(stat -c %a real/w.st)"
(umask 027; exec ./program train --data . --checkpoint fresh --epochs 1 --quiet) >out 2>err || complain 'train'
[ "$(stat -c %a fresh)" = 640 ] || complain "a new file's mode should be 640 under this umask"

# Devices, of names of our own: only root can make them.
if mknod null c 1 3 2>err && { : >null; } 2>>err; then
    mknod null.o c 1 3
    for out in null null.o; do
        expect 0 "$gatcc" "$model" --check=off -o "$out"
        still "$out" 'character special file'
    done
    rm -f null.h
    mknod full c 1 7 && ln -s full full.c
    expect 1 "$gatcc" "$model" --check=off -o full
    says 'full: cannot write: No space left on device'
    refused 1 'No space left on device' "$gatcc" "$model" --check=off -o full.c
    nothing full.h
    still full 'character special file'
    expect 1 ./program train --data . --checkpoint full --epochs 1 --quiet
    says 'full: cannot write: No space left on device'
    still full 'character special file'
else
    echo 'not tried: devices, which cannot be made here'
fi
finish
