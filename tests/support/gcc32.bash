# gcc32.bash - a gcc for x86 of 32 bits, to be sourced: `gcc32` is its words. Debian's gcc-multilib, which gives gcc -m32 a C
# library, cannot be installed beside cross compilers; the one for i686 can.
gcc32='gcc -m32'
echo '#include <errno.h>' | $gcc32 -x c -fsyntax-only - 2>/dev/null || ! command -v i686-linux-gnu-gcc >/dev/null ||
    gcc32=i686-linux-gnu-gcc
