/* fit_start.c - the state that a run begins with: fresh, of other weights, or where an earlier run stopped. Nothing of
 * a run before is left in it.
 */
#include "runtime/train/keep_best.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Steps of other batches are not those that are left of the epoch. */
static void settle_begun_epoch(Fit *fit)
{
    TrainState *s = &fit->state;
    bool same = fit->batches && s->step < batches_count(fit->batches);
    for (int i = 0; i < fit->notes.count; i++) {
        const RunNote *note = &fit->notes.note[i];
        same = same && (strcmp(note->key, NOTE_BATCH) != 0 || strcmp(note->now, note->was) == 0);
    }
    if (same || s->step == 0)
        return;
    fprintf(fit->told, "%s: %s stopped in an epoch of other batches, which begins anew\n", fit->job->options->program,
            file_shown(fit->job->options->resume));
    s->step = 0;
    memset(s->step_loss, 0, sizeof s->step_loss);
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
    keep_best_resume(fit->kept, o->resume, s->kept);
    settle_begun_epoch(fit);
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
    if (fit->batches)
        batches_begin(fit->batches);
    fit->diverged = false;
    fit->trouble.text[0] = '\0';
    fit->saved_epoch = -1;
    keep_best_begin(fit->kept);
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
