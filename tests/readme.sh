#!/usr/bin/env bash
# The README's blocks, in their order, as a newcomer would type them, in a folder of an awkward name: every command line
# runs, mine.lua and app.c are the README's own text. What needs a data set or a tool that is not at hand is skipped and
# named.
. "$(dirname "$0")/cases/lib.bash"

if grep -q '^GATCC_SANITIZE:STRING=.' "$build/CMakeCache.txt" 2>/dev/null; then
    skip 'libraries with sanitizers do not link as the README says'
fi
readme=$source_dir/README.md

# A clone of which nothing is copied, in a folder that gatrt.pc has to name with care.
mkdir -p "it's ä clone (2)/build"
cd "it's ä clone (2)" || exit 1
ln -s "$source_dir/models" "$source_dir/runtime" .
ln -s "$build"/gatcc "$build"/libgatrt* build
sed "s|^prefix=.*|prefix=$PWD|; s|^includedir=.*|includedir=$PWD/runtime|; s|^libdir=.*|libdir=$PWD/build|" \
    "$build/gatrt.pc" >build/gatrt.pc
[ -e "${GATCC_DATA:-}/cora.npz" ] && ln -s "$GATCC_DATA/cora.npz" cora.npz
unset PKG_CONFIG_PATH CFLAGS
commands=0 skipped=0 missing=0

pass_over() { skipped=$((skipped + 1)); printf 'skipped: %s: %s\n' "$1" "$2"; }

# Fewer runs than the table's; the checkpoint just made stands for a state dict, as it is one.
run_line() {
    local line=${1//--runs 100/--runs 2}
    case $line in
        './build.sh '*) pass_over "$line" 'other tests build, run and measure'; return ;;
        *cora.npz* | *pcg.npz*)
            if [ ! -e cora.npz ] && [[ $line != 'D='* ]]; then
                missing=1
                pass_over "$line" 'cora.npz is not at hand (GATCC_DATA)'
                return
            fi ;;
    esac
    case $line in *pyg.safetensors*) cp gat2.safetensors pyg.safetensors ;; esac
    commands=$((commands + 1))
    eval "$line" >out 2>err </dev/null || complain "README: $line"
}

# BLOCK KIND TEXT: what is in it is written down or run
block() {
    local kind=$1 text=$2 line
    case $kind in
        lua) printf '%s' "$text" >mine.lua; return ;;
        c) printf '%s' "$text" >app.c; return ;;
        python) python=$((${python:-0} + 1)); pass_over 'the block that saves a data set' 'it needs PyTorch Geometric'; return ;;
    esac
    while IFS= read -r line; do
        case $line in
            gatcc\ * | cc\ * | make\ * | pkg-config\ * | ./* | export\ * | D=*) run_line "$line" ;;
        esac
    done <<<"$text"
}

kind='' text=''
while IFS= read -r line; do
    if [ -n "$kind" ]; then
        if [ "$line" = '```' ]; then
            block "$kind" "$text"
            kind=''
        else
            text+=$line$'\n'
        fi
        continue
    fi
    case $line in
        '```'*) kind=${line#'```'} text='' ;;
        '    '*) block shell "${line#    }" ;;
    esac
done <"$readme"

[ "$(wc -w <"$readme")" -lt 1800 ] || complain 'the README is to stay under 1,800 words'
while IFS= read -r link; do
    [ -e "$source_dir/$link" ] || complain "README.md: there is no $link"
done < <(grep -oE '\]\([^):]+\)' "$readme" | tr -d '])(')
[ "$commands" -ge 16 ] || complain "only $commands commands were found in README.md"
[ "${python:-0}" -le 1 ] || complain 'the README should need Python for nothing but what comes from Python'
holds gat2.params
holds p.npz
[ -x app ] && ./app >out 2>err || complain 'the application does not run'
[ "$(grep -c '^node [012]: ' out)" -eq 3 ] || complain 'the application should print three nodes'
[ "$failed" -eq 0 ] || finish
printf '%d commands run, %d blocks or lines skipped\n' "$commands" "$skipped"
[ "$missing" -eq 0 ] || exit 77
finish
