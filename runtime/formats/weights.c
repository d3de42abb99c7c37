/* weights.c - weights for a model from a file of any kind, under the names that the model has.
 *
 * Names are changed by the rules of --rename, then by what wrappers put before all of them (`module.` of DataParallel,
 * `model.` of Lightning). A rule that changes nothing is a slip, and two tensors under one name must be the same.
 */
#include "runtime/formats/rename.h"
#include "runtime/formats/state_dict.h"

#include <stdlib.h>
#include <string.h>

static bool apply_rule(const RenameRule *rule, Tensors *t, const char *path, Error *error)
{
    int changed = 0;
    const int old = (int)(rule->old_length < 60 ? rule->old_length : 60);
    for (int i = 0; i < t->count; i++) {
        const int done = rename_name(rule, t->tensors[i].name);
        if (done < 0)
            return error_set(error, "%s: --rename %.*s: it makes no name of \"%.60s\", or one of more than 127 bytes",
                             path, old, rule->old, t->tensors[i].name);
        changed += done;
    }
    return changed > 0 || error_set(error, "%s: --rename %.*s: no name has it as a part; the first is \"%.60s\"", path,
                                    old, rule->old, t->count ? t->tensors[0].name : "");
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const NamedTensor *)left)->name, ((const NamedTensor *)right)->name);
}

static bool same_tensor(const NamedTensor *a, const NamedTensor *b)
{
    return a->rank == b->rank && !memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) &&
           (a->count == 0 || !memcmp(a->values, b->values, (size_t)a->count * sizeof *a->values));
}

/* Older versions of PyG keep what both ends share under two names. */
static bool join_names(Tensors *t, const char *path, Error *error)
{
    int kept = 0;
    qsort(t->tensors, (size_t)t->count, sizeof *t->tensors, by_name);
    for (int i = 1; i < t->count; i++)
        if (by_name(&t->tensors[i - 1], &t->tensors[i]) == 0 && !same_tensor(&t->tensors[i - 1], &t->tensors[i]))
            return error_set(error, "%s: --rename makes \"%.60s\" of two tensors that are not the same", path,
                             t->tensors[i].name);
    for (int i = 0; i < t->count; i++) {
        if (kept > 0 && by_name(&t->tensors[kept - 1], &t->tensors[i]) == 0)
            mem_free(t->tensors[i].values);
        else
            t->tensors[kept++] = t->tensors[i];
    }
    t->count = kept;
    return true;
}

static bool rename_all(Tensors *t, const char *rules, const char *path, Error *error)
{
    RenameRule rule = {.old = ""};
    for (const char *left = rules; left && *left;)
        if (!rename_next(&left, &rule, error) || !apply_rule(&rule, t, path, error))
            return false;
    return !rules || join_names(t, path, error);
}

/* ------------------------------------------------------------------ what stands before all names */

static bool has_name(const gatrt_model *model, const char *name)
{
    for (int k = 0; k < model->param_count; k++)
        if (strcmp(model->params[k].name, name) == 0)
            return true;
    return false;
}

static bool is_common(const gatrt_model *model, const Tensors *t, size_t length)
{
    const char *first = t->tensors[0].name;
    for (int i = 1; i < t->count; i++)
        if (strncmp(t->tensors[i].name, first, length) != 0)
            return false;
    for (int k = 0; k < model->param_count; k++)
        if (strncmp(model->params[k].name, first, length) == 0)
            return false;
    return true;
}

/* Whole parts that all names begin with and no name of the model, until one that the model has is left. */
static size_t prefix_length(const gatrt_model *model, const Tensors *t)
{
    const char *first = t->count ? t->tensors[0].name : "";
    for (const char *dot = strchr(first, '.'); dot && dot[1]; dot = strchr(dot + 1, '.')) {
        const size_t length = (size_t)(dot - first) + 1;
        if (!is_common(model, t, length))
            return 0;
        for (int i = 0; i < t->count; i++)
            if (has_name(model, t->tensors[i].name + length))
                return length;
    }
    return 0;
}

static void drop_prefix(const gatrt_model *model, Tensors *t, char dropped[TAKEN])
{
    const size_t length = prefix_length(model, t);
    snprintf(dropped, TAKEN, "%.*s", (int)length, t->count ? t->tensors[0].name : "");
    for (int i = 0; length && i < t->count; i++)
        memmove(t->tensors[i].name, t->tensors[i].name + length, strlen(t->tensors[i].name + length) + 1);
}

/* ------------------------------------------------------------------ all of it */

Tensors *weights_read(const gatrt_model *model, const WeightsFile *from, WeightsTold *told, Error *error)
{
    bool torch;
    *told = (WeightsTold){.other = false};
    if (!state_dict_file(from->path, &torch, error))
        return NULL;
    if (from->key && !torch) {
        error_set(error, "%s: --key %.60s: only files of torch.save have members", file_shown(from->path), from->key);
        return NULL;
    }
    Tensors *t = torch ? state_dict_read(from->path, from->key, told->key, error) : tensors_read(from->path, error);
    if (t && !rename_all(t, from->rename, file_shown(from->path), error)) {
        tensors_free(t);
        return NULL;
    }
    if (t)
        drop_prefix(model, t, told->prefix);
    return t;
}

void weights_tell(FILE *to, const char *program, const WeightsFile *from, const WeightsTold *told)
{
    if (told->key[0])
        fprintf(to, "%s: %s: the weights are its %s\n", program, file_shown(from->path), told->key);
    if (told->prefix[0])
        fprintf(to, "%s: %s: all names begin with %s, which is left out\n", program, file_shown(from->path),
                told->prefix);
    if (told->other)
        fprintf(
            to,
            "%s: %s: another model's text wrote these weights: a layer, an option of one or the graph's preparation "
            "has changed since\n",
            program, file_shown(from->path));
}

bool prepared_alike(const char *path, const char *was, const char *now, Error *error)
{
    return !strcmp(now, was) ||
           error_set(error,
                     "%s was trained on features that were prepared by %s, but these are by %s; give the same "
                     "--missing, --scale and --one-hot",
                     file_shown(path), *was ? was : "nothing", *now ? now : "nothing");
}

bool weights_prepared(const gatrt_data *data, const char *path, const WeightsTold *told, Error *error)
{
    const FeatureFit *fit;
    const bool says = *told->split || *told->prepared;
    return !says || prepared_alike(path, told->prepared, origin_prepared(data, &fit), error);
}

void weights_tell_prepared(FILE *to, const char *program, const char *path, const WeightsTold *told)
{
    if (*told->prepared)
        fprintf(to,
                "%s: warning: %s was trained on features that were prepared by %s; inference takes features as they "
                "come, so "
                "give it such\n",
                program, text_shown(file_shown(path)).text, text_shown(told->prepared).text);
}
