#!/usr/bin/env bash
# Every command that build.sh prints can be pasted: given to a shell, it is the command that was run, though folders have
# blanks and quotes in their names. Before, "-I/home/me/my tools/include" was printed bare.
. "$(dirname "$0")/cases/lib.bash"

mkdir stand_ins "it's here"
prefix="$PWD/it's here/my tools"
mkdir -p "$prefix/lib/pkgconfig"
touch "$prefix/lib/pkgconfig/gatrt.pc"

# Nothing is built or installed here: a stand-in writes down the words that it gets, one a line.
cat >stand_ins/cmake <<'SH'
#!/bin/sh
printf '<%s>\n' "$@" >>"$WORDS"
SH
printf '#!/bin/sh\necho installed\n' >stand_ins/dpkg-query
chmod +x stand_ins/*
export PATH=$PWD/stand_ins:$PATH WORDS=$PWD/words

cp "$source_dir/build.sh" "it's here/build.sh"
GATCC_DATA="$PWD/it's here" expect 0 bash "it's here/build.sh" install --prefix "$prefix"
mv words as_run
while IFS= read -r line; do
    eval "$line" || complain "pasted, it fails: $line"
done < <(sed -n 's/^+ //p' err)
same as_run words
[ "$(grep -c "my tools" words)" -eq 1 ] || complain 'the prefix should be one word of one command'

# Where no shell looks by itself, the last line says what makes it look there.
unset PKG_CONFIG_PATH
eval "$(sed -n 's/^for your shell: //p' out)" || complain 'the line for the shell cannot be pasted'
[ "${PKG_CONFIG_PATH:-}" = "$prefix/lib/pkgconfig" ] || complain "PKG_CONFIG_PATH would be ${PKG_CONFIG_PATH:-unset}"
[ "${PATH%%:*}" = "$prefix/bin" ] || complain "PATH would begin with ${PATH%%:*}"
finish
