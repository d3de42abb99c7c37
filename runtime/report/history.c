/* history.c - what train --json wrote, read again: bounded, and each number looked at. */
#include "runtime/report/history.h"
#include "runtime/base/json_in.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool check(const json_t *found, const char *path, const gatrt_model *model, Error *error)
{
    const char *command = json_string_value(json_object_get(found, "command"));
    const char *name = json_string_value(json_object_get(found, "model"));
    if (!command || strcmp(command, "train") != 0 || !json_is_array(json_object_get(found, "losses")))
        return error_set(error, "--history %s: expected what train --json writes, with \"losses\"", file_shown(path));
    if (!name || strcmp(name, model->name) != 0)
        return error_set(error, "--history %s: is of the model %.60s, not of %s", file_shown(path),
                         name ? name : "none", model->name);
    return true;
}

Report *history_read(const char *path, const gatrt_model *model, Error *error)
{
    json_t *found = json_read(path, error);
    if (!found || check(found, path, model, error))
        return found;
    json_decref(found);
    return NULL;
}

/* -1: it does not say. */
static int64_t count_in_meta(const Tensors *weights, const char *key)
{
    for (int i = 0; i < weights->meta_count; i++)
        if (!strcmp(weights->meta[i][0], key))
            return strtoll(weights->meta[i][1], NULL, 10);
    return -1;
}

void history_tell(FILE *to, const Job *job, const Report *history, const Tensors *weights)
{
    static const struct {
        const char *there, *here, *word;
    } facts[] = {{"kept_seed", "seed", "seed"}, {"best_epoch", "best_epoch", "best epoch"}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const int64_t there = history_count(history, facts[i].there), here = count_in_meta(weights, facts[i].here);
        if (there >= 0 && here >= 0 && there != here) {
            fprintf(to, "%s: warning: --history %s is of another run than the weights: %s %" PRId64 ", not %" PRId64 "\n",
                    job->options->program, text_shown(file_shown(job->options->history)).text, facts[i].word, there,
                    here);
            return;
        }
    }
}

bool history_has(const Report *history, const char *key)
{
    return json_array_size(json_object_get(history, key)) > 0;
}

double *history_series(const Report *history, const char *key, int64_t *count)
{
    const json_t *list = json_object_get(history, key);
    *count = (int64_t)json_array_size(list);
    double *values = *count ? mem_alloc((size_t)*count, sizeof *values) : NULL;
    for (int64_t i = 0; i < *count; i++) {
        const json_t *value = json_array_get(list, (size_t)i);
        values[i] = json_is_number(value) ? json_number_value(value) : (double)NAN;
    }
    return values;
}

int64_t history_count(const Report *history, const char *key)
{
    const json_t *value = json_object_get(history, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : -1;
}
