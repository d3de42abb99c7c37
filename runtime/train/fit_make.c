/* fit_make.c - what a training works with, made before its first step and freed after the last.
 *
 * In: a Job. Out: a Fit, with a View for each mask, blocks of parameters and gradients, room for the figures of
 * every epoch; and what all of that is to need of memory.
 */
#include "runtime/train/keep_best.h"
#include "runtime/train/log_result.h"

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

/* All training rows in each step, or batches of them, which are drawn from the whole. */
static bool make_train_view(Fit *fit, unsigned measure, Error *error)
{
    Job *job = fit->job;
    const uint8_t *mask = split_mask(job_set(job), 0);
    if (!batches_due(job))
        return (fit->train = view_first(job, mask, measure | 1u << VIEW_TRAIN, error)) != NULL;
    return (fit->train = view_whole(job, mask, measure, error)) && (fit->batches = batches_new(job, fit->train, error));
}

/* All rows: for those who time inference, and for logs with the outputs on demand, unless memory is to be saved, where
 * inference alone goes by bands. */
static unsigned programs_of_all(const Fit *fit)
{
    const bool inspects =
        fit->job->options->command->bit == FOR_TRAIN && fit->job->model->inspect.kernels && !fit->batches;
    return 1u << (inspects ? VIEW_INSPECT : VIEW_INFER);
}

static bool make_views(Fit *fit, bool with_all, Error *error)
{
    Job *job = fit->job;
    const unsigned measure = 1u << VIEW_INFER | 1u << VIEW_SCORE;
    const uint8_t *val = split_mask(job_set(job), 1), *test = split_mask(job_set(job), 2);
    if (!make_train_view(fit, measure, error))
        return false;
    fit->val = val ? view_beside(job, val, measure, fit->train, error) : fit->train;
    if (!fit->val)
        return false;
    fit->test = test ? view_beside(job, test, measure, fit->train, error) : NULL;
    fit->all = with_all ? view_beside(job, NULL, programs_of_all(fit), fit->train, error) : NULL;
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
    if (job->told_optimizer)
        return;
    job->told_optimizer = true;
    const OptimSettings *s = &job->options->optim;
    OptimSetting list[MOST_SETTINGS];
    OptimSettings models;
    Error none;
    const int count = optim_list(s, list);
    report_optimizer(job->report, s, list, count);
    if (job->options->quiet || !optim_parse(recipe_optimizer(job->model), &models, &none) ||
        strcmp(s->name, models.name) == 0)
        return;
    fprintf(stderr, "optimizer %s, not the model's %s:", s->name, models.name);
    for (int i = 0; i < count; i++)
        fprintf(stderr, "%s %s %g", i ? "," : "", list[i].name, list[i].value);
    fputc('\n', stderr);
}

/* Blocks of weights, and room for the figures of each epoch. */
static const size_t series_at[] = {
    offsetof(Fit, rates),   offsetof(Fit, losses),   offsetof(Fit, measured_losses), offsetof(Fit, measured_metrics),
    offsetof(Fit, step_ms), offsetof(Fit, epoch_ms), offsetof(Fit, infer_ms)};
enum { SERIES = sizeof series_at / sizeof series_at[0] };

static float **series_of(Fit *fit, int i)
{
    return (float **)(void *)((char *)fit + series_at[i]);
}

static void make_blocks(Fit *fit)
{
    const Job *job = fit->job;
    const size_t epochs = (size_t)job->options->epochs + 1;
    for (int i = 0; i < SERIES; i++)
        *series_of(fit, i) = mem_alloc(epochs, sizeof(float));
    fit->terms = mem_alloc(epochs * (size_t)job->model->term_count + 1, sizeof(float));
    fit->grads = job_params(job);
    fit->state.params = job_params(job);
    fit->state.best = job_params(job);
    fit->state.average = fit->average.kind ? job_params(job) : NULL;
}

/* Without views and blocks. */
static Fit *empty_fit(Job *job, Error *error)
{
    Fit *fit = mem_alloc(1, sizeof *fit);
    fit->job = job;
    fit->told = stderr;
    fit->choice = choice_of(job);
    fit->kept = keep_best_new(job, fit->choice);
    if (make_plans(fit, error))
        return fit;
    fit_free(fit);
    return NULL;
}

static Fit *new_fit(Job *job, bool with_all, Error *error)
{
    if (!check_trains(job, error))
        return NULL;
    tell_optimizer(job);
    Fit *fit = empty_fit(job, error);
    if (!fit)
        return NULL;
    if (job->options->command->bit == FOR_TRAIN)
        notes_make(&fit->notes, fit);
    if (!make_views(fit, with_all, error)) {
        fit_free(fit);
        return NULL;
    }
    fit->draws = fit->batches ? NULL : link_draws_new(fit->train->on, job->model, job->data);
    drop_features(job->data);
    make_blocks(fit);
    return fit;
}

Fit *fit_new(Job *job, Error *error)
{
    return new_fit(job, job->options->log && log_embeds(job->model), error);
}

Fit *fit_new_and_all(Job *job, Error *error)
{
    return new_fit(job, true, error);
}

bool fit_may_have_twins(const Fit *fit)
{
    return !fit->draws;
}

/* The other may be running: of it only what training leaves alone is looked at. */
Fit *fit_twin(Job *job, const Fit *of, Error *error)
{
    Fit *fit = empty_fit(job, error);
    if (!fit)
        return NULL;
    fit->notes = of->notes;
    fit->train = view_twin(of->train, NULL, error);
    if (fit->train)
        fit->val = of->val == of->train ? fit->train : view_twin(of->val, fit->train, error);
    if (fit->val && of->test)
        fit->test = view_twin(of->test, fit->train, error);
    if (fit->val && of->all)
        fit->all = view_twin(of->all, fit->train, error);
    if (fit->val && of->batches)
        fit->batches = batches_new(job, fit->train, error);
    if (!fit->val || (of->test && !fit->test) || (of->all && !fit->all) || (of->batches && !fit->batches)) {
        fit_free(fit);
        return NULL;
    }
    make_blocks(fit);
    return fit;
}

void fit_free(Fit *fit)
{
    if (!fit)
        return;
    batches_free(fit->batches);
    if (fit->val != fit->train)
        view_free(fit->val);
    view_free(fit->test);
    view_free(fit->all);
    view_free(fit->train);
    link_draws_free(fit->draws);
    for (int i = 0; i < SERIES; i++)
        mem_free(*series_of(fit, i));
    void *const owned[] = {fit->grads, fit->terms, fit->state.params, fit->state.best, fit->state.average};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    optim_free(fit->state.optim);
    keep_best_free(fit->kept);
    mem_free(fit);
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

/* The workspace; parameters, best ones, gradients, the optimiser's state. The latter is there once a run began. */
static size_t state_bytes(const Fit *fit)
{
    const int states = fit->state.optim ? optim_state_count(fit->state.optim) : 2;
    const size_t blocks = 3 + (fit->average.kind != NULL) + (size_t)states + (size_t)fit->job->options->keep_best;
    const size_t whole = fit_workspace(fit), step = fit->batches ? batches_workspace(fit->batches) : 0;
    const size_t sample = fit->batches ? batches_bytes(fit->batches) : 0;
    return (step > whole ? step : whole) + sample + (size_t)fit->job->model->param_floats * blocks * sizeof(float);
}

size_t fit_own_bytes(const Fit *fit)
{
    const size_t epochs = (size_t)fit->job->options->epochs + 1, terms = (size_t)fit->job->model->term_count;
    return state_bytes(fit) + epochs * (SERIES + terms) * sizeof(float);
}

/* Beside that the views, and what is left of the data set. */
static size_t planned_bytes(const Fit *fit)
{
    const View *const views[] = {fit->train, fit->val == fit->train ? NULL : fit->val, fit->test, fit->all};
    size_t bytes = state_bytes(fit);
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        bytes += views[i] ? view_bytes(views[i]) : 0;
    return bytes + answer_bytes(fit->job->data);
}

void fit_report_memory(const Fit *fit, int twins)
{
    report_count(fit->job->report, "planned_bytes", (int64_t)(planned_bytes(fit) + (size_t)twins * fit_own_bytes(fit)));
    report_number(fit->job->report, "base_rss_mib", fit->job->base_mib);
}
