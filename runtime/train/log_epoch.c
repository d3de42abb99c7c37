/* log_epoch.c - train --log: which figures of an epoch are logged, and when.
 *
 * A row costs some 3 microseconds, a histogram 3 nanoseconds a number; where nothing is said there are at most
 * MOST_ROWS rows of a run, and histograms at every HISTOGRAM_ROWS-th, which keeps it below a hundredth of a training of
 * Cora's size.
 */
#include "runtime/runtime.h"
#include "runtime/record/recorder.h"

#include <inttypes.h>

enum { MOST_ROWS = 500, HISTOGRAM_ROWS = 50, COLUMNS = 4 };

struct EpochLog {
    Recorder *recorder;
    const gatrt_model *model;
    const char *names[COLUMNS];
    char metric[96], loss[16]; /* of the rows that measure */
    int64_t every, histograms; /* epochs; histograms 0: never */
};

/* Of several runs each has a folder. */
static Recorder *open_recorder(EpochLog *log, const Job *job, uint64_t seed, int64_t first, Error *error)
{
    char folder[4096];
    if (job->runs == 1)
        return recorder_new(job->options->log, first, log->names, COLUMNS, error);
    if ((size_t)snprintf(folder, sizeof folder, "%s/seed-%" PRIu64, job->options->log, seed) >= sizeof folder) {
        error_set(error, "--log: the path is too long: %s", file_shown(job->options->log));
        return NULL;
    }
    return recorder_new(folder, first, log->names, COLUMNS, error);
}

EpochLog *epoch_log_new(const Job *job, Choice choice, uint64_t seed, int64_t first, Error *error)
{
    const Options *o = job->options;
    const char *split = split_name[choice_split(choice)];
    EpochLog *log = mem_alloc(1, sizeof *log);
    log->model = job->model;
    log->every = o->log_rate ? o->log_rate : (o->epochs + MOST_ROWS - 1) / MOST_ROWS;
    log->every = log->every ? log->every : 1;
    log->histograms = o->log_histograms >= 0 ? o->log_histograms : log->every * HISTOGRAM_ROWS;
    snprintf(log->loss, sizeof log->loss, "%s_loss", split);
    snprintf(log->metric, sizeof log->metric, "%s_%s", split, job->model->recipe.metric);
    const char *const names[COLUMNS] = {"loss", log->loss, log->metric, "epoch_ms"};
    for (int i = 0; i < COLUMNS; i++)
        log->names[i] = names[i];
    log->recorder = open_recorder(log, job, seed, first, error);
    if (log->recorder)
        return log;
    mem_free(log);
    return NULL;
}

static void add_histograms(EpochLog *log, int64_t epoch, const float *params, const float *grads)
{
    for (int i = 0; i < log->model->param_count; i++) {
        const gatrt_param *p = &log->model->params[i];
        recorder_histogram(log->recorder, epoch, "weights", p->name, params + p->offset, p->count);
        if (!gatrt_is_state(log->model, p))
            recorder_histogram(log->recorder, epoch, "gradients", p->name, grads + p->offset, p->count);
    }
}

bool epoch_log_add(EpochLog *log, const EpochLine *line, double ms, const float *params, const float *grads,
                   Error *error)
{
    const double values[COLUMNS] = {line->loss, line->split_loss, line->split_metric, ms};
    if (line->epoch % log->every == 0)
        recorder_row(log->recorder, line->epoch, values);
    if (log->histograms && line->epoch % log->histograms == 0)
        add_histograms(log, line->epoch, params, grads);
    return recorder_flush(log->recorder, false, error);
}

bool epoch_log_end(EpochLog *log, Error *error)
{
    const bool worked = recorder_flush(log->recorder, true, error);
    recorder_free(log->recorder);
    mem_free(log);
    return worked;
}
