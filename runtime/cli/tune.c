/* tune.c - the command tune: which settings of the training do best on the validation rows?
 *
 * A trial is a training, or --runs of them with seeds from --seed on, by the options of the command line and the values
 * that the search has for that number; its figure is the mean of the validation metric of the weights kept. The mask of
 * the test rows is gone before anything is made of the data set: nothing here can look at them.
 *
 * Of dimensions of the model, which are compiled in, trials go through programs of their own (programs.c).
 *
 * What is tried is a function of the search and of the results of rounds before (tune_methods.c). So trials may go side by
 * side, and a search that was ended goes on from its file (trials.c) to the same end.
 */
#include "runtime/cli/search.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 5, SETTINGS_TEXT = 4096 };

static const Command as_train = {"train", "", FOR_TRAIN, NULL};

/* ------------------------------------------------------------------ begin */

/* An option cannot have one value and several. Values that it cannot have are told before the first trial. */
static bool check_space(Search *s, Error *error)
{
    for (int i = 0; i < s->space.count; i++) {
        const Dimension *dim = &s->space.dim[i];
        if (dim->compiled)
            continue;
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
    snprintf(print, sizeof print, "%016" PRIx64, s->print);
    options_text(o, settings, SETTINGS_TEXT);
    json_object_set_new(line, "model", json_string(s->job->model->name));
    json_object_set_new(line, "data_print", json_string(print));
    snprintf(print, sizeof print, "%016" PRIx64, s->job->model->print);
    json_object_set_new(line, "model_print", json_string(print));
    if (s->model_text) {
        snprintf(print, sizeof print, "%016" PRIx64, s->model_text);
        json_object_set_new(line, "model_text", json_string(print));
    }
    json_object_set_new(line, "method", json_string(search_method_name(s->method)));
    json_object_set_new(line, "space", space);
    json_object_set_new(line, "settings", json_string(settings));
    json_object_set_new(line, "metric", json_string(s->job->model->recipe.metric));
    if (s->method == HALVING)
        json_object_set_new(line, "trials", json_integer(o->trials));
    if (s->method == BAYES)
        json_object_set_new(line, "at_once", json_integer(search_round(s)));
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
    const bool in_turn = s->method == BAYES && search_round(s) == 1;
    const int64_t asked = s->job->options->at_once, threads = pool_threads(s->job->pool);
    const int64_t processes = (asked ? asked : threads) < s->total ? (asked ? asked : threads) : s->total;
    s->lanes = in_turn ? 1 : s->programs ? (int)processes : side_lanes_for(&s->base, s->first, s->total);
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

/* Trials of another text are those of another search. */
static bool read_model(Search *s, Error *error)
{
    unsigned char *bytes;
    size_t size;
    const char *path = s->job->options->model_file;
    if (!path)
        return true;
    if (!file_read(path, &bytes, &size, error))
        return false;
    s->model_text = bytes_print(1, bytes, size);
    mem_free(bytes);
    return true;
}

static bool begin(Search *s, Error *error)
{
    const Options *o = s->job->options;
    s->options = *o;
    s->options.command = &as_train;
    s->options.out = s->options.checkpoint = NULL;
    s->base = *s->job;
    s->base.options = &s->options;
    s->base.told_optimizer = true; /* of trials, each has its own */
    if (!search_find_method(s, error) ||
        !space_parse(o->words, o->word_count, options_tunable, o->model_file != NULL, &s->space, error) ||
        !check_space(s, error) || !search_count(s, error)) {
        s->job->wrong_command = true;
        return false;
    }
    s->print = data_print(s->job->data);
    if (!read_model(s, error) || !check_data(s->job, error) || !open_file(s, error))
        return false;
    if (space_compiled(&s->space))
        s->programs = programs_new(s->job, &s->space, error);
    swap_test(s);
    s->first = space_compiled(&s->space) ? NULL : fit_new(&s->base, error);
    if (!s->first && !s->programs)
        return false;
    if (s->first && !fit_may_have_twins(s->first))
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
    const int64_t from = search_last(s), count = s->done - from;
    int64_t *order = search_ranked(s, s->best + from, count);
    for (int64_t i = 0; i < count && i < SHOWN; i++) {
        const Trial *trial = &s->best[from + order[i]];
        fprintf(people, "%s val %s %s:", i ? "then" : "best", metric, metric_text(metric, trial->metric).text);
        search_print_values(people, s, trial, strpbrk(trial->value[0].text, "*;' ") ? " --%s='%s'" : " --%s=%s",
                            " -D %s=%s");
        fprintf(people, "  (trial %" PRId64 ")\n", from + order[i] + 1);
        report_trial(report_row(s->job->report, "best"), s, trial, from + order[i]);
    }
    for (int64_t i = 0; i < s->done; i++)
        report_trial(report_row(s->job->report, "trials"), s, &s->best[i], i);
    mem_free(order);
    report_text(s->job->report, "method", search_method_name(s->method));
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
    programs_free(s->programs);
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
        search_run(s);
        if (s->worked)
            tell(s);
        else
            *error = s->error;
        s->worked = s->worked && (!job->options->checkpoint || search_keep_best(s, error));
    }
    const bool worked = s->worked;
    end(s);
    return worked;
}
