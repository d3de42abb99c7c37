#!/usr/bin/env bash
# NAME_step, training on an application's memory from NAME_first_params, and NAME_score of the nodes that validate: the losses of
# `train --order given`, to the bit, of models of all kinds, over one chunk of rows and over many, with dropout, states, edge inputs,
# and products that a trainer hands to OpenBLAS; no byte beyond what was asked for; text without a warning; wrong arguments are
# codes; what it cannot train is told in a line.
. "$(dirname "$0")/../cases/lib.bash"

sanitize=$(sed -n 's/^GATCC_SANITIZE:STRING=//p' "$build/CMakeCache.txt" 2>/dev/null)
[ -z "$sanitize" ] || CC=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
LC_ALL=C read -r -a libraries <<<"$(pkg-config --static --libs-only-l gatrt | sed 's/-lgatrt//')"
flags=(-std=c17 -O0 ${sanitize:+-fsanitize=$sanitize})
strict=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wcast-qual -Wstrict-prototypes -Werror)
seed=3 epochs=12

. "$source_dir/tests/support/edges.bash"

# Batch norm's states, and dropout of dense rows.
cat >normed.lua <<'END'
model "normed"
local F, C = dim("features", 16), dim("classes", 3)
local h = nn.gcn(input.node { F, sparse = false }, { name = "one", out = 8 })
local y = nn.gcn(dropout(relu(nn.batch_norm(h, { name = "norm" })), 0.5), { name = "two", out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 50, optimizer = adamw { lr = 0.01, weight_decay = 0.01 } }
END

# Of what trains, and of what validates, if anything, else trains.
losses_of() { # FILE
    local list
    for list in losses '[a-z]*_losses'; do sed -n "/\"$list\"/,/]/p" "$1" | sed '1d;$d;s/[ ,]//g' >"$list"; done
    paste -d' ' losses '[a-z]*_losses' >expected
}

# MODEL DATA FLAG...
model() {
    local file=$1 data=$2
    shift 2
    expect 0 "$gatcc" "$file" --data "$data" --bits=exact --name trained -o trained.c
    expect 0 "$gatcc" "$file" --data "$data" --bits=exact --step --name embedded -o embedded.c
    expect 0 "$CC" "${flags[@]}" "${strict[@]}" -c embedded.c -o embedded.o
    expect 0 "$CC" "${flags[@]}" "$@" -DGATCC_NO_MAIN -I"$source_dir/runtime" -I. "$source_dir/tests/embed/step.c" \
        trained.c embedded.o "$build/libgatrt.a" "${libraries[@]}" -lm -o both
    expect 0 ./both train --data "$data" --order given --seed $seed --epochs $epochs --patience 0 --quiet --json run.json
    losses_of run.json
    expect 0 ./both stepped "$data" $seed $epochs
    [ "$(sort -u expected | wc -l)" -ge $epochs ] || complain "$file: a trainer's losses are $(tr '\n' ' ' <expected)"
    cmp -s expected out || complain "$file: NAME_step has other losses: $(diff expected out | head -n 4)"
}

many=synth:nodes=300,edges=1500,features=40,classes=3,seed=1,density=0.2    # 8 chunks
model "$models/gat2.lua" "$many" -DSPARSE
model "$models/transformer.lua" karate -DSPARSE
model "$models/gat_residual.lua" "$many" -DSPARSE
model normed.lua synth:nodes=300,edges=900,features=16,classes=3,seed=2
model "$source_dir/tests/bits/wide.lua" synth:nodes=200,edges=900,features=128,classes=5,seed=7
model "$models/multilabel.lua" edges -DTARGET
model "$models/edge_network.lua" edges -DEDGES -DTARGET

# ---- wrong arguments are codes, and a loss that is no number changes nothing
cat >codes.c <<'END'
#include "codes.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static int failed;
#define EXPECT(code, call)                                                                                             \
    do {                                                                                                               \
        const int got = (call);                                                                                        \
        if (got != (code))                                                                                             \
            failed = 1, printf("%s gives %d, not %d\n", #call, got, (int)(code));                                           \
    } while (0)
#define BEGIN codes_trainer_begin(&t, &params, &graph, &inputs, &answers, 1, memory)
int main(void)
{
    static codes_params params, before;
    static unsigned char memory[400000];
    static int32_t src[] = {1, 0, 2}, dst[] = {0, 1, 1}, col[] = {0, 33, 5};
    static int64_t row_start[] = {0, 1, 2, 3}, lists[200];
    static float val[] = {1, 1, 1}, label[] = {0, 1, 2}, weight[] = {0.5f, 0.5f, 0};
    codes_edges edges = {.nodes = 3, .edges = 3, .src = src, .dst = dst};
    codes_graph graph;
    codes_inputs inputs = {.x_row_start = row_start, .x_col = col, .x_val = val};
    codes_answers answers = {.label = label, .weight = weight};
    codes_trainer t;
    memset(&t, 0, sizeof t);
    if (codes_prepare_size(&edges) > sizeof lists || codes_prepare(&edges, &graph, lists) != CODES_OK ||
        codes_trainer_size(graph.nodes, graph.edges, 3) > sizeof memory)
        return 1;
    EXPECT(1, codes_trainer_size(-1, 3, 3) == SIZE_MAX);
    EXPECT(1, codes_trainer_size(3, (int64_t)1 << 31, 3) == SIZE_MAX);
    EXPECT(1, codes_trainer_size(3, 3, -1) == SIZE_MAX);
    EXPECT(sizeof(size_t) == 4, codes_trainer_size(1, INT32_MAX, 3) == SIZE_MAX);
    EXPECT(sizeof(size_t) == 4, codes_trainer_size(1, 1, INT32_MAX) == SIZE_MAX);
    EXPECT(CODES_NO_ARGUMENT, codes_step(NULL));
    EXPECT(CODES_NO_ARGUMENT, codes_step(&t));
    EXPECT(CODES_NO_ARGUMENT, codes_trainer_begin(&t, NULL, &graph, &inputs, &answers, 1, memory));
    EXPECT(CODES_NO_ARGUMENT, codes_trainer_begin(&t, &params, &graph, &inputs, &answers, 1, NULL));
    answers.label = NULL;
    EXPECT(CODES_NO_ARGUMENT, BEGIN);
    answers.label = label;
    col[1] = 34;
    EXPECT(CODES_BAD_INPUT, BEGIN);
    col[1] = 33;
    graph.edges--;
    EXPECT(CODES_BAD_GRAPH, BEGIN);
    graph.edges++;
    EXPECT(CODES_OK, BEGIN);
    EXPECT(CODES_OK, codes_step(&t));
    EXPECT(1, t.steps == 1);
    before = params;
    weight[0] = NAN;
    EXPECT(CODES_NO_NUMBER, codes_step(&t));
    EXPECT(1, t.steps == 1 && !memcmp(&before, &params, sizeof params));
    float logits[3 * CODES_CLASSES] = {0}, loss = 0;
    weight[0] = 0.5f;
    EXPECT(CODES_NO_ARGUMENT, codes_first_params(NULL, 1));
    EXPECT(CODES_NO_ARGUMENT, codes_score(NULL, &answers, logits, &loss));
    EXPECT(CODES_NO_ARGUMENT, codes_score(&t, NULL, logits, &loss));
    EXPECT(CODES_NO_ARGUMENT, codes_score(&t, &answers, NULL, &loss));
    EXPECT(CODES_NO_ARGUMENT, codes_score(&t, &answers, logits, NULL));
    EXPECT(CODES_OK, codes_score(&t, &answers, logits, &loss));
    EXPECT(1, fabsf(loss - logf(CODES_CLASSES)) < 1e-6f);
    answers.label = NULL;
    EXPECT(CODES_NO_ARGUMENT, codes_score(&t, &answers, logits, &loss));
    return failed;
}
END
expect 0 "$gatcc" "$models/gat2.lua" --data karate --step --name codes -o shipped/
expect 0 "$CC" "${flags[@]}" "${strict[@]}" -Ishipped codes.c shipped/codes.c -lm -o codes
expect 0 ./codes

# What does not fit into 32 bits is no size.
. "$source_dir/tests/support/gcc32.bash"
printf '#include <string.h>\nint main(void) { return 0; }\n' >probe.c
# shellcheck disable=SC2086  # a compiler is words
if $gcc32 -msse2 -mfpmath=sse -static probe.c -lm -o probe 2>/dev/null && ./probe; then
    expect 0 $gcc32 -std=c11 -O1 -msse2 -mfpmath=sse -static -Ishipped codes.c shipped/codes.c -lm -o codes
    expect 0 ./codes
else
    echo 'skipped: no compiler here makes programs of 32 bits'
fi

# ---- in JavaScript: the same losses
if command -v node >/dev/null && command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    for data in karate "$many"; do
        trainer here "$models/gat2.lua" --data "$data" --bits=exact
        expect 0 ./here train --data "$data" --order given --seed $seed --epochs $epochs --patience 0 --quiet --json run.json
        losses_of run.json
        expect 0 "$gatcc" "$models/gat2.lua" --data "$data" --bits=exact --step -o gat2.wasm
        rm -rf data
        expect 0 "$gatcc" data --data "$data" -o data/
        expect 0 node --no-warnings "$source_dir/tests/embed/languages/train.mjs" gat2.mjs data $seed $epochs
        cmp -s expected out || complain "gat2.mjs has other losses: $(diff expected out | head -n 4)"
    done
else
    echo 'skipped: training in JavaScript: node, clang or wasm-ld is not here (./build.sh deps --targets)'
fi

# ---- what cannot be is told before anything is written
changed() { sed "s/optimizer = .*/$1 }/" "$models/gat2.lua" >other.lua; }
refused 2 'rows of graph' "$gatcc" "$models/gin_graph.lua" --step -o x.c
refused 2 'ask for different memory' "$gatcc" "$models/gat2.lua" --step --update -o x.c
refused 2 '--step goes with -o' "$gatcc" "$models/gat2.lua" --step -o x
changed 'optimizer = sgd { lr = 0.1 }'
refused 2 'is trained by sgd' "$gatcc" other.lua --step -o x.c
changed 'clip = clip.norm { max = 1 }'
refused 2 'has a clip in train' "$gatcc" other.lua --step -o x.c
nothing x.c
finish
