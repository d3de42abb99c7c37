/* log_epoch.c - train --log: which figures of an epoch are logged, and when.
 *
 * A row costs some 3 microseconds, a histogram 3 nanoseconds a number; where nothing is said there are at most
 * MOST_ROWS rows of a run, and histograms at every HISTOGRAM_ROWS-th, which keeps it below a hundredth of a training of
 * Cora's size.
 */
#include "runtime/runtime.h"
#include "runtime/train/log_result.h"

#include <inttypes.h>

enum { MOST_ROWS = 500, HISTOGRAM_ROWS = 50, COLUMNS = 4 };

struct EpochLog {
    Recorder *recorder;
    Picture *picture;
    const Job *job;
    char folder[4096];
    int64_t first;     /* epochs done before */
    const char *split; /* whose rows measure */
    const char *names[COLUMNS];
    char metric[96], loss[16]; /* of the rows that measure */
    int64_t every, histograms; /* epochs; histograms 0: never */
};

/* Of several runs each has a folder. */
static bool find_folder(EpochLog *log, uint64_t seed, Error *error)
{
    const char *folder = log->job->options->log;
    const size_t room = sizeof log->folder;
    const int length = log->job->runs == 1 ? snprintf(log->folder, room, "%s", folder)
                                           : snprintf(log->folder, room, "%s/seed-%" PRIu64, folder, seed);
    return (size_t)length < room || error_set(error, "--log: the path is too long: %s", file_shown(folder));
}

static void free_log(EpochLog *log)
{
    recorder_free(log->recorder);
    picture_free(log->picture);
    mem_free(log);
}

EpochLog *epoch_log_new(const Job *job, Choice choice, uint64_t seed, int64_t first, Error *error)
{
    const Options *o = job->options;
    EpochLog *log = mem_alloc(1, sizeof *log);
    log->job = job;
    log->first = first;
    log->split = split_name[choice_split(choice)];
    log->picture = picture_new();
    log->every = o->log_rate ? o->log_rate : (o->epochs + MOST_ROWS - 1) / MOST_ROWS;
    log->every = log->every ? log->every : 1;
    log->histograms = o->log_histograms >= 0 ? o->log_histograms : log->every * HISTOGRAM_ROWS;
    snprintf(log->loss, sizeof log->loss, "%s_loss", log->split);
    snprintf(log->metric, sizeof log->metric, "%s_%s", log->split, job->model->recipe.metric);
    const char *const names[COLUMNS] = {"loss", log->loss, log->metric, "epoch_ms"};
    for (int i = 0; i < COLUMNS; i++)
        log->names[i] = names[i];
    if (find_folder(log, seed, error))
        log->recorder = recorder_new(log->folder, first, log->names, COLUMNS, error);
    if (log->recorder)
        return log;
    free_log(log);
    return NULL;
}

static void add_histograms(EpochLog *log, int64_t epoch, const float *params, const float *grads)
{
    const gatrt_model *model = log->job->model;
    for (int i = 0; i < model->param_count; i++) {
        const gatrt_param *p = &model->params[i];
        recorder_histogram(log->recorder, epoch, "weights", p->name, params + p->offset, p->count);
        if (!gatrt_is_state(model, p))
            recorder_histogram(log->recorder, epoch, "gradients", p->name, grads + p->offset, p->count);
    }
}

bool epoch_log_add(EpochLog *log, const EpochLine *line, double ms, const Fit *fit, Error *error)
{
    const double values[COLUMNS] = {line->loss, line->split_loss, line->split_metric, ms};
    if (line->epoch % log->every == 0)
        recorder_row(log->recorder, line->epoch, values);
    if (log->histograms && line->epoch % log->histograms == 0) {
        add_histograms(log, line->epoch, fit->state.params, fit->grads);
        log_confusion(log->recorder, log->picture, fit->val, log->job, log->split, line->epoch);
    }
    return recorder_flush(log->recorder, false, error);
}

/* Of the weights that are kept. */
bool epoch_log_result(EpochLog *log, Fit *fit, Error *error)
{
    const TrainState *s = &fit->state;
    char tag[40];
    snprintf(tag, sizeof tag, "%s_best", log->split);
    view_infer(fit->val, VIEW_INFER, s->best, fit->job->pool, NULL);
    log_confusion(log->recorder, log->picture, fit->val, fit->job, tag, s->epoch);
    if (!fit->all)
        return true;
    view_infer(fit->all, view_most(fit->all), s->best, fit->job->pool, NULL);
    return log_embeddings(log->folder, log->first, fit->job, fit->all, error);
}

bool epoch_log_end(EpochLog *log, Error *error)
{
    const bool worked = recorder_flush(log->recorder, true, error);
    free_log(log);
    return worked;
}
