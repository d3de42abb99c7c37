/* main.c - the command line of gatcc, and the order of the work: read the model,
 * run the passes, emit, check, write; or hand it to the interpreter. Nothing is written
 * before all of it succeeded. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/base/scratch.h"
#include "compiler/c/emit.h"
#include "compiler/check/checker.h"
#include "compiler/interpret.h"
#include "compiler/lang/lang.h"
#include "compiler/native.h"
#include "compiler/pipeline.h"
#include "runtime/base/file.h"
#include "runtime/base/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum Want { WANT_NOTHING, WANT_SOURCE, WANT_NATIVE } Want;

typedef struct Options {
    const char *model, *out, *data, *name, *dump, *gatrt, *cflags, *check_file;
    CheckLevel check;
    bool verbose, dependencies, interpret, seeded;
    InterpretOptions oracle; /* --weights, --seed */
    Switches switches;
    const char **dim_names;
    int64_t *dim_values;
    int dim_count, name_capacity, value_capacity;
    Want want; /* from here on derived */
    Native native;
    const char *dump_folder; /* -o DIR/ with --dump, or NULL */
} Options;

/* ------------------------------------------------------------------ help */

static const char help_text[] =
    "usage: gatcc MODEL.lua -o OUT [options]\n"
    "       gatcc MODEL.lua --interpret --data SPEC [--weights FILE] [--seed N] [-D NAME=VALUE]\n"
    "\n"
    "Compiles a graph neural network described in Lua. The suffix of OUT says what is made:\n"
    "  model.c     C source of trainer and inference, and its header model.h\n"
    "  model.o     object with inference only, and its header model.h\n"
    "  model.so    shared library with inference only, and its header model.h\n"
    "  model       a native program: train, eval, predict, export, bench, info\n"
    "\n"
    "  -o OUT               where the result goes\n"
    "  -D NAME=VALUE        sets a dimension of the model\n"
    "  --name NAME          names the model in C, whatever it says itself: two made of one model go into one program\n"
    "  --data FILE          takes features, classes and sparseness from a data set: an .npz file,\n"
    "                       a folder of .csv files, karate, or synth:nodes=..,edges=..,features=..,classes=..,seed=..\n"
    "  --dump=PASS[,PASS]   prints the program after a pass, or after all of them; with\n"
    "                       -o DIR/ into numbered files; no C is made unless OUT is a file\n"
    "  --interpret          compiles nothing: prints what the model as written gives on the data set, every\n"
    "                       output and the loss over the training nodes, in double and without dropout\n"
    "  --weights FILE       --interpret: with these weights, a checkpoint or a PyG state dict\n"
    "  --seed N             --interpret: else with a trainer's first weights of this seed (default 0)\n"
    "  -fno-simplify, -fno-demand, -fno-fuse, -fno-stack, -fplan=store, -fplan=recompute\n"
    "                       hold a pass back, to find out which one a wrong result comes from: no rewriting; no\n"
    "                       pruning of rows; a kernel for each value; no row on the stack; node values all stored,\n"
    "                       or all made again\n"
    "  --check=LEVEL        how the emitted C is checked: off, syntax or strict (default)\n"
    "  --gatrt DIR          where libgatrt.a is, for native programs\n"
    "  --cflags WORDS       more for the C compiler, where OUT is no .c\n"
    "  -MD                  also writes OUT's dependencies, for make, with the suffix .d\n"
    "  -v                   tells what is done\n"
    "  --version, --help\n"
    "\n"
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

static void flush_stdout(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        die("standard output: cannot write: %s", strerror(errno));
}

static _Noreturn void print_help(void)
{
    fputs(help_text, stdout);
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

static CheckLevel check_level(const char *text)
{
    static const char *const names[] = {"off", "syntax", "strict"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0)
            return (CheckLevel)i;
    usage_error("--check=%s: expected off, syntax or strict", text);
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
    else if ((value = option_value(a, "--name")))
        o->name = first_time("--name", o->name, checked_name(value));
    else if ((value = option_value(a, "--cflags")))
        o->cflags = first_time("--cflags", o->cflags, value);
    else if ((value = option_value(a, "--dump")))
        o->dump = dump_passes(value);
    else if ((value = option_value(a, "--check")))
        o->check = check_level(value);
    else if ((value = option_value(a, "--check-file"))) /* for the tests of check.c; not in the help */
        o->check_file = value;
    else if ((value = option_value(a, "--gatrt")))
        o->gatrt = value;
    else if ((value = option_value(a, "--weights")))
        o->oracle.weights = value;
    else if ((value = option_value(a, "--seed")))
        o->seeded = true, o->oracle.seed = seed_number(value);
    return value != NULL;
}

/* What one could mean; options of one letter are too near each other. */
static _Noreturn void unknown_option(const char *word)
{
    static const char *const known[] = {"--help",   "--version",     "--interpret", "--data",    "--name",
                                        "--cflags", "--dump",        "--check",     "--gatrt",   "--weights",
                                        "--seed",   "-fno-simplify", "-fno-demand", "-fno-fuse", "-fplan"};
    const char *plain = arena_format("%.*s", (int)strcspn(word, "="), word);
    const char *near = word_nearest(plain, known, sizeof known / sizeof *known);
    if (near)
        usage_error("unknown option %s; did you mean %s?", word, near);
    usage_error("unknown option %s", word);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_folder(const char *path)
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
        if (!o->dump)
            usage_error("-o %s is a folder; that goes with --dump, else expected a file such as model.c", o->out);
        o->dump_folder = o->out;
        return;
    }
    if (strcmp(o->out, "-") == 0)
        usage_error("-o -: expected a file name; nothing goes to standard output but --dump");
    const char *name = file_name(o->out), *suffix = strrchr(name, '.');
    if (!is_plain(name) || suffix == name)
        usage_error("-o %s: expected a plain file name, such as model.c", o->out);
    o->want = WANT_NATIVE;
    if (!suffix)
        o->native = NATIVE_PROGRAM;
    else if (strcmp(suffix, ".c") == 0)
        o->want = WANT_SOURCE;
    else if (strcmp(suffix, ".o") == 0)
        o->native = NATIVE_OBJECT;
    else if (strcmp(suffix, ".so") == 0)
        o->native = NATIVE_SHARED;
    else
        usage_error("-o %s: the suffix says what is made: .c, .o, .so, or none for a program", o->out);
    if (suffix)
        refuse_header(o->out);
}

static void check_interpret(const Options *o)
{
    if (!o->interpret && (o->oracle.weights || o->seeded))
        usage_error("%s goes with --interpret", o->oracle.weights ? "--weights" : "--seed");
    if (!o->interpret)
        return;
    if (!o->data)
        usage_error("--interpret needs a data set: --data FILE, or --data karate");
    if (o->oracle.weights && o->seeded)
        usage_error("--weights and --seed both say where weights come from; give one");
    if (o->out || o->dump || o->dependencies)
        usage_error("--interpret prints and compiles nothing: it goes without %s", o->out    ? "-o"
                                                                                   : o->dump ? "--dump"
                                                                                             : "-MD");
}

static Options parse_options(int argc, char **argv)
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
        usage_error("-o is missing: -o model.c, model.o, model.so, or model for a program");
    if (o.out)
        understand_out(&o);
    if (o.cflags && o.want != WANT_NATIVE)
        usage_error("--cflags goes with -o and a program, a .o or a .so");
    if (o.dependencies && o.want == WANT_NOTHING)
        usage_error("-MD goes with -o and a file");
    return o;
}

/* ------------------------------------------------------------------ in */

/* For the tests: a C file that breaks the contract, or not. */
static int check_one_file(const Options *o)
{
    FILE *file = fopen(o->check_file, "rb");
    if (!file)
        die("%s: cannot read: %s", o->check_file, strerror(errno));
    enum { LARGEST = 1 << 24 };
    char *text = arena_alloc(LARGEST, 1);
    size_t size = fread(text, 1, LARGEST - 1, file);
    bool failed = ferror(file) || !feof(file);
    fclose(file);
    if (failed)
        die("%s: cannot read, or more than %d bytes", o->check_file, LARGEST - 1);
    text[size] = '\0';
    check_source(file_name(o->check_file), text, NULL, NULL, o->check);
    return GATRT_OK;
}

/* NULL without --data. */
static gatrt_data *read_data(const Options *o)
{
    if (!o->data)
        return NULL;
    char error[256] = "";
    gatrt_data *data = gatrt_data_load(o->data, error);
    if (!data)
        die("%s", error);
    if (o->verbose)
        fprintf(stderr, "gatcc: %s: %" PRId64 " nodes, %" PRId64 " edges, %" PRId64 " features, %" PRId64 " classes\n",
                quote_visible(o->data), data->nodes, data->edges, data->features, data->classes);
    return data;
}

static Model *read_model(const Options *o, const gatrt_data *data)
{
    FrontOptions front = {.dim_names = o->dim_names,
                          .dim_values = o->dim_values,
                          .dim_count = o->dim_count,
                          .data = data,
                          .name = o->name};
    Model *model = front_read(o->model, &front);
    if (o->verbose)
        fprintf(stderr, "gatcc: %s: model %s, %d values, %d parameters\n", quote_visible(o->model), model->name,
                model->forward->count, model->param_count);
    return model;
}

static void make_dump_folder(const char *folder)
{
    if (mkdir(folder, 0777) != 0 && !is_folder(folder))
        die("%s: cannot make the folder: %s", folder, strerror(errno));
}

/* ------------------------------------------------------------------ out */

/* "dir/model.c" and ".h" -> "dir/model.h" */
static const char *with_suffix(const char *path, const char *suffix)
{
    const char *name = file_name(path), *dot = strrchr(name, '.');
    return arena_format("%.*s%s", dot ? (int)(dot - path) : (int)strlen(path), path, suffix);
}

/* Of a program nobody sees the source: it may be called math or string. */
static const char *source_path(const Options *o, const char *suffix)
{
    bool program = o->want == WANT_NATIVE && o->native == NATIVE_PROGRAM;
    return program ? arena_format("program%s", suffix) : with_suffix(o->out, suffix);
}

static void out_make_path(Out *o, const char *path)
{
    const char *quoted = quote_make(path);
    if (!quoted)
        die("%s: -MD: a makefile cannot name such a file; rename it, or leave -MD out", path);
    out_raw(o, quoted);
}

/* Files that exist: the library inside gatcc stands for itself by gatcc's own path. */
static void write_rule(Out *o, const Options *options, const Model *m)
{
    out_make_path(o, options->out);
    out_raw(o, ": ");
    out_make_path(o, options->model);
    for (int i = 0; i < m->dep_count; i++) {
        if (strcmp(m->deps[i], options->model) == 0 || access(m->deps[i], R_OK) != 0)
            continue;
        out_raw(o, " \\\n  ");
        out_make_path(o, m->deps[i]);
    }
    if (options->data && access(options->data, R_OK) == 0) {
        out_raw(o, " \\\n  ");
        out_make_path(o, options->data);
    }
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = '\0';
        out_raw(o, " \\\n  ");
        out_make_path(o, self);
    }
    out_raw(o, "\n");
}

static bool makes_header(const Options *o)
{
    return o->want == WANT_SOURCE || (o->want == WANT_NATIVE && o->native != NATIVE_PROGRAM);
}

/* All of what was asked for, or nothing. OUT comes last: make sees it new only when the rest is there. */
static void write_result(const Options *o, const Model *m, const Out *c, const Out *h)
{
    const char *c_path = source_path(o, ".c"), *h_path = source_path(o, ".h");
    OutFile files[3], result = {c_path, c->text, c->size, false};
    int count = 0;
    if (o->want == WANT_NATIVE) {
        OutFile source = {file_name(c_path), c->text, c->size, false};
        OutFile header = {file_name(h_path), h->text, h->size, false};
        result = native_build(&(NativeOptions){o->native, o->out, o->gatrt, o->cflags, o->verbose}, &source, &header);
    }
    Out rule;
    out_init(&rule);
    if (o->dependencies) {
        write_rule(&rule, o, m);
        files[count++] = (OutFile){with_suffix(o->out, ".d"), rule.text, rule.size, false};
    }
    if (makes_header(o))
        files[count++] = (OutFile){h_path, h->text, h->size, false};
    files[count++] = result;
    out_write_files(files, count);
    out_free(&rule);
    if (o->verbose)
        fprintf(stderr, "gatcc: wrote %s\n", quote_visible(o->out));
}

static void emit_and_write(const Options *o, const Model *m)
{
    const char *c_name = file_name(source_path(o, ".c")), *h_name = file_name(source_path(o, ".h"));
    Out c, h;
    out_init(&c);
    out_init(&h);
    emit_model(m, c_name, &c, &h);
    check_source(c_name, c.text, h_name, h.text, o->check);
    write_result(o, m, &c, &h);
    out_free(&c);
    out_free(&h);
}

/* Where things go is looked at before the work: no file that is read, or is another output, is lost, and what cannot
 * be written is said now. */
static void check_outputs(const Options *o)
{
    enum { OUTPUTS = 3, MOST_USES = 64 };
    const bool makes = o->want != WANT_NOTHING;
    FileUse uses[MOST_USES] = {
        {"-o", makes ? o->out : NULL, true, false},
        {"the header beside -o", makes_header(o) ? with_suffix(o->out, ".h") : NULL, true, false},
        {"-MD", o->dependencies ? with_suffix(o->out, ".d") : NULL, true, false},
        {"the model", o->model, false, false},
        {"--data", o->data && data_is_path(o->data) ? o->data : NULL, false, false},
        {"gatcc itself", "/proc/self/exe", false, false},
        {"standard output", "/proc/self/fd/1", false, false},
        {"standard error", "/proc/self/fd/2", false, false},
    };
    int count = 8;
    for (int pass = 1; o->dump_folder && count < MOST_USES; pass++, count++) {
        const char *path = pipeline_dump_path(o->dump_folder, pass);
        if (!path)
            break;
        uses[count] = (FileUse){"a dump", path, true, false};
    }
    Error error = {""};
    if (!files_differ(uses, count, &error))
        usage_error("%s", error.text);
    for (int i = 0; i < OUTPUTS; i++)
        if (uses[i].path && !file_writable(uses[i].path, &error))
            die("%s", error.text);
}

static void compile(const Options *o, Model *model)
{
    if (o->dump_folder)
        make_dump_folder(o->dump_folder);
    model->switches = o->switches;
    pipeline_run(model, &(DumpOptions){.passes = o->dump, .directory = o->dump_folder});
    if (o->want != WANT_NOTHING)
        emit_and_write(o, model);
}

int main(int argc, char **argv)
{
    scratch_catch_signals();
    Options options = parse_options(argc, argv);
    check_outputs(&options);
    if (options.want != WANT_NOTHING || options.check_file)
        check_begin(options.check);
    if (options.check_file)
        return check_one_file(&options);

    gatrt_data *data = read_data(&options);
    Model *model = read_model(&options, data);
    if (options.interpret)
        interpret(stdout, model, data, &options.oracle);
    else
        compile(&options, model);
    gatrt_data_free(data);
    flush_stdout();
    return GATRT_OK;
}
