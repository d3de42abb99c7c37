/* train.c - the command train: one run or many, the figures of each, and the checkpoint.
 *
 * With --runs the checkpoint, unless each run has one, and the report's single figures are those of the run
 * that did best by what also chooses a run's weights (choose.c), never by the test mask. A figure
 * over runs is the mean, with a bootstrap interval, and the sample standard deviation. A run whose loss is no number ends
 * the command, with exit code 1, after the best weights so far and all figures were written.
 *
 * Runs may go on side by side (side_by_side.c); what is printed, kept and written is that of runs one after another.
 */
#include "runtime/cli/protocol.h"
#include "runtime/cli/run_file.h"
#include "runtime/cli/side_by_side.h"
#include "runtime/train/keep_best.h"
#include "runtime/train/statistics.h"

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
    float
        *curves; /* [job->runs, epochs] the metric that chooses, where a protocol takes one epoch for all; else NULL */
    uint64_t answers; /* which rows the first run trained, validated and tested on, and what is true of them */
    bool worked;
    Error error;
} Runs;

static bool better(const Fit *fit, const Outcome *a, const Outcome *b)
{
    const int split = choice_split(fit->choice);
    return choice_better(fit->choice, fit->job->model->recipe.metric, a->split[split], b->split[split]);
}

static bool save(Fit *fit, int64_t number, Error *error)
{
    const char *pattern = fit->job->options->checkpoint;
    char *path = pattern ? run_file_path(pattern, number) : NULL;
    const bool worked = !path || fit_save_to(fit, path, error);
    mem_free(path);
    return worked;
}

/* One seed from start to figures. The first run is the best so far, so it is saved before anything can go wrong with
 * its figures. */
static bool make_run(Fit *fit, int64_t number, Outcome *out, Error *error)
{
    if (!fit_start(fit, (uint64_t)fit->job->options->seed + (uint64_t)number, error))
        return false;
    if (number == 0)
        job_tell_data(fit->job);
    if (number == 0 && fit->batches)
        batches_tell(fit->batches, fit->job);
    if (!fit_run(fit, error) || (number == 0 && !save(fit, number, error)))
        return false;
    *out = outcome_of(fit);
    return true;
}

/* A run that is not the best so far leaves no trace but its row, and a checkpoint where each has its own. */
static bool keep_run(Runs *runs, Fit *fit, int64_t number, const Outcome *out)
{
    const Job *job = runs->job;
    runs->outcomes[number] = *out;
    if (runs->curves && fit->done == job->options->epochs)
        memcpy(runs->curves + number * fit->done, fit->measured_metrics, (size_t)fit->done * sizeof *runs->curves);
    outcome_print_run(fit, out, number + 1);
    if (job->runs > 1) {
        Report *row = report_row(job->report, "runs");
        report_count(row, "seed", (int64_t)out->seed);
        if (split_rule_varies(&job->options->split_rule))
            report_text(row, "split", out->rule.text);
        outcome_report(row, job->model->recipe.metric, out);
    }
    const bool best = number == 0 || better(fit, out, &runs->best);
    if (best) {
        runs->best = *out;
        outcome_report_fit(fit, out);
    }
    const bool kept = best || run_file_each(job->options->checkpoint);
    return number == 0 || !kept || save(fit, number, &runs->error);
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

/* Of one mask's metric over runs, or over folds; all NaN where a run has no number. */
typedef struct Summary {
    int64_t runs;
    bool by_fold;
    double mean, deviation; /* the sample's */
    Interval interval;      /* of the mean */
} Summary;

static Summary summary_of(const double *values, int64_t count, bool by_fold)
{
    const double mean = mean_of(values, count);
    if (!isfinite(mean))
        return (Summary){count, by_fold, NAN, NAN, {NAN, NAN}};
    return (Summary){count, by_fold, mean, deviation_of(values, count), bootstrap_mean(values, count)};
}

static Summary summary_of_runs(const Runs *runs, int split)
{
    double *values = mem_alloc((size_t)runs->done, sizeof *values);
    for (int64_t i = 0; i < runs->done; i++)
        values[i] = runs->outcomes[i].split[split].metric;
    const int64_t count = protocol_by_fold(runs->job->options, values, runs->done, runs->job->splits);
    const Summary s = summary_of(values, count, count < runs->done);
    mem_free(values);
    return s;
}

/* "test accuracy 82.8 ± 0.6 % over 100 runs; the mean: 82.7 to 82.9 % (95 %)" */
static void print_summary(const Job *job, const char *word, const Summary *s)
{
    const char *metric = job->model->recipe.metric;
    const MetricUnit u = metric_unit(metric);
    const char *what = s->by_fold ? "folds" : "runs";
    const ProtocolText protocol = protocol_text(job->options);
    if (isnan(s->mean))
        fprintf(job->people, "%s %s none: not a number in each of %" PRId64 " %s\n", word, metric, s->runs, what);
    else
        fprintf(job->people, "%s %s %.*f ± %.*f%s over %" PRId64 " %s%s; the mean: %.*f to %.*f%s (95 %%)\n", word,
                metric, u.digits, u.factor * s->mean, u.digits, u.factor * s->deviation, u.word, s->runs, what,
                protocol.text, u.digits, u.factor * s->interval.low, u.digits, u.factor * s->interval.high, u.word);
}

/* To the report and to people. */
static void report_summary(const Job *job, const Summary *s, int split)
{
    static const char *const end[] = {"mean", "std", "mean_low", "mean_high"};
    const double figures[] = {s->mean, s->deviation, s->interval.low, s->interval.high};
    for (int i = 0; i < 4; i++) {
        char key[112];
        snprintf(key, sizeof key, "%s_%s_%s", split_name[split], job->model->recipe.metric, end[i]);
        report_number(job->report, key, figures[i]);
    }
}

static void summarise(const Runs *runs, int split)
{
    const Job *job = runs->last->job;
    const Summary s = summary_of_runs(runs, split);
    report_summary(job, &s, split);
    if (split > 0 && split_mask(job_set(job), split))
        print_summary(job, split == 1 ? "validation" : "test", &s);
}

/* Xu et al. 2019: the one epoch where the mean of all runs' validation is best, and what they have there. */
static void summarise_one_epoch(const Runs *runs)
{
    const Job *job = runs->job;
    const char *metric = job->model->recipe.metric;
    const int64_t epochs = job->options->epochs;
    double *values = mem_alloc((size_t)runs->done, sizeof *values);
    Summary best = {.mean = NAN, .deviation = NAN, .interval = {NAN, NAN}};
    int64_t at = 0;
    for (int64_t epoch = 0; epoch < epochs; epoch++) {
        for (int64_t i = 0; i < runs->done; i++)
            values[i] = (double)runs->curves[i * epochs + epoch];
        const double mean = mean_of(values, runs->done);
        if (!isfinite(mean) || (at > 0 && !metric_better(metric, mean, best.mean)))
            continue;
        best = summary_of(values, runs->done, true);
        at = epoch + 1;
    }
    mem_free(values);
    report_summary(job, &best, 1);
    report_count(job->report, "epoch_of_mean", at);
    fprintf(job->people, "epoch %" PRId64 " is the one whose mean over folds is best\n", at);
    print_summary(job, "validation", &best);
}

/* Half of the runs are not what the protocol says. */
static void tell_protocol(const Job *job)
{
    const Protocol *by = job->options->by;
    if (!by)
        return;
    report_text(job->report, "protocol", job->options->protocol);
    fprintf(job->people, "protocol %s: %s\n", job->options->protocol, by->says);
}

/* What the intervals are, and what another model's runs must have in common with these to be compared. */
static void report_statistics(const Runs *runs)
{
    char text[112];
    const Job *job = runs->job;
    snprintf(text, sizeof text, "95 %%, percentile bootstrap of the mean, %" PRId64 " draws, seed %d",
             bootstrap_draws(runs->done), STATISTICS_SEED);
    report_text(job->report, "intervals", text);
    report_text(job->report, "metric", job->model->recipe.metric);
    snprintf(text, sizeof text, "%016" PRIx64, runs->answers);
    report_text(job->report, "answers_print", text);
}

static void tell_kept(const Job *job, const KeepBest *k)
{
    for (int i = 0; k && i < k->count; i++) {
        char *path = keep_best_path(k, &k->at[i], job->options->checkpoint);
        Report *row = report_row(job->report, "kept");
        report_count(row, "epoch", k->at[i].epoch);
        report_score(row, split_name[choice_split(k->choice)], job->model->recipe.metric, k->at[i].score.loss,
                     k->at[i].score.metric);
        report_text(row, "weights", path);
        fprintf(job->people, "wrote %s\n", text_shown(path).text);
        mem_free(path);
    }
}

static void print_costs(const Runs *runs)
{
    const Job *job = runs->job;
    const Fit *fit = runs->last;
    report_count(job->report, "workspace_bytes", (int64_t)fit_workspace(fit));
    fit_report_memory(fit, side_twins(runs->side));
    if (fit->batches)
        batches_report(fit->batches, job);
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
        fprintf(job->people, "wrote %s%s\n", text_shown(job->options->checkpoint).text,
                run_file_each(job->options->checkpoint) ? ", one for each run" : "");
        tell_kept(job, fit->kept);
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
    const bool one_epoch = runs->curves && runs->done == job->runs;
    if (runs->done == job->runs)
        tell_protocol(job);
    if (one_epoch)
        summarise_one_epoch(runs);
    for (int split = 0; runs->done > 1 && split < 3 && !one_epoch; split++)
        summarise(runs, split);
    if (runs->done > 1)
        report_statistics(runs);
    print_costs(runs);
    if (runs->done < job->runs)
        report_text(job->report, "ended", runs->last->trouble.text[0] ? "diverged" : "interrupted");
    tell_trouble(job, runs->last);
}

/* Names that runs give to their checkpoints are looked at before the first of them, as others are. */
static bool check_names(Job *job, Error *error)
{
    bool worked = true;
    for (int64_t i = 0; worked && i < job->runs && run_file_each(job->options->checkpoint); i++) {
        char *path = run_file_path(job->options->checkpoint, i);
        worked = outputs_of_run(job, path, error);
        mem_free(path);
    }
    return worked;
}

bool command_train(Job *job, Error *error)
{
    if (!check_names(job, error))
        return false;
    Runs runs = {.job = job, .answers = job->answers};
    runs.side = side_new(job, make_run, take_run, &runs, error);
    if (!runs.side)
        return false;
    runs.outcomes = mem_alloc((size_t)job->runs, sizeof *runs.outcomes);
    if (job->options->by && job->options->by->figure == OF_ONE_EPOCH)
        runs.curves = mem_alloc((size_t)(job->runs * job->options->epochs), sizeof *runs.curves);
    side_run(runs.side);
    if (!runs.worked && runs.last && runs.last->diverged && runs.done > 0) /* the runs before are whole */
        runs.worked = true;
    if (runs.worked)
        tell_runs(&runs);
    else
        *error = runs.error;
    mem_free(runs.outcomes);
    mem_free(runs.curves);
    side_free(runs.side);
    return runs.worked;
}
