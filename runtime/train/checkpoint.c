/* checkpoint.c - weights, and all that a run needs to go on, as a safetensors file.
 *
 *   NAME                      the best parameters, as PyTorch Geometric names and lays
 *                             them out: the file serves as a state dict as it is
 *   optimizer.current.NAME    the parameters of the last step
 *   optimizer.average.NAME    their average, where there is one
 *   optimizer.STATE.NAME      the optimiser's arrays, e.g. optimizer.exp_avg.NAME, of what is trained
 *   optimizer.prepared        where features were prepared, what was counted for it (prepare.h)
 *   metadata                  format, model, optimiser, counters; whole numbers in
 *                             decimal, others as hexadecimal floats: both exact
 *
 * What is read is checked as a whole before the first number of the caller's changes.
 */
#include "runtime/formats/prepare.h"
#include "runtime/formats/state_dict.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT   "gatcc-checkpoint-1"
#define KEPT     "kept_best"
#define EXTRA    "optimizer."
#define CURRENT  EXTRA "current."
#define AVERAGE  EXTRA "average."
#define PREPARED EXTRA "prepared"

/* ------------------------------------------------------------------- layouts */

/* Memory [rows, cols] and file [cols, rows] hold the same numbers where transposed;
 * otherwise they are the same row-major array. */
static void copy_from_stored(const gatrt_param *p, float *memory, const float *stored)
{
    const int64_t cols = p->transposed && p->stored[0] > 0 ? p->stored[0] : 1, rows = p->count / cols;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c++)
            memory[r * cols + c] = stored[c * rows + r];
}

static void copy_to_stored(const gatrt_param *p, float *stored, const float *memory)
{
    const int64_t cols = p->transposed && p->stored[0] > 0 ? p->stored[0] : 1, rows = p->count / cols;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c++)
            stored[c * rows + r] = memory[r * cols + c];
}

/* Equal but for dimensions of 1: [1, 8, 8] is as good as [8, 8]. */
static bool same_shape(const gatrt_param *p, const NamedTensor *t)
{
    int i = 0, j = 0;
    for (;;) {
        while (i < p->rank && p->stored[i] == 1)
            i++;
        while (j < t->rank && t->dim[j] == 1)
            j++;
        if (i == p->rank || j == t->rank)
            return i == p->rank && j == t->rank;
        if (p->stored[i++] != t->dim[j++])
            return false;
    }
}

typedef struct ShapeText {
    char text[88];
} ShapeText;

static ShapeText shape_text(int rank, const int64_t *dim)
{
    ShapeText shape = {"["};
    size_t used = 1;
    for (int i = 0; i < rank; i++)
        used += (size_t)snprintf(shape.text + used, sizeof shape.text - used, "%s%" PRId64, i ? ", " : "", dim[i]);
    snprintf(shape.text + used, sizeof shape.text - used, "]");
    return shape;
}

/* ------------------------------------------------------------------- reading */

static const NamedTensor *find_tensor(const Tensors *t, const char *prefix, const char *name)
{
    const size_t length = strlen(prefix);
    for (int i = 0; i < t->count; i++)
        if (strncmp(t->tensors[i].name, prefix, length) == 0 && strcmp(t->tensors[i].name + length, name) == 0)
            return &t->tensors[i];
    return NULL;
}

/* Optimisers know nothing of states, which come last. */
static int trained_count(const gatrt_model *model)
{
    int count = 0;
    while (count < model->param_count && !gatrt_is_state(model, &model->params[count]))
        count++;
    return count;
}

/* Weights that are not numbers predict nothing: the largest of NaNs is class 0 for every node. */
static bool check_numbers(const char *path, const NamedTensor *t, Error *error)
{
    const int64_t at = first_not_finite(t->values, t->count);
    return at < 0 || error_set(error, "%s: tensor \"%s\" holds %s, at %" PRId64 "; no weights can be that", path,
                               t->name, isnan(t->values[at]) ? "nan" : "an infinite number", at);
}

/* The first `count` parameters of the model are there under the prefix, in their shapes; weights are numbers, where
 * an optimiser's sums may have overflowed. */
static bool check_param(const gatrt_model *model, int k, const char *path, const Tensors *t, const char *prefix,
                        Error *error)
{
    const bool weights = !*prefix || strcmp(prefix, CURRENT) == 0 || strcmp(prefix, AVERAGE) == 0;
    const gatrt_param *p = &model->params[k];
    const NamedTensor *found = find_tensor(t, prefix, p->name);
    const ShapeText expected = shape_text(p->rank, p->stored);
    if (!found)
        return error_set(error, "%s: no tensor \"%s%s\"; model %s expects it, with shape %s", path, prefix, p->name,
                         model->name, expected.text);
    if (found->count != p->count || !same_shape(p, found))
        return error_set(error, "%s: tensor \"%s%s\" has shape %s, but model %s expects %s", path, prefix, p->name,
                         shape_text(found->rank, found->dim).text, model->name, expected.text);
    if (weights && found->whole && !gatrt_is_state(model, p)) /* a state may count */
        return error_set(error,
                         "%s: tensor \"%s%s\" holds whole numbers (I32 or I64); weights are F32, F64, F16 or BF16",
                         path, prefix, p->name);
    if (weights && !check_numbers(path, found, error))
        return false;
    return true;
}

static bool check_block(const gatrt_model *model, int count, const char *path, const Tensors *t, const char *prefix,
                        Error *error)
{
    for (int k = 0; k < count; k++)
        if (!check_param(model, k, path, t, prefix, error))
            return false;
    return true;
}

static void copy_block(const gatrt_model *model, int count, const Tensors *t, const char *prefix, float *block)
{
    for (int k = 0; k < count; k++) {
        const gatrt_param *p = &model->params[k];
        copy_from_stored(p, block + p->offset, find_tensor(t, prefix, p->name)->values);
    }
}

static bool is_parameter(const gatrt_model *model, const char *name)
{
    for (int k = 0; k < model->param_count; k++)
        if (strcmp(model->params[k].name, name) == 0)
            return true;
    return false;
}

static bool is_extra(const gatrt_model *model, const char *fresh, const NamedTensor *t)
{
    return !patterns_fit(fresh, t->name) && strncmp(t->name, EXTRA, strlen(EXTRA)) != 0 &&
           !is_parameter(model, t->name);
}

static void name_extras(const gatrt_model *model, const Tensors *t, const char *fresh, int first, const char *before,
                        Error *error)
{
    for (int i = first; i < t->count; i++)
        if (is_extra(model, fresh, &t->tensors[i])) {
            error_add(error, "%s%s", before, t->tensors[i].name);
            before = ", ";
        }
}

/* Names tell more together than one by one: those that lack, and those that could be them. */
static bool check_missing(const gatrt_model *model, const char *path, const Tensors *t, const char *fresh, Error *error)
{
    const char *before = NULL;
    for (int k = 0; k < model->param_count; k++) {
        const gatrt_param *p = &model->params[k];
        if (find_tensor(t, "", p->name) || patterns_fit(fresh, p->name))
            continue;
        if (before)
            error_add(error, "%s%s", before, p->name);
        else
            error_set(error, "%s: no tensor \"%s\"; model %s expects it, with shape %s", path, p->name, model->name,
                      shape_text(p->rank, p->stored).text);
        before = before ? ", " : "; missing too: ";
    }
    if (before)
        name_extras(model, t, fresh, 0, "; not in the model: ", error);
    return !before;
}

/* A weight without a place in the model means that this is another model's file. */
static bool check_extras(const gatrt_model *model, const char *path, const Tensors *t, const char *fresh, Error *error)
{
    for (int i = 0; i < t->count; i++) {
        const NamedTensor *found = &t->tensors[i];
        if (!is_extra(model, fresh, found))
            continue;
        error_set(error, "%s: tensor \"%.60s\" of shape %s is not a parameter of model %s", path, found->name,
                  shape_text(found->rank, found->dim).text, model->name);
        name_extras(model, t, fresh, i + 1, "; nor is ", error);
        return false;
    }
    return true;
}

/* ------------------------------------------------------------------ metadata */

/* One row for each number of a TrainState that a file keeps. What files of before lack stays as a run begins. */
typedef struct Field {
    const char *key;
    enum { UNSIGNED, SIGNED, REAL } kind;
    void *value;
    bool newer;
} Field;

enum { FIELDS = 14, LOSSES = 1 + GATRT_TERMS, MOST_FIELDS = FIELDS + 1 + LOSSES };

/* How many, where `begun` with those of an epoch that is not whole. */
static int state_fields(TrainState *s, int64_t *steps, bool begun, Field fields[MOST_FIELDS])
{
    static const char *const losses[LOSSES] = {"step_loss",    "step_loss_1",  "step_loss_2",  "step_loss_3",
                                               "step_loss_4",  "step_loss_5",  "step_loss_6",  "step_loss_7",
                                               "step_loss_8",  "step_loss_9",  "step_loss_10", "step_loss_11",
                                               "step_loss_12", "step_loss_13", "step_loss_14", "step_loss_15"};
    /* clang-format off */
    const Field table[FIELDS] = {
        { "seed",             UNSIGNED, &s->seed,             false },
        { "epoch",            SIGNED,   &s->epoch,            false },
        { "best_epoch",       SIGNED,   &s->best_epoch,       false },
        { "waited",           SIGNED,   &s->waited,           false },
        { "best_loss",        REAL,     &s->best_loss,        false },
        { "best_metric",      REAL,     &s->best_metric,      false },
        { "kept_loss",        REAL,     &s->kept_loss,        false },
        { "steps",            SIGNED,   steps,                false },
        { "plateau_best",     REAL,     &s->plateau.best,     true  },
        { "plateau_bad",      SIGNED,   &s->plateau.bad,      true  },
        { "plateau_cooldown", SIGNED,   &s->plateau.cooldown, true  },
        { "plateau_cuts",     SIGNED,   &s->plateau.cuts,     true  },
        { "averaged",         SIGNED,   &s->averaged,         true  },
        { "best_stop",        REAL,     &s->best_stop,        true  },
    };
    /* clang-format on */
    memcpy(fields, table, sizeof table);
    fields[FIELDS] = (Field){"step", SIGNED, &s->step, true};
    for (int i = 0; i < LOSSES; i++)
        fields[FIELDS + 1 + i] = (Field){losses[i], REAL, &s->step_loss[i], true};
    return begun ? MOST_FIELDS : FIELDS;
}

static void print_field(const Field *f, char text[256])
{
    if (f->kind == UNSIGNED)
        snprintf(text, 256, "%" PRIu64, *(const uint64_t *)f->value);
    else if (f->kind == SIGNED)
        snprintf(text, 256, "%" PRId64, *(const int64_t *)f->value);
    else
        snprintf(text, 256, "%a", *(const double *)f->value);
}

/* The whole text is one number of the field's kind; a count is not negative. */
static bool parse_field(const Field *f, const char *text)
{
    char *end;
    errno = 0;
    if (f->kind == REAL) {
        *(double *)f->value = strtod(text, &end);
    } else if (text[0] < '0' || text[0] > '9') {
        return false;
    } else if (f->kind == UNSIGNED) {
        *(uint64_t *)f->value = strtoull(text, &end, 10);
    } else {
        *(int64_t *)f->value = strtoll(text, &end, 10);
    }
    return end != text && *end == '\0' && (errno == 0 || f->kind == REAL);
}

static const char *find_meta(const Tensors *t, const char *key)
{
    for (int i = 0; i < t->meta_count; i++)
        if (strcmp(t->meta[i][0], key) == 0)
            return t->meta[i][1];
    return NULL;
}

/* Files of before say nothing, which is no difference; nor is it where the model's print is not known. */
static bool is_of_other_model(const gatrt_model *model, const Tensors *t)
{
    char print[17];
    const char *found = find_meta(t, NOTE_MODEL);
    snprintf(print, sizeof print, "%016" PRIx64, model->print);
    return found && model->print && strcmp(found, print) != 0;
}

static bool check_fresh(const gatrt_model *model, const char *fresh, Error *error)
{
    bool fits = !fresh;
    for (int k = 0; k < model->param_count; k++)
        fits |= patterns_fit(fresh, model->params[k].name);
    return fits || error_set(error, "--fresh %.60s fits no parameter of model %s", fresh, model->name);
}

/* Of those that are not to begin anew. */
static bool check_taken(const gatrt_model *model, const char *path, const Tensors *t, const char *fresh, Error *error)
{
    for (int k = 0; k < model->param_count; k++)
        if (!patterns_fit(fresh, model->params[k].name) && !check_param(model, k, path, t, "", error))
            return false;
    return true;
}

static void copy_taken(const gatrt_model *model, const Tensors *t, const char *fresh, float *params)
{
    for (int k = 0; k < model->param_count; k++) {
        const gatrt_param *p = &model->params[k];
        if (!patterns_fit(fresh, p->name))
            copy_from_stored(p, params + p->offset, find_tensor(t, "", p->name)->values);
    }
}

bool weights_load(const gatrt_model *model, const WeightsFile *from, float *params, WeightsTold *told, Error *error)
{
    const char *path = file_shown(from->path);
    WeightsTold unheard;
    told = told ? told : &unheard;
    Tensors *t = weights_read(model, from, told, error);
    if (!t)
        return false;
    const bool fine = check_fresh(model, from->fresh, error) && check_missing(model, path, t, from->fresh, error) &&
                      check_taken(model, path, t, from->fresh, error) &&
                      check_extras(model, path, t, from->fresh, error);
    if (fine)
        copy_taken(model, t, from->fresh, params);
    told->other = fine && is_of_other_model(model, t);
    if (find_meta(t, NOTE_SPLIT))
        snprintf(told->split, sizeof told->split, "%.111s", find_meta(t, NOTE_SPLIT));
    if (find_meta(t, NOTE_PREPARED))
        snprintf(told->prepared, sizeof told->prepared, "%.111s", find_meta(t, NOTE_PREPARED));
    tensors_free(t);
    return fine;
}

static void add_meta(Tensors *t, const char *key, const char *text)
{
    char(*pair)[256] = t->meta[t->meta_count++];
    snprintf(pair[0], sizeof pair[0], "%s", key);
    snprintf(pair[1], sizeof pair[1], "%s", text);
}

static const char *name_of_optim(const TrainState *s)
{
    return s->optim ? optim_name(s->optim) : "none";
}

/* ------------------------------------------------------------------- writing */

static bool add_tensor(const gatrt_param *p, const char *prefix, const float *memory, Tensors *t, Error *error)
{
    NamedTensor *to = &t->tensors[t->count];
    const int length = snprintf(to->name, sizeof to->name, "%s%s", prefix, p->name);
    if (length < 0 || (size_t)length >= sizeof to->name)
        return error_set(error, "parameter %.60s...: \"%s\" and its name are longer than 127 bytes", p->name, prefix);
    to->rank = p->rank;
    memcpy(to->dim, p->stored, (size_t)p->rank * sizeof to->dim[0]);
    to->count = p->count;
    to->values = mem_alloc(p->count > 0 ? (size_t)p->count : 1, sizeof(float));
    copy_to_stored(p, to->values, memory);
    t->count++;
    return true;
}

static bool add_block(const gatrt_model *model, int count, const char *prefix, const float *block, Tensors *t,
                      Error *error)
{
    for (int k = 0; k < count; k++)
        if (!add_tensor(&model->params[k], prefix, block + model->params[k].offset, t, error))
            return false;
    return true;
}

static bool add_optim(const gatrt_model *model, const TrainState *s, Tensors *t, Error *error)
{
    if (!add_block(model, model->param_count, CURRENT, s->params, t, error) ||
        (s->average && s->averaged > 0 && !add_block(model, model->param_count, AVERAGE, s->average, t, error)))
        return false;
    for (int i = 0; i < optim_state_count(s->optim); i++) {
        const char *name;
        const float *block = optim_state(s->optim, i, &name);
        char prefix[64];
        snprintf(prefix, sizeof prefix, EXTRA "%s.", name);
        if (!add_block(model, trained_count(model), prefix, block, t, error))
            return false;
    }
    return true;
}

static void add_fit(const FeatureFit *fit, Tensors *t)
{
    if (!fit)
        return;
    NamedTensor *to = &t->tensors[t->count++];
    *to = (NamedTensor){.name = PREPARED, .rank = 2, .dim = {FIT_ROWS, fit->columns}, .count = FIT_ROWS * fit->columns};
    to->values = mem_alloc((size_t)to->count, sizeof *to->values);
    memcpy(to->values, fit->values, (size_t)to->count * sizeof *to->values);
}

static void add_metadata(const gatrt_model *model, const TrainState *s, Tensors *t)
{
    TrainState copy = *s;
    int64_t steps = s->optim ? *optim_steps(s->optim) : 0;
    Field fields[MOST_FIELDS];
    char text[256];
    const int count = state_fields(&copy, &steps, s->step > 0, fields);
    add_meta(t, "format", FORMAT);
    add_meta(t, "model", model->name);
    add_meta(t, "optimizer", name_of_optim(s));
    for (int i = 0; i < count; i++) {
        print_field(&fields[i], text);
        add_meta(t, fields[i].key, text);
    }
    if (*s->kept)
        add_meta(t, KEPT, s->kept);
    for (int i = 0; s->notes && i < s->notes->count; i++)
        if (*s->notes->note[i].now)
            add_meta(t, s->notes->note[i].key, s->notes->note[i].now);
}

bool checkpoint_save(const gatrt_model *model, const char *path, const TrainState *s, Error *error)
{
    const float *best = s->best ? s->best : s->params;
    if (first_not_finite(best, model->param_floats) >= 0 ||
        (s->optim && first_not_finite(s->params, model->param_floats) >= 0))
        return error_set(error, "%s: not written: the weights are not numbers", file_shown(path));
    const int blocks = s->optim ? 3 + optim_state_count(s->optim) : 1;
    Tensors *t = mem_alloc(1, sizeof *t);
    t->tensors = mem_alloc((size_t)model->param_count * (size_t)blocks + 1, sizeof *t->tensors);
    t->meta = mem_alloc(MOST_FIELDS + 4 + MOST_NOTES, sizeof *t->meta);
    add_metadata(model, s, t);
    add_fit(s->features, t);
    const bool fine = add_block(model, model->param_count, "", best, t, error) &&
                      (!s->optim || add_optim(model, s, t, error)) && tensors_write(path, t, error);
    tensors_free(t);
    return fine;
}

/* ------------------------------------------------------------------- resuming */

static bool check_meta(const char *path, const Tensors *t, const char *key, const char *expected, Error *error)
{
    const char *found = find_meta(t, key);
    if (found && strcmp(found, expected) == 0)
        return true;
    if (found && strcmp(key, "optimizer") == 0 && strcmp(found, "none") == 0)
        return error_set(error,
                         "%s: nothing to go on from: it has the best weights of a run that diverged, and no "
                         "optimizer; --weights begins anew from them",
                         path);
    return error_set(error, "%s: cannot go on from it: %s is %.60s, but should be %s", path, key,
                     found ? found : "missing", expected);
}

static bool check_optim_blocks(const gatrt_model *model, const char *path, const Tensors *t, Optim *optim, Error *error)
{
    for (int i = 0; i < optim_state_count(optim); i++) {
        const char *name;
        char prefix[64];
        optim_state(optim, i, &name);
        snprintf(prefix, sizeof prefix, EXTRA "%s.", name);
        if (!check_block(model, trained_count(model), path, t, prefix, error))
            return false;
    }
    return true;
}

/* Where the last parameters stand: a file saved without an optimiser has only the best ones. */
static const char *current_prefix(const gatrt_model *model, const Tensors *t, const TrainState *s)
{
    const bool kept = s->optim || (model->param_count && find_tensor(t, CURRENT, model->params[0].name));
    return kept ? CURRENT : "";
}

static bool has_average(const gatrt_model *model, const Tensors *t)
{
    return model->param_count && find_tensor(t, AVERAGE, model->params[0].name);
}

static bool check_all(const gatrt_model *model, const char *path, const Tensors *t, const TrainState *s, Error *error)
{
    return check_meta(path, t, "format", FORMAT, error) && check_meta(path, t, "model", model->name, error) &&
           check_block(model, model->param_count, path, t, "", error) && check_extras(model, path, t, NULL, error) &&
           (!s->optim || check_meta(path, t, "optimizer", name_of_optim(s), error)) &&
           check_block(model, model->param_count, path, t, current_prefix(model, t, s), error) &&
           (!has_average(model, t) || check_block(model, model->param_count, path, t, AVERAGE, error)) &&
           (!s->optim || check_optim_blocks(model, path, t, s->optim, error));
}

static bool read_fields(const char *path, const Tensors *t, TrainState *s, int64_t *steps, Error *error)
{
    Field fields[MOST_FIELDS];
    const int count = state_fields(s, steps, true, fields);
    for (int i = 0; i < count; i++) {
        const char *text = find_meta(t, fields[i].key);
        if (!text && fields[i].newer)
            continue;
        if (!text && fields[i].value == &s->kept_loss) { /* files of 0.1 have none */
            s->kept_loss = s->best_loss;
            continue;
        }
        if (!text || !parse_field(&fields[i], text))
            return error_set(error, "%s: metadata \"%s\" is %.60s, but should be a number", path, fields[i].key,
                             text ? text : "missing");
    }
    return true;
}

/* Files of before have none, which is no difference. */
static void read_notes(const Tensors *t, RunNotes *notes)
{
    for (int i = 0; notes && i < notes->count; i++) {
        const char *text = find_meta(t, notes->note[i].key);
        snprintf(notes->note[i].was, sizeof notes->note[i].was, "%.111s", text ? text : "");
    }
}

static void copy_all(const gatrt_model *model, const Tensors *t, TrainState *s)
{
    if (s->best)
        copy_block(model, model->param_count, t, "", s->best);
    if (s->params)
        copy_block(model, model->param_count, t, current_prefix(model, t, s), s->params);
    if (s->average && has_average(model, t))
        copy_block(model, model->param_count, t, AVERAGE, s->average);
    else
        s->averaged = 0; /* it begins with the next */
    for (int i = 0; s->optim && i < optim_state_count(s->optim); i++) {
        const char *name;
        char prefix[64];
        float *block = optim_state(s->optim, i, &name);
        snprintf(prefix, sizeof prefix, EXTRA "%s.", name);
        copy_block(model, trained_count(model), t, prefix, block);
    }
}

static Tensors *read_checkpoint(const char *path, Error *error)
{
    bool torch;
    if (!state_dict_file(path, &torch, error))
        return NULL;
    if (!torch)
        return tensors_read(path, error);
    error_set(error,
              "%s: of torch.save, and no checkpoint of ours to go on from; --weights begins anew from its weights",
              file_shown(path));
    return NULL;
}

bool checkpoint_load(const gatrt_model *model, const char *path, TrainState *s, Error *error)
{
    Tensors *t = read_checkpoint(path, error);
    if (!t)
        return false;
    TrainState loaded = *s;
    int64_t steps = 0;
    const bool fine =
        check_all(model, file_shown(path), t, s, error) && read_fields(file_shown(path), t, &loaded, &steps, error);
    if (fine) {
        *s = loaded;
        read_notes(t, s->notes);
        snprintf(s->kept, sizeof s->kept, "%s", find_meta(t, KEPT) ? find_meta(t, KEPT) : "");
        copy_all(model, t, s);
        if (s->optim)
            *optim_steps(s->optim) = steps;
    }
    tensors_free(t);
    return fine;
}

/* ------------------------------------------------------------------ features */

void checkpoint_fit_free(FeatureFit *fit)
{
    if (fit)
        mem_free(fit->values);
    mem_free(fit);
}

bool checkpoint_fit(const char *path, FeatureFit **fit, Error *error)
{
    bool torch;
    *fit = NULL;
    if (!state_dict_file(path, &torch, error))
        return false;
    Tensors *t = torch ? NULL : tensors_read(path, error);
    if (!t)
        return torch;
    const NamedTensor *found = find_tensor(t, "", PREPARED);
    const bool good =
        !found ||
        (found->rank == 2 && found->dim[0] == FIT_ROWS && found->dim[1] > 0 &&
         first_not_finite(found->values, found->count) < 0) ||
        error_set(error, "%s: tensor \"%s\" is not what a checkpoint has there", file_shown(path), PREPARED);
    if (good && found) {
        *fit = mem_alloc(1, sizeof **fit);
        **fit = (FeatureFit){found->dim[1], mem_alloc((size_t)found->count, sizeof *found->values)};
        memcpy((*fit)->values, found->values, (size_t)found->count * sizeof *found->values);
    }
    tensors_free(t);
    return good;
}
