/* scene.c - stands around one row: the cone of all rows and edges that its answer depends on, and its answer without some of them.
 *
 * The cone is a sample that takes every edge (sample/sampler.c), as deep as inference goes, so the answer has the bits that
 * it has among all rows. Where a program looks at every row, the cone is the whole graph.
 *
 * Without an edge lists are shorter, and nothing else is different: what a data set without it would give. Kernels
 * that come before the first which reads a list are not run again: the workspace that they left is put back. That is done
 * where all kernels go over rows, for then no array has another place when there are fewer edges.
 */
#include "runtime/explain/scene_parts.h"

#include "runtime/train/answer.h"

#include <math.h>
#include <string.h>

static bool goes_over_rows(const gatrt_model *model, const gatrt_kernel *kernel)
{
    return kernel->over == GATRT_OVER_ROWS && model->spaces[kernel->space].kind == GATRT_ROWS;
}

/* The first kernel that meets edges, by what the compiler counted; -1: another order of them would not do. */
static int first_of_lists(const gatrt_model *model)
{
    const gatrt_program *program = &model->infer;
    int first = program->kernel_count;
    for (int k = 0; k < program->kernel_count; k++)
        if (!goes_over_rows(model, &program->kernels[k]))
            return -1;
    for (int i = 0; i < program->cost_count; i++)
        if (program->costs[i].per == GATRT_PER_EDGE && program->costs[i].kernel < first)
            first = program->costs[i].kernel;
    return program->costs ? first : -1;
}

/* Every edge, in every hop that inference goes. */
static Fanouts all_edges(const gatrt_model *model)
{
    const bool graphs = samples_graphs(model); /* each with all that is in it */
    Fanouts f = {.levels = graphs ? 0 : model->infer.levels, .graphs = graphs};
    f.hops = graphs ? 1 : f.levels - 1;
    f.most = mem_alloc((size_t)model->space_count, sizeof *f.most);
    for (int s = 0; s < model->space_count; s++)
        for (int h = 0; h < f.hops; h++)
            f.most[s][h] = FANOUT_ALL;
    return f;
}

static bool is_cut(const gatrt_model *model)
{
    return samples_graphs(model) || (!joins_rows(model) && model->infer.levels > 0 && model->infer.levels <= MOST_HOPS);
}

/* Rows of relations that have kernels of their own say at which rows they are: their lists cannot just be shorter. */
static bool has_rows_of_edges(const SceneStage *stage)
{
    for (int i = 0; i < stage->model->end_count; i++)
        if (stage->model->spaces[stage->model->ends[i].of].kind == GATRT_EDGES && stage->all->on->ends[i].at)
            return true;
    return false;
}

static bool check(const SceneStage *stage, Error *error)
{
    const gatrt_model *model = stage->model;
    if (is_link(model, stage->space) || has_rows_of_edges(stage))
        return error_set(error, "explain is of models of nodes and of whole graphs, but %s is of %s", model->name,
                         model->spaces[stage->space].name);
    if (stage->of == OF_NODES && !(is_cut(model) && stage->space != GATRT_GRAPH))
        return error_set(error,
                         "--of nodes: the model %s looks at every row of a graph, where a node that is left out would "
                         "still be counted; --of edges is exact",
                         model->name);
    return stage->of != OF_FEATURES || stage->set->features > 0 ||
           error_set(error, "--of features: %s has none of a %s", file_shown(stage->job->data->name),
                     set_word(stage->set));
}

Scene *scene_new(const SceneStage *stage, Error *error)
{
    const gatrt_model *model = stage->model;
    if (!check(stage, error))
        return NULL;
    Scene *s = mem_alloc(1, sizeof *s);
    *s = (Scene){.stage = stage, .again = first_of_lists(model)};
    s->edges = mem_alloc((size_t)model->space_count, sizeof *s->edges);
    s->inputs = mem_alloc((size_t)model->input_count, sizeof *s->inputs);
    s->outputs = mem_alloc((size_t)model->output_count, sizeof *s->outputs);
    s->whole = mem_alloc((size_t)model->outputs[0].width, sizeof *s->whole);
    s->gone_column = mem_alloc((size_t)stage->set->features, 1);
    if (is_cut(model)) {
        s->fanouts = all_edges(model);
        s->sampler = sampler_new(model, stage->job->data, stage->all->on, &s->fanouts, 1);
    }
    s->part = prepared_new(model);
    s->part->inputs = mem_alloc((size_t)model->input_count, sizeof *s->part->inputs);
    s->part->input_count = model->input_count;
    for (int k = 0; k < model->space_count; k++)
        if (model->spaces[k].kind == GATRT_EDGES) {
            s->edges[k].ends = space_ends(model, k);
            s->edges[k].loops = sampled_loops(model, k);
            s->edges[k].pairs = k == GATRT_EDGE && model->recipe.symmetric > 0;
        }
    return s;
}

static void free_edges(SceneEdges *e)
{
    void *const owned[] = {e->unit,      e->id,   e->entry,  e->kept_id, e->in_start,
                           e->out_start, e->next, e->in_src, e->out_dst, e->out_edge};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

void scene_free(Scene *s)
{
    if (!s)
        return;
    for (int k = 0; k < s->stage->model->space_count; k++)
        free_edges(&s->edges[k]);
    for (int i = 0; i < s->stage->model->input_count; i++) {
        mem_free(s->inputs[i].dense);
        mem_free(s->inputs[i].val);
        mem_free(s->inputs[i].col);
    }
    exec_free(s->exec);
    sampler_free(s->sampler);
    fanouts_free(&s->fanouts);
    mem_free(s->part->inputs);
    mem_free(s->part->spaces);
    mem_free(s->part->ends);
    mem_free(s->part->row_id);
    mem_free(s->part);
    void *const owned[] = {s->edges, s->inputs, s->units, s->saved, s->answers, s->whole, s->gone_column, s->outputs};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    mem_free(s);
}

int64_t scene_row_id(const Scene *s, int space, int64_t place)
{
    const Prepared *all = s->stage->all->on;
    return all->row_id[space][s->sampler ? s->sampler->rows[space].row[place] : place];
}

void scene_add(Scene *s, Unit unit)
{
    s->units = sample_room(s->units, &s->unit_room, s->unit_count, s->unit_count + 1, sizeof *s->units);
    s->units[s->unit_count++] = unit;
}

int64_t scene_units(const Scene *s)
{
    return s->unit_count;
}

Unit scene_unit(const Scene *s, int64_t unit)
{
    return s->units[unit];
}

int64_t scene_rows(const Scene *s)
{
    int64_t rows = 0;
    for (int k = 0; k < s->stage->model->space_count; k++)
        rows += s->stage->model->spaces[k].kind == GATRT_ROWS && k != GATRT_GRAPH ? s->full->spaces[k].count : 0;
    return rows;
}

const float *scene_whole(const Scene *s)
{
    return s->whole;
}

int scene_edges(const Scene *s, int64_t unit, int64_t *edge, int room)
{
    const int relation = s->units[unit].space;
    const SceneEdges *e = &s->edges[relation];
    int count = 0;
    for (int64_t i = 0; s->stage->of == OF_EDGES && i < e->entries; i++)
        if (e->unit[i][0] == unit && count < room)
            edge[count++] = s->sampler ? s->sampler->edges[relation].entry[i] : i;
    return count;
}

/* --------------------------------------------------------------------- answers */

static const float *answer(const Scene *s)
{
    return s->answers + s->place * s->stage->model->outputs[0].width;
}

static bool bind(Scene *s, Error *error)
{
    const gatrt_model *model = s->stage->model;
    if (s->exec ? !exec_follow(s->exec, error) : !(s->exec = exec_new(&model->infer, s->part, model, error)))
        return false;
    gatrt_run *run = exec_run(s->exec);
    const int64_t rows = s->part->spaces[s->stage->space].count;
    s->answers = sample_room(s->answers, &s->answers_room, 0, rows * model->outputs[0].width, sizeof *s->answers);
    s->outputs[0] = s->answers;
    run->outputs = s->outputs;
    run->params = s->stage->params;
    return true;
}

/* With nothing left out; the workspace is kept as it is before the first list is read. */
static void run_whole(Scene *s)
{
    const int kernels = s->stage->model->infer.kernel_count, first = s->again > 0 ? s->again : 0;
    exec_kernels(s->exec, 0, first);
    if (first > 0) {
        const int64_t size = (int64_t)exec_workspace(s->exec);
        s->saved = sample_room(s->saved, &s->saved_room, 0, size, 1);
        memcpy(s->saved, exec_bytes(s->exec), (size_t)size);
    }
    exec_kernels(s->exec, first, kernels);
    memcpy(s->whole, answer(s), (size_t)s->stage->model->outputs[0].width * sizeof *s->whole);
}

static void run_again(Scene *s)
{
    const int kernels = s->stage->model->infer.kernel_count;
    const int first = s->again > 0 && s->stage->of != OF_FEATURES ? s->again : 0;
    if (first > 0)
        memcpy(exec_bytes(s->exec), s->saved, exec_workspace(s->exec));
    exec_kernels(s->exec, first, kernels);
}

/* A scene that answers otherwise than the whole graph is none: nothing that it says would be true. */
static bool answers_alike(const Scene *s, Error *error)
{
    const int64_t width = s->stage->model->outputs[0].width;
    const float *all = s->stage->all->outputs[0] + s->stage->place[s->row] * width;
    for (int64_t i = 0; i < width; i++)
        if (!(fabsf(s->whole[i] - all[i]) <= 1e-3f * (1.0f + fabsf(all[i]))))
            return error_set(error,
                             "%s %s: what is around it answers %g where the whole graph answers %g: a fault of this "
                             "program; please report it",
                             set_word(s->stage->set), row_text(s->stage->set, s->row).text, (double)s->whole[i],
                             (double)all[i]);
    return true;
}

static void point_to_full(Scene *s)
{
    const gatrt_model *model = s->stage->model;
    Prepared *p = s->part;
    memcpy(p->spaces, s->full->spaces, (size_t)model->space_count * sizeof *p->spaces);
    memcpy(p->ends, s->full->ends, (size_t)model->end_count * sizeof *p->ends);
    memcpy(p->inputs, s->full->inputs, (size_t)model->input_count * sizeof *p->inputs);
    p->graph.levels = s->full->graph.levels;
    p->graph.chunks = s->full->graph.chunks;
}

bool scene_stand(Scene *s, int64_t row, Pool *pool, Error *error)
{
    const int64_t place = s->stage->place[row];
    const int32_t seed = (int32_t)place;
    if (s->sampler)
        sampler_draw(s->sampler, &seed, 1, 0, pool);
    s->full = s->sampler ? sampler_graph(s->sampler) : s->stage->all->on;
    s->row = row;
    s->place = s->sampler ? 0 : place;
    s->unit_count = 0;
    point_to_full(s);
    units_find(s);
    scene_keep(s, NULL);
    if (s->stage->of == OF_FEATURES)
        scene_features_begin(s);
    if (!bind(s, error))
        return false;
    run_whole(s);
    return answers_alike(s, error);
}

const float *scene_without(Scene *s, const uint8_t *gone)
{
    Error error = {""};
    if (s->stage->of == OF_FEATURES)
        scene_blank(s, gone);
    else
        scene_keep(s, gone);
    if (s->again < 0 && !exec_follow(s->exec, &error))
        give_up(GATRT_BUG, "%s", error.text); /* there is less than there was */
    run_again(s);
    return answer(s);
}
