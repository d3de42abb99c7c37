/* tune.c - the command tune: which settings of the training do best on the validation rows?
 *
 * A trial is a training, or --runs of them with seeds from --seed on, by the options of the command line and the values
 * that the search has for that number; its figure is the mean of the validation metric of the weights kept. The mask of
 * the test rows is gone before anything is made of the data set: nothing here can look at them.
 *
 * What is tried is a function of the search and of the results of rounds before: grid and random have one round, halving
 * gives the best third of each three times the epochs, from anew. So trials may go side by side, and a search that was
 * ended goes on from its file (trials.c) to the same end.
 */
#include "runtime/cli/side_by_side.h"
#include "runtime/cli/trials.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { THIRD = 3, SHOWN = 5, SETTINGS_TEXT = 4096 };
typedef enum { GRID, RANDOM, HALVING } Method;
static const char *const method_names[] = {"grid", "random", "halving"};

/* What goes on on one thread. */
typedef struct Tuner {
    Job job;
    Options options;
} Tuner;

typedef struct Search {
    Job *job;
    Options options; /* those of train */
    Job base;        /* with them */
    Space space;
    Method method;
    uint8_t *test; /* the mask of the test rows, which nothing may see; NULL: there is none, or it is where it was */
    Fit *first;    /* whose graph all share; it trains nothing */
    int lanes;
    Tuner *tuners; /* [lanes] */
    TrialFile *file;
    int64_t total, before; /* trials in all; before this round */
    Trial *round;          /* [total] behind `before`, those of the round */
    int64_t skipped;       /* of the round, that the file had */
    Trial *best;           /* [total] in their order, as far as they are done */
    int64_t done;
    bool *interrupted; /* [total] */
    Error *errors;     /* [total] */
    bool worked;
    Error error;
} Search;

static const Command as_train = {"train", "", FOR_TRAIN, NULL};

/* ------------------------------------------------------------------ a trial */

static bool set_values(const Search *s, Options *o, const Trial *trial, Error *error)
{
    char epochs[32];
    *o = s->options;
    for (int i = 0; i < s->space.count; i++)
        if (!options_change(o, s->space.dim[i].name, trial->value[i].text, error))
            return false;
    snprintf(epochs, sizeof epochs, "%" PRId64, trial->limit);
    return (!trial->limit || options_change(o, "epochs", epochs, error)) && options_settle(o, s->job->model, error);
}

/* Mean over the runs; none where one came to no number. */
static bool train_runs(const Search *s, Fit *fit, Trial *trial, bool *interrupted, Error *error)
{
    const int64_t runs = s->options.runs;
    for (int64_t r = 0; r < runs && !trial->diverged; r++) {
        if (!fit_start(fit, (uint64_t)(s->options.seed + r), error))
            return false;
        const bool worked = fit_run(fit, error);
        if (!worked && !fit->diverged)
            return false;
        trial->diverged = fit->diverged;
        trial->epochs += fit->done;
        *interrupted |= fit->interrupted;
        if (*interrupted || trial->diverged)
            break;
        const Score val = view_score(fit->val, fit->state.best, fit->job);
        trial->metric += val.metric / (double)runs;
        trial->loss += val.loss / (double)runs;
    }
    if (trial->diverged)
        trial->metric = trial->loss = NAN;
    return true;
}

static void make_trial(void *arg, int lane, int slot, int64_t number)
{
    Search *s = arg;
    Tuner *tuner = &s->tuners[lane];
    const int64_t at = s->skipped + number;
    Trial *trial = &s->round[at];
    Error *error = &s->errors[at];
    (void)slot; /* results have places of their own */
    s->interrupted[at] = false;
    if (!set_values(s, &tuner->options, trial, error))
        return;
    Fit *fit = fit_twin(&tuner->job, s->first, error);
    if (fit && train_runs(s, fit, trial, &s->interrupted[at], error))
        error->text[0] = '\0'; /* of a loss that is no number: that is a result */
    fit_free(fit);
}

/* ----------------------------------------------------------------- results */

static bool better(const Search *s, const Trial *a, const Trial *b)
{
    const char *metric = s->job->model->recipe.metric;
    if (isnan(a->metric) || isnan(b->metric))
        return !isnan(a->metric) && isnan(b->metric);
    return metric_better(metric, a->metric, b->metric) || (a->metric == b->metric && a->loss < b->loss);
}

/* The place of each of `count` trials in the order of their results; equal ones in the order of their numbers. */
static int64_t *ranked(const Search *s, const Trial *trials, int64_t count)
{
    int64_t *order = mem_alloc((size_t)count + 1, sizeof *order);
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i;
        for (; at > 0 && better(s, &trials[i], &trials[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

static void print_values(FILE *to, const Search *s, const Trial *trial, const char *format)
{
    for (int i = 0; i < s->space.count; i++)
        fprintf(to, format, s->space.dim[i].name, text_shown(trial->value[i].text).text);
}

static void print_trial(const Search *s, const Trial *trial, int64_t number)
{
    const char *metric = s->job->model->recipe.metric;
    FILE *people = s->job->people;
    fprintf(people, "trial %" PRId64 "/%" PRId64, number + 1, s->total);
    print_values(people, s, trial, "  %s %s");
    if (trial->limit)
        fprintf(people, "  of %" PRId64 " epochs", trial->limit);
    fprintf(people, "  %" PRId64 " epochs  val %s %s%s\n", trial->epochs, metric,
            metric_text(metric, trial->metric).text, trial->diverged ? " (diverged)" : "");
    fflush(people);
}

static void note_trial(Search *s, const Trial *trial)
{
    s->best[s->done++] = *trial;
    if (!s->job->options->quiet)
        print_trial(s, trial, s->done - 1);
}

static bool take_trial(void *arg, int slot, int64_t number)
{
    Search *s = arg;
    const int64_t at = s->skipped + number;
    (void)slot;
    if (s->errors[at].text[0]) {
        s->error = s->errors[at];
        s->worked = false;
    }
    if (!s->worked || s->interrupted[at])
        return false;
    s->worked = trials_add(s->file, s->before + at, &s->round[at], &s->error);
    if (s->worked)
        note_trial(s, &s->round[at]);
    return s->worked;
}

/* Those that the file has are not trained again. */
static bool run_round(Search *s, int64_t count)
{
    s->before = s->done;
    s->skipped = 0;
    while (s->skipped < count && s->before + s->skipped < trials_done(s->file)) {
        Trial *trial = &s->round[s->skipped];
        s->worked = s->worked && trials_take(s->file, s->before + s->skipped, trial, &s->error);
        if (!s->worked)
            return false;
        s->skipped++;
        note_trial(s, trial);
    }
    const LaneWork work = {.lanes = s->lanes,
                           .slots = 2 * s->lanes,
                           .count = count - s->skipped,
                           .more = side_more_wanted,
                           .make = make_trial,
                           .take = take_trial,
                           .arg = s};
    lanes_run(&work);
    return s->worked && s->done == s->before + count;
}

/* ------------------------------------------------------------------ methods */

static void draw_round(Search *s, int64_t count, int64_t limit)
{
    for (int64_t i = 0; i < count; i++) {
        s->round[i] = (Trial){.limit = limit};
        for (int d = 0; d < s->space.count; d++)
            s->round[i].value[d] =
                s->method == GRID ? space_at(&s->space, d, i) : space_draw(&s->space, d, (uint64_t)s->options.seed, i);
    }
}

/* Rounds of halving: how many trials, and the epochs of each. */
static int64_t round_size(int64_t trials, int round)
{
    for (int i = 0; i < round; i++)
        trials /= THIRD;
    return trials;
}

static int round_count(int64_t trials)
{
    int rounds = 0;
    while (round_size(trials, rounds) > 0)
        rounds++;
    return rounds;
}

static int64_t round_epochs(int64_t epochs, int rounds, int round)
{
    for (int i = round + 1; i < rounds; i++)
        epochs = epochs / THIRD > 0 ? epochs / THIRD : 1;
    return epochs;
}

/* The best of the round that was done become the next. */
static void keep_best(Search *s, int64_t count, int64_t kept, int64_t limit)
{
    const Trial *done = s->best + s->before;
    int64_t *order = ranked(s, done, count);
    for (int64_t i = 0; i < kept; i++) {
        s->round[i] = (Trial){.limit = limit};
        memcpy(s->round[i].value, done[order[i]].value, sizeof s->round[i].value);
    }
    mem_free(order);
}

static bool run_halving(Search *s)
{
    const int64_t trials = s->job->options->trials;
    const int rounds = round_count(trials);
    draw_round(s, trials, round_epochs(s->options.epochs, rounds, 0));
    for (int round = 0; round < rounds; round++) {
        const int64_t count = round_size(trials, round);
        if (!run_round(s, count))
            return false;
        if (round + 1 < rounds)
            keep_best(s, count, round_size(trials, round + 1), round_epochs(s->options.epochs, rounds, round + 1));
    }
    return true;
}

static bool run_search(Search *s)
{
    if (s->method == HALVING)
        return run_halving(s);
    draw_round(s, s->total, 0);
    return run_round(s, s->total);
}

/* ------------------------------------------------------------------ begin */

static bool find_method(Search *s, Error *error)
{
    const char *name = s->job->options->method;
    for (int m = GRID; m <= HALVING; m++)
        if (strcmp(method_names[m], name) == 0) {
            s->method = (Method)m;
            return true;
        }
    return error_set(error, "--method %.40s: expected grid, random or halving", name);
}

static bool count_trials(Search *s, Error *error)
{
    const Options *o = s->job->options;
    s->total = o->trials;
    if (s->method == GRID && options_given(o, "trials"))
        return error_set(error, "--trials goes with random and halving; a grid has all its points");
    if (s->method == GRID)
        return space_points(&s->space, &s->total, error);
    for (int round = 1; s->method == HALVING && round < round_count(o->trials); round++)
        s->total += round_size(o->trials, round);
    return true;
}

/* An option cannot have one value and several. Values that it cannot have are told before the first trial. */
static bool check_space(Search *s, Error *error)
{
    for (int i = 0; i < s->space.count; i++) {
        const Dimension *dim = &s->space.dim[i];
        if (options_given(s->job->options, dim->name))
            return error_set(error, "--%s has one value, but tune is to try several; leave it out", dim->name);
        if (s->method == HALVING && strcmp(dim->name, "epochs") == 0)
            return error_set(error, "epochs are what halving goes by; it cannot try several");
        Dimension ends = *dim;
        ends.points = dim->listed ? dim->points : 2;
        const Space one = {.count = 1, .dim = {ends}};
        for (int64_t p = 0; p < ends.points; p++) {
            Options o = s->options;
            if (!options_change(&o, dim->name, space_at(&one, 0, p).text, error))
                return false;
        }
    }
    return true;
}

static bool check_data(const Job *job, Error *error)
{
    if (!split_mask(job_set(job), 1))
        return error_set(error, "%s: tune chooses by validation rows, and there are none; see --split",
                         file_shown(job->data->name));
    return true;
}

/* Taken away before anything is made of the data set, and put back only where its rows are counted for people. */
static void swap_test(Search *s)
{
    gatrt_set *set = &s->job->data->sets[job_set(s->job) - s->job->data->sets];
    uint8_t *mask = set->mask[2];
    set->mask[2] = s->test;
    s->test = mask;
}

static char *search_text(const Search *s)
{
    const Options *o = s->job->options;
    char *settings = mem_alloc(SETTINGS_TEXT, 1), print[40];
    json_t *line = json_object(), *space = json_array();
    for (int i = 0; i < o->word_count; i++)
        json_array_append_new(space, json_string(o->words[i]));
    snprintf(print, sizeof print, "%016" PRIx64, data_print(s->job->data));
    options_text(o, settings, SETTINGS_TEXT);
    json_object_set_new(line, "model", json_string(s->job->model->name));
    json_object_set_new(line, "data_print", json_string(print));
    snprintf(print, sizeof print, "%016" PRIx64, s->job->model->print);
    json_object_set_new(line, "model_print", json_string(print));
    json_object_set_new(line, "method", json_string(method_names[s->method]));
    json_object_set_new(line, "space", space);
    json_object_set_new(line, "settings", json_string(settings));
    json_object_set_new(line, "metric", json_string(s->job->model->recipe.metric));
    if (s->method == HALVING)
        json_object_set_new(line, "trials", json_integer(o->trials));
    char *text = json_dumps(line, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(line);
    mem_free(settings);
    return text;
}

static bool open_file(Search *s, Error *error)
{
    char *text = search_text(s);
    if (!text)
        return error_set(error, "a value of the command line is not UTF-8");
    s->file = trials_open(s->job->options->out, text, &s->space, s->job->model->recipe.metric, error);
    free(text);
    return s->file != NULL;
}

static void make_tuners(Search *s)
{
    s->lanes = side_lanes_for(&s->base, s->first, s->total);
    s->tuners = mem_alloc((size_t)s->lanes, sizeof *s->tuners);
    for (int i = 0; i < s->lanes; i++) {
        s->tuners[i].job = s->base;
        s->tuners[i].job.runs = 1;
        s->tuners[i].job.options = &s->tuners[i].options;
        if (s->lanes > 1)
            s->tuners[i].job.pool = pool_share(s->job->pool, s->lanes);
    }
    s->round = mem_alloc((size_t)s->total, sizeof *s->round);
    s->best = mem_alloc((size_t)s->total, sizeof *s->best);
    s->interrupted = mem_alloc((size_t)s->total, sizeof *s->interrupted);
    s->errors = mem_alloc((size_t)s->total, sizeof *s->errors);
}

static bool begin(Search *s, Error *error)
{
    const Options *o = s->job->options;
    s->options = *o;
    s->options.command = &as_train;
    s->options.out = NULL;
    s->base = *s->job;
    s->base.options = &s->options;
    s->base.told_optimizer = true; /* of trials, each has its own */
    if (!find_method(s, error) || !space_parse(o->words, o->word_count, options_tunable, &s->space, error) ||
        !check_space(s, error) || !count_trials(s, error)) {
        s->job->wrong_command = true;
        return false;
    }
    if (!check_data(s->job, error) || !open_file(s, error))
        return false;
    swap_test(s);
    s->first = fit_new(&s->base, error);
    if (!s->first)
        return false;
    if (!fit_may_have_twins(s->first))
        return error_set(
            error, "tune: negatives of links are drawn into the graph, which trials share; it is not for them yet");
    s->options.quiet = true; /* of each training */
    make_tuners(s);
    swap_test(s);
    job_tell_data(s->job);
    swap_test(s);
    return true;
}

/* -------------------------------------------------------------------- end */

static void report_trial(Report *row, const Search *s, const Trial *trial, int64_t number)
{
    report_count(row, "trial", number + 1);
    for (int i = 0; i < s->space.count; i++)
        report_text(row, s->space.dim[i].name, trial->value[i].text);
    if (trial->limit)
        report_count(row, "limit", trial->limit);
    report_score(row, "val", s->job->model->recipe.metric, trial->loss, trial->metric);
    report_count(row, "epochs", trial->epochs);
}

/* Of halving the last rounds only: others had fewer epochs. */
static void tell(const Search *s)
{
    const char *metric = s->job->model->recipe.metric;
    FILE *people = s->job->people;
    const int64_t from = s->method == HALVING && s->done > s->before ? s->before : 0, count = s->done - from;
    int64_t *order = ranked(s, s->best + from, count);
    for (int64_t i = 0; i < count && i < SHOWN; i++) {
        const Trial *trial = &s->best[from + order[i]];
        fprintf(people, "%s val %s %s:", i ? "then" : "best", metric, metric_text(metric, trial->metric).text);
        print_values(people, s, trial, strpbrk(trial->value[0].text, "*;' ") ? " --%s='%s'" : " --%s=%s");
        fprintf(people, "  (trial %" PRId64 ")\n", from + order[i] + 1);
        report_trial(report_row(s->job->report, "best"), s, trial, from + order[i]);
    }
    for (int64_t i = 0; i < s->done; i++)
        report_trial(report_row(s->job->report, "trials"), s, &s->best[i], i);
    mem_free(order);
    report_text(s->job->report, "method", method_names[s->method]);
    report_text(s->job->report, "metric", metric);
    report_text(s->job->report, "ended", s->done == s->total ? "done" : "interrupted");
    fprintf(people, "%" PRId64 " trials in %.2f s, %d at once, peak memory %.1f MiB\n", s->done,
            clock_seconds() - s->job->started, s->lanes, peak_rss_mib());
}

static void end(Search *s)
{
    for (int i = 0; i < s->lanes && s->lanes > 1 && s->tuners; i++)
        pool_free(s->tuners[i].job.pool);
    fit_free(s->first);
    if (s->file)
        trials_close(s->file);
    mem_free(s->test);
    mem_free(s->tuners);
    mem_free(s->round);
    mem_free(s->best);
    mem_free(s->interrupted);
    mem_free(s->errors);
    mem_free(s);
}

bool command_tune(Job *job, Error *error)
{
    Search *s = mem_alloc(1, sizeof *s);
    s->job = job;
    s->worked = begin(s, error);
    if (s->worked) {
        signals_catch();
        run_search(s);
        if (s->worked)
            tell(s);
        else
            *error = s->error;
    }
    const bool worked = s->worked;
    end(s);
    return worked;
}
