/* options.c - the command line of gatcc: help, words into Options, and which of them go together. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/options.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/reserved.h"
#include "compiler/lang/lang.h"
#include "compiler/pipeline.h"
#include "runtime/base/words.h"
#include "runtime/formats/data_use.h"
#include "runtime/formats/rename.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------------ help */

static const char help_text[] =
    "usage: gatcc MODEL.lua -o OUT [options]\n"
    "       gatcc MODEL.lua --interpret --data SPEC [--weights FILE] [--seed N] [-D NAME=VALUE]\n"
    "       gatcc data --data SPEC [--json FILE] [-o FILE]     what a data set holds; gatcc data --help\n"
    "\n"
    "Compiles a graph neural network described in Lua. The suffix of OUT says what is made:\n"
    "  model.c     C source of trainer and inference, and its header model.h\n"
    "  model.o     object with inference only, and its header model.h\n"
    "  model.so    shared library with inference only, and its header model.h\n"
    "  model.hpp   header for C++17, and beside it model.c, inference only, and model.h\n"
    "  model.py    module of Python, and beside it the shared library that it loads, libNAME.so\n"
    "  model.wasm  WebAssembly of inference, by clang, and its module of JavaScript, model.mjs\n"
    "  model       a native program: train, eval, predict, export, bench, info, data\n"
    "  model.svg   a picture of the model: its kernels, what they compute, what is stored meanwhile\n"
    "  model.html  a page that trains the model on --data in the browser that shows it, and loads nothing; by clang\n"
    "  model/      a folder that builds alone: inference, its test with what is expected of it, an example,\n"
    "              Makefile, CMakeLists.txt, a description in JSON, and the same for C++, Python and Rust\n"
    "\n";
static const char options_text[] =
    "  -o OUT               where the result goes\n"
    "  -D NAME=VALUE        sets a dimension of the model\n"
    "  --name NAME          names the model in C, whatever it says itself: two made of one model go into one program\n"
    "  --data FILE          takes features, classes and sparseness from a data set: an .npz or .pt file,\n"
    "                       Planetoid's ind.NAME, a folder of TU, a folder of .csv files, karate, or\n"
    "                       synth:nodes=..,edges=..,features=..,classes=..,seed=..\n"
    "  --features WHICH     FILE, one-hot, degree, constant, walk:K, laplacian:K, none; of TU data sets: attributes, "
    "labels, both\n"
    "  --labels FILE        classes from a table of nodes\n"
    "  --label-column NAME  which column of it\n"
    "  --missing WAY, --scale WAY, --one-hot COLUMNS  as in trainers\n"
    "  --dump=PASS[,PASS]   prints the program after a pass, or after all of them; with\n"
    "                       -o DIR/ into numbered files; no C is made unless OUT is a file\n"
    "  --interpret          compiles nothing: prints what the model as written gives on the data set, every\n"
    "                       output and the loss over the training nodes, in double and without dropout\n"
    "  --weights FILE       a checkpoint or a PyG state dict, .pt or .safetensors: they become a constant of model.c,\n"
    "                       model.o or model.so, NAME_weights, bit for bit; --interpret: with these weights;\n"
    "                       FILE,FILE,...: several, NAME_infer gives the mean of what they say, and model.c holds "
    "inference only\n"
    "  --weights-as=HOW     stored as float16 or int8, widened where they are used; outputs on --data: off by how "
    "much\n"
    "  --capacity nodes=N,edges=E\n"
    "                       the most of each that a graph may have: all memory is of sizes that the header states, "
    "more\n"
    "                       is an error code\n"
    "  --outputs A,B        what inference gives, of what output() and inspect() name in the model, such as\n"
    "                       logits,conv1.attention; model.c then holds inference only\n"
    "  --bake=graph         the graph of --data becomes a constant, NAME_own_graph, on which NAME_infer_own runs: "
    "inputs are\n"
    "                       features only\n"
    "  --update             also makes NAME_update: after a change of some rows or edges what changes is made again; "
    "all\n"
    "                       that inference makes stays in memory; model.c then holds inference only\n"
    "  --step               also makes NAME_step: training on the application's memory, forward, backward and Adam, "
    "with neither\n"
    "                       heap nor runtime; model.c then holds no trainer\n"
    "  --draw               a picture of the model as it is compiled, -o model.svg: kernels, and what is stored "
    "meanwhile\n"
    "  --explain            of a program: its command explain has the methods by gradients, too\n"
    "  --key NAME           which member of a .pt file has the weights; a.b: b in a\n"
    "  --rename RULES       OLD=NEW,...: parts of the names in --weights that are others in the model\n"
    "  --seed N             --interpret: else with a trainer's first weights of this seed (default 0)\n"
    "  -fno-simplify, -fno-demand, -fno-fuse, -fno-stack, -fcall-products, -fplan=store, -fplan=recompute\n"
    "                       hold a pass back, to find out which one a wrong result comes from: man gatcc has\n"
    "                       what each does without\n"
    "  -fjoin-walks         one kernel walks the lists of several relations where their sums meet: less memory,\n"
    "                       more time where the rows of each alone fit a cache\n"
    "  --symmetric=yes|no   edges go both ways, or as the data set has them, whatever the model says\n"
    "  --bits=exact         the same bits from every compiler and processor, if slower; else --bits=fast\n"
    "  --check=LEVEL        how the emitted C is checked: off, syntax or strict (default)\n"
    "  --gatrt DIR          where libgatrt.a is, for native programs\n"
    "  --cflags WORDS       more for the C compiler, where OUT is no .c\n"
    "  -MD                  also writes OUT's dependencies, for make, with the suffix .d\n"
    "  -v                   tells what is done\n"
    "  --version, --help\n"
    "\n";
static const char examples_text[] =
    "The C compiler is $CC, else clang, else gcc. It gets -O3 and, for a program, -march=native: what it makes runs "
    "on\n"
    "this machine's processor and its like. $CFLAGS and then the words of --cflags come after these: "
    "--cflags=-march=x86-64\n"
    "makes a program for any.\n"
    "\n"
    "Examples:\n"
    "  gatcc models/gat2.lua --data karate -o gat2         a program for the data set's features and classes; then:\n"
    "  ./gat2 train --data karate --checkpoint gat2.safetensors\n"
    "  gatcc models/gat2.lua -D classes=40 -o model.c      source to read or to compile elsewhere, with model.h\n"
    "  gatcc models/gat2.lua --data cora.npz --name cora -o cora.o\n"
    "                                                      inference for an application: cora_infer(...), cora.h\n"
    "  gatcc mine.lua --interpret --data karate            what the model gives, without compiling it\n";

void flush_stdout(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        die("standard output: cannot write: %s", strerror(errno));
}

static _Noreturn void print_help(void)
{
    fputs(help_text, stdout);
    fputs(options_text, stdout);
    fputs(examples_text, stdout);
    printf("\nPasses: %s\n", pipeline_pass_names());
    flush_stdout();
    exit(GATRT_OK);
}

static _Noreturn void print_version(void)
{
    puts("gatcc " GATRT_VERSION);
    flush_stdout();
    exit(GATRT_OK);
}

/* ------------------------------------------------------------------ command line */

typedef struct Arguments {
    char **words;
    int count, at;
} Arguments;

/* Is the current word option `name`, and with which value? "-o x", "-ox", "--data x", "--data=x". */
static const char *option_value(Arguments *a, const char *name)
{
    const char *word = a->words[a->at];
    size_t length = strlen(name);
    bool is_long = name[1] == '-';
    if (strncmp(word, name, length) != 0 || (is_long && word[length] && word[length] != '='))
        return NULL;
    const char *value = word + length + (is_long && word[length] == '=');
    if (word[length] == '\0') {
        if (a->at + 1 >= a->count)
            usage_error("%s needs a value", name);
        value = a->words[++a->at];
    }
    if (!*value)
        usage_error("%s needs a value", name);
    return value;
}

/* -D name=value */
static void add_dim(Options *o, const char *text)
{
    const char *equals = strchr(text, '=');
    char *end = NULL;
    errno = 0;
    long long value = equals ? strtoll(equals + 1, &end, 10) : 0;
    if (!equals || equals == text || end == equals + 1 || *end || errno)
        usage_error("-D %s: expected a name and a whole number, such as -D classes=7", text);
    const char *name = intern(arena_format("%.*s", (int)(equals - text), text));
    for (int i = 0; i < o->dim_count; i++)
        if (o->dim_names[i] == name)
            usage_error("-D %s is given twice: %lld and %lld", name, (long long)o->dim_values[i], value);
    GROW(o->dim_names, o->dim_count, o->name_capacity);
    GROW(o->dim_values, o->dim_count, o->value_capacity);
    o->dim_names[o->dim_count] = name;
    o->dim_values[o->dim_count++] = value;
}

static const char *first_time(const char *option, const char *before, const char *now)
{
    if (before)
        usage_error("%s is given twice: %s and %s", option, before, now);
    return now;
}

static const char *checked_name(const char *name)
{
    const char *wrong = front_wrong_model_name(name);
    if (wrong)
        usage_error("--name %s: it %s", name, wrong);
    return name;
}

static const char *checked_bake(const char *what)
{
    if (strcmp(what, "graph") != 0)
        usage_error("--bake=%s: expected graph; weights are baked in by --weights FILE", what);
    return what;
}

static const char *checked_way(PrepareRule rule, const char *value)
{
    Error error = {""};
    if (!prepare_check(&rule, &error))
        usage_error("%s", error.text);
    return value;
}

static const char *checked_features(const char *features)
{
    Error error = {""};
    if (!data_features_check(features, &error))
        usage_error("%s", error.text);
    return features;
}

static CheckLevel check_level(const char *text)
{
    static const char *const names[] = {"off", "syntax", "strict"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0)
            return (CheckLevel)i;
    usage_error("--check=%s: expected off, syntax or strict", text);
}

static bool bits_exact(const char *text)
{
    if (strcmp(text, "exact") != 0 && strcmp(text, "fast") != 0)
        usage_error("--bits=%s: expected exact or fast", text);
    return strcmp(text, "exact") == 0;
}

static Packing packing_of(const char *text)
{
    static const char *const ways[] = {"float32", "float16", "int8"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, ways[i]) == 0)
            return (Packing)i;
    usage_error("--weights-as=%s: expected float32, float16 or int8", text);
}

static int symmetric_of(const char *text)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        usage_error("--symmetric=%s: expected yes or no", text);
    return strcmp(text, "yes") == 0 ? 1 : -1;
}

/* The range is that of the trainer's --seed. */
static uint64_t seed_number(const char *text)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > (1LL << 53) - 1)
        usage_error("--seed %s: expected a whole number from 0 to %lld", text, (1LL << 53) - 1);
    return (uint64_t)value;
}

static bool list_has(const char *list, const char *word, size_t length)
{
    while (*list) {
        size_t item = strcspn(list, ",");
        if (item == length && strncmp(list, word, length) == 0)
            return true;
        list += item + (list[item] == ',');
    }
    return false;
}

static const char *dump_passes(const char *passes)
{
    const char *known = pipeline_pass_names();
    for (const char *p = passes; *p;) {
        size_t length = strcspn(p, ",");
        if (!list_has(known, p, length) && !list_has("all", p, length))
            usage_error("--dump=%s: there is no pass \"%.*s\"; there are %s and all", passes, (int)length, p, known);
        p += length + (p[length] == ',');
    }
    return passes;
}

static bool parse_switch(Switches *s, const char *word)
{
    if (strcmp(word, "-fno-simplify") == 0)
        return s->no_simplify = true;
    if (strcmp(word, "-fno-demand") == 0)
        return s->no_demand = true;
    if (strcmp(word, "-fno-fuse") == 0)
        return s->no_fuse = true;
    if (strcmp(word, "-fjoin-walks") == 0)
        return s->join_walks = true;
    if (strcmp(word, "-fcall-products") == 0)
        return s->call_products = true;
    if (strcmp(word, "-fno-stack") == 0)
        return s->no_stack = true;
    if (strncmp(word, "-fplan=", 7) != 0)
        return false;
    static const char *const modes[] = {"auto", "store", "recompute"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word + 7, modes[i]) == 0) {
            s->plan = (PlanMode)i;
            return true;
        }
    usage_error("%s: expected -fplan=auto, store or recompute", word);
}

static bool parse_flag(Options *o, const char *word)
{
    if (parse_switch(&o->switches, word))
        return true;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        print_help();
    if (strcmp(word, "--version") == 0)
        print_version();
    if (strcmp(word, "-v") == 0)
        return o->verbose = true;
    if (strcmp(word, "-MD") == 0)
        return o->dependencies = true;
    if (strcmp(word, "--interpret") == 0)
        return o->interpret = true;
    if (strcmp(word, "--draw") == 0)
        return o->draws = true;
    if (strcmp(word, "--explain") == 0)
        return o->switches.explains = true;
    if (strcmp(word, "--update") == 0)
        return o->switches.updates = true;
    if (strcmp(word, "--step") == 0)
        return o->switches.steps = true;
    return false;
}

static bool parse_option(Options *o, Arguments *a)
{
    const char *value;
    if ((value = option_value(a, "-o")))
        o->out = first_time("-o", o->out, value);
    else if ((value = option_value(a, "-D")))
        add_dim(o, value);
    else if ((value = option_value(a, "--data")))
        o->data = first_time("--data", o->data, value);
    else if ((value = option_value(a, "--features")))
        o->features = first_time("--features", o->features, checked_features(value));
    else if ((value = option_value(a, "--labels")))
        o->labels = first_time("--labels", o->labels, value);
    else if ((value = option_value(a, "--label-column")))
        o->label_column = first_time("--label-column", o->label_column, value);
    else if ((value = option_value(a, "--missing")))
        o->missing = first_time("--missing", o->missing, checked_way((PrepareRule){.missing = value}, value));
    else if ((value = option_value(a, "--scale")))
        o->scale = first_time("--scale", o->scale, checked_way((PrepareRule){.scale = value}, value));
    else if ((value = option_value(a, "--one-hot")))
        o->one_hot = first_time("--one-hot", o->one_hot, value);
    else if ((value = option_value(a, "--name")))
        o->name = first_time("--name", o->name, checked_name(value));
    else if ((value = option_value(a, "--cflags")))
        o->cflags = first_time("--cflags", o->cflags, value);
    else if ((value = option_value(a, "--capacity")))
        o->capacity = first_time("--capacity", o->capacity, value);
    else if ((value = option_value(a, "--outputs")))
        o->outputs = first_time("--outputs", o->outputs, value);
    else if ((value = option_value(a, "--bake")))
        o->bake = first_time("--bake", o->bake, checked_bake(value));
    else if ((value = option_value(a, "--dump")))
        o->dump = first_time("--dump", o->dump, dump_passes(value));
    else if ((value = option_value(a, "--bits")))
        o->switches.exact = bits_exact(o->bits = first_time("--bits", o->bits, value));
    else if ((value = option_value(a, "--symmetric")))
        o->symmetric = symmetric_of(o->both_ways = first_time("--symmetric", o->both_ways, value));
    else if ((value = option_value(a, "--check")))
        o->check = check_level(o->level = first_time("--check", o->level, value));
    else if ((value = option_value(a, "--check-file"))) /* for the tests of check.c; not in the help */
        o->check_file = value;
    else if ((value = option_value(a, "--gatrt")))
        o->gatrt = first_time("--gatrt", o->gatrt, value);
    else if ((value = option_value(a, "--weights-as")))
        o->switches.packing = packing_of(o->weights_as = first_time("--weights-as", o->weights_as, value));
    else if ((value = option_value(a, "--weights")))
        o->oracle.weights.path = first_time("--weights", o->oracle.weights.path, value);
    else if ((value = option_value(a, "--key")))
        o->oracle.weights.key = first_time("--key", o->oracle.weights.key, value);
    else if ((value = option_value(a, "--rename")))
        o->oracle.weights.rename = first_time("--rename", o->oracle.weights.rename, value);
    else if ((value = option_value(a, "--seed")))
        o->oracle.seed = seed_number(o->seed = first_time("--seed", o->seed, value));
    return value != NULL;
}

/* What one could mean; options of one letter are too near each other. */
static _Noreturn void unknown_option(const char *word)
{
    static const char *const known[] = {
        "--help",      "--version",     "--interpret", "--data",       "--features", "--labels",  "--label-column",
        "--missing",   "--scale",       "--one-hot",   "--name",       "--cflags",   "--dump",    "--check",
        "--gatrt",     "--weights",     "--key",       "--rename",     "--seed",     "--bits",    "--capacity",
        "--outputs",   "--update",      "--step",      "--weights-as", "--bake",     "--explain", "--draw",
        "--symmetric", "-fno-simplify", "-fno-demand", "-fno-fuse",    "-fplan"};
    const char *plain = arena_format("%.*s", (int)strcspn(word, "="), word);
    const char *near = word_nearest(plain, known, sizeof known / sizeof *known);
    if (near)
        usage_error("unknown option %s; did you mean %s?", word, near);
    usage_error("unknown option %s", word);
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Fit for #include "NAME.h". */
static bool is_plain(const char *name)
{
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127 || strchr("\"\\", *c) || (*c == '?' && c[1] == '?'))
            return false;
    return true;
}

/* The header beside the source would be found in place of the C library's. */
static void refuse_header(const char *out)
{
    const char *name = file_name(out), *dot = strrchr(name, '.');
    const char *stem = arena_format("%.*s", (int)(dot - name), name);
    if (reserved_header(stem))
        usage_error("-o %s: its header %s.h would hide the system's <%s.h>; choose another name", out, stem, stem);
}

/* The suffix of OUT says what is wanted. */
static void understand_out(Options *o)
{
    size_t length = strlen(o->out);
    if (o->out[length - 1] == '/' || is_folder(o->out)) {
        if (!o->dump && o->out[length - 1] != '/')
            usage_error("-o %s is a folder; -o %s/ makes inference in it that builds alone", o->out, o->out);
        o->dump_folder = o->dump ? o->out : NULL;
        o->want = o->dump ? WANT_NOTHING : WANT_FOLDER;
        return;
    }
    if (strcmp(o->out, "-") == 0)
        usage_error("-o -: expected a file name; nothing goes to standard output but --dump");
    const char *name = file_name(o->out), *suffix = strrchr(name, '.');
    if (!is_plain(name) || suffix == name)
        usage_error("-o %s: expected a plain file name, such as model.c", o->out);
    if (suffix && strcmp(suffix, ".svg") == 0) {
        o->want = WANT_PICTURE;
        return;
    }
    if (o->draws)
        usage_error("-o %s: --draw makes a picture, which ends in .svg", o->out);
    o->want = WANT_NATIVE;
    if (!suffix)
        o->native = NATIVE_PROGRAM;
    else if (strcmp(suffix, ".c") == 0)
        o->want = WANT_SOURCE;
    else if (strcmp(suffix, ".hpp") == 0)
        o->cpp = true, o->want = WANT_SOURCE;
    else if (strcmp(suffix, ".o") == 0)
        o->native = NATIVE_OBJECT;
    else if (strcmp(suffix, ".so") == 0)
        o->native = NATIVE_SHARED;
    else if (strcmp(suffix, ".wasm") == 0)
        o->native = NATIVE_WASM;
    else if (strcmp(suffix, ".py") == 0)
        o->python = true, o->native = NATIVE_SHARED;
    else if (strcmp(suffix, ".html") == 0)
        o->page = true, o->native = NATIVE_WASM;
    else
        usage_error(
            "-o %s: the suffix says what is made: .c, .o, .so, .hpp, .py, .wasm, .svg, .html, or none for a program",
            o->out);
    if (suffix && !o->page)
        refuse_header(o->out);
}

static void check_interpret(const Options *o)
{
    if (!o->interpret && o->seed)
        usage_error("--seed goes with --interpret");
    if ((o->oracle.weights.key || o->oracle.weights.rename) && !o->oracle.weights.path)
        usage_error("--%s goes with --weights FILE", o->oracle.weights.key ? "key" : "rename");
    Error error = {""};
    if (!rename_check(o->oracle.weights.rename, &error))
        usage_error("%s", error.text);
    if (!o->interpret)
        return;
    if (!o->data)
        usage_error("--interpret needs a data set: --data FILE, or --data karate");
    if (o->oracle.weights.path && o->seed)
        usage_error("--weights and --seed both say where weights come from; give one");
    if (o->out || o->dump || o->dependencies)
        usage_error("--interpret prints and compiles nothing: it goes without %s", o->out    ? "-o"
                                                                                   : o->dump ? "--dump"
                                                                                             : "-MD");
}

/* Of several that answer together there is inference alone. */
static void read_list(Options *o)
{
    Error error = {""};
    if (!o->oracle.weights.path)
        return;
    if (!weights_list("--weights", o->oracle.weights.path, &o->members, &error))
        usage_error("%s", error.text);
    if (o->members.count > 1 && o->interpret && (o->missing || o->scale))
        usage_error("--weights: %d files, but --interpret takes one with %s", o->members.count,
                    o->missing ? "--missing" : "--scale");
    if (o->members.count > 1 && o->switches.steps)
        usage_error("--weights: %d files, but --step trains one model", o->members.count);
}

/* A trainer has weights of its own. */
static void check_weights(const Options *o)
{
    if (!o->oracle.weights.path || o->interpret)
        return;
    if (o->want == WANT_NOTHING)
        usage_error(
            "--weights goes with -o model.c, model.o, model.so or model/, which then hold them, or with --interpret");
    if (o->want == WANT_NATIVE && o->native == NATIVE_PROGRAM)
        usage_error("--weights: a program reads weights itself: %s predict --weights FILE; they become a part of -o "
                    "model.c, model.o, model.so or model/",
                    o->out);
}

/* What is said of inference alone. */
static void check_inference(const Options *o)
{
    const char *option = o->capacity           ? "--capacity"
                         : o->outputs          ? "--outputs"
                         : o->bake             ? "--bake"
                         : o->switches.updates ? "--update"
                         : o->switches.steps   ? "--step"
                         : o->weights_as       ? "--weights-as"
                                               : NULL;
    if (option && (o->want == WANT_NOTHING || (o->want == WANT_NATIVE && o->native == NATIVE_PROGRAM)))
        usage_error("%s goes with -o model.c, model.o, model.so or model/", option);
    if (o->switches.explains && (option || o->oracle.weights.path || o->want == WANT_FOLDER ||
                                 (o->want == WANT_NATIVE && o->native != NATIVE_PROGRAM)))
        usage_error("--explain is for trainers: it goes with -o model or model.c, not with what makes inference alone");
    if (o->weights_as && !o->oracle.weights.path)
        usage_error("--weights-as=%s says how --weights FILE are stored, which is missing", o->weights_as);
    if (o->switches.packing && o->switches.steps)
        usage_error("--step trains on floats: it goes without --weights-as=%s", o->weights_as);
    if (o->bake && !o->data)
        usage_error("--bake=graph needs the graph: --data FILE");
}

/* A page trains, and gives the same numbers wherever it is read. */
static void understand_page(Options *o)
{
    const char *other = o->capacity              ? "--capacity"
                        : o->outputs             ? "--outputs"
                        : o->bake                ? "--bake"
                        : o->switches.updates    ? "--update"
                        : o->switches.steps      ? "--step"
                        : o->switches.explains   ? "--explain"
                        : o->oracle.weights.path ? "--weights"
                                                 : NULL;
    if (other)
        usage_error("-o %s: a page trains the model from its first weights; it goes without %s", o->out, other);
    if (!o->data)
        usage_error("-o %s: a page trains the model on a data set: --data FILE, or --data karate", o->out);
    o->switches.steps = true;
    o->switches.exact = !o->bits || o->switches.exact;
}

Options parse_options(int argc, char **argv)
{
    Options o = {.check = CHECK_STRICT};
    bool plain = false; /* after "--" */
    for (Arguments a = {argv, argc, 1}; a.at < a.count; a.at++) {
        const char *word = argv[a.at];
        if (!plain && strcmp(word, "--") == 0) {
            plain = true;
        } else if (!plain && word[0] == '-') {
            if (!parse_flag(&o, word) && !parse_option(&o, &a))
                unknown_option(word);
        } else if (o.model) {
            usage_error("one model at a time: %s and %s", o.model, word);
        } else {
            o.model = word;
        }
    }
    if (o.check_file)
        return o;
    if (!o.model)
        usage_error("no model: expected gatcc MODEL.lua -o OUT");
    check_interpret(&o);
    if (!o.out && !o.dump && !o.interpret)
        usage_error("-o is missing: -o model.c, model.o, model.so, model/ for a folder, or model for a program");
    if (o.out)
        understand_out(&o);
    if (o.page)
        understand_page(&o);
    read_list(&o);
    check_weights(&o);
    check_inference(&o);
    if (o.cflags && o.want != WANT_NATIVE)
        usage_error("--cflags goes with -o and a program, a .o or a .so");
    if (o.dependencies && (o.want == WANT_NOTHING || o.want == WANT_FOLDER))
        usage_error("-MD goes with -o and a file");
    return o;
}
