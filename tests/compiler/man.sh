#!/usr/bin/env bash
# The man pages say what --help says: of gatcc every option; of trainers the options of each command, their values and
# which cannot be left out; every option has its paragraph, and no page has one that is not there. The examples of
# pages and help run. Pages are installed, and those who read mdoc find no fault in them.
. "$(dirname "$0")/../cases/lib.bash"
compiler_page=$source_dir/compiler/gatcc.1 trainer_page=$source_dir/runtime/cli/gatcc-trainer.1
missing=

equal() { # WHAT HELP PAGE
    local difference
    [ -n "$2" ] || complain "$1: no option found in the help"
    difference=$(diff <(printf '%s\n' "$2" | sort) <(printf '%s\n' "$3" | sort)) ||
        complain "$1: help (<) and page (>) differ: $difference"
}

# What stands left of the text in lines "  --name VALUE   text".
left_column() { sed -n 's/^  -/-/p' | sed 's/  .*//'; }
names() { grep -oE '(^|[ ,])--?[A-Za-z][-A-Za-z]*(=(store|recompute))?' | sed 's/^[ ,]*//'; }

# Macros of mdoc as they read: ".It Fl -data Ar SPEC" is "--data SPEC".
read_macros() { sed -E 's/^\.It //; s/ Ns = Ns (Ar|Cm) /=/g; s/ Ns Op .*//; s/Fl /-/g; s/(Ar|Cm) //g; s/ ,/,/g'; }
items() { sed -n '/^\.Sh OPTIONS/,/^\.Sh [^O]/p' "$1" | grep '^\.It Fl' | read_macros; }

# The lines "--name VALUE", with "needed" where it is no .Op, of one command in the synopsis.
synopsis() { # COMMAND
    sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/p' "$trainer_page" | awk -v command="$1" '
        $1 == ".Nm" { on = 0 }
        $1 == ".Cm" { on = $2 == command }
        on && $1 == ".Op" { print "-" $3 ($4 ? " " $5 : "") }
        on && $1 == ".Fl" { print "-" $2 ($3 ? " " $4 : "") " needed" }'
}
command_help() { # COMMAND
    ./gat2 "$1" --help | sed '/^Examples:/,$d' | grep '^  --' |
        awk '{ print $1 ($2 ~ /^[A-Z]+$/ ? " " $2 : "") (/ needed: / ? " needed" : "") }'
}

# Lines of commands on standard input; karate stands for the data set, the checkpoint just made for a state dict.
run_examples() { # FROM
    local line count=0
    while IFS= read -r line; do
        count=$((count + 1))
        line=${line//cora.npz/karate} line=${line//--runs 100/--runs 2}
        [ "$(uname -m)" = x86_64 ] || line=${line//-march=x86-64/-O1}
        expect 0 bash -c "$line"
        [ ! -e best.safetensors ] || cp best.safetensors pyg.safetensors
    done
    [ "$count" -ge 2 ] || complain "$1: two examples at least"
}
help_examples() { sed -n '/^Examples:/,$s/^  //p'; }
page_examples() { sed -n '/^\.Sh EXAMPLES/,$p' "$1" | sed -n '/^\.Bd/,/^\.Ed/p' | grep -v '^\.' | sed 's/^\\&//'; }

ln -s "$models" models
export PATH=$build:$PATH
cp "$models/gat2.lua" mine.lua

# ---- gatcc
"$gatcc" --help >help
equal 'gatcc: options' "$(left_column <help | names)" "$(items "$compiler_page" | names)"
run_examples 'gatcc --help' < <(help_examples <help | grep '^[g.]' | sed 's/   .*//')
run_examples gatcc.1 < <(page_examples "$compiler_page")

# ---- trainers
trainer gat2 models/gat2.lua --data karate --cflags=-O1
PATH=$PWD:$PATH
commands=$(./gat2 --help | sed -nE 's/^  ([a-z]+) +[A-Z].*/\1/p')
equal 'trainers: commands' "$commands" "$(sed -n '/^\.Sh DESC/q; s/^\.Cm //p' "$trainer_page")"
for command in $commands; do
    equal "trainers: $command" "$(command_help "$command")" "$(synopsis "$command")"
    run_examples "$command --help" < <(./gat2 "$command" --help | help_examples)
done
all=$(for command in $commands; do command_help "$command"; done | sed 's/ needed//' | sort -u)
equal 'trainers: paragraphs' "$all" "$(items "$trainer_page")"
run_examples 'gat2 --help' < <(./gat2 --help | help_examples)
run_examples gatcc-trainer.1 < <(page_examples "$trainer_page")

# ---- installed
if command -v cmake >/dev/null; then
    expect 0 cmake --install "$build" --prefix "$PWD/prefix"
    for page in "$compiler_page" "$trainer_page"; do
        same "$page" "$(find prefix -path "*/man1/$(basename "$page")")"
    done
else
    missing+=' cmake'
fi

# ---- mdoc
if command -v groff >/dev/null; then
    for page in "$compiler_page" "$trainer_page"; do
        expect 0 groff -mdoc -ww -z "$page"
        [ ! -s err ] || complain "groff has something to say about $page"
    done
else
    missing+=' groff'
fi
if command -v mandoc >/dev/null; then # what pages it finds on this machine is no fault of these
    for page in "$compiler_page" "$trainer_page"; do
        expect 0 mandoc -T lint -W warning "$page"
    done
else
    missing+=' mandoc'
fi
[ -z "$missing" ] || printf 'skipped: what needs%s, which is not here\n' "$missing"
[ "$failed" -ne 0 ] || [ -z "$missing" ] || exit 77
finish
