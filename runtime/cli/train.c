/* train.c - the commands train and eval: one run or many, the figures of each, and
 * the checkpoint.
 *
 * With --runs the checkpoint and the report's single figures are those of the run
 * that did best by what also chooses a run's weights (choose.c), never by the test mask. A figure
 * over runs is the mean and the sample standard deviation. A run whose loss is no number ends
 * the command, with exit code 1, after the best weights so far and all figures were written.
 */
#include "runtime/runtime.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct Outcome {
    uint64_t seed;
    int64_t epochs, best_epoch;
    OriginText rule;   /* whose split it had */
    const char *ended; /* by what */
    Score split[3];    /* train, validation, test; NaN where there is no such mask */
} Outcome;

static const char *ended_by(const Fit *fit)
{
    const Options *o = fit->job->options;
    return fit->diverged                                     ? "diverged"
           : fit->interrupted                                ? "interrupted"
           : o->patience && fit->state.waited >= o->patience ? "patience ran out"
                                                             : "done";
}

static Outcome outcome_of(Fit *fit)
{
    const TrainState *s = &fit->state;
    View *const views[3] = {fit->train, fit->val == fit->train ? NULL : fit->val, fit->test};
    Outcome out = {.seed = s->seed, .epochs = s->epoch, .best_epoch = s->best_epoch, .ended = ended_by(fit)};
    out.rule = origin_split(fit->job->data);
    fit_rest(fit);
    const View *inferred = NULL; /* whose outputs are those of the best weights */
    for (int i = 0; i < 3; i++) {
        const bool done = inferred && views[i] && views[i]->on->base && views[i]->on->base == inferred->on->base;
        out.split[i] = !views[i] ? (Score){NAN, NAN}
                       : done    ? view_score_again(views[i], s->best, fit->job)
                                 : view_score(views[i], s->best, fit->job);
        if (views[i] && !fit->trouble.text[0])
            view_check(views[i], fit->job->data->name, &fit->trouble);
        inferred = views[i] ? views[i] : inferred;
    }
    return out;
}

static bool better(const Fit *fit, const Outcome *a, const Outcome *b)
{
    const int split = fit->choice == CHOOSE_TRAIN_LOSS ? 0 : 1;
    return choice_better(fit->choice, fit->job->model->recipe.metric, a->split[split], b->split[split]);
}

static void report_outcome(Report *r, const char *metric, const Outcome *out)
{
    for (int i = 0; i < 3; i++)
        report_score(r, split_name[i], metric, out->split[i].loss, out->split[i].metric);
    report_count(r, "epochs", out->epochs);
    report_count(r, "best_epoch", out->best_epoch);
    report_text(r, "ended", out->ended);
}

/* "losses_class", "losses_edges", ...: what the losses are the sums of. */
static void report_terms(Report *r, const Fit *fit)
{
    const gatrt_model *model = fit->job->model;
    float *column = mem_alloc((size_t)fit->done + 1, sizeof *column);
    for (int i = 0; i < model->term_count; i++) {
        char key[128];
        snprintf(key, sizeof key, "losses_%s", model->terms[i]);
        for (int64_t epoch = 0; epoch < fit->done; epoch++)
            column[epoch] = fit->terms[epoch * model->term_count + i];
        report_floats(r, key, column, fit->done);
    }
    mem_free(column);
}

/* Figures of the run just done, which becomes the one the report stands for. */
static void report_fit(Fit *fit, const Outcome *out)
{
    Report *r = fit->job->report;
    const char *metric = fit->job->model->recipe.metric;
    report_outcome(r, metric, out);
    report_count(r, "kept_seed", (int64_t)out->seed);
    if (split_rule_varies(&fit->job->options->split_rule))
        report_text(r, "kept_split", out->rule.text);
    report_text(r, "chosen_by", choice_name(fit->choice, metric).text);
    report_floats(r, "losses", fit->losses, fit->done); /* in order: before the times are sorted */
    if (fit->schedule.kind)
        report_floats(r, "learning_rates", fit->rates, fit->done);
    report_floats(r, fit->choice == CHOOSE_TRAIN_LOSS ? "train_losses" : "val_losses", fit->measured_losses, fit->done);
    report_floats(r, fit->choice == CHOOSE_TRAIN_LOSS ? "train_metrics" : "val_metrics", fit->measured_metrics,
                  fit->done);
    report_terms(r, fit);
    report_number(r, "epoch_ms_median", spread_of(fit->step_ms, fit->done).median);
    report_number(
        r, fit->choice == CHOOSE_TRAIN_LOSS ? "epoch_with_evaluation_ms_median" : "epoch_with_validation_ms_median",
        spread_of(fit->epoch_ms, fit->done).median);
    report_number(r, "infer_ms_median", spread_of(fit->infer_ms, fit->done).median);
}

/* A data set without validation mask has no line for it. */
static void print_scores(const Job *job, const Outcome *out)
{
    static const char *const words[3] = {"train", "validation", "test"};
    const bool whole = job->whole && job->options->command->bit == FOR_EVAL;
    const char *metric = job->model->recipe.metric;
    for (int i = 0; i < 3; i++) {
        if (split_mask(job_set(job), i))
            fprintf(job->people, "%-10s %s %s  loss %s\n", whole ? "all" : words[i], metric,
                    metric_text(metric, out->split[i].metric).text, metric_text("loss", out->split[i].loss).text);
    }
}

/* "patience ran out after epoch 867: for 100 epochs ...; best epoch 78, the last with ..." */
static void print_ending(const Fit *fit, const Outcome *out)
{
    const char *metric = fit->job->model->recipe.metric;
    const char *row = set_word(job_set(fit->job));
    FILE *people = fit->job->people;
    fprintf(people, "%s after epoch %" PRId64, out->ended, out->epochs);
    if (strcmp(out->ended, "patience ran out") == 0)
        fprintf(people, ": for %" PRId64 " epochs %s", fit->job->options->patience,
                choice_patience(fit->choice, metric, fit->job->options->stop).text);
    if (out->best_epoch > 0)
        fprintf(people, "; best epoch %" PRId64 ", %s\n", out->best_epoch,
                choice_reason(fit->choice, metric, row).text);
    else if (out->epochs > 0)
        fprintf(people, "; no epoch was the best, as %s %s never was a number: the last weights are kept\n",
                fit->choice == CHOOSE_TRAIN_LOSS ? "training" : "validation",
                fit->choice == CHOOSE_TRAIN_LOSS ? "loss" : metric);
    else
        fputs("; the weights are those it began with\n", people);
}

static void print_run(const Fit *fit, const Outcome *out, int64_t number)
{
    const char *metric = fit->job->model->recipe.metric;
    const int split = fit->choice == CHOOSE_TRAIN_LOSS ? 0 : 1;
    FILE *people = fit->job->people;
    if (fit->job->runs == 1) {
        print_ending(fit, out);
        print_scores(fit->job, out);
        return;
    }
    fprintf(people, "run %" PRId64 "/%" PRId64 "  seed %" PRIu64, number, fit->job->runs, out->seed);
    if (split_rule_varies(&fit->job->options->split_rule))
        fprintf(people, "  split %s", text_shown(out->rule.text).text);
    fprintf(people, "  %" PRId64 " epochs  %s %s %s  test %s %s\n", out->epochs, split_name[split], metric,
            metric_text(metric, out->split[split].metric).text, metric, metric_text(metric, out->split[2].metric).text);
    fflush(people);
    if (strcmp(out->ended, "interrupted") == 0 || strcmp(out->ended, "diverged") == 0)
        fprintf(people, "%s after epoch %" PRId64 "\n", out->ended, out->epochs);
}

static bool save(Fit *fit, Error *error)
{
    return !fit->job->options->checkpoint || fit_save(fit, error);
}

/* One seed from start to figures. A run that is not the best so far leaves no trace but its row. The first is it, so
 * it is saved before anything can go wrong with its figures. */
static bool one_run(Fit *fit, int64_t number, Outcome *outcomes, Outcome *best, Error *error)
{
    const Options *o = fit->job->options;
    if (!fit_start(fit, (uint64_t)o->seed + (uint64_t)number, error))
        return false;
    if (number == 0)
        job_tell_data(fit->job);
    if (!fit_run(fit, error) || (number == 0 && !save(fit, error)))
        return false;
    Outcome out = outcome_of(fit);
    outcomes[number] = out;
    print_run(fit, &out, number + 1);
    if (fit->job->runs > 1) {
        Report *row = report_row(fit->job->report, "runs");
        report_count(row, "seed", (int64_t)out.seed);
        if (split_rule_varies(&o->split_rule))
            report_text(row, "split", out.rule.text);
        report_outcome(row, fit->job->model->recipe.metric, &out);
    }
    if (number > 0 && !better(fit, &out, best))
        return true;
    *best = out;
    report_fit(fit, &out);
    return number == 0 || save(fit, error);
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

static void print_costs(Fit *fit, int64_t epochs)
{
    Job *job = fit->job;
    report_count(job->report, "workspace_bytes", (int64_t)fit_workspace(fit));
    fit_report_memory(fit);
    fprintf(job->people, "%" PRId64 " epochs in %.2f s on %d threads, ", epochs, clock_seconds() - job->started,
            pool_threads(job->pool));
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
static void tell_trouble(const Fit *fit)
{
    const Options *o = fit->job->options;
    if (!fit->trouble.text[0])
        return;
    fprintf(stderr, "%s: ", o->program);
    if (fit->job->runs > 1)
        fprintf(stderr, "seed %" PRIu64 ": ", fit->state.seed);
    fprintf(stderr, "%s\n", fit->trouble.text);
    fit->job->failed = true;
}

/* Another split has other views, and training used up the data set: it is read again. */
static bool ready_fit(Job *job, Fit **fit, int64_t run, Error *error)
{
    if (*fit && !split_rule_varies(&job->options->split_rule))
        return true;
    fit_free(*fit);
    *fit = NULL;
    if (run > 0 && !job_load_data(job, run, error))
        return false;
    *fit = fit_new(job, error);
    return *fit != NULL;
}

/* What all runs came to; at least one is whole. */
static void tell_runs(Job *job, Fit *fit, const Outcome *outcomes, int64_t runs, int64_t epochs)
{
    for (int split = 0; runs > 1 && split < 3; split++)
        summarise(job, outcomes, runs, split);
    print_costs(fit, epochs);
    if (runs < job->runs)
        report_text(job->report, "ended", fit->trouble.text[0] ? "diverged" : "interrupted");
    tell_trouble(fit);
}

bool command_train(Job *job, Error *error)
{
    Fit *fit = NULL;
    Outcome *outcomes = mem_alloc((size_t)job->runs, sizeof *outcomes), best = {0};
    int64_t runs = 0, epochs = 0;
    bool worked = true;
    do {
        worked = ready_fit(job, &fit, runs, error) && one_run(fit, runs, outcomes, &best, error);
        epochs += fit ? fit->done : 0;
        runs += worked && (runs == 0 || !(fit->interrupted || fit->diverged)); /* half a run is no figure to average */
    } while (worked && runs < job->runs && !signals_asked() && !fit->trouble.text[0]);
    worked = worked || (fit && fit->diverged && runs > 0); /* the runs before are whole */
    if (worked)
        tell_runs(job, fit, outcomes, runs, epochs);
    mem_free(outcomes);
    fit_free(fit);
    return worked;
}

/* The data set that is loaded; figures go to `to`. */
static bool eval_one(Job *job, Report *to, Error *error)
{
    const char *metric = job->model->recipe.metric;
    Outcome out = {.split = {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}}};
    if (!job_labelled(job, error) || !per_class_fits(job, error))
        return false;
    float *params = job_params(job);
    bool worked = job_weights(job, params, error);
    size_t workspace = 0;
    int found = 0;
    int64_t classes = 0;
    Hits *hits[3] = {NULL};
    for (int i = 0; worked && i < 3; i++) {
        const uint8_t *mask = split_mask(job_set(job), i);
        View *view = mask ? view_new(job, mask, 1u << VIEW_INFER | 1u << VIEW_SCORE, error) : NULL;
        worked = !mask || view;
        if (!view)
            continue;
        out.split[i] = view_score(view, params, job);
        worked = view_check(view, job->data->name, error);
        workspace = view_workspace(view) > workspace ? view_workspace(view) : workspace;
        report_score(to, job->whole ? "all" : split_name[i], metric, out.split[i].loss, out.split[i].metric);
        found++;
        hits[i] = worked && job->options->per_class ? view_hits(view, job_set(job), &classes) : NULL;
        view_free(view);
    }
    mem_free(params);
    if (worked && !found)
        return error_set(error, "%s: nothing to evaluate; it has no %s, %s or %s", file_shown(job->data->name),
                         job_key(job, data_mask_name[0]).text, job_key(job, data_mask_name[1]).text,
                         job_key(job, data_mask_name[2]).text);
    if (worked) {
        job_tell_data(job);
        print_scores(job, &out);
        for (int i = 0; i < 3; i++)
            if (hits[i])
                per_class_print(job, hits[i], classes, job->whole ? "all" : split_name[i]);
        report_count(job->report, "workspace_bytes", (int64_t)workspace);
    }
    for (int i = 0; i < 3; i++)
        mem_free(hits[i]);
    return worked;
}

static bool next_file(Job *job, Error *error)
{
    if (!job_load_data(job, 0, error))
        return false;
    data_remark(job->data, job->model);
    job->wrong_command = !outputs_spare_data(job->options, error);
    return !job->wrong_command;
}

/* Of several data sets each by itself, as a model of one graph meets the others of its family. */
bool command_eval(Job *job, Error *error)
{
    const Options *o = job->options;
    if (o->data_count == 1)
        return eval_one(job, job->report, error);
    for (; job->file < o->data_count; job->file++) {
        Report *row = report_row(job->report, "evaluated");
        report_text(row, "data", o->datas[job->file]);
        if (job->file > 0 && !next_file(job, error))
            return false;
        if (!eval_one(job, row, error))
            return false;
    }
    return true;
}
