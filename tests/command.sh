#!/usr/bin/env bash
# gatcc's command line: each kind of output, wrong command lines, and that nothing
# is left behind where there was an error. Run: tests/command.sh
set -u
cd "$(dirname "$0")/.." || exit 1
gatcc=$(cd "${GATCC_BUILD:-build}" 2>/dev/null && pwd)/gatcc
model=$PWD/models/gat2.lua
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"   # the compiler's memory lives until exit
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
mkdir temporary work
export TMPDIR=$scratch/temporary
cd work || exit 1
failed=0

fail() { printf 'FAILED %s\n' "$*"; failed=1; }

# refused CODE PART ARGUMENTS...: one line that holds PART, the exit code, and no file
refused() {
    local code=$1 part=$2 got
    shift 2
    "$gatcc" "$@" >stdout 2>../stderr </dev/null
    got=$?
    [ $got -eq "$code" ] || fail "gatcc $*: exit code $got, not $code"
    grep -qF -- "$part" ../stderr || fail "gatcc $*: does not say \"$part\": $(cat ../stderr)"
    [ "$(grep -c '^gatcc: ' ../stderr)" -le 1 ] || fail "gatcc $*: more than one line"
    [ -s stdout ] && fail "gatcc $*: printed to standard output"
    rm -f stdout
    [ "$(ls -A . ../temporary | tr -d '\n')" = '.:../temporary:' ] ||
        fail "gatcc $*: left $(ls -A . ../temporary | tr '\n' ' ')"
}

# made FILES -- ARGUMENTS...: exit code 0 and exactly these files
made() {
    local files=() got
    while [ "$1" != -- ]; do files+=("$1"); shift; done
    shift
    "$gatcc" "$@" >../stdout 2>../stderr </dev/null || fail "gatcc $*: $(cat ../stderr)"
    got=$(ls -A | tr '\n' ' ')
    [ "$got" = "${files[*]:+${files[*]} }" ] || fail "gatcc $*: made $got, not ${files[*]}"
    [ -z "$(ls -A ../temporary)" ] || fail "gatcc $*: left a temporary file"
}

clean() { rm -rf ./*; }

refused 2 'no model' -o x.c
refused 2 '-o is missing' "$model"
refused 2 'unknown option --dat=karate; did you mean --data?' --dat=karate "$model" -o x.c
refused 2 'did you mean --interpret?' --interprte "$model" -o x.c
refused 2 '--data is given twice: karate and cora.npz' --data karate --data cora.npz "$model" -o x.c
refused 2 '-D classes is given twice: 3 and 4' -D classes=3 -Dclasses=4 "$model" -o x.c
refused 2 '-o is given twice' "$model" -o x.c -o y.c
for twice in '--bits=exact --bits=fast' '--symmetric=yes --symmetric=no' '--check=off --check=strict' '--gatrt a --gatrt b' \
    '--weights a --weights b' '--key a --key b' '--rename a=b --rename c=d' '--seed 1 --seed 2' '--dump=front --dump=all'; do
    refused 2 "${twice%%[= ]*} is given twice" "$model" $twice -o x.c
done
refused 2 '--cflags goes with' "$model" --cflags=-O1 -o x.c
refused 2 'unknown option --nonsense' --nonsense "$model" -o x.c
refused 2 '.c, .o, .so' "$model" -o x.lua
refused 2 '-o needs a value' "$model" -o
refused 2 'is a folder' "$model" -o ..
refused 2 'a name and a whole number' "$model" -D classes -o x.c
refused 2 'a name and a whole number' "$model" -D classes=99999999999999999999 -o x.c
refused 2 'there is no pass "nonsense"' "$model" --dump=fuse,nonsense
refused 2 'expected off, syntax or strict' "$model" --check=maybe -o x.c
refused 2 'one model at a time' "$model" other.lua -o x.c
refused 2 '-MD goes with' "$model" -MD --dump=fuse
refused 1 'the dimension classes is 0' "$model" -D classes=0 -o x.c
refused 1 'no dimension nonsense' "$model" -D nonsense=3 -o x.c
refused 1 'no such file' "$model" --data absent.npz -o x.c
refused 1 'absent.lua' absent.lua -o x.c
refused 1 'no/x.c: cannot write' "$model" -o no/x.c
refused 1 'no/x: cannot write' "$model" -o no/x
refused 1 'no libgatrt.a' "$model" --gatrt /nonexistent -o x
CC=nonexistent-compiler refused 1 'cannot run nonexistent-compiler' "$model" -o x
CC=false refused 1 'failed on the emitted C' "$model" -o x.o

# Where libclang cannot be loaded, that is said in a line, and what checks nothing does without.
name=$(grep -ao 'libclang[-.0-9]*\.so[.0-9]*' "$gatcc" | head -n 1)
mkdir ../broken && : >"../broken/$name"
LD_LIBRARY_PATH=$scratch/broken refused 1 'libclang cannot be loaded' "$model" -o x.c
LD_LIBRARY_PATH=$scratch/broken refused 1 'absent.lua' absent.lua -o x.c
LD_LIBRARY_PATH=$scratch/broken made m.c m.h -- "$model" --check=off -o m.c
clean

made m.c m.h -- "$model" -o m.c
grep -q '#include "m.h"' m.c || fail 'm.c does not include m.h'
clean
made m.c m.d m.h -- "$model" -MD -o m.c
sed 's/\\ / /g' m.d | grep -qF "m.c: $model" || fail "m.d does not name the model: $(cat m.d)"   # make has blanks behind a backslash
clean
made m.h m.o -- "$model" -o m.o
nm -g --defined-only m.o | grep -q _infer || fail 'm.o has no inference'
nm -g --defined-only m.o | grep -qw main && fail 'm.o has a main'
clean
made m.h m.so -- "$model" -om.so
clean
made m -- "$model" -Dclasses=4 -Dfeatures=34 -o m
grep -q "^gatcc: m is for this machine's processor (-m.*native); for others: --cflags" ../stderr ||
    grep -q '^gatcc: the C compiler knows no -march=native' ../stderr || fail "the processor is not named: $(cat ../stderr)"
./m train --data karate --epochs 2 >/dev/null 2>&1 || fail 'the program does not train'
clean
made m -- --data=karate -o m -- "$model"
./m info >/dev/null || fail 'the program does not tell about itself'
[ "$("$gatcc" --version)" = "$(./m --version | grep -o 'gatcc [0-9.]*[0-9]')" ] || fail "m --version does not name gatcc's"
clean
made dump -- "$model" --dump=all -o dump/
[ -s dump/01-front.txt ] || fail "--dump=all: no 01-front.txt: $(ls dump)"
clean
made -- "$model" --dump=fuse
[ -s ../stdout ] || fail '--dump=fuse prints nothing'
made m.c m.h -- "$model" --dump=fuse -o m.c
[ -s ../stdout ] || fail '--dump=fuse -o m.c prints nothing'
clean
made -- --help
grep -q 'Passes: front' ../stdout || fail '--help does not list the passes'
made -- --version

grep -q '^Examples:' ../stdout && fail '--version prints the help'

# A compiler that has no word for this machine's processor, or another one; and one that was told.
cat >../cc-plain <<'END'
#!/bin/sh
case " $* " in *" -march=native "* | *" -mcpu=native "*) exit 1 ;; esac
exec cc "$@"
END
cat >../cc-mcpu <<'END'
#!/bin/sh
case " $* " in *" -march=native "*) exit 1 ;; esac
for word; do
    shift
    [ "$word" = -mcpu=native ] || set -- "$@" "$word"
done
exec cc "$@"
END
chmod +x ../cc-plain ../cc-mcpu
CC=$scratch/cc-plain made m -- "$model" --data karate -o m
grep -q 'knows no -march=native' ../stderr || fail "a compiler without -march=native: $(cat ../stderr)"
clean
CC=$scratch/cc-mcpu made m -- "$model" --data karate -o m
grep -q '(-mcpu=native)' ../stderr || fail "a compiler with -mcpu=native only: $(cat ../stderr)"
clean
CFLAGS='-O1 -march=native' made m -- "$model" --data karate -o m
[ ! -s ../stderr ] || fail "-march in CFLAGS: nothing is to be said: $(cat ../stderr)"
clean
made m -- "$model" --data karate --cflags='-O1 -march=native' -v -o m
grep -q '^+ .* -march=native.* -march=native' ../stderr && fail "--cflags has the word: $(cat ../stderr)"
grep -q '^+ .* -O1 -march=native' ../stderr || fail "--cflags is not passed: $(cat ../stderr)"
clean

[ $failed -eq 0 ] && echo 'command line: all as expected'
exit $failed
