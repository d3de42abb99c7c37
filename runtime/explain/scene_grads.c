/* scene_grads.c - gradients of a scene's answer, by the program explain (compiler/algebra/masks.c): for the features of its rows, and for
 * masks that messages are multiplied by, behind attention, one for each edge in all layers.
 *
 * The program goes over every row of the scene; rows behind the last hop have no lists there, and nothing of them reaches the answer.
 */
#include "runtime/explain/scene_parts.h"

#include <math.h>
#include <string.h>

struct Grads {
    Scene *s;
    Exec *exec;
    gatrt_tensor *inputs; /* [input_count + explain_inputs]: those of the scene, masks, what is asked */
    float **own;          /* likewise: dense numbers or values that are ours */
    float **grads;        /* likewise; NULL: none */
    const float **from;   /* likewise: features as they are */
    float **spread;       /* likewise, where they are sparse elsewhere */
    int64_t *floats;      /* likewise, of own */
    float *answers, **outputs;
    Prepared on; /* the scene with these inputs */
};

bool grads_there(const gatrt_model *model, Error *error)
{
    return model->explain.kernels ||
           error_set(error, "model %s has no gradients of inputs: make it with gatcc --explain", model->name);
}

static int all_inputs(const gatrt_model *model)
{
    return model->input_count + model->explain_inputs;
}

static int64_t rows_of(const Grads *g, int input)
{
    const gatrt_model *model = g->s->stage->model;
    const int space = model->inputs[input].space;
    return model->spaces[space].kind == GATRT_EDGES ? g->s->edges[space].entries : g->s->part->spaces[space].count;
}

/* Sparse features of the scene that a dense input of the program stands for. */
static const gatrt_tensor *sparse_of(const Grads *g, const gatrt_input *in)
{
    const gatrt_model *model = g->s->stage->model;
    for (int i = 0; i < model->input_count; i++) {
        const gatrt_input *other = &model->inputs[i];
        if (other->role == GATRT_FEATURES && other->sparse && other->space == in->space &&
            other->row_normalize == in->row_normalize && g->s->part->inputs[i].row_start)
            return &g->s->part->inputs[i];
    }
    give_up(GATRT_BUG, "model %s has no sparse features that %s could stand for", model->name, in->name);
}

static void spread(const gatrt_tensor *sparse, int64_t rows, int64_t width, float *dense)
{
    for (int64_t v = 0; v < rows; v++)
        for (int64_t k = sparse->row_start[v]; k < sparse->row_start[v + 1]; k++)
            dense[v * width + sparse->col[k]] += sparse->val[k];
}

static void make_dense(Grads *g, int input)
{
    const gatrt_input *in = &g->s->stage->model->inputs[input];
    const int64_t rows = rows_of(g, input);
    g->floats[input] = rows * in->width;
    g->own[input] = mem_alloc((size_t)g->floats[input], sizeof(float));
    g->spread[input] = mem_alloc((size_t)g->floats[input], sizeof(float));
    spread(sparse_of(g, in), rows, in->width, g->spread[input]);
    memcpy(g->own[input], g->spread[input], (size_t)g->floats[input] * sizeof(float));
    g->from[input] = g->spread[input];
    g->inputs[input].dense = g->own[input];
}

static void make_input(Grads *g, int input)
{
    const gatrt_input *in = &g->s->stage->model->inputs[input];
    gatrt_tensor *t = &g->inputs[input];
    if (in->role == GATRT_FEATURES && input >= g->s->stage->model->input_count)
        make_dense(g, input);
    const int64_t rows = rows_of(g, input), floats = rows * in->width;
    const bool extra = input >= g->s->stage->model->input_count;
    if (in->role == GATRT_FEATURES || in->role == GATRT_MASK) /* 0 where the program has another in its place */
        g->grads[input] = mem_alloc((size_t)rows, (size_t)in->width * sizeof(float));
    if (g->own[input] || (in->role != GATRT_FEATURES && !extra))
        return;
    g->floats[input] = t->row_start ? t->row_start[rows] : floats;
    g->own[input] = mem_alloc((size_t)g->floats[input] + GATRT_SLACK, sizeof(float));
    g->from[input] = extra ? NULL : t->row_start ? t->val : t->dense;
    for (int64_t i = 0; i < g->floats[input]; i++)
        g->own[input][i] = in->role == GATRT_MASK ? 1.0f : extra ? 0.0f : g->from[input][i];
    if (t->row_start)
        t->val = g->own[input];
    else
        t->dense = g->own[input];
}

Grads *grads_new(Scene *s)
{
    Error error = {""};
    const gatrt_model *model = s->stage->model;
    const size_t count = (size_t)all_inputs(model);
    Grads *g = mem_alloc(1, sizeof *g);
    g->s = s;
    g->inputs = mem_alloc(count, sizeof *g->inputs);
    g->own = mem_alloc(count, sizeof(float *));
    g->grads = mem_alloc(count, sizeof(float *));
    g->from = mem_alloc(count, sizeof(float *));
    g->spread = mem_alloc(count, sizeof(float *));
    g->floats = mem_alloc(count, sizeof *g->floats);
    memcpy(g->inputs, s->part->inputs, (size_t)model->input_count * sizeof *g->inputs);
    for (int i = 0; i < all_inputs(model); i++)
        make_input(g, i);
    g->answers =
        mem_alloc((size_t)s->part->spaces[s->stage->space].count, (size_t)model->outputs[0].width * sizeof *g->answers);
    g->outputs = mem_alloc((size_t)model->output_count, sizeof(float *));
    g->outputs[0] = g->answers;
    g->on = *s->part;
    g->on.inputs = g->inputs;
    g->exec = exec_new(&model->explain, &g->on, model, &error);
    if (!g->exec)
        give_up(GATRT_FAILED, "%s", error.text);
    gatrt_run *run = exec_run(g->exec);
    run->params = s->stage->params;
    run->outputs = g->outputs;
    run->input_grads = g->grads;
    return g;
}

void grads_free(Grads *g)
{
    for (int i = 0; g && i < all_inputs(g->s->stage->model); i++) {
        mem_free(g->own[i]);
        mem_free(g->grads[i]);
        mem_free(g->spread[i]);
    }
    if (!g)
        return;
    void *const owned[] = {g->inputs, g->own, g->grads, (void *)g->from, g->spread, g->floats, g->answers, g->outputs};
    exec_free(g->exec);
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    mem_free(g);
}

/* The input of that role, of a space; -1: there is none. */
static int find_input(const Grads *g, gatrt_role role, int space)
{
    const gatrt_model *model = g->s->stage->model;
    for (int i = model->input_count; i < all_inputs(model); i++)
        if (model->inputs[i].role == role && model->inputs[i].space == space)
            return i;
    return -1;
}

float *grads_mask(Grads *g, int relation)
{
    const int input = find_input(g, GATRT_MASK, relation);
    return input < 0 ? NULL : g->own[input];
}

int64_t grads_entries(const Grads *g, int relation)
{
    return g->s->edges[relation].entries;
}

void grads_set_masks(Grads *g, const double *of_unit)
{
    for (int relation = 0; relation < g->s->stage->model->space_count; relation++) {
        float *mask = grads_mask(g, relation);
        for (int64_t i = 0; mask && i < grads_entries(g, relation); i++) {
            const int32_t unit = g->s->edges[relation].unit[i][0];
            mask[i] = unit == NO_UNIT ? 1.0f : (float)of_unit[unit];
        }
    }
}

void grads_scale(Grads *g, float share)
{
    for (int i = 0; i < all_inputs(g->s->stage->model); i++)
        for (int64_t k = 0; g->from[i] && k < g->floats[i]; k++)
            g->own[i][k] = share * g->from[i][k];
}

/* On whole lists, whatever was left out meanwhile. */
static void run(Grads *g)
{
    scene_keep(g->s, NULL);
    exec_kernels(g->exec, 0, g->s->stage->model->explain.kernel_count);
}

static float *asked_row(const Grads *g)
{
    return g->own[find_input(g, GATRT_ASKED, g->s->stage->space)] + g->s->place * g->s->stage->model->outputs[0].width;
}

const float *grads_answer(Grads *g)
{
    run(g);
    return g->answers + g->s->place * g->s->stage->model->outputs[0].width;
}

void grads_find(Grads *g, const float *counts)
{
    memcpy(asked_row(g), counts, (size_t)g->s->stage->model->outputs[0].width * sizeof *counts);
    run(g);
}

const float *grads_of_mask(const Grads *g, int relation)
{
    const int input = find_input(g, GATRT_MASK, relation);
    return input < 0 ? NULL : g->grads[input];
}

void grads_of_units(const Grads *g, bool absolute, double *to)
{
    memset(to, 0, (size_t)scene_units(g->s) * sizeof *to);
    for (int relation = 0; relation < g->s->stage->model->space_count; relation++) {
        const float *grad = grads_of_mask(g, relation);
        for (int64_t i = 0; grad && i < grads_entries(g, relation); i++) {
            const int32_t unit = g->s->edges[relation].unit[i][0];
            if (unit != NO_UNIT)
                to[unit] += absolute ? fabs((double)grad[i]) : (double)grad[i];
        }
    }
}

/* What a row has in a column, of sparse features as well. */
static double value_at(const Grads *g, int input, int64_t place, int64_t column)
{
    const gatrt_tensor *t = &g->inputs[input];
    double value = 0.0;
    if (!t->row_start)
        return (double)t->dense[place * g->s->stage->model->inputs[input].width + column];
    for (int64_t k = t->row_start[place]; k < t->row_start[place + 1]; k++)
        value += t->col[k] == column ? (double)t->val[k] : 0.0;
    return value;
}

double grads_of_row(const Grads *g, int64_t place, bool times, bool absolute)
{
    double sum = 0.0;
    for (int i = 0; i < all_inputs(g->s->stage->model); i++) {
        const int64_t width = g->s->stage->model->inputs[i].width;
        for (int64_t j = 0; scene_is_features(g->s, i) && j < width; j++) {
            const double one = (double)g->grads[i][place * width + j];
            const double of = times && one != 0.0 ? one * value_at(g, i, place, j) : times ? 0.0 : one;
            sum += absolute ? fabs(of) : of;
        }
    }
    return sum;
}

double grads_of_feature(const Grads *g, int64_t column, bool times)
{
    double sum = 0.0;
    for (int i = 0; i < all_inputs(g->s->stage->model); i++) {
        const int64_t width = g->s->stage->model->inputs[i].width;
        if (scene_is_features(g->s, i) && column < width)
            sum +=
                (double)g->grads[i][g->s->place * width + column] * (times ? value_at(g, i, g->s->place, column) : 1.0);
    }
    return sum;
}
