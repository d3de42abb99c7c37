/* sample.c - a small graph with self loops, repeated and one-way edges, features of a few bits, and weights where none are
 * baked in; and what the model as written gives on it, in double. NAME_test.c makes the same graph by the same formulas. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/eval.h"
#include "compiler/oracle/runtime_model.h"
#include "compiler/product/product.h"
#include "runtime/runtime.h"

#include <math.h>

/* ------------------------------------------------------------------ formulas */

/* 0, 1/8, ... 7/8. */
static float number(int64_t i)
{
    return (float)((uint32_t)i * 2654435761u >> 29) / 8.0f;
}

int64_t sample_step(int64_t width)
{
    return width > 8 ? width / 4 : 2;
}

bool sample_is_whole(const InputInfo *in)
{
    return in->bound_by && isfinite(in->most) && in->least == floorf(in->least);
}

static float feature(const InputInfo *in, int64_t v, int64_t i)
{
    const int64_t width = shape_width(in->type.shape);
    if (in->role == GATRT_ROW_NUMBER)
        return v % width == i ? 1.0f : 0.0f;
    const float plain = number(v * width + i);
    if (sample_is_whole(in))
        return in->least + floorf(plain * (in->most - in->least + 1.0f));
    if (in->sparse)
        return (v + i) % sample_step(width) ? 0.0f : plain + 0.125f;
    return plain;
}

/* ------------------------------------------------------------------ a data set */

static bool is_features(const InputInfo *in)
{
    return (in->role == GATRT_FEATURES || in->role == GATRT_ROW_NUMBER) && !in->output_of;
}

static const InputInfo *features_of(const Model *m, const Space *space)
{
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].type.space == space && is_features(&m->inputs[i]))
            return &m->inputs[i];
    return NULL;
}

static const InputInfo *input_of(const Model *m, const Space *space, gatrt_role role)
{
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].type.space == space && m->inputs[i].role == role && !m->inputs[i].output_of)
            return &m->inputs[i];
    return NULL;
}

static void add_rows(gatrt_data *data, const Model *m, const Space *space)
{
    gatrt_set *set = data_add_set(data, space->name);
    const InputInfo *in = features_of(m, space);
    set->rows = SAMPLE_ROWS;
    if (!in)
        return;
    set->features = shape_width(in->type.shape);
    set->x = mem_alloc((size_t)SAMPLE_ROWS * (size_t)set->features, sizeof *set->x);
    for (int64_t v = 0; v < SAMPLE_ROWS; v++)
        for (int64_t i = 0; i < set->features; i++)
            set->x[v * set->features + i] = feature(in, v, i);
}

static float *carried(const InputInfo *in, int64_t *width)
{
    *width = shape_width(in->type.shape);
    float *values = mem_alloc((size_t)SAMPLE_EDGES * (size_t)*width, sizeof *values);
    for (int64_t e = 0; e < SAMPLE_EDGES; e++)
        for (int64_t i = 0; i < *width; i++)
            values[e * *width + i] = feature(in, e, i);
    return values;
}

static int set_number(const gatrt_data *data, const Space *space)
{
    return (int)(data_find_set(data, space->name) - data->sets);
}

static void add_edges(gatrt_data *data, const Model *m, const Space *relation)
{
    const End *in = sorted_end(relation);
    const InputInfo *attr = input_of(m, relation, GATRT_EDGE_ATTR), *weight = input_of(m, relation, GATRT_EDGE_WEIGHT);
    gatrt_relation *r =
        data_add_relation(data, relation->name, set_number(data, far_end(in)->to), set_number(data, in->to));
    int64_t one;
    r->edges = SAMPLE_EDGES;
    r->src = mem_alloc(SAMPLE_EDGES, sizeof *r->src);
    r->dst = mem_alloc(SAMPLE_EDGES, sizeof *r->dst);
    for (int32_t e = 0; e < SAMPLE_EDGES; e++) {
        r->src[e] = (e * 7 + 1) % SAMPLE_ROWS;
        r->dst[e] = (e * e + 3 * e) % SAMPLE_ROWS;
    }
    if (attr)
        r->edge_attr = carried(attr, &r->edge_features);
    if (weight)
        r->edge_weight = carried(weight, &one);
}

static gatrt_data *sample_data(const Model *m)
{
    gatrt_data *data = data_new_empty("the sample");
    for (int i = 0; i < m->space_count; i++)
        if (has_rows_in_graph(m, m->spaces[i]))
            add_rows(data, m, m->spaces[i]);
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind == SPACE_EDGES && is_part_of_graph(inference(m), m->spaces[i]))
            add_edges(data, m, m->spaces[i]);
    return data;
}

/* ------------------------------------------------------------------ what the model gives */

/* Of row numbers it takes what an application gives: as many rows as there are columns it has not. */
static gatrt_model sample_tables(const Model *m)
{
    gatrt_model tables = runtime_model(m);
    gatrt_input *inputs = arena_alloc((size_t)tables.input_count + 1, sizeof *inputs);
    for (int i = 0; i < tables.input_count; i++) {
        inputs[i] = tables.inputs[i];
        inputs[i].role = inputs[i].role == GATRT_ROW_NUMBER ? GATRT_FEATURES : inputs[i].role;
    }
    tables.inputs = inputs;
    return tables;
}

static bool has_room(const Model *m)
{
    for (int i = 0; m->capacity && i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (has_count(m, s) && m->capacity[i] < (s->kind == SPACE_ROWS ? SAMPLE_ROWS
                                                 : updates(m)          ? 2 * SAMPLE_EDGES
                                                                       : SAMPLE_EDGES))
            return false;
    }
    return true;
}

/* One set's features serve one input, no row belongs to another, and it is not too large. */
bool has_sample(const Model *m)
{
    if (!is_prepared(m) || !has_room(m))
        return false;
    for (int i = 0; i < m->input_count; i++)
        for (int j = 0; j < i; j++)
            if (is_features(&m->inputs[i]) && is_features(&m->inputs[j]) &&
                m->inputs[i].type.space == m->inputs[j].type.space)
                return false;
    return true;
}

static const float *params_of(const Model *m, const gatrt_model *tables)
{
    if (m->baked)
        return m->baked;
    float *params = arena_alloc((size_t)tables->param_floats + 1, sizeof *params);
    for (int64_t i = 0; i < tables->param_floats; i++)
        params[i] = (number(i) + 0.125f) / 4.0f;
    return params;
}

Sample *sample_new(const Model *m)
{
    const gatrt_model tables = sample_tables(m);
    gatrt_data *data = sample_data(m);
    const Wanted wanted = {.self_loops = m->recipe.self_loops, .symmetric = m->recipe.symmetric > 0};
    Error error = {""};
    Prepared *on = graph_prepare(&tables, data, &wanted, &error);
    if (!on)
        bug("sample: %s", error.text);
    Sample *s = arena_alloc(1, sizeof *s);
    const EvalData eval = {.graph = &on->graph, .inputs = on->inputs, .params = params_of(m, &tables)};
    *s = (Sample){.model = m,
                  .values = eval_prog(m->forward, &eval),
                  .rows = arena_alloc((size_t)m->space_count, sizeof *s->rows),
                  .place = arena_alloc((size_t)m->space_count, sizeof *s->place)};
    for (int i = 0; i < m->space_count; i++) {
        const bool there = has_count(m, m->spaces[i]);
        s->rows[i] = there ? on->spaces[i].count : 1;
        if (there && m->spaces[i]->kind == SPACE_ROWS)
            s->place[i] = prepared_places(on, i);
    }
    prepared_free(on);
    gatrt_data_free(data);
    return s;
}

void sample_free(Sample *s)
{
    for (int i = 0; i < s->model->space_count; i++)
        mem_free(s->place[i]);
    eval_free(s->model->forward, s->values);
}

float *sample_output(const Sample *s, int index, int64_t *count)
{
    const Prog *p = s->model->forward;
    for (int i = 0; i < p->root_count; i++) {
        const Root *root = &p->roots[i];
        if (root->kind != ROOT_OUTPUT || root->index != index)
            continue;
        const int64_t width = val_width(root->val);
        const int64_t *place = s->place[root->val->type.space->id];
        const int64_t rows = s->rows[root->val->type.space->id];
        float *values = mem_alloc((size_t)(rows * width), sizeof *values);
        for (int64_t v = 0; v < rows; v++)
            for (int64_t j = 0; j < width; j++)
                values[v * width + j] = (float)s->values[root->val->id][(place ? place[v] : v) * width + j];
        *count = rows * width;
        return values;
    }
    bug("sample: there is no output %d", index);
}
