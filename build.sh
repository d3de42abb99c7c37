#!/usr/bin/env bash
# The one door: everything one does with this folder. ./build.sh help
set -eu
started=$PWD        # what names on the command line are relative to
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }
run() { shown "$@"; "$@"; }
refuse() { printf 'build.sh: %s\n' "$*" >&2; exit 2; }      # wrong command line
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# A command as it can be pasted into a shell: only what a shell would take apart stands in quotes.
shown() { # WORD...
    local word line=+
    for word in "$@"; do
        case $word in
            '' | *[!A-Za-z0-9_./:,=+@%-]*) line+=" ${word@Q}" ;;
            *) line+=" $word" ;;
        esac
    done
    printf '%s\n' "$line" >&2
}

# Blanks, brackets, quotes and letters of all languages are fine; for these cmake, make, the linker and pkg-config
# have no common spelling.
check_path() { # PATH WHAT
    case $1 in
        *[\"\$\`\\\;:,\#%\&*?!\|\<\>{}[\]~^=]* | *[[:cntrl:]]*)
            fail "$2 $1: a path must be without \" \$ \` \\ ; : , # % & * ? ! | < > { } [ ] ~ ^ = and control characters" ;;
    esac
}

absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$started" "$1" ;; esac; }

jobs=$(nproc 2>/dev/null || echo 2)
build=build
sanitize=

help() {
    cat <<'TEXT'
usage: ./build.sh [--sanitize=LIST] [COMMAND] [ARGUMENTS]

  (none), build         builds into build/: gatcc, libgatrt.a, libgatrt.so, gatrt.pc; first installs what is missing
  deps [--targets]      installs what is missing with apt-get, as root or by sudo without a password;
                        otherwise prints the one command to run; --targets: also compilers and emulators of other
                        machines and a browser, for which more tests run then, and the tables of bits and sizes have more rows
  run [--data FILE]     builds, compiles models/gat2.lua, trains it on karate and on a synthetic graph shaped
                        like Cora, and prints accuracy, time per epoch and memory; --data: on a file of yours
  test [--quick] [CTEST ARGS]
                        builds and runs the tests; GATCC_DATA names a folder of data sets some of them use;
                        --quick: those of tests/quick.txt, half a minute on two cores
  fuzz [--seconds N] [--target NAME] [--models N] [--seed S]
                        runs the fuzzers of tests/fuzz in build-fuzz/, 60 seconds each, then 200 random models;
                        --target: one fuzzer only; --models alone: random models only, much faster
                        where tcc is installed
  bench [--quick] [--json FILE] [--workload NAME]
                        measures this machine, gatcc, and training and inference on a list of workloads, PyTorch
                        beside them where it can be installed; tests/bench/README.md; --quick: under a minute
  bits [--quick] [--fast] [--floats] [--epochs N] [--model NAME]
                        one hash everywhere, runtime/bits.md: the table of hashes of models, compilers and machines;
                        --floats: every float through the functions that stand for the C library's, some minutes
  sizes [--quick]       the table of sizes: code, constants, weights, memory and stack of inference, for each compiler
                        and target that is here
  layers [--data FILE]  the table of layers: kernels, memory and, with a data set, time of each network in models/
  mutate [NAME...]      breaks compiler and runtime in a copy, one patch of tests/mutate/ after another, and tells
                        which test notices; --list shows them, --table FILE writes the outcome down
  install [--prefix P]  installs gatcc, libgatrt, gatrt.h, gatrt.pc and man pages (prefix: /usr/local)
  bless                 writes down what gatcc says now: generated/ and the expectations in tests/
  fmt [FILE...]         clang-format, in place
  lint [FILE...]        clang-tidy over compiler and runtime; it fails when it finds something
  clean                 removes build/, build-sanitize/ and build-fuzz/
  help                  this text

  --sanitize=LIST       build or test with sanitizers, address,undefined or thread, in build-sanitize/LIST
TEXT
}

# ---------------------------------------------------------------- dependencies

packages='build-essential cmake pkg-config clang liblua5.4-dev libopenblas-dev libzip-dev zlib1g-dev libjansson-dev libexpat1-dev libcmocka-dev'

is_installed() { # PATTERN
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

missing_packages() { # PACKAGE...
    local package
    for package in "$@"; do
        case $package in
            libclang-dev) is_installed libclang-dev || is_installed 'libclang-[0-9]*-dev' || echo $package ;;
            *) is_installed "$package" || echo "$package" ;;
        esac
    done
}

# Nothing runs where everything is there; else apt-get, where we may.
need_packages() { # PACKAGE...
    local missing
    command -v dpkg-query >/dev/null || { say "no dpkg here; needed are the equivalents of: $*" >&2; return 0; }
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -eq 0 ]; then
        # shellcheck disable=SC2086  # packages are words
        install_packages "" $missing || fail "these packages could not be installed: ${missing% }"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        # shellcheck disable=SC2086
        install_packages sudo $missing || fail "these packages could not be installed: ${missing% }"
    else
        say "build.sh: packages are missing. Run this, then again what you ran:" >&2
        say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing% }" >&2
        exit 1
    fi
}

install_packages() { # SUDO PACKAGE...
    local sudo=$1
    shift
    run $sudo apt-get update -q
    run $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

# What only makes the tests shorter or more of them run: no test fails where it cannot be had.
wish_for_packages() { # PACKAGE...
    local missing
    command -v dpkg-query >/dev/null && [ "$(id -u)" -eq 0 ] || return 0
    missing=$(missing_packages "$@" | tr '\n' ' ')
    # shellcheck disable=SC2086  # packages are words
    [ -z "$missing" ] || install_packages "" $missing || say "build.sh: tests go on without: $missing"
}

# A tool counts wherever it comes from; only a missing one is a missing package.
need_tool() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || need_packages "$2"
    command -v "$1" >/dev/null || fail "$command needs $1, which is not here; in Debian it is in the package $2"
}

# Compilers, C libraries and emulators of the machines that tests/bits, tests/embed and tests/bench know; a browser, for pages. The
# i686 compiler stands for gcc-multilib, which Debian has not beside the others.
targets='qemu-user qemu-system-arm nodejs gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-riscv64-linux-gnu libc6-dev-riscv64-cross
gcc-i686-linux-gnu libc6-dev-i386-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross gcc-arm-linux-gnueabi libc6-dev-armel-cross
gcc-powerpc64le-linux-gnu libc6-dev-ppc64el-cross gcc-arm-none-eabi libnewlib-arm-none-eabi wasi-libc libclang-rt-dev-wasm32 lld chromium tcc'

deps() { # [--targets]
    local more=
    [ "${1-}" != --targets ] || { more=$targets; shift; }
    [ $# -eq 0 ] || refuse "deps: unknown argument $1 (./build.sh help)"
    # shellcheck disable=SC2086  # packages are words
    need_packages $packages libclang-dev $more
}

# ---------------------------------------------------------------- build

configure() { # CMAKE OPTION...
    check_path "$PWD" "the folder"
    deps
    mkdir -p "$build"
    local options=(-S . -B "$build")
    [ -n "$sanitize" ] && options+=("-DGATCC_SANITIZE=$sanitize")
    [ -n "${GATCC_DATA:-}" ] && options+=("-DGATCC_DATA=$(absolute "$GATCC_DATA")")
    [ $# -gt 0 ] && options+=("$@")
    quietly cmake "${options[@]}"
}

# What users take away; the tests are built by ./build.sh test.
configure_and_build() { # CMAKE OPTION...
    configure "$@"
    run cmake --build "$build" -j "$jobs" --target gatcc gatrt_static gatrt_shared
}

# What cmake's configuration says matters only when it fails.
quietly() {
    local log="$build/configure.log"
    shown "$@"
    "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "configuration failed"; }
}

run_tests() { # [--quick] CTEST ARGUMENT...
    [ "${1:-}" != --quick ] || { shift; set -- -L '^quick$' "$@"; }
    wish_for_packages tcc mandoc
    configure
    run cmake --build "$build" -j "$jobs"
    local status shown="$build/ctest.log"
    run ctest --test-dir "$build" --output-on-failure -j "$jobs" "$@" 2>&1 | tee "$shown"
    status=${PIPESTATUS[0]}
    tell_what_was_skipped "$shown" "$build/Testing/Temporary/LastTest.log"
    return "$status"
}

# The last lines of a run: what was left out, and why, then how many tests passed, and were skipped, wholly (exit code
# 77) or in part. A test says so in a line of its own, "skipped: WHY".
tell_what_was_skipped() { # OUTPUT LOG
    [ -f "$2" ] || return 0
    awk '
        FNR == NR {
            if (!/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /) next
            all++
            if (/\*\*\*Skipped /) whole++
            else if (/ Passed /) passed++
            next
        }
        /^[0-9]+\/[0-9]+ Test: / { name = $3 }
        sub(/^skipped: */, "") { part[name] = 1; if (!count[$0]++) reasons[++n] = $0 }
        END {
            if (!all) exit
            for (name in part) parts++
            failed = all - passed - whole
            line = passed " of " all " tests passed"
            if (failed) line = line ", " failed " failed"
            if (whole) line = line ", " whole " skipped"
            if (parts > whole) line = line ", " (parts - whole) " left something out"
            for (i = 1; i <= n; i++)
                print "left out: " reasons[i] (count[reasons[i]] > 1 ? " (" count[reasons[i]] " times)" : "")
            print line
        }' "$1" "$2"
}

# The peer is measured where its package is or can be had; a quick run installs nothing.
bench() {
    configure_and_build
    case " $* " in *" --quick "*) ;; *)
        (need_packages python3-torch python3-numpy) || say "build.sh: without python3-torch there is no peer to measure" ;;
    esac
    run env GATCC_BUILD="$build" tests/bench/bench.bash "$@"
}

mutate() {
    deps
    run env GATCC_BUILD="$build" tests/mutate/mutate.bash "$@"
}

# Before anything is built: may we make files there?
check_rights() { # PREFIX
    local folder=$1
    while [ ! -e "$folder" ]; do folder=$(dirname "$folder"); done
    [ -d "$folder" ] || fail "install: $folder is no folder"
    [ -w "$folder" ] || fail "install: no right to write to $folder; choose a folder of yours with --prefix, such as" \
        "./build.sh install --prefix ~/.local, or run it as root"
}

install_all() {
    local prefix=/usr/local
    while [ $# -gt 0 ]; do
        case $1 in
            --prefix) [ $# -ge 2 ] || refuse "--prefix needs a folder"; prefix=$2; shift 2 ;;
            --prefix=?*) prefix=${1#--prefix=}; shift ;;
            *) refuse "install: unknown argument $1 (./build.sh help)" ;;
        esac
    done
    prefix=$(absolute "$prefix")
    check_path "$prefix" "the folder"
    check_rights "$prefix"
    configure_and_build "-DCMAKE_INSTALL_PREFIX=$prefix"
    run cmake --install "$build"
    case $prefix in
        /usr | /usr/local) [ "$(id -u)" -ne 0 ] || run ldconfig ;;
        *)
            printf 'for your shell: export PATH=%q:$PATH PKG_CONFIG_PATH=%q\n' "$prefix/bin" \
                "$(dirname "$(find "$prefix" -name gatrt.pc | head -n 1)")" ;;
    esac
}

# ---------------------------------------------------------------- fuzzers

fuzz_targets='lua npz data pickle pt text ogb tu musae dti drawn safetensors spec options product'
most_findings=5     # of one target in one run

is_number() { case $1 in '' | *[!0-9]* | ???????????*) return 1 ;; esac; }

build_fuzzers() { # TARGET...
    local probe='int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }'
    deps
    mkdir -p build-fuzz/corpus build-fuzz/findings
    printf '%s' "$probe" | clang -x c - -fsanitize=fuzzer,address,undefined -o build-fuzz/probe 2>/dev/null ||
        need_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
    build=build-fuzz quietly cmake -S tests/fuzz -B build-fuzz -DCMAKE_C_COMPILER=clang
    run cmake --build build-fuzz -j "$jobs" --target "${@/#/fuzz_}"
}

# statistic LOG NAME: of libFuzzer's last lines, 0 where it printed none
statistic() { awk -v name="stat::$2:" '$1 == name { n = $2 } END { print n + 0 }' "$1"; }

# fuzz_once TARGET SECONDS: until a finding or the end of the time; its output goes to build-fuzz/TARGET.log
fuzz_once() {
    local name=$1 seeds=("tests/fuzz/corpus/$1")
    [ "$name" = lua ] && seeds+=(models tests/ir tests/error)
    mkdir -p "build-fuzz/corpus/$name"
    "build-fuzz/fuzz_$name" -max_total_time="$2" -seed="$seed" -max_len=6000 -timeout=25 -rss_limit_mb=3000 \
        -detect_leaks="$([ "$name" = lua ] && echo 0 || echo 1)" -close_fd_mask=3 -print_final_stats=1 \
        -artifact_prefix="build-fuzz/findings/$name-" "build-fuzz/corpus/$name" "${seeds[@]}" \
        >"build-fuzz/$name.log" 2>&1
}

# A finding stops libFuzzer; it is named with what is wrong and tried again, and the rest of the time is used.
fuzz_target() { # TARGET
    local name=$1 began=$SECONDS runs=0 found=0 left=$seconds status file
    while [ "$left" -gt 0 ] && [ "$found" -lt "$most_findings" ]; do
        status=0
        fuzz_once "$name" "$left" || status=$?
        runs=$((runs + $(statistic "build-fuzz/$name.log" number_of_executed_units)))
        [ "$status" -ne 0 ] || break
        file=$(sed -n 's/.*Test unit written to //p' "build-fuzz/$name.log" | tail -n 1)
        if [ -z "$file" ]; then
            tail -n 5 "build-fuzz/$name.log" >&2
            fail "fuzz_$name ended with $status and without a case; see build-fuzz/$name.log"
        fi
        found=$((found + 1))
        say "FOUND $file: $(what_is_wrong "$name" "$file")"
        say "  again: build-fuzz/fuzz_$name $file"
        left=$((seconds - (SECONDS - began))) seed=$((seed + 1))
    done
    findings=$((findings + found))
    fuzz_table+=$(printf '%-12s %8d %11d %8d %9d' "$name" $((SECONDS - began)) "$runs" \
        $((runs / (SECONDS - began + 1))) "$found")$'\n'
}

what_is_wrong() { # TARGET FILE
    ASAN_OPTIONS=detect_leaks=0 "build-fuzz/fuzz_$1" -timeout=25 -rss_limit_mb=3000 "$2" 2>&1 |
        grep -m 1 -E 'gatcc: |gatrt: |this must hold|runtime error|ERROR: ' || say "not the second time"
}

random_models() {
    [ -f tests/random/test_random.c ] || return 0
    configure
    run cmake --build "$build" -j "$jobs" --target test_random_random || return 1
    run env "GATCC_SOURCE=$PWD" "GATCC_BUILD=$PWD/$build" "$build/tests/test_random_random" \
        --models "$models" --seed "$seed" --jobs "$jobs" --table
}

fuzz_all() {
    local seconds= target= models= seed=1 findings=0 name
    while [ $# -gt 0 ]; do
        case $1 in --*=?*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;; esac
        [ $# -ge 2 ] || refuse "fuzz: $1 needs a value (./build.sh help)"
        [ "$1" = --target ] || is_number "$2" || refuse "fuzz: $1 $2: expected a whole number"
        case $1 in
            --seconds) seconds=$2 ;;
            --target) target=$2 ;;
            --models) models=$2 ;;
            --seed) seed=$2 ;;
            *) refuse "fuzz: unknown argument $1 (./build.sh help)" ;;
        esac
        shift 2
    done
    case " $fuzz_targets " in
        *" ${target:-lua} "*) ;;
        *) refuse "fuzz: no target $target; there are $fuzz_targets" ;;
    esac
    local first_seed=$seed fuzz_table=
    if [ -z "$models$target" ] || [ -n "$seconds$target" ]; then
        [ -n "$target" ] || [ -n "$models" ] || models=200
        seconds=${seconds:-60}
        # shellcheck disable=SC2086  # targets are words
        build_fuzzers ${target:-$fuzz_targets}
        for name in ${target:-$fuzz_targets}; do fuzz_target "$name"; done
        printf '%-12s %8s %11s %8s %9s\n' target seconds executions 'a second' findings
        printf '%s' "$fuzz_table"
    fi
    seed=$first_seed
    [ -z "$models" ] || random_models || findings=$((findings + 1))
    [ "$findings" -eq 0 ] || fail "$findings findings; cases are in build-fuzz/findings and where they were named above"
}

# ---------------------------------------------------------------- run

# train_one NAME DATA: build/run/NAME/gat2.c -> gat2 -> trained, measured
train_one() {
    local folder="$build/run/$1" data=$2
    local compiler=${CC:-cc}
    say
    say "== models/gat2.lua on $data"
    mkdir -p "$folder"
    run "$build/gatcc" models/gat2.lua --data "$data" -o "$folder/gat2.c"
    local flags
    LC_ALL=C read -a flags <<<"$(PKG_CONFIG_PATH="$build" pkg-config --cflags --libs gatrt)"     # which puts \ before blanks
    # shellcheck disable=SC2086  # the compiler may have arguments
    run $compiler -O3 -march=native "$folder/gat2.c" "${flags[@]}" -o "$folder/gat2"
    run "$folder/gat2" train --data "$data" --seed 1 --checkpoint "$folder/gat2.safetensors" --json "$folder/train.json"
    say "made: $folder/gat2.c $folder/gat2.h $folder/gat2 $folder/gat2.safetensors $folder/train.json"
    summary+=$(summary_line "$folder/train.json" "$data")$'\n'
}

# number JSON KEY: the first value of the key, "-" where there is none.
number() {
    local value
    value=$(grep -o "\"$2\": *[-0-9.e+]*" "$1" | head -n 1 | sed 's/.*: *//') || true
    printf '%s' "${value:--}"
}

summary_line() { # JSON DATA
    local accuracy
    accuracy=$(number "$1" test_accuracy)
    [ "$accuracy" = - ] || accuracy=$(LC_ALL=C awk "BEGIN { printf \"%.1f %%\", 100 * $accuracy }")
    printf '%-60s  accuracy %s, %s epochs, %.2f ms per epoch, %.1f MiB peak' "$2" "$accuracy" \
        "$(number "$1" epochs)" "$(as_number "$1" epoch_ms_median)" "$(as_number "$1" peak_rss_mib)"
}

as_number() { local value; value=$(number "$1" "$2"); [ "$value" = - ] && value=0; printf '%s' "$value"; }

run_all() {
    local data=
    while [ $# -gt 0 ]; do
        case $1 in
            --data) [ $# -ge 2 ] || refuse "--data needs a file"; data=$2; shift 2 ;;
            --data=?*) data=${1#--data=}; shift ;;
            *) refuse "run: unknown argument $1 (./build.sh help)" ;;
        esac
    done
    [ -z "$data" ] || [ ! -e "$(absolute "$data")" ] || data=$(absolute "$data")
    configure_and_build
    summary=
    if [ -n "$data" ]; then
        train_one data "$data"
    else
        train_one karate karate
        train_one synth synth:nodes=2708,edges=10556,features=1433,classes=7,seed=1
    fi
    say
    printf '%s' "$summary"
}

# ---------------------------------------------------------------- care

c_files() { ls compiler/*.c compiler/*/*.c runtime/*/*.c tests/*.c tests/*/*.c 2>/dev/null | grep -v "^tests/check/"; } # headers are aligned by hand

fmt() {
    need_tool clang-format clang-format
    [ $# -gt 0 ] || set -- $(c_files)
    run clang-format -i "$@"
}

lint() {
    need_tool clang-tidy clang-tidy
    configure_and_build
    [ $# -gt 0 ] || set -- compiler/*.c compiler/*/*.c runtime/*/*.c
    say "+ clang-tidy -p $build --quiet ... $# files"
    printf '%s\0' "$@" | xargs -0 -n 4 -P "$jobs" clang-tidy -p "$build" --quiet --warnings-as-errors='*' ||
        fail "lint: what clang-tidy finds is mended, or silenced where it stands with its reason"
}

bless() {
    configure_and_build
    run env GATCC_BUILD="$build" tests/run.sh --bless
}

# ---------------------------------------------------------------- command line

use_sanitizers() { # LIST
    case $1 in
        address | undefined | address,undefined | undefined,address | thread | thread,undefined | undefined,thread) ;;
        *) refuse "--sanitize=$1: expected address,undefined or thread" ;;
    esac
    sanitize=$1
    build=build-sanitize/${1//,/-}
}

arguments=()
for word in "$@"; do
    case $word in
        --sanitize=*) use_sanitizers "${word#--sanitize=}" ;;
        *) arguments+=("$word") ;;
    esac
done
set -- "${arguments[@]+"${arguments[@]}"}"
command=${1:-build}
[ $# -gt 0 ] && shift

no_arguments() { [ "$1" -eq 0 ] || refuse "$command takes no arguments (./build.sh help)"; }

case $command in
    build) no_arguments $#; configure_and_build ;;
    deps) deps "$@"; say "everything needed is installed" ;;
    run) run_all "$@" ;;
    test) run_tests "$@" ;;
    fuzz) fuzz_all "$@" ;;
    bench) bench "$@" ;;
    bits) configure_and_build; run env GATCC_BUILD="$build" bash tests/bits/table.bash "$@" ;;
    sizes) configure_and_build; run env GATCC_BUILD="$build" bash tests/bench/sizes.bash "$@" ;;
    layers) configure_and_build; run env GATCC_BUILD="$build" bash tests/bench/layers.bash "$@" ;;
    mutate) mutate "$@" ;;
    install) install_all "$@" ;;
    bless) no_arguments $#; bless ;;
    fmt) fmt "$@" ;;
    lint) lint "$@" ;;
    clean) no_arguments $#; run rm -rf build build-sanitize build-fuzz ;;
    help | -h | --help) help ;;
    *) refuse "unknown command $command (./build.sh help)" ;;
esac
