/* runtime_model.c - what the runtime's functions ask of a model, without compiling it: its tables, its weights from files.
 *
 * In: a model as written. Out: a gatrt_model without programs. Graph, inputs and weights that the compiler handles are
 * those a trainer has, as the same functions make them: graph_prepare, init_params, weights_load. */
#include "compiler/oracle/runtime_model.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "runtime/runtime.h"

/* ------------------------------------------------------------------ tables */

static const gatrt_space *runtime_spaces(const Model *m)
{
    static const gatrt_kind kinds[] = {[SPACE_ONE] = GATRT_ONE, [SPACE_ROWS] = GATRT_ROWS, [SPACE_EDGES] = GATRT_EDGES};
    gatrt_space *table = arena_alloc((size_t)m->space_count, sizeof *table);
    for (int i = 0; i < m->space_count; i++)
        table[i] = (gatrt_space){m->spaces[i]->name, kinds[m->spaces[i]->kind]};
    return table;
}

static bool goes_along(const Prog *p, const End *end)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->attr.end == end)
            return true;
    return false;
}

static const gatrt_end *runtime_ends(const Model *m)
{
    gatrt_end *table = arena_alloc((size_t)m->end_count, sizeof *table);
    for (int i = 0; i < m->end_count; i++) {
        const End *end = m->ends[i];
        table[i] = (gatrt_end){end->name, end->of->id, end->to->id, .sorted = end->sorted,
                               .used = goes_along(m->forward, end)};
    }
    return table;
}

/* Those of the model as written: what the passes add stands behind them. */
static int written_inputs(const Model *m)
{
    int count = 0;
    while (count < m->input_count && !m->inputs[count].output_of)
        count++;
    return count;
}

static const gatrt_input *runtime_inputs(const Model *m)
{
    gatrt_input *table = arena_alloc((size_t)m->input_count + 1, sizeof *table);
    for (int i = 0; i < written_inputs(m); i++) {
        const InputInfo *in = &m->inputs[i];
        table[i] = (gatrt_input){.name = in->name,
                                 .role = in->role,
                                 .space = in->type.space->id,
                                 .width = shape_width(in->type.shape),
                                 .sparse = in->sparse,
                                 .row_normalize = in->row_normalize,
                                 .loop_given = in->loop_given,
                                 .loop = in->loop,
                                 .given = in->given,
                                 .bound_by = in->bound_by,
                                 .least = in->least,
                                 .most = in->most};
    }
    return table;
}

static const gatrt_param *runtime_params(const Model *m, int64_t *floats)
{
    gatrt_param *table = arena_alloc((size_t)m->param_count + 1, sizeof *table);
    *floats = 0;
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        table[i] = (gatrt_param){.name = info->name,
                                 .offset = *floats,
                                 .count = shape_width(info->shape),
                                 .rank = info->stored_rank,
                                 .stored = {info->stored[0], info->stored[1], info->stored[2]},
                                 .transposed = info->transposed,
                                 .init = info->init,
                                 .init_arg = info->init_arg,
                                 .fan_in = info->fan_in,
                                 .fan_out = info->fan_out};
        *floats += table[i].count;
    }
    return table;
}

/* The tables only: there are no programs, the oracle needs none. */
gatrt_model runtime_model(const Model *m)
{
    gatrt_model model = {.abi = GATRT_ABI, .name = m->name, .source = m->source, .recipe = m->recipe};
    model.spaces = runtime_spaces(m);
    model.space_count = m->space_count;
    model.ends = runtime_ends(m);
    model.end_count = m->end_count;
    model.inputs = runtime_inputs(m);
    model.input_count = written_inputs(m);
    model.params = runtime_params(m, &model.param_floats);
    model.param_count = m->param_count;
    return model;
}

/* ------------------------------------------------------------------ weights */

float *runtime_weights(const gatrt_model *model, const WeightsFrom *from, WeightsTold *told)
{
    Error error = {""};
    float *params = mem_alloc((size_t)model->param_floats, sizeof *params);
    const WeightsFile file = {.path = from->path, .key = from->key, .rename = from->rename};
    if (!weights_load(model, &file, params, told, &error))
        die("%s", error.text);
    told->other = false; /* of a model's tables only trainers know the print */
    weights_tell(stderr, "gatcc", &file, told);
    return params;
}

float *runtime_weights_alone(const gatrt_model *model, const WeightsFrom *from, const char **prepared)
{
    WeightsTold told;
    float *params = runtime_weights(model, from, &told);
    weights_tell_prepared(stderr, "gatcc", from->path, &told);
    *prepared = intern(told.prepared);
    return params;
}

FeatureFit *runtime_fit(const char *path)
{
    Error error = {""};
    FeatureFit *fit;
    if (!checkpoint_fit(path, &fit, &error))
        die("%s", error.text);
    return fit;
}

void runtime_fit_free(FeatureFit *fit)
{
    checkpoint_fit_free(fit);
}
