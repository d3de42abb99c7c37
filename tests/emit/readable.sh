#!/usr/bin/env bash
# Emitted C for one who has to maintain it: names are those of the model file, its layers and the maths, with a d in front
# of gradients, and stay as they are when something else of the model changes.
. "$(dirname "$0")/../cases/lib.bash"

# members FILE: what the contexts of the programs hold
members() {
    sed -n '/^typedef struct [a-z0-9_]*_ctx {/,/^}/s/.*[ *]\([a-z_A-Z0-9]*\);.*/\1/p' "$1" | sort -u
}

# ---- every value that is kept has a word; a number is a layer's, a demand level's, or tells two of one layer's apart
(cd "$source_dir" && "$gatcc" models/gat2.lua --check=off -o "$work/gat2.c") || complain 'models/gat2.lua'
members gat2.c >members
for name in conv1_z conv1_score_src conv1_score_dst conv1_weighted_sum conv1_h conv2_z conv1_dz conv1_dscore conv1_dscore_src \
    conv2_dweighted_sum conv1_largest conv1_normalizer conv2_dW_pieces loss_sum_pieces x_keep_draw; do
    grep -qx "$name" members || complain "gat2.c keeps no $name"
done
for file in "$source_dir"/generated/*.c; do
    members "$file" | grep -E '^(add|sub|mul|div|neg|recip|exp|log|sqrt|square|sum|top|product|outer|select|equal|maximum)[0-9]*$' >out &&
        complain "$file calls a value after its operator alone"
done
bare=$(sed -n 's/^ *\(const float\|const gat_lanes\|float\) \([a-z0-9_]*\)_[ve]\( =.*\|\[.*\);.*/\2/p' gat2.c |
    grep -cE '^(add|sub|mul|neg|recip|exp|sum|select)[0-9]*$')
[ "$bare" -eq 0 ] || complain "gat2.c has $bare rows that are called after their operator alone"

# ---- what one layer's values are called does not depend on what else there is
sed 's/^local h = /local mask = sigmoid(sum(x) * 0.25)\nlocal h = /; s/^output(.*/output("logits", y)\noutput("gate", mask)/' \
    "$models/gat2.lua" | sed 's/sparse = sparse_features(true), //' >more.lua
sed 's/sparse = sparse_features(true), //' "$models/gat2.lua" >plain.lua
expect 0 "$gatcc" plain.lua -o plain.c
expect 0 "$gatcc" more.lua -o more.c
members plain.c | grep '^conv' >before
members more.c | grep '^conv' >after
[ -s before ] || complain 'no layer has members'
diff before after >out || complain 'names of the layers changed with a value that is none of theirs'

# ---- a layer is called as the user calls it
sed 's/"conv1"/"first"/; s/"conv2"/"second.out"/' "$models/gat2.lua" >named.lua
expect 0 "$gatcc" named.lua -o named.c
members named.c | sed 's/first/conv1/; s/second_out/conv2/' | sort >found
diff members found >out || complain 'layers of other names have other members'

# ---- above each kernel a sentence, and its values with the lines that they come from: layer 1 is line 7, layer 2 line 8
awk '/^\/\* /{ first = NR } { text[NR] = $0 }
    /^static GAT_KERNEL /{ for (i = first; i < NR; i++) print text[i] }' gat2.c >comments
kernels=$(grep -c '^static GAT_KERNEL ' gat2.c)
[ "$(grep -cE '^/\* (For (each|a chunk of) |Adds up|Once)' comments)" -eq "$kernels" ] || complain 'a kernel without its sentence'
grep -E '^ \*   ' comments | grep -vE ' \.\.\. |\.lua:[0-9]+$' >out && complain 'a value without its line'
grep -qF ' * Also inspect k0_conv1_z' comments || complain 'a function does not say who else runs it'
for layer in 1 2; do
    grep -E "^ \*   conv${layer}_(z|score_src|score_dst|largest|total|weighted|weighted_sum|y) = " comments >forward
    [ "$(wc -l <forward)" -ge 10 ] || complain "layer $layer has $(wc -l <forward) equations"
    grep -v ", models/gat2.lua:$((layer + 6))\$" forward >out && complain "a value of layer $layer comes from another line"
done
grep -qF 'softmax of conv1_logit, sum of conv1_z by its weights' comments || complain 'attention is not told'

# ---- inside a kernel each walk over edges says what for, and each loop that makes something says what, and from where
awk '/^static GAT_KERNEL /,/^}/' gat2.c >kernels
grep -B 1 -E 'for \(int64_t [eq] = (in|out)_start' kernels | grep -vE 'for \(|^--|/\* over (incoming|outgoing) edges: ' >out &&
    complain 'a walk without a word'
grep -q '/\* conv1_score, conv1_logit, conv1_largest: models/gat2.lua:7 (nn/gat.lua:[0-9]*, [0-9]*, [0-9]*) \*/' kernels ||
    complain 'the loop of the maximum does not say where its values come from'
grep -q '/\* conv2_z: models/gat2.lua:8 (nn/gat.lua:[0-9]*) \*/' kernels ||
    complain 'the second projection does not say that it is of line 8'

# ---- nothing stands there for the machine alone: no threshold in bits, no cast of a number, no brackets around one statement
grep -q 'GATRT_THRESHOLD(0.6)' kernels || complain 'dropout does not say how much it drops'
grep -nE '[0-9]{9}u|\(u?int(32|64)_t\)[0-9]|[+] 0[];,)]' kernels >out && complain 'a number or a cast that says nothing'
grep -A 2 -E '^ *if \(.*\) \{$' kernels | grep -B 1 -E '^ *\}$' | grep -E '^ *[a-z_0-9]+ = ' >out && complain 'brackets around one statement'
awk 'length > 120' kernels >out
[ -s out ] && complain 'a line of more than 120 columns'
grep -q 'shifted_exp_v' kernels && ! grep -q 'log_total_v\[' kernels ||
    complain 'a part of a line of the language has the name of the whole'

# ---- numbers of the model are constants: no loop runs to a bare number, no row is as long as one, no list begins at one;
# and they have the right values: parameters lie in their struct as in an array
mkdir all
for model in "$models"/*.lua; do
    name=$(sed -n 's/^model "\([a-z0-9_]*\)".*/\1/p' "$model")
    expect 0 "$gatcc" "$model" --check=off -o "all/$name.c"
    awk '/^static GAT_KERNEL /,/^}/' "all/$name.c" >kernels
    [ -s kernels ] || complain "$model has no kernels"
    grep -nE 'for \(.*< *([2-9]|[0-9]{2,});' kernels >out && complain "$model: a loop to a bare number"
    grep -nE '[][a-z(] \* [0-9]+([^.0-9]|$)|^ *(float|int32_t|gat_lanes) [a-z_A-Z0-9]*\[[0-9]+\]' kernels >out &&
        complain "$model: a row of a bare number"
    grep -nE 'pieces? ?\+ [0-9]|piece\[[1-9]|(lo|hi) - [0-9]' kernels >out && complain "$model: a piece at a bare number"
    awk '/^static void [a-z0-9_]*_bind\(|^(static )?size_t [a-z0-9_]*_workspace|^int [a-z0-9_]*_infer\(/,/^}/' \
        "all/$name.c" >binds
    [ "$(grep -c '^}' binds)" -ge 6 ] || complain "$model: functions that bind and measure are missing"
    grep -nE '(^|[^A-Za-z_0-9])[0-9]+ \* |\* [0-9]|[+] [0-9]|[^_a-z0-9]\[[0-9]|[a-z]\[[0-9]+\]' binds |
        grep -vE '\[0\] != 0|at \+ 1\]|c->[a-zA-Z0-9_]* \+ 1;' >out &&
        complain "$model: a bare number where members are bound or the workspace is measured"
    sed -n '/^typedef struct [a-z0-9_]*_\(infer\|train\|score\|inspect\)_ctx {/,/^}/p' "all/$name.c" >contexts
    grep -nE '\*[a-zA-Z0-9_]+;$' contexts | grep -v '\*loss;$' >out && complain "$model: a member without its shape"
    sed -n '/^static const gatrt_\(kernel\|space\|end\|input\|output\) /,/^}/p' "all/$name.c" >tables
    grep -nE '\.(space|of|to|count|width) = [0-9]{2,}|^ *\{"[^"]*", [0-9]' tables >out && complain "$model: a bare number in a table"
    printf '#include "all/%s.h"\n_Static_assert(sizeof(%s_params) == %s_PARAMS * sizeof(float), "constants");\n' "$name" "$name" \
        "$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')" >constants.c
    expect 0 "$CC" -std=c11 -fsyntax-only constants.c
done

# ---- a constant gives way to the model's dimensions, to the header's own, and to macros; of two dimensions of one size
# none is taken for the other
cat >dims.lua <<'END'
model "int32"
local F, C, N = dim("features", 6), dim("classes", 3), dim("max_width", 6)
local x = input.node { F }
local a = matmul(x, param("params", { F, 5 }))
local b = nn.linear(a, { name = "max", out = 4 })
local c = nn.linear(b, { name = "one.two", out = 7 })
local d = nn.linear(c, { name = "one_two", out = 9 })
local y = nn.linear(d, { name = "width", out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
END
expect 0 "$gatcc" dims.lua -o dims.c
expect 0 "$CC" -std=gnu11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -DGATCC_INFERENCE_ONLY dims.c
sed -n 's/^ *\(INT32_[A-Z0-9_]*\) = .*/\1/p' dims.h | sort | uniq -d >out
[ -s out ] && complain 'one constant is there twice'
grep -q '^    INT32_MAX_WIDTH = 6,' dims.h || complain 'the dimension lost its name'
grep -q '^    INT32_MAX_WIDTH_2 = 4,' dims.h || complain 'the layer took the name of the dimension'
grep -q '^    INT32_WIDTH' dims.h && complain 'a constant is called as a macro of <stdint.h>'
grep -q '^    INT32_ONE_TWO_WIDTH = 7,' dims.h && grep -q '^    INT32_ONE_TWO_WIDTH_2 = 9,' dims.h ||
    complain 'two numbers have one constant'
grep -q '^    INT32_X_WIDTH = 6,' dims.h || complain 'of two dimensions of one size one was taken'

# ---- the README shows what is emitted
awk '/^## How it reads/ { on = 1 } on && /^    / { print substr($0, 5); seen = 1 } on && seen && !/^    / { exit }' \
    "$source_dir/compiler/README.md" >shown
[ "$(wc -l <shown)" -ge 55 ] || complain "compiler/README.md shows $(wc -l <shown) lines"
first=$(grep -nxF "$(sed -n 2p shown)" gat2.c | head -n 1 | cut -d: -f1)
tail -n "+$((first - 1))" gat2.c | head -n "$(wc -l <shown)" | diff shown - >out || complain 'compiler/README.md shows other lines than gat2.c has'
finish
