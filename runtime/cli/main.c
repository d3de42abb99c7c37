/* main.c - the command line of a trainer: finds the command, makes what it works on
 * (data set, threads, report), runs it, and turns every failure into one line and
 * the exit code of gatrt.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/base/words.h"
#include "runtime/cli/members.h"
#include "runtime/cli/protocol.h"
#include "runtime/formats/weights_list.h"

#include <errno.h>
#include <string.h>

static const Command commands[] = {
    {"train", "Train the model and evaluate the best weights.", FOR_TRAIN, command_train},
    {"tune", "Try settings of the training, and tell which do best on the validation rows.", FOR_TUNE, command_tune},
    {"eval", "Loss and metric of given weights on the train, validation and test masks.", FOR_EVAL, command_eval},
    {"predict", "Outputs and classes of every node, in the data set's order.", FOR_PREDICT, command_predict},
    {"export", "The parameters for an application: a file with the floats of the header's struct.", FOR_EXPORT,
     command_export},
    {"report", "One page of HTML: scores, curves, classes, attention, outputs, graph, program.", FOR_REPORT,
     command_report},
    {"draw",
     "One picture of the report: degrees, graph, attention, entropy, tsne, curves, confusion, calibration, explain.",
     FOR_DRAW, command_draw},
    {"explain", "Why does it answer so? What single edges, nodes or features have to do with it.", FOR_EXPLAIN,
     command_explain},
    {"compare", "Is one model better than another? Paired tests of what train --runs --json wrote of both.",
     FOR_COMPARE, command_compare},
    {"bench", "Times of training epochs, inference over all nodes, and each kernel.", FOR_BENCH, command_bench},
    {"info", "Dimensions, inputs, parameters, outputs, kernels, memory.", FOR_INFO, command_info},
    {"data", "What a data set holds: sizes, classes, splits, features, degrees, homophily.", FOR_LOOK, command_data},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

/* What weights say of rows; these are prepared as those that the weights were trained on. */
enum { MEASURES = FOR_EVAL | FOR_PREDICT | FOR_REPORT | FOR_DRAW | FOR_EXPLAIN };

static void print_usage(FILE *to, const char *program, const gatrt_model *model)
{
    fprintf(to, "%s: model %s, from %s\nusage: %s COMMAND [options]\n\n", program, model->name,
            text_shown(model->source).text, program);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\n%s COMMAND --help lists a command's options, %s --version names what made it.\n", program, program);
    fprintf(to, "\nExamples:\n  %s train --data cora.npz --checkpoint best.safetensors\n", program);
    fprintf(to, "  %s predict --data cora.npz --checkpoint best.safetensors --out classes.csv\n", program);
}

static const Command *find_command(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static bool unknown_command(const Options *o, const char *name, Error *error)
{
    const char *known[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++)
        known[i] = commands[i].name;
    const char *near = word_nearest(name, known, COMMAND_COUNT);
    return error_set(error, "unknown command '%.60s'%s%s%s (%s --help lists them)", name, near ? "; did you mean " : "",
                     near ? near : "", near ? "?" : "", o->program);
}

static int fail(const Options *o, const Error *error, int code)
{
    text_print(stderr, o->program);
    fputs(": ", stderr);
    text_print(stderr, error->text);
    fputc('\n', stderr);
    return code;
}

/* What failed earlier, as where runs are printed one by one, has left its mark on the stream, but not its reason. */
static bool all_printed(Error *error)
{
    const bool failed = ferror(stdout) != 0;
    if (fflush(stdout) != 0)
        return error_set(error, "cannot write to standard output: %s", strerror(errno));
    return !failed || error_set(error, "cannot write all of it to standard output");
}

/* What was asked for is on standard output. */
static int told(const Options *o)
{
    Error error = {""};
    return all_printed(&error) ? GATRT_OK : fail(o, &error, GATRT_FAILED);
}

/* Of another split, what is called test here may have been trained on. */
static void tell_other_split(const Job *job, const char *path, const char *was)
{
    const OriginText now = origin_split(job->data);
    if (*was && strcmp(was, now.text) != 0)
        fprintf(
            stderr,
            "%s: warning: %s was trained with --split %s, this is %s: rows that it was trained on may be among those "
            "that are measured\n",
            job->options->program, text_shown(file_shown(path)).text, text_shown(was).text, text_shown(now.text).text);
}

static const char *weights_option(const Options *o)
{
    return o->weights ? "--weights" : "--checkpoint";
}

static const char *weights_given(const Options *o)
{
    return o->weights ? o->weights : o->checkpoint;
}

static bool read_weights(const Job *job, const char *path, float *params, Error *error)
{
    const Options *o = job->options;
    const WeightsFile from = {.path = path, .key = o->key, .rename = o->rename};
    WeightsTold told;
    if (!weights_load(job->model, &from, params, &told, error))
        return false;
    weights_tell(stderr, o->program, &from, &told);
    if ((o->command->bit & MEASURES) && !weights_prepared(job->data, from.path, &told, error))
        return false;
    if (o->command->bit & FOR_EXPORT)
        weights_tell_prepared(stderr, o->program, from.path, &told);
    if (o->command->bit & (FOR_EVAL | FOR_REPORT | FOR_DRAW | FOR_EXPLAIN))
        tell_other_split(job, from.path, told.split);
    return true;
}

bool job_weights(const Job *job, float *params, Error *error)
{
    const char *path = weights_given(job->options);
    return path ? read_weights(job, path, params, error)
                : init_params(job->model, (uint64_t)job->options->seed, params, error);
}

/* One set of weights is no list. */
static void report_members(const Job *job, const WeightsList *list)
{
    for (int k = 0; k < list->count && list->count > 1; k++)
        report_text(report_row(job->report, "members"), "weights", list->path[k]);
}

void job_tell_members(const Job *job, const Ensemble *e)
{
    if (e->count > 1 && !job->options->quiet)
        fprintf(job->people, "%d models together: %s\n", e->count, ensemble_says(job->model));
}

bool job_ensemble(const Job *job, Ensemble *e, Error *error)
{
    const Options *o = job->options;
    WeightsList list;
    *e = (Ensemble){.count = 0};
    if (!weights_list(weights_option(o), weights_given(o), &list, error))
        return false;
    e->params = mem_alloc((size_t)list.count, (size_t)job->model->param_floats * sizeof *e->params);
    bool worked = true;
    for (; worked && e->count < list.count; e->count++)
        worked =
            read_weights(job, list.path[e->count], e->params + (int64_t)e->count * job->model->param_floats, error);
    if (worked && job->file == 0)
        report_members(job, &list);
    weights_list_free(&list);
    return worked;
}

/* Only once the command can do its work: an error is one line, and nothing else. */
void job_tell_data(const Job *job)
{
    if (!job->options->quiet) {
        origin_print_line(job->people, job->data);
        if (origin_was_split(job->data) && split_has_classes(job_set(job), job->model))
            split_print_line(job->people, job_set(job));
        if (links_of(job->data))
            links_print(job->people, links_of(job->data));
        fflush(job->people);
    }
    origin_print_remarks(stderr, job->options->program, job->data);
}

/* Data sets are told of whether or not they fit the model. */
static bool looks_only(const Options *o)
{
    return o->command->bit == FOR_LOOK;
}

/* Of weights that are measured or go on, from their file; a run of its own counts anew. */
static bool read_fit(const Options *o, FeatureFit **fit, Error *error)
{
    const bool measures = o->command->bit & MEASURES;
    const char *path = !measures ? o->resume : weights_given(o);
    WeightsList list;
    *fit = NULL;
    if (!path || (!o->prepare.missing && !o->prepare.scale))
        return true;
    if (!weights_list(weights_option(o), path, &list, error))
        return false;
    const bool worked = checkpoint_fit(list.path[0], fit, error); /* each member is held to it when it is read */
    weights_list_free(&list);
    return worked;
}

bool job_load_data(Job *job, int64_t run, Error *error)
{
    const Options *o = job->options;
    const SplitRule rule = split_rule_of_run(&o->split_rule, run, run > 0 ? job->splits : 1);
    gatrt_data_free(job->data);
    mem_free(job->sequence);
    job->sequence = NULL;
    mem_free(job->row_weight);
    job->row_weight = NULL;
    FeatureFit *fit;
    if (!read_fit(o, &fit, error))
        return false;
    /* What is to be predicted is asked for: pairs are not made up for it. */
    const bool as_it_is = o->command->bit == FOR_PREDICT && !o->split;
    const DataUse use = {.model = looks_only(o) ? NULL : job->model,
                         .split = rule.column,
                         .rule = as_it_is ? NULL : &rule,
                         .features = o->features || looks_only(o) ? o->features : "auto",
                         .labels = o->labels,
                         .label_column = o->label_column,
                         .prepare = o->prepare,
                         .fit = fit,
                         .watched = !o->quiet};
    job->data = o->command->bit == FOR_EVAL ? data_load(o->datas[job->file], &use, error)
                                            : data_load_several(o->datas, o->data_count, &use, error);
    checkpoint_fit_free(fit);
    if (!job->data)
        return false;
    if (looks_only(o))
        return true;
    job_take_whole(job);
    if (run == 0) { /* of the data set as it is: balance makes rows, or takes them from the training */
        data_remark(job->data, job->model);
        job->answers = answers_print(job_set(job));
    }
    if (o->command->bit & (FOR_TRAIN | FOR_TUNE) && !balance_classes_of(job, error))
        return false;
    NodeOrder order = ORDER_AUTO;
    order_named(o->order, &order);
    job->sequence = order_sequence(job->data, order);
    return true;
}

/* How many runs there are to be: as many as splits, where each has its own and the number of them is not given. */
static bool settle_runs(Job *job, Error *error)
{
    const Options *o = job->options;
    const bool of_runs = split_rule_of_runs(&o->split_rule);
    job->splits = origin_splits(job->data);
    if (o->split_rule.kind == RULE_ALL && job->splits == 1)
        return error_set(error, "%s: there is one split, but --split is all; leave it out",
                         file_shown(job->data->name));
    job->runs = of_runs && !options_given(o, "runs") ? job->splits * (o->by ? o->by->repeats : 1) : o->runs;
    if (!of_runs || job->splits == 1 || (o->command->bit == FOR_TRAIN && !options_one_run(o)))
        return true;
    return error_set(error, "--split %.60s: that is %lld folds, but %s is for one; add fold=F", o->split,
                     (long long)job->splits, options_one_run(o) ? options_one_run(o) : o->command->name);
}

static bool load_data(Job *job, Error *error)
{
    if (!job_load_data(job, 0, error) || !settle_runs(job, error) ||
        (job->options->by && !protocol_fits(job->options, job->data, job_set(job), error)))
        return false;
    job_report_split(job, job->report);
    job->wrong_command = !outputs_spare_data(job->options, error);
    return !job->wrong_command;
}

static bool run_command(Job *job, Error *error)
{
    const Options *o = job->options;
    if (!outputs_writable(o, error))
        return false;
    if (o->data && !load_data(job, error))
        return false;
    job->pool = pool_new((int)o->threads);
    report_count(job->report, "threads", pool_threads(job->pool));
    if (!o->command->run(job, error))
        return false;
    report_number(job->report, "peak_rss_mib", peak_rss_mib());
    report_number(job->report, "seconds", clock_seconds() - job->started);
    return !o->json || report_write(job->report, o->json, error);
}

/* A generated file that this runtime cannot serve. */
static bool check_model(const gatrt_model *model, Error *error)
{
    if (model->abi != GATRT_ABI)
        return error_set(error, "was generated for runtime interface %d, this runtime has %d; run gatcc again",
                         model->abi, GATRT_ABI);
    const char *broken = model->bits ? model->bits() : NULL;
    if (broken)
        return error_set(error,
                         "was made with --bits=exact, but compiled to a program that %s; compile it without, or "
                         "run gatcc --bits=fast",
                         broken);
    return metric_check(model, model->recipe.metric ? model->recipe.metric : "", error);
}

/* Of a command that has no scores of the model. */
static Report *plain_report(const Options *o)
{
    Report *r = report_empty();
    report_text(r, "command", o->command->name);
    if (o->data)
        report_text(r, "data", o->data);
    return r;
}

static int start_job(const gatrt_model *model, const Options *o)
{
    Error error = {""};
    signals_begin();
    bool json_on_stdout = o->json && strcmp(o->json, "-") == 0;
    gatrt_model asked = *model; /* with the metric that --metric names */
    asked.recipe.metric = o->metric;
    asked.recipe.metric_named |= options_given(o, "metric") || (o->by && o->by->by_metric);
    Job job = {.model = &asked,
               .options = o,
               .people = json_on_stdout ? stderr : stdout,
               .runs = o->runs,
               .splits = 1,
               .started = clock_seconds(),
               .base_mib = peak_rss_mib(),
               .report =
                   o->command->bit & (FOR_LOOK | FOR_COMPARE | FOR_TUNE) ? plain_report(o) : report_new(o, &asked)};
    const bool worked = run_command(&job, &error), printed = !worked || all_printed(&error);
    report_free(job.report);
    gatrt_data_free(job.data);
    mem_free(job.sequence);
    mem_free(job.row_weight);
    pool_free(job.pool);
    signals_end();
    if (!worked)
        return fail(o, &error, job.wrong_command ? GATRT_USAGE : GATRT_FAILED);
    const int code = signals_exit_code(); /* of a closed terminal too, which cannot be written to any more */
    if (!printed)
        return fail(o, &error, code == GATRT_OK ? GATRT_FAILED : code);
    return code == GATRT_OK && job.failed ? GATRT_FAILED : code;
}

/* "--help", "-h", "help", and "help COMMAND", which is COMMAND --help. */
static int help(Options *o, const gatrt_model *model, const char *name)
{
    Error error = {""};
    o->command = name ? find_command(name) : NULL;
    if (name && !o->command) {
        unknown_command(o, name, &error);
        return fail(o, &error, GATRT_USAGE);
    }
    if (name)
        options_help(stdout, o);
    else
        print_usage(stdout, o->program, model);
    return told(o);
}

/* A command with its words. */
static int run_words(Options *o, const gatrt_model *model, const Command *command, int argc, char **argv)
{
    Error error = {""};
    if (!options_parse(o, model, command, argc, argv, &error))
        return fail(o, &error, GATRT_USAGE);
    if (o->help) {
        options_help(stdout, o);
        return told(o);
    }
    if (!outputs_differ(o, &error))
        return fail(o, &error, GATRT_USAGE);
    return start_job(model, o);
}

int gatrt_main(const gatrt_model *model, int argc, char **argv)
{
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    Options o = {.program = slash ? slash + 1 : argc > 0 ? argv[0] : model->name};
    Error error = {""};
    file_prepare_process();
    if (!check_model(model, &error))
        return fail(&o, &error, GATRT_FAILED);
    if (argc < 2) {
        print_usage(stderr, o.program, model);
        return GATRT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return help(&o, model, argc > 2 ? argv[2] : NULL);
    if (strcmp(argv[1], "--version") == 0) {
        printf("%s: model %s, gatcc %s, runtime interface %d\n", o.program, model->name, GATRT_VERSION, GATRT_ABI);
        return told(&o);
    }
    const Command *command = find_command(argv[1]);
    if (!command) {
        unknown_command(&o, argv[1], &error);
        return fail(&o, &error, GATRT_USAGE);
    }
    return run_words(&o, model, command, argc - 2, argv + 2);
}

/* One of trainers' commands needs no model: here is one that has nothing. */
int data_main(const char *program, int argc, char **argv)
{
    static const gatrt_model none = {.name = "", .source = "", .recipe = {.metric = "accuracy"}};
    Options o = {.program = program};
    file_prepare_process();
    return run_words(&o, &none, find_command("data"), argc, argv);
}
