/* log_epoch.c - train --log: which figures of an epoch are logged, and when.
 *
 * A row costs some 3 microseconds, a histogram 3 nanoseconds a number; where nothing is said there are at most
 * MOST_ROWS rows of a run, and histograms at every HISTOGRAM_ROWS-th, which keeps it below a hundredth of a training of
 * Cora's size.
 */
#include "runtime/runtime.h"
#include "runtime/train/film.h"
#include "runtime/train/log_result.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_ROWS = 500, HISTOGRAM_ROWS = 50, COLUMNS = 4 };

struct EpochLog {
    Recorder *recorder;
    Picture *picture;
    Film *film; /* NULL: none was asked for */
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
    film_free(log->film);
    mem_free(log);
}

/* Outputs of validation are gone then: it may be that all views share their place. */
static void add_frame(Film *film, const Fit *fit, const float *weights, int64_t epoch, double loss)
{
    view_infer(fit->all, view_most(fit->all), weights, fit->job->pool, NULL);
    film_add(film, fit->all, epoch, loss);
}

/* It begins with what the weights give before the first step. */
static bool begin_film(EpochLog *log, const Fit *fit, Error *error)
{
    const Options *o = log->job->options;
    if (!o->film)
        return true;
    if (!fit->all)
        return error_set(error, "--film: the model %s has no output of rows that has two columns",
                         log->job->model->name);
    log->film = film_new(fit->all, log->first, o->epochs, o->film, error);
    if (film_due(log->film, log->first))
        add_frame(log->film, fit, fit->state.params, log->first, (double)NAN);
    return log->film != NULL;
}

/* What is a row, and how often. */
static void make_columns(EpochLog *log)
{
    const Options *o = log->job->options;
    const char *const names[COLUMNS] = {"loss", log->loss, log->metric, "epoch_ms"};
    log->every = o->log_rate ? o->log_rate : (o->epochs + MOST_ROWS - 1) / MOST_ROWS;
    log->every = log->every ? log->every : 1;
    log->histograms = o->log_histograms >= 0 ? o->log_histograms : log->every * HISTOGRAM_ROWS;
    snprintf(log->loss, sizeof log->loss, "%s_loss", log->split);
    snprintf(log->metric, sizeof log->metric, "%s_%s", log->split, log->job->model->recipe.metric);
    for (int i = 0; i < COLUMNS; i++)
        log->names[i] = names[i];
}

EpochLog *epoch_log_new(const Fit *fit, Error *error)
{
    EpochLog *log = mem_alloc(1, sizeof *log);
    log->job = fit->job;
    log->first = fit->state.epoch;
    log->split = split_name[choice_split(fit->choice)];
    log->picture = picture_new();
    make_columns(log);
    if (begin_film(log, fit, error) && find_folder(log, fit->state.seed, error))
        log->recorder = recorder_new(log->folder, log->first, log->names, COLUMNS, error);
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

bool epoch_log_add(EpochLog *log, const EpochLine *line, double ms, const Fit *fit, const float *measured, Error *error)
{
    const double values[COLUMNS] = {line->loss, line->split_loss, line->split_metric, ms};
    if (line->epoch % log->every == 0)
        recorder_row(log->recorder, line->epoch, values);
    if (log->histograms && line->epoch % log->histograms == 0) {
        add_histograms(log, line->epoch, fit->state.params, fit->grads);
        log_confusion(log->recorder, log->picture, fit->val, log->job, log->split, line->epoch);
    }
    if (film_due(log->film, line->epoch))
        add_frame(log->film, fit, measured, line->epoch, line->loss);
    return recorder_flush(log->recorder, false, error);
}

static bool write_film(EpochLog *log, Error *error)
{
    char path[sizeof log->folder + 40];
    if (log->first > 0)
        snprintf(path, sizeof path, "%s/film-%" PRId64 ".npz", log->folder, log->first);
    else
        snprintf(path, sizeof path, "%s/film.npz", log->folder);
    return !log->film || film_write(log->film, path, error);
}

/* Of the weights that are kept, but for the film. */
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
    return log_embeddings(log->folder, log->first, fit->job, fit->all, error) && write_film(log, error);
}

bool epoch_log_end(EpochLog *log, Error *error)
{
    const bool worked = recorder_flush(log->recorder, true, error);
    free_log(log);
    return worked;
}
