/* balance.c - classes of which there are many rows and few, by what rows weigh in the loss and which of them train:
 *
 *   --class-weight balanced    rows weigh n / (C n_c), as scikit-learn has it; n, n_c: training rows, those of their class
 *   --class-weight 1,2.5,...   or what the list says of their class
 *   --oversample               training rows of a class count as often as makes it as large as the largest: all as often, and
 *                              some, drawn by --seed, once more. A row that is there twice is one that weighs twice
 *   --smote                    more of them are made, smote.c
 *   --undersample              of each class as many training rows are left, drawn by --seed, as the smallest has
 *
 * The loss is the mean over the rows, of which each has its weight's share. Metrics count all rows alike.
 */
#include "runtime/train/smote.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DRAW_OVER = 1, DRAW_UNDER };

typedef struct Classes {
    gatrt_set *set;
    int64_t count, least, most; /* of training rows, of classes that have any */
    int64_t *rows;              /* [count] training rows of each */
} Classes;

bool balance_check(const char *weights, Error *error)
{
    if (!strcmp(weights, "balanced"))
        return true;
    for (const char *at = weights;; at++) {
        char *end;
        const double weight = strtod(at, &end);
        if (end == at || (*end && *end != ',') || !(weight > 0.0 && weight <= 1e9))
            return error_set(
                error, "--class-weight %.60s: expected balanced, or a number above 0 for each class, 1,2.5", weights);
        if (!*end)
            return true;
        at = end;
    }
}

static bool is_of(const Classes *c, int64_t v)
{
    return c->set->label[v] >= 0 && c->set->label[v] < c->count;
}

static bool trains(const Classes *c, int64_t v)
{
    return c->set->mask[0] && c->set->mask[0][v] && is_of(c, v);
}

static void count_rows(Classes *c)
{
    c->rows = mem_alloc((size_t)c->count, sizeof *c->rows);
    for (int64_t v = 0; v < c->set->rows; v++)
        if (trains(c, v))
            c->rows[c->set->label[v]]++;
    c->least = INT64_MAX;
    for (int64_t k = 0; k < c->count; k++) {
        c->most = c->rows[k] > c->most ? c->rows[k] : c->most;
        c->least = c->rows[k] > 0 && c->rows[k] < c->least ? c->rows[k] : c->least;
    }
}

/* ------------------------------------------------------------------ weights of classes */

static void balance(const Classes *c, double *weight)
{
    double all = 0.0;
    for (int64_t k = 0; k < c->count; k++)
        all += (double)c->rows[k];
    for (int64_t k = 0; k < c->count; k++)
        weight[k] = c->rows[k] > 0 ? all / ((double)c->count * (double)c->rows[k]) : 1.0;
}

/* balance_check has looked at the text. */
static bool read_weights(const Classes *c, const char *text, double *weight, Error *error)
{
    int64_t count = 0;
    bool more = true;
    for (const char *at = text; more; count++) {
        char *end;
        const double number = strtod(at, &end);
        if (count < c->count)
            weight[count] = number;
        more = *end != 0;
        at = end + 1;
    }
    return count == c->count ||
           error_set(error, "--class-weight %.60s: %" PRId64 " numbers, but there are %" PRId64 " classes", text, count,
                     c->count);
}

static bool weigh_classes(Job *job, const Classes *c, Error *error)
{
    double *weight = mem_alloc((size_t)c->count, sizeof *weight);
    const char *text = job->options->class_weight;
    const bool listed = strcmp(text, "balanced") != 0, good = !listed || read_weights(c, text, weight, error);
    if (!listed)
        balance(c, weight);
    for (int64_t v = 0; good && v < c->set->rows; v++)
        job->row_weight[v] = is_of(c, v) ? (float)weight[c->set->label[v]] : 1.0f;
    mem_free(weight);
    return good;
}

/* ------------------------------------------------------------------ rows that are drawn */

/* The training rows class by class, each class in an order that `draw` and the seed make. */
static DrawnRow *shuffled(const Job *job, const Classes *c, int draw)
{
    DrawnRow *rows = mem_alloc((size_t)c->set->rows, sizeof *rows);
    int64_t count = 0;
    const uint64_t seed = gatrt_mix(gatrt_draw((uint64_t)job->options->seed, (uint64_t)draw));
    for (int64_t v = 0; v < c->set->rows; v++)
        if (trains(c, v))
            rows[count++] = (DrawnRow){gatrt_mix(seed ^ (uint64_t)v), (int32_t)v, c->set->label[v]};
    qsort(rows, (size_t)count, sizeof *rows, drawn_by_class);
    return rows;
}

static void oversample(Job *job, const Classes *c)
{
    DrawnRow *rows = shuffled(job, c, DRAW_OVER), *of = rows;
    for (int64_t v = 0; v < c->set->rows; v++)
        job->row_weight[v] = 1.0f;
    for (int64_t k = 0; k < c->count; of += c->rows[k++])
        for (int64_t i = 0; i < c->rows[k]; i++) {
            const int64_t times = c->most / c->rows[k] + (i < c->most % c->rows[k]);
            job->row_weight[of[i].row] = (float)times;
        }
    mem_free(rows);
}

static void undersample(Job *job, const Classes *c)
{
    DrawnRow *rows = shuffled(job, c, DRAW_UNDER), *of = rows;
    for (int64_t k = 0; k < c->count; of += c->rows[k++])
        for (int64_t i = c->least; i < c->rows[k]; i++)
            c->set->mask[0][of[i].row] = 0;
    mem_free(rows);
}

static bool make_rows(Job *job, const Classes *c, Error *error)
{
    DrawnRow *rows = shuffled(job, c, DRAW_OVER);
    const SmoteClasses classes = {.count = c->count, .most = c->most, .rows = c->rows, .drawn = rows};
    const bool good = smote_make(job->data, c->set, &classes, (uint64_t)job->options->seed, error);
    mem_free(rows);
    return good;
}

/* ------------------------------------------------------------------ which it is */

const char *balance_option(const Options *o)
{
    return o->class_weight  ? "--class-weight"
           : o->oversample  ? "--oversample"
           : o->undersample ? "--undersample"
           : o->smote       ? "--smote"
                            : NULL;
}

static bool can_balance(const Job *job, const gatrt_set *set, Error *error)
{
    const Options *o = job->options;
    if (!set->label || !split_has_classes(set, job->model))
        return error_set(error, "%s: %s is for classes, one for each %s", file_shown(job->data->name),
                         balance_option(o), set_word(set));
    if (o->smote && !smote_fits(job, set, error))
        return false;
    for (int i = 0; i < job->model->input_count && !o->undersample && !o->smote; i++)
        if (job->model->inputs[i].role == GATRT_CLASS_WEIGHT || job->model->inputs[i].role == GATRT_POS_WEIGHT)
            return error_set(error, "%s: the loss of model %s weighs classes itself; leave one of the two out",
                             balance_option(o), job->model->name);
    return true;
}

bool balance_classes_of(Job *job, Error *error)
{
    const Options *o = job->options;
    const gatrt_set *of = job_set(job);
    if (!balance_option(o))
        return true;
    if (!can_balance(job, of, error))
        return false;
    Classes c = {.set = &job->data->sets[of - job->data->sets], .count = of->classes};
    bool good = true;
    count_rows(&c);
    if (o->class_weight || o->oversample)
        job->row_weight = mem_alloc((size_t)of->rows, sizeof *job->row_weight);
    if (o->class_weight)
        good = weigh_classes(job, &c, error);
    else if (o->smote)
        good = make_rows(job, &c, error);
    else
        (o->oversample ? oversample : undersample)(job, &c);
    if (good)
        origin_add(job->data, ORIGIN_USED, balance_option(o), "classes have %" PRId64 " to %" PRId64 " training rows",
                   c.most > 0 ? c.least : 0, c.most);
    mem_free(c.rows);
    return good;
}
