/* fit.c - the training loop, over any model.
 *
 * In: a Fit, which fit_make.c makes and fit_start.c begins a run with.
 * Invariant: an epoch is a function of the state and the seed alone, so a run that
 * was saved and resumed has the bits of one that was not. choose.c says which epoch's
 * weights are kept and what patience counts; here they are kept, and never weights
 * that are not numbers.
 */
#include "runtime/exec/over.h"
#include "runtime/train/keep_best.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The training program left the states' next values where gradients stand. */
static void take_states(Fit *fit)
{
    const gatrt_model *model = fit->job->model;
    const int64_t trained = model->param_floats - model->state_floats;
    memcpy(fit->state.params + trained, fit->grads + trained, (size_t)model->state_floats * sizeof(float));
    if (fit->state.average)
        memcpy(fit->state.average + trained, fit->grads + trained, (size_t)model->state_floats * sizeof(float));
}

/* Before the first step no learning rate is to blame. */
static bool tell_loss(Fit *fit, bool stepped, Error *error)
{
    const Options *o = fit->job->options;
    const char *what = isnan(fit->train->loss[0]) ? "not a number" : "infinite";
    fit->diverged = true;
    if (stepped || o->weights)
        return error_set(error, "epoch %" PRId64 ": the training loss is %s; try a smaller --lr (it is %g)",
                         fit->state.epoch + 1, what, o->optim.lr);
    return error_set(error,
                     "epoch 1: the training loss is %s before the first step: numbers of the data set%s, or the "
                     "model's, are too large, or a root or a logarithm is taken of what has none",
                     what, o->no_prune ? ", with --no-prune those of rows that no result needs too" : "");
}

/* What is measured and kept. */
static const float *weights_of(const TrainState *s)
{
    return s->average && s->averaged > 0 ? s->average : s->params;
}

/* Of the parameters in no group. */
static double rate_of(const Fit *fit)
{
    return schedule_lr(&fit->schedule, &fit->state.plateau, fit->job->options->optim.lr, fit->state.epoch);
}

static void set_rates(Fit *fit)
{
    TrainState *s = &fit->state;
    const double momentum = schedule_momentum(&fit->schedule, s->epoch);
    for (int g = 0; fit->schedule.kind && g < optim_groups(s->optim); g++)
        optim_set(s->optim, g, schedule_lr(&fit->schedule, &s->plateau, optim_lr(s->optim, g), s->epoch), momentum);
}

void fit_rest(Fit *fit)
{
    link_draws_rest(fit->draws);
}

/* Loss and gradients of what `train` is bound to, and the optimiser's step. */
static bool step_on(Fit *fit, Exec *train, int64_t step, bool ends_epoch, Error *error)
{
    TrainState *s = &fit->state;
    gatrt_run *run = exec_run(train);
    const gatrt_model *model = fit->job->model;
    const int64_t trained = model->param_floats - model->state_floats;
    Stage after[OPTIM_STAGES + 1];
    run->params = s->params;
    run->grads = fit->grads;
    run->draw = gatrt_draw(s->seed, (uint64_t)step);
    link_draws_make(fit->draws, run->draw);
    int count = optim_stages(s->optim, s->params, fit->grads, after);
    if (ends_epoch)
        count +=
            average_stages(&fit->average, s->params, s->average, trained, s->epoch + 1, &s->averaged, after + count);
    exec_step_and(train, fit->job->pool, after, count, NULL);
    if (!isfinite(fit->train->loss[0]))
        return tell_loss(fit, step > 0, error);
    take_states(fit);
    return true;
}

static bool is_over(const Fit *fit)
{
    return fit->over && atomic_load(&fit->over->yes);
}

static bool is_asked_to_stop(const Fit *fit)
{
    return signals_asked() || is_over(fit);
}

static bool step_batch(Fit *fit, int64_t i, Error *error)
{
    TrainState *s = &fit->state;
    const float *loss = fit->train->loss;
    const int64_t steps = batches_count(fit->batches), step = batches_step(fit->batches, i);
    const double rows = (double)batches_rows(fit->batches, i);
    Exec *train = batches_draw(fit->batches, fit->job, i, error);
    if (!train || !step_on(fit, train, step, i + 1 == steps, error))
        return false;
    for (int k = 0; k <= fit->job->model->term_count; k++)
        s->step_loss[k] += rows * (double)loss[k];
    return true;
}

/* From where the last run stopped, and to where this one is asked to. The epoch's losses are the mean over its rows. */
static bool step_batches(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    const int64_t steps = batches_count(fit->batches);
    batches_shuffle(fit->batches, s->seed, s->epoch, fit->train->on);
    for (; s->step < steps; s->step++) {
        if (s->step > 0 && is_asked_to_stop(fit))
            return true;
        if (!step_batch(fit, s->step, error))
            return false;
    }
    double rows = 0.0;
    for (int64_t i = 0; i < steps; i++)
        rows += (double)batches_rows(fit->batches, i);
    for (int k = 0; k <= fit->job->model->term_count; k++) {
        fit->train->loss[k] = (float)(s->step_loss[k] / rows);
        s->step_loss[k] = 0.0;
    }
    s->step = 0;
    return true;
}

bool fit_step(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    set_rates(fit);
    if (!(fit->batches ? step_batches(fit, error) : step_on(fit, fit->train->exec[VIEW_TRAIN], s->epoch, true, error)))
        return false;
    s->epoch += s->step == 0;
    return true;
}

Score fit_validate(Fit *fit)
{
    return view_score(fit->val, weights_of(&fit->state), fit->job);
}

/* The last step's weights: the next loss would show what is wrong with them, but there may be no next one. */
static bool check_weights(Fit *fit, Error *error)
{
    const gatrt_model *model = fit->job->model;
    const int64_t at = first_not_finite(fit->state.params, model->param_floats);
    if (at < 0)
        return true;
    int k = 0;
    while (k + 1 < model->param_count && at >= model->params[k + 1].offset)
        k++;
    fit->diverged = true;
    return error_set(error,
                     "epoch %" PRId64 ": its step left weights of \"%s\" that are %s; try a smaller --lr (it is %g)",
                     fit->state.epoch, model->params[k].name,
                     isnan(fit->state.params[at]) ? "not a number" : "infinite", fit->job->options->optim.lr);
}

static bool keep_weights(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    if (!check_weights(fit, error))
        return false;
    memcpy(s->best, weights_of(s), (size_t)fit->job->model->param_floats * sizeof(float));
    s->best_epoch = s->epoch;
    return true;
}

/* A training does not end for its log. */
static void lose_log(Fit *fit, const Error *why)
{
    fprintf(fit->told, "%s: warning: %s; training goes on without the log\n", fit->job->options->program, why->text);
    fit->job->failed = true;
}

static void log_epoch(Fit *fit, Progress *progress, const EpochLine *line)
{
    Error why = {""};
    const double ms = (double)fit->epoch_ms[fit->done - 1];
    if (!fit->log || epoch_log_add(fit->log, line, ms, fit, weights_of(&fit->state), &why))
        return;
    progress_end(progress);
    lose_log(fit, &why);
    epoch_log_end(fit->log, &why);
    fit->log = NULL;
}

/* After the kept weights are chosen. */
static void end_log(Fit *fit, bool worked)
{
    Error why = {""};
    if (!fit->log)
        return;
    const bool told = !worked || fit->state.epoch == 0 || epoch_log_result(fit->log, fit, &why);
    if (!epoch_log_end(fit->log, told ? &why : &(Error){""}) || !told)
        lose_log(fit, &why);
    fit->log = NULL;
}

/* A metric is better where it is less if its worst is the largest. */
static void note_plateau(Fit *fit, Score val)
{
    const bool of_metric = schedule_of_metric(&fit->schedule);
    const bool less = !of_metric || metric_worst(fit->job->model->recipe.metric) > 0.0;
    schedule_note(&fit->schedule, &fit->state.plateau, of_metric ? val.metric : val.loss, less, fit->state.epoch);
}

/* One epoch with its validation and times. */
static bool one_epoch(Fit *fit, Progress *progress, Error *error)
{
    double start = clock_seconds();
    fit->rates[fit->done] = (float)rate_of(fit);
    if (!fit_step(fit, error))
        return false;
    if (fit->state.step > 0)
        return true; /* it goes on from there */
    double stepped = clock_seconds();
    const float loss = fit->train->loss[0]; /* validation may share the view */
    float *terms = fit->terms + fit->done * fit->job->model->term_count;
    memcpy(terms, fit->train->loss + 1, (size_t)fit->job->model->term_count * sizeof *terms);
    const float *weights = weights_of(&fit->state);
    view_infer(fit->val, VIEW_INFER, weights, fit->job->pool, NULL);
    double inferred = clock_seconds();
    Score val = {view_loss(fit->val, weights, fit->job->pool), view_metric(fit->val, job_set(fit->job))};
    const int64_t waited = fit->state.waited;
    const char *stop = fit->job->options->stop;
    if (choice_note(fit->choice, fit->job->model->recipe.metric, &fit->state, val) && !keep_weights(fit, error))
        return false;
    keep_best_note(fit->kept, fit->state.epoch, val, weights);
    if (stop)
        choice_stop(stop, &fit->state, waited,
                    strcmp(stop, "loss") == 0 ? val.loss : view_metric_of(fit->val, job_set(fit->job), stop));
    note_plateau(fit, val);
    int64_t i = fit->done++;
    fit->losses[i] = loss;
    fit->measured_losses[i] = (float)val.loss;
    fit->measured_metrics[i] = (float)val.metric;
    fit->step_ms[i] = (float)(1e3 * (stepped - start));
    fit->infer_ms[i] = (float)(1e3 * (inferred - stepped));
    fit->epoch_ms[i] = (float)(1e3 * (clock_seconds() - start));
    EpochLine line = {.epoch = fit->state.epoch,
                      .loss = (double)loss,
                      .term_names = fit->job->model->terms,
                      .terms = terms,
                      .term_count = fit->job->model->term_count,
                      .split = split_name[choice_split(fit->choice)],
                      .metric = fit->job->model->recipe.metric,
                      .split_loss = val.loss,
                      .split_metric = val.metric,
                      .best_of = fit->choice == CHOOSE_TRAIN_LOSS ? "loss" : fit->job->model->recipe.metric,
                      .best = fit->choice == CHOOSE_TRAIN_LOSS ? fit->state.best_loss : fit->state.best_metric};
    progress_epoch(progress, &line);
    log_epoch(fit, progress, &line);
    return true;
}

/* Of a run that diverged only the best weights are numbers. A checkpoint of this run that has them already
 * stays: from it one can go on. */
bool fit_save(Fit *fit, Error *error)
{
    return fit_save_to(fit, fit->job->options->checkpoint, error);
}

bool fit_save_to(Fit *fit, const char *path, Error *error)
{
    TrainState kept = fit->state;
    if (fit->diverged && fit->saved_epoch >= kept.best_epoch)
        return true;
    if (fit->diverged)
        kept.optim = NULL;
    origin_prepared(fit->job->data, &kept.features);
    keep_best_text(fit->kept, kept.kept);
    if (!keep_best_write(fit->kept, &kept, path, error) || !checkpoint_save(fit->job->model, path, &kept, error))
        return false;
    keep_best_clean(fit->kept, path);
    fit->saved_epoch = kept.epoch;
    return true;
}

static bool has_epochs_left(const Fit *fit)
{
    const Options *o = fit->job->options;
    return fit->state.epoch < o->epochs && !(o->patience && fit->state.waited >= o->patience);
}

/* A disk that is full now may not be so later: a run of days does not end for it. The last save must work. */
static bool save_in_between(Fit *fit, Progress *progress, Error *error)
{
    const Options *o = fit->job->options;
    Error why = {""};
    if (!o->checkpoint_every || fit->state.epoch % o->checkpoint_every != 0)
        return true;
    if (!check_weights(fit, error))
        return false;
    if (fit_save(fit, &why))
        return true;
    progress_end(progress);
    fprintf(fit->told, "%s: warning: epoch %" PRId64 ": %s; %s\n", o->program, fit->state.epoch, why.text,
            has_epochs_left(fit) ? "training goes on, saving is tried again"
                                 : "training is done, saving is tried once more");
    return true;
}

/* Where no epoch was better than none: the last weights, if all that was wrong is a metric without meaning, such as
 * the area under a curve of one class. */
static bool keep_last(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    Error why;
    if (fit->done > 0)
        view_score(fit->val, weights_of(s), fit->job); /* a film may have taken the place of its outputs */
    if (fit->done > 0 && !view_check(fit->val, fit->job->data->name, &why)) {
        fit->diverged = true;
        return error_set(error, "epoch %" PRId64 ": the %s loss is not a number; try a smaller --lr (it is %g)",
                         s->epoch, choice_rows(fit->choice), fit->job->options->optim.lr);
    }
    memcpy(s->best, weights_of(s), (size_t)fit->job->model->param_floats * sizeof(float));
    return true;
}

static bool end_run(Fit *fit, bool worked, Error *error)
{
    TrainState *s = &fit->state;
    worked = worked && ((s->epoch == 0 && s->step == 0) ||
                        (check_weights(fit, error) && (s->best_epoch > 0 || keep_last(fit, error))));
    if (!fit->diverged)
        return worked;
    fit->trouble = *error;
    return s->best_epoch > 0;
}

bool fit_run(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    Progress progress = progress_start(fit->job->options, s->epoch, fit->told);
    if (fit->job->options->log && !(fit->log = epoch_log_new(fit, error)))
        return false;
    bool worked = true;
    signals_catch();
    while (worked && has_epochs_left(fit) && !is_asked_to_stop(fit))
        worked = one_epoch(fit, &progress, error) && save_in_between(fit, &progress, error);
    fit->interrupted = worked && has_epochs_left(fit);
    progress_end(&progress);
    worked = end_run(fit, worked, error);
    end_log(fit, worked);
    return worked;
}
