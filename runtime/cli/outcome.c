/* outcome.c - what came of one run, to the report and to people.
 *
 * In: a Fit whose run is done. Scores are of the weights that it kept.
 */
#include "runtime/cli/outcome.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *ended_by(const Fit *fit)
{
    const Options *o = fit->job->options;
    return fit->diverged                                     ? "diverged"
           : fit->interrupted                                ? "interrupted"
           : o->patience && fit->state.waited >= o->patience ? "patience ran out"
                                                             : "done";
}

Outcome outcome_of(Fit *fit)
{
    const TrainState *s = &fit->state;
    View *const views[3] = {fit->train, fit->val == fit->train ? NULL : fit->val, fit->test};
    Outcome out = {.seed = s->seed, .epochs = s->epoch, .best_epoch = s->best_epoch, .ended = ended_by(fit)};
    out.step = s->step;
    out.steps = fit->batches ? batches_count(fit->batches) : 0;
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

void outcome_report(Report *r, const char *metric, const Outcome *out)
{
    for (int i = 0; i < 3; i++)
        report_score(r, split_name[i], metric, out->split[i].loss, out->split[i].metric);
    report_count(r, "epochs", out->epochs);
    if (out->step > 0)
        report_count(r, "step", out->step);
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

/* On the rows that choose: "val_losses", "train_metrics". */
static void report_measured(Report *r, const Fit *fit, const char *what, const float *values)
{
    char key[32];
    snprintf(key, sizeof key, "%s_%s", split_name[choice_split(fit->choice)], what);
    report_floats(r, key, values, fit->done);
}

/* Figures of the run just done, which becomes the one the report stands for. */
void outcome_report_fit(Fit *fit, const Outcome *out)
{
    Report *r = fit->job->report;
    const char *metric = fit->job->model->recipe.metric;
    outcome_report(r, metric, out);
    report_count(r, "kept_seed", (int64_t)out->seed);
    if (split_rule_varies(&fit->job->options->split_rule))
        report_text(r, "kept_split", out->rule.text);
    report_text(r, "chosen_by", choice_name(fit->choice, metric).text);
    report_floats(r, "losses", fit->losses, fit->done); /* in order: before the times are sorted */
    if (fit->schedule.kind)
        report_floats(r, "learning_rates", fit->rates, fit->done);
    report_measured(r, fit, "losses", fit->measured_losses);
    report_measured(r, fit, "metrics", fit->measured_metrics);
    report_terms(r, fit);
    report_number(r, "epoch_ms_median", spread_of(fit->step_ms, fit->done).median);
    report_number(
        r, fit->choice == CHOOSE_TRAIN_LOSS ? "epoch_with_evaluation_ms_median" : "epoch_with_validation_ms_median",
        spread_of(fit->epoch_ms, fit->done).median);
    report_number(r, "infer_ms_median", spread_of(fit->infer_ms, fit->done).median);
}

/* A data set without validation mask has no line for it. */
void outcome_print_scores(const Job *job, const Outcome *out)
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
    if (out->step > 0)
        fprintf(people, " and step %" PRId64 " of %" PRId64 " of the next", out->step, out->steps);
    if (strcmp(out->ended, "patience ran out") == 0)
        fprintf(people, ": for %" PRId64 " epochs %s", fit->job->options->patience,
                choice_patience(fit->choice, metric, fit->job->options->stop).text);
    if (out->best_epoch > 0)
        fprintf(people, "; best epoch %" PRId64 ", %s\n", out->best_epoch,
                choice_reason(fit->choice, metric, row).text);
    else if (out->epochs > 0)
        fprintf(people, "; no epoch was the best, as %s %s never was a number: the last weights are kept\n",
                choice_rows(fit->choice), fit->choice == CHOOSE_TRAIN_LOSS ? "loss" : metric);
    else
        fputs(out->step > 0 ? "; no epoch is whole: the last weights are kept\n"
                            : "; the weights are those it began with\n",
              people);
}

void outcome_print_run(const Fit *fit, const Outcome *out, int64_t number)
{
    const char *metric = fit->job->model->recipe.metric;
    const int split = choice_split(fit->choice);
    FILE *people = fit->job->people;
    if (fit->job->runs == 1) {
        print_ending(fit, out);
        outcome_print_scores(fit->job, out);
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
