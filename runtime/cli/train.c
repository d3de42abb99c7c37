/* train.c - the command train: one run or many, the figures of each, and the checkpoint.
 *
 * With --runs the checkpoint and the report's single figures are those of the run
 * that did best by what also chooses a run's weights (choose.c), never by the test mask. A figure
 * over runs is the mean and the sample standard deviation. A run whose loss is no number ends
 * the command, with exit code 1, after the best weights so far and all figures were written.
 *
 * Runs may go on side by side (side_by_side.c); what is printed, kept and written is that of runs one after another.
 */
#include "runtime/cli/side_by_side.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What is known of the runs that were taken, in their order. */
typedef struct Runs {
    Job *job;
    Side *side;
    Outcome *outcomes; /* [job->runs] */
    Outcome best;
    const Fit *last;      /* of the run that was taken last; NULL: of none */
    int64_t done, epochs; /* whole runs, or half a first one */
    bool worked;
    Error error;
} Runs;

static bool better(const Fit *fit, const Outcome *a, const Outcome *b)
{
    const int split = fit->choice == CHOOSE_TRAIN_LOSS ? 0 : 1;
    return choice_better(fit->choice, fit->job->model->recipe.metric, a->split[split], b->split[split]);
}

static bool save(Fit *fit, Error *error)
{
    return !fit->job->options->checkpoint || fit_save(fit, error);
}

/* One seed from start to figures. The first run is the best so far, so it is saved before anything can go wrong with
 * its figures. */
static bool make_run(Fit *fit, int64_t number, Outcome *out, Error *error)
{
    if (!fit_start(fit, (uint64_t)fit->job->options->seed + (uint64_t)number, error))
        return false;
    if (number == 0)
        job_tell_data(fit->job);
    if (!fit_run(fit, error) || (number == 0 && !save(fit, error)))
        return false;
    *out = outcome_of(fit);
    return true;
}

/* A run that is not the best so far leaves no trace but its row. */
static bool keep_run(Runs *runs, Fit *fit, int64_t number, const Outcome *out)
{
    const Job *job = runs->job;
    runs->outcomes[number] = *out;
    outcome_print_run(fit, out, number + 1);
    if (job->runs > 1) {
        Report *row = report_row(job->report, "runs");
        report_count(row, "seed", (int64_t)out->seed);
        if (split_rule_varies(&job->options->split_rule))
            report_text(row, "split", out->rule.text);
        outcome_report(row, job->model->recipe.metric, out);
    }
    if (number > 0 && !better(fit, out, &runs->best))
        return true;
    runs->best = *out;
    outcome_report_fit(fit, out);
    return number == 0 || save(fit, &runs->error);
}

static bool take_run(void *arg, Fit *fit, const Made *made, int64_t number)
{
    Runs *runs = arg;
    runs->last = fit;
    runs->error = made->error;
    runs->worked = fit && made->worked && keep_run(runs, fit, number, &made->out);
    if (!fit)
        return false;
    runs->epochs += fit->done;
    if (runs->worked && (number == 0 || !(fit->interrupted || fit->diverged)))
        runs->done++; /* half a run is no figure to average */
    return runs->worked && !fit->interrupted && !fit->trouble.text[0];
}

/* Mean and sample standard deviation of one mask's metric, to the report and to people. */
static void summarise(const Job *job, const Outcome *outcomes, int64_t runs, int split)
{
    const char *metric = job->model->recipe.metric;
    char key[96];
    double mean = 0.0, squares = 0.0;
    for (int64_t i = 0; i < runs; i++)
        mean += outcomes[i].split[split].metric / (double)runs;
    for (int64_t i = 0; i < runs; i++)
        squares += (outcomes[i].split[split].metric - mean) * (outcomes[i].split[split].metric - mean);
    double deviation = runs > 1 ? sqrt(squares / (double)(runs - 1)) : 0.0;
    snprintf(key, sizeof key, "%s_%s_mean", split_name[split], metric);
    report_number(job->report, key, mean);
    snprintf(key, sizeof key, "%s_%s_std", split_name[split], metric);
    report_number(job->report, key, isfinite(mean) ? deviation : NAN);
    if (split == 0 || !split_mask(job_set(job), split))
        return;
    const char *word = split == 1 ? "validation" : "test";
    if (!isfinite(mean))
        fprintf(job->people, "%s %s none: not a number in each of %" PRId64 " runs\n", word, metric, runs);
    else if (strcmp(metric, "accuracy") == 0)
        fprintf(job->people, "%s accuracy %.1f ± %.1f %% over %" PRId64 " runs\n", word, 100.0 * mean,
                100.0 * deviation, runs);
    else
        fprintf(job->people, "%s %s %.4f ± %.4f over %" PRId64 " runs\n", word, metric, mean, deviation, runs);
}

static void print_costs(const Runs *runs)
{
    const Job *job = runs->job;
    const Fit *fit = runs->last;
    report_count(job->report, "workspace_bytes", (int64_t)fit_workspace(fit));
    fit_report_memory(fit, side_twins(runs->side));
    fprintf(job->people, "%" PRId64 " epochs in %.2f s on %d threads, ", runs->epochs, clock_seconds() - job->started,
            pool_threads(job->pool));
    if (job->runs > 1) {
        const int beside = side_lanes(runs->side);
        report_count(job->report, "runs_at_once", beside);
        fprintf(job->people, beside > 1 ? "%d runs at once, " : "runs one after another, ", beside);
    }
    if (fit->done > 0)
        fprintf(job->people, "%.2f ms per training epoch, ", spread_of(fit->step_ms, fit->done).median);
    fprintf(job->people, "peak memory %.1f MiB\n", peak_rss_mib());
    if (job->options->checkpoint) {
        fprintf(job->people, "wrote %s\n", text_shown(job->options->checkpoint).text);
    } else if (fit->interrupted) {
        fprintf(stderr, "%s: interrupted; no weights were kept, as there was no --checkpoint\n", job->options->program);
    }
}

/* All that there was to write is written: now the command fails. */
static void tell_trouble(Job *job, const Fit *fit)
{
    if (!fit->trouble.text[0])
        return;
    fprintf(stderr, "%s: ", job->options->program);
    if (job->runs > 1)
        fprintf(stderr, "seed %" PRIu64 ": ", fit->state.seed);
    fprintf(stderr, "%s\n", fit->trouble.text);
    job->failed = true;
}

/* What all runs came to; at least one is whole. */
static void tell_runs(const Runs *runs)
{
    Job *job = runs->job;
    for (int split = 0; runs->done > 1 && split < 3; split++)
        summarise(runs->last->job, runs->outcomes, runs->done, split);
    print_costs(runs);
    if (runs->done < job->runs)
        report_text(job->report, "ended", runs->last->trouble.text[0] ? "diverged" : "interrupted");
    tell_trouble(job, runs->last);
}

bool command_train(Job *job, Error *error)
{
    Runs runs = {.job = job};
    runs.side = side_new(job, make_run, take_run, &runs, error);
    if (!runs.side)
        return false;
    runs.outcomes = mem_alloc((size_t)job->runs, sizeof *runs.outcomes);
    side_run(runs.side);
    if (!runs.worked && runs.last && runs.last->diverged && runs.done > 0) /* the runs before are whole */
        runs.worked = true;
    if (runs.worked)
        tell_runs(&runs);
    else
        *error = runs.error;
    mem_free(runs.outcomes);
    side_free(runs.side);
    return runs.worked;
}
