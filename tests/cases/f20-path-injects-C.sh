#!/usr/bin/env bash
# A folder whose name ends a comment: what came behind stood in the emitted file as C, and under --check=strict too
# every memset of the program called abort. Paths stay in their comments and strings, whatever they hold.
. "$(dirname "$0")/lib.bash"

# put NAME: a model in a folder called so; its path in $path
put() { mkdir -p "$1" && cp "$shared_files/tiny.lua" "$1/m.lua" && path="$1/m.lua"; }

evil='r*/ void *memset(void *, int, __SIZE_TYPE__) __asm__("abort"); /*x'
names=("$evil" 'a??/' $'line\nint broken; //' '"; int broken; //' 'back\' $'bell\a\033]0;title\a' 'per%s%n%d cent' $'\xff\xfe' $'\xe2\x80\xae turned')
for name in "${names[@]}"; do
    put "$name"
    expect 0 "$gatcc" "$path" -o out.c
    LC_ALL=C grep -q '[[:cntrl:]]' <(tr -d '\n' <out.c) && complain "$name: a control character in the source"
    expect 0 "$CC" -std=c11 -Wall -Wextra -Wpedantic -Werror -DGATCC_INFERENCE_ONLY -c out.c -o out.o
    nm -u out.o >undefined
    grep -q abort undefined && complain "$name: calls abort"
done

# The string is read back as it was.
put "$evil"
expect 0 "$gatcc" "$path" --cflags=-O0 -o j
expect 0 ./j info
prints "$evil/m.lua"
expect 0 ./j train --data synth:nodes=30,edges=90,features=3,classes=2,seed=1 --epochs 2 --quiet

# And what a terminal would obey is shown, not sent.
expect 1 "$gatcc" $'no\033[31m\nsuch.lua' -o x.c
says 'no\x1b[31m\x0asuch.lua: cannot be opened'
[ "$(wc -l <err)" -eq 1 ] || complain 'one line was expected'
expect 1 ./j train --data $'no\033[31m\nsuch.npz'
says 'no?[31m?such.npz'
evil=$'\033]0;x\a'
expect 0 ./j train --data synth:nodes=30,edges=90,features=3,classes=2,seed=1 --epochs 2 --checkpoint "$evil.st"
prints 'wrote \x1b]0;x\x07.st'
expect 0 ./j export --weights "$evil.st" -o "$evil.bin" --json report.json
prints 'wrote \x1b]0;x\x07.bin'
mkdir "$evil" && printf '1,0,0\n0,1,0\n' >"$evil/features.csv" && printf '0,1\n1,0\n' >"$evil/edges.csv" &&
    printf '0\n1\n' >"$evil/labels.csv"
expect 0 ./j info --data "$evil"
prints '\x1b]0;x\x07'
cat out err report.json | tr -d '\n' | LC_ALL=C grep -q '[[:cntrl:]]' && complain 'a control character on the terminal, or in JSON'

# A makefile says what it can name, or nothing.
put 'a b#c$d'
expect 0 "$gatcc" "$path" -MD -o 'o $1.c'
grep -qF 'o\ $$1.c: a\ b\#c$$d/m.lua' 'o $1.d' || complain "the rule: $(head -n 1 'o $1.d')"
if command -v make >/dev/null; then
    printf 'o\\ $$1.c:\n\ttouch again\n\ninclude o\\ $$1.d\n' >Makefile
    touch -d '+1 minute' "$path"
    expect 0 make -s
    [ -e again ] || complain 'make should see that the model is newer'
fi
put 'x;touch planted;'
refused 1 'a makefile cannot name such a file' "$gatcc" "$path" -MD -o p.c
nothing p.c
finish
