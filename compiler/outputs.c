/* outputs.c - the emitted text into files: source, header, what the C compiler makes of them, a rule for make. Nothing is
 * written before all of it succeeded. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/outputs.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"
#include "compiler/draw.h"
#include "compiler/pipeline.h"
#include "compiler/product/live.h"
#include "compiler/product/product.h"
#include "runtime/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void add_if_there(Out *o, const char *path)
{
    if (!path || access(path, R_OK) != 0)
        return;
    out_raw(o, " \\\n  ");
    out_make_path(o, path);
}

/* Files that exist: the library inside gatcc stands for itself by gatcc's own path. */
static void write_rule(Out *o, const Options *options, const Model *m)
{
    out_make_path(o, options->out);
    out_raw(o, ": ");
    out_make_path(o, options->model);
    for (int i = 0; i < m->dep_count; i++) {
        if (strcmp(m->deps[i], options->model) != 0)
            add_if_there(o, m->deps[i]);
    }
    add_if_there(o, options->data);
    for (int i = 0; i < options->members.count; i++)
        add_if_there(o, options->members.path[i]);
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = '\0';
        out_raw(o, " \\\n  ");
        out_make_path(o, self);
    }
    out_raw(o, "\n");
}

static bool makes_wasm(const Options *o)
{
    return o->want == WANT_NATIVE && o->native == NATIVE_WASM && !o->page;
}

/* In another language, of what the C compiler makes. */
static bool makes_module(const Options *o)
{
    return makes_wasm(o) || (o->want == WANT_NATIVE && o->python);
}

/* OUT itself is text beside what the others are: a module or a header in another language. */
static bool makes_wrapper(const Options *o)
{
    return o->python || o->cpp;
}

static bool makes_header(const Options *o)
{
    return o->want == WANT_SOURCE ||
           (o->want == WANT_NATIVE && o->native != NATIVE_PROGRAM && !makes_module(o) && !o->page);
}

/* Where what the C compiler makes goes: for Python to what the module loads. */
static const char *native_path(const Options *o, const Model *m)
{
    const char *name = file_name(o->out);
    return o->python ? arena_format("%.*slib%s.so", (int)(name - o->out), o->out, m->name) : o->out;
}

/* All of what was asked for, or nothing. OUT comes last: make sees it new only when the rest is there. */
static void write_result(const Options *o, const Model *m, const Out *c, const Out *h)
{
    const char *c_path = source_path(o, ".c"), *h_path = source_path(o, ".h");
    OutFile files[4], result = {c_path, c->text, c->size, false};
    int count = 0;
    if (o->want == WANT_NATIVE) {
        OutFile source = {file_name(c_path), c->text, c->size, false};
        OutFile header = {file_name(h_path), h->text, h->size, false};
        result = native_build(&(NativeOptions){o->native, native_path(o, m), o->gatrt, o->cflags, o->verbose}, &source,
                              &header);
    }
    Out rule, module;
    out_init(&rule);
    out_init(&module);
    if (o->dependencies) {
        write_rule(&rule, o, m);
        files[count++] = (OutFile){with_suffix(o->out, ".d"), rule.text, rule.size, false};
    }
    if (makes_header(o))
        files[count++] = (OutFile){h_path, h->text, h->size, false};
    if (makes_wasm(o)) {
        write_javascript(m, file_name(o->out), &module);
        files[count++] = (OutFile){with_suffix(o->out, ".mjs"), module.text, module.size, false};
    }
    files[count++] = result;
    if (makes_wrapper(o)) {
        if (o->cpp)
            write_cpp_of(m, file_name(h_path), &module);
        else
            write_python(m, &module);
        files[count++] = (OutFile){o->out, module.text, module.size, false};
    }
    out_write_files(files, count);
    out_free(&module);
    out_free(&rule);
    if (o->verbose)
        fprintf(stderr, "gatcc: wrote %s\n", quote_visible(o->out));
}

enum { INPUTS = 3 + MOST_MEMBERS };

/* What is read, behind `count` others; how many they are now. */
static int add_inputs(const Options *o, FileUse *uses, int count)
{
    uses[count++] = (FileUse){"the model", o->model, false, false};
    uses[count++] = (FileUse){"--data", o->data && data_is_path(o->data) ? o->data : NULL, false, false};
    uses[count++] = (FileUse){"--labels", o->labels, false, false};
    for (int i = 0; i < o->members.count; i++)
        uses[count++] = (FileUse){"--weights", o->members.path[i], false, false};
    return count;
}

/* ------------------------------------------------------------------ a folder */

static const char *in_folder(const Options *o, const char *name)
{
    const size_t length = strlen(o->out);
    return arena_format("%s%s%s", o->out, length && o->out[length - 1] == '/' ? "" : "/", name);
}

/* What lies there under the names of what is made is replaced, but never what is read. */
static void check_folder(const Options *o, const Model *m)
{
    FileUse uses[MOST_PRODUCT_FILES + INPUTS];
    int count = add_inputs(o, uses, 0);
    for (int i = 0; product_file_name(m, i); i++)
        uses[count++] = (FileUse){"a file of -o", in_folder(o, product_file_name(m, i)), true, false};
    Error error = {""};
    if (!files_differ(uses, count, &error))
        usage_error("%s", error.text);
}

static void write_folder(const Options *o, Model *m)
{
    ProductFile made[MOST_PRODUCT_FILES];
    OutFile files[MOST_PRODUCT_FILES];
    check_folder(o, m);
    const int count = product_make(m, made);
    check_source(made[PRODUCT_SOURCE].name, made[PRODUCT_SOURCE].text.text, made[PRODUCT_HEADER].name,
                 made[PRODUCT_HEADER].text.text, o->check);
    if (mkdir(o->out, 0777) != 0 && !is_folder(o->out))
        die("%s: cannot make the folder: %s", o->out, strerror(errno));
    for (int i = 0; i < count; i++)
        files[i] = (OutFile){in_folder(o, made[i].name), made[i].text.text, made[i].text.size, false};
    out_write_files(files, count);
    for (int i = 0; i < count; i++)
        out_free(&made[i].text);
    if (!has_sample(m))
        fprintf(stderr, "gatcc: %s: there is no test, and no example: %s\n", quote_visible(o->out),
                is_prepared(m) ? "the graph that they need does not fit the capacity"
                               : "rows of this model belong to others by lists of an application's own");
    if (o->verbose)
        fprintf(stderr, "gatcc: wrote %s\n", quote_visible(o->out));
}

/* ------------------------------------------------------------------ a page */

static const char *data_words(const Options *o)
{
    const struct {
        const char *option, *value;
    } given[] = {{"features", o->features}, {"labels", o->labels}, {"label-column", o->label_column},
                 {"missing", o->missing},   {"scale", o->scale},   {"one-hot", o->one_hot}};
    const char *words = "";
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value)
            words = arena_format("%s --%s %s", words, given[i].option, given[i].value);
    return words;
}

static const char *model_words(const Options *o)
{
    const char *words = o->both_ways ? arena_format(" --symmetric=%s", o->both_ways) : "";
    for (int i = 0; i < o->dim_count; i++)
        words = arena_format("%s -D %s=%lld", words, o->dim_names[i], (long long)o->dim_values[i]);
    return words;
}

static void write_page(const Options *o, const Model *m, const gatrt_data *data, const Out *c, const Out *h)
{
    const OutFile source = {"page.c", c->text, c->size, false}, header = {"page.h", h->text, h->size, false};
    const OutFile wasm =
        native_build(&(NativeOptions){NATIVE_WASM, o->out, o->gatrt, o->cflags, o->verbose}, &source, &header);
    Out module, rule;
    Page page = {0};
    OutFile files[2];
    int count = 0;
    out_init(&module);
    out_init(&rule);
    write_javascript(m, NULL, &module);
    live_page(m, data,
              &(LiveParts){o->model, o->data, model_words(o), data_words(o), module.text, wasm.text, wasm.size}, &page);
    if (o->dependencies) {
        write_rule(&rule, o, m);
        files[count++] = (OutFile){with_suffix(o->out, ".d"), rule.text, rule.size, false};
    }
    files[count++] = (OutFile){o->out, page.text, page.used, false};
    out_write_files(files, count);
    page_free(&page);
    out_free(&module);
    out_free(&rule);
    if (o->verbose)
        fprintf(stderr, "gatcc: wrote %s\n", quote_visible(o->out));
}

/* ------------------------------------------------------------------ all */

/* Its name is known by now, and that of the library that it loads. */
static void check_module(const Options *o, const Model *m)
{
    if ((makes_module(o) || o->cpp) && !is_prepared(m))
        usage_error(
            "-o %s: rows of the model %s belong to others by lists of an application's own, which %s cannot take",
            o->out, m->name, o->cpp ? "its header" : "a module");
    FileUse uses[INPUTS + 2] = {{"-o", o->out, true, false},
                                {"the library of -o", o->python ? native_path(o, m) : NULL, true, false}};
    Error error = {""};
    if (o->python && !files_differ(uses, add_inputs(o, uses, 2), &error))
        usage_error("%s", error.text);
    if (o->python && !file_writable(native_path(o, m), &error))
        die("%s", error.text);
}

/* The source of a page nobody sees. */
static const char *c_name_of(const Options *o)
{
    return o->page ? "page.c" : file_name(source_path(o, ".c"));
}

void emit_and_write(const Options *o, Model *m, const gatrt_data *data)
{
    if (o->page)
        live_check(m, data, o->out);
    if (o->want == WANT_FOLDER) {
        write_folder(o, m);
        return;
    }
    if (o->want == WANT_PICTURE) {
        Out picture;
        out_init(&picture);
        draw_model(&picture, m);
        out_write_file(o->out, picture.text, picture.size);
        out_free(&picture);
        return;
    }
    check_module(o, m);
    const char *c_name = c_name_of(o), *h_name = with_suffix(c_name, ".h");
    Out c, h;
    out_init(&c);
    out_init(&h);
    emit_model(m, c_name, &c, &h);
    check_source(c_name, c.text, h_name, h.text, o->check);
    if (o->page)
        write_page(o, m, data, &c, &h);
    else
        write_result(o, m, &c, &h);
    out_free(&c);
    out_free(&h);
}

void check_outputs(const Options *o)
{
    enum { OUTPUTS = 4, MOST_USES = 64 };
    const bool makes = o->want == WANT_SOURCE || o->want == WANT_NATIVE || o->want == WANT_PICTURE;
    FileUse uses[MOST_USES] = {
        {"-o", makes ? o->out : NULL, true, false},
        {"the header beside -o", makes_header(o) ? with_suffix(o->out, ".h") : NULL, true, false},
        {"what goes with -o",
         makes_wasm(o) ? with_suffix(o->out, ".mjs")
         : o->cpp      ? with_suffix(o->out, ".c")
                       : NULL,
         true, false},
        {"-MD", o->dependencies ? with_suffix(o->out, ".d") : NULL, true, false},
        {"gatcc itself", "/proc/self/exe", false, false},
        {"standard output", "/proc/self/fd/1", false, false},
        {"standard error", "/proc/self/fd/2", false, false},
    };
    int count = add_inputs(o, uses, 7);
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
