/* options.c - the command line of a trainer, from one table.
 *
 * In: argv after the command's name. Out: Options, with the model's recipe where
 * the line says nothing. A row of options.def is all an option needs: its name, the
 * field it sets, its range, and the commands that take it. Invariant: options_parse
 * either sets every field within its range or leaves one line in `error`.
 */
#include "runtime/runtime.h"
#include "runtime/base/words.h"
#include "runtime/cli/draw.h"
#include "runtime/cli/explain.h"
#include "runtime/cli/predict_drawn.h"
#include "runtime/cli/protocol.h"
#include "runtime/cli/run_file.h"
#include "runtime/formats/beginnings.h"
#include "runtime/formats/rename.h"
#include "runtime/formats/save.h"
#include "runtime/formats/weights_list.h"
#include "runtime/sample/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum { TEXT, COUNT, REAL, FLAG } OptionKind;

typedef struct Option {
    const char *name;
    OptionKind kind;
    size_t field;              /* offset in Options: const char *, int64_t, double, bool */
    const char *value;         /* what help calls the value */
    unsigned commands, needed; /* FOR_... that take it, that cannot do without */
    double low, high;          /* of COUNT and REAL, both included */
    const char *help;
} Option;

#define FIELD(name) offsetof(Options, name)
#define FOR_DATA    (FOR_TRAIN | FOR_TUNE | FOR_EVAL | FOR_PREDICT | FOR_REPORT | FOR_DRAW | FOR_EXPLAIN | FOR_BENCH)
#define FOR_ALL     (FOR_DATA | FOR_INFO)
#define FOR_ANY     (FOR_ALL | FOR_EXPORT | FOR_LOOK | FOR_COMPARE)
#define FOR_WEIGHTS ((FOR_DATA & ~FOR_TUNE) | FOR_EXPORT)
#define FOR_STEPS   (FOR_TRAIN | FOR_TUNE | FOR_BENCH)
#define FOR_FITS    (FOR_TRAIN | FOR_TUNE)
#define SEED_MAX    9007199254740991.0 /* what a double, and so every reader of JSON, holds exactly */

static const Option options[] = {
#include "runtime/cli/options.def"
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };
_Static_assert(OPTION_COUNT <= (int)MOST_OPTIONS, "Options.given has a place for each row");

/* What help shows of a command in use; tests/compiler/man.sh runs them all. */
static const struct Example {
    unsigned command;
    const char *arguments;
} examples[] = {
    {FOR_TRAIN, "--data cora.npz --checkpoint best.safetensors"},
    {FOR_TRAIN, "--data cora.npz --runs 100 --json runs.json"},
    {FOR_TRAIN, "--data cora.npz --runs 100 --lr 0.01 --json faster.json"},
    {FOR_TRAIN, "--data cora.npz --log logs/first"},
    {FOR_EVAL, "--data cora.npz --checkpoint best.safetensors"},
    {FOR_EVAL, "--data cora.npz --weights pyg.safetensors --metric f1_macro"},
    {FOR_PREDICT, "--data cora.npz --checkpoint best.safetensors --out classes.csv"},
    {FOR_PREDICT, "--data cora.npz --checkpoint best.safetensors --out outputs.npz --attention"},
    {FOR_REPORT, "--data cora.npz --checkpoint best.safetensors -o report.html"},
    {FOR_REPORT, "--data cora.npz --weights pyg.safetensors --nodes 0,33 -o report.html"},
    {FOR_DRAW, "attention --data cora.npz --checkpoint best.safetensors --nodes 17 -o attention.svg"},
    {FOR_DRAW, "degrees --data cora.npz --size 1000 -o degrees.svg"},
    {FOR_EXPLAIN, "--data cora.npz --checkpoint best.safetensors --nodes 17"},
    {FOR_EXPLAIN, "--data cora.npz --checkpoint best.safetensors --nodes test --method shapley -o shapley.csv"},
    {FOR_EXPORT, "--checkpoint best.safetensors -o model.params"},
    {FOR_EXPORT, "--weights pyg.safetensors -o model.params"},
    {FOR_BENCH, "--data cora.npz"},
    {FOR_BENCH, "--data cora.npz --threads 1 --json bench.json"},
    {FOR_INFO, "--data cora.npz"},
    {FOR_TUNE, "lr=log:1e-3..1e-1 weight-decay=0,5e-4,5e-3 --data cora.npz --split random:60/20/20 --trials 5"},
    {FOR_TUNE, "lr=log:1e-3..1e-1 --data cora.npz --split random:60/20/20 --method halving --trials 9 -o trials.jsonl"},
    {FOR_TUNE, "lr=log:1e-3..1e-1 --data cora.npz --split random:60/20/20 --method bayes --trials 8 --checkpoint "
               "best.safetensors"},
    {FOR_COMPARE, "runs.json faster.json"},
    {FOR_COMPARE, "runs.json faster.json --json compared.json"},
    {FOR_LOOK, "--data cora.npz"},
    {FOR_LOOK, "--data cora.npz --json cora.json"},
    {FOR_LOOK, "--data cora.npz --out cora.gexf"},
    {FOR_INFO, "--json info.json"},
};
enum { EXAMPLE_COUNT = sizeof examples / sizeof examples[0] };

/* What stands beside the options of a command. */
static const struct Words {
    unsigned commands;
    int least, most;
    const char *names; /* as help has them */
} words[] = {
    {FOR_COMPARE, 2, 2, " FIRST.json SECOND.json"},
    {FOR_DRAW, 1, 1, " WHICH"},
    {FOR_TUNE, 1, MOST_WORDS, " OPTION=VALUES..."},
    {~0u, 0, 0, ""},
};

static const struct Words *words_of(const Options *o)
{
    const struct Words *row = words;
    while (!(row->commands & o->command->bit))
        row++;
    return row;
}

/* The row called name[0..length), or NULL. */
static const Option *find_option(const char *name, size_t length)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (strlen(options[i].name) == length && memcmp(options[i].name, name, length) == 0)
            return &options[i];
    }
    return NULL;
}

bool options_given(const Options *o, const char *name)
{
    const Option *row = find_option(name, strlen(name));
    return row && o->given[row - options];
}

const char *options_one_run(const Options *o)
{
    return o->resume ? "--resume" : o->checkpoint_every ? "--checkpoint-every" : o->keep_best ? "--keep-best" : NULL;
}

static bool set_count(int64_t *field, const Option *row, const char *text, Error *error)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno)
        return error_set(error, "--%s %s: not a whole number", row->name, text);
    if ((double)value < row->low || (double)value > row->high)
        return error_set(error, "--%s %s: must be %.0f to %.0f", row->name, text, row->low, row->high);
    *field = value;
    return true;
}

static bool set_real(double *field, const Option *row, const char *text, Error *error)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !isfinite(value))
        return error_set(error, "--%s %s: not a number", row->name, text);
    if (value < row->low || value > row->high)
        return error_set(error, "--%s %s: must be %g to %g", row->name, text, row->low, row->high);
    *field = value;
    return true;
}

/* The only one that may be given again: several files are one data set. */
static bool add_data(Options *o, const Option *row, const char *text, Error *error)
{
    if (!text || !*text)
        return error_set(error, "--data: needs a %s", row->value);
    if (o->data_count == MOST_DATA)
        return error_set(error, "--data: more than %d files", MOST_DATA);
    for (int i = 0; i < o->data_count; i++)
        if (!strcmp(o->datas[i], text))
            return error_set(error, "--data was given before with %s; give each file once", file_shown(text));
    o->datas[o->data_count++] = text;
    o->data = o->datas[0];
    o->given[row - options] = true;
    return true;
}

static bool set_option(Options *o, const Option *row, const char *text, Error *error)
{
    void *field = (char *)o + row->field;
    bool *given = &o->given[row - options];
    if (row->field == FIELD(data))
        return add_data(o, row, text, error);
    if (*given && row->kind != FLAG)
        return error_set(error, "--%s was given before; give it once", row->name);
    *given = true;
    switch (row->kind) {
    case FLAG: *(bool *)field = true; return true;
    case COUNT: return set_count(field, row, text, error);
    case REAL: return set_real(field, row, text, error);
    case TEXT: break;
    }
    if (!*text)
        return error_set(error, "--%s: needs a %s", row->name, row->value);
    *(const char **)field = text;
    return true;
}

static bool unknown_option(const Options *o, const char *name, size_t length, Error *error)
{
    const char *known[OPTION_COUNT];
    char word[64];
    int count = 0;
    for (int i = 0; i < OPTION_COUNT; i++)
        if (options[i].commands & o->command->bit)
            known[count++] = options[i].name;
    snprintf(word, sizeof word, "%.*s", length < sizeof word ? (int)length : (int)sizeof word - 1, name);
    const char *near = word_nearest(word, known, count);
    return error_set(error, "unknown option '--%s'%s%s%s (see %s %s --help)", word, near ? "; did you mean --" : "",
                     near ? near : "", near ? "?" : "", o->program, o->command->name);
}

/* One argument, and the next where it is this one's value; returns how many were used, 0 on error. */
static int take_argument(Options *o, const char *argument, const char *next, Error *error)
{
    if (strcmp(argument, "-h") == 0)
        argument = "--help";
    if (strcmp(argument, "-o") == 0)
        argument = "--out";
    if (strncmp(argument, "--", 2) != 0 && o->word_count < words_of(o)->most) {
        o->words[o->word_count++] = argument;
        return 1;
    }
    if (strncmp(argument, "--", 2) != 0)
        return error_set(error, "unexpected argument '%.60s'; see %s %s --help", argument, o->program,
                         o->command->name);
    const char *name = argument + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const Option *row = find_option(name, length);
    if (!row)
        return unknown_option(o, name, length, error);
    if (!(row->commands & o->command->bit))
        return error_set(error, "%s does not take --%s; see %s %s --help", o->command->name, row->name, o->program,
                         o->command->name);
    if (row->kind == FLAG) {
        if (equals)
            return error_set(error, "--%s takes no value", row->name);
        return set_option(o, row, NULL, error);
    }
    if (!equals && !next)
        return error_set(error, "--%s: needs a %s", row->name, row->value);
    return set_option(o, row, equals ? equals + 1 : next, error) ? (equals ? 1 : 2) : 0;
}

static bool check_needed(const Options *o, Error *error)
{
    if (o->word_count < words_of(o)->least)
        return error_set(error, "%s needs%s; see %s %s --help", o->command->name, words_of(o)->names, o->program,
                         o->command->name);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((options[i].needed & o->command->bit) && !o->given[i])
            return error_set(error, "%s needs --%s %s; see %s %s --help", o->command->name, options[i].name,
                             options[i].value, o->program, o->command->name);
    }
    if ((o->command->bit & (FOR_EVAL | FOR_PREDICT | FOR_REPORT | FOR_EXPORT)) && !o->weights && !o->checkpoint)
        return error_set(error, "%s needs --weights FILE or --checkpoint FILE", o->command->name);
    return true;
}

/* What is a split for each of several runs is none for a command that has no runs. */
static bool check_split(Options *o, Error *error)
{
    if (!o->split)
        return true;
    if (!split_rule_parse(o->split, &o->split_rule, error))
        return false;
    const char *name = o->split_rule.kind == RULE_ALL ? "a number instead of all" : "fold=F";
    if (!split_rule_of_runs(&o->split_rule) || o->split_rule.kind == RULE_LISTS || o->split_rule.kind == RULE_JSON)
        return true;
    if (o->command->bit != FOR_TRAIN || options_one_run(o))
        return error_set(error, "--split %.60s: that is a split for each of several runs, and %s is for one; give %s",
                         o->split, options_one_run(o) ? options_one_run(o) : o->command->name, name);
    return true;
}

static bool check_preparation(const Options *o, Error *error)
{
    if (o->prepare.one_hot && o->data_count > 1)
        return error_set(error, "--one-hot is of one data set, but there are %d --data", o->data_count);
    if ((o->class_weight != NULL) + o->oversample + o->undersample + o->smote > 1)
        return error_set(error,
                         "--class-weight, --oversample, --smote and --undersample balance classes; give one of them");
    return prepare_check(&o->prepare, error) && (!o->class_weight || balance_check(o->class_weight, error));
}

static bool check_batches(const Options *o, const gatrt_model *model, Error *error)
{
    Fanouts fanouts;
    if (!o->batch && !o->fanout && !o->replace && !o->clusters)
        return true;
    if (!o->batch)
        return error_set(error, "--%s goes with --batch N",
                         o->clusters ? "clusters"
                         : o->fanout ? "fanout"
                                     : "replace");
    if (o->clusters && (o->fanout || o->replace))
        return error_set(error, "--clusters takes all edges among the parts of a step; leave --%s out",
                         o->fanout ? "fanout" : "replace");
    if (!(o->clusters ? fanouts_of_clusters(model, &fanouts, error)
                      : fanouts_read(model, o->fanout, o->replace, &fanouts, error)))
        return false;
    fanouts_free(&fanouts);
    return true;
}

/* Only what is said of rows can be a mean over several weights. */
static bool check_weights(const Options *o, Error *error)
{
    const unsigned reads = o->weights ? ~0u : ~(unsigned)(FOR_TRAIN | FOR_TUNE);
    const char *given = o->weights ? o->weights : o->checkpoint, *option = o->weights ? "--weights" : "--checkpoint";
    WeightsList list;
    if (!given || !(o->command->bit & reads))
        return true;
    if (!weights_list(option, given, &list, error))
        return false;
    const int count = list.count;
    weights_list_free(&list);
    return count == 1 || (o->command->bit & (FOR_EVAL | FOR_PREDICT)) ||
           error_set(error, "%s: %d files, but %s takes one; eval and predict take several, and gatcc --weights",
                     option, count, o->command->name);
}

/* What no single row can say. */
static bool check_together(Options *o, const gatrt_model *model, Error *error)
{
    bool trains = o->command->bit == FOR_TRAIN;
    if (o->command->bit == FOR_BENCH && o->epochs == 0)
        return error_set(error, "--epochs 0: bench measures at least one epoch");
    if (!trains && o->weights && o->checkpoint)
        return error_set(error, "--weights and --checkpoint both name weights to read; give one");
    if (o->resume && o->weights)
        return error_set(error, "--resume and --weights both name weights to start from; give one");
    if ((o->key || o->rename) && !o->weights)
        return error_set(error, "--%s goes with --weights FILE", o->key ? "key" : "rename");
    if (o->fresh && !o->weights)
        return error_set(error, "--fresh goes with --weights FILE");
    if (!check_weights(o, error) || !rename_check(o->rename, error))
        return false;
    if (o->resume && o->runs > 1)
        return error_set(error, "--resume goes on with one run; it cannot be used with --runs %" PRId64, o->runs);
    if ((o->checkpoint_every || o->keep_best) && !o->checkpoint)
        return error_set(error, "--%s needs --checkpoint FILE", o->keep_best ? "keep-best" : "checkpoint-every");
    if (options_one_run(o) && o->runs > 1)
        return error_set(error, "%s is for one run; it cannot be used with --runs %" PRId64, options_one_run(o),
                         o->runs);
    if (run_file_each(o->checkpoint) && (options_one_run(o) || o->command->bit == FOR_TUNE))
        return error_set(error, "--checkpoint %.80s: {run} is for train --runs; %s is for one file", o->checkpoint,
                         options_one_run(o) ? options_one_run(o) : "tune");
    if (!o->log && (o->log_rate || o->log_histograms >= 0 || o->film))
        return error_set(error, "--%s goes with --log DIR",
                         o->log_rate ? "log-rate"
                         : o->film   ? "film"
                                     : "log-histograms");
    if (o->data_count > 1 && o->command->bit & (FOR_PREDICT | FOR_REPORT | FOR_DRAW | FOR_EXPLAIN))
        return error_set(error, "%s is of one data set; give --data once", o->command->name);
    if (o->data_count > 1 && o->split && o->command->bit != FOR_EVAL)
        return error_set(error, "--split is of one data set, but there are %d --data", o->data_count);
    if (!check_split(o, error))
        return false;
    NodeOrder order;
    if (!(o->command->bit & (FOR_LOOK | FOR_COMPARE)) && !metric_check(model, o->metric, error))
        return false;
    if (o->features && !data_features_check(o->features, error))
        return false;
    if (o->label_column && !o->labels)
        return error_set(error, "--label-column goes with --labels FILE");
    if (!check_preparation(o, error) || !check_batches(o, model, error))
        return false;
    if (!order_named(o->order, &order))
        return error_set(error, "--order %.20s: expected auto, none, given, degree, bfs or rcm", o->order);
    if (o->out && strcmp(o->out, "-") == 0)
        return error_set(error, "--out -: expected a file; only --json goes to standard output");
    if (o->out && o->command->bit == FOR_PREDICT && !name_ends(o->out, ".npz") && !name_ends(o->out, ".csv") &&
        !predict_drawn_form(o->out))
        return error_set(error, "--out %s: must end in .npz or .csv, or as a graph in .gexf or .graphml",
                         file_shown(o->out));
    if (o->out && o->command->bit == FOR_REPORT && !name_ends(o->out, ".html"))
        return error_set(error, "--out %s: must end in .html", file_shown(o->out));
    if (o->command->bit == FOR_DRAW && !draw_check(o, error))
        return false;
    if (o->command->bit == FOR_EXPLAIN && !explain_check(o, model, error))
        return false;
    if (o->out && o->command->bit == FOR_LOOK && !data_save_form(o->out))
        return error_set(error, "--out %s: must end in .npz, .graphml, .gexf, .csv (edges alone) or / (a folder)",
                         file_shown(o->out));
    if (o->attention && o->out && name_ends(o->out, ".csv"))
        return error_set(error, "--attention needs --out FILE.npz; a .csv has rows for nodes only");
    if (o->attention && !model->inspect.kernels)
        return error_set(error, "--attention: model %s has no outputs on demand", model->name);
    return true;
}

/* An option that is a setting of the optimiser's, too. */
static bool set_optimizer(Options *o, const char *option, const char *setting, double value, Error *error)
{
    char text[64];
    Error why;
    if (!options_given(o, option))
        return true;
    snprintf(text, sizeof text, ":%s=%.17g", setting, value);
    return optim_change(text, &o->optim, &why) || error_set(error, "--%s: %s", option, why.text);
}

/* What has more than a number to it is read once, to tell what is wrong before the work. */
static bool settle_plans(Options *o, const gatrt_model *model, Error *error)
{
    Schedule schedule;
    Clip clip;
    Groups groups;
    Average average;
    if (o->stop && o->patience == 0)
        return error_set(error, "--stop-on %.40s says what patience counts by, but there is none; give --patience N",
                         o->stop);
    o->optim.l1 = o->l1;
    return (!o->schedule ||
            (schedule_parse(o->schedule, o->epochs, &schedule, error) && schedule_fits(&schedule, &o->optim, error))) &&
           (!o->stop || strcmp(o->stop, "loss") == 0 || metric_check(model, o->stop, error)) &&
           (!o->clip || clip_parse(o->clip, &clip, error)) && groups_parse(o->groups, &groups, error) &&
           groups_check_model(&groups, model, error) && (!o->average || average_parse(o->average, &average, error));
}

/* The model's own optimiser has the model's settings, another one its own defaults: they mean something else there.
 * What the command line gives comes last. */
static bool settle_optimizer(Options *o, const gatrt_model *model, Error *error)
{
    OptimSettings asked;
    if (!optim_parse(recipe_optimizer(model), &o->optim, error) || !optim_parse(o->optimizer, &asked, error))
        return false;
    if (strcmp(asked.name, o->optim.name) != 0)
        o->optim = asked;
    if (!optim_change(o->optimizer, &o->optim, error) || !set_optimizer(o, "lr", "lr", o->lr, error) ||
        !set_optimizer(o, "weight-decay", "weight_decay", o->weight_decay, error) ||
        !set_optimizer(o, "momentum", "momentum", o->momentum, error))
        return false;
    Optim *tried = optim_new(&o->optim, 1, error); /* what settings mean together it knows: let it try one number */
    optim_free(tried);
    return tried != NULL;
}

bool options_parse(Options *o, const gatrt_model *model, const Command *command, int argc, char **argv, Error *error)
{
    const gatrt_recipe *recipe = &model->recipe;
    const char *program = o->program;
    *o = (Options){.program = program,
                   .command = command,
                   .runs = 1,
                   .epochs = command->bit == FOR_BENCH ? 200 : recipe->epochs,
                   .patience = recipe->patience,
                   .optimizer = recipe_optimizer(model),
                   .schedule = recipe->schedule,
                   .clip = recipe->clip,
                   .groups = recipe->groups,
                   .l1 = recipe->l1,
                   .average = recipe->average,
                   .stop = recipe->stop_on,
                   .metric = recipe->metric,
                   .log_histograms = -1,
                   .head = -1,
                   .method = command->bit == FOR_EXPLAIN ? "leave-one-out" : "random",
                   .of = "edges",
                   .top = 5,
                   .samples = 200,
                   .trials = 20,
                   .order = "auto"};
    for (int i = 0; i < argc;) {
        int used = take_argument(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL, error);
        if (!used)
            return false;
        i += used;
    }
    o->seed_given = options_given(o, "seed");
    if (o->help)
        return true;
    return check_needed(o, error) && protocol_take(o, error) && check_together(o, model, error) &&
           (!(command->bit & FOR_STEPS) || options_settle(o, model, error));
}

/* ------------------------------------------------------------------ what tune tries */

/* What changes neither the data set nor the graph made of it. */
static const char *const tunable[] = {"lr",   "weight-decay", "momentum", "l1",     "optimizer", "schedule",
                                      "clip", "average",      "groups",   "epochs", "patience"};
enum { TUNABLE = sizeof tunable / sizeof tunable[0] };

bool options_tunable(const char *name, bool *whole)
{
    for (int i = 0; i < TUNABLE; i++)
        if (strcmp(tunable[i], name) == 0) {
            *whole = find_option(name, strlen(name))->kind == COUNT;
            return true;
        }
    return false;
}

bool options_change(Options *o, const char *name, const char *text, Error *error)
{
    const Option *row = find_option(name, strlen(name));
    o->given[row - options] = false;
    return set_option(o, row, text, error);
}

bool options_settle(Options *o, const gatrt_model *model, Error *error)
{
    return settle_optimizer(o, model, error) && settle_plans(o, model, error);
}

/* How the work is done, and where its results go, decides about no figure; how many trials there are, about none but theirs. */
static bool decides(const Option *row)
{
    static const char *const others[] = {"data", "threads", "at-once", "quiet",    "json",
                                         "out",  "trials",  "help",    "no-prune", "checkpoint"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(row->name, others[i]) == 0)
            return false;
    return true;
}

static int option_text(const Options *o, const Option *row, char *text, size_t size)
{
    const void *field = (const char *)o + row->field;
    switch (row->kind) {
    case TEXT: return snprintf(text, size, "--%s=%s", row->name, *(const char *const *)field);
    case COUNT: return snprintf(text, size, "--%s=%" PRId64, row->name, *(const int64_t *)field);
    case REAL: return snprintf(text, size, "--%s=%.17g", row->name, *(const double *)field);
    case FLAG: break;
    }
    return snprintf(text, size, "--%s", row->name);
}

void options_text(const Options *o, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < OPTION_COUNT && used + 1 < size; i++) {
        if (!o->given[i] || !decides(&options[i]))
            continue;
        if (used)
            text[used++] = ' ';
        const int length = option_text(o, &options[i], text + used, size - used);
        used += length > 0 ? (size_t)length : 0;
    }
}

static bool is_of_search(const Option *row)
{
    return strcmp(row->name, "method") == 0 || strcmp(row->name, "model") == 0 || strcmp(row->name, "epochs") == 0;
}

char *options_word(const Options *o, int *at)
{
    for (; *at < OPTION_COUNT; ++*at) {
        const Option *row = &options[*at];
        if (!o->given[*at] || !decides(row) || is_of_search(row))
            continue;
        const size_t size = (size_t)option_text(o, row, NULL, 0) + 1;
        char *word = mem_alloc(size, 1);
        option_text(o, row, word, size);
        ++*at;
        return word;
    }
    return NULL;
}

static void help_examples(FILE *to, const Options *o)
{
    fputs("\nExamples:\n", to);
    for (int i = 0; i < EXAMPLE_COUNT; i++) {
        if (examples[i].command == o->command->bit)
            fprintf(to, "  %s %s %s\n", o->program, o->command->name, examples[i].arguments);
    }
}

void options_help(FILE *to, const Options *o)
{
    fprintf(to, "usage: %s %s%s [options]\n%s\n\n", o->program, o->command->name, words_of(o)->names,
            o->command->summary);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const Option *row = &options[i];
        if (!(row->commands & o->command->bit))
            continue;
        char left[40];
        snprintf(left, sizeof left, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
        fprintf(to, "  %-22s %s%s\n", left, row->needed & o->command->bit ? "needed: " : "", row->help);
    }
    help_examples(to, o);
}
