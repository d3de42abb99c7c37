/* main.c - the order of gatcc's work: read the model, run the passes, emit, check, write; or hand it to the
 * interpreter. */
#include "compiler/bake.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/base/scratch.h"
#include "compiler/c/emit.h"
#include "compiler/check/checker.h"
#include "compiler/chosen.h"
#include "compiler/ensemble.h"
#include "compiler/lang/lang.h"
#include "compiler/options.h"
#include "compiler/oracle/interpret.h"
#include "compiler/oracle/runtime_model.h"
#include "compiler/outputs.h"
#include "compiler/packed.h"
#include "compiler/pipeline.h"
#include "runtime/base/file.h"
#include "runtime/formats/data_use.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

static void tell_data(const char *path, const gatrt_data *data)
{
    const gatrt_set *first = &data->sets[0];
    fprintf(stderr, "gatcc: %s: ", quote_visible(path));
    if (data->set_count == 1 && data->relation_count == 1) {
        fprintf(stderr, "%" PRId64 " nodes, %" PRId64 " edges, %" PRId64 " features, %" PRId64 " classes\n",
                first->rows, data->relations[0].edges, first->features, first->classes);
        return;
    }
    for (int i = 0; i < data->set_count; i++)
        fprintf(stderr, "%" PRId64 " %s, ", data->sets[i].rows, quote_visible(data->sets[i].name));
    for (int i = 0; i < data->relation_count; i++)
        fprintf(stderr, "%s%" PRId64 " %s", i ? ", " : "", data->relations[i].edges,
                quote_visible(data->relations[i].name));
    fputc('\n', stderr);
}

/* What weights were trained with is made of other features as it was of theirs. */
static struct FeatureFit *read_fit(const Options *o)
{
    const char *weights = o->interpret ? o->oracle.weights.path : NULL;
    return weights && (o->missing || o->scale) ? runtime_fit(weights) : NULL;
}

/* NULL without --data. */
static gatrt_data *read_data(const Options *o)
{
    if (!o->data)
        return NULL;
    Error error = {""};
    struct FeatureFit *fit = read_fit(o);
    const DataUse use = {.features = o->features ? o->features : "auto",
                         .labels = o->labels,
                         .label_column = o->label_column,
                         .prepare = {o->missing, o->scale, o->one_hot},
                         .fit = fit,
                         .watched = true};
    gatrt_data *data = data_load(o->data, &use, &error);
    runtime_fit_free(fit);
    if (!data)
        die("%s", error.text);
    if (o->verbose)
        tell_data(o->data, data);
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
    if (o->symmetric)
        model->recipe.symmetric = o->symmetric;
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

static void compile(const Options *o, Model *model, const gatrt_data *data)
{
    weights_bake(model, &o->oracle.weights,
                 &o->members); /* before the passes: a file that does not fit is told at once */
    if (o->dump_folder)
        make_dump_folder(o->dump_folder);
    model->switches = o->switches;
    if (o->switches.packing)
        pack_weights(model);
    model->alone = o->want == WANT_FOLDER || o->cpp || o->outputs || o->switches.updates || o->switches.steps ||
                   o->switches.packing || model->members > 1;
    if (o->outputs)
        choose_outputs(model, o->outputs);
    pipeline_run(model, &(DumpOptions){.passes = o->dump, .directory = o->dump_folder});
    if (o->switches.updates)
        update_check(model);
    if (o->switches.steps)
        step_check(model);
    if (o->switches.packing)
        pack_measure(model, data, o->data);
    if (o->bake)
        bake_graph(model, data, o->data);
    if (o->capacity)
        capacity_set(model, o->capacity);
    if (o->want != WANT_NOTHING)
        emit_and_write(o, model, data);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "data"))
        return data_main("gatcc", argc - 2, argv + 2);
    scratch_catch_signals();
    Options options = parse_options(argc, argv);
    check_outputs(&options);
    if (options.want != WANT_NOTHING || options.check_file)
        check_begin(options.check);
    if (options.check_file)
        return check_one_file(&options);

    gatrt_data *data = read_data(&options);
    Model *model = read_model(&options, data);
    if (options.interpret && options.members.count > 1) {
        weights_bake(model, &options.oracle.weights, &options.members);
        options.oracle.params = model->baked;
    }
    if (options.interpret)
        interpret(stdout, model, data, &options.oracle);
    else
        compile(&options, model, data);
    gatrt_data_free(data);
    flush_stdout();
    leave(GATRT_OK);
}
