#!/usr/bin/env bash
# Arrows go down only: a folder of compiler/ and of runtime/ uses itself and those named before it here. By the #include
# lines of compiler/, and by what the built objects call, for runtime/ has one header for all of its files. What stands
# beside the folders is above them. Run, once gatcc is built: bash tests/compiler/folders.sh
set -u
cd "$(dirname "$0")/../.." || exit 1
compiler='base ir lang algebra kernels loops c check oracle product'
runtime='base formats graph exec sample record train explain report cli'
bad=0

complain() { # LINES
    [ -z "$1" ] || { printf '%s\n' "$1"; bad=1; }
}

# Lines "FILE HEADER" in; those that go up out. What is in no folder has the last place.
going_up() { # FOLDERS
    awk -v folders="$1" '
        function place(path, part) { return split(path, part, "/") > 2 && part[2] in at ? at[part[2]] : count + 1 }
        BEGIN { count = split(folders, list, " "); for (i = 1; i <= count; i++) at[list[i]] = i }
        place($1) < place($2) { print $1 " goes up: " $2 ($3 ? ", " $3 : "") }'
}

includes() { # TREE
    grep -rnoE --include='*.[ch]' "^#include \"$1/[^\"]+\\.h\"" "$1" |
        sed -E "s|^([^:]+):[0-9]+:#include \"([^\"]+)\"|\\1 \\2|"
}

# A line "OBJECT OTHER SYMBOL" for each name that one object has and another lacks.
calls() { # TREE FOLDER
    local source objects=()
    for source in "$1"/*.c "$1"/*/*.c; do # objects of files that are gone may still be there
        [ ! -f "$2/$source.o" ] || objects+=("$source.o")
    done
    (cd "$2" && nm -A "${objects[@]}") |
        awk '{ sub(/:.*/, "", $1) }
            $(NF - 1) == "U" { lacks[$1 " " $NF] = 1; next }
            $(NF - 1) ~ /^[A-TV-Z]$/ { has[$NF] = $1 }
            END { for (pair in lacks) { split(pair, p, " "); if (p[2] in has) print p[1], has[p[2]], p[2] } }' | sort
}

# A folder that is not in the list is in no order.
for tree in compiler runtime; do
    for folder in "$tree"/*/; do
        name=$(basename "$folder")
        [ "$name" = lua ] || [[ " ${!tree} " == *" $name "* ]] || complain "$folder is not in the order of $0"
    done
done
complain "$(includes compiler | going_up "$compiler")"

build=${GATCC_BUILD:-build}/CMakeFiles
[ -d "$build/gatcc_core.dir/compiler" ] || { echo "$build: no objects; build first"; exit 1; }
if command -v nm >/dev/null; then
    complain "$(calls compiler "$build/gatcc_core.dir" | going_up "$compiler")"
    complain "$(calls runtime "$build/gatrt_objects.dir" | going_up "$runtime")"
else
    echo "skipped: what objects call; nm is not here"
fi
exit $bad
