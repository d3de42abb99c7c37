/* keep_best.c - the weights of the best epochs, held in memory and written whenever a checkpoint is.
 *
 * In: each epoch's score and weights. Out: files beside the checkpoint, "best-epoch78-accuracy-0.812.safetensors" for
 * "best.safetensors": weights as any, with their epoch and score. Epochs are ranked as runs are (choice_better). A run that
 * was killed at any moment has a checkpoint and all files that it names: new ones are written before it, and old ones
 * removed after it, of those alone that the run itself wrote or was resumed with.
 */
#include "runtime/train/keep_best.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *metric_of(const KeepBest *k)
{
    return k->job->model->recipe.metric;
}

static double figure_of(const KeepBest *k, Score score)
{
    return k->choice == CHOOSE_TRAIN_LOSS ? score.loss : score.metric;
}

KeepBest *keep_best_new(const Job *job, Choice choice)
{
    const int64_t most = job->options->keep_best;
    if (most == 0)
        return NULL;
    KeepBest *k = mem_alloc(1, sizeof *k);
    *k = (KeepBest){.job = job, .choice = choice, .most = (int)most};
    for (int i = 0; i < k->most; i++)
        k->at[i].params = job_params(job);
    return k;
}

void keep_best_free(KeepBest *k)
{
    for (int i = 0; k && i < k->most; i++)
        mem_free(k->at[i].params);
    mem_free(k);
}

void keep_best_begin(KeepBest *k)
{
    if (k)
        k->count = k->gone_count = 0;
}

/* A place in the list, for what comes behind `at`; whatever was the last is out of it. */
static KeptEpoch *make_room(KeepBest *k, int at)
{
    if (k->count < k->most)
        k->count++;
    else if (k->at[k->count - 1].written && k->gone_count < MOST_KEPT)
        k->gone[k->gone_count++] = k->at[k->count - 1];
    const KeptEpoch last = k->at[k->count - 1];
    memmove(&k->at[at + 1], &k->at[at], (size_t)(k->count - 1 - at) * sizeof k->at[0]);
    k->at[at] = (KeptEpoch){.params = last.params};
    return &k->at[at];
}

void keep_best_note(KeepBest *k, int64_t epoch, Score score, const float *params)
{
    const int64_t floats = k ? k->job->model->param_floats : 0;
    int at = k ? k->count : 0;
    while (at > 0 && choice_better(k->choice, metric_of(k), score, k->at[at - 1].score))
        at--;
    if (!k || at == k->most || isnan(figure_of(k, score)) || first_not_finite(params, floats) >= 0)
        return;
    KeptEpoch *e = make_room(k, at);
    e->epoch = epoch;
    e->score = score;
    snprintf(e->value, sizeof e->value, "%.6g", figure_of(k, score));
    memcpy(e->params, params, (size_t)floats * sizeof *params);
}

/* ------------------------------------------------------------------ files */

char *keep_best_path(const KeepBest *k, const KeptEpoch *e, const char *checkpoint)
{
    const char *slash = strrchr(checkpoint, '/'), *base = slash ? slash + 1 : checkpoint, *dot = strrchr(base, '.');
    const char *end = dot && dot > base ? dot : base + strlen(base);
    const char *figure = k->choice == CHOOSE_TRAIN_LOSS ? "loss" : metric_of(k);
    const size_t size = strlen(checkpoint) + strlen(figure) + sizeof "-epoch--" + 20 + KEPT_VALUE;
    char *path = mem_alloc(size, 1);
    snprintf(path, size, "%.*s-epoch%" PRId64 "-%s-%s%s", (int)(end - checkpoint), checkpoint, e->epoch, figure,
             e->value, end);
    return path;
}

void keep_best_text(const KeepBest *k, char text[KEPT_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; k && i < k->count && used < KEPT_TEXT; i++)
        used += (size_t)snprintf(text + used, KEPT_TEXT - used, "%s%" PRId64 ":%s", i ? "," : "", k->at[i].epoch,
                                 k->at[i].value);
}

static bool write_one(KeepBest *k, KeptEpoch *e, const TrainState *of, const char *path, Error *error)
{
    TrainState s = {.seed = of->seed, /* nothing of the run's own state, which goes on */
                    .epoch = e->epoch,
                    .best_epoch = e->epoch,
                    .best_loss = e->score.loss,
                    .kept_loss = e->score.loss,
                    .best_metric = e->score.metric,
                    .best_stop = NAN,
                    .best = e->params,
                    .notes = of->notes,
                    .features = of->features};
    schedule_begin(&s.plateau);
    if (file_was_read(path) && !e->written)
        return error_set(error, "%s was read, and is the name of an epoch's weights; give another --checkpoint",
                         file_shown(path));
    e->written = checkpoint_save(k->job->model, path, &s, error);
    return e->written;
}

bool keep_best_write(KeepBest *k, const TrainState *of, const char *checkpoint, Error *error)
{
    bool worked = true;
    for (int i = 0; k && worked && i < k->count; i++) {
        char *path = keep_best_path(k, &k->at[i], checkpoint);
        worked = k->at[i].written || write_one(k, &k->at[i], of, path, error);
        mem_free(path);
    }
    return worked;
}

void keep_best_clean(KeepBest *k, const char *checkpoint)
{
    for (int i = 0; k && i < k->gone_count; i++) {
        char *path = keep_best_path(k, &k->gone[i], checkpoint);
        if (unlink(path) != 0 && errno != ENOENT)
            fprintf(stderr, "%s: warning: %s is no longer among the best, but cannot be removed: %s\n",
                    k->job->options->program, text_shown(path).text, strerror(errno));
        mem_free(path);
    }
    if (k)
        k->gone_count = 0;
}

/* ------------------------------------------------------------------ going on */

/* One of the list of a checkpoint, from its file. */
static bool read_one(KeepBest *k, KeptEpoch *e, const char *checkpoint, Error *error)
{
    char *path = keep_best_path(k, e, checkpoint);
    TrainState s = {.best = e->params};
    const bool worked =
        checkpoint_load(k->job->model, path, &s, error) &&
        (s.best_epoch == e->epoch || error_set(error, "%s: is of epoch %" PRId64, file_shown(path), s.best_epoch));
    e->score = (Score){s.kept_loss, s.best_metric};
    mem_free(path);
    return worked;
}

/* "78:0.812", up to the comma: false where it is not that. */
static bool read_entry(const char *text, KeptEpoch *e)
{
    char *end;
    const size_t length = strcspn(text, ",");
    e->epoch = strtoll(text, &end, 10);
    const size_t value = *end == ':' ? length - (size_t)(end + 1 - text) : 0;
    if (end == text || value == 0 || value >= sizeof e->value || end + 1 > text + length)
        return false;
    snprintf(e->value, sizeof e->value, "%.*s", (int)value, end + 1);
    return true;
}

/* Best first, so what the list has no room for is worse than all of it. */
static void take_one(KeepBest *k, const KeptEpoch *e, bool beside)
{
    if (k->count == k->most && beside && k->gone_count < MOST_KEPT) {
        k->gone[k->gone_count] = *e;
        k->gone[k->gone_count++].params = NULL;
    }
    if (k->count == k->most)
        return;
    keep_best_note(k, e->epoch, e->score, e->params);
    k->at[k->count - 1].written = beside;
}

void keep_best_resume(KeepBest *k, const char *checkpoint, const char *text)
{
    if (!k)
        return;
    const Options *o = k->job->options;
    const bool beside = strcmp(o->checkpoint, checkpoint) == 0;
    float *params = job_params(k->job);
    for (; *text; text += strcspn(text, ","), text += *text == ',') {
        KeptEpoch e = {.params = params};
        Error why = {"their note is broken"};
        if (read_entry(text, &e) && read_one(k, &e, checkpoint, &why))
            take_one(k, &e, beside);
        else
            fprintf(stderr, "%s: warning: the weights of epoch %" PRId64 " are left out of the best: %s\n", o->program,
                    e.epoch, why.text);
    }
    mem_free(params);
}
