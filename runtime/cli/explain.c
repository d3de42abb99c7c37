/* explain.c - the command explain: why does the model answer so? What around a row its answer hangs on.
 *
 * Rows are explained side by side, one a thread, and told in their order; what is told of one depends on nothing else.
 */
#include "runtime/cli/explain.h"
#include "runtime/cli/explain_told.h"
#include "runtime/formats/beginnings.h"
#include "runtime/formats/row_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_A_LANE = 4 };

/* A place for a row's explanation, from when it is made until it is taken. */
typedef struct Slot {
    Explanation is;
    bool worked;
    Error error;
} Slot;

typedef struct Explaining {
    Job *job;
    SceneStage stage;
    Why why;
    const ExplainMethod *method;
    int64_t *rows, count; /* that are asked about */
    int lanes, slot_count;
    Scene **scenes; /* [lanes] */
    Slot *slots;
    ExplainTold told;
    Error *error;
    bool failed;
} Explaining;

bool explain_kind(const char *of, UnitKind *kind, Error *error)
{
    static const char *const names[] = {"edges", "nodes", "features"};
    for (int i = 0; i < 3; i++)
        if (strcmp(of, names[i]) == 0) {
            *kind = (UnitKind)i;
            return true;
        }
    return error_set(error, "--of %.40s: expected edges, nodes or features", of);
}

bool explain_check(const Options *o, const gatrt_model *model, Error *error)
{
    UnitKind kind = OF_EDGES;
    const ExplainMethod *method = explain_method(o->method, error);
    if (!method || !explain_kind(o->of, &kind, error))
        return false;
    if (method->edges_only && kind != OF_EDGES)
        return error_set(error, "--method %s is of edges: it does not go with --of %s", method->name, o->of);
    if (method->nodes_only && kind != OF_NODES)
        return error_set(error, "--method %s is of nodes: it goes with --of nodes", method->name);
    if (method->inspects && !model->inspect.kernels)
        return error_set(error, "--method %s: model %s has no outputs on demand", method->name, model->name);
    if (method->grads && !grads_there(model, error))
        return false;
    if (method->grads && model->outputs[0].width > MOST_COLUMNS)
        return error_set(error, "--method %s: output 0 of model %s has more than %d columns", method->name, model->name,
                         MOST_COLUMNS);
    if (options_given(o, "samples") && strcmp(o->method, "shapley") != 0)
        return error_set(error, "--samples goes with --method shapley");
    return !o->out || name_ends(o->out, ".csv") || error_set(error, "--out %s: must end in .csv", file_shown(o->out));
}

/* ------------------------------------------------------------- which rows, of what */

static int part_named(const char *text)
{
    static const char *const names[] = {"train", "val", "test"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return -1;
}

/* All rows, or those of a part; a row of that name comes first. */
static bool take_part(Explaining *x, const char *text, Error *error)
{
    const gatrt_set *set = x->stage.set;
    const int part = part_named(text);
    if (part < 0 && strcmp(text, "all") != 0)
        return false;
    const uint8_t *mask = part < 0 ? NULL : split_mask(set, part);
    if (part >= 0 && !mask)
        return error_set(error, "--nodes %s: %s has no such part", text, file_shown(x->job->data->name));
    x->rows = mem_alloc((size_t)set->rows, sizeof *x->rows);
    for (int64_t v = 0; v < set->rows; v++)
        if (!mask || mask[v])
            x->rows[x->count++] = v;
    return true;
}

static bool find_rows(Explaining *x, Error *error)
{
    const char *list = x->job->options->nodes;
    RowNames *names = row_names_new(x->stage.set);
    const bool named = row_names_find(names, list, strlen(list)) != ROW_NONE;
    row_names_free(names);
    if ((!named && take_part(x, list, error)) || error->text[0])
        return !error->text[0];
    x->rows = row_names_list(x->job->data, x->stage.set, list, &x->count, error);
    return x->rows != NULL;
}

/* A class or label by number or name, a column of numbers. */
static bool find_column(Explaining *x, Error *error)
{
    const gatrt_set *set = x->stage.set;
    const char *text = x->job->options->class;
    Asked *a = &x->why.asked;
    char *end;
    *a = (Asked){.answer = answer_of(x->stage.model), .width = x->stage.model->outputs[0].width, .column = -1};
    for (int64_t c = 0; text && set->class_name && c < set->classes && c < a->width; c++)
        if (strcmp(set->class_name[c], text) == 0)
            a->column = c;
    if (!text || a->column >= 0)
        return true;
    const long long number = strtoll(text, &end, 10);
    if (end == text || *end || number < 0 || number >= a->width)
        return error_set(error, "--class %.40s: the model %s has %" PRId64 " of them, from 0%s", text,
                         x->stage.model->name, a->width, set->class_name ? ", or by name" : "");
    a->column = number;
    return true;
}

/* ------------------------------------------------------------------ side by side */

static bool always(void)
{
    return true;
}

static void make_one(void *arg, int lane, int at, int64_t number)
{
    Explaining *x = arg;
    Slot *slot = &x->slots[at];
    Pool *pool = x->lanes == 1 ? x->job->pool : NULL;
    slot->worked = explain_row(&x->why, x->method, x->scenes[lane], x->rows[number], pool, &slot->is, &slot->error);
}

static bool take_one(void *arg, int at, int64_t number)
{
    Explaining *x = arg;
    const Slot *slot = &x->slots[at];
    (void)number;
    x->failed |= !slot->worked;
    if (slot->worked)
        explain_tell(&x->told, &slot->is);
    else
        *x->error = slot->error;
    return slot->worked;
}

static bool make_scenes(Explaining *x, Error *error)
{
    const int threads = pool_threads(x->job->pool);
    x->lanes = x->count < threads ? (int)x->count : threads;
    x->slot_count = x->lanes == 1 ? 1 : x->lanes * SLOTS_A_LANE;
    x->slots = mem_alloc((size_t)x->slot_count, sizeof *x->slots);
    x->scenes = mem_alloc((size_t)x->lanes, sizeof(Scene *));
    for (int i = 0; i < x->lanes; i++)
        if (!(x->scenes[i] = scene_new(&x->stage, error)))
            return false;
    return true;
}

static bool run(Explaining *x, Error *error)
{
    const LaneWork work = {.lanes = x->lanes,
                           .slots = x->slot_count,
                           .count = x->count,
                           .more = always,
                           .make = make_one,
                           .take = take_one,
                           .arg = x};
    x->error = error;
    lanes_run(&work);
    return !x->failed;
}

/* ---------------------------------------------------------------------- command */

/* Answers of every row; those on demand too where the method reads them. */
static bool look_at_all(Explaining *x, float *params, Error *error)
{
    const int program = x->method->inspects ? VIEW_INSPECT : VIEW_INFER;
    SceneStage *stage = &x->stage;
    if (stage->model->outputs[0].space != stage->space || !stage->set->rows)
        return error_set(error, "explain is of answers for rows, but the first output of %s is of %s",
                         stage->model->name, stage->model->spaces[stage->model->outputs[0].space].name);
    if (!job_weights(x->job, params, error) || !(stage->all = view_new(x->job, NULL, 1u << program, error)))
        return false;
    view_infer(stage->all, program, params, x->job->pool, NULL);
    stage->place = prepared_places(stage->all->on, stage->space);
    const int64_t count = view_output_rows(stage->all, 0) * stage->model->outputs[0].width;
    return first_not_finite(stage->all->outputs[0], count) < 0 ||
           error_set(error, "%s: answers hold what is no number: there is nothing to explain; predict says where",
                     file_shown(x->job->data->name));
}

static bool settle(Explaining *x, Error *error)
{
    const Options *o = x->job->options;
    x->method = explain_method(o->method, error);
    x->stage.job = x->job;
    x->stage.model = x->job->model;
    x->stage.space = answer_space(x->job->model);
    x->stage.set = space_set(x->job->model, x->job->data, x->stage.space);
    if (!x->stage.set)
        return error_set(error, "%s: it has no %s, of which the model %s answers", file_shown(x->job->data->name),
                         x->job->model->spaces[x->stage.space].name, x->job->model->name);
    x->why = (Why){.stage = &x->stage, .samples = o->samples, .seed = (uint64_t)o->seed, .top = o->top};
    return explain_kind(o->of, &x->stage.of, error) && find_column(x, error) && find_rows(x, error);
}

static void release(Explaining *x)
{
    for (int i = 0; x->scenes && i < x->lanes; i++)
        scene_free(x->scenes[i]);
    for (int i = 0; i < x->slot_count; i++)
        explanation_free(&x->slots[i].is);
    mem_free(x->scenes);
    mem_free(x->slots);
    view_free(x->stage.all);
    mem_free(x->stage.place);
    mem_free(x->rows);
    explain_told_free(&x->told);
}

bool command_explain(Job *job, Error *error)
{
    Explaining x = {.job = job};
    float *params = job_params(job);
    x.stage.params = params;
    bool worked = settle(&x, error) && look_at_all(&x, params, error) && make_scenes(&x, error);
    if (worked) {
        job_tell_data(job);
        explain_told_begin(&x.told, &x.why, x.method, x.count);
        worked = run(&x, error) && explain_told_end(&x.told, error);
    }
    release(&x);
    mem_free(params);
    return worked;
}
