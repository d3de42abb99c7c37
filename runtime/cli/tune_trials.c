/* tune_trials.c - trials of a search: trained, some at once, told and written in their order.
 */
#include "runtime/cli/search.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ a trial */

bool search_set_values(const Search *s, Options *o, const Trial *trial, Error *error)
{
    char epochs[32];
    *o = s->options;
    for (int i = 0; i < s->space.count; i++)
        if (!s->space.dim[i].compiled && !options_change(o, s->space.dim[i].name, trial->value[i].text, error))
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
    if (s->programs) {
        const int threads = pool_threads(s->job->pool) / s->lanes;
        programs_train(s->programs, s->before + at, threads > 1 ? threads : 1, NULL, trial, &s->interrupted[at], error);
        return;
    }
    if (!search_set_values(s, &tuner->options, trial, error))
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
int64_t *search_ranked(const Search *s, const Trial *trials, int64_t count)
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

void search_print_values(FILE *to, const Search *s, const Trial *trial, const char *format, const char *compiled)
{
    for (int i = 0; i < s->space.count; i++)
        fprintf(to, s->space.dim[i].compiled ? compiled : format, s->space.dim[i].name,
                text_shown(trial->value[i].text).text);
}

static void print_trial(const Search *s, const Trial *trial, int64_t number)
{
    const char *metric = s->job->model->recipe.metric;
    FILE *people = s->job->people;
    fprintf(people, "trial %" PRId64 "/%" PRId64, number + 1, s->total);
    search_print_values(people, s, trial, "  %s %s", "  %s %s");
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
bool search_run_round(Search *s, int64_t count)
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
    for (int64_t i = s->skipped; s->programs && i < count && s->worked && !signals_asked(); i++)
        s->worked = programs_make(s->programs, &s->round[i], &s->error);
    if (!s->worked)
        return false;
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

int64_t search_last(const Search *s)
{
    return s->method == HALVING && s->done > s->before ? s->before : 0;
}
