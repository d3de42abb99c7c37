/* fit.c - the training loop, over any model.
 *
 * In: a Job. Everything is made by fit_new and fit_start, before the first step:
 * a View for each mask, the parameter and gradient blocks, the optimiser's state.
 * Invariant: an epoch is a function of the state and the seed alone, so a run that
 * was saved and resumed has the bits of one that was not. choose.c says which epoch's
 * weights are kept and what patience counts; here they are kept, and never weights
 * that are not numbers.
 */
#include "runtime/runtime.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Once views are made, only labels and masks of the data set are read. */
static void drop_features(gatrt_data *data)
{
    for (int i = 0; i < data->set_count; i++) {
        gatrt_set *set = &data->sets[i];
        mem_free(set->x), set->x = NULL;
        mem_free(set->x_start), set->x_start = NULL;
        mem_free(set->x_col), set->x_col = NULL;
        mem_free(set->x_val), set->x_val = NULL;
    }
    for (int i = 0; i < data->relation_count; i++) {
        gatrt_relation *r = &data->relations[i];
        mem_free(r->src), r->src = NULL;
        mem_free(r->dst), r->dst = NULL;
        mem_free(r->edge_attr), r->edge_attr = NULL;
        mem_free(r->edge_weight), r->edge_weight = NULL;
    }
}

static bool check_trains(const Job *job, Error *error)
{
    if (!job->model->train.kernels)
        return error_set(error, "model %s has no loss, so it cannot be trained; add loss(...) to %s", job->model->name,
                         job->model->source);
    if (!split_mask(job_set(job), 0))
        return error_set(error, "%s: no %s to train on; %s is missing or empty", file_shown(job->data->name),
                         job->model->spaces[model_space(job->model)].name, job_key(job, data_mask_name[0]).text);
    return job_labelled(job, error);
}

/* What the texts of options say; they were read before. */
static bool make_plans(Fit *fit, Error *error)
{
    const Options *o = fit->job->options;
    return (!o->schedule || schedule_parse(o->schedule, o->epochs, &fit->schedule, error)) &&
           (!o->clip || clip_parse(o->clip, &fit->clip, error)) && groups_parse(o->groups, &fit->groups, error) &&
           groups_check_model(&fit->groups, fit->job->model, error) &&
           (!o->average || average_parse(o->average, &fit->average, error));
}

static bool make_views(Fit *fit, bool with_all, Error *error)
{
    Job *job = fit->job;
    const unsigned measure = 1u << VIEW_INFER | 1u << VIEW_SCORE;
    const uint8_t *val = split_mask(job_set(job), 1), *test = split_mask(job_set(job), 2);
    fit->train = view_first(job, split_mask(job_set(job), 0), measure | 1u << VIEW_TRAIN, error);
    if (!fit->train)
        return false;
    fit->val = val ? view_beside(job, val, measure, fit->train, error) : fit->train;
    if (!fit->val)
        return false;
    fit->test = test ? view_beside(job, test, measure, fit->train, error) : NULL;
    fit->all = with_all ? view_beside(job, NULL, 1u << VIEW_INFER, fit->train, error) : NULL;
    return (!test || fit->test) && (!with_all || fit->all);
}

static void report_optimizer(Report *r, const OptimSettings *settings, const OptimSetting *list, int count)
{
    report_text(r, "optimizer", settings->name);
    for (int i = 0; i < count; i++)
        report_number(r, list[i].name, list[i].value);
}

/* The model's numbers were for its own optimiser: where another one was asked for, say what it runs with. */
static void tell_optimizer(Job *job)
{
    const OptimSettings *s = &job->options->optim;
    OptimSetting list[MOST_SETTINGS];
    OptimSettings models;
    Error none;
    const int count = optim_list(s, list);
    report_optimizer(job->report, s, list, count);
    if (job->options->quiet || job->told_optimizer || !optim_parse(recipe_optimizer(job->model), &models, &none) ||
        strcmp(s->name, models.name) == 0)
        return;
    job->told_optimizer = true;
    fprintf(stderr, "optimizer %s, not the model's %s:", s->name, models.name);
    for (int i = 0; i < count; i++)
        fprintf(stderr, "%s %s %g", i ? "," : "", list[i].name, list[i].value);
    fputc('\n', stderr);
}

static Fit *new_fit(Job *job, bool with_all, Error *error)
{
    if (!check_trains(job, error))
        return NULL;
    tell_optimizer(job);
    Fit *fit = mem_alloc(1, sizeof *fit);
    fit->job = job;
    fit->choice = choice_of(job);
    if (!make_plans(fit, error)) {
        fit_free(fit);
        return NULL;
    }
    if (job->options->command->bit == FOR_TRAIN)
        notes_make(&fit->notes, fit);
    if (!make_views(fit, with_all, error)) {
        fit_free(fit);
        return NULL;
    }
    fit->draws = link_draws_new(fit->train->on, job->model, job->data);
    drop_features(job->data);
    size_t epochs = (size_t)job->options->epochs + 1;
    float **series[] = {&fit->rates,   &fit->losses,   &fit->measured_losses, &fit->measured_metrics,
                        &fit->step_ms, &fit->epoch_ms, &fit->infer_ms};
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++)
        *series[i] = mem_alloc(epochs, sizeof(float));
    fit->terms = mem_alloc(epochs * (size_t)job->model->term_count + 1, sizeof(float));
    fit->grads = job_params(job);
    fit->state.params = job_params(job);
    fit->state.best = job_params(job);
    fit->state.average = fit->average.kind ? job_params(job) : NULL;
    return fit;
}

Fit *fit_new(Job *job, Error *error)
{
    return new_fit(job, false, error);
}

Fit *fit_new_and_all(Job *job, Error *error)
{
    return new_fit(job, true, error);
}

void fit_free(Fit *fit)
{
    if (!fit)
        return;
    if (fit->val != fit->train)
        view_free(fit->val);
    view_free(fit->test);
    view_free(fit->all);
    view_free(fit->train);
    link_draws_free(fit->draws);
    void *const owned[] = {fit->grads,        fit->losses,          fit->step_ms,          fit->epoch_ms,
                           fit->infer_ms,     fit->measured_losses, fit->measured_metrics, fit->terms,
                           fit->state.params, fit->state.best,      fit->state.average,    fit->rates};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    optim_free(fit->state.optim);
    mem_free(fit);
}

static bool resume(Fit *fit, Error *error)
{
    const Options *o = fit->job->options;
    if (!checkpoint_load(fit->job->model, o->resume, &fit->state, error))
        return false;
    if (!notes_check(&fit->notes, o->resume, error))
        return false;
    if (o->seed_given && fit->state.seed != (uint64_t)o->seed)
        return error_set(error, "%s: was trained with --seed %" PRIu64 ", not %" PRId64 "; leave --seed out",
                         file_shown(o->resume), fit->state.seed, o->seed);
    const TrainState *s = &fit->state;
    if (s->epoch < 0 || s->best_epoch > s->epoch || s->waited > s->epoch)
        return error_set(
            error, "%s: its epochs contradict each other (%" PRId64 " done, best %" PRId64 ", waited %" PRId64 ")",
            file_shown(o->resume), s->epoch, s->best_epoch, s->waited);
    notes_tell(&fit->notes, o->program, o->resume);
    if (o->checkpoint && strcmp(o->checkpoint, o->resume) == 0)
        fit->saved_epoch = s->epoch;
    return true;
}

/* Of several runs the first tells what was read. Another text's weights may well be what one begins with. */
static bool load_weights(Fit *fit, const char *path, Error *error)
{
    const Options *o = fit->job->options;
    const WeightsFile from = {.path = path, .key = o->key, .rename = o->rename, .fresh = o->fresh};
    WeightsTold told;
    if (o->fresh && !init_params(fit->job->model, fit->state.seed, fit->state.params, error))
        return false;
    if (!weights_load(fit->job->model, &from, fit->state.params, &told, error))
        return false;
    told.other = false;
    if (fit->state.seed == (uint64_t)o->seed)
        weights_tell(stderr, o->program, &from, &told);
    return true;
}

bool fit_start(Fit *fit, uint64_t seed, Error *error)
{
    const gatrt_model *model = fit->job->model;
    const Options *o = fit->job->options;
    TrainState fresh = {.seed = seed,
                        .best_loss = INFINITY,
                        .best_metric = metric_worst(model->recipe.metric),
                        .kept_loss = INFINITY,
                        .best_stop = NAN,
                        .notes = &fit->notes,
                        .average = fit->state.average,
                        .params = fit->state.params,
                        .best = fit->state.best};
    schedule_begin(&fresh.plateau);
    optim_free(fit->state.optim);
    fit->state = fresh;
    fit->done = 0;
    fit->diverged = false;
    fit->trouble.text[0] = '\0';
    fit->saved_epoch = -1;
    fit->state.optim = optim_new(&o->optim, model->param_floats - model->state_floats, error);
    if (!fit->state.optim)
        return false;
    if (fit->groups.count > 0)
        groups_apply(&fit->groups, model, fit->state.optim);
    if (fit->clip.kind)
        optim_clip(fit->state.optim, &fit->clip);
    if (o->resume)
        return resume(fit, error);
    bool reads_checkpoint = o->checkpoint && o->command->bit != FOR_TRAIN; /* train writes it */
    const char *path = o->weights ? o->weights : reads_checkpoint ? o->checkpoint : NULL;
    if (!(path ? load_weights(fit, path, error) : init_params(model, seed, fit->state.params, error)))
        return false;
    memcpy(fit->state.best, fit->state.params, (size_t)model->param_floats * sizeof(float));
    return true;
}

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
static bool tell_loss(Fit *fit, Error *error)
{
    const Options *o = fit->job->options;
    const char *what = isnan(fit->train->loss[0]) ? "not a number" : "infinite";
    fit->diverged = true;
    if (fit->state.epoch > 0 || o->weights)
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

bool fit_step(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    Exec *train = fit->train->exec[VIEW_TRAIN];
    gatrt_run *run = exec_run(train);
    const gatrt_model *model = fit->job->model;
    const int64_t trained = model->param_floats - model->state_floats;
    Stage after[OPTIM_STAGES + 1];
    run->params = s->params;
    run->grads = fit->grads;
    run->draw = gatrt_draw(s->seed, (uint64_t)s->epoch);
    link_draws_make(fit->draws, run->draw);
    set_rates(fit);
    int count = optim_stages(s->optim, s->params, fit->grads, after);
    count += average_stages(&fit->average, s->params, s->average, trained, s->epoch + 1, &s->averaged, after + count);
    exec_step_and(train, fit->job->pool, after, count, NULL);
    if (!isfinite(fit->train->loss[0]))
        return tell_loss(fit, error);
    take_states(fit);
    s->epoch++;
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
    fprintf(stderr, "%s: warning: %s; training goes on without the log\n", fit->job->options->program, why->text);
    fit->job->failed = true;
}

static void log_epoch(Fit *fit, Progress *progress, const EpochLine *line)
{
    Error why = {""};
    const double ms = (double)fit->epoch_ms[fit->done - 1];
    if (!fit->log || epoch_log_add(fit->log, line, ms, fit->state.params, fit->grads, &why))
        return;
    progress_end(progress);
    lose_log(fit, &why);
    epoch_log_end(fit->log, &why);
    fit->log = NULL;
}

static void end_log(Fit *fit)
{
    Error why = {""};
    if (fit->log && !epoch_log_end(fit->log, &why))
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
                      .split = fit->choice == CHOOSE_TRAIN_LOSS ? "train" : "val",
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
    const Options *o = fit->job->options;
    TrainState kept = fit->state;
    if (fit->diverged && fit->saved_epoch >= kept.best_epoch)
        return true;
    if (fit->diverged)
        kept.optim = NULL;
    origin_prepared(fit->job->data, &kept.features);
    if (!checkpoint_save(fit->job->model, o->checkpoint, &kept, error))
        return false;
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
    fprintf(stderr, "%s: warning: epoch %" PRId64 ": %s; %s\n", o->program, fit->state.epoch, why.text,
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
    if (fit->done > 0 && !view_check(fit->val, fit->job->data->name, &why)) {
        fit->diverged = true;
        return error_set(error, "epoch %" PRId64 ": the %s loss is not a number; try a smaller --lr (it is %g)",
                         s->epoch, fit->choice == CHOOSE_TRAIN_LOSS ? "training" : "validation",
                         fit->job->options->optim.lr);
    }
    memcpy(s->best, weights_of(s), (size_t)fit->job->model->param_floats * sizeof(float));
    return true;
}

static bool end_run(Fit *fit, bool worked, Error *error)
{
    TrainState *s = &fit->state;
    worked = worked && (s->epoch == 0 || (check_weights(fit, error) && (s->best_epoch > 0 || keep_last(fit, error))));
    if (!fit->diverged)
        return worked;
    fit->trouble = *error;
    return s->best_epoch > 0;
}

bool fit_run(Fit *fit, Error *error)
{
    TrainState *s = &fit->state;
    Progress progress = progress_start(fit->job->options, s->epoch);
    if (fit->job->options->log && !(fit->log = epoch_log_new(fit->job, fit->choice, s->seed, s->epoch, error)))
        return false;
    bool worked = true;
    signals_catch();
    while (worked && has_epochs_left(fit) && !signals_asked())
        worked = one_epoch(fit, &progress, error) && save_in_between(fit, &progress, error);
    fit->interrupted = worked && has_epochs_left(fit);
    progress_end(&progress);
    end_log(fit);
    return end_run(fit, worked, error);
}

size_t fit_workspace(const Fit *fit)
{
    const View *const views[] = {fit->train, fit->val, fit->test, fit->all};
    size_t most = 0;
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        most = view_workspace(views[i]) > most ? view_workspace(views[i]) : most;
    return most;
}

/* What is left of the data set: y and masks, and which graph a row is of. */
static size_t answer_bytes(const gatrt_data *data)
{
    size_t bytes = 0;
    for (int i = 0; i < data->set_count; i++) {
        const gatrt_set *set = &data->sets[i];
        const size_t rows = (size_t)set->rows;
        bytes += set->label ? rows * sizeof *set->label : 0;
        bytes += set->target ? rows * (size_t)set->classes * sizeof *set->target : 0;
        bytes += set->graph ? rows * sizeof *set->graph : 0;
        for (int m = 0; m < 3; m++)
            bytes += set->mask[m] ? rows : 0;
    }
    return bytes;
}

/* Beside the views: parameters, best ones, gradients, the optimiser's state; what is left of the data set. */
static size_t planned_bytes(const Fit *fit)
{
    const View *const views[] = {fit->train, fit->val == fit->train ? NULL : fit->val, fit->test, fit->all};
    const size_t floats = (size_t)fit->job->model->param_floats;
    size_t bytes =
        fit_workspace(fit) +
        floats * (3 + (fit->average.kind != NULL) + (size_t)optim_state_count(fit->state.optim)) * sizeof(float);
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        bytes += views[i] ? view_bytes(views[i]) : 0;
    return bytes + answer_bytes(fit->job->data);
}

void fit_report_memory(const Fit *fit)
{
    report_count(fit->job->report, "planned_bytes", (int64_t)planned_bytes(fit));
    report_number(fit->job->report, "base_rss_mib", fit->job->base_mib);
}
