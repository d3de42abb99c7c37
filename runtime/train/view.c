/* view.c - the rows of one mask as programs see them.
 *
 * In: a data set and a mask. Out: a View, the graph prepared for those rows, an
 * Exec for each program asked for, and room for their outputs; all of it made
 * before the first step, none of it moved afterwards.
 */
#include "runtime/runtime.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const gatrt_program *program_of(const gatrt_model *model, int program)
{
    const gatrt_program *const programs[VIEW_PROGRAMS] = {&model->train, &model->infer, &model->score, &model->inspect};
    return programs[program]->kernels ? programs[program] : NULL;
}

/* The most demand levels any of the programs asks for; 0 where one of them needs every row of
 * the graph. None asked for means any of the model's. */
static int levels_of(const gatrt_model *model, unsigned programs)
{
    int levels = 1;
    for (int i = 0; i < VIEW_PROGRAMS; i++) {
        const gatrt_program *program = program_of(model, i);
        if (!program || (programs && !(programs >> i & 1)))
            continue;
        if (program->levels == 0)
            return 0;
        levels = program->levels > levels ? program->levels : levels;
    }
    return levels;
}

double view_mean(const View *view, int output, int64_t row)
{
    const int64_t width = view->model->outputs[output].width;
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++)
        sum += (double)view->outputs[output][row * width + j];
    return sum / (double)width;
}

int64_t view_output_rows(const View *view, int output)
{
    const int space = view->model->outputs[output].space;
    return space == GATRT_PARAM ? 1 : view->on->spaces[space].count;
}

/* Metrics are of the rows that the loss is over: an output 0 of others has no row for each. */
static bool has_metric(const View *view)
{
    return view->model->output_count > 0 && view->model->outputs[0].space == view->on->space;
}

/* Rows that the metric looks at, where they do not come first. */
static void make_picked_ids(View *view)
{
    const Prepared *on = view->on;
    if (!on->wanted_row || !has_metric(view))
        return;
    view->picked_id = mem_alloc((size_t)on->wanted, sizeof *view->picked_id);
    for (int64_t r = 0; r < on->wanted; r++)
        view->picked_id[r] = on->row_id[on->space][on->wanted_row[r]];
}

static Exec *any_exec(const View *view)
{
    for (int i = 0; view && i < VIEW_PROGRAMS; i++)
        if (view->exec[i])
            return view->exec[i];
    return NULL;
}

/* All programs of a view share a workspace, and that is the first view's. */
static bool make_execs(View *view, unsigned programs, const View *first, Error *error)
{
    for (int i = 0; i < VIEW_PROGRAMS; i++) {
        const gatrt_program *program = program_of(view->model, i);
        if (!program || !(programs >> i & 1))
            continue;
        const Exec *other = any_exec(first) ? any_exec(first) : any_exec(view);
        view->exec[i] =
            exec_new_beside(program, view->on, view->model, other, i == VIEW_INFER ? view->threads : 0, error);
        if (!view->exec[i])
            return false;
        gatrt_run *run = exec_run(view->exec[i]);
        run->outputs = view->outputs;
        run->loss = view->loss;
    }
    return true;
}

/* ------------------------------------------------------------------ outputs
 *
 * They lie in the workspace, behind what the programs that write or read them need; training, which needs the most, is
 * not one of these, so that outputs take no memory of their own beside it. */

enum { LINE = 64 }; /* bytes of a cache line: where an array may begin */

/* `count` rows behind `at`, from a whole line on; the end, or SIZE_MAX where there is no such size. */
static size_t behind(size_t at, int64_t count, int64_t width, size_t *start)
{
    size_t bytes;
    *start = at > SIZE_MAX - LINE ? SIZE_MAX : (at + LINE - 1) / LINE * LINE;
    if (!size_mul((size_t)count, (size_t)width * sizeof(float), &bytes) || bytes > SIZE_MAX - *start)
        return SIZE_MAX;
    return *start + bytes;
}

/* Views that share a whole graph share the place of outputs, and others may go over more of its rows. */
static size_t most_for_outputs(const View *view)
{
    gatrt_graph g = view->on->graph;
    g.levels = view->on->whole ? 0 : g.levels;
    size_t most = LINE; /* so that no output begins at 0 */
    for (int i = VIEW_INFER; i < VIEW_PROGRAMS; i++) {
        const gatrt_program *program = program_of(view->model, i);
        const bool in_bands = program && program->bands && view->exec[i] && i == VIEW_INFER && view->threads;
        const size_t size = in_bands ? exec_workspace(view->exec[i]) : program ? program->workspace(&g) : 0;
        most = size > most ? size : most;
    }
    return most;
}

static void lay_out_outputs(View *view, unsigned programs)
{
    const gatrt_model *model = view->model;
    bool written = view->exec[VIEW_INFER] || view->exec[VIEW_INSPECT];
    view->outputs_end = most_for_outputs(view);
    for (int i = 0; written && i < model->output_count; i++)
        if (!model->outputs[i].on_demand || programs >> VIEW_INSPECT & 1)
            view->outputs_end =
                behind(view->outputs_end, view_output_rows(view, i), model->outputs[i].width, &view->outputs_at[i]);
}

/* Outputs on demand that the first view has not are a reason for outputs of one's own. */
static void make_outputs(View *view, unsigned programs, const View *first)
{
    const bool more = programs >> VIEW_INSPECT & 1 && first && !first->exec[VIEW_INSPECT];
    view->outputs_shared = first && view->on->base && !more;
    const size_t count = (size_t)view->model->output_count;
    view->outputs = view->outputs_shared ? first->outputs : mem_alloc(count, sizeof view->outputs[0]);
    view->outputs_at = view->outputs_shared ? first->outputs_at : mem_alloc(count, sizeof view->outputs_at[0]);
}

/* After the programs have their workspace, which grows. */
static void ask_for_outputs(View *view, unsigned programs, const View *first)
{
    Exec *any = any_exec(view);
    if (first && view->outputs_shared)
        view->outputs_end = first->outputs_end;
    else
        lay_out_outputs(view, programs);
    make_picked_ids(view);
    size_t end = view->outputs_end;
    if (view->picked_id)
        end = behind(end, view->on->wanted, view->model->outputs[0].width, &view->picked_at);
    if (any)
        exec_ask(any, end);
    view->asked = any ? end : 0;
}

/* Where the workspace is now. */
static void point_outputs(View *view)
{
    const Exec *any = any_exec(view);
    for (int i = 0; i < view->model->output_count; i++)
        view->outputs[i] = view->outputs_at[i] ? (float *)(void *)(exec_bytes(any) + view->outputs_at[i]) : NULL;
    view->picked = view->picked_id ? (float *)(void *)(exec_bytes(any) + view->picked_at) : NULL;
}

static View *finish_view(View *view, unsigned programs, const View *first, Error *error)
{
    if (view->on) {
        make_outputs(view, programs, first);
        if (make_execs(view, programs, first, error)) {
            ask_for_outputs(view, programs, first);
            return view;
        }
    }
    view_free(view);
    return NULL;
}

/* All rows at once are told by all messages that any part has. */
static int part_of(const gatrt_set *of, const uint8_t *mask)
{
    int part = 0;
    while (part < 2 && !(mask && of->mask[part] == mask))
        part++;
    return part;
}

/* Do messages of one part go along edges that they do not in the other? */
static bool parts_differ(const gatrt_data *data, int one, int other)
{
    for (int i = 0; i < data->relation_count; i++) {
        const gatrt_relation *r = &data->relations[i];
        for (int64_t e = 0; r->since && e < r->edges; e++)
            if ((r->since[e] <= one) != (r->since[e] <= other))
                return true;
    }
    return false;
}

static Wanted wanted_of(const Job *job, const uint8_t *mask, unsigned programs)
{
    const gatrt_model *model = job->model;
    return (Wanted){.mask = mask,
                    .levels = levels_of(model, programs),
                    .prune = !job->options->no_prune,
                    .given = order_is_given(job->options->order),
                    .sequence = job->sequence,
                    .row_weight = job->row_weight,
                    .part = part_of(job_set(job), mask),
                    .self_loops = model->recipe.self_loops,
                    .symmetric = model->recipe.symmetric > 0};
}

/* Metrics that are not of numbers count labels as classes, whatever the loss makes of them. */
static bool metric_fits(const Job *job, Error *error)
{
    const char *metric = job->model->recipe.metric;
    return !metric || metric_of_numbers(metric) || data_check_classes(job->data, job_set(job), error);
}

static Prepared *prepare(const Job *job, const Wanted *wanted, Error *error)
{
    return metric_fits(job, error) && graphs_apart(job->model, job->data, error)
               ? graph_prepare(job->model, job->data, wanted, error)
               : NULL;
}

/* Where nothing is measured kernel by kernel, and training does not need the room anyway. */
static bool goes_by_bands(const Options *o)
{
    const unsigned command = o->command ? o->command->bit : 0; /* who links the runtime has none */
    return o->batch || (command & (FOR_EVAL | FOR_PREDICT));
}

static View *view_on(const Job *job, Prepared *on, unsigned programs, const View *first, Error *error)
{
    View *view = mem_alloc(1, sizeof *view);
    view->model = job->model;
    view->on = on;
    view->threads = goes_by_bands(job->options) ? pool_threads(job->pool) : 0;
    return finish_view(view, programs, first, error);
}

View *view_new(const Job *job, const uint8_t *mask, unsigned programs, Error *error)
{
    const Wanted wanted = wanted_of(job, mask, programs);
    return view_on(job, prepare(job, &wanted, error), programs, NULL, error);
}

/* Training writes nothing in the order of the data set's edges; gone before the workspace is there. */
static Prepared *without_edge_ids(const Job *job, Prepared *on)
{
    if (on)
        prepared_drop_edge_ids(on, job->model);
    return on;
}

View *view_first(const Job *job, const uint8_t *mask, unsigned programs, Error *error)
{
    Wanted wanted = wanted_of(job, mask, programs);
    wanted.most = true;
    wanted.take = parts_differ(job->data, 0, 2) ? NULL : job->data; /* where another part has another graph */
    return view_on(job, without_edge_ids(job, prepare(job, &wanted, error)), programs, NULL, error);
}

/* Self loops that carry the mean of other edges are told from those that the data set has. */
static bool asks_for_edge_ids(const gatrt_model *model)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].space == GATRT_EDGE && !model->inputs[i].loop_given)
            return model->recipe.self_loops != GATRT_LOOPS_KEPT;
    return false;
}

View *view_whole(const Job *job, const uint8_t *mask, unsigned programs, Error *error)
{
    Wanted wanted = wanted_of(job, mask, programs | 1u << VIEW_TRAIN);
    wanted.whole = true;
    wanted.take = parts_differ(job->data, 0, 2) ? NULL : job->data;
    Prepared *on = prepare(job, &wanted, error);
    return view_on(job, asks_for_edge_ids(job->model) ? on : without_edge_ids(job, on), programs, NULL, error);
}

View *view_beside(const Job *job, const uint8_t *mask, unsigned programs, const View *first, Error *error)
{
    const Wanted wanted = wanted_of(job, mask, programs);
    const bool shares = first->on->whole && !parts_differ(job->data, first->on->part, wanted.part);
    Prepared *on = shares ? graph_share(job->model, job->data, mask, first->on, error)
                          : without_edge_ids(job, prepare(job, &wanted, error));
    return view_on(job, on, programs, first, error);
}

static unsigned programs_of(const View *view)
{
    unsigned programs = 0;
    for (int i = 0; i < VIEW_PROGRAMS; i++)
        programs |= view->exec[i] ? 1u << i : 0;
    return programs;
}

View *view_twin(const View *of, const View *first, Error *error)
{
    View *view = mem_alloc(1, sizeof *view);
    view->model = of->model;
    view->on = of->on;
    view->threads = of->threads;
    view->twin = true;
    return finish_view(view, programs_of(of), first, error);
}

void view_free(View *view)
{
    if (!view)
        return;
    for (int i = 0; i < VIEW_PROGRAMS; i++)
        exec_free(view->exec[i]);
    if (!view->outputs_shared) {
        mem_free(view->outputs);
        mem_free(view->outputs_at);
    }
    mem_free(view->picked_id);
    if (!view->twin)
        prepared_free(view->on);
    mem_free(view);
}

void view_infer(View *view, int program, const float *params, Pool *pool, double *kernel_seconds)
{
    point_outputs(view);
    exec_run(view->exec[program])->params = params;
    exec_step(view->exec[program], pool, kernel_seconds);
}

double view_loss(View *view, const float *params, Pool *pool)
{
    if (!view->exec[VIEW_SCORE])
        return INFINITY;
    view_infer(view, VIEW_SCORE, params, pool, NULL);
    return (double)view->loss[0];
}

double view_metric(const View *view, const gatrt_set *of)
{
    return view_metric_of(view, of, view->model->recipe.metric);
}

/* Where the loss is over pairs, the row at the source of each that is measured. mem_free */
static int32_t *sources_of(const View *view)
{
    const Prepared *on = view->on;
    if (!is_link(view->model, on->space))
        return NULL;
    const int32_t *at = on->ends[space_ends(view->model, on->space).out].at;
    int32_t *source = mem_alloc((size_t)on->wanted, sizeof *source);
    for (int64_t r = 0; r < on->wanted; r++)
        source[r] = at[view->picked ? on->wanted_row[r] : r];
    return source;
}

double view_metric_of(const View *view, const gatrt_set *of, const char *name)
{
    const gatrt_model *model = view->model;
    const Prepared *on = view->on;
    const int64_t width = model->outputs[0].width;
    const float *out = view->outputs[0];
    if (!has_metric(view) || !out)
        return NAN;
    for (int64_t r = 0; view->picked && r < on->wanted; r++)
        memcpy(view->picked + r * width, out + on->wanted_row[r] * width, (size_t)width * sizeof *out);
    int32_t *source = sources_of(view);
    const double value = metric_of_pairs(name, view->picked ? view->picked : out, width, of,
                                         view->picked ? view->picked_id : on->row_id[on->space], on->wanted, source);
    mem_free(source);
    return value;
}

Hits *view_hits(const View *view, const gatrt_set *of, int64_t *classes)
{
    return metric_hits(view->picked ? view->picked : view->outputs[0], view->model->outputs[0].width, of,
                       view->picked ? view->picked_id : view->on->row_id[view->on->space], view->on->wanted, classes);
}

int64_t *view_confusion(const View *view, const gatrt_set *of, int64_t *classes)
{
    if (!has_metric(view) || metric_of_numbers(view->model->recipe.metric))
        return NULL;
    return metric_confusion(view->picked ? view->picked : view->outputs[0], view->model->outputs[0].width, of,
                            view->picked ? view->picked_id : view->on->row_id[view->on->space], view->on->wanted,
                            classes);
}

int view_most(const View *view)
{
    return view->exec[VIEW_INSPECT] ? VIEW_INSPECT : VIEW_INFER;
}

bool view_check(const View *view, const char *data, Error *error)
{
    const gatrt_output *output = &view->model->outputs[0];
    const float *out = view->picked ? view->picked : view->outputs[0];
    const int64_t *row_id = view->picked ? view->picked_id : view->on->row_id[view->on->space];
    const int64_t at = has_metric(view) ? first_not_finite(out, view->on->wanted * output->width) : -1;
    if (at < 0)
        return true;
    return error_set(error, "%s: \"%s\" of %s %" PRId64 " is %s: figures of such outputs mean nothing",
                     file_shown(data), output->name, view->model->spaces[output->space].name,
                     row_id[at / output->width], isnan(out[at]) ? "nan" : "an infinite number");
}

Score view_score_again(View *view, const float *params, const Job *job)
{
    point_outputs(view); /* another view's programs may have filled them, and a model may have no program of a loss */
    return (Score){view_loss(view, params, job->pool), view_metric(view, job_set(job))};
}

Score view_score(View *view, const float *params, const Job *job)
{
    view_infer(view, VIEW_INFER, params, job->pool, NULL);
    return view_score_again(view, params, job);
}

size_t view_workspace(const View *view)
{
    size_t bytes = view ? view->asked : 0;
    for (int i = 0; view && i < VIEW_PROGRAMS; i++) {
        if (view->exec[i] && exec_workspace(view->exec[i]) > bytes)
            bytes = exec_workspace(view->exec[i]);
    }
    return bytes;
}

static size_t graph_bytes(const Prepared *on, const gatrt_model *model)
{
    size_t bytes = 0;
    for (int i = 0; i < on->end_count; i++) {
        const gatrt_walk *walk = &on->ends[i];
        const size_t rows = (size_t)on->spaces[model->ends[i].of].count;
        bytes += walk->start ? (size_t)on->spaces[model->ends[i].to].count * sizeof *walk->start : 0;
        bytes += rows * ((walk->far ? sizeof *walk->far : 0) + (walk->row ? sizeof *walk->row : 0) +
                         (walk->at ? sizeof *walk->at : 0));
    }
    for (int s = 0; s < on->space_count; s++)
        bytes += on->row_id[s] && model->spaces[s].kind == GATRT_ROWS
                     ? (size_t)on->spaces[s].count * sizeof **on->row_id
                     : 0;
    return bytes;
}

static size_t input_bytes(const gatrt_input *in, const gatrt_tensor *values, const Prepared *on)
{
    const size_t rows = in->space == GATRT_PARAM ? 1 : (size_t)on->spaces[in->space].count;
    if (!values->row_start)
        return rows * (size_t)in->width * sizeof(float);
    const size_t entries = (size_t)values->row_start[rows];
    return 2 * entries * (sizeof(int32_t) + sizeof(float)) + (rows + (size_t)in->width) * sizeof(int64_t);
}

size_t view_bytes(const View *view)
{
    const Prepared *on = view->on;
    const gatrt_model *model = view->model;
    if (on->base)
        return (size_t)on->spaces[on->space].count * sizeof(float) +
               (size_t)on->wanted * (sizeof *on->wanted_row + sizeof *view->picked_id);
    size_t bytes = graph_bytes(on, model);
    for (int i = 0; i < on->input_count; i++)
        bytes += input_bytes(&model->inputs[i], &on->inputs[i], on);
    return bytes;
}
