/* fuzz_lua.c - a model file: Lua front end, every pass with its verifier, the emitter.
 *
 * A first line "--! WORDS" sets what gatcc's command line would: `data` or `sparse` for
 * --data, NAME=VALUE for -D. A text that is no model must leave an error text; a model
 * must be sound, and of a share of them (in the replay, of all) C must come out. bug() and die() end the process, which is a finding.
 *
 * The compiler's memory lives until exit. So that millions of models fit, its two files
 * that keep anything are compiled here a second time and can forget; the linker then
 * leaves out the library's. */
#include "fuzz.h"

#include "../../compiler/base/diag.c"
#include "../../compiler/base/arena.c"
#include "../support/compiler.h"

enum { MOST_DIMS = 4, MOST_VALUES = 3000, MOST_LUA_WORDS = 200 };

/* clang-format off */
const char *const lua_words[] = {
#define OP(name, arity, kind, gradient, zero, cost, lanes, ctext, meaning) #name, "op." #name,
#include "../../compiler/ir/ops.def"
#undef OP
    "local", "function", "end", "return", "for", "while", "do", "if", "then", "else", "repeat", "until", "nil", "true",
    "false", "and", "or", "not", "..", "#", "^", "//", "%", "~=", "<<", "&", "[[", "]]", "--", "{", "}", "(", ")",
    "model", "dim", "input.node", "input.edge", "target.class", "target.value", "output", "loss", "graph", "train",
    "param", "inspect", "nn.gat", "nn.linear", "dropout", "keep", "concat", "slice", "reshape", "flatten", "mean",
    "sum", "max", "dot", "clamp", "gelu", "layer_norm", "l2_normalize", "degree", "pool_count", "mean_in", "pool_mean",
    "edge_softmax", "mean_heads", "sum_heads", "cross_entropy", "bce_with_logits", "mse", "init.glorot", "init.uniform",
    "init.constant", "init.normal", "init.zeros", "sparse", "normalize", "self_loops", "symmetric", "heads", "out",
    "merge", "attention_dropout", "activation", "bias", "name", "stored", "transposed", "fan_in", "fan_out", "epochs",
    "patience", "optimizer", "adam", "adamw", "sgd", "lr", "weight_decay", "metric", "space", "\"edge\"", "\"node\"",
    "\"graph\"", "\"param\"", "shape", "num", "index", "length", "width", "dim", "math.huge", "math.maxinteger",
    "-math.huge", "0/0", "string.rep", "string.format", "\"%s\"", "table.unpack", "table.concat", "table.sort",
    "src", "dst", "spread", "sum_in", "op.sum_out", "max_in", "pool_sum", "input.edge_weight", "loop", "\"missing\"", "\"mean\"", "mae", "huber", "delta", "class_weight", "pos_weight",
    "\"balanced\"", "label_smoothing", "label_dropout", "state", "update", "training", "drop_edge", "nn.mpnn",
    "pool_softmax", "pool_std", "nn.set2set", "nn.attention_pool", "nn.softmax_pool", "nn.pair_norm", "nn.instance_norm",
    "nn.gine", "nn.embedding", "nn.jumping_knowledge", "\"lstm\"", "steps", "frozen", "known", "norm", "per", "train_t",
    "nn.layer_norm", "nn.batch_norm", "nn.graph_norm", "silu", "selu", "prelu", "edge", "hidden", "message",
    "aggregate", "inner", "mask", "tostring", "tonumber", "ipairs", "pairs", "next", "assert", "error", "rawset", "rawget", "select", "--! data",
    "--! sparse", "--! classes=3", NULL,
};
/* clang-format on */

unsigned fuzz_lua_pass_every = 8, fuzz_lua_check_every = 128;

void compiler_forget(void)
{
    while (newest) {
        Arena *older = newest->older;
        free(newest);
        newest = older;
    }
    memset(&names, 0, sizeof names);
    sources = NULL;
    source_count = source_capacity = 0;
}

/* What "--! WORDS" said. */
typedef struct Said {
    FrontOptions options;
    const char *dim_names[MOST_DIMS];
    int64_t dim_values[MOST_DIMS];
    gatrt_set node;
    gatrt_relation edge;
    gatrt_data data;
} Said;

static void take_word(Said *said, char *word)
{
    char *equals = strchr(word, '=');
    if (strcmp(word, "data") == 0 || strcmp(word, "sparse") == 0) {
        said->node = (gatrt_set){
            .name = (char *)(uintptr_t)NODE_SET, .rows = 9, .features = 5, .classes = 3, .sparse = word[0] == 's'};
        said->edge = (gatrt_relation){.name = (char *)(uintptr_t)EDGE_RELATION, .edges = 20, .edge_features = 2};
        said->data = (gatrt_data){.name = (char *)(uintptr_t) "graph.npz",
                                  .sets = &said->node,
                                  .set_count = 1,
                                  .relations = &said->edge,
                                  .relation_count = 1};
        said->options.data = &said->data;
    } else if (equals && equals > word && said->options.dim_count < MOST_DIMS) {
        *equals = '\0';
        said->dim_names[said->options.dim_count] = intern(word);
        said->dim_values[said->options.dim_count++] = strtoll(equals + 1, NULL, 10);
    }
}

static void read_said(Said *said, const char *text, size_t size)
{
    *said = (Said){.options = {.dim_names = said->dim_names, .dim_values = said->dim_values}};
    char line[MOST_LUA_WORDS];
    size_t length = 0;
    while (length < size && text[length] != '\n')
        length++;
    if (length < 4 || length >= sizeof line || memcmp(text, "--! ", 4) != 0)
        return;
    memcpy(line, text + 4, length - 4);
    line[length - 4] = '\0';
    for (char *word = line; *word;) {
        char *end = word + strcspn(word, " \t\r");
        char *next = *end ? end + 1 : end;
        *end = '\0';
        take_word(said, word);
        word = next;
    }
}

/* Several lines, each of which a terminal and a log can show. */
static void must_be_text(const char *error)
{
    MUST(error && *error);
    for (const char *c = error; *c; c++)
        MUST((unsigned char)*c >= ' ' || *c == '\n');
    MUST(error[strlen(error) - 1] == '\n');
}

static uint64_t hash_of(const uint8_t *bytes, size_t size)
{
    uint64_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = gatrt_mix(hash ^ bytes[i]);
    return hash;
}

static void compile(Model *model, bool checked)
{
    Out c, h;
    pipeline_run(model, NULL);
    out_init(&c);
    out_init(&h);
    emit_model(model, "model.c", &c, &h);
    MUST(c.size == strlen(c.text) && h.size == strlen(h.text));
    MUST(c.depth == 0 && h.depth == 0);
    if (checked)
        check_source("model.c", c.text, "model.h", h.text, CHECK_STRICT);
    out_free(&c);
    out_free(&h);
}

void fuzz_lua(const uint8_t *bytes, size_t size)
{
    compiler_forget();
    Said said;
    char *text = scratch_text(bytes, size), *error = NULL;
    read_said(&said, text, size);
    Model *model = front_read_text("model.lua", text, size, &said.options, &error);
    if (!model)
        must_be_text(error);
    else
        verify(model->forward, "front");
    /* Strangers' bytes meet the front end; what comes after, and libclang even more, takes most of the time. So a share
     * goes on, the same whenever it is tried; and the passes are for models, not for speed on absurd ones. */
    uint64_t hash = hash_of(bytes, size);
    if (model && hash % fuzz_lua_pass_every == 0 && model->forward->count <= MOST_VALUES)
        compile(model, hash % fuzz_lua_check_every == 0);
    free(text);
}
