/* tune_best.c - the weights of the best setting: it is trained again, and what train would write of it is written.
 */
#include "runtime/cli/search.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The test rows were taken away, but the file is to say of which data set it is. */
static void note_data(const Search *s, RunNotes *notes)
{
    for (int i = 0; i < notes->count; i++)
        if (strcmp(notes->note[i].key, NOTE_DATA) == 0)
            snprintf(notes->note[i].now, sizeof notes->note[i].now, "%016" PRIx64, s->print);
}

/* As train --runs: the file is that of the best run. */
static bool train_and_save(const Search *s, Fit *fit, bool *ended, Error *error)
{
    const char *metric = s->job->model->recipe.metric;
    Score best = {NAN, NAN};
    for (int64_t r = 0; r < s->options.runs; r++) {
        if (!fit_start(fit, (uint64_t)(s->options.seed + r), error) || !fit_run(fit, error))
            return false;
        *ended |= fit->interrupted;
        if (*ended)
            return true;
        const Score val = view_score(fit->val, fit->state.best, fit->job);
        if (r > 0 && !choice_better(fit->choice, metric, val, best))
            continue;
        best = val;
        if (!fit_save(fit, error))
            return false;
    }
    return true;
}

static bool train_again(Search *s, const Trial *trial, bool *ended, Error *error)
{
    if (s->programs) {
        Trial again = *trial;
        return programs_make(s->programs, trial, error) &&
               programs_train(s->programs, s->total, pool_threads(s->job->pool), s->job->options->checkpoint, &again,
                              ended, error);
    }
    Tuner tuner = {.job = s->base};
    tuner.job.runs = 1;
    tuner.job.options = &tuner.options;
    if (!search_set_values(s, &tuner.options, trial, error))
        return false;
    tuner.options.checkpoint = s->job->options->checkpoint;
    Fit *fit = fit_twin(&tuner.job, s->first, error);
    if (!fit)
        return false;
    notes_make(&fit->notes, fit);
    note_data(s, &fit->notes);
    const bool worked = train_and_save(s, fit, ended, error);
    fit_free(fit);
    return worked;
}

bool search_keep_best(Search *s, Error *error)
{
    const char *path = s->job->options->checkpoint;
    const int64_t from = search_last(s), count = s->done - from;
    bool ended = s->done < s->total || count == 0;
    if (!ended) {
        int64_t *order = search_ranked(s, s->best + from, count);
        const Trial *best = &s->best[from + order[0]];
        mem_free(order);
        if (isnan(best->metric))
            return error_set(error, "%s was not written: no trial came to a number", file_shown(path));
        if (!train_again(s, best, &ended, error))
            return false;
    }
    if (ended)
        fprintf(stderr, "%s: interrupted; %s was not written\n", s->job->options->program, text_shown(path).text);
    else
        fprintf(s->job->people, "wrote %s\n", text_shown(path).text);
    return true;
}
