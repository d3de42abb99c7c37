#!/usr/bin/env bash
# A file of 1 MB took 1 GB of memory and more for arrays whose names mean nothing, or to be refused for its width.
# Zeros deflate a thousand times; here they are 256 MiB, read under a limit of address space that has no room for them.
. "$(dirname "$0")/lib.bash"
expect 0 "$CC" -O1 "$files/bomb.c" $(pkg-config --libs libzip 2>/dev/null || echo -lzip) -o bomb
[ -x bomb ] || finish
trainer t "$shared_files/tiny.lua"
./bomb junk.npz junk || complain 'bomb junk.npz'
./bomb wide.npz x || complain 'bomb wide.npz'
few() { (ulimit -v 400000; exec "$@"); }
(ulimit -v 400000; ./t info >/dev/null 2>&1) || skip 'this build has no room under a limit of 400 MB'
expect 0 few ./t train --data junk.npz --seed 1
prints '; ignored junk'
refused 1 'wide.npz: 11184810 features, but the model tiny was compiled for 3' few ./t train --data wide.npz
finish
